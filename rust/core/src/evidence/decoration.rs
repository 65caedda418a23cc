//! What databases hang on titles, and where a subtitle begins.

use super::citation;

/// What may stand in brackets around or in front of a title without being part of it.
const DECORATIONS: [&str; 54] = [
    "review",
    "letter",
    "letters",
    "letter to the editor",
    "letters to the editor",
    "editorial",
    "comment",
    "abstract",
    "meeting abstract",
    "article",
    "research article",
    "original article",
    "case report",
    "proceedings",
    "author s transl",
    "authors transl",
    "authors translation",
    "retracted",
    "retracted article",
    "republished",
    "see comment",
    "see comments",
    "comment in",
    "conference abstract",
    "conference paper",
    "corrected",
    "corrected and republished",
    "internet",
    "pdf",
    "html",
    "citation",
    "book",
    "doc",
    "poster",
    "short paper",
    "extended abstract",
    "demo paper",
    "experience paper",
    "industrial paper",
    "industry paper",
    "position paper",
    "research paper",
    "system demonstration",
    "vision paper",
    "demo",
    "demonstration",
    "invited paper",
    "invited talk",
    "keynote",
    "panel",
    "panel session",
    "student abstract",
    "tutorial",
    "work in progress",
];

/// Notes on what was printed about an article later, before their journals and pages.
const NOTES: [&str; 9] = [
    "comment in ",
    "erratum appears ",
    "erratum in ",
    "published correction appears ",
    "published erratum appears ",
    "reprinted from ",
    "retracted article see ",
    "retraction in ",
    "see comment in ",
];

/// Longer brackets are part of a title.
const LONGEST: usize = 120;

/// Languages that stand in brackets alone: `[French]`, `[Polish, English]`.
const LANGUAGES: [&str; 24] = [
    "arabic",
    "bulgarian",
    "chinese",
    "croatian",
    "czech",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hungarian",
    "italian",
    "japanese",
    "korean",
    "norwegian",
    "polish",
    "portuguese",
    "romanian",
    "russian",
    "spanish",
    "swedish",
    "turkish",
];

/// What web pages hang on the titles of what they show.
const PAGES: [&str; 12] = [
    " | Request PDF",
    " | SpringerLink",
    " | IEEE Conference Publication | IEEE Xplore",
    " | IEEE Journals & Magazine | IEEE Xplore",
    " - IEEE Xplore",
    " - PMC",
    " - PubMed",
    " - ScienceDirect",
    " – ScienceDirect",
    " - Wiley Online Library",
    " on JSTOR",
    ".pdf",
];

/// Under what journals print articles, where it stands before a title with a colon.
const SECTIONS: [&str; 13] = [
    "brief communication",
    "brief report",
    "case report",
    "invited review",
    "original article",
    "original paper",
    "original research",
    "rapid communication",
    "research article",
    "research paper",
    "review article",
    "short communication",
    "technical note",
];

/// The title without what databases hang on it: `[Review] [33 refs]`, `(Letter)`, `[in German]`, `RETRACTED ARTICLE:`.
pub fn plain(raw: &str) -> &str {
    let mut rest = raw.trim();
    if rest.starts_with(['R', 'W']) {
        for label in ["RETRACTED ARTICLE:", "RETRACTED:", "Retracted:", "WITHDRAWN:"] {
            rest = rest.strip_prefix(label).unwrap_or(rest).trim_start();
        }
    }
    rest = without_section(rest);
    rest = without_page(rest);
    if let Some((title, _)) = rest.strip_suffix('»').and_then(|rest| rest.rsplit_once(" - ")) {
        rest = title.trim_end(); // `… - group of 4 »`, `… - all 5 versions »`
    }
    loop {
        let shorter = without_last_bracket(rest).or_else(|| without_first_bracket(rest));
        match shorter {
            Some(shorter) if shorter.chars().any(char::is_alphanumeric) => rest = shorter,
            _ => return citation::tail(rest).map_or(rest, |tail| rest[..tail.start].trim_end()),
        }
    }
}

fn without_page(title: &str) -> &str {
    // The last letters tell nearly all titles apart.
    let last = title.as_bytes().last_chunk::<3>();
    let mut pages = PAGES.iter().filter(|page| page.as_bytes().last_chunk() == last);
    pages.find_map(|page| title.strip_suffix(page)).unwrap_or(title)
}

/// The title behind what says in which section of a journal it stands: `Short communication: …`.
fn without_section(title: &str) -> &str {
    const LONGEST_SECTION: usize = 20;
    let head = &title.as_bytes()[..title.len().min(LONGEST_SECTION)];
    let Some(colon) = memchr::memchr(b':', head) else { return title };
    let section = title[..colon].trim_end();
    let rest = title[colon + 1..].trim_start();
    let known = SECTIONS.iter().any(|name| name.eq_ignore_ascii_case(section));
    if known && !rest.is_empty() { rest } else { title }
}

fn without_last_bracket(title: &str) -> Option<&str> {
    let body = title.trim_end_matches(['.', ' ', ';', ',']);
    let open = match body.chars().next_back()? {
        ']' => '[',
        ')' => '(',
        _ => return None,
    };
    let start = body.rfind(open)?;
    is_decoration(&body[start + 1..body.len() - 1]).then(|| body[..start].trim_end())
}

fn without_first_bracket(title: &str) -> Option<&str> {
    let close = match title.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let end = title.find(close)?;
    // `[BOOK][B]`, `[CITATION][C]`, `[PS]`: how a search engine begins its lines.
    let kind = close == ']' && matches!(&title[1..end], "B" | "C" | "PPT" | "PS" | "RTF" | "TXT");
    (kind || is_decoration(&title[1..end]))
        .then(|| title[end + 1..].trim_start_matches([':', '.', ' ']))
}

fn is_decoration(inside: &str) -> bool {
    if inside.len() > LONGEST || !inside.is_ascii() {
        return false;
    }
    let words = inside.to_ascii_lowercase().replace(['.', ',', '\'', ':'], "");
    let words = words.trim();
    // Where reviews are open, versions are counted in the title: `[version 2; peer review: 2 approved]`.
    let version = words.starts_with("version ")
        && ["peer review", "referees", "approved"].iter().any(|said| words.contains(said));
    if version || NOTES.iter().any(|note| words.starts_with(note)) {
        return true;
    }
    if inside.len() > 40 {
        return false;
    }
    DECORATIONS.contains(&words)
        || words.split(' ').all(|word| LANGUAGES.contains(&word))
        || words.ends_with(" refs")
        || words.ends_with(" references")
        || words.starts_with("article in ")
        || words.strip_prefix("in ").is_some_and(|language| {
            ["an", "ch", "sh", "ese", "ic", "ian", "ese english"]
                .iter()
                .any(|ending| language.ends_with(ending))
                && !language.contains(' ')
        })
}

/// Where the subtitle begins: after the first colon, dash or full stop between words.
pub fn subtitle(raw: &str) -> Option<usize> {
    let bytes = raw.as_bytes();
    let after = |at: usize, text: &[u8]| bytes[at..].starts_with(text);
    let spaced = |at: usize| at > 0 && bytes[at - 1] == b' ';
    (0..bytes.len()).find(|&at| match bytes[at] {
        b':' | b'?' => after(at + 1, b" "),
        b'-' => spaced(at) && (after(at, b"- ") || after(at, b"-- ")),
        b'.' => after(at + 1, b" ") && ends_long_word(&raw[..at]),
        // The long dash needs no spaces, the short one does.
        0xe2 => {
            after(at, "\u{2014}".as_bytes()) || (spaced(at) && after(at, "\u{2013} ".as_bytes()))
        }
        _ => false,
    })
}

/// Whether a full stop here ends a sentence rather than an abbreviation.
pub(super) fn ends_long_word(before: &str) -> bool {
    before.split_whitespace().next_back().is_some_and(|word| word.chars().count() > 3)
}

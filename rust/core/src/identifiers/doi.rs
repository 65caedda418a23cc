//! What two DOIs say of each other, however they are written.

use std::borrow::Cow;

/// How two DOIs stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoiRelation {
    /// The same.
    Equal,
    /// Two versions of one preprint or data set, or one and the name of all versions.
    Version,
    /// One names a part of what the other names: a figure, a supplement, a chapter; or both are parts of one.
    Component,
    /// Others, of two articles of one journal, or of one series of proceedings.
    SameJournal,
    /// Others, of one registrant.
    SameRegistrant,
    /// Others, of two registrants.
    OtherRegistrant,
}

/// Registrants that write a version as a last number (`10.12688/f1000research.1.2`).
const NUMBERED_VERSIONS: &[&str] = &["10.12688", "10.21955", "10.35241", "10.3310"];
/// Registrants that write it without a sign before it (`10.7287/peerj.preprints.1v2`).
const GLUED_VERSIONS: &[&str] = &["10.1101", "10.48550", "10.7287"];
/// The registrant of arXiv, whose numbers are of no journal.
const ARXIV: &str = "10.48550";
/// How DOIs of preprints begin, of servers that give them to nothing else.
const PREPRINTS: [&str; 13] = [
    "10.2139/ssrn.",
    "10.20944/preprints",
    "10.21203/rs.",
    "10.22541/au.",
    "10.26434/chemrxiv",
    "10.31219/osf.io/",
    "10.31223/osf.io/",
    "10.31234/osf.io/",
    "10.31235/osf.io/",
    "10.33774/",
    "10.36227/techrxiv",
    "10.48550/arxiv.",
    "10.7287/peerj.preprints",
];
/// What addresses of pages add to a DOI.
const PAGES: &[&str] = &[
    "/abstract",
    "/epdf",
    "/full",
    "/full.html",
    "/full.pdf",
    "/fulltext",
    "/html",
    "/meta",
    "/pdf",
    "/references",
    "/summary",
    ".full.pdf",
    ".pdf",
];
/// What stands before a DOI.
const PREFIXES: &[&str] =
    &["https://", "http://", "www.", "dx.", "doi.org/", "doi.org:", "doi:", "doi ", "doi"];

/// A longer text is no DOI; what follows one by mistake is taken off piece by piece, which takes time.
const LONGEST: usize = 1000;

/// How two DOIs stand to each other; `None` if one of them is none.
///
/// ```
/// use paperdedup_core::identifiers::{DoiRelation, doi_relation};
/// let relation = doi_relation("10.6084/m9.figshare.123.v3", "https://doi.org/10.6084/M9.figshare.123");
/// assert_eq!(relation, Some(DoiRelation::Version));
/// ```
pub fn doi_relation(a: &str, b: &str) -> Option<DoiRelation> {
    Some(relation(&clean_doi(a)?, &clean_doi(b)?))
}

/// How two DOIs stand to each other that are clean.
pub(super) fn relation(a: &str, b: &str) -> DoiRelation {
    if a == b {
        DoiRelation::Equal
    } else if without_version(a) == without_version(b) || names_page(a, b) || names_page(b, a) {
        DoiRelation::Version
    } else if whole(a) == whole(b) || extends(a, b) || extends(b, a) {
        DoiRelation::Component
    } else if registrant(a) == registrant(b) {
        let same = journal(a).is_some_and(|journal_of_a| journal(b) == Some(journal_of_a));
        if same && without_update(a) != without_update(b) {
            DoiRelation::SameJournal
        } else {
            DoiRelation::SameRegistrant
        }
    } else {
        DoiRelation::OtherRegistrant
    }
}

/// The DOI in a text that is one, in lower case: without address, escapes, and what follows it by mistake.
pub fn clean_doi(text: &str) -> Option<String> {
    let lower = Some(text.trim()).filter(|text| text.len() <= LONGEST)?.to_lowercase();
    let unprefixed = PREFIXES.iter().fold(lower.as_str(), |rest, prefix| {
        rest.strip_prefix(prefix).unwrap_or(rest).trim_start()
    });
    let unescaped = unescape(unprefixed);
    let unescaped = if unescaped.is_ascii() && !unescaped.contains('\\') {
        unescaped
    } else {
        Cow::Owned(plain_signs(&unescaped))
    };
    let mut doi: &str = unescaped.as_ref();
    loop {
        let shorter = without_rubbish(doi);
        if shorter.len() == doi.len() {
            break;
        }
        doi = shorter;
    }
    super::values::doi(doi)
}

/// One piece less of what may follow a DOI by mistake.
fn without_rubbish(doi: &str) -> &str {
    let doi = doi.trim();
    let query = doi.find('?').filter(|&at| doi[at..].contains('='));
    let doi = &doi[..query.unwrap_or(doi.len())];
    let doi =
        ["[doi]", "(doi)", "[pii]"].iter().find_map(|end| doi.strip_suffix(end)).unwrap_or(doi);
    let doi = PAGES.iter().find_map(|page| doi.strip_suffix(page)).unwrap_or(doi);
    let doi = doi.trim_end_matches(['.', ',', ';', ':', '\'', '"', '”', '’', '/', '*']);
    let closes = [('(', ')'), ('[', ']'), ('<', '>'), ('{', '}')];
    let unbalanced = closes.iter().find(|(open, close)| {
        doi.ends_with(*close) && doi.matches(*close).count() > doi.matches(*open).count()
    });
    if unbalanced.is_some() { &doi[..doi.len() - 1] } else { doi }
}

/// Percent escapes and the entities of `<`, `>` and `&`.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '&']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| rest.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, hex(1), hex(2)) {
            bytes.push((high * 16 + low) as u8);
            rest = &rest[3..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    let decoded = String::from_utf8_lossy(&bytes).to_lowercase();
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&#45;", "-"), ("&amp;", "&")];
    Cow::Owned(entities.iter().fold(decoded, |text, (entity, sign)| text.replace(entity, sign)))
}

/// The hyphens of typesetters as the one of keyboards, and no backslash before a slash (JSON).
fn plain_signs(text: &str) -> String {
    let hyphen = |c: char| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c };
    let mut text: String = text.chars().map(hyphen).collect();
    while text.contains("\\/") {
        text = text.replace("\\/", "/");
    }
    text
}

pub(super) fn registrant(doi: &str) -> &str {
    doi.split('/').next().unwrap_or(doi)
}

/// Whether a DOI, clean or spelled as an identifier, is of a preprint: by its server, or as bioRxiv and medRxiv number theirs, whose publisher has
/// journals too.
pub fn is_preprint(spelled: &str) -> bool {
    let doi = spelled.strip_prefix("doi:").unwrap_or(spelled);
    PREPRINTS.iter().any(|server| doi.starts_with(server))
        || doi.strip_prefix("10.1101/").is_some_and(|number| number.starts_with(is_digit))
}

/// Whether a DOI, clean or spelled as an identifier, is of a whole book: its ISBN, and nothing of a chapter (`10.1007/978-3-540-12345-6`).
pub fn is_book(spelled: &str) -> bool {
    const DIGITS: usize = 13;
    let suffix = spelled.split_once('/').map_or("", |(_, suffix)| suffix);
    let isbn = suffix.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let digits = isbn.bytes().filter(u8::is_ascii_digit).count();
    isbn.starts_with("97") && digits == DIGITS && isbn.chars().all(|c| is_digit(c) || c == '-')
}

/// The journal of an article, where its DOI tells one: by its ISSN (`10.1088/1742-6596/664/7/072008`), or by a code and two
/// numbers, the volume or year and the article (`10.1103/physreve.84.056406`, `10.1016/j.cell.2009.01.001`). Servers of
/// preprints and data have one number, of which nothing is known.
pub(super) fn journal(doi: &str) -> Option<&str> {
    let (registrant, suffix) = doi.split_once('/')?;
    if registrant == ARXIV {
        return None;
    }
    let article = ["journal.", "j."].iter().find_map(|mark| suffix.strip_prefix(mark));
    let suffix = article.or_else(|| suffix.strip_prefix("(sici)")).unwrap_or(suffix);
    issn(suffix.strip_prefix('s').unwrap_or(suffix)).or_else(|| {
        let code = suffix.split('.').next()?;
        let lettered = code.bytes().all(|byte| byte.is_ascii_lowercase());
        let after = suffix[code.len()..].trim_start_matches('.').split(['.', '/']);
        let numbers = after.take_while(|number| number.parse::<u64>().is_ok());
        // What says that it is an article needs less to be one.
        let (letters, least) = if article.is_some() { (1, 1) } else { (3, 2) };
        (lettered && code.len() >= letters && numbers.count() >= least).then_some(code)
    })
}

/// The ISSN that a text begins with, if its check digit is right (ISO 3297).
fn issn(text: &str) -> Option<&str> {
    const DIGITS: usize = 8;
    let hyphen = usize::from(text.as_bytes().get(4) == Some(&b'-'));
    let issn = text.get(..DIGITS + hyphen)?;
    let digit = |(at, c): (usize, char)| match c {
        'x' if at == DIGITS - 1 => Some(10),
        _ => c.to_digit(10),
    };
    let digits = issn.chars().filter(|&c| c != '-').enumerate().map(digit);
    let digits: Vec<u32> = digits.collect::<Option<_>>()?;
    let sum: u32 = digits.iter().zip((1..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    (digits.len() == DIGITS && sum > 0 && sum.is_multiple_of(11)).then_some(issn)
}

/// The DOI without a version at its end.
pub(super) fn without_version(doi: &str) -> &str {
    let number = doi.trim_end_matches(|c: char| c.is_ascii_digit());
    if !(1..=2).contains(&(doi.len() - number.len())) {
        return doi;
    }
    let registrant = registrant(doi);
    if let Some(rest) = number.strip_suffix('v') {
        let signed = rest.strip_suffix(['.', '/', '-', '_']);
        let glued = GLUED_VERSIONS.contains(&registrant).then_some(rest);
        return signed.or(glued).filter(|rest| rest.len() > registrant.len() + 1).unwrap_or(doi);
    }
    let numbered = number.strip_suffix('.').filter(|_| NUMBERED_VERSIONS.contains(&registrant));
    numbered.filter(|rest| rest.contains('.') && rest.ends_with(is_digit)).unwrap_or(doi)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// What a comment in an open review is about: `-rc1`, `/reviews/1`, `/review2` go.
fn reviewed(doi: &str) -> Option<&str> {
    const SAID: [&str; 4] = ["/reviews/", "/review", "/response", "/decision"];
    // By referees, authors, editors and the community, at one publisher that has no other such endings.
    const DISCUSSED: [&str; 5] = ["-ac", "-cc", "-ec", "-rc", "-sc"];
    let rest = doi.trim_end_matches(|c: char| c.is_ascii_digit());
    let ends: &[&str] = if doi.starts_with("10.5194/") { &DISCUSSED } else { &SAID };
    let reviewed = ends.iter().find_map(|end| rest.strip_suffix(end));
    reviewed.filter(|reviewed| rest.len() < doi.len() && reviewed.contains('/'))
}

/// What a component is part of: `.g001`, `.s001`, `.t002` go.
pub(super) fn whole(doi: &str) -> &str {
    if let Some(reviewed) = reviewed(doi) {
        return reviewed;
    }
    let Some((rest, part)) = doi.rsplit_once('.') else { return doi };
    let (letter, number) = part.split_at(part.len().min(usize::from(part.is_char_boundary(1))));
    let lettered = ["e", "f", "g", "r", "s", "t"].contains(&letter);
    let numbered = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    if lettered && numbered && rest.contains('/') { rest } else { doi }
}

/// Whether one is the other with the number of a page in a publisher's address, or the name of one: `10.1162/tacl_a_00123/43456`,
/// `10.1136/bmj.1.2.3.short`.
fn names_page(longer: &str, shorter: &str) -> bool {
    const LEAST: usize = 5;
    const NAMES: [&str; 6] = [".abstract", ".extract", ".full", ".long", ".short", "/short"];
    let rest = longer.strip_prefix(shorter);
    let number = rest.and_then(|rest| rest.strip_prefix('/'));
    rest.is_some_and(|rest| NAMES.contains(&rest))
        || number.is_some_and(|number| {
            number.len() >= LEAST && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// What a review in the Cochrane Library is called before and after its updates: `.pub2` goes.
pub(super) fn without_update(doi: &str) -> &str {
    doi.split_once(".pub").map_or(doi, |(review, _)| review)
}

/// Whether one DOI goes on where the other ends.
fn extends(longer: &str, shorter: &str) -> bool {
    let rest = longer.strip_prefix(shorter);
    rest.is_some_and(|rest| rest.starts_with(['.', '/', '-', '_', '#']))
        && without_update(longer) != without_update(shorter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::DoiRelation::{
        Component, Equal, OtherRegistrant, SameJournal, SameRegistrant, Version,
    };
    use super::*;

    #[test]
    fn one_doi_in_all_spellings() {
        for text in [
            "10.1002/(SICI)1097(199806)49:8<693::AID-4>3.0.CO;2-O",
            "doi:10.1002/(sici)1097(199806)49:8<693::aid-4>3.0.co;2-o.",
            "https://doi.org/10.1002/(SICI)1097(199806)49:8%3C693::AID-4%3E3.0.CO;2-O",
            "10.1002/(sici)1097(199806)49:8&lt;693::aid-4&gt;3.0.co;2-o [doi]",
            "http://dx.doi.org/10.1002/(SICI)1097(199806)49:8<693::AID-4>3.0.CO;2-O/abstract",
            "DOI: 10.1002/(sici)1097(199806)49:8<693::aid-4>3.0.co;2-o)",
        ] {
            let expected = "10.1002/(sici)1097(199806)49:8<693::aid-4>3.0.co;2-o";
            assert_eq!(clean_doi(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(clean_doi("10.1000/a?utm_source=x").as_deref(), Some("10.1000/a"));
        assert_eq!(clean_doi("n/a"), None);
    }

    #[test]
    fn relations() {
        for (a, b, expected) in [
            ("10.1000/a", "DOI:10.1000/A.", Equal),
            ("10.21203/rs.3.rs-123/v1", "10.21203/rs.3.rs-123/v2", Version),
            ("10.20944/preprints202001.0001.v1", "10.20944/preprints202001.0001", Version),
            ("10.26434/chemrxiv-2021-abcd-v2", "10.26434/chemrxiv-2021-abcd", Version),
            ("10.6084/m9.figshare.123.v3", "10.6084/m9.figshare.123.v1", Version),
            ("10.12688/f1000research.123.1", "10.12688/f1000research.123.2", Version),
            ("10.7287/peerj.preprints.123v2", "10.7287/peerj.preprints.123v1", Version),
            ("10.1371/journal.pone.0012345.g001", "10.1371/journal.pone.0012345", Component),
            ("10.1371/journal.pone.0012345.g001", "10.1371/journal.pone.0012345.s002", Component),
            ("10.1007/978-3-540-12345-6", "10.1007/978-3-540-12345-6_12", Component),
            ("10.1007/978-3-540-12345-6_11", "10.1007/978-3-540-12345-6_12", SameRegistrant),
            ("10.1000/a.1", "10.1000/a.2", SameRegistrant),
            ("10.1103/PhysRevE.84.056406", "10.1103/physreve.72.046402", SameJournal),
            ("10.1103/physreve.84.056406", "10.1103/physrevb.72.046402", SameRegistrant),
            ("10.1088/1742-6596/664/7/072008", "10.1088/1742-6596/898/4/042051", SameJournal),
            ("10.1088/1742-6596/664/7/072008", "10.1088/0264-9381/898/4/042051", SameRegistrant),
            ("10.1142/s0217751x10050706", "10.1142/s0217751x13500747", SameJournal),
            ("10.1142/s0217751x10050706", "10.1142/s0217751910050706", SameRegistrant),
            ("10.1016/j.cell.2009.01.001", "10.1016/j.cell.2011.12.033", SameJournal),
            ("10.1111/j.1365-2966.2009.15123.x", "10.1111/j.1365-2966.2010.16001.x", SameJournal),
            ("10.1371/journal.pone.0012345", "10.1371/journal.pone.0054321", SameJournal),
            ("10.1109/cvpr.2016.90", "10.1109/cvpr.2017.12", SameJournal),
            ("10.48550/arxiv.2101.00001", "10.48550/arxiv.2101.00002", SameRegistrant),
            ("10.5281/zenodo.123", "10.5281/zenodo.124", SameRegistrant),
            ("10.13140/rg.2.1.1234", "10.13140/rg.2.1.1235", SameRegistrant),
            ("10.1000/a", "10.1000/ab", SameRegistrant),
            ("10.1000/a", "10.1001/a", OtherRegistrant),
        ] {
            assert_eq!(doi_relation(a, b), Some(expected), "{a} and {b}");
            assert_eq!(doi_relation(b, a), Some(expected), "{b} and {a}");
        }
        assert_eq!(doi_relation("10.1000/a", "none"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_no_doi_or_a_clean_one(text in "(doi:)?(10\\.[0-9]{4}/)?\\PC{0,30}") {
            if let Some(doi) = clean_doi(&text) {
                prop_assert_eq!(doi_relation(&doi, &text), Some(Equal));
            }
        }

        #[test]
        fn relations_are_symmetric(a in "10\\.10[0-9]{2}/[a-c.v/1-3]{1,6}", b in "10\\.10[0-9]{2}/[a-c.v/1-3]{1,6}") {
            prop_assert_eq!(doi_relation(&a, &b), doi_relation(&b, &a));
        }
    }
}

//! What a title says it is, if that is not the article itself: an erratum, a reply, a protocol, the review of a book.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::kinds::Mark;
use super::title::Title;
use super::words::{Hashed, WordHasher};
use super::{foreign, labels};

/// Where in a title a phrase marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// The title begins with it.
    Start,
    /// The title begins with it, and a colon or a quotation mark follows: without one, titles of articles begin so too.
    Head,
    /// The title ends with it, behind a sign that sets it apart.
    End,
    /// The title begins with it, or with who says it, or a sign sets it apart: an article is of a response to a drug.
    Apart,
    /// Anywhere.
    Anywhere,
}

/// Phrases that mark an item. `#` stands for a number.
const MARKS: [(&str, At, Mark); 174] = [
    ("erratum", At::Start, Mark::Erratum),
    ("errata", At::Start, Mark::Erratum),
    ("erratum", At::End, Mark::Erratum),
    ("corrigendum", At::Start, Mark::Erratum),
    ("corrigendum", At::End, Mark::Erratum),
    ("corrigenda", At::Start, Mark::Erratum),
    ("fe de erratas", At::Start, Mark::Erratum),
    ("correction to", At::Start, Mark::Erratum),
    ("corrections to", At::Start, Mark::Erratum),
    ("author correction", At::Start, Mark::Erratum),
    ("publisher correction", At::Start, Mark::Erratum),
    ("addendum", At::Start, Mark::Erratum),
    ("publishers note", At::Start, Mark::Erratum),
    ("vol # pg #", At::Anywhere, Mark::Erratum),
    ("vol # p #", At::Anywhere, Mark::Erratum),
    ("vol # page #", At::Anywhere, Mark::Erratum),
    ("retraction note", At::Start, Mark::Retraction),
    ("retraction notice", At::Start, Mark::Retraction),
    ("retraction to", At::Start, Mark::Retraction),
    ("retraction", At::End, Mark::Retraction),
    ("notice of retraction", At::Start, Mark::Retraction),
    ("withdrawal notice", At::Start, Mark::Retraction),
    ("expression of concern", At::Anywhere, Mark::Retraction),
    ("reply", At::End, Mark::Reply),
    ("reply by", At::Anywhere, Mark::Reply),
    ("in reply", At::Start, Mark::Reply),
    ("replies to", At::Start, Mark::Reply),
    ("responses to", At::Start, Mark::Reply),
    ("authors response", At::Anywhere, Mark::Reply),
    ("author response", At::Anywhere, Mark::Reply),
    ("authors reply", At::Anywhere, Mark::Reply),
    ("author reply", At::Anywhere, Mark::Reply),
    ("rejoinder", At::Start, Mark::Reply),
    ("rebuttal", At::Start, Mark::Reply),
    ("rejoinder", At::End, Mark::Reply),
    ("comment on", At::Start, Mark::Comment),
    ("comments on", At::Start, Mark::Comment),
    ("comment to", At::Start, Mark::Comment),
    ("comment", At::End, Mark::Comment),
    ("commentary on", At::Start, Mark::Comment),
    ("a comment on", At::Start, Mark::Comment),
    ("commentary", At::End, Mark::Comment),
    ("discussion of", At::Start, Mark::Comment),
    ("discussion on", At::Start, Mark::Comment),
    ("discussion", At::End, Mark::Comment),
    ("letter to the editor", At::Start, Mark::Comment),
    ("regarding article", At::Anywhere, Mark::Comment),
    ("study protocol", At::Anywhere, Mark::Protocol),
    ("trial protocol", At::Anywhere, Mark::Protocol),
    ("review protocol", At::Anywhere, Mark::Protocol),
    ("research protocol", At::Anywhere, Mark::Protocol),
    ("protocol for a", At::Anywhere, Mark::Protocol),
    ("protocol of a", At::Anywhere, Mark::Protocol),
    ("supplement to", At::Start, Mark::Supplement),
    ("supplementary material", At::Anywhere, Mark::Supplement),
    ("supplementary materials", At::Anywhere, Mark::Supplement),
    ("supplemental material", At::Anywhere, Mark::Supplement),
    ("supplementary information", At::Anywhere, Mark::Supplement),
    ("supplementary data", At::Anywhere, Mark::Supplement),
    ("supporting information", At::Anywhere, Mark::Supplement),
    ("additional file", At::Start, Mark::Supplement),
    ("online appendix", At::Anywhere, Mark::Supplement),
    ("data for", At::Start, Mark::Dataset),
    ("data from", At::Start, Mark::Dataset),
    ("dataset for", At::Start, Mark::Dataset),
    ("dataset from", At::Start, Mark::Dataset),
    ("replication data", At::Start, Mark::Dataset),
    ("raw data", At::Start, Mark::Dataset),
    ("figure #", At::Start, Mark::Figure),
    ("fig #", At::Start, Mark::Figure),
    ("table #", At::Start, Mark::Figure),
    ("data supplement from", At::Start, Mark::Supplement),
    ("supplementary legend", At::Start, Mark::Supplement),
    ("supplementary legends", At::Start, Mark::Supplement),
    ("supplementary methods", At::Start, Mark::Supplement),
    ("supplementary tables", At::Anywhere, Mark::Supplement),
    ("supplementary figures", At::Anywhere, Mark::Supplement),
    ("supplementary video", At::Start, Mark::Supplement),
    ("figure s #", At::Start, Mark::Figure),
    ("table s #", At::Start, Mark::Figure),
    ("correction", At::End, Mark::Erratum),
    ("notice of correction", At::Start, Mark::Erratum),
    ("the authors respond", At::End, Mark::Reply),
    ("authors respond", At::End, Mark::Reply),
    ("the author responds", At::End, Mark::Reply),
    ("a response", At::End, Mark::Reply),
    ("peer review of", At::Start, Mark::Comment),
    ("decision letter", At::Start, Mark::Comment),
    ("protocol for", At::Start, Mark::Protocol),
    ("protocol", At::End, Mark::Protocol),
    ("rationale and design", At::End, Mark::Protocol),
    ("design and rationale", At::End, Mark::Protocol),
    ("an erratum", At::End, Mark::Erratum),
    ("a correction", At::End, Mark::Erratum),
    ("addendum", At::End, Mark::Erratum),
    ("correction for", At::Start, Mark::Erratum),
    ("reply to", At::Anywhere, Mark::Reply),
    ("a reply", At::End, Mark::Reply),
    ("response", At::End, Mark::Reply),
    ("response to", At::Apart, Mark::Reply),
    ("a response to", At::Start, Mark::Reply),
    ("a rejoinder", At::End, Mark::Reply),
    ("a comment", At::End, Mark::Comment),
    ("comments to", At::Start, Mark::Comment),
    ("commentary to", At::Start, Mark::Comment),
    ("a commentary on", At::Start, Mark::Comment),
    ("a commentary", At::End, Mark::Comment),
    ("letter regarding", At::Start, Mark::Comment),
    ("editorial comment on", At::Start, Mark::Comment),
    ("editorial comment", At::End, Mark::Comment),
    ("editorial commentary", At::Anywhere, Mark::Comment),
    ("invited commentary", At::End, Mark::Comment),
    ("invited discussion", At::End, Mark::Comment),
    ("a protocol for", At::Start, Mark::Protocol),
    ("study design", At::End, Mark::Protocol),
    ("rationale and design of", At::Anywhere, Mark::Protocol),
    ("design and rationale of", At::Anywhere, Mark::Protocol),
    ("rationale and study design", At::Anywhere, Mark::Protocol),
    ("study design and rationale", At::Anywhere, Mark::Protocol),
    ("rationale design and", At::Anywhere, Mark::Protocol),
    ("design rationale and", At::Anywhere, Mark::Protocol),
    ("source code for", At::Start, Mark::Dataset),
    ("source code of", At::Start, Mark::Dataset),
    ("supporting data", At::Start, Mark::Supplement),
    ("supplementary table", At::Anywhere, Mark::Supplement),
    ("supplementary figure", At::Anywhere, Mark::Supplement),
    ("faculty opinions recommendation", At::Anywhere, Mark::Comment),
    ("faculty of 1000 evaluation", At::Anywhere, Mark::Comment),
    ("critique of", At::Start, Mark::Comment),
    ("book review", At::Anywhere, Mark::Review),
    ("book reviews", At::Anywhere, Mark::Review),
    ("review of", At::Start, Mark::Review),
    ("reviewed by", At::Anywhere, Mark::Review),
    ("a protocol", At::End, Mark::Protocol),
    ("plain language summary of", At::Start, Mark::Supplement),
    ("editorial on", At::Start, Mark::Editorial),
    ("an editorial", At::End, Mark::Editorial),
    ("correspondence on", At::Start, Mark::Comment),
    ("peer review report", At::Start, Mark::Comment),
    ("peer review report", At::End, Mark::Comment),
    ("reviewer report", At::Start, Mark::Comment),
    ("reviewer report", At::End, Mark::Comment),
    ("press release", At::Start, Mark::Comment),
    ("press release", At::End, Mark::Comment),
    ("supplemental data", At::Anywhere, Mark::Supplement),
    ("supplemental information", At::Anywhere, Mark::Supplement),
    ("supplementary file", At::Anywhere, Mark::Supplement),
    ("supplementary appendix", At::Anywhere, Mark::Supplement),
    ("data and code for", At::Start, Mark::Dataset),
    ("code and data for", At::Start, Mark::Dataset),
    ("code for", At::Start, Mark::Dataset),
    ("replication package for", At::Start, Mark::Dataset),
    ("replication code for", At::Start, Mark::Dataset),
    ("in reply", At::End, Mark::Reply),
    ("amendment to", At::Start, Mark::Erratum),
    ("removal notice", At::Start, Mark::Retraction),
    ("preregistration of", At::Start, Mark::Protocol),
    ("protocol of", At::Start, Mark::Protocol),
    ("moesm #", At::Start, Mark::Supplement),
    ("appendix to", At::Start, Mark::Supplement),
    ("cme quiz", At::Start, Mark::Supplement),
    ("cme quiz", At::End, Mark::Supplement),
    ("interview about", At::Start, Mark::Comment),
    ("correction", At::Head, Mark::Erratum),
    ("corrections", At::Head, Mark::Erratum),
    ("retraction", At::Head, Mark::Retraction),
    ("update to", At::Head, Mark::Erratum),
    ("translation of", At::Head, Mark::Supplement),
    ("a propos de", At::Head, Mark::Comment),
    ("a proposito de", At::Head, Mark::Comment),
    ("a proposito di", At::Head, Mark::Comment),
    ("fe de erratas", At::End, Mark::Erratum),
    ("fe de errores", At::End, Mark::Erratum),
    ("errata corrige", At::End, Mark::Erratum),
];

/// A phrase, where it marks a title, and as what.
type Phrase = (&'static str, At, Mark);

/// The phrases that begin with a word, by its hash: nearly all words of titles begin none.
static PHRASES: LazyLock<HashMap<u64, Vec<Phrase>, Hashed>> = LazyLock::new(|| {
    let (mut phrases, mut hasher) =
        (HashMap::<u64, Vec<Phrase>, Hashed>::default(), WordHasher::default());
    let placed = |place: At| {
        move |(mark, phrases): (Mark, &'static [&'static str])| {
            phrases.iter().map(move |&phrase| (phrase, place, mark))
        }
    };
    let starts = foreign::STARTS.into_iter().flat_map(placed(At::Start));
    let anywhere = foreign::ANYWHERE.into_iter().flat_map(placed(At::Anywhere));
    for phrase in MARKS.into_iter().chain(starts).chain(anywhere) {
        phrases.entry(hasher.word(phrase.0)).or_default().push(phrase);
    }
    phrases
});

/// What says at the beginning of a title, with a colon or a quotation mark, what it is, and is made of other words than
/// [`labels`] are.
const LABELS: [(&str, Mark); 50] = [
    ("amendment:", Mark::Erratum),
    ("publisher erratum:", Mark::Erratum),
    ("rettifica:", Mark::Erratum),
    ("勘误：", Mark::Erratum),
    ("勘误:", Mark::Erratum),
    ("更正：", Mark::Erratum),
    ("更正:", Mark::Erratum),
    ("nota de retractación:", Mark::Retraction),
    ("撤稿：", Mark::Retraction),
    ("editor's note:", Mark::Comment),
    ("editor’s note:", Mark::Comment),
    ("editorial note:", Mark::Comment),
    ("closure to \"", Mark::Reply),
    ("closure to “", Mark::Reply),
    ("in this issue:", Mark::Comment),
    ("referee report. for:", Mark::Comment),
    ("back cover:", Mark::Figure),
    ("cover feature:", Mark::Figure),
    ("cover image:", Mark::Figure),
    ("cover picture:", Mark::Figure),
    ("cover:", Mark::Figure),
    ("front cover:", Mark::Figure),
    ("frontispiece:", Mark::Figure),
    ("innentitelbild:", Mark::Figure),
    ("inside back cover:", Mark::Figure),
    ("inside cover:", Mark::Figure),
    ("inside front cover:", Mark::Figure),
    ("rücktitelbild:", Mark::Figure),
    ("titelbild:", Mark::Figure),
    ("table of contents:", Mark::Figure),
    ("presentation:", Mark::Supplement),
    ("corrections:", Mark::Erratum),
    ("summary:", Mark::Summary),
    ("re:", Mark::Comment),
    ("journal club:", Mark::Comment),
    ("in brief:", Mark::Comment),
    ("research highlight:", Mark::Comment),
    ("research highlights:", Mark::Comment),
    ("discussion:", Mark::Comment),
    ("review for \"", Mark::Comment),
    ("review for “", Mark::Comment),
    ("slides:", Mark::Supplement),
    ("teaching slides:", Mark::Supplement),
    ("poster:", Mark::Supplement),
    ("cme:", Mark::Supplement),
    ("critical appraisal:", Mark::Comment),
    ("retraction:", Mark::Retraction),
    ("retraction of \"", Mark::Retraction),
    ("retraction of “", Mark::Retraction),
    ("withdrawal:", Mark::Retraction),
];

/// What the Cochrane Library ends the titles of planned reviews with.
const PROTOCOL: &[u8] = b"(protocol)";

/// The marks of a title, as bits, the words that only say that this is the review of a book, and those that only say that
/// something is corrected or retracted.
pub fn of(title: &Title, raw: &str) -> (u16, Range<usize>, Range<usize>) {
    let (mut bits, mut aside, mut notice) = (labels::of(title, raw), 0..0, 0..0);
    for (at, word) in title.words.iter().enumerate() {
        for &(phrase, where_, mark) in PHRASES.get(&word.hash).into_iter().flatten() {
            let rest = matches(title.from(at), phrase);
            let holds = match where_ {
                At::Start => at == 0 && rest.is_some(),
                At::Head => at == 0 && rest.is_some() && is_head(raw, phrase),
                At::End => rest == Some("") && is_set_apart(raw, phrase),
                At::Apart => rest.is_some() && (says_who(title, at) || follows_sign(raw, phrase)),
                At::Anywhere => rest.is_some(),
            };
            bits |= if holds { mark as u16 } else { 0 };
            let words = || at..at + phrase.split(' ').count();
            if holds && phrase.starts_with("book") {
                aside = words();
            } else if holds && matches!(mark, Mark::Erratum | Mark::Retraction) {
                notice = words();
            }
        }
    }
    let said = raw.trim_start_matches(['[', '(']);
    for (label, mark) in LABELS {
        // With a colon it says what this is; without one it is a word of a title.
        let rest = said.get(..label.len()).filter(|head| head.eq_ignore_ascii_case(label));
        bits |= if rest.is_some() { mark as u16 } else { 0 };
    }
    if raw.len() > PROTOCOL.len()
        && raw.as_bytes()[raw.len() - PROTOCOL.len()..].eq_ignore_ascii_case(PROTOCOL)
    {
        bits |= Mark::Protocol as u16;
    }
    (bits, aside, notice)
}

/// Whether a colon or a quotation mark stands behind as many words as a phrase has.
fn is_head(raw: &str, phrase: &str) -> bool {
    const SIGNS: [char; 6] = [':', '"', '“', '”', '„', '«'];
    let length = phrase.split(' ').count();
    raw.find(SIGNS).is_some_and(|sign| labels::count(&raw[..sign]) == length)
}

/// Whether the phrase that ends a title stands behind a sign: `… - Reply`, `… (Discussion)`; not so "Mechanics of clot
/// retraction", nor "… (with discussion)".
fn is_set_apart(raw: &str, phrase: &str) -> bool {
    let body = raw.trim_end_matches(|c: char| !c.is_alphanumeric());
    let start = body.len().checked_sub(phrase.len());
    let Some(at) = start.filter(|&at| body.is_char_boundary(at)) else { return true };
    let (before, said) = body.split_at(at);
    // A phrase that is spelled otherwise, or the whole title, is taken as it is.
    before.trim_end().is_empty() || !said.eq_ignore_ascii_case(phrase) || ends_in_sign(before)
}

/// Whether the last but spaces is a sign that sets apart what follows: no comma, nor the hyphen of a word.
fn ends_in_sign(before: &str) -> bool {
    let spaced = before.ends_with(' ') || before.trim_end().ends_with(" -");
    match before.trim_end().chars().next_back() {
        None => false,
        Some('-') => spaced || before.ends_with("--"),
        Some(sign) => !sign.is_alphanumeric() && sign != ',',
    }
}

/// Whether before a word of a title nothing stands but who says it: `The authors' response to …`; not so "Insulin response
/// to …".
fn says_who(title: &Title, at: usize) -> bool {
    const WHO: [&str; 9] =
        ["a", "author", "authors", "editor", "editors", "in", "our", "reviewers", "the"];
    (0..at).all(|before| WHO.contains(&title.word(before)))
}

/// Whether a phrase stands behind a sign, as another title does: `…: response to …`.
fn follows_sign(raw: &str, phrase: &str) -> bool {
    let lower = raw.to_ascii_lowercase();
    lower.match_indices(phrase).any(|(at, _)| ends_in_sign(&lower[..at]))
}

/// The rest of the text after a phrase that it begins with.
fn matches<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text;
    for word in phrase.split(' ') {
        let (given, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let number = || word == "#" && given.bytes().all(|byte| byte.is_ascii_digit());
        if given.is_empty() || !(given == word || number()) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

//! What stands apart at the beginning or the end of a title and says what it is: `Plain language summary: …`,
//! `… [data set]`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::decoration::ends_long_word;
use super::foreign;
use super::kinds::Mark;
use super::title::Title;
use super::words::{Hashed, WordHasher};

/// What labels are made of, by what it says that an item is: only a label whose words all stand here is one.
const WORDS: [(u16, &str); 12] = [
    (Mark::Editorial as u16 | SURE, "editorial editorials"),
    (
        Mark::Comment as u16,
        "comment comments commentary news highlight highlights spotlight critique correspondence \
         letter letters interview",
    ),
    (Mark::Reply as u16, "reply replies response rejoinder rebuttal"),
    (Mark::Erratum as u16 | SURE, "erratum errata corrigendum corrigenda correction addendum"),
    (Mark::Supplement as u16, "summary synopsis infographic podcast video"),
    (Mark::Supplement as u16, "supplement supplementary supplemental"),
    (Mark::Dataset as u16, "dataset datasets data code software"),
    (Mark::Protocol as u16, "protocol"),
    (Mark::Protocol as u16 | SURE, "preregistration"),
    (OF_SUMMARY, "expert plain language lay executive evidence patient visual graphical"),
    (SMALL, "the and in"),
    (SMALL | LEADING, "of on to for from"),
];

/// What may stand beside them and says nothing itself.
const BESIDE: &str = "author authors editor editors guest invited abstract views set sets source computer raw supporting \
    material materials information file files appendix table tables figure figures";

/// Bits beside those of marks: a word that only says of what kind a summary or an abstract is, one that is not counted, and
/// one that leads on to the title, as no word of a label behind it does; and one that is no short subtitle, even alone.
const OF_SUMMARY: u16 = 1 << 13;
pub(super) const SMALL: u16 = 1 << 14;
pub(super) const LEADING: u16 = 1 << 15;
pub(super) const SURE: u16 = 1 << 12;

/// Longer ones are parts of a title.
const LONGEST: usize = 6;

/// The words of labels with their bits.
static BITS: LazyLock<HashMap<u64, u16, Hashed>> = LazyLock::new(|| {
    let mut hasher = WordHasher::default();
    let mut all = HashMap::default();
    let beside = [(0, BESIDE), (0, foreign::BESIDE)];
    for (bits, words) in WORDS.into_iter().chain(foreign::WORDS).chain(beside) {
        all.extend(hasher.hashes(words).iter().map(|&word| (word, bits)));
    }
    all
});

/// The hash of `abstract`.
static ABSTRACT: LazyLock<u64> = LazyLock::new(|| WordHasher::default().word("abstract"));

/// The marks that labels give, as bits.
pub fn of(title: &Title, raw: &str) -> u16 {
    let words = title.words.len();
    let known = |at: usize| BITS.contains_key(&title.words[at].hash);
    if words == 0 {
        return 0;
    }
    let mut bits = 0;
    if known(0) {
        // A colon without a space makes no subtitle.
        let colon = raw.find(':').map_or(words, |at| count(&raw[..at]));
        let apart = colon.min(title.main);
        bits |= if apart < LONGEST { label(title, 0..apart).unwrap_or_default() } else { 0 };
    }
    if words > 1 && known(words - 1) && !title.cut {
        bits |= behind(title, raw);
    }
    // All letters of an issue may be called so.
    let said = if title.generic { Mark::Editorial as u16 } else { u16::MAX };
    bits & said & !(OF_SUMMARY | SMALL | LEADING | SURE)
}

/// All bits of a label; none if a word is no part of labels, or they do not go together.
fn label(title: &Title, mut places: Range<usize>) -> Option<u16> {
    const ANSWERS: u16 = Mark::Reply as u16 | Mark::Erratum as u16;
    const BELONGING: u16 = Mark::Supplement as u16 | Mark::Dataset as u16;
    let hashes = title.words.get(places.clone())?;
    let bits = places.try_fold(0, |bits, at| Some(bits | BITS.get(&title.words[at].hash)?))?;
    if bits & OF_SUMMARY != 0 {
        let of_abstract = hashes.iter().any(|word| word.hash == *ABSTRACT);
        let of_summary = bits & Mark::Supplement as u16 != 0;
        let bits = if of_abstract { bits | Mark::Supplement as u16 } else { bits };
        return (of_abstract || of_summary).then_some(bits);
    }
    (bits & ANSWERS == 0 || bits & BELONGING == 0).then_some(bits)
}

/// The bits of a label behind a title. Behind a stop or a colon, one word may be a short subtitle: `…: the letters`.
fn behind(title: &Title, raw: &str) -> u16 {
    let words = title.words.len();
    let Some((sign, apart)) = words_apart(raw) else { return 0 };
    if apart >= words.min(LONGEST) {
        return 0;
    }
    let places = words - apart..words;
    let bits = label(title, places.clone()).unwrap_or_default();
    let small = |at: &usize| BITS.get(&title.words[*at].hash).is_some_and(|bits| bits & SMALL != 0);
    let alone = apart - places.filter(small).count() < 2;
    let subtitle = matches!(sign, ':' | '.' | '?' | '!') && alone && bits & SURE == 0;
    if bits & LEADING != 0 || subtitle { 0 } else { bits }
}

/// The last sign that sets words apart, and how many stand behind it.
pub(super) fn words_apart(raw: &str) -> Option<(char, usize)> {
    let body = raw.trim_end_matches(|c: char| !c.is_alphanumeric());
    let sets_apart = |&(at, sign): &(usize, char)| match sign {
        ':' | '(' | '[' | '?' | '!' | '|' | '"' | '”' | '\u{2014}' => true,
        '.' => body[at + 1..].starts_with(' ') && ends_long_word(&body[..at]),
        '-' | '\u{2013}' => body[..at].ends_with([' ', '-']),
        _ => false,
    };
    let (at, sign) = body.char_indices().rev().find(sets_apart)?;
    Some((sign, count(&body[at..])))
}

/// How many words a text has.
pub(super) fn count(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    words.filter(|word| !word.is_empty()).count()
}

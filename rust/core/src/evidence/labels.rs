//! What stands apart at the beginning or the end of a title and says what it is: `Plain language summary: …`,
//! `… [data set]`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::decoration::ends_long_word;
use super::kinds::Mark;
use super::title::Title;
use super::words::{Hashed, WordHasher};

/// What labels are made of, by what it says that an item is: only a label whose words all stand here is one.
const WORDS: [(Mark, &str); 8] = [
    (Mark::Editorial, "editorial editorials"),
    (
        Mark::Comment,
        "comment comments commentary news highlight highlights spotlight critique correspondence \
         letter letters",
    ),
    (Mark::Reply, "reply replies response rejoinder rebuttal"),
    (Mark::Erratum, "erratum errata corrigendum corrigenda correction addendum"),
    (Mark::Supplement, "summary synopsis infographic podcast graphical visual video"),
    (Mark::Supplement, "supplement supplementary supplemental"),
    (Mark::Dataset, "dataset datasets data code software"),
    (Mark::Protocol, "protocol"),
];

/// What may stand beside them and says nothing itself.
const BESIDE: &str = "the and of on to for from in author authors editor editors guest invited expert plain language \
    lay executive abstract evidence patient views set sets source computer raw supporting material materials \
    information file files appendix table tables figure figures";

/// Longer ones are parts of a title.
const LONGEST: usize = 6;

/// The words of labels with their marks.
static MARKS: LazyLock<HashMap<u64, u16, Hashed>> = LazyLock::new(|| {
    let mut hasher = WordHasher::default();
    let marked = WORDS.iter().map(|(mark, words)| (*mark as u16, *words));
    let mut all = HashMap::default();
    for (mark, words) in marked.chain([(0, BESIDE)]) {
        all.extend(hasher.hashes(words).iter().map(|&word| (word, mark)));
    }
    all
});

/// The marks that labels give, as bits.
pub fn of(title: &Title, raw: &str) -> u16 {
    let mark = |at: usize| MARKS.get(&title.words[at].hash).copied();
    let label = |mut places: Range<usize>| {
        let all = places.try_fold(0, |bits, at| mark(at).map(|mark| bits | mark));
        all.unwrap_or_default()
    };
    let words = title.words.len();
    let (begins, ends) = (words > 0 && mark(0).is_some(), words > 1 && mark(words - 1).is_some());
    let mut bits = 0;
    if begins {
        // A colon without a space makes no subtitle.
        let colon = raw.find(':').map_or(words, |at| count(&raw[..at]));
        let apart = colon.min(title.main);
        bits |= if apart < LONGEST { label(0..apart) } else { 0 };
    }
    if ends {
        let apart = words_apart(raw);
        bits |= if apart < words.min(LONGEST) { label(words - apart..words) } else { 0 };
    }
    bits
}

/// How many words stand behind the last sign that sets them apart.
fn words_apart(raw: &str) -> usize {
    let body = raw.trim_end_matches(|c: char| !c.is_alphanumeric());
    let sets_apart = |&(at, sign): &(usize, char)| match sign {
        ':' | '(' | '[' | '?' | '!' | '|' | '"' | '”' | '\u{2014}' => true,
        '.' => body[at + 1..].starts_with(' ') && ends_long_word(&body[..at]),
        '-' | '\u{2013}' => body[..at].ends_with([' ', '-']),
        _ => false,
    };
    let Some((at, _)) = body.char_indices().rev().find(sets_apart) else { return usize::MAX };
    count(&body[at..])
}

fn count(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    words.filter(|word| !word.is_empty()).count()
}

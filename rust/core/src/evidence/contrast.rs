//! When the little that two titles do not share makes two items of them: opposites, denials, a word in the place of another.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lexicon::{ENDINGS, NEGATIONS, OPPOSITES, PREFIXES};
use super::title::{Title, Word};
use super::words::{Hashed, WordHasher};

/// The words of one title that the other lacks, by their places.
pub type Rest = Vec<usize>;

static OPPOSITE: LazyLock<HashMap<u64, Vec<u64>, Hashed>> = LazyLock::new(|| {
    let (mut map, mut hasher) =
        (HashMap::<u64, Vec<u64>, Hashed>::default(), WordHasher::default());
    for (one, other) in OPPOSITES {
        let (one, other) = (hasher.word(one), hasher.word(other));
        map.entry(one).or_default().push(other);
        map.entry(other).or_default().push(one);
    }
    map
});

static NEGATION: LazyLock<HashSet<u64, Hashed>> = LazyLock::new(|| {
    let mut hasher = WordHasher::default();
    NEGATIONS.iter().map(|word| hasher.word(word)).collect()
});

/// So few words left over are a difference; more are another wording.
pub const SHORT: usize = 3;

/// The weight of words of two letters: function words have less.
pub const SHORT_WORD: f32 = 0.5;

/// Whether the little that is left of a title holds a word that says something.
pub fn says_other(title: &Title, rest: &Rest) -> bool {
    rest.len() <= SHORT && rest.iter().any(|&at| title.words[at].weight >= 1.0)
}

/// Whether short words stand at the very places of others: HIV and HCV, rat and pig, Au-Au and Cu-Cu. A beginning may be the
/// abbreviation of the whole (US, USA), and what is spelled nearly alike is a mistake.
pub fn exchanged(a: &Title, rest_a: &Rest, b: &Title, rest_b: &Rest) -> bool {
    (1..=SHORT).contains(&rest_a.len())
        && stand_alike(a, rest_a, b, rest_b)
        && rest_a.iter().zip(rest_b).all(|(&one, &two)| are_exchanged(a, one, b, two))
}

/// Whether what is left on both sides stands at the same places of titles of as many words.
pub fn stand_alike(a: &Title, rest_a: &Rest, b: &Title, rest_b: &Rest) -> bool {
    a.words.len() == b.words.len() && rest_a == rest_b
}

fn are_exchanged(a: &Title, one: usize, b: &Title, two: usize) -> bool {
    let says =
        |title: &Title, at: usize| title.words[at].weight >= SHORT_WORD && !title.is_number(at);
    let (word, other) = (a.word(one), b.word(two));
    says(a, one)
        && says(b, two)
        && a.letter(one).is_none()
        && b.letter(two).is_none()
        && !word.starts_with(other)
        && !other.starts_with(word)
        && !are_swapped(word, other)
        && word.len().abs_diff(other.len()) <= 3
}

/// Whether the letters are the same, in another order: TPC and TCP.
fn are_swapped(one: &str, two: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters = word.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    one.len() == two.len() && sorted(one) == sorted(two)
}

/// Whether the little that is left on both sides holds a pair of opposites.
pub fn is_opposite(a: &Title, b: &Title, rest_a: &Rest, rest_b: &Rest) -> bool {
    if rest_a.is_empty() || rest_b.is_empty() || rest_a.len().max(rest_b.len()) > SHORT {
        return false;
    }
    rest_a.iter().any(|&left| {
        let one = (&a.words[left], a.word(left));
        rest_b.iter().any(|&right| are_opposite(one.0, one.1, &b.words[right], b.word(right)))
    })
}

/// Whether one side denies what the other says, in words that say nothing else: "not", "lack of".
pub fn is_denied(a: &Title, b: &Title, rest_a: &Rest, rest_b: &Rest) -> bool {
    let is_denial = |title: &Title, at: usize| {
        NEGATION.contains(&title.words[at].hash) && !title.counts_after(at)
    };
    let only = |title: &Title, rest: &Rest| {
        rest.iter().all(|&at| title.words[at].weight < SHORT_WORD || is_denial(title, at))
    };
    let denies = |title: &Title, rest: &Rest| rest.iter().any(|&at| is_denial(title, at));
    only(a, rest_a) && only(b, rest_b) && denies(a, rest_a) != denies(b, rest_b)
}

/// Whether two words say the opposite, though they may be spelled alike.
pub fn are_opposite(one: &Word, spelled: &str, two: &Word, other: &str) -> bool {
    OPPOSITE.get(&one.hash).is_some_and(|opposites| opposites.contains(&two.hash))
        || differ_by_prefix(spelled, other)
        || differ_by_ending(spelled, other)
}

/// Whether two words name other substances by their endings.
fn differ_by_ending(one: &str, two: &str) -> bool {
    const LEAST: usize = 4;
    let base =
        |word: &str| ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).map(str::len);
    let bases = base(one).zip(base(two));
    one != two
        && bases.is_some_and(|(own, other)| {
            own == other && own >= LEAST && one.as_bytes()[..own] == two.as_bytes()[..own]
        })
}

/// Whether one word is the other with a prefix that changes what it means, or both are one word with two of them:
/// hypotension and hypertension, typical and atypical. A misspelling is hardly ever a prefix.
fn differ_by_prefix(one: &str, two: &str) -> bool {
    let same = |rest: &str, word: &str| rest == word || bases(word).any(|other| other == rest);
    bases(one).any(|rest| same(rest, two)) || bases(two).any(|rest| rest == one)
}

/// A word without each of the prefixes that it may have; what is left is long enough to be a word.
fn bases(word: &str) -> impl Iterator<Item = &str> {
    let base = move |prefix: &&str| {
        let least = if prefix.len() == 1 { 7 } else { 5 };
        word.strip_prefix(*prefix).filter(|rest| rest.len() >= least)
    };
    PREFIXES.iter().filter_map(base)
}

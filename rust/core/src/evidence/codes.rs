//! Short names of things in titles (`CdSe`, `GSTM1`, `EGFR`): one other letter is another thing, and hardly ever a mistake.
//!
//! They are told by how they are written: with a capital behind the first letter, or with letters beside digits. A title in
//! capitals tells none, and needs to tell none beside one that does.

use super::contrast::{Rest, SHORT, SHORT_WORD, stand_alike};
use super::title::{ARTICLE, Code, Title, stem};

/// Longer ones are words.
const LONGEST: usize = 6;

/// Marks the words of a title that are written as short names.
pub fn mark(raw: &str, title: &mut Title) {
    let bytes = raw.as_bytes();
    let of = |is: fn(&u8) -> bool| bytes.iter().filter(|byte| is(byte)).count();
    if of(u8::is_ascii_uppercase) * 2 > of(u8::is_ascii_lowercase) {
        return;
    }
    let (mut from, mut codes) = (0, Vec::new());
    for run in bytes.chunk_by(|one, two| one.is_ascii_alphabetic() == two.is_ascii_alphabetic()) {
        let end = from + run.len();
        let code = told(run, from.checked_sub(1).map(|at| bytes[at]), bytes.get(end).copied());
        if code != Code::None {
            codes.push((packed(run), code));
        }
        from = end;
    }
    if !codes.is_empty() {
        set(codes, title);
    }
}

/// What a run of letters is written as, between what stands before and after it.
fn told(run: &[u8], before: Option<u8>, after: Option<u8>) -> Code {
    let beside =
        |is: fn(&u8) -> bool| before.as_ref().is_some_and(is) || after.as_ref().is_some_and(is);
    let part = beside(|byte| !byte.is_ascii());
    if !run[0].is_ascii_alphabetic() || run.len() > LONGEST || part {
        return Code::None;
    }
    let capitals = run.iter().skip(1).any(u8::is_ascii_uppercase);
    let small = run.iter().any(u8::is_ascii_lowercase);
    match (beside(u8::is_ascii_digit), capitals) {
        (true, _) => Code::Symbol,
        (false, true) if small => Code::Symbol,
        (false, true) => Code::Acronym,
        (false, false) => Code::None,
    }
}

/// Marks the words that these are; what is written in two ways is what it is last.
fn set(mut codes: Vec<(u64, Code)>, title: &mut Title) {
    codes.sort_by_key(|code| code.0);
    for at in 0..title.words.len() {
        let word = title.word(at).as_bytes();
        let key = if word.len() > LONGEST { continue } else { packed(word) };
        let behind = codes.partition_point(|code| code.0 <= key);
        if let Some(code) = codes[..behind].last().filter(|code| code.0 == key) {
            title.words[at].code = code.1;
        }
    }
}

/// A short word, in small letters, as a number.
fn packed(word: &[u8]) -> u64 {
    word.iter().fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase()))
}

/// Whether a word is written as a short name.
pub fn is_one(title: &Title, at: usize) -> bool {
    title.words[at].code != Code::None
}

/// Whether two words are short names, and neither is the other's plural, abbreviation or misprint.
pub fn are_two(a: &Title, one: usize, b: &Title, two: usize) -> bool {
    let (word, other) = (a.word(one), b.word(two));
    let symbols = a.words[one].code == Code::Symbol && b.words[two].code == Code::Symbol;
    let begins = |short: &str, long: &str| !symbols && short.len() > 1 && long.starts_with(short);
    is_told(a, one, b, two)
        && word.len().max(other.len()) <= LONGEST
        && !is_article(a, one)
        && !is_article(b, two)
        && stem(word) != stem(other)
        && !begins(word, other)
        && !begins(other, word)
        && !lost_a_sign(word, other)
        && !lost_a_sign(other, word)
        && !is_misprint(a, one, b, two)
}

/// Whether one of two words is written as a short name, or they are a letter and two: K and Na, p and Pb.
fn is_told(a: &Title, one: usize, b: &Title, two: usize) -> bool {
    is_one(a, one) || is_one(b, two) || are_letters(a, one, b, two)
}

fn are_letters(a: &Title, one: usize, b: &Title, two: usize) -> bool {
    let says =
        |title: &Title, at: usize| title.words[at].weight >= SHORT_WORD && !title.is_number(at);
    let (short, long) =
        (a.word(one).len().min(b.word(two).len()), a.word(one).len().max(b.word(two).len()));
    (short, long) == (1, 2) && says(a, one) && says(b, two)
}

fn is_article(title: &Title, at: usize) -> bool {
    title.letter(at) == Some(ARTICLE)
}

/// Whether a letter is what is left of a name with a sign that was lost: `B` of kappaB.
fn lost_a_sign(short: &str, long: &str) -> bool {
    short.len() == 1 && long.len() > 2 && long.ends_with(short)
}

/// Whether two words have the same letters: a misprint has no other ones, but for an `l` that looks like an `I`.
pub fn is_misprint(a: &Title, one: usize, b: &Title, two: usize) -> bool {
    seen(a.words[one].letters) == seen(b.words[two].letters)
}

const fn seen(letters: u32) -> u32 {
    const I: u32 = 1 << (b'i' & 31);
    const L: u32 = 1 << (b'l' & 31);
    if letters & L == 0 { letters } else { letters & !L | I }
}

/// Whether titles differ in nothing but symbols that stand for others: GSTM1 is not GSTT1.
pub fn differ(a: &Title, rest_a: &Rest, b: &Title, rest_b: &Rest) -> bool {
    let symbol = |title: &Title, at: usize| title.words[at].code == Code::Symbol;
    (1..=SHORT).contains(&rest_a.len())
        && stand_alike(a, rest_a, b, rest_b)
        && rest_a.iter().zip(rest_b).all(|(&one, &two)| {
            are_two(a, one, b, two)
                && (symbol(a, one) || symbol(b, two) || are_letters(a, one, b, two))
        })
}

/// Whether short names are left on both sides, so that none is the other, badly spelled.
pub fn are_left(a: &Title, rest_a: &Rest, b: &Title, rest_b: &Rest) -> bool {
    rest_a.iter().any(|&one| rest_b.iter().any(|&two| are_two(a, one, b, two)))
}

//! Which numbers of a title count the parts of a series, and which are others.

use super::numerals::{ENDINGS, PARTS, digits};
use super::title::{ARTICLE, Known, LETTERS, Title};

/// Where the number of a part ends that stands before that of all of them: `(1/3)`. Without brackets it is another:
/// ERK 1/2, phase 1/2.
pub fn of_all(raw: &str) -> Option<usize> {
    let bytes = raw.as_bytes();
    let slash = memchr::memchr(b'/', bytes)?;
    let digits = |part: &[u8]| part.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let before = bytes[..slash].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let after = digits(&bytes[slash + 1..]);
    let (start, end) = (slash - before, slash + 1 + after);
    let number = |from: usize, to: usize| raw[from..to].parse::<u32>().ok();
    let (part, all) = (number(start, slash)?, number(slash + 1, end)?);
    let opened = start > 0 && matches!(bytes[start - 1], b'(' | b'[');
    let closed = bytes.get(end).is_some_and(|byte| matches!(byte, b')' | b']'));
    let counts = (1..=all).contains(&part) && (2..100).contains(&all);
    (counts && opened && closed).then_some(slash)
}

/// Which numbers may count a part without a word that says so.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// How many words stand before the number of all parts.
    pub of_all: Option<usize>,
    /// Whether the number that ends the title stands apart.
    pub last: bool,
    /// The same of its main part.
    pub main: bool,
}

impl Counts {
    /// Whether a number may count a part by where it stands. What a title that was cut ends with is no number of a part.
    const fn may_count(self, title: &Title, at: usize) -> bool {
        let whole = at + 1 == title.words.len();
        let ends = if whole { self.last && !title.cut } else { self.main && at + 1 == title.main };
        ends && at > 0
    }
}

/// Whether the number that ends a text stands apart. What is written together with it is the name of a thing: COVID-19,
/// vitamin B12, `U(1)`, `H^2`, 1.05.
pub fn stands_apart(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut before = text.trim_end_matches(|c: char| c.is_ascii_digit()).chars().rev();
    match before.next() {
        // `VLDB'99` is a year.
        Some('^' | '_' | '\'' | '’') => false,
        Some('(' | '{' | '-' | '\u{2010}' | '.') => {
            before.next().is_none_or(|c| !c.is_alphanumeric() && c != '^' && c != '_')
        }
        sign => sign.is_none_or(|sign| !sign.is_alphanumeric()),
    }
}

/// Takes the numbers of a title.
pub fn take(title: &mut Title, counts: Counts) {
    let last = title.words.len();
    let (mut tens, mut own, mut all_parts) = (None, Known::default(), None);
    for at in 0..last {
        let before = std::mem::replace(&mut own, title.known(at));
        let written = digits(title.word(at));
        let plain = written.or(own.number);
        let ordinal = plain.is_none().then(|| title.ordinal(at)).flatten();
        let value = plain.or(ordinal);
        let lettered = || title.letter(at).filter(|&letter| before.series && letter != ARTICLE);
        let value = value.or_else(|| lettered().map(|letter| LETTERS + u32::from(letter)));
        // Of "part 1 of 3", the three counts all of them.
        let Some(value) = value.filter(|_| all_parts != Some(at)) else { continue };
        if own.tens && title.known(at + 1).number.is_some_and(|unit| unit < 10) {
            // Twenty-five is one number.
            tens = Some(value);
            continue;
        }
        let value = value + tens.take().unwrap_or_default();
        let next = after(title, at);
        let all = if counts.of_all == Some(at + 1) { at + 1 } else { at + 2 };
        let of = all == at + 1 || (next == "of" && written.is_some() && ends_at(title, all));
        let counted = before.series || ordinal.is_some() || PARTS.contains(&next) || of;
        if of || (counted && next == "of") {
            all_parts = Some(all);
        }
        let alone = (own.roman && !own.letter)
            || (written.is_some() && counts.may_count(title, at) && value < 100);
        if counted || (alone && !before.kind) {
            title.series.push(value);
        } else if !own.letter || before.kind {
            title.numbers.push(value);
        }
    }
    title.series.sort_unstable();
    title.numbers.sort_unstable();
}

/// The word after a number; `2nd` is two words.
fn after(title: &Title, at: usize) -> &str {
    let word = |at: usize| if at < title.words.len() { title.word(at) } else { "" };
    let next = word(at + 1);
    if ENDINGS.contains(&next) && digits(title.word(at)).is_some() { word(at + 2) } else { next }
}

/// Whether a number is the last word of a title or of its main part.
fn ends_at(title: &Title, at: usize) -> bool {
    (at + 1 == title.words.len() || at + 1 == title.main) && digits(title.word(at)).is_some()
}

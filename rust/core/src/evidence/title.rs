//! A title that is parsed: its words and how much each says, its numbers and marks.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::languages::{Language, Script};
use super::lexicon::{self, GENERIC, GENERIC_ELSEWHERE, GENERIC_UNSPACED};
use super::numerals::{
    KINDS, LETTER_FROM, NUMBERS, ORDINALS, PARTS, ROMAN_FROM, SERIES, TENS, digits, roman_ordinal,
};
use super::words::{Hashed, WordHasher};
use xxhash_rust::xxh3::xxh3_64;

/// A letter that is also a word: `part a` is a part only beside a `part b`.
pub const ARTICLE: u8 = b'a';
/// Added to a letter that counts the parts of a series.
pub const LETTERS: u32 = 1000;
/// Counts a part that is told without a number, but not to be the first: digits never count so much.
pub const LATER: u32 = 2_000_000_000;
/// Counts the last part.
pub const LAST: u32 = LATER + 1;

/// How a short name of a thing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Code {
    /// As other words are.
    #[default]
    None,
    /// In capitals: `EGFR`.
    Acronym,
    /// In capitals and small letters (`CdSe`, `mRNA`), or beside digits (`TP53`).
    Symbol,
}

/// A word of a title.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Its hash.
    pub hash: u64,
    /// How much it says: little for function words and short ones.
    pub weight: f32,
    /// Which letters it has, a bit for each of 32 kinds.
    pub letters: u32,
    /// Hash of the word without the endings of number and tense.
    pub stem: u32,
    /// How it is written, as far as that tells a short name of a thing.
    pub code: Code,
    start: u32,
    end: u32,
}

impl Word {
    pub(super) fn new(hash: u64, weight: f32, (start, end): (usize, usize), text: &str) -> Self {
        let word = &text[start..end];
        let letters = word.bytes().fold(0, |all, byte| all | 1 << (byte & 31));
        let stem = xxh3_64(stem(word).as_bytes()) as u32;
        let (start, end) = (start as u32, end as u32);
        Self { hash, weight, letters, stem, code: Code::None, start, end }
    }

    /// Its length in bytes.
    pub const fn length(&self) -> u32 {
        self.end - self.start
    }
}

/// A word without the endings of number and tense.
pub fn stem(word: &str) -> &str {
    const ENDINGS: [&str; 9] = ["ations", "ation", "ings", "ing", "ies", "es", "ed", "s", "y"];
    if !word.ends_with(['s', 'g', 'n', 'd', 'y']) {
        return word;
    }
    let cut = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
    cut.filter(|stem| stem.len() >= 4).min_by_key(|stem| stem.len()).unwrap_or(word)
}

/// A title, parsed.
#[derive(Debug, Default, Clone)]
pub struct Title {
    /// Its words, one space between them.
    pub(super) text: String,
    /// All letters and digits, without spaces.
    pub(super) letters: String,
    /// The words.
    pub words: Vec<Word>,
    /// Words before the subtitle; all of them if there is none.
    pub main: usize,
    /// Bits of [`super::kinds::Mark`].
    pub marks: u16,
    /// Numbers that count the parts of a series, ascending.
    pub series: Vec<u32>,
    /// All other numbers, ascending.
    pub numbers: Vec<u32>,
    /// The language it shows.
    pub language: Option<Language>,
    /// In what it is written, as far as it is not Latin.
    pub script: Script,
    /// It stands in brackets, as a translation does where catalogues translate titles.
    pub bracketed: bool,
    /// Whether hundreds of items may share it ("Editorial").
    pub generic: bool,
    /// Marks that a catalogue gives it in brackets or by its type, as bits.
    pub said: u16,
    /// The mark that a bracket with the place of another article makes, which is no part of the title, as bits.
    pub notice: u16,
    /// Whether it ends in dots: somebody may have had no room for the rest, even of the last word.
    pub cut: bool,
    /// Words at its beginning that may be the names of authors, by their form.
    pub byline: usize,
    /// Words that only say that this is the review of a book, of which the rest is the title.
    pub(super) aside: Range<usize>,
    /// Words that only say that something is corrected or retracted, of which the rest is the title.
    pub(super) label: Range<usize>,
}

impl Title {
    /// A word as text.
    pub fn word(&self, at: usize) -> &str {
        &self.text[self.words[at].start as usize..self.words[at].end as usize]
    }

    /// The text from a word on.
    pub fn from(&self, at: usize) -> &str {
        &self.text[self.words[at].start as usize..]
    }

    /// The letter that a word is.
    pub fn letter(&self, at: usize) -> Option<u8> {
        let letter = self.word(at).as_bytes();
        letter.first().copied().filter(|first| letter.len() == 1 && first.is_ascii_lowercase())
    }

    /// Whether a word is a letter that may count a series: a Roman numeral, or one after a word such as `part`.
    pub fn may_count(&self, at: usize) -> bool {
        let known = |at: usize| KNOWN.get(&self.words[at].hash).copied().unwrap_or_default();
        let after_part = || at.checked_sub(1).is_some_and(|before| known(before).series);
        self.letter(at).is_some() && (known(at).letter || after_part())
    }

    /// Whether a word only counts the parts of a series: `part`, or its number.
    pub fn counts(&self, at: usize, series: &[u32]) -> bool {
        let known = KNOWN.get(&self.words[at].hash).copied().unwrap_or_default();
        let letter = || self.letter(at).map(|letter| LETTERS + u32::from(letter));
        let counted = self.number(at).or_else(|| self.ordinal(at)).or_else(letter);
        known.series || counted.is_some_and(|counted| series.contains(&counted))
    }

    /// Whether only digits without a word such as `part` count a series.
    pub fn counts_by_digits(&self) -> bool {
        let counts = |at: usize| self.counts(at, &self.series);
        let digits = |at: usize| digits(self.word(at)).is_some();
        let told = self.series.iter().any(|&part| part >= LATER);
        !told
            && !self.series.is_empty()
            && (0..self.words.len()).all(|at| !counts(at) || digits(at))
    }

    /// Whether one of its words is a letter that is also this number: `I`, `V`, `X`.
    pub fn has_numeral(&self, number: u32) -> bool {
        let is = |at: usize| self.letter(at).is_some() && self.number(at) == Some(number);
        (0..self.words.len()).any(is)
    }

    /// Whether a word is a number.
    pub fn is_number(&self, at: usize) -> bool {
        self.number(at).is_some()
    }

    /// The number that a word stands for.
    pub(super) fn number(&self, at: usize) -> Option<u32> {
        let known = KNOWN.get(&self.words[at].hash).and_then(|known| known.number);
        known.or_else(|| digits(self.word(at)))
    }

    /// What a word says by itself; nothing, if there is none.
    pub(super) fn known(&self, at: usize) -> Known {
        self.words.get(at).and_then(|word| KNOWN.get(&word.hash)).copied().unwrap_or_default()
    }

    /// The ordinal of another language that a word beside one for a part is: `Zweiter Teil`, `IIe partie`.
    pub(super) fn ordinal(&self, at: usize) -> Option<u32> {
        let part = |at: usize| self.known(at).part.then(|| self.word(at));
        let beside = || part(at + 1).or_else(|| at.checked_sub(1).and_then(part));
        // In English, `Part IIa` is half a part.
        let roman = || beside().filter(|part| matches!(*part, "partie" | "parte"));
        let ordinal = || self.known(at).ordinal.filter(|_| beside().is_some());
        ordinal().or_else(|| roman().and_then(|_| roman_ordinal(self.word(at))))
    }

    /// Whether a number follows a word: "no 3" denies nothing.
    pub fn counts_after(&self, at: usize) -> bool {
        at + 1 < self.words.len() && self.is_number(at + 1)
    }

    /// Whether a word only says what kind of item this is. Of two errata, one may be called a correction.
    pub fn is_aside(&self, at: usize, other: &Self) -> bool {
        self.aside.contains(&at) || (self.label.contains(&at) && !other.label.is_empty())
    }

    /// The surnames among the names of authors that it may begin with; `et al.` and initials name nobody.
    pub fn led_by(&self) -> impl Iterator<Item = &str> + Clone {
        let words = (0..self.byline.min(self.words.len())).map(|at| self.word(at));
        words.filter(|word| word.len() > 2 && *word != "and")
    }

    /// Whether it is of what appears every year, or more often, under one title.
    pub fn is_periodical(&self) -> bool {
        let (mut often, mut report) = (false, false);
        for at in 0..self.words.len() {
            match self.word(at) {
                "jahresbericht" | "jahrbuch" | "yearbook" => return true,
                "annual" | "annuel" | "anual" | "monthly" | "quarterly" | "yearly" => often = true,
                "bulletin" | "informe" | "rapport" | "relatorio" | "report" | "reports" => {
                    report = true;
                }
                _ => {}
            }
        }
        often && report
    }

    /// Whether there is no word.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether these letters are one of its words.
    pub fn has_word(&self, letters: &[u8]) -> bool {
        (0..self.words.len()).any(|at| self.word(at).as_bytes() == letters)
    }

    /// All letters and digits, without spaces.
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// The words, one space between them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How much all words say.
    pub fn weight(&self) -> f64 {
        self.words.iter().map(|word| f64::from(word.weight)).sum()
    }
}

/// What a word says by itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) stop: bool,
    pub(super) edition: bool,
    pub(super) generic: bool,
    pub(super) series: bool,
    /// A numeral after it says of which kind something is: type 2, phase III, factor VIII.
    pub(super) kind: bool,
    /// A word for a part, which a number or an ordinal may stand before.
    pub(super) part: bool,
    pub(super) number: Option<u32>,
    /// What an ordinal of another language counts.
    pub(super) ordinal: Option<u32>,
    /// Twenty, thirty, …: a number below ten may follow.
    pub(super) tens: bool,
    pub(super) roman: bool,
    /// Roman numerals that are also letters count only where a number is expected.
    pub(super) letter: bool,
}

pub(super) static KNOWN: LazyLock<HashMap<u64, Known, Hashed>> = LazyLock::new(|| {
    let mut known: HashMap<u64, Known, Hashed> = HashMap::default();
    let mut hasher = WordHasher::default();
    let mut set = |word: &str, change: &dyn Fn(&mut Known)| {
        change(known.entry(hasher.word(word)).or_default());
    };
    lexicon::STOP.iter().for_each(|word| set(word, &|known| known.stop = true));
    lexicon::EDITION.iter().for_each(|word| set(word, &|known| known.edition = true));
    GENERIC.iter().for_each(|word| set(word, &|known| known.generic = true));
    let elsewhere = GENERIC_ELSEWHERE.iter().flat_map(|words| words.split_whitespace());
    elsewhere.for_each(|word| set(word, &|known| known.generic = true));
    SERIES.iter().for_each(|word| set(word, &|known| known.series = true));
    KINDS.iter().for_each(|word| set(word, &|known| known.kind = true));
    PARTS.iter().for_each(|word| set(word, &|known| known.part = true));
    ORDINALS.iter().for_each(|(word, part)| set(word, &|known| known.ordinal = Some(*part)));
    for (place, (word, number)) in NUMBERS.iter().enumerate() {
        set(word, &|known| {
            known.number = Some(*number);
            known.roman = place >= ROMAN_FROM;
            known.letter = place >= LETTER_FROM;
        });
    }
    for (word, number) in TENS {
        set(word, &|known| {
            known.number = Some(number);
            known.tens = true;
        });
    }
    for title in GENERIC_UNSPACED {
        // The words of such a script are pairs of characters, hashed as such.
        let letters: Vec<char> = title.chars().collect();
        let pairs = letters.windows(2).map(|pair| pair.iter().collect::<String>());
        pairs.for_each(|pair| known.entry(xxh3_64(pair.as_bytes())).or_default().generic = true);
    }
    known
});

/// The weight of a word, from its hash and length: static, so that it is the same in every corpus.
pub fn weight(hash: u64, characters: usize) -> f32 {
    let known = KNOWN.get(&hash).copied().unwrap_or_default();
    match characters {
        _ if known.stop || known.edition => 0.15,
        0..=2 => 0.5,
        3 => 0.8,
        _ => 1.0,
    }
}

/// Titles of hundreds of items are refused as keys; so is a title without a word that counts.
pub fn is_generic(mut hashes: impl Iterator<Item = u64>) -> bool {
    hashes.all(says_nothing)
}

/// Whether a word says nothing of the subject of a title.
pub(super) fn says_nothing(hash: u64) -> bool {
    KNOWN
        .get(&hash)
        .is_some_and(|known| known.stop || known.generic || known.series || known.number.is_some())
}

//! Titles from text: what is decoration, which words count, which numbers and marks make another item of it.

use std::collections::HashMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::decoration::{plain, subtitle};
use super::languages::{FUNCTION_WORDS, Language, Script};
use super::title::{Title, Word, says_nothing, weight};
use super::words::{Hashed, WordHasher};
use super::{byline, codes, continued, counting, kinds, marks, notices};
use crate::normalize::{Normalizer, Words, is_unspaced};
use crate::shingle::Shingler;

/// The languages whose function word this is.
static LANGUAGES: LazyLock<HashMap<u64, u16, Hashed>> = LazyLock::new(|| {
    let (mut bits, mut hasher) = (HashMap::<u64, u16, Hashed>::default(), WordHasher::default());
    for (language, words) in FUNCTION_WORDS {
        words.iter().for_each(|word| {
            *bits.entry(hasher.word(word)).or_default() |= 1 << language as u8;
        });
    }
    bits
});

/// What is longer is a text in the place of a title: its beginning is read, so that the time of comparing two, word by word,
/// stays bounded. (Two of 16,000 words each took eleven seconds.)
const LONGEST: usize = 5_000;

/// The buffers to parse titles with.
#[derive(Debug, Default)]
pub struct Parser {
    normalizer: Normalizer,
    shingler: Shingler,
}

impl Parser {
    /// Parses a title; `in_venue` says which words its own venue is called by.
    pub fn parse(&mut self, raw: &str, in_venue: impl Fn(&str) -> bool) -> Title {
        let repaired = super::encoding::of_title(&raw[..raw.floor_char_boundary(LONGEST)]);
        let (raw, notice) = notices::without_place(plain(&repaired));
        let end = subtitle(raw);
        let head = end.map(|end| self.normalizer.words(&raw[..end]).len());
        let counts = counting::Counts {
            of_all: counting::of_all(raw).map(|end| self.normalizer.words(&raw[..end]).len()),
            last: counting::stands_apart(raw),
            main: end.is_some_and(|end| counting::stands_apart(&raw[..end])),
        };
        let byline = byline::end(raw).map(|end| self.normalizer.words(&raw[..end]).len());
        let words = self.normalizer.words(raw);
        let cut = raw.ends_with("...") || raw.ends_with('…');
        let said = said_beside(&repaired, raw);
        let byline = byline.unwrap_or_default();
        let mut title = Title { said, notice, cut, byline, ..Title::default() };
        take_words(words, self.shingler.word_hashes(words), &mut title);
        codes::mark(raw, &mut title);
        title.main =
            head.filter(|&main| main > 0).unwrap_or(title.words.len()).min(title.words.len());
        title.generic = (byline..title.words.len())
            .all(|at| says_nothing(title.words[at].hash) || in_venue(title.word(at)));
        title.language = language(&title.words);
        title.script = Script::of(&title.text);
        title.bracketed = is_bracketed(&repaired);
        (title.marks, title.aside, title.label) = marks::of(&title, raw);
        title.marks |= notice;
        title.series.extend(continued::part(&title, raw));
        counting::take(&mut title, counts);
        title
    }
}

/// The marks that are said in what was taken off a title.
fn said_beside(whole: &str, title: &str) -> u16 {
    if title.len() == whole.len() {
        return 0;
    }
    whole.split_once(title).map_or(0, |(before, after)| kinds::said(before) | kinds::said(after))
}

/// A token of a title.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Its hash.
    pub hash: u64,
    /// Its length in characters.
    pub length: usize,
    start: usize,
    end: usize,
}

/// The tokens of a title: its words, but the bigrams of characters of a script without spaces.
pub fn tokens(words: Words<'_>, hashes: &[u64], mut each: impl FnMut(Token)) {
    let mut start = 0;
    for (word, &hash) in words.iter().zip(hashes) {
        let end = start + word.len();
        if words.is_ascii() {
            each(Token { hash, length: word.len(), start, end });
        } else if is_unspaced(word) {
            bigrams(word, start, &mut each);
        } else {
            each(Token { hash, length: word.chars().count(), start, end });
        }
        start = end + 1;
    }
}

fn bigrams(run: &str, start: usize, each: &mut impl FnMut(Token)) {
    let places: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    for pair in places.windows(places.len().min(3)) {
        let (from, to) = (pair[0], pair[pair.len() - 1]);
        let hash = xxh3_64(&run.as_bytes()[from..to]);
        each(Token { hash, length: 4, start: start + from, end: start + to });
    }
}

fn take_words(words: Words<'_>, hashes: &[u64], title: &mut Title) {
    title.text = words.join();
    title.letters.reserve_exact(title.text.len());
    title.words.reserve_exact(words.len());
    words.iter().for_each(|word| title.letters.push_str(word));
    let text = &title.text;
    tokens(words, hashes, |Token { hash, length, start, end }| {
        title.words.push(Word::new(hash, weight(hash, length), (start, end), text));
    });
}

/// The one language whose function words it has, if there are two, or one that no other language has.
fn language(words: &[Word]) -> Option<Language> {
    let mut counts = [0usize; FUNCTION_WORDS.len()];
    for bits in words.iter().filter_map(|word| LANGUAGES.get(&word.hash)) {
        counts.iter_mut().enumerate().for_each(|(at, count)| *count += usize::from(bits >> at & 1));
    }
    let most = counts.iter().copied().max().filter(|&most| most > 0)?;
    let mut best = counts.iter().enumerate().filter(|(_, count)| **count == most);
    let (first, second) = (best.next(), best.next());
    if second.is_some() {
        return None;
    }
    first.map(|(at, _)| FUNCTION_WORDS[at].0)
}

/// Whether brackets stand around all of it.
fn is_bracketed(raw: &str) -> bool {
    let raw = raw.trim().trim_end_matches('.');
    raw.starts_with('[') && raw.ends_with(']') && raw[1..].find('[').is_none()
}

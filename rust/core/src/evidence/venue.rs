//! Journals, conferences and other places of publication, and how much two names of them are alike.
//!
//! Words are compared as words, as abbreviations (`Am. Med. Assoc.`) and as acronyms (`JAMA`), in any order. Prefixes
//! are enough for an abbreviation, a common beginning is not: Diabetes is not Diabetologia.

use xxhash_rust::xxh3::xxh3_64;

use super::languages::Script;
use crate::ids::number;
use crate::normalize::{Normalizer, unmarked};

mod acronyms;
mod nowhere;
mod series;
mod words;

pub use acronyms::is_journal_of;

use acronyms::{names_meeting, spells};
use words::{Meaning, meaning};

/// More words than these are not compared, which bounds the time that a hostile field can take.
const MOST_WORDS: usize = 24;

/// What kind of publication a name tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A journal.
    Journal,
    /// The proceedings of a conference or workshop.
    Conference,
    /// A server of preprints, or working papers.
    Preprint,
    /// A book.
    Book,
    /// A thesis.
    Thesis,
    /// The name does not tell.
    #[default]
    Unknown,
}

/// A place of publication, parsed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Venue {
    words: Vec<Word>,
    letters: String,
    /// How many words stand before a subtitle or a parenthesis.
    main: usize,
    year: bool,
    /// Whether it ends in dots, because somebody had no room for the rest.
    cut: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Word {
    hash: u64,
    start: u32,
    end: u32,
    /// What the word counts for: nothing for `of`, half for `journal`.
    weight: f64,
    meaning: Meaning,
    /// Whether it is written in capitals, in a name that has small letters too.
    capitals: bool,
}

impl Venue {
    /// Parses a name; markup, numbers and ordinals go.
    pub fn parse(text: &str) -> Self {
        Self::parse_with(&mut Normalizer::default(), text)
    }

    /// The same with buffers that are kept.
    pub fn parse_with(normalizer: &mut Normalizer, text: &str) -> Self {
        let mut venue = Self { cut: is_cut(text), ..Self::default() };
        let text = if text.contains('&') { unmarked(text) } else { text.into() };
        let text = nowhere::without_town(&text);
        let (main, rest) = parts(text);
        for word in normalizer.words(main).iter() {
            venue.add(word);
        }
        venue.weigh_proceedings(main);
        venue.mark_capitals(main);
        venue.main = venue.words.len();
        for word in normalizer.words(rest).iter() {
            venue.add(word);
        }
        if venue.main == 0 {
            venue.main = venue.words.len();
        }
        let nowhere = nowhere::is_nowhere(text) && venue.kind() != Kind::Preprint;
        if nowhere { Self::default() } else { venue }
    }

    fn add(&mut self, word: &str) {
        let meaning = meaning(word);
        if meaning == Meaning::Number {
            self.year |= super::year::year(word).is_some();
            return;
        }
        if self.words.len() >= MOST_WORDS {
            return;
        }
        let start = number(self.letters.len());
        self.letters.push_str(word);
        let end = number(self.letters.len());
        let (hash, weight) = (xxh3_64(word.as_bytes()), meaning.weight());
        self.words.push(Word { hash, start, end, weight, meaning, capitals: false });
    }

    /// Marks what is written in capitals among words that are not.
    fn mark_capitals(&mut self, given: &str) {
        if self.words.len() < 2 || !given.contains(char::is_lowercase) {
            return;
        }
        let shouted =
            |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        for word in given.split(|c: char| !c.is_alphanumeric()).filter(shouted) {
            let lower = word.to_ascii_lowercase();
            let hash = xxh3_64(lower.as_bytes());
            self.words
                .iter_mut()
                .filter(|own| own.hash == hash)
                .for_each(|own| own.capitals = true);
        }
    }

    /// Proceedings of something are named by that: the word says little. Where it ends a name of ordinary words, it is the
    /// name: Transplantation Proceedings is not Transplantation. Acronyms and years are those of meetings.
    fn weigh_proceedings(&mut self, given: &str) {
        let Some((last, before)) = self.words.split_last_mut() else { return };
        let names = |word: &Word| !matches!(word.meaning, Meaning::Meeting | Meaning::Learned);
        let first = given.split_whitespace().next().unwrap_or_default();
        let spelled_out = first.contains(char::is_lowercase);
        let numbered = given.contains(|c: char| c.is_ascii_digit());
        if last.meaning == Meaning::Proceedings
            && before.iter().any(|word| word.meaning == Meaning::Plain)
            && before.iter().all(names)
            && spelled_out
            && !numbered
        {
            last.weight = 1.0;
        }
    }

    /// Whether no venue is named: nothing, or nothing but `of`.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| word.weight == 0.0)
    }

    /// Whether a normalized word is one of its words.
    pub fn holds(&self, word: &str) -> bool {
        self.words.iter().any(|own| self.letters(own) == word.as_bytes())
    }

    /// What kind of publication the name tells of.
    pub fn kind(&self) -> Kind {
        let has = |meaning| self.words.iter().any(|word| word.meaning == meaning);
        let learned = has(Meaning::Learned) && has(Meaning::Proceedings);
        if has(Meaning::Preprint) || self.working_paper() {
            Kind::Preprint
        } else if self.cut {
            Kind::Unknown
        } else if has(Meaning::Meeting) || self.is_series() {
            Kind::Conference
        } else if has(Meaning::Journal) || has(Meaning::Periodical) || learned {
            Kind::Journal
        } else if has(Meaning::Proceedings) || (self.year && self.words.len() == 1) {
            Kind::Conference
        } else if has(Meaning::Book) {
            Kind::Book
        } else {
            Kind::Unknown
        }
    }

    /// Names of two words: `Working Paper`, `Research Square`.
    fn working_paper(&self) -> bool {
        const NAMES: [(&str, &str); 3] =
            [("research", "square"), ("working", "paper"), ("working", "papers")];
        self.words.windows(2).any(|pair| {
            let pair = (self.letters(&pair[0]), self.letters(&pair[1]));
            NAMES.iter().any(|(first, second)| pair == (first.as_bytes(), second.as_bytes()))
        })
    }

    fn letters(&self, word: &Word) -> &[u8] {
        &self.letters.as_bytes()[word.start as usize..word.end as usize]
    }
}

/// Whether a name ends in three dots.
fn is_cut(text: &str) -> bool {
    let name = text.trim_end();
    name.ends_with("...") || name.ends_with('…')
}

/// The name, and what follows it: a subtitle, another title, what stands in parentheses.
fn parts(text: &str) -> (&str, &str) {
    let found = ["(", "[", ":", "; ", " = ", " - ", "--", "—", " / "]
        .iter()
        .filter_map(|sign| text.find(sign))
        .filter(|&at| at > 0)
        .min();
    text.split_at(found.unwrap_or(text.len()))
}

/// How much two venues are alike, from 0 to 1; `None` if one of them is missing.
///
/// ```
/// use paperdedup_core::evidence::venue::{Venue, similarity};
/// let alike = |a, b| similarity(&Venue::parse(a), &Venue::parse(b)).unwrap_or_default();
/// assert!(alike("J. Am. Med. Assoc.", "Journal of the American Medical Association") > 0.9);
/// assert!(alike("Diabetes", "Diabetologia") < 0.2);
/// ```
pub fn similarity(a: &Venue, b: &Venue) -> Option<f64> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let whole = alike(a, &a.words, b, &b.words);
    if whole == 0.0 && Script::of(&a.letters) != Script::of(&b.letters) {
        return None;
    }
    if (a.cut && is_beginning(a, b)) || (b.cut && is_beginning(b, a)) {
        return Some(whole.max(CUT));
    }
    if a.cut || b.cut {
        // What was cut might have been in common, and most of a name that fits no room is.
        return Some(whole).filter(|&whole| whole == 0.0 || whole >= CUT);
    }
    if spells(a, b) || spells(b, a) || names_meeting(a, b) || names_meeting(b, a) {
        return Some(whole.max(ACRONYM));
    }
    if a.main == a.words.len() && b.main == b.words.len() {
        return Some(whole);
    }
    // One of them has a subtitle, or the same in another language.
    let ((name, rest), (other, more)) = (a.words.split_at(a.main), b.words.split_at(b.main));
    let (all, every) = (a.words.as_slice(), b.words.as_slice());
    let pairs = [(name, other), (name, every), (all, other), (rest, every), (all, more)];
    // A letter is no name: `Gut (S)` is not Stroke.
    let tells =
        |words: &[Word]| words.iter().any(|word| word.end - word.start > 1 && word.weight > 0.0);
    let parts = pairs.iter().filter(|(one, other)| tells(one) && tells(other));
    let best = parts.map(|(one, other)| alike(a, one, b, other)).fold(0.0, f64::max);
    Some(whole.max(best * SUBTITLE))
}

/// Whether the words of a name that was cut begin the other.
fn is_beginning(short: &Venue, long: &Venue) -> bool {
    let pairs = short.words.iter().zip(&long.words);
    let fits = |(one, two): (&Word, &Word)| {
        one.hash == two.hash || abbreviated(short.letters(one), long.letters(two))
    };
    short.words.len() <= long.words.len() && pairs.clone().all(fits)
}

/// What a beginning is worth: enough to be no other venue, not to be the same one.
const CUT: f64 = 0.5;

/// What an acronym is worth, and equal names whose subtitles differ.
const ACRONYM: f64 = 0.9;
const SUBTITLE: f64 = 0.95;

/// What a pair of a word and its abbreviation counts, compared with equal words.
const ABBREVIATION: f64 = 0.97;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closeness {
    Equal,
    Abbreviated,
}

/// The weight of the words that both have, as a share of all.
fn alike(a: &Venue, words: &[Word], b: &Venue, others: &[Word]) -> f64 {
    // The shorter chooses, or the first in the alphabet, so that the answer is the same both ways.
    let swap = (words.len(), &a.letters) > (others.len(), &b.letters);
    let (a, words, b, others) = if swap { (b, others, a, words) } else { (a, words, b, others) };
    let mut pairing = Pairing::default();
    for closeness in [Closeness::Equal, Closeness::Abbreviated] {
        for (at, word) in words.iter().enumerate() {
            pairing.pair(at, word, others, closeness, |other| match closeness {
                Closeness::Equal => word.hash == other.hash,
                Closeness::Abbreviated => abbreviated(a.letters(word), b.letters(other)),
            });
        }
    }
    let total = |words: &[Word]| words.iter().map(|word| word.weight).sum::<f64>();
    let all = total(words) + total(others) - pairing.common;
    if all > 0.0 { (pairing.common / all).min(1.0) } else { 0.0 }
}

/// Words that have found theirs, as bits, and what the pairs count.
#[derive(Debug, Default)]
struct Pairing {
    left: u32,
    right: u32,
    common: f64,
}

impl Pairing {
    fn pair(
        &mut self,
        at: usize,
        word: &Word,
        others: &[Word],
        closeness: Closeness,
        fits: impl Fn(&Word) -> bool,
    ) {
        if self.left >> at & 1 == 1 || word.weight == 0.0 {
            return;
        }
        let free = |place: &usize| self.right >> place & 1 == 0 && others[*place].weight > 0.0;
        let Some(place) = (0..others.len()).filter(free).find(|&place| fits(&others[place])) else {
            return;
        };
        self.left |= 1 << at;
        self.right |= 1 << place;
        let share = if closeness == Closeness::Equal { 1.0 } else { ABBREVIATION };
        self.common += f64::midpoint(word.weight, others[place].weight) * share;
    }
}

/// Whether one word is the beginning of the other, or a contraction of it (`natl`).
fn abbreviated(a: &[u8], b: &[u8]) -> bool {
    if a[0] != b[0] {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.starts_with(short) {
        return true;
    }
    let mut rest = long.iter();
    short.len() >= 3
        && short.len() * 2 <= long.len()
        && short.last() == long.last()
        && short.iter().all(|letter| rest.any(|other| other == letter))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alike(a: &str, b: &str) -> Option<f64> {
        similarity(&Venue::parse(a), &Venue::parse(b))
    }

    #[test]
    fn spellings_of_one_venue_are_alike() {
        for (a, b) in [
            ("J. Am. Med. Assoc.", "Journal of the American Medical Association"),
            ("JAMA", "Journal of the American Medical Association"),
            ("N Engl J Med", "The New England Journal of Medicine"),
            ("Acta Pharmacol Sin", "Acta Pharmacologica Sinica"),
            ("J Appl Physiol (1985)", "Journal of Applied Physiology"),
            ("VLDB", "Very Large Data Bases"),
            ("SIGMOD Conference", "International Conference on Management of Data"),
            ("STOC", "Proceedings of the Twenty-First Annual ACM Symposium on Theory of Computing"),
            (
                "COLT",
                "in proceedings of the fifth annual acm workshop on computational learning theory,",
            ),
            ("PNAS", "Proceedings of the National Academy of Sciences"),
            (
                "Proc. Natl. Acad. Sci. U.S.A.",
                "Proceedings of the National Academy of Sciences of the USA",
            ),
            (
                "IEEE Trans. Pattern Anal. Mach. Intell.",
                "IEEE Transactions on Pattern Analysis and Machine Intelligence",
            ),
            (
                "Archives of Physical Medicine & Rehabilitation",
                "Archives of Physical Medicine and Rehabilitation",
            ),
            ("Brain: a journal of neurology", "Brain"),
            ("ACM SIGMOD Record ", "SIGMOD Record"),
            ("Transplant Proc", "Transplantation Proceedings"),
            ("Mayo Clin. Proc.", "Mayo Clinic Proceedings"),
            ("SIGMOD Proceedings", "SIGMOD"),
            ("AMIA Annu Symp Proc", "AMIA Annual Symposium"),
        ] {
            let found = alike(a, b).unwrap_or_default();
            assert!(found >= 0.65, "{a} against {b}: {found}");
        }
    }

    #[test]
    fn other_venues_are_not() {
        for (a, b, most) in [
            ("Diabetes", "Diabetologia", 0.1),
            ("Brain", "Brain Injury", 0.55),
            ("Annals of Neurology", "Archives of Neurology", 0.5),
            ("Journal of Physiology", "Journal of Pediatrics", 0.25),
            ("VLDB", "International Conference on Management of Data", 0.1),
            ("Nature", "Science", 0.1),
            ("Transplant Proc", "Transplantation", 0.55),
        ] {
            let found = alike(a, b).unwrap_or_default();
            assert!(found <= most, "{a} against {b}: {found}");
        }
        assert_eq!(alike("", "Nature"), None);
        assert_eq!(alike("2019", "Nature"), None);
    }

    #[test]
    fn kinds() {
        for (text, kind) in [
            ("Journal of Physiology", Kind::Journal),
            ("N Engl J Med", Kind::Journal),
            ("IEEE Trans. Commun.", Kind::Journal),
            ("Proceedings of the National Academy of Sciences", Kind::Journal),
            ("Proceedings of the 26th Conference on User Modeling", Kind::Conference),
            ("SIGMOD Conference", Kind::Conference),
            ("Amcis 2017 Proceedings", Kind::Conference),
            ("ICML 2019", Kind::Conference),
            ("arXiv preprint arXiv:1905.01234", Kind::Preprint),
            ("bioRxiv", Kind::Preprint),
            ("Research Square", Kind::Preprint),
            ("NBER Working Paper Series", Kind::Preprint),
            ("Handbook of Evidence-Based Radiation Oncology", Kind::Book),
            ("Nature", Kind::Unknown),
            ("", Kind::Unknown),
        ] {
            assert_eq!(Venue::parse(text).kind(), kind, "{text}");
        }
    }

    #[test]
    fn a_venue_holds_its_words() {
        let venue = Venue::parse("The Journal of Cell Biology");
        assert!(venue.holds("cell") && venue.holds("biology") && !venue.holds("bio"));
    }

    fn venues() -> impl Strategy<Value = String> {
        const WORDS: [&str; 14] = [
            "J", "Journal", "of", "Medicine", "Med", "Medical", "Proc.", "(", ": ", "VLDB", "Natl",
            "National", "2019", "Ä",
        ];
        let word = prop_oneof![4 => prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
        prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn similarity_is_a_symmetric_share(a in venues(), b in venues()) {
            let found = alike(&a, &b);
            prop_assert_eq!(found, alike(&b, &a));
            prop_assert!(found.is_none_or(|share| (0.0..=1.0).contains(&share)));
        }

        #[test]
        fn a_venue_is_like_itself(text in venues()) {
            let venue = Venue::parse(&text);
            let found = similarity(&venue, &venue);
            prop_assert_eq!(found.is_none(), venue.is_empty());
            prop_assert!(found.is_none_or(|share| share > 0.999));
        }
    }
}

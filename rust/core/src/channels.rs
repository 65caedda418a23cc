//! The keys by which records that may be one paper meet, beyond the bands of the abstract, and the pairs that they propose.
//!
//! A channel proposes; what the records say of each other decides. Each key has a cap of works: a record meets the first
//! [`CAP`] of them in canonical order, whatever comes later, so that adding a dump never takes a pair away.

mod issued;
mod outline;

pub use issued::Issued;
pub use outline::{NARROW_TITLE_BYTES, TITLE_BYTES, TitleOutline};

use rayon::prelude::*;

use crate::ids::{fold, index, number};
use crate::pair::{Entry, buckets, group};

/// A family of keys. A key carries its channel in its lowest bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Channel {
    /// Two of the longest words of the title.
    TitleWords,
    /// All letters of the title.
    Title,
    /// The title without its subtitle.
    MainTitle,
    /// First author and a long word of the title.
    AuthorTitle,
    /// First author and first page.
    AuthorPage,
    /// Volume and pages.
    VolumePages,
    /// An identifier.
    Identifier,
    /// The first words of the abstract, and the next.
    Beginning,
    /// A band of the abstract.
    Abstract,
    /// All authors.
    Authors,
    /// The first letters of the title.
    TitleBeginning,
}

impl Channel {
    /// All channels, in the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::TitleWords,
        Self::Title,
        Self::MainTitle,
        Self::AuthorTitle,
        Self::AuthorPage,
        Self::VolumePages,
        Self::Identifier,
        Self::Beginning,
        Self::Abstract,
        Self::Authors,
        Self::TitleBeginning,
    ];

    /// The words that users see.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TitleWords => "title words",
            Self::Title => "title",
            Self::MainTitle => "main title",
            Self::AuthorTitle => "author and title word",
            Self::AuthorPage => "author and page",
            Self::VolumePages => "volume and pages",
            Self::Identifier => "identifier",
            Self::Beginning => "beginning of the abstract",
            Self::Abstract => "abstract",
            Self::Authors => "authors",
            Self::TitleBeginning => "beginning of the title",
        }
    }

    /// The channel of a key.
    pub const fn of(key: u64) -> Self {
        Self::ALL[(key & BITS) as usize % Self::ALL.len()]
    }

    /// A hash with the mark of this channel.
    pub const fn mark(self, hash: u64) -> u64 {
        hash & !BITS | self as u64
    }

    /// A key of this channel from two hashes.
    pub const fn key(self, one: u64, two: u64) -> u64 {
        self.mark(fold(one ^ SEED, two ^ fold(one, SEED)))
    }
}

const BITS: u64 = 15;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word of a title as the keys see it.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Hash of the word.
    pub hash: u64,
    /// Weight of the word times its length: rare words are long, and this is the same in every corpus.
    pub rank: f32,
}

/// Long words that are paired with each other.
const LONGEST: usize = 5;

/// Long words that stand beside the first author.
const BESIDE_AUTHOR: usize = 4;

/// Words of one key from the beginning of an abstract.
const RUN: usize = 8;

/// Hashes of all letters and digits of a title, without the spaces: where a word was broken, they are the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct Letters {
    /// Of the whole title.
    pub whole: u64,
    /// Of what stands before its subtitle, if that has two words or more.
    pub main: Option<u64>,
    /// Of its first letters, if there are more.
    pub beginning: Option<u64>,
    /// Of what is left of a short title where letters that are often lost go, as [`skeleton`] does.
    pub skeleton: Option<u64>,
}

/// What a short title keeps where single letters are mistyped or ligatures are lost: its consonants but for `f` and `l`, each
/// once where it is doubled. Longer titles have words enough that are whole.
pub fn skeleton(letters: &str, out: &mut String) -> bool {
    const LONGEST: usize = 40;
    const SHORTEST: usize = 8;
    out.clear();
    if letters.len() > LONGEST || !letters.is_ascii() {
        return false;
    }
    for letter in letters.chars().filter(|letter| !"aeiouyfl".contains(*letter)) {
        if !out.ends_with(letter) {
            out.push(letter);
        }
    }
    out.len() >= SHORTEST
}

/// Letters of the beginning of a title: what a column of forty characters keeps after its last whole word.
pub const BEGINNING: usize = 22;

/// The keys of a title, with those that it makes with the first author.
pub fn title_keys(
    tokens: &mut [Token],
    letters: Letters,
    author: Option<u64>,
    keys: &mut Vec<u64>,
) {
    if tokens.is_empty() {
        return;
    }
    keys.push(Channel::Title.key(letters.skeleton.unwrap_or(letters.whole), 0));
    if tokens.len() > 1 {
        keys.push(Channel::MainTitle.key(letters.main.unwrap_or(letters.whole), 0));
    }
    keys.extend(letters.beginning.map(|beginning| Channel::TitleBeginning.key(beginning, 0)));
    let longest = tokens.len().min(LONGEST);
    let by_rank = |a: &Token, b: &Token| b.rank.total_cmp(&a.rank).then(a.hash.cmp(&b.hash));
    if tokens.len() > longest {
        tokens.select_nth_unstable_by(longest - 1, by_rank);
    }
    let longest = &mut tokens[..longest];
    longest.sort_unstable_by(by_rank);
    for (place, one) in longest.iter().enumerate() {
        for two in longest[place + 1..].iter().filter(|two| two.hash != one.hash) {
            let (low, high) = (one.hash.min(two.hash), one.hash.max(two.hash));
            keys.push(Channel::TitleWords.key(low, high));
        }
    }
    if let Some(author) = author {
        let beside = longest.iter().take(BESIDE_AUTHOR);
        keys.extend(beside.map(|word| Channel::AuthorTitle.key(author, word.hash)));
    }
}

/// The keys of the beginning of an abstract, from the hashes of its words.
pub fn beginning_keys(words: &[u64], keys: &mut Vec<u64>) {
    for run in words.chunks_exact(RUN).take(2) {
        let joined = run.iter().fold(0, |all, &word| fold(all ^ word, SEED));
        keys.push(Channel::Beginning.key(joined, 0));
    }
}

/// The keys of all records of a run: a few for each, of any number.
#[derive(Debug, Default)]
pub struct Keys {
    /// By blocks of records, as they were made.
    pub blocks: Vec<KeyBlock>,
    /// Records of a block.
    each: usize,
    /// For each record the first that says the same: that has the keys of both.
    firsts: Vec<u32>,
}

/// The keys of some records that follow each other.
#[derive(Debug, Default, Clone)]
pub struct KeyBlock {
    /// The keys of all.
    pub keys: Vec<u64>,
    /// Where the keys of each end.
    pub ends: Vec<u32>,
}

impl Keys {
    /// Room for the keys of so many records, of which so many make a block.
    pub fn new(records: usize, each: usize) -> Self {
        let blocks = vec![KeyBlock::default(); records.div_ceil(each)];
        Self { blocks, each, firsts: Vec::new() }
    }

    /// Says of each record which is the first that says the same.
    pub fn repeat(&mut self, firsts: Vec<u32>) {
        self.firsts = firsts;
    }

    /// The keys of a record.
    pub fn of(&self, record: u32) -> &[u64] {
        let first = index(*self.firsts.get(index(record)).unwrap_or(&record));
        self.blocks.get(first / self.each.max(1)).map_or(&[], |block| block.of(first % self.each))
    }

    /// The entries of one part of all keys, of so many records of which these are items.
    pub fn part(
        &self,
        part: u64,
        records: usize,
        is_item: impl Fn(u32) -> bool,
        out: &mut Vec<Entry>,
    ) {
        for record in (0..number(records)).filter(|&record| is_item(record)) {
            let of_part = self.of(record).iter().filter(|&key| key >> 61 == part);
            out.extend(of_part.map(|&key| (key, record)));
        }
    }
}

impl KeyBlock {
    /// The keys of the record at a place of the block.
    fn of(&self, place: usize) -> &[u64] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[index(start)..index(self.ends[place])]
    }
}

/// Works that a key may have before it is over its cap: a record meets the first so many in canonical order.
pub const CAP: usize = 64;

/// A key over its cap, for the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HotKey {
    /// The key.
    pub key: u64,
    /// How many works have it.
    pub works: u32,
    /// The first of them in canonical order.
    pub first: u32,
}

impl HotKey {
    /// The channel of the key.
    pub const fn channel(&self) -> Channel {
        Channel::of(self.key)
    }
}

/// What the keys propose.
#[derive(Debug, Default)]
pub struct Proposed {
    /// Pairs of records, the smaller number first; repeats are possible.
    pub pairs: Vec<(u32, u32)>,
    /// How often two records met.
    pub meetings: u64,
    /// Pairs over the caps that were not proposed here.
    pub pairs_cut: u64,
    /// Keys over their cap.
    pub hot: Vec<HotKey>,
}

impl Proposed {
    /// Both.
    #[must_use]
    pub fn and(mut self, mut other: Self) -> Self {
        self.pairs.append(&mut other.pairs);
        self.hot.append(&mut other.hot);
        self.meetings += other.meetings;
        self.pairs_cut += other.pairs_cut;
        self
    }

    /// Leaves each pair once.
    pub fn distinct(&mut self) {
        self.pairs.par_sort_unstable();
        self.pairs.dedup();
    }
}

/// How the records of a bucket meet.
pub struct Meeting<O, P> {
    /// The place of a record in canonical order.
    pub order: O,
    /// Whether two records that met by a key are worth a comparison.
    pub plausible: P,
}

impl<O, P, R> Meeting<O, P>
where
    O: Fn(u32) -> R + Sync,
    P: Fn(u64, u32, u32) -> bool + Sync,
    R: Ord,
{
    /// All pairs that these entries propose.
    pub fn propose(&self, entries: &mut Vec<Entry>, spare: &mut Vec<Entry>) -> Proposed {
        let mut found = Proposed::default();
        group(entries, spare);
        for bucket in buckets(entries) {
            self.bucket(bucket, &mut found);
        }
        found
    }

    /// Each record meets the first [`CAP`] in canonical order.
    pub fn bucket(&self, bucket: &[Entry], found: &mut Proposed) {
        if bucket.len() <= CAP {
            return self.meet(bucket, found);
        }
        let mut bucket = bucket.to_vec();
        bucket.sort_by_cached_key(|entry| (self.order)(entry.1));
        bucket.dedup();
        let over = bucket.len().saturating_sub(CAP) as u64;
        found.pairs_cut += over * over.saturating_sub(1) / 2;
        found.hot.push(HotKey { key: bucket[0].0, works: bucket.len() as u32, first: bucket[0].1 });
        self.meet(&bucket, found);
    }

    fn meet(&self, bucket: &[Entry], found: &mut Proposed) {
        for (place, &(key, later)) in bucket.iter().enumerate() {
            for &(_, first) in &bucket[..place.min(CAP)] {
                found.meetings += 1;
                if first != later && (self.plausible)(key, first, later) {
                    found.pairs.push((first.min(later), first.max(later)));
                }
            }
        }
    }
}

/// The keys are sorted in so many parts, one after the other on each thread, which keeps the buffers small.
pub const SHARDS: u64 = 8;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn proposed(keys: &[(u64, u32)]) -> BTreeSet<(u32, u32)> {
        let meeting = Meeting { order: |record| record, plausible: |_, _, _| true };
        let found = meeting.propose(&mut keys.to_vec(), &mut Vec::new());
        found.pairs.into_iter().collect()
    }

    proptest! {
        #[test]
        fn a_record_meets_the_first_works_of_a_key_and_later_ones_take_no_pair_away(
            records in 2u32..200, before in 1u32..200,
        ) {
            let keys: Vec<(u64, u32)> = (0..records).map(|record| (7, record)).collect();
            let all = proposed(&keys);
            let meets = |a: u32, b: u32| a < b && a < CAP as u32;
            let pairs = (0..records).flat_map(|a| (0..records).map(move |b| (a, b)));
            prop_assert_eq!(&all, &pairs.filter(|&(a, b)| meets(a, b)).collect());
            let early = proposed(&keys[..before.min(records) as usize]);
            prop_assert!(early.is_subset(&all));
        }

        #[test]
        fn keys_say_their_channel(one in any::<u64>(), two in any::<u64>()) {
            for channel in Channel::ALL {
                prop_assert_eq!(Channel::of(channel.key(one, two)), channel);
            }
        }
    }

    #[test]
    fn titles_meet_by_their_long_words_in_any_order() {
        let keys = |words: &[u64]| {
            let mut tokens: Vec<Token> =
                words.iter().map(|&hash| Token { hash, rank: 5.0 }).collect();
            let mut keys = Vec::new();
            let letters = Letters { whole: words.iter().sum(), ..Letters::default() };
            title_keys(&mut tokens, letters, Some(9), &mut keys);
            keys.into_iter().collect::<BTreeSet<u64>>()
        };
        let (one, two) = (keys(&[1, 2, 3]), keys(&[3, 4, 1]));
        let shared: BTreeSet<Channel> =
            one.intersection(&two).map(|&key| Channel::of(key)).collect();
        assert_eq!(shared, BTreeSet::from([Channel::TitleWords, Channel::AuthorTitle]));
        assert!(keys(&[]).is_empty());
    }
}

//! Postings of a change that the file has not taken yet: so it takes each of them once, whatever comes after it.
//!
//! They wait in parts by the first bits of their keys, 8 bytes each, and a part is sorted when somebody looks into it: a first
//! load never does. (Sorted runs of packed blocks took 5 bytes each, and most of the time between two portions of keys: 2 s of
//! the 17 that a million texts took.)

use super::block::Entry;
use super::keys::{Hit, KEY_BITS};

/// Bits of a key that a part keeps; the others say which part it is.
const REST_BITS: u32 = u32::BITS;
/// How many parts there are.
pub const PARTS: usize = 1 << (KEY_BITS - REST_BITS);

/// Postings in memory.
#[derive(Debug, Default)]
pub struct Pending {
    /// None before the first posting.
    parts: Vec<Part>,
    len: usize,
}

/// What is left of keys, and records.
#[derive(Debug, Default)]
struct Part {
    entries: Vec<(u32, u32)>,
    /// How many of them are in order.
    sorted: usize,
}

impl Pending {
    /// How many there are; some may be there twice.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One more.
    pub fn push(&mut self, (key, record): Entry) {
        if self.parts.is_empty() {
            self.parts.resize_with(PARTS, Part::default);
        }
        self.parts[(key >> REST_BITS) as usize].entries.push((key as u32, record));
        self.len += 1;
    }

    /// Finds the records of sorted keys, which come with their places.
    pub fn search(&mut self, sorted: &[(u64, u32)], hits: &mut Vec<Hit>) {
        if self.is_empty() {
            return;
        }
        for &(key, place) in sorted {
            let found = self.parts[(key >> REST_BITS) as usize].find(key as u32);
            hits.extend(found.iter().map(|&(_, record)| Hit { key: place, record }));
        }
    }

    /// Takes out the parts whose keys are before `end`, in any order.
    pub fn take_before(&mut self, end: u64) -> Vec<Entry> {
        let parts = (0u64..).zip(&mut self.parts).take_while(|(part, _)| part << REST_BITS < end);
        let taken = parts.flat_map(|(part, of)| {
            let whole = move |(key, record)| (part << REST_BITS | u64::from(key), record);
            std::mem::take(&mut of.entries).into_iter().map(whole)
        });
        taken.collect()
    }
}

impl Part {
    /// All with this key.
    fn find(&mut self, key: u32) -> &[(u32, u32)] {
        if self.sorted < self.entries.len() {
            // The stable sort makes use of what is in order.
            #[allow(clippy::stable_sort_primitive)]
            self.entries.sort();
            self.sorted = self.entries.len();
        }
        let start = self.entries.partition_point(|entry| entry.0 < key);
        let same = self.entries[start..].partition_point(|entry| entry.0 == key);
        &self.entries[start..start + same]
    }
}

//! What stays of all records, laid out in blocks: the band keys band by band, so that one band is read in runs.

use super::Fingerprint;
use super::worker::Worker;
use crate::channels::{KeyBlock, Keys, TitleOutline};
use crate::ids::{index, number};
use crate::verify::Outline;

/// Records of one block.
pub const BLOCK: usize = 1024;

/// What stays of all records.
#[derive(Debug)]
pub struct Fingerprints {
    /// One for each record.
    pub records: Vec<Fingerprint>,
    /// The keys of the other channels; empty unless all evidence counts.
    pub named: Keys,
    /// What shows that two titles share next to nothing; empty unless all evidence counts.
    pub titles: Vec<TitleOutline>,
    keys: Vec<u64>,
    outlines: Vec<Outline>,
    bands: usize,
}

impl Fingerprints {
    /// The key of a record in a band; meaningless for records that are not compared by text.
    #[inline]
    pub fn key(&self, record: u32, band: usize) -> u64 {
        self.keys[self.place(record, band)]
    }

    #[inline]
    fn place(&self, record: u32, band: usize) -> usize {
        let (block, place) = (index(record) / BLOCK, index(record) % BLOCK);
        (block * self.bands + band) * BLOCK + place
    }

    /// What proves of two records, compared by text, that they cannot match.
    #[inline]
    pub fn outline(&self, record: u32) -> &Outline {
        &self.outlines[index(record)]
    }

    /// The outlines of two records, if abstracts are sketched.
    pub fn outlines(&self, a: u32, b: u32) -> Option<(&Outline, &Outline)> {
        self.outlines.get(index(a)).zip(self.outlines.get(index(b)))
    }

    /// Gives records what was found of the first that says the same.
    pub(super) fn repeat(&mut self, firsts: Vec<u32>) {
        for (record, &first) in (0..).zip(&firsts).filter(|(record, first)| record != *first) {
            let (to, from) = (index(record), index(first));
            self.records[to] = self.records[from];
            if let Some(&outline) = self.outlines.get(from) {
                self.outlines[to] = outline;
            }
            if let Some(&title) = self.titles.get(from) {
                self.titles[to] = title;
            }
            for band in 0..self.bands {
                let (to, from) = (self.place(record, band), self.place(first, band));
                self.keys[to] = self.keys[from];
            }
        }
        self.named.repeat(firsts);
    }

    /// Frees what only pairing needs.
    pub fn drop_keys(&mut self) {
        self.keys = Vec::new();
        self.titles = Vec::new();
        self.named = Keys::default();
    }
}

/// The places of one block of records.
pub struct Block<'a> {
    pub records: &'a mut [Fingerprint],
    titles: &'a mut [TitleOutline],
    named: Option<&'a mut KeyBlock>,
    keys: &'a mut [u64],
    outlines: &'a mut [Outline],
}

impl Fingerprints {
    /// Room for so many records, of which so many have keys in the other channels.
    pub(super) fn new(records: usize, bands: usize, told: usize) -> Self {
        let sketched = if bands == 0 { 0 } else { records };
        let outlined = sketched.max(told);
        Self {
            records: vec![Fingerprint::default(); records],
            named: Keys::new(told, BLOCK),
            titles: vec![TitleOutline::default(); told],
            keys: vec![0; sketched.div_ceil(BLOCK) * BLOCK * bands],
            outlines: vec![Outline::default(); outlined],
            bands,
        }
    }

    /// Their blocks, each for one thread.
    pub(super) fn blocks(&mut self) -> Vec<Block<'_>> {
        let mut keys = self.keys.chunks_mut((BLOCK * self.bands).max(1));
        let mut outlines = self.outlines.chunks_mut(BLOCK);
        let mut titles = self.titles.chunks_mut(BLOCK);
        let mut named = self.named.blocks.iter_mut();
        let block = |records| Block {
            records,
            titles: titles.next().unwrap_or_default(),
            named: named.next(),
            keys: keys.next().unwrap_or_default(),
            outlines: outlines.next().unwrap_or_default(),
        };
        self.records.chunks_mut(BLOCK).map(block).collect()
    }
}

impl Block<'_> {
    /// Keeps what the worker found beside the fingerprint.
    pub fn keep(&mut self, place: usize, worker: &mut Worker<'_>) {
        if let Some(outline) = worker.outline.take() {
            self.outlines[place] = outline;
            let keys = worker.keys.iter().enumerate();
            keys.for_each(|(band, &key)| self.keys[band * BLOCK + place] = key);
        }
        if let Some(named) = &mut self.named {
            self.titles[place] = worker.named.outline;
            named.keys.append(&mut worker.named.keys);
        }
    }

    /// Ends the keys of a record.
    pub fn end(&mut self) {
        if let Some(named) = &mut self.named {
            named.ends.push(number(named.keys.len()));
        }
    }
}

//! The driver of `verify`: candidate pairs in batches, each text shingled about once.

use std::ops::Range;

use rayon::prelude::*;

use super::batches::Batches;
use crate::cluster::Match;
use crate::error::Result;
use crate::normalize::Normalizer;
use crate::parallel::Control;
use crate::params::Params;
use crate::records::{Field, Records};
use crate::shingle::{Shingler, Shingling};
use crate::verify::Table;

/// Compares candidate pairs exactly and keeps the matches.
pub fn verify(
    records: &impl Records,
    params: &Params,
    control: &Control,
    pairs: Vec<(u32, u32)>,
) -> Result<Vec<Match>> {
    let batches = Batches::of(pairs, records.len());
    let matches = batches.par_iter().map_init(Verifier::default, |verifier, batch| {
        control.advance(batch.len())?;
        Ok(verifier.verify(records, batch, params.shingling, params.threshold))
    });
    let mut matches = matches.collect::<Result<Vec<_>>>()?.concat();
    matches.par_sort_unstable_by_key(|edge| (edge.a, edge.b));
    Ok(matches)
}

/// The buffers of one thread.
#[derive(Default)]
struct Verifier {
    /// The set that others are compared with, and one to find repeats by.
    first: Table,
    second: Table,
    sets: Sets,
}

impl Verifier {
    fn verify(
        &mut self,
        records: &impl Records,
        batch: &[(u32, u32)],
        shingling: Shingling,
        threshold: f64,
    ) -> Vec<Match> {
        let Self { first, second, sets } = self;
        sets.begin(batch);
        let mut matches = Vec::new();
        for pairs in batch.chunk_by(|x, y| x.0 == y.0) {
            let a = pairs[0].0;
            if !sets.read(records, a, shingling, first) {
                first.set(sets.of(a));
            }
            for &(_, b) in pairs {
                sets.read(records, b, shingling, second);
                let overlap = first.overlap(sets.of(b));
                if overlap.jaccard() >= threshold {
                    matches.push(Match::by_text(a.min(b), a.max(b), overlap));
                }
            }
        }
        matches
    }
}

/// The shingles of the texts of a batch, each set made when it is first asked for: then it is in the cache.
#[derive(Default)]
struct Sets {
    normalizer: Normalizer,
    shingler: Shingler,
    /// The texts, ascending, and where the members of each are; nowhere before it is read.
    texts: Vec<u32>,
    places: Vec<Range<usize>>,
    members: Vec<u64>,
}

impl Sets {
    /// Takes the texts of a batch, none of them read.
    fn begin(&mut self, batch: &[(u32, u32)]) {
        self.texts.clear();
        self.texts.extend(batch.iter().flat_map(|&(a, b)| [a, b]));
        self.texts.sort_unstable();
        self.texts.dedup();
        self.places.clear();
        self.places.resize(self.texts.len(), 0..0);
        self.members.clear();
    }

    /// Shingles a text, and leaves its set in the table; `false`, and nothing done, if it was shingled before.
    fn read(
        &mut self,
        records: &impl Records,
        text: u32,
        shingling: Shingling,
        table: &mut Table,
    ) -> bool {
        let place = self.place(text);
        if !self.places[place].is_empty() {
            return false;
        }
        let words = self.normalizer.words(records.field(text, Field::Abstract));
        let start = self.members.len();
        table.fill(self.shingler.shingles(words, shingling), &mut self.members);
        self.places[place] = start..self.members.len();
        true
    }

    /// The members of a text that was read.
    fn of(&self, text: u32) -> &[u64] {
        &self.members[self.places[self.place(text)].clone()]
    }

    fn place(&self, text: u32) -> usize {
        self.texts.partition_point(|&other| other < text)
    }
}

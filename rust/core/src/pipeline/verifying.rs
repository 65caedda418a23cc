//! The driver of `verify`: candidate pairs in batches, each text shingled about once.

use rayon::prelude::*;

use crate::cluster::{Match, UnionFind};
use crate::error::Result;
use crate::ids::index;
use crate::normalize::Normalizer;
use crate::parallel::Control;
use crate::params::{Params, Shingling};
use crate::records::{Field, Records};
use crate::shingle::Shingler;
use crate::verify::Table;

/// Pairs compared by one task: enough that the texts of a cluster are shingled once, few enough to stay in the cache.
pub const BATCH: usize = 4096;

/// Compares candidate pairs exactly and keeps the matches. Pairs of one component stand together, so that the shingles
/// of a text are computed about once.
pub fn verify(
    records: &impl Records,
    params: &Params,
    control: &Control,
    pairs: Vec<(u32, u32)>,
) -> Result<Vec<Match>> {
    let pairs = by_component(pairs, records.len());
    let batches = pairs.par_chunks(BATCH).map_init(Verifier::default, |verifier, batch| {
        control.advance(batch.len())?;
        Ok(verifier.verify(records, batch, params.shingling, params.threshold))
    });
    let mut matches = batches.collect::<Result<Vec<_>>>()?.concat();
    matches.par_sort_unstable_by_key(|edge| (edge.a, edge.b));
    Ok(matches)
}

/// Puts the pairs of a component side by side, those of a text with few pairs before those of its next, so that a batch
/// holds a few texts and the many that all of them are compared with: a crowd of near-duplicates around a few founders.
pub fn by_component(pairs: Vec<(u32, u32)>, records: usize) -> Vec<(u32, u32)> {
    let mut sets = UnionFind::new(records);
    let mut degrees = vec![0u32; records];
    for &(a, b) in &pairs {
        sets.union(a, b);
        degrees[index(a)] += 1;
        degrees[index(b)] += 1;
    }
    let fewer_first = |(a, b): (u32, u32)| {
        if (degrees[index(a)], a) <= (degrees[index(b)], b) { (a, b) } else { (b, a) }
    };
    let keyed = |pair| {
        let (few, many) = fewer_first(pair);
        (sets.find(few), few, many)
    };
    let mut keyed: Vec<(u32, u32, u32)> = pairs.into_iter().map(keyed).collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(_, few, many)| (few, many)).collect()
}

/// The buffers of one thread.
#[derive(Default)]
struct Verifier {
    normalizer: Normalizer,
    shingler: Shingler,
    table: Table,
    members: Vec<u64>,
    ends: Vec<usize>,
    texts: Vec<u32>,
}

impl Verifier {
    fn verify(
        &mut self,
        records: &impl Records,
        batch: &[(u32, u32)],
        shingling: Shingling,
        threshold: f64,
    ) -> Vec<Match> {
        self.shingle(records, batch, shingling);
        let mut matches = Vec::new();
        for pairs in batch.chunk_by(|x, y| x.0 == y.0) {
            let a = pairs[0].0;
            let range = self.range(a);
            self.table.set(&self.members[range]);
            for &(_, b) in pairs {
                let overlap = self.table.overlap(&self.members[self.range(b)]);
                let jaccard = overlap.jaccard();
                if jaccard >= threshold {
                    matches.push(Match::by_text(a.min(b), a.max(b), overlap));
                }
            }
        }
        matches
    }

    /// Shingles every text of the batch once.
    fn shingle(&mut self, records: &impl Records, batch: &[(u32, u32)], shingling: Shingling) {
        self.texts.clear();
        self.texts.extend(batch.iter().flat_map(|&(a, b)| [a, b]));
        self.texts.sort_unstable();
        self.texts.dedup();
        self.members.clear();
        self.ends.clear();
        for &text in &self.texts {
            let words = self.normalizer.words(records.field(text, Field::Abstract));
            self.table.fill(self.shingler.shingles(words, shingling), &mut self.members);
            self.ends.push(self.members.len());
        }
    }

    fn range(&self, text: u32) -> std::ops::Range<usize> {
        let place = self.texts.partition_point(|&other| other < text);
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[place]
    }
}

//! Candidate pairs in batches, each for one thread: a text or record is read once in a batch.

use rayon::prelude::*;

use crate::cluster::UnionFind;
use crate::ids::index;

/// A batch has at least so many pairs, where there are: the buffers of a few hundred texts stay in the second-level
/// cache, which makes comparing them a twentieth faster than those of thousands (78 to 74 ms for 20,000 pairs).
const LEAST: usize = 256;

/// A component of more pairs is cut: fewer cuts would leave threads idle, more would read its texts more often.
const MOST: usize = 4096;

/// Pairs, those of one component side by side, cut between components where these are not too large.
pub struct Batches {
    pairs: Vec<(u32, u32)>,
    /// Where each batch ends.
    ends: Vec<usize>,
}

impl Batches {
    /// Puts the pairs of a component side by side, those of a text with few pairs before those of its next, so that a
    /// batch holds a few texts and the many that all of them are compared with: a crowd of near-duplicates around a few
    /// founders.
    pub fn of(pairs: Vec<(u32, u32)>, records: usize) -> Self {
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
        let ends = ends(keyed.iter().map(|pair| pair.0));
        Self { pairs: keyed.into_iter().map(|(_, few, many)| (few, many)).collect(), ends }
    }

    /// The batches.
    pub fn par_iter(&self) -> impl IndexedParallelIterator<Item = &[(u32, u32)]> {
        (0..self.ends.len()).into_par_iter().map(|batch| {
            let start = batch.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.pairs[start..self.ends[batch]]
        })
    }
}

/// Where batches end, from the component of each pair.
fn ends(components: impl Iterator<Item = u32>) -> Vec<usize> {
    let (mut ends, mut start, mut pairs, mut last) = (Vec::new(), 0, 0, None);
    for component in components {
        let taken = pairs - start;
        if taken == MOST || taken >= LEAST && last != Some(component) {
            ends.push(pairs);
            start = pairs;
        }
        last = Some(component);
        pairs += 1;
    }
    ends.extend((pairs > start).then_some(pairs));
    ends
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_pair_is_in_one_batch(pairs in prop::collection::btree_set((0u32..400, 0u32..400), 0..2000)) {
            let pairs: BTreeSet<(u32, u32)> = pairs.into_iter().filter(|(a, b)| a < b).collect();
            let batches = Batches::of(pairs.iter().copied().collect(), 400);
            let batched: Vec<&[(u32, u32)]> = batches.par_iter().collect();
            prop_assert!(batched.iter().all(|batch| !batch.is_empty() && batch.len() <= MOST));
            let mut all: Vec<(u32, u32)> =
                batched.concat().into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
            all.sort_unstable();
            prop_assert_eq!(all, pairs.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn batches_end_with_components_and_large_components_are_cut() {
        let small = (0..200).flat_map(|component| [component; 3]);
        assert_eq!(ends(small), [258, 516, 600]);
        assert_eq!(ends(std::iter::repeat_n(7, 5000)), [4096, 5000]);
        assert_eq!(ends(std::iter::empty()), [0; 0]);
    }
}

//! Exact similarity join: every pair of sets with Jaccard similarity at or above a threshold, found without sketches.
//!
//! Prefix filter (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007): with the members of every set ordered from
//! rare to frequent, two sets of similarity t share a member within the first |x| − ⌈t·|x|⌉ + 1 of each. Position and
//! length filters as in PPJoin (Xiao, Wang, Lin, Yu 2008). Members that occur once can match nothing: they are counted
//! in the size of a set and not kept, which leaves a tenth of the members of real abstracts.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::error::Result;
use crate::ids::{index, number, real};
use crate::pair::{Entry, group};
use crate::parallel::Control;
use crate::verify::Overlap;

/// Sets looked up by one task.
const CHUNK: usize = 64;

/// Sets of members that occur in more than one set, as ranks from rare to frequent.
struct Ranked {
    /// Ranks of all sets, one after the other, ascending in each.
    ranks: Vec<u32>,
    /// Where each set starts.
    starts: Vec<usize>,
    /// Size of each set, with the members that occur once.
    sizes: Vec<usize>,
    /// Number of different ranks.
    count: usize,
}

impl Ranked {
    fn set(&self, item: u32) -> &[u32] {
        &self.ranks[self.starts[index(item)]..self.starts[index(item) + 1]]
    }

    fn size(&self, item: u32) -> usize {
        self.sizes[index(item)]
    }

    /// Members of the set that occur once; being rarest, they come first.
    fn alone(&self, item: u32) -> usize {
        self.size(item) - self.set(item).len()
    }

    /// The part of the prefix that is kept, for a prefix of so many members.
    fn prefix(&self, item: u32, length: usize) -> &[u32] {
        let kept = length.saturating_sub(self.alone(item));
        &self.set(item)[..kept.min(self.set(item).len())]
    }
}

/// A pair of sets by their positions in the input, with their overlap.
pub type Joined = (u32, u32, Overlap);

/// All pairs of sets with Jaccard similarity of at least `threshold`; `None` if there are more than `most`. Sets are given
/// without repeats; empty ones match nothing.
///
/// # Errors
/// [`crate::error::Error::Cancelled`].
pub fn join(
    sets: &[Vec<u64>],
    threshold: f64,
    most: usize,
    control: &Control,
) -> Result<Option<Vec<Joined>>> {
    let ranked = rank(sets);
    let mut by_size: Vec<u32> =
        (0..number(sets.len())).filter(|&item| !ranked.set(item).is_empty()).collect();
    by_size.sort_unstable_by_key(|&item| (ranked.size(item), item));
    let postings = Postings::new(&ranked, &by_size, threshold);
    let count = AtomicUsize::new(0);
    let chunks = by_size.par_chunks(CHUNK).map_init(
        || vec![0u32; sets.len()],
        |counts, items| {
            control.advance(items.len())?;
            let mut found = Vec::new();
            for &item in items {
                let probe = Probe::new(&ranked, &postings, threshold, item, counts);
                found.append(&mut probe.matches());
            }
            let before = count.fetch_add(found.len(), Ordering::Relaxed);
            Ok((before + found.len() <= most).then_some(found))
        },
    );
    let found = chunks.collect::<Result<Option<Vec<_>>>>()?;
    Ok(found.map(|found| {
        let mut found = found.concat();
        found.par_sort_unstable_by_key(|&(a, b, _)| (a, b));
        found
    }))
}

/// Orders all members from rare to frequent, drops those that occur once.
fn rank(sets: &[Vec<u64>]) -> Ranked {
    let mut entries: Vec<Entry> = Vec::with_capacity(sets.iter().map(Vec::len).sum());
    for (set, item) in sets.iter().zip(0..) {
        entries.extend(set.iter().map(|&member| (member, item)));
    }
    group(&mut entries, &mut Vec::new());
    let mut shared: Vec<&[Entry]> = crate::pair::buckets(&entries).collect();
    shared.sort_unstable_by_key(|run| (run.len(), run[0].0));
    let mut starts = vec![0; sets.len() + 1];
    shared.iter().copied().flatten().for_each(|entry| starts[index(entry.1) + 1] += 1);
    (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
    let mut ends = starts.clone();
    let mut ranks = vec![0; starts[sets.len()]];
    for (run, rank) in shared.iter().zip(0..) {
        for &(_, item) in *run {
            ranks[ends[index(item)]] = rank;
            ends[index(item)] += 1;
        }
    }
    Ranked { ranks, starts, sizes: sets.iter().map(Vec::len).collect(), count: shared.len() }
}

/// For each rank, the sets that have it in their prefix, from small to large.
struct Postings {
    starts: Vec<usize>,
    items: Vec<Posting>,
    /// Place of each set in the order of sizes.
    places: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Posting {
    item: u32,
    /// Place of the rank in the set, members that occur once included.
    position: u32,
}

impl Postings {
    fn new(ranked: &Ranked, by_size: &[u32], threshold: f64) -> Self {
        let prefix = |item: u32| ranked.prefix(item, indexing_prefix(ranked.size(item), threshold));
        let mut starts = vec![0; ranked.count + 1];
        by_size
            .iter()
            .flat_map(|&item| prefix(item))
            .for_each(|&rank| starts[index(rank) + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut ends = starts.clone();
        let mut items = vec![Posting::default(); starts[ranked.count]];
        let mut places = vec![0; ranked.sizes.len()];
        for (&item, place) in by_size.iter().zip(0..) {
            places[index(item)] = place;
            for (&rank, position) in prefix(item).iter().zip(ranked.alone(item)..) {
                items[ends[index(rank)]] = Posting { item, position: number(position) };
                ends[index(rank)] += 1;
            }
        }
        Self { starts, items, places }
    }
}

/// Looks one set up among those before it in the order of sizes.
struct Probe<'a> {
    ranked: &'a Ranked,
    postings: &'a Postings,
    threshold: f64,
    item: u32,
    /// Members met in each other set; all zero before and after.
    counts: &'a mut [u32],
    candidates: Vec<u32>,
}

impl<'a> Probe<'a> {
    const fn new(
        ranked: &'a Ranked,
        postings: &'a Postings,
        threshold: f64,
        item: u32,
        counts: &'a mut [u32],
    ) -> Self {
        Self { ranked, postings, threshold, item, counts, candidates: Vec::new() }
    }

    /// The matches of the set.
    fn matches(mut self) -> Vec<Joined> {
        self.meet_all();
        let (ranked, item) = (self.ranked, self.item);
        let verified = self.candidates.iter().filter_map(|&other| {
            self.counts[index(other)] = 0;
            let overlap = overlap(ranked, other, item);
            let pair =
                if other < item { (other, item, overlap) } else { (item, other, swapped(overlap)) };
            (overlap.jaccard() >= self.threshold).then_some(pair)
        });
        verified.collect()
    }

    fn meet_all(&mut self) {
        let (ranked, postings, item) = (self.ranked, self.postings, self.item);
        let size = ranked.size(item);
        let least = needed(self.threshold, size);
        let before = |posting: &&Posting| {
            postings.places[index(posting.item)] < postings.places[index(item)]
        };
        for (&rank, position) in
            ranked.prefix(item, size - least + 1).iter().zip(ranked.alone(item)..)
        {
            let list =
                &postings.items[postings.starts[index(rank)]..postings.starts[index(rank) + 1]];
            let from = list.partition_point(|posting| ranked.size(posting.item) < least);
            list[from..]
                .iter()
                .take_while(before)
                .for_each(|posting| self.meet(position, *posting));
        }
    }

    /// Notes that both sets have a member at these positions, unless what follows is too little.
    fn meet(&mut self, position: usize, posting: Posting) {
        let other = posting.item;
        let (size, other_size) = (self.ranked.size(self.item), self.ranked.size(other));
        let first = self.counts[index(other)] == 0;
        let rest = (size - position).min(other_size - index(posting.position));
        if first && rest < needed_overlap(self.threshold, size, other_size) {
            return;
        }
        self.candidates.extend(first.then_some(other));
        self.counts[index(other)] += 1;
    }
}

/// The smallest whole number that is at least `value`, safe against rounding just above a whole number.
fn at_least(value: f64) -> usize {
    (value - 1e-9).ceil().max(1.0) as usize
}

/// The smallest size of a set that can match one of this size; also the overlap it needs at least.
fn needed(threshold: f64, size: usize) -> usize {
    at_least(threshold * real(size)).min(size)
}

/// The overlap that makes two sets of these sizes match.
fn needed_overlap(threshold: f64, first: usize, second: usize) -> usize {
    at_least(threshold / (1.0 + threshold) * real(first + second))
}

/// Members to index: a later set is at least as large, so a shorter prefix is enough.
fn indexing_prefix(size: usize, threshold: f64) -> usize {
    (size + 1).saturating_sub(needed_overlap(threshold, size, size))
}

fn swapped(overlap: Overlap) -> Overlap {
    Overlap { shared: overlap.shared, first: overlap.second, second: overlap.first }
}

/// The exact overlap, by merging.
fn overlap(ranked: &Ranked, first: u32, second: u32) -> Overlap {
    let (one, two) = (ranked.set(first), ranked.set(second));
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < one.len() && j < two.len() {
        let (x, y) = (one[i], two[j]);
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    Overlap { shared, first: ranked.size(first), second: ranked.size(second) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shingle::to_set;

    fn brute(sets: &[Vec<u64>], threshold: f64) -> Vec<Joined> {
        let all = (0..sets.len()).flat_map(|a| (a + 1..sets.len()).map(move |b| (a, b)));
        all.map(|(a, b)| (number(a), number(b), crate::verify::overlap(&sets[a], &sets[b])))
            .filter(|pair| pair.2.jaccard() >= threshold)
            .collect()
    }

    proptest! {
        #[test]
        fn the_join_finds_every_pair_and_no_other(
            mut sets in prop::collection::vec(prop::collection::vec(0u64..25, 0..14), 0..30),
            threshold in prop_oneof![Just(1.0), Just(0.5), Just(0.7), Just(2.0 / 3.0), 0.05f64..1.0],
        ) {
            sets.iter_mut().for_each(to_set);
            let found = join(&sets, threshold, usize::MAX, &Control::default()).expect("not cancelled");
            let expected = brute(&sets, threshold);
            if let Some(most) = expected.len().checked_sub(1) {
                prop_assert_eq!(join(&sets, threshold, most, &Control::default()), Ok(None));
            }
            prop_assert_eq!(found, Some(expected));
        }
    }
}

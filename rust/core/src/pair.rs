//! Equal keys to buckets, and buckets to candidate pairs, in time linear in the input whatever the input is.
//!
//! Two texts that meet in a bucket are candidates unless `plausible` proves that they cannot match, which takes 10 ns. A
//! bucket of up to `REACH · cap` texts is paired all with all, as long as that gives no more than `cap / 2` candidates a
//! text. In another each text is paired with the first `cap / 2` in canonical order, for founders are among these; then the
//! bucket is split by the keys of the next bands, so that texts which agree more stay together, and what is too large after
//! `DEPTH` splits is paired with the `cap / 8` neighbours before each text. Pairs left out are counted.

use rayon::prelude::*;

use crate::error::Result;
use crate::parallel::Control;

/// A key and the record that has it.
pub type Entry = (u64, u32);

/// A bucket of more than so many caps is hot, whatever is in it.
const REACH: usize = 32;

/// How often a hot bucket is split by a deeper key.
const DEPTH: usize = 3;

/// Bits of one pass of the radix sort: 2,048 counters stay in the first-level cache.
const DIGIT: u32 = 11;

/// Brings equal keys together: a radix sort on as many leading bits as tell the entries apart, and a small sort in the
/// few runs where these agree. Keys are hashes, so their leading bits are uniform; equal keys keep the order of records.
pub fn group(entries: &mut Vec<Entry>, spare: &mut Vec<Entry>) {
    let bits = (entries.len().max(1).ilog2() + 1).next_multiple_of(DIGIT);
    let shift = u64::BITS - bits;
    spare.clear();
    spare.resize(entries.len(), (0, 0));
    for pass in 0..bits / DIGIT {
        scatter(entries, spare, shift + pass * DIGIT);
        std::mem::swap(entries, spare);
    }
    for run in entries.chunk_by_mut(|a, b| a.0 >> shift == b.0 >> shift) {
        if run.len() > 1 && run.iter().any(|entry| entry.0 != run[0].0) {
            run.sort_unstable();
        }
    }
}

/// One stable pass on the digit at `shift`.
fn scatter(from: &[Entry], to: &mut [Entry], shift: u32) {
    let digit = |entry: &Entry| (entry.0 >> shift) as usize & ((1 << DIGIT) - 1);
    let mut places = [0usize; 1 << DIGIT];
    from.iter().for_each(|entry| places[digit(entry)] += 1);
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    for entry in from {
        let place = &mut places[digit(entry)];
        to[*place] = *entry;
        *place += 1;
    }
}

/// The buckets of grouped entries: runs of two or more equal keys.
pub fn buckets(grouped: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    grouped.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1)
}

/// Pairs to verify, and what was left out.
#[derive(Debug, Default)]
pub struct Candidates {
    /// Distinct pairs of record numbers, the smaller first, ascending.
    pub pairs: Vec<(u32, u32)>,
    /// How often two texts met in a bucket.
    pub meetings: u64,
    /// Buckets with more texts, or more candidates, than are paired all with all.
    pub hot_buckets: u64,
    /// Pairs of such buckets that were not proposed there (they may have met in another band).
    pub pairs_cut: u64,
    /// Pairs after repeats were last dropped.
    kept: usize,
}

/// Pairs that may be held before repeats are dropped for the first time.
const MANY: usize = 1 << 22;

impl Candidates {
    fn distinct(&mut self) {
        self.pairs.par_sort_unstable();
        self.pairs.dedup();
    }

    fn merge(mut self, mut other: Self) -> Self {
        self.pairs.append(&mut other.pairs);
        self.kept = self.kept.max(other.kept);
        if self.pairs.len() > 2 * self.kept.max(MANY) {
            self.distinct();
            self.kept = self.pairs.len();
        }
        self.meetings += other.meetings;
        self.hot_buckets += other.hot_buckets;
        self.pairs_cut += other.pairs_cut;
        self
    }
}

/// What pairing needs to know of the texts.
pub struct Keys<'a, K, O, P> {
    /// The texts to pair.
    pub items: &'a [u32],
    /// Number of bands.
    pub bands: usize,
    /// The key of a text in a band.
    pub key: K,
    /// The place of a text in canonical order.
    pub order: O,
    /// Whether two texts that met can match at all.
    pub plausible: P,
    /// Twice the candidates that a bucket may give for each of its texts.
    pub cap: usize,
}

impl<K, O, P, R> Keys<'_, K, O, P>
where
    K: Fn(u32, usize) -> u64 + Sync,
    O: Fn(u32) -> R + Sync,
    P: Fn(u32, u32) -> bool + Sync,
    R: Ord,
{
    /// All pairs that share a bucket in some band.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`].
    pub fn candidates(&self, control: &Control) -> Result<Candidates> {
        let bands = (0..self.bands).into_par_iter().map_init(Default::default, |buffers, band| {
            let found = self.band(band, buffers);
            control.advance(1).map(|()| found)
        });
        let mut all = bands.try_reduce(Candidates::default, |a, b| Ok(a.merge(b)))?;
        all.distinct();
        Ok(all)
    }

    fn band(&self, band: usize, (entries, spare): &mut (Vec<Entry>, Vec<Entry>)) -> Candidates {
        let mut found = Candidates::default();
        entries.clear();
        entries.extend(self.items.iter().map(|&item| ((self.key)(item, band), item)));
        group(entries, spare);
        for bucket in buckets(entries) {
            self.pair(bucket, band, &mut found);
        }
        found
    }

    fn pair(&self, bucket: &[Entry], band: usize, found: &mut Candidates) {
        if self.all_pairs(bucket, found) {
            return;
        }
        let possible = pairs_of(bucket.len());
        let before = found.meetings;
        found.hot_buckets += 1;
        let mut bucket = bucket.to_vec();
        bucket.sort_by_cached_key(|entry| (self.order)(entry.1));
        self.pair_with_firsts(&bucket, found);
        self.split(bucket.split_off(self.cap / 2), band, 1, found);
        found.pairs_cut += possible - (found.meetings - before);
    }

    /// Pairs a hot bucket by the keys of the band `depth` further on.
    fn split(&self, mut bucket: Vec<Entry>, band: usize, depth: usize, found: &mut Candidates) {
        if depth > DEPTH.min(self.bands - 1) {
            self.pair_with_neighbours(bucket, found);
            return;
        }
        let deeper = (band + depth) % self.bands;
        bucket.iter_mut().for_each(|entry| entry.0 = (self.key)(entry.1, deeper));
        bucket.sort_unstable();
        for part in buckets(&bucket) {
            if !self.all_pairs(part, found) {
                self.split(part.to_vec(), band, depth + 1, found);
            }
        }
    }

    /// Takes texts in canonical order.
    fn pair_with_firsts(&self, bucket: &[Entry], found: &mut Candidates) {
        for (place, &(_, item)) in bucket.iter().enumerate() {
            let firsts = &bucket[..place.min(self.cap / 2)];
            firsts.iter().for_each(|&(_, first)| self.meet(first, item, found));
        }
    }

    fn pair_with_neighbours(&self, mut bucket: Vec<Entry>, found: &mut Candidates) {
        bucket.sort_by_cached_key(|entry| (self.order)(entry.1));
        for (place, &(_, item)) in bucket.iter().enumerate() {
            let before = &bucket[place.saturating_sub(self.cap / 8)..place];
            before.iter().for_each(|&(_, neighbour)| self.meet(neighbour, item, found));
        }
    }

    /// Pairs all with all; `false`, and nothing done, if that is too much.
    fn all_pairs(&self, bucket: &[Entry], found: &mut Candidates) -> bool {
        let (pairs, meetings) = (found.pairs.len(), found.meetings);
        let most = pairs + bucket.len() * self.cap / 2;
        if bucket.len() > REACH * self.cap {
            return false;
        }
        for (place, &(_, a)) in bucket.iter().enumerate() {
            bucket[place + 1..].iter().for_each(|&(_, b)| self.meet(a, b, found));
            if found.pairs.len() > most {
                found.pairs.truncate(pairs);
                found.meetings = meetings;
                return false;
            }
        }
        true
    }

    fn meet(&self, a: u32, b: u32, found: &mut Candidates) {
        found.meetings += 1;
        if (self.plausible)(a, b) {
            found.pairs.push((a.min(b), a.max(b)));
        }
    }
}

const fn pairs_of(count: usize) -> u64 {
    let count = count as u64;
    count * (count - 1) / 2
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn grouping_finds_all_equal_keys(keys in prop::collection::vec(prop_oneof![0u64..8, any::<u64>()], 0..300)) {
            let mut entries: Vec<Entry> = keys.iter().copied().zip(0..).collect();
            group(&mut entries, &mut Vec::new());
            let mut expected: Vec<Entry> = keys.iter().copied().zip(0..).collect();
            expected.sort_unstable();
            let found: BTreeSet<Vec<Entry>> = buckets(&entries).map(<[Entry]>::to_vec).collect();
            prop_assert_eq!(found, buckets(&expected).map(<[Entry]>::to_vec).collect());
        }

        #[test]
        fn candidates_are_the_pairs_that_share_a_key(rows in prop::collection::vec([0u64..6, 0u64..6], 0..40)) {
            let items: Vec<u32> = (0..rows.len() as u32).collect();
            let key = |item: u32, band: usize| rows[item as usize][band] << 60 | band as u64;
            let keys = Keys { items: &items, bands: 2, key, order: |item| item, plausible: |_, _| true, cap: 64 };
            let found = keys.candidates(&Control::default()).expect("not cancelled");
            let shares = |a: usize, b: usize| (0..2).any(|band| rows[a][band] == rows[b][band]);
            let expected: Vec<_> = (0..rows.len()).flat_map(|a| (a + 1..rows.len()).map(move |b| (a, b)))
                .filter(|&(a, b)| shares(a, b)).map(|(a, b)| (a as u32, b as u32)).collect();
            prop_assert_eq!(found.pairs, expected);
            prop_assert_eq!(found.pairs_cut, 0);
        }
    }

    #[test]
    fn a_hot_bucket_costs_linear_time_and_counts_what_it_cuts() {
        let items: Vec<u32> = (0..1000).collect();
        let key = |_, band| band as u64;
        let keys = Keys {
            items: &items,
            bands: 5,
            key,
            order: |item| item,
            plausible: |_, _| true,
            cap: 10,
        };
        let found = keys.candidates(&Control::default()).expect("not cancelled");
        assert!(found.pairs.len() <= 1000 * 10 && found.pairs.contains(&(0, 999)));
        assert_eq!(
            (found.hot_buckets, found.pairs_cut),
            (5, 5 * (499_500 - found.pairs.len() as u64))
        );
    }
}

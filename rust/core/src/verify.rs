//! Exact similarity of two shingle sets: what decides, after LSH has proposed.
//!
//! One set is put into a hash table, the other is looked up in it: 0.2 µs for two abstracts, where merging two sorted
//! arrays takes 0.5 µs and sorting them first another 2 µs.

use crate::ids::real;

/// How much two sets of shingles share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Shingles in both.
    pub shared: usize,
    /// Shingles of the first.
    pub first: usize,
    /// Shingles of the second.
    pub second: usize,
}

impl Overlap {
    /// |A ∩ B| / |A ∪ B|; 0 for two empty sets.
    pub fn jaccard(self) -> f64 {
        real(self.shared) / real((self.first + self.second - self.shared).max(1))
    }

    /// |A ∩ B| / min(|A|, |B|); 0 if one is empty.
    pub fn containment(self) -> f64 {
        real(self.shared) / real(self.first.min(self.second).max(1))
    }
}

/// A sketch of a set that can prove, never guess, that two sets are too different: the bitmap filter of Sandes, Teodoro
/// and Melo (2020). Every bit that is set on one side only stands for at least one member that the other side lacks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outline {
    bits: [u64; 4],
    /// Members, repeats included: at least the size of the set.
    members: u32,
}

/// Bytes of an outline.
pub const OUTLINE_BYTES: usize = 36;

impl Outline {
    /// The outline of a set; repeats are allowed.
    pub fn of(shingles: &[u64]) -> Self {
        // One byte for each bit first: stores do not wait for each other, as changes of one of four numbers would.
        let mut seen = [0u8; 256];
        for shingle in shingles {
            seen[(shingle >> 56) as usize] = 1;
        }
        let mut bits = [0; 4];
        for (place, eight) in seen.as_chunks::<8>().0.iter().enumerate() {
            // The product moves the lowest bits of eight bytes side by side to the top.
            let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            bits[place / 8] |= gathered << (place % 8 * 8);
        }
        Self { bits, members: u32::try_from(shingles.len()).unwrap_or(u32::MAX) }
    }

    /// The most that Jaccard similarity and containment of the two sets can be.
    pub fn bounds(&self, other: &Self) -> (f64, f64) {
        let count = |bits: fn(&(&u64, &u64)) -> u32| -> f64 {
            f64::from(self.bits.iter().zip(&other.bits).map(|pair| bits(&pair)).sum::<u32>())
        };
        let differing = count(|(one, two)| (*one ^ *two).count_ones());
        let least = (count(|(one, _)| one.count_ones()), count(|(_, two)| two.count_ones()));
        let most = (f64::from(self.members), f64::from(other.members));
        let both = most.0 + most.1;
        let jaccard = (both - differing) / (both + differing).max(1.0);
        // Shared over |A| is (1 + (|B| - differing) / |A|) / 2, and the smaller set is one of the two.
        let of = |own_least: f64, own_most: f64, other_most: f64| {
            let own = if other_most < differing { own_most } else { own_least };
            f64::midpoint(1.0, (other_most - differing) / own.max(1.0))
        };
        let containment = of(least.0, most.0, most.1).max(of(least.1, most.1, most.0));
        (jaccard.clamp(0.0, 1.0), containment.clamp(0.0, 1.0))
    }

    /// The outline as bytes: the bits, then the number of members, little-endian.
    pub fn to_bytes(&self) -> [u8; OUTLINE_BYTES] {
        let mut bytes = [0; OUTLINE_BYTES];
        for (place, bits) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.bits) {
            *place = bits.to_le_bytes();
        }
        bytes[OUTLINE_BYTES - 4..].copy_from_slice(&self.members.to_le_bytes());
        bytes
    }

    /// The outline again.
    pub fn from_bytes(bytes: &[u8; OUTLINE_BYTES]) -> Self {
        let (eights, rest) = bytes.as_chunks::<8>();
        let mut outline = Self::default();
        for (bits, place) in outline.bits.iter_mut().zip(eights) {
            *bits = u64::from_le_bytes(*place);
        }
        outline.members = rest.first_chunk().map_or(0, |last| u32::from_le_bytes(*last));
        outline
    }

    /// Whether there is no set.
    pub const fn is_empty(&self) -> bool {
        self.members == 0
    }

    /// Whether the Jaccard similarity of the two sets is certainly below the threshold t: it is if they differ in more
    /// than (1 − t) / (1 + t) · (|A| + |B|) members.
    #[inline]
    pub fn rules_out(&self, other: &Self, threshold: f64) -> bool {
        let differing: u32 =
            self.bits.iter().zip(&other.bits).map(|(one, two)| (one ^ two).count_ones()).sum();
        let members = f64::from(self.members) + f64::from(other.members);
        f64::from(differing) > (1.0 - threshold) / (1.0 + threshold) * members + 1e-6
    }
}

/// A set of shingles, made for looking up.
#[derive(Debug, Default)]
pub struct Table {
    slots: Vec<u64>,
    length: usize,
    zero: bool,
}

impl Table {
    /// Replaces the set, and writes its distinct members to `distinct`.
    pub fn fill(&mut self, shingles: &[u64], distinct: &mut Vec<u64>) {
        self.clear(shingles.len());
        distinct.extend(shingles.iter().copied().filter(|&shingle| self.insert(shingle)));
    }

    /// Replaces the set.
    pub fn set(&mut self, shingles: &[u64]) {
        self.clear(shingles.len());
        for &shingle in shingles {
            self.insert(shingle);
        }
    }

    fn clear(&mut self, members: usize) {
        // Three of four slots stay free: with half of them taken, comparing a pair took 1.7 µs instead of 1.4.
        self.slots.clear();
        self.slots.resize((4 * members + 1).next_power_of_two(), 0);
        self.length = 0;
        self.zero = false;
    }

    /// Adds a member; `false` if it was there.
    #[inline]
    fn insert(&mut self, shingle: u64) -> bool {
        if shingle == 0 {
            self.length += usize::from(!self.zero);
            return !std::mem::replace(&mut self.zero, true);
        }
        let slot = self.slot(shingle);
        let new = self.slots[slot] == 0;
        self.slots[slot] = shingle;
        self.length += usize::from(new);
        new
    }

    /// Where a member is, or would be.
    #[inline]
    fn slot(&self, shingle: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = shingle as usize & mask;
        while self.slots[slot] != 0 && self.slots[slot] != shingle {
            slot = (slot + 1) & mask;
        }
        slot
    }

    #[inline]
    fn contains(&self, shingle: u64) -> bool {
        if shingle == 0 { self.zero } else { self.slots[self.slot(shingle)] == shingle }
    }

    /// Number of members.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether the set is empty.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// What this set shares with another, given as distinct members.
    pub fn overlap(&self, distinct: &[u64]) -> Overlap {
        let shared = distinct.iter().filter(|&&shingle| self.contains(shingle)).count();
        Overlap { shared, first: self.length, second: distinct.len() }
    }
}

/// Exact overlap of two texts given by their shingles, repeats allowed.
pub fn overlap(first: &[u64], second: &[u64]) -> Overlap {
    let (mut one, mut two, mut distinct) = (Table::default(), Table::default(), Vec::new());
    one.set(first);
    two.fill(second, &mut distinct);
    one.overlap(&distinct)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn overlap_is_that_of_sets(first in prop::collection::vec(0u64..40, 0..60), second in prop::collection::vec(0u64..40, 0..60)) {
            let (one, two): (BTreeSet<_>, BTreeSet<_>) = (first.iter().collect(), second.iter().collect());
            let expected = Overlap { shared: one.intersection(&two).count(), first: one.len(), second: two.len() };
            prop_assert_eq!(overlap(&first, &second), expected);
        }
    }

    proptest! {
        #[test]
        fn an_outline_never_rules_out_a_match(
            common in prop::collection::vec(any::<u64>(), 0..200),
            rest in prop::collection::vec((any::<u64>(), 0..3u8), 0..60),
            threshold in 0.05f64..=1.0,
        ) {
            let side = |number: u8| {
                let own = rest.iter().filter(move |(_, side)| *side != number).map(|(shingle, _)| *shingle);
                common.iter().copied().chain(own).collect::<Vec<u64>>()
            };
            let (one, two) = (side(0), side(1));
            let matches = overlap(&one, &two).jaccard() >= threshold;
            prop_assert!(!(matches && Outline::of(&one).rules_out(&Outline::of(&two), threshold)));
        }
    }

    proptest! {
        #[test]
        fn the_bounds_of_outlines_hold(
            common in prop::collection::vec(any::<u64>(), 0..60),
            one in prop::collection::vec(any::<u64>(), 0..60),
            two in prop::collection::vec(any::<u64>(), 0..200),
            repeats in 0usize..20,
        ) {
            let side = |own: &[u64]| {
                let again = common.iter().take(repeats);
                common.iter().chain(own).chain(again).copied().collect::<Vec<u64>>()
            };
            let (a, b) = (side(&one), side(&two));
            let (jaccard, containment) = Outline::of(&a).bounds(&Outline::of(&b));
            let exact = overlap(&a, &b);
            prop_assert!(exact.jaccard() <= jaccard + 1e-9, "{exact:?} {jaccard}");
            prop_assert!(exact.containment() <= containment + 1e-9, "{exact:?} {containment}");
        }
    }

    #[test]
    fn an_outline_rules_out_strangers() {
        let set = |seed: u64| {
            (0..120)
                .map(|at| crate::ids::fold(at ^ seed, 0xa076_1d64_78bd_642f))
                .collect::<Vec<_>>()
        };
        assert!(Outline::of(&set(1 << 40)).rules_out(&Outline::of(&set(1 << 41)), 0.7));
    }

    #[test]
    fn empty_sets_share_nothing() {
        assert!(overlap(&[], &[]).jaccard().abs() < f64::EPSILON);
        assert!(overlap(&[], &[1]).containment().abs() < f64::EPSILON);
    }
}

//! Records that say byte for byte what an earlier one says: they are found by a hash of their bytes, and need no reading.
//!
//! Two yearly arXiv listings repeat 43 % of their records so; with the same of them read only once, a search takes two thirds
//! of the time. Where nothing is repeated the hashes cost a few percent. As with content IDs, 128 equal bits are taken for
//! equal bytes (`docs/decisions/repeats-are-read-once.md`).

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::ids::{index, number};
use crate::records::{Field, Records};

/// Records that one task hashes.
const PORTION: usize = 1024;
/// No record.
const NONE: u32 = u32::MAX;

/// For each record the first that says byte for byte the same: itself, if none did before.
pub fn firsts(records: &impl Records) -> Vec<u32> {
    let fields = records.fields();
    let mut hashes = vec![0; records.len()];
    hashes.par_chunks_mut(PORTION).enumerate().for_each(|(portion, hashes)| {
        let mut digests = Vec::new();
        for (place, hash) in hashes.iter_mut().enumerate() {
            *hash = hash_of(records, number(portion * PORTION + place), &fields, &mut digests);
        }
    });
    first_of_each(&hashes)
}

/// The hash of all bytes of a record, field by field.
fn hash_of(records: &impl Records, record: u32, fields: &[Field], digests: &mut Vec<u8>) -> u128 {
    digests.clear();
    for &field in fields {
        let digest = xxh3_128(records.field(record, field).as_bytes());
        digests.extend_from_slice(&digest.to_le_bytes());
    }
    xxh3_128(digests)
}

/// For each hash the place of the first that is equal.
fn first_of_each(hashes: &[u128]) -> Vec<u32> {
    let mut slots = vec![NONE; (hashes.len() * 3 / 2 + 1).next_power_of_two()];
    let mask = slots.len() - 1;
    let first_of = |(place, &hash): (usize, &u128)| {
        let mut slot = hash as usize & mask;
        while slots[slot] != NONE && hashes[index(slots[slot])] != hash {
            slot = (slot + 1) & mask;
        }
        if slots[slot] == NONE {
            slots[slot] = number(place);
        }
        slots[slot]
    };
    hashes.iter().enumerate().map(first_of).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_is_the_first_equal_one(hashes in prop::collection::vec(0u128..20, 0..60)) {
            let first = |hash| hashes.iter().position(|other| other == hash).map(number);
            let expected: Vec<_> = hashes.iter().filter_map(first).collect();
            prop_assert_eq!(first_of_each(&hashes), expected);
        }
    }
}

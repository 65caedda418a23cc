//! Names and numbers: record numbers, content IDs, and every integer conversion of the core.
//!
//! A record number counts the records of all dumps in the order given. It never leaves a run: what a user may keep
//! is the content ID, a hash of what the record says.

use std::fmt;

/// The largest number of records in one run; `u32::MAX` itself stays free as a mark.
pub const MAX_RECORDS: usize = u32::MAX as usize - 1;

/// Widens a record number to an index.
#[inline]
pub const fn index(number: u32) -> usize {
    number as usize
}

/// Narrows an index to a record number. Runs are refused above [`MAX_RECORDS`], so nothing is cut.
#[inline]
pub const fn number(index: usize) -> u32 {
    debug_assert!(index <= u32::MAX as usize);
    index as u32
}

/// The low half of a 64-bit value.
#[inline]
pub const fn low(value: u64) -> u32 {
    value as u32
}

/// The high half of a 64-bit value.
#[inline]
pub const fn high(value: u64) -> u32 {
    (value >> 32) as u32
}

/// A count as a real number; counts here stay far below 2^53.
#[inline]
pub const fn real(count: usize) -> f64 {
    count as f64
}

/// The product of two 64-bit values, its high half XOR its low half (`docs/hashing.md`).
#[inline]
pub const fn fold(a: u64, b: u64) -> u64 {
    let product = (a as u128) * (b as u128);
    (product >> 64) as u64 ^ product as u64
}

/// 120 bits that name the content of a record, written `pd:` and 24 Crockford base32 characters.
///
/// ```
/// use paperdedup_core::ids::ContentId;
/// assert_eq!(ContentId::from_hash(0).to_string(), "pd:000000000000000000000000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(u128);

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of half an ID.
const HALF: usize = 12;

impl ContentId {
    /// Takes the first 120 bits of a 128-bit hash.
    pub const fn from_hash(hash: u128) -> Self {
        Self(hash >> 8)
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of each half one number, written at once: a third of the time that 24 characters one by one take.
        let mut text = *b"pd:------------------------";
        let halves = [(self.0 >> (5 * HALF)) as u64, self.0 as u64];
        for (half, digits) in halves.into_iter().zip(text[3..].chunks_mut(HALF)) {
            for (place, digit) in digits.iter_mut().rev().enumerate() {
                *digit = CROCKFORD[(half >> (5 * place)) as usize & 31];
            }
        }
        out.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ids_sort_as_their_text() {
        let mut ids: Vec<_> =
            (1..200u128).map(|i| ContentId::from_hash(i.wrapping_pow(37) << 9)).collect();
        let mut texts: Vec<_> = ids.iter().map(ToString::to_string).collect();
        ids.sort_unstable();
        texts.sort_unstable();
        assert_eq!(ids.iter().map(ToString::to_string).collect::<Vec<_>>(), texts);
        assert!(texts.iter().all(|text| text.len() == 27));
    }

    #[test]
    fn fold_mixes_both_halves() {
        assert_eq!(fold(u64::MAX, u64::MAX), (u64::MAX - 1) ^ 1);
        assert_eq!(fold(3, 5), 15);
    }
}

//! What records are found under: keys, of which the first bits of a hash are kept.

/// Bits of a key that are kept.
pub const KEY_BITS: u32 = 40;

/// A kind of key, and its hash: two of different channels never mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which evidence: a text band, a title, an identifier, … The numbers are the driver's.
    pub channel: u8,
    /// The hash, 64 good bits.
    pub hash: u64,
}

impl Key {
    /// What is kept of it: the first bits of the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
    pub const fn kept(self) -> u64 {
        let step = (self.channel as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.hash.wrapping_add(step);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) >> (u64::BITS - KEY_BITS)
    }
}

/// A record that may have a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Place of the key among those asked for.
    pub key: u32,
    /// The record.
    pub record: u32,
}

//! The profile of a record as bytes: enough to dismiss most of what keys find, and to see who says the same.

use crate::channels::{Issued, NARROW_TITLE_BYTES, TitleOutline};
use crate::fingerprint::Fingerprint;
use crate::ids::{fold, high, low};
use crate::pipeline::glance::Outlines;
use crate::store::Key;
use crate::text::Basis;
use crate::verify::{OUTLINE_BYTES, Outline};

/// What is at hand of a record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Profile {
    /// Equal in records that say the same.
    pub same: u64,
    /// What it is compared by.
    pub basis: Basis,
    /// When and where it appeared.
    pub issued: Issued,
    /// The words of its title.
    pub title: TitleOutline,
    /// The shingles of its abstract.
    pub outline: Outline,
}

/// Bytes of what every record has; of the last, the lowest bits are its basis.
const HEAD: usize = 9;
const BASIS_BITS: u32 = u8::BITS - Issued::BITS;

/// Channels of keys that are no evidence: what a record says, where it stands, the id it came with. Names have the last.
const SAME: u8 = 252;
const PLACE: u8 = 253;
const OWN_ID: u8 = 254;

const SEED: u64 = 0xa076_1d64_78bd_642f;

impl Profile {
    /// Of a fingerprint.
    pub fn new(fingerprint: &Fingerprint, title: TitleOutline, outline: Outline) -> Self {
        // Records that say nothing are one with none, but share names with those of the same content.
        let hash = match fingerprint.basis {
            Basis::Nothing => fingerprint.content,
            _ => fingerprint.same,
        };
        let basis = fingerprint.basis;
        let halves = ((hash >> 64) as u64 ^ basis as u64, hash as u64);
        let same = fold(halves.0 ^ SEED, halves.1);
        Self { same, basis, issued: fingerprint.issued, title, outline }
    }

    /// As bytes; a record that is no item has no keys, and needs no outlines.
    pub fn pack(&self, is_item: Item) -> Vec<u8> {
        let mut bytes = self.same.to_le_bytes().to_vec();
        bytes.push(self.basis as u8 | self.issued.to_bits() << BASIS_BITS);
        if is_item == Item::Itself {
            bytes.extend_from_slice(&self.title.to_bytes());
            if self.basis == Basis::Text {
                bytes.extend_from_slice(&self.outline.to_bytes());
            }
        }
        bytes
    }

    /// The profile again; `None` if these bytes are none.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let same = u64::from_le_bytes(*bytes.first_chunk()?);
        let bases: [Basis; 1 << BASIS_BITS] =
            [Basis::Nothing, Basis::Text, Basis::Title, Basis::Content];
        let &mixed = bytes.get(HEAD - 1)?;
        let basis = bases[usize::from(mixed) % bases.len()];
        let issued = Issued::from_bits(mixed >> BASIS_BITS);
        let rest = bytes.get(HEAD..)?;
        let of_text = if basis == Basis::Text { OUTLINE_BYTES } else { 0 };
        let (title, rest) = rest.split_at(rest.len().saturating_sub(of_text));
        let title = match title.len() {
            NARROW_TITLE_BYTES => title.first_chunk().map(TitleOutline::from_narrow),
            _ => title.first_chunk().map(TitleOutline::from_bytes),
        };
        let title = title.unwrap_or_default();
        let outline = rest.first_chunk::<OUTLINE_BYTES>();
        let outline = outline.map(Outline::from_bytes).unwrap_or_default();
        Some(Self { same, basis, issued, title, outline })
    }

    /// What dismisses most of what keys find.
    pub const fn outlines(&self) -> Outlines<'_> {
        Outlines { title: self.title, text: &self.outline, issued: self.issued }
    }

    /// The key under which records that say the same are found.
    pub const fn key(&self) -> Key {
        Key { channel: SAME, hash: self.same }
    }
}

/// Whether a record is an item or repeats one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// It is the first that says this.
    Itself,
    /// Another was first.
    Another,
}

/// The key of a place in a dump.
pub const fn place_key(dump: u32, position: u64) -> Key {
    let mixed = position ^ (low(position) as u64) << 32 ^ high(position) as u64;
    Key { channel: PLACE, hash: fold(mixed ^ SEED, dump as u64 ^ 0x9e37_79b9_7f4a_7c15) }
}

/// The key of the id that a record came with, whatever blanks are around it.
pub fn own_id_key(id: &str) -> Key {
    Key { channel: OWN_ID, hash: xxhash_rust::xxh3::xxh3_64(id.trim().as_bytes()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_a_profile_or_none(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = Profile::unpack(&bytes);
        }

        #[test]
        fn profiles_with_half_as_many_bits_for_names_come_back(names in prop::collection::vec(any::<u64>(), 0..9), others in prop::collection::vec(any::<u64>(), 0..9)) {
            let narrow = names.iter().fold(0u64, |all, name| all | 1 << (name & 63));
            let wide = |names: &[u64]| names.iter().fold(0u128, |all, name| all | 1 << (name & 127));
            let mut bytes = [0; HEAD].to_vec();
            bytes[HEAD - 1] = Basis::Title as u8;
            bytes.extend_from_slice(&5u128.to_le_bytes());
            bytes.extend_from_slice(&narrow.to_le_bytes());
            let kept = Profile::unpack(&bytes).expect("a profile").title;
            prop_assert_eq!(kept.words, 5);
            prop_assert_eq!(kept.people & wide(&names), wide(&names));
            let shared = others.iter().any(|other| narrow >> (other & 63) & 1 == 1);
            prop_assert_eq!(kept.people & wide(&others) != 0, shared);
        }

        #[test]
        fn profiles_come_back(same in any::<u128>(), words in any::<u128>(), people in any::<u128>(), set in prop::collection::vec(any::<u64>(), 0..90), bits: u8) {
            let issued = Issued::from_bits(bits);
            let print = Fingerprint { content: 1, same, body: 0, basis: Basis::Text, issued };
            let title = TitleOutline { words, people };
            let profile = Profile::new(&print, title, Outline::of(&set));
            let again = Profile::unpack(&profile.pack(Item::Itself)).expect("a profile");
            prop_assert_eq!((again.same, again.basis, again.issued), (profile.same, profile.basis, issued));
            prop_assert_eq!(again.title, title);
            prop_assert_eq!(again.outline.to_bytes(), profile.outline.to_bytes());
            let bare = Profile::unpack(&profile.pack(Item::Another)).expect("a profile");
            prop_assert_eq!((bare.same, bare.title), (profile.same, TitleOutline::default()));
        }
    }
}

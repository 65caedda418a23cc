//! What is known of a title without its words: enough to dismiss most of what keys propose.

/// Which words a title has, and which names its authors, as 128 bits each: enough to see that two records share next to
/// nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TitleOutline {
    /// A bit for each word that counts.
    pub words: u128,
    /// A bit for each name; 0 where nobody can be compared.
    pub people: u128,
}

/// Bytes of a [`TitleOutline`].
pub const TITLE_BYTES: usize = 2 * size_of::<u128>();

/// Bytes of one as it was kept before, with 64 bits for the names.
pub const NARROW_TITLE_BYTES: usize = size_of::<u128>() + size_of::<u64>();

impl TitleOutline {
    /// Adds a word.
    pub const fn add(&mut self, hash: u64) {
        self.words |= 1 << (hash >> 57);
    }

    /// The outline as bytes: the words, then the people, little-endian.
    pub fn to_bytes(self) -> [u8; TITLE_BYTES] {
        let mut bytes = [0; TITLE_BYTES];
        let (words, people) = bytes.split_at_mut(size_of::<u128>());
        words.copy_from_slice(&self.words.to_le_bytes());
        people.copy_from_slice(&self.people.to_le_bytes());
        bytes
    }

    /// The outline again.
    pub fn from_bytes(bytes: &[u8; TITLE_BYTES]) -> Self {
        let (words, people) = bytes.split_at(size_of::<u128>());
        let words = words.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
        let people = people.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
        Self { words, people }
    }

    /// An outline that was kept with 64 bits for the names: each stands for two of the bits of today.
    pub fn from_narrow(bytes: &[u8; NARROW_TITLE_BYTES]) -> Self {
        let mut wide = [0; TITLE_BYTES];
        wide[..NARROW_TITLE_BYTES].copy_from_slice(bytes);
        let Self { words, people } = Self::from_bytes(&wide);
        Self { words, people: people | people << u64::BITS }
    }

    /// Adds the names of the authors.
    pub const fn add_people(&mut self, bits: u128) {
        self.people = bits;
    }

    /// Whether the titles have enough words in common: half of those of the shorter title and a third of all; less, where
    /// the same people wrote both, and three quarters of all where nobody did.
    pub const fn is_like(self, other: Self) -> bool {
        let common = (self.words & other.words).count_ones();
        let (fewer, all) = fewer_and_all(self.words.count_ones(), other.words.count_ones(), common);
        let people = (self.people & other.people).count_ones();
        let (one, two) = (self.people.count_ones(), other.people.count_ones());
        let (fewer_people, _) = fewer_and_all(one, two, people);
        if fewer_people > 0 && people == 0 {
            4 * common >= 3 * all
        } else if people > 1 && 2 * people >= fewer_people {
            3 * common >= fewer && 4 * common >= all
        } else {
            2 * common >= fewer && 3 * common >= all
        }
    }
}

/// Members of the smaller of two sets, and of both together.
const fn fewer_and_all(one: u32, two: u32, common: u32) -> (u32, u32) {
    (if one < two { one } else { two }, one + two - common)
}

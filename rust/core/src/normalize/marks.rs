//! Which roads a text must take: one look at all of it, instead of a search for each of the characters that decide.
//!
//! Searching for them one after the other took a quarter of the time of normalizing generated abstracts; with this look they
//! are normalized in nine tenths of the time.

/// Which of the characters that decide are in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks(pub u8);

/// An entity may begin.
const AMPERSAND: u8 = 1;
const APOSTROPHE: u8 = 2;
/// A tag may begin.
const ANGLE: u8 = 4;
const BACKSLASH: u8 = 8;
const BRACE: u8 = 16;
/// A byte beyond ASCII.
const BEYOND: u8 = 32;

/// What a byte can be by its lower four bits, and by its upper four: it is what both say.
pub const BY_LOWER: [u8; 16] = {
    let mut table = [BEYOND; 16];
    table[0x6] |= AMPERSAND;
    table[0x7] |= APOSTROPHE;
    table[0xb] |= BRACE;
    table[0xc] |= ANGLE | BACKSLASH;
    table[0xd] |= BRACE;
    table
};
pub const BY_UPPER: [u8; 16] = {
    let mut table = [BEYOND; 16];
    table.split_at_mut(8).0.copy_from_slice(&[
        0,
        0,
        AMPERSAND | APOSTROPHE,
        ANGLE,
        0,
        BACKSLASH,
        0,
        BRACE,
    ]);
    table
};

impl Marks {
    /// Those of a text, by the specification.
    pub fn of(text: &[u8]) -> Self {
        let of_byte =
            |byte: u8| BY_LOWER[usize::from(byte & 15)] & BY_UPPER[usize::from(byte >> 4)];
        Self(text.iter().fold(0, |all, &byte| all | of_byte(byte)))
    }

    /// Whether there may be an entity.
    pub const fn escaped(self) -> bool {
        self.0 & AMPERSAND != 0
    }

    /// Whether there may be a tag, once entities are read.
    pub const fn tagged(self) -> bool {
        self.0 & (AMPERSAND | ANGLE) != 0
    }

    /// Whether there may be LaTeX, once entities are read.
    pub const fn commanded(self) -> bool {
        self.0 & (AMPERSAND | BACKSLASH | BRACE) != 0
    }

    /// Whether there is an apostrophe of ASCII.
    pub const fn apostrophe(self) -> bool {
        self.0 & APOSTROPHE != 0
    }

    /// Whether all of it is ASCII.
    pub const fn ascii(self) -> bool {
        self.0 & BEYOND == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_of_these_characters_and_no_others() {
        for byte in 0..=u8::MAX {
            let marks = Marks::of(&[byte]);
            assert_eq!(marks.escaped(), byte == b'&');
            assert_eq!(marks.tagged(), b"&<".contains(&byte));
            assert_eq!(marks.commanded(), b"&\\{}".contains(&byte));
            assert_eq!(marks.apostrophe(), byte == b'\'');
            assert_eq!(marks.ascii(), byte.is_ascii());
        }
    }
}

//! Names and initials of an author list, with what stands before each.

use super::roles::Role;

/// What stands before a token, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Nothing but a space or a dot.
    Space,
    /// A hyphen without spaces.
    Hyphen,
    /// A comma.
    Comma,
    /// `and`, `&`.
    And,
    /// A line break: as strong as the next only where a list has no other separator.
    Line,
    /// `;`, `|` and bullets, which separate people and nothing else.
    Hard,
}

/// The alphabets of a token, as bits.
pub mod alphabet {
    /// A to Z, and what is folded to it.
    pub const LATIN: u8 = 1;
    /// Greek.
    pub const GREEK: u8 = 2;
    /// Cyrillic.
    pub const CYRILLIC: u8 = 4;
    /// All others: names in them are not compared.
    pub const OTHER: u8 = 8;
}

/// A run of letters.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Where it starts in the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How many letters it has.
    pub letters: usize,
    /// How many of them are capitals.
    pub capitals: usize,
    /// What stands before it.
    pub before: Break,
    /// Whether a dot follows at once.
    pub dotted: bool,
    /// The alphabets of its letters.
    pub alphabets: u8,
    /// What the table says of it.
    pub role: Role,
    /// Whether it is initials.
    pub initial: bool,
}

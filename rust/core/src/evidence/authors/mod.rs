//! Author lists of any format, and what two of them say of each other.
//!
//! `lex` finds names and initials, `structure` says which of them are one person and which is the surname, `compare`
//! pairs the people of two lists. Surnames or long names are compared, so that the format does not matter. Where the
//! format of a list is ambiguous (`Smith, Jones, Brown, Lee`), a guess is made, and comparing forgives a wrong one as
//! far as it can.

mod compare;
mod initials;
mod lex;
mod placeholders;
mod roles;
mod spelling;
mod structure;
mod style;
#[cfg(test)]
mod tests;
mod token;

pub use compare::{AuthorAgreement, compare};

use crate::ids::fold;

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// More people than these are not kept; the list then says that it is cut.
pub const MOST_PEOPLE: usize = 100;

/// Authors of one record, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authors {
    /// The people in the order of the list; institutions only where there is no person.
    pub people: Vec<Person>,
    /// The list says that it is cut (`et al`), or names were left out here.
    pub et_al: bool,
    /// Written in a script that cannot be compared: no evidence, unless both are equal.
    pub unknown: bool,
    /// The same list, where it may as well name two people as one.
    other: Option<Box<Self>>,
    alphabets: u8,
    /// One bit for each surname and for each other name: lists without a common bit have none in common.
    family_bits: u64,
    given_bits: u64,
    names: Vec<Name>,
    letters: String,
}

/// One author: the surname's parts, the other long names, the initials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Person {
    family: Span,
    given: Span,
    /// First letters of the given names, in order; zeros fill.
    initials: [u8; 4],
    corporate: bool,
}

/// Places in `Authors::names`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
}

/// A folded name: its hash where spellings of umlauts are one, and where its letters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    hash: u64,
    start: u32,
    end: u32,
}

impl Name {
    fn bit(self) -> u64 {
        1 << (self.hash & 63)
    }
}

impl Authors {
    /// Parses an author list; lists that a reader joined have `; ` between the people.
    pub fn parse(text: &str) -> Self {
        structure::parse(text, structure::Extent::All)
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// A hash of the first author's surname: the same for `Surname, I.`, `I. Surname` and `Given Surname`.
    pub fn first_key(&self) -> Option<u64> {
        let family = self.family(self.people.first()?);
        // The last part but the joined whole, which stands first where there are several.
        family.last().map(|name| name.hash)
    }

    /// A bit for each name: lists without a common bit have nobody in common, unless names are misspelled. 0 where others
    /// may write the same people so that they cannot be compared: institutions, other alphabets.
    pub fn bits(&self) -> u128 {
        if self.unknown || self.is_corporate() || self.alphabets != token::alphabet::LATIN {
            return 0;
        }
        let names = self.names.iter().chain(self.other.iter().flat_map(|other| &other.names));
        names.fold(0, |all, name| all | 1 << (name.hash & 127))
    }

    /// Whether the names of two lists are written in alphabets that cannot be compared.
    pub fn in_other_alphabet(&self, other: &Self) -> bool {
        !self.is_empty() && !other.is_empty() && self.alphabets & other.alphabets == 0
    }

    /// Whether institutions are named, and no person.
    pub fn is_corporate(&self) -> bool {
        self.people.first().is_some_and(|first| first.corporate)
    }

    /// A hash of all surnames in any order; `None` where less than two people are named, or the list is cut.
    pub fn all_key(&self) -> Option<u64> {
        if self.people.len() < 2 || self.et_al || self.unknown {
            return None;
        }
        let family = |person| self.family(person).last().map(|name| name.hash);
        let mut names: Vec<u64> = self.people.iter().filter_map(family).collect();
        names.sort_unstable();
        Some(names.iter().fold(0, |all, &name| fold(all ^ name, SEED)))
    }

    /// Whether of everybody a part of the surname is such a word; not where nobody is named.
    pub fn are_all(&self, is_word: impl Fn(&[u8]) -> bool) -> bool {
        let is_named = |person| self.family(person).iter().any(|&name| is_word(self.letters(name)));
        !self.is_empty() && self.people.iter().all(is_named)
    }

    /// Whether a normalized word is one of the names.
    pub fn holds(&self, word: &str) -> bool {
        let letters = word.as_bytes();
        // Equal letters have equal hashes: the letters of a thousand names need not be looked at.
        let hash = spelling::spelling_hash(letters);
        self.names.iter().any(|&name| name.hash == hash && self.letters(name) == letters)
    }

    fn family(&self, person: &Person) -> &[Name] {
        self.span(person.family)
    }

    fn given(&self, person: &Person) -> &[Name] {
        self.span(person.given)
    }

    fn span(&self, span: Span) -> &[Name] {
        &self.names[span.start as usize..span.end as usize]
    }

    fn letters(&self, name: Name) -> &[u8] {
        &self.letters.as_bytes()[name.start as usize..name.end as usize]
    }
}

/// The first author's surname as [`Authors::first_key`] hashes it, without parsing the others.
///
/// ```
/// use paperdedup_core::evidence::authors::first_key;
/// assert_eq!(first_key("Müller, K. H.; Li, X."), first_key("Karl Mueller, Xi Li"));
/// ```
pub fn first_key(text: &str) -> Option<u64> {
    structure::parse(text, structure::Extent::First).first_key()
}

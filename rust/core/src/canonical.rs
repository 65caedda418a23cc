//! Names: content IDs of records, and the canonical IDs of papers (`docs/canonical-ids.md`).
//!
//! A content ID depends on what a record says and on nothing else. A paper has the content ID of its founder. Records that
//! say too little to be told apart (two empty ones, two called "Editorial") share a content ID without being one paper; the
//! second and later of them get an ordinal.

use std::fmt;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::ids::ContentId;
use crate::normalize;

/// Fields that make up the content ID, besides the identifiers, with their tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Tag {
    /// The title.
    Title = 1,
    /// The abstract, or the plain text.
    Abstract = 2,
    /// The authors as given.
    Authors = 3,
    /// The year or date.
    Year = 4,
    /// Journal, book or conference.
    Venue = 5,
}

const IDENTIFIERS: u8 = 6;

/// Two fields are identical when their digests are: a hash over the hashes of the words.
pub fn field_digest(word_hashes: &[u64]) -> u128 {
    let mut hasher = Xxh3::new();
    let mut buffer = [0; 512];
    for run in word_hashes.chunks(buffer.len() / 8) {
        for (place, hash) in buffer.chunks_exact_mut(8).zip(run) {
            place.copy_from_slice(&hash.to_le_bytes());
        }
        hasher.update(&buffer[..run.len() * 8]);
    }
    hasher.digest128()
}

/// Collects the content of one record.
#[derive(Debug)]
pub struct Content(Vec<u8>);

impl Default for Content {
    fn default() -> Self {
        Self(normalize::VERSION.to_le_bytes().to_vec())
    }
}

impl Content {
    /// Adds a field that has a word; fields come in the order of their tags.
    pub fn field(&mut self, tag: Tag, digest: u128) {
        self.0.push(tag as u8);
        self.0.extend_from_slice(&digest.to_le_bytes());
    }

    /// Adds the sorted, distinct identifiers.
    pub fn identifiers(&mut self, identifiers: &[String]) {
        if identifiers.is_empty() {
            return;
        }
        self.0.push(IDENTIFIERS);
        for identifier in identifiers {
            self.0.extend_from_slice(identifier.as_bytes());
            self.0.push(b'\n');
        }
    }

    /// The hash whose first 120 bits are the content ID.
    pub fn hash(&self) -> u128 {
        xxh3_128(&self.0)
    }
}

/// The name of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CanonicalId {
    /// Content ID of the founder.
    pub content: ContentId,
    /// 1, or the how-manieth paper of this content it is, in canonical order.
    pub ordinal: u32,
}

impl fmt::Display for CanonicalId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ordinal {
            1 => self.content.fmt(out),
            later => write!(out, "{}.{later}", self.content),
        }
    }
}

/// Founders that share a content ID, in canonical order, with their ordinals where these are not 1.
pub fn ordinals<K: Ord>(
    founders: Vec<u32>,
    content: impl Fn(u32) -> ContentId,
    order: impl Fn(u32) -> K,
) -> Vec<(u32, u32)> {
    // Sorted by content alone, with the contents at hand: nearly every founder has its own.
    let mut named: Vec<(ContentId, u32)> =
        founders.into_iter().map(|founder| (content(founder), founder)).collect();
    named.sort_unstable();
    let mut later = Vec::new();
    for same in named.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.sort_by_cached_key(|&(_, founder)| order(founder));
        later.extend(same.iter().map(|one| one.1).zip(1..).skip(1));
    }
    later.sort_unstable();
    later
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_does_not_depend_on_the_buffer() {
        let hashes: Vec<u64> = (0..1000).collect();
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        assert_eq!(field_digest(&hashes), xxh3_128(&bytes));
    }

    #[test]
    fn fields_and_identifiers_change_the_hash() {
        let hash = |fill: &dyn Fn(&mut Content)| {
            let mut content = Content::default();
            fill(&mut content);
            content.hash()
        };
        let hashes = [
            hash(&|_| {}),
            hash(&|content| content.field(Tag::Title, 1)),
            hash(&|content| content.field(Tag::Abstract, 1)),
            hash(&|content| content.identifiers(&["doi:10.1/x".into()])),
        ];
        assert!(hashes.iter().enumerate().all(|(at, hash)| !hashes[..at].contains(hash)));
    }

    #[test]
    fn later_papers_of_one_content_are_numbered_in_order() {
        let content = |founder: u32| ContentId::from_hash(u128::from(founder % 2) << 9);
        assert_eq!(ordinals(vec![5, 1, 2, 3], content, |founder| founder), vec![(3, 2), (5, 3)]);
    }
}

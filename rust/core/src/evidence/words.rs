//! Hashes of single words, and maps that are keyed by them.

use std::hash::{BuildHasherDefault, Hasher};

use crate::normalize::Normalizer;
use crate::shingle::Shingler;

/// The hashes of the words of short texts.
#[derive(Debug, Default)]
pub struct WordHasher {
    normalizer: Normalizer,
    shingler: Shingler,
}

impl WordHasher {
    /// The hash of one word in normalized form.
    pub fn word(&mut self, word: &str) -> u64 {
        self.hashes(word).first().copied().unwrap_or_default()
    }

    /// The hashes of all words of a text.
    pub fn hashes(&mut self, text: &str) -> &[u64] {
        self.shingler.word_hashes(self.normalizer.words(text))
    }
}

/// Builds maps whose keys are hashes already.
pub type Hashed = BuildHasherDefault<Same>;

/// Takes a hash for itself.
#[derive(Debug, Default)]
pub struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

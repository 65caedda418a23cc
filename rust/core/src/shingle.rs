//! Words to shingles: the set of 64-bit hashes that stands for a text (`docs/hashing.md`).
//!
//! A word is hashed eight bytes at a time. Nine of ten words fit in sixteen bytes, so two steps are always
//! computed and one chosen: the branch on the length cost a third of the pass.

use crate::ids::fold;
use crate::normalize::{Words, is_unspaced};

const WORD: u64 = 0xa076_1d64_78bd_642f;
const GRAM: u64 = 0xe703_7ed1_a0b4_28db;
const TURN: u32 = 21;

/// What a shingle is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Runs of words.
    #[default]
    Word,
    /// Runs of characters of the normalized text.
    Character,
}

/// Shingling: unit and length of the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shingling {
    /// Words or characters.
    pub unit: Unit,
    /// How many make one shingle.
    pub size: usize,
}

impl Shingling {
    /// The longest shingle of this unit. Words are turned by their place before they are joined into one hash; in runs of
    /// more than 16, repeats of a word would begin to cancel each other.
    pub const fn longest(self) -> usize {
        match self.unit {
            Unit::Word => 16,
            Unit::Character => 64,
        }
    }
}

/// Buffers for shingling one text after the other.
#[derive(Debug, Default)]
pub struct Shingler {
    tokens: Vec<u64>,
    shingles: Vec<u64>,
}

impl Shingler {
    /// The hashes of the words of a text.
    pub fn word_hashes(&mut self, words: Words<'_>) -> &[u64] {
        hash_words(words, &mut self.tokens);
        &self.tokens
    }

    /// The shingles of a text, in order of their place, repeats included.
    pub fn shingles(&mut self, words: Words<'_>, shingling: Shingling) -> &[u64] {
        self.word_hashes(words);
        self.shingles_of_hashed(words, shingling)
    }

    /// The same, for words that [`Self::word_hashes`] has just hashed.
    pub fn shingles_of_hashed(&mut self, words: Words<'_>, shingling: Shingling) -> &[u64] {
        self.shingles.clear();
        match shingling.unit {
            Unit::Word => {
                if !words.is_ascii() {
                    hash_tokens(words, &mut self.tokens);
                }
                grams(&self.tokens, shingling.size, &mut self.shingles);
            }
            Unit::Character => characters(&words.join(), shingling.size, &mut self.shingles),
        }
        &self.shingles
    }
}

/// A token as a number: eight bytes at a time, the last chunk filled with zeros.
fn hash_token(token: &[u8]) -> u64 {
    token.chunks(8).fold(WORD, |hash, chunk| {
        let mut filled = [0; 8];
        filled[..chunk.len()].copy_from_slice(chunk);
        fold(hash ^ u64::from_le_bytes(filled), GRAM)
    })
}

fn hash_words(words: Words<'_>, out: &mut Vec<u64>) {
    let (bytes, spans) = words.spans();
    out.clear();
    out.resize(words.len(), 0);
    for ((start, end), hash) in spans.zip(out) {
        *hash = match (end - start, bytes[start..].first_chunk::<16>()) {
            (length @ 1..=16, Some(chunk)) => hash_short(*chunk, length),
            _ => hash_token(&bytes[start..end]),
        };
    }
}

/// Which bits of two chunks belong to a token of so many bytes.
const MASKS: [[u64; 2]; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut length = 1;
    while length <= 16 {
        let both = u128::MAX >> (128 - 8 * length);
        masks[length] = [both as u64, (both >> 64) as u64];
        length += 1;
    }
    masks
};

/// [`hash_token`] of the first `length` of sixteen bytes, without a branch on the length.
#[inline]
fn hash_short(chunk: [u8; 16], length: usize) -> u64 {
    let both = u128::from_le_bytes(chunk);
    let masks = MASKS[length];
    let first = fold(WORD ^ both as u64 & masks[0], GRAM);
    let second = fold(first ^ (both >> 64) as u64 & masks[1], GRAM);
    if length > 8 { second } else { first }
}

/// Hashes words, and the character bigrams of the words of scripts without spaces.
fn hash_tokens(words: Words<'_>, out: &mut Vec<u64>) {
    out.clear();
    for word in words.iter() {
        if is_unspaced(word) {
            runs_of_characters(word, 2, |bigram| out.push(hash_token(bigram.as_bytes())));
        } else {
            out.push(hash_token(word.as_bytes()));
        }
    }
}

/// Hashes every run of `size` tokens; fewer tokens are one run.
fn grams(tokens: &[u64], size: usize, out: &mut Vec<u64>) {
    if tokens.len() < size {
        out.extend((!tokens.is_empty()).then(|| gram(tokens)));
    } else if size == 3 {
        // The usual size, unrolled.
        out.extend(tokens.windows(3).map(|run| gram(&[run[0], run[1], run[2]])));
    } else {
        out.extend(tokens.windows(size).map(gram));
    }
}

/// One hash of a run of token hashes: each turned by its place, so that their order counts. Tokens are well mixed, and
/// no run is longer than 16, so no two places turn alike and repeats of a word do not cancel.
#[inline]
fn gram(run: &[u64]) -> u64 {
    let turned = run.iter().zip(0..).map(|(token, place)| token.rotate_left(TURN * place));
    fold(turned.fold(GRAM, |all, token| all ^ token), WORD)
}

fn characters(text: &str, size: usize, out: &mut Vec<u64>) {
    runs_of_characters(text, size, |run| out.push(hash_token(run.as_bytes())));
}

/// Calls with every run of `size` characters; a shorter text is one run, an empty one none.
fn runs_of_characters(text: &str, size: usize, mut call: impl FnMut(&str)) {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let starts = text.char_indices().map(|(at, _)| at);
    let mut runs = starts.zip(ends.skip(size - 1)).peekable();
    if runs.peek().is_none() && !text.is_empty() {
        call(text);
    }
    runs.for_each(|(start, end)| call(&text[start..end]));
}

/// Sorts shingles and drops repeats: the set.
pub fn to_set(shingles: &mut Vec<u64>) {
    shingles.sort_unstable();
    shingles.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Normalizer;

    fn count(text: &str, unit: Unit, size: usize) -> usize {
        Shingler::default()
            .shingles(Normalizer::default().words(text), Shingling { unit, size })
            .len()
    }

    #[test]
    fn short_and_empty_texts() {
        assert_eq!(count("", Unit::Word, 3), 0);
        assert_eq!(count("--", Unit::Character, 3), 0);
        assert_eq!(count("one two", Unit::Word, 3), 1);
        assert_eq!(count("one two three four", Unit::Word, 3), 2);
        assert_eq!(count("ab", Unit::Character, 3), 1);
        assert_eq!(count("ab cd", Unit::Character, 3), 3);
    }

    #[test]
    fn unspaced_scripts_are_cut_into_bigrams() {
        assert_eq!(count("深度学习模型", Unit::Word, 3), 3);
        assert_eq!(count("深", Unit::Word, 3), 1);
        assert_eq!(count("深度learning模型", Unit::Word, 3), 1);
    }

    #[test]
    fn the_short_road_is_the_long_road() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        for length in 1..=16 {
            let chunk = *text.first_chunk::<16>().expect("long enough");
            assert_eq!(hash_short(chunk, length), hash_token(&text[..length]));
        }
    }
}

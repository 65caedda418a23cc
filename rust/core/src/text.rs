//! Which text of a record is compared, and what it can prove.
//!
//! An abstract is compared by similarity. A title alone proves nothing unless it is long and equal: 115 different papers
//! are called "Editorial". What is shorter still proves something only if all that the record says is equal.

use crate::normalize::{Words, is_unspaced};

/// The fewest tokens that prove anything by being equal.
pub const PROVING: usize = 6;

/// What a record can be compared by, from strong to weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Basis {
    /// Nothing: the record stays alone.
    #[default]
    Nothing,
    /// Its abstract (or the text given, in plain mode), by similarity.
    Text,
    /// Its title, by equality.
    Title,
    /// All of its content, by equality.
    Content,
}

/// What stands in dumps where there is no abstract, and is long enough to look like one.
const PLACEHOLDERS: [&str; 6] = [
    "an abstract is not available for this article",
    "an abstract is not available for this content",
    "no abstract is available for this article",
    "no abstract available for this article",
    "no abstract was provided for this article",
    "this article does not have an abstract",
];

/// The number of tokens: words, but each bigram of a script without spaces.
pub fn tokens(words: Words<'_>) -> usize {
    if words.is_ascii() {
        return words.len();
    }
    let bigrams = |word: &str| word.chars().count().saturating_sub(1).max(1);
    words.iter().map(|word| if is_unspaced(word) { bigrams(word) } else { 1 }).sum()
}

/// Whether an abstract is long enough to be compared, and not a placeholder.
pub fn is_abstract(words: Words<'_>) -> bool {
    tokens(words) >= PROVING && !(words.len() <= 8 && PLACEHOLDERS.contains(&words.join().as_str()))
}

/// What a record without an abstract can be compared by.
pub const fn without_abstract(title: usize, content: usize, identifiers: usize) -> Basis {
    if title >= PROVING {
        Basis::Title
    } else if content >= PROVING || identifiers > 0 {
        Basis::Content
    } else {
        Basis::Nothing
    }
}

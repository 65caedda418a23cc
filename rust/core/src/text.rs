//! Which text of a record is compared, and what it can prove.
//!
//! An abstract is compared by similarity. A title alone proves nothing unless it is long and equal: 115 different papers
//! are called "Editorial". What is shorter still proves something only if all that the record says is equal.

mod boilerplate;

use boilerplate::is_boilerplate;

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

/// Words of a notice that stands where the abstract was: withdrawn papers share it, and nothing else.
const NOTICES: [&str; 2] = ["retracted", "withdrawn"];

/// A notice is no longer than this,
const LONGEST_NOTICE: usize = 60;

/// and says what it is among its first words.
const NOTICE_START: usize = 12;

/// The number of tokens: words, but each bigram of a script without spaces.
pub fn tokens(words: Words<'_>) -> usize {
    if words.is_ascii() {
        return words.len();
    }
    let bigrams = |word: &str| word.chars().count().saturating_sub(1).max(1);
    words.iter().map(|word| if is_unspaced(word) { bigrams(word) } else { 1 }).sum()
}

/// Whether an abstract is long enough to be compared, and neither a placeholder nor a notice of withdrawal.
pub fn is_abstract(words: Words<'_>) -> bool {
    tokens(words) >= PROVING
        && !(words.len() <= LONGEST_NOTICE && is_notice(words))
        && !is_boilerplate(words)
}

fn is_notice(words: Words<'_>) -> bool {
    words.iter().take(NOTICE_START).any(|word| NOTICES.contains(&word))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Normalizer;

    #[test]
    fn placeholders_and_notices_are_no_abstracts() {
        for (text, expected) in [
            ("We show that the bound is tight.", true),
            ("Too few words here.", false),
            ("No abstract is available for this article.", false),
            ("This paper has been withdrawn by the author due to an error in Lemma 3.", false),
            (
                "We show that funds which are slowly and steadily drawn down may at last be withdrawn.",
                true,
            ),
            ("深度学习模型的研究方法", true),
        ] {
            assert_eq!(is_abstract(Normalizer::default().words(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_record_without_an_abstract_is_compared_by_the_most_it_says() {
        assert_eq!(without_abstract(6, 9, 0), Basis::Title);
        assert_eq!(without_abstract(1, 6, 0), Basis::Content);
        assert_eq!(without_abstract(1, 1, 1), Basis::Content);
        assert_eq!(without_abstract(1, 5, 0), Basis::Nothing);
    }
}

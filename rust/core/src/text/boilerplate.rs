//! What repositories and databases write where the abstract was, and says nothing of the paper.
//!
//! A text is boilerplate if it is nothing but such phrases, and what they introduce: a citation, an address.

use crate::normalize::Words;

/// Phrases, and how many words may follow each before the next or the end.
const PHRASES: [(&str, usize); 27] = [
    ("this is the peer reviewed version of the following article", 60),
    ("this is the pre peer reviewed version of the following article", 60),
    ("this is the accepted version of the following article", 60),
    ("this is the author accepted manuscript", 0),
    ("this is the authors accepted manuscript", 0),
    ("this is an author accepted manuscript", 0),
    ("this is the accepted manuscript", 0),
    ("this is an accepted manuscript", 0),
    ("author accepted manuscript", 0),
    ("of an article published", 40),
    ("of the following article", 60),
    ("the version of record", 40),
    ("the final version is available", 25),
    ("the final publication is available", 25),
    ("the published version is available", 25),
    ("the definitive version is available", 25),
    ("which has been published in final form at", 15),
    ("this article may be used for non commercial purposes", 15),
    ("working papers are in draft form", 0),
    ("this working paper is distributed for purposes of comment and discussion only", 0),
    ("it may not be reproduced without permission of the copyright holder", 0),
    ("copies of working papers are available from the author", 0),
    ("approved for public release", 0),
    ("distribution is unlimited", 0),
    ("distribution unlimited", 0),
    ("no abstract available", 0),
    ("no abstract", 0),
];

/// The words in which a text says that there is no abstract.
const MISSING: [&str; 32] = [
    "abstract",
    "an",
    "are",
    "article",
    "at",
    "available",
    "book",
    "content",
    "contribution",
    "does",
    "document",
    "for",
    "has",
    "have",
    "in",
    "is",
    "item",
    "no",
    "not",
    "of",
    "paper",
    "present",
    "provided",
    "publication",
    "record",
    "the",
    "there",
    "this",
    "time",
    "was",
    "with",
    "yet",
];

/// Longer texts are not looked at.
const LONGEST: usize = 160;

/// Whether a text only says that there is no abstract, or which version of the paper this is and where it may be had.
pub fn is_boilerplate(words: Words<'_>) -> bool {
    if words.len() > LONGEST {
        return false;
    }
    says_that_none_is(words) || {
        let begins = PHRASES.iter().map(|(phrase, _)| phrase.split(' ').next());
        let first = words.iter().next();
        begins.into_iter().any(|begin| begin == first) && is_all_phrases(&words.join())
    }
}

fn says_that_none_is(words: Words<'_>) -> bool {
    const LONGEST_ANSWER: usize = 12;
    words.len() <= LONGEST_ANSWER
        && words.iter().all(|word| MISSING.contains(&word))
        && words.iter().any(|word| word == "abstract")
        && words.iter().any(|word| matches!(word, "no" | "not"))
}

fn is_all_phrases(text: &str) -> bool {
    let (mut rest, mut skippable) = (text, 0);
    while !rest.is_empty() {
        if let Some((behind, most)) = PHRASES.iter().find_map(|(phrase, most)| {
            let behind = rest.strip_prefix(phrase)?;
            (behind.is_empty() || behind.starts_with(' ')).then_some((behind, *most))
        }) {
            (rest, skippable) = (behind.trim_start(), most);
        } else if skippable > 0 {
            rest = rest.split_once(' ').map_or("", |(_, behind)| behind);
            skippable -= 1;
        } else {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Normalizer;

    #[test]
    fn texts_of_nothing_but_phrases() {
        for (text, expected) in [
            ("No abstract is available for this article.", true),
            ("An abstract is not available for this content", true),
            ("There is no abstract available for this publication.", true),
            ("Approved for public release; distribution is unlimited.", true),
            (
                "This is the peer reviewed version of the following article: Lund E, Menon R. Tides on \
                 Titan. Icarus 2010; 24: 1173-83, which has been published in final form at \
                 https://doi.org/10.1000/a. This article may be used for non-commercial purposes in \
                 accordance with Wiley Terms and Conditions for Self-Archiving.",
                true,
            ),
            (
                "This is the author accepted manuscript. The final version is available from the \
                 publisher via https://doi.org/10.1000/a",
                true,
            ),
            (
                "Working papers are in draft form. This working paper is distributed for purposes of \
                 comment and discussion only. It may not be reproduced without permission of the \
                 copyright holder.",
                true,
            ),
            ("Approved for public release. We show that tides on Titan are slow.", false),
            (
                "This is the author accepted manuscript. We show that tides on Titan are slow.",
                false,
            ),
            ("No abstract argument shows that this is not available", false),
            ("We show that the bound is tight.", false),
            ("", false),
        ] {
            let mut normalizer = Normalizer::default();
            assert_eq!(is_boilerplate(normalizer.words(text)), expected, "{text}");
        }
    }
}

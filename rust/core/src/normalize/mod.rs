//! A field of a record to its words, version 1 (`docs/normalization.md` is the specification).
//!
//! One [`Normalizer`] per thread keeps the buffers. Plain ASCII goes straight to `scan`; markup is replaced first where
//! there is any; other characters take `fold`. All roads give the same words for the same text.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod entities;
mod fold;
mod kernels;
mod latex;
mod marks;
mod scan;
mod tables;
mod tags;
mod trim;

use std::borrow::Cow;

use marks::Marks;
use scan::Spans;

/// Part of every content ID.
pub const VERSION: u32 = 1;

/// Buffers for normalizing one text after the other.
#[derive(Debug, Default)]
pub struct Normalizer {
    text: String,
    spare: String,
    folded: String,
    bytes: Vec<u8>,
    spans: Spans,
}

/// The words of one text.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    spans: &'a Spans,
}

impl<'a> Words<'a> {
    /// How many words there are.
    pub fn len(self) -> usize {
        self.spans.count
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.spans.count == 0
    }

    /// Whether every word is of ASCII letters and digits.
    pub fn is_ascii(self) -> bool {
        self.spans.ascii
    }

    /// The words as bytes of a buffer that is readable beyond each: `(buffer, start, end)`.
    pub fn spans(self) -> (&'a [u8], impl ExactSizeIterator<Item = (usize, usize)>) {
        let ends = self.spans.ends().iter();
        let pairs = self
            .spans
            .starts()
            .iter()
            .zip(ends)
            .map(|(&start, &end)| (start as usize, end as usize));
        (&self.spans.bytes, pairs)
    }

    /// The words in order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        // All of the buffer is text, what stands between the words too: it is checked at once, not word by word.
        let (bytes, spans) = self.spans();
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        spans.map(move |(start, end)| text.get(start..end).unwrap_or_default())
    }

    /// The normalized text: the words, one space between them.
    pub fn join(self) -> String {
        let mut out = String::with_capacity(self.spans.bytes.len());
        for word in self.iter() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        out
    }
}

impl Normalizer {
    /// The words of a text; valid until the next call.
    pub fn words(&mut self, raw: &str) -> Words<'_> {
        let marks = kernels::marks(raw.as_bytes());
        let stripped = self.strip_markup(raw, marks);
        let text = if stripped { std::mem::take(&mut self.text) } else { String::new() };
        let kept = trim::copyright(trim::labels(if stripped { &text } else { raw }));
        if stripped || kept.len() < raw.len() {
            self.split(kept, kernels::marks(kept.as_bytes()));
            if self.spans.count == 0 {
                self.split(raw, marks);
            }
        } else {
            self.split(raw, marks);
        }
        if stripped {
            self.text = text;
        }
        Words { spans: &self.spans }
    }

    /// The words of a text taken as it is: only the last step, the floor of what a pass over the text costs.
    pub fn words_as_given(&mut self, raw: &str) -> Words<'_> {
        self.split(raw, kernels::marks(raw.as_bytes()));
        Words { spans: &self.spans }
    }

    /// Leaves the text without markup in `self.text`; `false` if there is none in it.
    fn strip_markup(&mut self, raw: &str, marks: Marks) -> bool {
        type Step = fn(&str, &mut String);
        let steps: [(bool, Step); 4] = [
            (marks.escaped(), entities::decode),
            (marks.escaped(), entities::decode),
            (marks.tagged(), tags::strip),
            (marks.commanded(), latex::strip),
        ];
        let mut stripped = false;
        for (_, step) in steps.into_iter().filter(|(needed, _)| *needed) {
            self.spare.clear();
            step(if stripped { &self.text } else { raw }, &mut self.spare);
            std::mem::swap(&mut self.text, &mut self.spare);
            stripped = true;
        }
        stripped
    }

    /// Finds the words of a text with these marks.
    fn split(&mut self, text: &str, marks: Marks) {
        if marks.ascii() {
            return self.split_ascii(text.as_bytes(), marks);
        }
        let mut folded = std::mem::take(&mut self.folded);
        fold::fold(text, &mut folded);
        let marks = kernels::marks(folded.as_bytes());
        if marks.ascii() {
            self.split_ascii(folded.as_bytes(), marks);
        } else {
            fold::split(&folded, &mut self.spare);
            self.spans.split_at_spaces(&self.spare);
        }
        self.folded = folded;
    }

    fn split_ascii(&mut self, text: &[u8], marks: Marks) {
        if marks.apostrophe() && scan::delete_apostrophes(text, &mut self.bytes) {
            kernels::scan(&mut self.spans, &self.bytes);
        } else {
            kernels::scan(&mut self.spans, text);
        }
    }
}

/// The normalized text of one field.
///
/// ```
/// assert_eq!(paperdedup_core::normalize::normalize("Schr\\\"odinger&rsquo;s CO<sub>2</sub>"), "schrodingers co 2");
/// ```
pub fn normalize(text: &str) -> String {
    Normalizer::default().words(text).join()
}

/// The text without markup, its punctuation and capitals kept: for fields whose structure tells something.
pub fn unmarked(text: &str) -> Cow<'_, str> {
    let mut normalizer = Normalizer::default();
    let marks = kernels::marks(text.as_bytes());
    if normalizer.strip_markup(text, marks) {
        Cow::Owned(normalizer.text)
    } else {
        Cow::Borrowed(text)
    }
}

/// Folds letters as words are folded, and keeps ASCII punctuation.
///
/// ```
/// let mut folded = String::new();
/// paperdedup_core::normalize::fold_into("Łukasz Ångström-Weiß", &mut folded);
/// assert_eq!(folded, "lukasz angstrom-weiss");
/// ```
pub fn fold_into(text: &str, out: &mut String) {
    fold::fold(text, out);
}

/// Whether a word is of a script without spaces: its first character says so for all of them.
pub fn is_unspaced(word: &str) -> bool {
    let first = word.chars().next();
    first.is_some_and(fold::is_unspaced)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The words by the general road, whatever the text.
    fn folded(text: &str) -> String {
        let (mut folded, mut out) = (String::new(), String::new());
        fold::fold(text, &mut folded);
        fold::split(&folded, &mut out);
        out
    }

    const MARKUP: [&str; 25] = [
        "&amp;",
        "&lt;i&gt;",
        "&#945;",
        "<sub>",
        "</p>",
        "\\alpha",
        "\\\"o",
        "\\cite{",
        "}{",
        "Abstract: ",
        "© 2020 ",
        "(c) 1999",
        "10",
        "²",
        "深度",
        "ไทย",
        "ς",
        "ẞ",
        "’",
        "e\u{301}",
        "\u{AD}",
        "Copyright 2001. ",
        ". All Rights Reserved.",
        "\n",
        "½",
    ];

    /// Text with something of everything in it.
    fn marked_up() -> impl Strategy<Value = String> {
        let markup = prop::sample::select(MARKUP.to_vec()).prop_map(str::to_owned);
        let pieces = prop_oneof!["[ -~]{0,12}", "\\PC{0,4}", markup];
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_ascii_road_is_the_general_road(text in "[ -~\\t\\n]{0,200}") {
            prop_assert_eq!(Normalizer::default().words_as_given(&text).join(), folded(&text));
        }

        #[test]
        fn folding_to_ascii_and_scanning_is_the_general_road(text in marked_up()) {
            prop_assert_eq!(Normalizer::default().words_as_given(&text).join(), folded(&text));
        }

        #[test]
        fn normalizing_twice_changes_nothing(text in marked_up()) {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
        }

        #[test]
        fn a_text_with_an_ascii_letter_or_digit_has_a_word(text in marked_up()) {
            prop_assert!(!normalize(&text).is_empty() || !text.contains(|c: char| c.is_ascii_alphanumeric()));
        }

        #[test]
        fn buffers_carry_nothing_over(first in marked_up(), second in marked_up()) {
            let mut normalizer = Normalizer::default();
            normalizer.words(&first);
            prop_assert_eq!(normalizer.words(&second).join(), normalize(&second));
        }

        #[test]
        fn every_scan_kernel_is_the_plain_one(text in "[ -~]{0,300}") {
            let (mut chosen, mut plain) = (Spans::default(), Spans::default());
            kernels::scan(&mut chosen, text.as_bytes());
            plain.scan(text.as_bytes());
            prop_assert_eq!((chosen.starts(), chosen.ends()), (plain.starts(), plain.ends()));
        }
    }

    #[test]
    fn examples_of_the_specification() {
        for (text, words) in [
            ("A<sub>1</sub>ARs", "a 1 ars"),
            ("CO2 CO<sub>2</sub> CO\u{2082} CO$_2$", "co 2 co 2 co 2 co 2"),
            ("Part 1", "part 1"),
            ("10<sup>3</sup> 10\u{B3}", "10 3 10 3"),
            ("&alpha; $\\alpha$ \u{3B1} alpha", "alpha alpha alpha alpha"),
            ("<jats:title>Abstract</jats:title><jats:p>We show", "we show"),
            ("<b></b>", "b b"),
            ("Abstract", "abstract"),
            ("", ""),
        ] {
            assert_eq!(normalize(text), words, "{text}");
        }
    }
}

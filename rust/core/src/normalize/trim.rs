//! Steps 4 and 5: a label before the text, a copyright line after it. Only at the ends, with a bounded cut.

use std::sync::LazyLock;

use memchr::memchr3_iter;
use memchr::memmem::Finder;

const LABELS: [&str; 2] = ["abstract", "summary"];
const TAIL: usize = 400;
const SENTENCE_ENDS: &[char] =
    &['.', '!', '?', ';', ')', ']', '"', '\'', '”', '’', '»', '\n', '\r'];

/// The text without its labels.
pub fn labels(text: &str) -> &str {
    let mut rest = text;
    while let Some(after) = label(rest.trim_start()) {
        rest = after;
    }
    rest
}

fn label(text: &str) -> Option<&str> {
    let length = LABELS.iter().find(|label| starts_with_ignoring_case(text, label))?.len();
    let (word, after) = text.split_at(length);
    let blank = |rest: &str| rest.starts_with(char::is_whitespace);
    let mark = after.chars().next()?;
    let rest = &after[mark.len_utf8()..];
    let ends = match mark {
        ':' | '—' | '–' | '\n' | '\r' => true,
        '.' | '-' => blank(rest),
        _ => word == "ABSTRACT" && blank(after),
    };
    ends.then_some(rest)
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.as_bytes()
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The text without its copyright line.
pub fn copyright(text: &str) -> &str {
    let from = text.floor_char_boundary(text.len().saturating_sub(TAIL));
    if !may_hold_mark(&text.as_bytes()[from..]) {
        return text;
    }
    let starts = text[from..].char_indices().map(|(at, _)| from + at);
    let mark = starts.into_iter().find(|&at| is_mark(text, at));
    match mark {
        Some(at) if at >= text.len() - at && text[..at].contains(char::is_alphanumeric) => {
            &text[..at]
        }
        _ => text,
    }
}

/// A quick no for the text that has none of the marks, in small letters or capitals: `right` is in both of the phrases, and
/// few letters of a text are a `g`.
fn may_hold_mark(tail: &[u8]) -> bool {
    static SIGN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("©"));
    let stands = |from: Option<usize>, word: &[u8]| {
        let here = from.and_then(|from| tail.get(from..from + word.len()));
        here.is_some_and(|here| here.eq_ignore_ascii_case(word))
    };
    let told = |at: usize| match tail[at] {
        b'(' => stands(Some(at), b"(c)"),
        _ => stands(at.checked_sub(2), b"right"),
    };
    memchr3_iter(b'g', b'G', b'(', tail).any(told) || SIGN.find(tail).is_some()
}

fn is_mark(text: &str, at: usize) -> bool {
    let here = &text[at..];
    // Most characters are none that a mark begins with, and are passed without a comparison of strings.
    let says = match here.as_bytes()[0] {
        b'(' => ["(c)", "(C)"]
            .iter()
            .any(|sign| here.strip_prefix(sign).is_some_and(|after| year_within(after, 12))),
        b'c' | b'C' => says_copyright(here),
        b'a' | b'A' => starts_with_ignoring_case(here, "all rights reserved"),
        _ => return here.strip_prefix('©').is_some_and(|after| year_within(after, 60)),
    };
    says && ends_sentence(&text[..at])
}

fn says_copyright(here: &str) -> bool {
    const WORD: &str = "copyright";
    if !starts_with_ignoring_case(here, WORD) {
        return false;
    }
    let after = &here[WORD.len()..];
    let signed = || ["©", "(c)", "(C)"].iter().any(|sign| after.trim_start().starts_with(sign));
    year_within(after, 40) || signed()
}

/// Whether a new sentence or line starts after `before`.
fn ends_sentence(before: &str) -> bool {
    let blank = |c: char| c.is_whitespace() && c != '\n' && c != '\r';
    before.trim_end_matches(blank).ends_with(SENTENCE_ENDS)
}

/// A year of this or the last century that starts within so many bytes.
fn year_within(text: &str, bytes: usize) -> bool {
    let window = &text.as_bytes()[..text.len().min(bytes + 4)];
    window.windows(4).enumerate().any(|(at, four)| {
        let century = four.starts_with(b"19") || four.starts_with(b"20");
        let edge = |index: Option<usize>| {
            index.and_then(|i| text.as_bytes().get(i)).is_some_and(u8::is_ascii_digit)
        };
        century
            && four.iter().all(u8::is_ascii_digit)
            && !edge(at.checked_sub(1))
            && !edge(Some(at + 4))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn labels_go_and_sentences_stay() {
        for (text, expected) in [
            ("Abstract: We", " We"),
            ("  ABSTRACT Abstract. We", " We"),
            ("Summary—We", "We"),
            ("abstract\nWe", "We"),
            ("Abstract interpretation is", "Abstract interpretation is"),
            ("Abstract-level", "Abstract-level"),
            ("Abstract", "Abstract"),
        ] {
            assert_eq!(labels(text), expected);
        }
    }

    #[test]
    fn copyright_lines_go_and_sentences_stay() {
        for (text, expected) in [
            ("We show that this holds. © 2019 Elsevier B.V.", "We show that this holds. "),
            ("We show that this holds © The Author(s) 2020.", "We show that this holds "),
            ("We show that this holds. (C) 2001 Wiley.", "We show that this holds. "),
            (
                "We show that this really holds. Copyright 1999 ACM",
                "We show that this really holds. ",
            ),
            (
                "We show that this really holds. All rights reserved.",
                "We show that this really holds. ",
            ),
            (
                "We show that this really holds. All Rights Reserved.",
                "We show that this really holds. ",
            ),
            (
                "We show that this reälly holds. aLL rIGHTS rESERVED.",
                "We show that this reälly holds. ",
            ),
            ("We show that this holds. CopyRight 1999 ACM", "We show that this holds. "),
            ("© 2019 Elsevier. We show", "© 2019 Elsevier. We show"),
            ("Steps (a), (b) and then (c) 2019 more", "Steps (a), (b) and then (c) 2019 more"),
            (
                "We study the law and economics of copyright 2.0",
                "We study the law and economics of copyright 2.0",
            ),
            (
                "We study where the code says © 20190 times",
                "We study where the code says © 20190 times",
            ),
        ] {
            assert_eq!(copyright(text), expected);
        }
    }

    proptest! {
        #[test]
        fn the_quick_no_hides_no_mark(
            pieces in prop::collection::vec((prop::sample::select(PIECES.to_vec()), any::<u32>()), 0..8),
        ) {
            let cased = |(piece, capitals): (&str, u32)| -> String {
                let capital = |at: usize| capitals >> (at % 32) & 1 == 1;
                let cased = |(at, c): (usize, char)| if capital(at) { c.to_ascii_uppercase() } else { c };
                piece.chars().enumerate().map(cased).collect()
            };
            let text: String = pieces.into_iter().map(cased).collect();
            let marked = text.char_indices().any(|(at, _)| is_mark(&text, at));
            prop_assert!(!marked || may_hold_mark(text.as_bytes()), "{text}");
        }
    }

    const PIECES: [&str; 9] =
        ["all rights reserved", "copyright", " 1999", "(c)", "©", "right", ". ", "é", "grim ("];

    #[test]
    fn no_more_than_the_tail_is_cut() {
        let text = format!("{} © 2019 {}", "word ".repeat(500), "tail ".repeat(200));
        assert_eq!(copyright(&text), text);
    }
}

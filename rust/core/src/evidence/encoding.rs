//! Letters that were lost on the way: UTF-8 that was read as another encoding (`MÃ¼ller`), and signs in the place of
//! letters that an encoding lacks (`M?ller`). For evidence only: texts and content IDs are made of what is given.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::markup;

/// What the bytes from 0x80 to 0x9f are in Windows-1252; those that it leaves out are control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A sign that stands where a letter was.
pub const fn is_lost(c: char) -> bool {
    matches!(c, '?' | '\u{fffd}')
}

/// A title with its letters, and without the markup of reports.
pub fn of_title(raw: &str) -> Cow<'_, str> {
    match repaired(raw) {
        Cow::Borrowed(same) => markup::read(same),
        Cow::Owned(letters) => Cow::Owned(markup::read(&letters).into_owned()),
    }
}

/// The text with its letters, where UTF-8 was read as Latin-1 or Windows-1252; signs between letters go.
pub fn repaired(text: &str) -> Cow<'_, str> {
    let decoded = decoded(text);
    // The first byte of U+FFFD; nearly no title has it, or a question mark inside.
    if memchr2(b'?', 0xef, decoded.as_bytes()).is_none() {
        return decoded;
    }
    let signs =
        decoded.char_indices().filter(|&(at, sign)| is_lost(sign) && is_inside(&decoded, at, sign));
    let signs: Vec<usize> = signs.map(|(at, _)| at).collect();
    if signs.is_empty() {
        return decoded;
    }
    let kept = decoded.char_indices().filter(|(at, _)| signs.binary_search(at).is_err());
    Cow::Owned(kept.map(|(_, c)| c).collect())
}

/// Whether a sign stands between two letters.
fn is_inside(text: &str, at: usize, sign: char) -> bool {
    text[..at].ends_with(char::is_alphabetic)
        && text[at + sign.len_utf8()..].starts_with(char::is_alphabetic)
}

/// What is left of an apostrophe whose entity lost its signs: `OrsquoNeil`.
const APOSTROPHE: &str = "rsquo";

/// The text where runs of characters beyond ASCII that are the bytes of UTF-8 are what these mean, and with its apostrophes.
pub fn decoded(text: &str) -> Cow<'_, str> {
    // The rarest of its letters first: to make ready for a search of all takes longer than to search.
    let bytes = text.as_bytes();
    if memchr(b'q', bytes).is_some() && memmem::find(bytes, APOSTROPHE.as_bytes()).is_some() {
        return Cow::Owned(reread(&with_apostrophes(text)).into_owned());
    }
    reread(text)
}

/// The text with an apostrophe where only the name of one is left between two letters.
fn with_apostrophes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(APOSTROPHE) {
        let (before, after) = (&rest[..at], &rest[at + APOSTROPHE.len()..]);
        let inside =
            before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic);
        out.push_str(before);
        out.push_str(if inside { "\u{2019}" } else { APOSTROPHE });
        rest = after;
    }
    out + rest
}

fn reread(text: &str) -> Cow<'_, str> {
    if !may_be_misread(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
        let end = rest[at..].find(|c: char| c.is_ascii()).map_or(rest.len(), |length| at + length);
        let run = &rest[at..end];
        let bytes = run.chars().map(byte).collect::<Option<Vec<u8>>>();
        let meant = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        out.push_str(&rest[..at]);
        changed |= meant.is_some();
        out.push_str(meant.as_deref().unwrap_or(run));
        rest = &rest[end..];
    }
    out.push_str(rest);
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// Whether a first byte of UTF-8 for letters of Europe or for typographic signs stands there as a character (`Â Ã Ä Å Î Ï Ð
/// Ñ â`), and another character beyond ASCII follows.
fn may_be_misread(bytes: &[u8]) -> bool {
    let first = |at: usize| {
        let second = bytes.get(at + 1).copied().unwrap_or_default();
        matches!(second, 0x82..=0x85 | 0x8e..=0x91 | 0xa2)
            && bytes.get(at + 2).is_some_and(|next| !next.is_ascii())
    };
    memchr_iter(0xc3, bytes).any(first)
}

/// The byte that was read as this character.
fn byte(c: char) -> Option<u8> {
    let place = WINDOWS.iter().position(|&other| other == c);
    place.map(|at| 0x80 + at as u8).or_else(|| u8::try_from(u32::from(c)).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_come_back() {
        for (given, expected) in [
            ("MÃ¼ller, JÃ¶rg; GÃ³mez, InÃ©s", "Müller, Jörg; Gómez, Inés"),
            ("Ã‰tude â€“ dâ€™un cÅ“ur", "Étude – d’un cœur"),
            ("Ä\u{8d}apek", "čapek"),
            ("Müller, É. Â", "Müller, É. Â"),
            ("Ãngel, São Paulo", "Ãngel, São Paulo"),
            ("mar?es sur la c\u{fffd}te", "mares sur la cte"),
            ("What is it? Nothing", "What is it? Nothing"),
            ("plain", "plain"),
            ("PE OrsquoNeil, G rsquo", "PE O’Neil, G rsquo"),
            ("Parkinsonrsquos disease", "Parkinson’s disease"),
        ] {
            assert_eq!(repaired(given), expected);
        }
    }

    proptest! {
        #[test]
        fn what_was_misread_is_read_again(text in "[a-zà-ÿœŠ’ ]{0,20}") {
            let misread: String = text.bytes().map(|byte| match byte {
                0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
                _ => char::from(byte),
            }).collect();
            prop_assert_eq!(decoded(&misread), text);
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,40}") {
            repaired(&text);
        }
    }
}

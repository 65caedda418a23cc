//! Steps 6 and 7 for any text: Unicode folding, and the words of what is left.
//!
//! ASCII is inert under decomposition and recomposition here (every diacritic that could join it is deleted), so only the
//! runs of other characters take the slow road. Accents, dashes and quotes are looked up; most texts that hold some are
//! plain ASCII when folded, and `scan` finds their words.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::tables::{
    APART, APOSTROPHES, DIACRITICS, GREEK_NAMES, GREEK_SORTED, INVISIBLE, PLAIN_LETTERS, UNSPACED,
    in_ranges,
};

/// Folds a text so that only letters, digits and marks of it are beyond ASCII.
pub fn fold(text: &str, out: &mut String) {
    out.clear();
    let mut rest = text;
    while !rest.is_empty() {
        let plain = plain_run(rest.as_bytes());
        let start = out.len();
        out.push_str(&rest[..plain]);
        out[start..].make_ascii_lowercase();
        rest = &rest[plain..];
        let hard = rest.find(|c: char| c.is_ascii() || simple(c).is_some()).unwrap_or(rest.len());
        fold_run(&rest[..hard], out);
        rest = &rest[hard..];
        while let Some((c, folded)) = rest.chars().next().and_then(|c| Some((c, simple(c)?))) {
            out.push_str(folded);
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// How many bytes of ASCII a text begins with, looked at sixteen at a time.
fn plain_run(bytes: &[u8]) -> usize {
    const BEYOND: u128 = u128::from_ne_bytes([0x80; 16]);
    let (chunks, _) = bytes.as_chunks::<16>();
    let plain = chunks.iter().take_while(|chunk| u128::from_ne_bytes(**chunk) & BEYOND == 0);
    let whole = plain.count() * 16;
    whole + bytes[whole..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// Characters up to here are looked up.
const TABULATED: u32 = 0x2200;

/// What a character folds to whatever stands beside it, if that is ASCII: plain letters, an apostrophe, a space.
fn simple(c: char) -> Option<&'static str> {
    static FOLDED: LazyLock<Vec<Option<Box<str>>>> = LazyLock::new(|| {
        (0..TABULATED).map(|code| char::from_u32(code).and_then(fold_alone)).collect()
    });
    if c.is_ascii() {
        return None;
    }
    FOLDED.get(u32::from(c) as usize)?.as_deref()
}

fn fold_alone(c: char) -> Option<Box<str>> {
    let depends = [APART, DIACRITICS, INVISIBLE].iter().any(|ranges| in_ranges(ranges, c));
    let mut folded = String::new();
    fold_run(c.encode_utf8(&mut [0; 4]), &mut folded);
    let may_be_greek = GREEK_SORTED.contains(&folded.trim());
    (!depends && !may_be_greek && folded.is_ascii()).then(|| folded.into_boxed_str())
}

/// Folds a run without ASCII.
fn fold_run(run: &str, out: &mut String) {
    if run.is_empty() {
        return;
    }
    let mut apart = false;
    let deleted = |c: char| in_ranges(DIACRITICS, c) || in_ranges(INVISIBLE, c);
    let spaced = run.chars().filter(|&c| !deleted(c)).flat_map(|c| {
        let starts = in_ranges(APART, c) && !apart;
        apart = in_ranges(APART, c);
        starts.then_some(' ').into_iter().chain(Some(c))
    });
    let kept = spaced.nfkd().filter(|&c| !deleted(c));
    // Down, up and down again: ẞ has a lower case that has an upper case of two letters.
    let lower = kept.flat_map(char::to_lowercase);
    let cased = lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let folded: Vec<char> = cased.map(|c| if c == 'ς' { 'σ' } else { c }).nfc().collect();
    name_greek(&folded, out);
}

/// Writes folded characters, single Greek letters by their names.
fn name_greek(folded: &[char], out: &mut String) {
    let mut at = 0;
    while let Some(&c) = folded.get(at) {
        let beside = |place: Option<usize>| {
            place.and_then(|place| folded.get(place)).copied().and_then(greek_name)
        };
        let single = beside(at.checked_sub(1)).is_none() && beside(Some(at + 1)).is_none();
        at += 1;
        let Some(name) = greek_name(c).filter(|_| single) else {
            push_plain(c, out);
            continue;
        };
        let marks = folded[at..].iter().take_while(|&&c| is_combining_mark(c)).count();
        out.push(' ');
        out.push_str(name);
        out.extend(&folded[at..at + marks]);
        out.push(' ');
        at += marks;
    }
}

fn greek_name(c: char) -> Option<&'static str> {
    let place = u32::from(c).checked_sub(u32::from('α'))?;
    GREEK_NAMES.get(place as usize).copied()
}

/// Writes one folded character: what separates words as a space, letters with a plain form as that.
fn push_plain(c: char, out: &mut String) {
    match class(c) {
        Class::Apostrophe => out.push('\''),
        Class::Other if !c.is_ascii() => out.push(' '),
        _ => match PLAIN_LETTERS.binary_search_by_key(&c, |entry| entry.0) {
            Ok(found) => out.push_str(PLAIN_LETTERS[found].1),
            Err(_) => out.push(c),
        },
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Digit,
    Unspaced,
    Mark,
    Apostrophe,
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Letter,
        '0'..='9' => Class::Digit,
        c if APOSTROPHES.contains(&c) => Class::Apostrophe,
        c if c.is_ascii() => Class::Other,
        c if is_combining_mark(c) => Class::Mark,
        c if !c.is_alphanumeric() => Class::Other,
        c if is_unspaced(c) => Class::Unspaced,
        c if c.is_numeric() => Class::Digit,
        _ => Class::Letter,
    }
}

/// A letter of any script, as the specification defines it.
pub fn is_letter(c: char) -> bool {
    let decomposed = std::iter::once(c).nfkd();
    let has_letter =
        decomposed.into_iter().any(|part| part.is_alphabetic() && !is_combining_mark(part));
    // A sign that decomposes into letters (`™`, a radical) is none itself.
    c.is_alphabetic() && has_letter && !APOSTROPHES.contains(&c)
}

/// A letter of a script without spaces.
pub fn is_unspaced(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && in_ranges(UNSPACED, c)
}

/// Writes the words of a folded text, one space between them.
pub fn split(folded: &str, out: &mut String) {
    out.clear();
    let mut run = Class::Other;
    let mut before = Class::Other;
    let mut characters = folded.chars().peekable();
    while let Some(c) = characters.next() {
        let here = class(c);
        let letter_follows = characters.peek().is_some_and(|&next| class(next) == Class::Letter);
        let joins = here == Class::Apostrophe && before == Class::Letter && letter_follows;
        before = here;
        match here {
            Class::Mark if run != Class::Other => out.push(c),
            Class::Apostrophe if joins => {}
            Class::Letter | Class::Digit | Class::Unspaced => {
                if here != run && !out.is_empty() {
                    out.push(' ');
                }
                out.push(c);
                run = here;
            }
            _ => run = Class::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    fn split(text: &str) -> String {
        let (mut folded, mut out) = (String::new(), String::new());
        super::fold(text, &mut folded);
        super::split(&folded, &mut out);
        out
    }

    #[test]
    fn folding_brings_spellings_together() {
        for (text, expected) in [
            ("Sørensen Łukasz Straße ﬁne Œuvre", "sorensen lukasz strasse fine oeuvre"),
            ("CO₂ 10³ 10¹² ½", "co 2 10 3 10 12 1 2"),
            ("α-synuclein μm αβγ", "alpha synuclein mu m αβγ"),
            ("don’t ʼtwas 5'3 it's'", "dont twas 5 3 its"),
            ("深度learning模型 データ", "深度 learning 模型 データ"),
            ("e\u{301}te\u{301} na\u{AD}ïve \u{200B}x", "ete naive x"),
            ("हिन्दी ไทย 한국어", "हिन्दी ไทย 한국어"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("１２３ ＡＢＣ", "123 abc"),
            ("10–20 “x” don’t ½α′s 5µm Ⅺ", "10 20 x dont 1 2 alpha s 5 mu m xi"),
            ("α\u{483}x αβ’s", "alpha\u{483} x αβs"),
        ] {
            assert_eq!(split(text), expected);
        }
    }

    #[test]
    fn a_look_up_is_what_the_chain_gives_in_any_company() {
        let mut looked_up = 0;
        for c in (0x80..super::TABULATED).filter_map(char::from_u32) {
            let Some(folded) = super::simple(c) else { continue };
            looked_up += 1;
            for company in ["é", "я", "α", "深", "\u{301}"] {
                let mut alone = String::new();
                super::fold_run(company, &mut alone);
                let mut both = String::new();
                super::fold_run(&format!("{c}{company}"), &mut both);
                assert_eq!(both, format!("{folded}{alone}"), "{c:?} before {company:?}");
            }
        }
        assert!(looked_up > 1000, "{looked_up}");
    }
}

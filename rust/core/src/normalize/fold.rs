//! Steps 6 and 7 for any text: Unicode folding, and the words of what is left.
//!
//! ASCII is inert under decomposition and recomposition here (every diacritic that could join it is deleted), so only the
//! runs of other characters take the slow road.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::tables::{
    APART, APOSTROPHES, DIACRITICS, GREEK_NAMES, INVISIBLE, PLAIN_LETTERS, UNSPACED, in_ranges,
};

/// Writes the words of a text, one space between them.
pub fn words(text: &str, folded: &mut String, out: &mut String) {
    folded.clear();
    fold(text, folded);
    split(folded, out);
}

fn fold(text: &str, out: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().take_while(u8::is_ascii).count();
        let start = out.len();
        out.push_str(&rest[..plain]);
        out[start..].make_ascii_lowercase();
        rest = &rest[plain..];
        let other = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        fold_run(&rest[..other], out);
        rest = &rest[other..];
    }
}

/// Folds a run without ASCII.
fn fold_run(run: &str, out: &mut String) {
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
    out.extend(cased.map(|c| if c == 'ς' { 'σ' } else { c }).nfc());
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Digit,
    Unspaced,
    Greek,
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
        'α'..='ω' => Class::Greek,
        _ => Class::Letter,
    }
}

/// A letter of a script without spaces.
pub fn is_unspaced(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && in_ranges(UNSPACED, c)
}

/// Writes the words of a folded text.
fn split(folded: &str, out: &mut String) {
    let mut run = Class::Other;
    let mut before = Class::Other;
    let mut characters = folded.chars().peekable();
    while let Some(c) = characters.next() {
        let mut here = class(c);
        let next = characters.peek().map_or(Class::Other, |&next| class(next));
        let continues = here == Class::Mark && run != Class::Other;
        let joins = here == Class::Apostrophe && is_letter(before) && is_letter(next);
        if continues || joins {
            out.extend(continues.then_some(c));
            before = here;
            continue;
        }
        let single = here == Class::Greek && before != Class::Greek && next != Class::Greek;
        before = here;
        if here == Class::Greek && !single {
            here = Class::Letter;
        }
        write(c, here, &mut run, out);
    }
}

fn is_letter(class: Class) -> bool {
    matches!(class, Class::Letter | Class::Greek)
}

/// Appends a character to the run it continues, or starts the next word with it.
fn write(c: char, class: Class, run: &mut Class, out: &mut String) {
    let is_word = !matches!(class, Class::Other | Class::Apostrophe | Class::Mark);
    if is_word && (class != *run || class == Class::Greek) && !out.is_empty() {
        out.push(' ');
    }
    *run = if is_word { class } else { Class::Other };
    match (class, greek_name(c)) {
        (Class::Greek, Some(name)) => out.push_str(name),
        _ if is_word => push_plain(c, out),
        _ => {}
    }
}

fn greek_name(c: char) -> Option<&'static str> {
    let place = u32::from(c).checked_sub(u32::from('α'))?;
    GREEK_NAMES.get(place as usize).copied()
}

fn push_plain(c: char, out: &mut String) {
    match PLAIN_LETTERS.binary_search_by_key(&c, |entry| entry.0) {
        Ok(found) => out.push_str(PLAIN_LETTERS[found].1),
        Err(_) => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    fn split(text: &str) -> String {
        let (mut folded, mut out) = (String::new(), String::new());
        super::words(text, &mut folded, &mut out);
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
        ] {
            assert_eq!(split(text), expected);
        }
    }
}

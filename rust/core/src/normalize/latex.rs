//! Step 3: LaTeX markup to its content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use memchr::memchr3;

use super::fold::is_letter;
use super::tables::{DROPPED_COMMANDS, GREEK_SORTED, LETTER_COMMANDS, WORD_COMMANDS};

const ACCENTS: &[u8] = b"'\"^~=.`";
const ACCENT_COMMANDS: &[u8] = b"cvuHkrdbt";
const LONGEST_ARGUMENT: usize = 200;

/// What a command is replaced by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// A letter of a word.
    Letter(&'static str),
    /// A word of its own.
    Word(&'static str),
    /// Nothing, with its arguments.
    Dropped,
}

/// All commands by their packed names, sorted; the first table that has a name gives its meaning. Strings instead of
/// numbers took a twelfth of the whole time on arXiv abstracts.
static COMMANDS: LazyLock<Vec<(u128, Meaning)>> = LazyLock::new(|| {
    let letters =
        LETTER_COMMANDS.iter().map(|&(name, letter)| (name.to_owned(), Meaning::Letter(letter)));
    let words = WORD_COMMANDS.iter().map(|&(name, word)| (name.to_owned(), Meaning::Word(word)));
    let greek = GREEK_SORTED
        .iter()
        .flat_map(|&name| spellings(name).map(|spelled| (spelled, Meaning::Word(name))));
    let dropped = DROPPED_COMMANDS.iter().map(|&name| (name.to_owned(), Meaning::Dropped));
    let mut all = BTreeMap::new();
    for (name, meaning) in letters.chain(words).chain(greek).chain(dropped) {
        if let Some(key) = packed(&name) {
            all.entry(key).or_insert(meaning);
        }
    }
    all.into_iter().collect()
});

/// `\varepsilon` and `\Omega` are `epsilon` and `omega`.
fn spellings(greek: &str) -> [String; 4] {
    let (first, rest) = greek.split_at(1);
    let large = format!("{}{rest}", first.to_uppercase());
    [greek.to_owned(), format!("var{greek}"), format!("var{large}"), large]
}

/// A name as a number; none that has a meaning is longer.
fn packed(name: &str) -> Option<u128> {
    let mut bytes = [0; size_of::<u128>()];
    bytes.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
    Some(u128::from_ne_bytes(bytes))
}

fn meaning(name: &str) -> Option<Meaning> {
    let key = packed(name)?;
    COMMANDS.binary_search_by_key(&key, |command| command.0).ok().map(|place| COMMANDS[place].1)
}

/// Replaces every command and brace.
pub fn strip(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr3(b'\\', b'{', b'}', &bytes[at..]) {
        let mark = at + found;
        out.push_str(&text[at..mark]);
        at = match (bytes[mark], bytes.get(mark + 1)) {
            (b'\\', _) => mark + 1 + command(&text[mark + 1..], out),
            (b'}', Some(b'{')) => {
                out.push_str(if begins_letter(&text[mark + 2..]) { "" } else { " " });
                mark + 2
            }
            _ => mark + 1,
        };
    }
    out.push_str(&text[at..]);
}

/// Whether a group begins with an accent or a letter, which goes on with the word before it: `Nov{\'a}{\v c}ek`.
fn begins_letter(group: &str) -> bool {
    let Some(rest) = group.strip_prefix('\\') else { return false };
    let name = &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()];
    rest.bytes().next().is_some_and(|sign| ACCENTS.contains(&sign))
        || accent(name, &rest[name.len()..]).is_some()
        || matches!(meaning(name), Some(Meaning::Letter(_)))
}

/// Writes what stands for the command after a backslash; says how much of `text` it took.
fn command(text: &str, out: &mut String) -> usize {
    match text.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => named(text, out),
        Some('-' | '/') => 1,
        Some(first) if first.is_ascii() && ACCENTS.contains(&(first as u8)) => 1,
        other => {
            out.push(' ');
            usize::from(other.is_some_and(|c| c.is_ascii() && !c.is_ascii_digit()))
        }
    }
}

fn named(text: &str, out: &mut String) -> usize {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, after) = text.split_at(length);
    if let Some(blanks) = accent(name, after) {
        return length + blanks;
    }
    let meaning = meaning(name);
    if let Some(Meaning::Letter(letter)) = meaning {
        out.push_str(letter);
        return length + if name == "AA" { 0 } else { blanks(after) };
    }
    out.push(' ');
    match meaning {
        Some(Meaning::Word(word)) => {
            out.push_str(word);
            out.push(' ');
            length
        }
        Some(Meaning::Dropped) => length + arguments(after),
        _ => length,
    }
}

/// The blanks between an accent command and what it stands on.
fn accent(name: &str, after: &str) -> Option<usize> {
    let [command] = name.as_bytes() else { return None };
    if !ACCENT_COMMANDS.contains(command) {
        return None;
    }
    let blanks = blanks(after);
    let next = after[blanks..].chars().next()?;
    (next == '{' || is_letter(next)).then_some(blanks)
}

fn blanks(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_whitespace).count()
}

/// Length of an optional star, any number of `[…]` and one `{…}`.
fn arguments(text: &str) -> usize {
    let mut length = usize::from(text.starts_with('*'));
    loop {
        let optional = bracketed(&text[length..], b'[', b']');
        length += optional;
        if optional == 0 {
            return length + bracketed(&text[length..], b'{', b'}');
        }
    }
}

fn bracketed(text: &str, open: u8, close: u8) -> usize {
    if text.as_bytes().first() != Some(&open) {
        return 0;
    }
    text.bytes().take(LONGEST_ARGUMENT + 2).position(|byte| byte == close).map_or(0, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str) -> String {
        let mut out = String::new();
        strip(text, &mut out);
        out
    }

    #[test]
    fn every_command_means_what_its_table_says() {
        for &(name, letter) in LETTER_COMMANDS {
            assert_eq!(meaning(name), Some(Meaning::Letter(letter)), "{name}");
        }
        for &(name, word) in WORD_COMMANDS {
            assert_eq!(meaning(name), Some(Meaning::Word(word)), "{name}");
        }
        for name in DROPPED_COMMANDS {
            assert_eq!(meaning(name), Some(Meaning::Dropped), "{name}");
        }
        for name in [
            "",
            "a",
            "unknown",
            "varvaralpha",
            "ALPHA",
            "alph",
            "alphabet",
            "abcdefghijklmnopqrstuvwxyz",
        ] {
            assert_eq!(meaning(name), None, "{name}");
        }
    }

    #[test]
    fn markup_becomes_its_content() {
        for (text, expected) in [
            (
                r#"Schr\"odinger G\"{o}del Erd\H{o}s Fran\c cois"#,
                "Schrodinger Godel Erdos Francois",
            ),
            (r"S{\o}rensen \L ukasz 5 \AA away na\'{\i}ve", "Sorensen Lukasz 5 A away naive"),
            (r"$\alpha$ $\varepsilon_0$ $\Omega$", "$ alpha $ $ epsilon _0$ $ omega $"),
            (r"\log x \unknown y \emph{word}", " log  x   y  word"),
            (r"{D}eep \frac{a}{b}", "Deep  a b"),
            (r"Nov{\'a}{\v c}ek {\DJ}or{\dj}e {\O}{\aa} x{\b}", "Novacek Dorde Oa x "),
            (r"don\textquoteright t", "don't"),
            (r"x\c⻳ x\c™ x\cé", "x ⻳ x ™ xé"),
            (r"see \citep*[e.g.][p. 3]{key} and \ref{sec}", "see   and  "),
            (r"re\-sult 5\% \\ end\", "result 5    end "),
            (r"\é \b{o} C:\2019", " é o C: 2019"),
        ] {
            assert_eq!(stripped(text), expected, "{text}");
        }
    }
}

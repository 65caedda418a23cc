//! Step 3: LaTeX markup to its content.

use memchr::memchr3;

use super::fold::is_letter;
use super::tables::{DROPPED_COMMANDS, GREEK_SORTED, LETTER_COMMANDS, WORD_COMMANDS, look_up};

const ACCENTS: &[u8] = b"'\"^~=.`";
const ACCENT_COMMANDS: &[u8] = b"cvuHkrdbt";
const LONGEST_ARGUMENT: usize = 200;
const LONGEST_GREEK: usize = "epsilon".len();

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
                out.push(' ');
                mark + 2
            }
            _ => mark + 1,
        };
    }
    out.push_str(&text[at..]);
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
    if let Some(letter) = look_up(LETTER_COMMANDS, name) {
        out.push_str(letter);
        return length + if name == "AA" { 0 } else { blanks(after) };
    }
    out.push(' ');
    if let Some(word) = look_up(WORD_COMMANDS, name).or_else(|| greek(name)) {
        out.push_str(word);
        out.push(' ');
    }
    if DROPPED_COMMANDS.binary_search(&name).is_ok() {
        return length + arguments(after);
    }
    length
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

/// `\varepsilon` and `\Omega` are `epsilon` and `omega`.
fn greek(name: &str) -> Option<&'static str> {
    let name = name.strip_prefix("var").unwrap_or(name);
    let mut lower = [0; LONGEST_GREEK];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.first_mut()?.make_ascii_lowercase();
    let found = GREEK_SORTED.binary_search_by_key(&&*lower, |greek| greek.as_bytes());
    found.ok().map(|place| GREEK_SORTED[place])
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
    fn stripped(text: &str) -> String {
        let mut out = String::new();
        super::strip(text, &mut out);
        out
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
            (r"see \citep*[e.g.][p. 3]{key} and \ref{sec}", "see   and  "),
            (r"re\-sult 5\% \\ end\", "result 5    end "),
            (r"\é \b{o} C:\2019", " é o C: 2019"),
        ] {
            assert_eq!(stripped(text), expected, "{text}");
        }
    }
}

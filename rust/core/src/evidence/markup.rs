//! The markup of old catalogues of reports, in braces: `{sup 12}C`, `Fe{sub 3}O{sub 4}`, `{alpha}`. For evidence only.

use std::borrow::Cow;

use memchr::memchr;

/// Greek letters by their names; the last sigma has none.
const GREEK: [&str; 25] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "", "sigma", "tau", "upsilon", "phi",
    "chi", "psi", "omega",
];

/// The text where such markup is tags and letters. Other braces stay.
pub fn read(text: &str) -> Cow<'_, str> {
    if memchr(b'{', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut open, mut rest, mut changed) = (Vec::new(), text, false);
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let read = if rest.as_bytes()[at] == b'{' {
            opened(inside, &mut open, &mut out)
        } else {
            out.push_str(open.pop().unwrap_or("}"));
            0
        };
        changed |= read > 0;
        rest = &inside[read..];
    }
    out.push_str(rest);
    // What is not closed is no markup.
    if changed && open.is_empty() { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// Writes what a brace opens, and says how much of the text behind it that was.
fn opened(inside: &str, open: &mut Vec<&'static str>, out: &mut String) -> usize {
    let word = inside.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(inside.len());
    let (name, rest) = inside.split_at(word);
    if let Some(letter) = greek(name).filter(|_| rest.starts_with('}')) {
        out.push(letter);
        return word + 1;
    }
    let spaced = rest.starts_with(' ');
    match (name, spaced) {
        ("sup", true) => (open.push("</sup>"), out.push_str("<sup>")),
        ("sub", true) => (open.push("</sub>"), out.push_str("<sub>")),
        ("ital" | "bold", true) => (open.push(""), ()),
        _ => {
            open.push("}");
            out.push('{');
            return 0;
        }
    };
    word + 1
}

fn greek(name: &str) -> Option<char> {
    let small = |name: &str| GREEK.iter().position(|known| !name.is_empty() && *known == name);
    let place = small(name).map(|at| u32::from('α') + at as u32);
    let large = || {
        let first = name.chars().next().filter(char::is_ascii_uppercase)?;
        let at = small(&format!("{}{}", first.to_ascii_lowercase(), &name[1..]))?;
        Some(u32::from('Α') + at as u32)
    };
    place.or_else(large).and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OPEN: char = '{';

    #[test]
    fn braces_are_tags_and_letters() {
        for (given, expected) in [
            ("{sup 12}C in Fe{sub 3}O{sub 4}", "<sup>12</sup>C in Fe<sub>3</sub>O<sub>4</sub>"),
            ("{alpha} and {Delta} at {omega}{sub {pi}}", "α and Δ at ω<sub>π</sub>"),
            ("Ca{sup 2+} {ital in vivo}", "Ca<sup>2+</sup> in vivo"),
            ("{DNA} {sup} {superb} {sup 2", "{DNA} {sup} {superb} {sup 2"),
            ("{A {sup 2}}", "{A <sup>2</sup>}"),
            ("plain", "plain"),
        ] {
            assert_eq!(read(given), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_only_braces_change(text in "(\\{|\\}|sup |sub |alpha|Pi|\\PC){0,12}") {
            let braced = text.contains(OPEN);
            prop_assert!(braced || read(&text) == text);
        }
    }
}

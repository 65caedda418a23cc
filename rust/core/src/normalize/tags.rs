//! Step 2: HTML, JATS and MathML tags. What only looks like a tag stays: `a <b and c> d`.

use memchr::{memchr, memmem};

use super::tables::{BLOCK_ELEMENTS, ELEMENT_PREFIXES, INLINE_ELEMENTS};

const LONGEST_NAME: usize = 40;
const LONGEST_ATTRIBUTES: usize = 1000;

/// What a tag leaves behind.
#[derive(Clone, Copy, PartialEq)]
enum Leaves {
    Nothing,
    LineBreak,
}

/// Removes every tag.
pub fn strip(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(mark) = memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..mark]);
        rest = &rest[mark..];
        let Some((length, leaves)) = tag(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[length..];
        match leaves {
            Leaves::LineBreak => out.push('\n'),
            Leaves::Nothing if between_digits(out, rest) => out.push(' '),
            Leaves::Nothing => {}
        }
    }
    out.push_str(rest);
}

fn between_digits(before: &str, after: &str) -> bool {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    digit(before.as_bytes().last()) && digit(after.as_bytes().first())
}

/// Length and kind of the tag at the start of `text`.
fn tag(text: &str) -> Option<(usize, Leaves)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let end = memmem::find(comment.as_bytes(), b"-->")?;
        return Some(("<!--".len() + end + "-->".len(), Leaves::LineBreak));
    }
    let slash = usize::from(text.as_bytes().get(1) == Some(&b'/'));
    let name = name(&text[1 + slash..])?;
    let leaves = kind(name)?;
    let after = 1 + slash + name.len();
    let attributes = attributes(&text[after..])?;
    Some((after + attributes + 1, leaves))
}

fn name(text: &str) -> Option<&str> {
    let part_of_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_');
    let length = text.bytes().take_while(part_of_name).take(LONGEST_NAME + 1).count();
    let starts_well = text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    (starts_well && length <= LONGEST_NAME).then(|| &text[..length])
}

fn kind(name: &str) -> Option<Leaves> {
    let lower = name.to_ascii_lowercase();
    let (prefix, local) = lower.split_once(':').unwrap_or(("", &lower));
    if INLINE_ELEMENTS.binary_search(&local).is_ok() {
        return Some(Leaves::Nothing);
    }
    let known = ELEMENT_PREFIXES.contains(&prefix) || BLOCK_ELEMENTS.binary_search(&local).is_ok();
    known.then_some(Leaves::LineBreak)
}

/// Length of what stands between the name and `>`, if that can be attributes.
fn attributes(text: &str) -> Option<usize> {
    let end =
        text.bytes().take(LONGEST_ATTRIBUTES + 1).position(|byte| matches!(byte, b'>' | b'<'))?;
    let inside = &text[..end];
    let closes = text.as_bytes()[end] == b'>';
    let listed = inside.trim_end_matches('/').trim_end().is_empty()
        || inside.starts_with(|c: char| c.is_ascii_whitespace()) && inside.contains('=');
    (closes && listed).then_some(end)
}

#[cfg(test)]
mod tests {
    fn stripped(text: &str) -> String {
        let mut out = String::new();
        super::strip(text, &mut out);
        out
    }

    #[test]
    fn tags_go_and_comparisons_stay() {
        for (text, expected) in [
            ("A<sub>1</sub>ARs", "A1ARs"),
            ("10<sup>3</sup>", "10 3"),
            ("<jats:p>One</jats:p><jats:p>Two</jats:p>", "\nOne\n\nTwo\n"),
            ("<mml:unheard-of>x", "\nx"),
            ("<a href=\"x/y\">link</a>", "\nlink\n"),
            ("<br/>x<BR />y", "\nx\ny"),
            ("a <b and c> d", "a <b and c> d"),
            ("x <y>", "x <y>"),
            ("p<0.05 <", "p<0.05 <"),
            ("<i", "<i"),
            ("a<!-- b -->c<!-- d", "a\nc<!-- d"),
        ] {
            assert_eq!(stripped(text), expected);
        }
    }
}

//! Step 1: HTML entities to the characters that they stand for.

use htmlize::ENTITIES;
use memchr::memchr;

/// The longest name of HTML5 has 32 characters; a number of an entity is shorter.
const LONGEST: usize = 40;

/// Replaces every entity once. Called twice, because dumps are escaped twice.
pub fn decode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(mark) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..mark]);
        rest = &rest[mark..];
        let taken = entity(rest, out).unwrap_or_else(|| {
            out.push('&');
            1
        });
        rest = &rest[taken..];
    }
    out.push_str(rest);
}

/// Writes the entity at the start of `text` and says how long it was.
fn entity(text: &str, out: &mut String) -> Option<usize> {
    let window = &text.as_bytes()[..text.len().min(LONGEST)];
    let length = memchr(b';', window)? + 1;
    let name = &text[1..length - 1];
    match name.strip_prefix('#') {
        Some(digits) => out.push(numbered(digits)?),
        None => out.push_str(std::str::from_utf8(ENTITIES.get(&window[..length])?).ok()?),
    }
    Some(length)
}

fn numbered(digits: &str) -> Option<char> {
    let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => (hexadecimal, 16),
        None => (digits, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    fn decoded(text: &str) -> String {
        let mut out = String::new();
        super::decode(text, &mut out);
        out
    }

    #[test]
    fn known_entities_are_replaced_and_others_stay() {
        for (text, expected) in [
            ("&alpha;-synuclein", "α-synuclein"),
            ("&amp;lt;i&gt;", "&lt;i>"),
            ("&#945;&#x3B1;&#X3b1;", "ααα"),
            ("&#xD800; &#99999999999;", "\u{FFFD} \u{FFFD}"),
            ("R&D; A&A &; &#; &#x; &#12", "R&D; A&A &; &#; &#x; &#12"),
            ("&nosuchname; &é;", "&nosuchname; &é;"),
        ] {
            assert_eq!(decoded(text), expected);
        }
    }
}

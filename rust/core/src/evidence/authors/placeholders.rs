//! What stands in author lists and names nobody who can be compared.

use super::token::{Break, Token, alphabet};

/// What stands where no author is known.
const PLACEHOLDERS: &[&str] = &[
    "anon",
    "anonymous",
    "na",
    "nan",
    "nil",
    "no author",
    "no authors",
    "no authors listed",
    "none",
    "null",
    "unknown",
    "unknown author",
    "various",
    "various authors",
];

/// Whether nothing but that stands there.
pub fn is_placeholder(text: &str, tokens: &[Token]) -> bool {
    let said = |place: &str| {
        let words = tokens.iter().map(|token| &text[token.start..token.end]);
        words.clone().count() == place.split(' ').count()
            && words.zip(place.split(' ')).all(|(word, said)| word.eq_ignore_ascii_case(said))
    };
    tokens.len() <= 3 && PLACEHOLDERS.iter().any(|place| said(place))
}

/// Drops names in other scripts; what stood before one of them stands before the next name.
pub fn drop_incomparable(tokens: &mut Vec<Token>) {
    let mut carried = Break::Space;
    tokens.retain_mut(|token| {
        carried = carried.max(token.before);
        let kept = token.alphabets & alphabet::OTHER == 0;
        if kept {
            token.before = std::mem::replace(&mut carried, Break::Space);
        }
        kept
    });
}

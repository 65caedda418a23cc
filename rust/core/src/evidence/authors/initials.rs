//! Which runs of capitals are initials, which are names, and which are degrees.

use super::roles::Role;
use super::token::{Break, Token};

/// Degrees that could be initials: they are degrees only behind a comma, in a list that names others.
const LIKE_INITIALS: &[&str] =
    &["BA", "BS", "BSC", "DDS", "DMD", "DO", "DVM", "MA", "MBA", "MD", "MPH", "MS", "MSC", "RN"];

/// Drops the degrees behind names.
pub fn drop_degrees(text: &str, tokens: &mut Vec<Token>) {
    tokens.retain(|token| {
        token.before != Break::Comma || !LIKE_INITIALS.contains(&&text[token.start..token.end])
    });
}

/// A single letter; up to four capitals among names that have small letters; two letters with a dot (`Yu. D.`), but
/// for the dot that ends the text. Among names all in capitals (`ROOT WS`), up to three without a vowel.
pub fn mark_initials(text: &str, tokens: &mut [Token]) {
    let mixed = tokens.iter().any(|token| token.letters > 1 && !is_shouted(token));
    // Beside longer surnames in capitals, two letters are a surname too.
    let shouting = mixed && tokens.windows(2).any(names_by_capitals);
    let fewest = if shouting { 2 } else { 4 };
    let end = text.trim_end().len();
    for at in 0..tokens.len() {
        let token = &tokens[at];
        let voweled = || text[token.start..token.end].bytes().any(|byte| b"AEIOUY".contains(&byte));
        let initial = match token.letters {
            0 | 1 => true,
            // `St. John`, `DA SILVA`
            2 if token.role == Role::Particle && leads_surname(tokens, at) => false,
            2 if token.dotted && token.end + 1 < end => true,
            4 if !mixed => false,
            2..=4 if is_shouted(token) => {
                let stands = before_given(tokens, at) || (shouting && after_given(tokens, at));
                let surname = mixed && token.letters >= fewest && stands && voweled();
                (mixed && !surname) || !voweled()
            }
            _ => false,
        };
        tokens[at].initial = initial;
    }
}

/// Whether a surname follows that is written in the same letters.
fn leads_surname(tokens: &[Token], at: usize) -> bool {
    const SHORTEST: usize = 4;
    let next = tokens.get(at + 1).filter(|next| next.before == Break::Space);
    next.is_some_and(|next| next.letters >= SHORTEST && is_shouted(next) == is_shouted(&tokens[at]))
}

pub const fn is_shouted(token: &Token) -> bool {
    token.capitals == token.letters
}

/// Whether one of two neighbours is a surname that its capitals tell: `ZHANG Wei`, `Jean DUPONT`. More than four capitals
/// are no initials.
fn names_by_capitals(two: &[Token]) -> bool {
    const LONGEST_INITIALS: usize = 4;
    let surname = |token: &Token| is_shouted(token) && token.letters > LONGEST_INITIALS;
    two[1].before == Break::Space
        && ((surname(&two[0]) && is_given(&two[1])) || (is_given(&two[0]) && surname(&two[1])))
}

/// Whether a token begins a person, and a name with small letters follows: four capitals are hardly ever the initials before
/// a surname.
fn before_given(tokens: &[Token], at: usize) -> bool {
    let begins = at == 0 || tokens[at].before > Break::Hyphen;
    begins && tokens.get(at + 1).is_some_and(|next| next.before == Break::Space && is_given(next))
}

/// Whether a token ends a person, behind a name with small letters.
fn after_given(tokens: &[Token], at: usize) -> bool {
    let ends = tokens.get(at + 1).is_none_or(|next| next.before > Break::Hyphen);
    let before = at.checked_sub(1).is_some_and(|before| is_given(&tokens[before]));
    ends && before && tokens[at].before == Break::Space
}

const fn is_given(token: &Token) -> bool {
    !is_shouted(token) && token.letters > 1
}

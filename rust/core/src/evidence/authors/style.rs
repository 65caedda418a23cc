//! In which style a list is written: what its commas and spaces separate.

use super::initials::is_shouted;
use super::roles::Role;
use super::token::{Break, Token};

/// Words that begin an address behind a name, or stand in one.
const ADDRESS: &[&str] =
    &["college", "department", "hospital", "institute", "school", "university"];

/// Tokens between breaks of at least this strength.
pub fn split(tokens: &[Token], at: Break) -> impl Iterator<Item = &[Token]> + Clone {
    tokens.chunk_by(move |_, next| next.before < at)
}

/// `Surname, Given and Surname, Given`: one comma in every part.
pub fn is_inverted(tokens: &[Token]) -> bool {
    let mut parts = split(tokens, Break::And);
    parts.clone().nth(1).is_some()
        && parts.all(|part| {
            let mut pieces = split(part, Break::Comma);
            let family = pieces.next().unwrap_or_default();
            !has_initials(family) && pieces.next().is_some() && pieces.next().is_none()
        })
}

/// Whether the pieces are surname, given name, surname, given name, …
pub fn reads_as_pairs(tokens: &[Token]) -> bool {
    let pieces = split(tokens, Break::Comma);
    let count = pieces.clone().count();
    let mut families = pieces.clone().step_by(2);
    if count == 2 {
        let given = pieces.clone().nth(1).unwrap_or_default();
        let family = families.next().unwrap_or_default();
        return given[0].before == Break::Comma
            && !has_initials(family)
            && groups(given) < 2
            && (is_one_name(family) || given.len() == 1);
    }
    count > 2 && count.is_multiple_of(2) && families.all(is_one_name)
}

/// Whether commas may stand between people as well as inside them.
pub fn is_ambiguous(tokens: &[Token]) -> bool {
    may_be_two(tokens) || may_be_surnames(tokens)
}

/// `George, Haritsa`, `Smith, Jones, Brown and Lee`: surnames alone, or surnames and given names in turn.
fn may_be_surnames(tokens: &[Token]) -> bool {
    // Most lists have initials, which the first look sees.
    split(tokens, Break::Comma).all(is_one_name)
        && tokens.iter().skip(1).all(|token| token.before <= Break::And)
        && !is_inverted(tokens)
        && reads_as_pairs(tokens)
}

/// `Bin He, Kevin C. Chang`, `Da Silva, Maria Helena`: two people, or the surname and the names of one.
fn may_be_two(tokens: &[Token]) -> bool {
    let breaks = |token: &&Token| token.before > Break::Hyphen;
    let [first, second, third, .., last] = tokens else { return false };
    third.before == Break::Comma
        && tokens.iter().skip(1).filter(breaks).count() == 1
        && first.role == Role::Particle
        && first.capitals == 1
        && [first, second, last].iter().all(|token| !token.initial)
}

/// One surname with its particles.
pub fn is_one_name(piece: &[Token]) -> bool {
    let begins = piece.iter().position(|token| token.role != Role::Particle);
    let rest = &piece[begins.unwrap_or(0)..];
    let linked = rest.iter().skip(1).all(|token| token.before == Break::Hyphen);
    let particled = begins.is_some_and(|at| at > 0);
    !has_initials(piece) && (linked || particled)
}

/// `Smith, J. Jones, K. Brown, L.`: commas inside people, and none between them.
pub fn is_shifted(tokens: &[Token]) -> bool {
    let mut pieces = split(tokens, Break::Comma).skip(1).peekable();
    let mut inner = 0;
    while let Some(piece) = pieces.next() {
        let named = piece.last().is_some_and(|last| !last.initial);
        if !piece[0].initial || named != pieces.peek().is_some() {
            return false;
        }
        inner += usize::from(named);
    }
    let first = split(tokens, Break::Comma).next().unwrap_or_default();
    inner > 0 && !has_initials(first)
}

/// `Smith J Jones K`: how many times initials follow names, if nothing but that is there.
pub fn groups(piece: &[Token]) -> usize {
    let mut runs = piece.chunk_by(|a, b| a.initial == b.initial);
    let count = runs.clone().count();
    let begins = runs.next().is_some_and(|run| !run[0].initial);
    if begins && count % 2 == 0 { count / 2 } else { 0 }
}

/// Whether a token is part of the surname that goes on with the next.
pub fn belongs(token: &Token, next: &Token) -> bool {
    !token.initial && (token.role == Role::Particle || next.before == Break::Hyphen)
}

/// Where the particles begin that end a piece in small letters, behind the given names: `Berg J. van den`.
pub fn last_particles(piece: &[Token]) -> usize {
    let trails = |token: &Token| token.role == Role::Particle && token.capitals == 0;
    piece.iter().rposition(|token| !trails(token)).map_or(0, |at| at + 1)
}

pub fn has_initials(piece: &[Token]) -> bool {
    piece.iter().any(|token| token.initial)
}

pub fn has_name(piece: &[Token]) -> bool {
    piece.iter().any(|token| !token.initial)
}

/// The tokens before those of an address: a name, a comma, `Department of …`.
pub fn before_address<'a>(text: &str, tokens: &'a [Token]) -> &'a [Token] {
    let begins = |token: &Token| {
        let word = &text[token.start..token.end];
        token.role == Role::Corporate && ADDRESS.iter().any(|one| one.eq_ignore_ascii_case(word))
    };
    let Some(found) = tokens.iter().position(begins) else { return tokens };
    let piece = tokens[..=found].iter().rposition(|token| token.before >= Break::Comma);
    &tokens[..piece.filter(|&start| start > 0).unwrap_or(tokens.len())]
}

/// How many tokens of a person are the surname, where capitals tell it and it comes first: `VAN DER BERG Johannes`.
pub fn shouted_family(piece: &[Token]) -> Option<usize> {
    let family = piece.iter().take_while(|token| is_shouted(token) && !token.initial).count();
    let given = &piece[family..];
    let plain = given.iter().any(|token| !token.initial)
        && given.iter().all(|token| token.initial || !is_shouted(token));
    (family > 0 && plain).then_some(family)
}

/// Whether this is the name of one institution though it has an `and` in it: it begins with an acronym and ends with a word
/// such as `Collaborators`, without a comma.
pub fn is_institution(tokens: &[Token]) -> bool {
    const ACRONYM: usize = 3;
    let ([first, ..], Some(last)) = (tokens, tokens.last()) else { return false };
    let inside = &tokens[1..];
    last.role == Role::Corporate
        && first.capitals == first.letters
        && first.letters >= ACRONYM
        && !first.dotted
        && inside.iter().any(|token| token.before == Break::And)
        && inside
            .iter()
            .all(|token| matches!(token.before, Break::Space | Break::Hyphen | Break::And))
}

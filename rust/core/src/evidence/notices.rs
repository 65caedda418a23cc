//! Where a correction or retraction says in brackets what it is of: `(vol 85, pg 553, 2010)`, `(Lake Letters (2010) 85 (553-560))`.
//!
//! One catalogue prints this, another a label before the title, a third both; it is no part of the title.

use super::kinds::Mark;

/// How titles of corrections and retractions begin.
const LABELS: [&str; 8] = [
    "addend",
    "author correct",
    "correct",
    "corrig",
    "errat",
    "publisher correct",
    "retract",
    "withdraw",
];

/// Fewer words are a label alone: the place is all that it says.
const FEWEST: usize = 4;

/// The title without such a place, and the mark that this makes, as bits.
pub fn without_place(raw: &str) -> (&str, u16) {
    let place = last_bracket(raw).and_then(|start| Some((start, mark(raw, &raw[start..])?)));
    let titled = |start: usize| raw[..start].split_whitespace().nth(FEWEST - 1).is_some();
    match place.filter(|(start, _)| titled(*start)) {
        Some((start, mark)) => (raw[..start].trim_end(), mark as u16),
        None => (raw, 0),
    }
}

/// Where the bracket opens with which a title ends; there may be others in it.
fn last_bracket(raw: &str) -> Option<usize> {
    let body = raw.trim_end_matches(['.', ' ']);
    if !body.ends_with([')', ']']) {
        return None;
    }
    let mut depth = 0_usize;
    body.bytes().enumerate().rev().find_map(|(at, byte)| {
        match byte {
            b')' | b']' => depth += 1,
            b'(' | b'[' => depth = depth.saturating_sub(1),
            _ => return None,
        }
        (depth == 0).then_some(at)
    })
}

/// What a bracket with a place makes of a title.
fn mark(raw: &str, place: &str) -> Option<Mark> {
    if !place.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let place = place.to_ascii_lowercase();
    let begins =
        |label: &&str| raw.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label));
    let label = LABELS.iter().find(|label| begins(label));
    let retracts = place.contains("retract") || label == Some(&"retract");
    let of_volume = place.contains("vol ") && place.contains(" pg ");
    let mark = if retracts { Mark::Retraction } else { Mark::Erratum };
    (of_volume || (label.is_some() && has_year_and_page(&place))).then_some(mark)
}

/// Whether a year and another number stand in it.
fn has_year_and_page(place: &str) -> bool {
    let numbers = || place.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let is_year = |run: &str| run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    numbers().any(is_year) && numbers().nth(1).is_some()
}

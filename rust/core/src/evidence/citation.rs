//! Where a title was taken out of a list of references with what stood behind it: `…, in Proc. of VLDB, 1999`.

use super::year::year;

/// What stands behind a title of at least two words: from which byte on, and what it says without `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail<'t> {
    /// Where the title ends.
    pub start: usize,
    /// Venue, year and pages.
    pub said: &'t str,
}

/// Longer texts are no place of a paper.
const LONGEST: usize = 300;

/// Proceedings or the place in a journal that follow a title, with their year.
///
/// ```
/// use paperdedup_core::evidence::citation::tail;
/// let found = tail("Tides on Titan, in Proc. of the Moons, 1999");
/// assert_eq!(found.map(|tail| (tail.start, tail.said)), Some((14, "Proc. of the Moons, 1999")));
/// ```
pub fn tail(title: &str) -> Option<Tail<'_>> {
    let bytes = title.as_bytes();
    // Nearly all titles have no digit. All bytes are looked at, many at a time, rather than up to the first.
    if !bytes.iter().fold(false, |found, byte| found | byte.is_ascii_digit()) {
        return None;
    }
    let signs = title.match_indices([',', '.', ';']).map(|(at, _)| at);
    let ends = signs.filter(|&at| bytes.get(at + 1) == Some(&b' '));
    let titled = |at: &usize| title[..*at].split_whitespace().nth(1).is_some();
    let mut tails = ends.filter(titled).map(|start| (start, title[start + 1..].trim()));
    tails.find_map(|(start, rest)| {
        let inside = without_in(rest);
        let said = inside.unwrap_or(rest);
        let sentence = bytes[start] == b'.';
        let is_place = rest.len() <= LONGEST
            && names_year(said)
            && (begins_proceedings(said)
                || (sentence && inside.is_some() && begins_acronym(said))
                || (sentence && is_place_in_journal(said)));
        is_place.then_some(Tail { start, said })
    })
}

/// What follows `In` or `in:`.
fn without_in(text: &str) -> Option<&str> {
    let rest = text.get(2..).filter(|_| text[..2].eq_ignore_ascii_case("in"))?;
    rest.starts_with([':', ' ']).then(|| rest.trim_start_matches([':', ' ']))
}

fn begins_proceedings(text: &str) -> bool {
    let begins =
        |name: &str| text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    ["proc.", "proc ", "proceedings of", "the proceedings of"].into_iter().any(begins)
}

/// `VLDB 1999`, `SIGMOD'99`
fn begins_acronym(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &text[letters..];
    letters > 2 && names_year(rest.split(',').next().unwrap_or_default())
}

/// Whether a year is in it, of four digits or behind an apostrophe.
fn names_year(text: &str) -> bool {
    let short = |at: usize| {
        let rest = &text.as_bytes()[at + 1..];
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count() == 2
    };
    year(text).is_some() || text.match_indices('\'').any(|(at, _)| short(at))
}

/// `Lake Letters, 24(2), 1999`, `Lake Letters 24:3-9, 1999`: a name, a volume with an issue or pages, and the year at the end.
fn is_place_in_journal(text: &str) -> bool {
    let Some(at) = text.find(|c: char| c.is_ascii_digit()) else { return false };
    let (name, numbers) = text.split_at(at);
    let named = name.starts_with(char::is_uppercase) && name.trim_end().len() > 3;
    let after = numbers.trim_start_matches(|c: char| c.is_ascii_digit());
    let placed = after.trim_start().starts_with(['(', ':']);
    let last = after.trim_end_matches(['.', ')', ' ']);
    let dated = last.get(last.len().saturating_sub(4)..).is_some_and(|end| year(end).is_some());
    let plain = |word: &str| matches!(word, "" | "no" | "pages" | "pp" | "p");
    named && placed && dated && after.split(|c: char| !c.is_alphabetic()).all(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_behind_titles() {
        for (title, said) in [
            ("Tides on Titan, in Proc. of VLDB, 1999", Some("Proc. of VLDB, 1999")),
            (
                "Tides on Titan. In Proceedings of the Moons, 1999",
                Some("Proceedings of the Moons, 1999"),
            ),
            (
                "Tides on Titan. Proc. 5th Conf. on Moons, May 1999",
                Some("Proc. 5th Conf. on Moons, May 1999"),
            ),
            ("Tides on Titan. In: VLDB 1999, pp. 3-9", Some("VLDB 1999, pp. 3-9")),
            ("Tides on Titan. In SIGMOD'99", Some("SIGMOD'99")),
            ("Tides on Titan. Lake Letters, 24(2), 1999.", Some("Lake Letters, 24(2), 1999.")),
            ("Tides on Titan, in Proc. of VLDB", None),
            ("Tides on Titan. In USA, 1990 to 1999", None),
            ("Tides on Titan. In Europe 1999", None),
            ("Tides on Titan, in proceedings, and in 1999", None),
            ("Tides on Titan. Results of 1998 and 1999", None),
            ("Tides on Titan. Lake Letters 24:3-9, 1999", Some("Lake Letters 24:3-9, 1999")),
            ("Tides on Titan. A survey, 1999", None),
            ("Tides on Titan. Weeks 40-52, 1999", None),
            ("Tides on Titan. Part 2, 1900-1950, 1999", None),
            ("Tides, in Proc. of VLDB, 1999", None),
            ("Tides on Titan 1999", None),
        ] {
            assert_eq!(tail(title).map(|tail| tail.said), said, "{title}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_tail_or_none(text in "\\PC{0,20}([.,] (in|In: )?(Proc|VLDB)?\\PC{0,9}'?[0-9]{2,4})?") {
            if let Some(found) = tail(&text) {
                prop_assert!(text[found.start..].ends_with(found.said) || text.ends_with(char::is_whitespace));
            }
        }
    }
}

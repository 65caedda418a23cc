//! The year that a date names.

/// Years that a paper can have.
const PLAUSIBLE: std::ops::RangeInclusive<u16> = 1500..=2100;

/// The first plausible year in a text: four digits that stand alone, or the first four of a compact date (`20190503`).
///
/// ```
/// use paperdedup_core::evidence::year::year;
/// assert_eq!(year("(1996b),"), Some(1996));
/// assert_eq!(year("12/03/2004"), Some(2004));
/// assert_eq!(year("0"), None);
/// ```
pub fn year(text: &str) -> Option<u16> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter_map(of_digits).find(|year| PLAUSIBLE.contains(year))
}

fn of_digits(digits: &str) -> Option<u16> {
    let compact = digits.len() == 8
        && digits[4..6].parse().is_ok_and(|month: u8| (1..=12).contains(&month))
        && digits[6..].parse().is_ok_and(|day: u8| day <= 31);
    if digits.len() == 4 || compact { digits[..4].parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_all_formats() {
        for (text, expected) in [
            ("2019", Some(2019)),
            ("(1996).", Some(1996)),
            ("1996.", Some(1996)),
            ("(1996b),", Some(1996)),
            ("2019-05-03", Some(2019)),
            ("2019-05-03T10:11:12Z", Some(2019)),
            ("May 8, 2019", Some(2019)),
            ("8 mai 2019", Some(2019)),
            ("12/03/2004", Some(2004)),
            ("[1987]", Some(1987)),
            ("c1987", Some(1987)),
            ("1999/2000", Some(1999)),
            ("2019.0", Some(2019)),
            ("20190503", Some(2019)),
            ("12345678", None),
            ("20191399", None),
            ("0", None),
            ("99", None),
            ("0001-01-01", None),
            ("9999", None),
            ("in press", None),
            ("", None),
        ] {
            assert_eq!(year(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_plausible_year_is_found(before in "\\D{0,8}", said in 1500u16..=2100, after in "\\D{0,8}") {
            prop_assert_eq!(year(&format!("{before}{said}{after}")), Some(said));
        }

        #[test]
        fn any_text_has_a_plausible_year_or_none(text in "\\PC{0,40}") {
            prop_assert!(year(&text).is_none_or(|year| PLAUSIBLE.contains(&year)));
        }
    }
}

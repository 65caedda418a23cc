//! What the fields of a record say, parsed so that two records can be compared (`docs/evidence.md`).
//!
//! A parser never fails: what it cannot read is no evidence. None of this enters a content ID.

pub mod authors;
pub mod pages;
pub mod venue;
pub mod year;

#[cfg(test)]
mod tests {
    use super::authors::{Authors, compare};
    use super::pages::Place;
    use super::venue::{Venue, similarity};
    use super::year::year;
    use crate::identifiers::{any_identifier, doi_relation};

    const PAGE: &str = include_str!("../../../../docs/evidence.md");

    /// The rows of the table whose heading begins so, their cells without backticks.
    fn rows(heading: &str) -> Vec<Vec<&'static str>> {
        let table = PAGE.lines().skip_while(|line| !line.starts_with(heading));
        let rows = table.skip(2).take_while(|line| line.starts_with('|'));
        let cells = |row: &'static str| {
            let cells = row.trim_matches('|').split(" | ");
            cells.map(|cell| cell.trim().trim_matches('`')).collect()
        };
        let found: Vec<_> = rows.map(cells).collect();
        assert!(!found.is_empty(), "docs/evidence.md has no table {heading}");
        found
    }

    #[test]
    fn the_page_is_right_about_authors() {
        for row in rows("| one list") {
            let found = compare(&Authors::parse(row[0]), &Authors::parse(row[1]));
            let counts = found.map(|found| (found.matched.to_string(), found.shorter.to_string()));
            assert_eq!(counts, Some((row[2].to_owned(), row[3].to_owned())), "{row:?}");
        }
    }

    #[test]
    fn the_page_is_right_about_venues() {
        for row in rows("| one venue") {
            let found = similarity(&Venue::parse(row[0]), &Venue::parse(row[1])).unwrap_or(-1.0);
            let (side, bound) = row[2].rsplit_once(' ').unwrap_or_default();
            let bound: f64 = bound.parse().unwrap_or(-1.0);
            let holds = if side == "at least" { found >= bound } else { found <= bound };
            assert!(holds, "{row:?}: {found}");
        }
    }

    #[test]
    fn the_page_is_right_about_places_and_years() {
        for row in rows("| volume") {
            let place = |cell: &str| {
                let fields: Vec<&str> = cell.split('·').map(str::trim).collect();
                Place::parse(fields[0], fields[1], fields[2])
            };
            assert_eq!(place(row[0]), place(row[1]), "{row:?}");
        }
        for row in rows("| date") {
            let shown = year(row[0]).map_or_else(|| "none".to_owned(), |year| year.to_string());
            assert_eq!(shown, row[1], "{row:?}");
        }
    }

    #[test]
    fn the_page_is_right_about_identifiers() {
        for row in rows("| text") {
            assert_eq!(any_identifier(row[0]).as_deref(), Some(row[1]), "{row:?}");
        }
        for row in rows("| one DOI") {
            let shown = doi_relation(row[0], row[1]).map(|relation| format!("{relation:?}"));
            assert_eq!(shown.as_deref(), Some(row[2]), "{row:?}");
        }
    }
}

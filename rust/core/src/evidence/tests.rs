//! What docs/evidence.md says of the parsers, held against them; and laws of titles.

use super::authors::{Authors, compare};
use super::foreign::{ANYWHERE, STARTS};
use super::likeness::likeness;
use super::pages::Place;
use super::parsing::Parser;
use super::title::{Code, LAST, LATER, Title};
use super::venue::{Venue, similarity};
use super::year::year;
use crate::identifiers::{any_identifier, doi_relation};
use proptest::prelude::*;

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

fn title(raw: &str) -> Title {
    Parser::default().parse(raw, |_| false)
}

fn number_told(number: u32) -> String {
    match number {
        LATER => "later".to_owned(),
        LAST => "last".to_owned(),
        _ => number.to_string(),
    }
}

#[test]
fn the_page_is_right_about_titles() {
    for row in rows("| title") {
        let parsed = title(row[0]);
        let numbers = |numbers: &[u32]| {
            let shown: Vec<String> = numbers.iter().map(|&number| number_told(number)).collect();
            if shown.is_empty() { "none".to_owned() } else { shown.join(" ") }
        };
        let told = |holds: bool| if holds { "yes" } else { "no" };
        assert_eq!(parsed.text(), row[1], "{row:?}");
        assert_eq!(numbers(&parsed.series), row[2], "{row:?}");
        assert_eq!(numbers(&parsed.numbers), row[3], "{row:?}");
        assert_eq!(told(parsed.marks != 0), row[4], "{row:?}");
        assert_eq!(told(parsed.generic), row[5], "{row:?}");
    }
}

#[test]
fn short_names_are_told_by_how_they_are_written_last() {
    let parsed = title("The cdse of CDSE and CdSe in x-ray by gstM1 and WHATEVER names");
    let found = (0..parsed.words.len()).map(|at| (parsed.word(at), parsed.words[at].code));
    let names: Vec<(&str, Code)> = found.filter(|one| one.1 != Code::None).collect();
    let symbols = ["cdse", "cdse", "cdse", "gstm"].map(|name| (name, Code::Symbol));
    assert_eq!(names, symbols);
    let acronym = title("Names of CdSe that are written as CDSE");
    assert_eq!((acronym.word(2), acronym.words[2].code), ("cdse", Code::Acronym));
}

#[test]
fn the_page_is_right_about_pairs_of_titles() {
    let mut wrong = Vec::new();
    for row in rows("| one title") {
        let like = likeness(&title(row[0]), &title(row[1]), &|_| false, &|_| false);
        let least: f64 = row[2].parse().unwrap_or(-1.0);
        let shown = match () {
            () if like.series => "series",
            () if like.opposite => "opposite",
            () if like.numbers => "numbers",
            () if like.subtitle => "subtitle",
            () if like.equal => "equal",
            () if like.replaced => "word",
            () => "",
        };
        if shown != row[3] || like.quality < least || like.quality >= least + 0.2 {
            wrong.push((row, like));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn phrases_are_normalized() {
    let mut normalizer = crate::normalize::Normalizer::default();
    for (_, phrases) in STARTS.into_iter().chain(ANYWHERE) {
        for &phrase in phrases {
            assert_eq!(normalizer.words(phrase).join(), phrase);
        }
    }
}

proptest! {
    #[test]
    fn any_string_is_a_title(raw in any::<String>()) {
        let parsed = title(&raw);
        prop_assert!(parsed.main <= parsed.words.len());
        for at in 0..parsed.words.len() {
            prop_assert!(!parsed.word(at).is_empty());
        }
        let like = likeness(&parsed, &parsed, &|_| false, &|_| false);
        prop_assert!(like.equal && !like.series && !like.numbers && !like.opposite);
    }

    #[test]
    fn the_order_of_two_titles_does_not_matter(
        one in "([a-e]{1,6}|part|ii|1|2|acute|chronic)( ([a-e]{1,6}|part|ii|1|2|acute|chronic)){0,7}",
        two in "([a-e]{1,6}|part|ii|1|2|acute|chronic)( ([a-e]{1,6}|part|ii|1|2|acute|chronic)){0,7}",
    ) {
        let (a, b) = (title(&one), title(&two));
        let known = |word: &str| word.starts_with('a');
        let (here, there) = (likeness(&a, &b, &known, &|_| false), likeness(&b, &a, &|_| false, &known));
        prop_assert_eq!(here, there);
        prop_assert!((0.0..=1.0).contains(&here.quality) && here.quality <= here.containment + 1e-9 || here.quality >= 0.85);
    }
}

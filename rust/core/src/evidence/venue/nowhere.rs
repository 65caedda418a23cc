//! What stands in the field of a venue and names none: the address of a server, a note on what is not printed yet, a town.

use super::words::{Meaning, meaning};

/// Whether a text in the field of a venue names none.
pub fn is_nowhere(text: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | '(' | ')');
    let text = text.trim_matches(ends);
    is_host(text) || NOTES.iter().any(|note| note.eq_ignore_ascii_case(text)) || is_town(text)
}

/// Whether it is the address of a server, which shows what others print: `portal.acm.org`.
fn is_host(name: &str) -> bool {
    const ENDS: [&str; 5] = [".com", ".edu", ".gov", ".net", ".org"];
    let ends = |end: &&str| {
        let from = name.len().checked_sub(end.len()).filter(|&from| from > 0);
        from.and_then(|from| name.get(from..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
    };
    ENDS.iter().any(ends) && !name.contains(char::is_whitespace)
}

/// What is said where nobody knows yet where it is printed. What is only submitted may be printed otherwise.
const NOTES: [&str; 8] = [
    "accepted",
    "accepted for publication",
    "forthcoming",
    "in press",
    "n/a",
    "see",
    "to appear",
    "unknown",
];

/// Countries and states, and their codes, as they stand behind the name of a town.
const REGIONS: [&str; 117] = [
    "AZ",
    "Alabama",
    "Alberta",
    "Argentina",
    "Arizona",
    "Arkansas",
    "Australia",
    "Austria",
    "Belgium",
    "Brazil",
    "British Columbia",
    "CA",
    "CO",
    "CT",
    "California",
    "Canada",
    "Chile",
    "China",
    "Colorado",
    "Connecticut",
    "Czech Republic",
    "D.C",
    "DC",
    "Denmark",
    "Egypt",
    "England",
    "FL",
    "Finland",
    "Florida",
    "France",
    "GA",
    "Georgia",
    "Germany",
    "Greece",
    "Hawaii",
    "Hungary",
    "IL",
    "Illinois",
    "India",
    "Indiana",
    "Iowa",
    "Ireland",
    "Israel",
    "Italy",
    "Japan",
    "Kansas",
    "Kentucky",
    "Korea",
    "Louisiana",
    "MA",
    "MD",
    "MI",
    "MN",
    "Maryland",
    "Massachusetts",
    "Mexico",
    "Michigan",
    "Minnesota",
    "Missouri",
    "NC",
    "NJ",
    "NM",
    "NV",
    "NY",
    "Nebraska",
    "Netherlands",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New York",
    "New Zealand",
    "North Carolina",
    "Norway",
    "OH",
    "OR",
    "Ohio",
    "Oklahoma",
    "Ontario",
    "Oregon",
    "PA",
    "Pennsylvania",
    "Poland",
    "Portugal",
    "Quebec",
    "Rhode Island",
    "Russia",
    "Scotland",
    "Singapore",
    "South Africa",
    "South Carolina",
    "South Korea",
    "Spain",
    "Sweden",
    "Switzerland",
    "TX",
    "Taiwan",
    "Tennessee",
    "Texas",
    "Thailand",
    "The Netherlands",
    "Turkey",
    "U.K",
    "U.S.A",
    "UK",
    "USA",
    "UT",
    "United Kingdom",
    "United States",
    "Utah",
    "VA",
    "Vermont",
    "Virginia",
    "WA",
    "WI",
    "Washington",
    "Wisconsin",
];

/// Months, as far as they are written out or cut to three letters.
const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";

/// Whether it is where a meeting was held or a publisher is: names, of which the last is a region, perhaps with a date.
fn is_town(text: &str) -> bool {
    const LONGEST: usize = 60;
    if text.len() > LONGEST || !text.contains(',') {
        return false;
    }
    let mut parts = text.split(',').map(str::trim).filter(|part| !is_date(part));
    let is_name = |part: &str| part.split_whitespace().all(is_proper);
    let town = parts.next().is_some_and(is_name);
    let region = parts.next_back().map(|last| last.trim_end_matches('.'));
    town && region.is_some_and(|region| REGIONS.binary_search(&region).is_ok())
}

/// A name without the town and the country behind it, where these are told apart: `Springer, Berlin, Germany`.
pub fn without_town(text: &str) -> &str {
    let Some((rest, region)) = text.rsplit_once(',') else { return text };
    let Some((name, town)) = rest.rsplit_once(',') else { return text };
    let is_region = |part: &str| REGIONS.binary_search(&part.trim().trim_end_matches('.')).is_ok();
    let is_town =
        !is_region(town) && town.split_whitespace().all(is_proper) && !town.trim().is_empty();
    // Of three names before a country, the second may be of a list: Health, Sports, and …
    if is_region(region) && is_town && !name.contains(',') { name } else { text }
}

/// Whether a word may be one of the name of a town or a company: no word of venues, which begins in a capital.
fn is_proper(word: &str) -> bool {
    let plain = || meaning(&word.trim_end_matches('.').to_lowercase()) == Meaning::Plain;
    word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && plain()
}

/// Whether it is nothing but a month, days and a year, or nothing at all.
fn is_date(part: &str) -> bool {
    let is_month = |word: &str| {
        let month = word.get(..3).map(str::to_ascii_lowercase);
        month.is_some_and(|month| MONTHS.split(' ').any(|name| name == month))
    };
    let number = |word: &str| !word.contains(char::is_alphabetic);
    part.split_whitespace().all(|word| number(word) || is_month(word))
}

//! Numbers of patents: the country and the digits, as `us8524087`, however they are grouped; `us12/345678` is the application.
//!
//! What kind of document it is (`A1`, `B2`) is left out: an application and its grant often have one number.

use super::values::digits;

/// Offices, by the code of their country, and how their patents are called.
const OFFICES: [(&str, &[&str]); 16] = [
    ("us", &["u.s.", "u.s", "united states", "usa"]),
    ("ep", &["european"]),
    ("wo", &["international", "wipo"]),
    ("jp", &["japanese", "japan"]),
    ("cn", &["chinese", "china"]),
    ("de", &["german"]),
    ("gb", &["british", "uk"]),
    ("fr", &["french"]),
    ("kr", &["korean"]),
    ("ca", &["canadian"]),
    ("au", &["australian"]),
    ("tw", &["taiwan"]),
    ("ru", &["russian"]),
    ("in", &["indian"]),
    ("es", &["spanish"]),
    ("ch", &["swiss"]),
];

/// What stands between the word and the number.
const BETWEEN: [&str; 13] = [
    "application",
    "appl",
    "app",
    "publication",
    "publ",
    "pub",
    "serial",
    "ser",
    "number",
    "num",
    "nos",
    "no",
    "nr",
];

/// Pages of patents have their numbers in their addresses.
const PLACES: [&str; 6] = [
    "patents.google.com/patent/",
    "google.com/patents/",
    "espacenet.com/",
    "patentscope.wipo.int/",
    "freepatentsonline.com/",
    "lens.org/lens/patent/",
];

/// Longer texts name more than one patent.
const LONGEST: usize = 200;

/// Whether a number is of an application, counted by years, or counted on from the first patent: of one country and one such
/// kind, another number is another patent, but an application and its grant are of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Application,
    Yearly,
    Granted,
}

/// Whether two spelled identifiers are numbers of two patents, which share neither family nor text.
///
/// ```
/// use paperdedup_core::identifiers::are_two_patents;
/// assert!(are_two_patents("patent:us8524087", "patent:us8524088"));
/// assert!(!are_two_patents("patent:us8524087", "patent:us12/345678"));
/// assert!(!are_two_patents("patent:us8524087", "patent:ep1234567"));
/// ```
pub fn are_two_patents(one: &str, other: &str) -> bool {
    let pair = one.strip_prefix("patent:").zip(other.strip_prefix("patent:"));
    pair.is_some_and(|(one, other)| {
        one != other && one.get(..2) == other.get(..2) && kind(one) == kind(other)
    })
}

fn kind(value: &str) -> Kind {
    const YEARLY_DIGITS: usize = 10;
    match value {
        _ if value.contains('/') => Kind::Application,
        _ if value.len() >= 2 + YEARLY_DIGITS => Kind::Yearly,
        _ => Kind::Granted,
    }
}

/// The value in a text in lower case that is all of a patent's number: `us8524087b2`, `wo 2012/123456`.
pub(super) fn value(text: &str) -> Option<String> {
    let (value, rest) = coded(text)?;
    is_end(without_code(rest)).then_some(value)
}

/// The number in a text in lower case that shows that it is one: by the word, or by the code of the document behind it.
pub(super) fn shown(text: &str) -> Option<String> {
    if text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    named(text).or_else(|| {
        let (value, rest) = coded(text)?;
        let international = value.starts_with("wo") && text.contains('/');
        let told = without_code(rest).len() < rest.len() || international;
        (told && is_end(without_code(rest))).then_some(value)
    })
}

/// The patent by which the venue of a record is called.
pub(super) fn in_venue(venue: &str) -> Option<String> {
    // Most venues hold no digit, and are not looked at twice.
    let told = venue.len() <= LONGEST && venue.bytes().any(|byte| byte.is_ascii_digit());
    if told { shown(&venue.trim().to_lowercase()) } else { None }
}

/// The patent in the address of its page.
pub(super) fn in_address(url: &str) -> Option<String> {
    let lower = url[..url.floor_char_boundary(LONGEST)].to_lowercase();
    // Most addresses are of no such page: two looks, not six.
    if !["patent", "espacenet"].iter().any(|word| lower.contains(word)) {
        return None;
    }
    let (place, at) = PLACES.iter().find_map(|place| Some((place, lower.find(place)?)))?;
    let rest = lower[at + place.len()..].replace("%3d", "=");
    let pieces = || rest.split(|c: char| !c.is_ascii_alphanumeric());
    let after = |name: &str| {
        let at = rest.split(['?', '&']).find_map(|piece| piece.strip_prefix(name))?;
        Some(at.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
    };
    let apart = || value(&format!("{}{}", after("cc=")?, after("nr=")?));
    let american = || {
        let number = digits(pieces().next()?).filter(|_| place.starts_with("freepatents"))?;
        value(&format!("us{number}"))
    };
    let joined = || value(&rest.split(['/', '?']).next()?.replace('_', " "));
    pieces().find_map(value).or_else(apart).or_else(american).or_else(joined)
}

/// `us patent no. 8,524,087 b2`, `patent us8524087`.
fn named(text: &str) -> Option<String> {
    text.match_indices("patent").find_map(|(at, word)| {
        let rest = text[at + word.len()..].trim_start_matches('s');
        let rest = rest.strip_prefix(" and trademark office").unwrap_or(rest);
        let rest = behind_words(rest);
        let of_office = || {
            let office = office_before(text[..at].trim_end())?;
            number(office, rest.strip_prefix(office).unwrap_or(rest).trim_start())
        };
        let (value, rest) = coded(rest).or_else(of_office)?;
        (!rest.starts_with(char::is_alphanumeric) || without_code(rest).len() < rest.len())
            .then_some(value)
    })
}

/// The text behind `App. No.` and the like.
fn behind_words(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '.', ':', '#', ',', '(']);
        let next = BETWEEN.iter().find_map(|word| rest.strip_prefix(word));
        match next.filter(|next| !next.starts_with(char::is_alphabetic)) {
            Some(next) => rest = next,
            None => return rest,
        }
    }
}

/// The office that a text ends with.
fn office_before(text: &str) -> Option<&'static str> {
    let ends = |name: &str| {
        let before = text.strip_suffix(name);
        before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
    };
    OFFICES
        .iter()
        .find(|(code, names)| ends(code) || names.iter().any(|name| ends(name)))
        .map(|(code, _)| *code)
}

/// The code of a country and a number, and what follows them.
fn coded(text: &str) -> Option<(String, &str)> {
    let office = OFFICES.iter().map(|(code, _)| *code).find(|code| text.starts_with(code))?;
    number(office, text[office.len()..].trim_start())
}

/// The number at the beginning of a text, and what follows it.
fn number<'a>(office: &str, text: &'a str) -> Option<(String, &'a str)> {
    let letters: &[&str] = match office {
        "jp" => &["h", "s", "p"],
        "us" => &["re", "pp", "d"],
        _ => &[],
    };
    let letter = letters.iter().copied().find(|letter| text.starts_with(letter)).unwrap_or("");
    let text = text[letter.len()..].trim_start();
    let (groups, end) = groups(office, text);
    let rest = &text[end..];
    let (first, all) = (groups.first()?.len(), groups.concat());
    let application = text[first..].starts_with('/') && first == 2 && office != "wo";
    let all = match office {
        "wo" => international(&all)?,
        _ if application => format!("{}/{}", groups[0], groups[1..].concat()),
        _ => all.trim_start_matches('0').to_owned(),
    };
    (5..=14).contains(&all.len()).then(|| (format!("{office}{letter}{all}"), rest))
}

/// The groups of digits of one number, and where they end. Another number may follow, such as a year.
fn groups<'a>(office: &str, text: &'a str) -> (Vec<&'a str>, usize) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    let mut groups = vec![&text[..end]];
    while let Some(separator) = text[end..].chars().next().filter(|_| end > 0) {
        let start = end + separator.len_utf8();
        let length = digits(&text[start..]);
        let (alone, first) = (groups.len() == 1, groups[0].len());
        let yearly = alone && first == 4 && (5..=7).contains(&length);
        let german = matches!((office, first), ("de" | "kr", 2)) && (length == 4 || length == 7);
        let follows = match separator {
            ',' => length == 3,
            ' ' => length == 3 || yearly || german,
            '-' => yearly || (length > 0 && matches!(office, "jp" | "kr")),
            '/' => yearly || (alone && first == 2 && length >= 3),
            _ => false,
        };
        if !follows {
            break;
        }
        end = start + length;
        groups.push(&text[start..end]);
    }
    (groups, end)
}

/// `2012123456`, of which old numbers leave out the century, and a zero.
fn international(all: &str) -> Option<String> {
    let (year, number) = match all.len() {
        10 => return Some(all.to_owned()),
        7 | 8 => all.split_at(2),
        _ => return None,
    };
    let century = if year >= "78" { "19" } else { "20" };
    Some(format!("{century}{year}{number:0>6}"))
}

/// The text behind the code of the document: `A1`, `B2`, `U`.
fn without_code(text: &str) -> &str {
    let rest = text.strip_prefix([' ', '-']).unwrap_or(text);
    let Some(after) = rest.strip_prefix(|c: char| matches!(c, 'a'..='c' | 'e' | 's'..='u' | 'y'))
    else {
        return text;
    };
    let after = after.strip_prefix(|c: char| c.is_ascii_digit()).unwrap_or(after);
    if after.starts_with(char::is_alphanumeric) { text } else { after }
}

/// Whether nothing but signs, a date or an address is left.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(['/', '?', '#', ',', '.', ';', '('])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_patents() {
        for (text, expected) in [
            ("US Patent 8,524,087", Some("us8524087")),
            ("US Patent 8,524,087, 2013", Some("us8524087")),
            ("U.S. Patent No. 8524087 B2", Some("us8524087")),
            ("United States Patent 8524087", Some("us8524087")),
            ("Patent US8524087B2", Some("us8524087")),
            ("US Patent App. 12/345,678", Some("us12/345678")),
            ("US Patent Application No. US 2012/0123456 A1", Some("us20120123456")),
            ("US20120123456A1", Some("us20120123456")),
            ("US Patent RE38,123", Some("usre38123")),
            ("EP 1234567 A1", Some("ep1234567")),
            ("EP 1 234 567 B1", Some("ep1234567")),
            ("European Patent 1,234,567", Some("ep1234567")),
            ("WO2012/123456", Some("wo2012123456")),
            ("WO 99/12345", Some("wo1999012345")),
            ("WO Patent 2,012,123,456", Some("wo2012123456")),
            ("JP 2001-123456 A", Some("jp2001123456")),
            ("JP H05-123456 A", Some("jph5123456")),
            ("DE 10 2004 012 345 A1", Some("de102004012345")),
            ("CN 101234567 A", Some("cn101234567")),
            ("CN Patent 101234567", Some("cn101234567")),
            ("KR 10-2004-0012345 A", Some("kr1020040012345")),
            ("US patent law review", None),
            ("US Patent Quarterly 12", None),
            ("Patent 8524087", None),
            ("WO", None),
            ("WO 12", None),
            ("IN 1999", None),
            ("DE 1234567", None),
            ("Ch. 12345 A", None),
            ("EP 1234567 A1 and others", None),
            ("In 2012 123456 records", None),
            ("ES 2019 a", None),
            ("Journal of Patents 12345, 1999", None),
            ("", None),
        ] {
            assert_eq!(shown(&text.to_lowercase()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn addresses_of_patents() {
        for (url, expected) in [
            ("https://patents.google.com/patent/US8524087B2/en", Some("us8524087")),
            ("https://www.google.com/patents/US8524087", Some("us8524087")),
            ("https://worldwide.espacenet.com/patent/search?q=pn%3DEP1234567A1", Some("ep1234567")),
            (
                "https://worldwide.espacenet.com/publicationDetails/biblio?CC=EP&NR=1234567A1&KC=A1",
                Some("ep1234567"),
            ),
            (
                "https://patentscope.wipo.int/search/en/detail.jsf?docId=WO2012123456",
                Some("wo2012123456"),
            ),
            ("http://www.freepatentsonline.com/8524087.html", Some("us8524087")),
            ("https://www.freepatentsonline.com/EP1234567A1.html", Some("ep1234567")),
            ("https://www.lens.org/lens/patent/US_8524087_B2/fulltext", Some("us8524087")),
            ("https://patents.google.com/?q=tides", None),
            ("https://example.org/US8524087B2", None),
        ] {
            assert_eq!(in_address(url).as_deref(), expected, "{url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_value_is_read_as_itself(text in "(us|wo|jp|de|kr|ep) ?(patent )?[0-9hsrep/, -]{1,18}[ab]?1?") {
            for found in [shown(&text), value(&text)].into_iter().flatten() {
                proptest::prop_assert_eq!(value(&found), Some(found));
            }
        }
    }
}

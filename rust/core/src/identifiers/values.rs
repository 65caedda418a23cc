//! The values of identifiers, read from texts in lower case that have lost what stands before them.

use super::clean_doi;

/// So many places of a text are looked at.
const MANY: usize = 8;

/// The first word of a text, without what an address or a list has behind it.
pub(super) fn word(text: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, '?' | '#' | '"' | '|' | ';' | ',' | '”');
    text.split(ends).next().unwrap_or_default().trim_end_matches('/')
}

/// The DOI of a field of DOIs: the first, where there are more or other things beside it.
pub(super) fn doi_of_field(text: &str) -> Option<String> {
    let next = text.match_indices([';', ',', '|']).find(|(at, _)| begins_doi(&text[at + 1..]));
    let first = next.map_or(text, |(at, _)| &text[..at]);
    clean_doi(first).or_else(|| doi(first)).or_else(|| doi_within(text))
}

fn begins_doi(text: &str) -> bool {
    let numbered = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    text.strip_prefix("10.").is_some_and(numbered)
        || ["http", "doi"].iter().any(|prefix| text.starts_with(prefix))
}

/// The first DOI in a text that is more than one: `10.1000/a [doi]`, `S01 [pii] 10.1000/a [doi]`, the address of a publisher's
/// page.
pub(super) fn doi_within(text: &str) -> Option<String> {
    let starts = text.match_indices("10.").map(|(at, _)| at);
    let begins = |at: &usize| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '.');
    let word = |at: usize| text[at..].split_whitespace().next().unwrap_or_default();
    starts.filter(begins).take(MANY).find_map(|at| clean_doi(word(at).trim_end_matches([';', ','])))
}

/// `10.`, four to nine digits, `/`, and anything without blanks.
pub(super) fn doi(text: &str) -> Option<String> {
    let (registrant, suffix) = text.split_once('/')?;
    let registered = registrant.strip_prefix("10.")?;
    let well_formed = registered.starts_with(|c: char| c.is_ascii_digit())
        && (4..=12).contains(&registered.len())
        && !suffix.is_empty()
        && !suffix.contains(char::is_whitespace);
    well_formed.then(|| text.to_owned())
}

/// The arXiv number at the beginning of a word, without the version.
pub(super) fn numbered(word: &str) -> Option<String> {
    let end = word.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '/' | '-'));
    arxiv(word[..end.unwrap_or(word.len())].trim_end_matches(['.', '/', '-']))
}

/// `1905.01234` or `hep-th/9901001`, without the version.
pub(super) fn arxiv(text: &str) -> Option<String> {
    let text = text.strip_suffix(".pdf").unwrap_or(text);
    let text = match text.rsplit_once('v') {
        Some((number, version)) if digits(version).is_some() => number,
        _ => text,
    };
    new_arxiv(text).or_else(|| is_old_arxiv(text).then(|| text.to_owned()))
}

/// `1905.01234`. Since 2015 the serial has five digits: the last of four is a zero that a column of numbers has lost.
fn new_arxiv(text: &str) -> Option<String> {
    let (month, serial) = text.split_once('.')?;
    let well_formed = month.len() == 4
        && (4..=5).contains(&serial.len())
        && is_month(digits(month)?)
        && digits(serial).is_some();
    well_formed.then(|| format!("{month}.{serial:0<width$}", width = serial_digits(month)))
}

/// The arXiv number that a column of numbers made `704.001` of: `0704.0010`.
pub(super) fn arxiv_as_number(text: &str) -> Option<String> {
    let (month, serial) = text.split_once('.')?;
    let well_formed = (3..=4).contains(&month.len()) && (1..=5).contains(&serial.len());
    let month = format!("{:0>4}", digits(month).filter(|_| well_formed)?);
    let serial = digits(serial).filter(|_| is_month(&month))?;
    Some(format!("{month}.{serial:0<width$}", width = serial_digits(&month)))
}

/// Whether two digits of a year and a month.
fn is_month(digits: &str) -> bool {
    ("01"..="12").contains(&&digits[2..])
}

/// How many digits a serial number of this month has.
fn serial_digits(month: &str) -> usize {
    if month < "1501" { 4 } else { 5 }
}

/// `hep-th/9901001`
fn is_old_arxiv(text: &str) -> bool {
    let parts = text.split_once('/');
    parts.is_some_and(|(archive, serial)| {
        let named = archive.starts_with(|c: char| c.is_ascii_alphabetic())
            && archive.chars().all(|c| c.is_ascii_alphabetic() || c == '-' || c == '.');
        named && serial.len() == 7 && digits(serial).is_some()
    })
}

/// A number, whatever an address, a list or a column of numbers has behind it: `123`, `123.0`, `123/`, `123 [pmid]`.
pub(super) fn number(text: &str) -> Option<&str> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(length);
    let rest = rest.strip_prefix(".0").or_else(|| rest.strip_prefix(".1")).unwrap_or(rest);
    let bound = rest.trim_start_matches(['.', '-']);
    let alone = !bound.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let number = number.trim_start_matches('0');
    digits(number).filter(|_| alone && length <= LONGEST_NUMBER)
}

/// Longer numbers are none of a paper.
const LONGEST_NUMBER: usize = 10;

/// The 40 hexadecimal digits that follow the title in the address of a page.
pub(super) fn sha(text: &str) -> Option<String> {
    let is_sha = |last: &&str| last.len() == 40 && last.bytes().all(|b| b.is_ascii_hexdigit());
    text.rsplit('/').next().filter(is_sha).map(str::to_owned)
}

/// `p19-1001` or `2020.acl-main.1`, without the version.
pub(super) fn acl(text: &str) -> Option<String> {
    let page = page(text, &[".pdf", ".bib", ".xml"]);
    let bare = match page.rsplit_once('v') {
        Some((number, version)) if digits(version).is_some() => number,
        _ => page,
    };
    (is_old_acl(bare) || is_new_acl(bare)).then(|| bare.to_owned())
}

/// `p19-1001`
fn is_old_acl(text: &str) -> bool {
    let parts = text.split_once('-');
    parts.is_some_and(|(volume, number)| {
        let year = volume.strip_prefix(|c: char| c.is_ascii_lowercase()).and_then(digits);
        year.is_some_and(|year| year.len() == 2) && number.len() == 4 && digits(number).is_some()
    })
}

/// `2020.acl-main.1`
pub(super) fn is_new_acl(text: &str) -> bool {
    let mut parts = text.split('.');
    let mut next = || parts.next().unwrap_or_default();
    let (year, volume, number) = (next(), next(), next());
    let named = volume.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    year.len() == 4
        && digits(year).is_some()
        && named
        && volume.contains('-')
        && digits(number).is_some()
        && parts.next().is_none()
}

/// The name of a record of DBLP.
pub(super) fn dblp(text: &str) -> Option<String> {
    let bare = page(text, &[".html", ".bib", ".xml"]);
    is_dblp(bare).then(|| bare.to_owned())
}

/// `journals/…/…`, `conf/…/…` and the like.
pub(super) fn is_dblp(text: &str) -> bool {
    const KINDS: [&str; 8] =
        ["books", "conf", "journals", "phd", "reference", "series", "tr", "www"];
    let mut parts = text.split('/');
    let kind = parts.next().is_some_and(|kind| KINDS.contains(&kind));
    let named = |part: Option<&str>| {
        part.is_some_and(|part| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        })
    };
    kind && named(parts.next()) && named(parts.next()) && parts.next().is_none()
}

/// The name of a page without its slash and the ending of one of its formats.
fn page<'a>(text: &'a str, endings: &[&str]) -> &'a str {
    let text = text.trim_end_matches('/');
    endings.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text)
}

pub(super) fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

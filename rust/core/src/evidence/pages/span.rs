//! First and last page, from one text.

use super::{Page, is_digit, strip_marks};

/// `p. 1123`: the mark of one page, and no more digits than one has.
pub(super) fn is_one_page(text: &str) -> bool {
    const MOST_DIGITS: usize = 5;
    let text = text.trim_start();
    let word = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    ["p", "pg", "page"].iter().any(|mark| text[..word].eq_ignore_ascii_case(mark))
        && digits <= MOST_DIGITS
}

/// `44:1-44:29`: the pages of article 44, which has that number everywhere.
pub(super) fn of_article(text: &str) -> Option<Page> {
    let (first, last) = text.trim().split_once(['-', '–'])?;
    let (article, page) = first.trim().split_once(':')?;
    let (again, _) = last.trim_start_matches(['-', ' ']).split_once(':')?;
    let whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if again == article && page == "1" && whole(article) { self::page(article) } else { None }
}

/// Whether two numbers may have lost the dash between them (`148156`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glue {
    Likely,
    None,
}

/// First and last page.
pub(super) fn span(text: &str, glue: Glue) -> (Option<Page>, Option<Page>) {
    let mut pages = [None; 4];
    let mut count = 0;
    let text = strip_marks(text);
    if let Some(item) = of_item(text) {
        return item;
    }
    for (at, piece) in text.split(|c: char| !c.is_alphanumeric()).filter_map(page).enumerate() {
        count = at + 1;
        if let Some(place) = pages.get_mut(at) {
            *place = Some(piece);
        }
    }
    if is_count(text) {
        return (None, None);
    }
    match pages {
        // Article and page: `12002-1-12002-4`.
        [article @ Some(a), Some(b), Some(c), Some(_)] if count == 4 && a == c && b.number == 1 => {
            (article, article)
        }
        // Chapter and page: `27-2673-27-2674`.
        [Some(a), Some(b), Some(c), Some(d)] if count == 4 && a == c => (Some(b), Some(d)),
        [Some(first), Some(last), ..] => (Some(first), Some(completed(first, last))),
        [Some(only), ..] => {
            glued(only).filter(|_| glue == Glue::Likely).unwrap_or((Some(only), Some(only)))
        }
        _ => (None, None),
    }
}

/// `411.2`, `411.2-412.1`: items of pages, counted there. A zero is what a column of numbers adds.
fn of_item(text: &str) -> Option<(Option<Page>, Option<Page>)> {
    const MOST_DIGITS: usize = 2;
    let item = |text: &str| {
        let (place, item) = text.trim().split_once('.')?;
        let whole = item.len() <= MOST_DIGITS && place.len() > item.len();
        let item: u8 = item.parse().ok().filter(|_| whole)?;
        Some(Page { item, ..page(place).filter(|page| page.suffix == 0)? })
    };
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, ""));
    let first = item(first)?;
    let last = last.trim_start_matches('-').trim();
    let last = if last.is_empty() { Some(first) } else { item(last).or_else(|| page(last)) };
    Some((Some(first), last.map(|last| completed(first, last))))
}

/// `94 p`: how many pages there are, not which.
fn is_count(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim();
    digits > 0
        && ["p", "pp", "pages", "s"].iter().any(|unit| rest.eq_ignore_ascii_case(unit))
        && text[digits..].starts_with(' ')
}

fn page(text: &str) -> Option<Page> {
    let digits = text.find(is_digit)?;
    let (prefix, rest) = text.split_at(digits);
    let end = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
    let number = rest[..end].parse().ok()?;
    let prefix = letters(prefix);
    let prefix = if prefix == u32::from(b'e') { 0 } else { prefix };
    Some(Page { number, prefix, suffix: letters(&rest[end..]), item: 0 })
}

/// The last four letters or digits as a number.
fn letters(text: &str) -> u32 {
    text.chars().flat_map(char::to_lowercase).fold(0, |all, c| all << 8 | (u32::from(c) & 0xFF))
}

/// `322-31` means 331; a prefix is often left out.
fn completed(first: Page, last: Page) -> Page {
    let prefix = if last.prefix == 0 { first.prefix } else { last.prefix };
    let mut number = last.number;
    if number < first.number {
        let unit = 10_u32.saturating_pow(number.checked_ilog10().unwrap_or(0) + 1);
        let filled = (first.number / unit).saturating_mul(unit).saturating_add(number);
        number = if filled >= first.number { filled } else { number };
    }
    Page { number, prefix, ..last }
}

/// An even number of digits whose halves are a short range.
fn glued(page: Page) -> Option<(Option<Page>, Option<Page>)> {
    const LONGEST_RANGE: u32 = 99;
    let digits = page.number.checked_ilog10()? + 1;
    let unit = 10_u32.pow(digits / 2);
    let (first, last) = (page.number / unit, page.number % unit);
    let plausible = digits >= 4 && digits % 2 == 0 && first < last && last - first <= LONGEST_RANGE;
    let half = |number| Some(Page { number, ..page });
    plausible.then(|| (half(first), half(last)))
}

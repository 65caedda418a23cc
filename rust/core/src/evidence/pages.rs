//! Where a paper stands in its publication: volume, issue, pages.
//!
//! One field often holds all three (`41(1):67-95`). Volume and issue are labels, not numbers: `s6-X` is one too.

mod span;

use xxhash_rust::xxh3::xxh3_64;

use crate::ids::fold;
use span::{Glue, is_one_page, of_article, span};

/// Longer values are prose and no volume.
const LONGEST: usize = 40;

/// A volume or issue: its number, or a hash of its letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Label(u64);

/// A page: `S154`, `e217`, `1605k`, an article number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Page {
    number: u32,
    /// Up to four letters before the number, in lower case; an electronic page's `e` is none.
    prefix: u32,
    /// The same after it.
    suffix: u32,
    /// Which item of the page it is, where they are counted (`411.2`); 0 where it is not said.
    item: u8,
}

/// Where a paper stands in its publication.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The volume.
    pub volume: Option<Label>,
    /// The issue.
    pub issue: Option<Label>,
    /// The first page, or the article number.
    pub first: Option<Page>,
    /// The last page, written in full; the first where only one is given.
    pub last: Option<Page>,
    /// Whether the issue is called a supplement.
    supplement: bool,
    /// Whether the volume is the year: journals without volumes, and catalogues that do not know it.
    yearly: bool,
}

/// What one part of two places says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The same.
    Equal,
    /// Not the same.
    Differs,
    /// Not known of one of them, or it says nothing.
    Unknown,
}

fn agreement<T: PartialEq>(a: Option<T>, b: Option<T>) -> Agreement {
    match a.zip(b) {
        Some((a, b)) if a == b => Agreement::Equal,
        Some(_) => Agreement::Differs,
        None => Agreement::Unknown,
    }
}

impl Place {
    /// Parses the three fields; what is missing in its own field is taken from another that holds it.
    ///
    /// ```
    /// use paperdedup_core::evidence::pages::{Agreement, Place};
    /// let one = Place::parse("41(1):67-95,", "", "");
    /// let other = Place::parse("vol. 41", "no. 1", "pp. 67--95");
    /// assert_eq!(one, other);
    /// ```
    pub fn parse(volume: &str, issue: &str, pages: &str) -> Self {
        if volume.is_empty() && issue.is_empty() && pages.is_empty() {
            return Self::default();
        }
        let supplement = [volume, issue].into_iter().any(names_supplement);
        Self { supplement, ..Self::of_fields(volume, issue, pages) }
    }

    fn of_fields(volume: &str, issue: &str, pages: &str) -> Self {
        let (rest, after) = volume.split_once(':').unwrap_or((volume, ""));
        let (outer, inner) = parenthesized(rest);
        let named = volume_and_issue(outer.unwrap_or(inner.unwrap_or_default()));
        let combined = Self {
            // Ahead of print, there is none yet.
            volume: named.0.filter(|volume| *volume != Label(0)),
            issue: outer.and(inner).filter(|inner| !is_year(inner)).and_then(label).or(named.1),
            ..Self::default()
        };
        let given = if pages.trim().is_empty() { after } else { pages };
        let issue = label(strip_marks(issue)).or(combined.issue);
        // `41(1):67-95` in the field of the pages. What follows the last colon has no other: this ends.
        let both =
            |(place, span): &(&str, &str)| place.contains(is_digit) && span.contains(is_digit);
        // `41, 67-95` there too: a number, then a range.
        let counted = |(place, span): &(&str, &str)| {
            let number = parenthesized(place.trim()).0.unwrap_or_default();
            number.bytes().all(|byte| byte.is_ascii_digit()) && is_range(span)
        };
        if let Some(article) = of_article(given) {
            return Self { issue, first: Some(article), last: Some(article), ..combined };
        }
        let parts = given.rsplit_once(':').filter(both);
        if let Some((place, span)) = parts.or_else(|| given.split_once(',').filter(counted)) {
            let whole = Self::of_fields(place, "", span);
            let (volume, issue) = (combined.volume.or(whole.volume), issue.or(whole.issue));
            return Self { volume, issue, ..whole };
        }
        let several = is_marked(pages) && !is_one_page(pages);
        let glued = if pages.trim().is_empty() || several { Glue::Likely } else { Glue::None };
        let (first, last) = span(given, glued);
        Self { issue, first, last, ..combined }
    }

    /// Whether the pages say where: a first page of 1 does not, every preprint has it.
    pub fn tells(&self) -> bool {
        self.first.is_some_and(|page| page.number > 1 || page.prefix != 0)
    }

    /// Whether it stands in a supplement: the issue is called so, or the page (`S154`).
    pub fn in_supplement(&self) -> bool {
        const S: u32 = 's' as u32;
        self.supplement || self.first.is_some_and(|page| page.prefix == S)
    }

    /// Compares the volume with the year of the record.
    pub fn dated(&mut self, year: Option<u16>) {
        let year = year.map(|year| Label(year.into()));
        self.yearly = self.volume.is_some() && self.volume == year;
    }

    /// What the volumes say; nothing, where only one of them is a year.
    pub fn volume(&self, other: &Self) -> Agreement {
        if self.yearly != other.yearly {
            return Agreement::Unknown;
        }
        agreement(self.volume, other.volume)
    }

    /// Whether the pages are the number of a review in the Cochrane Library, which its updates keep.
    pub fn is_living(&self) -> bool {
        const CD: u32 = (b'c' as u32) << 8 | b'd' as u32;
        self.first.is_some_and(|page| page.prefix == CD)
    }

    /// How many volumes the other is later, where both are numbers.
    pub fn volumes_until(&self, other: &Self) -> Option<i64> {
        const MOST: u64 = 3000;
        let number = |place: &Self| {
            let label = place.volume.filter(|label| label.0 < MOST)?;
            i64::try_from(label.0).ok()
        };
        Some(number(other)? - number(self)?)
    }

    /// What the issues say.
    pub fn issue(&self, other: &Self) -> Agreement {
        agreement(self.issue, other.issue)
    }

    /// Whether both issues are numbers, and two: each begins with page 1.
    pub fn issue_differs(&self, other: &Self) -> bool {
        const MOST: u64 = 1000;
        let number =
            |place: &Self| place.issue.map(|label| label.0).filter(|&number| number < MOST);
        number(self).zip(number(other)).is_some_and(|(one, two)| one != two)
    }

    /// What the first pages say; unknown if one of them tells nothing.
    pub fn first_page(&self, other: &Self) -> Agreement {
        if !self.tells() || !other.tells() {
            return Agreement::Unknown;
        }
        match self.first.zip(other.first) {
            Some((one, two)) if one.is_place_of(two) => Agreement::Equal,
            Some(pair) if lettered(pair) || ahead_of_print(pair) => Agreement::Unknown,
            _ => Agreement::Differs,
        }
    }

    /// Whether the first pages differ and half of the shorter range lies in the other: one of them was counted
    /// otherwise, or mistyped.
    pub fn overlaps(&self, other: &Self) -> bool {
        if self.first_page(other) != Agreement::Differs {
            return false;
        }
        let (Some((start, end)), Some((begin, stop))) = (self.range(), other.range()) else {
            return false;
        };
        let common = (end.min(stop) + 1).saturating_sub(start.max(begin));
        let shorter = (end - start).min(stop - begin) + 1;
        let items = self.first.zip(other.first).is_some_and(|(one, two)| one.item != two.item);
        self.prefix() == other.prefix() && !items && common > 1 && common * 2 >= shorter
    }

    fn prefix(&self) -> Option<u32> {
        self.first.map(|page| page.prefix)
    }

    fn range(&self) -> Option<(u64, u64)> {
        let (first, last) = self.first.zip(self.last)?;
        let (start, end) = (u64::from(first.number), u64::from(last.number));
        (first.prefix == last.prefix && start <= end).then_some((start, end))
    }

    /// The first page as a key, if it tells something.
    pub fn page_key(&self) -> Option<u64> {
        let page = self.first.filter(|_| self.tells())?;
        Some(page.key())
    }

    /// Volume, first and last page as a key, if all are known and tell something.
    pub fn pages_key(&self) -> Option<u64> {
        let first = self.page_key()?;
        let (Label(volume), last) = self.volume.zip(self.last)?;
        Some(fold(fold(volume ^ SEED, first ^ STEP) ^ last.key(), STEP))
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const STEP: u64 = 0xd6e8_feb8_6659_fd93;

impl Page {
    /// Whether both are one page, and not two items of it.
    fn is_place_of(self, other: Self) -> bool {
        let item = if other.item == 0 { 0 } else { self.item };
        let whole = if self.item == 0 { Self { item: 0, ..other } } else { other };
        Self { item, ..self } == whole
    }

    /// Whether it has three or four letters of a journal before its digits.
    const fn is_ahead_of_print(self) -> bool {
        const LETTERS: u32 = 1 << 16;
        self.prefix >= LETTERS && self.suffix == 0
    }

    fn key(self) -> u64 {
        let letters = u64::from(self.prefix) << 32 | u64::from(self.suffix);
        fold(letters ^ SEED, u64::from(self.number) ^ STEP)
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// What stands before the first parenthesis, if anything, and in it.
fn parenthesized(text: &str) -> (Option<&str>, Option<&str>) {
    let Some((outer, rest)) = text.split_once('(') else { return (Some(text), None) };
    let inner = rest.split(')').next().unwrap_or_default();
    let outer = strip_marks(outer);
    ((!outer.is_empty()).then_some(outer), Some(inner))
}

/// Two numbers and a dash, and no further comma or colon.
fn is_range(text: &str) -> bool {
    let text = text.trim_end_matches([',', '.', ' ']);
    let parts = text.split_once(['-', '–']);
    parts.is_some_and(|(first, last)| first.contains(is_digit) && last.contains(is_digit))
        && !text.contains([',', ':'])
}

/// A year in parentheses after a volume is no issue.
fn is_year(text: &str) -> bool {
    let text = text.trim();
    text.len() == 4 && super::year::year(text).is_some()
}

/// `Suppl 1`, `12 (Supplement)`.
fn names_supplement(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() < LONGEST && bytes.windows(3).any(|three| three.eq_ignore_ascii_case(b"sup"))
}

/// Words before a volume, an issue or pages.
const MARKS: &[&str] = &[
    "volume", "volumes", "vol", "band", "bd", "issue", "iss", "number", "num", "nr", "no", "pages",
    "page", "pp", "pgs", "pg", "p",
];

/// The text after a word such as `vol.`, without what encloses it.
fn strip_marks(text: &str) -> &str {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let word = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(0);
    let marked = MARKS.iter().any(|mark| text[..word].eq_ignore_ascii_case(mark));
    let rest = text[word..].trim_start_matches(|c: char| !c.is_alphanumeric());
    if marked && !rest.is_empty() { rest } else { text }
}

fn is_marked(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    strip_marks(text).len() < text.len()
}

/// Whether two pages are one number, of which one side alone has a letter: `S154` and `154` may be one page, or a page of a
/// supplement and one of the issue.
const fn lettered((one, two): (Page, Page)) -> bool {
    one.number == two.number && (one.prefix == 0) != (two.prefix == 0)
}

/// Whether one is the number that a journal gives ahead of print (`gkz1085`), and the other a page as they are printed.
const fn ahead_of_print((one, two): (Page, Page)) -> bool {
    one.is_ahead_of_print() != two.is_ahead_of_print()
}

/// `12`, `vol. 5, no. 2`, `76 Suppl 5`, `Name of a series. 290`: the volume, and the issue if both are there.
fn volume_and_issue(text: &str) -> (Option<Label>, Option<Label>) {
    const LONGEST_SERIES: usize = 3;
    let text = strip_marks(text);
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let mut numbers = text.split(|c| !is_digit(c)).filter(|digits| !digits.is_empty());
    if letters > LONGEST_SERIES {
        // Words: a roman number, or a name with the volume after it.
        let last = numbers.next_back().filter(|digits| text.ends_with(&format!(" {digits}")));
        return (roman(text).map(Label).or(last.and_then(label)), None);
    }
    if letters > 0 || numbers.clone().next().is_none() {
        let told = roman(text).is_some() || text.contains(is_digit);
        return (label(text).filter(|_| told), None);
    }
    let volume = numbers.next().and_then(label);
    let words = text.find(|c: char| c.is_ascii_alphabetic()).map(|at| &text[at..]);
    match words.filter(|words| !strip_marks(words).starts_with(is_digit)) {
        Some(supplement) => (volume, label(supplement)),
        None => (volume, numbers.next().and_then(label)),
    }
}

/// A volume or an issue: its number, a roman one too, or a hash of its letters and digits.
fn label(text: &str) -> Option<Label> {
    let text = strip_marks(text);
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let number = text.parse().ok().or_else(|| roman(text));
    let hashed = || {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        let folded: String = kept.flat_map(char::to_lowercase).collect();
        xxh3_64(folded.as_bytes()) | 1 << 63
    };
    Some(Label(number.unwrap_or_else(hashed)))
}

/// A roman number in its one spelling.
fn roman(text: &str) -> Option<u64> {
    const DIGITS: [(&str, u64); 13] = [
        ("m", 1000),
        ("cm", 900),
        ("d", 500),
        ("cd", 400),
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ];
    let lower = text.to_ascii_lowercase();
    let (mut rest, mut value) = (lower.as_str(), 0);
    for (digit, worth) in DIGITS {
        let most = if digit.len() == 2 || matches!(digit, "d" | "l" | "v") { 1 } else { 3 };
        for _ in 0..most {
            let Some(shorter) = rest.strip_prefix(digit) else { break };
            (rest, value) = (shorter, value + worth);
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(
        volume: &str,
        issue: &str,
        pages: &str,
    ) -> (Option<u64>, Option<u64>, Option<u32>, Option<u32>) {
        let place = Place::parse(volume, issue, pages);
        let number = |page: Option<Page>| page.map(|page| page.number);
        (
            place.volume.map(|label| label.0),
            place.issue.map(|label| label.0),
            number(place.first),
            number(place.last),
        )
    }

    #[test]
    fn pages_of_all_formats() {
        for (text, first, last) in [
            ("322-31", Some(322), Some(331)),
            ("322-331", Some(322), Some(331)),
            ("322--331", Some(322), Some(331)),
            ("322–331", Some(322), Some(331)),
            ("1355-66", Some(1355), Some(1366)),
            ("199-02", Some(199), Some(2)),
            ("e123", Some(123), Some(123)),
            ("S115-8", Some(115), Some(118)),
            ("H5-12", Some(5), Some(12)),
            ("1605k-1605", Some(1605), Some(1605)),
            ("pp. 148156.", Some(148), Some(156)),
            ("pages 325332,", Some(325), Some(332)),
            ("148156", Some(148_156), Some(148_156)),
            ("(pp. 78-87).", Some(78), Some(87)),
            ("27-2673-27-2674", Some(2673), Some(2674)),
            ("1-12", Some(1), Some(12)),
            ("CD006787", Some(6787), Some(6787)),
            ("p 12", Some(12), Some(12)),
            ("94 p", None, None),
            ("119 139,", Some(119), Some(139)),
            ("n/a", None, None),
            ("", None, None),
        ] {
            assert_eq!(numbers("", "", text), (None, None, first, last), "{text}");
        }
    }

    #[test]
    fn volumes_of_all_formats() {
        for (text, volume, issue, first, last) in [
            ("12", Some(12), None, None, None),
            ("(12)", Some(12), None, None, None),
            ("vol. 12", Some(12), None, None, None),
            ("12(3)", Some(12), Some(3), None, None),
            ("volume i,", Some(1), None, None, None),
            ("XLVIII", Some(48), None, None, None),
            ("22 (1993),", Some(22), None, None, None),
            ("55(1),", Some(55), Some(1), None, None),
            ("41(1):6795,", Some(41), Some(1), Some(67), Some(95)),
            ("vol. 5, no. 2,", Some(5), Some(2), None, None),
            ("5, 2,", Some(5), Some(2), None, None),
            ("Heart and circulatory physiology. 290", Some(290), None, None, None),
            ("(no pagination)", None, None, None, None),
            ("(Jul)", None, None, None, None),
            ("eurocolt '93,", None, None, None, None),
            ("7(4):705 719,", Some(7), Some(4), Some(705), Some(719)),
            ("", None, None, None, None),
        ] {
            assert_eq!(numbers(text, "", ""), (volume, issue, first, last), "{text}");
        }
        assert_eq!(Place::parse("s6-X", "", ""), Place::parse("S6 X", "", ""));
        assert_eq!(Place::parse("76 Suppl 5", "", ""), Place::parse("76", "SUPPL. 5", ""));
        assert_eq!(Place::parse("", "", "41 , 67-95."), Place::parse("41", "", "67-95"));
        assert_eq!(Place::parse("", "", "41(1):67-95"), Place::parse("41", "1", "67-95"));
    }

    #[test]
    fn a_first_page_of_one_says_nothing() {
        let preprint = Place::parse("", "", "1-12");
        let printed = Place::parse("12", "", "322-331");
        assert!(!preprint.tells() && printed.tells());
        assert_eq!(preprint.first_page(&printed), Agreement::Unknown);
        assert_eq!(preprint.page_key(), None);
        assert_eq!(printed.first_page(&Place::parse("", "", "322")), Agreement::Equal);
        assert!(printed.overlaps(&Place::parse("", "", "321-331")));
        assert!(!printed.overlaps(&Place::parse("", "", "331-340")));
    }

    #[test]
    fn items_and_numbers_ahead_of_print() {
        for (one, two, expected) in [
            ("411.2", "411.3", Agreement::Differs),
            ("411.2-412", "411.3-412", Agreement::Differs),
            ("411.2", "411", Agreement::Equal),
            ("411.2", "411.2", Agreement::Equal),
            ("411.0", "411", Agreement::Equal),
            ("411.12-412.1", "411-2", Agreement::Equal),
            ("gkz1085", "D506-D515", Agreement::Unknown),
            ("gkaa1085", "506-15", Agreement::Unknown),
            ("gkz1085", "gkz1086", Agreement::Differs),
            ("S506", "D506-D515", Agreement::Differs),
            ("CD001431", "506-515", Agreement::Differs),
        ] {
            let (a, b) = (Place::parse("", "", one), Place::parse("", "", two));
            assert_eq!(a.first_page(&b), expected, "{one} {two}");
            assert_eq!(b.first_page(&a), expected, "{one} {two}");
            assert!(!a.overlaps(&b));
        }
    }

    proptest! {
        #[test]
        fn any_fields_agree_with_themselves(volume in "\\PC{0,20}", issue in "\\PC{0,20}", pages in "\\PC{0,20}") {
            let place = Place::parse(&volume, &issue, &pages);
            prop_assert_ne!(place.volume(&place), Agreement::Differs);
            prop_assert_ne!(place.first_page(&place), Agreement::Differs);
            prop_assert_eq!(place.page_key().is_some(), place.tells());
            prop_assert!(!place.overlaps(&place));
        }

        #[test]
        fn overlap_is_symmetric(a in "[A-Z]?[0-9]{1,5}-[0-9]{1,5}", b in "[A-Z]?[0-9]{1,5}-[0-9]{1,5}") {
            let (a, b) = (Place::parse("", "", &a), Place::parse("", "", &b));
            prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
        }

        #[test]
        fn a_last_page_in_short_is_the_last_page(first in 1u32..99_999, length in 0u32..80) {
            let last = first + length;
            let (begins, ends) = (first.to_string(), last.to_string());
            let common = begins.bytes().zip(ends.bytes()).take_while(|(x, y)| x == y).count();
            let common = if begins.len() == ends.len() { common.min(ends.len() - 1) } else { 0 };
            let short = Place::parse("7", "", &format!("{first}-{}", &ends[common..]));
            prop_assert_eq!(short, Place::parse("7", "", &format!("pp. {first}--{last}")));
        }
    }
}

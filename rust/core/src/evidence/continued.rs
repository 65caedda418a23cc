//! Titles that go on where another stopped: `… (continued)`, `… (suite et fin)`, `…: further results`, `…（下）`.

use super::decoration;
use super::labels::words_apart;
use super::title::{LAST, LATER, Title};

/// What says so, in brackets or behind a dash, and which part it is. Behind a colon these may be short subtitles.
const IN_BRACKETS: [(&str, u32); 12] = [
    ("cont", LATER),
    ("contd", LATER),
    ("suite", LATER),
    ("fin", LAST),
    ("schluss", LAST),
    ("ende", LAST),
    ("slot", LAST),
    ("slut", LAST),
    ("conclusion", LAST),
    ("concluded", LAST),
    ("conclusione", LAST),
    ("fine", LAST),
];

/// What says so behind any sign.
const BEHIND: [(&str, u32); 27] = [
    ("continued", LATER),
    ("continuation", LATER),
    ("a continuation", LATER),
    ("to be continued", LATER),
    ("sequel", LATER),
    ("postscript", LATER),
    ("a postscript", LATER),
    ("fortsetzung", LATER),
    ("fortsetzung und schluss", LAST),
    ("suite et fin", LAST),
    ("fin de larticle", LAST),
    ("continuacion", LATER),
    ("conclusao", LAST),
    ("continuacao", LATER),
    ("continuazione", LATER),
    ("continuazione e fine", LAST),
    ("vervolg", LATER),
    ("vervolg en slot", LAST),
    ("forts", LATER),
    ("fortsattning", LATER),
    ("fortsaettelse", LATER),
    ("продолжение", LATER),
    ("окончание", LAST),
    ("second report", 2),
    ("third report", 3),
    ("fourth report", 4),
    ("fifth report", 5),
];

/// What also begins a subtitle: `…: further results on …`.
const BEGINS_SUBTITLE: [&str; 7] = [
    "further results",
    "further observations",
    "further evidence",
    "further studies",
    "further experience",
    "a sequel",
    "a follow up report",
];

/// What counts parts in Chinese and Japanese titles, alone in brackets.
const SIGNS: [(char, u32); 17] = [
    ('上', 1),
    ('中', 2),
    ('下', 3),
    ('一', 1),
    ('二', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
    ('十', 10),
    ('续', LATER),
    ('続', LATER),
    ('續', LATER),
    ('完', LAST),
];

/// The part that a title says it is without a number.
pub fn part(title: &Title, raw: &str) -> Option<u32> {
    if !raw.is_ascii()
        && let Some(part) = sign(raw)
    {
        return Some(part);
    }
    behind(title, raw).or_else(|| begins_subtitle(title, raw))
}

/// The part that one character in brackets counts: `（上）`.
fn sign(raw: &str) -> Option<u32> {
    let bracketed = |(at, open): (usize, char)| {
        let mut inside = raw[at..].chars().skip(1);
        let (only, close) = (inside.next()?, inside.next()?);
        let closed =
            matches!((open, close), ('(', ')') | ('（', '）') | ('〔', '〕') | ('［', '］'));
        let found = SIGNS.iter().find(|(sign, _)| *sign == only && closed);
        // A title does not begin with the number of its part.
        found.filter(|_| at > 0).map(|(_, part)| *part)
    };
    raw.char_indices().find_map(bracketed)
}

/// The part that the words behind the last sign are.
fn behind(title: &Title, raw: &str) -> Option<u32> {
    let (sign, apart) = words_apart(raw)?;
    let start = title.words.len().checked_sub(apart).filter(|&start| start > 0 && apart > 0)?;
    let said = title.from(start);
    let in_brackets = matches!(sign, '(' | '[' | '-' | '\u{2013}' | '\u{2014}');
    let bracketed = IN_BRACKETS.iter().filter(|_| in_brackets);
    let mut all = bracketed.chain(&BEHIND);
    all.find(|(phrase, _)| *phrase == said).map(|(_, part)| *part)
}

/// Whether the subtitle begins so.
fn begins_subtitle(title: &Title, raw: &str) -> Option<u32> {
    // Of a title without a sign, nothing is a subtitle.
    let start = decoration::subtitle(raw).map(|_| title.main)?;
    let said = (start > 0 && start < title.words.len()).then(|| title.from(start))?;
    let is = |phrase: &str| {
        said.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    BEGINS_SUBTITLE.iter().any(|phrase| is(phrase)).then_some(LATER)
}

//! Words for numbers, and those that number the parts of a series: tables, not code.

/// After one of these, a number counts the parts of a series.
pub const SERIES: [&str; 28] = [
    "appendix",
    "article",
    "book",
    "chapter",
    "deel",
    "episode",
    "fascicle",
    "installment",
    "issue",
    "lecture",
    "lesson",
    "module",
    "no",
    "note",
    "number",
    "paper",
    "part",
    "parte",
    "partie",
    "parts",
    "pt",
    "section",
    "series",
    "study",
    "teil",
    "tom",
    "vol",
    "volume",
];

/// After one of these, a number says of which kind something is; it counts no parts.
pub const KINDS: [&str; 12] = [
    "category",
    "class",
    "factor",
    "generation",
    "grade",
    "group",
    "level",
    "phase",
    "stage",
    "step",
    "tier",
    "type",
];

/// Number words that a number below ten may follow.
pub const TENS: [(&str, u32); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Number words, ordinals and roman numerals with what they count.
pub const NUMBERS: [(&str, u32); 52] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("ii", 2),
    ("iii", 3),
    ("iv", 4),
    ("vi", 6),
    ("vii", 7),
    ("viii", 8),
    ("ix", 9),
    ("xi", 11),
    ("xii", 12),
    ("xiii", 13),
    ("xiv", 14),
    ("xv", 15),
    ("xvi", 16),
    ("xvii", 17),
    ("xviii", 18),
    ("xix", 19),
    ("xx", 20),
    ("i", 1),
    ("v", 5),
    ("x", 10),
];

/// Where [`NUMBERS`] begins to be roman, and where its numerals are also letters: these count only in a series.
pub const ROMAN_FROM: usize = 32;
/// See [`ROMAN_FROM`].
pub const LETTER_FROM: usize = 49;

/// The number that digits stand for; of long ones the last nine digits. `None` for other words.
pub fn digits(word: &str) -> Option<u32> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let last = word.len().saturating_sub(9);
    if digits { word[last..].parse().ok() } else { None }
}

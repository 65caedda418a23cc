//! Words for numbers, and those that number the parts of a series: tables, not code.

/// After one of these, a number counts the parts of a series.
pub const SERIES: [&str; 31] = [
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
    "часть",
    "сообщение",
    "czesc",
];

/// Words for a part, which a number or an ordinal may also stand before.
pub const PARTS: [&str; 6] = ["part", "parte", "partie", "teil", "часть", "deel"];

/// Ordinals of other languages: beside a word for a part only, for elsewhere they are ordinary words.
pub const ORDINALS: [(&str, u32); 33] = [
    ("erster", 1),
    ("erste", 1),
    ("zweiter", 2),
    ("zweite", 2),
    ("dritter", 3),
    ("dritte", 3),
    ("vierter", 4),
    ("premiere", 1),
    ("deuxieme", 2),
    ("seconde", 2),
    ("troisieme", 3),
    ("quatrieme", 4),
    ("cinquieme", 5),
    ("primera", 1),
    ("segunda", 2),
    ("tercera", 3),
    ("cuarta", 4),
    ("quinta", 5),
    ("prima", 1),
    ("seconda", 2),
    ("terza", 3),
    ("quarta", 4),
    ("primeira", 1),
    ("terceira", 3),
    ("eerste", 1),
    ("tweede", 2),
    ("derde", 3),
    ("vierde", 4),
    ("первая", 1),
    ("вторая", 2),
    ("третья", 3),
    ("четвертая", 4),
    ("пятая", 5),
];

/// What ends an ordinal in figures: `2nd`, `2e`, `IIIe`, `IIª`.
pub const ENDINGS: [&str; 11] = ["st", "nd", "rd", "th", "e", "eme", "er", "ere", "re", "a", "o"];

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

/// What a Roman ordinal counts: `IIe`, `IIª`.
pub fn roman_ordinal(word: &str) -> Option<u32> {
    let stems = ENDINGS[4..].iter().filter_map(|ending| word.strip_suffix(ending));
    let mut numerals =
        stems.flat_map(|stem| NUMBERS[ROMAN_FROM..].iter().filter(move |it| it.0 == stem));
    numerals.next().map(|(_, number)| *number)
}

/// The number that digits stand for; of long ones the last nine digits. `None` for other words.
pub fn digits(word: &str) -> Option<u32> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let last = word.len().saturating_sub(9);
    if digits { word[last..].parse().ok() } else { None }
}

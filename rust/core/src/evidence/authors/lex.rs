//! Author strings to tokens: names and initials with what stands before each.
//!
//! Role words (connectors, titles, suffixes, particles) are one sorted table; everything else is decided by the shape
//! of a token, and its meaning by the structure (`structure.rs`).

use unicode_normalization::char::is_combining_mark;

use super::initials::{drop_degrees, mark_initials};

/// Longer lists are cut here, which bounds the time that a hostile field can take.
const MOST_TOKENS: usize = 1024;

/// What stands before a token, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Nothing but a space or a dot.
    Space,
    /// A hyphen without spaces.
    Hyphen,
    /// A comma.
    Comma,
    /// `and`, `&`.
    And,
    /// A line break: as strong as the next only where a list has no other separator.
    Line,
    /// `;`, `|` and bullets, which separate people and nothing else.
    Hard,
}

/// What the table says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing: a name.
    Name,
    /// `van`, `de`, `el`: part of a surname.
    Particle,
    /// A word of the names of institutions.
    Corporate,
    /// `and`
    And,
    /// `et`: `and`, or the beginning of `et al`.
    Et,
    /// Titles and suffixes.
    Dropped,
    /// `PhD`: dropped too, and then so are those that could be initials.
    Degree,
}

/// The alphabets of a token, as bits.
pub mod alphabet {
    /// A to Z, and what is folded to it.
    pub const LATIN: u8 = 1;
    /// Greek.
    pub const GREEK: u8 = 2;
    /// Cyrillic.
    pub const CYRILLIC: u8 = 4;
    /// All others: names in them are not compared.
    pub const OTHER: u8 = 8;
}

/// A run of letters.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Where it starts in the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How many letters it has.
    pub letters: usize,
    /// How many of them are capitals.
    pub capitals: usize,
    /// What stands before it.
    pub before: Break,
    /// Whether a dot follows at once.
    pub dotted: bool,
    /// The alphabets of its letters.
    pub alphabets: u8,
    /// What the table says of it.
    pub role: Role,
    /// Whether it is initials.
    pub initial: bool,
}

/// The tokens of a list, and what it says of itself.
#[derive(Debug, Default)]
pub struct Lexed {
    /// Names and initials in order.
    pub tokens: Vec<Token>,
    /// `et al`, `and others`, `…`, or more tokens than are read.
    pub cut: bool,
    /// Whether people have their degrees behind their names.
    pub degrees: bool,
}

/// The first eight letters of a word, in lower case, as a number.
const fn packed(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let (mut key, mut at) = (0, 0);
    while at < 8 {
        let byte = if at < bytes.len() { bytes[at].to_ascii_lowercase() } else { 0 };
        key = key << 8 | byte as u64;
        at += 1;
    }
    key
}

macro_rules! roles {
    ($($word:literal $role:ident)*) => { &[$((packed($word), Role::$role)),*] };
}

/// Words by their first eight letters. A word of more than eight letters can only be corporate.
const ROLES: &[(u64, Role)] = roles![
    "bsc" Degree "dphil" Degree "drph" Degree "dsc" Degree "facc" Degree "facs" Degree "fracp" Degree
    "frcp" Degree "frcs" Degree "mbbs" Degree "mbchb" Degree "pharmd" Degree
    "academy" Corporate "af" Particle "agency" Corporate "al" Particle "and" And
    "associat" Corporate "aus" Particle "av" Particle "bin" Particle "center" Corporate
    "centre" Corporate "collabor" Corporate "college" Corporate "commissi" Corporate
    "committe" Corporate "consorti" Corporate "corporat" Corporate "council" Corporate
    "da" Particle "das" Particle "de" Particle "del" Particle "della" Particle "den" Particle
    "departme" Corporate "der" Particle "des" Particle "di" Particle "do" Particle "dos" Particle
    "dr" Dropped "du" Particle "ed" Dropped "editor" Dropped "editors" Dropped "eds" Dropped
    "el" Particle "esq" Dropped "et" Et "federati" Corporate "foundati" Corporate
    "group" Corporate "hospital" Corporate "ibn" Particle "iii" Dropped "institut" Corporate
    "investig" Corporate "jr" Dropped "junior" Dropped "la" Particle "laborato" Corporate
    "le" Particle "ministry" Corporate "mph" Degree "mr" Dropped "mrs" Dropped "msc" Degree
    "network" Corporate "organisa" Corporate "organiza" Corporate "ph" Degree "phd" Degree
    "prof" Dropped "professo" Dropped "program" Corporate "project" Corporate "school" Corporate
    "society" Corporate "sr" Dropped "team" Corporate "ten" Particle "ter" Particle "the" Dropped
    "trialist" Corporate "und" And "universi" Corporate "van" Particle "vom" Particle
    "von" Particle "zu" Particle "zum" Particle "zur" Particle
];

/// [`ROLES`] by a hash: nearly every word is a name, and one look shows it.
static BY_HASH: [(u64, Role); 1 << SLOT_BITS] = by_hash();

const SLOT_BITS: u32 = 9;

/// The bit that tells small letters from capitals, in each of eight bytes.
const SMALL: u64 = 0x2020_2020_2020_2020;

const fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOT_BITS)) as usize
}

const fn by_hash() -> [(u64, Role); 1 << SLOT_BITS] {
    let mut table = [(0, Role::Name); 1 << SLOT_BITS];
    let mut next = 0;
    while next < ROLES.len() {
        let mut at = slot(ROLES[next].0);
        while table[at].0 != 0 {
            at = (at + 1) % table.len();
        }
        table[at] = ROLES[next];
        next += 1;
    }
    table
}

fn role(word: &str) -> Role {
    // Setting the sixth bit makes letters small; what else it changes is in no word of the table.
    let key = word
        .as_bytes()
        .first_chunk()
        .map_or_else(|| packed(word), |eight| u64::from_be_bytes(*eight) | SMALL);
    let mut at = slot(key);
    while BY_HASH[at].0 != key && BY_HASH[at].0 != 0 {
        at = (at + 1) % BY_HASH.len();
    }
    let role = BY_HASH[at].1;
    if word.len() > 8 && role != Role::Corporate { Role::Name } else { role }
}

/// Splits an author string without markup into tokens.
pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { text, at: 0, before: Break::Space, found: Lexed::default() };
    lexer.found.tokens.reserve(24);
    while let Some(&byte) = text.as_bytes().get(lexer.at) {
        if lexer.found.tokens.len() >= MOST_TOKENS {
            lexer.found.cut = true;
            break;
        }
        lexer.step(byte);
    }
    if lexer.found.degrees {
        drop_degrees(text, &mut lexer.found.tokens);
    }
    mark_initials(text, &mut lexer.found.tokens);
    lexer.found
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    before: Break,
    found: Lexed,
}

impl Lexer<'_> {
    fn step(&mut self, byte: u8) {
        if byte.is_ascii_alphabetic() || (!byte.is_ascii() && self.letter_at(self.at)) {
            return self.word();
        }
        match byte {
            b',' => self.raise(Break::Comma),
            b'&' => self.raise(Break::And),
            b'\n' => self.raise(Break::Line),
            b';' | b'|' => self.raise(Break::Hard),
            b'-' => self.hyphen(),
            b'.' => self.dot(),
            b'(' => return self.parenthesis(),
            b'0'..=b'9' => return self.number(),
            _ if !byte.is_ascii() => return self.sign(),
            _ => {}
        }
        self.at += 1;
    }

    fn raise(&mut self, strength: Break) {
        self.before = self.before.max(strength);
    }

    fn next_char(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn letter_at(&self, at: usize) -> bool {
        self.next_char(at).is_some_and(char::is_alphabetic)
    }

    /// Whether the last token ends here.
    fn touches(&self) -> bool {
        self.found.tokens.last().is_some_and(|token| token.end == self.at)
    }

    fn hyphen(&mut self) {
        if self.before == Break::Space && self.touches() && self.letter_at(self.at + 1) {
            self.before = Break::Hyphen;
        }
    }

    fn dot(&mut self) {
        let touches = self.touches();
        if let Some(last) = self.found.tokens.last_mut().filter(|_| touches) {
            last.dotted = true;
        }
        self.found.cut |= self.text[self.at..].starts_with("...");
    }

    /// What stands in parentheses (an address, a name in full) is no author; a parenthesis left open is a sign.
    fn parenthesis(&mut self) {
        const LONGEST: usize = 200;
        let rest = &self.text.as_bytes()[self.at..];
        let closed = rest.iter().take(LONGEST).position(|&byte| byte == b')');
        self.at += closed.map_or(1, |length| length + 1);
    }

    /// Marks of footnotes, years, `2nd`.
    fn number(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let tail = &rest[digits..];
        let ordinal = [b"st", b"nd", b"rd", b"th"].iter().any(|&end| tail.starts_with(end));
        self.at += digits + if ordinal { 2 } else { 0 };
    }

    /// A character beyond ASCII that is no letter.
    fn sign(&mut self) {
        let Some(sign) = self.next_char(self.at) else { return };
        match sign {
            '…' => self.found.cut = true,
            '‐' | '‑' | '‒' | '–' | '−' if self.touches() => {
                self.raise(Break::Hyphen);
            }
            '·' | '•' | '；' | '、' => self.raise(Break::Hard),
            '，' => self.raise(Break::Comma),
            _ => {}
        }
        self.at += sign.len_utf8();
    }

    fn word(&mut self) {
        let mut token = self.run();
        self.at = token.end;
        let word = &self.text[token.start..token.end];
        let shouted = token.capitals == token.letters && token.letters > 1;
        token.role = if token.letters > 1 { role(word) } else { Role::Name };
        match token.role {
            Role::And => self.connect(&["others"]),
            Role::Et if !shouted || self.followed(&OTHERS).is_some() => self.connect(&OTHERS),
            Role::Dropped if !shouted || word == "III" => {}
            Role::Degree if !shouted || token.letters > 3 || word == "PHD" => self.degree(word),
            _ => self.keep(token),
        }
    }

    /// Of `Ph. D.`, the second letter too.
    fn degree(&mut self, word: &str) {
        self.found.degrees = true;
        let rest = self.text[self.at..].trim_start_matches(['.', ' ']);
        let letter = |text: &str| {
            text.starts_with(['D', 'd']) && !text[1..].starts_with(char::is_alphanumeric)
        };
        if word.eq_ignore_ascii_case("ph") && letter(rest) {
            self.at = self.text.len() - rest.len() + 1;
        }
    }

    /// After `and`: the next person, or those who are not named.
    fn connect(&mut self, others: &[&str]) {
        self.raise(Break::And);
        if let Some(end) = self.followed(others) {
            self.found.cut = true;
            self.at = end;
        }
    }

    /// Where the next word ends, if it is one of these.
    fn followed(&self, words: &[&str]) -> Option<usize> {
        let rest = self.text[self.at..].trim_start();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let found = words.iter().any(|word| rest[..length].eq_ignore_ascii_case(word));
        found.then(|| self.text.len() - rest.len() + length)
    }

    /// The letters from here on, with the apostrophes and marks between them.
    fn run(&self) -> Token {
        let ascii = self.text[self.at..].bytes().take_while(u8::is_ascii_alphabetic);
        let (mut letters, mut capitals) = ascii
            .fold((0, 0), |(all, upper), c| (all + 1, upper + usize::from(c.is_ascii_uppercase())));
        let begun = self.at + letters;
        let (mut end, mut alphabets) = (begun, if letters > 0 { alphabet::LATIN } else { 0 });
        let mut rest = self.text[begun..].char_indices().peekable();
        while let Some((offset, c)) = rest.next() {
            if c.is_alphabetic() {
                letters += 1;
                capitals += usize::from(c.is_uppercase());
                alphabets |= alphabet_of(c);
            } else if is_apostrophe(c) {
                if !rest.peek().is_some_and(|(_, next)| next.is_alphabetic()) {
                    break;
                }
            } else if c.is_ascii() || !is_combining_mark(c) {
                break;
            }
            end = begun + offset + c.len_utf8();
        }
        Token {
            start: self.at,
            end,
            letters,
            capitals,
            before: self.before,
            dotted: false,
            alphabets,
            role: Role::Name,
            initial: false,
        }
    }

    /// Keeps a token; `JJones` is an initial glued to the next surname, so it is two.
    fn keep(&mut self, mut token: Token) {
        self.before = Break::Space;
        if token.capitals > 1 && token.letters > token.capitals + 1 {
            let word = &self.text[token.start..token.end];
            let leading = word.chars().take_while(|c| c.is_uppercase()).count();
            let small = word.chars().skip(leading).take_while(|c| c.is_lowercase()).count();
            if leading > 1 && small > 1 {
                let at = word.char_indices().nth(leading - 1).map_or(0, |(at, _)| at);
                let cut = token.start + at;
                let glued =
                    Token { end: cut, letters: leading - 1, capitals: leading - 1, ..token };
                self.found.tokens.push(glued);
                token = Token { start: cut, letters: token.letters + 1 - leading, ..token };
                token.capitals = 1;
                token.before = Break::Space;
            }
        }
        self.found.tokens.push(token);
    }
}

const OTHERS: [&str; 4] = ["al", "alia", "alii", "others"];

/// The signs that stand for an apostrophe inside a name.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | 'ʼ' | '＇')
}

fn alphabet_of(c: char) -> u8 {
    match u32::from(c) {
        0x370..=0x3FF | 0x1F00..=0x1FFF => alphabet::GREEK,
        0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => alphabet::CYRILLIC,
        0..=0x2FF
        | 0x1D00..=0x1EFF
        | 0x2C60..=0x2C7F
        | 0xA720..=0xA7FF
        | 0xAB30..=0xAB6F
        | 0xFB00..=0xFB06
        | 0xFF21..=0xFF5A => alphabet::LATIN,
        _ => alphabet::OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_is_found() {
        for &(key, expected) in ROLES {
            let letters = key.to_be_bytes();
            let word = str::from_utf8(&letters).expect("letters").trim_end_matches('\0');
            assert_eq!(role(word), expected, "{word}");
        }
        assert_eq!(role("Smith"), Role::Name);
    }
}

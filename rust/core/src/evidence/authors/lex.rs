//! Author strings to tokens: names and initials with what stands before each.
//!
//! Role words (connectors, titles, suffixes, particles) are one table (`roles.rs`); everything else is decided by the shape
//! of a token, and its meaning by the structure (`structure.rs`).

use unicode_normalization::char::is_combining_mark;

use super::initials::{drop_degrees, mark_initials};
use super::roles::{Role, role};
use super::token::{Break, Token, alphabet};
use crate::evidence::encoding::is_lost;

/// Longer lists are cut here, which bounds the time that a hostile field can take.
const MOST_TOKENS: usize = 1024;

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
            // Catalogues of libraries: `Bin Li / Karim Shasha`.
            b'/' if self.stands_apart() => self.raise(Break::Hard),
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

    /// Whether there is a space on both sides of the sign here.
    fn stands_apart(&self) -> bool {
        let bytes = self.text.as_bytes();
        let space = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b' ');
        space(self.at.checked_sub(1)) && space(Some(self.at + 1))
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

    /// Marks of footnotes, years, `2nd`, and how many are not named: `and 12 others`, `+3 more authors`.
    fn number(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let tail = &rest[digits..];
        let ordinal = [b"st", b"nd", b"rd", b"th"].iter().any(|&end| tail.starts_with(end));
        self.at += digits + if ordinal { 2 } else { 0 };
        if let Some(end) = self.followed(&["more", "other", "others"]) {
            self.found.cut = true;
            self.at = end;
            self.at = self.followed(&["authors"]).unwrap_or(self.at);
        }
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
            } else if is_apostrophe(c) || is_lost(c) {
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
        // Behind a surname only: `ONeil` may begin a list, or follow initials.
        let follows = token.before == Break::Space
            && self.found.tokens.last().is_some_and(|last| last.letters > last.capitals);
        if follows && token.capitals > 1 && token.letters > token.capitals + 1 {
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

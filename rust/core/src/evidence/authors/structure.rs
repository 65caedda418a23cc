//! Which tokens are one person, and which of them is the surname.

use memchr::{memchr, memchr3};

use super::lex::lex;
use super::placeholders::{drop_incomparable, is_placeholder};
use super::roles::Role;
use super::spelling::{LOST, spelling_hash};
use super::style::{
    before_address, belongs, groups, has_initials, has_name, is_ambiguous, is_institution,
    is_inverted, is_shifted, last_particles, reads_as_pairs, shouted_family, split,
};
use super::token::{Break, Token, alphabet};
use super::{Authors, MOST_PEOPLE, Name, Person, Span};
use crate::evidence::encoding::{decoded, is_lost};
use crate::ids::number;
use crate::normalize::{fold_into, unmarked};

/// How much of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everybody.
    All,
    /// Nobody after the first person.
    First,
}

pub fn parse(text: &str, extent: Extent) -> Authors {
    let bytes = text.as_bytes();
    let marked = memchr3(b'&', b'<', b'\\', bytes).is_some() || memchr(b'{', bytes).is_some();
    let text = if marked { unmarked(text) } else { text.into() };
    let text = decoded(&text);
    let mut lexed = lex(&text);
    if is_placeholder(&text, &lexed.tokens) {
        return Authors::default();
    }
    let comparable = |token: &Token| token.alphabets & alphabet::OTHER == 0;
    let unknown = !lexed.tokens.is_empty() && !lexed.tokens.iter().any(comparable);
    let before = lexed.tokens.len();
    if !unknown && !lexed.tokens.iter().all(comparable) {
        drop_incomparable(&mut lexed.tokens);
    }
    let list =
        Authors { et_al: lexed.cut || lexed.tokens.len() < before, unknown, ..Authors::default() };
    let read = |reading| {
        let builder = Builder::new(&text, &lexed.tokens, list.clone(), extent);
        Builder { reading, ..builder }.build(&lexed.tokens)
    };
    let mut authors = read(Reading::AsItSeems);
    if extent == Extent::All && is_ambiguous(&lexed.tokens) {
        authors.other = Some(Box::new(read(Reading::People)));
    }
    authors
}

/// How a comma between two is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    AsItSeems,
    /// It stands between two people.
    People,
}

struct Builder<'t> {
    text: &'t str,
    /// The break between people, where there is one this strong.
    people_break: Break,
    extent: Extent,
    reading: Reading,
    folded: String,
    out: Authors,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, tokens: &[Token], out: Authors, extent: Extent) -> Self {
        let strongest = tokens.iter().skip(1).map(|token| token.before).max();
        let people_break = strongest.unwrap_or(Break::Space).max(Break::Line);
        let reading = Reading::AsItSeems;
        let folded = String::new();
        let mut builder = Self { text, people_break, extent, reading, folded, out };
        builder.reserve(tokens.len());
        builder
    }

    /// Room for what so many tokens mostly are: letting it grow name by name made the fingerprints of records a twentieth slower.
    fn reserve(&mut self, tokens: usize) {
        self.out.people.reserve(tokens / 2 + 1);
        self.out.names.reserve(tokens + 4);
        self.out.letters.reserve(self.text.len());
    }

    fn build(mut self, tokens: &[Token]) -> Authors {
        self.list(tokens);
        self.out.alphabets = tokens.iter().fold(0, |all, token| all | token.alphabets);
        if self.is_acronym(tokens) {
            self.out.people[0].corporate = true;
        }
        let people = &self.out.people;
        if people.iter().any(|person| person.corporate)
            && people.iter().any(|person| !person.corporate)
        {
            self.out.people.retain(|person| !person.corporate);
        }
        self.drop_repetition();
        let bits = |span: fn(&Person) -> Span| {
            let names = self.out.people.iter().flat_map(|person| self.out.span(span(person)));
            names.fold(0, |all, name| all | name.bit())
        };
        let (family, given) = (bits(|person| person.family), bits(|person| person.given));
        (self.out.family_bits, self.out.given_bits) = (family, given);
        self.out
    }

    /// Some exports write the whole list twice.
    fn drop_repetition(&mut self) {
        let half = self.out.people.len() / 2;
        let same = |&(one, other): &(Person, Person)| {
            let family = |person: &Person| self.out.family(person).iter().map(|name| name.hash);
            one.initials == other.initials && family(&one).eq(family(&other))
        };
        let (first, second) = self.out.people.split_at(half);
        let pairs = first.iter().copied().zip(second.iter().copied());
        if half > 0 && first.len() == second.len() && pairs.clone().filter(same).count() == half {
            self.out.people.truncate(half);
        }
    }

    fn is_full(&self) -> bool {
        let found = self.extent == Extent::First && self.out.people.iter().any(|p| !p.corporate);
        found || self.out.people.len() >= MOST_PEOPLE
    }

    fn list(&mut self, tokens: &[Token]) {
        if tokens.iter().skip(1).any(|token| token.before >= self.people_break) {
            for part in split(tokens, self.people_break) {
                self.several(part);
            }
        } else if is_institution(tokens) {
            self.push(tokens, [&[], &[]], Kind::Corporate);
        } else if is_inverted(tokens) {
            for segment in split(tokens, Break::And) {
                self.pair(segment);
            }
        } else {
            self.pieces(tokens);
        }
    }

    /// A part between certain breaks: people between `and`, or one institution with that in its name.
    fn several(&mut self, part: &[Token]) {
        if is_institution(part) {
            return self.push(part, [&[], &[]], Kind::Corporate);
        }
        split(part, Break::And).for_each(|segment| self.listed(segment));
    }

    /// One part of a list whose people are separated for certain.
    fn listed(&mut self, segment: &[Token]) {
        match split(segment, Break::Comma).count() {
            1 => self.person(segment),
            2 => self.pair(segment),
            _ => self.pieces(segment),
        }
    }

    /// `Surname, Given`, or two people if the first is complete (`J. Smith, K. Jones`).
    fn pair(&mut self, tokens: &[Token]) {
        let mut pieces = split(tokens, Break::Comma);
        let family = pieces.next().unwrap_or_default();
        let given = pieces.next().unwrap_or_default();
        if has_initials(family) && has_name(family) && has_name(given) {
            self.person(family);
            self.person(given);
        } else {
            self.add(family, given);
        }
    }

    /// Pieces between commas, of which each may be a person, or two together.
    fn pieces(&mut self, tokens: &[Token]) {
        let tokens = before_address(self.text, tokens);
        if is_shifted(tokens) {
            return self.shifted(tokens);
        }
        let pairs = self.reading == Reading::AsItSeems && reads_as_pairs(tokens);
        let mut pieces = split(tokens, Break::Comma).peekable();
        while let Some(piece) = pieces.next() {
            let next = pieces.peek().copied().filter(|next| next[0].before == Break::Comma);
            let completes = |next: &[Token]| pairs || !has_name(next);
            match next.filter(|next| !has_initials(piece) && completes(next)) {
                Some(given) => {
                    self.add(piece, given);
                    pieces.next();
                }
                None => self.glued(piece),
            }
        }
    }

    fn shifted(&mut self, tokens: &[Token]) {
        let mut pieces = split(tokens, Break::Comma);
        let mut family = pieces.next().unwrap_or_default();
        for piece in pieces {
            let initials = piece.iter().take_while(|token| token.initial).count();
            let (given, next) = piece.split_at(initials);
            self.add(family, given);
            family = next;
        }
    }

    /// One person, or several without anything between them.
    fn glued(&mut self, piece: &[Token]) {
        if groups(&piece[..last_particles(piece)]) < 2 {
            return self.person(piece);
        }
        for one in piece.chunk_by(|a, b| !a.initial || b.initial) {
            self.person(one);
        }
    }

    /// One person without a comma.
    fn person(&mut self, piece: &[Token]) {
        let (names, particles) = piece.split_at(last_particles(piece));
        if !names.is_empty() && !particles.is_empty() {
            return self.person(&[particles, names].concat());
        }
        let person = piece.len() == 2 && has_initials(piece);
        let corporate =
            piece.len() > 1 && !person && piece.iter().any(|t| t.role == Role::Corporate);
        if corporate {
            return self.push(piece, [&[], &[]], Kind::Corporate);
        }
        let named = piece.iter().rposition(|token| !token.initial);
        let Some(last) = named else { return self.initials_only(piece) };
        if let Some(family) = shouted_family(piece) {
            return self.add(&piece[..family], &piece[family..]);
        }
        let leading = piece.iter().take_while(|token| !token.initial).count();
        if leading == last + 1 && leading < piece.len() {
            return self.add(&piece[..leading], &piece[leading..]);
        }
        let mut start = last;
        while start > 0 && belongs(&piece[start - 1], &piece[start]) {
            start -= 1;
        }
        let given = [&piece[..start], &piece[last + 1..]];
        let people = self.out.people.len();
        if start == 0 && last == 1 && piece[0].capitals > 0 && piece[0].role == Role::Particle {
            // Bin He, Al Gore: what may be a particle may be a given name.
            self.push(&piece[..=last], [&piece[..1], &piece[last + 1..]], Kind::Human);
            if let Some(person) = self.out.people.get_mut(people) {
                person.initials = [0; 4];
            }
        } else {
            self.push(&piece[start..=last], given, Kind::Human);
        }
    }

    /// `CDC`, `NICE`, where nobody else is named.
    fn is_acronym(&self, tokens: &[Token]) -> bool {
        let [only] = tokens else { return false };
        only.letters > 2 && only.capitals == only.letters && self.out.people.len() == 1
    }

    /// `NG`, `LI X`: the longest stands for the surname, single letters for nobody.
    fn initials_only(&mut self, piece: &[Token]) {
        let longest = (0..piece.len()).rev().max_by_key(|&at| piece[at].letters);
        let Some(at) = longest.filter(|&at| piece[at].letters > 1) else { return };
        self.push(&piece[at..=at], [&piece[..at], &piece[at + 1..]], Kind::Human);
    }

    /// A person whose surname is known.
    fn add(&mut self, family: &[Token], given: &[Token]) {
        let (given, particles) = given.split_at(last_particles(given));
        if particles.is_empty() {
            return self.push(family, [given, &[]], Kind::Human);
        }
        self.push(&[particles, family].concat(), [given, &[]], Kind::Human);
    }

    fn push(&mut self, family: &[Token], given: [&[Token]; 2], kind: Kind) {
        if self.is_full() {
            self.out.et_al |= self.extent == Extent::All;
            return;
        }
        let mut person = Person { corporate: kind == Kind::Corporate, ..Person::default() };
        let mut initials = Initials::default();
        let start = number(self.out.names.len());
        self.push_family(family, kind, &mut initials);
        let middle = number(self.out.names.len());
        person.family = Span { start, end: middle };
        for part in given {
            self.push_given(part, &mut initials);
        }
        person.given = Span { start: middle, end: number(self.out.names.len()) };
        person.initials = initials.letters;
        if start < middle {
            self.out.people.push(person);
        }
    }

    /// The joined whole if there are several, then the parts without particles.
    fn push_family(&mut self, family: &[Token], kind: Kind, initials: &mut Initials) {
        let Some(last) = family.len().checked_sub(1) else { return };
        let shouted = !has_name(family);
        let is_name = |token: &Token| shouted || !token.initial;
        let names = family.iter().filter(|token| is_name(token)).count();
        if names > 1 && kind == Kind::Human {
            let start = self.out.letters.len();
            for token in family {
                if is_name(token) {
                    self.fold(token);
                }
            }
            self.name(start);
        }
        for (at, token) in family.iter().enumerate() {
            if !is_name(token) {
                self.push_given(std::slice::from_ref(token), initials);
            } else if at == last || token.role != Role::Particle {
                let start = self.out.letters.len();
                self.fold(token);
                self.name(start);
            }
        }
    }

    fn push_given(&mut self, given: &[Token], initials: &mut Initials) {
        for (at, token) in given.iter().enumerate() {
            let particle = token.role == Role::Particle && given.len() > 1;
            if particle && (token.capitals == 0 || at + 1 == given.len()) {
                continue;
            }
            let start = self.out.letters.len();
            self.fold(token);
            // Of `Yu.` only the first letter is one, of `JA` each.
            let spelled = token.initial && token.capitals == token.letters;
            let letters = self.out.letters[start..].chars();
            letters.take(if spelled { 4 } else { 1 }).for_each(|letter| initials.add(letter));
            if token.initial {
                self.out.letters.truncate(start);
            } else {
                self.name(start);
            }
        }
    }

    /// Appends the folded letters of a token.
    fn fold(&mut self, token: &Token) {
        let word = &self.text[token.start..token.end];
        if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            let start = self.out.letters.len();
            self.out.letters.push_str(word);
            self.out.letters[start..].make_ascii_lowercase();
            return;
        }
        if !word.contains(is_lost) {
            fold_into(word, &mut self.folded);
            self.out.letters.extend(self.folded.chars().filter(|c| c.is_alphanumeric()));
            return;
        }
        for (at, part) in word.split(is_lost).enumerate() {
            fold_into(part, &mut self.folded);
            self.out.letters.extend((at > 0).then_some(char::from(LOST)));
            self.out.letters.extend(self.folded.chars().filter(|c| c.is_alphanumeric()));
        }
    }

    /// Makes a name of the letters from `start` on, if there are any.
    fn name(&mut self, start: usize) {
        let letters = &self.out.letters.as_bytes()[start..];
        if !letters.is_empty() {
            let hash = spelling_hash(letters);
            let end = number(self.out.letters.len());
            self.out.names.push(Name { hash, start: number(start), end });
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Human,
    Corporate,
}

#[derive(Debug, Default)]
struct Initials {
    letters: [u8; 4],
    count: usize,
}

impl Initials {
    /// Adds a letter, if there is room. One byte tells letters of one alphabet apart.
    fn add(&mut self, letter: char) {
        if let Some(place) = self.letters.get_mut(self.count) {
            *place = (letter as u32 as u8).max(1);
            self.count += 1;
        }
    }
}

//! What a title says it is, if that is not the article itself: an erratum, a reply, a protocol, the review of a book.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::{At, MARKS, Mark};
use super::title::Title;
use super::words::{Hashed, WordHasher};

/// The phrases that begin with a word, by its hash: nearly all words of titles begin none.
static PHRASES: LazyLock<HashMap<u64, Vec<usize>, Hashed>> = LazyLock::new(|| {
    let (mut phrases, mut hasher) =
        (HashMap::<u64, Vec<usize>, Hashed>::default(), WordHasher::default());
    for (place, (phrase, ..)) in MARKS.iter().enumerate() {
        phrases.entry(hasher.word(phrase)).or_default().push(place);
    }
    phrases
});

/// What says at the beginning of a title, with a colon, what it is.
const LABELS: [(&str, Mark); 10] = [
    ("re:", Mark::Comment),
    ("comment:", Mark::Comment),
    ("commentary:", Mark::Comment),
    ("invited commentary:", Mark::Comment),
    ("discussion:", Mark::Comment),
    ("reply:", Mark::Reply),
    ("response:", Mark::Reply),
    ("protocol:", Mark::Protocol),
    ("correction:", Mark::Erratum),
    ("corrections:", Mark::Erratum),
];

/// What the Cochrane Library ends the titles of planned reviews with.
const PROTOCOL: &[u8] = b"(protocol)";

/// The marks of a title, as bits, and the words that only say that this is the review of a book.
pub fn of(title: &Title, raw: &str) -> (u16, Range<usize>) {
    let (mut bits, mut aside) = (0, 0..0);
    for (at, word) in title.words.iter().enumerate() {
        for &place in PHRASES.get(&word.hash).into_iter().flatten() {
            let (phrase, where_, mark) = MARKS[place];
            let rest = matches(title.from(at), phrase);
            let holds = match where_ {
                At::Start => at == 0 && rest.is_some(),
                At::End => rest == Some(""),
                At::Anywhere => rest.is_some(),
            };
            bits |= if holds { mark as u16 } else { 0 };
            if holds && phrase.starts_with("book") {
                aside = at..at + phrase.split(' ').count();
            }
        }
    }
    let said = raw.trim_start_matches(['[', '(']);
    for (label, mark) in LABELS {
        // With a colon it says what this is; without one it is a word of a title.
        let rest = said.get(..label.len()).filter(|head| head.eq_ignore_ascii_case(label));
        bits |= if rest.is_some() { mark as u16 } else { 0 };
    }
    if raw.len() > PROTOCOL.len()
        && raw.as_bytes()[raw.len() - PROTOCOL.len()..].eq_ignore_ascii_case(PROTOCOL)
    {
        bits |= Mark::Protocol as u16;
    }
    (bits, aside)
}

/// The rest of the text after a phrase that it begins with.
fn matches<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text;
    for word in phrase.split(' ') {
        let (given, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let number = || word == "#" && given.bytes().all(|byte| byte.is_ascii_digit());
        if given.is_empty() || !(given == word || number()) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

//! When two spellings are of one name.

use xxhash_rust::xxh3::xxh3_64;

/// What stands in a folded name where a letter was lost: any letter, or two.
pub const LOST: u8 = b'?';

/// A hash in which `Mueller` and `Muller` (which was `Müller`) are one: the `e` after a vowel goes, in longer names.
pub fn spelling_hash(letters: &[u8]) -> u64 {
    const LONGEST: usize = 32;
    let goes = |before: u8, letter: u8| match letter {
        b'e' => matches!(before, b'a' | b'o' | b'u'),
        b'a' => before == b'a',
        _ => false,
    };
    let two = letters.windows(2);
    if !(5..=LONGEST).contains(&letters.len()) || !two.clone().any(|two| goes(two[0], two[1])) {
        return xxh3_64(letters);
    }
    let (mut spelled, mut length) = ([letters[0]; LONGEST], 1);
    for (at, two) in two.enumerate() {
        let last = at + 2 == letters.len();
        if !goes(two[0], two[1]) || (last && two[1] == b'e') {
            spelled[length] = two[1];
            length += 1;
        }
    }
    xxh3_64(&spelled[..length])
}

/// Equal but for one letter changed, added, left out or swapped with the next, in words of five letters or more; but
/// for two such places in words of nine or more.
pub fn nearly_equal(a: &[u8], b: &[u8]) -> bool {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let gap = longer.len() - shorter.len();
    if (a.contains(&LOST) || b.contains(&LOST)) && spells(a, b) {
        return true;
    }
    if shorter.len() < 5 || gap > 2 {
        return false;
    }
    let head = shorter.iter().zip(longer).take_while(|(x, y)| x == y).count();
    let (shorter, longer) = (&shorter[head..], &longer[head..]);
    let tail = shorter.iter().rev().zip(longer.iter().rev()).take_while(|(x, y)| x == y).count();
    let rest = longer.len() - tail;
    let left = shorter.len() - tail;
    let once =
        rest <= 1 || (rest == 2 && left == 2 && shorter[0] == longer[1] && shorter[1] == longer[0]);
    let twice = a.len().min(b.len()) >= 9 && head >= 3 && rest <= 3 && left + 2 >= rest;
    once || twice
}

/// Whether two names are one that was written in another alphabet, or with signs that were spelled out: Yershov and Ershov,
/// Kuznetsov and Kuznecov, Satoh and Sato.
pub fn transliterated(a: &[u8], b: &[u8]) -> bool {
    // Shorter names are told apart by one sound: Qian is not Kan, Lian not Lan.
    const LEAST: usize = 4;
    const LONGEST: usize = 24;
    let fits = |name: &[u8]| (LEAST..=LONGEST).contains(&name.len()) && !name.contains(&LOST);
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() > 2 && short.ends_with(b"o") && long.strip_suffix(b"h") == Some(short) {
        return true; // Ito, Itoh
    }
    fits(a) && fits(b) && a.len().abs_diff(b.len()) <= 4 && sounds(a).eq(sounds(b))
}

/// Whether two longer names differ in their vowels and doubled letters only, as names do that come from a script without
/// vowels: Mohamed and Muhammad. Four consonants or more must agree.
pub fn other_vowels(a: &[u8], b: &[u8]) -> bool {
    // Shorter ones are told apart by them: Martin is not Morten.
    const LEAST: usize = 7;
    const CONSONANTS: usize = 4;
    let fits = |name: &[u8]| name.len() >= LEAST && !name.contains(&LOST);
    fits(a)
        && fits(b)
        && a[0] == b[0]
        && a.len().abs_diff(b.len()) <= 2
        && consonants(a).eq(consonants(b))
        && consonants(a).count() >= CONSONANTS
}

/// The consonants of a name, each once where it is doubled.
fn consonants(name: &[u8]) -> impl Iterator<Item = u8> {
    let mut last = 0;
    name.iter().copied().filter(move |&letter| {
        let again = std::mem::replace(&mut last, letter) == letter;
        !again && !matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
    })
}

/// Letters that stand for one sound, and what is kept of them. Longer ones first.
const SOUNDS: [(&[u8], &[u8]); 27] = [
    (b"shch", b"c"),
    (b"kh", b"h"),
    (b"zh", b"z"),
    (b"ts", b"c"),
    (b"tz", b"c"),
    (b"dj", b"d"),
    (b"gj", b"d"),
    (b"dz", b"z"),
    (b"ks", b"x"),
    (b"ph", b"f"),
    (b"ck", b"k"),
    (b"sh", b"s"),
    (b"ch", b"c"),
    (b"ye", b"e"),
    (b"yo", b"e"),
    (b"io", b"e"),
    (b"yu", b"u"),
    (b"iu", b"u"),
    (b"ju", b"u"),
    (b"ya", b"a"),
    (b"ia", b"a"),
    (b"ja", b"a"),
    (b"ou", b"o"),
    (b"oh", b"o"),
    (b"uu", b"u"),
    (b"w", b"v"),
    (b"q", b"k"),
];

/// The sounds of a name, each once where it is doubled.
fn sounds(name: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = name;
    let mut last = 0;
    std::iter::from_fn(move || {
        loop {
            let (&letter, after) = rest.split_first()?;
            let found = SOUNDS.iter().find(|(written, _)| rest.starts_with(written));
            let alone = if matches!(letter, b'y' | b'j') { b'i' } else { letter };
            let sound = found.map_or(alone, |(_, sound)| sound[0]);
            rest = found.map_or(after, |(written, _)| &rest[written.len()..]);
            if std::mem::replace(&mut last, sound) != sound {
                return Some(sound);
            }
        }
    })
}

/// Whether two names are one in which letters were lost: each stands for one letter or two, and others were kept.
fn spells(a: &[u8], b: &[u8]) -> bool {
    const LEAST: usize = 2;
    const MOST_LOST: usize = 4;
    let (lost, whole) = if a.contains(&LOST) { (a, b) } else { (b, a) };
    let missing = lost.iter().filter(|&&letter| letter == LOST).take(MOST_LOST + 1).count();
    missing <= MOST_LOST && lost.len() >= missing + LEAST && fits(lost, whole)
}

/// Whether a pattern in which letters were lost fits a whole name.
fn fits(lost: &[u8], whole: &[u8]) -> bool {
    match (lost.split_first(), whole.split_first()) {
        (None, None) => true,
        (Some((&LOST, rest)), Some((_, after))) => {
            fits(rest, after) || after.split_first().is_some_and(|(_, after)| fits(rest, after))
        }
        (Some((one, rest)), Some((two, after))) => one == two && fits(rest, after),
        _ => false,
    }
}

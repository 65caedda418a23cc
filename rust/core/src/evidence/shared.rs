//! The words that two titles share: equal ones, one word spelled in two ways, what one side writes together; and what is left.

use rapidfuzz::distance::osa;

use super::codes;
use super::contrast::{Rest, are_opposite};
use super::title::{Title, Word, stem};

/// What two titles share.
pub struct Shared {
    /// What the first has beside the words that both have.
    pub rest_a: Rest,
    /// The same of the second.
    pub rest_b: Rest,
    /// The weight of these.
    pub common: f64,
    /// Those that are one only as a misspelling, by their places on both sides.
    pub misspelled: Vec<(usize, usize)>,
}

impl Shared {
    /// Compares two titles word by word.
    pub fn of(a: &Title, b: &Title) -> Self {
        let (mut rest_a, mut rest_b, equal) = equal_words(a, b);
        let (similar, misspelled) = similar_words(a, b, &mut rest_a, &mut rest_b);
        let joined = joined_words(a, b, &mut rest_a, &mut rest_b);
        Self { rest_a, rest_b, common: equal + similar + joined, misspelled }
    }
}

/// Takes out the words that both have, each as often as both have it.
fn equal_words(a: &Title, b: &Title) -> (Rest, Rest, f64) {
    let mut free = vec![true; b.words.len()];
    let (mut rest_a, mut common) = (Rest::with_capacity(a.words.len()), 0.0);
    for (at, word) in a.words.iter().enumerate() {
        // Most words stand at the same place on both sides.
        let same =
            |place: usize| free.get(place) == Some(&true) && b.words[place].hash == word.hash;
        let found = same(at).then_some(at).or_else(|| (0..free.len()).find(|&place| same(place)));
        match found {
            Some(place) => {
                free[place] = false;
                common += f64::from(word.weight);
            }
            None => rest_a.push(at),
        }
    }
    let mut rest_b = Rest::with_capacity(free.len());
    rest_b.extend((0..free.len()).filter(|&place| free[place]));
    (rest_a, rest_b, common)
}

/// Takes out pairs of words that differ in spelling only: their weight, and those that are misspelled.
fn similar_words(
    a: &Title,
    b: &Title,
    rest_a: &mut Rest,
    rest_b: &mut Rest,
) -> (f64, Vec<(usize, usize)>) {
    let (mut common, mut misspelled) = (0.0, Vec::new());
    rest_a.retain(|&left| {
        let similar = |&right: &usize| {
            let (one, two) = (&a.words[left], &b.words[right]);
            may_be_similar(one, two)
                && is_similar(a.word(left), b.word(right))
                && !are_opposite(one, a.word(left), two, b.word(right))
                && !codes::are_two(a, left, b, right)
        };
        let Some(found) = rest_b.iter().position(similar) else { return true };
        let right = rest_b.remove(found);
        let (one, two) = (a.word(left), b.word(right));
        if !is_inflected(one, two) && !are_respelled(one, two) {
            misspelled.push((left, right));
        }
        common += f64::from(a.words[left].weight.min(b.words[right].weight));
        false
    });
    (common, misspelled)
}

/// A cheap look before [`is_similar`]: every letter that one word lacks costs an edit, and a beginning has no letter that
/// the whole lacks. Nine of ten pairs of words end here.
const fn may_be_similar(one: &Word, two: &Word) -> bool {
    let (only_one, only_two) = (one.letters & !two.letters, two.letters & !one.letters);
    let longer = if one.length() > two.length() { one.length() } else { two.length() };
    let most = longer / 4;
    (has_at_most(only_one, most) && has_at_most(only_two, most))
        || only_one == 0
        || only_two == 0
        || one.stem == two.stem
}

/// Whether so many bits are set at most, which are few: quicker than to count all.
const fn has_at_most(mut bits: u32, most: u32) -> bool {
    let mut left = most;
    while left > 0 && bits != 0 {
        bits &= bits - 1;
        left -= 1;
    }
    bits == 0
}

/// Whether two different words are one word, inflected, abbreviated or misspelled.
fn is_similar(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    if short.len() < 4 || short.as_bytes()[0].is_ascii_digit() {
        return false;
    }
    if is_inflected(short, long) {
        return true;
    }
    // A quarter of the longer word may differ: no word of less than three quarters of its length can do.
    if 4 * short.len() < 3 * long.len() {
        return false;
    }
    // Two letters that changed places are one mistake.
    let cutoff = osa::Args::default().score_cutoff(0.75);
    osa::normalized_similarity_with_args(short.chars(), long.chars(), &cutoff).is_some()
}

/// Whether one word is the other, inflected or abbreviated.
fn is_inflected(one: &str, two: &str) -> bool {
    let begins = |short: &str, long: &str| short.len() >= 5 && long.starts_with(short);
    stem(one) == stem(two) || begins(one, two) || begins(two, one)
}

/// Whether two spellings of a word are British and American: haemoglobin, tumour, sulphate, randomise.
fn are_respelled(one: &str, two: &str) -> bool {
    const SPELLINGS: [(&str, &str); 8] = [
        ("ae", "e"),
        ("oe", "e"),
        ("our", "or"),
        ("ph", "f"),
        ("z", "s"),
        ("y", "i"),
        ("ll", "l"),
        ("tre", "ter"),
    ];
    let spelled = |word: &str| {
        SPELLINGS.iter().fold(word.to_owned(), |word, (from, to)| word.replace(from, to))
    };
    spelled(one) == spelled(two)
}

/// Takes out words that one side writes together and the other apart.
fn joined_words(a: &Title, b: &Title, rest_a: &mut Rest, rest_b: &mut Rest) -> f64 {
    join_one_way(a, b, rest_a, rest_b) + join_one_way(b, a, rest_b, rest_a)
}

/// Words of the first that stand as two neighbours in the second.
fn join_one_way(whole: &Title, parts: &Title, rest_whole: &mut Rest, rest_parts: &mut Rest) -> f64 {
    let mut common = 0.0;
    rest_whole.retain(|&at| {
        let word = whole.word(at);
        let apart = rest_parts.windows(2).position(|two| {
            two[1] == two[0] + 1
                && word.strip_prefix(parts.word(two[0])) == Some(parts.word(two[1]))
        });
        let Some(apart) = apart else { return true };
        rest_parts.drain(apart..apart + 2);
        common += f64::from(whole.words[at].weight);
        false
    });
    common
}

/// A word of a title as an abstract may repeat it, by its hash; numbers and letters say something beside a neighbour only.
#[derive(Debug, Clone, Copy)]
pub struct Phrase {
    /// What stands before it.
    pub before: Option<u64>,
    /// The word.
    pub word: u64,
    /// What stands after it.
    pub after: Option<u64>,
}

impl Phrase {
    fn of(title: &Title, at: usize) -> Self {
        let bare = title.is_number(at) || title.letter(at).is_some();
        let hash = |at: usize| title.words.get(at).filter(|_| bare).map(|word| word.hash);
        Self {
            before: at.checked_sub(1).and_then(hash),
            word: title.words[at].hash,
            after: hash(at + 1),
        }
    }
}

/// The words that say something and that the other title lacks or spells as another word: of the first, and of the second.
pub fn left_over(a: &Title, b: &Title) -> (Vec<Phrase>, Vec<Phrase>) {
    let mut shared = Shared::of(a, b);
    for (left, right) in shared.misspelled {
        shared.rest_a.push(left);
        shared.rest_b.push(right);
    }
    let said = |title: &Title, rest: &Rest| {
        let says = |at: usize| {
            title.words[at].weight >= 1.0
                || title.is_number(at)
                || codes::is_one(title, at)
                || title.letter(at).is_some()
        };
        rest.iter().filter(|&&at| says(at)).map(|&at| Phrase::of(title, at)).collect()
    };
    (said(a, &shared.rest_a), said(b, &shared.rest_b))
}

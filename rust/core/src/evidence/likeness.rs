//! How alike two titles are: equal words first, then words that differ in spelling, then what is left on each side.

use rapidfuzz::distance::{levenshtein, osa};

use super::codes;
use super::contrast::{Rest, SHORT, exchanged, is_denied, is_opposite, says_other};
use super::shared::Shared;
use super::title::{ARTICLE, LETTERS, Title};

/// What two titles say of each other.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Likeness {
    /// Whether all letters and digits agree.
    pub equal: bool,
    /// Weight in common over all weight, 0 to 1.
    pub quality: f64,
    /// Weight in common over that of the title with less left over, 0 to 1.
    pub containment: f64,
    /// One title is the other without its subtitle.
    pub subtitle: bool,
    /// The letters of one begin or end those of the other.
    pub affix: bool,
    /// Weight of the lighter title.
    pub weight: f64,
    /// Both count a series, differently.
    pub series: bool,
    /// Only one counts a series.
    pub series_alone: bool,
    /// That one counts a part that is not the first.
    pub series_later: bool,
    /// Both have numbers, single letters or codes, and each one that the other lacks, or in other places.
    pub numbers: bool,
    /// What is left on both sides says the opposite.
    pub opposite: bool,
    /// They are one title but for a few words, in whose place the other has others.
    pub replaced: bool,
    /// A word counts as common only as a misspelling of one of the other, or what is left may be one.
    pub misspelled: bool,
    /// One title begins with names of the other record's authors, and its own record lacks them.
    pub byline: bool,
}

/// Compares two titles. `elsewhere_a` says which words stand in other fields of the first record (its authors, venue, year),
/// `elsewhere_b` in those of the second: a title of one record may repeat them.
pub fn likeness(
    a: &Title,
    b: &Title,
    elsewhere_a: &dyn Fn(&str) -> bool,
    elsewhere_b: &dyn Fn(&str) -> bool,
) -> Likeness {
    if a.text() > b.text() {
        // Words are taken in order, so both orders of the titles must be one.
        return likeness(b, a, elsewhere_b, elsewhere_a);
    }
    let weight = a.weight().min(b.weight());
    if a.letters() == b.letters() || lost_ligatures(a.letters(), b.letters()) {
        let (quality, containment) = (1.0, 1.0);
        return Likeness { equal: true, quality, containment, weight, ..Likeness::default() };
    }
    let found = of_words(a, b, elsewhere_a, elsewhere_b);
    let cut = (a.cut && is_beginning(a, b)) || (b.cut && is_beginning(b, a));
    let (quality, containment) =
        if cut { (found.quality.max(MISSPELLED), 1.0) } else { (found.quality, found.containment) };
    let series_later = found.series_alone && !(is_first(a) && is_first(b));
    let replaced = found.replaced && !cut;
    Likeness { quality, containment, weight, series_later, replaced, ..found }
}

/// Whether the letters of one are those of the other without some of its ligatures, which reading a file of print may lose:
/// `ecient work ow`.
fn lost_ligatures(one: &str, two: &str) -> bool {
    const LIGATURES: [&str; 5] = ["ffi", "ffl", "ff", "fi", "fl"];
    const MOST: usize = 12;
    let (mut short, mut long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    if !(2..=MOST).contains(&(long.len() - short.len())) {
        return false;
    }
    loop {
        let same = short.bytes().zip(long.bytes()).take_while(|(one, two)| one == two).count();
        let (Some(left), Some(more)) = (short.get(same..), long.get(same..)) else { return false };
        if more.is_empty() {
            return left.is_empty();
        }
        let Some(rest) = LIGATURES.iter().find_map(|lost| more.strip_prefix(lost)) else {
            return false;
        };
        (short, long) = (left, rest);
    }
}

/// Whether the words of a title that was cut begin the other, the last by its beginning, and are enough to say something.
fn is_beginning(short: &Title, long: &Title) -> bool {
    const LEAST: f64 = 3.0;
    let Some(last) = short.words.len().checked_sub(1) else { return false };
    last < long.words.len()
        && short.words[..last].iter().zip(&long.words).all(|(one, two)| one.hash == two.hash)
        && long.word(last).starts_with(short.word(last))
        && short.weight() >= LEAST
}

/// Compares two titles that are not equal, word by word.
fn of_words(
    a: &Title,
    b: &Title,
    elsewhere_a: &dyn Fn(&str) -> bool,
    elsewhere_b: &dyn Fn(&str) -> bool,
) -> Likeness {
    let Shared { mut rest_a, mut rest_b, common, misspelled } = Shared::of(a, b);
    let opposite = is_opposite(a, b, &rest_a, &rest_b) || is_denied(a, b, &rest_a, &rest_b);
    // Of one part of a series, "Part 2" is "II": what counts the parts says nothing more.
    let part = one_part(a, b);
    let (series, series_alone) = parts(a, b, &rest_a, &rest_b);
    let on_a = drop_idle(a, b, &mut rest_a, part, (elsewhere_a, elsewhere_b));
    let on_b = drop_idle(b, a, &mut rest_b, part, (elsewhere_b, elsewhere_a));
    let (left_a, left_b) = (weight_of(a, &rest_a), weight_of(b, &rest_b));
    let ratio = |left: f64| if common > 0.0 { common / (common + left) } else { 0.0 };
    let numbers = say_other_numbers(a, &rest_a, b, &rest_b);
    let (quality, other) = (ratio(left_a + left_b), numbers || opposite);
    let lifted = if other { quality } else { lifted(quality, a.letters(), b.letters()) };
    let mistyped = lifted >= MISSPELLED && are_near(a, &rest_a, b, &rest_b);
    let replaced = quality >= NEARLY && !mistyped && says_another(a, &rest_a, b, &rest_b);
    Likeness {
        quality: if replaced { lifted.min(REPLACED) } else { lifted },
        containment: ratio(left_a.min(left_b)),
        subtitle: without_subtitle(a, b) || without_subtitle(b, a),
        affix: is_affix(a.letters(), b.letters()),
        series,
        series_alone,
        numbers,
        opposite,
        replaced,
        misspelled: mistyped || !misspelled.is_empty(),
        byline: on_a || on_b,
        ..Likeness::default()
    }
}

/// Whether numbers, single letters or codes make other things of what is one otherwise.
fn say_other_numbers(a: &Title, rest_a: &Rest, b: &Title, rest_b: &Rest) -> bool {
    lacks_number(a, b) && lacks_number(b, a)
        || are_displaced(a, b)
        || other_letter(a, b, rest_a, rest_b)
        || codes::differ(a, rest_a, b, rest_b)
}

/// Whether something that is left of one stands in the place of what is left of the other.
fn says_another(a: &Title, rest_a: &Rest, b: &Title, rest_b: &Rest) -> bool {
    (says_other(a, rest_a) && says_other(b, rest_b)) || exchanged(a, rest_a, b, rest_b)
}

/// How much the words say that the other title lacks.
fn weight_of(title: &Title, rest: &Rest) -> f64 {
    rest.iter().map(|&at| f64::from(title.words[at].weight)).sum()
}

/// What says whether a word stands in other fields of a record.
type Elsewhere<'a> = &'a dyn Fn(&str) -> bool;

/// Takes out what says nothing more: words for the kind of an item or a part, the names of authors that a title begins with,
/// and what repeats fields of the other record. Whether such names go on with the list of the record's own authors.
fn drop_idle(
    title: &Title,
    other: &Title,
    rest: &mut Rest,
    part: Option<&[u32]>,
    (own, theirs): (Elsewhere<'_>, Elsewhere<'_>),
) -> bool {
    let led = title.byline > 0 && title.led_by().all(theirs);
    drop_repeated(title, rest, |at| {
        let word = title.word(at);
        (led && at < title.byline)
            || title.is_aside(at, other)
            || part.is_some_and(|it| title.counts(at, it))
            // A word that both records have in such a field is the subject of one title, not a repetition.
            || (theirs(word) && !own(word))
    });
    led && (title.led_by().next().is_none() || !title.led_by().all(own))
}

/// Takes out what only repeats other fields, and the initials beside a name that does.
fn drop_repeated(title: &Title, rest: &mut Rest, is_repeated: impl Fn(usize) -> bool) {
    const INITIALS: usize = 2;
    let repeated: Rest = rest.iter().copied().filter(|&at| is_repeated(at)).collect();
    if repeated.is_empty() {
        return;
    }
    let beside = |at: usize| repeated.iter().any(|&name| name.abs_diff(at) == 1);
    rest.retain(|&at| {
        let initials = title.word(at).len() <= INITIALS && beside(at);
        !repeated.contains(&at) && !initials
    });
}

/// From this quality on, titles are one but for a few words.
const NEARLY: f64 = 0.6;

/// Whether what is left on both sides may be one thing, badly spelled; short names are not. Two letters that changed places
/// are one mistake.
fn are_near(a: &Title, rest_a: &Rest, b: &Title, rest_b: &Rest) -> bool {
    const LEAST: f64 = 0.7;
    // The same words in another order are no mistake.
    let nothing = rest_a.is_empty() && rest_b.is_empty();
    if nothing || codes::are_left(a, rest_a, b, rest_b) {
        return false;
    }
    if let ([one], [two]) = (&rest_a[..], &rest_b[..])
        && codes::is_misprint(a, *one, b, *two)
    {
        return true;
    }
    let joined =
        |title: &Title, rest: &Rest| -> String { rest.iter().map(|&at| title.word(at)).collect() };
    let (one, two) = (joined(a, rest_a), joined(b, rest_b));
    let cutoff = osa::Args::default().score_cutoff(LEAST);
    osa::normalized_similarity_with_args(one.chars(), two.chars(), &cutoff).is_some()
}

/// Whether the little that is left of a title holds a letter.
fn has_letter(title: &Title, rest: &Rest) -> bool {
    rest.len() <= SHORT && rest.iter().any(|&at| title.letter(at).is_some())
}

/// Whether a title counts no part, or the first; a number alone may count something else.
fn is_first(title: &Title) -> bool {
    let first = |part: u32| part <= 1 || part == LETTERS + u32::from(ARTICLE);
    title.series.iter().all(|&part| first(part)) || title.counts_by_digits()
}

/// What both count as one part: the same numbers, or one that the other has as a letter ("I" beside "Part 1") or as another
/// number ("COVID 19" beside "COVID-19").
fn one_part<'a>(a: &'a Title, b: &'a Title) -> Option<&'a [u32]> {
    let lettered = |title: &Title, series: &[u32]| match series {
        [number] => {
            title.series.is_empty()
                && (title.has_numeral(*number) || title.numbers.contains(number))
        }
        _ => false,
    };
    let one = !a.series.is_empty() && (a.series == b.series || lettered(b, &a.series));
    let two = || lettered(a, &b.series);
    if one { Some(&a.series) } else { two().then_some(&b.series[..]) }
}

/// Whether both count a series, differently, and whether only one does. A letter that is left over counts one where the
/// other title has a number for it: "I" beside "II", "Part A" beside "Part B".
fn parts(a: &Title, b: &Title, rest_a: &Rest, rest_b: &Rest) -> (bool, bool) {
    let counts = |title: &Title, rest: &Rest| {
        rest.len() <= SHORT && rest.iter().any(|&at| title.may_count(at))
    };
    let counted = match (a.series.is_empty(), b.series.is_empty()) {
        _ if one_part(a, b).is_some() => return (false, false),
        (false, false) => return (true, false),
        (true, true) => return (false, false),
        (true, false) => counts(a, rest_a),
        (false, true) => counts(b, rest_b),
    };
    (counted, !counted)
}

/// Whether one letter stands for another: hepatitis B is not C. Two that are words (`a`) are none.
fn other_letter(a: &Title, b: &Title, rest_a: &Rest, rest_b: &Rest) -> bool {
    let says = |title: &Title, rest: &Rest| {
        rest.iter().any(|&at| title.letter(at).is_some_and(|letter| letter != ARTICLE))
    };
    has_letter(a, rest_a) && has_letter(b, rest_b) && (says(a, rest_a) || says(b, rest_b))
}

/// Whether a title has a number that the other lacks. What only stands at the end of one, and counts no part of the other, is
/// a number as others are: PM 10 is not PM2.5.
fn lacks_number(one: &Title, two: &Title) -> bool {
    let ends = |title: &Title, other: &Title| other.series.is_empty() && title.counts_by_digits();
    let (of_one, of_two) = (ends(one, two), ends(two, one));
    let has =
        |number: &u32| two.numbers.contains(number) || (of_two && two.series.contains(number));
    let mut series = one.series.iter().filter(|_| of_one);
    one.numbers.iter().any(|number| !has(number)) || series.any(|number| !has(number))
}

/// Whether numbers are others, or change places, between words that are the same: 2-chloro-4-methyl is not 4-chloro-2-methyl.
fn are_displaced(a: &Title, b: &Title) -> bool {
    let words = |title: &Title| -> Vec<u64> {
        (0..title.words.len())
            .filter(|&at| !title.is_number(at))
            .map(|at| title.words[at].hash)
            .collect()
    };
    let numbers = |title: &Title| -> Vec<u32> {
        (0..title.words.len()).filter_map(|at| title.number(at)).collect()
    };
    let (one, two) = (numbers(a), numbers(b));
    a.series.is_empty()
        && b.series.is_empty()
        && one.len() > 1
        && one.len() == two.len()
        && one != two
        && words(a) == words(b)
}

/// The quality of titles that are one but for typing errors, and the most of others, in which a word stands in the place of
/// another.
const MISSPELLED: f64 = 0.95;
const REPLACED: f64 = 0.75;

/// Typing errors that the words do not show: nearly equal letters lift the quality.
fn lifted(quality: f64, one: &str, two: &str) -> f64 {
    const LEAST: f64 = 0.92;
    const HIGH: f64 = 0.96;
    let (short, long) = (one.len().min(two.len()), one.len().max(two.len()));
    if quality >= MISSPELLED || crate::ids::real(short) < LEAST * crate::ids::real(long) {
        return quality;
    }
    let cutoff = levenshtein::Args::default().score_cutoff(LEAST);
    match levenshtein::normalized_similarity_with_args(one.chars(), two.chars(), &cutoff) {
        Some(similarity) if similarity >= HIGH => quality.max(MISSPELLED),
        Some(_) => quality.max(0.85),
        None => quality,
    }
}

/// Whether the first title is the second without its subtitle. The number of a part may stand before that: `T. II. S`.
fn without_subtitle(short: &Title, long: &Title) -> bool {
    const LEAST: f64 = 1.5;
    let (main, length) = (long.main, short.words.len());
    (main..long.words.len()).contains(&length)
        && (main..length).all(|at| long.counts(at, &long.series))
        && short.words.iter().zip(&long.words).all(|(one, two)| one.hash == two.hash)
        && short.weight() >= LEAST
}

/// Whether the letters of one begin or end those of the other, and are enough to say something.
fn is_affix(one: &str, two: &str) -> bool {
    const LEAST: usize = 12;
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    short.len() >= LEAST && (long.starts_with(short) || long.ends_with(short))
}

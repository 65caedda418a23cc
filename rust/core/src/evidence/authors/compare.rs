//! What two author lists say of each other.
//!
//! People are paired one to one, the surest pairs first: the same surname with initials that agree, the same surname
//! at all, then swapped names and small typing errors. The shorter list chooses, so the answer is the same both ways.

use super::spelling::{nearly_equal, other_vowels, transliterated};
use super::{Authors, Name, Person};

/// What two lists say of each other.
#[expect(clippy::struct_excessive_bools, reason = "independent findings, each weighed alone")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorAgreement {
    /// How many people of the shorter list are in the longer.
    pub matched: usize,
    /// Length of the shorter list.
    pub shorter: usize,
    /// Length of the longer list.
    pub longer: usize,
    /// The first authors are not the same.
    pub first_differs: bool,
    /// All people that are in both have initials that contradict.
    pub initials_contradict: bool,
    /// One author against one, and no list is cut.
    pub single: bool,
    /// One author against several, and the one is not `et al`.
    pub one_against_several: bool,
    /// A list says that it is cut.
    pub cut: bool,
}

impl AuthorAgreement {
    /// The matched share of the shorter list.
    pub fn share(&self) -> f64 {
        crate::ids::real(self.matched) / crate::ids::real(self.shorter)
    }

    /// The same where a list goes on in another field.
    #[must_use]
    pub const fn going_on(self) -> Self {
        Self { cut: true, one_against_several: false, first_differs: false, single: false, ..self }
    }

    /// The matched share of the longer list; `None` where that says nothing, because a list is cut.
    pub fn share_of_longer(&self) -> Option<f64> {
        (!self.cut).then(|| crate::ids::real(self.matched) / crate::ids::real(self.longer))
    }
}

/// What two lists say of each other; `None` if one of them names nobody or cannot be compared: some libraries name the people,
/// others the institution that they stand for.
///
/// Of a list that can be read in two ways, the way counts in which more people are found; one who is found may only have a
/// surname that is the given name of another.
pub fn compare(a: &Authors, b: &Authors) -> Option<AuthorAgreement> {
    let one = as_read(a, b);
    let others = [
        a.other.as_deref().and_then(|other| as_read(other, b)),
        b.other.as_deref().and_then(|other| as_read(a, other)),
    ];
    let share = |found: &AuthorAgreement| (found.share(), found.matched);
    let others = others.into_iter().flatten().filter(|found| found.matched > 1);
    others.fold(one, |best, found| match best {
        Some(best) if share(&best) >= share(&found) => Some(best),
        _ => Some(found),
    })
}

fn as_read(a: &Authors, b: &Authors) -> Option<AuthorAgreement> {
    if a.is_empty() || b.is_empty() || a.alphabets & b.alphabets == 0 {
        return None;
    }
    let (a, b) = if order(a).le(order(b)) { (a, b) } else { (b, a) };
    let matching = Matching::of(a, b);
    let (shorter, longer) = (a.people.len(), b.people.len());
    if (a.unknown || b.unknown) && matching.matched < longer {
        return None;
    }
    if a.is_corporate() != b.is_corporate() && matching.matched == 0 {
        return None;
    }
    Some(AuthorAgreement {
        matched: matching.matched,
        shorter,
        longer,
        first_differs: !Surety::ALL.iter().any(|&how| same(a, &a.people[0], b, &b.people[0], how)),
        initials_contradict: matching.matched > 0 && matching.agreeing == 0,
        single: longer == 1 && !a.et_al && !b.et_al,
        one_against_several: shorter == 1 && longer > 1 && !a.et_al,
        cut: a.et_al || b.et_al,
    })
}

/// By length, then by content: whichever way two lists are given, the same one chooses.
fn order(list: &Authors) -> impl Iterator<Item = u64> {
    let initials = list.people.iter().map(|p| u64::from(u32::from_le_bytes(p.initials)));
    let spans = list.people.iter().map(|p| u64::from(p.family.end) << 32 | u64::from(p.given.end));
    let names = list.names.iter().map(|name| name.hash);
    let marks = [u64::from(list.et_al)];
    let length = std::iter::once(list.people.len() as u64);
    length.chain(names).chain(initials).chain(spans).chain(marks)
}

/// How two people can be one, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surety {
    /// The same surname, and initials that agree.
    Agreeing,
    /// The same surname.
    Surname,
    /// Given and family names swapped; nothing in the initials speaks against it.
    Swapped,
    /// A small typing error in the surname, and initials that agree.
    Near,
}

impl Surety {
    const ALL: [Self; 4] = [Self::Agreeing, Self::Surname, Self::Swapped, Self::Near];
}

#[derive(Debug, Default)]
struct Matching {
    matched: usize,
    /// How many of them have initials that do not contradict.
    agreeing: usize,
    /// People that have found theirs, as bits.
    left: u128,
    right: u128,
}

impl Matching {
    fn of(a: &Authors, b: &Authors) -> Self {
        let mut matching = Self::default();
        for how in Surety::ALL {
            for at in 0..a.people.len() {
                if matching.matched < a.people.len() && matching.left >> at & 1 == 0 {
                    matching.find(a, at, b, how);
                }
            }
        }
        matching
    }

    /// Looks for a person, first at the same place of the other list.
    fn find(&mut self, a: &Authors, at: usize, b: &Authors, how: Surety) {
        let person = &a.people[at];
        if !possible(a, person, b, how) {
            return;
        }
        let count = b.people.len();
        let free = |place: &usize| self.right >> place & 1 == 0;
        let mut places = (at..count).chain(0..at).filter(free);
        let Some(place) = places.find(|&place| same(a, person, b, &b.people[place], how)) else {
            return;
        };
        self.left |= 1 << at;
        self.right |= 1 << place;
        self.matched += 1;
        self.agreeing += usize::from(how != Surety::Surname);
    }
}

/// In lists of so few people, a short surname in capitals (`LI Xiaoming`) is not told from initials.
const FEW: usize = 2;

/// Whether a person has a name that the other list may have too.
fn possible(a: &Authors, person: &Person, b: &Authors, how: Surety) -> bool {
    let bits = |names: &[Name]| names.iter().fold(0, |all, name| all | name.bit());
    let family = bits(a.family(person));
    match how {
        Surety::Agreeing | Surety::Surname => family & b.family_bits != 0,
        Surety::Swapped => {
            let may_be_shouted = a.people.len().max(b.people.len()) <= FEW;
            may_be_shouted
                || family & b.given_bits != 0
                || bits(a.given(person)) & b.family_bits != 0
        }
        Surety::Near => true,
    }
}

fn same(a: &Authors, one: &Person, b: &Authors, other: &Person, how: Surety) -> bool {
    let (family, others) = (a.family(one), b.family(other));
    if one.corporate || other.corporate {
        let common = family.iter().filter(|name| holds(others, name)).count();
        return common * 2 >= family.len().max(others.len());
    }
    match how {
        Surety::Agreeing => share(family, others) && !contradict(a, one, b, other),
        Surety::Surname => share(family, others),
        Surety::Swapped => {
            swapped(a, one, b, other)
                || swapped(b, other, a, one)
                || shouted(a, one, b, other)
                || shouted(b, other, a, one)
        }
        Surety::Near => {
            let vowels =
                || share(a.given(one), b.given(other)) && near(a, family, b, others, other_vowels);
            !contradict(a, one, b, other) && (typed(a, family, b, others) || vowels())
        }
    }
}

fn holds(names: &[Name], name: &Name) -> bool {
    names.iter().any(|other| other.hash == name.hash)
}

fn share(names: &[Name], others: &[Name]) -> bool {
    names.iter().any(|name| holds(others, name))
}

/// Neither first initial is among the other's. Where both have their names in full, initials that only sound alike are not
/// enough: Jie is not Yan.
fn contradict(a: &Authors, one: &Person, b: &Authors, other: &Person) -> bool {
    let (first, second) = (one.initials[0], other.initials[0]);
    let known = first != 0 && second != 0;
    if !known || other.initials.contains(&first) || one.initials.contains(&second) {
        return false;
    }
    let has = |initials: [u8; 4], wanted: u8| initials.iter().any(|&one| sounds_as(one, wanted));
    let sounds = has(other.initials, first) || has(one.initials, second);
    let (names, others) = (a.given(one), b.given(other));
    let spelled = !names.is_empty() && !others.is_empty();
    !sounds || (spelled && !typed(a, &names[..1], b, &others[..1]))
}

/// Whether two initials may be of one name, written in another alphabet's spelling: Yuri and Iurii, Evgeny and Yevgeny,
/// Katherine and Catherine.
const fn sounds_as(one: u8, other: u8) -> bool {
    let pair = if one < other { (one, other) } else { (other, one) };
    matches!(pair, (b'i' | b'j' | b'e', b'y') | (b'c', b'k'))
}

/// Whether the surname of `one` stands among the given names of `other`, and nothing speaks against it.
fn swapped(a: &Authors, one: &Person, b: &Authors, other: &Person) -> bool {
    if !share(a.family(one), b.given(other)) {
        return false;
    }
    let family = b.family(other);
    // Given names swapped in full; or the surname of `other` is the initial of `one`, or its initials in a row
    // (`SMITH JA`); or a second surname was taken for the only one, with the first name the same.
    let initial = |name: &Name| one.initials[0] == b.letters(*name)[0];
    let spelled = |name: &Name| {
        let letters = b.letters(*name);
        letters.len() <= 3 && one.initials.starts_with(letters)
    };
    let bare = a.given(one).is_empty();
    share(family, a.given(one))
        || follow(a, one, b, other)
        || family.iter().any(|name| spelled(name) || (bare && initial(name)))
        || (one.initials[0] != 0
            && one.initials[0] == other.initials[0]
            && !b.given(other).first().is_some_and(|first| holds(a.family(one), first)))
}

/// Whether the surname of `one` is the first name of `other`, and the names behind it are its initials, or make its given name
/// together: `Li Xiao Ming`, `Li XM`.
fn follow(a: &Authors, one: &Person, b: &Authors, other: &Person) -> bool {
    let names = b.given(other).iter().chain(b.family(other).last());
    let mut names = names.map(|&name| b.letters(name));
    let first = names.next().unwrap_or_default();
    // Nearly all pairs of people end here.
    if !a.family(one).iter().any(|&name| a.letters(name) == first) {
        return false;
    }
    let rest: Vec<&[u8]> = names.collect();
    let initials = one.initials.iter().copied().take_while(|&letter| letter != 0);
    let joined = || a.given(one).iter().any(|&name| *a.letters(name) == rest.concat());
    rest.len() > 1 && (initials.eq(rest.iter().map(|name| name[0])) || joined())
}

/// Whether the initials of `one` are the surname of `other` in capitals, and its surname the given name: `LI Xiaoming`.
fn shouted(a: &Authors, one: &Person, b: &Authors, other: &Person) -> bool {
    if one.initials[1] == 0 || !a.given(one).is_empty() {
        return false;
    }
    let letters: Vec<u8> = one.initials.iter().copied().take_while(|&letter| letter != 0).collect();
    let is_surname = |name: &Name| b.letters(*name) == letters;
    let name = a.family(one).last().map_or(&[][..], |&name| a.letters(name));
    let given: Vec<u8> = b.given(other).iter().flat_map(|&name| b.letters(name)).copied().collect();
    b.family(other).iter().any(is_surname)
        && name.first() == other.initials.first()
        && (given.is_empty() || given == name)
}

/// A small typing error in a long name, or the spelling of another alphabet.
fn typed(a: &Authors, names: &[Name], b: &Authors, others: &[Name]) -> bool {
    let alike = |one: &[u8], other: &[u8]| nearly_equal(one, other) || transliterated(one, other);
    near(a, names, b, others, alike)
}

/// Whether one of these names is like one of those.
fn near(
    a: &Authors,
    names: &[Name],
    b: &Authors,
    others: &[Name],
    alike: fn(&[u8], &[u8]) -> bool,
) -> bool {
    names.iter().any(|&one| others.iter().any(|&other| alike(a.letters(one), b.letters(other))))
}

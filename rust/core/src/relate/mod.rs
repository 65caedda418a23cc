//! From all evidence to a verdict: same paper or not, how surely, and what one record is to the other.
//!
//! The score is a sum of points (`points`), by a table (`policy`). What costs most, the comparison of the abstracts, comes
//! last, and only where it can still change the verdict.

mod bounds;
mod identifiers;
mod points;
mod policy;
mod publication;
mod relation;
mod titles;
mod words;

pub use points::{Point, Points, Reason};
pub use policy::{AuthorPoints, BUILT_IN, Policy, TitlePoints};
pub use relation::Relation;

use crate::evidence::Evidence;
use crate::evidence::authors::{self, AuthorAgreement};
use crate::evidence::likeness::{Likeness, likeness};
use crate::evidence::pages::Agreement;
use crate::evidence::venue::Kind;
use crate::ids::real;
use crate::verify::{Overlap, Table};

/// What was decided of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// One paper.
    Same,
    /// Near the threshold, above it.
    UnsureSame,
    /// Near the threshold, below it.
    UnsureDifferent,
    /// Two papers.
    Different,
}

impl Class {
    /// Whether it is so near to the threshold that a person should look.
    pub const fn is_unsure(self) -> bool {
        matches!(self, Self::UnsureSame | Self::UnsureDifferent)
    }

    /// Whether the records are taken for one paper.
    pub const fn is_same(self) -> bool {
        matches!(self, Self::Same | Self::UnsureSame)
    }
}

/// A decision with its reasons.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    /// What was decided.
    pub class: Class,
    /// The points, all of them unless the verdict is a clear no.
    pub points: Points,
    /// Overlap of the abstracts; `None` where one is missing or it could not change the verdict.
    pub overlap: Option<Overlap>,
    /// An identifier agrees, and the rest says that these are two papers.
    pub conflict: bool,
}

impl Verdict {
    /// The sum of the points.
    pub fn score(&self) -> f64 {
        self.points.sum()
    }
}

/// What all evidence but the abstracts says of two records.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening {
    points: Points,
    title: Option<Likeness>,
    authors: Option<AuthorAgreement>,
    /// An identifier agrees.
    shared: bool,
}

/// Decides pair after pair under one policy; keeps the table of the shingles of the last first record.
#[derive(Debug)]
pub struct Judge<'a> {
    policy: &'a Policy,
    table: Table,
    holder: Option<u32>,
}

impl<'a> Judge<'a> {
    /// A judge by this policy.
    pub fn new(policy: &'a Policy) -> Self {
        Self { policy, table: Table::default(), holder: None }
    }

    /// Forgets the last record: the numbers of records mean others now.
    pub const fn forget(&mut self) {
        self.holder = None;
    }

    /// What all evidence but the abstracts says of two records; these need not be read yet.
    pub fn open(&self, a: &Evidence, b: &Evidence) -> Opening {
        let mut pair = Pair::new(self.policy, a, b);
        pair.without_text();
        pair.said
    }

    /// Whether two records are two papers, whatever their abstracts say; `bounds` is at least their Jaccard similarity and
    /// containment, or `None` where they have none to compare.
    pub fn are_clearly_different(&self, said: &Opening, bounds: Option<(f64, f64)>) -> bool {
        !said.shared && self.is_hopeless(said, bounds)
    }

    /// Decides whether two records are one paper, from what the rest says and their abstracts. Records come with their
    /// numbers: pairs that begin with the same one are cheaper one after the other.
    pub fn decide(&mut self, said: Opening, a: (u32, &Evidence), b: (u32, &Evidence)) -> Verdict {
        if self.is_hopeless(&said, (a.1.has_text && b.1.has_text).then_some((1.0, 1.0))) {
            let Opening { points, shared: conflict, .. } = said;
            return Verdict { class: Class::Different, points, overlap: None, conflict };
        }
        self.close(said, a, b)
    }

    /// The same, with all points, however clear the verdict is.
    pub fn explain(&mut self, a: (u32, &Evidence), b: (u32, &Evidence)) -> Verdict {
        self.close(self.open(a.1, b.1), a, b)
    }

    /// Whether abstracts that are so alike leave no doubt that these are two papers.
    fn is_hopeless(&self, said: &Opening, bounds: Option<(f64, f64)>) -> bool {
        let policy = self.policy;
        let text = bounds.map_or(0.0, |bounds| policy.r#abstract.at_most(bounds));
        said.points.sum() + text < policy.threshold - policy.unsure
    }

    fn close(
        &mut self,
        said: Opening,
        (number, a): (u32, &Evidence),
        (_, b): (u32, &Evidence),
    ) -> Verdict {
        let policy = self.policy;
        let overlap = (a.has_text && b.has_text).then(|| {
            if self.holder != Some(number) {
                self.table.set(&a.shingles);
                self.holder = Some(number);
            }
            self.table.overlap(&b.shingles)
        });
        let mut pair = Pair { policy, a, b, said };
        pair.text(overlap);
        let Opening { points, shared, .. } = pair.said;
        let class = match points.sum() - policy.threshold {
            over if over >= policy.unsure => Class::Same,
            over if over >= 0.0 => Class::UnsureSame,
            under if under >= -policy.unsure => Class::UnsureDifferent,
            _ => Class::Different,
        };
        Verdict { class, points, overlap, conflict: shared && !class.is_same() }
    }
}

/// Equal abstracts of fewer words give less than the least for equal ones.
const ENOUGH_WORDS: f64 = 25.0;

/// Two records while their points are counted.
struct Pair<'a> {
    policy: &'a Policy,
    a: &'a Evidence,
    b: &'a Evidence,
    said: Opening,
}

impl<'a> Pair<'a> {
    fn new(policy: &'a Policy, a: &'a Evidence, b: &'a Evidence) -> Self {
        let title = (!a.title.is_empty() && !b.title.is_empty())
            .then(|| likeness(&a.title, &b.title, &|word| a.holds(word), &|word| b.holds(word)));
        let byline = title.is_some_and(|like| like.byline);
        let authors = authors::compare(&a.authors, &b.authors)
            .map(|found| if byline { found.going_on() } else { found });
        Self { policy, a, b, said: Opening { title, authors, ..Opening::default() } }
    }

    /// All evidence but the abstracts, and what depends on them.
    fn without_text(&mut self) {
        let title = self.title_points();
        self.said.points.give(Reason::Title, title);
        self.vetoes();
        self.identifiers();
        self.publication();
        self.years();
        self.alone();
        self.partial();
        if let Some(agreement) = self.said.authors {
            let points = self.author_points(agreement);
            self.said.points.give(Reason::Authors, points);
        }
    }

    fn years(&mut self) {
        let table = &self.policy.year;
        if let Some((a, b)) = self.a.year.zip(self.b.year) {
            let versions = a == b && self.may_be_versions();
            let more = if versions { table.equal_preprint } else { 0.0 };
            self.said.points.give(Reason::Year, table.of(a.abs_diff(b)) + more);
        }
    }

    /// Whether abstracts are compared, of which one may be a preprint's: its versions keep its year, while the next paper of the
    /// same people has another more often than not.
    fn may_be_versions(&self) -> bool {
        let unplaced = |record: &Evidence| record.kind == Kind::Preprint || record.venue.is_empty();
        self.a.has_text && self.b.has_text && (unplaced(self.a) || unplaced(self.b))
    }

    fn author_points(&self, agreement: AuthorAgreement) -> f64 {
        let table = &self.policy.authors;
        let share = real(agreement.matched) / real(agreement.shorter.max(1));
        let mut points = table.share.at(share).unwrap_or(table.none);
        let of_longer = agreement.share_of_longer().and_then(|share| table.longer.at(share));
        points += of_longer.filter(|_| agreement.matched > 0).unwrap_or_default();
        // A list of surnames may be read as one of half as many people, whose initials say nothing.
        let several = agreement.initials_contradict
            && agreement.matched > 1
            && agreement.matched == agreement.longer;
        points += match agreement.matched {
            // Surnames alone are shared by many: they make nobody surer.
            _ if several => 0.0,
            0..=2 => 0.0,
            3 => table.three,
            _ => table.four,
        };
        let add = |holds: bool, points: f64| if holds { points } else { 0.0 };
        points += add(agreement.single && agreement.matched == 1, table.single);
        points += add(agreement.one_against_several, table.one_of_several);
        points += add(agreement.first_differs && agreement.matched > 0, table.first_differs);
        points += add(several, table.initials_of_several);
        points + add(agreement.initials_contradict, table.initials)
    }

    /// Whether all who are named on one side stand in the title on the other, which names nobody.
    fn names_stand_in_a_title(&self) -> bool {
        let named = |named: &Evidence, other: &Evidence| {
            let word = |name: &[u8]| other.title.has_word(name);
            other.authors.is_empty() && named.authors.are_all(word)
        };
        named(self.a, self.b) || named(self.b, self.a)
    }

    /// The abstracts, and what depends on them.
    fn text(&mut self, overlap: Option<Overlap>) {
        let points = overlap.map_or(0.0, |overlap| self.text_points(overlap));
        self.said.points.give(Reason::Abstract, points);
        let jaccard = overlap.map(Overlap::jaccard);
        if self.said.authors.is_none() && !(self.a.authors.is_empty() && self.b.authors.is_empty())
        {
            let table = &self.policy.authors;
            let unknown = self.a.authors.unknown
                || self.b.authors.unknown
                || self.a.authors.in_other_alphabet(&self.b.authors)
                || self.names_stand_in_a_title();
            let missing = match jaccard {
                Some(jaccard) if jaccard >= 0.3 => table.missing_similar,
                Some(_) => table.missing_abstract,
                None => table.missing,
            };
            self.said.points.give(Reason::Authors, if unknown { 0.0 } else { missing });
        }
        let two_subjects = self.is_written_for_two(jaccard);
        if self.are_of_two_years() {
            self.said.points.give(Reason::Series, self.policy.vetoes.series);
        }
        if self.said.title.is_some_and(|like| like.numbers) {
            const LONG: usize = 60;
            let similar = jaccard.is_some_and(|jaccard| jaccard >= 0.7) && !two_subjects;
            let long = self.a.words.min(self.b.words) >= LONG;
            let vetoes = &self.policy.vetoes;
            let points = if similar && long { vetoes.numbers_similar } else { vetoes.numbers };
            self.said.points.give(Reason::Numbers, points);
        }
        if two_subjects { self.subjects() } else { self.words_in_place(jaccard) }
    }

    /// Whether they are two of what appears every year under one title, unless page or identifier say that one of the years is wrong.
    fn are_of_two_years(&self) -> bool {
        let years = self.a.year.zip(self.b.year);
        years.is_some_and(|(a, b)| a != b)
            && self.a.title.is_periodical()
            && self.b.title.is_periodical()
            && !self.said.shared
            && self.first_page() != Agreement::Equal
    }

    fn text_points(&self, overlap: Overlap) -> f64 {
        let table = &self.policy.r#abstract;
        let words = self.a.words.min(self.b.words);
        let equal = self.a.text == self.b.text;
        if words < table.short_words {
            return if equal { table.equal } else { 0.0 };
        }
        let by_jaccard = table.jaccard.at(overlap.jaccard()).unwrap_or(table.below);
        let points =
            by_jaccard.max(table.containment.at(overlap.containment()).unwrap_or(by_jaccard));
        let points = points * (real(words) / table.full_words).clamp(table.least_share, 1.0);
        // A few equal words may be what a page says instead of an abstract.
        if equal { points.max(table.equal * (real(words) / ENOUGH_WORDS).min(1.0)) } else { points }
    }
}

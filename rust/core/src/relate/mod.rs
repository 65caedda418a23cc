//! From all evidence to a verdict: same paper or not, how surely, and what one record is to the other.
//!
//! The score is a sum of points (`points`), by a table (`policy`). What costs most, the comparison of the abstracts, comes
//! last, and only where it can still change the verdict.

mod points;
mod policy;
mod publication;
mod relation;

pub use points::{Point, Points, Reason};
pub use policy::{AuthorPoints, BUILT_IN, Policy, TitlePoints};
pub use relation::Relation;

use crate::evidence::Evidence;
use crate::evidence::authors::{self, AuthorAgreement};
use crate::evidence::lexicon::Mark;
use crate::evidence::likeness::{Likeness, likeness};
use crate::evidence::pages::Agreement;
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

/// How much is asked of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// What was decided; the points of a clear no may end early.
    Verdict,
    /// All points.
    Reasons,
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

    /// Decides whether two records are one paper. Records come with their numbers: pairs that begin with the same one are
    /// cheaper one after the other.
    pub fn decide(&mut self, a: (u32, &Evidence), b: (u32, &Evidence)) -> Verdict {
        self.judge(a, b, Depth::Verdict)
    }

    /// Whether two records are two papers, whatever their abstracts say. These need not be read yet; what `bounds` says of
    /// them is at least their Jaccard similarity and containment.
    pub fn are_clearly_different(&self, a: &Evidence, b: &Evidence, bounds: (f64, f64)) -> bool {
        let mut pair = Pair::new(self.policy, a, b);
        pair.without_text();
        let hope = pair.points.sum() + pair.text_at_most(bounds);
        hope < self.policy.threshold - self.policy.unsure && !pair.shared
    }

    /// The same, with all points, however clear the verdict is.
    pub fn explain(&mut self, a: (u32, &Evidence), b: (u32, &Evidence)) -> Verdict {
        self.judge(a, b, Depth::Reasons)
    }

    fn judge(
        &mut self,
        (number, a): (u32, &Evidence),
        (_, b): (u32, &Evidence),
        depth: Depth,
    ) -> Verdict {
        let policy = self.policy;
        let mut pair = Pair::new(policy, a, b);
        pair.without_text();
        let hope = pair.points.sum() + pair.text_at_most((1.0, 1.0));
        if depth == Depth::Verdict && hope < policy.threshold - policy.unsure {
            return Verdict {
                class: Class::Different,
                points: pair.points,
                overlap: None,
                conflict: pair.shared,
            };
        }
        let overlap = (a.has_text && b.has_text).then(|| {
            if self.holder != Some(number) {
                self.table.set(&a.shingles);
                self.holder = Some(number);
            }
            self.table.overlap(&b.shingles)
        });
        pair.text(overlap);
        let score = pair.points.sum();
        let class = match score - policy.threshold {
            over if over >= policy.unsure => Class::Same,
            over if over >= 0.0 => Class::UnsureSame,
            under if under >= -policy.unsure => Class::UnsureDifferent,
            _ => Class::Different,
        };
        let conflict = pair.shared && !class.is_same();
        Verdict { class, points: pair.points, overlap, conflict }
    }
}

/// Two records while their points are counted.
struct Pair<'a> {
    policy: &'a Policy,
    a: &'a Evidence,
    b: &'a Evidence,
    points: Points,
    title: Option<Likeness>,
    authors: Option<AuthorAgreement>,
    /// An identifier agrees.
    shared: bool,
}

impl<'a> Pair<'a> {
    fn new(policy: &'a Policy, a: &'a Evidence, b: &'a Evidence) -> Self {
        let title = (!a.title.is_empty() && !b.title.is_empty())
            .then(|| likeness(&a.title, &b.title, &|word| a.holds(word), &|word| b.holds(word)));
        let authors = authors::compare(&a.authors, &b.authors);
        Self { policy, a, b, points: Points::default(), title, authors, shared: false }
    }

    /// All evidence but the abstracts, and what depends on them.
    fn without_text(&mut self) {
        let title = self.title_points();
        self.points.give(Reason::Title, title);
        self.vetoes();
        self.identifiers();
        self.publication();
        self.years();
        self.alone();
        self.partial();
        if let Some(agreement) = self.authors {
            let points = self.author_points(agreement);
            self.points.give(Reason::Authors, points);
        }
    }

    fn title_points(&self) -> f64 {
        let table = &self.policy.title;
        let Some(like) = self.title else { return table.missing };
        let mut points = if like.equal {
            table.equal
        } else {
            table.quality.at(like.quality).unwrap_or(table.below)
        };
        let least =
            |points: f64, holds: bool, least: f64| if holds { points.max(least) } else { points };
        points = least(points, like.subtitle, table.subtitle);
        points = least(points, like.affix, table.affix);
        points = least(points, like.containment >= table.contained_from, table.contained);
        // Two editorials by the same several people are as much one as their titles say.
        let several = self.authors.is_some_and(|agreement| {
            agreement.matched >= 2 && agreement.matched == agreement.longer
        });
        if self.a.title.generic && self.b.title.generic && !several {
            points = points.min(table.generic);
        }
        let foreign = self.a.title.language.zip(self.b.title.language).is_some_and(|(a, b)| a != b);
        points = least(points, foreign, table.foreign);
        if like.numbers {
            // 12 seas are not 15, however alike the rest is.
            points = points.min(0.0);
        }
        if points > 0.0 {
            points *= (like.weight / table.full_weight).clamp(table.least_share, 1.0);
        }
        points
    }

    /// What makes two items of one title. Numbers weigh less where abstracts agree: see [`Self::text`].
    fn vetoes(&mut self) {
        let vetoes = &self.policy.vetoes;
        let Some(like) = self.title else { return };
        if self.other_item() {
            self.points.give(Reason::Mark, vetoes.mark);
        }
        if like.series {
            self.points.give(Reason::Series, vetoes.series);
        } else if like.series_alone {
            self.points.give(Reason::Series, vetoes.series_alone);
        }
        if like.opposite {
            self.points.give(Reason::Opposite, vetoes.opposite);
        }
    }

    /// Whether the marks of the titles make two items of them: one is marked, the other is not, or what others say of a work
    /// is said by other people. But nobody reviews a book of their own: with one author, both are the review.
    fn other_item(&self) -> bool {
        const SAID_BY_OTHERS: u16 = Mark::Comment as u16 | Mark::Reply as u16 | Mark::Review as u16;
        let (one, two) = (self.a.title.marks, self.b.title.marks);
        let found = self.authors.map(|agreement| agreement.matched);
        match one ^ two {
            0 => one & SAID_BY_OTHERS != 0 && found == Some(0),
            only if only == Mark::Review as u16 => found.is_none_or(|found| found == 0),
            _ => true,
        }
    }

    fn years(&mut self) {
        let table = &self.policy.year;
        if let Some((a, b)) = self.a.year.zip(self.b.year) {
            let gap = a.abs_diff(b);
            let points = if gap == 0 {
                table.equal
            } else {
                table.gap.at(f64::from(gap)).unwrap_or_default()
            };
            self.points.give(Reason::Year, points);
        }
    }

    /// A title that is only partly the other's, and nothing else that is read on both sides to confirm it.
    fn partial(&mut self) {
        let Some(like) = self.title.filter(|like| !like.equal) else { return };
        let read = self.a.has_text && self.b.has_text;
        let confirms = |line: &Point| {
            line.points > 0.0
                && matches!(
                    line.reason,
                    Reason::Venue | Reason::Pages | Reason::Doi | Reason::Identifier
                )
        };
        if !read && like.quality < 0.95 && !self.points.lines().iter().any(confirms) {
            self.points.give(Reason::Alone, self.policy.title.partial);
        }
    }

    /// A title that neither authors nor abstracts confirm: enough by itself, not against anything else.
    fn alone(&mut self) {
        let read = self.a.has_text && self.b.has_text;
        let Some(like) = self.title else { return };
        if read || self.authors.is_some() || self.shared {
            return;
        }
        let light = like.weight < self.policy.title.alone_weight;
        let against = |line: &Point| {
            line.points < 0.0
                && match line.reason {
                    Reason::Doi => light,
                    Reason::Identifier | Reason::Pages | Reason::Year | Reason::Venue => true,
                    _ => false,
                }
        };
        let (a, b) = (&self.a.place, &self.b.place);
        let elsewhere = a.volume(b) == Agreement::Differs || a.first_page(b) == Agreement::Differs;
        if like.equal && (elsewhere || self.points.lines().iter().any(against)) {
            self.points.give(Reason::Alone, self.policy.title.alone);
        }
    }

    fn author_points(&self, agreement: AuthorAgreement) -> f64 {
        let table = &self.policy.authors;
        let share = real(agreement.matched) / real(agreement.shorter.max(1));
        let mut points = table.share.at(share).unwrap_or(table.none);
        let of_longer = agreement.share_of_longer().and_then(|share| table.longer.at(share));
        points += of_longer.filter(|_| agreement.matched > 0).unwrap_or_default();
        points += match agreement.matched {
            0..=2 => 0.0,
            3 => table.three,
            _ => table.four,
        };
        let add = |holds: bool, points: f64| if holds { points } else { 0.0 };
        points += add(agreement.single && agreement.matched == 1, table.single);
        points += add(agreement.one_against_several, table.one_of_several);
        points += add(agreement.first_differs && agreement.matched > 0, table.first_differs);
        points + add(agreement.initials_contradict, table.initials)
    }

    /// The most that [`Self::text`] can add, where the abstracts are at most so alike.
    fn text_at_most(&self, bounds: (f64, f64)) -> f64 {
        if !self.a.has_text || !self.b.has_text {
            return 0.0;
        }
        self.policy.r#abstract.at_most(bounds)
    }

    /// The abstracts, and what depends on them.
    fn text(&mut self, overlap: Option<Overlap>) {
        let points = overlap.map_or(0.0, |overlap| self.text_points(overlap));
        self.points.give(Reason::Abstract, points);
        let jaccard = overlap.map(Overlap::jaccard);
        if self.authors.is_none() && !(self.a.authors.is_empty() && self.b.authors.is_empty()) {
            let table = &self.policy.authors;
            let unknown = self.a.authors.unknown || self.b.authors.unknown;
            let missing = match jaccard {
                Some(jaccard) if jaccard >= 0.3 => table.missing_similar,
                Some(_) => table.missing_abstract,
                None => table.missing,
            };
            self.points.give(Reason::Authors, if unknown { 0.0 } else { missing });
        }
        if self.title.is_some_and(|like| like.numbers) {
            const LONG: usize = 60;
            let similar = jaccard.is_some_and(|jaccard| jaccard >= 0.7);
            let long = self.a.words.min(self.b.words) >= LONG;
            let vetoes = &self.policy.vetoes;
            let points = if similar && long { vetoes.numbers_similar } else { vetoes.numbers };
            self.points.give(Reason::Numbers, points);
        }
        if self.title.is_some_and(|like| like.replaced && !like.numbers && !like.opposite) {
            let similar = jaccard.is_some_and(|jaccard| jaccard >= 0.5);
            let vetoes = &self.policy.vetoes;
            self.points.give(Reason::Word, if similar { 0.0 } else { vetoes.word });
        }
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
        if equal { points.max(table.equal) } else { points }
    }
}

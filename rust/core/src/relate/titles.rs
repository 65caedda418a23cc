//! Points for titles, what makes two items of one title, and what a title alone is worth.

use super::{Pair, Point, Reason};
use crate::evidence::Evidence;
use crate::evidence::kinds::Mark;
use crate::evidence::pages::Agreement;
use crate::evidence::venue;

impl Pair<'_> {
    pub(super) fn title_points(&self) -> f64 {
        let table = &self.policy.title;
        let Some(like) = self.said.title else { return table.missing };
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
        // Two editorials by the same several people, of one issue, are as much one as their titles say.
        let several = self.same_people() && self.may_be_one_issue();
        if self.a.title.generic && self.b.title.generic && !several {
            points = points.min(table.generic);
        }
        points = least(points, self.foreign(like.quality), table.foreign);
        if like.numbers {
            // 12 seas are not 15, however alike the rest is.
            points = points.min(0.0);
        }
        if points > 0.0 {
            points *= (like.weight / table.full_weight).clamp(table.least_share, 1.0);
        }
        points
    }

    /// Whether the titles are in two languages, or one is a translation.
    fn foreign(&self, quality: f64) -> bool {
        const UNLIKE: f64 = 0.45;
        let (a, b) = (&self.a.title, &self.b.title);
        a.language.zip(b.language).is_some_and(|(a, b)| a != b)
            || a.script != b.script
            || (a.bracketed != b.bracketed && quality < UNLIKE)
    }

    /// Whether both lists name the same two people or more, and nothing in them differs.
    fn same_people(&self) -> bool {
        self.said.authors.is_some_and(|agreement| {
            agreement.matched >= 2
                && agreement.matched == agreement.longer
                && !agreement.initials_contradict
        })
    }

    /// Whether neither year, venue, volume nor issue differ.
    fn may_be_one_issue(&self) -> bool {
        const ALIKE: f64 = 0.5;
        let (a, b) = (&self.a.place, &self.b.place);
        let venues = venue::similarity(&self.a.venue, &self.b.venue);
        self.one_year()
            && a.volume(b) != Agreement::Differs
            && a.issue(b) != Agreement::Differs
            && venues.is_none_or(|similarity| similarity >= ALIKE)
    }

    /// Whether the years are equal, or one is not known.
    fn one_year(&self) -> bool {
        self.a.year.zip(self.b.year).is_none_or(|(a, b)| a == b)
    }

    /// What makes two items of one title. Numbers weigh less where abstracts agree: see [`Self::text`].
    pub(super) fn vetoes(&mut self) {
        let vetoes = &self.policy.vetoes;
        let Some(like) = self.said.title else { return };
        if self.other_item() {
            self.said.points.give(Reason::Mark, vetoes.mark);
        }
        if like.series {
            self.said.points.give(Reason::Series, vetoes.series);
        } else if like.series_alone {
            self.said.points.give(Reason::Series, vetoes.series_alone);
        }
        if like.opposite {
            self.said.points.give(Reason::Opposite, vetoes.opposite);
        }
    }

    /// Whether the marks of the titles make two items of them: one is marked, the other is not, or what others say of a work
    /// is said by other people. But nobody reviews a book of their own: with one author, both are the review.
    pub(super) fn other_item(&self) -> bool {
        const SAID_BY_OTHERS: u16 = Mark::Comment as u16
            | Mark::Reply as u16
            | Mark::Review as u16
            | Mark::Editorial as u16;
        /// Labels that one source prints and another leaves out.
        const LABELS: u16 = Mark::Comment as u16
            | Mark::Dataset as u16
            | Mark::Editorial as u16
            | Mark::Protocol as u16
            | Mark::Supplement as u16;
        let (one, two) = marks(self.a, self.b);
        let found = self.said.authors.map(|agreement| agreement.matched);
        let differ = one ^ two;
        let differ = if differ & LABELS != 0 && self.stand_in_one_place() {
            differ & !LABELS
        } else {
            differ
        };
        match differ {
            0 => one & SAID_BY_OTHERS != 0 && found == Some(0),
            only if only == Mark::Review as u16 => found.is_none_or(|found| found == 0),
            _ => true,
        }
    }

    /// Whether both begin on one page of a volume, by the same several people: no article shares it with what is about it.
    fn stand_in_one_place(&self) -> bool {
        let (a, b) = (&self.a.place, &self.b.place);
        a.volume(b) == Agreement::Equal
            && a.first_page(b) == Agreement::Equal
            && self.one_year()
            && self.same_people()
    }

    /// A title that is only partly the other's, and nothing else that is read on both sides to confirm it.
    pub(super) fn partial(&mut self) {
        let Some(like) = self.said.title.filter(|like| !like.equal) else { return };
        let read = self.a.has_text && self.b.has_text;
        let confirms = |line: &Point| {
            line.points > 0.0
                && matches!(
                    line.reason,
                    Reason::Venue | Reason::Pages | Reason::Doi | Reason::Identifier
                )
        };
        // Where one side has an abstract, the other may be a letter of the same people.
        let bare = !self.a.has_text && !self.b.has_text;
        // And the same people may have written the other parts of a series.
        let people = bare && !like.replaced && self.same_people() && self.one_year();
        let people = people && !like.series_later;
        let partly = like.quality < 0.95 || like.series_later;
        let confirmed = people || self.said.points.lines().iter().any(confirms);
        if !read && partly && !confirmed {
            self.said.points.give(Reason::Alone, self.policy.title.partial);
        }
    }

    /// A title that neither authors nor abstracts confirm: enough by itself, not against anything else.
    pub(super) fn alone(&mut self) {
        let read = self.a.has_text && self.b.has_text;
        let Some(like) = self.said.title else { return };
        if read || self.said.authors.is_some() || self.said.shared {
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
        if like.equal && (elsewhere || self.said.points.lines().iter().any(against)) {
            self.said.points.give(Reason::Alone, self.policy.title.alone);
        }
    }
}

/// What two records are marked as, by their titles and types, where that tells them apart.
pub(super) fn marks(a: &Evidence, b: &Evidence) -> (u16, u16) {
    // Of one identifier, catalogues may say that it is this and that.
    let one_item = || a.identifiers.iter().any(|one| b.identifiers.contains(one));
    let types = a.type_marks.zip(b.type_marks);
    let types = types.filter(|(a, b)| a != b && !one_item()).unwrap_or_default();
    let (one, two) = (a.title.marks, b.title.marks);
    if one == two {
        return (one | types.0, two | types.1);
    }
    let mut forgiven = 0;
    // What one writes into the title, another says elsewhere.
    forgiven |= (one & b.title.said) | (two & a.title.said);
    // Data have identifiers of their own, which an article may share with what is said of it.
    if one_item() {
        forgiven |= Mark::Dataset as u16;
    }
    // Signs alone make no other title, but a label may be left out with the words that are not read.
    if a.title.letters() == b.title.letters() {
        forgiven |= !(Mark::Summary as u16 | a.title.notice | b.title.notice);
    }
    let both = (one | two) & forgiven;
    (one | both | types.0, two | both | types.1)
}

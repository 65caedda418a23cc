//! Points for where a record was published: venue, volume and pages.

use super::{Pair, Reason};
use crate::evidence::Evidence;
use crate::evidence::pages::{Agreement, Place};
use crate::evidence::venue::{self, Kind, Venue};

/// From this likeness on, two venues are one.
pub(super) const SAME_VENUE: f64 = 0.8;

impl Pair<'_> {
    /// Venue, volume and pages.
    pub(super) fn publication(&mut self) {
        let table = &self.policy.venue;
        let similarity = self.venue_similarity();
        let by_name = similarity.and_then(|similarity| table.similarity.at(similarity));
        let points = if self.other_kind(similarity) {
            table.other_kind
        } else {
            by_name.unwrap_or_default()
        };
        // Servers of preprints have many names, and a preprint stands on several.
        let preprints = self.a.kind == Kind::Preprint && self.b.kind == Kind::Preprint;
        let points = if preprints { points.max(0.0) } else { points };
        self.said.points.give(Reason::Venue, points);
        let (points, agrees) = self.page_points(&self.a.place, &self.b.place);
        let volume_differs = self.a.place.volume(&self.b.place) == Agreement::Differs;
        let page_differs = self.first_page() == Agreement::Differs;
        let again = volume_differs && page_differs && similarity.is_some_and(|it| it >= SAME_VENUE);
        let again = if again { self.policy.pages.same_venue } else { 0.0 };
        // Another volume of one venue, or issue of a volume, is another publication, though no page says so.
        let page_unknown = self.a.place.first_page(&self.b.place) == Agreement::Unknown;
        let issue_differs = self.a.place.issue_differs(&self.b.place)
            && self.a.place.volume(&self.b.place) == Agreement::Equal;
        let elsewhere = (volume_differs || issue_differs)
            && page_unknown
            && similarity.is_some_and(|it| it >= SAME_VENUE);
        let elsewhere = if elsewhere { self.policy.pages.volume_differs } else { 0.0 };
        self.said.points.give(Reason::Pages, points + again + elsewhere);
        if similarity.is_some_and(|similarity| similarity < 0.25)
            && volume_differs
            && !agrees
            && !self.said.shared
        {
            self.said.points.give(Reason::OtherPublication, self.policy.pages.other_publication);
        }
    }

    /// What the first pages say. In a later volume, what appears every year may begin on the page on which it did before.
    pub(super) fn first_page(&self) -> Agreement {
        let (a, b) = (&self.a.place, &self.b.place);
        let years = self.a.year.zip(self.b.year).map(|(a, b)| i64::from(b) - i64::from(a));
        let later = years.is_some_and(|years| years != 0) && years == a.volumes_until(b);
        let same = || self.venue_similarity().is_some_and(|similarity| similarity >= SAME_VENUE);
        match a.first_page(b) {
            Agreement::Equal if later && same() => Agreement::Differs,
            found => found,
        }
    }

    /// How alike the venues are; nothing is known where one of them is a series of proceedings and the other may be a meeting
    /// that is printed there, nor where a report is called by its number, or by where it comes from.
    fn venue_similarity(&self) -> Option<f64> {
        const UNLIKE: f64 = 0.5;
        let (a, b) = (&self.a, &self.b);
        let printed = a.venue.is_series() != b.venue.is_series()
            && a.kind != Kind::Journal
            && b.kind != Kind::Journal;
        let comes_from = |venue: &Venue| venue.is_report() || venue.is_institution();
        let report = a.venue.is_report() || b.venue.is_report();
        let reported = report && comes_from(&a.venue) && comes_from(&b.venue);
        let similarity = venue::similarity(&a.venue, &b.venue)?;
        let known = !printed && (!reported || similarity >= UNLIKE);
        known.then_some(similarity)
    }

    /// Whether they are of two kinds that print a paper apart, where venues are so similar.
    fn other_kind(&self, similarity: Option<f64>) -> bool {
        // One type is one kind, whatever the one venue that is known is called: Transplantation Proceedings.
        let one_type = self.a.said != Kind::Unknown && self.a.said == self.b.said;
        let (a, b) = (self.a, self.b);
        if has_journal(a, b) || has_journal(b, a) {
            return true;
        }
        match (a.kind, b.kind) {
            // What catalogues call a type does not make two places of one name.
            (Kind::Conference, Kind::Journal) | (Kind::Journal, Kind::Conference) => {
                similarity.map_or(!one_type, |similarity| similarity < SAME_VENUE)
            }
            (Kind::Thesis, other) => other != Kind::Thesis && !self.b.venue.is_empty(),
            (other, Kind::Thesis) => other != Kind::Thesis && !self.a.venue.is_empty(),
            _ => false,
        }
    }

    /// Points for the pages, and whether the first page agrees.
    fn page_points(&self, a: &Place, b: &Place) -> (f64, bool) {
        let table = &self.policy.pages;
        let no_abstract = !self.a.has_text || !self.b.has_text;
        let (page, volume) = (self.first_page(), a.volume(b));
        let updated = self.a.year.zip(self.b.year).is_some_and(|(a, b)| a.abs_diff(b) > 1);
        if page == Agreement::Equal && a.is_living() && updated {
            return (0.0, false);
        }
        let points = match (page, volume) {
            (Agreement::Unknown, _) => return (0.0, false),
            (Agreement::Equal, Agreement::Equal) if a.issue_differs(b) => table.page_other_volume,
            (Agreement::Equal, Agreement::Equal) => table.page_volume,
            (Agreement::Equal, Agreement::Unknown) => table.page,
            (Agreement::Equal, Agreement::Differs) => table.page_other_volume,
            // A series stands at nearly the same place of every volume.
            (Agreement::Differs, Agreement::Equal | Agreement::Unknown) if a.overlaps(b) => {
                return (0.0, false);
            }
            (Agreement::Differs, Agreement::Differs) if no_abstract => {
                table.both_differ_no_abstract
            }
            (Agreement::Differs, Agreement::Differs) => table.both_differ,
            (Agreement::Differs, Agreement::Equal) if a.in_supplement() != b.in_supplement() => {
                table.both_differ.min(table.page_differs_in_volume)
            }
            (Agreement::Differs, Agreement::Equal) => {
                let titled =
                    self.said.title.is_none_or(|like| like.quality >= 0.95 && !like.misspelled);
                table.page_differs_in_volume + if titled { 0.0 } else { table.other_title }
            }
            (Agreement::Differs, Agreement::Unknown) => table.page_differs,
        };
        let points = if self.in_doubt() { points.min(table.most_in_doubt) } else { points };
        (points, page == Agreement::Equal)
    }

    pub(super) fn titles_disagree(&self) -> bool {
        self.said.title.is_some_and(|like| {
            like.series
                || self.other_item()
                || (like.replaced && like.quality < 0.85)
                || (like.quality < 0.6 && like.containment < 0.9)
        })
    }

    /// Whether titles or authors disagree, so that pages say little: many items stand on one.
    fn in_doubt(&self) -> bool {
        // Under one title of its own, names are spelled in many ways.
        let own_title = self.said.title.is_some_and(|like| {
            like.equal && like.weight >= self.policy.title.full_weight && !self.a.title.generic
        });
        let authors_disagree = self.said.authors.is_some_and(|agreement| agreement.matched == 0);
        self.titles_disagree() || (authors_disagree && !own_title)
    }
}

/// Whether the first was printed by a meeting and the second by the journal of that, which has its name.
fn has_journal(meeting: &Evidence, journal: &Evidence) -> bool {
    meeting.kind != Kind::Journal
        && meeting.place.volume.is_none()
        && journal.kind == Kind::Journal
        && venue::is_journal_of(&journal.venue, &meeting.venue)
}

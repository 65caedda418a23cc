//! What one record is to another: the words in which a verdict is told.

use super::titles::marks;
use super::{Class, Reason, Verdict};
use crate::evidence::Evidence;
use crate::evidence::kinds::Mark;
use crate::evidence::pages::Agreement;
use crate::evidence::venue::{self, Kind};

/// What a record is to another one, mostly to the founder of its paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Relation {
    /// The first-seen record: the paper is named after it.
    Founder,
    /// Word for word the same text.
    Identical,
    /// The same publication, told otherwise.
    SameRecord,
    /// Another text, similar enough.
    Revision,
    /// Published elsewhere.
    Version,
    /// The preprint of it.
    Preprint,
    /// The publication of the preprint.
    Published,
    /// The conference paper of the article.
    Conference,
    /// The article of the conference paper.
    Journal,
    /// Near the threshold.
    PossibleRevision,
    /// Another part of a series.
    Part,
    /// A correction or retraction, or what it corrects.
    Erratum,
    /// An answer or comment, or what it speaks of.
    Reply,
    /// A component (supplement, dataset, figure, protocol), or what it belongs to.
    Component,
    /// Another paper.
    Different,
}

impl Relation {
    /// All relations, in the order of the numbers.
    pub const ALL: [Self; 15] = [
        Self::Founder,
        Self::Identical,
        Self::SameRecord,
        Self::Revision,
        Self::Version,
        Self::Preprint,
        Self::Published,
        Self::Conference,
        Self::Journal,
        Self::PossibleRevision,
        Self::Part,
        Self::Erratum,
        Self::Reply,
        Self::Component,
        Self::Different,
    ];

    /// The words that users see, in the order of the numbers.
    pub const NAMES: [&'static str; 15] = [
        "founder",
        "identical",
        "same-record",
        "revision",
        "version-of",
        "preprint-of",
        "published-version-of",
        "conference-version-of",
        "journal-version-of",
        "possible-revision",
        "part",
        "erratum",
        "reply",
        "component",
        "different",
    ];

    /// By the text alone: a record and its founder, each with the first record of its text.
    pub const fn by_text(record: u32, founder: u32, text: u32, founder_text: u32) -> Self {
        if record == founder {
            Self::Founder
        } else if text == founder_text {
            Self::Identical
        } else {
            Self::Revision
        }
    }

    /// By all evidence: what `record` is to `other`.
    pub fn by_evidence(record: &Evidence, other: &Evidence, verdict: &Verdict) -> Self {
        match verdict.class {
            Class::Same | Class::UnsureSame => Self::of_one_paper(record, other, verdict),
            _ => Self::of_two_papers(record, other, verdict),
        }
    }

    fn of_one_paper(record: &Evidence, other: &Evidence, verdict: &Verdict) -> Self {
        use Kind::{Book, Conference, Journal, Preprint};
        match (record.kind, other.kind) {
            (Preprint, Journal | Conference | Book) => return Self::Preprint,
            (Journal | Conference | Book, Preprint) => return Self::Published,
            (Conference, Journal) => return Self::Conference,
            (Journal, Conference) => return Self::Journal,
            _ => {}
        }
        let same_title = record.title.text() == other.title.text();
        if same_title && record.text == other.text {
            return Self::Identical;
        }
        let venues = venue::similarity(&record.venue, &other.venue);
        let pages = record.place.first_page(&other.place);
        if venues.is_some_and(|similarity| similarity < 0.25) {
            return Self::Version;
        }
        let text = verdict.overlap.map(crate::verify::Overlap::jaccard);
        let one_place =
            pages == Agreement::Equal || venues.is_some_and(|similarity| similarity >= 0.5);
        let one_text = text.is_none_or(|jaccard| jaccard >= 0.9);
        if (one_place && one_text) || (same_title && text.is_none()) {
            Self::SameRecord
        } else if verdict.class == Class::UnsureSame {
            Self::PossibleRevision
        } else {
            Self::Revision
        }
    }

    fn of_two_papers(record: &Evidence, other: &Evidence, verdict: &Verdict) -> Self {
        let (one, two) = marks(record, other);
        let marks = one ^ two;
        let has = |mark: Mark| marks & mark as u16 != 0;
        match verdict.points.veto() {
            Some(Reason::Mark) if has(Mark::Erratum) || has(Mark::Retraction) => Self::Erratum,
            Some(Reason::Mark)
                if has(Mark::Reply) || has(Mark::Comment) || has(Mark::Editorial) =>
            {
                Self::Reply
            }
            Some(Reason::Mark) if marks == 0 || has(Mark::Review) => Self::Different,
            Some(Reason::Mark | Reason::Component) => Self::Component,
            Some(Reason::Series) => Self::Part,
            _ if verdict.class == Class::UnsureDifferent => Self::PossibleRevision,
            _ => Self::Different,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_by_text_follow_record_and_text() {
        assert_eq!(Relation::by_text(1, 1, 1, 1), Relation::Founder);
        assert_eq!(Relation::by_text(2, 1, 1, 1), Relation::Identical);
        assert_eq!(Relation::by_text(2, 1, 2, 1), Relation::Revision);
    }
}

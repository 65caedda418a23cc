//! Points for identifiers.

use super::{Pair, Reason};
use crate::evidence::venue::Kind;
use crate::identifiers::{DoiRelation, are_two_patents, are_two_trials, doi_relations, is_book};

impl Pair<'_> {
    pub(super) fn identifiers(&mut self) {
        let doi = self.dois();
        let (mut same, mut different, mut entries) = (false, false, false);
        for own in self.a.identifiers.chunk_by(|one, other| scheme(one) == scheme(other)) {
            let scheme = scheme(&own[0]);
            if scheme == "doi" {
                continue;
            }
            let others = of_scheme(&self.b.identifiers, scheme);
            let entries_of = match scheme {
                "patent" => Some(are_two_patents as fn(&str, &str) -> bool),
                "trial" => Some(are_two_trials as fn(&str, &str) -> bool),
                _ => None,
            };
            let are_two = entries_of.unwrap_or(|one, other| one != other);
            let two = own.iter().any(|one| others.iter().any(|other| are_two(one, other)));
            same |= share(own, others);
            different |= two;
            entries |= two && entries_of.is_some();
        }
        let table = &self.policy.identifiers;
        self.said.shared = same || doi == Some(table.doi);
        let points = match (same, different) {
            (true, _) => table.same,
            // An entry of a registry is of one trial or one patent, whatever its title.
            (false, true) if entries => self.policy.vetoes.mark,
            (false, true) => table.different,
            (false, false) => 0.0,
        };
        self.said.points.give(Reason::Identifier, points);
    }

    /// Gives the points for the DOIs, and says what they are before other evidence limits them.
    fn dois(&mut self) -> Option<f64> {
        let own = of_scheme(&self.a.identifiers, "doi");
        let others = of_scheme(&self.b.identifiers, "doi");
        let relations = doi_relations(own, others).into_iter();
        let doi = relations.map(|relation| self.doi_points(relation)).reduce(f64::max);
        if doi == Some(self.policy.vetoes.component) {
            self.said.points.give(Reason::Component, self.policy.vetoes.component);
            return doi;
        }
        let of_book = || own.iter().any(|one| is_book(one) && others.binary_search(one).is_ok());
        // Many items of a supplement, under titles that differ in a word, share its DOI, and chapters that of their book.
        let most = match self.said.title {
            None => self.policy.identifiers.doi_untitled,
            Some(like) if like.replaced || (of_book() && self.titles_disagree()) => {
                self.policy.pages.most_in_doubt
            }
            Some(_) => f64::INFINITY,
        };
        self.said.points.give(Reason::Doi, doi.unwrap_or_default().min(most));
        doi
    }

    fn doi_points(&self, relation: DoiRelation) -> f64 {
        let table = &self.policy.identifiers;
        let unread = if !self.a.has_text || !self.b.has_text { table.doi_unread } else { 0.0 };
        match relation {
            DoiRelation::Equal => table.doi,
            DoiRelation::Version => table.doi_version,
            DoiRelation::SameJournal => {
                table.doi_registrant + unread + self.policy.pages.same_venue
            }
            DoiRelation::SameRegistrant => table.doi_registrant + unread,
            // A preprint never has the DOI of its article.
            DoiRelation::OtherRegistrant if self.is_preprint_of_other() => {
                (table.doi_other + unread + table.doi_preprint).min(0.0)
            }
            DoiRelation::OtherRegistrant => table.doi_other + unread,
            DoiRelation::Component => self.policy.vetoes.component,
        }
    }

    /// Whether one of them, and no more, is a preprint.
    fn is_preprint_of_other(&self) -> bool {
        (self.a.kind == Kind::Preprint) != (self.b.kind == Kind::Preprint)
    }
}

/// What stands before the colon of an identifier.
fn scheme(identifier: &str) -> &str {
    identifier.split(':').next().unwrap_or_default()
}

/// Those of one scheme, of identifiers that are sorted.
fn of_scheme<'a>(identifiers: &'a [String], wanted: &str) -> &'a [String] {
    let start = identifiers.partition_point(|other| scheme(other) < wanted);
    let length = identifiers[start..].partition_point(|other| scheme(other) == wanted);
    &identifiers[start..start + length]
}

/// Whether two sorted lists have one in common.
fn share(own: &[String], others: &[String]) -> bool {
    own.iter().any(|one| others.binary_search(one).is_ok())
}

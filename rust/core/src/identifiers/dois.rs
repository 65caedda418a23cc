//! How the DOIs of one record stand to those of another, where an address or a note names hundreds, without comparing each
//! with each.
//!
//! Nearly all pairs are far from each other: they are told by registrant and journal alone, so these are counted. Those that
//! may be near share what is left of them without a version, a part or an update, or one begins the other; only these are
//! compared.

use std::collections::HashMap;
use std::hash::Hash;

use super::doi::{
    DoiRelation, clean_doi, journal, registrant, relation, whole, without_update, without_version,
};

/// So many pairs are compared sooner than they are counted.
const FEW: usize = 32;

/// All relations that a DOI of one record has to a DOI of the other, each once; what is no DOI has none.
///
/// ```
/// use paperdedup_core::identifiers::{DoiRelation, doi_relations};
/// let found = doi_relations(&["10.1000/a", "10.1001/b"], &["10.1000/A", "none"]);
/// assert_eq!(found, [DoiRelation::Equal, DoiRelation::OtherRegistrant]);
/// ```
pub fn doi_relations(one: &[impl AsRef<str>], other: &[impl AsRef<str>]) -> Vec<DoiRelation> {
    let (one, other) = (cleaned(one), cleaned(other));
    let mut found =
        if one.len() * other.len() <= FEW { compared(&one, &other) } else { counted(&one, &other) };
    found.sort_unstable();
    found.dedup();
    found
}

fn cleaned(dois: &[impl AsRef<str>]) -> Vec<String> {
    dois.iter().filter_map(|doi| clean_doi(doi.as_ref())).collect()
}

fn compared(one: &[String], other: &[String]) -> Vec<DoiRelation> {
    one.iter().flat_map(|a| other.iter().map(|b| relation(a, b))).collect()
}

fn counted(one: &[String], other: &[String]) -> Vec<DoiRelation> {
    let in_journal = |doi| journal(doi).map(|journal| (registrant(doi), journal));
    let of_registrant = pairs_of(one, other, |doi| Some(registrant(doi)));
    let of_journal = pairs_of(one, other, in_journal);
    let (mut found, mut near_of_registrant, mut near_of_journal) = (Vec::new(), 0, 0);
    for (a, b) in near(one, other) {
        found.push(relation(a, b));
        near_of_registrant += usize::from(registrant(a) == registrant(b));
        near_of_journal += usize::from(in_journal(a).is_some() && in_journal(a) == in_journal(b));
    }
    let far_of_journal = of_journal - near_of_journal;
    let far = [
        (far_of_journal, DoiRelation::SameJournal),
        (of_registrant - near_of_registrant - far_of_journal, DoiRelation::SameRegistrant),
        (one.len() * other.len() - of_registrant, DoiRelation::OtherRegistrant),
    ];
    found.extend(far.into_iter().filter(|(pairs, _)| *pairs > 0).map(|(_, relation)| relation));
    found
}

/// How many pairs are of one group.
fn pairs_of<'a, G: Eq + Hash>(
    one: &'a [String],
    other: &'a [String],
    group: impl Fn(&'a str) -> Option<G>,
) -> usize {
    let mut sizes: HashMap<G, usize> = HashMap::new();
    for found in other.iter().filter_map(|doi| group(doi)) {
        *sizes.entry(found).or_default() += 1;
    }
    one.iter().filter_map(|doi| sizes.get(&group(doi)?)).sum()
}

/// What two DOIs that may be more than far from each other have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Common<'a> {
    Unversioned(&'a str),
    Whole(&'a str),
    NotUpdated(&'a str),
    /// The first is the beginning of the other, or is it.
    First(&'a str),
    /// The second is.
    Second(&'a str),
}

/// The pairs that have something in common, each once.
fn near<'a>(one: &'a [String], other: &'a [String]) -> Vec<(&'a str, &'a str)> {
    let mut having: HashMap<Common<'_>, Vec<&str>> = HashMap::new();
    for doi in other {
        for common in common(doi, Common::Second, Common::First) {
            having.entry(common).or_default().push(doi);
        }
    }
    let of = |doi: &'a String| {
        let shared = common(doi, Common::First, Common::Second);
        let others = shared.into_iter().filter_map(|common| having.get(&common)).flatten();
        let mut others: Vec<&'a str> = others.copied().collect();
        others.sort_unstable();
        others.dedup();
        others.into_iter().map(move |other| (doi.as_str(), other))
    };
    one.iter().flat_map(of).collect()
}

/// What a DOI can have in common with others, given which of two it is.
fn common<'a>(
    doi: &'a str,
    own: fn(&'a str) -> Common<'a>,
    others: fn(&'a str) -> Common<'a>,
) -> Vec<Common<'a>> {
    let rest = [
        Common::Unversioned(without_version(doi)),
        Common::Whole(whole(doi)),
        Common::NotUpdated(without_update(doi)),
        own(doi),
    ];
    let ends = doi.match_indices(['.', '/', '-', '_', '#']).map(|(at, _)| others(&doi[..at]));
    rest.into_iter().chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dois() -> impl Strategy<Value = Vec<String>> {
        const ENDS: [&str; 12] = [
            "", ".short", ".v1", "v2", ".2", ".g001", ".s002", ".pub2", "/12345", "-rc1", "/a",
            "_1",
        ];
        const STEMS: [&str; 9] = [
            "10.1000/a.1",
            "10.1000/a",
            "10.1103/physreve.84.0564",
            "10.1103/physreve.85.1",
            "10.1103/physrevb.84.1",
            "10.12688/f1000research.1",
            "10.5194/bg-2019-1",
            "10.1002/14651858.cd001234",
            "10.1.pub/a",
        ];
        let doi = (prop::sample::select(STEMS.to_vec()), prop::sample::select(ENDS.to_vec()))
            .prop_map(|(stem, end)| format!("{stem}{end}"));
        let few = prop::collection::btree_set(doi.clone(), 0..20);
        // Some are so many that they are counted, and none is there twice, as in a record.
        few.prop_map(|dois| dois.into_iter().collect())
    }

    fn distinct(mut found: Vec<DoiRelation>) -> Vec<DoiRelation> {
        found.sort_unstable();
        found.dedup();
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn counting_finds_what_comparing_each_with_each_finds(one in dois(), other in dois()) {
            prop_assert_eq!(distinct(counted(&one, &other)), distinct(compared(&one, &other)));
        }
    }
}

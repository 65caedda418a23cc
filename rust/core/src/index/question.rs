//! What an index is asked: a record that it may not have, and which of its papers that is.
//!
//! Records that are asked for together share what is read: keys and records of a portion are looked up in order, once. (Of an
//! index of two million whole records 10,000 were asked for in 1.9 s, one by one in 6.5; texts alone .3 and 1.0 s.)

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::edges;
use super::error::Result;
use super::meeting::{Place, Profiles, cap, plausible, stored_key};
use super::profile::Profile;
use super::setup::Setup;
use super::shelf::{Nothing, Run, Shelf};
use crate::channels::Channel;
use crate::cluster::Match;
use crate::evidence::Collector;
use crate::fingerprint::{Settings, Single, single};
use crate::ids::{index, number};
use crate::normalize::Normalizer;
use crate::pipeline::Edge;
use crate::pipeline::judging::edge;
use crate::records::{Field, Records};
use crate::relate::{Class, Judge, Point, Policy, Relation};
use crate::shingle::Shingler;
use crate::store::{Hit, Key, Snapshot};
use crate::text::Basis;
use crate::verify::overlap;

/// A paper that is like what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its canonical ID.
    pub canonical: String,
    /// Its record that is most alike.
    pub record: u32,
    /// How alike: points, or Jaccard similarity where an abstract alone was given or no policy decides.
    pub score: f64,
    /// The pair as it would be decided; the record is told of in terms of what was asked.
    pub edge: Edge,
    /// The points.
    pub points: Vec<Point>,
}

/// Of each question the papers that are most like it, best first, at most `k`.
pub fn answers<R: Records + Sync>(
    view: &Snapshot<'_>,
    questions: &[Question<'_, R>],
    k: usize,
) -> Result<Vec<Vec<Answer>>> {
    let candidates = met(view, questions)?;
    let mut shelf = Shelf::default();
    let numbers = candidates.iter().flat_map(BTreeMap::keys).copied();
    shelf.fetch(view, &numbers.collect::<Vec<_>>())?;
    let scored = |(question, candidates): (&Question<'_, R>, &Candidates)| {
        question.scored(candidates, &shelf)
    };
    let scored: Vec<Vec<Answer>> = match (questions, &candidates[..]) {
        // A pool of threads costs more than the answer to one.
        ([question], [candidates]) => vec![scored((question, candidates))],
        _ => questions.par_iter().zip(&candidates).map(scored).collect(),
    };
    scored.into_iter().map(|scored| of_papers(view, scored, k)).collect()
}

/// Stored items that the keys of each question propose and that are worth reading.
fn met<R: Records>(view: &Snapshot<'_>, questions: &[Question<'_, R>]) -> Result<Vec<Candidates>> {
    let Some(setup) = questions.first().map(|question| question.setup) else {
        return Ok(Vec::new());
    };
    let keys: Vec<Key> = questions.iter().flat_map(Question::keys).collect();
    let hits = view.lookup(&keys, cap(setup))?.hits;
    let records: Vec<u32> = hits.iter().map(|hit| hit.record).collect();
    let mut profiles = Profiles::default();
    let places = profiles.fetch(view, &records)?;
    let hits: Vec<(Hit, Place)> = hits.into_iter().zip(places).collect();
    let (mut rest, mut first) = (&hits[..], 0);
    let own = questions.iter().map(|question| {
        let end = first + number(question.marks.len() + 1);
        let (own, others) = rest.split_at(rest.partition_point(|hit| hit.0.key < end));
        let found = question.candidates(own, first, &profiles);
        (rest, first) = (others, end);
        found
    });
    Ok(own.collect())
}

/// The best answer of each paper, with its canonical ID.
fn of_papers(view: &Snapshot<'_>, mut scored: Vec<Answer>, k: usize) -> Result<Vec<Answer>> {
    // Of a paper, a record that the question is one with tells more than one that is more like it.
    let by_score =
        |x: &Answer, y: &Answer| y.score.total_cmp(&x.score).then(x.record.cmp(&y.record));
    let is_same = |answer: &Answer| answer.edge.class.is_same();
    scored.sort_by(|x, y| is_same(y).cmp(&is_same(x)).then(by_score(x, y)));
    let (mut founders, mut answers) = (HashSet::new(), Vec::new());
    for answer in scored {
        let founder = view.founder(answer.record)?;
        if founders.insert(founder) {
            answers.push((founder, answer));
        }
    }
    answers.sort_by(|x, y| by_score(&x.1, &y.1));
    answers.truncate(k);
    let named = answers.into_iter().map(|(founder, answer)| {
        let canonical = view.canonical(founder)?.unwrap_or_default();
        Ok(Answer { canonical, ..answer })
    });
    named.collect()
}

/// The number of what was asked for, among stored ones: not one of them.
const ASKED: u32 = u32::MAX;

/// What is known of a stored item without reading it.
struct Candidate {
    /// What it is compared by.
    basis: Basis,
    /// Whether it says what is asked for, by 64 bits of a hash.
    same: bool,
}

/// By their numbers.
type Candidates = BTreeMap<u32, Candidate>;

/// What is asked of an index, and how it is answered.
pub struct Question<'a, R> {
    setup: &'a Setup,
    records: &'a R,
    row: u32,
    /// Its keys with their channels.
    marks: Vec<u64>,
    /// What the first pass finds.
    own: Single,
    /// And what an index keeps of such a record.
    profile: Profile,
    /// The least score that is asked for.
    threshold: Option<f64>,
    /// Whether the likeness of abstracts is the score.
    by_text: bool,
}

impl<'a, R: Records> Question<'a, R> {
    /// A record by its row, and the least score that is asked for.
    pub fn new(setup: &'a Setup, (records, row): (&'a R, u32), threshold: Option<f64>) -> Self {
        let is_text = |field| field == Field::Abstract || records.field(row, field).is_empty();
        let by_text = !setup.by_evidence() || Field::ALL.into_iter().all(is_text);
        let own = single(records, row, setup.settings());
        let bands = own.bands.iter().map(|&key| Channel::Abstract.mark(key));
        let marks = own.named.iter().copied().chain(bands).collect();
        let profile = Profile::new(&own.fingerprint, own.title, own.outline);
        Self { setup, records, row, marks, own, profile, threshold, by_text }
    }

    /// What it is looked for under; the last is what says the same.
    fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.marks.iter().map(|&key| stored_key(key)).chain([self.profile.key()])
    }

    /// Those of its hits that are worth reading. `first`: the place of its first key.
    fn candidates(&self, hits: &[(Hit, Place)], first: u32, profiles: &Profiles) -> Candidates {
        let mut found = Candidates::new();
        for &(hit, place) in hits {
            let Some(profile) = profiles.at(place) else { continue };
            // A record that comes by several keys is worth reading if one of them says so.
            if found.contains_key(&hit.record) {
                continue;
            }
            let same = profile.same == self.profile.same;
            let key = self.marks.get(index(hit.key - first));
            if key.map_or(same, |&key| self.is_worth(key, profile)) {
                found.insert(hit.record, Candidate { basis: profile.basis, same });
            }
        }
        found
    }

    /// Whether a record that was met by a key can be wanted, by its outlines.
    ///
    /// Of a hundred texts that share a band with a common phrase, few are as similar as is asked for. (In an index of 100,000
    /// whole records the slowest hundredth of the queries took 1.5 ms of computing when all were read.)
    fn is_worth(&self, key: u64, other: &Profile) -> bool {
        let own = &self.profile;
        let may_be_one = || plausible(self.setup, key, own.outlines(), other.outlines());
        match (self.threshold, &self.setup.params.policy) {
            (Some(least), _) if self.by_text => !too_far(own, other, least),
            (None, _) if self.by_text => {
                !too_far(own, other, self.setup.params.threshold) || may_be_one()
            }
            // What cannot be one paper can have so few points.
            (Some(least), Some(policy)) if least < policy.threshold - policy.unsure => true,
            _ => may_be_one(),
        }
    }

    /// What is wanted of all that was read, as it would be decided.
    fn scored(&self, candidates: &Candidates, shelf: &Shelf) -> Vec<Answer> {
        let numbers: Vec<u32> = candidates.keys().copied().collect();
        let run = shelf.run_of(&numbers);
        let mut answers = match &self.setup.params.policy {
            Some(policy) => self.by_evidence(policy, &run),
            None => self.by_similarity(candidates, &run),
        };
        if self.by_text {
            answers.iter_mut().for_each(|answer| answer.score = answer.edge.pair.jaccard);
        }
        answers.retain(|answer| self.wants(answer));
        answers
    }

    /// All that was read, by all evidence.
    fn by_evidence(&self, policy: &Policy, run: &Run<'_, Nothing>) -> Vec<Answer> {
        let (mut collector, mut judge) = (Collector::default(), Judge::new(policy));
        let shingling = self.setup.params.shingling;
        let own = collector.collect(self.records, self.row, shingling);
        let answer = |(place, &record): (usize, &u32)| {
            let other = collector.collect(run, number(place), shingling);
            let verdict = judge.explain((ASKED, &own), (record, &other));
            Answer {
                canonical: String::new(),
                record,
                score: verdict.score(),
                edge: edge((ASKED, record), (&own, &other), &verdict),
                points: verdict.points.lines().to_vec(),
            }
        };
        run.numbers.iter().enumerate().map(answer).collect()
    }

    /// All that was read, by its texts alone.
    fn by_similarity(&self, candidates: &Candidates, run: &Run<'_, Nothing>) -> Vec<Answer> {
        let setup = self.setup;
        let (mut normalizer, mut shingler) = (Normalizer::default(), Shingler::default());
        let mut shingles =
            |text: &str| shingler.shingles(normalizer.words(text), setup.params.shingling).to_vec();
        let own_text = OnceCell::new();
        let answer = |(&record, other): (&u32, &Candidate)| {
            let place = run.place(record)?;
            let identical = other.same && self.says_the_same(run, place);
            let pair = if identical {
                // Also by their titles, where these are compared.
                Match { a: ASKED, b: record, jaccard: 1.0, containment: 1.0 }
            } else {
                let own = own_text
                    .get_or_init(|| shingles(self.records.field(self.row, Field::Abstract)));
                let theirs = shingles(run.field(place, Field::Abstract));
                Match::by_text(ASKED, record, overlap(own, &theirs))
            };
            let texts = (self.profile.basis, other.basis) == (Basis::Text, Basis::Text);
            let alike = texts && pair.jaccard >= setup.params.threshold;
            let mut edge = edges::of_match(pair);
            (edge.class, edge.relation) = match (identical, alike) {
                (true, _) => (Class::Same, Relation::Identical),
                (_, true) => (Class::Same, Relation::Revision),
                _ => (Class::Different, Relation::Different),
            };
            let score = pair.jaccard;
            Some(Answer { canonical: String::new(), record, score, edge, points: Vec::new() })
        };
        candidates.iter().filter_map(answer).collect()
    }

    /// Whether a record says exactly what is asked for, and that is something.
    fn says_the_same(&self, records: &impl Records, record: u32) -> bool {
        let settings = Settings { banding: None, ..self.setup.settings() };
        let (own, other) = (self.own.fingerprint, single(records, record, settings).fingerprint);
        own.basis != Basis::Nothing && (own.basis, own.same) == (other.basis, other.same)
    }

    /// Whether it is to be told.
    fn wants(&self, answer: &Answer) -> bool {
        let edge = &answer.edge;
        match self.threshold {
            Some(least) if self.by_text => answer.score >= least,
            // Points as they are shown: a score that was told is a threshold that it reaches.
            Some(least) => (answer.score * 100.0).round() / 100.0 >= least,
            None if self.by_text => {
                edge.class.is_same() || edge.pair.jaccard >= self.setup.params.threshold
            }
            None => edge.class != Class::Different || edge.conflict,
        }
    }
}

/// Whether the abstracts of two records, if they are compared by these, are surely less alike than `least`.
fn too_far(own: &Profile, other: &Profile, least: f64) -> bool {
    let texts = own.basis == Basis::Text && other.basis == Basis::Text;
    // Nothing is less alike than not at all; the bound holds from there on.
    texts && own.outline.rules_out(&other.outline, least.max(0.0))
}

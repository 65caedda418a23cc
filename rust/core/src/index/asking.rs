//! Questions: which papers are like this, which paper has this name, why are two records one.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use super::Index;
use super::deciding::one_record;
use super::edges;
use super::error::{Error, Result};
use super::finding::{one_paper, paper_called, paper_of, place_named, records_meant};
use super::meeting::{Profiles, cap, plausible, stored_key};
use super::profile::Profile;
use super::setup::Setup;
use super::shelf::{Asked, Shelf};
use crate::channels::Channel;
use crate::cluster::Match;
use crate::evidence::Collector;
use crate::fingerprint::{Settings, Single, single};
use crate::ids::number;
use crate::normalize::Normalizer;
use crate::pipeline::judging::edge;
use crate::pipeline::{Edge, Explained, explain};
use crate::records::{Field, Records};
use crate::relate::{BUILT_IN, Class, Judge, Point, Policy, Relation};
use crate::shingle::Shingler;
use crate::store::{Decision, Happening, Snapshot, names};
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

/// Why two records are one paper, or are not.
#[derive(Debug)]
pub struct Told {
    /// The two records, as they were asked for.
    pub records: (u32, u32),
    /// The pair decided again.
    pub explained: Explained,
    /// The threshold of the policy.
    pub threshold: f64,
    /// Whether the pair is among the matches.
    pub stored: bool,
    /// Whether both are of one paper.
    pub one_paper: bool,
    /// What was decided of the two.
    pub decisions: Vec<Decision>,
}

impl Index {
    /// The papers that are most like a record, best first, at most one answer for each. An abstract alone is ranked by its
    /// Jaccard similarity, as all is where no policy decides; else points are the score. `threshold` is the least score: what
    /// is said of an answer does not depend on it. By default there are those that may be the paper, and texts as similar as
    /// the index asks for.
    pub fn query(
        &mut self,
        asked: &Asked,
        k: usize,
        threshold: Option<f64>,
    ) -> Result<Vec<Answer>> {
        let view = self.store.read()?;
        let question = Question::new(&self.setup, asked, threshold);
        let candidates = question.candidates(&view)?;
        let mut shelf = Shelf::default();
        shelf.fetch(&view, &candidates.keys().copied().collect::<Vec<_>>())?;
        let mut scored = question.scored(&candidates, &shelf);
        scored.retain(|answer| question.wants(answer));
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

    /// The canonical ID of the paper that a name stands for.
    pub fn resolve(&mut self, name: &str) -> Result<Option<String>> {
        let view = self.store.read()?;
        let founder = paper_of(&view, name)?;
        Ok(founder.map(|founder| view.canonical(founder)).transpose()?.flatten())
    }

    /// What happened to a name; of a record that is meant by its id or place, to its content ID and to the name that it had
    /// as a founder.
    pub fn history(&mut self, name: &str) -> Result<Vec<Happening>> {
        let view = self.store.read()?;
        if paper_called(&view, name.trim())?.is_none() {
            one_paper(&view, name)?;
        }
        let mut names = vec![name.trim().to_owned()];
        names.extend(place_named(name));
        for record in records_meant(&view, name)? {
            names.extend(view.place(record)?.map(|place| names::of_content(place.1)));
            names.extend(view.own_name(record)?);
        }
        let mut seen = HashSet::new();
        let mut events = Vec::new();
        for name in names.into_iter().filter(|name| seen.insert(name.clone())) {
            events.extend(view.history(&name)?);
        }
        Ok(events)
    }

    /// Why two records are one paper, or are not.
    pub fn explain(&mut self, a: &str, b: &str) -> Result<Told> {
        let setup = &self.setup;
        let view = self.store.read()?;
        let (a, b) = (one_record(&view, a)?, one_record(&view, b)?);
        let mut shelf = Shelf::default();
        shelf.fetch(&view, &[a, b])?;
        let run = shelf.run();
        let place = |number| run.place(number).unwrap_or_default();
        let by_version = || Policy::parse(BUILT_IN[1].0);
        let policy = setup.params.policy.clone().map_or_else(by_version, Ok)?;
        let explained = explain(&run, &setup.params, &policy, &setup.plan, (place(a), place(b)));
        let (first, later) = (a.min(b), a.max(b));
        let stored = view.matches_of(later)?.iter().any(|row| (row.a, row.b) == (first, later));
        let decisions = super::deciding::about(&view, setup, (first, later))?;
        let one_paper = view.founder(a)? == view.founder(b)?;
        let threshold = policy.threshold;
        Ok(Told { records: (a, b), explained, threshold, stored, one_paper, decisions })
    }

    /// The records of the paper that a name stands for, with its canonical ID.
    pub fn lookup(&mut self, name: &str) -> Result<Option<(String, Vec<super::MemberRow>)>> {
        let view = self.store.read()?;
        let Some(founder) = paper_of(&view, name)? else { return Ok(None) };
        let canonical = view.canonical(founder)?.unwrap_or_default();
        let mut records = vec![founder];
        records.extend(view.members(founder)?.iter().map(|member| member.record));
        let mut rows = Vec::new();
        view.each_of(&records, |record| {
            rows.push(super::MemberRow::new(&view, &record)?);
            Ok(())
        })?;
        Ok(Some((canonical, rows)))
    }

    /// A record with all that is kept of it.
    pub fn record(&mut self, number: u32) -> Result<(super::MemberRow, crate::store::Record)> {
        let view = self.store.read()?;
        let unknown = || Error::unknown(&format!("record:{number}"));
        let record = view.record(number)?.ok_or_else(unknown)?;
        Ok((super::MemberRow::new(&view, &record)?, record))
    }
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
struct Question<'a> {
    setup: &'a Setup,
    asked: &'a Asked,
    /// Its keys, and what else the first pass finds.
    own: Single,
    /// And what an index keeps of such a record.
    profile: Profile,
    /// The least score that is asked for.
    threshold: Option<f64>,
    /// Whether the likeness of abstracts is the score.
    by_text: bool,
}

impl<'a> Question<'a> {
    fn new(setup: &'a Setup, asked: &'a Asked, threshold: Option<f64>) -> Self {
        let by_text = asked.is_text_alone() || !setup.by_evidence();
        let own = single(asked, 0, setup.settings());
        let profile = Profile::new(&own.fingerprint, own.title, own.outline);
        Self { setup, asked, own, profile, threshold, by_text }
    }

    /// Stored items that keys propose and that are worth reading.
    fn candidates(&self, view: &Snapshot<'_>) -> Result<Candidates> {
        let bands = self.own.bands.iter().map(|&key| Channel::Abstract.mark(key));
        let keys: Vec<u64> = self.own.named.iter().copied().chain(bands).collect();
        let mut asked: Vec<_> = keys.iter().map(|&key| stored_key(key)).collect();
        asked.push(self.profile.key());
        let mut profiles = Profiles::default();
        let mut found = Candidates::new();
        let hits = view.lookup(&asked, cap(self.setup))?.hits;
        let records: Vec<u32> = hits.iter().map(|hit| hit.record).collect();
        let places = profiles.fetch(view, &records)?;
        for (hit, place) in hits.into_iter().zip(places) {
            let Some(profile) = profiles.at(place) else { continue };
            // A record that comes by several keys is worth reading if one of them says so.
            if found.contains_key(&hit.record) {
                continue;
            }
            let same = profile.same == self.profile.same;
            let key = keys.get(hit.key as usize);
            if key.map_or(same, |&key| self.is_worth(key, profile)) {
                found.insert(hit.record, Candidate { basis: profile.basis, same });
            }
        }
        Ok(found)
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

    /// All that was read, as it would be decided.
    fn scored(&self, candidates: &Candidates, shelf: &Shelf) -> Vec<Answer> {
        let Some(policy) = &self.setup.params.policy else {
            return self.by_similarity(candidates, shelf);
        };
        let mut answers = by_evidence(self.setup, policy, self.asked, shelf);
        if self.by_text {
            answers.iter_mut().for_each(|answer| answer.score = answer.edge.pair.jaccard);
        }
        answers
    }

    /// All that was read, by its texts alone.
    fn by_similarity(&self, candidates: &Candidates, shelf: &Shelf) -> Vec<Answer> {
        let (setup, run) = (self.setup, shelf.run());
        let (mut normalizer, mut shingler) = (Normalizer::default(), Shingler::default());
        let mut shingles =
            |text: &str| shingler.shingles(normalizer.words(text), setup.params.shingling).to_vec();
        let own_text = OnceCell::new();
        let answer = |(&record, other): (&u32, &Candidate)| {
            let place = run.place(record)?;
            let identical = other.same && self.says_the_same(&run, place);
            let pair = if identical {
                // Also by their titles, where these are compared.
                Match { a: ASKED, b: record, jaccard: 1.0, containment: 1.0 }
            } else {
                let own = own_text.get_or_init(|| shingles(self.asked.field(0, Field::Abstract)));
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

fn by_evidence(setup: &Setup, policy: &Policy, asked: &Asked, shelf: &Shelf) -> Vec<Answer> {
    let (mut collector, mut judge) = (Collector::default(), Judge::new(policy));
    let own = collector.collect(asked, 0, setup.params.shingling);
    let run = shelf.run();
    let answer = |(place, &record): (usize, &u32)| {
        let other = collector.collect(&run, number(place), setup.params.shingling);
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

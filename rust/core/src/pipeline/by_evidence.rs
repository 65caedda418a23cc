//! The search by all evidence: keys of many channels propose, the policy decides, and clusters grow dump by dump.

use rayon::prelude::*;

use super::clustering::{Clustered, cluster};
use super::glance::Outlines;
use super::judging::{Abstracts, judge};
use super::{Edge, Evidenced, Outcome, Run, canonical_order, first_of_same};
use crate::canonical::ordinals;
use crate::channels::{Channel, Meeting, Proposed, SHARDS};
use crate::cluster::Match;
use crate::error::Result;
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::ids::{ContentId, index, number};
use crate::pair::Entry;
use crate::parallel::Stage;
use crate::params::Mode;
use crate::records::Records;
use crate::relate::{Policy, Relation};
use crate::text::Basis;

impl<R: Records> Run<'_, R> {
    pub(super) fn by_evidence(mut self) -> Result<Outcome> {
        let policy = self.params.policy.clone().unwrap_or_else(|| unreachable!("asked before"));
        let mut taken = self.fingerprints()?;
        let texts = self.first_of_same_record(&taken);
        let is_item = |record: u32| texts[index(record)] == record;
        let compared = |record: &u32| {
            is_item(*record) && taken.records[index(*record)].basis != Basis::Nothing
        };
        self.stats.texts = (0..number(texts.len())).filter(compared).count();
        let mut proposed = self.propose(&policy, &taken, is_item)?;
        if self.plan.mode == Mode::Exact {
            self.propose_by_join(&taken, is_item, &mut proposed)?;
        }
        taken.drop_keys();
        self.stats.candidates = proposed.pairs.len();
        (self.stats.meetings, self.stats.pairs_cut) = (proposed.meetings, proposed.pairs_cut);
        self.stats.hot_buckets = proposed.hot.len() as u64;
        let pairs = std::mem::take(&mut proposed.pairs);
        let records = self.records;
        let order = |record| canonical_order(records, &taken, record);
        let (edges, points) = self.stage(Stage::Verify, pairs.len(), |run| {
            judge(records, run.params, &policy, run.control, pairs, order, &taken)
        })?;
        let clustered = self.stage(Stage::Cluster, edges.len(), |run| {
            cluster(records, run.params, &policy, run.control, &edges, &texts, order)
        })?;
        let evidenced = Evidenced {
            policy: policy.name.clone(),
            edges,
            points,
            items: texts.clone(),
            relations: Vec::new(),
            hot: proposed.hot,
            contradictions: clustered.contradictions.clone(),
        };
        Ok(self.told(&taken, &texts, &clustered, evidenced))
    }

    /// Records that say the same are one item; not so those that a person tells apart. Where no dump holds a paper twice, each
    /// record is its own: which of two equal records of a dump is a repeat of an earlier one is decided as they join.
    fn first_of_same_record(&self, taken: &Fingerprints) -> Vec<u32> {
        if self.params.unique_within_dump {
            return (0..number(taken.records.len())).collect();
        }
        let mut apart = vec![0; taken.records.len()];
        for decision in self.params.decisions.iter().filter(|decision| !decision.same) {
            for record in [decision.a, decision.b] {
                apart[index(record)] = record + 1;
            }
        }
        first_of_same(self.records, taken, |record| apart[index(record)])
    }

    fn propose(
        &mut self,
        policy: &Policy,
        taken: &Fingerprints,
        is_item: impl Fn(u32) -> bool + Sync,
    ) -> Result<Proposed> {
        let bands = if self.plan.mode == Mode::Lsh { self.plan.banding.bands } else { 0 };
        let by_text = with_abstract(taken, &is_item);
        let records = self.records;
        let plausible = |key: u64, a: u32, b: u32| {
            outlines(taken, a).may_be_one(outlines(taken, b), key, policy)
        };
        let meeting =
            Meeting { order: |record| canonical_order(records, taken, record), plausible };
        self.stage(Stage::Pair, bands + SHARDS as usize, |run| {
            let steps = (0..SHARDS as usize + bands).into_par_iter();
            let found =
                steps.map_init(<(Vec<Entry>, Vec<Entry>)>::default, |(entries, spare), step| {
                    entries.clear();
                    if step < SHARDS as usize {
                        taken.named.part(step as u64, records.len(), &is_item, entries);
                    } else {
                        let band = step - SHARDS as usize;
                        let key = |item| Channel::Abstract.mark(taken.key(item, band));
                        entries.extend(by_text.iter().map(|&item| (key(item), item)));
                    }
                    let proposed = meeting.propose(entries, spare);
                    run.control.advance(1).map(|()| proposed)
                });
            let mut all = found.try_reduce(Proposed::default, |a, b| Ok(a.and(b)))?;
            all.distinct();
            Ok(all)
        })
    }

    /// In the exact mode, all pairs of abstracts that reach the threshold.
    fn propose_by_join(
        &mut self,
        taken: &Fingerprints,
        is_item: impl Fn(u32) -> bool,
        proposed: &mut Proposed,
    ) -> Result<()> {
        let items = with_abstract(taken, is_item);
        let joined = self.join(&items)?.unwrap_or_default();
        proposed.pairs.extend(joined.iter().map(|edge| (edge.a.min(edge.b), edge.a.max(edge.b))));
        proposed.distinct();
        Ok(())
    }

    fn told(
        mut self,
        taken: &Fingerprints,
        texts: &[u32],
        clustered: &Clustered,
        mut evidenced: Evidenced,
    ) -> Outcome {
        let order = |record| canonical_order(self.records, taken, record);
        let founders: Vec<u32> =
            texts.iter().map(|&text| clustered.founders[index(text)]).collect();
        evidenced.relations = relations(texts, &founders, clustered);
        let same_text = same_texts(taken, &founders);
        let contents: Vec<ContentId> = taken.records.iter().map(Fingerprint::content_id).collect();
        let named = named(&founders, &clustered.former);
        let ordinals = ordinals(named, |record| contents[index(record)], order);
        let same = |edge: &&Edge| edge.class.is_same();
        let matches: Vec<Match> =
            evidenced.edges.iter().filter(same).map(|edge| edge.pair).collect();
        let bridge = |edge: &&Match| founders[index(edge.a)] != founders[index(edge.b)];
        self.stats.bridges = matches.iter().filter(bridge).count();
        let by = |text: &u32| clustered.by[index(*text)];
        let (jaccards, containments) = texts.iter().map(by).unzip();
        Outcome {
            contents,
            bases: taken.records.iter().map(|record| record.basis).collect(),
            texts: same_text,
            founders,
            jaccards,
            containments,
            matches,
            plan: self.plan,
            stats: self.stats,
            ordinals,
            former: clustered.former.clone(),
            evidenced: Some(evidenced),
        }
    }
}

impl Abstracts for Fingerprints {
    fn has(&self, record: u32) -> bool {
        self.records[index(record)].basis == Basis::Text
    }

    fn bounds(&self, a: u32, b: u32) -> (f64, f64) {
        self.outline(a).bounds(self.outline(b))
    }
}

fn outlines(taken: &Fingerprints, record: u32) -> Outlines<'_> {
    let place = index(record);
    let (title, text) = (taken.titles[place], taken.outline(record));
    Outlines { title, text, issued: taken.records[place].issued }
}

/// The items that have an abstract which can be compared.
fn with_abstract(taken: &Fingerprints, is_item: impl Fn(u32) -> bool) -> Vec<u32> {
    let told = |item: &u32| is_item(*item) && taken.records[index(*item)].basis == Basis::Text;
    (0..number(taken.records.len())).filter(told).collect()
}

/// The records that found papers, or did: a name that a paper had is no other's, though it is part of another now.
fn named(founders: &[u32], former: &[u32]) -> Vec<u32> {
    let is_named = |&(record, &founder): &(u32, &u32)| {
        founder == record || former.binary_search(&record).is_ok()
    };
    (0..).zip(founders).filter(is_named).map(|(record, _)| record).collect()
}

/// What each record is to its founder.
fn relations(texts: &[u32], founders: &[u32], clustered: &Clustered) -> Vec<Relation> {
    let told = |record: u32| {
        let (text, founder) = (texts[index(record)], founders[index(record)]);
        match () {
            () if record == founder => Relation::Founder,
            () if text == founder => Relation::Identical,
            () => clustered.relations[index(text)],
        }
    };
    (0..number(texts.len())).map(told).collect()
}

/// For each record the first of its paper with the same abstract.
fn same_texts(taken: &Fingerprints, founders: &[u32]) -> Vec<u32> {
    let keyed = |record: u32| {
        let founder = founders[index(record)];
        (founder, taken.records[index(record)].body, founder != record, record)
    };
    let mut order: Vec<(u32, u64, bool, u32)> = (0..number(founders.len())).map(keyed).collect();
    order.par_sort_unstable();
    let mut first = vec![0; founders.len()];
    for same in order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        same.iter().for_each(|one| first[index(one.3)] = same[0].3);
    }
    first
}

//! The whole flow in memory: dumps in, clusters with canonical IDs out. Read this first.
//!
//! ```
//! use paperdedup_core::{params::{Params, Text}, parallel::Control, pipeline::deduplicate, records::Texts};
//! let texts = ["one and the same abstract", "One and the same abstract.", "quite another one"];
//! let params = Params { text: Text::Plain, ..Params::default() };
//! let outcome = deduplicate(&Texts::new(&texts), &params, &Control::default()).unwrap();
//! assert_eq!(outcome.founders, [0, 0, 2]);
//! ```

mod batches;
pub(crate) mod by_evidence;
mod by_text;
pub(crate) mod clustering;
mod explaining;
pub(crate) mod glance;
pub(crate) mod judging;
mod outcome;
pub(crate) mod verifying;

use std::time::Instant;

pub use explaining::{Explained, explain};
pub use outcome::{Edge, Evidenced, Outcome, Stats};

use crate::band::{self, Plan};
use crate::canonical::ordinals;
use crate::cluster::{self, Match};
use crate::error::{Error, Result};
use crate::fingerprint::{Fingerprint, Fingerprints, Settings, fingerprints};
use crate::ids::{ContentId, MAX_RECORDS, index, number};
use crate::pair::{Entry, buckets, group};
use crate::parallel::{Control, Stage, with_threads};
use crate::params::{Mode, Params};
use crate::records::Records;
use crate::text::Basis;

/// Finds the records that are the same paper, and names the papers.
///
/// # Errors
/// [`Error`]: settings out of range, too many records, cancelled, no threads.
pub fn deduplicate(records: &impl Records, params: &Params, control: &Control) -> Result<Outcome> {
    if records.len() > MAX_RECORDS {
        return Err(Error::TooMany { got: records.len(), limit: MAX_RECORDS });
    }
    let plan = band::plan(params, records.len())?;
    with_threads(params.threads, || {
        Run { records, params, plan, control, stats: Stats::default() }.run()
    })
}

struct Run<'a, R> {
    records: &'a R,
    params: &'a Params,
    plan: Plan,
    control: &'a Control,
    stats: Stats,
}

impl<R: Records> Run<'_, R> {
    fn run(self) -> Result<Outcome> {
        if self.params.policy.is_some() { self.by_evidence() } else { self.by_text() }
    }

    /// The first pass over the records.
    fn fingerprints(&mut self) -> Result<Fingerprints> {
        let settings = Settings {
            text: self.params.text,
            shingling: self.params.shingling,
            banding: (self.plan.mode == Mode::Lsh).then_some(self.plan.banding),
            evidence: self.params.policy.is_some(),
        };
        let records = self.records;
        self.stage(Stage::Fingerprint, records.len(), |run| {
            fingerprints(records, settings, run.control)
        })
    }

    fn by_text(mut self) -> Result<Outcome> {
        let mut taken = self.fingerprints()?;
        let texts = first_of_same(self.records, &taken, |_| 0);
        let is_item = |record: &u32| {
            texts[index(*record)] == *record && taken.records[index(*record)].basis == Basis::Text
        };
        let items: Vec<u32> = (0..number(texts.len())).filter(is_item).collect();
        self.stats.texts = items.len();
        let matches = match self.plan.mode {
            Mode::Exact => match self.join(&items)? {
                Some(matches) => matches,
                None => return self.sketch_instead(),
            },
            _ => self.propose_and_verify(&items, &mut taken)?,
        };
        let outcome = self.stage(Stage::Cluster, 1, |run| {
            let outcome = run.name(&taken, texts, matches);
            run.control.advance(1).map(|()| outcome)
        })?;
        self.stats.bridges = outcome.stats.bridges;
        Ok(Outcome { stats: self.stats, ..outcome })
    }

    /// Starts again with LSH: its cost is linear whatever the texts are.
    fn sketch_instead(mut self) -> Result<Outcome> {
        let params = Params { mode: Mode::Lsh, ..self.params.clone() };
        self.plan = band::plan(&params, self.records.len())?;
        self.run()
    }

    /// Times a stage.
    fn stage<T>(
        &mut self,
        stage: Stage,
        steps: usize,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.control.begin(stage, steps);
        let started = Instant::now();
        let done = work(self);
        self.stats.seconds.push((stage, started.elapsed().as_secs_f64()));
        done
    }

    fn name(&self, taken: &Fingerprints, texts: Vec<u32>, mut matches: Vec<Match>) -> Outcome {
        let order = |record| canonical_order(self.records, taken, record);
        for edge in matches.iter_mut().filter(|edge| order(edge.a) > order(edge.b)) {
            std::mem::swap(&mut edge.a, &mut edge.b);
        }
        let joins = cluster::cluster(&matches, order);
        let (mut founder_of, mut by) = (texts.clone(), vec![(1.0, 1.0); texts.len()]);
        for join in joins {
            founder_of[index(join.by.b)] = join.by.a;
            by[index(join.by.b)] = (join.by.jaccard, join.by.containment);
        }
        let founders: Vec<u32> = texts.iter().map(|&text| founder_of[index(text)]).collect();
        let bridge = |edge: &&Match| founders[index(edge.a)] != founders[index(edge.b)];
        let bridges = matches.iter().filter(bridge).count();
        let contents: Vec<ContentId> = taken.records.iter().map(Fingerprint::content_id).collect();
        let bases: Vec<Basis> = taken.records.iter().map(|record| record.basis).collect();
        let vague = (0..number(texts.len()))
            .filter(|&record| bases[index(record)] == Basis::Nothing)
            .collect();
        let ordinals = ordinals(vague, |record| contents[index(record)], order);
        let (jaccards, containments) = texts.iter().map(|&text| by[index(text)]).unzip();
        let (plan, stats) = (self.plan, Stats { bridges, ..Stats::default() });
        Outcome {
            contents,
            bases,
            texts,
            founders,
            jaccards,
            containments,
            matches,
            plan,
            stats,
            ordinals,
            former: Vec::new(),
            evidenced: None,
        }
    }
}

/// Dumps in the order given, then content, then volume and pages, which are no part of it; the row only decides between
/// records that say the same.
fn canonical_order(
    records: &impl Records,
    taken: &Fingerprints,
    record: u32,
) -> (u32, ContentId, u128, u32) {
    let fingerprint = &taken.records[index(record)];
    (records.dump(record), fingerprint.content_id(), fingerprint.same, record)
}

/// For each record, the first in canonical order that says the same, among those that `kind` does not tell apart.
fn first_of_same(
    records: &impl Records,
    taken: &Fingerprints,
    kind: impl Fn(u32) -> u32,
) -> Vec<u32> {
    let same = |record: u32| {
        let fingerprint = &taken.records[index(record)];
        (fingerprint.same, fingerprint.basis, kind(record))
    };
    let told_apart = |record: &u32| taken.records[index(*record)].basis != Basis::Nothing;
    let numbers = 0..number(taken.records.len());
    let mut first: Vec<u32> = numbers.clone().collect();
    let mut entries: Vec<Entry> =
        numbers.filter(told_apart).map(|record| (same(record).0 as u64, record)).collect();
    group(&mut entries, &mut Vec::new());
    for bucket in buckets(&entries) {
        let mut members: Vec<u32> = bucket.iter().map(|entry| entry.1).collect();
        members
            .sort_by_cached_key(|&record| (same(record), canonical_order(records, taken, record)));
        for group in members.chunk_by(|&a, &b| same(a) == same(b)) {
            group.iter().for_each(|&record| first[index(record)] = group[0]);
        }
    }
    first
}

//! The whole flow in memory: dumps in, clusters with canonical IDs out. Read this first.
//!
//! ```
//! use paperdedup_core::{params::{Params, Text}, parallel::Control, pipeline::deduplicate, records::Texts};
//! let texts = ["one and the same abstract", "One and the same abstract.", "quite another one"];
//! let params = Params { text: Text::Plain, ..Params::default() };
//! let outcome = deduplicate(&Texts::new(&texts), &params, &Control::default()).unwrap();
//! assert_eq!(outcome.founders, [0, 0, 2]);
//! ```

use std::time::Instant;

use rayon::prelude::*;

use crate::band::{self, Plan};
use crate::canonical::{CanonicalId, ordinals};
use crate::cluster::{self, Match, UnionFind};
use crate::error::{Error, Result};
use crate::fingerprint::{Fingerprints, Settings, fingerprints};
use crate::ids::{ContentId, MAX_RECORDS, index, number};
use crate::join;
use crate::normalize::Normalizer;
use crate::pair::{Candidates, Entry, Keys, buckets, group};
use crate::parallel::{Control, Stage, with_threads};
use crate::params::{Mode, Params, Shingling};
use crate::records::{Field, Records};
use crate::relate::Relation;
use crate::shingle::{Shingler, to_set};
use crate::text::Basis;
use crate::verify::Table;

/// Counts that are the same on every run, and the seconds of each stage, that are not.
#[derive(Debug, Clone, Default)]
pub struct Stats {
    /// Different texts that were compared.
    pub texts: usize,
    /// How often two texts met in a bucket.
    pub meetings: u64,
    /// Pairs that met and were not ruled out at once: compared exactly.
    pub candidates: usize,
    /// Matches between texts of different papers.
    pub bridges: usize,
    /// Buckets over the cap.
    pub hot_buckets: u64,
    /// Pairs of such buckets that were not proposed there.
    pub pairs_cut: u64,
    /// Seconds by stage.
    pub seconds: Vec<(Stage, f64)>,
}

/// What one run found; vectors are by record number.
#[derive(Debug)]
pub struct Outcome {
    /// Content ID.
    pub contents: Vec<ContentId>,
    /// What the record was compared by.
    pub bases: Vec<Basis>,
    /// First record, in canonical order, that says the same.
    pub texts: Vec<u32>,
    /// The founder of the record's paper.
    pub founders: Vec<u32>,
    /// Jaccard similarity to the founder's text.
    pub jaccards: Vec<f64>,
    /// Containment of the smaller of both texts.
    pub containments: Vec<f64>,
    /// Verified pairs of different texts, by record numbers.
    pub matches: Vec<Match>,
    /// How the corpus was searched.
    pub plan: Plan,
    /// Counts and times.
    pub stats: Stats,
    ordinals: Vec<(u32, u32)>,
}

impl Outcome {
    /// The canonical ID of a record's paper.
    pub fn canonical(&self, record: u32) -> CanonicalId {
        let founder = self.founders[index(record)];
        let found = self.ordinals.binary_search_by_key(&founder, |entry| entry.0);
        let ordinal = found.map_or(1, |place| self.ordinals[place].1);
        CanonicalId { content: self.contents[index(founder)], ordinal }
    }

    /// How a record relates to its paper.
    pub fn relation(&self, record: u32) -> Relation {
        let founder = self.founders[index(record)];
        Relation::of(record, founder, self.texts[index(record)], self.texts[index(founder)])
    }

    /// The clusters at a higher threshold, inside those of the run: a representative for each record.
    ///
    /// # Errors
    /// [`Error::Config`] for a threshold below that of the run, whose matches were not kept.
    pub fn split(&self, threshold: f64) -> Result<Vec<u32>> {
        let least = self.plan.threshold;
        if !(least..=1.0).contains(&threshold) {
            let expected = format!(
                "must be from {least} (the threshold of the run) to 1; for a lower one run again"
            );
            return Err(Error::config("threshold", threshold, expected));
        }
        Ok(cluster::split(&self.founders, &self.texts, &self.matches, threshold))
    }
}

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
    fn run(mut self) -> Result<Outcome> {
        let banding = (self.plan.mode == Mode::Lsh).then_some(self.plan.banding);
        let settings =
            Settings { text: self.params.text, shingling: self.params.shingling, banding };
        let records = self.records;
        let mut taken = self.stage(Stage::Fingerprint, records.len(), |run| {
            fingerprints(records, settings, run.control)
        })?;
        let texts = first_of_same(records, &taken);
        let items: Vec<u32> = (0..number(records.len()))
            .filter(|&record| {
                texts[index(record)] == record && taken.records[index(record)].basis == Basis::Text
            })
            .collect();
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

    fn propose_and_verify(
        &mut self,
        items: &[u32],
        taken: &mut Fingerprints,
    ) -> Result<Vec<Match>> {
        let (bands, cap) = (self.plan.banding.bands, self.params.bucket_cap);
        let proposed = self.stage(Stage::Pair, bands, |run| {
            let key = |record, band| taken.key(record, band);
            let order = |record| canonical_order(run.records, taken, record);
            let threshold = run.params.threshold;
            let plausible = |a, b| !taken.outline(a).rules_out(taken.outline(b), threshold);
            Keys { items, bands, key, order, plausible, cap }.candidates(run.control)
        })?;
        taken.drop_keys();
        let Candidates { pairs, meetings, hot_buckets, pairs_cut, .. } = proposed;
        self.stats.candidates = pairs.len();
        (self.stats.meetings, self.stats.hot_buckets, self.stats.pairs_cut) =
            (meetings, hot_buckets, pairs_cut);
        self.stage(Stage::Verify, pairs.len(), |run| verify(run, pairs))
    }

    /// All matches, or `None` where LSH is allowed and would be cheaper after all: the output itself is too large.
    fn join(&mut self, items: &[u32]) -> Result<Option<Vec<Match>>> {
        let (records, params) = (self.records, self.params);
        let most = match params.mode {
            Mode::Exact => usize::MAX,
            _ => items.len().saturating_mul(params.bucket_cap),
        };
        let joined = self.stage(Stage::Join, items.len(), |run| {
            let buffers = || (Normalizer::default(), Shingler::default());
            let sets = items.par_iter().map_init(buffers, |(normalizer, shingler), &item| {
                let words = normalizer.words(records.field(item, Field::Abstract));
                let mut set = shingler.shingles(words, params.shingling).to_vec();
                to_set(&mut set);
                set
            });
            join::join(&sets.collect::<Vec<_>>(), params.threshold, most, run.control)
        })?;
        let record = |item: u32| items[index(item)];
        let matched = |(a, b, overlap): join::Joined| Match {
            a: record(a),
            b: record(b),
            jaccard: overlap.jaccard(),
            containment: overlap.containment(),
        };
        let matches = joined.map(|joined| joined.into_iter().map(matched).collect::<Vec<_>>());
        self.stats.candidates = matches.as_ref().map_or(0, Vec::len);
        Ok(matches)
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
        let contents: Vec<ContentId> =
            taken.records.iter().map(super::fingerprint::Fingerprint::content_id).collect();
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
        }
    }
}

/// Dumps in the order given, then content; the row only decides between records that say the same.
fn canonical_order(
    records: &impl Records,
    taken: &Fingerprints,
    record: u32,
) -> (u32, ContentId, u32) {
    (records.dump(record), taken.records[index(record)].content_id(), record)
}

/// For each record, the first in canonical order that says the same.
fn first_of_same(records: &impl Records, taken: &Fingerprints) -> Vec<u32> {
    let same = |record: u32| {
        let fingerprint = &taken.records[index(record)];
        (fingerprint.same, fingerprint.basis)
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

/// Pairs compared by one task: enough that the texts of a cluster are shingled once, few enough to stay in the cache.
const BATCH: usize = 4096;

/// Compares candidate pairs exactly and keeps the matches. Pairs of one component stand together, so that the shingles
/// of a text are computed about once.
fn verify<R: Records>(run: &Run<'_, R>, pairs: Vec<(u32, u32)>) -> Result<Vec<Match>> {
    let pairs = by_component(pairs, run.records.len());
    let batches = pairs.par_chunks(BATCH).map_init(Verifier::default, |verifier, batch| {
        run.control.advance(batch.len())?;
        Ok(verifier.verify(run.records, batch, run.params.shingling, run.params.threshold))
    });
    let mut matches = batches.collect::<Result<Vec<_>>>()?.concat();
    matches.par_sort_unstable_by_key(|edge| (edge.a, edge.b));
    Ok(matches)
}

/// Puts the pairs of a component side by side, those of a text with few pairs before those of its next, so that a batch
/// holds a few texts and the many that all of them are compared with: a crowd of near-duplicates around a few founders.
fn by_component(pairs: Vec<(u32, u32)>, records: usize) -> Vec<(u32, u32)> {
    let mut sets = UnionFind::new(records);
    let mut degrees = vec![0u32; records];
    for &(a, b) in &pairs {
        sets.union(a, b);
        degrees[index(a)] += 1;
        degrees[index(b)] += 1;
    }
    let fewer_first = |(a, b): (u32, u32)| {
        if (degrees[index(a)], a) <= (degrees[index(b)], b) { (a, b) } else { (b, a) }
    };
    let keyed = |pair| {
        let (few, many) = fewer_first(pair);
        (sets.find(few), few, many)
    };
    let mut keyed: Vec<(u32, u32, u32)> = pairs.into_iter().map(keyed).collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(_, few, many)| (few, many)).collect()
}

/// The buffers of one thread.
#[derive(Default)]
struct Verifier {
    normalizer: Normalizer,
    shingler: Shingler,
    table: Table,
    members: Vec<u64>,
    ends: Vec<usize>,
    texts: Vec<u32>,
}

impl Verifier {
    fn verify(
        &mut self,
        records: &impl Records,
        batch: &[(u32, u32)],
        shingling: Shingling,
        threshold: f64,
    ) -> Vec<Match> {
        self.shingle(records, batch, shingling);
        let mut matches = Vec::new();
        for pairs in batch.chunk_by(|x, y| x.0 == y.0) {
            let a = pairs[0].0;
            let range = self.range(a);
            self.table.fill(&self.members[range], &mut Vec::new());
            for &(_, b) in pairs {
                let overlap = self.table.overlap(&self.members[self.range(b)]);
                let jaccard = overlap.jaccard();
                if jaccard >= threshold {
                    matches.push(Match {
                        a: a.min(b),
                        b: a.max(b),
                        jaccard,
                        containment: overlap.containment(),
                    });
                }
            }
        }
        matches
    }

    /// Shingles every text of the batch once.
    fn shingle(&mut self, records: &impl Records, batch: &[(u32, u32)], shingling: Shingling) {
        self.texts.clear();
        self.texts.extend(batch.iter().flat_map(|&(a, b)| [a, b]));
        self.texts.sort_unstable();
        self.texts.dedup();
        self.members.clear();
        self.ends.clear();
        for &text in &self.texts {
            let words = self.normalizer.words(records.field(text, Field::Abstract));
            self.table.fill(self.shingler.shingles(words, shingling), &mut self.members);
            self.ends.push(self.members.len());
        }
    }

    fn range(&self, text: u32) -> std::ops::Range<usize> {
        let place = self.texts.partition_point(|&other| other < text);
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[place]
    }
}

//! The driver of `relate`: candidate pairs in batches, the evidence of a record collected about once.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Edge;
use super::batches::Batches;
use crate::cluster::Match;
use crate::error::Result;
use crate::evidence::words::Hashed;
use crate::evidence::{Collector, Evidence};
use crate::parallel::Control;
use crate::params::Params;
use crate::records::Records;
use crate::relate::{Class, Judge, Point, Policy, Relation, Verdict};

/// What is known of the abstracts before they are read again.
pub trait Abstracts: Sync {
    /// Whether a record has one that can be compared.
    fn has(&self, record: u32) -> bool;

    /// The most that Jaccard similarity and containment of two can be.
    fn bounds(&self, a: u32, b: u32) -> (f64, f64);
}

/// Decides all pairs; keeps what is one paper or near to it, and conflicts, in the order of the records.
pub fn judge<K: Ord>(
    records: &impl Records,
    params: &Params,
    policy: &Policy,
    control: &Control,
    pairs: Vec<(u32, u32)>,
    order: impl Fn(u32) -> K + Sync,
    abstracts: &impl Abstracts,
) -> Result<(Vec<Edge>, Vec<Point>)> {
    let batches = Batches::of(pairs, records.len());
    let bench = || Bench::new(records, params, policy, abstracts);
    let decided = batches.par_iter().map_init(bench, |bench, batch| {
        control.advance(batch.len())?;
        Ok(bench.judge(batch, &order))
    });
    let mut decided = decided.collect::<Result<Vec<_>>>()?.concat();
    decided.par_sort_unstable_by_key(|(edge, _)| (edge.pair.a, edge.pair.b));
    let mut points = Vec::new();
    let edges = decided.into_iter().map(|(edge, verdict)| {
        let start = points.len() as u32;
        points.extend_from_slice(verdict.points.lines());
        Edge { points: (start, (points.len() as u32 - start) as u8), ..edge }
    });
    let edges = edges.collect();
    Ok((edges, points))
}

/// One pair decided, as an edge from the earlier to the later record.
pub fn edge(pair: (u32, u32), evidence: (&Evidence, &Evidence), verdict: &Verdict) -> Edge {
    let (a, b) = pair;
    let shared = |of: fn(crate::verify::Overlap) -> f64| verdict.overlap.map_or(0.0, of);
    Edge {
        pair: Match {
            a,
            b,
            jaccard: shared(crate::verify::Overlap::jaccard),
            containment: shared(crate::verify::Overlap::containment),
        },
        score: verdict.score() as f32,
        class: verdict.class,
        relation: Relation::by_evidence(evidence.1, evidence.0, verdict),
        conflict: verdict.conflict,
        points: (0, 0),
    }
}

/// The buffers of one thread.
struct Bench<'a, R, A> {
    records: &'a R,
    params: &'a Params,
    abstracts: &'a A,
    collector: Collector,
    judge: Judge<'a>,
    evidence: HashMap<u64, Evidence, Hashed>,
}

impl<'a, R: Records, A: Abstracts> Bench<'a, R, A> {
    fn new(records: &'a R, params: &'a Params, policy: &'a Policy, abstracts: &'a A) -> Self {
        let (collector, judge, evidence) =
            (Collector::default(), Judge::new(policy), HashMap::default());
        Self { records, params, abstracts, collector, judge, evidence }
    }

    fn judge<K: Ord>(
        &mut self,
        batch: &[(u32, u32)],
        order: impl Fn(u32) -> K,
    ) -> Vec<(Edge, Verdict)> {
        self.evidence.clear();
        self.judge.forget();
        let mut kept = Vec::new();
        for &(a, b) in batch {
            self.collect(a);
            self.collect(b);
            let (one, two) = (&self.evidence[&u64::from(a)], &self.evidence[&u64::from(b)]);
            let said = self.judge.open(one, two);
            let bounds = (one.has_text && two.has_text).then(|| self.abstracts.bounds(a, b));
            if self.judge.are_clearly_different(&said, bounds) {
                continue;
            }
            self.read(a);
            self.read(b);
            let (one, two) = (&self.evidence[&u64::from(a)], &self.evidence[&u64::from(b)]);
            let verdict = self.judge.decide(said, (a, one), (b, two));
            if verdict.class == Class::Different && !verdict.conflict {
                continue;
            }
            let earlier_first = order(a) < order(b);
            let (pair, evidence) =
                if earlier_first { ((a, b), (one, two)) } else { ((b, a), (two, one)) };
            kept.push((edge(pair, evidence, &verdict), verdict));
        }
        kept
    }

    /// Parses the fields of a record, once in a batch.
    fn collect(&mut self, record: u32) {
        let (collector, records) = (&mut self.collector, self.records);
        self.evidence.entry(u64::from(record)).or_insert_with(|| {
            let mut collected = collector.collect_fields(records, record);
            collected.has_text = self.abstracts.has(record);
            collected
        });
    }

    /// Reads the abstract of a record, once in a batch, and only if it can change a verdict.
    fn read(&mut self, record: u32) {
        let evidence = self.evidence.get_mut(&u64::from(record));
        if let Some(evidence) = evidence.filter(|own| own.has_text && own.words == 0) {
            self.collector.read(self.records, record, self.params.shingling, evidence);
        }
    }
}

//! The driver of `relate`: candidate pairs in batches, the evidence of a record collected about once.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Edge;
use super::verifying::{BATCH, by_component};
use crate::cluster::Match;
use crate::error::Result;
use crate::evidence::words::Hashed;
use crate::evidence::{Collector, Evidence};
use crate::parallel::Control;
use crate::params::Params;
use crate::records::Records;
use crate::relate::{Class, Judge, Point, Policy, Relation, Verdict};

/// Decides all pairs; keeps what is one paper or near to it, and conflicts, in the order of the records.
pub fn judge<K: Ord>(
    records: &impl Records,
    params: &Params,
    policy: &Policy,
    control: &Control,
    pairs: Vec<(u32, u32)>,
    order: impl Fn(u32) -> K + Sync,
) -> Result<(Vec<Edge>, Vec<Point>)> {
    let pairs = by_component(pairs, records.len());
    let bench = || Bench::new(policy);
    let batches = pairs.par_chunks(BATCH).map_init(bench, |bench, batch| {
        control.advance(batch.len())?;
        Ok(bench.judge(records, params, batch, &order))
    });
    let mut decided = batches.collect::<Result<Vec<_>>>()?.concat();
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
struct Bench<'a> {
    collector: Collector,
    judge: Judge<'a>,
    evidence: HashMap<u64, Evidence, Hashed>,
}

impl<'a> Bench<'a> {
    fn new(policy: &'a Policy) -> Self {
        Self {
            collector: Collector::default(),
            judge: Judge::new(policy),
            evidence: HashMap::default(),
        }
    }

    fn judge<K: Ord>(
        &mut self,
        records: &impl Records,
        params: &Params,
        batch: &[(u32, u32)],
        order: impl Fn(u32) -> K,
    ) -> Vec<(Edge, Verdict)> {
        self.evidence.clear();
        for &record in batch.iter().flat_map(|(a, b)| [a, b]) {
            let collector = &mut self.collector;
            let collect = || collector.collect(records, record, params.shingling);
            self.evidence.entry(u64::from(record)).or_insert_with(collect);
        }
        let mut kept = Vec::new();
        for &(a, b) in batch {
            let (one, two) = (&self.evidence[&u64::from(a)], &self.evidence[&u64::from(b)]);
            let verdict = self.judge.decide((a, one), (b, two));
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
}

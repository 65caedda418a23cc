//! The driver of `relate`: candidate pairs in batches, the evidence of a record collected about once.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Edge;
use super::batches::Batches;
use crate::cluster::Match;
use crate::error::Result;
use crate::evidence::words::Hashed;
use crate::evidence::{Collector, Evidence};
use crate::ids::{index, number};
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
    let Decided { mut edges, points } = Decided::all(decided.collect::<Result<Vec<_>>>()?);
    edges.par_sort_unstable_by_key(|edge| (edge.pair.a, edge.pair.b));
    let mut sorted = Vec::with_capacity(points.len());
    for edge in &mut edges {
        let start = index(edge.points.0);
        edge.points = laid(&mut sorted, &points[start..start + usize::from(edge.points.1)]);
    }
    Ok((edges, sorted))
}

/// Pairs that were decided, and their points side by side: a verdict, which has room for all reasons, is four times as
/// large. (Of 100,000 records with one DOI, which make 6.4 million conflicts, the search took 1.1 GB instead of 3.0.)
#[derive(Default)]
struct Decided {
    edges: Vec<Edge>,
    points: Vec<Point>,
}

impl Decided {
    /// All of several, each let go once it was taken.
    fn all(parts: Vec<Self>) -> Self {
        let (edges, points) = parts.iter().fold((0, 0), |(edges, points), part| {
            (edges + part.edges.len(), points + part.points.len())
        });
        let mut all = Self { edges: Vec::with_capacity(edges), points: Vec::with_capacity(points) };
        for part in parts {
            let before = number(all.points.len());
            let moved =
                |edge: Edge| Edge { points: (edge.points.0 + before, edge.points.1), ..edge };
            all.edges.extend(part.edges.into_iter().map(moved));
            all.points.extend(part.points);
        }
        all
    }

    fn push(&mut self, edge: Edge, lines: &[Point]) {
        let points = laid(&mut self.points, lines);
        self.edges.push(Edge { points, ..edge });
    }
}

/// Adds lines to others, and says where they are.
fn laid(points: &mut Vec<Point>, lines: &[Point]) -> (u32, u8) {
    let place = (number(points.len()), lines.len() as u8);
    points.extend_from_slice(lines);
    place
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

    fn judge<K: Ord>(&mut self, batch: &[(u32, u32)], order: impl Fn(u32) -> K) -> Decided {
        self.evidence.clear();
        self.judge.forget();
        let mut kept = Decided::default();
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
            kept.push(edge(pair, evidence, &verdict), verdict.points.lines());
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

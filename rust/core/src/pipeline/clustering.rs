//! The driver of `cluster` for all evidence: component by component, with cross pairs decided on demand.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Edge;
use super::judging::edge;
use crate::cluster::{Link, Members, UnionFind, Vote, grow};
use crate::error::Result;
use crate::evidence::words::Hashed;
use crate::evidence::{Collector, Evidence};
use crate::ids::{index, number};
use crate::parallel::Control;
use crate::params::Params;
use crate::records::Records;
use crate::relate::{Class, Judge, Point, Policy, Relation, Verdict};

/// Which items are one paper; by the number of the item.
#[derive(Debug)]
pub struct Clustered {
    /// The founder of the item's paper.
    pub founders: Vec<u32>,
    /// What the item is to its founder.
    pub relations: Vec<Relation>,
    /// Jaccard similarity and containment of the item's text and the founder's.
    pub by: Vec<(f64, f64)>,
    /// Items that founded papers which a later dump made part of others.
    pub former: Vec<u32>,
    /// Decisions that contradict others.
    pub contradictions: Vec<u32>,
}

/// One component: its items in canonical order, and its edges.
struct Component<'a> {
    items: Vec<u32>,
    edges: Vec<&'a Edge>,
    /// Decisions between its items, by their places in the list.
    decisions: Vec<u32>,
}

/// What became of an item that did not found a paper.
struct Joined {
    item: u32,
    founder: u32,
    relation: Relation,
    by: (f64, f64),
    /// Whether it had founded one before.
    former: bool,
}

/// Forms clusters from all edges.
pub fn cluster<K: Ord + Send>(
    records: &impl Records,
    params: &Params,
    policy: &Policy,
    control: &Control,
    edges: &[Edge],
    texts: &[u32],
    order: impl Fn(u32) -> K + Sync,
) -> Result<Clustered> {
    let components = components(params, edges, texts, &order);
    let court = || Court::new(records, params, policy);
    let grown = components.par_iter().map_init(court, |court, component| {
        control.advance(component.edges.len())?;
        Ok(court.settle(component, texts))
    });
    let mut clustered = Clustered {
        founders: (0..number(texts.len())).collect(),
        relations: vec![Relation::Founder; texts.len()],
        by: vec![(1.0, 1.0); texts.len()],
        former: Vec::new(),
        contradictions: Vec::new(),
    };
    for (joined, contradictions) in grown.collect::<Result<Vec<_>>>()? {
        clustered.contradictions.extend(contradictions);
        for join in joined {
            let at = index(join.item);
            clustered.founders[at] = join.founder;
            clustered.relations[at] = join.relation;
            clustered.by[at] = join.by;
            clustered.former.extend(join.former.then_some(join.item));
        }
    }
    clustered.former.sort_unstable();
    clustered.contradictions.sort_unstable();
    Ok(clustered)
}

/// The connected components of the edges that join, and of what a person decided.
fn components<'a, K: Ord + Send>(
    params: &Params,
    edges: &'a [Edge],
    texts: &[u32],
    order: impl Fn(u32) -> K + Sync,
) -> Vec<Component<'a>> {
    let mut sets = UnionFind::new(texts.len());
    let joining = || edges.iter().filter(|edge| edge.class.is_same());
    joining().for_each(|edge| sets.union(edge.pair.a, edge.pair.b));
    let item = |record: u32| texts[index(record)];
    for decision in &params.decisions {
        sets.union(item(decision.a), item(decision.b));
    }
    let mut keyed: Vec<(u32, &Edge)> =
        joining().map(|edge| (sets.find(edge.pair.a), edge)).collect();
    keyed.sort_by_key(|(root, _)| *root);
    let mut decided: HashMap<u64, Vec<u32>, Hashed> = HashMap::default();
    for (place, decision) in params.decisions.iter().enumerate() {
        decided.entry(u64::from(sets.find(item(decision.a)))).or_default().push(number(place));
    }
    let component = |root: u32, edges: Vec<&'a Edge>, decisions: Vec<u32>| {
        let named = decisions.iter().flat_map(|&place| {
            let decision = &params.decisions[index(place)];
            [item(decision.a), item(decision.b)]
        });
        let items = items(root, &edges, named, &order);
        Component { items, edges, decisions }
    };
    let mut all: Vec<Component<'a>> = Vec::new();
    for chunk in keyed.chunk_by(|x, y| x.0 == y.0) {
        let root = chunk[0].0;
        let decisions = decided.remove(&u64::from(root)).unwrap_or_default();
        all.push(component(root, chunk.iter().map(|(_, edge)| *edge).collect(), decisions));
    }
    all.extend(
        decided.into_iter().map(|(root, places)| component(root as u32, Vec::new(), places)),
    );
    all
}

/// The items of a component: its root, the ends of its edges and those that decisions name; in canonical order.
fn items<K: Ord>(
    root: u32,
    edges: &[&Edge],
    named: impl Iterator<Item = u32>,
    order: impl Fn(u32) -> K,
) -> Vec<u32> {
    let ends = edges.iter().flat_map(|edge| [edge.pair.a, edge.pair.b]);
    let mut items: Vec<u32> = ends.chain(named).chain([root]).collect();
    items.sort_unstable();
    items.dedup();
    items.sort_by_cached_key(|&item| order(item));
    items
}

/// Decides what the edges do not say. One for each thread.
struct Court<'a, R> {
    records: &'a R,
    params: &'a Params,
    policy: &'a Policy,
    collector: Collector,
    judge: Judge<'a>,
    evidence: HashMap<u64, Evidence, Hashed>,
}

/// Evidence that is held at a time.
const HELD: usize = 4096;

impl<'a, R: Records> Court<'a, R> {
    fn new(records: &'a R, params: &'a Params, policy: &'a Policy) -> Self {
        let judge = Judge::new(policy);
        Self {
            records,
            params,
            policy,
            collector: Collector::default(),
            judge,
            evidence: HashMap::default(),
        }
    }

    /// Decides a pair that no channel proposed, or that was a clear no.
    fn decide(&mut self, a: u32, b: u32) -> (Verdict, Edge) {
        if self.evidence.len() > HELD {
            self.evidence.clear();
        }
        for record in [a, b] {
            let (collector, records) = (&mut self.collector, self.records);
            let collect = || collector.collect(records, record, self.params.shingling);
            self.evidence.entry(u64::from(record)).or_insert_with(collect);
        }
        let (one, two) = (&self.evidence[&u64::from(a)], &self.evidence[&u64::from(b)]);
        self.judge.forget();
        let verdict = self.judge.explain((a, one), (b, two));
        (verdict, edge((a, b), (one, two), &verdict))
    }

    /// The papers of one component, and its contradictory decisions.
    fn settle(&mut self, component: &Component<'_>, texts: &[u32]) -> (Vec<Joined>, Vec<u32>) {
        let items = &component.items;
        let decided = self.decided(component, texts);
        let (links, apart) = links(component, &decided);
        let dumps: Vec<u32> = items.iter().map(|&item| self.records.dump(item)).collect();
        let unique = self.params.unique_within_dump;
        let members = Members { dumps: &dumps, unique, apart: &apart };
        let known: Known<'_> =
            component.edges.iter().map(|&edge| (pair(edge.pair.a, edge.pair.b), edge)).collect();
        let grown = grow(&members, &links, |a, b| {
            let (a, b) = (items[index(a)], items[index(b)]);
            if known.contains_key(&pair(a, b)) {
                return Vote::For;
            }
            let (verdict, _) = self.decide(a, b);
            vote(&verdict, self.policy.unsure)
        });
        let founders = &grown.founders;
        let broken = |decision: &&Decided| {
            (founders[index(decision.a)] == founders[index(decision.b)]) != decision.same
        };
        let contradictions = decided.iter().filter(broken).map(|decision| decision.place).collect();
        let others = founders.iter().enumerate().filter(|(at, founder)| *at != index(**founder));
        let joined = others
            .map(|(at, &founder)| {
                let former = grown.former.binary_search(&number(at)).is_ok();
                let joined = self.joined(items[at], items[index(founder)], &known);
                Joined { former, ..joined }
            })
            .collect();
        (joined, contradictions)
    }

    /// The decisions of a component, by the places of its items.
    fn decided(&self, component: &Component<'_>, texts: &[u32]) -> Vec<Decided> {
        let places = places(&component.items);
        let at = |record: u32| places[&u64::from(texts[index(record)])];
        let decided = component.decisions.iter().map(|&place| {
            let decision = &self.params.decisions[index(place)];
            let (a, b) = (at(decision.a), at(decision.b));
            Decided { place, a: a.min(b), b: a.max(b), same: decision.same }
        });
        decided.collect()
    }

    /// What an item that joined is to the founder.
    fn joined(&mut self, item: u32, founder: u32, known: &Known<'_>) -> Joined {
        let found = known.get(&pair(founder, item)).map(|edge| **edge);
        let edge = found.unwrap_or_else(|| self.decide(founder, item).1);
        let by = (edge.pair.jaccard, edge.pair.containment);
        Joined { item, founder, relation: relation(&edge), by, former: false }
    }
}

/// What a person decided of two items of a component, which are given by their places.
struct Decided {
    /// Where the decision stands in the list.
    place: u32,
    a: u32,
    b: u32,
    same: bool,
}

/// The edges of a component by their ends, which are no hashes: where thousands of records say nearly the same, their
/// numbers alone would all fall into few places (12,000 took 15 s).
type Known<'a> = HashMap<(u32, u32), &'a Edge>;

/// Where each item stands.
fn places(items: &[u32]) -> HashMap<u64, u32, Hashed> {
    items.iter().zip(0..).map(|(&item, place)| (u64::from(item), place)).collect()
}

/// What joins the items of a component, and the pairs that must stay apart.
fn links(component: &Component<'_>, decided: &[Decided]) -> (Vec<Link>, Vec<(u32, u32)>) {
    let places = places(&component.items);
    let place = |item: u32| places[&u64::from(item)];
    let found = component.edges.iter().map(|edge| Link {
        a: place(edge.pair.a),
        b: place(edge.pair.b),
        score: edge.score,
    });
    let same = decided.iter().filter(|decision| decision.same && decision.a != decision.b);
    let said = same.map(|&Decided { a, b, .. }| Link { a, b, score: f32::INFINITY });
    let apart = decided.iter().filter(|decision| !decision.same);
    (found.chain(said).collect(), apart.map(|decision| (decision.a, decision.b)).collect())
}

/// What a verdict says of joining two clusters; `unsure`: how near to the threshold a person should look. A final veto of
/// less weight (a part against no part) is a hint among others.
fn vote(verdict: &Verdict, unsure: f64) -> Vote {
    let is_final = |line: &Point| line.reason.is_final() && f64::from(line.points) < -unsure;
    match verdict.class {
        Class::Same | Class::UnsureSame => Vote::For,
        _ if verdict.points.lines().iter().any(is_final) => Vote::Never,
        Class::UnsureDifferent => Vote::Abstain,
        Class::Different => Vote::Against,
    }
}

/// Records of one paper that do not match each other are versions of it through a third.
const fn relation(edge: &Edge) -> Relation {
    if edge.class.is_same() { edge.relation } else { Relation::Revision }
}

const fn pair(a: u32, b: u32) -> (u32, u32) {
    if a < b { (a, b) } else { (b, a) }
}

//! Components of matches and decisions that a change touched: clustered anew, and what became of them written down.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::edges;
use super::error::Result;
use super::naming::{Named, Naming};
use super::work::{Ruling, Work};
use crate::cluster::{self, Match};
use crate::ids::{index, number};
use crate::parallel::Stage;
use crate::params::{Decision, Params};
use crate::pipeline::Edge;
use crate::pipeline::clustering::cluster;
use crate::records::Records;
use crate::relate::Relation;
use crate::store::Member;

/// What became of the items that a change touched.
#[derive(Debug, Default)]
pub struct Settled {
    /// The founder of each item's paper, and what the item is to it.
    pub founders: HashMap<u32, (u32, Relation)>,
    /// Names that changed.
    pub named: Named,
    /// Decisions that contradict others, by their places.
    pub contradictions: Vec<usize>,
}

/// A part of the graph: items, and edges by their ends.
#[derive(Default)]
struct Graph {
    items: BTreeSet<u32>,
    edges: BTreeMap<(u32, u32), Edge>,
}

impl<R: Records> Work<'_, R> {
    /// Settles the components of these items and edges.
    pub fn settle(&mut self, edges: &[Edge], seeds: &[u32]) -> Result<Settled> {
        let rulings = self.ruled_items()?;
        let graph = self.graph(edges, seeds, &rulings)?;
        let numbers: Vec<u32> = graph.items.iter().copied().collect();
        self.control.begin(Stage::Cluster, graph.edges.len());
        let mut settled = Settled::default();
        let found = match &self.setup.params.policy {
            Some(_) => self.grow(&numbers, &graph, &rulings, &mut settled)?,
            None => by_text(&numbers, &graph),
        };
        settled.founders = numbers.iter().copied().zip(found).collect();
        self.write(&numbers, &mut settled)?;
        Ok(settled)
    }

    /// Decisions by the items of their records.
    fn ruled_items(&self) -> Result<Vec<Ruling>> {
        if !self.setup.by_evidence() {
            return Ok(Vec::new());
        }
        let ruled = self.rulings.iter();
        ruled.map(|one| Ok(Ruling { a: self.item(one.a)?, b: self.item(one.b)?, ..*one })).collect()
    }

    /// All that matches and decisions connect with the seeds and with the ends of the edges.
    fn graph(&self, edges: &[Edge], seeds: &[u32], rulings: &[Ruling]) -> Result<Graph> {
        let mut graph = Graph::default();
        let mut waiting: Vec<u32> = seeds.to_vec();
        let mut ruled: HashMap<u32, Vec<u32>> = HashMap::new();
        for &Ruling { a, b, .. } in rulings {
            ruled.entry(a).or_default().push(b);
            ruled.entry(b).or_default().push(a);
            // A decision on a new record touches what it speaks of.
            if a.max(b) >= self.first_new {
                waiting.push(a);
            }
        }
        for edge in edges {
            waiting.extend([edge.pair.a, edge.pair.b]);
            graph.edges.insert((edge.pair.a, edge.pair.b), *edge);
        }
        while let Some(item) = waiting.pop() {
            if !graph.items.insert(item) {
                continue;
            }
            waiting.extend(ruled.get(&item).into_iter().flatten());
            // The edges of new records were given.
            if item >= self.first_new {
                continue;
            }
            for row in self.change.matches_of(item)? {
                let (edge, _) = edges::edge(&row);
                if edge.class.is_same() {
                    waiting.extend([row.a, row.b]);
                    graph.edges.insert((row.a, row.b), edge);
                }
            }
        }
        Ok(graph)
    }

    /// Clusters as a run forms them.
    fn grow(
        &mut self,
        numbers: &[u32],
        graph: &Graph,
        rulings: &[Ruling],
        settled: &mut Settled,
    ) -> Result<Vec<(u32, Relation)>> {
        let (setup, control) = (self.setup, self.control);
        let Some(policy) = &setup.params.policy else { return Ok(Vec::new()) };
        let run = self.run(numbers)?;
        let place = |number| run.place(number);
        let mut places = Vec::new();
        let mut decisions = Vec::new();
        for &Ruling { a, b, same, place: at } in rulings {
            if let Some((a, b)) = place(a).zip(place(b)) {
                decisions.push(Decision { a, b, same });
                places.push(at);
            }
        }
        let params = Params { decisions, ..setup.params.clone() };
        let mut edges: Vec<Edge> = graph.edges.values().copied().collect();
        for edge in &mut edges {
            edge.pair.a = place(edge.pair.a).unwrap_or_default();
            edge.pair.b = place(edge.pair.b).unwrap_or_default();
        }
        let texts: Vec<u32> = (0..number(numbers.len())).collect();
        let done = cluster(&run, &params, policy, control, &edges, &texts, |record| record)?;
        let broken = done.contradictions.iter().filter_map(|&at| places[index(at)]);
        settled.contradictions = broken.collect();
        settled.contradictions.dedup();
        let founders = done.founders.iter().map(|&founder| numbers[index(founder)]);
        Ok(founders.zip(done.relations).collect())
    }

    /// Writes members and names.
    fn write(&self, numbers: &[u32], settled: &mut Settled) -> Result<()> {
        let mut naming = Naming::new(self.change, self.first_new, &self.names);
        for &(record, item) in &self.shifted {
            if let Some(&(founder, _)) = settled.founders.get(&item) {
                naming.note(record, founder)?;
            }
        }
        for item in numbers {
            let (founder, relation) = settled.founders[item];
            naming.note(*item, founder)?;
            self.write_item(*item, founder, relation)?;
        }
        settled.named = naming.finish()?;
        Ok(())
    }

    /// Writes an item and the records that repeat it.
    pub fn write_item(&self, item: u32, founder: u32, relation: Relation) -> Result<()> {
        if item == founder {
            self.change.set_founder(item)?;
        } else {
            self.change.set_member(Member { founder, record: item, relation: relation as u8 })?;
        }
        let relation = if item == founder { Relation::Identical } else { relation };
        for record in self.change.repeats(item)? {
            self.change.set_member(Member { founder, record, relation: relation as u8 })?;
        }
        Ok(())
    }
}

/// Clusters by the text alone.
fn by_text(numbers: &[u32], graph: &Graph) -> Vec<(u32, Relation)> {
    let matches: Vec<Match> = graph.edges.values().map(|edge| edge.pair).collect();
    let joins = cluster::cluster(&matches, |record| record);
    let joined: HashMap<u32, u32> = joins.iter().map(|join| (join.by.b, join.by.a)).collect();
    let founder = |item: &u32| match joined.get(item) {
        Some(&founder) => (founder, Relation::Revision),
        None => (*item, Relation::Founder),
    };
    numbers.iter().map(founder).collect()
}

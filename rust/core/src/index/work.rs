//! One change of an index while it is worked on: pairs are decided, components settled.

use std::collections::HashMap;

use super::edges;
use super::error::Result;
use super::fresh::Fresh;
use super::meeting::{Meeting, Profiles, Reach};
use super::profile::Profile;
use super::setup::Setup;
use super::shelf::{Run, Shelf};
use crate::ids::index;
use crate::parallel::{Control, Stage};
use crate::pipeline::Edge;
use crate::pipeline::judging::{Abstracts, judge};
use crate::pipeline::verifying::verify;
use crate::records::Records;
use crate::relate::Point;
use crate::store::Change;
use crate::text::Basis;

/// What a person decided, about records that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// One record.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Whether they are one paper.
    pub same: bool,
    /// The place among all decisions; none where one on other records asks for it.
    pub place: Option<usize>,
}

/// A change, with what it works on.
pub struct Work<'a, R> {
    /// What is written.
    pub change: &'a Change<'a>,
    /// The settings.
    pub setup: &'a Setup,
    /// Records whose keys are not stored yet.
    pub fresh: &'a Fresh<'a, R>,
    /// Numbers from here on are given in this change.
    pub first_new: u32,
    /// Stored records in memory.
    pub shelf: Shelf,
    /// Items of records that are not items, as far as they are fresh.
    pub items: &'a HashMap<u32, u32>,
    /// Stored records that repeat another item than before, or were items, with that.
    pub shifted: Vec<(u32, u32)>,
    /// What people decided.
    pub rulings: &'a [Ruling],
    /// Names of papers before this change whose founders it deleted.
    pub names: HashMap<u32, String>,
    /// Progress, and whether to stop.
    pub control: &'a Control,
}

impl<R: Records> Work<'_, R> {
    /// The item that a record repeats, or itself.
    pub fn item(&self, record: u32) -> Result<u32> {
        if let Some(&item) = self.items.get(&record) {
            return Ok(item);
        }
        if record >= self.first_new {
            return Ok(record);
        }
        Ok(self.change.profile(record)?.and_then(|profile| profile.item).unwrap_or(record))
    }

    /// Finds, decides and stores the pairs of fresh items; those that join, in order.
    pub fn connect(&mut self, reach: Reach) -> Result<Vec<Edge>> {
        let (change, fresh, setup) = (self.change, self.fresh, self.setup);
        // By row: each key of each record is asked about.
        let mut items = vec![true; fresh.rows.len()];
        for &(record, row) in &fresh.rows {
            items[index(row)] = !self.items.contains_key(&record);
        }
        let is_item = |row| items[index(row)];
        let meeting = Meeting { change, fresh, setup, reach };
        let (pairs, profiles) = meeting.propose(is_item, self.control)?;
        let (edges, points) = self.decide(&pairs, &profiles)?;
        let rows: Vec<_> = edges
            .iter()
            .map(|edge| {
                let start = index(edge.points.0);
                edges::row(edge, &points[start..start + usize::from(edge.points.1)])
            })
            .collect();
        change.add_matches(&rows)?;
        Ok(edges.into_iter().filter(|edge| edge.class.is_same()).collect())
    }

    /// Compares pairs; keeps what is one paper or near to it, and conflicts.
    fn decide(
        &mut self,
        pairs: &[(u32, u32)],
        profiles: &Profiles,
    ) -> Result<(Vec<Edge>, Vec<Point>)> {
        let mut numbers: Vec<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let (setup, control) = (self.setup, self.control);
        let sketches = self.sketches(&numbers, profiles);
        let run = self.run(&numbers)?;
        let place = |number| run.place(number).unwrap_or_default();
        let local = pairs.iter().map(|&(a, b)| (place(a), place(b))).collect();
        let params = &setup.params;
        control.begin(Stage::Verify, pairs.len());
        let (mut edges, points) = if let Some(policy) = &params.policy {
            judge(&run, params, policy, control, local, |record| record, &sketches)?
        } else {
            let matches = verify(&run, params, control, local)?;
            (matches.into_iter().map(edges::of_match).collect(), Vec::new())
        };
        for edge in &mut edges {
            edge.pair.a = run.numbers[index(edge.pair.a)];
            edge.pair.b = run.numbers[index(edge.pair.b)];
        }
        Ok((edges, points))
    }

    /// What is known of the abstracts of these items.
    fn sketches(&self, numbers: &[u32], profiles: &Profiles) -> Sketches {
        let sketch = |&number: &u32| match self.fresh.row(number) {
            Some(row) => Some(self.fresh.profile(row)),
            None => profiles.item(number).copied(),
        };
        Sketches(numbers.iter().map(sketch).collect())
    }

    /// Records as a run of their own; stored ones are brought in.
    pub fn run(&mut self, numbers: &[u32]) -> Result<Run<'_, R>> {
        let stored = |number: &u32| self.fresh.row(*number).is_none();
        let wanted: Vec<u32> = numbers.iter().copied().filter(stored).collect();
        self.shelf.fetch(self.change, &wanted)?;
        let new = (self.fresh.records, &*self.fresh.rows);
        Ok(Run::new(numbers, &self.shelf, new, self.first_new))
    }
}

/// The profiles of the records of one run.
struct Sketches(Vec<Option<Profile>>);

impl Abstracts for Sketches {
    fn has(&self, record: u32) -> bool {
        self.0[index(record)].as_ref().is_some_and(|profile| profile.basis == Basis::Text)
    }

    fn bounds(&self, a: u32, b: u32) -> (f64, f64) {
        let profiles = self.0[index(a)].as_ref().zip(self.0[index(b)].as_ref());
        profiles.map_or((1.0, 1.0), |(one, two)| one.outline.bounds(&two.outline))
    }
}

//! From a name to records and papers: content and canonical IDs, identifiers in any spelling, ids of records, places.

use std::collections::HashSet;

use super::error::{Error, Result};
use super::profile::{own_id_key, place_key};
use super::shelf::OWN_ID;
use crate::identifiers::readings;
use crate::records::Field;
use crate::store::{Dump, Event, Record, Snapshot, names};

/// What stands before the number of a record.
pub const NUMBER: &str = "record:";

/// The id that a record came with.
pub fn own_id(record: &Record) -> Option<&str> {
    let field = |name: &str| record.fields.iter().find(|one| one.0 == name);
    let found = field(OWN_ID).or_else(|| field(Field::Id.name()));
    found.map(|one| one.1.as_str())
}

/// One way to read a name.
type Reading = fn(&Snapshot<'_>, &str) -> Result<Vec<u32>>;

/// All records that have a name, in order; the most exact reading of it wins.
pub fn records_named(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    for reading in [by_itself as Reading, by_name, by_paper] {
        let found = reading(view, name.trim())?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The records that a name means as such: by place or the id that they came with, which must not be one's place and
/// another's id.
pub fn records_meant(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    refuse_twofold(view, name)?;
    by_itself(view, name.trim())
}

/// The records at a place or with an id, in order.
fn by_itself(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let mut found = by_place(view, name)?;
    found.extend(by_own_id(view, name)?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Refuses a name that is the place of one record and the id of another, and says how to call either.
pub fn refuse_twofold(view: &Snapshot<'_>, name: &str) -> Result<()> {
    let name = name.trim();
    let place = by_place(view, name)?;
    let owners = if place.is_empty() { place.clone() } else { by_own_id(view, name)? };
    let Some(&owner) = owners.iter().find(|record| !place.contains(record)) else { return Ok(()) };
    let places = Places::new(view)?;
    let there = places.of(owner)?.unwrap_or_default();
    let (one, other) = (besides(view, &there)?, besides(view, name)?);
    let problem = format!(
        "is the record_id of the record at {there} and the place of another; say {one} for the first, {other} for what is \
         at that place"
    );
    Err(Error::Ambiguous { name: name.to_owned(), problem })
}

/// A place as a name that is the id of no other record: with zeros before the position.
fn besides(view: &Snapshot<'_>, place: &str) -> Result<String> {
    let there = by_place(view, place)?;
    let mut name = place.to_owned();
    while by_own_id(view, &name)?.iter().any(|record| !there.contains(record)) {
        let Some((dump, position)) = name.rsplit_once(':') else { break };
        name = format!("{dump}:0{position}");
    }
    Ok(name)
}

/// The record of a number, as [`NUMBER`] has it.
pub fn by_number(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let number = name.strip_prefix(NUMBER).and_then(|digits| digits.parse().ok());
    let Some(number) = number else { return Ok(Vec::new()) };
    Ok(view.place(number)?.map(|_| number).into_iter().collect())
}

/// The records at a place, DUMP:POSITION.
pub fn by_place(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let Some((dump, position)) = name.rsplit_once(':') else { return Ok(Vec::new()) };
    let Ok(position) = position.parse() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for dump in view.dumps()?.iter().filter(|one| one.label == dump) {
        let hits = view.lookup(&[place_key(dump.dump, position)], usize::MAX)?.hits;
        let numbers: Vec<u32> = hits.iter().map(|hit| hit.record).collect();
        view.each_of(&numbers, |record| {
            if (record.dump, record.position) == (dump.dump, position) {
                found.push(record.record);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

fn by_own_id(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let hits = view.lookup(&[own_id_key(name)], usize::MAX)?.hits;
    let numbers: Vec<u32> = hits.iter().map(|hit| hit.record).collect();
    let mut found = Vec::new();
    view.each_of(&numbers, |record| {
        if own_id(&record).map(str::trim) == Some(name) {
            found.push(record.record);
        }
        Ok(())
    })?;
    Ok(found)
}

fn by_name(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let found = view.named(name)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let mut found = Vec::new();
    for spelled in readings(name) {
        found.extend(view.named(&spelled)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn by_paper(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    Ok(paper_called(view, name)?.into_iter().collect())
}

/// The founder of the paper that has, or had, this canonical ID. A content ID belongs to the records that have it: it leads
/// to what took its place only where there are none, or where they are of several papers that are all called otherwise. If
/// nothing took it, it leads to the paper of the first of them, as it did before the others came.
pub fn paper_called(view: &Snapshot<'_>, name: &str) -> Result<Option<u32>> {
    if let Some(founder) = paper_named(view, name)? {
        return Ok(Some(founder));
    }
    match led(view, name)? {
        Some((founder, _)) => Ok(founder),
        None => Ok(holders(view, name)?.first().copied()),
    }
}

/// Where a name leads that was taken over by another: the founder of the paper, if it is there, and the name of that.
pub fn led(view: &Snapshot<'_>, old: &str) -> Result<Option<(Option<u32>, String)>> {
    let steps = view.steps_of(old)?;
    for name in &steps {
        if let Some(founder) = paper_named(view, name)? {
            return Ok(Some((Some(founder), view.canonical(founder)?.unwrap_or_default())));
        }
    }
    // What was called so is gone, and records that say the same, if there are any, are of several papers.
    let Some(last) = steps.last() else { return Ok(None) };
    Ok(Some((holders(view, last)?.first().copied(), last.clone())))
}

/// The founder of the paper that is called so, else of the only one with records of this content ID.
fn paper_named(view: &Snapshot<'_>, name: &str) -> Result<Option<u32>> {
    if let Some(founder) = called(view, name)? {
        return Ok(Some(founder));
    }
    let papers = holders(view, name)?;
    Ok(papers.first().copied().filter(|_| papers.len() == 1))
}

/// The founder of the paper that is called so now.
pub fn called(view: &Snapshot<'_>, name: &str) -> Result<Option<u32>> {
    if let Some(founder) = view.founder_called(name)?
        && view.membership(founder)?.is_none()
    {
        return Ok(Some(founder));
    }
    for founder in holders(view, name)? {
        if view.canonical(founder)?.as_deref() == Some(name) {
            return Ok(Some(founder));
        }
    }
    Ok(None)
}

/// The founders of the papers that have a record with this content ID, in the order of these records.
pub fn holders(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let (mut papers, mut seen) = (Vec::new(), HashSet::new());
    for record in of_content(view, name)? {
        let founder = view.founder(record)?;
        if seen.insert(founder) {
            papers.push(founder);
        }
    }
    Ok(papers)
}

/// The records with this content ID, in order.
pub fn of_content(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let mut records = Vec::new();
    for hit in view.lookup(&[names::key(name)], usize::MAX)?.hits {
        if view.place(hit.record)?.is_some_and(|place| names::of_content(place.1) == name) {
            records.push(hit.record);
        }
    }
    Ok(records)
}

/// The founder of the paper that any name stands for.
pub fn paper_of(view: &Snapshot<'_>, name: &str) -> Result<Option<u32>> {
    let name = name.trim();
    if let Some(founder) = paper_called(view, name)? {
        return Ok(Some(founder));
    }
    let found = one_paper(view, name)?;
    if found.is_empty() {
        refuse_replaced(view, name)?;
    }
    Ok(found.first().map(|&record| view.founder(record)).transpose()?)
}

/// All records that have a name; they must be of one paper.
pub fn one_paper(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    let found = records_named(view, name)?;
    let mut founders = HashSet::new();
    for &record in &found {
        founders.insert(view.founder(record)?);
    }
    if founders.len() < 2 {
        return Ok(found);
    }
    refuse_twofold(view, name)?;
    let places = Places::new(view)?;
    let mut some = Vec::new();
    for &record in found.iter().take(LISTED) {
        some.extend(places.of(record)?);
    }
    let more = if found.len() > LISTED { ", …" } else { "" };
    let (count, some) = (found.len(), some.join(", "));
    let problem = format!(
        "{count} records of several papers have this name: {some}{more}; say which of these"
    );
    Err(Error::Ambiguous { name: name.to_owned(), problem })
}

/// All records that have a name as theirs; they must be of one paper, and the name must have one meaning.
pub fn one_meaning(view: &Snapshot<'_>, name: &str) -> Result<Vec<u32>> {
    refuse_twofold(view, name)?;
    let found = one_paper(view, name)?;
    if found.is_empty() {
        refuse_replaced(view, name)?;
        return Err(Error::unknown(name));
    }
    Ok(found)
}

/// Refuses the place of a record that was replaced, and says by which that is there now, if one is.
fn refuse_replaced(view: &Snapshot<'_>, name: &str) -> Result<()> {
    let mut by = None;
    let mut steps = place_named(name);
    while let Some(place) = steps.take() {
        let events = view.history(&place)?;
        let updated = events.into_iter().rev().find(|one| one.event == Event::Updated);
        steps = updated.map(|one| one.other);
        by = steps.clone().or(by);
    }
    by.map_or(Ok(()), |by| Err(Error::replaced(name.trim(), &by)))
}

/// A place as it is told, without zeros before the position.
pub fn place_named(name: &str) -> Option<String> {
    let (dump, position) = name.trim().rsplit_once(':')?;
    let position: u64 = position.parse().ok()?;
    Some(format!("{dump}:{position}"))
}

/// Places that an error names.
const LISTED: usize = 5;

/// Where records stand, as people say it.
pub struct Places<'a> {
    view: &'a Snapshot<'a>,
    dumps: Vec<Dump>,
}

impl<'a> Places<'a> {
    /// Reads the ledger.
    pub fn new(view: &'a Snapshot<'a>) -> Result<Self> {
        Ok(Self { view, dumps: view.dumps()? })
    }

    /// The place of a record, if it is there: DUMP:POSITION.
    pub fn of(&self, record: u32) -> Result<Option<String>> {
        let record = self.view.record(record)?;
        let place = |record: Record| {
            let dump = self.dumps.iter().find(|dump| dump.dump == record.dump);
            format!("{}:{}", dump.map_or("", |dump| dump.label.as_str()), record.position)
        };
        Ok(record.map(place))
    }
}

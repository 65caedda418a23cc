//! The next dump: its records beside what is there, in one transaction.

use std::collections::HashMap;

use rayon::prelude::*;

use super::deciding::{apart, contradictions, rulings};
use super::error::Result;
use super::fresh::Fresh;
use super::grouping::{Grouped, Grouping, stored};
use super::listing::gone;
use super::meeting::Reach;
use super::claims::name_new;
use super::profile::{own_id_key, place_key};
use super::replacing::{replace, replaced};
use super::settling::Settled;
use super::setup::Setup;
use super::shelf::{EXTRA, OWN_ID, Shelf};
use super::work::Work;
use super::{Index, stoppable};
use crate::identifiers;
use crate::ids::{index, number};
use crate::parallel::{Control, Stage, with_threads};
use crate::records::{Field, Records};
use crate::relate::Relation;
use crate::store::{Change, Dump, Key, Member, NewDump, NewRecord, Snapshot, names};

/// The records of one dump, and what the index keeps of them besides.
pub trait Given: Records {
    /// The place of a record in the dump.
    fn position(&self, row: u32) -> u64;

    /// The id that it came with.
    fn own_id(&self, row: u32) -> Option<&str>;

    /// All that no stage reads.
    fn extra(&self, row: u32) -> Option<&str>;
}

/// What a dump changed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Update {
    /// The number of the dump.
    pub dump: u32,
    /// What it is called in the index.
    pub label: String,
    /// It was there already: nothing changed.
    pub known: bool,
    /// Of what was there already, the records that were deleted or replaced since.
    pub gone: u64,
    /// Its records.
    pub records: u64,
    /// Its inputs that were no records.
    pub rejects: u64,
    /// Papers that it founded.
    pub new: u64,
    /// Papers of which it has nothing but what was known.
    pub repeated: u64,
    /// Papers of which it says something else.
    pub revised: u64,
    /// The names of all its papers, ascending.
    pub touched: Vec<String>,
    /// Papers that became one: the old name, and that which it leads to.
    pub merged: Vec<(String, String)>,
    /// Ids of records that replaced one of the same dump name and id, and their papers.
    pub updated: Vec<(String, String)>,
    /// Decisions that contradict others.
    pub contradictions: Vec<(String, String)>,
}

/// Records that are stored at a time.
const PORTION: usize = 1 << 16;

impl Index {
    /// Adds a dump. One of the same digest changes nothing.
    ///
    /// # Errors
    /// Of the file, or stopped: then nothing is changed.
    pub fn add(
        &mut self,
        dump: &NewDump<'_>,
        given: &impl Given,
        control: &Control,
    ) -> Result<Update> {
        let threads = self.threads;
        with_threads(threads, || stoppable(control, || self.add_here(dump, given, control)))
    }

    fn add_here(
        &mut self,
        dump: &NewDump<'_>,
        given: &impl Given,
        control: &Control,
    ) -> Result<Update> {
        let setup = &self.setup;
        let change = self.store.write()?;
        if let Some(known) = change.dump_of_digest(dump.digest)? {
            return there_already(&change, &known);
        }
        let mut fresh = Fresh::new(given, setup, control)?;
        let (order, first_new) = (fresh.order(), change.next_record()?);
        fresh.number_from(first_new, &order);
        let number = enter(&change, dump, given.len())?;
        let replaced = replaced(&change, dump.name, number, &fresh)?;
        append(&change, number, &fresh, control)?;
        let added = Added { change: &change, setup, fresh: &fresh, first_new, dump: number };
        let mut update = added.connect(control)?;
        if first_new == 0 {
            change.merge_runs()?;
        }
        if !replaced.is_empty() {
            let (updated, changed) = replace(&change, setup, &replaced, control)?;
            update.merged.extend(changed.merged);
            (update.updated, update.contradictions) = (updated, changed.contradictions);
        }
        let label = label(&change.dumps()?, number);
        change.commit()?;
        Ok(Update { dump: number, label, rejects: dump.rejects, ..update })
    }
}

/// What is told of a dump that changes nothing.
fn there_already(view: &Snapshot<'_>, known: &Dump) -> Result<Update> {
    let dumps = view.dumps()?;
    Ok(Update {
        dump: known.dump,
        label: label(&dumps, known.dump),
        known: true,
        gone: gone(view, &dumps, known.dump)?,
        records: known.records,
        rejects: known.rejects,
        ..Update::default()
    })
}

fn label(dumps: &[Dump], number: u32) -> String {
    let found = dumps.iter().find(|dump| dump.dump == number);
    found.map(|dump| dump.label.clone()).unwrap_or_default()
}

/// Enters a dump into the ledger.
fn enter(change: &Change<'_>, dump: &NewDump<'_>, records: usize) -> Result<u32> {
    let now = crate::store::now();
    let added = if dump.added.is_empty() { now.as_str() } else { dump.added };
    Ok(change.add_dump(&NewDump { records: records as u64, added, ..*dump })?)
}

/// A dump whose records are stored.
struct Added<'a, R> {
    change: &'a Change<'a>,
    setup: &'a Setup,
    fresh: &'a Fresh<'a, R>,
    first_new: u32,
    dump: u32,
}

impl<R: Given> Added<'_, R> {
    /// Connects its records with each other and with what was there.
    fn connect(&self, control: &Control) -> Result<Update> {
        let (change, setup, fresh, first_new) =
            (self.change, self.setup, self.fresh, self.first_new);
        let rulings = rulings(change)?;
        let apart = apart(setup, &rulings);
        let grouped = Grouping { view: change, setup, apart: &apart }.group(fresh, self.dump)?;
        write_profiles(change, self.dump, fresh, &grouped)?;
        let mut work = Work {
            change,
            setup,
            fresh,
            first_new,
            shelf: Shelf::default(),
            items: &grouped.items,
            shifted: Vec::new(),
            rulings: &rulings,
            names: HashMap::new(),
            control,
        };
        let edges = work.connect(if first_new == 0 { Reach::Nobody } else { Reach::First })?;
        let settled = work.settle(&edges, &[])?;
        drop(work);
        let update = Told { change, setup, fresh, first_new, settled: &settled }.tell(&grouped)?;
        let contradictions = contradictions(change, &settled.contradictions)?;
        Ok(Update { contradictions, ..update })
    }
}

/// Stores the records of a dump, in canonical order.
fn append<R: Given>(
    change: &Change<'_>,
    dump: u32,
    fresh: &Fresh<'_, R>,
    control: &Control,
) -> Result<()> {
    control.begin(Stage::Store, fresh.rows.len());
    let given = fresh.records;
    let known = given.fields();
    let names: Vec<&str> = known.iter().map(|field| field.name()).chain([OWN_ID, EXTRA]).collect();
    for rows in fresh.rows.chunks(PORTION) {
        let new = |at: u32| {
            let row = rows[index(at)].1;
            NewRecord {
                dump,
                position: given.position(row),
                content: fresh.print(row).content >> 8,
                identifiers: identifiers::names(given, row),
                fields: fields(given, row, &known),
            }
        };
        change.append(&names, number(rows.len()), new)?;
        control.advance(rows.len())?;
    }
    Ok(())
}

/// All that a record says: the known fields that hold something, its own id and the rest.
fn fields<'r, R: Given>(given: &'r R, row: u32, known: &[Field]) -> Vec<(usize, &'r str)> {
    let values = known.iter().map(|&field| given.field(row, field)).enumerate();
    let own = given.own_id(row).filter(|id| *id != given.field(row, Field::Id));
    let more = [(known.len(), own), (known.len() + 1, given.extra(row))];
    let more = more.into_iter().filter_map(|(name, value)| Some((name, value?)));
    values.filter(|(_, value)| !value.is_empty()).chain(more).collect()
}

/// Stores the profiles of new records, and the keys under which all of them are found.
fn write_profiles<R: Given>(
    change: &Change<'_>,
    dump: u32,
    fresh: &Fresh<'_, R>,
    grouped: &Grouped,
) -> Result<()> {
    let written = |&(record, row): &(u32, u32)| {
        let profile = fresh.profile(row);
        let place = place_key(dump, fresh.records.position(row));
        let own_id = fresh.records.own_id(row).map(own_id_key);
        let item = grouped.items.get(&record).copied();
        ([Some(profile.key()), Some(place), own_id], stored(record, item, &profile))
    };
    for rows in fresh.rows.chunks(PORTION) {
        let (keys, profiles): (Vec<[Option<Key>; 3]>, Vec<_>) =
            rows.par_iter().map(written).unzip();
        let keys = rows.iter().zip(keys);
        change.post(
            keys.flat_map(|(row, keys)| keys.into_iter().flatten().map(|key| (key, row.0))),
        )?;
        change.set_profiles(profiles.into_iter())?;
    }
    Ok(())
}

/// What is told of a dump, and the members that settling did not write.
struct Told<'a, R> {
    change: &'a Change<'a>,
    setup: &'a Setup,
    fresh: &'a Fresh<'a, R>,
    first_new: u32,
    settled: &'a Settled,
}

impl<R: Records> Told<'_, R> {
    fn tell(&self, grouped: &Grouped) -> Result<Update> {
        let mut kinds: Vec<(u32, Kind)> = Vec::new();
        let mut unsure: Vec<(u32, u128)> = Vec::new();
        let mut known: HashMap<u32, (u32, Relation)> = HashMap::new();
        for &(record, row) in &self.fresh.rows {
            let item = grouped.items.get(&record).copied().unwrap_or(record);
            let (founder, relation) = match known.get(&item) {
                Some(known) => *known,
                None => self.paper(item)?,
            };
            if record != item {
                known.insert(item, (founder, relation));
            }
            if record != item && !self.settled.founders.contains_key(&item) {
                let relation = if item == founder { Relation::Identical } else { relation };
                let relation = relation as u8;
                self.change.set_member(Member { founder, record, relation })?;
            }
            let content = self.fresh.print(row).content >> 8;
            if founder >= self.first_new {
                kinds.push((founder, Kind::New));
            } else if self.repeats(item, content)? {
                kinds.push((founder, Kind::Repeated));
            } else {
                unsure.push((founder, content));
            }
        }
        kinds.extend(self.against_papers(&unsure)?);
        // The last kind of each founder counts.
        kinds.par_sort_unstable();
        let kinds: Vec<(u32, Kind)> =
            kinds.chunk_by(|a, b| a.0 == b.0).filter_map(|all| all.last().copied()).collect();
        let named = self.name(grouped)?;
        self.count(&kinds, &named)
    }

    /// Whether an item was stored before, and has this content. By all evidence, what says the same has one content.
    fn repeats(&self, item: u32, content: u128) -> Result<bool> {
        let stored = item < self.first_new;
        let has_it =
            || self.change.place(item).map(|place| place.is_some_and(|at| at.1 == content));
        Ok(stored && (self.setup.by_evidence() || has_it()?))
    }

    /// What records of stored papers bring, given with these: something new, unless a record of the paper has their content.
    fn against_papers(&self, told: &[(u32, u128)]) -> Result<Vec<(u32, Kind)>> {
        let mut kinds: Vec<(u32, Kind)> =
            told.iter().map(|&(founder, _)| (founder, Kind::Revised)).collect();
        let key = |&(_, content): &(u32, u128)| names::key(&names::of_content(content));
        let keys: Vec<Key> = told.par_iter().map(key).collect();
        let hits = self.change.lookup(&keys, usize::MAX)?.hits;
        for hit in hits.iter().filter(|hit| hit.record < self.first_new) {
            let (founder, content) = told[index(hit.key)];
            let has_it = self.change.place(hit.record)?.is_some_and(|place| place.1 == content);
            if has_it && self.change.founder(hit.record)? == founder {
                kinds[index(hit.key)].1 = Kind::Repeated;
            }
        }
        Ok(kinds)
    }

    /// The paper of an item, and what the item is to it.
    fn paper(&self, item: u32) -> Result<(u32, Relation)> {
        if let Some(&known) = self.settled.founders.get(&item) {
            return Ok(known);
        }
        if item >= self.first_new {
            return Ok((item, Relation::Founder));
        }
        let member = self.change.membership(item)?;
        Ok(member.map_or((item, Relation::Founder), |member| {
            (member.founder, super::edges::relation(member.relation))
        }))
    }

    /// Names new papers that share their content with others.
    fn name(&self, grouped: &Grouped) -> Result<HashMap<u32, String>> {
        let mut crowded = grouped.crowded.clone();
        let redirected = self.change.has_redirects()?;
        if redirected {
            for &(record, row) in &self.fresh.rows {
                let content = self.fresh.print(row).content >> 8;
                if self.change.redirect(&names::of_content(content))?.is_some() {
                    crowded.entry(content).or_default().push(record);
                }
            }
        }
        let founds = |item: u32| Ok::<_, super::Error>(self.paper(item)?.0 == item);
        for items in crowded.values_mut() {
            items.sort_unstable();
            items.dedup();
            let mut founders = Vec::new();
            for &item in items.iter().filter(|item| !grouped.items.contains_key(item)) {
                founders.extend(founds(item)?.then_some(item));
            }
            *items = founders;
        }
        crowded.retain(|_, founders| !founders.is_empty());
        name_new(self.change, self.first_new, &crowded)
    }

    fn count(&self, kinds: &[(u32, Kind)], named: &HashMap<u32, String>) -> Result<Update> {
        let fresh = self.fresh;
        let name = |&(founder, _): &(u32, Kind)| {
            let of_content = |row| fresh.print(row).content_id().to_string();
            named.get(&founder).cloned().or_else(|| fresh.row(founder).map(of_content))
        };
        let names: Vec<Option<String>> = kinds.par_iter().map(name).collect();
        let mut touched = Vec::with_capacity(kinds.len());
        for (&(founder, _), name) in kinds.iter().zip(names) {
            touched.extend(match name {
                Some(name) => Some(name),
                None => self.change.canonical(founder)?,
            });
        }
        touched.par_sort_unstable();
        touched.dedup();
        let count = |kind| kinds.iter().filter(|one| one.1 == kind).count() as u64;
        Ok(Update {
            records: self.fresh.rows.len() as u64,
            new: count(Kind::New),
            repeated: count(Kind::Repeated),
            revised: count(Kind::Revised),
            touched,
            merged: self.settled.named.merged.clone(),
            ..Update::default()
        })
    }
}

/// What a dump has of a paper, as `diff` has it: contents that the paper had, or others too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Repeated,
    Revised,
    New,
}

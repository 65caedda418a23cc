//! The next dump: its records beside what is there, in one transaction.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::deciding::{apart, basis, ends_of_change, rulings, rulings_by};
use super::editing::Edit;
use super::error::Result;
use super::fresh::{Fresh, Given};
use super::grouping::{Grouped, Grouping, stored};
use super::listing::gone;
use super::meeting::Reach;
use super::naming::Named;
use super::profile::{own_id_key, place_key};
use super::replacing::replaced;
use super::shelf::{EXTRA, OWN_ID, Shelf};
use super::telling::{Added, Told, Update};
use super::work::{Ruling, Work};
use super::{Index, stoppable};
use crate::identifiers;
use crate::ids::{index, number};
use crate::parallel::{Control, Stage, with_threads};
use crate::records::Field;
use crate::store::{Change, Dump, Key, NewDump, NewRecord, Snapshot};

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
        let before = rulings(&change, setup)?;
        let mut fresh = Fresh::new(given, setup, control)?;
        let (order, first_new) = (fresh.order(), change.next_record()?);
        fresh.number_from(first_new, &order);
        let number = enter(&change, dump, given.len())?;
        let replaced = replaced(&change, dump.name, number, &fresh)?;
        append(&change, number, &fresh, control)?;
        let added = Added { change: &change, setup, fresh: &fresh, first_new, dump: number };
        let mut told = added.connect(&before, control)?;
        if first_new == 0 {
            change.merge_runs()?;
        }
        if !replaced.is_empty() {
            told.replace(setup, &replaced, control)?;
        }
        let label = label(&change.dumps()?, number);
        let update = told.tell()?;
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

impl<'a, R: Given> Added<'a, R> {
    /// Connects its records with each other and with what was there. `before`: what was decided of records that were.
    fn connect(&self, before: &[Ruling], control: &'a Control) -> Result<Told<'a, R>> {
        let (change, setup, fresh, first_new) =
            (self.change, self.setup, self.fresh, self.first_new);
        let rulings = rulings_by(change, setup, &|record| match fresh.row(record) {
            Some(row) => Ok(fresh.print(row).basis),
            None => basis(change, record),
        })?;
        let apart = apart(setup, &rulings);
        let woken = self.wake(before, (&rulings, &apart), control)?;
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
        let mut settled = work.settle(&edges, &[])?;
        drop(work);
        settled.named.merged.extend(woken.merged);
        settled.named.renamed.extend(woken.renamed);
        Told::new(self, settled, &grouped)
    }

    /// Applies decisions that rested until now, as far as they are about stored records: one that is told apart from new ones
    /// says no more for others what they say.
    fn wake(
        &self,
        before: &[Ruling],
        (rulings, apart): (&[Ruling], &HashSet<u32>),
        control: &Control,
    ) -> Result<Named> {
        let of_stored = |one: &&Ruling| one.a.max(one.b) < self.first_new;
        let stored: Vec<Ruling> = rulings.iter().filter(of_stored).copied().collect();
        let mut ends = ends_of_change(before, rulings);
        ends.retain(|&end| end < self.first_new);
        if ends.is_empty() {
            return Ok(Named::default());
        }
        let edit = Edit { change: self.change, setup: self.setup, control };
        let profiles = edit.profiles(&ends)?;
        let settled = edit.rework(&profiles, &ends, (&stored, apart), HashMap::new())?;
        Ok(settled.named)
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

//! Updates: a record that comes again under the name of its dump and its own id, with other content, takes the place of
//! the old one. Dumps of other names are other statements, and both are kept.

use std::collections::HashSet;

use super::deciding::{decided, hand_over};
use super::editing::{Changed, Edit};
use super::error::Result;
use super::events::{last_dump, note};
use super::finding::{Places, own_id};
use super::fresh::{Fresh, Given};
use super::leaving::Going;
use super::profile::own_id_key;
use super::setup::Setup;
use crate::parallel::Control;
use crate::store::{Change, Event};

/// A record that another of the same dump name and id takes the place of.
#[derive(Debug)]
pub struct Replaced {
    /// The record that goes.
    pub old: u32,
    new: u32,
    id: String,
}

/// The stored records of an earlier dump of this name whose ids came again with other content.
pub fn replaced<R: Given>(
    change: &Change<'_>,
    name: &str,
    dump: u32,
    fresh: &Fresh<'_, R>,
) -> Result<Vec<Replaced>> {
    let dumps = change.dumps()?;
    let earlier: HashSet<u32> = dumps
        .iter()
        .filter(|one| one.name == name && one.dump < dump)
        .map(|one| one.dump)
        .collect();
    if earlier.is_empty() {
        return Ok(Vec::new());
    }
    let own: Vec<(u32, u32, &str)> = fresh
        .rows
        .iter()
        .filter_map(|&(number, row)| Some((number, row, fresh.records.own_id(row)?)))
        .collect();
    let keys: Vec<_> = own.iter().map(|one| own_id_key(one.2)).collect();
    let mut found = Vec::new();
    for hit in change.lookup(&keys, usize::MAX)?.hits {
        let (new, row, id) = own[hit.key as usize];
        change.each_of(&[hit.record], |record| {
            let other = record.content != fresh.print(row).content >> 8;
            if other
                && earlier.contains(&record.dump)
                && own_id(&record).map(str::trim) == Some(id.trim())
            {
                found.push(Replaced { old: record.record, new, id: id.to_owned() });
            }
            Ok(())
        })?;
    }
    found.sort_by_key(|one| (one.old, one.new));
    found.dedup_by_key(|one| one.old);
    Ok(found)
}

/// Removes what was replaced. A paper keeps its name, though its founder is another now.
pub fn replace(
    change: &Change<'_>,
    setup: &Setup,
    replaced: &[Replaced],
    control: &Control,
) -> Result<(Vec<(String, String)>, Changed)> {
    let dump = last_dump(change)?;
    let edit = Edit { change, setup, control };
    let old: Vec<u32> = replaced.iter().map(|one| one.old).collect();
    let before = edit.rulings()?;
    let decided = decided(change)?;
    for one in replaced.iter().filter(|_| !decided.is_empty()) {
        hand_over(change, &decided, (one.old, one.new))?;
    }
    let places = Places::new(change)?;
    let place = |record| places.of(record).map(Option::unwrap_or_default);
    let pairs = replaced.iter().map(|one| Ok((place(one.old)?, place(one.new)?)));
    let pairs: Vec<(String, String)> = pairs.collect::<Result<_>>()?;
    let changed = edit.remove(&old, &before, Going::Replaced)?;
    let mut updated = Vec::new();
    for one in replaced {
        let paper = change.canonical(change.founder(one.new)?)?.unwrap_or_default();
        note(change, &paper, Event::Updated, &one.id, dump)?;
        updated.push((one.id.clone(), paper));
    }
    for (old, new) in &pairs {
        note(change, old, Event::Updated, new, dump)?;
    }
    Ok((updated, changed))
}

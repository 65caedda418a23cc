//! Which records say the same: the first of them in canonical order is their item, as in a run over everything.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::error::Result;
use super::fresh::Fresh;
use super::profile::{Item, Profile};
use super::setup::Setup;
use crate::records::Records;
use crate::store::{self, Key, Snapshot, names};
use crate::text::Basis;

/// A record of a group, and its dump.
type Place = (u32, u32);

/// The item of each record of a group, given in canonical order: the first of its kind. A record that a person told apart
/// is of its own kind; where no dump holds a paper twice, each is.
fn items(group: &[Place], is_apart: impl Fn(u32) -> bool) -> Vec<u32> {
    let first = group.iter().map(|one| one.0).find(|&record| !is_apart(record));
    let item = |&(record, _): &Place| first.filter(|_| !is_apart(record)).unwrap_or(record);
    group.iter().map(item).collect()
}

/// Who says the same as whom.
pub struct Grouping<'a> {
    /// The index.
    pub view: &'a Snapshot<'a>,
    /// The settings.
    pub setup: &'a Setup,
    /// Records that a person told apart from another.
    pub apart: &'a HashSet<u32>,
}

/// What a group of stored records becomes.
#[derive(Debug, Default)]
pub struct Regrouped {
    /// Records that are items now.
    pub promoted: Vec<u32>,
    /// Items that repeat another now, with that.
    pub demoted: Vec<(u32, u32)>,
    /// Records that repeat another item than before, with that.
    pub moved: Vec<(u32, u32)>,
}

impl Regrouped {
    /// Records that repeat another item than before, or were items, with that.
    pub fn shifted(&self) -> Vec<(u32, u32)> {
        [&*self.demoted, &*self.moved].concat()
    }
}

/// What is found for new records.
#[derive(Debug, Default)]
pub struct Grouped {
    /// The items of new records that are none.
    pub items: HashMap<u32, u32>,
    /// New items that share their content with another record, by content.
    pub crowded: BTreeMap<u128, Vec<u32>>,
}

impl Grouping<'_> {
    const fn unique(&self) -> bool {
        self.setup.by_evidence() && self.setup.params.unique_within_dump
    }

    /// Whether a record is its own item, whoever says the same.
    fn is_apart(&self, record: u32) -> bool {
        self.unique() || self.apart.contains(&record)
    }

    /// Groups new records with each other and with what is stored.
    pub fn group<R: Records>(&self, fresh: &Fresh<'_, R>, dump: u32) -> Result<Grouped> {
        let mut keyed: Vec<(u64, u32, u32)> = fresh
            .rows
            .par_iter()
            .map(|&(record, row)| (fresh.profile(row).same, record, row))
            .collect();
        keyed.par_sort_unstable();
        let groups: Vec<&[(u64, u32, u32)]> = keyed.chunk_by(|a, b| a.0 == b.0).collect();
        let key = |group: &&[(u64, u32, u32)]| fresh.profile(group[0].2).key();
        let keys: Vec<Key> = groups.par_iter().map(key).collect();
        // The first is enough, unless kinds are told apart; a few more for keys that others share.
        let most = if self.unique() { usize::MAX } else { 8 + self.apart.len() };
        let stored = self.view.lookup(&keys, most)?.hits;
        let mut stored = stored.chunk_by(|a, b| a.key == b.key).peekable();
        let mut grouped = Grouped::default();
        for (place, group) in groups.iter().enumerate() {
            let found = stored.next_if(|found| found[0].key as usize == place).unwrap_or_default();
            if group.len() == 1 && found.is_empty() {
                continue;
            }
            let profile = fresh.profile(group[0].2);
            let numbers: Vec<u32> = found.iter().map(|hit| hit.record).collect();
            let earlier = self.of_group(&profile, &numbers)?;
            if group.len() + earlier.len() > 1 {
                self.join(dump, (group, profile.basis), earlier, &mut grouped);
            }
        }
        grouped.crowded = self.crowded(fresh, &grouped.items)?;
        Ok(grouped)
    }

    fn join(
        &self,
        dump: u32,
        (group, basis): (&[(u64, u32, u32)], Basis),
        mut all: Vec<Place>,
        grouped: &mut Grouped,
    ) {
        let before = all.len();
        all.extend(group.iter().map(|one| (one.1, dump)));
        let items = match basis {
            Basis::Nothing => all.iter().map(|one| one.0).collect(),
            _ => items(&all, |record| self.is_apart(record)),
        };
        for ((record, _), item) in all.iter().zip(items).skip(before) {
            if item != *record {
                grouped.items.insert(*record, item);
            }
        }
    }

    /// New items that share their content with another record. What says the same has one content, but not the other way
    /// round: volume and pages are no part of it, and of texts that say nothing each is its own.
    fn crowded<R: Records>(
        &self,
        fresh: &Fresh<'_, R>,
        items: &HashMap<u32, u32>,
    ) -> Result<BTreeMap<u128, Vec<u32>>> {
        let may_share = |row| self.setup.by_evidence() || fresh.print(row).basis == Basis::Nothing;
        let mut contents: Vec<(u128, u32)> = fresh
            .rows
            .par_iter()
            .filter(|&&(record, row)| may_share(row) && !items.contains_key(&record))
            .map(|&(record, row)| (fresh.print(row).content >> 8, record))
            .collect();
        contents.par_sort_unstable();
        let groups: Vec<&[(u128, u32)]> = contents.chunk_by(|a, b| a.0 == b.0).collect();
        let mut shared: Vec<bool> = groups.iter().map(|group| group.len() > 1).collect();
        if fresh.rows.first().is_some_and(|first| first.0 > 0) {
            let key = |group: &&[(u128, u32)]| names::key(&names::of_content(group[0].0));
            let keys: Vec<Key> = groups.par_iter().map(key).collect();
            let stored = self.view.lookup(&keys, 1)?.hits;
            let earlier = stored.iter().filter(|hit| fresh.row(hit.record).is_none());
            earlier.for_each(|hit| shared[hit.key as usize] = true);
        }
        let shared = groups.into_iter().zip(shared).filter(|one| one.1);
        let records = |group: &[(u128, u32)]| group.iter().map(|one| one.1).collect();
        Ok(shared.map(|(group, _)| (group[0].0, records(group))).collect())
    }

    /// Those of the stored records that say this, with their dumps.
    fn of_group(&self, profile: &Profile, numbers: &[u32]) -> Result<Vec<Place>> {
        let mut group = Vec::new();
        for &record in numbers {
            let Some(stored) = self.view.profile(record)? else { continue };
            let other = Profile::unpack(&stored.packed).filter(|other| other.same == profile.same);
            if other.is_some_and(|other| other.basis == profile.basis) {
                let dump = self.view.place(record)?.map_or(0, |place| place.0);
                group.push((record, dump));
            }
        }
        Ok(group)
    }

    /// Groups stored records anew that say the same as one of them does; `profile` is what it says.
    pub fn regroup(&self, profile: &Profile, changed: &mut Regrouped) -> Result<()> {
        if profile.basis == Basis::Nothing {
            return Ok(());
        }
        let hits = self.view.lookup(&[profile.key()], usize::MAX)?.hits;
        let numbers: Vec<u32> = hits.iter().map(|hit| hit.record).collect();
        let group = self.of_group(profile, &numbers)?;
        for ((record, _), item) in group.iter().zip(items(&group, |record| self.is_apart(record))) {
            let Some(stored) = self.view.profile(*record)? else { continue };
            match (stored.item, item == *record) {
                (Some(_), true) => changed.promoted.push(*record),
                (None, false) => changed.demoted.push((*record, item)),
                (Some(before), false) if before != item => changed.moved.push((*record, item)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The profile of a record as it is stored.
pub fn stored(record: u32, item: Option<u32>, profile: &Profile) -> store::Profile {
    let kind = if item.is_some() { Item::Another } else { Item::Itself };
    store::Profile { record, item, packed: profile.pack(kind) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_kind_is_the_item() {
        let group = [(3, 0), (5, 0), (9, 1), (10, 1), (12, 2)];
        let found = |apart: &[u32]| items(&group, |record| apart.contains(&record));
        assert_eq!(found(&[]), [3, 3, 3, 3, 3]);
        assert_eq!(found(&[3]), [3, 5, 5, 5, 5]);
        assert_eq!(found(&[9]), [3, 3, 9, 3, 3]);
        assert_eq!(found(&[3, 5, 9, 10, 12]), [3, 5, 9, 10, 12]);
    }
}

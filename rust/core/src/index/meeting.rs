//! Which pairs the keys of fresh records propose, among themselves and with what is stored.
//!
//! The rule is that of a run over everything: a record meets the first so many items of a key in canonical order. Numbers
//! are in canonical order, so what a key has stored comes first, and what is new never takes a pair away.

use rayon::prelude::*;

use super::error::Result;
use super::fresh::Fresh;
use super::profile::Profile;
use super::setup::Setup;
use crate::channels::{CAP, Channel};
use crate::ids::{index, number};
use crate::pair::{Entry, group};
use crate::parallel::{Control, Stage};
use crate::pipeline::glance::Outlines;
use crate::records::Records;
use crate::store::{Change, Hit, Key, Snapshot};

/// Where the text alone decides, buckets are met to this depth: a run pairs all of a bucket of up to 32 caps.
pub const TEXT_CAP: usize = 4 * CAP;
/// Stored records that a key may have had before they were deleted, or became repeats: more than are met are asked for.
const SLACK: usize = 16;
/// Keys that are looked up and paired at a time, about.
const TOGETHER: usize = 1 << 22;

/// Which stored records are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The first of each key: fresh records are later than all that is stored.
    First,
    /// All: fresh records may be earlier than some.
    All,
    /// None: nothing is stored.
    Nobody,
}

/// Profiles of stored items.
#[derive(Debug, Default)]
pub struct Profiles {
    /// Records, ascending, and where the profile of each is.
    places: Vec<(u32, Place)>,
    profiles: Vec<Profile>,
}

/// Where the profile of a record is; of one that is no item, nowhere.
pub type Place = u32;

const NOWHERE: Place = u32::MAX;

impl Profiles {
    /// Brings in those that are not here yet, and says where each is. Records may repeat.
    ///
    /// All goes in order of the records, once. (To look each up in a map of hashes missed the cache: 0.3 s of 2.5 when 10,000
    /// records met half a million of two.)
    pub fn fetch(&mut self, view: &Snapshot<'_>, records: &[u32]) -> Result<Vec<Place>> {
        let mut order: Vec<(u32, u32)> = records.iter().copied().zip(0..).collect();
        order.par_sort_unstable();
        let mut missing: Vec<u32> = order.iter().map(|one| one.0).collect();
        missing.dedup();
        missing.retain(|&record| self.place(record).is_none());
        self.places.reserve(missing.len());
        self.profiles.reserve(missing.len());
        view.each_profile(&missing, |record, item, packed| {
            let profile = Profile::unpack(packed).filter(|_| item.is_none());
            let place = profile.map_or(NOWHERE, |_| number(self.profiles.len()));
            self.places.push((record, place));
            self.profiles.extend(profile);
        })?;
        // Two ascending parts, which this sort merges.
        self.places.sort_by_key(|one| one.0);
        let mut known = self.places.iter().peekable();
        let mut found = vec![NOWHERE; records.len()];
        for (record, at) in order {
            while known.next_if(|one| one.0 < record).is_some() {}
            let here = known.peek().filter(|one| one.0 == record);
            found[index(at)] = here.map_or(NOWHERE, |one| one.1);
        }
        Ok(found)
    }

    /// The profile of a stored item that was fetched; none of a record that is no item.
    pub fn item(&self, record: u32) -> Option<&Profile> {
        self.at(self.place(record)?)
    }

    /// The profile at a place that was told.
    pub fn at(&self, place: Place) -> Option<&Profile> {
        self.profiles.get(index(place))
    }

    fn place(&self, record: u32) -> Option<Place> {
        let found = self.places.binary_search_by_key(&record, |one| one.0);
        found.ok().map(|at| self.places[at].1)
    }
}

/// Whether two records that met by a key are worth a comparison.
pub fn plausible(setup: &Setup, key: u64, a: Outlines<'_>, b: Outlines<'_>) -> bool {
    match &setup.params.policy {
        Some(policy) => a.may_be_one(b, key, policy),
        None => !a.text.rules_out(b.text, setup.params.threshold),
    }
}

/// How many items of a key are met.
pub const fn cap(setup: &Setup) -> usize {
    if setup.by_evidence() { CAP } else { TEXT_CAP }
}

/// A key as the index keeps it.
pub const fn stored_key(key: u64) -> Key {
    Key { channel: Channel::of(key) as u8, hash: key }
}

/// Fresh records that meet.
pub struct Meeting<'a, R> {
    /// The change that they are part of.
    pub change: &'a Change<'a>,
    /// They.
    pub fresh: &'a Fresh<'a, R>,
    /// The settings.
    pub setup: &'a Setup,
    /// Which stored records they meet.
    pub reach: Reach,
}

impl<R: Records> Meeting<'_, R> {
    /// All pairs that the keys of fresh items propose, the earlier number first, ascending; the keys are stored. Profiles of
    /// all stored items among them come with them.
    pub fn propose(
        &self,
        is_item: impl Fn(u32) -> bool + Sync,
        control: &Control,
    ) -> Result<(Vec<(u32, u32)>, Profiles)> {
        control.begin(Stage::Pair, self.fresh.parts());
        let (mut pairs, mut profiles) = (Vec::new(), Profiles::default());
        let parts: Vec<usize> = (0..self.fresh.parts()).collect();
        let together = (TOGETHER / self.fresh.rows.len().max(1)).clamp(1, parts.len());
        // Kept from round to round: fresh memory costs as much as sorting what it holds.
        let mut tables: Vec<(Vec<Entry>, Vec<Entry>)> = Vec::new();
        tables.resize_with(together, Default::default);
        for parts in parts.chunks(together) {
            let grouped = tables.par_iter_mut().zip(parts).map(|((entries, spare), &part)| {
                entries.clear();
                self.fresh.entries(part, &is_item, entries);
                group(entries, spare);
                &entries[..]
            });
            let grouped: Vec<&[Entry]> = grouped.collect();
            pairs.extend(self.pair(&grouped, &mut profiles)?);
            let entries = grouped.into_iter().flatten();
            self.change.post(entries.map(|&(key, record)| (stored_key(key), record)))?;
            control.advance(parts.len())?;
        }
        pairs.par_sort_unstable();
        pairs.dedup();
        Ok((pairs, profiles))
    }

    /// What grouped entries propose.
    fn pair(&self, grouped: &[&[Entry]], profiles: &mut Profiles) -> Result<Vec<(u32, u32)>> {
        let nothing_stored = self.reach == Reach::Nobody;
        let meets = |bucket: &&[Entry]| bucket.len() > 1 || !nothing_stored;
        let buckets = grouped.par_iter().flat_map_iter(|part| part.chunk_by(|a, b| a.0 == b.0));
        let buckets: Vec<&[Entry]> = buckets.filter(meets).collect();
        let hits = self.stored(&buckets)?;
        let records: Vec<u32> = hits.iter().map(|hit| hit.record).collect();
        let places = profiles.fetch(self.change, &records)?;
        let hits: Vec<(Hit, Place)> = hits.into_iter().zip(places).collect();
        let reach = match self.reach {
            Reach::First => cap(self.setup),
            _ => usize::MAX,
        };
        let table = Table { fresh: self.fresh, setup: self.setup, profiles, reach };
        let portions = (0..buckets.len()).into_par_iter().step_by(BUCKETS).map(|start| {
            let portion = &buckets[start..buckets.len().min(start + BUCKETS)];
            let first = hits.partition_point(|hit| index(hit.0.key) < start);
            table.pair((start, portion), &hits[first..])
        });
        Ok(portions.collect::<Vec<_>>().concat())
    }

    /// The stored records that have the keys of these buckets, by the places of these.
    fn stored(&self, buckets: &[&[Entry]]) -> Result<Vec<Hit>> {
        let most = match self.reach {
            Reach::Nobody => return Ok(Vec::new()),
            Reach::First => cap(self.setup) + SLACK,
            Reach::All => usize::MAX,
        };
        let keys: Vec<Key> = buckets.iter().map(|bucket| stored_key(bucket[0].0)).collect();
        let mut hits = self.change.lookup(&keys, most)?.hits;
        hits.retain(|hit| self.fresh.row(hit.record).is_none());
        Ok(hits)
    }
}

/// Where items meet; it needs nothing of the file, so any thread may.
struct Table<'a, R> {
    fresh: &'a Fresh<'a, R>,
    setup: &'a Setup,
    profiles: &'a Profiles,
    /// How many stored items of a key are met.
    reach: usize,
}

/// An item that has a key, and whether it is stored.
type Side<'a> = (u32, bool, Outlines<'a>);

/// Buckets that a thread takes at a time.
const BUCKETS: usize = 1 << 12;

impl<R: Records> Table<'_, R> {
    /// What buckets propose. `hits` begin with those of the first of them, which has the place that comes with it.
    fn pair(
        &self,
        (start, buckets): (usize, &[&[Entry]]),
        hits: &[(Hit, Place)],
    ) -> Vec<(u32, u32)> {
        let mut hits = hits.chunk_by(|a, b| a.0.key == b.0.key).peekable();
        let (mut met, mut pairs) = (Vec::new(), Vec::new());
        for (place, bucket) in (start..).zip(buckets) {
            let found = hits.next_if(|found| index(found[0].0.key) == place).unwrap_or_default();
            if found.len() + bucket.len() < 2 {
                continue;
            }
            met.clear();
            met.extend(found.iter().filter_map(|&hit| self.stored(hit)).take(self.reach));
            met.extend(bucket.iter().filter_map(|entry| self.given(entry.1)));
            met.sort_by_key(|side: &Side<'_>| side.0);
            met.dedup_by_key(|side| side.0);
            self.meet(bucket[0].0, &met, &mut pairs);
        }
        pairs
    }

    fn stored(&self, (hit, place): (Hit, Place)) -> Option<Side<'_>> {
        Some((hit.record, true, self.profiles.at(place)?.outlines()))
    }

    fn given(&self, record: u32) -> Option<Side<'_>> {
        Some((record, false, self.fresh.outlines(self.fresh.row(record)?)))
    }

    /// The items of one key, in canonical order.
    fn meet(&self, key: u64, met: &[Side<'_>], pairs: &mut Vec<(u32, u32)>) {
        for (place, &(later, stored, own)) in met.iter().enumerate().skip(1) {
            for &(first, other_stored, other) in &met[..place.min(cap(self.setup))] {
                if !(stored && other_stored) && plausible(self.setup, key, other, own) {
                    pairs.push((first, later));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{NewDump, NewRecord, Settings, Store};

    #[test]
    fn profiles_come_once_and_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        let mut store = Store::create(&path, &[], &Settings::default()).expect("an index");
        let change = store.write().expect("a change");
        let dump = change.add_dump(&NewDump::default()).expect("a dump");
        let new = |at: u32| NewRecord {
            dump,
            position: 0,
            content: at.into(),
            identifiers: Vec::new(),
            fields: Vec::new(),
        };
        change.append(&[], 50, new).expect("records");
        let profile = |record: u32| Profile { same: u64::from(record), ..Profile::default() };
        // Every fifth record repeats another.
        let item = |record: u32| (record % 5 == 4).then_some(0);
        let all = (0..50)
            .map(|record| super::super::grouping::stored(record, item(record), &profile(record)));
        change.set_profiles(all).expect("profiles");
        let mut profiles = Profiles::default();
        for asked in [vec![], vec![7, 3, 4, 7], vec![49, 8, 3, 0, 30], vec![1, 60, 4, 48, 7, 2, 31]]
        {
            let places = profiles.fetch(&change, &asked).expect("profiles");
            assert_eq!(places.len(), asked.len());
            for (record, place) in asked.into_iter().zip(places) {
                let expected = (record < 50 && item(record).is_none()).then_some(u64::from(record));
                assert_eq!(profiles.at(place).map(|found| found.same), expected, "{record}");
                assert_eq!(profiles.item(record).map(|found| found.same), expected, "{record}");
            }
        }
        assert_eq!(profiles.profiles.len(), 9, "each once: 7 3 8 0 30 1 48 2 31 and no repeat");
    }
}

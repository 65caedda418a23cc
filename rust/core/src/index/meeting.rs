//! Which pairs the keys of fresh records propose, among themselves and with what is stored.
//!
//! The rule is that of a run over everything: a record meets the first so many items of a key in canonical order. Numbers
//! are in canonical order, so what a key has stored comes first, and what is new never takes a pair away.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use rayon::prelude::*;

use super::error::Result;
use super::fresh::Fresh;
use super::profile::Profile;
use super::setup::Setup;
use crate::channels::{CAP, Channel};
use crate::evidence::words::Hashed;
use crate::ids::index;
use crate::pair::{Entry, group};
use crate::parallel::{Control, Stage};
use crate::pipeline::glance::Outlines;
use crate::records::Records;
use crate::store::{Change, Hit, Key, Snapshot};

/// Where the text alone decides, buckets are met to this depth: a run pairs all of a bucket of up to 32 caps.
pub const TEXT_CAP: usize = 4 * CAP;
/// Stored records that a key may have had before they were deleted, or became repeats: more than are met are asked for.
const SLACK: usize = 16;
/// Keys that are looked up and paired at a time.
const TOGETHER: usize = 1 << 22;
/// Postings that make a run.
const RUN: usize = 1 << 23;

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

/// Profiles of stored items, by their numbers.
#[derive(Debug, Default)]
pub struct Profiles(HashMap<u64, Option<Profile>, Hashed>);

impl Profiles {
    /// Brings in those that are not here yet. `numbers` may repeat.
    pub fn fetch(&mut self, view: &Snapshot<'_>, numbers: impl Iterator<Item = u32>) -> Result<()> {
        let mut missing = Vec::new();
        for number in numbers {
            if let Slot::Vacant(place) = self.0.entry(u64::from(number)) {
                place.insert(None);
                missing.push(number);
            }
        }
        missing.par_sort_unstable();
        Ok(view.each_profile(&missing, |stored| {
            if stored.item.is_none() {
                self.0.insert(u64::from(stored.record), Profile::unpack(&stored.packed));
            }
            Ok(())
        })?)
    }

    /// The profile of a stored item that was fetched; none of a record that is no item.
    pub fn item(&self, record: u32) -> Option<&Profile> {
        self.0.get(&u64::from(record))?.as_ref()
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
        is_item: impl Fn(u32) -> bool,
        control: &Control,
    ) -> Result<(Vec<(u32, u32)>, Profiles)> {
        control.begin(Stage::Pair, self.fresh.parts());
        let (mut pairs, mut profiles) = (Vec::new(), Profiles::default());
        let (mut entries, mut spare, mut posted) = (Vec::new(), Vec::new(), Vec::new());
        for part in 0..self.fresh.parts() {
            self.fresh.entries(part, &is_item, &mut entries);
            if entries.len() >= TOGETHER || part + 1 == self.fresh.parts() {
                group(&mut entries, &mut spare);
                pairs.extend(self.pair(&entries, &mut profiles)?);
                posted.extend(entries.drain(..).map(|(key, record)| (stored_key(key), record)));
            }
            if posted.len() >= RUN {
                self.change.post(&std::mem::take(&mut posted))?;
            }
            control.advance(1)?;
        }
        self.change.post(&posted)?;
        pairs.par_sort_unstable();
        pairs.dedup();
        Ok((pairs, profiles))
    }

    /// What grouped entries propose.
    fn pair(&self, entries: &[Entry], profiles: &mut Profiles) -> Result<Vec<(u32, u32)>> {
        let buckets: Vec<&[Entry]> = entries.chunk_by(|a, b| a.0 == b.0).collect();
        let hits = self.stored(&buckets)?;
        profiles.fetch(self.change, hits.iter().map(|hit| hit.record))?;
        let reach = match self.reach {
            Reach::First => cap(self.setup),
            _ => usize::MAX,
        };
        let table = Table { fresh: self.fresh, setup: self.setup, profiles, reach };
        let portions = (0..buckets.len()).into_par_iter().step_by(BUCKETS).map(|start| {
            let portion = &buckets[start..buckets.len().min(start + BUCKETS)];
            let first = hits.partition_point(|hit| index(hit.key) < start);
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
    fn pair(&self, (start, buckets): (usize, &[&[Entry]]), hits: &[Hit]) -> Vec<(u32, u32)> {
        let mut hits = hits.chunk_by(|a, b| a.key == b.key).peekable();
        let (mut met, mut pairs) = (Vec::new(), Vec::new());
        for (place, bucket) in (start..).zip(buckets) {
            let found = hits.next_if(|found| index(found[0].key) == place).unwrap_or_default();
            if found.len() + bucket.len() < 2 {
                continue;
            }
            met.clear();
            met.extend(found.iter().filter_map(|hit| self.stored(hit.record)).take(self.reach));
            met.extend(bucket.iter().filter_map(|entry| self.given(entry.1)));
            met.sort_by_key(|side: &Side<'_>| side.0);
            met.dedup_by_key(|side| side.0);
            self.meet(bucket[0].0, &met, &mut pairs);
        }
        pairs
    }

    fn stored(&self, record: u32) -> Option<Side<'_>> {
        Some((record, true, self.profiles.item(record)?.outlines()))
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

//! Which pairs the keys of fresh records propose, among themselves and with what is stored.
//!
//! The rule is that of a run over everything: a record meets the first so many items of a key in canonical order. Numbers
//! are in canonical order, so what a key has stored comes first, and what is new never takes a pair away.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use rayon::prelude::*;

use super::error::Result;
use super::fresh::Fresh;
use super::profile::{Outlines, Profile};
use super::setup::Setup;
use crate::channels::{CAP, Channel, needs_like_abstracts, needs_like_titles};
use crate::evidence::words::Hashed;
use crate::pair::{Entry, group};
use crate::parallel::{Control, Stage};
use crate::pipeline::by_evidence::PLAUSIBLE;
use crate::records::Records;
use crate::store::{Change, Key, Snapshot};

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

/// Profiles of stored items, as they are asked for; `None` for records that are none.
#[derive(Default)]
pub struct Profiles(HashMap<u64, Option<Profile>, Hashed>);

impl Profiles {
    /// The profile of a stored item.
    pub fn item(&mut self, view: &Snapshot<'_>, record: u32) -> Result<Option<Profile>> {
        let place = match self.0.entry(u64::from(record)) {
            Slot::Occupied(known) => return Ok(*known.get()),
            Slot::Vacant(place) => place,
        };
        let stored = view.profile(record)?.filter(|stored| stored.item.is_none());
        Ok(*place.insert(stored.and_then(|stored| Profile::unpack(&stored.packed))))
    }
}

/// Whether two records that met by a key are worth a comparison.
pub fn plausible(setup: &Setup, key: u64, a: Outlines<'_>, b: Outlines<'_>) -> bool {
    if Channel::of(key) == Channel::Authors && (a.1.is_empty() || b.1.is_empty()) {
        return false;
    }
    if needs_like_abstracts(key) {
        let least = if setup.by_evidence() { PLAUSIBLE } else { setup.params.threshold };
        return !a.1.rules_out(b.1, least);
    }
    !needs_like_titles(key) || a.0.is_like(b.0)
}

/// How many items of a key are met.
pub const fn cap(setup: &Setup) -> usize {
    if setup.by_evidence() { CAP } else { TEXT_CAP }
}

/// A key as the index keeps it.
pub const fn stored_key(key: u64) -> Key {
    Key { channel: Channel::of(key) as u8, hash: key }
}

/// An item that has a key.
enum Side {
    /// A fresh one, by its row.
    New(u32),
    Stored(Profile),
}

impl Side {
    fn outlines<'a, R: Records>(&'a self, fresh: &'a Fresh<'_, R>) -> Outlines<'a> {
        match self {
            Self::New(row) => fresh.outlines(*row),
            Self::Stored(profile) => profile.outlines(),
        }
    }
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
    /// All pairs that the keys of fresh items propose, the earlier number first, ascending; the keys are stored.
    pub fn propose(
        &self,
        is_item: impl Fn(u32) -> bool,
        control: &Control,
    ) -> Result<Vec<(u32, u32)>> {
        control.begin(Stage::Pair, self.fresh.parts());
        let (mut pairs, mut profiles) = (Vec::new(), Profiles::default());
        let (mut entries, mut spare, mut posted) = (Vec::new(), Vec::new(), Vec::new());
        for part in 0..self.fresh.parts() {
            self.fresh.entries(part, &is_item, &mut entries);
            if entries.len() >= TOGETHER || part + 1 == self.fresh.parts() {
                group(&mut entries, &mut spare);
                self.pair(&entries, &mut profiles, &mut pairs)?;
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
        Ok(pairs)
    }

    /// What grouped entries propose.
    fn pair(
        &self,
        entries: &[Entry],
        profiles: &mut Profiles,
        pairs: &mut Vec<(u32, u32)>,
    ) -> Result<()> {
        let buckets: Vec<&[Entry]> = entries.chunk_by(|a, b| a.0 == b.0).collect();
        if self.reach == Reach::Nobody {
            self.table().pair(&buckets, pairs);
            return Ok(());
        }
        let keys: Vec<Key> = buckets.iter().map(|bucket| stored_key(bucket[0].0)).collect();
        let most = match self.reach {
            Reach::First => cap(self.setup) + SLACK,
            _ => usize::MAX,
        };
        let hits = self.change.lookup(&keys, most)?.hits;
        let mut hits = hits.chunk_by(|a, b| a.key == b.key).peekable();
        let mut met = Vec::new();
        for (place, bucket) in buckets.iter().enumerate() {
            met.clear();
            if let Some(found) = hits.next_if(|found| found[0].key as usize == place) {
                for hit in found.iter().filter(|hit| self.fresh.row(hit.record).is_none()) {
                    let profile = profiles.item(self.change, hit.record)?;
                    met.extend(profile.map(|profile| (hit.record, Side::Stored(profile))));
                }
                if self.reach == Reach::First {
                    met.truncate(cap(self.setup));
                }
            }
            if met.len() + bucket.len() < 2 {
                continue;
            }
            met.extend(self.table().sides(bucket));
            met.sort_by_key(|one| one.0);
            met.dedup_by_key(|one| one.0);
            self.table().meet(bucket[0].0, &met, pairs);
        }
        Ok(())
    }

    const fn table(&self) -> Table<'_, R> {
        Table { fresh: self.fresh, setup: self.setup }
    }
}

/// Where items meet; it needs nothing of the file, so any thread may.
struct Table<'a, R> {
    fresh: &'a Fresh<'a, R>,
    setup: &'a Setup,
}

/// Buckets that a thread takes at a time.
const BUCKETS: usize = 1 << 13;

impl<R: Records> Table<'_, R> {
    /// What buckets propose that nothing stored is in.
    fn pair(&self, buckets: &[&[Entry]], pairs: &mut Vec<(u32, u32)>) {
        let portions = buckets.par_chunks(BUCKETS).map(|portion| {
            let (mut met, mut pairs) = (Vec::new(), Vec::new());
            for bucket in portion.iter().filter(|bucket| bucket.len() > 1) {
                met.clear();
                met.extend(self.sides(bucket));
                met.sort_by_key(|one| one.0);
                met.dedup_by_key(|one| one.0);
                self.meet(bucket[0].0, &met, &mut pairs);
            }
            pairs
        });
        portions.collect::<Vec<_>>().iter().for_each(|found| pairs.extend(found));
    }

    /// The fresh items of a bucket.
    fn sides(&self, bucket: &[Entry]) -> impl Iterator<Item = (u32, Side)> {
        let side = |&(_, record)| Some((record, Side::New(self.fresh.row(record)?)));
        bucket.iter().filter_map(side)
    }

    /// The items of one key, in canonical order.
    fn meet(&self, key: u64, met: &[(u32, Side)], pairs: &mut Vec<(u32, u32)>) {
        for (place, (later, side)) in met.iter().enumerate().skip(1) {
            let own = side.outlines(self.fresh);
            for (first, other) in &met[..place.min(cap(self.setup))] {
                let both_stored = matches!((side, other), (Side::Stored(_), Side::Stored(_)));
                if !both_stored && plausible(self.setup, key, other.outlines(self.fresh), own) {
                    pairs.push((*first, *later));
                }
            }
        }
    }
}

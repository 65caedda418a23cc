//! Names of papers through a change: the older name stays, the other leads to it, and no name ever means another paper.

use std::collections::{HashMap, HashSet};

use super::claims::{again, give_up};
use super::error::Result;
use super::events::{last_dump, note};
use super::finding::led;
use crate::store::{Change, Event};

/// Names that a change changed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Named {
    /// Papers that became part of another: the old name, and the one that it leads to.
    pub merged: Vec<(String, String)>,
    /// Papers that were taken apart: the name that stays, and that of the part that left.
    pub split: Vec<(String, String)>,
    /// Papers whose names went to others: the old name, and the one that they have now.
    pub renamed: Vec<(String, String)>,
    /// Records that are of another paper than before, and the name of that.
    pub moved: Vec<(u32, String)>,
}

/// A stored record, the founder of the paper that it was in, and that of the one it is in now.
#[derive(Debug, Clone, Copy)]
struct Moved {
    record: u32,
    before: u32,
    after: u32,
}

/// What happens to founders.
pub struct Naming<'a> {
    change: &'a Change<'a>,
    first_new: u32,
    /// Names of papers whose founders were deleted.
    deleted: &'a HashMap<u32, String>,
    noted: Vec<Moved>,
}

impl<'a> Naming<'a> {
    /// Begins; numbers from `first_new` on had no paper before.
    pub const fn new(
        change: &'a Change<'a>,
        first_new: u32,
        deleted: &'a HashMap<u32, String>,
    ) -> Self {
        Self { change, first_new, deleted, noted: Vec::new() }
    }

    /// Notes the founder of a record, before it is written.
    pub fn note(&mut self, record: u32, after: u32) -> Result<()> {
        if record < self.first_new {
            let before = self.change.founder(record)?;
            self.noted.push(Moved { record, before, after });
        }
        Ok(())
    }

    /// The name of the paper that had this founder.
    fn left(&self, founder: u32) -> Result<Option<String>> {
        match self.deleted.get(&founder) {
            Some(name) => Ok(Some(name.clone())),
            None => Ok(self.change.canonical(founder)?),
        }
    }

    /// Records whose names may not lead to their papers any more: what moved, and what is left of a paper that was taken
    /// apart, with all that repeats it.
    fn concerned(&self) -> Result<Vec<Moved>> {
        let gained = self.noted.iter().filter(|one| one.before != one.record);
        let apart: HashSet<u32> =
            gained.filter(|one| one.after == one.record).map(|one| one.before).collect();
        let own: HashSet<u32> = self.noted.iter().map(|one| one.record).collect();
        let mut concerned = Vec::new();
        for one in &self.noted {
            if one.before == one.after && !apart.contains(&one.before) {
                continue;
            }
            concerned.push(*one);
            let repeats = self.change.repeats(one.record)?;
            let repeats = repeats.into_iter().take_while(|&record| record < self.first_new);
            let along = repeats.filter(|record| !own.contains(record));
            concerned.extend(along.map(|record| Moved { record, ..*one }));
        }
        Ok(concerned)
    }

    /// The name that a member had as a founder, if it leads to the paper that it was in.
    fn led(&self, moved: Moved) -> Result<Option<String>> {
        let left = self.left(moved.before)?;
        let own = self.change.own_name(moved.record)?.filter(|_| left.is_some());
        let leads = own.as_ref().map(|own| led(self.change, own)).transpose()?.flatten();
        Ok(own.filter(|_| leads.map(|leads| leads.1) == left))
    }

    /// What happened to the names of those that are concerned, as long as none is written.
    fn fates(&self) -> Result<Fates> {
        let mut fates = Fates::default();
        for one in self.concerned()? {
            if one.before != one.after {
                fates.moved.extend(self.left(one.before)?.map(|left| (one.record, left)));
            }
            match (one.before == one.record, one.after == one.record) {
                (true, true) => {}
                (true, false) => {
                    let name = self.change.canonical(one.record)?;
                    fates.lost.extend(name.map(|name| (one.record, name, one.after)));
                }
                (false, true) => fates.gained.push((one.record, self.left(one.before)?)),
                (false, false) => fates.led.extend(self.led(one)?.map(|own| (own, one.after))),
            }
        }
        Ok(fates)
    }

    /// Writes names, once all members are written.
    pub fn finish(self) -> Result<Named> {
        let Fates { lost, gained, led: others, moved } = self.fates()?;
        for (record, old, _) in &lost {
            // It stays the record's own, also beside others that say the same.
            self.change.set_canonical(*record, Some(old))?;
        }
        let dump = last_dump(self.change)?;
        let renamed = self.give_up(dump)?;
        let split = self.give_back(gained, dump)?;
        let mut merged = Vec::new();
        for (_, old, founder) in lost {
            let Some(name) = self.change.canonical(founder)? else { continue };
            if name != old {
                self.change.set_redirect(&old, &name)?;
                note(self.change, &old, Event::Merged, &name, dump)?;
                merged.push((old, name));
            }
        }
        for (own, founder) in others {
            // Where it leads there by steps, these are kept: one of them may be undone.
            if let Some(name) = self.change.canonical(founder)?
                && led(self.change, &own)?.map(|leads| leads.1).as_ref() != Some(&name)
            {
                self.change.set_redirect(&own, &name)?;
            }
        }
        Ok(Named { merged, split, renamed, moved })
    }

    /// Takes names from papers that have them of content that moved to others.
    fn give_up(&self, dump: u32) -> Result<Vec<(String, String)>> {
        let mut contents = Vec::new();
        for one in self.concerned()? {
            contents.extend(self.change.place(one.record)?.map(|place| place.1));
        }
        give_up(self.change, contents, dump)
    }

    /// Names those that are founders again; what they left, and their names.
    fn give_back(
        &self,
        gained: Vec<(u32, Option<String>)>,
        dump: u32,
    ) -> Result<Vec<(String, String)>> {
        let (mut split, mut back) = (Vec::new(), HashSet::new());
        for (founder, left) in gained {
            let name = again(self.change, founder, left.as_deref(), &back)?;
            if let Some(left) = left.filter(|left| *left != name) {
                note(self.change, &name, Event::Split, &left, dump)?;
                split.push((left, name.clone()));
            }
            back.insert(name);
        }
        Ok(split)
    }
}

/// What a change does to names.
#[derive(Debug, Default)]
struct Fates {
    /// Founders that are members now: with the name of their paper, and the new founder.
    lost: Vec<(u32, String, u32)>,
    /// Members that are founders now, with the name of the paper that they left.
    gained: Vec<(u32, Option<String>)>,
    /// Names of members that led to their papers, with the founders that they lead to now.
    led: Vec<(String, u32)>,
    /// Records that are of another paper than before, and the name of that.
    moved: Vec<(u32, String)>,
}

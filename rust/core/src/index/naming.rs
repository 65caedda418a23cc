//! Names of papers through a change: the older name stays, the other leads to it, and no name ever means another paper.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::error::Result;
use crate::store::{Change, Event, Happening, Snapshot, names};

/// Names that a change changed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Named {
    /// Papers that became part of another: the old name, and the one that it leads to.
    pub merged: Vec<(String, String)>,
    /// Papers that were taken apart: the name that stays, and that of the part that left.
    pub split: Vec<(String, String)>,
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
        let leads = own.as_ref().map(|own| self.change.redirect(own)).transpose()?.flatten();
        Ok(own.filter(|_| leads == left))
    }

    /// What happened to the names of those that are concerned, as long as none is written.
    fn fates(&self) -> Result<Fates> {
        let mut fates = Fates::default();
        for one in self.concerned()? {
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
        let Fates { lost, gained, led } = self.fates()?;
        for (record, old, _) in &lost {
            // It stays the record's own, also beside others that say the same.
            self.change.set_canonical(*record, Some(old))?;
        }
        let dump = last_dump(self.change)?;
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
        for (own, founder) in led {
            // Where it leads there by steps, these are kept: one of them may be undone.
            if let Some(name) = self.change.canonical(founder)?
                && self.change.redirect(&own)?.as_ref() != Some(&name)
            {
                self.change.set_redirect(&own, &name)?;
            }
        }
        Ok(Named { merged, split })
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
}

/// Enters an event.
pub fn note(change: &Change<'_>, name: &str, event: Event, other: &str, dump: u32) -> Result<()> {
    let (name, other) = (name.to_owned(), other.to_owned());
    Ok(change.note(&Happening { name, event, other, dump })?)
}

/// The number of the last dump.
pub fn last_dump(view: &Snapshot<'_>) -> Result<u32> {
    Ok(view.dumps()?.last().map_or(0, |dump| dump.dump))
}

/// The stored records of a content, in order.
fn of_content(view: &Snapshot<'_>, content: u128) -> Result<Vec<u32>> {
    let found = view.lookup(&[names::key(&names::of_content(content))], usize::MAX)?;
    let mut records = Vec::new();
    for hit in found.hits {
        if view.place(hit.record)?.is_some_and(|place| place.1 == content) {
            records.push(hit.record);
        }
    }
    Ok(records)
}

/// The names of the papers that these records founded, and that they keep as members of others, but for one.
fn names_of(view: &Snapshot<'_>, records: &[u32], but: u32) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    for &record in records.iter().filter(|record| **record != but) {
        taken.extend(view.own_name(record)?);
        if view.membership(record)?.is_none() {
            taken.extend(view.canonical(record)?);
        }
    }
    Ok(taken)
}

/// The names that papers of one content have: that of the content, and with ordinals.
fn possible(content: u128) -> impl Iterator<Item = (String, u32)> {
    let name = names::of_content(content);
    (1..).map(move |ordinal| match ordinal {
        1 => (name.clone(), 1),
        later => (format!("{name}.{later}"), later),
    })
}

/// Names a stored record that is a founder again: a name that led to the paper it left may have been its own. `back`: names
/// that were given back in this change, which steps to that paper may have gone through.
fn again(
    change: &Change<'_>,
    founder: u32,
    left: Option<&str>,
    back: &HashSet<String>,
) -> Result<String> {
    let Some((_, content)) = change.place(founder)? else { return Ok(String::new()) };
    let free = |name: &str| -> Result<bool> {
        let leads = change.redirect(name)?;
        Ok(leads.is_none_or(|leads| Some(&*leads) == left || back.contains(&leads)))
    };
    if let Some(name) = change.own_name(founder)?
        && free(&name)?
    {
        change.clear_redirect(&name)?;
        return Ok(name);
    }
    let taken = names_of(change, &of_content(change, content)?, founder)?;
    for (name, ordinal) in possible(content) {
        if free(&name)? && !taken.contains(&name) {
            change.clear_redirect(&name)?;
            change.set_canonical(founder, (ordinal > 1).then_some(name.as_str()))?;
            return Ok(name);
        }
    }
    Ok(String::new())
}

/// Names new papers whose founders share their content with each other or with stored records. `founders`: by content,
/// ascending.
pub fn name_new(
    change: &Change<'_>,
    first_new: u32,
    founders: &BTreeMap<u128, Vec<u32>>,
) -> Result<HashMap<u32, String>> {
    let mut named = HashMap::new();
    for (&content, founders) in founders {
        let mut stored = of_content(change, content)?;
        stored.retain(|&record| record < first_new);
        let taken = names_of(change, &stored, u32::MAX)?;
        let mut names = possible(content);
        for &founder in founders {
            let Some((name, ordinal)) = next_free(change, &mut names, &taken, &stored)? else {
                continue;
            };
            change.set_canonical(founder, (ordinal > 1).then_some(name.as_str()))?;
            named.insert(founder, name);
        }
    }
    Ok(named)
}

/// The next name that no paper has, and that leads to none that holds a record of this content.
fn next_free(
    change: &Change<'_>,
    names: &mut impl Iterator<Item = (String, u32)>,
    taken: &HashSet<String>,
    stored: &[u32],
) -> Result<Option<(String, u32)>> {
    for (name, ordinal) in names {
        if taken.contains(&name) {
            continue;
        }
        if change.redirect(&name)?.is_some() {
            if !stored.is_empty() {
                continue;
            }
            // What had the name was deleted; the record that it named is back.
            change.clear_redirect(&name)?;
        }
        return Ok(Some((name, ordinal)));
    }
    Ok(None)
}

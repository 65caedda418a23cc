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

/// What happens to founders.
pub struct Naming<'a> {
    change: &'a Change<'a>,
    first_new: u32,
    /// Names of papers whose founders were deleted.
    deleted: &'a HashMap<u32, String>,
    /// Founders that are members now: with the name of their paper, and the new founder.
    lost: Vec<(u32, String, u32)>,
    /// Stored records that are founders now, with the name of the paper that they were of.
    gained: Vec<(u32, Option<String>)>,
    /// Names of members that went to another paper, as far as they led to the one they were of, and the new founder.
    moved: Vec<(String, u32)>,
}

impl<'a> Naming<'a> {
    /// Begins; numbers from `first_new` on had no paper before.
    pub const fn new(
        change: &'a Change<'a>,
        first_new: u32,
        deleted: &'a HashMap<u32, String>,
    ) -> Self {
        Self { change, first_new, deleted, lost: Vec::new(), gained: Vec::new(), moved: Vec::new() }
    }

    /// Notes the founder of an item, before it is written.
    pub fn note(&mut self, item: u32, founder: u32) -> Result<()> {
        if item >= self.first_new {
            return Ok(());
        }
        let before = self.change.founder(item)?;
        if before == item && founder != item {
            if let Some(name) = self.change.canonical(item)? {
                self.lost.push((item, name, founder));
            }
        } else if before != item && founder == item {
            self.gained.push((item, self.left(before)?));
        } else if before != founder {
            self.moved.extend(self.led(item, before)?.map(|own| (own, founder)));
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

    /// The name of a member, if it leads to the paper that had this founder.
    fn led(&self, item: u32, founder: u32) -> Result<Option<String>> {
        let left = self.left(founder)?;
        let own = own_name(self.change, item)?.filter(|_| left.is_some());
        let leads = own.as_ref().map(|own| self.change.redirect(own)).transpose()?.flatten();
        Ok(own.filter(|_| leads == left))
    }

    /// Writes names, once all members are written.
    pub fn finish(self) -> Result<Named> {
        let mut named = Named::default();
        let dump = last_dump(self.change)?;
        for (record, old, _) in &self.lost {
            // It stays the record's own, also beside others that say the same.
            self.change.set_canonical(*record, Some(old))?;
        }
        let mut back = HashSet::new();
        for (founder, left) in &self.gained {
            let name = again(self.change, *founder, left.as_deref(), &back)?;
            if let Some(left) = left.as_ref().filter(|left| **left != name) {
                note(self.change, &name, Event::Split, left, dump)?;
                named.split.push((left.clone(), name.clone()));
            }
            back.insert(name);
        }
        for (_, old, founder) in self.lost {
            let Some(name) = self.change.canonical(founder)? else { continue };
            if name != old {
                self.change.set_redirect(&old, &name)?;
                note(self.change, &old, Event::Merged, &name, dump)?;
                named.merged.push((old, name));
            }
        }
        for (own, founder) in self.moved {
            // Where it leads there by steps, these are kept: one of them may be undone.
            if let Some(name) = self.change.canonical(founder)?
                && self.change.redirect(&own)?.as_ref() != Some(&name)
            {
                self.change.set_redirect(&own, &name)?;
            }
        }
        Ok(named)
    }
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

/// The name that a record has as a founder.
fn own_name(view: &Snapshot<'_>, record: u32) -> Result<Option<String>> {
    let of_content = || Ok(view.place(record)?.map(|(_, content)| names::of_content(content)));
    view.own_name(record)?.map_or_else(of_content, |name| Ok(Some(name)))
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

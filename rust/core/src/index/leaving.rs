//! Records that go, deleted or replaced: what is left of their papers is settled anew, and takes over their names.

use std::collections::{BTreeSet, HashSet};

use super::Index;
use super::claims::{led_by, may_have};
use super::deciding::{apart, decided, ends_of_change, let_go};
use super::edges;
use super::editing::{Changed, Edit};
use super::error::Result;
use super::events::{forget_split, last_dump, note};
use super::finding::{called, holders, of_content, one_meaning, paper_called};
use super::naming::Named;
use super::work::Ruling;
use crate::parallel::{Control, Stage};
use crate::store::{Event, names};

/// Why records go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// They were deleted.
    Deleted,
    /// Others took their places; papers keep their names, though their founders are others now.
    Replaced,
}

/// What is known of a record that goes.
struct Leaving {
    record: u32,
    /// Its content ID, unless that is its own name.
    content: Option<String>,
    /// The name that it had as a founder, if that was not its content ID, or is that no more.
    own: Option<String>,
    founder: u32,
    paper: String,
    /// The other records of its paper, in order.
    rest: Vec<u32>,
    /// The first of these that matches it, and would be of its paper whatever people decided.
    near: Option<u32>,
}

impl Index {
    /// Deletes records.
    ///
    /// # Errors
    /// [`Unknown`](super::Error::Unknown) for a name that no record has, [`Ambiguous`](super::Error::Ambiguous) for one of several papers; of the file, or
    /// stopped: then nothing is changed.
    pub fn delete(&mut self, names: &[&str], control: &Control) -> Result<Changed> {
        self.edit(control, |edit| {
            let mut records = BTreeSet::new();
            control.begin(Stage::Records, 2 * names.len());
            for name in names {
                records.extend(one_meaning(edit.change, name)?);
                control.advance(1)?;
            }
            let records: Vec<u32> = records.into_iter().collect();
            let before = edit.rulings()?;
            let decided = decided(edit.change)?;
            for &record in &records {
                let_go(edit.change, &decided, record)?;
            }
            edit.remove(&records, &before, Going::Deleted)
        })
    }
}

impl Edit<'_> {
    /// Removes records; names of papers that they founded lead to what is left of them. `before`: what was decided.
    pub fn remove(&self, records: &[u32], before: &[Ruling], going: Going) -> Result<Changed> {
        let gone: HashSet<u32> = records.iter().copied().collect();
        let (mut leaving, mut profiles, mut seeds) = (Vec::new(), Vec::new(), Vec::new());
        for &record in records {
            let one = self.leave(record, &gone)?;
            seeds.extend(one.rest.iter().copied());
            for row in self.change.matches_of(record)? {
                seeds.extend([row.a, row.b].into_iter().filter(|other| !gone.contains(other)));
            }
            profiles.extend(self.profile(record)?);
            leaving.push(one);
            self.control.advance(1)?;
        }
        for &record in records {
            self.change.delete_record(record)?;
        }
        let founders = leaving.iter().map(|one| (one.founder, one.paper.clone()));
        let names = founders.filter(|one| gone.contains(&one.0)).collect();
        let rulings = self.rulings()?;
        let ends = ends_of_change(before, &rulings);
        profiles.extend(self.profiles(&ends)?);
        seeds.extend(ends);
        seeds.sort_unstable();
        seeds.dedup();
        let apart = apart(self.setup, &rulings);
        let mut settled = self.rework(&profiles, &seeds, (&rulings, &apart), names)?;
        self.rename(&leaving, going, &mut settled.named)?;
        let changed = self.changed(settled)?;
        Ok(Changed { records: records.len() as u64, ..changed })
    }

    fn leave(&self, record: u32, gone: &HashSet<u32>) -> Result<Leaving> {
        let founder = self.change.founder(record)?;
        let place = self.change.place(record)?;
        let own = self.change.own_name(record)?;
        let content = place.map(|(_, content)| names::of_content(content));
        let content = content.filter(|name| Some(name) != own.as_ref());
        let paper = self.change.canonical(founder)?.unwrap_or_default();
        let mut rest = vec![founder];
        rest.extend(self.change.members(founder)?.iter().map(|member| member.record));
        rest.retain(|other| !gone.contains(other));
        let near = self.matched(record)?.into_iter().find(|near| rest.contains(near));
        Ok(Leaving { record, content, own, founder, paper, rest, near })
    }

    /// The records that one matches or repeats, or that repeat it, in order.
    fn matched(&self, record: u32) -> Result<Vec<u32>> {
        let mut near = self.change.repeats(record)?;
        near.extend(self.change.profile(record)?.and_then(|profile| profile.item));
        for row in self.change.matches_of(record)? {
            if edges::edge(&row).0.class.is_same() {
                near.extend([row.a, row.b].into_iter().filter(|&other| other != record));
            }
        }
        near.sort_unstable();
        Ok(near)
    }

    /// Lets names of what went lead to what is left of the paper, and enters it in the history.
    fn rename(&self, leaving: &[Leaving], going: Going, named: &mut Named) -> Result<()> {
        let change = self.change;
        let dump = last_dump(change)?;
        for one in leaving {
            if one.record == one.founder && called(change, &one.paper)?.is_none() {
                self.inherit(one, going, named)?;
            }
            let near = one.near.or_else(|| one.rest.first().copied());
            for name in [&one.own, &one.content].into_iter().flatten() {
                if let Some(near) = near
                    && self.is_free(one, name)?
                {
                    change.set_redirect(name, &led_by(change, name, near)?)?;
                }
                let now = paper_called(change, name)?;
                let now = now.map(|founder| change.canonical(founder)).transpose()?.flatten();
                if going == Going::Replaced && now.as_ref() == Some(name) {
                    continue; // The paper lives on under this name: it was updated.
                }
                note(change, name, Event::Deleted, &now.unwrap_or_default(), dump)?;
            }
        }
        Ok(())
    }

    /// Whether a name of a record that went stands for nothing else now.
    fn is_free(&self, one: &Leaving, name: &str) -> Result<bool> {
        if name == one.paper || called(self.change, name)?.is_some() {
            return Ok(false);
        }
        let own = one.own.as_deref() == Some(name);
        let led = own || paper_called(self.change, name)?.is_none();
        Ok(led && holders(self.change, name)?.is_empty())
    }

    /// What becomes of the name of a paper whose founder went: what is left of the paper keeps it, or it leads there.
    fn inherit(&self, one: &Leaving, going: Going, named: &mut Named) -> Result<()> {
        let change = self.change;
        // What says the same as the founder, or else what came first.
        let same = of_content(change, &one.paper)?.into_iter().find(|same| one.rest.contains(same));
        let Some(first) = same.or_else(|| one.rest.first().copied()) else { return Ok(()) };
        let founder = change.founder(first)?;
        let heir = change.canonical(founder)?.unwrap_or_default();
        named.split.retain(|(left, name)| (left, name) != (&one.paper, &heir));
        let own = one.rest.contains(&founder);
        if going == Going::Replaced && own && may_have(change, founder, &one.paper)? {
            change.clear_redirect(&one.paper)?;
            change.set_canonical(founder, Some(&one.paper))?;
            forget_split(change, &heir, &one.paper)?;
            return Ok(change.set_redirect(&heir, &one.paper)?);
        }
        change.set_redirect(&one.paper, &led_by(change, &one.paper, first)?)?;
        named.renamed.push((one.paper.clone(), heir));
        Ok(())
    }
}

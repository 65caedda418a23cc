//! Changes without a dump: records are deleted or replaced, people decide. What was touched is grouped and settled anew.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::claims::may_have;
use super::deciding::{self, apart, enter, one_record, rulings};
use super::edges;
use super::error::{Error, Result};
use super::finding::{called, holders, one_paper, paper_called};
use super::fresh::Fresh;
use super::grouping::{Grouping, Regrouped, stored};
use super::meeting::Reach;
use super::naming::{Named, last_dump, note};
use super::profile::Profile;
use super::settling::Settled;
use super::setup::Setup;
use super::shelf::Shelf;
use super::work::Work;
use super::{Index, stoppable};
use crate::error::Error as CoreError;
use crate::parallel::{Control, Stage, with_threads};
use crate::records::Records;
use crate::store::{Change, Event, Snapshot, Verdict, names};

/// What a change without a dump did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Records that are no more.
    pub records: u64,
    /// Papers that became one: the old name, and that which it leads to.
    pub merged: Vec<(String, String)>,
    /// Papers that were taken apart: the name that stays, and that of the part that left.
    pub split: Vec<(String, String)>,
    /// Papers whose founder was deleted, or whose name went to others: the old name, and the one that they have now.
    pub renamed: Vec<(String, String)>,
    /// Decisions that contradict others.
    pub contradictions: Vec<(String, String)>,
}

impl Changed {
    /// Adds what a further step did.
    pub fn join(&mut self, further: Self) {
        self.records += further.records;
        self.merged.extend(further.merged);
        self.split.extend(further.split);
        self.renamed.extend(further.renamed);
        self.contradictions = further.contradictions;
    }
}

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
    /// Its content ID, and the name that it had as a founder if that is another.
    names: Vec<String>,
    founder: u32,
    paper: String,
    /// The other records of its paper: those that match it, then all, each in order.
    rest: Vec<u32>,
}

impl Index {
    /// Deletes records.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a name that no record has, [`Error::Ambiguous`] for one of several papers; of the file, or
    /// stopped: then nothing is changed.
    pub fn delete(&mut self, names: &[&str], control: &Control) -> Result<Changed> {
        self.edit(control, |edit| {
            let mut records = BTreeSet::new();
            control.begin(Stage::Records, 2 * names.len());
            for name in names {
                let found = one_paper(edit.change, name)?;
                control.advance(1)?;
                if found.is_empty() {
                    return Err(Error::unknown(name));
                }
                records.extend(found);
            }
            edit.remove(&records.into_iter().collect::<Vec<_>>(), Going::Deleted)
        })
    }

    /// Enters what a person decided of two records, and applies it.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Ambiguous`], or where the text alone decides.
    pub fn decide(
        &mut self,
        (a, b): (&str, &str),
        verdict: Verdict,
        by: (&str, &str),
        control: &Control,
    ) -> Result<Changed> {
        self.may_decide()?;
        self.edit(control, |edit| {
            let (a, b) = (one_record(edit.change, a)?, one_record(edit.change, b)?);
            edit.rule(&[(a, b)], verdict, by)
        })
    }

    /// Takes back what was decided of two records.
    ///
    /// # Errors
    /// [`Error::Unknown`] where nothing was decided.
    pub fn undecide(&mut self, a: &str, b: &str, control: &Control) -> Result<Changed> {
        self.edit(control, |edit| {
            let (one, two) = (one_record(edit.change, a)?, one_record(edit.change, b)?);
            if deciding::take_back(edit.change, (one, two))? == 0 {
                let problem = "nothing was decided of the two; `decisions` has what was";
                return Err(Error::Unknown { name: format!("{a} and {b}"), problem });
            }
            edit.resettle(&[one, two])
        })
    }

    /// Sets a record apart from the rest of its paper; of a canonical ID, all texts from each other.
    ///
    /// # Errors
    /// [`Error::Unknown`], and [`Error::Ambiguous`] for a paper of too many texts.
    pub fn unmerge(&mut self, name: &str, by: (&str, &str), control: &Control) -> Result<Changed> {
        self.may_decide()?;
        self.edit(control, |edit| {
            let pairs = apart_from_each_other(edit.change, name.trim())?;
            edit.rule(&pairs, Verdict::Cannot, by)
        })
    }

    pub(super) fn may_decide(&self) -> Result<()> {
        if self.setup.by_evidence() {
            return Ok(());
        }
        let expected = "decisions need a policy; make an index with policy=\"version\"";
        Err(CoreError::config("policy", "text", expected).into())
    }

    pub(super) fn edit(
        &mut self,
        control: &Control,
        work: impl FnOnce(&Edit<'_>) -> Result<Changed> + Send,
    ) -> Result<Changed> {
        let (threads, setup, store) = (self.threads, &self.setup, &mut self.store);
        with_threads(threads, || {
            stoppable(control, || {
                let change = store.write()?;
                let changed = work(&Edit { change: &change, setup, control })?;
                change.commit()?;
                Ok(changed)
            })
        })
    }
}

/// The most texts of a paper that are told apart one by one.
const APART: usize = 64;

/// The pairs to tell apart, so that a record leaves its paper, or a paper falls into its texts.
fn apart_from_each_other(view: &Snapshot<'_>, name: &str) -> Result<Vec<(u32, u32)>> {
    let paper = paper_called(view, name)?;
    let record = if paper.is_none() { Some(one_record(view, name)?) } else { None };
    let founder = match (paper, record) {
        (Some(founder), _) => founder,
        (None, record) => view.founder(record.unwrap_or_default())?,
    };
    let mut all = vec![founder];
    all.extend(view.members(founder)?.iter().map(|member| member.record));
    if all.len() > APART {
        let problem = format!("a paper of {} records; decide on pairs of them instead", all.len());
        return Err(Error::Ambiguous { name: name.to_owned(), problem });
    }
    let pairs =
        all.iter().enumerate().flat_map(|(at, &a)| all[at + 1..].iter().map(move |&b| (a, b)));
    Ok(pairs.filter(|pair| record.is_none_or(|one| pair.0 == one || pair.1 == one)).collect())
}

/// A change without a dump.
pub struct Edit<'a> {
    /// What is written.
    pub change: &'a Change<'a>,
    /// The settings.
    pub setup: &'a Setup,
    /// Progress, and whether to stop.
    pub control: &'a Control,
}

impl Edit<'_> {
    fn rule(&self, pairs: &[(u32, u32)], verdict: Verdict, by: (&str, &str)) -> Result<Changed> {
        let mut records = Vec::new();
        for &(a, b) in pairs {
            enter(self.change, a, b, verdict, by)?;
            records.extend([a, b]);
        }
        self.resettle(&records)
    }

    /// Settles what these records touch.
    pub fn resettle(&self, records: &[u32]) -> Result<Changed> {
        let mut profiles = Vec::new();
        for &record in records {
            profiles.extend(self.profile(record)?);
        }
        let settled = self.rework(&profiles, records, HashMap::new())?;
        self.changed(settled)
    }

    fn profile(&self, record: u32) -> Result<Option<Profile>> {
        let stored = self.change.profile(record)?;
        Ok(stored.and_then(|stored| Profile::unpack(&stored.packed)))
    }

    fn changed(&self, settled: Settled) -> Result<Changed> {
        let contradictions = deciding::contradictions(self.change, &settled.contradictions)?;
        let Named { merged, split, renamed } = settled.named;
        Ok(Changed { merged, split, renamed, contradictions, ..Changed::default() })
    }

    /// Groups what says the same as these profiles anew, and settles what that and the seeds touch.
    fn rework(
        &self,
        profiles: &[Profile],
        seeds: &[u32],
        names: HashMap<u32, String>,
    ) -> Result<Settled> {
        let (change, setup, control) = (self.change, self.setup, self.control);
        let rulings = rulings(change)?;
        let regrouped = self.regrouped(profiles, &apart(setup, &rulings))?;
        let mut touched = self.regroup(&regrouped)?;
        let mut shelf = Shelf::default();
        shelf.fetch(change, &regrouped.promoted)?;
        let promoted = shelf.run();
        let mut fresh = Fresh::new(&promoted, setup, control)?;
        fresh.number_as(&regrouped.promoted);
        self.enter_items(&fresh)?;
        let (fresh, rulings, items) = (&fresh, &rulings, &HashMap::new());
        let (first_new, shelf) = (u32::MAX, Shelf::default());
        let shifted = regrouped.shifted();
        let mut work = Work {
            change,
            setup,
            fresh,
            first_new,
            shelf,
            items,
            shifted,
            rulings,
            names,
            control,
        };
        let edges = work.connect(Reach::All)?;
        for &record in seeds.iter().chain(&regrouped.promoted) {
            if change.place(record)?.is_some() {
                touched.push(work.item(record)?);
            }
        }
        work.settle(&edges, &touched)
    }

    fn enter_items<R: Records>(&self, fresh: &Fresh<'_, R>) -> Result<()> {
        let items = fresh.rows.iter();
        let items = items.map(|&(record, row)| stored(record, None, &fresh.profile(row)));
        Ok(self.change.set_profiles(items)?)
    }

    /// What becomes of the groups of records that say the same as these profiles.
    fn regrouped(&self, profiles: &[Profile], apart: &HashSet<u32>) -> Result<Regrouped> {
        let grouping = Grouping { view: self.change, setup: self.setup, apart };
        let mut regrouped = Regrouped::default();
        let mut seen = HashSet::new();
        for profile in profiles.iter().filter(|profile| seen.insert(profile.same)) {
            grouping.regroup(profile, &mut regrouped)?;
        }
        regrouped.promoted.sort_unstable();
        Ok(regrouped)
    }

    /// Writes which items records repeat now; the items that this touches.
    fn regroup(&self, regrouped: &Regrouped) -> Result<Vec<u32>> {
        let change = self.change;
        let mut touched = Vec::new();
        for (record, item) in regrouped.shifted() {
            for row in change.matches_of(record)? {
                touched.extend([row.a, row.b].into_iter().filter(|&other| other != record));
            }
            change.drop_matches(record)?;
            let profile = self.profile(record)?.unwrap_or_default();
            change.set_profiles(std::iter::once(stored(record, Some(item), &profile)))?;
            touched.push(item);
        }
        // A record that became a repeat meanwhile has no part in the graph.
        let repeats: HashSet<u32> = regrouped.demoted.iter().map(|one| one.0).collect();
        touched.retain(|item| !repeats.contains(item));
        Ok(touched)
    }

    /// Removes records; names of papers that they founded lead to what is left of them.
    pub fn remove(&self, records: &[u32], going: Going) -> Result<Changed> {
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
        for other in self.decided_with(&gone)? {
            profiles.extend(self.profile(other)?);
            seeds.push(other);
        }
        for &record in records {
            self.change.delete_record(record)?;
        }
        let founders = leaving.iter().map(|one| (one.founder, one.paper.clone()));
        let names = founders.filter(|one| gone.contains(&one.0)).collect();
        seeds.sort_unstable();
        seeds.dedup();
        let mut settled = self.rework(&profiles, &seeds, names)?;
        self.rename(&leaving, going, &mut settled.named)?;
        let changed = self.changed(settled)?;
        Ok(Changed { records: records.len() as u64, ..changed })
    }

    /// The other records of decisions on those that go; what they were told apart from is no more.
    fn decided_with(&self, gone: &HashSet<u32>) -> Result<Vec<u32>> {
        let rulings = rulings(self.change)?;
        let ends = rulings.iter().flat_map(|ruling| [(ruling.a, ruling.b), (ruling.b, ruling.a)]);
        let left = ends.filter(|(one, other)| gone.contains(one) && !gone.contains(other));
        Ok(left.map(|ends| ends.1).collect())
    }

    fn leave(&self, record: u32, gone: &HashSet<u32>) -> Result<Leaving> {
        let founder = self.change.founder(record)?;
        let place = self.change.place(record)?;
        let content = place.map(|(_, content)| names::of_content(content));
        let names = content.into_iter().chain(self.change.own_name(record)?).collect();
        let paper = self.change.canonical(founder)?.unwrap_or_default();
        let mut all = vec![founder];
        all.extend(self.change.members(founder)?.iter().map(|member| member.record));
        all.retain(|other| !gone.contains(other));
        let mut rest = self.matched(record)?;
        rest.retain(|near| all.contains(near));
        rest.extend(all);
        Ok(Leaving { record, names, founder, paper, rest })
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
            let founder = one.rest.first().map(|&record| change.founder(record)).transpose()?;
            let heir = founder.map(|founder| change.canonical(founder)).transpose()?.flatten();
            let heir = heir.unwrap_or_default();
            for name in &one.names {
                note(change, name, Event::Deleted, &heir, dump)?;
            }
            let Some(founder) = founder else { continue };
            if one.record == one.founder && called(change, &one.paper)?.is_none() {
                self.inherit(one, going, (founder, &heir), named)?;
            }
            for old in &one.names {
                let theirs = called(change, old)?.is_some() || !holders(change, old)?.is_empty();
                if !theirs && paper_called(change, old)? != Some(founder) {
                    change.set_redirect(old, &change.canonical(founder)?.unwrap_or_default())?;
                }
            }
        }
        Ok(())
    }

    /// What becomes of the name of a paper whose founder went: what is left of the paper keeps it, or it leads there.
    fn inherit(
        &self,
        one: &Leaving,
        going: Going,
        (founder, heir): (u32, &str),
        named: &mut Named,
    ) -> Result<()> {
        let change = self.change;
        named.split.retain(|(left, name)| (left.as_str(), name.as_str()) != (&one.paper, heir));
        let own = one.rest.contains(&founder);
        if going == Going::Replaced && own && may_have(change, founder, &one.paper)? {
            change.clear_redirect(&one.paper)?;
            change.set_canonical(founder, Some(&one.paper))?;
            return Ok(change.set_redirect(heir, &one.paper)?);
        }
        change.set_redirect(&one.paper, heir)?;
        named.renamed.push((one.paper.clone(), heir.to_owned()));
        Ok(())
    }
}

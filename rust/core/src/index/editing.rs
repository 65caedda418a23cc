//! Changes without a dump: people decide, records go (`leaving`). What was touched is grouped and settled anew.

use std::collections::{HashMap, HashSet};

use super::deciding::{self, apart, ends_of_change, enter, one_record, rulings};
use super::error::{Error, Result};
use super::finding::paper_called;
use super::fresh::Fresh;
use super::grouping::{Grouping, Regrouped, stored};
use super::meeting::Reach;
use super::naming::Named;
use super::profile::Profile;
use super::settling::Settled;
use super::setup::Setup;
use super::shelf::Shelf;
use super::work::{Ruling, Work};
use super::{Index, stoppable};
use crate::error::Error as CoreError;
use crate::parallel::{Control, Stage, with_threads};
use crate::records::Records;
use crate::store::{Change, Snapshot, Verdict};

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
    /// Papers that records left for others, which were there or came of other papers: the name of either.
    pub moved: Vec<(String, String)>,
    /// Decisions that contradict others.
    pub contradictions: Vec<(String, String)>,
}

/// What a person decided of two records, which are called by any name that one record alone has.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The two.
    pub names: (&'a str, &'a str),
    /// Whether they are one paper.
    pub verdict: Verdict,
    /// The reason.
    pub why: &'a str,
    /// Whether what was decided of them before goes.
    pub instead: bool,
}

impl<'a> Said<'a> {
    /// Beside what was decided before, without a reason.
    pub const fn new(names: (&'a str, &'a str), verdict: Verdict) -> Self {
        Self { names, verdict, why: "", instead: false }
    }
}

impl Index {
    /// Enters what a person decided, all of it or nothing, and applies it.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Ambiguous`], or where the text alone decides.
    pub fn decide(&mut self, said: &[Said<'_>], who: &str, control: &Control) -> Result<Changed> {
        self.may_decide()?;
        self.edit(control, |edit| {
            let before = edit.rulings()?;
            control.begin(Stage::Decide, said.len());
            let mut records = Vec::new();
            for one in said {
                records.extend(edit.enter(one, who)?);
                control.advance(1)?;
            }
            edit.resettle(&before, &records)
        })
    }

    /// Takes back what was decided of two records.
    ///
    /// # Errors
    /// [`Error::Unknown`] where nothing was decided.
    pub fn undecide(&mut self, a: &str, b: &str, control: &Control) -> Result<Changed> {
        self.edit(control, |edit| {
            let before = edit.rulings()?;
            if deciding::take_back(edit.change, edit.setup, (a, b))? == 0 {
                let problem = "nothing was decided of the two; `decisions` has what was".to_owned();
                return Err(Error::Unknown { name: format!("{a} and {b}"), problem });
            }
            edit.resettle(&before, &[])
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
    /// What is decided of records that are there.
    pub fn rulings(&self) -> Result<Vec<Ruling>> {
        rulings(self.change, self.setup)
    }

    /// Keeps what a person decided, without applying it; the records that it is about.
    fn enter(&self, said: &Said<'_>, who: &str) -> Result<[u32; 2]> {
        let (change, (a, b)) = (self.change, said.names);
        let pair = (one_record(change, a)?, one_record(change, b)?);
        if pair.0 == pair.1 {
            return Err(CoreError::config("b", b, "must be another record than a").into());
        }
        if said.instead {
            deciding::take_back(change, self.setup, said.names)?;
        }
        enter(change, self.setup, &[pair], said.verdict, (who, said.why))?;
        Ok([pair.0, pair.1])
    }

    fn rule(&self, pairs: &[(u32, u32)], verdict: Verdict, by: (&str, &str)) -> Result<Changed> {
        let before = self.rulings()?;
        enter(self.change, self.setup, pairs, verdict, by)?;
        let records: Vec<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        self.resettle(&before, &records)
    }

    /// Settles what touches these records, and those about which something else is decided than before.
    pub fn resettle(&self, before: &[Ruling], records: &[u32]) -> Result<Changed> {
        let rulings = self.rulings()?;
        let mut ends = ends_of_change(before, &rulings);
        ends.extend(records);
        let (profiles, apart) = (self.profiles(&ends)?, apart(self.setup, &rulings));
        let settled = self.rework(&profiles, &ends, (&rulings, &apart), HashMap::new())?;
        self.changed(settled)
    }

    /// The profiles of those of these records that are there.
    pub fn profiles(&self, records: &[u32]) -> Result<Vec<Profile>> {
        let mut profiles = Vec::new();
        for &record in records {
            profiles.extend(self.profile(record)?);
        }
        Ok(profiles)
    }

    /// The profile of a record, if it is there.
    pub fn profile(&self, record: u32) -> Result<Option<Profile>> {
        let stored = self.change.profile(record)?;
        Ok(stored.and_then(|stored| Profile::unpack(&stored.packed)))
    }

    /// What is told of what was settled.
    pub fn changed(&self, settled: Settled) -> Result<Changed> {
        let contradictions = deciding::contradictions(self.change, &settled.contradictions)?;
        let moved = self.moved(&settled.named)?;
        let Named { merged, split, renamed, .. } = settled.named;
        Ok(Changed { merged, split, renamed, moved, contradictions, ..Changed::default() })
    }

    /// Where records went that are of another paper now, as far as that is not told of the papers.
    fn moved(&self, named: &Named) -> Result<Vec<(String, String)>> {
        let told = [&*named.merged, &*named.split, &*named.renamed].concat();
        let mut moved = Vec::new();
        for (record, left) in &named.moved {
            let name = self.change.canonical(self.change.founder(*record)?)?;
            moved.extend(name.filter(|name| name != left).map(|name| (left.clone(), name)));
        }
        moved.retain(|one| !told.contains(one));
        moved.sort_unstable();
        moved.dedup();
        Ok(moved)
    }

    /// Groups what says the same as these profiles anew, and settles what that and the seeds touch.
    pub fn rework(
        &self,
        profiles: &[Profile],
        seeds: &[u32],
        (rulings, apart): (&[Ruling], &HashSet<u32>),
        names: HashMap<u32, String>,
    ) -> Result<Settled> {
        let (change, setup, control) = (self.change, self.setup, self.control);
        let regrouped = self.regrouped(profiles, apart)?;
        let mut touched = self.regroup(&regrouped)?;
        let mut shelf = Shelf::default();
        shelf.fetch(change, &regrouped.promoted)?;
        let promoted = shelf.run();
        let mut fresh = Fresh::new(&promoted, setup, control)?;
        fresh.number_as(&regrouped.promoted);
        self.enter_items(&fresh)?;
        let (fresh, items) = (&fresh, &HashMap::new());
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
}

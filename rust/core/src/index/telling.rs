//! What a dump changed, in numbers and names: known once all is written, since a record that is replaced can take papers
//! apart that its dump had joined.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::claims::{give_up, name_new};
use super::deciding::contradictions;
use super::error::Result;
use super::finding::{called, paper_called};
use super::fresh::{Fresh, Given};
use super::grouping::Grouped;
use super::replacing::{Replaced, replace};
use super::settling::Settled;
use super::setup::Setup;
use crate::ids::index;
use crate::parallel::Control;
use crate::relate::Relation;
use crate::store::{Change, Key, Member, names};

/// What a dump changed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Update {
    /// The number of the dump.
    pub dump: u32,
    /// What it is called in the index.
    pub label: String,
    /// It was there already: nothing changed.
    pub known: bool,
    /// Of what was there already, the records that were deleted or replaced since.
    pub gone: u64,
    /// Its records.
    pub records: u64,
    /// Its inputs that were no records.
    pub rejects: u64,
    /// Papers that it founded.
    pub new: u64,
    /// Papers of which it has nothing but what was known.
    pub repeated: u64,
    /// Papers of which it says something else.
    pub revised: u64,
    /// The names of all its papers, ascending.
    pub touched: Vec<String>,
    /// Papers that became one: the old name, and that which it leads to.
    pub merged: Vec<(String, String)>,
    /// Papers whose names went to others, as they had them of records that were replaced: the old name, and the one that
    /// they have now.
    pub renamed: Vec<(String, String)>,
    /// Ids of records that replaced one of the same dump name and id, and their papers.
    pub updated: Vec<(String, String)>,
    /// Decisions that contradict others.
    pub contradictions: Vec<(String, String)>,
}

/// A dump whose records are stored.
pub struct Added<'a, R> {
    /// What is written.
    pub change: &'a Change<'a>,
    /// The settings.
    pub setup: &'a Setup,
    /// Its records.
    pub fresh: &'a Fresh<'a, R>,
    /// Their numbers are from here on.
    pub first_new: u32,
    /// Its number.
    pub dump: u32,
}

/// What is told of a dump.
pub struct Told<'a, R> {
    change: &'a Change<'a>,
    fresh: &'a Fresh<'a, R>,
    first_new: u32,
    /// Each record with the founder of its paper, and whether the index knew all that it says of that.
    papers: Vec<(u32, u32, Known)>,
    /// Names of new papers that are not their founders' content.
    named: HashMap<u32, String>,
    /// Names of papers of which a record was replaced.
    had: HashSet<String>,
    update: Update,
}

/// What a dump says of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Repeated,
    Revised,
}

impl<'a, R: Given> Told<'a, R> {
    /// Of records that are connected; writes the members that settling did not, and names.
    pub fn new(added: &Added<'a, R>, settled: Settled, grouped: &Grouped) -> Result<Self> {
        let &Added { change, setup, fresh, first_new, dump } = added;
        let contradictions = contradictions(change, &settled.contradictions)?;
        let papers = Papers { change, setup, settled: &settled, first_new };
        let found = papers.find(fresh, grouped)?;
        let contents = fresh.rows.iter().map(|&(_, row)| fresh.print(row).content >> 8);
        let mut renamed = give_up(change, contents, dump)?;
        let named = papers.name(fresh, grouped)?;
        renamed.extend(settled.named.renamed);
        let merged = settled.named.merged;
        let update = Update { merged, renamed, contradictions, ..Update::default() };
        let had = HashSet::new();
        Ok(Self { change, fresh, first_new, papers: found, named, had, update })
    }

    /// Removes what these records took the places of.
    pub fn replace(
        &mut self,
        setup: &Setup,
        replaced: &[Replaced],
        control: &Control,
    ) -> Result<()> {
        for one in replaced {
            self.had.extend(self.change.canonical(self.change.founder(one.old)?)?);
        }
        let (updated, changed) = replace(self.change, setup, replaced, control)?;
        self.update.updated = updated;
        self.update.merged.extend(changed.merged);
        self.update.renamed.extend(changed.renamed);
        self.update.contradictions.extend(changed.contradictions);
        let mut founders: HashMap<u32, u32> =
            self.change.members_from(self.first_new)?.into_iter().collect();
        for one in &mut self.papers {
            one.1 = founders.remove(&one.0).unwrap_or(one.0);
        }
        self.named.clear();
        Ok(())
    }

    /// All that changed.
    pub fn tell(mut self) -> Result<Update> {
        let mut papers: Vec<(u32, Known)> = self.papers.iter().map(|one| (one.1, one.2)).collect();
        papers.par_sort_unstable();
        // The last kind of each founder counts.
        let papers: Vec<(u32, Known)> =
            papers.chunk_by(|a, b| a.0 == b.0).filter_map(|all| all.last().copied()).collect();
        let names = self.names(&papers)?;
        for (&(founder, known), name) in papers.iter().zip(&names) {
            match known {
                _ if founder >= self.first_new && !self.had.contains(name) => self.update.new += 1,
                Known::Revised => self.update.revised += 1,
                Known::Repeated => self.update.repeated += 1,
            }
        }
        let renamed = std::mem::take(&mut self.update.renamed);
        let merged = std::mem::take(&mut self.update.merged);
        for (old, _) in merged {
            let for_a_moment = renamed.iter().any(|one| one.1 == old);
            self.update.merged.extend(if for_a_moment { None } else { self.merged(old)? });
        }
        self.update.renamed = self.renamed(renamed)?;
        let mut touched = names;
        touched.par_sort_unstable();
        touched.dedup();
        self.update.contradictions.sort_unstable();
        self.update.contradictions.dedup();
        let records = self.fresh.rows.len() as u64;
        Ok(Update { records, touched, ..self.update })
    }

    /// The names of papers, by their founders.
    fn names(&self, papers: &[(u32, Known)]) -> Result<Vec<String>> {
        let replaced = !self.had.is_empty();
        let (fresh, named) = (self.fresh, &self.named);
        let of_content = |row| fresh.print(row).content_id().to_string();
        let name = |&(founder, _): &(u32, Known)| match named.get(&founder) {
            Some(name) => Some(name.clone()),
            None if replaced => None,
            None => fresh.row(founder).map(of_content),
        };
        let known: Vec<Option<String>> = papers.par_iter().map(name).collect();
        let asked = |(one, name): (&(u32, Known), Option<String>)| match name {
            Some(name) => Ok(name),
            None => Ok(self.change.canonical(one.0)?.unwrap_or_default()),
        };
        papers.iter().zip(known).map(asked).collect()
    }

    /// The old names of papers with those that they have at last. What one was called for a moment, until a record was
    /// replaced, is not told.
    fn renamed(&self, steps: Vec<(String, String)>) -> Result<Vec<(String, String)>> {
        let mut told: Vec<(String, String)> = Vec::new();
        for (old, name) in steps {
            match told.iter_mut().find(|one| one.1 == old) {
                Some(one) => one.1 = name,
                None => told.push((old, name)),
            }
        }
        let mut last = Vec::new();
        for (old, name) in told {
            // All its records were replaced, where it leads nowhere.
            let Some(founder) = paper_called(self.change, &name)? else { continue };
            last.push((old, self.change.canonical(founder)?.unwrap_or_default()));
        }
        Ok(last)
    }

    /// A paper that was there before and is part of another now.
    fn merged(&self, old: String) -> Result<Option<(String, String)>> {
        let own = self.change.founder_called(&old)?;
        if own.is_some_and(|record| record >= self.first_new)
            || called(self.change, &old)?.is_some()
        {
            return Ok(None);
        }
        let Some(founder) = paper_called(self.change, &old)? else { return Ok(None) };
        Ok(self.change.canonical(founder)?.map(|name| (old, name)))
    }
}

/// The papers of new records.
struct Papers<'a> {
    change: &'a Change<'a>,
    setup: &'a Setup,
    settled: &'a Settled,
    first_new: u32,
}

impl Papers<'_> {
    /// The paper of each record, and whether the index knew all that it says of that.
    fn find<R: Given>(
        &self,
        fresh: &Fresh<'_, R>,
        grouped: &Grouped,
    ) -> Result<Vec<(u32, u32, Known)>> {
        let mut known: HashMap<u32, (u32, Relation)> = HashMap::new();
        let mut papers = Vec::with_capacity(fresh.rows.len());
        let mut unsure: Vec<(usize, u32, u128)> = Vec::new();
        for &(record, row) in &fresh.rows {
            let item = grouped.items.get(&record).copied().unwrap_or(record);
            let (founder, relation) = match known.get(&item) {
                Some(known) => *known,
                None => self.paper(item)?,
            };
            if record != item {
                known.insert(item, (founder, relation));
            }
            if record != item && !self.settled.founders.contains_key(&item) {
                let relation = if item == founder { Relation::Identical } else { relation };
                let relation = relation as u8;
                self.change.set_member(Member { founder, record, relation })?;
            }
            let content = fresh.print(row).content >> 8;
            let said = self.repeats(item, content)?;
            if said == Known::Revised && founder < self.first_new {
                unsure.push((papers.len(), founder, content));
            }
            papers.push((record, founder, said));
        }
        for at in self.known_to_papers(&unsure)? {
            papers[at].2 = Known::Repeated;
        }
        Ok(papers)
    }

    /// Whether an item was stored before, and has this content. By all evidence, what says the same has one content.
    fn repeats(&self, item: u32, content: u128) -> Result<Known> {
        if item >= self.first_new {
            return Ok(Known::Revised);
        }
        let has_it = || self.change.place(item).map(|at| at.is_some_and(|at| at.1 == content));
        let known = self.setup.by_evidence() || has_it()?;
        Ok(if known { Known::Repeated } else { Known::Revised })
    }

    /// The places of those of which a stored record of the paper has the content.
    fn known_to_papers(&self, told: &[(usize, u32, u128)]) -> Result<Vec<usize>> {
        let key = |&(_, _, content): &(usize, u32, u128)| names::key(&names::of_content(content));
        let keys: Vec<Key> = told.par_iter().map(key).collect();
        let mut known = Vec::new();
        for hit in self.change.lookup(&keys, usize::MAX)?.hits {
            let (at, founder, content) = told[index(hit.key)];
            let has_it = || -> Result<bool> {
                let place = self.change.place(hit.record)?;
                Ok(place.is_some_and(|place| place.1 == content)
                    && self.change.founder(hit.record)? == founder)
            };
            if hit.record < self.first_new && has_it()? {
                known.push(at);
            }
        }
        Ok(known)
    }

    /// The paper of an item, and what the item is to it.
    fn paper(&self, item: u32) -> Result<(u32, Relation)> {
        if let Some(&known) = self.settled.founders.get(&item) {
            return Ok(known);
        }
        if item >= self.first_new {
            return Ok((item, Relation::Founder));
        }
        let member = self.change.membership(item)?;
        Ok(member.map_or((item, Relation::Founder), |member| {
            (member.founder, super::edges::relation(member.relation))
        }))
    }

    /// Names new papers that share their content with others.
    fn name<R: Given>(
        &self,
        fresh: &Fresh<'_, R>,
        grouped: &Grouped,
    ) -> Result<HashMap<u32, String>> {
        let mut crowded = grouped.crowded.clone();
        if self.change.has_redirects()? {
            for &(record, row) in &fresh.rows {
                let content = fresh.print(row).content >> 8;
                if self.change.redirect(&names::of_content(content))?.is_some() {
                    crowded.entry(content).or_default().push(record);
                }
            }
        }
        for items in crowded.values_mut() {
            items.sort_unstable();
            items.dedup();
            let mut founders = Vec::new();
            for &item in items.iter().filter(|item| !grouped.items.contains_key(item)) {
                founders.extend((self.paper(item)?.0 == item).then_some(item));
            }
            *items = founders;
        }
        crowded.retain(|_, founders| !founders.is_empty());
        name_new(self.change, self.first_new, &crowded)
    }
}

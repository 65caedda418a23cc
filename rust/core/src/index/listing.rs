//! Everything, row by row, for tables; and two dumps beside each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::edges;
use super::error::{Error, Result};
use super::finding::{own_id, paper_called};
use super::{Index, stoppable};
use crate::parallel::Control;
use crate::pipeline::Edge;
use crate::relate::{Point, Relation};
use crate::store::{self, Dump, Event, Happening, Record, Snapshot, names};

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// Its canonical ID.
    pub canonical: String,
    /// The number of its founder.
    pub founder: u32,
    /// The founder's id.
    pub own_id: Option<String>,
    /// The founder's dump.
    pub dump: u32,
    /// The founder's place in it.
    pub position: u64,
    /// How many records it has.
    pub size: u32,
    /// How many dumps it is in.
    pub dumps: u32,
}

/// A record and its paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// Its number.
    pub record: u32,
    /// The id that it came with.
    pub own_id: Option<String>,
    /// Its dump.
    pub dump: u32,
    /// Its place in the dump.
    pub position: u64,
    /// Its content ID.
    pub content: String,
    /// The paper.
    pub canonical: String,
    /// What it is to the founder of the paper.
    pub relation: Relation,
}

impl MemberRow {
    /// Of a stored record.
    pub fn new(view: &Snapshot<'_>, record: &Record) -> store::Result<Self> {
        let member = view.membership(record.record)?;
        let founder = member.map_or(record.record, |member| member.founder);
        Ok(Self {
            record: record.record,
            own_id: own_id(record).map(str::to_owned),
            dump: record.dump,
            position: record.position,
            content: names::of_content(record.content),
            canonical: view.canonical(founder)?.unwrap_or_default(),
            relation: member.map_or(Relation::Founder, |member| edges::relation(member.relation)),
        })
    }
}

/// A decided pair.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchRow {
    /// The pair.
    pub edge: Edge,
    /// Its points.
    pub points: Vec<Point>,
}

/// Two dumps beside each other, by papers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Only in the second.
    pub new: Vec<String>,
    /// In both, word for word.
    pub repeated: Vec<String>,
    /// In both, with a record of each that differ.
    pub revised: Vec<(String, u32, u32)>,
    /// In the second, which brought a record that took the place of one of the first, or of what did so before: what that said
    /// is not kept.
    pub updated: Vec<String>,
    /// Only in the first.
    pub vanished: Vec<String>,
    /// Records of the first that were deleted or replaced since.
    pub gone: u64,
}

/// Every paper, in the order of founders.
pub fn each_paper(
    view: &Snapshot<'_>,
    mut visit: impl FnMut(PaperRow) -> store::Result<()>,
) -> store::Result<()> {
    view.each_founder(|founder| {
        let Some(record) = view.record(founder)? else { return Ok(()) };
        let members = view.members(founder)?;
        let mut dumps = BTreeSet::from([record.dump]);
        for member in &members {
            dumps.extend(view.place(member.record)?.map(|place| place.0));
        }
        visit(PaperRow {
            canonical: view.canonical(founder)?.unwrap_or_default(),
            founder,
            own_id: own_id(&record).map(str::to_owned),
            dump: record.dump,
            position: record.position,
            size: crate::ids::number(members.len() + 1),
            dumps: crate::ids::number(dumps.len()),
        })
    })
}

/// Every record, in order.
pub fn each_member(
    view: &Snapshot<'_>,
    mut visit: impl FnMut(MemberRow) -> store::Result<()>,
) -> store::Result<()> {
    view.each_record(0..view.next_record()?, |record| visit(MemberRow::new(view, &record)?))
}

/// Every name that stands for another paper now, with the canonical ID of that, in order; those that lead nowhere are left
/// out.
pub fn each_redirect(
    view: &Snapshot<'_>,
    mut visit: impl FnMut(&str, &str) -> store::Result<()>,
) -> Result<()> {
    for (old, _) in view.steps()? {
        let Some(founder) = paper_called(view, &old)? else { continue };
        let name = view.canonical(founder)?.unwrap_or_default();
        if name != old {
            visit(&old, &name)?;
        }
    }
    Ok(())
}

/// Every decided pair, by the later record.
pub fn each_match(
    view: &Snapshot<'_>,
    mut visit: impl FnMut(MatchRow) -> store::Result<()>,
) -> store::Result<()> {
    view.each_match(|row| {
        let (edge, points) = edges::edge(&row);
        visit(MatchRow { edge, points })
    })
}

impl Index {
    /// The ledger, and how many records of each dump were deleted or replaced since.
    ///
    /// # Errors
    /// Of the file, or stopped.
    pub fn ledger(&mut self, control: &Control) -> Result<Vec<(Dump, u64)>> {
        stoppable(control, || {
            let view = self.store.read()?;
            let dumps = view.dumps()?;
            let gone: Result<Vec<u64>> =
                dumps.iter().map(|dump| gone(&view, &dumps, dump.dump)).collect();
            let gone = gone?;
            Ok(dumps.into_iter().zip(gone).collect())
        })
    }

    /// What one dump has that another has not.
    pub fn diff(&mut self, a: &str, b: &str, control: &Control) -> Result<Compared> {
        stoppable(control, || compared(&self.store.read()?, a, b))
    }
}

fn compared(view: &Snapshot<'_>, a: &str, b: &str) -> Result<Compared> {
    let dumps = view.dumps()?;
    let (a, b) = (dump_called(&dumps, a)?, dump_called(&dumps, b)?);
    let (one, two) = (papers_of(view, &dumps, a)?, papers_of(view, &dumps, b)?);
    let gone = gone(view, &dumps, a.dump)?;
    let mut compared = Compared { gone, ..Compared::default() };
    for (founder, first) in &one {
        let name = view.canonical(*founder)?.unwrap_or_default();
        match two.get(founder) {
            None => compared.vanished.push(name),
            Some(second) => match differing(first, second) {
                None => compared.repeated.push(name),
                Some((a, b)) => compared.revised.push((name, a, b)),
            },
        }
    }
    let later = later_of_name(&dumps, a, b);
    for founder in two.keys().filter(|founder| !one.contains_key(founder)) {
        let name = view.canonical(*founder)?.unwrap_or_default();
        let updated =
            |event: &Happening| event.event == Event::Updated && later.contains(&event.dump);
        let updated = !later.is_empty() && view.history(&name)?.iter().any(updated);
        if updated { compared.updated.push(name) } else { compared.new.push(name) }
    }
    Ok(compared)
}

/// The dumps after one, up to another, of the name of both; none if they have two names.
fn later_of_name(dumps: &[Dump], a: &Dump, b: &Dump) -> Vec<u32> {
    let between = |one: &&Dump| one.name == a.name && (a.dump + 1..=b.dump).contains(&one.dump);
    if a.name == b.name {
        dumps.iter().filter(between).map(|one| one.dump).collect()
    } else {
        Vec::new()
    }
}

/// Records of one dump and one paper: the content and the number of each.
type Contents = BTreeMap<u128, u32>;

/// The first record of each dump that the other does not have word for word, where the second brings any.
fn differing(first: &Contents, second: &Contents) -> Option<(u32, u32)> {
    let new = second.iter().find(|(content, _)| !first.contains_key(content))?;
    let old = first.iter().find(|(content, _)| !second.contains_key(content));
    let old = old.or_else(|| first.iter().next())?;
    Some((*old.1, *new.1))
}

/// A dump by its label or its number.
fn dump_called<'a>(dumps: &'a [Dump], name: &str) -> Result<&'a Dump> {
    let by_label = dumps.iter().find(|dump| dump.label == name);
    let number = name.parse().ok();
    let by_number = || dumps.iter().find(|dump| Some(dump.dump) == number);
    let problem = "no dump of the index is called so; `dumps` lists them".to_owned();
    by_label.or_else(by_number).ok_or_else(|| Error::Unknown { name: name.to_owned(), problem })
}

/// The numbers of the records of a dump: they are given dump by dump, and never again.
fn numbers_of(dumps: &[Dump], dump: u32) -> Range<u64> {
    let before = dumps.iter().take_while(|one| one.dump < dump);
    let first: u64 = before.map(|one| one.records).sum();
    let own = dumps.iter().find(|one| one.dump == dump).map_or(0, |one| one.records);
    first..first + own
}

/// How many records of a dump were deleted or replaced.
pub fn gone(view: &Snapshot<'_>, dumps: &[Dump], dump: u32) -> Result<u64> {
    Ok(view.gone(numbers_of(dumps, dump))?)
}

/// The papers of a dump by their founders.
fn papers_of(view: &Snapshot<'_>, dumps: &[Dump], dump: &Dump) -> Result<BTreeMap<u32, Contents>> {
    let mut papers: BTreeMap<u32, Contents> = BTreeMap::new();
    for number in numbers_of(dumps, dump.dump) {
        let number = crate::ids::low(number);
        if let Some((_, content)) = view.place(number)? {
            let founder = view.founder(number)?;
            papers.entry(founder).or_default().entry(content).or_insert(number);
        }
    }
    Ok(papers)
}

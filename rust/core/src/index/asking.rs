//! Questions: which papers are like this, which paper has this name, why are two records one.

use std::collections::HashSet;

use rayon::prelude::*;

use super::deciding::one_record;
use super::error::{Error, Result};
use super::finding::{one_paper, paper_called, paper_of, place_named, records_meant};
use super::listing::MemberRow;
use super::question::{Answer, Question, answers};
use super::shelf::{Asked, Shelf};
use super::{Index, stoppable};
use crate::ids::number;
use crate::parallel::{Control, Stage, with_threads};
use crate::pipeline::{Explained, explain};
use crate::records::Records;
use crate::relate::{BUILT_IN, Policy};
use crate::store::{Decision, Happening, Snapshot, names};

/// Records that are asked for together.
const PORTION: usize = 1 << 14;

/// Why two records are one paper, or are not.
#[derive(Debug)]
pub struct Told {
    /// The two records, as they were asked for.
    pub records: (u32, u32),
    /// The pair decided again.
    pub explained: Explained,
    /// The threshold of the policy.
    pub threshold: f64,
    /// Whether the pair is among the matches.
    pub stored: bool,
    /// Whether both are of one paper.
    pub one_paper: bool,
    /// What was decided of the two.
    pub decisions: Vec<Decision>,
}

impl Index {
    /// The papers that are most like a record, best first, at most one answer for each. An abstract alone is ranked by its
    /// Jaccard similarity, as all is where no policy decides; else points are the score. `threshold` is the least score: what
    /// is said of an answer does not depend on it. By default there are those that may be the paper, and texts as similar as
    /// the index asks for.
    pub fn query(
        &mut self,
        asked: &Asked,
        k: usize,
        threshold: Option<f64>,
    ) -> Result<Vec<Answer>> {
        let view = self.store.read()?;
        let question = Question::new(&self.setup, (asked, 0), threshold);
        let found = answers(&view, &[question], k)?;
        Ok(found.into_iter().flatten().collect())
    }

    /// What [`Self::query`] answers of each record, by rows, and the stored record of each answer; nothing is changed.
    /// Records are asked for one by one: what they are to each other is not looked at.
    pub fn ask_each(
        &mut self,
        given: &impl Records,
        (k, threshold): (usize, Option<f64>),
        control: &Control,
    ) -> Result<Vec<Vec<(Answer, MemberRow)>>> {
        let threads = self.threads;
        with_threads(threads, || {
            stoppable(control, || self.ask_portions(given, (k, threshold), control))
        })
    }

    fn ask_portions(
        &mut self,
        given: &impl Records,
        (k, threshold): (usize, Option<f64>),
        control: &Control,
    ) -> Result<Vec<Vec<(Answer, MemberRow)>>> {
        let (view, setup) = (self.store.read()?, &self.setup);
        let rows: Vec<u32> = (0..number(given.len())).collect();
        control.begin(Stage::Ask, rows.len());
        let mut found = Vec::with_capacity(rows.len());
        for rows in rows.chunks(PORTION) {
            let question = |&row: &u32| Question::new(setup, (given, row), threshold);
            let questions: Vec<_> = rows.par_iter().map(question).collect();
            for answers in answers(&view, &questions, k)? {
                found.push(with_rows(&view, answers)?);
            }
            control.advance(rows.len())?;
        }
        Ok(found)
    }

    /// The canonical ID of the paper that a name stands for.
    pub fn resolve(&mut self, name: &str) -> Result<Option<String>> {
        let view = self.store.read()?;
        let founder = paper_of(&view, name)?;
        Ok(founder.map(|founder| view.canonical(founder)).transpose()?.flatten())
    }

    /// What happened to a name; of a record that is meant by its id or place, to its content ID and to the name that it had
    /// as a founder.
    pub fn history(&mut self, name: &str) -> Result<Vec<Happening>> {
        let view = self.store.read()?;
        if paper_called(&view, name.trim())?.is_none() {
            one_paper(&view, name)?;
        }
        let mut names = vec![name.trim().to_owned()];
        names.extend(place_named(name));
        for record in records_meant(&view, name)? {
            names.extend(view.place(record)?.map(|place| names::of_content(place.1)));
            names.extend(view.own_name(record)?);
        }
        let mut seen = HashSet::new();
        let mut events = Vec::new();
        for name in names.into_iter().filter(|name| seen.insert(name.clone())) {
            events.extend(view.history(&name)?);
        }
        Ok(events)
    }

    /// Why two records are one paper, or are not.
    pub fn explain(&mut self, a: &str, b: &str) -> Result<Told> {
        let setup = &self.setup;
        let view = self.store.read()?;
        let (a, b) = (one_record(&view, a)?, one_record(&view, b)?);
        let mut shelf = Shelf::default();
        shelf.fetch(&view, &[a, b])?;
        let run = shelf.run();
        let place = |number| run.place(number).unwrap_or_default();
        let by_version = || Policy::parse(BUILT_IN[1].0);
        let policy = setup.params.policy.clone().map_or_else(by_version, Ok)?;
        let explained = explain(&run, &setup.params, &policy, &setup.plan, (place(a), place(b)));
        let (first, later) = (a.min(b), a.max(b));
        let stored = view.matches_of(later)?.iter().any(|row| (row.a, row.b) == (first, later));
        let decisions = super::deciding::about(&view, setup, (first, later))?;
        let one_paper = view.founder(a)? == view.founder(b)?;
        let threshold = policy.threshold;
        Ok(Told { records: (a, b), explained, threshold, stored, one_paper, decisions })
    }

    /// The records of the paper that a name stands for, with its canonical ID.
    pub fn lookup(&mut self, name: &str) -> Result<Option<(String, Vec<MemberRow>)>> {
        let view = self.store.read()?;
        let Some(founder) = paper_of(&view, name)? else { return Ok(None) };
        let canonical = view.canonical(founder)?.unwrap_or_default();
        let mut records = vec![founder];
        records.extend(view.members(founder)?.iter().map(|member| member.record));
        let mut rows = Vec::new();
        view.each_of(&records, |record| {
            rows.push(MemberRow::new(&view, &record)?);
            Ok(())
        })?;
        Ok(Some((canonical, rows)))
    }

    /// A record with all that is kept of it.
    pub fn record(&mut self, number: u32) -> Result<(MemberRow, crate::store::Record)> {
        let view = self.store.read()?;
        let unknown = || Error::unknown(&format!("record:{number}"));
        let record = view.record(number)?.ok_or_else(unknown)?;
        Ok((MemberRow::new(&view, &record)?, record))
    }
}

/// Answers, each with its record.
fn with_rows(view: &Snapshot<'_>, answers: Vec<Answer>) -> Result<Vec<(Answer, MemberRow)>> {
    let with_row = |answer: Answer| {
        let record = view.record(answer.record)?.map(|record| MemberRow::new(view, &record));
        Ok(record.transpose()?.map(|row| (answer, row)))
    };
    answers.into_iter().filter_map(|answer| with_row(answer).transpose()).collect()
}

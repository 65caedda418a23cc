//! Whether an index is what it was, and holds together: every checksum, and every law that the store can check.

use std::collections::HashSet;

use rusqlite::types::Value;

use super::error::Result;
use super::file::Store;
use super::keys::{Hit, KEY_BITS, Key};
use super::names;
use super::runs::{Run, Source, each_block, first_key, runs};
use super::schema::LAWS;
use super::view::Snapshot;
use super::watch;
use crate::ids::index;
use crate::parallel::Stage;

/// What was checked, and what was found to be wrong.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// Records that were read.
    pub records: u64,
    /// Postings that were read.
    pub postings: u64,
    /// Names that lead to their records.
    pub names: u64,
    /// Laws that were checked by queries.
    pub laws: u64,
    /// One line for each law that is broken, with an example and how many there are.
    pub broken: Vec<String>,
}

impl Report {
    fn complain(&mut self, what: impl Into<String>) {
        self.broken.push(what.into());
    }
}

/// Names that are looked up at a time.
const BATCH: usize = 100_000;

impl Store {
    /// Reads everything.
    ///
    /// # Errors
    /// [`super::Error::Corrupt`] where a page is not what was written; broken laws are in the report.
    pub fn verify(&mut self) -> Result<Report> {
        // Pages that are in memory would not be read again.
        self.parts().0.batch("PRAGMA shrink_memory")?;
        watch::begin(Stage::Pages, self.pages("page_count")?);
        let view = self.read()?;
        let mut report = Report::default();
        let trees = view.database().all("PRAGMA integrity_check", [], |row| row.get(0))?;
        report.broken.extend(trees.into_iter().filter(|line: &String| line != "ok"));
        watch::begin(Stage::Laws, LAWS.len() as u64);
        view.check_laws(&mut report)?;
        let posted = view.check_postings(&mut report)?;
        view.check_records(&posted, &mut report)?;
        view.check_kept(&mut report)?;
        Ok(report)
    }
}

impl Snapshot<'_> {
    fn check_laws(&self, report: &mut Report) -> Result<()> {
        for law in LAWS {
            let found: Vec<Value> = self.database().all(law.exceptions, [], |row| row.get(0))?;
            report.laws += 1;
            watch::advance(1)?;
            let example = match found.first() {
                None => continue,
                Some(Value::Text(text)) => text.clone(),
                Some(Value::Integer(number)) => number.to_string(),
                Some(other) => format!("{other:?}"),
            };
            let says = law.says.replace("{}", &example);
            report.complain(format!("{says} ({} of this kind)", found.len()));
        }
        Ok(())
    }

    /// Every run is sorted, as long as it says, and speaks of records there are or were; which records it has.
    fn check_postings(&self, report: &mut Report) -> Result<Vec<bool>> {
        let mut posted = vec![false; self.next_record()? as usize];
        let runs = runs(self.database())?;
        let mut blocks = 0;
        watch::begin(Stage::Postings, runs.iter().map(|run| run.postings).sum());
        for &run in &runs {
            blocks += run.blocks;
            self.check_run(run, &mut posted, report)?;
        }
        let stored: u64 = self.database().value("SELECT count(*) FROM blocks", [])?;
        if stored != blocks {
            report.complain(format!("{stored} blocks are stored, and the runs have {blocks}"));
        }
        Ok(posted)
    }

    fn check_run(&self, run: Run, posted: &mut [bool], report: &mut Report) -> Result<()> {
        let mut source = Source::new(self.database(), run)?;
        let (mut last, mut count, mut unsorted, mut unknown) = (None, 0, 0u64, 0u64);
        while let Some(entry) = source.head() {
            count += 1;
            unsorted += u64::from(last >= Some(entry) || entry.0 >> KEY_BITS != 0);
            last = Some(entry);
            match posted.get_mut(entry.1 as usize) {
                Some(seen) => *seen = true,
                None => unknown += 1,
            }
            source.advance()?;
            if count % BATCH as u64 == 0 {
                watch::advance(BATCH)?;
            }
        }
        report.postings += count;
        for (wrong, what) in [(unsorted, "out of order"), (unknown, "of unknown records")] {
            if wrong > 0 {
                report.complain(format!("run {}: {wrong} postings {what}", run.number));
            }
        }
        if count != run.postings {
            let Run { number, postings, .. } = run;
            report.complain(format!("run {number}: {count} postings instead of {postings}"));
        }
        self.check_starts(run, report)
    }

    /// A row is named after the first key of its block, which the block does not repeat: all are within the next row.
    fn check_starts(&self, run: Run, report: &mut Report) -> Result<()> {
        let mut end = None;
        let mut wrong = 0u64;
        each_block(self.database(), run, |row, block| {
            wrong += u64::from(end.is_some_and(|end| end >= first_key(row)));
            end = Some(block.last());
            Ok(())
        })?;
        if wrong > 0 {
            report.complain(format!("run {}: {wrong} blocks overlap", run.number));
        }
        Ok(())
    }

    /// Every record can be read, has a posting, and is found under each of its names; those deleted are not there.
    fn check_records(&self, posted: &[bool], report: &mut Report) -> Result<()> {
        let mut batch = Vec::new();
        let mut silent = 0u64;
        watch::begin(Stage::Records, self.count_records()?);
        self.each_record(0..u32::MAX, |record| {
            report.records += 1;
            watch::advance(1)?;
            let content = names::of_content(record.content);
            let all = std::iter::once(&content).chain(&record.identifiers);
            batch.extend(all.map(|name| (names::key(name), record.record)));
            silent += u64::from(!posted.get(record.record as usize).is_some_and(|&seen| seen));
            if batch.len() >= BATCH {
                self.check_names(&mut batch, report)?;
            }
            Ok(())
        })?;
        self.check_names(&mut batch, report)?;
        if silent > 0 {
            report.complain(format!("{silent} records have no postings"));
        }
        Ok(())
    }

    /// A name that many records share is looked up once, however often it is in the batch.
    fn check_names(&self, batch: &mut Vec<(Key, u32)>, report: &mut Report) -> Result<()> {
        batch.sort_unstable_by_key(|&(key, record)| (key.channel, key.hash, record));
        let names: Vec<&[(Key, u32)]> = batch.chunk_by(|a, b| a.0 == b.0).collect();
        let keys: Vec<Key> = names.iter().map(|name| name[0].0).collect();
        let found = self.lookup(&keys, usize::MAX)?.hits;
        let hits: HashSet<_> = found.iter().map(|hit| (hit.key, hit.record)).collect();
        let records = |(at, name): (u32, &&[(Key, u32)])| {
            name.iter().filter(|one| hits.contains(&(at, one.1))).count()
        };
        let led: usize = (0..).zip(&names).map(records).sum();
        report.names += led as u64;
        if led < batch.len() {
            report.complain(format!("{} names do not lead to their records", batch.len() - led));
        }
        for group in found.chunk_by(|a, b| a.key == b.key) {
            // What records of several batches share is looked at once, with the first of them.
            if group.len() > 1 && names[index(group[0].key)][0].1 == group[0].record {
                self.check_papers(group, report)?;
            }
        }
        batch.clear();
        Ok(())
    }

    /// Records that share a name may be of several papers; these are called otherwise.
    fn check_papers(&self, group: &[Hit], report: &mut Report) -> Result<()> {
        let mut seen = HashSet::new();
        for hit in group {
            if self.membership(hit.record)?.is_none()
                && let Some(name) = self.canonical(hit.record)?
                && !seen.insert(name.clone())
            {
                report.complain(format!("{name} is the name of two papers"));
            }
        }
        Ok(())
    }

    /// A paper may keep the name of a record that is gone, but not where others have records of that content.
    fn check_kept(&self, report: &mut Report) -> Result<()> {
        for (founder, name) in self.own_names()? {
            if self.membership(founder)?.is_some() {
                continue;
            }
            let (mut own, mut others) = (false, false);
            let mut twice = false;
            for hit in self.lookup(&[names::key(&name)], usize::MAX)?.hits {
                let place = self.place(hit.record)?;
                if place.is_some_and(|(_, content)| names::of_content(content) == name) {
                    let paper = self.founder(hit.record)?;
                    let theirs = paper != founder;
                    (own, others) = (own || !theirs, others || theirs);
                    twice |= theirs && self.canonical(paper)?.as_ref() == Some(&name);
                }
            }
            if twice {
                report.complain(format!("{name} is the name of two papers"));
            }
            if others && !own {
                report.complain(format!(
                    "{name} is the name of one paper and the content of another"
                ));
            }
        }
        Ok(())
    }
}

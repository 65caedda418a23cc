//! A moment of the index, to read; and a change of it, to write. What they can do stands beside each table.

use std::cell::RefCell;
use std::ops::Deref;

use super::block::Entry;
use super::codec::Codecs;
use super::database::Database;
use super::error::Result;
use super::file::rollback;
use super::postings::{self, Found, Key};
use super::runs::{self, Pending};

/// The index as it was when the snapshot was taken.
#[derive(Debug)]
pub struct Snapshot<'a> {
    database: &'a Database,
    codecs: &'a Codecs,
    /// Runs of the change that this is part of, not in the file yet.
    pending: RefCell<Vec<Pending>>,
}

impl<'a> Snapshot<'a> {
    /// In a transaction that has begun.
    pub(super) const fn new(database: &'a Database, codecs: &'a Codecs) -> Self {
        Self { database, codecs, pending: RefCell::new(Vec::new()) }
    }

    pub(super) const fn database(&self) -> &'a Database {
        self.database
    }

    pub(super) const fn codecs(&self) -> &'a Codecs {
        self.codecs
    }

    /// The records that have any of these keys, at most `limit` for each key.
    pub fn lookup(&self, keys: &[Key], limit: usize) -> Result<Found> {
        postings::lookup(self.database, &self.pending.borrow(), keys, limit)
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        rollback(self.database);
    }
}

/// A transaction: stored as a whole by [`Change::commit`], undone when dropped.
#[derive(Debug)]
pub struct Change<'a> {
    view: Snapshot<'a>,
    stored: Stored,
    /// Postings of names, which go into the next run.
    names: RefCell<Vec<Entry>>,
}

/// Postings of names that are kept in memory before they make a run of their own.
const NAMES: usize = 1 << 22;
/// Runs of one change that are kept in memory.
const RUNS: usize = 12;

#[derive(Debug, PartialEq, Eq)]
enum Stored {
    NotYet,
    Safely,
}

impl<'a> Change<'a> {
    pub(super) const fn new(view: Snapshot<'a>) -> Self {
        Self { view, stored: Stored::NotYet, names: RefCell::new(Vec::new()) }
    }

    /// Adds postings. Each call makes a sorted run, so a few million at a time are best: 16 bytes each in memory. They are
    /// found from now on.
    pub fn post(&self, postings: &[(Key, u32)]) -> Result<()> {
        let mut entries = self.names.take();
        entries.extend(postings.iter().map(|(key, record)| (key.kept(), *record)));
        let run = Pending::new(entries);
        if !run.is_empty() {
            self.view.pending.borrow_mut().push(run);
        }
        if self.view.pending.borrow().len() < RUNS {
            return Ok(());
        }
        self.level()
    }

    /// Writes the runs of this change as one, and merges with it those that are not much larger: once, at its end, since a
    /// large change makes many runs, and each would be merged with all before it.
    fn level(&self) -> Result<()> {
        runs::level(self.view.database, &self.view.pending.take())
    }

    /// Merges all runs into one, so that lookups are fastest and the next merges far: after a first large load.
    pub fn merge_runs(&self) -> Result<()> {
        self.post(&[])?;
        runs::merge_all(self.view.database, &self.view.pending.take())
    }

    /// Adds postings of names with the next others.
    pub(super) fn post_names(&self, names: impl Iterator<Item = (Key, u32)>) -> Result<()> {
        let mut waiting = self.names.borrow_mut();
        waiting.extend(names.map(|(key, record)| (key.kept(), record)));
        if waiting.len() < NAMES {
            return Ok(());
        }
        drop(waiting);
        self.post(&[])
    }

    /// Stores the change. Once this returns, it survives a crash of program, system and power.
    pub fn commit(mut self) -> Result<()> {
        self.post(&[])?;
        self.level()?;
        self.view.database.batch("COMMIT")?;
        self.stored = Stored::Safely;
        Ok(())
    }
}

impl<'a> Deref for Change<'a> {
    type Target = Snapshot<'a>;

    fn deref(&self) -> &Self::Target {
        &self.view
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        if self.stored == Stored::NotYet {
            self.view.codecs.clear();
        }
    }
}

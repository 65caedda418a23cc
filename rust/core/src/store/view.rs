//! A moment of the index, to read; and a change of it, to write. What they can do stands beside each table.

use std::cell::RefCell;
use std::ops::Deref;

use super::codec::Codecs;
use super::database::Database;
use super::error::Result;
use super::keys::Key;
use super::merging;
use super::pending::Pending;
use super::postings::{self, Found};

/// The index as it was when the snapshot was taken.
#[derive(Debug)]
pub struct Snapshot<'a> {
    database: &'a Database,
    codecs: &'a Codecs,
    /// Postings of the change that this is part of, not in the file yet.
    pending: RefCell<Pending>,
}

impl<'a> Snapshot<'a> {
    /// In a transaction that has begun.
    pub(super) fn new(database: &'a Database, codecs: &'a Codecs) -> Self {
        Self { database, codecs, pending: RefCell::new(Pending::default()) }
    }

    pub(super) const fn database(&self) -> &'a Database {
        self.database
    }

    pub(super) const fn codecs(&self) -> &'a Codecs {
        self.codecs
    }

    /// The records that have any of these keys, at most `limit` for each key.
    pub fn lookup(&self, keys: &[Key], limit: usize) -> Result<Found> {
        postings::lookup(self.database, &mut self.pending.borrow_mut(), keys, limit)
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        self.database.roll_back();
    }
}

/// A transaction: stored as a whole by [`Change::commit`], undone when dropped.
#[derive(Debug)]
pub struct Change<'a> {
    view: Snapshot<'a>,
    stored: Stored,
}

/// Postings of a change that wait in memory, at 8 bytes each; fewer in tests, so that some changes have more.
const WAITING: usize = if cfg!(test) { 4_000 } else { 1 << 26 };

#[derive(Debug, PartialEq, Eq)]
enum Stored {
    NotYet,
    Safely,
}

impl<'a> Change<'a> {
    pub(super) const fn new(view: Snapshot<'a>) -> Self {
        Self { view, stored: Stored::NotYet }
    }

    /// Adds postings. They are found from now on.
    pub fn post(&self, postings: impl IntoIterator<Item = (Key, u32)>) -> Result<()> {
        let mut pending = self.view.pending.borrow_mut();
        for (key, record) in postings {
            pending.push((key.kept(), record));
            if pending.len() == WAITING {
                merging::level(self.view.database, std::mem::take(&mut *pending))?;
            }
        }
        Ok(())
    }

    /// Merges all runs into one, so that lookups are fastest and the next merges far: after a first large load.
    pub fn merge_runs(&self) -> Result<()> {
        merging::merge_all(self.view.database, self.view.pending.take())
    }

    /// Stores the change. Once this returns, it survives a crash of program, system and power.
    pub fn commit(mut self) -> Result<()> {
        merging::level(self.view.database, self.view.pending.take())?;
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

//! Sorted runs of postings in the file: which there are, and their blocks one by one.

use std::collections::HashSet;

use rusqlite::CachedStatement;

use super::block::{Block, Entry};
use super::database::Database;
use super::error::Result;
use super::keys::KEY_BITS;

/// A run, as the table says.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Its blocks are under `number · 2^40 + first key`.
    pub number: u64,
    /// Entries of all blocks.
    pub postings: u64,
    /// Its blocks.
    pub blocks: u64,
}

impl Run {
    /// The row of its first block is not before this.
    pub const fn from(self) -> i64 {
        (self.number << KEY_BITS).cast_signed()
    }

    /// The rows of its blocks are before this.
    pub const fn to(self) -> i64 {
        ((self.number + 1) << KEY_BITS).cast_signed()
    }
}

/// The runs, smallest first.
pub fn runs(database: &Database) -> Result<Vec<Run>> {
    let sql = "SELECT run, postings, blocks FROM runs ORDER BY postings, run";
    database.all(sql, [], |row| {
        Ok(Run { number: row.get(0)?, postings: row.get(1)?, blocks: row.get(2)? })
    })
}

/// Finds blocks of a run, one key after another.
pub struct Finder<'a> {
    database: &'a Database,
    run: Run,
    statement: CachedStatement<'a>,
}

impl<'a> Finder<'a> {
    /// For many keys: the statement is looked up once.
    pub fn new(database: &'a Database, run: Run) -> Result<Self> {
        let sql =
            "SELECT key, packed FROM blocks WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1";
        Ok(Self { database, run, statement: database.statement(sql)? })
    }

    /// Visits the block that a key must be in, unless the run begins after it.
    pub fn with_block(&mut self, key: u64, visit: impl FnOnce(Block<'_>)) -> Result<()> {
        let (database, from) = (self.database, self.run.from());
        let failed = |error| database.failed(error);
        let mut rows = self.statement.query([from, from + key.cast_signed()]).map_err(failed)?;
        if let Some(row) = rows.next().map_err(failed)? {
            let (row, bytes) = block_of(row).map_err(failed)?;
            visit(open(database, row, bytes)?);
        }
        Ok(())
    }
}

/// Visits the blocks of a run, in order, with the numbers of their rows.
pub fn each_block(
    database: &Database,
    run: Run,
    mut visit: impl FnMut(i64, Block<'_>) -> Result<()>,
) -> Result<()> {
    let sql = "SELECT key, packed FROM blocks WHERE key >= ?1 AND key < ?2 ORDER BY key";
    database.each(sql, [run.from(), run.to()], |row| {
        let (row, bytes) = block_of(row).map_err(|error| database.failed(error))?;
        visit(row, open(database, row, bytes)?)
    })
}

/// The first key of a block, from the number of its row.
pub const fn first_key(row: i64) -> u64 {
    row.cast_unsigned() & ((1 << KEY_BITS) - 1)
}

fn block_of<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<(i64, &'a [u8])> {
    Ok((row.get(0)?, row.get_ref(1)?.as_blob()?))
}

fn open<'a>(database: &Database, row: i64, bytes: &'a [u8]) -> Result<Block<'a>> {
    let block = Block::new(first_key(row), bytes);
    block.ok_or_else(|| database.corrupt(format_args!("block {row} is none")))
}

/// The entries of a run of the file in order, a few blocks at a time.
pub struct Source<'a> {
    database: &'a Database,
    entries: Vec<Entry>,
    at: usize,
    /// The blocks after this row and before that one were not read yet.
    rest: (i64, i64),
}

impl<'a> Source<'a> {
    /// From the first on.
    pub fn new(database: &'a Database, run: Run) -> Result<Self> {
        let rest = (run.from() - 1, run.to());
        let mut source = Self { database, entries: Vec::new(), at: 0, rest };
        source.load()?;
        Ok(source)
    }

    /// The next entry.
    pub fn head(&self) -> Option<Entry> {
        self.entries.get(self.at).copied()
    }

    /// Goes on to the one after it.
    pub fn advance(&mut self) -> Result<()> {
        self.at += 1;
        if self.at < self.entries.len() { Ok(()) } else { self.load() }
    }

    /// Moves the next entries to `out`, up to those whose keys are not before `end`.
    pub fn take_before(&mut self, end: u64, out: &mut Vec<Entry>) -> Result<()> {
        while self.head().is_some_and(|entry| entry.0 < end) {
            let rest = &self.entries[self.at..];
            let before = rest.partition_point(|entry| entry.0 < end);
            out.extend_from_slice(&rest[..before]);
            self.at += before;
            if self.at == self.entries.len() {
                self.load()?;
            }
        }
        Ok(())
    }

    fn load(&mut self) -> Result<()> {
        self.at = 0;
        self.entries.clear();
        let sql =
            "SELECT key, packed FROM blocks WHERE key > ?1 AND key < ?2 ORDER BY key LIMIT 16";
        let ((after, end), database) = (self.rest, self.database);
        database.each(sql, [after, end], |row| {
            let (first, bytes) = block_of(row).map_err(|error| database.failed(error))?;
            self.entries.extend(open(database, first, bytes)?.entries());
            self.rest.0 = first;
            Ok(())
        })
    }
}

/// Records that are no more.
pub fn tombstones(database: &Database) -> Result<HashSet<u32>> {
    let all = database.all("SELECT record FROM tombstones", [], |row| row.get(0))?;
    Ok(all.into_iter().collect())
}

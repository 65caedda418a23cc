//! Postings: which records have a key. Sorted runs cut into blocks, merged by size.
//!
//! One row for a block, under the number `run · 2^40 + first key`, so a lookup is one descent of a B-tree and a search in
//! a quarter of a page. A key is the first 40 bits of a mix of channel and hash: at thirty million postings a lookup meets a
//! stranger once in 40,000 times, and whoever looks up verifies what is found. The runs of a change become one at its end,
//! which takes with it every run that is at most [`FANOUT`] times as large, so there are few runs, each several times the next, and a posting is
//! rewritten a number of times that grows with the logarithm. A key never straddles two blocks of a run.
//!
//! Twenty million postings on two cores (`docs/decisions/postings-in-blocks.md`): 4.8 bytes each; 300,000 more take 0.07 to
//! 0.2 s and every tenth time 1.5 s; thirty keys are looked up in 55 µs in one run, and 77 µs in those after twelve adds.

use std::collections::HashSet;

use rayon::slice::ParallelSliceMut;
use rusqlite::CachedStatement;

use super::block::{Block, Entry, Extent, TARGET, encode};
use super::database::Database;
use super::error::{Error, Result};
use super::view::Snapshot;

/// Bits of a key that are kept.
pub const KEY_BITS: u32 = 40;
/// A run is merged into one that comes in if it is at most so many times as large.
pub const FANOUT: u64 = 8;
/// Hits up to which each is looked up among the deleted, rather than all deleted ones loaded.
const ONE_BY_ONE: usize = 500;
/// Runs that there can be numbers for.
const RUNS: u64 = 1 << (62 - KEY_BITS);

/// A kind of key, and its hash: two of different channels never mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which evidence: a text band, a title, an identifier, … The numbers are the driver's.
    pub channel: u8,
    /// The hash, 64 good bits.
    pub hash: u64,
}

impl Key {
    /// What is kept of it: the first bits of the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
    pub const fn kept(self) -> u64 {
        let step = (self.channel as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.hash.wrapping_add(step);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) >> (u64::BITS - KEY_BITS)
    }
}

/// A record that may have a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Place of the key among those asked for.
    pub key: u32,
    /// The record.
    pub record: u32,
}

/// What a lookup found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Sorted by key, then record.
    pub hits: Vec<Hit>,
    /// Records left out because a key has more than the limit.
    pub cut: u64,
}

/// A run, as the table says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub number: u64,
    pub postings: u64,
    pub blocks: u64,
}

impl Run {
    const fn from(self) -> i64 {
        (self.number << KEY_BITS).cast_signed()
    }

    const fn to(self) -> i64 {
        ((self.number + 1) << KEY_BITS).cast_signed()
    }
}

/// The first key of a block, from the number of its row.
pub(super) const fn first_key(row: i64) -> u64 {
    row.cast_unsigned() & ((1 << KEY_BITS) - 1)
}

/// The runs, smallest first.
pub(super) fn runs(database: &Database) -> Result<Vec<Run>> {
    let sql = "SELECT run, postings, blocks FROM runs ORDER BY postings, run";
    database.all(sql, [], |row| {
        Ok(Run { number: row.get(0)?, postings: row.get(1)?, blocks: row.get(2)? })
    })
}

/// Finds the records of keys, at most `limit` for each key; those deleted are left out.
pub(super) fn lookup(database: &Database, keys: &[Key], limit: usize) -> Result<Found> {
    let runs = runs(database)?;
    if runs.is_empty() {
        return Ok(Found::default());
    }
    let mut sorted: Vec<(u64, u32)> = keys.iter().map(|key| key.kept()).zip(0..).collect();
    sorted.sort_unstable();
    let mut hits = Vec::new();
    for run in runs {
        search(database, run, &sorted, &mut hits)?;
    }
    hits.sort_unstable();
    hits.dedup();
    drop_deleted(database, &mut hits)?;
    let all = hits.len();
    let (mut key, mut seen) = (u32::MAX, 0);
    hits.retain(|hit| {
        seen = if hit.key == key { seen + 1 } else { 1 };
        key = hit.key;
        seen <= limit
    });
    Ok(Found { cut: (all - hits.len()) as u64, hits })
}

/// One descent for each block that a key can be in; keys that follow are looked for in the same block first.
fn search(database: &Database, run: Run, sorted: &[(u64, u32)], hits: &mut Vec<Hit>) -> Result<()> {
    let sql = "SELECT key, packed FROM blocks WHERE key <= ?1 ORDER BY key DESC LIMIT 1";
    let mut statement = database.statement(sql)?;
    let mut at = 0;
    while at < sorted.len() {
        let row = run.from() + sorted[at].0.cast_signed();
        let mut rows = statement.query([row]).map_err(|error| database.failed(error))?;
        let found = rows.next().map_err(|error| database.failed(error))?;
        let Some((first, bytes)) =
            found.map(block_of).transpose().map_err(|e| database.failed(e))?
        else {
            at += 1;
            continue;
        };
        if first < run.from() {
            at += 1;
            continue;
        }
        at = search_block(open(database, first, bytes)?, &sorted[at..], hits) + at;
    }
    Ok(())
}

fn block_of<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<(i64, &'a [u8])> {
    Ok((row.get(0)?, row.get_ref(1)?.as_blob()?))
}

fn open<'a>(database: &Database, row: i64, bytes: &'a [u8]) -> Result<Block<'a>> {
    let block = Block::new(first_key(row), bytes);
    block.ok_or_else(|| database.corrupt(format_args!("block {row} is none")))
}

/// Looks for the first key, and for those after it that this block must hold; how many are done.
fn search_block(block: Block<'_>, sorted: &[(u64, u32)], hits: &mut Vec<Hit>) -> usize {
    // To know where a block ends costs as much as a key, and pays from the second on.
    let last = if sorted.len() > 1 { block.last() } else { 0 };
    let mut done = 0;
    for &(key, place) in sorted {
        if done > 0 && key > last {
            break;
        }
        hits.extend(block.find(key).map(|record| Hit { key: place, record }));
        done += 1;
    }
    done
}

fn drop_deleted(database: &Database, hits: &mut Vec<Hit>) -> Result<()> {
    if !database.value::<bool>("SELECT EXISTS (SELECT 1 FROM tombstones)", [])? {
        return Ok(());
    }
    if hits.len() > ONE_BY_ONE {
        let gone = tombstones(database)?;
        hits.retain(|hit| !gone.contains(&hit.record));
        return Ok(());
    }
    let mut kept = Vec::with_capacity(hits.len());
    for &hit in hits.iter() {
        let sql = "SELECT EXISTS (SELECT 1 FROM tombstones WHERE record = ?1)";
        if !database.value::<bool>(sql, [hit.record])? {
            kept.push(hit);
        }
    }
    *hits = kept;
    Ok(())
}

impl Snapshot<'_> {
    /// The blocks of a run, in order, with the numbers of their rows.
    pub(super) fn each_block(
        &self,
        run: Run,
        mut visit: impl FnMut(i64, Block<'_>) -> Result<()>,
    ) -> Result<()> {
        let database = self.database();
        let sql = "SELECT key, packed FROM blocks WHERE key >= ?1 AND key < ?2 ORDER BY key";
        database.each(sql, [run.from(), run.to()], |row| {
            let (row, bytes) = block_of(row).map_err(|error| database.failed(error))?;
            visit(row, open(database, row, bytes)?)
        })
    }
}

/// Records that are no more.
pub(super) fn tombstones(database: &Database) -> Result<HashSet<u32>> {
    let all = database.all("SELECT record FROM tombstones", [], |row| row.get(0))?;
    Ok(all.into_iter().collect())
}

/// Stores postings as a run of their own; its number, unless there are none.
pub(super) fn store(database: &Database, mut entries: Vec<Entry>) -> Result<Option<u64>> {
    entries.par_sort_unstable();
    let mut writer = RunWriter::new(database)?;
    for entry in entries {
        writer.push(entry)?;
    }
    writer.finish()
}

/// Merges new runs with each other and with those that are not much larger than what is merged so far; the run that came
/// of it.
pub(super) fn level(database: &Database, new: &[u64]) -> Result<Option<u64>> {
    let is_new = |run: &Run| new.contains(&run.number);
    let (mut taken, older): (Vec<Run>, Vec<Run>) = runs(database)?.into_iter().partition(is_new);
    let mut size = taken.iter().map(|run| run.postings).sum();
    taken.extend(older.into_iter().take_while(|run| grown(&mut size, *run)));
    if taken.len() < 2 {
        return Ok(taken.first().map(|run| run.number));
    }
    merge(database, &taken)
}

/// Merges all runs, unless there is one without deleted records.
pub(super) fn merge_all(database: &Database) -> Result<()> {
    let all = runs(database)?;
    if all.len() < 2 && tombstones(database)?.is_empty() {
        return Ok(());
    }
    merge(database, &all).map(|_| ())
}

/// Whether a run goes into one of `size`, which it then makes larger.
const fn grown(size: &mut u64, run: Run) -> bool {
    let small = run.postings <= *size * FANOUT;
    if small {
        *size += run.postings;
    }
    small
}

/// Merges runs into one, without deleted records; its number, unless nothing is left.
fn merge(database: &Database, taken: &[Run]) -> Result<Option<u64>> {
    let deleted = tombstones(database)?;
    let mut writer = RunWriter::new(database)?;
    let sources = taken.iter().map(|&run| Source::new(database, run));
    let mut sources = sources.collect::<Result<Vec<_>>>()?;
    loop {
        let heads =
            sources.iter().enumerate().filter_map(|(at, source)| Some((source.head()?, at)));
        let Some((entry, at)) = heads.min() else { break };
        sources[at].advance()?;
        if !deleted.contains(&entry.1) {
            writer.push(entry)?;
        }
    }
    drop(sources);
    for run in taken {
        let range = [run.from(), run.to()];
        database.run("DELETE FROM blocks WHERE key >= ?1 AND key < ?2", range)?;
        database.run("DELETE FROM runs WHERE run = ?1", [run.number])?;
    }
    writer.finish()
}

/// The entries of a run in order, block by block.
pub(super) struct Source<'a> {
    database: &'a Database,
    entries: Vec<Entry>,
    at: usize,
    /// Row of the block that was read last, and the end of the run.
    rest: Option<(i64, i64)>,
}

impl<'a> Source<'a> {
    pub(super) fn new(database: &'a Database, run: Run) -> Result<Self> {
        let rest = Some((run.from() - 1, run.to()));
        let mut source = Self { database, entries: Vec::new(), at: 0, rest };
        source.load()?;
        Ok(source)
    }

    /// The next entry.
    pub(super) fn head(&self) -> Option<Entry> {
        self.entries.get(self.at).copied()
    }

    /// Goes on to the one after it.
    pub(super) fn advance(&mut self) -> Result<()> {
        self.at += 1;
        self.load()
    }

    fn load(&mut self) -> Result<()> {
        let Some((row, end)) = self.rest else { return Ok(()) };
        if self.at < self.entries.len() {
            return Ok(());
        }
        let sql = "SELECT key, packed FROM blocks WHERE key > ?1 AND key < ?2 ORDER BY key LIMIT 1";
        let mut statement = self.database.statement(sql)?;
        let failed = |error| self.database.failed(error);
        let mut rows = statement.query([row, end]).map_err(failed)?;
        self.at = 0;
        self.entries.clear();
        let Some(found) = rows.next().map_err(failed)? else {
            self.rest = None;
            return Ok(());
        };
        let (first, bytes) = block_of(found).map_err(failed)?;
        self.entries.extend(open(self.database, first, bytes)?.entries());
        self.rest = Some((first, end));
        Ok(())
    }
}

/// Cuts a run into blocks and stores them.
struct RunWriter<'a> {
    insert: CachedStatement<'a>,
    database: &'a Database,
    run: Run,
    block: Vec<Entry>,
    extent: Extent,
}

impl<'a> RunWriter<'a> {
    /// A run under the smallest free number.
    fn new(database: &'a Database) -> Result<Self> {
        let used: Vec<u64> = database.all("SELECT run FROM runs", [], |row| row.get(0))?;
        let number = (0..RUNS).find(|number| !used.contains(number));
        let number = number.ok_or_else(|| Error::invalid("runs", RUNS, "compact the index"))?;
        let insert = database.statement("INSERT INTO blocks VALUES (?1, ?2)")?;
        let run = Run { number, postings: 0, blocks: 0 };
        Ok(Self { insert, database, run, block: Vec::new(), extent: Extent::of((0, 0)) })
    }

    fn push(&mut self, entry: Entry) -> Result<()> {
        let Some(&last) = self.block.last() else {
            self.extent = Extent::of(entry);
            self.block.push(entry);
            return Ok(());
        };
        if last == entry {
            return Ok(());
        }
        let with = self.extent.with(entry);
        // All of one key stay in one block, however many: only what is before the key goes.
        let fits = with.bytes() <= TARGET;
        let same = if fits { 0 } else { self.block.partition_point(|old| old.0 < entry.0) };
        if same == 0 {
            self.extent = with;
            self.block.push(entry);
            return Ok(());
        }
        let rest = self.block.split_off(same);
        self.flush()?;
        self.block = rest;
        self.block.push(entry);
        let mut entries = self.block.iter();
        let first = entries.next().copied().unwrap_or(entry);
        self.extent = entries.fold(Extent::of(first), |extent, &entry| extent.with(entry));
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let Some(first) = self.block.first() else { return Ok(()) };
        let row = self.run.from() + first.0.cast_signed();
        let stored = self.insert.execute((row, encode(&self.block)));
        stored.map_err(|error| self.database.failed(error))?;
        self.run.blocks += 1;
        self.run.postings += self.block.len() as u64;
        self.block.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<Option<u64>> {
        self.flush()?;
        if self.run.blocks == 0 {
            return Ok(None);
        }
        let row = [self.run.number, self.run.postings, self.run.blocks];
        self.database.run("INSERT INTO runs VALUES (?1, ?2, ?3)", row)?;
        Ok(Some(self.run.number))
    }
}

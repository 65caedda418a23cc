//! Runs of postings are merged by size at the end of a change.
//!
//! A merge goes through the keys in pieces: while one is written, which one thread must do, the next ones are sorted and cut into
//! blocks by the others. Where pieces end depends on how many postings there are, not on threads.

use std::collections::HashSet;

use rayon::prelude::*;
use rusqlite::CachedStatement;

use super::block::{Entry, Extent, TARGET, encode, extent};
use super::database::Database;
use super::error::{Error, Result};
use super::keys::KEY_BITS;
use super::pending::{PARTS, Pending};
use super::runs::{Run, Source, runs, tombstones};

/// A run is merged into one that comes in if it is at most so many times as large.
const FANOUT: u64 = 8;
/// Runs that there can be numbers for.
const RUNS: u64 = 1 << (62 - KEY_BITS);

/// Entries of a piece, about.
const PIECE: u64 = 1 << 18;
/// Pieces that are cut while those before them are written.
const TOGETHER: u64 = 4;

/// Merges what is pending into one run of the file, with those that are not much larger than what is merged so far.
pub fn level(database: &Database, pending: Pending) -> Result<()> {
    if pending.is_empty() {
        return Ok(());
    }
    let mut size = pending.len() as u64;
    let older = runs(database)?.into_iter().take_while(|run| grown(&mut size, *run));
    merge(database, pending, &older.collect::<Vec<_>>())
}

/// Merges all runs, unless there is one without deleted records.
pub fn merge_all(database: &Database, pending: Pending) -> Result<()> {
    let all = runs(database)?;
    if pending.is_empty() && all.len() < 2 && tombstones(database)?.is_empty() {
        return Ok(());
    }
    merge(database, pending, &all)
}

/// Whether a run goes into one of `size`, which it then makes larger.
const fn grown(size: &mut u64, run: Run) -> bool {
    let small = run.postings <= *size * FANOUT;
    if small {
        *size += run.postings;
    }
    small
}

/// Merges runs into one, without deleted records.
fn merge(database: &Database, mut pending: Pending, taken: &[Run]) -> Result<()> {
    let deleted = tombstones(database)?;
    let postings = pending.len() as u64 + taken.iter().map(|run| run.postings).sum::<u64>();
    let pieces = (postings / PIECE).next_power_of_two().min(PARTS as u64);
    let mut sources: Vec<Source<'_>> =
        taken.iter().map(|run| Source::new(database, *run)).collect::<Result<_>>()?;
    let mut writer = Writer::new(database)?;
    let mut ready: Vec<Vec<Packed>> = Vec::new();
    for start in (0..pieces).step_by(TOGETHER as usize) {
        let mut entries = Vec::new();
        for piece in start..pieces.min(start + TOGETHER) {
            let end = (piece + 1) * ((1 << KEY_BITS) / pieces);
            let mut all = pending.take_before(end);
            sources.iter_mut().try_for_each(|source| source.take_before(end, &mut all))?;
            entries.push(all);
        }
        let mut cut: Vec<Vec<Packed>> = Vec::new();
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                cut = entries.into_par_iter().map(|piece| in_blocks(piece, &deleted)).collect();
            });
            ready.iter().flatten().try_for_each(|block| writer.write(block))
        })?;
        ready = cut;
    }
    ready.iter().flatten().try_for_each(|block| writer.write(block))?;
    drop(sources);
    for run in taken {
        let range = [run.from(), run.to()];
        database.run("DELETE FROM blocks WHERE key >= ?1 AND key < ?2", range)?;
        database.run("DELETE FROM runs WHERE run = ?1", [run.number])?;
    }
    writer.finish()
}

/// The blocks of entries in any order, without those of deleted records.
fn in_blocks(mut entries: Vec<Entry>, deleted: &HashSet<u32>) -> Vec<Packed> {
    // The stable sort makes use of the runs that it finds: what was sorted before is merged.
    #[allow(clippy::stable_sort_primitive)]
    entries.sort();
    let mut cutter = Cutter::default();
    let kept = entries.into_iter().filter(|entry| !deleted.contains(&entry.1));
    let mut blocks: Vec<Packed> = kept.filter_map(|entry| cutter.push(entry)).collect();
    blocks.extend(cutter.pack());
    blocks
}

/// A block as it is stored.
#[derive(Debug)]
struct Packed {
    first: u64,
    count: usize,
    bytes: Vec<u8>,
}

/// Cuts sorted entries into blocks; entries that come twice are left out.
#[derive(Default)]
struct Cutter {
    block: Vec<Entry>,
    extent: Option<Extent>,
}

impl Cutter {
    /// Takes the next entry; the block that it does not fit into any more.
    fn push(&mut self, entry: Entry) -> Option<Packed> {
        if self.block.last() == Some(&entry) {
            return None;
        }
        let with = self.extent.map_or(Extent::of(entry), |extent| extent.with(entry));
        // All of one key stay in one block, however many: only what is before the key goes.
        let fits = with.bytes() <= TARGET;
        let same = if fits { 0 } else { self.block.partition_point(|old| old.0 < entry.0) };
        if same == 0 {
            self.extent = Some(with);
            self.block.push(entry);
            return None;
        }
        let rest = self.block.split_off(same);
        let full = self.pack();
        self.block = rest;
        self.block.push(entry);
        self.extent = extent(&self.block);
        full
    }

    /// What is left, as a block.
    fn pack(&mut self) -> Option<Packed> {
        let first = self.block.first()?.0;
        let packed = Packed { first, count: self.block.len(), bytes: encode(&self.block) };
        self.block.clear();
        Some(packed)
    }
}

/// Stores the blocks of a run.
struct Writer<'a> {
    insert: CachedStatement<'a>,
    database: &'a Database,
    run: Run,
}

impl<'a> Writer<'a> {
    /// A run under the smallest free number.
    fn new(database: &'a Database) -> Result<Self> {
        let used: Vec<u64> = database.all("SELECT run FROM runs", [], |row| row.get(0))?;
        let number = (0..RUNS).find(|number| !used.contains(number));
        let number = number.ok_or_else(|| Error::invalid("runs", RUNS, "compact the index"))?;
        let insert = database.statement("INSERT INTO blocks VALUES (?1, ?2)")?;
        Ok(Self { insert, database, run: Run { number, postings: 0, blocks: 0 } })
    }

    fn write(&mut self, block: &Packed) -> Result<()> {
        let row = self.run.from() + block.first.cast_signed();
        let stored = self.insert.execute((row, &block.bytes));
        stored.map_err(|error| self.database.failed(error))?;
        self.run.blocks += 1;
        self.run.postings += block.count as u64;
        Ok(())
    }

    fn finish(self) -> Result<()> {
        if self.run.blocks > 0 {
            let row = [self.run.number, self.run.postings, self.run.blocks];
            self.database.run("INSERT INTO runs VALUES (?1, ?2, ?3)", row)?;
        }
        Ok(())
    }
}

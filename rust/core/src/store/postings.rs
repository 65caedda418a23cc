//! Postings: which records have a key. Sorted runs cut into blocks, merged by size.
//!
//! One row for a block, under the number `run · 2^40 + first key`, so a lookup is one descent of a B-tree and a search in
//! a quarter of a page. A key is the first 40 bits of a mix of channel and hash: at thirty million postings a lookup meets a
//! stranger once in 40,000 times, and whoever looks up verifies what is found. The runs of a change become one at its end,
//! which takes with it every run that is not much larger, so there are few runs, each several times the next, and a posting is
//! rewritten a number of times that grows with the logarithm. A key never straddles two blocks of a run.
//!
//! Twenty million postings on two cores (`docs/decisions/postings-in-blocks.md`): 4.8 bytes each; 300,000 more take 0.07 to
//! 0.2 s and every tenth time 1.5 s; thirty keys are looked up in 55 µs in one run, and 77 µs in those after twelve adds.

use std::collections::HashSet;

use super::block::Block;
use super::database::Database;
use super::error::Result;
use super::runs::{Pending, Run, runs};
use super::view::Snapshot;

/// Bits of a key that are kept.
pub const KEY_BITS: u32 = 40;
/// Hits up to which each is looked up among the deleted, rather than all deleted ones loaded.
const ONE_BY_ONE: usize = 500;
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

/// Finds the records of keys, at most `limit` for each key; those deleted are left out.
pub(super) fn lookup(
    database: &Database,
    pending: &[Pending],
    keys: &[Key],
    limit: usize,
) -> Result<Found> {
    let runs = runs(database)?;
    if runs.is_empty() && pending.is_empty() {
        return Ok(Found::default());
    }
    let mut sorted: Vec<(u64, u32)> = keys.iter().map(|key| key.kept()).zip(0..).collect();
    sorted.sort_unstable();
    let mut hits = Vec::new();
    for run in runs {
        search(database, run, &sorted, &mut hits)?;
    }
    for run in pending {
        run.search(&sorted, &mut hits);
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

/// The first key of a block, from the number of its row.
pub(super) const fn first_key(row: i64) -> u64 {
    row.cast_unsigned() & ((1 << KEY_BITS) - 1)
}

pub(super) fn block_of<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<(i64, &'a [u8])> {
    Ok((row.get(0)?, row.get_ref(1)?.as_blob()?))
}

pub(super) fn open<'a>(database: &Database, row: i64, bytes: &'a [u8]) -> Result<Block<'a>> {
    let block = Block::new(first_key(row), bytes);
    block.ok_or_else(|| database.corrupt(format_args!("block {row} is none")))
}

/// Looks for the first key, and for those after it that this block must hold; how many are done.
pub(super) fn search_block(block: Block<'_>, sorted: &[(u64, u32)], hits: &mut Vec<Hit>) -> usize {
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

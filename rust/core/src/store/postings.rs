//! Postings: which records have a key. Sorted runs cut into blocks, merged by size.
//!
//! One row for a block, under the number `run · 2^40 + first key`, so a lookup is one descent of a B-tree and a search in
//! a quarter of a page. A key is the first 40 bits of a mix of channel and hash: at thirty million postings a lookup meets a
//! stranger once in 40,000 times, and whoever looks up verifies what is found. The postings of a change become a run at its
//! end, which takes with it every run that is not much larger, so there are few runs, each several times the next, and a posting is
//! rewritten a number of times that grows with the logarithm. A key never straddles two blocks of a run.
//!
//! Twenty million postings on two cores (`docs/decisions/postings-in-blocks.md`): 4.8 bytes each; 300,000 more take 0.07 to
//! 0.2 s and every tenth time 1.5 s; thirty keys are looked up in 55 µs in one run, and 77 µs in those after twelve adds.

use super::block::Block;
use super::database::Database;
use super::error::Result;
use super::keys::{Hit, Key};
use super::pending::Pending;
use super::runs::{Finder, Run, each_block, runs, tombstones};

/// A run of so many blocks for each key, or fewer, is gone through as a whole, without a descent for each. (Adding 10,000
/// records to two million took 1.56 s instead of 1.71, texts alone 0.40 instead of 0.44.)
const DENSE: u64 = 8;
/// Hits up to which each is looked up among the deleted, rather than all deleted ones loaded.
const ONE_BY_ONE: usize = 500;

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
    pending: &mut Pending,
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
    pending.search(&sorted, &mut hits);
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

/// Finds what a run has of sorted keys.
fn search(database: &Database, run: Run, sorted: &[(u64, u32)], hits: &mut Vec<Hit>) -> Result<()> {
    let mut rest = sorted;
    // Keys are hashes: they lie as densely in all of a run.
    if sorted.len() as u64 * DENSE >= run.blocks {
        return each_block(database, run, |_, block| {
            rest = &rest[search_block(block, rest, hits)..];
            Ok(())
        });
    }
    let mut finder = Finder::new(database, run)?;
    while let Some(&(key, _)) = rest.first() {
        // A key that is not in the only block that can hold it is done, too.
        let mut done = 1;
        finder.with_block(key, |block| done = search_block(block, rest, hits).max(1))?;
        rest = &rest[done..];
    }
    Ok(())
}

/// Looks in a block for sorted keys up to its last; how many of the given ones these are.
pub(super) fn search_block(block: Block<'_>, sorted: &[(u64, u32)], hits: &mut Vec<Hit>) -> usize {
    let last = block.last();
    let within = sorted.iter().take_while(|key| key.0 <= last);
    within
        .map(|&(key, place)| hits.extend(block.find(key).map(|record| Hit { key: place, record })))
        .count()
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

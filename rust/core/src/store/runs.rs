//! Sorted runs of postings: in memory while a change lasts, so that the file takes each posting once; merged by size at its
//! end.

use rayon::slice::ParallelSliceMut;
use rusqlite::CachedStatement;

use super::block::{Block, Entry, Extent, TARGET, encode, extent};
use super::database::Database;
use super::error::{Error, Result};
use super::postings::{Hit, KEY_BITS, block_of, open, search_block, tombstones};

/// A run is merged into one that comes in if it is at most so many times as large.
const FANOUT: u64 = 8;
/// Runs that there can be numbers for.
const RUNS: u64 = 1 << (62 - KEY_BITS);

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

/// A run in memory: the blocks that it would have in the file.
#[derive(Debug)]
pub struct Pending(Vec<Packed>);

/// A block as it is stored.
#[derive(Debug)]
struct Packed {
    first: u64,
    count: usize,
    bytes: Vec<u8>,
}

impl Pending {
    /// Of postings in any order.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.par_sort_unstable();
        let mut cutter = Cutter::default();
        let mut blocks: Vec<Packed> =
            entries.into_iter().filter_map(|entry| cutter.push(entry)).collect();
        blocks.extend(cutter.pack());
        Self(blocks)
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn postings(&self) -> u64 {
        self.0.iter().map(|block| block.count as u64).sum()
    }

    /// Finds the records of sorted keys, which come with their places.
    pub fn search(&self, sorted: &[(u64, u32)], hits: &mut Vec<Hit>) {
        let mut at = 0;
        while at < sorted.len() {
            let after = self.0.partition_point(|block| block.first <= sorted[at].0);
            let block = after.checked_sub(1).and_then(|place| self.0[place].open());
            at += block.map_or(1, |block| search_block(block, &sorted[at..], hits).max(1));
        }
    }
}

impl Packed {
    fn open(&self) -> Option<Block<'_>> {
        Block::new(self.first, &self.bytes)
    }
}

/// Merges what is pending into one run of the file, with those that are not much larger than what is merged so far.
pub fn level(database: &Database, pending: &[Pending]) -> Result<()> {
    if pending.is_empty() {
        return Ok(());
    }
    let mut size = pending.iter().map(Pending::postings).sum();
    let older = runs(database)?.into_iter().take_while(|run| grown(&mut size, *run));
    merge(database, pending, &older.collect::<Vec<_>>())
}

/// Merges all runs, unless there is one without deleted records.
pub fn merge_all(database: &Database, pending: &[Pending]) -> Result<()> {
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
fn merge(database: &Database, pending: &[Pending], taken: &[Run]) -> Result<()> {
    let deleted = tombstones(database)?;
    let memory = pending.iter().map(|run| Rest::Memory(run.0.iter()));
    let file = taken.iter().map(|run| Rest::File(database, run.from() - 1, run.to()));
    let mut sources: Vec<Source<'_>> =
        memory.chain(file).map(Source::new).collect::<Result<_>>()?;
    let mut writer = Writer::new(database)?;
    let mut cutter = Cutter::default();
    loop {
        let heads =
            sources.iter().enumerate().filter_map(|(at, source)| Some((source.head()?, at)));
        let Some((entry, at)) = heads.min() else { break };
        sources[at].advance()?;
        if !deleted.contains(&entry.1)
            && let Some(block) = cutter.push(entry)
        {
            writer.write(&block)?;
        }
    }
    drop(sources);
    for run in taken {
        let range = [run.from(), run.to()];
        database.run("DELETE FROM blocks WHERE key >= ?1 AND key < ?2", range)?;
        database.run("DELETE FROM runs WHERE run = ?1", [run.number])?;
    }
    cutter.pack().map_or(Ok(()), |block| writer.write(&block))?;
    writer.finish()
}

/// The entries of a run in order, block by block.
pub struct Source<'a> {
    entries: Vec<Entry>,
    at: usize,
    rest: Rest<'a>,
}

/// The blocks of a run that were not read yet.
enum Rest<'a> {
    Memory(std::slice::Iter<'a, Packed>),
    /// After this row, before that one.
    File(&'a Database, i64, i64),
}

impl<'a> Source<'a> {
    /// The entries of a run of the file.
    pub fn of_run(database: &'a Database, run: Run) -> Result<Self> {
        Self::new(Rest::File(database, run.from() - 1, run.to()))
    }

    fn new(rest: Rest<'a>) -> Result<Self> {
        let mut source = Self { entries: Vec::new(), at: 0, rest };
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

    fn load(&mut self) -> Result<()> {
        self.at = 0;
        self.entries.clear();
        match &mut self.rest {
            Rest::Memory(blocks) => {
                let block = blocks.next().and_then(Packed::open);
                self.entries.extend(block.iter().flat_map(Block::entries));
            }
            Rest::File(database, after, end) => {
                let sql = "SELECT key, packed FROM blocks WHERE key > ?1 AND key < ?2 ORDER BY key LIMIT 1";
                database.each(sql, [*after, *end], |row| {
                    let (first, bytes) = block_of(row).map_err(|error| database.failed(error))?;
                    self.entries.extend(open(database, first, bytes)?.entries());
                    *after = first;
                    Ok(())
                })?;
            }
        }
        Ok(())
    }
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

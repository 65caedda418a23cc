//! The ledger: which dumps were added, and when.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rusqlite::Row;

use super::error::Result;
use super::history::Event;
use super::view::{Change, Snapshot};

/// A dump to be entered.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewDump<'a> {
    /// As the user knows it.
    pub name: &'a str,
    /// Hash of its content; a dump is added once.
    pub digest: &'a [u8],
    /// The date that it speaks of; empty if unknown.
    pub date: &'a str,
    /// Records that it held.
    pub records: u64,
    /// Inputs that were no records.
    pub rejects: u64,
    /// When it is added.
    pub added: &'a str,
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    /// Its number, in the order in which dumps were added.
    pub dump: u32,
    /// As the user knows it.
    pub name: String,
    /// What it alone is called here, now and later: its name, and `@2`, `@3`, … if dumps before it were called so.
    pub label: String,
    /// Hash of its content.
    pub digest: Vec<u8>,
    /// The date that it speaks of; empty if unknown.
    pub date: String,
    /// Records that it held.
    pub records: u64,
    /// Inputs that were no records.
    pub rejects: u64,
    /// When it was added.
    pub added: String,
}

const COLUMNS: &str = "SELECT dump, name, digest, date, records, rejects, added FROM dumps";

fn dump_of(row: &Row<'_>) -> rusqlite::Result<Dump> {
    Ok(Dump {
        dump: row.get(0)?,
        name: row.get(1)?,
        label: String::new(),
        digest: row.get(2)?,
        date: row.get(3)?,
        records: row.get(4)?,
        rejects: row.get(5)?,
        added: row.get(6)?,
    })
}

/// Gives every dump a label; one that comes later changes none.
fn label(dumps: &mut [Dump]) {
    let mut taken: HashSet<String> = HashSet::with_capacity(dumps.len());
    let mut last: HashMap<String, u32> = HashMap::new();
    for dump in dumps {
        let mut label = dump.name.clone();
        let count = last.entry(dump.name.clone()).or_insert(1);
        while taken.contains(&label) {
            *count += 1;
            label = format!("{}@{count}", dump.name);
        }
        taken.insert(label.clone());
        dump.label = label;
    }
}

impl Snapshot<'_> {
    /// All dumps, in the order in which they were added.
    pub fn dumps(&self) -> Result<Vec<Dump>> {
        let mut dumps = self.database().all(&format!("{COLUMNS} ORDER BY dump"), [], dump_of)?;
        label(&mut dumps);
        Ok(dumps)
    }

    /// The dump of this content, if it was added.
    pub fn dump_of_digest(&self, digest: &[u8]) -> Result<Option<Dump>> {
        self.database().one(&format!("{COLUMNS} WHERE digest = ?1"), [digest], dump_of)
    }

    /// Of the records with these numbers, how many were deleted or replaced. Read from the smallest table with a row for each.
    pub fn gone(&self, numbers: Range<u64>) -> Result<u64> {
        let kinds = [Event::Updated as u8, Event::Deleted as u8];
        let sql = "SELECT EXISTS (SELECT 1 FROM history WHERE kind IN (?1, ?2))";
        if !self.database().value::<bool>(sql, kinds)? {
            return Ok(0);
        }
        let sql = "SELECT count(*) FROM profiles WHERE record >= ?1 AND record < ?2";
        let there: u64 = self.database().value(sql, [numbers.start, numbers.end])?;
        Ok((numbers.end - numbers.start).saturating_sub(there))
    }

    /// A number that is given out once.
    pub(super) fn counter(&self, name: &str) -> Result<u32> {
        self.database().value("SELECT value FROM counters WHERE name = ?1", [name])
    }
}

impl Change<'_> {
    /// Enters a dump; its number. A dump of the same content is refused.
    pub fn add_dump(&self, new: &NewDump<'_>) -> Result<u32> {
        let dump = self.counter("next_dump")?;
        let row = (dump, new.name, new.digest, new.date, new.records, new.rejects, new.added);
        self.database().run("INSERT INTO dumps VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row)?;
        self.set_counter("next_dump", u64::from(dump) + 1)?;
        Ok(dump)
    }

    pub(super) fn set_counter(&self, name: &str, value: u64) -> Result<()> {
        let sql = "UPDATE counters SET value = ?2 WHERE name = ?1";
        self.database().run(sql, (name, value)).map(|_| ())
    }
}

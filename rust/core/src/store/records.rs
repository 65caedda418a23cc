//! Records with all their fields, as they come back; how they are stored: `appending`.

use std::collections::HashMap;
use std::ops::Range;

use rusqlite::Row;

use super::appending::IDENTIFIER;
use super::codec;
use super::error::Result;
use super::view::{Change, Snapshot};

/// A record as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number.
    pub record: u32,
    /// Number of its dump.
    pub dump: u32,
    /// Its place in the dump.
    pub position: u64,
    /// The 120 bits of its content ID.
    pub content: u128,
    /// Other names under which it is found.
    pub identifiers: Vec<String>,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

fn content_of(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0, |content, &byte| content << 8 | u128::from(byte))
}

/// A row before its fields are unpacked.
struct Head {
    record: u32,
    dump: u32,
    position: u64,
    content: u128,
    dictionary: i64,
}

fn head_of(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        record: row.get(0)?,
        dump: row.get(1)?,
        position: row.get(2)?,
        content: content_of(row.get_ref(3)?.as_blob()?),
        dictionary: row.get(4)?,
    })
}

const COLUMNS: &str = "SELECT record, dump, position, content, dictionary, packed FROM records";

impl Snapshot<'_> {
    /// A record, if it is there.
    pub fn record(&self, record: u32) -> Result<Option<Record>> {
        let mut found = None;
        let sql = format!("{COLUMNS} WHERE record = ?1");
        let names = self.field_names()?;
        self.database().each(&sql, [record], |row| {
            found = Some(self.whole(row, &names)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The records of these numbers that are there, one at a time.
    pub fn each_of(
        &self,
        numbers: &[u32],
        mut visit: impl FnMut(Record) -> Result<()>,
    ) -> Result<()> {
        let sql = format!("{COLUMNS} WHERE record >= ?1 ORDER BY record");
        let names = self.field_names()?;
        self.database().each_of(&sql, numbers, |row| visit(self.whole(row, &names)?))
    }

    /// All records of a range of numbers, in order, one at a time.
    pub fn each_record(
        &self,
        range: Range<u32>,
        mut visit: impl FnMut(Record) -> Result<()>,
    ) -> Result<()> {
        let sql = format!("{COLUMNS} WHERE record >= ?1 AND record < ?2 ORDER BY record");
        let names = self.field_names()?;
        let visited = |row: &Row<'_>| visit(self.whole(row, &names)?);
        self.database().each(&sql, [range.start, range.end], visited)
    }

    /// Dump and content ID of a record, if it is there: its place in the canonical order.
    pub fn place(&self, record: u32) -> Result<Option<(u32, u128)>> {
        let sql = "SELECT dump, content FROM records WHERE record = ?1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, content_of(row.get_ref(1)?.as_blob()?)));
        self.database().one(sql, [record], read)
    }

    /// How many records there are.
    pub fn count_records(&self) -> Result<u64> {
        self.database().value("SELECT count(*) FROM records", [])
    }

    /// The number after the last one that was given out.
    pub fn next_record(&self) -> Result<u32> {
        self.counter("next_record")
    }

    fn whole(&self, row: &Row<'_>, names: &HashMap<u64, String>) -> Result<Record> {
        let failed = |error| self.database().failed(error);
        let head = head_of(row).map_err(failed)?;
        let packed = row.get_ref(5).map_err(failed)?;
        let packed = packed.as_blob().map_err(|error| self.database().corrupt(error))?;
        let dictionary = || self.dictionary(head.dictionary);
        let bytes = self.codecs().unpack(head.dictionary, packed, dictionary)?;
        let Head { record, dump, position, content, .. } = head;
        let broken = || self.database().corrupt(format_args!("record {record} has no fields"));
        let mut whole =
            Record { record, dump, position, content, identifiers: Vec::new(), fields: Vec::new() };
        for (field, value) in bytes.as_deref().and_then(codec::split).ok_or_else(broken)? {
            match field {
                IDENTIFIER => whole.identifiers.push(value),
                _ => whole.fields.push((names.get(&field).ok_or_else(broken)?.clone(), value)),
            }
        }
        Ok(whole)
    }

    pub(super) fn field_names(&self) -> Result<HashMap<u64, String>> {
        let sql = "SELECT field, name FROM fields";
        let all = self.database().all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(all.into_iter().collect())
    }

    /// The bytes of a dictionary; number 0 is the empty one.
    fn dictionary(&self, number: i64) -> Result<Vec<u8>> {
        if number == 0 {
            return Ok(Vec::new());
        }
        let sql = "SELECT bytes FROM dictionaries WHERE dictionary = ?1";
        let found = self.database().one(sql, [number], |row| row.get(0))?;
        found.ok_or_else(|| self.database().corrupt(format_args!("no dictionary {number}")))
    }
}

impl Change<'_> {
    /// Removes a record with its fields, matches and place in a paper. Its number stays used, its postings fade at merges.
    ///
    /// What the members of a paper are without their founder is for the driver to say, in the same change.
    pub fn delete_record(&self, record: u32) -> Result<bool> {
        let gone = self.database().run("DELETE FROM records WHERE record = ?1", [record])? > 0;
        if gone {
            self.database().run("INSERT INTO tombstones VALUES (?1)", [record])?;
            self.database().run("DELETE FROM profiles WHERE record = ?1", [record])?;
            self.database().run("DELETE FROM matches WHERE b = ?1", [record])?;
            self.database().run("DELETE FROM matches WHERE a = ?1", [record])?;
            self.database().run("DELETE FROM members WHERE record = ?1", [record])?;
            self.database().run("DELETE FROM papers WHERE founder = ?1", [record])?;
        }
        Ok(gone)
    }
}

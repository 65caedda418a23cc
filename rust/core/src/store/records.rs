//! Records with all their fields.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use rusqlite::Row;

use super::codec::{self, LARGEST, Packing};
use super::error::{Error, Result};
use super::names;
use super::view::{Change, Snapshot};
use crate::ids::{MAX_RECORDS, number};

/// A record to be stored.
#[derive(Debug, Clone, Copy)]
pub struct NewRecord<'a> {
    /// Number of its dump.
    pub dump: u32,
    /// Its place in the dump.
    pub position: u64,
    /// The 120 bits of its content ID: the hash of its content without the last 8 bits.
    pub content: u128,
    /// Other names under which it is to be found, `scheme:value`, each in its one spelling.
    pub identifiers: &'a [&'a str],
    /// Names and values, in the order in which they are to come back.
    pub fields: &'a [(&'a str, &'a str)],
}

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

const CONTENT_BYTES: usize = 15;
/// Stands for the name of a field; those that have names count from 1.
const IDENTIFIER: u64 = 0;

/// Records that are packed by one thread with one compressor.
const PORTION: usize = 256;
/// Records that are packed while those before them are written, which one thread must do.
const TOGETHER: usize = 8 * PORTION;

fn content_bytes(content: u128) -> [u8; CONTENT_BYTES] {
    let mut bytes = [0; CONTENT_BYTES];
    bytes.copy_from_slice(&content.to_be_bytes()[1..]);
    bytes
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

    fn field_names(&self) -> Result<HashMap<u64, String>> {
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
    /// Stores records; their numbers, in the order given. They are compressed on the threads of the pool that calls.
    pub fn append(&self, records: &[NewRecord<'_>]) -> Result<Range<u32>> {
        let first = self.next_record()?;
        let end = first as usize + records.len();
        if end > MAX_RECORDS {
            return Err(Error::invalid("records", end, "fewer than 2^32 in an index"));
        }
        let plain = self.plain(records)?;
        let (dictionary, bytes) = self.newest_dictionary(&plain)?;
        let (packing, path) = (Packing::new(&bytes), self.database().path());
        let mut numbered = (first..).zip(records);
        let mut portions = plain.chunks(TOGETHER);
        let mut ready = pack_all(path, portions.next().unwrap_or_default(), &packing)?;
        while !ready.is_empty() {
            let next = portions.next().unwrap_or_default();
            let mut packed = Ok(Vec::new());
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| packed = pack_all(path, next, &packing));
                self.insert(dictionary, ready.iter().zip(numbered.by_ref()))
            })?;
            ready = packed?;
        }
        self.set_counter("next_record", end as u64)?;
        let names = (first..).zip(records).flat_map(|(record, new)| {
            let content = names::key(&names::of_content(new.content));
            let others = new.identifiers.iter().map(|name| names::key(name));
            std::iter::once(content).chain(others).map(move |key| (key, record))
        });
        self.post_names(names)?;
        Ok(first..number(end))
    }

    fn insert<'p, 'r>(
        &self,
        dictionary: i64,
        rows: impl Iterator<Item = (&'p Vec<u8>, (u32, &'r NewRecord<'r>))>,
    ) -> Result<()> {
        let sql = "INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = self.database().statement(sql)?;
        for (packed, (record, new)) in rows {
            let content = content_bytes(new.content);
            let row = (record, new.dump, new.position, content, dictionary, packed);
            insert.execute(row).map_err(|error| self.database().failed(error))?;
        }
        Ok(())
    }

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

    /// The fields as bytes, names as numbers; new names are entered.
    fn plain(&self, records: &[NewRecord<'_>]) -> Result<Vec<Vec<u8>>> {
        let known = self.field_names()?;
        let mut numbers: HashMap<String, u64> =
            known.into_iter().map(|(field, name)| (name, field)).collect();
        for (name, _) in records.iter().flat_map(|record| record.fields) {
            if !numbers.contains_key(*name) {
                let field = numbers.len() as u64 + 1;
                self.database().run("INSERT INTO fields VALUES (?1, ?2)", (field, name))?;
                numbers.insert((*name).to_owned(), field);
            }
        }
        let join = |record: &NewRecord<'_>| {
            let numbered = |&(name, value): &(&str, _)| Some((*numbers.get(name)?, value));
            let identifiers = record.identifiers.iter().map(|&name| (IDENTIFIER, name));
            codec::join(identifiers.chain(record.fields.iter().filter_map(numbered)))
        };
        Ok(records.par_iter().map(join).collect())
    }

    /// The dictionary to pack with: the one there is, or one trained on these records if they are enough.
    fn newest_dictionary(&self, plain: &[Vec<u8>]) -> Result<(i64, Vec<u8>)> {
        let sql = "SELECT dictionary, bytes FROM dictionaries ORDER BY dictionary DESC LIMIT 1";
        let found = self.database().one(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let Some(found) = found {
            return Ok(found);
        }
        let Some(bytes) = codec::train(plain) else { return Ok((0, Vec::new())) };
        self.database().run("INSERT INTO dictionaries VALUES (1, ?1)", [&bytes])?;
        Ok((1, bytes))
    }
}

fn pack_all(path: &Path, plain: &[Vec<u8>], packing: &Packing) -> Result<Vec<Vec<u8>>> {
    let failed = |error| Error::io(path, error);
    let portions = plain.par_chunks(PORTION).map(|portion| {
        let mut compressor = packing.compressor().map_err(failed)?;
        portion.iter().map(|bytes| pack(&mut compressor, bytes).map_err(failed)).collect()
    });
    let packed: Result<Vec<Vec<Vec<u8>>>> = portions.collect();
    Ok(packed?.into_iter().flatten().collect())
}

fn pack(compressor: &mut zstd::bulk::Compressor<'_>, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    if bytes.len() > LARGEST {
        let reason = format!("a record of {} bytes; at most {LARGEST} are possible", bytes.len());
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, reason));
    }
    compressor.compress(bytes)
}

//! Storing records: made, packed and numbered as their turn comes, on all threads but the one that writes.
//!
//! Packing is most of the work of a first load, 7 µs a record, so it must never wait: the next records are packed while
//! those before them are written.

use std::ops::Range;

use rayon::prelude::*;

use super::codec::{self, LARGEST, Packing};
use super::error::{Error, Result};
use super::keys::Key;
use super::names;
use super::view::Change;
use crate::ids::{MAX_RECORDS, index, number};

/// A record to be stored.
#[derive(Debug, Clone)]
pub struct NewRecord<'a> {
    /// Number of its dump.
    pub dump: u32,
    /// Its place in the dump.
    pub position: u64,
    /// The 120 bits of its content ID: the hash of its content without the last 8 bits.
    pub content: u128,
    /// Other names under which it is to be found, `scheme:value`, each in its one spelling.
    pub identifiers: Vec<String>,
    /// Places of names in the list that comes with the records, and values, in the order in which they are to come back.
    pub fields: Vec<(usize, &'a str)>,
}

/// Stands for the name of a field; those that have names count from 1.
pub(super) const IDENTIFIER: u64 = 0;

/// Records that one thread packs with one compressor.
const PORTION: u32 = 256;
/// Records that are packed while those before them are written.
const TOGETHER: u32 = 8 * PORTION;
/// Records that a dictionary is trained on, if so many come.
const SAMPLES: u32 = 1 << 14;

const CONTENT_BYTES: usize = 15;

fn content_bytes(content: u128) -> [u8; CONTENT_BYTES] {
    let mut bytes = [0; CONTENT_BYTES];
    bytes.copy_from_slice(&content.to_be_bytes()[1..]);
    bytes
}

/// Records ready to be written.
#[derive(Default)]
struct Portion {
    rows: Vec<Row>,
    /// The packed fields of all rows, end to end.
    bytes: Vec<u8>,
    /// Keys of names, with the rows that have them.
    names: Vec<(Key, u32)>,
}

struct Row {
    dump: u32,
    position: u64,
    content: [u8; CONTENT_BYTES],
    /// Where its fields end.
    end: usize,
}

/// How records are made and packed; any thread may.
struct Packer<'a, F> {
    make: F,
    /// The numbers of the names of fields.
    numbers: &'a [u64],
    packing: &'a Packing,
}

impl<'r, F: Fn(u32) -> NewRecord<'r> + Sync> Packer<'_, F> {
    /// All of a range, in order.
    fn pack(&self, range: Range<u32>) -> std::io::Result<Vec<Portion>> {
        let starts: Vec<u32> = range.clone().step_by(PORTION as usize).collect();
        let portion = |&start: &u32| self.portion(start..range.end.min(start + PORTION));
        starts.par_iter().map(portion).collect()
    }

    fn portion(&self, range: Range<u32>) -> std::io::Result<Portion> {
        let mut compressor = self.packing.compressor()?;
        let (mut plain, mut packed) = (Vec::new(), Vec::new());
        let mut portion = Portion::default();
        for (row, at) in (0..).zip(range) {
            let new = (self.make)(at);
            self.join(&new, &mut plain)?;
            packed.clear();
            packed.reserve(zstd::zstd_safe::compress_bound(plain.len()));
            compressor.compress_to_buffer(&plain, &mut packed)?;
            portion.bytes.extend_from_slice(&packed);
            portion.rows.push(Row {
                dump: new.dump,
                position: new.position,
                content: content_bytes(new.content),
                end: portion.bytes.len(),
            });
            portion.names.push((names::key(&names::of_content(new.content)), row));
            portion.names.extend(new.identifiers.iter().map(|name| (names::key(name), row)));
        }
        Ok(portion)
    }

    /// The fields as bytes, names as numbers.
    fn join(&self, new: &NewRecord<'_>, plain: &mut Vec<u8>) -> std::io::Result<()> {
        plain.clear();
        let identifiers = new.identifiers.iter().map(|name| (IDENTIFIER, name.as_str()));
        let fields = new.fields.iter().map(|&(name, value)| (self.numbers[name], value));
        codec::join(identifiers.chain(fields), plain);
        if plain.len() > LARGEST {
            let reason =
                format!("a record of {} bytes; at most {LARGEST} are possible", plain.len());
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, reason));
        }
        Ok(())
    }
}

impl Change<'_> {
    /// Stores `count` records; their numbers. `make` gives each when its turn comes, on any thread of the pool that calls;
    /// `names` are those of all their fields.
    pub fn append<'r>(
        &self,
        names: &[&str],
        count: u32,
        make: impl Fn(u32) -> NewRecord<'r> + Sync,
    ) -> Result<Range<u32>> {
        let first = self.next_record()?;
        let end = index(first) + index(count);
        if end > MAX_RECORDS {
            return Err(Error::invalid("records", end, "fewer than 2^32 in an index"));
        }
        let numbers = self.numbers(names)?;
        let plain = Packer { make: &make, numbers: &numbers, packing: &Packing::new(&[]) };
        let (dictionary, bytes) = self.newest_dictionary(count, &plain)?;
        let packer = Packer { packing: &Packing::new(&bytes), ..plain };
        let failed = |error| Error::io(self.database().path(), error);
        let mut rest = (0..count).step_by(TOGETHER as usize).map(|at| at..count.min(at + TOGETHER));
        let mut ready = packer.pack(rest.next().unwrap_or(0..0)).map_err(failed)?;
        let mut next_number = first;
        while !ready.is_empty() {
            let next = rest.next().unwrap_or(0..0);
            let mut packed = Ok(Vec::new());
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| packed = packer.pack(next));
                ready
                    .iter()
                    .try_for_each(|portion| self.insert(dictionary, &mut next_number, portion))
            })?;
            ready = packed.map_err(failed)?;
        }
        self.set_counter("next_record", end as u64)?;
        Ok(first..number(end))
    }

    /// Writes records under the next numbers.
    fn insert(&self, dictionary: i64, next: &mut u32, portion: &Portion) -> Result<()> {
        let sql = "INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = self.database().statement(sql)?;
        let (first, mut start) = (*next, 0);
        for Row { dump, position, content, end } in &portion.rows {
            let packed = &portion.bytes[start..*end];
            let row = (*next, dump, position, content, dictionary, packed);
            insert.execute(row).map_err(|error| self.database().failed(error))?;
            (*next, start) = (*next + 1, *end);
        }
        self.post(portion.names.iter().map(|&(key, row)| (key, first + row)))
    }

    /// The numbers of names of fields; new names are entered.
    fn numbers(&self, names: &[&str]) -> Result<Vec<u64>> {
        let mut known: Vec<(u64, String)> = self.field_names()?.into_iter().collect();
        let mut numbers = Vec::with_capacity(names.len());
        for &name in names {
            let found = known.iter().find(|one| one.1 == name).map(|one| one.0);
            let number = found.unwrap_or(known.len() as u64 + 1);
            if found.is_none() {
                self.database().run("INSERT INTO fields VALUES (?1, ?2)", (number, name))?;
                known.push((number, name.to_owned()));
            }
            numbers.push(number);
        }
        Ok(numbers)
    }

    /// The dictionary to pack with: the one there is, or one trained on these records if they are enough.
    fn newest_dictionary<'r>(
        &self,
        count: u32,
        plain: &Packer<'_, impl Fn(u32) -> NewRecord<'r> + Sync>,
    ) -> Result<(i64, Vec<u8>)> {
        let sql = "SELECT dictionary, bytes FROM dictionaries ORDER BY dictionary DESC LIMIT 1";
        let found = self.database().one(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let Some(found) = found {
            return Ok(found);
        }
        // Evenly spread, since a dump often begins with the oldest or the shortest.
        let spread: Vec<u32> = (0..count).step_by(index(count.div_ceil(SAMPLES).max(1))).collect();
        let sample = |&at: &u32| {
            let mut bytes = Vec::new();
            plain.join(&(plain.make)(at), &mut bytes).map(|()| bytes)
        };
        let samples: std::io::Result<Vec<Vec<u8>>> = spread.par_iter().map(sample).collect();
        let samples = samples.map_err(|error| Error::io(self.database().path(), error))?;
        let Some(bytes) = codec::train(&samples) else { return Ok((0, Vec::new())) };
        self.database().run("INSERT INTO dictionaries VALUES (1, ?1)", [&bytes])?;
        Ok((1, bytes))
    }
}

//! Records in memory under their numbers in the index: new ones where the caller has them, stored ones unpacked. The
//! stages of a run see them as a run of their own, numbered from 0 in the same order.

use std::collections::BTreeMap;

use super::error::Result;
use crate::ids::{index, number};
use crate::records::{Field, Records};
use crate::store::{Record, Snapshot};

/// The field in which the id that a record came with is kept, where it is not that of [`Field::Id`].
pub const OWN_ID: &str = "record_id";
/// The field in which all that no stage reads is kept.
pub const EXTRA: &str = "extra";

/// A stored record, its fields end to end.
#[derive(Debug)]
struct Book {
    dump: u32,
    text: String,
    ends: [u32; Field::ALL.len()],
}

impl Book {
    fn new(record: &Record) -> Self {
        let mut book = Self { dump: record.dump, text: String::new(), ends: [0; Field::ALL.len()] };
        for (field, end) in Field::ALL.into_iter().zip(&mut book.ends) {
            let value = record.fields.iter().find(|(name, _)| name == field.name());
            book.text.push_str(value.map_or("", |(_, value)| value.as_str()));
            *end = number(book.text.len());
        }
        book
    }

    fn field(&self, field: Field) -> &str {
        let place = field as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[index(start)..index(self.ends[place])]
    }
}

/// Stored records in memory, by their numbers.
#[derive(Debug, Default)]
pub struct Shelf(BTreeMap<u32, Book>);

impl Shelf {
    /// Brings records in that are not here yet. `numbers` may repeat.
    pub fn fetch(&mut self, view: &Snapshot<'_>, numbers: &[u32]) -> Result<()> {
        let mut missing: Vec<u32> =
            numbers.iter().copied().filter(|number| !self.0.contains_key(number)).collect();
        missing.sort_unstable();
        missing.dedup();
        Ok(view.each_of(&missing, |record| {
            self.0.insert(record.record, Book::new(&record));
            Ok(())
        })?)
    }

    /// All of them as records of a run, in order.
    pub fn run(&self) -> Run<'_, Nothing> {
        self.run_of(&self.0.keys().copied().collect::<Vec<_>>())
    }

    /// Some of them, by their numbers, ascending.
    pub fn run_of(&self, numbers: &[u32]) -> Run<'_, Nothing> {
        Run::new(numbers, self, (&Nothing, &[]), 0)
    }
}

/// No new records.
#[derive(Debug)]
pub struct Nothing;

impl Records for Nothing {
    fn dump_starts(&self) -> &[u32] {
        &[0, 0]
    }

    fn field(&self, _: u32, _: Field) -> &'static str {
        ""
    }
}

/// Where a record of a run is.
#[derive(Clone, Copy)]
enum Slot<'a> {
    /// Where the caller has it, and its dump.
    New(u32, u32),
    Stored(&'a Book),
    /// It was deleted: it says nothing.
    Gone,
}

/// Some records of an index as those of a run.
pub struct Run<'a, R> {
    /// Their numbers in the index, ascending.
    pub numbers: Vec<u32>,
    slots: Vec<Slot<'a>>,
    new: &'a R,
    starts: [u32; 2],
}

impl<'a, R: Records> Run<'a, R> {
    /// Takes records by their numbers, ascending. `rows`: the numbers of those that are in `new`, with their rows there;
    /// from `first_new` on they are of one dump, which no other record is of.
    pub fn new(
        numbers: &[u32],
        shelf: &'a Shelf,
        (new, rows): (&'a R, &[(u32, u32)]),
        first_new: u32,
    ) -> Self {
        let dump = |(number, row)| if number >= first_new { u32::MAX } else { new.dump(row) };
        let slot = |number: &u32| match rows.binary_search_by_key(number, |row| row.0) {
            Ok(at) => Slot::New(rows[at].1, dump(rows[at])),
            Err(_) => shelf.0.get(number).map_or(Slot::Gone, Slot::Stored),
        };
        Self {
            slots: numbers.iter().map(slot).collect(),
            numbers: numbers.to_vec(),
            new,
            starts: [0, number(numbers.len())],
        }
    }

    /// The place of a record by its number in the index.
    pub fn place(&self, number: u32) -> Option<u32> {
        self.numbers.binary_search(&number).ok().map(crate::ids::number)
    }
}

impl<R: Records> Records for Run<'_, R> {
    fn dump_starts(&self) -> &[u32] {
        &self.starts
    }

    fn dump(&self, record: u32) -> u32 {
        match self.slots[index(record)] {
            Slot::New(_, dump) => dump,
            Slot::Stored(book) => book.dump,
            Slot::Gone => u32::MAX,
        }
    }

    fn field(&self, record: u32, field: Field) -> &str {
        match self.slots[index(record)] {
            Slot::New(row, _) => self.new.field(row, field),
            Slot::Stored(book) => book.field(field),
            Slot::Gone => "",
        }
    }
}

/// One record that is given by its fields.
#[derive(Debug, Default)]
pub struct Asked([String; Field::ALL.len()]);

impl Asked {
    /// From names and values; a name that is no field is left out.
    pub fn new<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields {
            let field = Field::ALL.into_iter().find(|field| field.name() == name);
            if let Some(field) = field {
                value.clone_into(&mut asked.0[field as usize]);
            }
        }
        asked
    }
}

impl Records for Asked {
    fn dump_starts(&self) -> &[u32] {
        &[0, 1]
    }

    fn field(&self, _: u32, field: Field) -> &str {
        &self.0[field as usize]
    }
}

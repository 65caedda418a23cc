//! Lines of flat JSON objects as Arrow columns: the fast way for what most dumps are.
//!
//! Taken are objects of texts, numbers, flags, nulls and lists of texts. A piece with anything else (nesting, a column
//! of several types, a name twice, a line that is no JSON or no UTF-8) is left to the readers in Python, which know
//! what to do about it; so nothing is decided here about a doubtful line. What is taken has the columns, types and
//! values that pyarrow's reader gives.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{Array, ArrayRef, NullArray, RecordBatch};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3_arrow::PyRecordBatch;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::run::detached;

/// So many bytes are parsed at once by one thread; a longer line is a piece of its own.
const PIECE: usize = 1 << 20;

/// From here on a double no longer tells neighbouring integers apart.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Why a value is refused that is of another type than those before it; nobody reads it.
const MIXED: &str = "several types";

/// A piece of a block: where it begins and ends, how many line ends it has, and its records if they are flat.
type Piece = (usize, usize, usize, Option<PyRecordBatch>);

/// What comes of a piece: its line ends, and its records if they are flat.
type Parsed = (usize, Option<RecordBatch>);

/// The records of the complete lines in a part of a block, piece by piece; None for a piece that is not flat.
#[pyfunction]
pub fn parse_lines(block: &Bound<'_, PyBytes>, start: usize, end: usize) -> PyResult<Vec<Piece>> {
    let lines = block.as_bytes().get(start..end);
    let lines = lines.ok_or_else(|| PyValueError::new_err("the part is not in the block"))?;
    let ranges = pieces(lines);
    let parsed = detached(block.py(), None, |_| {
        Ok::<_, paperdedup_core::error::Error>(parse_all(lines, &ranges))
    })?;
    let described = ranges.into_iter().zip(parsed).map(|(range, (feeds, batch))| {
        (start + range.start, start + range.end, feeds, batch.map(PyRecordBatch::new))
    });
    Ok(described.collect())
}

/// Runs of lines of about [`PIECE`] bytes.
fn pieces(block: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < block.len() {
        let least = (start + PIECE).min(block.len());
        let end = memchr::memchr(b'\n', &block[least - 1..]).map_or(block.len(), |at| least + at);
        found.push(start..end);
        start = end;
    }
    found
}

fn parse_all(block: &[u8], ranges: &[Range<usize>]) -> Vec<Parsed> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(range) = ranges.get(at) else { break done };
            let piece = &block[range.clone()];
            done.push((at, (memchr::memchr_iter(b'\n', piece).count(), flat(piece))));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(ranges.len());
    let mut parsed = vec![Parsed::default(); ranges.len()];
    thread::scope(|scope| {
        let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for worker in workers {
            done.extend(worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        for (at, piece) in done {
            parsed[at] = piece;
        }
    });
    parsed
}

/// The records of some lines; None if they are not flat, or if there are none.
fn flat(lines: &[u8]) -> Option<RecordBatch> {
    let text = std::str::from_utf8(lines).ok().filter(|text| i32::try_from(text.len()).is_ok())?;
    let mut table = Table::default();
    for line in text.split('\n').map(|line| line.trim_matches([' ', '\t', '\r'])) {
        if !line.is_empty() {
            let mut parser = serde_json::Deserializer::from_str(line);
            parser.deserialize_map(Row(&mut table)).and_then(|()| parser.end()).ok()?;
            table.rows += 1;
        }
    }
    table.finish()
}

/// The columns so far, in the order in which they were met.
#[derive(Default)]
struct Table {
    rows: usize,
    columns: Vec<Column>,
    places: HashMap<String, usize>,
}

struct Column {
    name: String,
    /// Rows up to the last that names the column.
    rows: usize,
    values: Values,
}

impl Table {
    /// The column of this name; `likely` is where it was in the record before.
    fn column(&mut self, name: &str, likely: usize) -> usize {
        if self.columns.get(likely).is_some_and(|column| column.name == name) {
            return likely;
        }
        *self.places.entry(name.to_owned()).or_insert_with(|| {
            self.columns.push(Column { name: name.to_owned(), rows: 0, values: Values::Nulls });
            self.columns.len() - 1
        })
    }
}

impl Table {
    fn finish(self) -> Option<RecordBatch> {
        let rows = self.rows;
        let finished = |column: Column| Some((column.name, column.values.finish(rows)?, true));
        let columns: Option<Vec<_>> = self.columns.into_iter().map(finished).collect();
        RecordBatch::try_from_iter_with_nullable(columns?).ok()
    }
}

/// The values of a column, all of one type; what is behind the last one is null.
enum Values {
    Nulls,
    Flags(BooleanBuilder),
    Integers(Int64Builder),
    Reals(Float64Builder),
    Texts(StringBuilder),
    Lists(ListBuilder<StringBuilder>),
}

impl Values {
    /// The first value that is no null, behind `row` nulls, says what the type is.
    fn start(&mut self, row: usize, new: impl FnOnce() -> Self) {
        if matches!(self, Self::Nulls) {
            *self = new();
        }
        self.fill(row);
    }

    /// Doubles, if these were integers: a column with both has doubles.
    fn promote(&mut self) {
        if let Self::Integers(values) = self {
            let integers = values.finish();
            let mut reals = Float64Builder::with_capacity(integers.len());
            reals.extend(integers.iter().map(|value| value.map(|value| value as f64)));
            *self = Self::Reals(reals);
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Nulls => 0,
            Self::Flags(values) => values.len(),
            Self::Integers(values) => values.len(),
            Self::Reals(values) => values.len(),
            Self::Texts(values) => values.len(),
            Self::Lists(values) => values.len(),
        }
    }

    /// Nulls up to a row.
    fn fill(&mut self, row: usize) {
        for _ in self.len()..row {
            match self {
                Self::Nulls => {}
                Self::Flags(values) => values.append_null(),
                Self::Integers(values) => values.append_null(),
                Self::Reals(values) => values.append_null(),
                Self::Texts(values) => values.append_null(),
                Self::Lists(values) => values.append_null(),
            }
        }
    }

    /// The column; None where pyarrow would give another type, or a double that may be a rounded integer.
    fn finish(mut self, rows: usize) -> Option<ArrayRef> {
        self.fill(rows);
        match self {
            Self::Nulls => Some(Arc::new(NullArray::new(rows))),
            Self::Flags(mut values) => Some(Arc::new(values.finish())),
            Self::Integers(mut values) => Some(Arc::new(values.finish())),
            Self::Reals(mut values) => {
                let exact = values.values_slice().iter().all(|value| value.abs() < EXACT);
                exact.then(|| Arc::new(values.finish()) as ArrayRef)
            }
            Self::Texts(mut values) => Some(Arc::new(values.finish())),
            Self::Lists(mut values) => {
                let array = values.finish();
                (!array.values().is_empty()).then(|| Arc::new(array) as ArrayRef)
            }
        }
    }
}

/// Takes a record.
struct Row<'a>(&'a mut Table);

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(table) = self;
        let mut likely = 0;
        while let Some(place) = map.next_key_seed(Key { table, likely })? {
            let row = table.rows;
            let column = &mut table.columns[place];
            if column.rows > row {
                return Err(A::Error::custom("a name twice"));
            }
            column.rows = row + 1;
            map.next_value_seed(Cell { values: &mut column.values, row })?;
            likely = place + 1;
        }
        Ok(())
    }
}

/// Takes the name of a value, and gives the place of its column.
struct Key<'a> {
    table: &'a mut Table,
    likely: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, name: D) -> Result<usize, D::Error> {
        name.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = usize;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        Ok(self.table.column(name, self.likely))
    }
}

/// Takes a value, into a row of its column.
struct Cell<'a> {
    values: &'a mut Values,
    row: usize,
}

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value of the type of its column")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.values.start(self.row, || Values::Texts(StringBuilder::new()));
        match self.values {
            Values::Texts(values) => values.append_value(text),
            _ => return Err(E::custom(MIXED)),
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.values.start(self.row, || Values::Flags(BooleanBuilder::new()));
        match self.values {
            Values::Flags(values) => values.append_value(flag),
            _ => return Err(E::custom(MIXED)),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, integer: i64) -> Result<(), E> {
        self.values.start(self.row, || Values::Integers(Int64Builder::new()));
        match self.values {
            Values::Integers(values) => values.append_value(integer),
            Values::Reals(values) => values.append_value(integer as f64),
            _ => return Err(E::custom(MIXED)),
        }
        Ok(())
    }

    fn visit_u64<E: Error>(self, integer: u64) -> Result<(), E> {
        self.visit_i64(i64::try_from(integer).map_err(E::custom)?)
    }

    /// A double; `-0`, which is an integer to pyarrow and a double to this parser, is refused.
    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.values.start(self.row, || Values::Reals(Float64Builder::new()));
        self.values.promote();
        match self.values {
            Values::Reals(values) if number != 0.0 || number.is_sign_positive() => {
                values.append_value(number);
            }
            _ => return Err(E::custom(MIXED)),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.values.start(self.row, || Values::Lists(ListBuilder::new(StringBuilder::new())));
        let Values::Lists(lists) = self.values else { return Err(A::Error::custom(MIXED)) };
        while items.next_element_seed(Item(lists.values()))?.is_some() {}
        lists.append(true);
        Ok(())
    }
}

/// Takes a text of a list.
struct Item<'a>(&'a mut StringBuilder);

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, text: D) -> Result<(), D::Error> {
        text.deserialize_str(self)
    }
}

impl Visitor<'_> for Item<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.append_value(text);
        Ok(())
    }
}

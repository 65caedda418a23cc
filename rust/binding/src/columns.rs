//! Arrow tables as records of the core, without copying a byte of text.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_schema::DataType;
use paperdedup_core::ids::MAX_RECORDS;
use paperdedup_core::records::{Field, Records};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use pyo3_arrow::input::AnyArray;

/// A column of strings in any of Arrow's layouts.
enum Strings {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
}

impl Strings {
    fn new(array: &ArrayRef, name: &str) -> PyResult<Self> {
        match array.data_type() {
            DataType::Utf8 => Ok(Self::Small(array.as_string::<i32>().clone())),
            DataType::LargeUtf8 => Ok(Self::Large(array.as_string::<i64>().clone())),
            DataType::Utf8View => Ok(Self::View(array.as_string_view().clone())),
            other => Err(PyTypeError::new_err(format!(
                "column {name} is {other}; it must be a string column"
            ))),
        }
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// One batch of one dump: a column for each field that it has.
struct Batch {
    fields: [Option<Strings>; Field::ALL.len()],
}

impl Batch {
    fn new(batch: &RecordBatch) -> PyResult<Self> {
        let schema = batch.schema();
        let mut fields = [const { None }; Field::ALL.len()];
        for (column, described) in batch.columns().iter().zip(schema.fields()) {
            let name = described.name();
            let place = Field::ALL.iter().position(|field| field.name() == name);
            let place =
                place.ok_or_else(|| PyValueError::new_err(format!("no field is called {name}")))?;
            fields[place] = Some(Strings::new(column, name)?);
        }
        Ok(Self { fields })
    }
}

/// The records of all dumps.
pub struct Columns {
    batches: Vec<Batch>,
    batch_starts: Vec<u32>,
    dump_starts: Vec<u32>,
}

impl Columns {
    /// Takes over one table for each dump.
    pub fn new(dumps: Vec<PyTable>) -> PyResult<Self> {
        let mut columns =
            Self { batches: Vec::new(), batch_starts: Vec::new(), dump_starts: vec![0] };
        let mut records = 0;
        for dump in dumps {
            for batch in dump.batches() {
                columns.batch_starts.push(to_number(records)?);
                columns.batches.push(Batch::new(batch)?);
                records += batch.num_rows();
            }
            columns.dump_starts.push(to_number(records)?);
        }
        Ok(columns)
    }

    /// One column of texts.
    pub fn texts(array: AnyArray) -> PyResult<Self> {
        let mut columns =
            Self { batches: Vec::new(), batch_starts: Vec::new(), dump_starts: vec![0] };
        let mut records = 0;
        let place = Field::ALL.iter().position(|field| *field == Field::Abstract);
        for chunk in array.into_chunked_array()?.chunks() {
            columns.batch_starts.push(to_number(records)?);
            let mut fields = [const { None }; Field::ALL.len()];
            if let Some(place) = place {
                fields[place] = Some(Strings::new(chunk, "text")?);
            }
            columns.batches.push(Batch { fields });
            records += chunk.len();
        }
        columns.dump_starts.push(to_number(records)?);
        Ok(columns)
    }

    /// Whether a dump has more than texts and their ids.
    pub fn has_fields(&self) -> bool {
        let says_more = |place: usize| !matches!(Field::ALL[place], Field::Abstract | Field::Id);
        self.batches.iter().any(|batch| {
            batch.fields.iter().enumerate().any(|(place, field)| field.is_some() && says_more(place))
        })
    }

    /// The texts of [`Self::texts`].
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.iter_optional().map(Option::unwrap_or_default)
    }

    /// The same, with what is missing.
    pub fn iter_optional(&self) -> impl Iterator<Item = Option<&str>> {
        let numbers = 0..self.dump_starts[self.dump_starts.len() - 1];
        numbers.map(|record| self.value(record, Field::Abstract))
    }

    fn value(&self, record: u32, field: Field) -> Option<&str> {
        let batch = self.batch_starts.partition_point(|&start| start <= record) - 1;
        let column = self.batches[batch].fields[field as usize].as_ref()?;
        column.get((record - self.batch_starts[batch]) as usize)
    }
}

fn to_number(records: usize) -> PyResult<u32> {
    let number = u32::try_from(records).ok().filter(|&number| number as usize <= MAX_RECORDS);
    number.ok_or_else(|| {
        PyValueError::new_err(format!(
            "{records} records in one run; at most {MAX_RECORDS} are possible"
        ))
    })
}

impl Records for Columns {
    fn dump_starts(&self) -> &[u32] {
        &self.dump_starts
    }

    fn field(&self, record: u32, field: Field) -> &str {
        self.value(record, field).unwrap_or_default()
    }
}

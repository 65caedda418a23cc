//! Arrow tables and Python strings as records of the core, without copying a byte of text.
//!
//! Texts of a Python list are read where they lie, in the UTF-8 that each string has (ASCII) or makes once and keeps;
//! references hold them for as long as the columns live. Only a string with lone surrogates, which no UTF-8 can hold,
//! is copied.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_schema::DataType;
use paperdedup_core::ids::MAX_RECORDS;
use paperdedup_core::records::{Field, Records};
use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use pyo3_arrow::PyTable;
use pyo3_arrow::input::AnyArray;

/// A column of strings: in any of Arrow's layouts, or strings of Python.
enum Strings {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    Python(Vec<Option<PyBackedStr>>),
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

    /// Of a list or tuple of `str` or None.
    fn of_python(texts: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut held = Vec::with_capacity(texts.len()?);
        for text in texts.try_iter()? {
            let text = text?;
            held.push(if text.is_none() { None } else { Some(backed(text.cast()?)?) });
        }
        Ok(Self::Python(held))
    }

    fn len(&self) -> usize {
        match self {
            Self::Small(array) => array.len(),
            Self::Large(array) => array.len(),
            Self::View(array) => array.len(),
            Self::Python(texts) => texts.len(),
        }
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Python(texts) => texts[row].as_deref(),
        }
    }
}

/// Whether all values are strings.
#[pyfunction]
pub fn are_texts(values: &Bound<'_, PyAny>) -> PyResult<bool> {
    for value in values.try_iter()? {
        if !value?.is_instance_of::<PyString>() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The strings of at most so many characters that end with one of the endings, in capitals or not. Most texts are passed
/// by their length alone, which spares reaching for their ends in memory.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // Arguments from Python arrive by value.
pub fn texts_ending<'py>(
    values: &Bound<'py, PyAny>,
    longest: usize,
    endings: Vec<PyBackedStr>,
) -> PyResult<Vec<Bound<'py, PyString>>> {
    let mut found = Vec::new();
    let ends = |text: &[u8]| {
        endings.iter().map(|ending| ending.as_bytes()).any(|ending| {
            let start = text.len().checked_sub(ending.len());
            start.is_some_and(|start| text[start..].eq_ignore_ascii_case(ending))
        })
    };
    for value in values.try_iter()? {
        if let Ok(text) = value?.cast_into::<PyString>()
            && text.len()? <= longest
            && ends(text.to_string_lossy().as_bytes())
        {
            found.push(text);
        }
    }
    Ok(found)
}

/// The UTF-8 of a string, held; lone surrogates are read as U+FFFD.
fn backed(text: &Bound<'_, PyString>) -> PyResult<PyBackedStr> {
    let py = text.py();
    match PyBackedStr::try_from(text.clone()) {
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(py) => {
            let pairs = text.call_method1("encode", ("utf-16-le", "surrogatepass"))?;
            let whole = pairs.call_method1("decode", ("utf-16-le", "replace"))?;
            PyBackedStr::try_from(whole.cast_into()?)
        }
        held => held,
    }
}

/// One batch of one dump: a column for each field that it has.
#[derive(Default)]
struct Batch {
    rows: usize,
    fields: [Option<Strings>; Field::ALL.len()],
}

impl Batch {
    fn new(batch: &RecordBatch) -> PyResult<Self> {
        let schema = batch.schema();
        let mut new = Self { rows: batch.num_rows(), ..Self::default() };
        for (column, described) in batch.columns().iter().zip(schema.fields()) {
            let name = described.name();
            new.fields[place(name)?] = Some(Strings::new(column, name)?);
        }
        Ok(new)
    }

    /// Of a dict of field names and lists of `str`, which are equally long.
    fn of_python(lists: &Bound<'_, PyDict>) -> PyResult<Self> {
        let mut new = Self::default();
        for (name, texts) in lists {
            new.fields[place(&name.extract::<PyBackedStr>()?)?] = Some(Strings::of_python(&texts)?);
        }
        new.rows = new.fields.iter().flatten().map(Strings::len).max().unwrap_or(0);
        if new.fields.iter().flatten().any(|texts| texts.len() != new.rows) {
            return Err(PyValueError::new_err("the fields of a dump must be equally long"));
        }
        Ok(new)
    }

    fn of_texts(texts: Strings) -> Self {
        let mut new = Self { rows: texts.len(), ..Self::default() };
        new.fields[Field::Abstract as usize] = Some(texts);
        new
    }
}

fn place(name: &str) -> PyResult<usize> {
    let place = Field::ALL.iter().position(|field| field.name() == name);
    place.ok_or_else(|| PyValueError::new_err(format!("no field is called {name}")))
}

/// The records of all dumps.
pub struct Columns {
    batches: Vec<Batch>,
    batch_starts: Vec<u32>,
    dump_starts: Vec<u32>,
}

impl Columns {
    /// Takes over the dumps: each an Arrow table of fields, or a dict of field names and lists of `str`.
    pub fn new(dumps: Vec<Bound<'_, PyAny>>) -> PyResult<Self> {
        let mut columns =
            Self { batches: Vec::new(), batch_starts: Vec::new(), dump_starts: vec![0] };
        let mut records = 0;
        for dump in dumps {
            if let Ok(lists) = dump.cast::<PyDict>() {
                records = columns.add(records, Batch::of_python(lists)?)?;
            } else {
                for batch in dump.extract::<PyTable>()?.batches() {
                    records = columns.add(records, Batch::new(batch)?)?;
                }
            }
            columns.dump_starts.push(to_number(records)?);
        }
        Ok(columns)
    }

    /// One column of texts: an Arrow array, or a list or tuple of `str` or None.
    pub fn texts(texts: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut columns =
            Self { batches: Vec::new(), batch_starts: Vec::new(), dump_starts: vec![0] };
        let mut records = 0;
        if texts.is_instance_of::<PyList>() || texts.is_instance_of::<PyTuple>() {
            records = columns.add(0, Batch::of_texts(Strings::of_python(texts)?))?;
        } else {
            for chunk in texts.extract::<AnyArray>()?.into_chunked_array()?.chunks() {
                records = columns.add(records, Batch::of_texts(Strings::new(chunk, "text")?))?;
            }
        }
        columns.dump_starts.push(to_number(records)?);
        Ok(columns)
    }

    /// Whether a dump has more than texts and their ids.
    pub fn has_fields(&self) -> bool {
        let says_more = |place: usize| !matches!(Field::ALL[place], Field::Abstract | Field::Id);
        self.batches.iter().any(|batch| {
            batch
                .fields
                .iter()
                .enumerate()
                .any(|(place, field)| field.is_some() && says_more(place))
        })
    }

    /// Adds a batch behind so many records; how many there are with it.
    fn add(&mut self, before: usize, batch: Batch) -> PyResult<usize> {
        let records = before + batch.rows;
        self.batch_starts.push(to_number(before)?);
        self.batches.push(batch);
        Ok(records)
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

    /// One of the texts of [`Self::texts`], or that it is missing.
    pub fn text(&self, row: u32) -> Option<&str> {
        self.value(row, Field::Abstract)
    }

    fn value(&self, record: u32, field: Field) -> Option<&str> {
        // Most dumps have one batch and few of the fields.
        let batch = match self.batches.len() {
            1 => 0,
            _ => self.batch_starts.partition_point(|&start| start <= record) - 1,
        };
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

    fn fields(&self) -> Vec<Field> {
        let is_there = |field: &Field| {
            self.batches.iter().any(|batch| batch.fields[*field as usize].is_some())
        };
        Field::ALL.into_iter().filter(is_there).collect()
    }

    fn field(&self, record: u32, field: Field) -> &str {
        self.value(record, field).unwrap_or_default()
    }
}

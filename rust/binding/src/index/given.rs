//! A dump as Python gives it.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use paperdedup_core::index::Given;
use paperdedup_core::records::{Field, Records};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;

use crate::columns::Columns;

/// Records, and what the index keeps of them besides.
pub struct Dump {
    records: Columns,
    positions: Vec<u64>,
    own_ids: Option<Columns>,
    extra: Option<Columns>,
}

impl Dump {
    /// Checks that all are equally long.
    pub fn new(
        table: Bound<'_, PyAny>,
        positions: &Bound<'_, PyAny>,
        own_ids: Option<&Bound<'_, PyAny>>,
        extra: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let records = Columns::new(vec![table])?;
        let positions = numbers(positions)?;
        let own_ids = own_ids.map(Columns::texts).transpose()?;
        let extra = extra.map(Columns::texts).transpose()?;
        let lengths = [
            ("positions", Some(positions.len())),
            ("record_ids", own_ids.as_ref().map(Records::len)),
            ("extra", extra.as_ref().map(Records::len)),
        ];
        let wrong = lengths.iter().find(|(_, length)| length.is_some_and(|it| it != records.len()));
        if let Some((name, Some(length))) = wrong {
            let expected = records.len();
            return Err(PyValueError::new_err(format!(
                "{name} has {length} values, and there are {expected} records"
            )));
        }
        Ok(Self { records, positions, own_ids, extra })
    }
}

/// An Arrow array of whole numbers, or a list of them.
fn numbers(given: &Bound<'_, PyAny>) -> PyResult<Vec<u64>> {
    // An array is a sequence too, but of objects that are made one by one: half a second for a million.
    let Ok(array) = given.extract::<AnyArray>() else {
        return given.extract();
    };
    let mut all = Vec::new();
    for chunk in array.into_chunked_array()?.chunks() {
        all.extend(of_array(chunk)?);
    }
    Ok(all)
}

fn of_array(array: &ArrayRef) -> PyResult<Vec<u64>> {
    let wrong = || PyTypeError::new_err("positions must be whole numbers, not below 0");
    if array.null_count() > 0 {
        return Err(wrong());
    }
    let signed = |value: i64| u64::try_from(value).map_err(|_| wrong());
    match array.data_type() {
        DataType::Int64 => {
            array.as_primitive::<Int64Type>().values().iter().map(|&one| signed(one)).collect()
        }
        DataType::Int32 => {
            let values = array.as_primitive::<Int32Type>().values();
            values.iter().map(|&one| signed(one.into())).collect()
        }
        DataType::UInt32 => {
            Ok(array.as_primitive::<UInt32Type>().values().iter().map(|&one| one.into()).collect())
        }
        DataType::UInt64 => Ok(array.as_primitive::<UInt64Type>().values().to_vec()),
        _ => Err(wrong()),
    }
}

impl Records for Dump {
    fn dump_starts(&self) -> &[u32] {
        self.records.dump_starts()
    }

    fn field(&self, record: u32, field: Field) -> &str {
        self.records.field(record, field)
    }

    fn fields(&self) -> Vec<Field> {
        self.records.fields()
    }
}

impl Given for Dump {
    fn position(&self, row: u32) -> u64 {
        self.positions[row as usize]
    }

    fn own_id(&self, row: u32) -> Option<&str> {
        self.own_ids.as_ref()?.text(row)
    }

    fn extra(&self, row: u32) -> Option<&str> {
        self.extra.as_ref()?.text(row)
    }
}

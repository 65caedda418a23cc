//! The stages one by one, for users who build their own flow.

use std::sync::Arc;

use arrow_array::{BooleanArray, StringArray};
use numpy::{PyArray1, PyArray2, PyArrayMethods, ToPyArray};
use paperdedup_core::error::Error;
use paperdedup_core::fingerprint::{Settings, fingerprints};
use paperdedup_core::identifiers::{self, Scheme};
use paperdedup_core::normalize::Normalizer;
use paperdedup_core::params::{Banding, MAX_PERMUTATIONS};
use paperdedup_core::shingle::{Shingler, to_set};
use paperdedup_core::sketch::{Signature, Sketcher};
use paperdedup_core::text::Basis;
use paperdedup_core::{band, verify};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use crate::columns::Columns;
use crate::config::params;
use crate::errors::to_python;
use crate::outcome::Plan;
use crate::run::detached;

#[pyfunction]
pub fn check(config: &Bound<'_, PyAny>) -> PyResult<()> {
    params(config).map(|_| ())
}

#[pyfunction]
pub fn plan(config: &Bound<'_, PyAny>, records: usize) -> PyResult<Plan> {
    let params = params(config)?;
    band::plan(&params, records).map(Plan).map_err(|error| to_python(config.py(), &error))
}

#[pyfunction]
pub fn normalize(texts: &Bound<'_, PyAny>) -> PyResult<PyArray> {
    let columns = Columns::texts(texts)?;
    let normalized: StringArray = detached(texts.py(), None, |control| {
        let mut normalizer = Normalizer::default();
        let mut normalized = |text: &str| normalizer.words(text).join();
        let texts = columns.iter_optional();
        texts.map(|text| control.advance(1).map(|()| text.map(&mut normalized))).collect()
    })?;
    Ok(PyArray::from_array_ref(Arc::new(normalized)))
}

/// One text, on the thread that asks: to start another takes fifty times as long as a title does.
#[pyfunction]
pub fn normalized(text: &str) -> String {
    Normalizer::default().words(text).join()
}

/// The content ID of every record, and whether it says too little for records of equal content to be one paper where all
/// evidence counts.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // Arguments from Python arrive by value.
pub fn content_ids(
    py: Python<'_>,
    dumps: Vec<Bound<'_, PyAny>>,
    config: &Bound<'_, PyAny>,
) -> PyResult<(PyArray, PyArray)> {
    let (params, columns) = (params(config)?, Columns::new(dumps)?);
    let settings =
        Settings { text: params.text, shingling: params.shingling, banding: None, evidence: true };
    let taken = detached(py, None, |control| fingerprints(&columns, settings, control))?;
    let records = taken.records.iter();
    let names = records.clone().map(|record| Some(record.content_id().to_string()));
    let vague = records.map(|record| Some(record.basis == Basis::Nothing));
    Ok((
        PyArray::from_array_ref(Arc::new(names.collect::<StringArray>())),
        PyArray::from_array_ref(Arc::new(vague.collect::<BooleanArray>())),
    ))
}

#[pyfunction]
#[pyo3(signature = (value, scheme = None))]
pub fn identifier(value: &str, scheme: Option<&str>) -> PyResult<Option<String>> {
    let named = |name: &str| {
        let mut schemes = Scheme::ALL.into_iter().chain(Scheme::MORE);
        let found = schemes.find(|scheme| scheme.name() == name);
        found.ok_or_else(|| PyValueError::new_err(format!("no scheme is called {name}")))
    };
    Ok(match scheme.map(named).transpose()? {
        Some(scheme) => identifiers::identifier(value, Some(scheme)),
        None => identifiers::any_identifier(value),
    })
}

/// The names under which a record may stand that has this identifier.
#[pyfunction]
pub fn readings(value: &str) -> Vec<String> {
    identifiers::readings(value)
}

#[pyfunction]
pub fn shingles<'py>(
    text: &str,
    config: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyArray1<u64>>> {
    let shingling = params(config)?.shingling;
    let mut set =
        Shingler::default().shingles(Normalizer::default().words(text), shingling).to_vec();
    to_set(&mut set);
    Ok(set.to_pyarray(config.py()))
}

#[pyfunction]
pub fn compare(a: &str, b: &str, config: &Bound<'_, PyAny>) -> PyResult<(f64, f64)> {
    let shingling = params(config)?.shingling;
    let mut normalizer = Normalizer::default();
    let mut shingles =
        |text| Shingler::default().shingles(normalizer.words(text), shingling).to_vec();
    let overlap = verify::overlap(&shingles(a), &shingles(b));
    Ok((overlap.jaccard(), overlap.containment()))
}

#[pyfunction]
pub fn signatures<'py>(
    texts: &Bound<'py, PyAny>,
    config: &Bound<'py, PyAny>,
    permutations: usize,
) -> PyResult<Bound<'py, PyArray2<u32>>> {
    if permutations == 0 || permutations > MAX_PERMUTATIONS {
        let message =
            format!("permutations = {permutations}: must be from 1 to {MAX_PERMUTATIONS}");
        return Err(PyValueError::new_err(message));
    }
    rows(texts, config, permutations, permutations, u32::MAX, |signature, out| {
        out.extend_from_slice(signature);
    })
}

#[pyfunction]
pub fn band_keys<'py>(
    texts: &Bound<'py, PyAny>,
    config: &Bound<'py, PyAny>,
    bands: usize,
    rows: usize,
) -> PyResult<Bound<'py, PyArray2<u64>>> {
    let banding = Banding { bands, rows };
    if bands == 0 || rows == 0 || bands.saturating_mul(rows) > MAX_PERMUTATIONS {
        let message =
            format!("bands × rows = {bands} × {rows}: must be from 1 to {MAX_PERMUTATIONS}");
        return Err(PyValueError::new_err(message));
    }
    self::rows(texts, config, banding.permutations(), bands, 0, |signature, out| {
        band::keys(signature, banding, out);
    })
}

/// One row of numbers from the signature of each text; `empty` for a text without shingles.
fn rows<'py, T: numpy::Element + Copy + Send>(
    texts: &Bound<'py, PyAny>,
    config: &Bound<'py, PyAny>,
    permutations: usize,
    width: usize,
    empty: T,
    write: impl Fn(&[u32], &mut Vec<T>) + Send + Sync,
) -> PyResult<Bound<'py, PyArray2<T>>> {
    let (columns, shingling) = (Columns::texts(texts)?, params(config)?.shingling);
    let (count, values) = detached(config.py(), None, |control| {
        let (mut normalizer, mut shingler, mut signature) =
            (Normalizer::default(), Shingler::default(), Signature::default());
        let sketcher = Sketcher::new(permutations);
        let (mut count, mut values) = (0, Vec::new());
        for text in columns.iter() {
            let shingles = shingler.shingles(normalizer.words(text), shingling);
            count += 1;
            match sketcher.signature(shingles, &mut signature) {
                Some(signature) => write(signature, &mut values),
                None => values.resize(count * width, empty),
            }
            control.advance(1)?;
        }
        Ok::<_, Error>((count, values))
    })?;
    values.to_pyarray(config.py()).reshape([count, width])
}

/// A checksum of the hashes of all words: the floor below which no pass over the words can go.
#[pyfunction]
pub fn hash_words(texts: &Bound<'_, PyAny>) -> PyResult<u64> {
    let columns = Columns::texts(texts)?;
    detached(texts.py(), None, |control| {
        let (mut normalizer, mut shingler, mut sum) =
            (Normalizer::default(), Shingler::default(), 0u64);
        for text in columns.iter() {
            let hashes = shingler.word_hashes(normalizer.words_as_given(text));
            sum = hashes.iter().fold(sum, |sum, &hash| sum.wrapping_add(hash));
            control.advance(1)?;
        }
        Ok::<_, Error>(sum)
    })
}

//! `paperdedup._native`: extract, release the GIL, call the core, wrap. No algorithm here.

mod columns;
mod config;
mod errors;
mod index;
mod jsonlines;
mod outcome;
mod pieces;
mod run;

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use paperdedup_core::records::Field;
use paperdedup_core::relate::BUILT_IN;
use paperdedup_core::{normalize, sketch};

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("NORMALIZER_VERSION", normalize::VERSION)?;
    module.add("SKETCH_VERSION", sketch::VERSION)?;
    module.add("FIELDS", PyTuple::new(module.py(), Field::ALL.map(Field::name))?)?;
    module.add("POLICIES", BUILT_IN.to_vec())?;
    module.add_class::<outcome::Plan>()?;
    module.add_class::<outcome::Outcome>()?;
    module.add_class::<index::Index>()?;
    module.add_function(wrap_pyfunction!(run::deduplicate, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::plan, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::check, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::normalize, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::normalized, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::content_ids, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::identifier, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::readings, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::shingles, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::compare, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::signatures, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::band_keys, module)?)?;
    module.add_function(wrap_pyfunction!(jsonlines::parse_lines, module)?)?;
    module.add_function(wrap_pyfunction!(columns::are_texts, module)?)?;
    module.add_function(wrap_pyfunction!(columns::texts_ending, module)?)?;
    module.add_function(wrap_pyfunction!(pieces::hash_words, module)?)
}

//! What a run found, as Arrow arrays.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int8Array, RecordBatch,
    StringArray, UInt8Array, UInt32Array,
};
use arrow_schema::Field;
use paperdedup_core::band;
use paperdedup_core::cluster::Match;
use paperdedup_core::identifiers::of_record;
use paperdedup_core::ids::{index, number};
use paperdedup_core::params::Mode;
use paperdedup_core::pipeline::{self, Edge, Evidenced};
use paperdedup_core::relate::Relation;
use paperdedup_core::text::Basis;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::{PyArray, PyRecordBatch};

use crate::columns::Columns;
use crate::errors::to_python;

/// How the corpus is searched: solved once from the configuration and the number of records.
#[pyclass(frozen, module = "paperdedup._native")]
pub struct Plan(pub band::Plan);

#[pymethods]
impl Plan {
    #[getter]
    fn mode(&self) -> &'static str {
        if self.0.mode == Mode::Exact { "exact" } else { "lsh" }
    }

    #[getter]
    fn bands(&self) -> usize {
        self.sketched().bands
    }

    #[getter]
    fn rows(&self) -> usize {
        self.sketched().rows
    }

    #[getter]
    fn expected_candidates(&self) -> f64 {
        self.0.expected_candidates
    }

    fn recall(&self, jaccard: f64) -> f64 {
        self.0.recall(jaccard)
    }

    fn __repr__(&self) -> String {
        let (mode, banding) = (self.mode(), self.sketched());
        format!("Plan(mode=\"{mode}\", bands={}, rows={})", banding.bands, banding.rows)
    }
}

impl Plan {
    fn sketched(&self) -> paperdedup_core::params::Banding {
        match self.0.mode {
            Mode::Exact => paperdedup_core::params::Banding { bands: 0, rows: 0 },
            _ => self.0.banding,
        }
    }
}

/// What one run found. Record numbers count the records of all dumps in the order given.
#[pyclass(frozen, module = "paperdedup._native")]
pub struct Outcome {
    columns: Columns,
    found: pipeline::Outcome,
}

impl Outcome {
    pub const fn new(columns: Columns, found: pipeline::Outcome) -> Self {
        Self { columns, found }
    }

    fn records(&self) -> std::ops::Range<u32> {
        0..number(self.found.founders.len())
    }
}

#[pymethods]
impl Outcome {
    fn content_ids(&self) -> PyArray {
        strings(self.found.contents.len(), self.found.contents.iter())
    }

    fn canonical_ids(&self) -> PyArray {
        strings(
            self.found.contents.len(),
            self.records().map(|record| self.found.canonical(record)),
        )
    }

    fn founders(&self) -> PyArray {
        plain(UInt32Array::from(self.found.founders.clone()))
    }

    fn texts(&self) -> PyArray {
        plain(UInt32Array::from(self.found.texts.clone()))
    }

    fn text_fields(&self) -> PyArray {
        let shown = |basis: &Basis| match basis {
            Basis::Text => 1,
            Basis::Title => 2,
            Basis::Nothing | Basis::Content => 0,
        };
        plain(self.found.bases.iter().map(shown).collect::<UInt8Array>())
    }

    fn relations(&self) -> PyResult<PyArray> {
        let keys: Int8Array =
            self.records().map(|record| self.found.relation(record) as i8).collect();
        let names = Arc::new(StringArray::from_iter_values(Relation::NAMES));
        Ok(plain(DictionaryArray::<Int8Type>::try_new(keys, names).map_err(internal)?))
    }

    fn jaccards(&self) -> PyArray {
        plain(Float64Array::from(self.found.jaccards.clone()))
    }

    fn containments(&self) -> PyArray {
        plain(Float64Array::from(self.found.containments.clone()))
    }

    fn identifiers(&self, py: Python<'_>) -> PyArray {
        py.detach(|| {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for record in self.records() {
                lists.append_value(of_record(&self.columns, record).into_iter().map(Some));
            }
            plain(lists.finish())
        })
    }

    fn matches(&self) -> PyResult<PyRecordBatch> {
        let edges = &self.found.matches;
        let identical = self.records().filter(|&record| self.found.texts[index(record)] != record);
        let stars = identical.map(|b| Match {
            a: self.found.texts[index(b)],
            b,
            jaccard: 1.0,
            containment: 1.0,
        });
        let mut all: Vec<Match> = edges.iter().copied().chain(stars).collect();
        all.sort_unstable_by_key(|edge| (edge.a, edge.b));
        let same = |edge: &Match| {
            Some(self.found.founders[index(edge.a)] == self.found.founders[index(edge.b)])
        };
        let columns: [(&str, ArrayRef); 5] = [
            ("record_a", Arc::new(all.iter().map(|edge| edge.a).collect::<UInt32Array>())),
            ("record_b", Arc::new(all.iter().map(|edge| edge.b).collect::<UInt32Array>())),
            ("jaccard", Arc::new(all.iter().map(|edge| edge.jaccard).collect::<Float64Array>())),
            (
                "containment",
                Arc::new(all.iter().map(|edge| edge.containment).collect::<Float64Array>()),
            ),
            ("same_paper", Arc::new(all.iter().map(same).collect::<BooleanArray>())),
        ];
        RecordBatch::try_from_iter(columns).map(PyRecordBatch::new).map_err(internal)
    }

    /// Pairs that were decided on all evidence, near misses and conflicts among them; `None` after a run on texts alone.
    fn edges(&self) -> PyResult<Option<PyRecordBatch>> {
        self.found.evidenced.as_ref().map(|evidenced| edges(evidenced)).transpose()
    }

    fn split(&self, py: Python<'_>, threshold: f64) -> PyResult<PyArray> {
        let split = py.detach(|| self.found.split(threshold));
        split
            .map(|numbers| plain(UInt32Array::from(numbers)))
            .map_err(|error| to_python(py, &error))
    }

    fn plan(&self) -> Plan {
        Plan(self.found.plan)
    }

    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (found, stats) = (&self.found, PyDict::new(py));
        let empty = found.bases.iter().filter(|&&basis| basis == Basis::Nothing).count();
        let weak = found
            .bases
            .iter()
            .filter(|&&basis| matches!(basis, Basis::Title | Basis::Content))
            .count();
        stats.set_item("records", found.bases.len())?;
        stats.set_item("empty", empty)?;
        stats.set_item("weak", weak)?;
        stats.set_item("texts", found.stats.texts)?;
        stats.set_item("meetings", found.stats.meetings)?;
        stats.set_item("candidates", found.stats.candidates)?;
        stats.set_item("matches", found.matches.len())?;
        stats.set_item("bridges", found.stats.bridges)?;
        stats.set_item("hot_buckets", found.stats.hot_buckets)?;
        stats.set_item("pairs_cut", found.stats.pairs_cut)?;
        let seconds = PyDict::new(py);
        for (stage, time) in &found.stats.seconds {
            seconds.set_item(stage.name(), time)?;
        }
        stats.set_item("seconds", seconds)?;
        Ok(stats)
    }
}

fn edges(evidenced: &Evidenced) -> PyResult<PyRecordBatch> {
    let all = &evidenced.edges;
    let numbers = |of: fn(&Edge) -> u32| Arc::new(all.iter().map(of).collect::<UInt32Array>()) as ArrayRef;
    let scores = |of: fn(&Edge) -> f64| Arc::new(all.iter().map(of).collect::<Float64Array>()) as ArrayRef;
    let flags = |of: fn(&Edge) -> bool| {
        Arc::new(all.iter().map(|edge| Some(of(edge))).collect::<BooleanArray>()) as ArrayRef
    };
    let relations: Int8Array = all.iter().map(|edge| edge.relation as i8).collect();
    let names = Arc::new(StringArray::from_iter_values(Relation::NAMES));
    let relations = DictionaryArray::<Int8Type>::try_new(relations, names).map_err(internal)?;
    let columns: [(&str, ArrayRef); 9] = [
        ("record_a", numbers(|edge| edge.pair.a)),
        ("record_b", numbers(|edge| edge.pair.b)),
        ("jaccard", scores(|edge| edge.pair.jaccard)),
        ("containment", scores(|edge| edge.pair.containment)),
        ("score", scores(|edge| (f64::from(edge.score) * 100.0).round() / 100.0)),
        ("same", flags(|edge| edge.class.is_same())),
        ("unsure", flags(|edge| edge.class.is_unsure())),
        ("conflict", flags(|edge| edge.conflict)),
        ("relation", Arc::new(relations)),
    ];
    RecordBatch::try_from_iter(columns).map(PyRecordBatch::new).map_err(internal)
}

fn plain(array: impl Array + 'static) -> PyArray {
    let field = Field::new("", array.data_type().clone(), true);
    PyArray::new(Arc::new(array), Arc::new(field))
}

/// Texts of one width, more or less: `pd:` and 24 characters.
fn strings<T: std::fmt::Display>(count: usize, values: impl Iterator<Item = T>) -> PyArray {
    use std::fmt::Write as _;
    let mut builder = StringBuilder::with_capacity(count, 27 * count);
    for value in values {
        // Writing to memory cannot fail.
        let _ = write!(builder, "{value}");
        builder.append_value("");
    }
    plain(builder.finish())
}

#[allow(clippy::needless_pass_by_value)] // The shape that `map_err` wants.
fn internal(error: arrow_schema::ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

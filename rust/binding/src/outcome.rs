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
use paperdedup_core::identifiers;
use paperdedup_core::ids::{index, number};
use paperdedup_core::params::Mode;
use paperdedup_core::pipeline::{self, Edge, Evidenced};
use paperdedup_core::relate::{Point, Policy, Reason, Relation};
use paperdedup_core::text::Basis;
use pyo3::exceptions::{PyIndexError, PyRuntimeError};
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

    /// How alike two records are that became one paper; null where all evidence joined them, and not both have an abstract.
    fn likeness(&self, (a, b): (u32, u32), compared: f64) -> Option<f64> {
        let is_text = |record: u32| self.found.bases[index(record)] == Basis::Text;
        let told = a == b || self.found.evidenced.is_none() || is_text(a) && is_text(b);
        told.then_some(compared)
    }

    /// The scores of all records, each with the founder of its paper.
    fn told(&self, scores: &[f64]) -> PyArray {
        let told = self.records().map(|record| {
            let ends = (self.found.founders[index(record)], record);
            self.likeness(ends, scores[index(record)])
        });
        plain(told.collect::<Float64Array>())
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

    fn former_names(&self) -> (PyArray, PyArray) {
        let former = &self.found.former;
        let names = former.iter().map(|&record| self.found.name(record));
        (strings(former.len(), names), plain(UInt32Array::from(former.clone())))
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
        self.told(&self.found.jaccards)
    }

    fn containments(&self) -> PyArray {
        self.told(&self.found.containments)
    }

    fn identifiers(&self, py: Python<'_>) -> PyArray {
        py.detach(|| {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for record in self.records() {
                let names = identifiers::names(&self.columns, record);
                lists.append_value(names.into_iter().map(Some));
            }
            plain(lists.finish())
        })
    }

    /// Verified pairs, and stars of equal texts, of a run on texts alone; after others `None`, see [`Self::edges`].
    fn matches(&self) -> PyResult<Option<PyRecordBatch>> {
        if self.found.evidenced.is_some() {
            return Ok(None);
        }
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
        let batch = RecordBatch::try_from_iter(columns).map_err(internal)?;
        Ok(Some(PyRecordBatch::new(batch)))
    }

    /// Pairs that were decided on all evidence, near misses and conflicts among them; `None` after a run on texts alone.
    fn edges(&self) -> PyResult<Option<PyRecordBatch>> {
        let evidenced = self.found.evidenced.as_ref();
        let likeness = |edge: &Edge, of: fn(&Match) -> f64| {
            self.likeness((edge.pair.a, edge.pair.b), of(&edge.pair))
        };
        evidenced.map(|evidenced| edges(evidenced, likeness)).transpose()
    }

    /// Where the points of each edge begin in [`Self::points`]: one more than there are edges.
    fn point_offsets(&self) -> PyArray {
        let evidenced = self.found.evidenced.as_ref();
        let edges = evidenced.map_or(&[][..], |evidenced| &evidenced.edges);
        let last = evidenced.map_or(0, |evidenced| number(evidenced.points.len()));
        let starts = edges.iter().map(|edge| edge.points.0);
        plain(starts.chain([last]).collect::<UInt32Array>())
    }

    /// The points of all edges: what for, and how many.
    fn points(&self) -> PyResult<(PyArray, PyArray)> {
        let points = self.found.evidenced.as_ref().map_or(&[][..], |evidenced| &evidenced.points);
        let reasons: Int8Array = points.iter().map(|point| point.reason as i8).collect();
        let names = Arc::new(StringArray::from_iter_values(Reason::NAMES));
        let reasons = DictionaryArray::<Int8Type>::try_new(reasons, names).map_err(internal)?;
        let hundredths = |point: &Point| (f64::from(point.points) * 100.0).round() / 100.0;
        Ok((plain(reasons), plain(points.iter().map(hundredths).collect::<Float64Array>())))
    }

    /// For each record the first that says the same: only these were weighed. `None` after a run on texts alone.
    fn items(&self) -> Option<PyArray> {
        let evidenced = self.found.evidenced.as_ref();
        evidenced.map(|evidenced| plain(UInt32Array::from(evidenced.items.clone())))
    }

    /// Keys over their caps: channel, number of works, and the first record that has it.
    fn hot_keys(&self) -> Vec<(&'static str, u32, u32)> {
        let hot = self.found.evidenced.as_ref().map_or(&[][..], |evidenced| &evidenced.hot);
        hot.iter().map(|hot| (hot.channel().name(), hot.works, hot.first)).collect()
    }

    /// Decisions that contradict others, by their places in the list given.
    fn contradictions(&self) -> Vec<u32> {
        let evidenced = self.found.evidenced.as_ref();
        evidenced.map_or_else(Vec::new, |evidenced| evidenced.contradictions.clone())
    }

    /// The name of the policy that decided; `None` where the text alone did.
    fn policy(&self) -> Option<&str> {
        self.found.evidenced.as_ref().map(|evidenced| evidenced.policy.as_str())
    }

    /// Two records decided under a policy: score, points and channels.
    fn verdict<'py>(
        &self,
        py: Python<'py>,
        a: u32,
        b: u32,
        config: &Bound<'py, PyAny>,
        policy: &str,
    ) -> PyResult<Bound<'py, PyDict>> {
        let records = number(self.found.founders.len());
        if a >= records || b >= records {
            return Err(PyIndexError::new_err(format!("there are {records} records")));
        }
        let policy = Policy::parse(policy).map_err(|error| to_python(py, &error))?;
        let params = crate::config::params(config)?;
        let told = py.detach(|| {
            pipeline::explain(&self.columns, &params, &policy, &self.found.plan, (a, b))
        });
        let answer = PyDict::new(py);
        let points = told.verdict.points.lines().iter();
        let named = |line: &Point| {
            (Reason::NAMES[line.reason as usize], (f64::from(line.points) * 100.0).round() / 100.0)
        };
        answer.set_item("points", points.map(named).collect::<Vec<_>>())?;
        answer.set_item("score", told.verdict.score())?;
        answer.set_item("threshold", policy.threshold)?;
        answer.set_item("same", told.verdict.class.is_same())?;
        answer.set_item("unsure", told.verdict.class.is_unsure())?;
        answer.set_item("conflict", told.verdict.conflict)?;
        answer.set_item("relation", Relation::NAMES[told.edge.relation as usize])?;
        answer.set_item("jaccard", told.edge.pair.jaccard)?;
        answer.set_item("containment", told.edge.pair.containment)?;
        let channels: Vec<&str> = told.channels.iter().map(|channel| channel.name()).collect();
        answer.set_item("channels", channels)?;
        Ok(answer)
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

fn edges(
    evidenced: &Evidenced,
    likeness: impl Fn(&Edge, fn(&Match) -> f64) -> Option<f64>,
) -> PyResult<PyRecordBatch> {
    let all = &evidenced.edges;
    let alike = |of: fn(&Match) -> f64| {
        Arc::new(all.iter().map(|edge| likeness(edge, of)).collect::<Float64Array>()) as ArrayRef
    };
    let numbers =
        |of: fn(&Edge) -> u32| Arc::new(all.iter().map(of).collect::<UInt32Array>()) as ArrayRef;
    let scores =
        |of: fn(&Edge) -> f64| Arc::new(all.iter().map(of).collect::<Float64Array>()) as ArrayRef;
    let flags = |of: fn(&Edge) -> bool| {
        Arc::new(all.iter().map(|edge| Some(of(edge))).collect::<BooleanArray>()) as ArrayRef
    };
    let relations: Int8Array = all.iter().map(|edge| edge.relation as i8).collect();
    let names = Arc::new(StringArray::from_iter_values(Relation::NAMES));
    let relations = DictionaryArray::<Int8Type>::try_new(relations, names).map_err(internal)?;
    let columns: [(&str, ArrayRef); 9] = [
        ("record_a", numbers(|edge| edge.pair.a)),
        ("record_b", numbers(|edge| edge.pair.b)),
        ("jaccard", alike(|pair| pair.jaccard)),
        ("containment", alike(|pair| pair.containment)),
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
pub fn internal(error: arrow_schema::ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

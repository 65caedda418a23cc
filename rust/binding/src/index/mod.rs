//! The index as Python holds it. Long calls run on a thread of their own, and answer Ctrl-C; all leave the GIL.

mod answers;
mod given;
mod held;
mod matched;
mod tables;
mod waiting;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use paperdedup_core::index::{self, Asked, Error, Names, Said};
use paperdedup_core::parallel::Control;
use paperdedup_core::store::{Access, Decision, NewDump, Settings, Verdict};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use pyo3_arrow::{PyRecordBatch, PyRecordBatchReader};

use crate::columns::Columns;
use crate::config::{params, policy_of_index};
use crate::errors::{Raised, from_panic};
use crate::run::{detached, detached_whole};
use given::Dump;
use held::Held;
use waiting::{patiently, settings};

/// An open index, or one that was closed.
#[pyclass(frozen, module = "paperdedup._native")]
pub struct Index {
    held: Held,
    settings: Settings,
}

/// Names, each with another.
type NamePairs = Vec<(String, String)>;

/// A bool of Python.
#[derive(FromPyObject)]
struct Flag(bool);

impl Index {
    /// Opens a file, when no other process writes.
    fn opened(
        py: Python<'_>,
        settings: Settings,
        attempt: impl Fn(&Settings) -> index::Result<index::Index> + Sync,
    ) -> PyResult<Self> {
        let attempt = |settings: &Settings| py.detach(|| attempt(settings));
        let held = patiently(settings, attempt, || py.check_signals())?;
        let held = held.map_err(|error| error.raised(py))?;
        Ok(Self { held: Held::new(held), settings })
    }

    /// A short call.
    fn ask<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut index::Index) -> index::Result<T> + Send,
    ) -> PyResult<T> {
        let asked = py.detach(|| catch_unwind(AssertUnwindSafe(|| self.held.work(work))));
        match asked {
            Ok(answer) => answer.map_err(|error| error.raised(py)),
            Err(panic) => Err(from_panic(py, panic.as_ref())),
        }
    }

    /// A long one.
    fn run<T: Send>(
        &self,
        py: Python<'_>,
        progress: Option<&Py<PyAny>>,
        work: impl FnOnce(&mut index::Index, &Control) -> index::Result<T> + Send,
    ) -> PyResult<T> {
        detached(py, progress, |control| self.held.work(|index| work(index, control)))
    }

    fn edited<'py>(
        &self,
        py: Python<'py>,
        progress: Option<&Py<PyAny>>,
        work: impl FnOnce(&mut index::Index, &Control) -> index::Result<index::Changed> + Send,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (changed, late) =
            detached_whole(py, progress, |control| self.held.work(|index| work(index, control)))?;
        let told = answers::changed(py, &changed)?;
        told.set_item("interruption", late.map(|late| late.into_value(py)))?;
        Ok(told)
    }
}

#[pymethods]
impl Index {
    #[staticmethod]
    #[allow(clippy::needless_pass_by_value)] // Arguments from Python arrive by value.
    #[pyo3(signature = (path, config, *, records = 1_000_000, cache_mb = 256, wait = 0.0))]
    fn create(
        py: Python<'_>,
        path: PathBuf,
        config: &Bound<'_, PyAny>,
        records: usize,
        cache_mb: u64,
        wait: f64,
    ) -> PyResult<Self> {
        let (params, policy, settings) =
            (params(config)?, policy_of_index(config)?, settings(cache_mb, wait));
        Self::opened(py, settings, |settings| {
            index::Index::create(&path, &params, policy.as_deref(), records, settings)
        })
    }

    #[staticmethod]
    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (path, *, read_only = Flag(false), cache_mb = 256, wait = 0.0))]
    fn open(
        py: Python<'_>,
        path: PathBuf,
        read_only: Flag,
        cache_mb: u64,
        wait: f64,
    ) -> PyResult<Self> {
        let access = if read_only.0 { Access::Read } else { Access::Write };
        let settings = settings(cache_mb, wait);
        Self::opened(py, settings, |settings| index::Index::open(&path, access, settings))
    }

    #[staticmethod]
    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (path, *, cache_mb = 256, wait = 0.0, progress = None))]
    fn migrate(
        py: Python<'_>,
        path: PathBuf,
        cache_mb: u64,
        wait: f64,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        let settings = settings(cache_mb, wait);
        detached(py, progress.as_ref(), |control| {
            let attempt = |settings: &Settings| index::Index::migrate(&path, settings, control);
            patiently(settings, attempt, || control.advance(0).map_err(Error::from))?
        })
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let closed = py.detach(|| self.held.close());
        closed.map_err(|error| error.raised(py))
    }

    #[allow(clippy::too_many_arguments, clippy::needless_pass_by_value)]
    #[pyo3(signature = (name, table, *, positions, digest = None, date = None, record_ids = None, extra = None, rejects = 0, reasons = Vec::new(), progress = None))]
    fn add<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        table: Bound<'py, PyAny>,
        positions: &Bound<'py, PyAny>,
        digest: Option<&[u8]>,
        date: Option<&str>,
        record_ids: Option<&Bound<'py, PyAny>>,
        extra: Option<&Bound<'py, PyAny>>,
        rejects: u64,
        reasons: Vec<String>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let given = Dump::new(table, positions, record_ids, extra)?;
        let date = date.unwrap_or_default();
        let add = |index: &mut index::Index, control: &Control| {
            let made = digest.is_none().then(|| index::digest(&given, &reasons));
            let digest = digest.or(made.as_ref().map(|made| &made[..])).unwrap_or_default();
            let new = NewDump { name, digest, date, rejects, ..NewDump::default() };
            index.add(&new, &given, control)
        };
        let (update, late) = detached_whole(py, progress.as_ref(), |control| {
            self.held.work(|index| add(index, control))
        })?;
        let told = answers::update(py, &update)?;
        told.set_item("interruption", late.map(|late| late.into_value(py)))?;
        Ok(told)
    }

    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (fields, k = 10, threshold = None))]
    fn query<'py>(
        &self,
        py: Python<'py>,
        fields: HashMap<String, String>,
        k: usize,
        threshold: Option<f64>,
    ) -> PyResult<Bound<'py, PyList>> {
        let asked = Asked::new(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let found = self.ask(py, |index| index.query(&asked, k, threshold))?;
        PyList::new(
            py,
            found.iter().map(|one| answers::answer(py, one)).collect::<PyResult<Vec<_>>>()?,
        )
    }

    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (table, *, k = 1, threshold = None, progress = None))]
    fn ask_each(
        &self,
        py: Python<'_>,
        table: Bound<'_, PyAny>,
        k: usize,
        threshold: Option<f64>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyRecordBatch> {
        let given = Columns::new(vec![table])?;
        let made = self.run(py, progress.as_ref(), |index, control| {
            let found = index.ask_each(&given, (k, threshold), control)?;
            Ok(matched::table(&found, &index.read()?.dumps()?))
        })?;
        Ok(PyRecordBatch::new(made.map_err(pyo3_arrow::error::PyArrowError::from)?))
    }

    fn resolve(&self, py: Python<'_>, name: &str) -> PyResult<Option<String>> {
        self.ask(py, |index| index.resolve(name))
    }

    fn lookup<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyDict>>> {
        let found = self.ask(py, |index| Ok((index.lookup(name)?, index.read()?.dumps()?)))?;
        let (Some((canonical, rows)), dumps) = found else { return Ok(None) };
        let answer = PyDict::new(py);
        answer.set_item("canonical_id", canonical)?;
        let rows = rows.iter().map(|row| answers::member(py, row, &dumps));
        answer.set_item("members", rows.collect::<PyResult<Vec<_>>>()?)?;
        Ok(Some(answer))
    }

    fn record<'py>(&self, py: Python<'py>, number: u32) -> PyResult<Bound<'py, PyDict>> {
        let (found, dumps) =
            self.ask(py, |index| Ok((index.record(number)?, index.read()?.dumps()?)))?;
        answers::record(py, &found.0, &found.1, &dumps)
    }

    fn history<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let (events, dumps) =
            self.ask(py, |index| Ok((index.history(name)?, index.read()?.dumps()?)))?;
        events.iter().map(|event| answers::happening(py, event, &dumps)).collect()
    }

    fn explain<'py>(&self, py: Python<'py>, a: &str, b: &str) -> PyResult<Bound<'py, PyDict>> {
        answers::told(py, &self.ask(py, |index| index.explain(a, b))?)
    }

    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (names, *, progress = None))]
    fn delete<'py>(
        &self,
        py: Python<'py>,
        names: Vec<String>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.edited(py, progress.as_ref(), |index, control| index.delete(&names, control))
    }

    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (decisions, *, who = "", progress = None))]
    fn decide<'py>(
        &self,
        py: Python<'py>,
        decisions: Vec<(String, String, Flag, String, Flag)>,
        who: &str,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let said = decisions.iter().map(|(a, b, same, why, instead)| Said {
            names: (a, b),
            verdict: if same.0 { Verdict::Must } else { Verdict::Cannot },
            why,
            instead: instead.0,
        });
        let said: Vec<Said<'_>> = said.collect();
        self.edited(py, progress.as_ref(), |index, control| index.decide(&said, who, control))
    }

    fn undecide<'py>(&self, py: Python<'py>, a: &str, b: &str) -> PyResult<Bound<'py, PyDict>> {
        self.edited(py, None, |index, control| index.undecide(a, b, control))
    }

    #[pyo3(signature = (name, *, who = "", why = ""))]
    fn unmerge<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        who: &str,
        why: &str,
    ) -> PyResult<Bound<'py, PyDict>> {
        self.edited(py, None, |index, control| index.unmerge(name, (who, why), control))
    }

    fn decisions<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let decisions = self.ask(py, index::Index::decisions)?;
        decisions.iter().map(|one| answers::decision(py, one)).collect()
    }

    fn dumps<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let dumps = self.run(py, None, index::Index::ledger)?;
        dumps.iter().map(|(dump, gone)| answers::dump(py, dump, *gone)).collect()
    }

    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (decisions, own_names, redirects, *, progress = None))]
    fn restore<'py>(
        &self,
        py: Python<'py>,
        decisions: Vec<(String, String, bool, String, String, String)>,
        own_names: NamePairs,
        redirects: NamePairs,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let decision = |(a, b, same, who, why, made)| {
            let verdict = if same { Verdict::Must } else { Verdict::Cannot };
            Decision { a, b, verdict, who, why, made }
        };
        let decisions: Vec<Decision> = decisions.into_iter().map(decision).collect();
        let names = Names { own: own_names, led: redirects };
        self.edited(py, progress.as_ref(), |index, control| {
            index.restore(&decisions, &names, control)
        })
    }

    fn names(&self, py: Python<'_>) -> PyResult<(NamePairs, NamePairs)> {
        let names = self.ask(py, index::Index::names)?;
        Ok((names.own, names.led))
    }

    fn stats(&self, py: Python<'_>) -> PyResult<HashMap<&'static str, u64>> {
        self.run(py, None, |index, control| Ok(index.counts(control)?.into_iter().collect()))
    }

    fn parameters(&self, py: Python<'_>) -> PyResult<HashMap<String, String>> {
        self.ask(py, |index| Ok(index.parameters().into_iter().collect()))
    }

    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (*, progress = None))]
    fn verify<'py>(
        &self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        answers::report(py, &self.run(py, progress.as_ref(), index::Index::verify)?)
    }

    #[allow(clippy::needless_pass_by_value)]
    #[pyo3(signature = (*, progress = None))]
    fn compact(&self, py: Python<'_>, progress: Option<Py<PyAny>>) -> PyResult<()> {
        self.run(py, progress.as_ref(), index::Index::compact)
    }

    fn papers(&self, py: Python<'_>) -> PyResult<PyRecordBatchReader> {
        self.stream(py, tables::Kind::Papers)
    }

    fn members(&self, py: Python<'_>) -> PyResult<PyRecordBatchReader> {
        self.stream(py, tables::Kind::Members)
    }

    fn matches(&self, py: Python<'_>) -> PyResult<PyRecordBatchReader> {
        self.stream(py, tables::Kind::Matches)
    }

    fn redirects(&self, py: Python<'_>) -> PyResult<PyRecordBatchReader> {
        self.stream(py, tables::Kind::Redirects)
    }

    fn diff<'py>(
        &self,
        py: Python<'py>,
        dump_a: &str,
        dump_b: &str,
    ) -> PyResult<Bound<'py, PyDict>> {
        answers::compared(
            py,
            &self.run(py, None, |index, control| index.diff(dump_a, dump_b, control))?,
        )
    }
}

impl Index {
    /// A stream has a connection of its own, so it sees one moment, whatever this index does meanwhile.
    fn stream(&self, py: Python<'_>, kind: tables::Kind) -> PyResult<PyRecordBatchReader> {
        self.ask(py, |_| Ok(()))?;
        let settings = Settings { cache_bytes: self.settings.cache_bytes / 4, ..self.settings };
        let opened = py.detach(|| index::Index::open(self.held.path(), Access::Read, &settings));
        let opened = opened.map_err(|error| error.raised(py))?;
        Ok(tables::stream(opened, kind))
    }
}

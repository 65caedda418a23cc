//! The long call: leaves the GIL, answers Ctrl-C, reports progress, and turns a panic into an exception.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use paperdedup_core::parallel::{Control, Stage};
use paperdedup_core::params::Decision;
use paperdedup_core::pipeline;
use paperdedup_core::records::Records;
use paperdedup_core::relate::Policy;
use pyo3::prelude::*;

use crate::columns::Columns;
use crate::config::{is_automatic, params};
use crate::errors::{Raised, from_panic, to_python};
use crate::outcome::Outcome;

/// How often the calling thread looks for Ctrl-C and reports progress.
const TICK: Duration = Duration::from_millis(50);

#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // Arguments from Python arrive by value.
#[pyo3(signature = (dumps, config, *, decisions = Vec::new(), progress = None))]
pub fn deduplicate(
    py: Python<'_>,
    dumps: Vec<Bound<'_, PyAny>>,
    config: &Bound<'_, PyAny>,
    decisions: Vec<(u32, u32, bool)>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Outcome> {
    let mut params = params(config)?;
    let columns = Columns::new(dumps)?;
    params.decisions = decisions.into_iter().map(|(a, b, same)| Decision { a, b, same }).collect();
    params.decisions_within(columns.len()).map_err(|error| to_python(py, &error))?;
    if is_automatic(config) && columns.has_fields() {
        params.policy = Policy::parse("version").ok();
    }
    let outcome = detached(py, progress.as_ref(), |control| {
        pipeline::deduplicate(&columns, &params, control)
    })?;
    Ok(Outcome::new(columns, outcome))
}

/// Runs `work` on a thread of its own without the GIL; meanwhile this thread answers signals and reports progress.
pub fn detached<T: Send, E: Raised + Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce(&Control) -> Result<T, E> + Send,
) -> PyResult<T> {
    match detached_whole(py, progress, work)? {
        (outcome, None) => Ok(outcome),
        (_, Some(late)) => Err(late),
    }
}

/// The same; an interruption that came when `work` could not be stopped any more is handed back beside what it gave.
pub fn detached_whole<T: Send, E: Raised + Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce(&Control) -> Result<T, E> + Send,
) -> PyResult<(T, Option<PyErr>)> {
    let control = Control::default();
    let mut reports = Reports { to: progress, last: None };
    let mut interrupted = None;
    let finished = py.detach(|| {
        std::thread::scope(|scope| {
            let (send, done) = sync_channel::<()>(1);
            let worker = scope.spawn(|| {
                let outcome = catch_unwind(AssertUnwindSafe(|| work(&control)));
                drop(send);
                outcome
            });
            while done.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                if interrupted.is_none() {
                    interrupted = Python::attach(|py| reports.watch(py, &control)).err();
                }
                if interrupted.is_some() {
                    control.cancel();
                }
            }
            worker.join()
        })
    });
    match (finished.and_then(|outcome| outcome), interrupted) {
        (Ok(Ok(outcome)), seen) => Ok((outcome, seen.or_else(|| reports.end(py, &control).err()))),
        (_, Some(interruption)) => Err(interruption),
        (Ok(Err(error)), None) => Err(error.raised(py)),
        (Err(panic), None) => Err(from_panic(py, panic.as_ref())),
    }
}

/// Tells a Python function what is done, as sampled; of each stage that was seen, its end too.
struct Reports<'a> {
    to: Option<&'a Py<PyAny>>,
    last: Option<(Stage, u64, u64)>,
}

impl Reports<'_> {
    fn watch(&mut self, py: Python<'_>, control: &Control) -> PyResult<()> {
        py.check_signals()?;
        let now = control.progress();
        let ended = self.last.filter(|last| last.0 != now.0 || last.1 > now.1);
        if let Some((stage, _, total)) = ended.filter(|(_, done, total)| done < total) {
            self.tell(py, (stage, total, total))?;
        }
        self.tell(py, now)
    }

    fn end(&mut self, py: Python<'_>, control: &Control) -> PyResult<()> {
        self.watch(py, control)?;
        let (stage, done, total) = control.progress();
        if done < total { self.tell(py, (stage, total, total)) } else { Ok(()) }
    }

    fn tell(&mut self, py: Python<'_>, told: (Stage, u64, u64)) -> PyResult<()> {
        let (stage, done, total) = told;
        self.last = Some(told);
        self.to.map_or(Ok(()), |to| to.call1(py, (stage.name(), done, total)).map(|_| ()))
    }
}

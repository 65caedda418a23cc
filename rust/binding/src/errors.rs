//! Core errors and panics to the exceptions that `paperdedup.errors` defines.

use std::any::Any;
use std::io::ErrorKind;
use std::path::Path;

use paperdedup_core::error::Error;
use paperdedup_core::{index, store};
use pyo3::exceptions::{PyOSError, PyRuntimeError};
use pyo3::prelude::*;

/// What becomes an exception.
pub trait Raised {
    /// The exception.
    fn raised(&self, py: Python<'_>) -> PyErr;
}

impl Raised for Error {
    fn raised(&self, py: Python<'_>) -> PyErr {
        to_python(py, self)
    }
}

impl Raised for index::Error {
    fn raised(&self, py: Python<'_>) -> PyErr {
        match self {
            Self::Core(error) => to_python(py, error),
            Self::Store(error) => of_store(py, error),
            Self::Unknown { .. } | Self::Ambiguous { .. } => {
                exception(py, "UnknownRecordError", self.to_string())
            }
            Self::Closed { .. } => exception(py, "IndexStateError", self.to_string()),
        }
    }
}

/// Numbers of the errors of the operating system, which are the same on all that we build for.
const NO_ENTRY: i32 = 2;
const NO_ACCESS: i32 = 13;
const EXISTS: i32 = 17;
const NOT_A_FOLDER: i32 = 20;
const IS_A_FOLDER: i32 = 21;
const NO_SPACE: i32 = 28;
const INPUT_OUTPUT: i32 = 5;

fn of_store(py: Python<'_>, error: &store::Error) -> PyErr {
    use store::Error as Store;
    let system = |number: i32, path: &Path| {
        let told = error.to_string();
        let shown = path.display().to_string();
        let told = told.strip_prefix(&format!("{shown}: ")).map_or(told.clone(), str::to_owned);
        PyOSError::new_err((number, told, shown))
    };
    match error {
        Store::Missing { path } => system(NO_ENTRY, path),
        Store::Exists { path } => system(EXISTS, path),
        Store::Directory { path } => system(IS_A_FOLDER, path),
        Store::ReadOnly { path } => system(NO_ACCESS, path),
        Store::Full { path } => system(NO_SPACE, path),
        Store::Disk { path, .. } => system(INPUT_OUTPUT, path),
        Store::Io { path, source } => system(number_of(source), path),
        Store::Invalid { .. } => exception(py, "ConfigError", error.to_string()),
        _ => exception(py, "IndexStateError", error.to_string()),
    }
}

/// The number of an error of the operating system, or of one that is told in its words.
fn number_of(error: &std::io::Error) -> i32 {
    let by_kind = match error.kind() {
        ErrorKind::NotFound => NO_ENTRY,
        ErrorKind::PermissionDenied => NO_ACCESS,
        ErrorKind::NotADirectory => NOT_A_FOLDER,
        _ => INPUT_OUTPUT,
    };
    error.raw_os_error().unwrap_or(by_kind)
}

/// The exception for a core error.
pub fn to_python(py: Python<'_>, error: &Error) -> PyErr {
    let name = match error {
        Error::Config { .. } | Error::TooMany { .. } | Error::Threads { .. } => "ConfigError",
        Error::Cancelled => return PyErr::new::<pyo3::exceptions::PyKeyboardInterrupt, _>(()),
    };
    exception(py, name, error.to_string())
}

/// The exception for a panic: a bug of ours, which must not look like anything else.
pub fn from_panic(py: Python<'_>, panic: &(dyn Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    exception(py, "InternalError", format!("a bug in paperdedup, please report it: {text}"))
}

fn exception(py: Python<'_>, name: &str, message: String) -> PyErr {
    let class = py.import("paperdedup.errors").and_then(|errors| errors.getattr(name));
    match class.and_then(|class| class.call1((message.as_str(),))) {
        Ok(instance) => PyErr::from_value(instance),
        Err(_) => PyRuntimeError::new_err(message),
    }
}

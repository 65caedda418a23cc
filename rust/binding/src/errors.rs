//! Core errors and panics to the exceptions that `paperdedup.errors` defines.

use std::any::Any;

use paperdedup_core::error::Error;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

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

//! The one error type of the core. A message says what was expected, what was given and, where it helps, the remedy.

use std::fmt::Display;

/// Why a call did not finish.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A setting is out of its range or contradicts another.
    #[error("{field} = {got}: {expected}")]
    Config {
        /// The setting as the user wrote it.
        field: &'static str,
        /// What is allowed, or what to do.
        expected: String,
        /// The value given.
        got: String,
    },
    /// More records than 32-bit record numbers can name.
    #[error("{got} records in one run; at most {limit} are possible: split the dumps")]
    TooMany {
        /// How many were given.
        got: usize,
        /// How many are possible.
        limit: usize,
    },
    /// The caller asked to stop.
    #[error("stopped")]
    Cancelled,
    /// The thread pool could not be started.
    #[error("could not start {threads} threads: {reason}; try a smaller `threads`")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the operating system said.
        reason: String,
    },
}

impl Error {
    /// A refused setting.
    pub fn config(field: &'static str, got: impl Display, expected: impl Display) -> Self {
        Self::Config { field, expected: expected.to_string(), got: got.to_string() }
    }
}

/// What every fallible function of the core returns.
pub type Result<T> = std::result::Result<T, Error>;

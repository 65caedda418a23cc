//! What can go wrong with an index beyond its file.

use std::path::PathBuf;

use crate::{error, store};

/// Why an index did not do what was asked. Nothing of an unfinished change remains.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting, or stopped.
    #[error(transparent)]
    Core(#[from] error::Error),
    /// The file.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Nothing has this name.
    #[error("{name}: {problem}")]
    Unknown {
        /// As it was given.
        name: String,
        /// What is not there, and what to do.
        problem: String,
    },
    /// It was closed.
    #[error("{}: was closed; open it again", path.display())]
    Closed {
        /// The file.
        path: PathBuf,
    },
    /// A name that stands for more than was meant.
    #[error("{name}: {problem}")]
    Ambiguous {
        /// As it was given.
        name: String,
        /// What it stands for, and the remedy.
        problem: String,
    },
}

impl Error {
    pub(super) fn unknown(name: &str) -> Self {
        let problem = "no record or paper of the index has this name; give a canonical or content ID, an identifier, \
                       a record id or DUMP:POSITION";
        Self::Unknown { name: name.to_owned(), problem: problem.to_owned() }
    }

    /// The place of a record that another took the place of.
    pub(super) fn replaced(name: &str, by: &str) -> Self {
        let problem = format!("what was there was replaced by {by}; name that");
        Self::Unknown { name: name.to_owned(), problem }
    }
}

/// What every fallible function of an index returns.
pub type Result<T> = std::result::Result<T, Error>;

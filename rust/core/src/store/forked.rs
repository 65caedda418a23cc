//! Which files are open here, so that a fork notices that it has inherited some.
//!
//! SQLite notes in memory which locks of a file its process holds. A fork has the note and not the locks: what it wrote there
//! could be lost and what it read be torn, also through a connection of its own. So it may not connect to such a file at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::{Error, Result};

/// Who opened which file. A connection that a fork inherited is never closed there, so its row stays.
static OPEN: Mutex<Vec<(u32, PathBuf)>> = Mutex::new(Vec::new());

/// A file that is open, until this is dropped.
#[derive(Debug)]
pub struct Opened(u32, PathBuf);

impl Opened {
    /// Notes it.
    pub fn new(path: &Path) -> Result<Self> {
        require_own(path)?;
        let opened = Self(std::process::id(), real(path));
        rows().push((opened.0, opened.1.clone()));
        Ok(opened)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let mut rows = rows();
        if let Some(at) = rows.iter().position(|(who, path)| *who == self.0 && *path == self.1) {
            rows.swap_remove(at);
        }
    }
}

/// Refuses a file that was open when this process was forked from another.
pub fn require_own(path: &Path) -> Result<()> {
    let (own, file) = (std::process::id(), real(path));
    let inherited = rows().iter().find(|(who, open)| *who != own && *open == file).map(|row| row.0);
    inherited.map_or(Ok(()), |process| Err(Error::Inherited { path: path.to_owned(), process }))
}

fn rows() -> MutexGuard<'static, Vec<(u32, PathBuf)>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file may have several names.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

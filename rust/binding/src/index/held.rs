//! An index that is open until it is closed.
//!
//! A fork has the connection and not the locks of the file; there the index is neither used nor closed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use paperdedup_core::index::{Error, Index, Result};
use paperdedup_core::store;

/// The index, `None` once it is closed, and who opened it.
pub struct Held {
    index: Mutex<Option<Index>>,
    path: PathBuf,
    process: u32,
}

impl Held {
    /// Holds what this process has opened.
    pub fn new(index: Index) -> Self {
        let path = index.path().to_owned();
        Self { index: Mutex::new(Some(index)), path, process: std::process::id() }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Works on the index, if it is open.
    pub fn work<T>(&self, work: impl FnOnce(&mut Index) -> Result<T>) -> Result<T> {
        // Asked first, for a thread that the fork does not have may hold the mutex for ever.
        if self.is_inherited() {
            let (path, process) = (self.path.clone(), self.process);
            return Err(Error::Store(store::Error::Inherited { path, process }));
        }
        // A panic leaves no half of a change: it is rolled back.
        let mut held = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        work(held.as_mut().ok_or_else(|| Error::Closed { path: self.path.clone() })?)
    }

    /// Closes it; once closed, it can be closed again.
    pub fn close(&self) -> Result<()> {
        if self.is_inherited() {
            return Ok(());
        }
        let held = self.index.lock().unwrap_or_else(PoisonError::into_inner).take();
        held.map_or(Ok(()), Index::close)
    }

    fn is_inherited(&self) -> bool {
        self.process != std::process::id()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.is_inherited() {
            let held = self.index.get_mut().unwrap_or_else(PoisonError::into_inner);
            std::mem::forget(held.take());
        }
    }
}

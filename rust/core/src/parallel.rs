//! Threads, cancellation and progress: the only module that knows how work is spread.
//!
//! The pool is built for one call and belongs to it, so a process that forks between calls never waits for threads that it
//! does not have. Nothing here changes a result.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use crate::error::{Error, Result};

/// The stages that a run reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// Normalize, shingle, sketch and band every record.
    Fingerprint,
    /// Find the texts that share a bucket.
    Pair,
    /// Compare them exactly.
    Verify,
    /// Find all similar texts without sketches.
    Join,
    /// Form clusters and name them.
    Cluster,
    /// Keep records in an index.
    Store,
    /// Look for records in an index.
    Ask,
    /// Keep what people decided in an index.
    Decide,
    /// Read or write all pages of an index.
    Pages,
    /// Check the laws of an index.
    Laws,
    /// Read or merge all postings of an index.
    Postings,
    /// Read all records of an index.
    Records,
}

impl Stage {
    /// All stages, in the order of the flow.
    pub const ALL: [Self; 12] = [
        Self::Fingerprint,
        Self::Pair,
        Self::Verify,
        Self::Join,
        Self::Cluster,
        Self::Store,
        Self::Ask,
        Self::Decide,
        Self::Pages,
        Self::Laws,
        Self::Postings,
        Self::Records,
    ];

    /// The word that users see.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fingerprint => "fingerprint",
            Self::Pair => "pair",
            Self::Verify => "verify",
            Self::Join => "join",
            Self::Cluster => "cluster",
            Self::Store => "store",
            Self::Ask => "ask",
            Self::Decide => "decide",
            Self::Pages => "pages",
            Self::Laws => "laws",
            Self::Postings => "postings",
            Self::Records => "records",
        }
    }
}

/// Shared between a run and whoever watches it; a clone is the same.
#[derive(Debug, Default, Clone)]
pub struct Control(Arc<State>);

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    stage: AtomicU8,
    done: AtomicU64,
    total: AtomicU64,
}

impl Control {
    /// Asks the run to stop soon.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// Starts a stage of so many steps.
    pub fn begin(&self, stage: Stage, total: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total as u64, Ordering::Relaxed);
        self.0.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Counts finished steps.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the run was asked to stop.
    pub fn advance(&self, steps: usize) -> Result<()> {
        self.0.done.fetch_add(steps as u64, Ordering::Relaxed);
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Whether the run was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    /// Stage, finished steps and all steps.
    pub fn progress(&self) -> (Stage, u64, u64) {
        let stage = Stage::ALL[usize::from(self.0.stage.load(Ordering::Relaxed))];
        (stage, self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }
}

/// Runs `work` inside a pool of so many threads (0: as many as the machine has).
///
/// # Errors
/// [`Error::Threads`] if the threads cannot be started, and what `work` returns.
pub fn with_threads<T: Send, E: From<Error> + Send>(
    threads: usize,
    work: impl FnOnce() -> std::result::Result<T, E> + Send,
) -> std::result::Result<T, E> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    // What a test lets fail on this thread fails on those that work for it.
    #[cfg(test)]
    let pool = pool.start_handler(crate::store::faults::inherited());
    let failed =
        |error: rayon::ThreadPoolBuildError| Error::Threads { threads, reason: error.to_string() };
    pool.build().map_err(failed)?.install(work)
}

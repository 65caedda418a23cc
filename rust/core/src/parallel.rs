//! Threads, cancellation and progress: the only module that knows how work is spread.
//!
//! The pool is built for one call and belongs to it, so a process that forks between calls never waits for threads that it
//! does not have. Nothing here changes a result.

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
}

impl Stage {
    /// All stages, in the order of the flow.
    pub const ALL: [Self; 6] =
        [Self::Fingerprint, Self::Pair, Self::Verify, Self::Join, Self::Cluster, Self::Store];

    /// The word that users see.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fingerprint => "fingerprint",
            Self::Pair => "pair",
            Self::Verify => "verify",
            Self::Join => "join",
            Self::Cluster => "cluster",
            Self::Store => "store",
        }
    }
}

/// Shared between a run and whoever watches it.
#[derive(Debug, Default)]
pub struct Control {
    cancelled: AtomicBool,
    stage: AtomicU8,
    done: AtomicU64,
    total: AtomicU64,
}

impl Control {
    /// Asks the run to stop soon.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Starts a stage of so many steps.
    pub fn begin(&self, stage: Stage, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total as u64, Ordering::Relaxed);
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Counts finished steps.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the run was asked to stop.
    pub fn advance(&self, steps: usize) -> Result<()> {
        self.done.fetch_add(steps as u64, Ordering::Relaxed);
        if self.cancelled.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Stage, finished steps and all steps.
    pub fn progress(&self) -> (Stage, u64, u64) {
        let stage = Stage::ALL[usize::from(self.stage.load(Ordering::Relaxed))];
        (stage, self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
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
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let failed =
        |error: rayon::ThreadPoolBuildError| Error::Threads { threads, reason: error.to_string() };
    pool.map_err(failed)?.install(work)
}

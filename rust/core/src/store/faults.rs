//! Faults of the disk, for tests: the n-th operation of this thread, and of those that work for it, fails, and so
//! do those after it if asked.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

/// What SQLite asks of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Bytes; half of them arrive.
    Write,
    /// That they be safe.
    Sync,
    /// A shorter file.
    Truncate,
    /// A lock, of the file or of what processes share.
    Lock,
}

/// How long a fault lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// One operation.
    Once,
    /// All that follow.
    On,
}

/// Faults to come.
#[derive(Debug)]
struct Plan {
    left: u64,
    lasts: Lasts,
    tripped: u64,
}

thread_local! {
    static PLAN: RefCell<Option<Arc<Mutex<Plan>>>> = const { RefCell::new(None) };
}

/// Lets the operation after `after` others fail.
pub fn plan(after: u64, lasts: Lasts) {
    PLAN.set(Some(Arc::new(Mutex::new(Plan { left: after, lasts, tripped: 0 }))));
}

/// Ends the faults; how many there were.
pub fn clear() -> u64 {
    PLAN.take().map_or(0, |plan| locked(&plan).tripped)
}

/// What a thread does that works for this one, so that its operations fail too.
pub fn inherited() -> impl Fn(usize) + Send + Sync + 'static {
    let plan = PLAN.with_borrow(Clone::clone);
    move |_| PLAN.set(plan.clone())
}

fn locked(plan: &Mutex<Plan>) -> MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The code with which the next operation fails, if it does.
pub fn next(operation: Operation) -> Option<i32> {
    let plan = PLAN.with_borrow(Clone::clone)?;
    let mut plan = locked(&plan);
    if plan.left > 0 {
        plan.left -= 1;
        return None;
    }
    if plan.lasts == Lasts::Once && plan.tripped > 0 {
        return None;
    }
    plan.tripped += 1;
    Some(match operation {
        Operation::Write => ffi::SQLITE_FULL,
        Operation::Sync => ffi::SQLITE_IOERR_FSYNC,
        Operation::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
        Operation::Lock => ffi::SQLITE_IOERR_LOCK,
    })
}

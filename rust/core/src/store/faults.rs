//! Faults of the disk, for tests: the n-th operation of this thread fails, and so do those after it if asked.

use std::cell::Cell;

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

thread_local! {
    static PLAN: Cell<Option<(u64, Lasts)>> = const { Cell::new(None) };
    static TRIPPED: Cell<u64> = const { Cell::new(0) };
}

/// Lets the operation after `after` others fail.
pub fn plan(after: u64, lasts: Lasts) {
    PLAN.set(Some((after, lasts)));
    TRIPPED.set(0);
}

/// Ends the faults; how many there were.
pub fn clear() -> u64 {
    PLAN.set(None);
    TRIPPED.take()
}

/// The code with which the next operation fails, if it does.
pub fn next(operation: Operation) -> Option<i32> {
    let (left, lasts) = PLAN.get()?;
    if left > 0 {
        PLAN.set(Some((left - 1, lasts)));
        return None;
    }
    TRIPPED.set(TRIPPED.get() + 1);
    if lasts == Lasts::Once {
        PLAN.set(None);
    }
    Some(match operation {
        Operation::Write => ffi::SQLITE_FULL,
        Operation::Sync => ffi::SQLITE_IOERR_FSYNC,
        Operation::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
        Operation::Lock => ffi::SQLITE_IOERR_LOCK,
    })
}

//! Whoever watches a thread: how far a long call of SQLite is, and whether it is to stop.
//!
//! SQLite asks every few thousand steps whether to go on ([`is_over`]), and `vfs` tells how many pages moved ([`moved`]).
//! Both are needed: while VACUUM copies what it made into the log, and while the log is moved into the file, SQLite asks
//! nobody, so a write fails instead. It takes that for a fault of the disk: the change is undone, as it is after any other.

use std::cell::RefCell;

use super::error::{Error, Result};
use crate::parallel::{Control, Stage};

/// Steps of SQLite between two questions whether to go on: about a millisecond.
pub const STEPS: i32 = 10_000;

#[derive(Debug, Default)]
struct Watched {
    control: Option<Control>,
    /// Whether pages that move are progress.
    by_pages: bool,
}

thread_local! {
    static WATCHED: RefCell<Watched> = RefCell::default();
}

/// As long as it lives, what the thread does in an index is watched.
#[derive(Debug)]
pub struct Watch(Watched);

impl Watch {
    /// Begins to watch this thread.
    pub fn new(control: &Control) -> Self {
        Self(WATCHED.replace(Watched { control: Some(control.clone()), by_pages: false }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHED.set(std::mem::take(&mut self.0));
    }
}

/// Starts a stage of so many steps; pages that move are steps of [`Stage::Pages`].
pub fn begin(stage: Stage, total: u64) {
    WATCHED.with_borrow_mut(|watched| {
        watched.by_pages = stage == Stage::Pages;
        if let Some(control) = &watched.control {
            control.begin(stage, usize::try_from(total).unwrap_or(usize::MAX));
        }
    });
}

/// Counts finished steps.
///
/// # Errors
/// Of a thread that is to stop.
pub fn advance(steps: usize) -> Result<()> {
    WATCHED.with_borrow(|watched| match &watched.control {
        Some(control) => control.advance(steps).map_err(|_| Error::Stopped),
        None => Ok(()),
    })
}

/// Counts pages that were read or written, where they are what is counted.
pub fn moved(pages: usize) {
    WATCHED.with_borrow(|watched| {
        if let (Some(control), true) = (&watched.control, watched.by_pages) {
            // Whether it is to stop is another question.
            let _ = control.advance(pages);
        }
    });
}

/// Whether the thread is to stop.
pub fn is_over() -> bool {
    WATCHED.with_borrow(|watched| watched.control.as_ref().is_some_and(Control::is_cancelled))
}

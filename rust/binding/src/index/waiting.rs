//! How long another writer is waited for: in short steps, between which Ctrl-C is answered.

use std::time::{Duration, Instant};

use paperdedup_core::index::{Error, Result};
use paperdedup_core::store::{self, Settings};

/// How long a wait is deaf to Ctrl-C.
const STEP: Duration = Duration::from_millis(50);

/// How a file is held open.
pub fn settings(cache_mb: u64, wait: f64) -> Settings {
    // Waiting for ever is a long wait, and so is what is no number.
    let wait = Duration::try_from_secs_f64(wait.max(0.0)).unwrap_or(Duration::MAX);
    Settings { cache_bytes: cache_mb.saturating_mul(1 << 20), wait }
}

/// Attempts something until no other process writes, or the time is up; `pause` may end that in between.
pub fn patiently<T, E>(
    settings: Settings,
    attempt: impl Fn(&Settings) -> Result<T>,
    mut pause: impl FnMut() -> std::result::Result<(), E>,
) -> std::result::Result<Result<T>, E> {
    let begun = Instant::now();
    loop {
        let left = settings.wait.saturating_sub(begun.elapsed());
        let short = Settings { wait: left.min(STEP), ..settings };
        match attempt(&short) {
            Err(Error::Store(store::Error::Locked { .. })) if !left.is_zero() => pause()?,
            done => return Ok(done),
        }
    }
}

//! One writer: an operating-system lock on a file beside the index, held as long as a writing handle lives.
//!
//! The system gives the lock back when a process ends, however it ends, so a killed writer blocks nobody. The file says
//! who holds it. It is removed on release; whoever took a lock on a file that was removed meanwhile tries again, which
//! it notices because the file under that name does not say what it has just written. The index itself cannot carry the
//! lock: closing a second descriptor of it would drop those of SQLite.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::error::{ANOTHER, Error, Result, WAIT};

const PAUSE: Duration = Duration::from_millis(20);
static TAKEN: AtomicU64 = AtomicU64::new(0);

/// The right to write, given back when dropped.
#[derive(Debug)]
pub struct WriterLock {
    path: PathBuf,
    _file: File,
}

impl WriterLock {
    /// Takes the lock, or waits for it so long.
    pub fn take(index: &Path, wait: Duration) -> Result<Self> {
        let mut name = index.as_os_str().to_owned();
        name.push("-writer");
        let path = PathBuf::from(name);
        // A time too far to be told is never over.
        let until = Instant::now().checked_add(wait);
        loop {
            if let Some(lock) = Self::attempt(index, &path)? {
                return Ok(lock);
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                let (holder, remedy) = holder(&path);
                return Err(Error::Locked { path: index.to_owned(), holder, remedy });
            }
            std::thread::sleep(PAUSE.min(wait));
        }
    }

    fn attempt(index: &Path, path: &Path) -> Result<Option<Self>> {
        let failed = |source| Error::io(index, source);
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => {
                let reason = source.to_string();
                return Err(Error::CannotLock { path: index.to_owned(), reason });
            }
        }
        let text = description();
        file.set_len(0).and_then(|()| file.rewind()).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        let live = std::fs::read_to_string(path).is_ok_and(|found| found == text);
        Ok(live.then(|| Self { path: path.to_owned(), _file: file }))
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // A file that stays says the same as none: only the lock counts.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Who this is, in a line that no other lock has.
fn description() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (process, taken) = (own_name(), TAKEN.fetch_add(1, Ordering::Relaxed));
    format!("{process} since {} (lock {taken})", super::clock::utc(since))
}

fn own_name() -> String {
    format!("process {} on {}", std::process::id(), gethostname::gethostname().to_string_lossy())
}

/// Who holds the lock, and what can be done.
fn holder(path: &Path) -> (String, &'static str) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let known = text.split(" (lock").next().unwrap_or_default();
    if known.starts_with(&(own_name() + " since ")) {
        let own = "this process, which has it open to write".to_owned();
        return (own, "use that handle, or close it first");
    }
    let other = if known.is_empty() { ANOTHER } else { known };
    (other.to_owned(), WAIT)
}

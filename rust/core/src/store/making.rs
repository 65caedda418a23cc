//! How an index is made: under another name, whole, where nothing of an older one is left.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;

use super::database::Database;
use super::error::{Error, Result};
use super::file::Parameter;
use super::{schema, vfs};

/// Refuses a path where an index is, or the log of one that is not there any more: a new file would be mixed with it.
pub fn require_free(path: &Path) -> Result<()> {
    if path.exists() {
        return Err(Error::Exists { path: path.to_owned() });
    }
    match log_of(path) {
        Some(log) => Err(Error::Orphan { path: path.to_owned(), log }),
        None => Ok(()),
    }
}

/// The log of an index, what was committed and is not yet in the file, if something is in it.
pub fn log_of(path: &Path) -> Option<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    let log = PathBuf::from(name);
    fs::metadata(&log).is_ok_and(|file| file.len() > 0).then_some(log)
}

/// Writes an empty index with these parameters.
pub fn write(draft: &Path, parameters: &[Parameter]) -> Result<()> {
    // Left by a process of the same number that was killed.
    let _ = fs::remove_file(draft);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let database = Database::connect(draft, draft, flags)?;
    vfs::reserve(database.connection()).map_err(|error| database.failed(error))?;
    database.batch(&format!(
        "PRAGMA page_size = {}; PRAGMA synchronous = FULL; PRAGMA application_id = {};
         PRAGMA user_version = {}; PRAGMA journal_mode = WAL;",
        vfs::PAGE,
        vfs::APPLICATION_ID,
        schema::VERSION
    ))?;
    database.batch(&format!("BEGIN; {}", schema::TABLES))?;
    for (name, value) in parameters {
        database.run("INSERT INTO meta VALUES (?1, ?2)", [name, value])?;
    }
    database.batch("COMMIT")?;
    database.close()
}

/// Gives a finished file its name, unless there is one of that name.
pub fn publish(draft: &Path, path: &Path) -> Result<()> {
    let failed = |error| Error::io(path, error);
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(failed(error));
        }
        // A file system without links; the writer lock is held, so no other index takes the name.
        Err(_) => fs::rename(draft, path).map_err(failed)?,
        Ok(()) => {}
    }
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        // The name itself must be safe too.
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    }
    Ok(())
}

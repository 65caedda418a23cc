//! What can go wrong with an index on disk: one enum, whose messages name the file and the remedy.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use rusqlite::ffi;

/// Who holds a lock, if that is all that is known, and what can be done about another process.
pub const ANOTHER: &str = "another process";
pub const WAIT: &str = "wait for it, or stop it";

/// Why the store did not do what was asked. Nothing of an unfinished change remains in the file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no file.
    #[error("{}: no such index; create it first", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is a file already.
    #[error("{}: exists already; open it, or choose another name", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is no file, but what was committed to one.
    #[error(
        "{}: is not there, but the log of such an index is: {}; put that index back beside it, or delete the log",
        path.display(), log.display()
    )]
    Orphan {
        /// The file.
        path: PathBuf,
        /// Its log.
        log: PathBuf,
    },
    /// The path is a folder.
    #[error("{}: a folder, and an index is one file; name a file in it", path.display())]
    Directory {
        /// The folder.
        path: PathBuf,
    },
    /// The bytes are not those of a SQLite file.
    #[error(
        "{}: not an index: not a SQLite file, or its first bytes are damaged; name another file, \
         or restore it from a copy", path.display()
    )]
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// A file without a byte.
    #[error("{}: not an index: an empty file; delete it, and create an index", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A SQLite file of another program.
    #[error(
        "{}: not an index: a SQLite file of another program (application_id {found}); name another \
         file", path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Its application id.
        found: i32,
    },
    /// Another format version than this program writes.
    #[error("{}: format {found}, and this program reads {known}; {remedy}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: i32,
        /// The version that this program writes.
        known: i32,
        /// What to do.
        remedy: &'static str,
    },
    /// A setting or stage version that changes results is not the one of the file.
    #[error(
        "{}: {field} is {stored} in the index, and {given} was asked for: results would not fit \
         together; open it with {field} = {stored}, or create another index", path.display()
    )]
    Parameter {
        /// The file.
        path: PathBuf,
        /// The name of the setting.
        field: String,
        /// What the file was made with; "absent" if it knows no such setting.
        stored: String,
        /// What was asked for; "absent" if it was not named.
        given: String,
    },
    /// Writing where it is not possible.
    #[error("{}: cannot be written; open it read-only, or change its permissions", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Writing through a handle that only reads.
    #[error("{}: was opened read-only; open it again to write", path.display())]
    OpenedToRead {
        /// The file.
        path: PathBuf,
    },
    /// A part of the index is in the log of a writer that ended early, on a disk where it cannot be folded in.
    #[error(
        "{}: was not closed, and this disk cannot be written: copy it together with the file \
         of the same name and -wal to one that can", path.display()
    )]
    Unfinished {
        /// The file.
        path: PathBuf,
    },
    /// Another process writes, or another handle of this one.
    #[error("{}: locked by {holder}; {remedy}", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// Process, host and time.
        holder: String,
        /// What to do.
        remedy: &'static str,
    },
    /// This process was forked from one that had it open.
    #[error(
        "{}: was open in process {process} when this process was forked from it, which does not have its locks; close \
         it before the fork, or start processes by spawn",
        path.display()
    )]
    Inherited {
        /// The file.
        path: PathBuf,
        /// Who opened it.
        process: u32,
    },
    /// The file system has no locks.
    #[error(
        "{}: this file system cannot lock ({reason}); move the index to a local disk",
        path.display()
    )]
    CannotLock {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// No space left.
    #[error("{}: the disk is full, and nothing was changed; free some space", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The disk refused for another reason.
    #[error(
        "{}: the disk failed ({reason}), and nothing was changed; check the disk, your quota and \
         the limit on file sizes", path.display()
    )]
    Disk {
        /// The file.
        path: PathBuf,
        /// What SQLite says of it.
        reason: String,
    },
    /// The content is not what was written.
    #[error(
        "{}: damaged: {what}; move it away with the files beside it (-wal, -shm), and restore it from a copy, or build \
         it anew", path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// A value that the store cannot take.
    #[error("{field} = {got}: {expected}")]
    Invalid {
        /// What was given wrongly.
        field: &'static str,
        /// The value.
        got: String,
        /// What is possible.
        expected: String,
    },
    /// The caller asked to stop.
    #[error("stopped")]
    Stopped,
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// SQLite refused for a reason that has no name of its own here.
    #[error("{}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: rusqlite::Error,
    },
}

/// What every fallible function of the store returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Damage that was found in a file.
    pub(super) fn corrupt(path: &Path, what: impl Display) -> Self {
        Self::Corrupt { path: path.to_owned(), what: what.to_string() }
    }

    /// A refused value.
    pub(super) fn invalid(field: &'static str, got: impl Display, expected: &str) -> Self {
        Self::Invalid { field, got: got.to_string(), expected: expected.to_owned() }
    }

    /// A failed operation on a file that is not SQLite's.
    pub(super) fn io(path: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::NotFound => Self::Missing { path },
            ErrorKind::AlreadyExists => Self::Exists { path },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Io { path, source },
        }
    }

    /// What it means where a file is to be made: it is the folder that cannot be written.
    pub(super) fn of_folder(self) -> Self {
        let (path, problem) = match self {
            Self::ReadOnly { path } => {
                (path, "cannot be written; name another folder, or change its permissions")
            }
            Self::Missing { path } => (path, "no file can be made in this folder; name another"),
            other => return other,
        };
        let path = path.parent().unwrap_or(&path).to_owned();
        let source = std::io::Error::new(std::io::ErrorKind::PermissionDenied, problem);
        Self::Io { path, source }
    }

    /// What an error of SQLite means for the file.
    pub(super) fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        match &source {
            Sql::SqliteFailure(failure, _) => Self::of_code(path, failure.extended_code, source),
            Sql::FromSqlConversionFailure(..)
            | Sql::IntegralValueOutOfRange(..)
            | Sql::Utf8Error(..)
            | Sql::InvalidColumnType(..) => Self::corrupt(path, source),
            _ => Self::Sqlite { path: path.to_owned(), source },
        }
    }

    fn of_code(path: &Path, code: i32, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let what = || source.to_string();
        match code {
            ffi::SQLITE_IOERR_DATA => {
                Self::Corrupt { path, what: "a page is not what was written".to_owned() }
            }
            ffi::SQLITE_IOERR_CORRUPTFS | ffi::SQLITE_IOERR_SHORT_READ => {
                Self::Corrupt { path, what: what() }
            }
            ffi::SQLITE_IOERR_LOCK
            | ffi::SQLITE_IOERR_UNLOCK
            | ffi::SQLITE_IOERR_RDLOCK
            | ffi::SQLITE_IOERR_SHMOPEN
            | ffi::SQLITE_IOERR_SHMLOCK
            | ffi::SQLITE_IOERR_SHMMAP => Self::CannotLock { path, reason: what() },
            _ => match code & 0xff {
                ffi::SQLITE_NOTADB => Self::NotSqlite { path },
                ffi::SQLITE_CORRUPT | ffi::SQLITE_FORMAT => Self::Corrupt { path, what: what() },
                ffi::SQLITE_INTERRUPT => Self::Stopped,
                ffi::SQLITE_IOERR => Self::Disk { path, reason: what() },
                ffi::SQLITE_FULL => Self::Full { path },
                ffi::SQLITE_READONLY | ffi::SQLITE_PERM => Self::ReadOnly { path },
                ffi::SQLITE_PROTOCOL => Self::CannotLock { path, reason: what() },
                ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
                    Self::Locked { path, holder: ANOTHER.to_owned(), remedy: WAIT }
                }
                _ => Self::Sqlite { path, source },
            },
        }
    }
}

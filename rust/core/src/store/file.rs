//! The file: how it is opened, locked, closed, compacted and brought to a newer format.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::OpenFlags;

use super::codec::Codecs;
use super::database::{Database, PATIENCE};
use super::error::{Error, Result};
use super::lock::WriterLock;
use super::{Change, Snapshot, forked, making, schema, vfs, watch};
use crate::parallel::Stage;

/// What a handle may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read and write; one handle at a time, in all processes.
    Write,
    /// Read; any number, also while another writes.
    Read,
}

/// How a handle behaves; nothing here changes a result.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Bytes of pages that are kept in memory.
    pub cache_bytes: u64,
    /// How long to wait for another writer.
    pub wait: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { cache_bytes: 240 << 20, wait: Duration::ZERO }
    }
}

/// A result-changing setting or stage version, and its value.
pub type Parameter = (String, String);

/// An open index.
#[derive(Debug)]
pub struct Store {
    // Dropped in this order: the lock is given back after the connection has ended.
    database: Database,
    codecs: Codecs,
    lock: Option<WriterLock>,
    /// Most memory for pages, in KiB.
    cache: u64,
}

/// What a change needs of it: it goes through tables and runs in order, so a page that it has left does not come again, and
/// fresh memory for each page costs more than reading it. (Adding 10,000 records to two million took 4.0 s with 256 MiB, and
/// 3.0 s with this.)
const CACHE_OF_CHANGE: u64 = 16 << 10;

const SETUP: &str = "
PRAGMA mmap_size = 0;
PRAGMA synchronous = FULL;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA journal_size_limit = 67108864;
";

impl Store {
    /// Makes an index with these parameters, and opens it for writing.
    ///
    /// It is made under another name and renamed, so a file of this name is a whole index or none.
    pub fn create(path: &Path, parameters: &[Parameter], settings: &Settings) -> Result<Self> {
        let path = absolute(path)?;
        if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
            let source = std::io::Error::new(ErrorKind::NotADirectory, "no such folder; make it");
            return Err(Error::Io { path: folder.to_owned(), source });
        }
        // Who writes to a file that is there need not be waited for.
        making::require_free(&path)?;
        let lock = WriterLock::take(&path, settings.wait).map_err(Error::of_folder)?;
        making::require_free(&path)?;
        let mut name = path.as_os_str().to_owned();
        name.push(format!("-new-{}", std::process::id()));
        let draft = PathBuf::from(name);
        let made = making::write(&draft, parameters).and_then(|()| making::publish(&draft, &path));
        // After success the name is gone, unless the file has two names now.
        let _ = fs::remove_file(&draft);
        made.map_err(Error::of_folder)?;
        drop(lock);
        Self::open(&path, Access::Write, settings)
    }

    /// Opens an index.
    pub fn open(path: &Path, access: Access, settings: &Settings) -> Result<Self> {
        let store = Self::open_any(path, access, settings)?;
        let found = store.format()?;
        let remedy = match found.cmp(&schema::VERSION) {
            std::cmp::Ordering::Equal => return Ok(store),
            std::cmp::Ordering::Less => "migrate it",
            std::cmp::Ordering::Greater => "use a newer paperdedup",
        };
        let path = store.path().to_owned();
        Err(Error::Format { path, found, known: schema::VERSION, remedy })
    }

    /// Brings an index of an older format to this one. Each step is a transaction.
    pub fn migrate(path: &Path, settings: &Settings) -> Result<Self> {
        drop(Self::migrate_by(schema::STEPS, path, settings)?);
        Self::open(path, Access::Write, settings)
    }

    /// Takes these steps with an index of any format; it is open then.
    pub(super) fn migrate_by(
        steps: &[(i32, &str)],
        path: &Path,
        settings: &Settings,
    ) -> Result<Self> {
        let store = Self::open_any(path, Access::Write, settings)?;
        store.steps(steps)?;
        Ok(store)
    }

    fn steps(&self, steps: &[(i32, &str)]) -> Result<()> {
        for &(from, sql) in steps {
            if self.format()? == from {
                let next = from + 1;
                let step = format!("BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {next}; COMMIT");
                self.database.batch(&step).inspect_err(|_| self.database.roll_back())?;
            }
        }
        Ok(())
    }

    fn open_any(path: &Path, access: Access, settings: &Settings) -> Result<Self> {
        let path = absolute(path)?;
        let kind = fs::metadata(&path).map_err(|error| Error::io(&path, error))?;
        if kind.is_dir() {
            return Err(Error::Directory { path });
        }
        // A pipe would be waited for.
        if !kind.is_file() {
            return Err(Error::NotSqlite { path });
        }
        if kind.len() == 0 {
            return Err(Error::Empty { path });
        }
        forked::require_own(&path)?;
        let (lock, database) = match access {
            Access::Write if kind.permissions().readonly() => return Err(Error::ReadOnly { path }),
            Access::Write => (
                Some(WriterLock::take(&path, settings.wait)?),
                Database::connect(&path, &path, OpenFlags::SQLITE_OPEN_READ_WRITE)?,
            ),
            Access::Read => (None, connect_reader(&path)?),
        };
        let cache = (settings.cache_bytes >> 10).clamp(1 << 10, 1 << 30);
        let store = Self { database, codecs: Codecs::default(), lock, cache };
        store.check_owner()?;
        store.set_up(access)?;
        Ok(store)
    }

    fn check_owner(&self) -> Result<()> {
        let found = self.database.value("PRAGMA application_id", [])?;
        if found == vfs::APPLICATION_ID {
            return Ok(());
        }
        Err(Error::Foreign { path: self.path().to_owned(), found })
    }

    fn set_up(&self, access: Access) -> Result<()> {
        self.database.batch(SETUP)?;
        self.database.hold_pages(self.cache)?;
        if access == Access::Read {
            self.database.batch("PRAGMA query_only = ON")?;
        }
        Ok(())
    }

    pub(super) fn format(&self) -> Result<i32> {
        self.database.value("PRAGMA user_version", [])
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.database.path()
    }

    /// The parameters with which the index was made, by name.
    pub fn parameters(&self) -> Result<Vec<Parameter>> {
        let sql = "SELECT name, value FROM meta ORDER BY name";
        self.database.all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Refuses to go on unless the index was made with exactly these parameters.
    pub fn require(&self, expected: &[Parameter]) -> Result<()> {
        let stored = self.parameters()?;
        let value = |list: &[Parameter], name: &str| {
            let found = list.iter().find(|one| one.0 == name);
            found.map_or_else(|| "absent".to_owned(), |one| one.1.clone())
        };
        let names = expected.iter().chain(&stored).map(|one| &one.0);
        for name in names {
            let (stored, given) = (value(&stored, name), value(expected, name));
            if stored != given {
                let path = self.path().to_owned();
                return Err(Error::Parameter { path, field: name.clone(), stored, given });
            }
        }
        Ok(())
    }

    /// A view of the index as it is now; what others add meanwhile does not show.
    pub fn read(&mut self) -> Result<Snapshot<'_>> {
        self.database.hold_pages(self.cache)?;
        self.database.batch("BEGIN")?;
        let view = Snapshot::new(&self.database, &self.codecs);
        // SQLite takes the snapshot with the first row that is read.
        view.next_record()?;
        Ok(view)
    }

    /// Begins a change: all of it is stored by `commit`, or nothing.
    pub fn write(&mut self) -> Result<Change<'_>> {
        if self.lock.is_none() {
            return Err(Error::OpenedToRead { path: self.path().to_owned() });
        }
        self.database.hold_pages(self.cache.min(CACHE_OF_CHANGE))?;
        self.database.batch("BEGIN IMMEDIATE")?;
        Ok(Change::new(Snapshot::new(&self.database, &self.codecs)))
    }

    /// Merges all runs into one, forgets the numbers of deleted records and gives free pages back.
    ///
    /// SQLite writes the whole index once into its log and once into the file, so it needs room for a second copy
    /// meanwhile. Interrupted at any point, the index is as before or as after.
    pub fn compact(&mut self) -> Result<()> {
        watch::begin(Stage::Postings, 0);
        let change = self.write()?;
        change.merge_runs()?;
        change.database().run("DELETE FROM tombstones", [])?;
        change.commit()?;
        // Each page goes into a new file, from there into the log, and from there into this file.
        watch::begin(Stage::Pages, 3 * (self.pages("page_count")? - self.pages("freelist_count")?));
        self.database.batch("VACUUM")?;
        self.checkpoint()
    }

    /// A number of pages that SQLite knows.
    pub(super) fn pages(&self, which: &str) -> Result<u64> {
        self.database.value(&format!("PRAGMA {which}"), [])
    }

    /// Moves the log into the file, as far as no reader needs it; does not wait for readers.
    fn checkpoint(&self) -> Result<()> {
        self.database.be_patient(Duration::ZERO)?;
        let moved = self.database.one("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        self.database.be_patient(PATIENCE)?;
        moved.map(|_| ())
    }

    /// Closes the index. Where no other process has it open, the one file remains.
    pub fn close(self) -> Result<()> {
        if self.lock.is_some() {
            self.checkpoint()?;
        }
        let Self { database, codecs: _, lock, cache: _ } = self;
        let closed = database.close();
        drop(lock);
        closed
    }

    pub(super) const fn parts(&self) -> (&Database, &Codecs) {
        (&self.database, &self.codecs)
    }
}

/// A reader recovers the log and removes it on close, which needs a writable disk. Where there is none, nobody else can
/// write either, and the file is read as it is, unless a log that was left there holds a part of it.
fn connect_reader(path: &Path) -> Result<Database> {
    let first = Database::connect(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(probed);
    if !is_of_access(&first) {
        return first;
    }
    let second = Database::connect(path, path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(probed);
    if !is_of_access(&second) {
        return second;
    }
    if making::log_of(path).is_some() {
        return Err(Error::Unfinished { path: path.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Database::connect(path, &address(path), flags).and_then(probed)
}

/// Whether it failed for a reason that another way to open the file may not have.
const fn is_of_access(opened: &Result<Database>) -> bool {
    matches!(opened, Err(Error::ReadOnly { .. } | Error::Disk { .. } | Error::Sqlite { .. }))
}

/// A connection that has been seen to read.
fn probed(database: Database) -> Result<Database> {
    database.one("PRAGMA schema_version", [], |_| Ok(())).map(|_| database)
}

/// The path as an address for SQLite that says: nobody changes this file.
fn address(path: &Path) -> PathBuf {
    let mut address = String::from("file:");
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                address.push(char::from(byte));
            }
            _ => address.extend(format!("%{byte:02X}").chars()),
        }
    }
    address.push_str("?immutable=1");
    PathBuf::from(address)
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| Error::io(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_from_version_to_version_or_leave_it_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        let store = Store::create(&path, &[], &Settings::default()).expect("an index");
        let good = [(1, "CREATE TABLE more (x)"), (2, "INSERT INTO more VALUES (7)")];
        store.steps(&good).expect("two steps");
        assert_eq!(store.format().expect("a version"), 3);
        assert_eq!(store.database.value::<i64>("SELECT x FROM more", []).expect("a row"), 7);
        store.steps(&good).expect("nothing to do");
        let bad = [(3, "DELETE FROM more; INSERT INTO nowhere VALUES (1)")];
        store.steps(&bad).expect_err("no such table");
        assert_eq!(store.format().expect("a version"), 3);
        assert_eq!(store.database.value::<i64>("SELECT x FROM more", []).expect("a row"), 7);
        drop(store);
        let error = Store::open(&path, Access::Read, &Settings::default()).expect_err("newer");
        assert!(matches!(error, Error::Format { found: 3, .. }), "{error}");
    }
}

//! The persistent index: one crash-safe SQLite file, and the only module that knows SQL.
//!
//! It knows nothing of how records are compared. A driver brings records, the keys under which they are to be found and
//! what it concluded; the store keeps all of it in one transaction for each dump and gives it back. A page of how to use it:
//!
//! ```
//! use paperdedup_core::store::{Access, Key, NewDump, NewRecord, Settings, Store};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("papers.index");
//! let parameters = [("normalizer".to_owned(), "1".to_owned())];
//! let mut store = Store::create(&path, &parameters, &Settings::default())?;
//!
//! let mut change = store.write()?; // one writer at a time; readers go on with what was there
//! let dump = change.add_dump(&NewDump { name: "monday.txt", digest: b"of its bytes", ..NewDump::default() })?;
//! let record = NewRecord {
//!     dump,
//!     position: 0,
//!     content: 7,
//!     identifiers: vec!["doi:10.1/x".to_owned()],
//!     fields: vec![(0, "Tides on Titan")],
//! };
//! let numbers = change.append(&["title"], 1, |_| record.clone())?;
//! let band = Key { channel: 0, hash: 0x9e37_79b9 };
//! let earlier = change.lookup(&[band], 1000)?; // candidates among what is stored: verify them
//! assert!(earlier.hits.is_empty());
//! change.post([(band, numbers.start)])?;
//! change.commit()?; // from here on it is safe; dropped before, nothing has happened
//!
//! let snapshot = store.read()?;
//! assert_eq!(snapshot.lookup(&[band], 1000)?.hits[0].record, numbers.start);
//! assert_eq!(snapshot.named("doi:10.1/x")?, [numbers.start]);
//! assert_eq!(snapshot.record(numbers.start)?.expect("it is there").fields[0].1, "Tides on Titan");
//! drop(snapshot);
//! assert!(store.verify()?.broken.is_empty());
//! store.close()?; // one file remains
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Handles.** A [`Store`] is a connection; it can move between threads, and each thread that reads opens its own.
//! [`Store::read`] gives a [`Snapshot`] with everything that reads; [`Store::write`] a [`Change`], which is a snapshot that
//! can also write and sees its own writes. [`Store::require`] refuses other parameters than those of the file.
//!
//! **Records** get consecutive numbers, never used again until [`Store::compact`]. A record without a row in `members` is the
//! founder of its paper; a paper without a row in `papers` is named after its founder's content ID. So a singleton costs
//! nothing beyond its record.
//!
//! **Postings** ([`postings`]) hold every key, those of names too ([`names`]). A lookup finds every record that has a key and,
//! once in 40,000 times, one that has not. Call [`Change::merge_runs`] at the end of a first large load.
//!
//! **Damage** is an error, never another answer: every page has a checksum (`vfs`), and [`Store::verify`] reads all of them
//! and checks the laws. The log beside an index that was not closed is checked as far as SQLite can: its first damaged
//! entry and those after it count as never written. Python's `sqlite3` must not open the file in the same process: it would
//! drop the locks of this copy of SQLite.
// All that touches the file fails for the reasons that `Error` lists.
#![allow(clippy::missing_errors_doc)]

mod appending;
mod block;
mod clock;
mod codec;
mod database;
mod dumps;
mod error;
#[cfg(test)]
pub(crate) mod faults;
mod file;
mod forked;
mod history;
mod keys;
mod lock;
mod making;
mod matches;
mod merging;
pub mod names;
mod papers;
mod pending;
pub mod postings;
mod profiles;
mod records;
mod runs;
mod schema;
#[cfg(test)]
mod tests;
mod verify;
mod vfs;
mod view;
mod watch;

pub use appending::NewRecord;
pub use clock::now;
pub use dumps::{Dump, NewDump};
pub use error::{Error, Result};
pub use file::{Access, Parameter, Settings, Store};
pub use history::{Decision, Event, Happening, Verdict};
pub use keys::{Hit, Key};
pub use matches::Evidence;
pub use papers::Member;
pub use postings::Found;
pub use profiles::Profile;
pub use records::Record;
pub use verify::Report;
pub use view::{Change, Snapshot};
pub(crate) use watch::Watch;

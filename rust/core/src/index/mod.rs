//! The index: a driver of the same stages that takes dump after dump, on a [`Store`].
//!
//! Each dump gives its records consecutive numbers in canonical order, so the number of a record is its place in the
//! canonical order of all. Keys of new records are looked up among those of stored ones, pairs that a run over everything
//! would propose are decided by the same code, and each component that a new match touches is clustered anew by the same
//! pure function. So the papers are those of one run over all dumps, with the bands and rows of the index. The exceptions:
//! where records are deleted or told apart, a key of more than [`crate::channels::CAP`] works may propose other pairs than
//! a run without them; and where the text alone decides, a bucket that a run would split by deeper keys is met to a fixed
//! depth instead.
//!
//! `adding` is the main job; `editing` what changes without a dump; `asking` and `listing` read.
// All that touches the file fails for the reasons that the errors list.
#![allow(clippy::missing_errors_doc)]

mod adding;
mod asking;
mod claims;
mod copying;
mod deciding;
mod digest;
mod edges;
mod editing;
mod error;
mod events;
mod finding;
mod fresh;
mod grouping;
mod leaving;
mod listing;
mod meeting;
mod naming;
mod profile;
mod question;
mod replacing;
mod settling;
mod setup;
mod shelf;
mod telling;
#[cfg(test)]
mod tests;
mod work;

use std::path::Path;

pub use asking::Told;
pub use copying::Names;
pub use digest::digest;
pub use editing::{Changed, Said};
pub use error::{Error, Result};
pub use finding::own_id;
pub use fresh::Given;
pub use listing::{
    Compared, MatchRow, MemberRow, PaperRow, each_match, each_member, each_paper, each_redirect,
};
pub use question::Answer;
pub use shelf::{Asked, EXTRA, OWN_ID};
pub use telling::Update;

use crate::error::Error as CoreError;
use crate::parallel::Control;
use crate::params::Params;
use crate::store::{Access, Parameter, Report, Settings, Snapshot, Store, Watch};
use setup::Setup;

/// An open index.
#[derive(Debug)]
pub struct Index {
    store: Store,
    setup: Setup,
    /// Threads of long calls; 0 for as many as the machine has.
    threads: usize,
}

impl Index {
    /// Makes an index that will hold about so many records. `policy`: the name of a built-in one or a table; `None` where
    /// the text alone decides.
    pub fn create(
        path: &Path,
        params: &Params,
        policy: Option<&str>,
        records: usize,
        settings: &Settings,
    ) -> Result<Self> {
        let setup = Setup::new(params, policy, records)?;
        let store = Store::create(path, &setup.parameters(), settings)?;
        Ok(Self { store, setup, threads: params.threads })
    }

    /// Opens an index with the settings that it was made with.
    pub fn open(path: &Path, access: Access, settings: &Settings) -> Result<Self> {
        let store = Store::open(path, access, settings)?;
        let setup = Setup::read(&store.parameters()?)?;
        // Versions of the stages must be those of this program.
        store.require(&setup.parameters())?;
        Ok(Self { store, setup, threads: 0 })
    }

    /// Brings an index of an older format to this one.
    pub fn migrate(path: &Path, settings: &Settings, control: &Control) -> Result<()> {
        stoppable(control, || Ok(Store::migrate(path, settings)?.close()?))
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The settings that it was made with, by name.
    pub fn parameters(&self) -> Vec<Parameter> {
        self.setup.parameters()
    }

    /// The index as it is now: dumps, decisions, records.
    pub fn read(&mut self) -> Result<Snapshot<'_>> {
        Ok(self.store.read()?)
    }

    /// How much there is of what. Of redirects those that are listed: a step to a name that is gone leads nowhere.
    pub fn counts(&mut self, control: &Control) -> Result<Vec<(&'static str, u64)>> {
        stoppable(control, || {
            let view = self.store.read()?;
            let mut redirects = 0;
            each_redirect(&view, |_, _| {
                redirects += 1;
                Ok(())
            })?;
            let mut counts = view.counts()?;
            counts.push(("redirects", redirects));
            Ok(counts)
        })
    }

    /// Reads everything, and checks every checksum and law.
    pub fn verify(&mut self, control: &Control) -> Result<Report> {
        stoppable(control, || Ok(self.store.verify()?))
    }

    /// Makes the file as small and quick as it can be.
    pub fn compact(&mut self, control: &Control) -> Result<()> {
        stoppable(control, || Ok(self.store.compact()?))
    }

    /// Closes it; one file remains.
    pub fn close(self) -> Result<()> {
        Ok(self.store.close()?)
    }
}

/// Works on the file so that the caller sees how far it is, and can stop it even within a long call of SQLite.
fn stoppable<T>(control: &Control, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let _watch = Watch::new(control);
    // What a call that was broken off complains of is no fault of the file.
    work().map_err(|error| if control.is_cancelled() { CoreError::Cancelled.into() } else { error })
}

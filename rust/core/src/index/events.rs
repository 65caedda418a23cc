//! What happened to names, and after which dump: the history that an index keeps.

use super::error::Result;
use crate::store::{Change, Event, Happening, Snapshot};

/// Enters an event.
pub fn note(change: &Change<'_>, name: &str, event: Event, other: &str, dump: u32) -> Result<()> {
    let (name, other) = (name.to_owned(), other.to_owned());
    Ok(change.note(&Happening { name, event, other, dump })?)
}

/// The number of the last dump.
pub fn last_dump(view: &Snapshot<'_>) -> Result<u32> {
    Ok(view.dumps()?.last().map_or(0, |dump| dump.dump))
}

//! What happened to names, and after which dump: the history that an index keeps.

use super::error::Result;
use crate::store::{Change, Event, Happening, Snapshot};

/// Enters an event.
pub fn note(change: &Change<'_>, name: &str, event: Event, other: &str, dump: u32) -> Result<()> {
    let (name, other) = (name.to_owned(), other.to_owned());
    Ok(change.note(&Happening { name, event, other, dump })?)
}

/// Takes back that a paper came out of another with this change, where it has the name of that in the end.
pub fn forget_split(change: &Change<'_>, name: &str, left: &str) -> Result<()> {
    let (name, other, dump) = (name.to_owned(), left.to_owned(), last_dump(change)?);
    Ok(change.forget(&Happening { name, event: Event::Split, other, dump })?)
}

/// The number of the last dump.
pub fn last_dump(view: &Snapshot<'_>) -> Result<u32> {
    Ok(view.dumps()?.last().map_or(0, |dump| dump.dump))
}

//! Names of records: content IDs and identifiers, `scheme:value`, in the one spelling that the driver gives them.
//!
//! A table of names would be written at random places with every record. So they are postings like all other keys, and
//! a record that is found under a name is asked whether it has it.

use xxhash_rust::xxh3::xxh3_64;

use super::error::Result;
use super::keys::Key;
use super::view::Snapshot;
use crate::ids::ContentId;

/// The channel of names; the driver uses those below.
pub const CHANNEL: u8 = u8::MAX;

/// The key of a name.
pub fn key(name: &str) -> Key {
    Key { channel: CHANNEL, hash: xxh3_64(name.as_bytes()) }
}

/// The content ID as users write it, from its 120 bits.
pub fn of_content(content: u128) -> String {
    ContentId::from_hash(content << 8).to_string()
}

impl Snapshot<'_> {
    /// The records that have this content ID or identifier, in order.
    pub fn named(&self, name: &str) -> Result<Vec<u32>> {
        let found = self.lookup(&[key(name)], usize::MAX)?;
        let mut records = Vec::new();
        for hit in found.hits {
            let Some(record) = self.record(hit.record)? else { continue };
            let other = || record.identifiers.iter().any(|one| one == name);
            if of_content(record.content) == name || other() {
                records.push(hit.record);
            }
        }
        Ok(records)
    }
}

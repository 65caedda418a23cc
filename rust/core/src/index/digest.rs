//! The digest by which the same dump is known again.
//!
//! It is over what was read, not over the bytes of a file: the same records under another name, compressed otherwise or in
//! another format of the same columns are the same dump, where these have no types too. Records in another order are
//! another dump.

use xxhash_rust::xxh3::Xxh3;

use super::fresh::Given;
use crate::ids::number;

// Fields have the small numbers.
const POSITION: u8 = 252;
const OWN_ID: u8 = 253;
const EXTRA: u8 = 254;
const REJECT: u8 = 255;

/// XXH3-128 of the records of a dump, one after the other, and of what is told of its rejects (`docs/hashing.md`).
pub fn digest(given: &impl Given, rejects: &[String]) -> [u8; 16] {
    let mut hasher = Xxh3::new();
    let mut put = |tag: u8, value: &[u8]| {
        hasher.update(&[tag]);
        hasher.update(&(value.len() as u64).to_le_bytes());
        hasher.update(value);
    };
    let fields = given.fields();
    for row in 0..number(given.len()) {
        put(POSITION, &given.position(row).to_le_bytes());
        for &field in &fields {
            let value = given.field(row, field);
            if !value.is_empty() {
                put(field as u8, value.as_bytes());
            }
        }
        given.own_id(row).iter().for_each(|id| put(OWN_ID, id.as_bytes()));
        // Without its quotes JSON has a number as a CSV file has it.
        given.extra(row).iter().for_each(|extra| put(EXTRA, extra.replace('"', "").as_bytes()));
    }
    rejects.iter().for_each(|reject| put(REJECT, reject.as_bytes()));
    hasher.digest128().to_be_bytes()
}

//! The fields of a record as bytes: names by number, values end to end, compressed with a dictionary of the index.
//!
//! Each record is compressed by itself, so that one comes back alone; the dictionary is trained on the first records
//! that come in number and makes up for the missing neighbours (`cargo run --release --example store`).

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::EncoderDictionary;
use zstd::zstd_safe::get_frame_content_size;

/// Bytes of a dictionary.
const DICTIONARY: usize = 64 << 10;
/// A dictionary is trained once so many bytes of fields come in at a time, and on no more than the second number, which
/// takes half a second; twice as many make arXiv abstracts smaller by one part in a hundred.
pub const TRAIN_FROM: usize = 1 << 20;
const TRAIN_ON: usize = 3 << 20;
/// Fields of one record, before compression.
pub const LARGEST: usize = 256 << 20;
const LEVEL: i32 = 3;

/// Writes a number of a few bytes: seven bits a byte, the lowest first.
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Adds fields, by the number of their name, as bytes.
pub fn join<'a>(fields: impl Iterator<Item = (u64, &'a str)>, out: &mut Vec<u8>) {
    for (field, value) in fields {
        put_number(out, field);
        put_number(out, value.len() as u64);
        out.extend_from_slice(value.as_bytes());
    }
}

/// The fields again; `None` if these bytes are no fields.
pub fn split(mut bytes: &[u8]) -> Option<Vec<(u64, String)>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let field = take_number(&mut bytes)?;
        let length = usize::try_from(take_number(&mut bytes)?).ok()?;
        let (value, rest) = bytes.split_at_checked(length)?;
        fields.push((field, std::str::from_utf8(value).ok()?.to_owned()));
        bytes = rest;
    }
    Some(fields)
}

/// A dictionary for records like these, if they are enough to learn from.
pub fn train(samples: &[Vec<u8>]) -> Option<Vec<u8>> {
    let size: usize = samples.iter().map(Vec::len).sum();
    if size < TRAIN_FROM {
        return None;
    }
    // Evenly spread, since a dump often begins with the oldest or the shortest.
    let step = size.div_ceil(TRAIN_ON);
    let spread: Vec<&Vec<u8>> = samples.iter().step_by(step).collect();
    zstd::dict::from_samples(&spread, DICTIONARY).ok()
}

/// A dictionary made ready to compress with, for any number of threads; an empty one is none.
pub struct Packing(Option<EncoderDictionary<'static>>);

impl Packing {
    /// Making it ready takes as long as compressing thirty records.
    pub fn new(dictionary: &[u8]) -> Self {
        Self((!dictionary.is_empty()).then(|| EncoderDictionary::copy(dictionary, LEVEL)))
    }

    /// Compresses with it.
    pub fn compressor(&self) -> std::io::Result<Compressor<'_>> {
        let mut compressor = match &self.0 {
            Some(ready) => Compressor::with_prepared_dictionary(ready)?,
            None => Compressor::new(LEVEL)?,
        };
        // Pages have checksums, and a row says which dictionary it needs.
        compressor.include_checksum(false)?;
        compressor.include_dictid(false)?;
        Ok(compressor)
    }
}

/// What was made of the dictionaries of an open index, by number.
#[derive(Default)]
pub struct Codecs {
    readers: RefCell<HashMap<i64, Decompressor<'static>>>,
}

impl fmt::Debug for Codecs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Codecs({:?})", self.readers.borrow().keys())
    }
}

impl Codecs {
    /// Decompresses a record. `dictionary` is asked for the first time that its number appears. `Ok(None)`: not what was
    /// packed.
    pub fn unpack<E>(
        &self,
        number: i64,
        packed: &[u8],
        dictionary: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Option<Vec<u8>>, E> {
        let mut readers = self.readers.borrow_mut();
        let reader = match readers.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => match Decompressor::with_dictionary(&dictionary()?) {
                Ok(made) => place.insert(made),
                Err(_) => return Ok(None),
            },
        };
        let size = get_frame_content_size(packed).ok().flatten();
        let size = size.and_then(|size| usize::try_from(size).ok()).filter(|&size| size <= LARGEST);
        Ok(size.and_then(|size| reader.decompress(packed, size).ok()))
    }

    /// Forgets all: after a change that was not stored, a number may come to mean another dictionary.
    pub fn clear(&self) {
        self.readers.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_come_back(fields in prop::collection::vec((any::<u64>(), ".*"), 0..6)) {
            let mut bytes = Vec::new();
            join(fields.iter().map(|(field, value)| (*field, value.as_str())), &mut bytes);
            prop_assert_eq!(split(&bytes), Some(fields));
        }

        #[test]
        fn any_bytes_split_or_do_not(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = split(&bytes);
            let unpacked = Codecs::default().unpack(0, &bytes, || Ok::<_, ()>(Vec::new()));
            prop_assert!(unpacked.is_ok());
        }
    }
}

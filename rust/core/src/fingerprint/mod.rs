//! The first pass over the records: content ID, what the record is compared by, and its band keys.
//!
//! Everything that needs the text is computed here, once, while its words are in the cache; only the hashes stay.

mod kept;
mod repeats;
mod worker;

use rayon::prelude::*;

use kept::BLOCK;
pub use kept::Fingerprints;
use worker::Worker;

use crate::channels::{Issued, TitleOutline};
use crate::error::Result;
use crate::ids::{ContentId, index, number};
use crate::parallel::Control;
use crate::params::{Banding, Text};
use crate::records::Records;
use crate::shingle::Shingling;
use crate::sketch::Sketcher;
use crate::text::Basis;
use crate::verify::Outline;

/// What stays of a record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fingerprint {
    /// Content hash; its first 120 bits are the content ID.
    pub content: u128,
    /// Records of the same basis with the same value say the same.
    pub same: u128,
    /// Hash of the abstract.
    pub body: u64,
    /// What the record is compared by.
    pub basis: Basis,
    /// When and where it appeared; unknown where the text alone counts.
    pub issued: Issued,
}

impl Fingerprint {
    /// The content ID.
    pub const fn content_id(&self) -> ContentId {
        ContentId::from_hash(self.content)
    }
}

/// The settings of this pass.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What is compared.
    pub text: Text,
    /// What shingles are.
    pub shingling: Shingling,
    /// Bands to compute; `None` where sketches are not needed.
    pub banding: Option<Banding>,
    /// Whether all fields are evidence, not the text alone.
    pub evidence: bool,
}

/// Takes the fingerprints of all records.
///
/// # Errors
/// [`crate::error::Error::Cancelled`].
pub fn fingerprints(
    records: &impl Records,
    settings: Settings,
    control: &Control,
) -> Result<Fingerprints> {
    let bands = settings.banding.map_or(0, |banding| banding.bands);
    let told = if settings.evidence { records.len() } else { 0 };
    let mut taken = Fingerprints::new(records.len(), bands, told);
    let firsts = repeats::firsts(records);
    let sketcher = settings.banding.map(|banding| Sketcher::new(banding.permutations()));
    taken.blocks().into_par_iter().enumerate().try_for_each_init(
        || Worker::new(settings, sketcher.as_ref()),
        |worker, (number_of_block, mut block)| {
            for place in 0..block.records.len() {
                let record = number(number_of_block * BLOCK + place);
                if firsts[index(record)] == record {
                    block.records[place] = worker.take(records, record);
                    block.keep(place, worker);
                }
                block.end();
            }
            control.advance(block.records.len())
        },
    )?;
    taken.repeat(firsts);
    Ok(taken)
}

/// What is found of one record in this pass.
#[derive(Debug)]
pub struct Single {
    /// What stays of it.
    pub fingerprint: Fingerprint,
    /// Its keys in the channels beyond the abstract.
    pub named: Vec<u64>,
    /// Its keys in the bands; none unless it is compared by text.
    pub bands: Vec<u64>,
    /// The words of its title.
    pub title: TitleOutline,
    /// The shingles of its abstract.
    pub outline: Outline,
}

/// Takes the fingerprint of one record, on this thread.
pub fn single(records: &impl Records, record: u32, settings: Settings) -> Single {
    let sketcher = settings.banding.map(|banding| Sketcher::new(banding.permutations()));
    let mut worker = Worker::new(settings, sketcher.as_ref());
    let fingerprint = worker.take(records, record);
    let bands = if worker.outline.is_some() { worker.keys } else { Vec::new() };
    Single {
        fingerprint,
        named: worker.named.keys,
        bands,
        title: worker.named.outline,
        outline: worker.outline.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::Config;

    use super::*;
    use crate::records::Field;
    use crate::shingle::Unit;

    /// Records of title, abstract and authors, each any of a few.
    struct Few {
        told: Vec<(String, String, String)>,
        chosen: Vec<usize>,
        starts: [u32; 2],
    }

    impl Records for Few {
        fn dump_starts(&self) -> &[u32] {
            &self.starts
        }

        fn field(&self, record: u32, field: Field) -> &str {
            let (title, text, authors) = &self.told[self.chosen[index(record)]];
            match field {
                Field::Title => title,
                Field::Abstract => text,
                Field::Authors => authors,
                _ => "",
            }
        }
    }

    proptest! {
        #![proptest_config(Config::with_cases(8))]

        #[test]
        fn a_repeat_has_all_that_it_would_have_alone(
            told in prop::collection::vec(("[a-e ]{0,40}", "[a-f ]{0,400}", "[A-C][a-c]{2}(; [A-C][a-c]{2}){0,2}"), 1..400),
            chosen in prop::collection::vec(0usize..400, 0..3 * BLOCK),
            evidence: bool,
        ) {
            let chosen: Vec<usize> = chosen.iter().map(|one| one % told.len()).collect();
            let few = Few { starts: [0, number(chosen.len())], told, chosen };
            let banding = Some(Banding { bands: 5, rows: 2 });
            let shingling = Shingling { unit: Unit::Word, size: 3 };
            let settings = Settings { text: Text::Paper, shingling, banding, evidence };
            let taken = fingerprints(&few, settings, &Control::default()).expect("not stopped");
            for record in 0..number(few.len()) {
                let alone = single(&few, record, settings);
                let place = index(record);
                let print = taken.records[place];
                prop_assert_eq!((print.content, print.same, print.body, print.basis, print.issued), {
                    let print = alone.fingerprint;
                    (print.content, print.same, print.body, print.basis, print.issued)
                });
                prop_assert_eq!(taken.outline(record).to_bytes(), alone.outline.to_bytes());
                for (band, key) in alone.bands.iter().enumerate() {
                    prop_assert_eq!(taken.key(record, band), *key);
                }
                if evidence {
                    prop_assert_eq!(taken.named.of(record), &alone.named);
                    prop_assert_eq!(taken.titles[place], alone.title);
                }
            }
        }
    }
}

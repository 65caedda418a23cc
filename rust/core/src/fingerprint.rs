//! The first pass over the records: content ID, what the record is compared by, and its band keys.
//!
//! Everything that needs the text is computed here, once, while its words are in the cache; only the hashes stay.

use rayon::prelude::*;

use crate::band;
use crate::canonical::{Content, Tag, field_digest};
use crate::error::Result;
use crate::identifiers::{Scheme, identifier};
use crate::ids::{ContentId, index, number};
use crate::normalize::Normalizer;
use crate::parallel::Control;
use crate::params::{Banding, Shingling, Text};
use crate::records::{Field, Records};
use crate::shingle::Shingler;
use crate::sketch::{Signature, Sketcher};
use crate::text::{self, Basis};
use crate::verify::Outline;

/// Records of one block: its band keys are laid out band by band, so that one band is read in runs.
const BLOCK: usize = 1024;

/// What stays of a record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fingerprint {
    /// Content hash; its first 120 bits are the content ID.
    pub content: u128,
    /// Records of the same basis with the same value say the same.
    pub same: u128,
    /// What the record is compared by.
    pub basis: Basis,
}

impl Fingerprint {
    /// The content ID.
    pub const fn content_id(&self) -> ContentId {
        ContentId::from_hash(self.content)
    }
}

/// What stays of all records.
#[derive(Debug)]
pub struct Fingerprints {
    /// One for each record.
    pub records: Vec<Fingerprint>,
    keys: Vec<u64>,
    outlines: Vec<Outline>,
    bands: usize,
}

impl Fingerprints {
    /// The key of a record in a band; meaningless for records that are not compared by text.
    #[inline]
    pub fn key(&self, record: u32, band: usize) -> u64 {
        let (block, place) = (index(record) / BLOCK, index(record) % BLOCK);
        self.keys[(block * self.bands + band) * BLOCK + place]
    }

    /// What proves of two records, compared by text, that they cannot match.
    #[inline]
    pub fn outline(&self, record: u32) -> &Outline {
        &self.outlines[index(record)]
    }

    /// Frees what only pairing needs.
    pub fn drop_keys(&mut self) {
        self.keys = Vec::new();
        self.outlines = Vec::new();
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
}

/// The places of one block of records.
struct Block<'a> {
    records: &'a mut [Fingerprint],
    keys: &'a mut [u64],
    outlines: &'a mut [Outline],
}

impl Fingerprints {
    fn new(records: usize, bands: usize) -> Self {
        let sketched = if bands == 0 { 0 } else { records };
        Self {
            records: vec![Fingerprint::default(); records],
            keys: vec![0; sketched.div_ceil(BLOCK) * BLOCK * bands],
            outlines: vec![Outline::default(); sketched],
            bands,
        }
    }

    fn blocks(&mut self) -> Vec<Block<'_>> {
        let mut keys = self.keys.chunks_mut((BLOCK * self.bands).max(1));
        let mut outlines = self.outlines.chunks_mut(BLOCK);
        let block = |records| Block {
            records,
            keys: keys.next().unwrap_or_default(),
            outlines: outlines.next().unwrap_or_default(),
        };
        self.records.chunks_mut(BLOCK).map(block).collect()
    }
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
    let mut taken = Fingerprints::new(records.len(), bands);
    let sketcher = settings.banding.map(|banding| Sketcher::new(banding.permutations()));
    taken.blocks().into_par_iter().enumerate().try_for_each_init(
        || Worker::new(settings, sketcher.as_ref()),
        |worker, (number_of_block, block)| {
            for place in 0..block.records.len() {
                let record = number(number_of_block * BLOCK + place);
                block.records[place] = worker.take(records, record);
                if let Some(outline) = worker.outline.take() {
                    block.outlines[place] = outline;
                    worker
                        .keys
                        .iter()
                        .enumerate()
                        .for_each(|(band, &key)| block.keys[band * BLOCK + place] = key);
                }
            }
            control.advance(block.records.len())
        },
    )?;
    Ok(taken)
}

/// The buffers of one thread.
struct Worker<'a> {
    settings: Settings,
    sketcher: Option<&'a Sketcher>,
    normalizer: Normalizer,
    shingler: Shingler,
    signature: Signature,
    /// Of the last record, if it is compared by sketches.
    keys: Vec<u64>,
    outline: Option<Outline>,
}

/// A field as digest and number of tokens.
#[derive(Clone, Copy, Default)]
struct Digest {
    hash: u128,
    tokens: usize,
}

impl<'a> Worker<'a> {
    fn new(settings: Settings, sketcher: Option<&'a Sketcher>) -> Self {
        let (normalizer, shingler, signature) = Default::default();
        Self {
            settings,
            sketcher,
            normalizer,
            shingler,
            signature,
            keys: Vec::new(),
            outline: None,
        }
    }

    fn take(&mut self, records: &impl Records, record: u32) -> Fingerprint {
        let field = |field| records.field(record, field);
        let title = self.digest(field(Field::Title));
        let (body, compared) = self.body(field(Field::Abstract));
        let rest = [
            (Tag::Authors, self.digest(field(Field::Authors))),
            (Tag::Year, self.digest(field(Field::Year))),
            (Tag::Venue, self.digest(field(Field::Venue))),
        ];
        let identifiers = identifiers(records, record);
        let mut content = Content::default();
        let mut tokens = 0;
        for (tag, digest) in [(Tag::Title, title), (Tag::Abstract, body)].into_iter().chain(rest) {
            if digest.tokens > 0 {
                content.field(tag, digest.hash);
                tokens += digest.tokens;
            }
        }
        content.identifiers(&identifiers);
        let content = content.hash();
        let basis = match (compared, self.settings.text) {
            (true, _) => Basis::Text,
            (false, Text::Plain) => Basis::Nothing,
            (false, Text::Paper) => text::without_abstract(title.tokens, tokens, identifiers.len()),
        };
        let same = match basis {
            Basis::Nothing => 0,
            Basis::Text => body.hash,
            Basis::Title => title.hash,
            Basis::Content => content,
        };
        Fingerprint { content, same, basis }
    }

    fn digest(&mut self, field: &str) -> Digest {
        if field.is_empty() {
            return Digest::default();
        }
        let words = self.normalizer.words(field);
        Digest { tokens: text::tokens(words), hash: field_digest(self.shingler.word_hashes(words)) }
    }

    /// Digest of the abstract, and whether it is compared; then its band keys and outline are computed too.
    fn body(&mut self, body: &str) -> (Digest, bool) {
        if body.is_empty() {
            return (Digest::default(), false);
        }
        let words = self.normalizer.words(body);
        let digest = Digest {
            tokens: text::tokens(words),
            hash: field_digest(self.shingler.word_hashes(words)),
        };
        let compared = match self.settings.text {
            Text::Plain => digest.tokens > 0,
            Text::Paper => text::is_abstract(words),
        };
        if let (true, Some(sketcher), Some(banding)) =
            (compared, self.sketcher, self.settings.banding)
        {
            let shingles = self.shingler.shingles_of_hashed(words, self.settings.shingling);
            let signature = sketcher.signature(shingles, &mut self.signature);
            self.keys.clear();
            band::keys(signature.unwrap_or_default(), banding, &mut self.keys);
            self.outline = Some(Outline::of(shingles));
        }
        (digest, compared)
    }
}

/// The identifiers of a record: sorted, distinct.
pub fn identifiers(records: &impl Records, record: u32) -> Vec<String> {
    const FIELDS: [(Field, Option<Scheme>); 5] = [
        (Field::Id, None),
        (Field::Doi, Some(Scheme::Doi)),
        (Field::Arxiv, Some(Scheme::Arxiv)),
        (Field::Pmid, Some(Scheme::Pmid)),
        (Field::Pmcid, Some(Scheme::Pmcid)),
    ];
    let given = FIELDS.iter().map(|&(field, scheme)| (records.field(record, field), scheme));
    let mut found: Vec<String> = given
        .filter(|(value, _)| !value.is_empty())
        .filter_map(|(value, scheme)| identifier(value, scheme))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

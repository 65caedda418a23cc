//! The first pass over the records: content ID, what the record is compared by, and its band keys.
//!
//! Everything that needs the text is computed here, once, while its words are in the cache; only the hashes stay.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::band;
use crate::canonical::{Content, Tag, field_digest};
use crate::channels::{self, Channel, KeyBlock, Keys, TitleOutline, Token};
use crate::error::Result;
use crate::evidence::{self, authors::Authors, title};
use crate::identifiers;
use crate::ids::{ContentId, index, number, real};
use crate::normalize::{Normalizer, Words};
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
    /// Hash of the abstract.
    pub body: u64,
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
    /// The keys of the other channels; empty unless all evidence counts.
    pub named: Keys,
    /// What shows that two titles share next to nothing; empty unless all evidence counts.
    pub titles: Vec<TitleOutline>,
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

    /// The outlines of two records, if abstracts are sketched.
    pub fn outlines(&self, a: u32, b: u32) -> Option<(&Outline, &Outline)> {
        self.outlines.get(index(a)).zip(self.outlines.get(index(b)))
    }

    /// Frees what only pairing needs.
    pub fn drop_keys(&mut self) {
        self.keys = Vec::new();
        self.titles = Vec::new();
        self.named = Keys::default();
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

/// The places of one block of records.
struct Block<'a> {
    records: &'a mut [Fingerprint],
    titles: &'a mut [TitleOutline],
    named: Option<&'a mut KeyBlock>,
    keys: &'a mut [u64],
    outlines: &'a mut [Outline],
}

impl Fingerprints {
    fn new(records: usize, bands: usize, told: usize) -> Self {
        let sketched = if bands == 0 { 0 } else { records };
        let block = |at: usize| KeyBlock { start: number(at * BLOCK), ..KeyBlock::default() };
        Self {
            records: vec![Fingerprint::default(); records],
            named: Keys { blocks: (0..told.div_ceil(BLOCK)).map(block).collect() },
            titles: vec![TitleOutline::default(); told],
            keys: vec![0; sketched.div_ceil(BLOCK) * BLOCK * bands],
            outlines: vec![Outline::default(); sketched],
            bands,
        }
    }

    fn blocks(&mut self) -> Vec<Block<'_>> {
        let mut keys = self.keys.chunks_mut((BLOCK * self.bands).max(1));
        let mut outlines = self.outlines.chunks_mut(BLOCK);
        let mut titles = self.titles.chunks_mut(BLOCK);
        let mut named = self.named.blocks.iter_mut();
        let block = |records| Block {
            records,
            titles: titles.next().unwrap_or_default(),
            named: named.next(),
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
    let told = if settings.evidence { records.len() } else { 0 };
    let mut taken = Fingerprints::new(records.len(), bands, told);
    let sketcher = settings.banding.map(|banding| Sketcher::new(banding.permutations()));
    taken.blocks().into_par_iter().enumerate().try_for_each_init(
        || Worker::new(settings, sketcher.as_ref()),
        |worker, (number_of_block, mut block)| {
            for place in 0..block.records.len() {
                let record = number(number_of_block * BLOCK + place);
                block.records[place] = worker.take(records, record);
                block.keep(place, worker);
            }
            control.advance(block.records.len())
        },
    )?;
    Ok(taken)
}

impl Block<'_> {
    /// Keeps what the worker found beside the fingerprint.
    fn keep(&mut self, place: usize, worker: &mut Worker<'_>) {
        if let Some(outline) = worker.outline.take() {
            self.outlines[place] = outline;
            let keys = worker.keys.iter().enumerate();
            keys.for_each(|(band, &key)| self.keys[band * BLOCK + place] = key);
        }
        if let Some(named) = &mut self.named {
            self.titles[place] = worker.named.outline;
            named.keys.append(&mut worker.named.keys);
            named.ends.push(number(named.keys.len()));
        }
    }
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
    named: KeyMaker,
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
            named: KeyMaker::default(),
        }
    }

    fn take(&mut self, records: &impl Records, record: u32) -> Fingerprint {
        let field = |field| records.field(record, field);
        let title = self.title(field(Field::Title));
        let (body, compared) = self.body(field(Field::Abstract));
        let rest = [
            (Tag::Authors, self.digest(field(Field::Authors))),
            (Tag::Year, self.digest(field(Field::Year))),
            (Tag::Venue, self.digest(field(Field::Venue))),
        ];
        let identifiers = identifiers::of_record(records, record);
        let told = [(Tag::Title, title), (Tag::Abstract, body)].into_iter().chain(rest);
        let (content, tokens) = content(told, &identifiers);
        let basis = match (compared, self.settings.text) {
            (true, _) => Basis::Text,
            (false, Text::Plain) => Basis::Nothing,
            (false, Text::Paper) => text::without_abstract(title.tokens, tokens, identifiers.len()),
        };
        if self.settings.evidence {
            let identifiers = identifiers::evident(records, record, &identifiers);
            self.named.make(&field, &identifiers);
            if tokens == 0 && identifiers.is_empty() {
                self.named.keys.clear(); // Volume and pages of nothing.
            }
            let same = content ^ u128::from(evidence::place_hash(records, record));
            // Equal editorials are equal words, not one paper: they are decided as any other pair.
            let little = self.named.generic && !compared && field(Field::Authors).is_empty();
            let little = little && identifiers.is_empty();
            let basis = if little { Basis::Nothing } else { basis };
            let body = if little { 0 } else { body.hash as u64 };
            return Fingerprint { content, same, body, basis };
        }
        let same = match basis {
            Basis::Nothing => 0,
            Basis::Text => body.hash,
            Basis::Title => title.hash,
            Basis::Content => content,
        };
        Fingerprint { content, same, body: body.hash as u64, basis }
    }

    fn title(&mut self, raw: &str) -> Digest {
        if !self.settings.evidence {
            return self.digest(raw);
        }
        let plain = title::plain(raw);
        let head = title::subtitle(plain).map(|end| self.normalizer.words(&plain[..end]).len());
        let words = self.normalizer.words(raw);
        let hashes = self.shingler.word_hashes(words);
        let digest = Digest { tokens: text::tokens(words), hash: field_digest(hashes) };
        if plain.len() == raw.len() {
            self.named.title(words, hashes, head);
        } else {
            let words = self.normalizer.words(plain);
            self.named.title(words, self.shingler.word_hashes(words), head);
        }
        digest
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
        let hashes = self.shingler.word_hashes(words);
        let digest = Digest { tokens: text::tokens(words), hash: field_digest(hashes) };
        if self.settings.evidence {
            channels::beginning_keys(hashes, &mut self.named.keys);
        }
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

/// The hash of all that identifies a record, and how many tokens its fields have.
fn content(fields: impl Iterator<Item = (Tag, Digest)>, identifiers: &[String]) -> (u128, usize) {
    let mut content = Content::default();
    let mut tokens = 0;
    for (tag, digest) in fields.filter(|(_, digest)| digest.tokens > 0) {
        content.field(tag, digest.hash);
        tokens += digest.tokens;
    }
    content.identifiers(identifiers);
    (content.hash(), tokens)
}

/// Makes the keys of the channels beyond the abstract.
#[derive(Default)]
struct KeyMaker {
    tokens: Vec<Token>,
    /// Of the current record; taken by [`Block::keep`].
    keys: Vec<u64>,
    outline: TitleOutline,
    /// Words of the title before its subtitle.
    main: usize,
    generic: bool,
}

impl KeyMaker {
    fn make<'a>(&mut self, field: &impl Fn(Field) -> &'a str, identifiers: &[String]) {
        let people = Authors::parse(field(Field::Authors));
        let author = people.first_key();
        self.outline.add_people(people.bits());
        channels::title_keys(&mut self.tokens, self.main, author, &mut self.keys);
        self.keys.extend(people.all_key().map(|all| Channel::Authors.key(all, 0)));
        let place = evidence::pages::Place::parse(
            field(Field::Volume),
            field(Field::Issue),
            field(Field::Pages),
        );
        if let Some(page) = place.page_key() {
            self.keys.extend(author.map(|author| Channel::AuthorPage.key(author, page)));
        }
        self.keys.extend(place.pages_key().map(|key| Channel::VolumePages.key(key, 0)));
        let hash = |identifier: &String| xxh3_64(identifier.as_bytes());
        self.keys.extend(identifiers.iter().map(|one| Channel::Identifier.key(hash(one), 0)));
    }

    /// Takes the words of a title, of which so many stand before the subtitle.
    fn title(&mut self, words: Words<'_>, hashes: &[u64], head: Option<usize>) {
        self.tokens.clear();
        self.outline = TitleOutline::default();
        title::tokens(words, hashes, |token| {
            let weight = title::weight(token.hash, token.length);
            self.tokens.push(Token { hash: token.hash, rank: weight * real(token.length) as f32 });
            if weight > 0.2 {
                self.outline.add(token.hash);
            }
        });
        self.generic = title::is_generic(self.tokens.iter().map(|token| token.hash));
        self.main = head.unwrap_or(self.tokens.len());
    }
}

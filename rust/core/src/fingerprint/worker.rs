//! The fingerprint of one record: all that needs its text, while its words are in the cache.

use xxhash_rust::xxh3::xxh3_64;

use super::{Fingerprint, Settings};
use crate::band;
use crate::canonical::{Content, Tag, field_digest};
use crate::channels::{self, Channel, Issued, Letters, TitleOutline, Token};
use crate::evidence::authors::Authors;
use crate::evidence::citation;
use crate::evidence::decoration::{plain, subtitle};
use crate::evidence::parsing::tokens;
use crate::evidence::year::year;
use crate::evidence::{self, title};
use crate::identifiers;
use crate::ids::real;
use crate::normalize::{Normalizer, Words};
use crate::params::Text;
use crate::records::{Field, Records};
use crate::shingle::Shingler;
use crate::sketch::{Signature, Sketcher};
use crate::text::{self, Basis};
use crate::verify::Outline;

/// The buffers of one thread.
pub struct Worker<'a> {
    settings: Settings,
    sketcher: Option<&'a Sketcher>,
    normalizer: Normalizer,
    shingler: Shingler,
    signature: Signature,
    /// Band keys of the last record, if it is compared by sketches.
    pub keys: Vec<u64>,
    /// Its shingles, if it is.
    pub outline: Option<Outline>,
    /// Its keys in the other channels.
    pub named: KeyMaker,
}

/// A field as digest and number of tokens.
#[derive(Clone, Copy, Default)]
struct Digest {
    hash: u128,
    tokens: usize,
}

impl<'a> Worker<'a> {
    /// Empty buffers.
    pub fn new(settings: Settings, sketcher: Option<&'a Sketcher>) -> Self {
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

    /// Takes the fingerprint of a record; the rest that was found of it stays here.
    pub fn take(&mut self, records: &impl Records, record: u32) -> Fingerprint {
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
            return Fingerprint { content, same, body, basis, issued: issued(&field) };
        }
        let same = match basis {
            Basis::Nothing => 0,
            Basis::Text => body.hash,
            Basis::Title => title.hash,
            Basis::Content => content,
        };
        let issued = Issued::default();
        Fingerprint { content, same, body: body.hash as u64, basis, issued }
    }

    fn title(&mut self, raw: &str) -> Digest {
        if !self.settings.evidence {
            return self.digest(raw);
        }
        let repaired = evidence::encoding::of_title(raw);
        let plain = plain(&repaired);
        let head = subtitle(plain).map(|end| self.normalizer.words(&plain[..end]).len());
        let words = self.normalizer.words(raw);
        let hashes = self.shingler.word_hashes(words);
        let digest = Digest { tokens: text::tokens(words), hash: field_digest(hashes) };
        if plain == raw {
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
        let sketched = self.settings.banding.zip(self.sketcher);
        if compared && (sketched.is_some() || self.settings.evidence) {
            let shingles = self.shingler.shingles_of_hashed(words, self.settings.shingling);
            self.keys.clear();
            if let Some((banding, sketcher)) = sketched {
                let signature = sketcher.signature(shingles, &mut self.signature);
                band::keys(signature.unwrap_or_default(), banding, &mut self.keys);
            }
            self.outline = Some(Outline::of(shingles));
        }
        (digest, compared)
    }
}

fn issued<'a>(field: &impl Fn(Field) -> &'a str) -> Issued {
    let told = citation::tail(field(Field::Title)).map_or("", |tail| tail.said);
    let or_told = |given| if field(given).is_empty() { told } else { field(given) };
    Issued::new(year(or_told(Field::Year)), or_told(Field::Venue))
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
pub struct KeyMaker {
    tokens: Vec<Token>,
    /// Of the current record, until somebody takes them.
    pub keys: Vec<u64>,
    /// The words of its title.
    pub outline: TitleOutline,
    letters: Letters,
    /// All letters of the title.
    joined: String,
    /// What a short title keeps of them.
    skeleton: String,
    generic: bool,
}

impl KeyMaker {
    fn make<'a>(&mut self, field: &impl Fn(Field) -> &'a str, identifiers: &[String]) {
        let people = Authors::parse(field(Field::Authors));
        let author = people.first_key();
        self.outline.add_people(people.bits());
        channels::title_keys(&mut self.tokens, self.letters, author, &mut self.keys);
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
        tokens(words, hashes, |token| {
            let weight = title::weight(token.hash, token.length);
            self.tokens.push(Token { hash: token.hash, rank: weight * real(token.length) as f32 });
            if weight > 0.2 {
                self.outline.add(token.hash);
            }
        });
        self.generic = title::is_generic(self.tokens.iter().map(|token| token.hash));
        self.joined.clear();
        words.iter().for_each(|word| self.joined.push_str(word));
        let main = head.filter(|&main| main > 1 && main < words.len());
        let end = main.map(|main| words.iter().take(main).map(str::len).sum::<usize>());
        let hash = |end: usize| xxh3_64(&self.joined.as_bytes()[..end]);
        let beginning = self.joined.floor_char_boundary(channels::BEGINNING);
        self.letters = Letters {
            whole: hash(self.joined.len()),
            main: end.map(hash),
            beginning: (beginning < self.joined.len()).then(|| hash(beginning)),
            skeleton: channels::skeleton(&self.joined, &mut self.skeleton)
                .then(|| xxh3_64(self.skeleton.as_bytes())),
        };
    }
}

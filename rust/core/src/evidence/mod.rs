//! What a record says of itself, parsed: the evidence on which pairs are judged (`docs/evidence.md`).
//!
//! A parser never fails: what it cannot read is no evidence. None of this enters a content ID.

pub mod authors;
mod byline;
pub mod citation;
mod codes;
mod continued;
mod contrast;
mod counting;
pub mod decoration;
pub mod encoding;
mod foreign;
pub mod kinds;
mod labels;
mod languages;
pub mod lexicon;
pub mod likeness;
mod marks;
pub mod markup;
mod notices;
mod numerals;
pub mod pages;
pub mod parsing;
pub mod shared;
#[cfg(test)]
mod tests;
pub mod title;
pub mod venue;
pub mod words;
pub mod year;

use xxhash_rust::xxh3::xxh3_64;

use crate::evidence::authors::Authors;
use crate::evidence::pages::Place;
use crate::evidence::shared::Phrase;
use crate::evidence::title::Title;
use crate::evidence::venue::{Kind, Venue};
use crate::identifiers;
use crate::normalize::Normalizer;
use crate::records::{Field, Records};
use crate::shingle::{Shingler, Shingling};
use crate::text;
use crate::verify::Table;

/// One record, ready to be compared with others.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Its title.
    pub title: Title,
    /// Its authors.
    pub authors: Authors,
    /// Where it was published.
    pub venue: Venue,
    /// What kind of publication it is.
    pub kind: Kind,
    /// What its type alone says of that.
    pub said: Kind,
    /// What a catalogue says that it is, as a mark; `None` where it says nothing.
    pub type_marks: Option<u16>,
    /// Volume, issue and pages.
    pub place: Place,
    /// Its year.
    pub year: Option<u16>,
    /// Its identifiers, `scheme:value`, ascending.
    pub identifiers: Vec<String>,
    /// The shingles of its abstract, distinct.
    pub shingles: Vec<u64>,
    /// Hashes of the words of its abstract, in order; none until they are read.
    pub said_words: Vec<u64>,
    /// Whether it has an abstract that can be compared.
    pub has_text: bool,
    /// Words of its abstract; 0 until they are read.
    pub words: usize,
    /// Hash of all words of its abstract.
    pub text: u64,
}

impl Evidence {
    /// Whether its abstract has a word: beside one of its neighbours, if it has any.
    pub fn says(&self, phrase: &Phrase) -> bool {
        let alone = phrase.before.is_none() && phrase.after.is_none();
        let words = &self.said_words;
        let beside = |at: Option<usize>, neighbour: Option<u64>| {
            neighbour.is_some() && at.and_then(|at| words.get(at).copied()) == neighbour
        };
        (0..words.len()).filter(|&at| words[at] == phrase.word).any(|at| {
            alone || beside(at.checked_sub(1), phrase.before) || beside(Some(at + 1), phrase.after)
        })
    }

    /// Whether a normalized word stands in its authors, venue or year: a title may repeat it.
    pub fn holds(&self, word: &str) -> bool {
        let is_year = || {
            let year = word.parse::<u16>().ok();
            year.is_some() && year == self.year
        };
        self.authors.holds(word) || self.venue.holds(word) || is_year()
    }
}

/// The buffers to collect evidence with.
#[derive(Debug, Default)]
pub struct Collector {
    titles: parsing::Parser,
    normalizer: Normalizer,
    shingler: Shingler,
    table: Table,
}

impl Collector {
    /// All evidence of one record.
    pub fn collect(
        &mut self,
        records: &impl Records,
        record: u32,
        shingling: Shingling,
    ) -> Evidence {
        let mut evidence = self.collect_fields(records, record);
        self.read(records, record, shingling, &mut evidence);
        evidence
    }

    /// All but the abstract, which costs as much as the rest.
    pub fn collect_fields(&mut self, records: &impl Records, record: u32) -> Evidence {
        let field = |field| records.field(record, field);
        let told = citation::tail(field(Field::Title)).map_or("", |tail| tail.said);
        let or_told = |given| if field(given).is_empty() { told } else { field(given) };
        let mut evidence = Evidence {
            authors: Authors::parse(field(Field::Authors)),
            venue: Venue::parse_with(&mut self.normalizer, or_told(Field::Venue)),
            place: Place::parse(field(Field::Volume), field(Field::Issue), field(Field::Pages)),
            year: year::year(or_told(Field::Year)),
            type_marks: kinds::marks(field(Field::Type)),
            identifiers: identifiers::evident(
                records,
                record,
                &identifiers::of_record(records, record),
            ),
            ..Evidence::default()
        };
        evidence.place.dated(evidence.year);
        evidence.said = named(field(Field::Type));
        evidence.kind = kind(&evidence, [Field::Type, Field::Venue, Field::Volume].map(field));
        let venue = &evidence.venue;
        evidence.title = self.titles.parse(field(Field::Title), |word| venue.holds(word));
        evidence.title.said |= kinds::said(field(Field::Type));
        evidence
    }

    /// Reads the abstract.
    pub fn read(
        &mut self,
        records: &impl Records,
        record: u32,
        shingling: Shingling,
        evidence: &mut Evidence,
    ) {
        let words = self.normalizer.words(records.field(record, Field::Abstract));
        evidence.has_text = text::is_abstract(words);
        if !evidence.has_text {
            return;
        }
        evidence.words = words.len();
        let hashes = self.shingler.word_hashes(words);
        evidence.text =
            hashes.iter().fold(1, |all, &hash| crate::ids::fold(all ^ hash, 0x9e37_79b9_7f4a_7c15));
        evidence.said_words = hashes.to_vec();
        let shingles = self.shingler.shingles_of_hashed(words, shingling);
        evidence.shingles.reserve_exact(shingles.len());
        self.table.fill(shingles, &mut evidence.shingles);
    }
}

/// What a record says of its kind, else what its venue and identifiers say.
fn kind(evidence: &Evidence, given: [&str; 3]) -> Kind {
    if given.into_iter().any(is_thesis) {
        return Kind::Thesis;
    }
    let said = evidence.said;
    let by_venue = evidence.venue.kind();
    let has =
        |scheme: &str| evidence.identifiers.iter().any(|identifier| identifier.starts_with(scheme));
    let posted = || evidence.identifiers.iter().any(|one| identifiers::is_preprint(one));
    match (said, by_venue) {
        (Kind::Unknown, Kind::Unknown) if has("arxiv:") && !has("doi:") => Kind::Preprint,
        (Kind::Unknown, Kind::Unknown) if posted() => Kind::Preprint,
        // Only journals have issues.
        (Kind::Unknown, Kind::Unknown)
            if evidence.place.volume.is_some() && evidence.place.issue.is_some() =>
        {
            Kind::Journal
        }
        (Kind::Unknown, _) | (_, Kind::Preprint | Kind::Conference) => by_venue,
        _ => said,
    }
}

/// Whether a field says that this is a thesis; collections of their abstracts are journals. Whole words only: a synthesis
/// is none, nor is a rehabilitation.
fn is_thesis(field: &str) -> bool {
    const WORDS: [&str; 8] = [
        "thes",
        "thesis",
        "dissertation",
        "dissertations",
        "phd",
        "habilitation",
        "habilitationsschrift",
        "doctoral",
    ];
    if field.len() < 3 || !field.bytes().any(|byte| matches!(byte, b'h' | b'H' | b'd' | b'D')) {
        return false;
    }
    let lower = field.to_lowercase().replace("ph.d", "phd");
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| WORDS.contains(&word)) && !lower.contains("abstracts")
}

/// The kinds that catalogues write into the field of the type, by how they begin.
const TYPES: [(&str, Kind); 13] = [
    ("article-journal", Kind::Journal),
    ("jour", Kind::Journal),
    ("paper-conference", Kind::Conference),
    ("conference", Kind::Conference),
    ("inproceedings", Kind::Conference),
    ("proceedings", Kind::Conference),
    ("cpaper", Kind::Conference),
    ("conf", Kind::Conference),
    ("preprint", Kind::Preprint),
    ("posted-content", Kind::Preprint),
    ("submittedversion", Kind::Preprint),
    ("book", Kind::Book),
    ("chap", Kind::Book),
];

fn named(given: &str) -> Kind {
    let begins =
        |start: &str| given.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    TYPES.iter().find(|(start, _)| begins(start)).map_or(Kind::Unknown, |(_, kind)| *kind)
}

/// A hash of volume, issue and pages as given, and of what the type says that it is: records that differ there are not the
/// same record.
pub fn place_hash(records: &impl Records, record: u32) -> u64 {
    let fields = [Field::Volume, Field::Issue, Field::Pages]
        .map(|field| records.field(record, field).trim());
    let marks = u64::from(kinds::marks(records.field(record, Field::Type)).unwrap_or_default());
    if fields.iter().all(|field| field.is_empty()) {
        marks
    } else {
        xxh3_64(fields.join("\n").as_bytes()) ^ marks
    }
}

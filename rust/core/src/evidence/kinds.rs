//! What an item is, where it is not the article itself; and what a catalogue says of that.

/// What an item is that is not the article itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Mark {
    /// A correction.
    Erratum = 1,
    /// The notice of a retraction or of a concern.
    Retraction = 2,
    /// What the authors answer.
    Reply = 4,
    /// What others say.
    Comment = 8,
    /// The plan of a study.
    Protocol = 16,
    /// What is published beside an article.
    Supplement = 32,
    /// The data of an article.
    Dataset = 64,
    /// A figure or table of an article.
    Figure = 128,
    /// A review of a book.
    Review = 256,
    /// What the editors say.
    Editorial = 512,
    /// A summary, by a label that normalization leaves out.
    Summary = 1024,
}

/// What stands in the names of types, without spaces and signs.
const NAMED: [(&str, Mark); 6] = [
    ("erratum", Mark::Erratum),
    ("corrigend", Mark::Erratum),
    ("correction", Mark::Erratum),
    ("retraction", Mark::Retraction),
    ("peerreview", Mark::Comment),
    ("reviewerreport", Mark::Comment),
];

/// Types of what belongs to an article; an article about such a thing has a type that says so ("Data paper").
const BELONGING: [(&str, Mark); 24] = [
    ("aggr", Mark::Dataset),
    ("audiovisual", Mark::Supplement),
    ("audiovisualmaterial", Mark::Supplement),
    ("comp", Mark::Dataset),
    ("component", Mark::Supplement),
    ("computerprogram", Mark::Dataset),
    ("data", Mark::Dataset),
    ("database", Mark::Dataset),
    ("dataset", Mark::Dataset),
    ("dbase", Mark::Dataset),
    ("figure", Mark::Figure),
    ("film", Mark::Supplement),
    ("image", Mark::Figure),
    ("interactiveresource", Mark::Supplement),
    ("mpct", Mark::Supplement),
    ("onlinedatabase", Mark::Dataset),
    ("slide", Mark::Supplement),
    ("software", Mark::Dataset),
    ("sourcecode", Mark::Dataset),
    ("supplementarymaterial", Mark::Supplement),
    ("supplementarymaterials", Mark::Supplement),
    ("supplementalmaterial", Mark::Supplement),
    ("video", Mark::Supplement),
    ("videorecording", Mark::Supplement),
];

/// Types that say nothing: what does not fit elsewhere stands under them.
const NOTHING: [&str; 18] = [
    "collection",
    "document",
    "elec",
    "electronic",
    "entry",
    "gen",
    "generic",
    "manual",
    "misc",
    "online",
    "onlineresource",
    "other",
    "text",
    "undefined",
    "unknown",
    "unpublished",
    "webpage",
    "website",
];

/// The marks of a type, as bits; `None` where it says nothing.
pub fn marks(given: &str) -> Option<u16> {
    if given.trim().is_empty() {
        return None;
    }
    let squeezed = |part: &str| -> String {
        part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (mut bits, mut belonging, mut says, mut article) = (0, 0, false, false);
    for part in given.split([';', ',', '|', '/']).map(squeezed) {
        if part.is_empty() || NOTHING.contains(&part.as_str()) {
            continue;
        }
        says = true;
        let named = NAMED.iter().filter(|(word, _)| part.contains(word));
        bits |= named.fold(0, |bits, (_, mark)| bits | *mark as u16);
        let one = BELONGING.iter().find(|(word, _)| *word == part);
        belonging |= one.map_or(0, |(_, mark)| *mark as u16);
        // Some catalogues call articles about data `Journal Article; Dataset`.
        article |= one.is_none();
    }
    says.then_some(if article { bits } else { bits | belonging })
}

/// What types, and what catalogues write into brackets, say of items that have labels elsewhere.
const SAID: [(&str, Mark); 10] = [
    ("comment", Mark::Comment),
    ("correspondence", Mark::Comment),
    ("data set", Mark::Dataset),
    ("dataset", Mark::Dataset),
    ("editorial", Mark::Editorial),
    ("letter", Mark::Comment),
    ("news", Mark::Comment),
    ("poster", Mark::Supplement),
    ("software", Mark::Dataset),
    ("video", Mark::Supplement),
];

/// The marks that a type, or what a catalogue wrote into brackets, gives an item, as bits.
pub fn said(given: &str) -> u16 {
    if given.is_empty() {
        return 0;
    }
    let given = given.to_ascii_lowercase();
    let found = SAID.iter().filter(|(words, _)| given.contains(words));
    found.fold(0, |bits, (_, mark)| bits | *mark as u16)
}

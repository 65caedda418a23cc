//! Words that say something about a title beyond their meaning: tables, not code. All in normalized form.

/// Function words of English and of the other languages in which titles are common.
pub const STOP: [&str; 61] = [
    "a", "after", "again", "against", "all", "among", "an", "and", "are", "as", "at", "be", "been",
    "between", "by", "can", "do", "does", "during", "for", "from", "has", "have", "how", "in",
    "into", "is", "it", "its", "of", "off", "on", "or", "our", "over", "per", "some", "such",
    "than", "that", "the", "their", "these", "this", "those", "through", "to", "toward", "towards",
    "under", "up", "upon", "using", "versus", "via", "vs", "was", "what", "when", "which", "with",
];

/// Words that name an edition of a text, not its subject.
pub const EDITION: [&str; 12] = [
    "abstract", "draft", "edition", "extended", "full", "paper", "preprint", "report", "revised",
    "technical", "thesis", "version",
];

/// Words of titles that hundreds of different items share.
pub const GENERIC: [&str; 124] = [
    "abbreviations", "about", "abstract", "abstracts", "acknowledgement", "acknowledgements",
    "acknowledgment", "acknowledgments", "advertisement", "afterword", "agenda",
    "announcement", "announcements", "annual", "answer", "answers", "appendix", "article",
    "articles", "author", "authors", "back", "bibliography", "biographical", "board", "book",
    "books", "briefly", "calendar", "case", "chairman", "chairs", "chapter", "committee",
    "conclusion", "conclusions", "conference", "contents", "contributors", "correspondence",
    "cover", "current", "daily", "dedication", "discussion", "editor", "editorial",
    "editorials", "editors", "erratum", "events", "foreword", "front", "frontmatter",
    "general", "glossary", "guest", "highlights", "image", "index", "information",
    "instructions", "interview", "introduction", "invited", "issue", "journal", "keynote",
    "letter", "letters", "list", "literature", "masthead", "matter", "meeting", "message",
    "miscellaneous", "month", "name", "news", "notes", "notice", "notices", "obituary",
    "organization", "outlook", "overview", "page", "panel", "poster", "posters", "preface",
    "presentation", "president", "proceedings", "program", "publications", "questions",
    "references", "remarks", "report", "reports", "review", "reviewers", "reviews", "session",
    "special", "subject", "summary", "supplement", "symposium", "synopsis", "table",
    "technical", "title", "titles", "untitled", "update", "volume", "weekly", "welcome",
    "workshop", "year", "years",
];

/// After one of these, a number counts the parts of a series.
pub const SERIES: [&str; 23] = [
    "appendix", "article", "book", "chapter", "episode", "fascicle", "installment", "issue",
    "lecture", "lesson", "module", "no", "number", "paper", "part", "parts", "pt", "section",
    "series", "study", "teil", "vol", "volume",
];

/// Number words, ordinals and roman numerals with what they count.
pub const NUMBERS: [(&str, u32); 52] = [
    ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7),
    ("eight", 8), ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("first", 1),
    ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6), ("seventh", 7),
    ("eighth", 8), ("ninth", 9), ("tenth", 10), ("eleventh", 11), ("twelfth", 12),
    ("thirteenth", 13), ("fourteenth", 14), ("fifteenth", 15), ("sixteenth", 16),
    ("seventeenth", 17), ("eighteenth", 18), ("nineteenth", 19), ("twentieth", 20), ("ii", 2),
    ("iii", 3), ("iv", 4), ("vi", 6), ("vii", 7), ("viii", 8), ("ix", 9), ("xi", 11), ("xii", 12),
    ("xiii", 13), ("xiv", 14), ("xv", 15), ("xvi", 16), ("xvii", 17), ("xviii", 18), ("xix", 19),
    ("xx", 20), ("i", 1), ("v", 5), ("x", 10),
];

/// Where [`NUMBERS`] begins to be roman, and where its numerals are also letters: these count only in a series.
pub const ROMAN_FROM: usize = 32;
/// See [`ROMAN_FROM`].
pub const LETTER_FROM: usize = 49;

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
}

/// Where in a title a phrase marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The title begins with it.
    Start,
    /// The title ends with it.
    End,
    /// Anywhere.
    Anywhere,
}

/// Phrases that mark an item. `#` stands for a number.
pub const MARKS: [(&str, At, Mark); 74] = [
    ("erratum", At::Start, Mark::Erratum),
    ("errata", At::Start, Mark::Erratum),
    ("erratum", At::End, Mark::Erratum),
    ("corrigendum", At::Start, Mark::Erratum),
    ("corrigendum", At::End, Mark::Erratum),
    ("corrigenda", At::Start, Mark::Erratum),
    ("correction to", At::Start, Mark::Erratum),
    ("corrections to", At::Start, Mark::Erratum),
    ("author correction", At::Start, Mark::Erratum),
    ("publisher correction", At::Start, Mark::Erratum),
    ("addendum", At::Start, Mark::Erratum),
    ("publishers note", At::Start, Mark::Erratum),
    ("vol # pg #", At::Anywhere, Mark::Erratum),
    ("vol # p #", At::Anywhere, Mark::Erratum),
    ("vol # page #", At::Anywhere, Mark::Erratum),
    ("retraction", At::Start, Mark::Retraction),
    ("retraction", At::End, Mark::Retraction),
    ("notice of retraction", At::Start, Mark::Retraction),
    ("withdrawal", At::Start, Mark::Retraction),
    ("expression of concern", At::Anywhere, Mark::Retraction),
    ("reply", At::End, Mark::Reply),
    ("reply to", At::Start, Mark::Reply),
    ("reply by", At::Anywhere, Mark::Reply),
    ("in reply", At::Start, Mark::Reply),
    ("replies to", At::Start, Mark::Reply),
    ("response to", At::Start, Mark::Reply),
    ("responses to", At::Start, Mark::Reply),
    ("authors response", At::Anywhere, Mark::Reply),
    ("author response", At::Anywhere, Mark::Reply),
    ("authors reply", At::Anywhere, Mark::Reply),
    ("author reply", At::Anywhere, Mark::Reply),
    ("rejoinder", At::Start, Mark::Reply),
    ("rejoinder", At::End, Mark::Reply),
    ("comment on", At::Start, Mark::Comment),
    ("comments on", At::Start, Mark::Comment),
    ("comment to", At::Start, Mark::Comment),
    ("comment", At::End, Mark::Comment),
    ("commentary on", At::Start, Mark::Comment),
    ("a comment on", At::Start, Mark::Comment),
    ("commentary", At::End, Mark::Comment),
    ("discussion of", At::Start, Mark::Comment),
    ("discussion on", At::Start, Mark::Comment),
    ("discussion", At::End, Mark::Comment),
    ("letter to the editor", At::Start, Mark::Comment),
    ("study protocol", At::Anywhere, Mark::Protocol),
    ("trial protocol", At::Anywhere, Mark::Protocol),
    ("review protocol", At::Anywhere, Mark::Protocol),
    ("research protocol", At::Anywhere, Mark::Protocol),
    ("protocol for a", At::Anywhere, Mark::Protocol),
    ("protocol of a", At::Anywhere, Mark::Protocol),
    ("protocol for the", At::Start, Mark::Protocol),
    ("a protocol", At::End, Mark::Protocol),
    ("supplement to", At::Start, Mark::Supplement),
    ("supplementary material", At::Anywhere, Mark::Supplement),
    ("supplementary materials", At::Anywhere, Mark::Supplement),
    ("supplemental material", At::Anywhere, Mark::Supplement),
    ("supplementary information", At::Anywhere, Mark::Supplement),
    ("supplementary data", At::Anywhere, Mark::Supplement),
    ("supporting information", At::Anywhere, Mark::Supplement),
    ("additional file", At::Start, Mark::Supplement),
    ("online appendix", At::Anywhere, Mark::Supplement),
    ("data for", At::Start, Mark::Dataset),
    ("data from", At::Start, Mark::Dataset),
    ("dataset for", At::Start, Mark::Dataset),
    ("dataset from", At::Start, Mark::Dataset),
    ("replication data", At::Start, Mark::Dataset),
    ("raw data", At::Start, Mark::Dataset),
    ("figure #", At::Start, Mark::Figure),
    ("fig #", At::Start, Mark::Figure),
    ("table #", At::Start, Mark::Figure),
    ("book review", At::Anywhere, Mark::Review),
    ("book reviews", At::Anywhere, Mark::Review),
    ("review of", At::Start, Mark::Review),
    ("reviewed by", At::Anywhere, Mark::Review),
];

/// Two titles that differ in one of these say the opposite, or of others.
pub const OPPOSITES: [(&str, &str); 39] = [
    ("men", "women"), ("male", "female"), ("males", "females"), ("boys", "girls"),
    ("man", "woman"), ("acute", "chronic"), ("with", "without"), ("high", "low"),
    ("higher", "lower"), ("increased", "decreased"), ("increase", "decrease"),
    ("increases", "decreases"), ("left", "right"), ("upper", "lower"), ("short", "long"),
    ("early", "late"), ("positive", "negative"), ("primary", "secondary"), ("adults", "children"),
    ("adult", "pediatric"), ("maternal", "paternal"), ("mother", "father"), ("hyper", "hypo"),
    ("hypertension", "hypotension"), ("hyperglycemia", "hypoglycemia"), ("systolic", "diastolic"),
    ("internal", "external"), ("intra", "extra"), ("inner", "outer"), ("before", "after"),
    ("pre", "post"), ("north", "south"), ("east", "west"), ("northern", "southern"),
    ("eastern", "western"), ("linear", "nonlinear"), ("discrete", "continuous"),
    ("supervised", "unsupervised"), ("symmetric", "asymmetric"),
];

/// A language in which titles are common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
}

/// Function words that only one of these languages has.
pub const FUNCTION_WORDS: [(Language, &[&str]); 6] = [
    (
        Language::English,
        &["the", "of", "and", "with", "from", "for", "by", "between", "its", "on", "to", "an"],
    ),
    (
        Language::German,
        &["der", "die", "das", "und", "von", "bei", "mit", "des", "zur", "zum", "im", "eine",
          "einer", "nach", "uber", "fur", "aus", "auf"],
    ),
    (Language::French, &["le", "les", "et", "du", "au", "aux", "chez", "sur", "dans", "une", "par"]),
    (Language::Spanish, &["el", "y", "los", "las", "del", "en", "una", "con", "por"]),
    (Language::Italian, &["il", "gli", "di", "della", "nel", "nella", "dei", "delle", "e", "per"]),
    (Language::Portuguese, &["o", "os", "um", "uma", "da", "dos", "das", "em", "na", "no", "ao"]),
];

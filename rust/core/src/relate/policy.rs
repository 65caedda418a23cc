//! A policy: every weight of the decision, as data (`policies/*.toml`, explained in `docs/identity.md`).

use serde::Deserialize;

use crate::error::{Error, Result};

/// Points by the value reached, from high to low: `[from, points]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Steps(pub(super) Vec<[f64; 2]>);

impl Steps {
    /// The points of the first step that a value reaches.
    pub fn at(&self, value: f64) -> Option<f64> {
        self.0.iter().find(|step| value >= step[0]).map(|step| step[1])
    }

    fn falls(&self) -> bool {
        self.0.windows(2).all(|two| two[0][0] > two[1][0])
            && self.0.iter().flatten().all(|number| number.is_finite())
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind,)* }
    )*};
}

tables! {
    /// Points for titles.
    TitlePoints {
        /// All letters and digits agree.
        equal: f64,
        /// By the share of common words.
        quality: Steps,
        /// Less than any step.
        below: f64,
        /// At least, if one is the other without its subtitle.
        subtitle: f64,
        /// At least, if one begins or ends the other.
        affix: f64,
        /// At least, if nearly all of one stands in the other.
        contained: f64,
        /// What "nearly all" is.
        contained_from: f64,
        /// The weight of a title that gives all of its points.
        full_weight: f64,
        /// The share of the points that a title of one word gives.
        least_share: f64,
        /// Instead, if both are generic.
        generic: f64,
        /// At least, if the languages differ.
        foreign: f64,
        /// Instead, if one is missing.
        missing: f64,
        /// Neither authors nor abstracts are there to confirm it, and something else contradicts.
        alone: f64,
        /// Only a part of the title agrees, and nothing else is there to confirm it.
        partial: f64,
        /// Different DOIs alone contradict only titles of less weight.
        alone_weight: f64,
    }
    /// Points for abstracts.
    AbstractPoints {
        /// By Jaccard similarity of the shingles.
        jaccard: Steps,
        /// Less than any step.
        below: f64,
        /// By containment, where that gives more.
        containment: Steps,
        /// At least, if word for word the same.
        equal: f64,
        /// The words of an abstract that gives all of its points.
        full_words: f64,
        /// The share of the points that the shortest give.
        least_share: f64,
        /// Shorter ones count only if equal.
        short_words: usize,
    }
    /// Points for authors.
    AuthorPoints {
        /// By the share of the shorter list that the other has.
        share: Steps,
        /// Nobody in common.
        none: f64,
        /// By the share of the longer list that the other has, unless a list is cut.
        // Older tables do not have it.
        #[serde(default)]
        longer: Steps,
        /// Three in common.
        three: f64,
        /// Four or more in common.
        four: f64,
        /// One author each.
        single: f64,
        /// One author against several.
        one_of_several: f64,
        /// The first authors differ.
        first_differs: f64,
        /// All initials contradict.
        initials: f64,
        /// Added where that is so of several people.
        #[serde(default)]
        initials_of_several: f64,
        /// Missing on one side, and the abstracts are similar.
        missing_similar: f64,
        /// Missing on one side, and there are abstracts.
        missing_abstract: f64,
        /// Missing on one side, and there are none.
        missing: f64,
    }
    /// Points for years.
    YearPoints {
        /// By the gap.
        gap: Steps,
        /// The same year.
        equal: f64,
        /// Added where abstracts are compared and a record is of a preprint, or names no venue.
        #[serde(default)]
        equal_preprint: f64,
    }
    /// Points for venues.
    VenuePoints {
        /// By similarity.
        similarity: Steps,
        /// A conference against a journal.
        other_kind: f64,
    }
    /// Points for volume and pages.
    PagePoints {
        /// First page and volume agree.
        page_volume: f64,
        /// First page agrees, no volume on one side.
        page: f64,
        /// First page agrees, the volume differs.
        page_other_volume: f64,
        /// Both differ.
        both_differ: f64,
        /// The same where an abstract is missing.
        both_differ_no_abstract: f64,
        /// The page differs, no volume on one side.
        page_differs: f64,
        /// The page differs in one volume.
        page_differs_in_volume: f64,
        /// Venue and volume differ and nothing else agrees.
        other_publication: f64,
        /// Added where both differ in one venue, and where DOIs are of two articles of one journal.
        #[serde(default)]
        same_venue: f64,
        /// The volume differs in one venue, and no page is known on one side.
        #[serde(default)]
        volume_differs: f64,
        /// Added where the page differs in one volume, and one title is not the other.
        #[serde(default)]
        other_title: f64,
        /// At most, where titles or authors disagree.
        most_in_doubt: f64,
    }
    /// Points for identifiers.
    IdentifierPoints {
        /// The same DOI.
        doi: f64,
        /// At most, where a record has no title.
        doi_untitled: f64,
        /// Versions of one DOI.
        doi_version: f64,
        /// Different DOIs of one registrant.
        doi_registrant: f64,
        /// Different DOIs of two registrants.
        doi_other: f64,
        /// Added to both where abstracts cannot be compared.
        doi_unread: f64,
        /// Added to those of two registrants, up to 0, where one record is a preprint.
        #[serde(default)]
        doi_preprint: f64,
        /// Any other identifier agrees.
        same: f64,
        /// Two different identifiers of one scheme.
        different: f64,
    }
    /// What speaks against whatever the rest says.
    Vetoes {
        /// Parts of a series.
        series: f64,
        /// A part and no part.
        series_alone: f64,
        /// An erratum, reply, protocol, … on one side only.
        mark: f64,
        /// Each title has a number that the other lacks.
        numbers: f64,
        /// The same where abstracts are long and similar.
        numbers_similar: f64,
        /// The titles say the opposite.
        opposite: f64,
        /// A component of the other.
        component: f64,
        /// A word of one title stands in the place of another.
        #[serde(default)]
        word: f64,
        /// Added where abstracts cannot be compared.
        #[serde(default)]
        word_unread: f64,
        /// Both abstracts repeat that exchange of words, numbers or spellings.
        // Older tables do not have it.
        #[serde(default)]
        word_repeated: f64,
        /// Added where volume, first page or DOI differ too, or one venue has both.
        #[serde(default)]
        word_elsewhere: f64,
    }
    /// When two records are the same paper.
    Policy {
        /// What users call it.
        name: String,
        /// The same paper from so many points.
        threshold: f64,
        /// Unsure within so many points of the threshold.
        unsure: f64,
        /// Points for titles.
        title: TitlePoints,
        /// Points for abstracts.
        r#abstract: AbstractPoints,
        /// Points for authors.
        authors: AuthorPoints,
        /// Points for years.
        year: YearPoints,
        /// Points for venues.
        venue: VenuePoints,
        /// Points for volume and pages.
        pages: PagePoints,
        /// Points for identifiers.
        identifiers: IdentifierPoints,
        /// What speaks against.
        vetoes: Vetoes,
    }
}

impl YearPoints {
    /// The points of two years that are so far apart.
    pub fn of(&self, gap: u16) -> f64 {
        if gap == 0 { self.equal } else { self.gap.at(f64::from(gap)).unwrap_or_default() }
    }
}

/// The policies that come with the package, as their tables.
pub const BUILT_IN: [(&str, &str); 3] = [
    ("record", include_str!("../../policies/record.toml")),
    ("version", include_str!("../../policies/version.toml")),
    ("work", include_str!("../../policies/work.toml")),
];

impl Policy {
    /// One of [`BUILT_IN`], or a table of the user's.
    ///
    /// # Errors
    /// [`Error::Config`] that names the line or the table at fault.
    pub fn parse(name_or_table: &str) -> Result<Self> {
        let built_in = BUILT_IN.iter().find(|(name, _)| *name == name_or_table);
        let table = built_in.map_or(name_or_table, |(_, table)| *table);
        let refused = |got: String, expected: String| Error::config("policy", got, expected);
        let policy: Self = toml::from_str(table).map_err(|error| {
            let known = "copy one of the built-in tables (record, version, work) and change it";
            refused(place(table, &error), format!("{}; {known}", in_words(error.message())))
        })?;
        if let Some(place) = not_finite("", &toml::Value::Table(table.parse().unwrap_or_default()))
        {
            return Err(refused(place, "must be a finite number".to_owned()));
        }
        policy.in_range().and(Ok(policy))
    }

    /// Whether steps fall, and what is a share or a length is one.
    fn in_range(&self) -> Result<()> {
        let refused = |name: &str, expected: &str| {
            Err(Error::config("policy", name.to_owned(), expected.to_owned()))
        };
        if let Some((name, _)) = self.steps().iter().find(|(_, steps)| !steps.falls()) {
            return refused(name, "steps must fall, such as [[0.9, 2.0], [0.5, 1.0]]");
        }
        let shares = [
            ("title.contained_from", self.title.contained_from),
            ("title.least_share", self.title.least_share),
            ("abstract.least_share", self.r#abstract.least_share),
        ];
        if let Some((name, _)) = shares.iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            return refused(name, "must be from 0 to 1");
        }
        let lengths = [
            ("title.full_weight", self.title.full_weight),
            ("abstract.full_words", self.r#abstract.full_words),
        ];
        if let Some((name, _)) = lengths.iter().find(|(_, length)| *length <= 0.0) {
            return refused(name, "must be more than 0");
        }
        if self.unsure < 0.0 { refused("unsure", "must not be less than 0") } else { Ok(()) }
    }

    fn steps(&self) -> [(&'static str, &Steps); 7] {
        [
            ("title.quality", &self.title.quality),
            ("abstract.jaccard", &self.r#abstract.jaccard),
            ("abstract.containment", &self.r#abstract.containment),
            ("authors.share", &self.authors.share),
            ("authors.longer", &self.authors.longer),
            ("year.gap", &self.year.gap),
            ("venue.similarity", &self.venue.similarity),
        ]
    }
}

/// The line at which a table is wrong; what it lacks has none.
fn place(table: &str, error: &toml::de::Error) -> String {
    let start = error.span().map(|span| span.start);
    let lacks = error.message().starts_with("missing field");
    start.filter(|_| !lacks).map_or_else(
        || "the table".to_owned(),
        |start| format!("line {}", table[..start].matches('\n').count() + 1),
    )
}

/// What was expected, in words of users.
fn in_words(message: &str) -> String {
    let known =
        [("expected f64", "expected a number"), ("expected usize", "expected a whole number")];
    known.iter().fold(message.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The name of the first number of a table that is none or infinite.
fn not_finite(name: &str, value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::Float(number) if !number.is_finite() => Some(name.to_owned()),
        toml::Value::Array(values) => values.iter().find_map(|value| not_finite(name, value)),
        toml::Value::Table(table) => table.iter().find_map(|(key, value)| {
            let dot = if name.is_empty() { "" } else { "." };
            not_finite(&format!("{name}{dot}{key}"), value)
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policies_are_read_as_any_other() {
        for (name, table) in BUILT_IN {
            assert_eq!(Policy::parse(name).expect("built in").name, name);
            assert_eq!(Policy::parse(table).expect("a table").name, name);
        }
    }

    #[test]
    fn a_wrong_table_is_refused_by_its_place() {
        let (_, table) = BUILT_IN[0];
        for (from, to, word) in [
            (
                "doi = 5.0",
                "doi = \"five\"",
                "line 76: invalid type: string \"five\", expected a number",
            ),
            ("threshold = 1.0", "treshold = 1.0", "line 8: unknown field"),
            ("threshold = 1.0", "", "the table: missing field"),
            ("unsure = 1.5", "unsure = -1.5", "unsure: must not be"),
            ("least_share = 0.35", "least_share = 35.0", "title.least_share: must be"),
            ("full_words = 50.0", "full_words = 0.0", "abstract.full_words: must be"),
            ("doi = 5.0", "dio = 5.0", "dio"),
            ("[[0.85, 4.0], [0.7, 3.0]", "[[0.7, 4.0], [0.85, 3.0]", "abstract.jaccard"),
            ("[[0.85, 4.0], [0.7, 3.0]", "[[0.85, 4.0], [0.7, nan]", "abstract.jaccard: must"),
            ("threshold = 1.0", "threshold = inf", "threshold"),
            ("doi = 5.0", "doi = nan", "identifiers.doi"),
        ] {
            assert!(table.contains(from));
            let refused = Policy::parse(&table.replacen(from, to, 1)).expect_err("refused");
            assert!(refused.to_string().contains(word), "{refused}");
        }
        assert!(Policy::parse("nonsense").is_err());
    }
}

//! What the core asks of the records: their fields as text, by record number, without copying them.

/// A field that the core reads. The names are those that Python uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The abstract, or the plain text.
    Abstract,
    /// The authors as given.
    Authors,
    /// The year or date.
    Year,
    /// Journal, book or conference.
    Venue,
    /// The id that the record came with.
    Id,
    /// Digital object identifier.
    Doi,
    /// arXiv number.
    Arxiv,
    /// PubMed number.
    Pmid,
    /// PubMed Central number.
    Pmcid,
    /// OpenAlex work.
    Openalex,
    /// Semantic Scholar paper.
    S2,
    /// ACL Anthology paper.
    Acl,
    /// DBLP key.
    Dblp,
    /// Volume of the journal.
    Volume,
    /// Issue of the volume.
    Issue,
    /// Pages or article number.
    Pages,
    /// Kind of publication.
    Type,
    /// A link.
    Url,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 19] = [
        Self::Title,
        Self::Abstract,
        Self::Authors,
        Self::Year,
        Self::Venue,
        Self::Id,
        Self::Doi,
        Self::Arxiv,
        Self::Pmid,
        Self::Pmcid,
        Self::Openalex,
        Self::S2,
        Self::Acl,
        Self::Dblp,
        Self::Volume,
        Self::Issue,
        Self::Pages,
        Self::Type,
        Self::Url,
    ];

    /// The name of the column.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Abstract => "abstract",
            Self::Authors => "authors",
            Self::Year => "year",
            Self::Venue => "venue",
            Self::Id => "id",
            Self::Doi => "doi",
            Self::Arxiv => "arxiv",
            Self::Pmid => "pmid",
            Self::Pmcid => "pmcid",
            Self::Openalex => "openalex",
            Self::S2 => "s2",
            Self::Acl => "acl",
            Self::Dblp => "dblp",
            Self::Volume => "volume",
            Self::Issue => "issue",
            Self::Pages => "pages",
            Self::Type => "type",
            Self::Url => "url",
        }
    }
}

/// The records of all dumps, numbered in the order given.
pub trait Records: Sync {
    /// First record number of each dump, and the number of all records at the end.
    fn dump_starts(&self) -> &[u32];

    /// A field of a record; empty if it has none.
    fn field(&self, record: u32, field: Field) -> &str;

    /// The fields that any of them may have.
    fn fields(&self) -> Vec<Field> {
        Field::ALL.to_vec()
    }

    /// How many records there are.
    fn len(&self) -> usize {
        self.dump_starts().last().map_or(0, |&all| all as usize)
    }

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The dump that a record is in.
    fn dump(&self, record: u32) -> u32 {
        crate::ids::number(self.dump_starts().partition_point(|&start| start <= record) - 1)
    }
}

/// Plain texts held as slices: one dump, nothing but abstracts.
#[derive(Debug)]
pub struct Texts<'a> {
    texts: &'a [&'a str],
    starts: [u32; 2],
}

impl<'a> Texts<'a> {
    /// Wraps texts.
    pub const fn new(texts: &'a [&'a str]) -> Self {
        Self { texts, starts: [0, crate::ids::number(texts.len())] }
    }
}

impl Records for Texts<'_> {
    fn dump_starts(&self) -> &[u32] {
        &self.starts
    }

    fn fields(&self) -> Vec<Field> {
        vec![Field::Abstract]
    }

    fn field(&self, record: u32, field: Field) -> &str {
        if field == Field::Abstract { self.texts[record as usize] } else { "" }
    }
}

//! Identifiers of papers in one spelling, `scheme:value`.
//!
//! Those of [`Scheme::ALL`] enter content IDs, so their spellings never change. The other schemes are evidence and names, and
//! so is what [`find`] finds in the text of other fields.

mod doi;
mod dois;
mod find;
mod patents;
mod prefixes;
mod trials;
mod values;

use std::borrow::Cow;

use crate::records::{Field, Records};

pub use doi::{DoiRelation, clean_doi, doi_relation, is_book, is_preprint};
pub use dois::doi_relations;
pub use find::{find, in_address};
pub use patents::are_two_patents;
pub use trials::are_two_trials;

/// The schemes that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Digital object identifier.
    Doi,
    /// arXiv, old and new numbers.
    Arxiv,
    /// PubMed.
    Pmid,
    /// PubMed Central.
    Pmcid,
    /// A work of OpenAlex.
    Openalex,
    /// A paper of Semantic Scholar, by its 40 hexadecimal digits.
    S2,
    /// The same by its number.
    Corpusid,
    /// ACL Anthology, old and new.
    Acl,
    /// A record of DBLP.
    Dblp,
    /// A trial in a registry.
    Trial,
    /// A patent, or an application for one.
    Patent,
}

impl Scheme {
    /// The schemes of content IDs, in the order in which a value without a scheme is tried.
    pub const ALL: [Self; 4] = [Self::Doi, Self::Arxiv, Self::Pmcid, Self::Pmid];

    /// The other schemes, in the same order.
    pub const MORE: [Self; 7] = [
        Self::Openalex,
        Self::Corpusid,
        Self::S2,
        Self::Acl,
        Self::Dblp,
        Self::Trial,
        Self::Patent,
    ];

    /// The word before the colon.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Doi => "doi",
            Self::Arxiv => "arxiv",
            Self::Pmid => "pmid",
            Self::Pmcid => "pmcid",
            Self::Openalex => "openalex",
            Self::S2 => "s2",
            Self::Corpusid => "corpusid",
            Self::Acl => "acl",
            Self::Dblp => "dblp",
            Self::Trial => "trial",
            Self::Patent => "patent",
        }
    }

    /// What may stand before a value of this scheme, in lower case.
    const fn prefixes(self) -> &'static [&'static str] {
        prefixes::PREFIXES[self as usize]
    }

    /// Whether a value says by itself that it is of this scheme: a PubMed number without a prefix is any number.
    fn shows(self, text: &str) -> bool {
        match self {
            Self::Doi => true,
            // Other words around a bare number may say that it is anything.
            Self::Arxiv if !text.contains(char::is_whitespace) => true,
            Self::Pmcid if text.starts_with("pmc") => true,
            Self::Acl if values::is_new_acl(text) => true,
            Self::Dblp if values::is_dblp(text) => true,
            Self::Patent if patents::shown(text).is_some() => true,
            _ => self.prefixes().iter().any(|prefix| text.starts_with(prefix)),
        }
    }

    /// The value at the beginning of a text in lower case that has lost its prefix.
    fn value(self, text: &str) -> Option<String> {
        match self {
            Self::Doi => values::doi_of_field(text),
            Self::Arxiv => values::numbered(values::word(text)),
            Self::Pmid | Self::Corpusid => values::number(text).map(str::to_owned),
            Self::Pmcid => values::number(text.strip_prefix("pmc").unwrap_or(text))
                .map(|digits| format!("pmc{digits}")),
            Self::Openalex => {
                values::number(text.strip_prefix('w')?).map(|digits| format!("w{digits}"))
            }
            Self::S2 => values::sha(values::word(text)),
            Self::Acl => values::acl(values::word(text)),
            Self::Dblp => values::dblp(values::word(text)),
            Self::Trial => trials::value(text),
            Self::Patent => patents::value(text).or_else(|| patents::shown(text)),
        }
    }
}

/// The identifier in its one spelling; `None` if it is none. Without a scheme, the value must show its own.
///
/// ```
/// use paperdedup_core::identifiers::{Scheme, identifier};
/// let spelled = identifier("https://doi.org/10.1000/XYZ", Some(Scheme::Doi));
/// assert_eq!(spelled.as_deref(), Some("doi:10.1000/xyz"));
/// assert_eq!(identifier("arXiv:1905.01234v3", None).as_deref(), Some("arxiv:1905.01234"));
/// ```
pub fn identifier(value: &str, scheme: Option<Scheme>) -> Option<String> {
    let lower = trimmed(value).to_lowercase();
    let bare = without_protocol(&lower);
    match scheme {
        Some(Scheme::Arxiv) => {
            let as_number =
                || values::arxiv_as_number(bare).map(|number| format!("arxiv:{number}"));
            return spelled(Scheme::Arxiv, bare).or_else(as_number);
        }
        Some(scheme) => return spelled(scheme, bare),
        None => {}
    }
    let mut shown = Scheme::ALL.into_iter().filter(|scheme| scheme.shows(bare));
    shown.find_map(|scheme| spelled(scheme, bare))
}

/// The identifier of any scheme that the value shows, the schemes that enter no content ID included.
///
/// ```
/// use paperdedup_core::identifiers::any_identifier;
/// let spelled = any_identifier("https://aclanthology.org/P19-1001/");
/// assert_eq!(spelled.as_deref(), Some("acl:p19-1001"));
/// ```
pub fn any_identifier(value: &str) -> Option<String> {
    let lower = trimmed(value).to_lowercase();
    let bare = without_protocol(&lower);
    let mut shown = Scheme::MORE.into_iter().filter(|scheme| scheme.shows(bare));
    // DOI and arXiv take values that show nothing, so they come last.
    shown.find_map(|scheme| spelled(scheme, bare)).or_else(|| identifier(value, None))
}

/// The names under which a record may stand that has this identifier: as it is spelled, and what it shares with other
/// spellings of the same paper.
///
/// ```
/// use paperdedup_core::identifiers::readings;
/// assert_eq!(readings("10.48550/arXiv.1905.01234"), ["arxiv:1905.01234", "doi:10.48550/arxiv.1905.01234"]);
/// ```
pub fn readings(value: &str) -> Vec<String> {
    let spelled = any_identifier(value).into_iter();
    distinct(spelled.flat_map(|one| [same_paper_key(&one).into_owned(), one]).collect())
}

/// The version of an arXiv paper that a value names: `arXiv:1905.01234v3` is 3.
pub fn version(value: &str) -> Option<u32> {
    let lower = trimmed(value).to_lowercase();
    let named = lower.split(['[', '?', '#']).next().unwrap_or_default().trim_end();
    let (rest, number) = named.strip_suffix(".pdf").unwrap_or(named).rsplit_once('v')?;
    let paper = identifier(rest, None).map(|spelled| same_paper_key(&spelled).into_owned())?;
    if paper.starts_with("arxiv:") { values::digits(number)?.parse().ok() } else { None }
}

/// What two spelled identifiers of one paper have in common: the arXiv number where a DOI holds one, a DOI without
/// rubbish, and any other identifier as it is.
///
/// ```
/// use paperdedup_core::identifiers::same_paper_key;
/// assert_eq!(same_paper_key("doi:10.48550/arxiv.1905.01234v2"), "arxiv:1905.01234");
/// ```
pub fn same_paper_key(spelled: &str) -> Cow<'_, str> {
    let Some(doi) = spelled.strip_prefix("doi:").and_then(clean_doi) else {
        return Cow::Borrowed(spelled);
    };
    let number = doi.strip_prefix("10.48550/arxiv.").and_then(values::arxiv);
    Cow::Owned(number.map_or_else(|| format!("doi:{doi}"), |number| format!("arxiv:{number}")))
}

/// A value without blanks around it, nor the marks of direction and width that copying from a page leaves there.
fn trimmed(value: &str) -> &str {
    let unseen =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}');
    value.trim_matches(|c: char| c.is_whitespace() || unseen(c))
}

fn without_protocol(lower: &str) -> &str {
    ["https://", "http://", "www.", "export."]
        .iter()
        .fold(lower, |rest, prefix| rest.strip_prefix(prefix).unwrap_or(rest))
}

fn spelled(scheme: Scheme, text: &str) -> Option<String> {
    let stripped = scheme.prefixes().iter().find_map(|prefix| text.strip_prefix(prefix));
    let value = scheme.value(stripped.unwrap_or(text).trim())?;
    Some(format!("{}:{value}", scheme.name()))
}

/// The identifiers that enter the content ID of a record: sorted, distinct.
pub fn of_record(records: &impl Records, record: u32) -> Vec<String> {
    const FIELDS: [(Field, Option<Scheme>); 5] = [
        (Field::Id, None),
        (Field::Doi, Some(Scheme::Doi)),
        (Field::Arxiv, Some(Scheme::Arxiv)),
        (Field::Pmid, Some(Scheme::Pmid)),
        (Field::Pmcid, Some(Scheme::Pmcid)),
    ];
    let given = FIELDS.iter().map(|&(field, scheme)| (records.field(record, field), scheme));
    distinct(
        given
            .filter(|(value, _)| !value.is_empty())
            .filter_map(|(value, scheme)| identifier(value, scheme))
            .collect(),
    )
}

/// All identifiers of a record, given those of its content, those in its link and its venue included, each as what it shares with other spellings of the
/// same paper: sorted, distinct.
pub fn evident(records: &impl Records, record: u32, of_content: &[String]) -> Vec<String> {
    const FIELDS: [(Field, Scheme); 4] = [
        (Field::Openalex, Scheme::Openalex),
        (Field::S2, Scheme::S2),
        (Field::Acl, Scheme::Acl),
        (Field::Dblp, Scheme::Dblp),
    ];
    let mut found = of_content.to_vec();
    for (field, scheme) in FIELDS {
        let value = records.field(record, field);
        if !value.is_empty() {
            let corpus =
                || identifier(value, Some(Scheme::Corpusid)).filter(|_| scheme == Scheme::S2);
            found.extend(identifier(value, Some(scheme)).or_else(corpus));
        }
    }
    let id = records.field(record, Field::Id);
    if found.is_empty() && id.contains(['/', ':', '.', '-']) {
        found.extend(any_identifier(id));
    }
    for field in [Field::Url, Field::Venue] {
        let text = records.field(record, field);
        // All that is found holds a digit and one of these; most venues hold none of them.
        if text.contains(['/', ':']) {
            found.extend(find(text));
        }
        if field == Field::Url {
            found.extend(in_address(text));
            found.extend(patents::in_address(text).map(|value| format!("patent:{value}")));
        } else {
            found.extend(patents::in_venue(text).map(|value| format!("patent:{value}")));
        }
    }
    if found.is_empty() {
        return found;
    }
    distinct(found.iter().map(|spelled| same_paper_key(spelled).into_owned()).collect())
}

/// All identifiers by which a record can be asked for: sorted, distinct.
pub fn names(records: &impl Records, record: u32) -> Vec<String> {
    let of_content = of_record(records, record);
    let evident = evident(records, record, &of_content);
    distinct([of_content, evident].concat())
}

fn distinct(mut found: Vec<String>) -> Vec<String> {
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_come_together() {
        for (text, expected) in [
            ("DOI:10.1000/ABC.1", Some("doi:10.1000/abc.1")),
            ("http://dx.doi.org/10.1000/abc.1", Some("doi:10.1000/abc.1")),
            ("https://arxiv.org/pdf/1905.01234v2.pdf", Some("arxiv:1905.01234")),
            ("hep-th/9901001", Some("arxiv:hep-th/9901001")),
            ("math.AG/0101001v1", Some("arxiv:math.ag/0101001")),
            ("PMC123456", Some("pmcid:pmc123456")),
            ("https://arxiv.org/html/1905.01234v2", Some("arxiv:1905.01234")),
            ("http://export.arxiv.org/abs/1905.01234?context=cs", Some("arxiv:1905.01234")),
            ("oai:arXiv.org:cs/0101001", Some("arxiv:cs/0101001")),
            ("arXiv:1905.01234v3 [cs.CL]", Some("arxiv:1905.01234")),
            ("1905.01234 and others", None),
            ("1934.01234", None),
            ("2101.0001", Some("arxiv:2101.00010")),
            ("1412.0001", Some("arxiv:1412.0001")),
            ("https://pmc.ncbi.nlm.nih.gov/articles/PMC123456/", Some("pmcid:pmc123456")),
            ("PMC123456.1", Some("pmcid:pmc123456")),
            ("https://pubmed.ncbi.nlm.nih.gov/123/?from=x", Some("pmid:123")),
            ("https://europepmc.org/article/MED/123", Some("pmid:123")),
            ("10.1000/a;10.1000/b", Some("doi:10.1000/a")),
            ("10.1000/a(2)1;2-o", Some("doi:10.1000/a(2)1;2-o")),
            (
                "10.1000/(SICI)49:8%3C6::AID-A%3E3.0.CO;2-O",
                Some("doi:10.1000/(sici)49:8<6::aid-a>3.0.co;2-o"),
            ),
            (
                "10.1000/(sici)49:8&lt;6::aid-a&gt;3.0.co;2-o",
                Some("doi:10.1000/(sici)49:8<6::aid-a>3.0.co;2-o"),
            ),
            ("https://doi.org/10.1000/xyz?utm_source=x", Some("doi:10.1000/xyz")),
            ("10.1000/xyz.;", Some("doi:10.1000/xyz")),
            ("\u{202a}10.1000/a\u{200b}", Some("doi:10.1000/a")),
            ("pmid: 123", Some("pmid:123")),
            ("123", None),
            ("10.1/x y", None),
            ("row-17", None),
            ("", None),
        ] {
            assert_eq!(identifier(text, None).as_deref(), expected, "{text}");
        }
        assert_eq!(identifier("123", Some(Scheme::Pmid)).as_deref(), Some("pmid:123"));
        assert_eq!(identifier("n/a", Some(Scheme::Doi)), None);
    }

    #[test]
    fn numbers_of_fields() {
        for (text, expected) in [
            ("123.0", Some("pmid:123")),
            ("00123", Some("pmid:123")),
            ("123; 456", Some("pmid:123")),
            ("123 [pmid]", Some("pmid:123")),
            ("0", None),
            ("123a", None),
            ("123-124", None),
            ("12.5", None),
            ("12345678901", None),
        ] {
            assert_eq!(identifier(text, Some(Scheme::Pmid)).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("704.001", Some("arxiv:0704.0010")),
            ("2101.1", Some("arxiv:2101.10000")),
            ("13.1", None),
            ("2113.1", None),
        ] {
            assert_eq!(identifier(text, Some(Scheme::Arxiv)).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn more_schemes() {
        const SHA: &str = "649def34f8be52c8b66281af98ae884c09aef38b";
        for (text, expected) in [
            ("https://openalex.org/W2741809807", "openalex:w2741809807"),
            ("https://api.openalex.org/works/W2741809807", "openalex:w2741809807"),
            ("openalex:W1", "openalex:w1"),
            ("CorpusID:215416146", "corpusid:215416146"),
            ("https://api.semanticscholar.org/CorpusID:215416146", "corpusid:215416146"),
            ("https://aclanthology.org/P19-1001v2.pdf", "acl:p19-1001"),
            ("https://www.aclweb.org/anthology/P19-1001/", "acl:p19-1001"),
            ("2020.acl-main.1", "acl:2020.acl-main.1"),
            ("DBLP:journals/corr/abs-1905-01234", "dblp:journals/corr/abs-1905-01234"),
            ("https://dblp.org/rec/conf/icml/DoeR19.html", "dblp:conf/icml/doer19"),
            ("10.1000/xyz", "doi:10.1000/xyz"),
            ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ] {
            assert_eq!(any_identifier(text).as_deref(), Some(expected), "{text}");
        }
        for address in ["https://www.semanticscholar.org/paper/A-Title/", "s2:"] {
            let found = any_identifier(&format!("{address}{SHA}"));
            assert_eq!(found, Some(format!("s2:{SHA}")), "{address}");
        }
        for text in ["W123", SHA, "215416146", "openalex:A123", "conf/x", "acl:", ""] {
            assert_eq!(any_identifier(text), None, "{text}");
        }
        assert_eq!(identifier(SHA, Some(Scheme::S2)), Some(format!("s2:{SHA}")));
        assert_eq!(identifier("P19-1001", Some(Scheme::Acl)).as_deref(), Some("acl:p19-1001"));
    }

    #[test]
    fn schemes_that_enter_no_content_id_need_to_be_asked_for() {
        for text in ["openalex:W1", "CorpusID:1", "2020.acl-main.1", "conf/icml/DoeR19"] {
            assert_eq!(identifier(text, None), None, "{text}");
        }
    }

    #[test]
    fn hostile_texts_take_no_time() {
        for piece in ["doi:", "10.1000/", ")", "10.1000/a)", "PMC", "%2", "arxiv.org/abs/"] {
            let text = piece.repeat(100_000);
            find(&text);
            clean_doi(&text);
            any_identifier(&text);
        }
    }

    #[test]
    fn versions_of_arxiv_papers() {
        for (text, expected) in [
            ("arXiv:1905.01234v3", Some(3)),
            ("arXiv:1905.01234v3 [cs.CL]", Some(3)),
            ("https://arxiv.org/pdf/hep-th/9901001v12.pdf", Some(12)),
            ("10.48550/arXiv.1905.01234v2", Some(2)),
            ("1905.01234", None),
            ("10.1000/abc.v2", None),
            ("v1", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }

    #[test]
    fn what_identifiers_of_one_paper_have_in_common() {
        for (spelled, key) in [
            ("doi:10.48550/arxiv.hep-th/9901001", "arxiv:hep-th/9901001"),
            ("arxiv:1905.01234", "arxiv:1905.01234"),
            ("doi:10.1000/abc. [doi]", "doi:10.1000/abc"),
            ("pmid:1", "pmid:1"),
        ] {
            assert_eq!(same_paper_key(spelled), key);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_a_spelled_identifier_is_spelled_so(text in "\\PC{0,40}") {
            for scheme in Scheme::ALL.into_iter().chain(Scheme::MORE) {
                if let Some(spelled) = identifier(&text, Some(scheme)) {
                    proptest::prop_assert!(spelled.starts_with(scheme.name()));
                }
            }
            if let Some(spelled) = any_identifier(&text) {
                proptest::prop_assert_eq!(any_identifier(&spelled), Some(spelled));
            }
            let _ = (version(&text), same_paper_key(&text));
        }
    }
}

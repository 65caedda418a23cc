//! Identifiers inside addresses and free text, where a word before them says what they are.

use super::values::{doi_within, number, numbered};
use super::{Scheme, clean_doi, spelled};

/// The words, and what follows them. Those that end in a letter need a word boundary before them, as all do.
const MARKS: &[(&str, Scheme)] = &[
    ("doi.org/", Scheme::Doi),
    ("doi:", Scheme::Doi),
    ("arxiv:", Scheme::Arxiv),
    ("arxiv.org/abs/", Scheme::Arxiv),
    ("arxiv.org/pdf/", Scheme::Arxiv),
    ("arxiv.org/html/", Scheme::Arxiv),
    ("pmid:", Scheme::Pmid),
    ("pubmed.ncbi.nlm.nih.gov/", Scheme::Pmid),
    ("ncbi.nlm.nih.gov/pubmed/", Scheme::Pmid),
    ("europepmc.org/article/med/", Scheme::Pmid),
    ("pmc", Scheme::Pmcid),
    ("openalex.org/", Scheme::Openalex),
    ("corpusid:", Scheme::Corpusid),
    ("aclanthology.org/", Scheme::Acl),
    ("dblp.org/rec/", Scheme::Dblp),
    ("clinicaltrials.gov/show/", Scheme::Trial),
    ("clinicaltrials.gov/ct2/show/", Scheme::Trial),
    ("clinicaltrials.gov/study/", Scheme::Trial),
    ("clinicaltrialsregister.eu/ctr-search/search?query=", Scheme::Trial),
    ("clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:", Scheme::Trial),
    ("clinicaltrialsregister.eu/ctr-search/trial/", Scheme::Trial),
    ("drks.de/search/en/trial/", Scheme::Trial),
    ("isrctn.com/", Scheme::Trial),
    ("trialsearch.who.int/trial2.aspx?trialid=", Scheme::Trial),
    ("who.int/trialsearch/trial2.aspx?trialid=", Scheme::Trial),
];

/// Longer texts are searched this far, and longer words are no identifiers: the time stays bounded.
const LONGEST: usize = 20_000;
const LONGEST_WORD: usize = 300;

/// The identifiers that a text names, spelled, sorted and distinct; bare numbers are none.
///
/// ```
/// use paperdedup_core::identifiers::find;
/// let found = find("Preprint: arXiv:1905.01234v2. See also https://doi.org/10.1000/xyz.");
/// assert_eq!(found, ["arxiv:1905.01234", "doi:10.1000/xyz"]);
/// ```
pub fn find(text: &str) -> Vec<String> {
    let end = text.floor_char_boundary(LONGEST);
    let lower = text[..end].to_lowercase();
    let mut found: Vec<String> = MARKS
        .iter()
        .flat_map(|&(mark, scheme)| {
            let places = lower.match_indices(mark);
            let marked = places.filter(|(at, _)| begins_word(&lower, *at));
            marked.filter_map(move |(at, _)| (scheme, at + mark.len()).into())
        })
        .filter_map(|(scheme, at)| value(scheme, lower[at..].trim_start_matches([' ', ':'])))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn begins_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(char::is_alphanumeric)
}

/// The identifier at the beginning of a text.
fn value(scheme: Scheme, text: &str) -> Option<String> {
    let text = &text[..text.floor_char_boundary(LONGEST_WORD)];
    let word = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '|' | '”')).next()?;
    match scheme {
        Scheme::Doi => clean_doi(word).map(|doi| format!("doi:{doi}")),
        Scheme::Arxiv => numbered(word).map(|number| format!("arxiv:{number}")),
        Scheme::Pmid | Scheme::Pmcid | Scheme::Corpusid => spelled(scheme, number(word)?),
        _ => spelled(scheme, word.trim_end_matches(['.', ',', ';', ')', ']', '>', '\''])),
    }
}

/// The DOI in the address of a publisher's page: `https://dl.acm.org/doi/10.1000/a`. One that has more slashes is none: what
/// follows may be the name of a page or a part of it.
///
/// ```
/// use paperdedup_core::identifiers::in_address;
/// let found = in_address("https://link.example/article/10.1000/XYZ-1.pdf?download=1");
/// assert_eq!(found.as_deref(), Some("doi:10.1000/xyz-1"));
/// assert_eq!(in_address("https://link.example/10.1000/xyz-1/a-title"), None);
/// ```
pub fn in_address(url: &str) -> Option<String> {
    if !url.contains("/10.") && !url.contains("=10.") {
        return None;
    }
    let address = &url[..url.floor_char_boundary(LONGEST_WORD)];
    let doi = doi_within(address.split('&').next()?)?;
    (doi.matches('/').count() == 1).then(|| format!("doi:{doi}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn identifiers_in_texts() {
        for (text, expected) in [
            ("https://doi.org/10.1000/XYZ?ref=1", vec!["doi:10.1000/xyz"]),
            ("doi: 10.1000/a(1), doi:10.1000/b.", vec!["doi:10.1000/a(1)", "doi:10.1000/b"]),
            ("(see arXiv:hep-th/9901001v2 [hep-th])", vec!["arxiv:hep-th/9901001"]),
            ("http://arxiv.org/pdf/1905.01234.pdf", vec!["arxiv:1905.01234"]),
            ("PMID: 123; PMCID: PMC4567", vec!["pmcid:pmc4567", "pmid:123"]),
            ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4567/", vec!["pmcid:pmc4567"]),
            ("https://aclanthology.org/2020.acl-main.1/", vec!["acl:2020.acl-main.1"]),
            ("https://openalex.org/W123.", vec!["openalex:w123"]),
            ("PMID: 123. The", vec!["pmid:123"]),
            ("https://arxiv.org/html/1905.01234v1#S1", vec!["arxiv:1905.01234"]),
            ("10.1000/xyz, 1905.01234, 12345678", vec![]),
            ("the PMC group, spmc12, PMC12a", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(find(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_searched(text in "\\PC{0,80}") {
            find(&text);
        }

        #[test]
        fn what_is_found_is_found_again(mark in 0..MARKS.len(), value in "[a-z0-9./()-]{0,20}") {
            for spelled in find(&format!("see {}{value}", MARKS[mark].0)) {
                prop_assert!(super::super::any_identifier(&spelled).is_some(), "{spelled}");
            }
        }
    }
}

//! Identifiers of papers in one spelling, `scheme:value`: DOI, arXiv, PubMed and PubMed Central.

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
}

impl Scheme {
    /// All schemes, in the order in which a value without a scheme is tried.
    pub const ALL: [Self; 4] = [Self::Doi, Self::Arxiv, Self::Pmcid, Self::Pmid];

    /// The word before the colon.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Doi => "doi",
            Self::Arxiv => "arxiv",
            Self::Pmid => "pmid",
            Self::Pmcid => "pmcid",
        }
    }

    /// What may stand before a value of this scheme, in lower case.
    const fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Doi => &["doi.org/", "dx.doi.org/", "doi:", "doi "],
            Self::Arxiv => &["arxiv.org/abs/", "arxiv.org/pdf/", "arxiv:", "arxiv "],
            Self::Pmid => {
                &["pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/", "pmid:", "pmid "]
            }
            Self::Pmcid => &["ncbi.nlm.nih.gov/pmc/articles/", "pmcid:", "pmcid "],
        }
    }

    /// Whether a value says by itself that it is of this scheme: a PubMed number without a prefix is any number.
    fn shows(self, text: &str) -> bool {
        match self {
            Self::Doi | Self::Arxiv => true,
            Self::Pmcid if text.starts_with("pmc") => true,
            _ => self.prefixes().iter().any(|prefix| text.starts_with(prefix)),
        }
    }

    fn value(self, text: &str) -> Option<String> {
        match self {
            Self::Doi => doi(text),
            Self::Arxiv => arxiv(text),
            Self::Pmid => digits(text).map(str::to_owned),
            Self::Pmcid => digits(text.strip_prefix("pmc").unwrap_or(text))
                .map(|digits| format!("pmc{digits}")),
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
    let lower = value.trim().to_lowercase();
    let bare = ["https://", "http://", "www."]
        .iter()
        .fold(lower.as_str(), |rest, prefix| rest.strip_prefix(prefix).unwrap_or(rest));
    if let Some(scheme) = scheme {
        return spelled(scheme, bare);
    }
    let mut shown = Scheme::ALL.into_iter().filter(|scheme| scheme.shows(bare));
    shown.find_map(|scheme| spelled(scheme, bare))
}

fn spelled(scheme: Scheme, text: &str) -> Option<String> {
    let stripped = scheme.prefixes().iter().find_map(|prefix| text.strip_prefix(prefix));
    let value = scheme.value(stripped.unwrap_or(text).trim())?;
    Some(format!("{}:{value}", scheme.name()))
}

/// `10.`, four to nine digits, `/`, and anything without blanks.
fn doi(text: &str) -> Option<String> {
    let (registrant, suffix) = text.split_once('/')?;
    let registered = registrant.strip_prefix("10.")?;
    let well_formed = registered.starts_with(|c: char| c.is_ascii_digit())
        && (4..=12).contains(&registered.len())
        && !suffix.is_empty()
        && !suffix.contains(char::is_whitespace);
    well_formed.then(|| text.to_owned())
}

/// `1905.01234` or `hep-th/9901001`, without the version.
fn arxiv(text: &str) -> Option<String> {
    let text = text.strip_suffix(".pdf").unwrap_or(text);
    let text = match text.rsplit_once('v') {
        Some((number, version)) if digits(version).is_some() => number,
        _ => text,
    };
    (is_new_arxiv(text) || is_old_arxiv(text)).then(|| text.to_owned())
}

/// `1905.01234`
fn is_new_arxiv(text: &str) -> bool {
    let parts = text.split_once('.');
    parts.is_some_and(|(month, serial)| {
        month.len() == 4
            && (4..=5).contains(&serial.len())
            && digits(month).and(digits(serial)).is_some()
    })
}

/// `hep-th/9901001`
fn is_old_arxiv(text: &str) -> bool {
    let parts = text.split_once('/');
    parts.is_some_and(|(archive, serial)| {
        let named = archive.starts_with(|c: char| c.is_ascii_alphabetic())
            && archive.chars().all(|c| c.is_ascii_alphabetic() || c == '-' || c == '.');
        named && serial.len() == 7 && digits(serial).is_some()
    })
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
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
}

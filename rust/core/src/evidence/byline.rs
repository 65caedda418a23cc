//! The names of authors that a title begins with, where a line of references was cut at the wrong place: `and B. Lund.
//! Tides on Titan`, `R. and Lund, B.(1991). Tides on Titan`. By their form alone; they count where the authors of another
//! record have them.

/// Where the names end that a title may begin with: behind initials with dots, surnames, `and` or `et al.`, with a sign or a
/// year that ends them.
pub fn end(raw: &str) -> Option<usize> {
    const MOST: usize = 24;
    if !may_begin(raw) {
        return None;
    }
    let (mut at, mut told, mut named) = (0, false, false);
    for _ in 0..MOST {
        let rest = raw[at..].trim_start();
        let start = raw.len() - rest.len();
        let token = rest.split_whitespace().next()?;
        let part = Part::of(token)?;
        at = start + token.len();
        told |= part != Part::Surname;
        let letters = token.chars().filter(|c| c.is_alphabetic()).count();
        named |= matches!(part, Part::Surname | Part::Others) || letters == 1;
        let next = raw[at..].trim_start();
        if told && part != Part::And && part.is_end(token, next) {
            // Initials alone may be those of a thing: U.S.
            return (named && !next.is_empty()).then_some(at);
        }
    }
    None
}

/// A cheap look first: nearly no title has a dot or these words so near to its beginning.
fn may_begin(raw: &str) -> bool {
    const NEAR: usize = 24;
    let head = &raw.as_bytes()[..raw.len().min(NEAR)];
    memchr::memchr(b'.', head).is_some() || head.starts_with(b"and ") || head.starts_with(b"et al")
}

/// What a word of a list of names is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// `B.`, `J.-P.`, `B.:`, `B.(1991).`
    Initials,
    /// `Lund,`
    Surname,
    /// `and`
    And,
    /// `et al.`
    Others,
}

impl Part {
    fn of(token: &str) -> Option<Self> {
        let (name, _) = split_year(token);
        let bare = name.trim_end_matches(['.', ',', ':']);
        match bare {
            "and" | "&" | "et" => return Some(Self::And),
            "al" => return Some(Self::Others),
            _ => {}
        }
        let mut letters = bare.chars().filter(|c| c.is_alphabetic());
        let capital = letters.next().filter(|first| first.is_uppercase());
        let known = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’');
        if capital.is_none() || !bare.chars().all(known) {
            return None;
        }
        let short = bare.split(['.', '-']).all(|part| part.chars().nth(1).is_none());
        match (short, name.contains('.')) {
            (true, true) => Some(Self::Initials),
            (true, false) => None,
            (false, _) if bare.contains('.') => None,
            (false, _) => Some(Self::Surname),
        }
    }

    /// Whether the list ends with this word, before what follows.
    fn is_end(self, token: &str, next: &str) -> bool {
        let (name, year) = split_year(token);
        let sign = name.ends_with(':') || next.starts_with(['"', '“', '‘', '(']);
        year || sign || (name.ends_with('.') && self != Self::Initials)
    }
}

/// A word without the year in brackets behind it, and whether there is one.
fn split_year(token: &str) -> (&str, bool) {
    let Some((name, rest)) = token.split_once('(') else { return (token, false) };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 4 && !name.is_empty() { (name, true) } else { (token, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_a_title_end_where_it_begins() {
        for (raw, names) in [
            ("and B. Lund. Tides on Titan", "and B. Lund."),
            ("and B. Lund, “Tides on Titan", "and B. Lund,"),
            ("R. and Lund, B.(1991). Tides on Titan", "R. and Lund, B.(1991)."),
            ("R. Menon, K. Ito, and B. Lund. Tides", "R. Menon, K. Ito, and B. Lund."),
            ("et al. Tides on Titan", "et al."),
            ("et al, “Tides on Titan", "et al,"),
            ("B.: Tides on Titan", "B.:"),
            ("Lund, J.-P.: Tides on Titan", "Lund, J.-P.:"),
        ] {
            assert_eq!(end(raw).map(|end| &raw[..end]), Some(names), "{raw}");
        }
        for raw in [
            "Tides on Titan. A survey",
            "E. coli and S. aureus. A survey",
            "and other tides",
            "U.S.: tides on Titan",
            "U.S. tides: a survey",
            "St. Titan: a survey",
            "B. Lund.",
            "",
        ] {
            assert_eq!(end(raw), None, "{raw}");
        }
    }
}

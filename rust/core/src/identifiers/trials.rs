//! Numbers of trials, as registries and the portal of the WHO write them in addresses.

use super::values::digits;

/// How the numbers of registries begin, but for those that have a form of their own.
const REGISTRIES: [&str; 17] = [
    "actrn", "chictr", "ctri", "drks", "irct", "japiccti", "jma-iia", "kct", "lbctr", "nl", "ntr",
    "pactr", "per-", "rbr-", "slctr", "tctr", "umin",
];

/// Longer words are no numbers.
const LONGEST: usize = 30;

/// `nct01064687`, `isrctn12345678`, `euctr2010-012345-12`, `chictr1800012345`, at the beginning of a text in lower case.
pub(super) fn value(text: &str) -> Option<String> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '/');
    let word = text.split(ends).next().unwrap_or_default();
    let word = word.strip_prefix("jprn-").unwrap_or(word);
    let word = word.trim_end_matches(['-', '/']);
    counted(word, "nct").or_else(|| counted(word, "isrctn")).or_else(|| european(word)).or_else(
        || {
            let rest = REGISTRIES.iter().find_map(|registry| word.strip_prefix(registry))?;
            let numbered = rest.bytes().filter(u8::is_ascii_digit).count() >= 3;
            (numbered && word.len() <= LONGEST).then(|| word.to_owned())
        },
    )
}

/// A registry and eight digits.
fn counted(word: &str, registry: &str) -> Option<String> {
    let number = word.strip_prefix(registry).and_then(|rest| digits(rest.get(..8)?))?;
    Some(format!("{registry}{number}"))
}

/// `euctr2010-012345-12-gb`, or in the registry itself `2010-012345-12/gb`: one trial in several countries.
fn european(word: &str) -> Option<String> {
    let mut parts = word.strip_prefix("euctr").unwrap_or(word).split(['-', '/']);
    let mut part = |length: usize| parts.next().and_then(digits).filter(|it| it.len() == length);
    let (year, number, check) = (part(4)?, part(6)?, part(2)?);
    Some(format!("euctr{year}-{number}-{check}"))
}

/// Whether two spelled identifiers are numbers of one registry, and two: a trial may stand in several.
///
/// ```
/// use paperdedup_core::identifiers::are_two_trials;
/// assert!(are_two_trials("trial:nct01064687", "trial:nct01064688"));
/// assert!(!are_two_trials("trial:nct01064687", "trial:isrctn12345678"));
/// ```
pub fn are_two_trials(one: &str, other: &str) -> bool {
    let registry = |spelled: &str| {
        let number = spelled.strip_prefix("trial:").unwrap_or(spelled);
        number.bytes().take_while(u8::is_ascii_alphabetic).collect::<Vec<_>>()
    };
    one != other && registry(one) == registry(other)
}

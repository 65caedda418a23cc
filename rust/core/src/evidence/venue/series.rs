//! Series in which publishers print the proceedings of many meetings, and reports of institutions: a paper is listed under either.

use super::{Venue, Word};

/// How the names of series begin, without spaces.
const NAMES: [&str; 16] = [
    "acminternationalconferenceproceedingseries",
    "advancesinintelligentsystemsandcomputing",
    "aipconferenceproceedings",
    "ceurworkshopproceedings",
    "communicationsincomputerandinformationscience",
    "ifipadvancesin",
    "iopconferenceseries",
    "jphysconfser",
    "journalofphysicsconferenceseries",
    "leibnizinternationalproceedings",
    "lecturenotesin",
    "lectnotescomputsci",
    "proceedingsofspie",
    "procspie",
    "proceedingsofmachinelearningresearch",
    "studiesinhealthtechnologyandinformatics",
];

/// Their acronyms.
const ACRONYMS: [&str; 8] = ["ccis", "lipics", "lnai", "lnbi", "lncs", "lnee", "lnicst", "pmlr"];

/// How reports are called, without spaces.
const REPORTS: [&str; 5] =
    ["researchreport", "techreport", "technicalmemo", "technicalreport", "techrep"];

/// The words of institutions, as they begin.
const INSTITUTIONS: [&str; 6] = ["department", "dept", "institut", "lab", "school", "univ"];

impl Venue {
    /// Whether it is a report, which is called by its number or by the institution that it comes from.
    pub fn is_report(&self) -> bool {
        REPORTS.iter().any(|name| self.letters.contains(name))
    }

    /// Whether it is an institution.
    pub fn is_institution(&self) -> bool {
        let begins = |word: &Word| {
            let letters = self.letters(word);
            INSTITUTIONS.iter().any(|name| letters.starts_with(name.as_bytes()))
        };
        self.words.iter().any(begins)
    }

    /// Whether it is such a series, and does not say which meeting.
    pub fn is_series(&self) -> bool {
        NAMES.iter().any(|name| self.letters.starts_with(name))
            || ACRONYMS.contains(&self.letters.as_str())
    }
}

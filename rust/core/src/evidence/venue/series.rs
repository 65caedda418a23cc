//! Series in which publishers print the proceedings of many meetings: the paper of a meeting is listed under either.

use super::Venue;

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

impl Venue {
    /// Whether it is such a series, and does not say which meeting.
    pub fn is_series(&self) -> bool {
        NAMES.iter().any(|name| self.letters.starts_with(name))
            || ACRONYMS.contains(&self.letters.as_str())
    }
}

//! The settings of an index: fixed when it is made, kept in it, and read from it.

use super::error::Result;
use crate::band::{self, Plan};
use crate::error::Error;
use crate::fingerprint::Settings;
use crate::params::{Banding, Mode, Params, Text};
use crate::relate::{BUILT_IN, Policy};
use crate::shingle::{Shingling, Unit};
use crate::store::Parameter;
use crate::{normalize, sketch};

/// The version of all that is stored of a record besides what it says: keys, profiles, points.
const EVIDENCE_VERSION: u32 = 1;

/// What decides, and how candidates are found.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Settings of the stages; bands and rows are set.
    pub params: Params,
    /// How candidates are found.
    pub plan: Plan,
    /// The table of the policy; empty where the text alone decides.
    pub table: String,
}

const UNITS: [(&str, Unit); 2] = [("word", Unit::Word), ("character", Unit::Character)];
const TEXTS: [(&str, Text); 2] = [("paper", Text::Paper), ("plain", Text::Plain)];

fn name_of<T: PartialEq>(choices: &[(&'static str, T)], value: &T) -> &'static str {
    choices.iter().find(|(_, choice)| choice == value).map_or("", |(name, _)| name)
}

impl Setup {
    /// For an index that will hold about so many records. `policy` is the name of a built-in one or a table.
    ///
    /// # Errors
    /// [`Error::Config`] for settings that cannot be.
    pub fn new(params: &Params, policy: Option<&str>, records: usize) -> Result<Self> {
        if params.mode == Mode::Exact {
            let expected = "an index finds candidates by bands; use mode=\"auto\"";
            return Err(Error::config("mode", "exact", expected).into());
        }
        let built_in = |name: &str| BUILT_IN.iter().find(|(built_in, _)| *built_in == name);
        let table = policy.map_or("", |given| built_in(given).map_or(given, |found| found.1));
        let policy = policy.map(Policy::parse).transpose()?;
        let decisions = Vec::new();
        let mut params = Params { mode: Mode::Lsh, policy, decisions, ..params.clone() };
        let plan = band::plan(&params, records)?;
        params.banding = Some(plan.banding);
        Ok(Self { params, plan, table: table.to_owned() })
    }

    /// As an index keeps them.
    pub fn parameters(&self) -> Vec<Parameter> {
        let params = &self.params;
        let banding = self.plan.banding;
        let within = if params.unique_within_dump { "dump" } else { "" };
        let all: [(&str, String); 13] = [
            ("normalizer", normalize::VERSION.to_string()),
            ("sketch", sketch::VERSION.to_string()),
            ("evidence", EVIDENCE_VERSION.to_string()),
            ("threshold", params.threshold.to_string()),
            ("recall", params.recall.to_string()),
            ("text", name_of(&TEXTS, &params.text).to_owned()),
            ("shingle", name_of(&UNITS, &params.shingling.unit).to_owned()),
            ("shingle_size", params.shingling.size.to_string()),
            ("bands", banding.bands.to_string()),
            ("rows", banding.rows.to_string()),
            ("bucket_cap", params.bucket_cap.to_string()),
            ("policy", self.table.clone()),
            ("unique_within", within.to_owned()),
        ];
        all.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }

    /// Reads them again.
    ///
    /// # Errors
    /// [`Error::Config`] with the parameter that this program cannot use.
    pub fn read(stored: &[Parameter]) -> Result<Self> {
        let read = Stored(stored);
        let table = read.value("policy")?;
        let shingling =
            Shingling { unit: read.choice("shingle", &UNITS)?, size: read.number("shingle_size")? };
        let params = Params {
            threshold: read.number("threshold")?,
            recall: read.number("recall")?,
            text: read.choice("text", &TEXTS)?,
            shingling,
            banding: Some(Banding { bands: read.number("bands")?, rows: read.number("rows")? }),
            bucket_cap: read.number("bucket_cap")?,
            unique_within_dump: read.value("unique_within")? == "dump",
            ..Params::default()
        };
        Self::new(&params, (!table.is_empty()).then_some(table), 0)
    }

    /// Whether all fields decide, not the text alone.
    pub const fn by_evidence(&self) -> bool {
        self.params.policy.is_some()
    }

    /// The settings of the first pass.
    pub const fn settings(&self) -> Settings {
        Settings {
            text: self.params.text,
            shingling: self.params.shingling,
            banding: Some(self.plan.banding),
            evidence: self.by_evidence(),
        }
    }
}

/// Parameters by name.
struct Stored<'a>(&'a [Parameter]);

impl Stored<'_> {
    fn value(&self, name: &'static str) -> Result<&str> {
        let found = self.0.iter().find(|one| one.0 == name);
        let missing =
            || Error::config(name, "absent", "the index has no such setting; make it anew");
        Ok(found.map(|one| one.1.as_str()).ok_or_else(missing)?)
    }

    fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T> {
        let value = self.value(name)?;
        let refused = |_| Error::config(name, value, "the index has no number here; make it anew");
        Ok(value.parse().map_err(refused)?)
    }

    fn choice<T: Copy>(&self, name: &'static str, choices: &[(&str, T)]) -> Result<T> {
        let value = self.value(name)?;
        let found = choices.iter().find(|(choice, _)| *choice == value).map(|(_, choice)| *choice);
        let refused =
            || Error::config(name, value, "this program does not know it; use a newer one");
        Ok(found.ok_or_else(refused)?)
    }
}

//! The settings of a run: every default in one place, and the check that refuses what makes no sense.

use crate::error::{Error, Result};
use crate::relate::Policy;
use crate::shingle::{Shingling, Unit};

/// How the pairs to verify are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Exact where it is cheaper than sketching, else LSH.
    #[default]
    Auto,
    /// Signatures and bands: recall as asked, linear cost.
    Lsh,
    /// A prefix-filter join: recall 1.
    Exact,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Text {
    /// The abstract of a paper; its title, under a stricter rule, where there is none.
    #[default]
    Paper,
    /// The text given and nothing else.
    Plain,
}

/// Bands and rows of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Banding {
    /// How many bands, each a chance to meet.
    pub bands: usize,
    /// How many minima of a band must agree.
    pub rows: usize,
}

impl Banding {
    /// Length of the signature.
    pub const fn permutations(self) -> usize {
        self.bands * self.rows
    }
}

/// All settings of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Params {
    /// Two texts match if their Jaccard similarity is at least this, in (0, 1].
    pub threshold: f64,
    /// Share of the pairs at the threshold that LSH must find, in (0, 1).
    pub recall: f64,
    /// How candidates are found.
    pub mode: Mode,
    /// What is compared.
    pub text: Text,
    /// What shingles are.
    pub shingling: Shingling,
    /// Bands and rows fixed by the user, or solved.
    pub banding: Option<Banding>,
    /// Threads; 0 for as many as the machine has.
    pub threads: usize,
    /// A bucket gives at most half as many candidates for each of its texts.
    pub bucket_cap: usize,
    /// How all evidence decides; `None` where the text alone does.
    pub policy: Option<Policy>,
    /// No dump holds a paper twice.
    pub unique_within_dump: bool,
    /// What a person decided, by record numbers.
    pub decisions: Vec<Decision>,
}

/// What a person decided of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// One record.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Whether they are one paper.
    pub same: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            threshold: 0.7,
            recall: 0.999,
            mode: Mode::Auto,
            text: Text::Paper,
            shingling: Shingling { unit: Unit::Word, size: 3 },
            banding: None,
            threads: 0,
            bucket_cap: 64,
            policy: None,
            unique_within_dump: false,
            decisions: Vec::new(),
        }
    }
}

/// The longest signature: more permutations than this never pay.
pub const MAX_PERMUTATIONS: usize = 4096;

impl Params {
    /// Refuses settings out of range, naming the field.
    ///
    /// # Errors
    /// [`Error::Config`] with the first field that is out of its range.
    pub fn validate(&self) -> Result<()> {
        if !(self.threshold > 0.0 && self.threshold <= 1.0) {
            return Err(Error::config(
                "threshold",
                self.threshold,
                "must be above 0 and at most 1",
            ));
        }
        if !(self.recall > 0.0 && self.recall < 1.0) {
            let expected = "must be above 0 and below 1; for a recall of 1 use mode=\"exact\"";
            return Err(Error::config("recall", self.recall, expected));
        }
        within("shingle_size", self.shingling.size, 1, self.shingling.longest())?;
        within("bucket_cap", self.bucket_cap, 2, 65_536)?;
        within("threads", self.threads, 0, 1024)?;
        self.banding.map_or(Ok(()), validate_banding)
    }

    /// Refuses decisions about records that are not there.
    ///
    /// # Errors
    /// [`Error::Config`] with the first such decision.
    pub fn decisions_within(&self, records: usize) -> Result<()> {
        let beyond = |decision: &&Decision| decision.a.max(decision.b) as usize >= records;
        self.decisions.iter().find(beyond).map_or(Ok(()), |decision| {
            let got = format!("({}, {})", decision.a, decision.b);
            Err(Error::config("decisions", got, format!("there are {records} records")))
        })
    }
}

fn validate_banding(banding: Banding) -> Result<()> {
    within("bands", banding.bands, 1, MAX_PERMUTATIONS)?;
    within("rows", banding.rows, 1, MAX_PERMUTATIONS)?;
    within("bands × rows", banding.permutations(), 1, MAX_PERMUTATIONS)
}

fn within(field: &'static str, value: usize, least: usize, most: usize) -> Result<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::config(field, value, format!("must be from {least} to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid() {
        assert_eq!(Params::default().validate(), Ok(()));
    }

    #[test]
    fn each_field_is_named_when_refused() {
        let cases: [(&str, Params); 5] = [
            ("threshold", Params { threshold: 0.0, ..Params::default() }),
            ("threshold", Params { threshold: f64::NAN, ..Params::default() }),
            ("recall", Params { recall: 1.0, ..Params::default() }),
            ("bucket_cap", Params { bucket_cap: 1, ..Params::default() }),
            ("bands", Params { banding: Some(Banding { bands: 0, rows: 4 }), ..Params::default() }),
        ];
        for (name, params) in cases {
            let message = params.validate().expect_err("refused").to_string();
            assert!(message.starts_with(name), "{message}");
        }
    }
}

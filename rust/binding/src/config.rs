//! The frozen Python `Config` to the parameters of the core, which checks them.

use paperdedup_core::error::Error;
use paperdedup_core::params::{Banding, Mode, Params, Text};
use paperdedup_core::relate::Policy;
use paperdedup_core::shingle::{Shingling, Unit};
use pyo3::prelude::*;

use crate::errors::to_python;

/// Reads and checks every field of a configuration.
pub fn params(config: &Bound<'_, PyAny>) -> PyResult<Params> {
    let py = config.py();
    let refuse = |error: Error| to_python(py, &error);
    let params = Params {
        threshold: number(config, "threshold")?,
        recall: number(config, "recall")?,
        mode: choice(
            config,
            "mode",
            &[("auto", Mode::Auto), ("lsh", Mode::Lsh), ("exact", Mode::Exact)],
        )?,
        text: choice(config, "text", &[("paper", Text::Paper), ("plain", Text::Plain)])?,
        shingling: Shingling {
            unit: choice(
                config,
                "shingle",
                &[("word", Unit::Word), ("character", Unit::Character)],
            )?,
            size: count(config, "shingle_size")?,
        },
        banding: banding(count_or_none(config, "bands")?, count_or_none(config, "rows")?)
            .map_err(refuse)?,
        threads: match count_or_none(config, "threads")? {
            Some(0) => {
                return Err(refuse(Error::config(
                    "threads",
                    0,
                    "must be from 1, or None for all processors",
                )));
            }
            threads => threads.unwrap_or(0),
        },
        bucket_cap: count(config, "bucket_cap")?,
        policy: policy(config).map_err(refuse)?,
        unique_within_dump: config.getattr("unique_within")?.extract::<Option<String>>()?.is_some(),
        decisions: Vec::new(),
    };
    params.validate().map_err(refuse)?;
    Ok(params)
}

/// The policy of a configuration: `None` for the text alone, and where it depends on the records.
fn policy(config: &Bound<'_, PyAny>) -> Result<Option<Policy>, Error> {
    let given = config.getattr("policy").and_then(|value| value.extract::<String>());
    let given = given.unwrap_or_default();
    match given.as_str() {
        "auto" | "text" => Ok(None),
        table => Policy::parse(table).map(Some),
    }
}

/// Whether the policy depends on what the records have: only texts, or more.
pub fn is_automatic(config: &Bound<'_, PyAny>) -> bool {
    let policy = config.getattr("policy").and_then(|value| value.extract::<String>());
    let text = config.getattr("text").and_then(|value| value.extract::<String>());
    policy.is_ok_and(|policy| policy == "auto") && text.is_ok_and(|text| text == "paper")
}

fn banding(bands: Option<usize>, rows: Option<usize>) -> Result<Option<Banding>, Error> {
    match (bands, rows) {
        (Some(bands), Some(rows)) => Ok(Some(Banding { bands, rows })),
        (None, None) => Ok(None),
        (Some(bands), None) => {
            Err(Error::config("bands", bands, "set rows too, or neither of the two"))
        }
        (None, Some(rows)) => {
            Err(Error::config("rows", rows, "set bands too, or neither of the two"))
        }
    }
}

fn number(config: &Bound<'_, PyAny>, field: &'static str) -> PyResult<f64> {
    let value = config.getattr(field)?;
    value.extract().map_err(|_| refused(&value, field, "must be a number"))
}

fn count(config: &Bound<'_, PyAny>, field: &'static str) -> PyResult<usize> {
    let value = config.getattr(field)?;
    value.extract().map_err(|_| refused(&value, field, "must be a whole number, not below 0"))
}

fn count_or_none(config: &Bound<'_, PyAny>, field: &'static str) -> PyResult<Option<usize>> {
    let value = config.getattr(field)?;
    value
        .extract()
        .map_err(|_| refused(&value, field, "must be a whole number, not below 0, or None"))
}

fn choice<T: Copy>(
    config: &Bound<'_, PyAny>,
    field: &'static str,
    choices: &[(&str, T)],
) -> PyResult<T> {
    let value = config.getattr(field)?;
    let given = value.extract::<String>().unwrap_or_default();
    let found = choices.iter().find(|(name, _)| *name == given).map(|(_, choice)| *choice);
    let names =
        || choices.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(" or ");
    found.ok_or_else(|| refused(&value, field, &format!("must be {}", names())))
}

fn refused(value: &Bound<'_, PyAny>, field: &'static str, expected: &str) -> PyErr {
    let shown = value.repr().map_or_else(|_| String::from("?"), |shown| shown.to_string());
    to_python(value.py(), &Error::config(field, shown, expected))
}

/// The policy of an index, by its name or table; `None` where the text alone decides.
pub fn policy_of_index(config: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let text: String = config.getattr("text")?.extract()?;
    let given: String = config.getattr("policy")?.extract()?;
    Ok(match (text.as_str(), given.as_str()) {
        ("plain", _) | (_, "text") => None,
        (_, "auto") => Some("version".to_owned()),
        _ => Some(given),
    })
}

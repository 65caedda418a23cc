//! What people decided: kept by names, applied to records.

use std::collections::HashSet;

use super::copying::told;
use super::error::{Error, Result};
use super::finding::{NUMBER, one_paper, records_kept};
use super::setup::Setup;
use super::work::Ruling;
use crate::store::{Change, Decision, Snapshot, Verdict, names};

/// The decisions about records that are there.
pub fn rulings(view: &Snapshot<'_>) -> Result<Vec<Ruling>> {
    let mut rulings = Vec::new();
    for (place, decision) in view.decisions()?.iter().enumerate() {
        let first = |name| records_kept(view, name).map(|found| found.first().copied());
        if let (Some(a), Some(b)) = (first(&decision.a)?, first(&decision.b)?)
            && a != b
        {
            let same = decision.verdict == Verdict::Must;
            rulings.push(Ruling { a, b, same, place });
        }
    }
    Ok(rulings)
}

/// Records that are items of their own, because they were told apart from another.
pub fn apart(setup: &Setup, rulings: &[Ruling]) -> HashSet<u32> {
    if !setup.by_evidence() {
        return HashSet::new();
    }
    let cannot = rulings.iter().filter(|ruling| !ruling.same);
    cannot.flat_map(|ruling| [ruling.a, ruling.b]).collect()
}

/// Decisions by their places, as the names that they are about.
pub fn contradictions(view: &Snapshot<'_>, places: &[usize]) -> Result<Vec<(String, String)>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let all = told(view)?;
    let named = |decision: &Decision| (decision.a.clone(), decision.b.clone());
    Ok(places.iter().filter_map(|&place| all.get(place)).map(named).collect())
}

/// The name under which a decision keeps a record: its content ID, or its number where others share that.
pub fn kept_name(view: &Snapshot<'_>, record: u32) -> Result<String> {
    let place = view.place(record)?;
    let name = place.map(|(_, content)| names::of_content(content)).unwrap_or_default();
    let shared = view.named(&name)?.len() > 1;
    Ok(if shared { format!("{NUMBER}{record}") } else { name })
}

/// What was decided of two records. Decisions keep names, and others may share these by now.
pub fn about(view: &Snapshot<'_>, (one, two): (u32, u32)) -> Result<Vec<Decision>> {
    let all = view.decisions()?;
    let rulings = rulings(view)?;
    let of_both =
        rulings.iter().filter(|ruling| [(one, two), (two, one)].contains(&(ruling.a, ruling.b)));
    Ok(of_both.map(|ruling| all[ruling.place].clone()).collect())
}

/// Lets decisions on a record that goes be about the one that takes its place, unless others have its content; whether
/// there are any.
pub fn hand_over(change: &Change<'_>, old: u32, new: u32) -> Result<bool> {
    let of_record = format!("{NUMBER}{old}");
    let name = kept_name(change, old)?;
    let names = [(name != of_record).then_some(name), Some(of_record)];
    let new = kept_name(change, new)?;
    let mut decisions = 0;
    for old in names.into_iter().flatten() {
        decisions += change.rename_decided(&old, &new)?;
    }
    Ok(decisions > 0)
}

/// Takes back what was decided of two records; how many decisions those were.
pub fn take_back(change: &Change<'_>, pair: (u32, u32)) -> Result<usize> {
    let decisions = about(change, pair)?;
    for one in &decisions {
        change.undecide(&one.a, &one.b)?;
    }
    Ok(decisions.len())
}

/// The one record that a name stands for. Records that say the same are as good as one, unless they are of different papers.
pub fn one_record(view: &Snapshot<'_>, name: &str) -> Result<u32> {
    one_paper(view, name)?.first().copied().ok_or_else(|| Error::unknown(name))
}

/// Enters a decision.
pub fn enter(
    change: &Change<'_>,
    a: u32,
    b: u32,
    verdict: Verdict,
    by: (&str, &str),
) -> Result<()> {
    let (who, why) = (by.0.to_owned(), by.1.to_owned());
    let (a, b) = (kept_name(change, a)?, kept_name(change, b)?);
    let made = crate::store::now();
    Ok(change.decide(&Decision { a, b, verdict, who, why, made })?)
}

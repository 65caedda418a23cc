//! What people decided: kept by names, applied to records.

use std::collections::HashSet;

use super::error::{Error, Result};
use super::finding::{NUMBER, Places, by_number, holders, of_content, one_meaning, refuse_twofold};
use super::profile::Profile;
use super::setup::Setup;
use super::work::Ruling;
use crate::store::{Change, Decision, Snapshot, Verdict, names};
use crate::text::Basis;

/// What tells what a record is compared by.
type BasisOf<'a> = &'a dyn Fn(u32) -> Result<Basis>;

/// The decisions about records that are there. One on a content is about all records that have it, as in a run: where it
/// tells two contents apart, the records of each stay together.
pub fn rulings(view: &Snapshot<'_>, setup: &Setup) -> Result<Vec<Ruling>> {
    rulings_by(view, setup, &|record| basis(view, record))
}

/// The same, where profiles of some records are not stored yet.
pub fn rulings_by(view: &Snapshot<'_>, setup: &Setup, basis: BasisOf<'_>) -> Result<Vec<Ruling>> {
    let unique = setup.params.unique_within_dump;
    let (mut rulings, mut held) = (Vec::new(), HashSet::new());
    for (place, decision) in view.decisions()?.into_iter().enumerate() {
        let Decision { a, b, verdict, .. } = decision;
        let (one, two) = (meant(view, &a, basis)?, meant(view, &b, basis)?);
        if a == b || one.is_empty() || two.is_empty() {
            continue;
        }
        let (same, place) = (verdict == Verdict::Must, Some(place));
        // Equal records are one, so one of them speaks for all; not so where no dump holds a paper twice.
        let most = if unique && !same { usize::MAX } else { 1 };
        for &a in one.iter().take(most) {
            let pairs = two.iter().take(most).filter(|&&b| b != a);
            rulings.extend(pairs.map(|&b| Ruling { a, b, same, place }));
        }
        for (name, side) in [(a, one), (b, two)] {
            if !unique && !same && held.insert(name) {
                let others = side.iter().skip(1);
                rulings.extend(others.map(|&b| Ruling { a: side[0], b, same: true, place: None }));
            }
        }
    }
    Ok(rulings)
}

/// The records that a decision means by a name: a number or a content ID. Of records that say nothing the first stands for
/// all, since they are of several papers.
fn meant(view: &Snapshot<'_>, name: &str, basis: BasisOf<'_>) -> Result<Vec<u32>> {
    if name.starts_with(NUMBER) {
        return by_number(view, name);
    }
    let mut found = of_content(view, name)?;
    if found.len() > 1 && basis(found[0])? == Basis::Nothing {
        found.truncate(1);
    }
    Ok(found)
}

/// What a stored record is compared by.
pub fn basis(view: &Snapshot<'_>, record: u32) -> Result<Basis> {
    let stored = view.profile(record)?.and_then(|stored| Profile::unpack(&stored.packed));
    Ok(stored.map_or(Basis::Nothing, |profile| profile.basis))
}

/// The records about which something else is decided than before, and those that are no more.
pub fn ends_of_change(before: &[Ruling], after: &[Ruling]) -> Vec<u32> {
    let said = |rulings: &[Ruling]| -> HashSet<(u32, u32, bool)> {
        rulings.iter().map(|ruling| (ruling.a, ruling.b, ruling.same)).collect()
    };
    let (before, after) = (said(before), said(after));
    let changed = before.symmetric_difference(&after);
    let mut ends: Vec<u32> = changed.flat_map(|one| [one.0, one.1]).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
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

/// All decisions, with places for the numbers of records that are there: people know these.
pub fn told(view: &Snapshot<'_>) -> Result<Vec<Decision>> {
    let mut decisions = view.decisions()?;
    let names = decisions.iter_mut().flat_map(|one| [&mut one.a, &mut one.b]);
    let names: Vec<&mut String> = names.filter(|name| name.starts_with(NUMBER)).collect();
    if names.is_empty() {
        return Ok(decisions);
    }
    let places = Places::new(view)?;
    for name in names {
        if let Some(&record) = by_number(view, name)?.first() {
            *name = places.of(record)?.unwrap_or_default();
        }
    }
    Ok(decisions)
}

fn content_of(view: &Snapshot<'_>, record: u32) -> Result<String> {
    let place = view.place(record)?;
    Ok(place.map(|(_, content)| names::of_content(content)).unwrap_or_default())
}

/// The name under which a decision on a record and `other` is kept: its content ID, since it is about all records that
/// have that; or its number, where these are of several papers, or it was meant alone before, or that is the content of both.
fn kept_name(view: &Snapshot<'_>, record: u32, other: &str) -> Result<String> {
    let name = content_of(view, record)?;
    let alone = name == other || holders(view, &name)?.len() > 1;
    if alone || !on(view, &number_of(record))?.is_empty() {
        return Ok(number_of(record));
    }
    Ok(name)
}

fn number_of(record: u32) -> String {
    format!("{NUMBER}{record}")
}

/// What was decided of two records, or of what they say.
pub fn about(view: &Snapshot<'_>, setup: &Setup, (one, two): (u32, u32)) -> Result<Vec<Decision>> {
    let all = view.decisions()?;
    let rulings = rulings(view, setup)?;
    let of_both = |ruling: &&Ruling| [(one, two), (two, one)].contains(&(ruling.a, ruling.b));
    let places: HashSet<usize> =
        rulings.iter().filter(of_both).filter_map(|ruling| ruling.place).collect();
    let (one, two) = (kept_name(view, one, "")?, kept_name(view, two, "")?);
    let all = all.into_iter().enumerate();
    let found = all.filter(|(at, made)| places.contains(at) || made.is_on(&one, &two));
    Ok(found.map(|one| one.1).collect())
}

/// All names that decisions are kept under.
pub fn decided(view: &Snapshot<'_>) -> Result<HashSet<String>> {
    Ok(view.decisions()?.into_iter().flat_map(|one| [one.a, one.b]).collect())
}

/// The decisions on a name, each by the other name.
fn on(view: &Snapshot<'_>, name: &str) -> Result<Vec<String>> {
    let all = view.decisions()?.into_iter();
    Ok(all.filter_map(|one| one.besides(name).map(str::to_owned)).collect())
}

/// Lets decisions on a record that goes be about the one that takes its place, unless others have its content. `decided`:
/// the names that there are decisions on.
pub fn hand_over(
    change: &Change<'_>,
    decided: &HashSet<String>,
    (old, new): (u32, u32),
) -> Result<()> {
    let content = content_of(change, old)?;
    let names = [content.clone(), number_of(old)];
    for old in names.into_iter().filter(|name| decided.contains(name)) {
        if old == content && of_content(change, &content)?.len() > 1 {
            continue;
        }
        for other in on(change, &old)? {
            change.rename_decided((&old, &other), &kept_name(change, new, &other)?)?;
        }
    }
    Ok(())
}

/// What becomes of decisions on a record, and on no other of its content, that goes: they are about its content from now
/// on, if that is of no other paper; a decision on two records of one content goes with either.
pub fn let_go(change: &Change<'_>, decided: &HashSet<String>, record: u32) -> Result<()> {
    let old = number_of(record);
    if !decided.contains(&old) {
        return Ok(());
    }
    let content = content_of(change, record)?;
    let own = holders(change, &content)?.len() < 2;
    for other in on(change, &old)? {
        let theirs = match by_number(change, &other)?.first() {
            Some(&other) => content_of(change, other)?,
            None => other.clone(),
        };
        if own && theirs != content {
            change.rename_decided((&old, &other), &content)?;
        } else {
            change.undecide(&old, &other)?;
        }
    }
    Ok(())
}

/// Takes back what was decided of two names as they are told, else of the records that these mean; how many decisions
/// those were.
pub fn take_back(change: &Change<'_>, setup: &Setup, (a, b): (&str, &str)) -> Result<usize> {
    refuse_twofold(change, a)?;
    refuse_twofold(change, b)?;
    let (all, shown) = (change.decisions()?, told(change)?);
    let told = all.into_iter().zip(shown).filter(|one| one.1.is_on(a.trim(), b.trim()));
    let mut found: Vec<Decision> = told.map(|one| one.0).collect();
    if found.is_empty() {
        found = about(change, setup, (one_record(change, a)?, one_record(change, b)?))?;
    }
    for one in &found {
        change.undecide(&one.a, &one.b)?;
    }
    Ok(found.len())
}

/// The one record that a name stands for. Records that say the same are as good as one, unless they are of different papers.
pub fn one_record(view: &Snapshot<'_>, name: &str) -> Result<u32> {
    one_meaning(view, name)?.first().copied().ok_or_else(|| Error::unknown(name))
}

/// Enters what was decided of pairs of records.
pub fn enter(
    change: &Change<'_>,
    setup: &Setup,
    pairs: &[(u32, u32)],
    verdict: Verdict,
    by: (&str, &str),
) -> Result<()> {
    let (who, why) = (by.0.to_owned(), by.1.to_owned());
    let made = crate::store::now();
    // Records that are told apart from others of their content are meant one by one; so are those that are joined where
    // no dump holds a paper twice, since equal records need not be one.
    let one_by_one = setup.params.unique_within_dump && verdict == Verdict::Must;
    let mut single = HashSet::new();
    for &(a, b) in pairs {
        let (one, two) = (content_of(change, a)?, content_of(change, b)?);
        for (record, content) in [(a, &one), (b, &two)] {
            if one == two || (one_by_one && of_content(change, content)?.len() > 1) {
                single.insert(record);
            }
        }
    }
    let name = |record: u32| {
        if single.contains(&record) { Ok(number_of(record)) } else { kept_name(change, record, "") }
    };
    for &(a, b) in pairs {
        let (who, why, made) = (who.clone(), why.clone(), made.clone());
        change.decide(&Decision { a: name(a)?, b: name(b)?, verdict, who, why, made })?;
    }
    Ok(())
}

//! Who may have which name: no two papers have one, and a content ID belongs to the records that have it. A paper that kept
//! the name of a record that is gone has it only while no other paper has records of that content.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::error::Result;
use super::events::note;
use super::finding::{called, holders, led, of_content};
use crate::store::{Change, Event, Snapshot, names};

/// The names of the papers that these records founded, and that they keep as members of others, but for one.
fn names_of(view: &Snapshot<'_>, records: &[u32], but: u32) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    for &record in records.iter().filter(|record| **record != but) {
        taken.extend(view.own_name(record)?);
        if view.membership(record)?.is_none() {
            taken.extend(view.canonical(record)?);
        }
    }
    Ok(taken)
}

/// The names that papers of one content have: that of the content, and with ordinals.
fn possible(content: u128) -> impl Iterator<Item = (String, u32)> {
    let name = names::of_content(content);
    (1..).map(move |ordinal| match ordinal {
        1 => (name.clone(), 1),
        later => (format!("{name}.{later}"), later),
    })
}

/// Whether the paper of this founder may have a name, as far as other papers are concerned.
pub fn may_have(view: &Snapshot<'_>, founder: u32, name: &str) -> Result<bool> {
    let papers = holders(view, name)?;
    let theirs = !papers.is_empty() && !papers.contains(&founder);
    Ok(!theirs && called(view, name)?.is_none_or(|other| other == founder))
}

/// The name by which another leads to the paper of a record, wherever that goes: its content ID, where only its
/// paper has that, or the name of the paper.
pub fn led_by(view: &Snapshot<'_>, old: &str, record: u32) -> Result<String> {
    let founder = view.founder(record)?;
    if founder != record
        && let Some((_, content)) = view.place(record)?
    {
        let name = names::of_content(content);
        if name != old && holders(view, &name)?.len() == 1 && called(view, &name)?.is_none() {
            return Ok(name);
        }
    }
    Ok(view.canonical(founder)?.unwrap_or_default())
}

/// Whether a name leads to nothing, to the paper of this founder, or by way of a name that it left.
fn leads_only(
    view: &Snapshot<'_>,
    name: &str,
    founder: u32,
    left: impl Fn(&str) -> bool,
) -> Result<bool> {
    let Some((paper, _)) = led(view, name)? else { return Ok(true) };
    Ok(paper == Some(founder) || view.steps_of(name)?.iter().any(|step| left(step)))
}

/// Calls a founder by the first name of its content that is `free` and that no other paper has.
fn call(change: &Change<'_>, founder: u32, free: impl Fn(&str) -> Result<bool>) -> Result<String> {
    let Some((_, content)) = change.place(founder)? else { return Ok(String::new()) };
    let same = of_content(change, &names::of_content(content))?;
    let taken = names_of(change, &same, founder)?;
    for (name, ordinal) in possible(content) {
        if !taken.contains(&name) && free(&name)? && may_have(change, founder, &name)? {
            change.clear_redirect(&name)?;
            change.set_canonical(founder, (ordinal > 1).then_some(name.as_str()))?;
            return Ok(name);
        }
    }
    Ok(String::new())
}

/// Names a stored record that is a founder again: a name that led to the paper it left may have been its own. `back`: names
/// that were given back in this change, which steps to that paper may have gone through.
pub fn again(
    change: &Change<'_>,
    founder: u32,
    left: Option<&str>,
    back: &HashSet<String>,
) -> Result<String> {
    let free = |name: &str| {
        leads_only(change, name, founder, |step| Some(step) == left || back.contains(step))
    };
    if let Some(name) = change.own_name(founder)?
        && free(&name)?
        && may_have(change, founder, &name)?
    {
        change.clear_redirect(&name)?;
        return Ok(name);
    }
    call(change, founder, free)
}

/// Takes their names from papers that have records of these contents no more, where others have some; the old names, and
/// those that these papers have now.
pub fn give_up(
    change: &Change<'_>,
    contents: impl IntoIterator<Item = u128>,
    dump: u32,
) -> Result<Vec<(String, String)>> {
    let mut renamed = Vec::new();
    if !change.has_own_names()? {
        return Ok(renamed);
    }
    for content in contents.into_iter().collect::<BTreeSet<u128>>() {
        let old = names::of_content(content);
        let Some(keeper) = change.founder_called(&old)? else { continue };
        if change.membership(keeper)?.is_some() || may_have(change, keeper, &old)? {
            continue;
        }
        change.set_canonical(keeper, None)?;
        let free = |name: &str| leads_only(change, name, keeper, |step| step == old);
        let name = call(change, keeper, free)?;
        pass_on(change, &old, &name)?;
        note(change, &name, Event::Split, &old, dump)?;
        // Where records of it are of several papers that have other names, it still leads to the one that had it.
        let papers = holders(change, &old)?;
        let only = papers.first().filter(|_| papers.len() == 1);
        let heir = only.map_or(Ok(None), |&founder| change.canonical(founder))?;
        if called(change, &old)?.is_none() {
            change.set_redirect(&old, heir.as_ref().unwrap_or(&name))?;
        }
        renamed.push((old, name));
    }
    Ok(renamed)
}

/// Lets the names that led to one lead to another.
fn pass_on(change: &Change<'_>, from: &str, to: &str) -> Result<()> {
    for older in change.led_to(from)? {
        change.set_redirect(&older, to)?;
    }
    Ok(())
}

/// Names new papers whose founders share their content with each other or with stored records. `founders`: by content,
/// ascending.
pub fn name_new(
    change: &Change<'_>,
    first_new: u32,
    founders: &BTreeMap<u128, Vec<u32>>,
) -> Result<HashMap<u32, String>> {
    let mut named = HashMap::new();
    for (&content, founders) in founders {
        let mut stored = of_content(change, &names::of_content(content))?;
        stored.retain(|&record| record < first_new);
        let taken = names_of(change, &stored, u32::MAX)?;
        let mut names = possible(content);
        for &founder in founders {
            let Some((name, ordinal)) = next_free(change, &mut names, &taken, &stored)? else {
                continue;
            };
            change.set_canonical(founder, (ordinal > 1).then_some(name.as_str()))?;
            named.insert(founder, name);
        }
    }
    Ok(named)
}

/// The next name that no paper has, and that leads to none that holds a record of this content.
fn next_free(
    change: &Change<'_>,
    names: &mut impl Iterator<Item = (String, u32)>,
    taken: &HashSet<String>,
    stored: &[u32],
) -> Result<Option<(String, u32)>> {
    for (name, ordinal) in names {
        // A paper whose founder has another content may have kept it.
        let kept = change.founder_called(&name)?;
        if taken.contains(&name) || kept.is_some() {
            continue;
        }
        if let Some((_, leads)) = led(change, &name)? {
            if !stored.is_empty() {
                continue;
            }
            // What had the name was deleted; the record that it named is back.
            pass_on(change, &name, &leads)?;
            change.clear_redirect(&name)?;
        }
        return Ok(Some((name, ordinal)));
    }
    Ok(None)
}

//! What a copy of an index needs besides its records: what was decided, and what papers are called. Records are told by
//! their places, which hold in a copy; their numbers need not.

use super::Index;
use super::deciding::told;
use super::editing::Changed;
use super::error::Result;
use super::finding::{NUMBER, Places, by_place};
use crate::parallel::Control;
use crate::store::{Change, Decision};

/// What papers are called other than by content IDs of their records.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Names {
    /// Places of records, and the names that these have, or had, as founders.
    pub own: Vec<(String, String)>,
    /// Old names, each with the one that took its place.
    pub led: Vec<(String, String)>,
}

impl Index {
    /// What was decided, in order; what can hold no more, since the number of a record never comes back, is left out.
    pub fn decisions(&mut self) -> Result<Vec<Decision>> {
        let gone = |one: &Decision| one.a.starts_with(NUMBER) || one.b.starts_with(NUMBER);
        Ok(told(&self.store.read()?)?.into_iter().filter(|one| !gone(one)).collect())
    }

    /// Names that records do not have by themselves.
    pub fn names(&mut self) -> Result<Names> {
        let view = self.store.read()?;
        let mut names = Names { led: view.steps()?, ..Names::default() };
        let places = Places::new(&view)?;
        for (record, name) in view.own_names()? {
            names.own.extend(places.of(record)?.map(|place| (place, name)));
        }
        Ok(names)
    }

    /// Enters in a copy what was decided, about records that are there or may come, and then lets papers be called as told.
    ///
    /// # Errors
    /// Of the file, stopped, or where there are decisions and the text alone decides.
    pub fn restore(
        &mut self,
        decisions: &[Decision],
        names: &Names,
        control: &Control,
    ) -> Result<Changed> {
        if !decisions.is_empty() {
            self.may_decide()?;
        }
        self.edit(control, |edit| {
            let before = edit.rulings()?;
            enter(edit.change, decisions)?;
            let changed = edit.resettle(&before, &[])?;
            rename(edit.change, names)?;
            Ok(changed)
        })
    }
}

/// Enters decisions as they were told; those on numbers of records that were gone cannot come to hold again.
fn enter(change: &Change<'_>, decisions: &[Decision]) -> Result<()> {
    let kept = |name: &str| -> Result<String> {
        let there = by_place(change, name)?;
        Ok(there.first().map_or_else(|| name.to_owned(), |record| format!("{NUMBER}{record}")))
    };
    let gone = |one: &Decision| one.a.starts_with(NUMBER) || one.b.starts_with(NUMBER);
    for one in decisions.iter().filter(|one| !gone(one)) {
        change.decide(&Decision { a: kept(&one.a)?, b: kept(&one.b)?, ..one.clone() })?;
    }
    Ok(())
}

/// Gives papers these names, and no others.
fn rename(change: &Change<'_>, names: &Names) -> Result<()> {
    change.clear_names()?;
    for (place, name) in &names.own {
        for record in by_place(change, place)? {
            change.set_canonical(record, Some(name))?;
        }
    }
    for (old, new) in &names.led {
        change.set_redirect(old, new)?;
    }
    Ok(())
}

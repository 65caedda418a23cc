//! What people decided, and what happened to names.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::error::Result;
use super::view::{Change, Snapshot};

/// What somebody said of two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    /// They are one paper.
    Must = 0,
    /// They are not.
    Cannot = 1,
}

/// What happened to a name, but that its record came with a dump: the record says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Event {
    /// Its paper became part of another.
    Merged = 1,
    /// Its record was replaced by another of the same id.
    Updated = 2,
    /// Its record was deleted.
    Deleted = 3,
    /// Its paper was taken apart.
    Split = 4,
}

/// Numbers that stand for the cases of an enum in a column.
macro_rules! stored_as_number {
    ($kind:ty: $($case:path),*) => {
        impl ToSql for $kind {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok((*self as u8).into())
            }
        }
        impl FromSql for $kind {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let number = value.as_i64()?;
                let cases = [$($case),*];
                let found = cases.into_iter().find(|&case| i64::from(case as u8) == number);
                found.ok_or(FromSqlError::OutOfRange(number))
            }
        }
    };
}

stored_as_number!(Verdict: Verdict::Must, Verdict::Cannot);
stored_as_number!(Event: Event::Merged, Event::Updated, Event::Deleted, Event::Split);

/// A decision on two names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// A name: a content ID, or the number of a record.
    pub a: String,
    /// Another.
    pub b: String,
    /// What was decided.
    pub verdict: Verdict,
    /// By whom.
    pub who: String,
    /// The reason.
    pub why: String,
    /// When.
    pub made: String,
}

impl Decision {
    /// Whether it is on these two names, in either order.
    pub fn is_on(&self, a: &str, b: &str) -> bool {
        [(a, b), (b, a)].contains(&(&self.a, &self.b))
    }

    /// The other name, if it is on this one.
    pub fn besides(&self, name: &str) -> Option<&str> {
        match name {
            name if name == self.a => Some(&self.b),
            name if name == self.b => Some(&self.a),
            _ => None,
        }
    }
}

/// An event in the life of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The name.
    pub name: String,
    /// What happened.
    pub event: Event,
    /// The name that it concerns besides; empty if none.
    pub other: String,
    /// The dump with which it came; for what came without one, the last one added.
    pub dump: u32,
}

fn decision_of(row: &Row<'_>) -> rusqlite::Result<Decision> {
    Ok(Decision {
        a: row.get(0)?,
        b: row.get(1)?,
        verdict: row.get(2)?,
        who: row.get(3)?,
        why: row.get(4)?,
        made: row.get(5)?,
    })
}

fn happening_of(row: &Row<'_>) -> rusqlite::Result<Happening> {
    Ok(Happening { name: row.get(0)?, event: row.get(1)?, other: row.get(2)?, dump: row.get(3)? })
}

impl Snapshot<'_> {
    /// All decisions, in the order in which they were made.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        let sql = "SELECT a, b, verdict, who, why, made FROM decisions ORDER BY decision";
        self.database().all(sql, [], decision_of)
    }

    /// What happened to a name, in order.
    pub fn history(&self, name: &str) -> Result<Vec<Happening>> {
        let sql = "SELECT name, kind, other, dump FROM history WHERE name = ?1 ORDER BY event";
        self.database().all(sql, [name], happening_of)
    }
}

impl Change<'_> {
    /// Enters a decision after those there are; one that is there already is from now on by whoever repeats it.
    pub fn decide(&self, decision: &Decision) -> Result<()> {
        let Decision { a, b, verdict, who, why, made } = decision;
        let row = (a, b, verdict, who, why, made);
        let sql = "UPDATE decisions SET who = ?4, why = ?5, made = ?6 WHERE verdict = ?3
                   AND ((a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1))";
        if self.database().run(sql, row)? > 0 {
            return Ok(());
        }
        let sql = "INSERT INTO decisions (a, b, verdict, who, why, made)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.database().run(sql, row).map(|_| ())
    }

    /// Takes back what was decided on two names, in either order; how many decisions those were.
    pub fn undecide(&self, a: &str, b: &str) -> Result<usize> {
        let sql = "DELETE FROM decisions WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)";
        self.database().run(sql, [a, b])
    }

    /// Lets decisions on the first of two names be about another and the second; what was decided on these already is kept
    /// once.
    pub fn rename_decided(&self, (old, other): (&str, &str), new: &str) -> Result<()> {
        let row = [old, other, new];
        self.database().run("UPDATE decisions SET a = ?3 WHERE a = ?1 AND b = ?2", row)?;
        self.database().run("UPDATE decisions SET b = ?3 WHERE b = ?1 AND a = ?2", row)?;
        let sql = "DELETE FROM decisions
                   WHERE ((a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)) AND decision NOT IN (
                       SELECT min(decision) FROM decisions
                       WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1) GROUP BY verdict)";
        self.database().run(sql, [new, other]).map(|_| ())
    }

    /// Enters an event.
    pub fn note(&self, happening: &Happening) -> Result<()> {
        let Happening { name, event, other, dump } = happening;
        let sql = "INSERT INTO history (name, kind, other, dump) VALUES (?1, ?2, ?3, ?4)";
        self.database().run(sql, (name, event, other, dump)).map(|_| ())
    }

    /// Takes back an event that was entered.
    pub fn forget(&self, happening: &Happening) -> Result<()> {
        let Happening { name, event, other, dump } = happening;
        let sql = "DELETE FROM history WHERE name = ?1 AND kind = ?2 AND other = ?3 AND dump = ?4";
        self.database().run(sql, (name, event, other, dump)).map(|_| ())
    }
}

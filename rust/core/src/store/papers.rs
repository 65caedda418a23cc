//! Papers: which record founded each, which belong to it, how it is called, and which old names lead to it.
//!
//! Only what is not the rule has a row: a record without one in `members` is a founder, and a paper without one in
//! `papers` has the content ID of its founder.

use std::collections::HashSet;

use rusqlite::Row;

use super::error::{Error, Result};
use super::names;
use super::view::{Change, Snapshot};

/// A record and the paper that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The first record of the paper.
    pub founder: u32,
    /// The record; never the founder itself.
    pub record: u32,
    /// What it is to the founder, in the driver's numbers.
    pub relation: u8,
}

fn member_of(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member { founder: row.get(0)?, record: row.get(1)?, relation: row.get(2)? })
}

impl Snapshot<'_> {
    /// The paper that a record belongs to, if it is not its founder.
    pub fn membership(&self, record: u32) -> Result<Option<Member>> {
        let sql = "SELECT founder, record, relation FROM members WHERE record = ?1";
        self.database().one(sql, [record], member_of)
    }

    /// The founder of a record's paper: often itself.
    pub fn founder(&self, record: u32) -> Result<u32> {
        Ok(self.membership(record)?.map_or(record, |member| member.founder))
    }

    /// The records of a paper besides its founder, in order.
    pub fn members(&self, founder: u32) -> Result<Vec<Member>> {
        let sql =
            "SELECT founder, record, relation FROM members WHERE founder = ?1 ORDER BY record";
        self.database().all(sql, [founder], member_of)
    }

    /// The members of papers with numbers from one on, and the founders of these.
    pub fn members_from(&self, first: u32) -> Result<Vec<(u32, u32)>> {
        let sql = "SELECT record, founder FROM members WHERE record >= ?1";
        self.database().all(sql, [first], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The founders of all papers, in order, one at a time.
    pub fn each_founder(&self, mut visit: impl FnMut(u32) -> Result<()>) -> Result<()> {
        let sql = "SELECT record FROM records
                   WHERE record NOT IN (SELECT record FROM members) ORDER BY record";
        let failed = |error| self.database().failed(error);
        self.database().each(sql, [], |row| visit(row.get(0).map_err(failed)?))
    }

    /// The canonical ID of the paper that a record founded.
    pub fn canonical(&self, founder: u32) -> Result<Option<String>> {
        match self.own_name(founder)? {
            Some(name) => Ok(Some(name)),
            None => Ok(self.place(founder)?.map(|(_, content)| names::of_content(content))),
        }
    }

    /// The founder of a paper that is called otherwise than by its content ID.
    pub fn founder_called(&self, canonical: &str) -> Result<Option<u32>> {
        let sql = "SELECT founder FROM papers WHERE canonical = ?1";
        self.database().one(sql, [canonical], |row| row.get(0))
    }

    /// The name that a record has, or had, as a founder, if that is not its content ID.
    pub fn own_name(&self, record: u32) -> Result<Option<String>> {
        let sql = "SELECT canonical FROM papers WHERE founder = ?1";
        self.database().one(sql, [record], |row| row.get(0))
    }

    /// Whether any record has, or had, a name as a founder that is not its content ID.
    pub fn has_own_names(&self) -> Result<bool> {
        self.database().value("SELECT EXISTS (SELECT 1 FROM papers)", [])
    }

    /// All records that have, or had, a name as a founder that is not their content ID, with that.
    pub fn own_names(&self) -> Result<Vec<(u32, String)>> {
        let sql = "SELECT founder, canonical FROM papers ORDER BY founder";
        self.database().all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// All old names, each with the one that took its place, which may be an old one itself.
    pub fn steps(&self) -> Result<Vec<(String, String)>> {
        let sql = "SELECT old, paper FROM redirects ORDER BY old";
        self.database().all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The old names whose place this one took.
    pub fn led_to(&self, paper: &str) -> Result<Vec<String>> {
        self.database().all("SELECT old FROM redirects WHERE paper = ?1", [paper], |row| row.get(0))
    }

    /// The names that took the place of this one, each of the one before.
    pub fn steps_of(&self, old: &str) -> Result<Vec<String>> {
        let mut steps = Vec::new();
        let mut passed = HashSet::from([old.to_owned()]);
        let mut next = self.next_name(old)?;
        while let Some(name) = next {
            if !passed.insert(name.clone()) {
                return Err(self.database().corrupt(format_args!("{old} leads in a circle")));
            }
            next = self.next_name(&name)?;
            steps.push(name);
        }
        Ok(steps)
    }

    /// The last of these.
    pub fn redirect(&self, old: &str) -> Result<Option<String>> {
        Ok(self.steps_of(old)?.pop())
    }

    fn next_name(&self, old: &str) -> Result<Option<String>> {
        let sql = "SELECT paper FROM redirects WHERE old = ?1";
        self.database().one(sql, [old], |row| row.get(0))
    }

    /// Whether any name leads to another.
    pub fn has_redirects(&self) -> Result<bool> {
        self.database().value("SELECT EXISTS (SELECT 1 FROM redirects)", [])
    }

    /// How many there are of everything that has a row each.
    pub fn counts(&self) -> Result<Vec<(&'static str, u64)>> {
        const COUNTS: [(&str, &str); 7] = [
            ("records", "SELECT count(*) FROM records"),
            ("papers", "SELECT (SELECT count(*) FROM records) - (SELECT count(*) FROM members)"),
            ("matches", "SELECT count(*) FROM matches"),
            ("decisions", "SELECT count(*) FROM decisions"),
            ("dumps", "SELECT count(*) FROM dumps"),
            ("postings", "SELECT coalesce(sum(postings), 0) FROM runs"),
            ("bytes", "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        ];
        let count = |(name, sql)| Ok((name, self.database().value(sql, [])?));
        COUNTS.into_iter().map(count).collect()
    }

    /// All old names with the papers that they lead to, one at a time.
    pub fn each_redirect(&self, mut visit: impl FnMut(&str, &str) -> Result<()>) -> Result<()> {
        let failed = |error: rusqlite::types::FromSqlError| self.database().corrupt(error);
        let sql = "SELECT old FROM redirects ORDER BY old";
        self.database().each(sql, [], |row| {
            let column = row.get_ref(0).map_err(|error| self.database().failed(error))?;
            let old = column.as_str().map_err(failed)?;
            visit(old, &self.redirect(old)?.unwrap_or_default())
        })
    }
}

impl Change<'_> {
    /// Makes a record a member of another's paper.
    pub fn set_member(&self, member: Member) -> Result<()> {
        if member.founder == member.record {
            return Err(Error::invalid("founder", member.founder, "another record"));
        }
        let row = (member.record, member.founder, member.relation);
        let sql = "INSERT OR REPLACE INTO members VALUES (?1, ?2, ?3)";
        self.database().run(sql, row).map(|_| ())
    }

    /// Makes a record the founder of its own paper.
    pub fn set_founder(&self, record: u32) -> Result<()> {
        self.database().run("DELETE FROM members WHERE record = ?1", [record]).map(|_| ())
    }

    /// Calls a paper otherwise than by the content ID of its founder, or, with `None`, so again.
    pub fn set_canonical(&self, founder: u32, canonical: Option<&str>) -> Result<()> {
        match canonical {
            None => self.database().run("DELETE FROM papers WHERE founder = ?1", [founder]),
            Some(name) => {
                let sql = "INSERT OR REPLACE INTO papers VALUES (?1, ?2)";
                self.database().run(sql, (founder, name))
            }
        }
        .map(|_| ())
    }

    /// Calls every paper by the content ID of its founder, and lets no name lead to another.
    pub fn clear_names(&self) -> Result<()> {
        self.database().run("DELETE FROM papers", [])?;
        self.database().run("DELETE FROM redirects", []).map(|_| ())
    }

    /// Lets an old name lead to a paper, and with it all names that led to the old one. What is stored is this one step,
    /// so that these names come back with it.
    pub fn set_redirect(&self, old: &str, paper: &str) -> Result<()> {
        if old == paper {
            return Ok(());
        }
        self.clear_redirect(old)?;
        if self.redirect(paper)?.as_deref() == Some(old) {
            // The name has come back.
            self.clear_redirect(paper)?;
        }
        self.database().run("INSERT INTO redirects VALUES (?1, ?2)", [old, paper]).map(|_| ())
    }

    /// Ends a redirect: the name is that of a paper again, and names that led to it first lead here.
    pub fn clear_redirect(&self, old: &str) -> Result<()> {
        self.database().run("DELETE FROM redirects WHERE old = ?1", [old]).map(|_| ())
    }
}

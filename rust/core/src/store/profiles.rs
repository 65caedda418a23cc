//! What the driver keeps at hand of each record, so that most of what keys find is dismissed without its text.
//!
//! A record that says the same as an earlier one, its *item*, is kept by the number of that; only items have keys.

use rusqlite::Row;

use super::error::Result;
use super::view::{Change, Snapshot};

/// What is at hand of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The record.
    pub record: u32,
    /// The earlier record that says the same; `None` for an item.
    pub item: Option<u32>,
    /// What the driver wrote.
    pub packed: Vec<u8>,
}

fn profile_of(row: &Row<'_>) -> rusqlite::Result<Profile> {
    Ok(Profile { record: row.get(0)?, item: row.get(1)?, packed: row.get(2)? })
}

impl Snapshot<'_> {
    /// The profile of a record, if it is there.
    pub fn profile(&self, record: u32) -> Result<Option<Profile>> {
        let sql = "SELECT record, item, packed FROM profiles WHERE record = ?1";
        self.database().one(sql, [record], profile_of)
    }

    /// The profiles of these records that are there: record, item and what the driver wrote; fastest where the numbers
    /// ascend.
    pub fn each_profile(
        &self,
        numbers: &[u32],
        mut visit: impl FnMut(u32, Option<u32>, &[u8]),
    ) -> Result<()> {
        let sql = "SELECT record, item, packed FROM profiles WHERE record >= ?1 ORDER BY record";
        self.database().each_of(sql, numbers, |row| {
            let fields = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let (record, item) = fields(row).map_err(|error| self.database().failed(error))?;
            let packed = row.get_ref(2).and_then(|value| Ok(value.as_blob()?));
            visit(record, item, packed.map_err(|error| self.database().failed(error))?);
            Ok(())
        })
    }

    /// The later records that say the same as an item, in order.
    pub fn repeats(&self, item: u32) -> Result<Vec<u32>> {
        let sql = "SELECT record FROM profiles WHERE item = ?1 ORDER BY record";
        self.database().all(sql, [item], |row| row.get(0))
    }
}

impl Change<'_> {
    /// Stores profiles; one that is there is replaced.
    pub fn set_profiles(&self, profiles: impl Iterator<Item = Profile>) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO profiles VALUES (?1, ?2, ?3)";
        let mut insert = self.database().statement(sql)?;
        for one in profiles {
            let row = (one.record, one.item, one.packed);
            insert.execute(row).map_err(|error| self.database().failed(error))?;
        }
        Ok(())
    }

    /// Forgets all matches of a record.
    pub fn drop_matches(&self, record: u32) -> Result<()> {
        self.database().run("DELETE FROM matches WHERE b = ?1", [record])?;
        self.database().run("DELETE FROM matches WHERE a = ?1", [record]).map(|_| ())
    }
}

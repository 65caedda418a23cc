//! Matches: which records were found alike, by which evidence, and how much.

use rusqlite::Row;

use super::error::Result;
use super::view::{Change, Snapshot};

/// What one channel found about two records. The numbers of channels and relations are the driver's.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The earlier record.
    pub a: u32,
    /// The later record.
    pub b: u32,
    /// Which kind of evidence.
    pub channel: u8,
    /// Exact Jaccard similarity, 0 to 1.
    pub jaccard: f64,
    /// Exact containment of the smaller set, 0 to 1.
    pub containment: f64,
    /// The verdict of all evidence, as a number.
    pub score: f64,
    /// What b is to a.
    pub relation: u8,
    /// The reasons, as the driver writes them.
    pub points: Vec<u8>,
}

const COLUMNS: &str =
    "SELECT a, b, channel, jaccard, containment, score, relation, points FROM matches";

fn evidence_of(row: &Row<'_>) -> rusqlite::Result<Evidence> {
    Ok(Evidence {
        a: row.get(0)?,
        b: row.get(1)?,
        channel: row.get(2)?,
        jaccard: row.get(3)?,
        containment: row.get(4)?,
        score: row.get(5)?,
        relation: row.get(6)?,
        points: row.get(7)?,
    })
}

impl Snapshot<'_> {
    /// The matches of a record with earlier and later ones.
    pub fn matches_of(&self, record: u32) -> Result<Vec<Evidence>> {
        let earlier = format!("{COLUMNS} WHERE b = ?1 ORDER BY a, channel");
        let later = format!("{COLUMNS} WHERE a = ?1 ORDER BY b, channel");
        let mut found = self.database().all(&earlier, [record], evidence_of)?;
        found.extend(self.database().all(&later, [record], evidence_of)?);
        Ok(found)
    }

    /// All matches, by the later record, one at a time.
    pub fn each_match(&self, mut visit: impl FnMut(Evidence) -> Result<()>) -> Result<()> {
        let sql = format!("{COLUMNS} ORDER BY b, a, channel");
        let failed = |error| self.database().failed(error);
        self.database().each(&sql, [], |row| visit(evidence_of(row).map_err(failed)?))
    }
}

impl Change<'_> {
    /// Stores matches; what the same channel said of the same records before is replaced.
    pub fn add_matches(&self, matches: &[Evidence]) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO matches
            (a, b, channel, jaccard, containment, score, relation, points)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let mut insert = self.database().statement(sql)?;
        for one in matches {
            let Evidence { a, b, channel, jaccard, containment, score, relation, points } = one;
            let row = (a, b, channel, jaccard, containment, score, relation, points);
            insert.execute(row).map_err(|error| self.database().failed(error))?;
        }
        Ok(())
    }
}

//! The tables of an index (`docs/index-format.md`), its version, and the steps from older versions. Data, not code.

/// The version of the format that this program writes.
pub const VERSION: i32 = 1;

/// From a version to the next, in order; each runs in a transaction of its own. Version 1 is the first.
pub const STEPS: &[(i32, &str)] = &[];

/// What a new index holds.
pub const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE dumps (
    dump INTEGER PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL UNIQUE,
    date TEXT NOT NULL, records INTEGER NOT NULL, rejects INTEGER NOT NULL, added TEXT NOT NULL
);
CREATE TABLE fields (field INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE dictionaries (dictionary INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE records (
    record INTEGER PRIMARY KEY, dump INTEGER NOT NULL, position INTEGER NOT NULL,
    content BLOB NOT NULL, dictionary INTEGER NOT NULL, packed BLOB NOT NULL
);
CREATE TABLE profiles (record INTEGER PRIMARY KEY, item INTEGER, packed BLOB NOT NULL);
CREATE INDEX profiles_of_item ON profiles (item) WHERE item IS NOT NULL;
CREATE TABLE tombstones (record INTEGER PRIMARY KEY);
CREATE TABLE runs (run INTEGER PRIMARY KEY, postings INTEGER NOT NULL, blocks INTEGER NOT NULL);
CREATE TABLE blocks (key INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE matches (
    b INTEGER NOT NULL, a INTEGER NOT NULL, channel INTEGER NOT NULL, jaccard REAL NOT NULL,
    containment REAL NOT NULL, score REAL NOT NULL, relation INTEGER NOT NULL,
    points BLOB NOT NULL, PRIMARY KEY (b, a, channel)
) WITHOUT ROWID;
CREATE INDEX matches_of_earlier ON matches (a);
CREATE TABLE members (
    record INTEGER PRIMARY KEY, founder INTEGER NOT NULL, relation INTEGER NOT NULL
);
CREATE INDEX members_of_founder ON members (founder);
CREATE TABLE papers (founder INTEGER PRIMARY KEY, canonical TEXT NOT NULL UNIQUE);
CREATE TABLE redirects (old TEXT PRIMARY KEY, paper TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE decisions (
    decision INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, verdict INTEGER NOT NULL,
    who TEXT NOT NULL, why TEXT NOT NULL, made TEXT NOT NULL
);
CREATE TABLE history (
    event INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL, other TEXT NOT NULL,
    dump INTEGER NOT NULL
);
CREATE INDEX history_of_name ON history (name);
INSERT INTO counters VALUES ('next_record', 0), ('next_dump', 0);
";

/// A law that a query checks: it returns what breaks it.
#[derive(Debug, Clone, Copy)]
pub struct Law {
    /// What must hold, with `{}` for what does not.
    pub says: &'static str,
    /// One column, one row for each exception.
    pub exceptions: &'static str,
}

/// What can be checked by looking at rows alone.
pub const LAWS: &[Law] = &[
    Law {
        says: "record {} belongs to a dump that is not in the ledger",
        exceptions: "SELECT record FROM records WHERE dump NOT IN (SELECT dump FROM dumps)",
    },
    Law {
        says: "record {} is marked as deleted, and is there",
        exceptions: "SELECT record FROM tombstones WHERE record IN (SELECT record FROM records)",
    },
    Law {
        says: "record {} has a number that was not given out yet",
        exceptions: "SELECT record FROM records \
                     WHERE record >= (SELECT value FROM counters WHERE name = 'next_record')",
    },
    Law {
        says: "record {} is a member, and is not there",
        exceptions: "SELECT record FROM members WHERE record NOT IN (SELECT record FROM records)",
    },
    Law {
        says: "record {} has a profile, and is not there",
        exceptions: "SELECT record FROM profiles WHERE record NOT IN (SELECT record FROM records)",
    },
    Law {
        says: "record {} repeats one that is not there, or that itself repeats another",
        exceptions: "SELECT record FROM profiles WHERE item IS NOT NULL
                     AND item NOT IN (SELECT record FROM profiles WHERE item IS NULL)",
    },
    Law {
        says: "founder {} is not there",
        exceptions: "SELECT founder FROM members WHERE founder NOT IN (SELECT record FROM records)
                     UNION SELECT founder FROM papers
                     WHERE founder NOT IN (SELECT record FROM records)",
    },
    Law {
        says: "founder {} is a member of another paper",
        exceptions: "SELECT founder FROM members WHERE founder IN (SELECT record FROM members)",
    },
    Law {
        says: "a match of record {} names a record that is not there, or itself",
        exceptions: "SELECT b FROM matches WHERE a = b OR a NOT IN (SELECT record FROM records) \
                     OR b NOT IN (SELECT record FROM records)",
    },
    Law {
        says: "a match of record {} has a score outside of 0 to 1",
        exceptions: "SELECT b FROM matches WHERE NOT (jaccard BETWEEN 0 AND 1 \
                     AND containment BETWEEN 0 AND 1)",
    },
    Law {
        says: "the old name {} resolves to itself or in a circle",
        exceptions: "WITH RECURSIVE led (old, paper) AS (
                         SELECT old, paper FROM redirects WHERE paper IN (SELECT old FROM redirects)
                         UNION SELECT led.old, redirects.paper FROM led
                         JOIN redirects ON redirects.old = led.paper
                     ) SELECT old FROM led WHERE old = paper",
    },
];

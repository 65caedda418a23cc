//! The laws of an index: it agrees with a run over everything, and names last.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Asked, Given, Index, Update};
use crate::ids::index;
use crate::parallel::Control;
use crate::params::{Decision, Params};
use crate::pipeline::{Outcome, deduplicate};
use crate::records::{Field, Records};
use crate::store::{Access, NewDump, Settings, Verdict};

/// A record of a test: id, title, abstract, authors, year, identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Row {
    id: Option<String>,
    title: String,
    text: String,
    authors: String,
    year: String,
    doi: String,
}

/// Dumps, as a run takes them.
#[derive(Debug)]
struct Corpus {
    rows: Vec<Row>,
    starts: Vec<u32>,
}

impl Corpus {
    fn new(dumps: &[Vec<Row>]) -> Self {
        let mut starts = vec![0];
        for dump in dumps {
            starts.push(starts[starts.len() - 1] + dump.len() as u32);
        }
        Self { rows: dumps.concat(), starts }
    }
}

impl Records for Corpus {
    fn dump_starts(&self) -> &[u32] {
        &self.starts
    }

    fn field(&self, record: u32, field: Field) -> &str {
        let row = &self.rows[index(record)];
        match field {
            Field::Title => &row.title,
            Field::Abstract => &row.text,
            Field::Authors => &row.authors,
            Field::Year => &row.year,
            Field::Doi => &row.doi,
            _ => "",
        }
    }
}

impl Given for Corpus {
    fn position(&self, row: u32) -> u64 {
        u64::from(row)
    }

    fn own_id(&self, row: u32) -> Option<&str> {
        self.rows[index(row)].id.as_deref()
    }

    fn extra(&self, _: u32) -> Option<&str> {
        None
    }
}

/// An index in a folder of its own.
struct Made {
    index: Index,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

fn params() -> Params {
    Params { threads: 1, ..Params::default() }
}

fn made_with(params: &Params, policy: Option<&str>) -> Made {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let settings = Settings::default();
    let index = Index::create(&path, params, policy, 1000, &settings).expect("an index");
    Made { index, path, _folder: folder }
}

fn made(policy: Option<&str>) -> Made {
    made_with(&params(), policy)
}

impl Made {
    fn add(&mut self, name: &str, dump: &[Row]) -> Update {
        let corpus = Corpus::new(&[dump.to_vec()]);
        let digest = format!("{name} {dump:?}");
        let new = NewDump { name, digest: digest.as_bytes(), ..NewDump::default() };
        self.index.add(&new, &corpus, &Control::default()).expect("added")
    }

    /// Canonical ID, by dump and position.
    fn papers(&mut self) -> BTreeMap<(u32, u64), String> {
        let view = self.index.read().expect("a view");
        let mut papers = BTreeMap::new();
        super::listing::each_member(&view, |row| {
            papers.insert((row.dump, row.position), row.canonical);
            Ok(())
        })
        .expect("read");
        papers
    }

    fn sound(&mut self) {
        let report = self.index.verify().expect("read");
        assert_eq!(report.broken, Vec::<String>::new());
    }

    /// A run with the settings of the index.
    fn batch(&self, dumps: &[Vec<Row>], decisions: &[Decision]) -> Outcome {
        let setup = &self.index.setup;
        let params = Params { decisions: decisions.to_vec(), ..setup.params.clone() };
        deduplicate(&Corpus::new(dumps), &params, &Control::default()).expect("a run")
    }

    /// What a run says, in the same terms as [`Self::papers`].
    fn expected(&self, dumps: &[Vec<Row>], decisions: &[Decision]) -> BTreeMap<(u32, u64), String> {
        let outcome = self.batch(dumps, decisions);
        let places = dumps.iter().zip(0..).flat_map(|(dump, number)| {
            (0..dump.len() as u64).map(move |position| (number, position))
        });
        places
            .zip(0..)
            .map(|(place, record)| (place, outcome.canonical(record).to_string()))
            .collect()
    }
}

const WORDS: [&str; 24] = [
    "tides", "lakes", "storks", "maps", "glass", "winter", "signal", "harbour", "copper", "orbit",
    "dune", "engine", "letters", "silence", "bridge", "fungi", "parity", "lattice", "thunder",
    "archive", "velvet", "compass", "meadow", "quartz",
];

/// A text of so many words, its own by the seed.
fn text(seed: usize, words: usize) -> String {
    let word = |at: usize| WORDS[(seed * 7 + at * at * (seed % 5 + 1) + at * 3) % WORDS.len()];
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// One of a few papers, told in one of several ways.
fn row() -> impl Strategy<Value = Row> {
    (0usize..7, 0usize..8, 0usize..4, 0usize..3).prop_map(|(paper, way, edit, year)| {
        let mut row = Row {
            id: None,
            title: text(paper + 11, 7),
            text: text(paper, 60),
            authors: format!("{} Smith; Jane {}", WORDS[paper], WORDS[paper + 3]),
            year: (2000 + paper).to_string(),
            doi: String::new(),
        };
        match way {
            0 => row.doi = format!("10.1000/{paper}"),
            1 => row.text = String::new(),
            2 => row.text = row.text.replace(WORDS[edit], "altered"),
            3 => row.title.push_str(" revisited"),
            4 => row.text.push_str(&text(paper + edit + 40, 25)),
            5 => row = Row { title: "Editorial".into(), year: row.year, ..Row::default() },
            6 => row.authors = String::new(),
            _ => {}
        }
        if year == 0 {
            row.year = String::new();
        }
        row
    })
}

fn dumps(most: usize) -> impl Strategy<Value = Vec<Vec<Row>>> {
    prop::collection::vec(prop::collection::vec(row(), 0..most), 1..5)
}

fn check_batch(policy: Option<&str>, dumps: &[Vec<Row>], unique: bool) {
    let params = Params { unique_within_dump: unique, ..params() };
    let mut made = made_with(&params, policy);
    let mut handed_out: BTreeMap<String, (u32, u64)> = BTreeMap::new();
    for (at, dump) in dumps.iter().enumerate() {
        made.add(&format!("dump {at}"), dump);
        let expected = made.expected(&dumps[..=at], &[]);
        let found = made.papers();
        assert_eq!(found, expected, "after dump {at}");
        for (place, name) in &found {
            handed_out.entry(name.clone()).or_insert(*place);
        }
        // Names last: what a name was once given to is still under it.
        for (name, place) in &handed_out {
            let now = made.index.resolve(name).expect("read");
            assert_eq!(now.as_ref(), found.get(place), "{name}");
        }
    }
    made.sound();
}

proptest! {
    #![proptest_config(Config { cases: 48, ..Config::default() })]

    #[test]
    fn dump_by_dump_is_as_one_run(dumps in dumps(9)) {
        check_batch(Some("version"), &dumps, false);
    }

    #[test]
    fn dump_by_dump_is_as_one_run_where_dumps_hold_no_paper_twice(dumps in dumps(7)) {
        check_batch(Some("work"), &dumps, true);
    }

    #[test]
    fn dump_by_dump_is_as_one_run_by_text(dumps in dumps(9)) {
        check_batch(None, &dumps, false);
    }
}

//! The laws of an index: it agrees with a run over everything, and names last.

mod faults;
mod lives;
mod stopping;

mod api {
    pub use crate::index::{Given, Index, Result, Said, each_match, each_member};
    pub use crate::parallel::Control;
    pub use crate::params::Params;
    pub use crate::records::{Field, Records};
    pub use crate::store::{Access, NewDump, Settings, Verdict};
}
#[path = "../../../tests/index_workload/mod.rs"]
mod index_workload;

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Asked, Given, Index, Said, Update};
use crate::ids::index;
use crate::parallel::Control;
use crate::params::{Decision, Params};
use crate::pipeline::{Outcome, deduplicate};
use crate::records::{Field, Records};
use crate::store::{Access, NewDump, Settings, Verdict};

/// A record of a test: id, title, abstract, authors, year, identifier, and pages of a volume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Row {
    id: Option<String>,
    title: String,
    text: String,
    authors: String,
    year: String,
    doi: String,
    pages: String,
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
            Field::Pages => &row.pages,
            Field::Volume if !row.pages.is_empty() => "54",
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
        let report = self.index.verify(&Control::default()).expect("read");
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
    (0usize..7, 0usize..9, 0usize..4, 0usize..3).prop_map(|(paper, way, edit, year)| {
        let mut row = Row {
            id: None,
            title: text(paper + 11, 7),
            text: text(paper, 60),
            authors: format!("{} Smith; Jane {}", WORDS[paper], WORDS[paper + 3]),
            year: (2000 + paper).to_string(),
            ..Row::default()
        };
        match way {
            0 => row.doi = format!("10.1000/{paper}"),
            1 => row.text = String::new(),
            2 => row.text = row.text.replace(WORDS[edit], "altered"),
            3 => row.title.push_str(" revisited"),
            4 => row.text.push_str(&text(paper + edit + 40, 25)),
            5 => row = Row { title: "Editorial".into(), year: row.year, ..Row::default() },
            6 => row.authors = String::new(),
            7 => {
                row.text = String::new();
                row.pages = ["353", "383-9", "", "411"][edit].to_owned();
            }
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

fn check_batch(mut made: Made, dumps: &[Vec<Row>]) {
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
    #![proptest_config(Config::with_cases(Config::default().cases / 5))]

    #[test]
    fn dump_by_dump_is_as_one_run(dumps in dumps(9)) {
        check_batch(made(Some("version")), &dumps);
    }

    #[test]
    fn dump_by_dump_is_as_one_run_where_dumps_hold_no_paper_twice(dumps in dumps(7)) {
        check_batch(made_with(&Params { unique_within_dump: true, ..params() }, Some("work")), &dumps);
    }

    #[test]
    fn dump_by_dump_is_as_one_run_by_text(dumps in dumps(9)) {
        check_batch(made(None), &dumps);
    }
}

fn plain(id: &str, paper: usize) -> Row {
    let authors = "Ann Smith".to_owned();
    let (title, text) = (text(paper + 11, 7), text(paper, 60));
    Row { id: Some(id.to_owned()), title, text, authors, ..Row::default() }
}

#[test]
fn the_same_dump_twice_changes_nothing() {
    let mut made = made(Some("version"));
    let dump = [plain("a", 1), plain("b", 2)];
    let first = made.add("monday", &dump);
    assert_eq!((first.new, first.repeated, first.revised, first.known), (2, 0, 0, false));
    let before = made.papers();
    let again = made.add("monday", &dump);
    assert!(again.known && again.dump == first.dump);
    assert_eq!(made.papers(), before);
    let other = made.add("tuesday", &dump);
    assert_eq!((other.new, other.repeated, other.revised), (0, 2, 0));
    made.sound();
}

#[test]
fn a_record_that_comes_again_in_its_dump_with_other_content_is_an_update() {
    let mut made = made(Some("version"));
    made.add("catalogue", &[plain("a", 1), plain("b", 2)]);
    let old = made.papers()[&(0, 0)].clone();
    let mut changed = plain("a", 1);
    changed.text.push_str(" and a word more");
    let update = made.add("catalogue", &[changed, plain("b", 2)]);
    assert_eq!(update.updated, [("a".to_owned(), old.clone())]);
    let papers = made.papers();
    assert!(!papers.contains_key(&(0, 0)), "the old record is gone");
    assert_eq!(papers[&(1, 0)], old, "the paper keeps its name");
    let history = made.index.history(&old).expect("read");
    assert!(history.iter().any(|one| one.event == crate::store::Event::Updated), "{history:?}");
    assert_eq!(made.index.resolve("a").expect("read"), Some(old));
    made.sound();
}

#[test]
fn a_merge_that_is_taken_back_gives_all_names_back() {
    let mut made = made(Some("version"));
    made.add("catalogue", &[plain("a", 1), plain("b", 2)]);
    let mut changed = plain("b", 2);
    changed.text.push_str(" and a word more");
    made.add("catalogue", &[plain("a", 1), changed]);
    let names = made.papers();
    let (one, two) = (names[&(0, 0)].clone(), names[&(1, 1)].clone());
    let (_, members) = made.index.lookup("catalogue@2:1").expect("read").expect("it is there");
    let all = [one, two.clone(), members[0].content.clone()];
    let led = |made: &mut Made| all.clone().map(|name| made.index.resolve(&name).expect("read"));
    let before = led(&mut made);
    assert!(all[2] != two && before[2].as_ref() == Some(&two), "the paper kept its name");
    let (pair, control) = (("catalogue:0", "catalogue@2:1"), Control::default());
    made.index.decide(&[Said::new(pair, Verdict::Must)], "me", &control).expect("decided");
    assert_eq!(made.papers()[&(1, 1)], made.papers()[&(0, 0)]);
    made.index.undecide(pair.0, pair.1, &control).expect("taken back");
    assert_eq!(made.papers(), names);
    assert_eq!(led(&mut made), before);
    made.sound();
}

#[test]
fn a_decision_goes_with_a_record_that_is_updated() {
    let mut made = made(Some("version"));
    made.add("catalogue", &[plain("a", 1), plain("b", 2)]);
    made.add("other", &[plain("c", 5)]);
    let control = Control::default();
    made.index.decide(&[Said::new(("b", "c"), Verdict::Must)], "me", &control).expect("decided");
    let mut changed = plain("b", 2);
    changed.text.push_str(" and a word more");
    made.add("catalogue", &[plain("a", 1), changed]);
    let papers = made.papers();
    assert_eq!(papers[&(2, 1)], papers[&(1, 0)]);
    // It rests while the content is gone, and holds again when that is back.
    made.index.delete(&["c"], &control).expect("deleted");
    made.add("third", &[plain("d", 5)]);
    let papers = made.papers();
    assert_eq!(papers[&(3, 0)], papers[&(2, 1)]);
    made.sound();
}

#[test]
fn questions_find_papers() {
    let mut made = made(Some("version"));
    let mut with_doi = plain("a", 1);
    with_doi.doi = "10.1000/XY".into();
    made.add("monday", &[with_doi.clone(), plain("b", 2), plain("c", 5)]);
    let mut revised = with_doi.clone();
    revised.text.push_str(" and a word more");
    made.add("tuesday", &[revised]);
    let id = made.papers()[&(0, 0)].clone();
    for name in ["a", "monday:0", "tuesday:0", "https://doi.org/10.1000/xy", &id] {
        assert_eq!(made.index.resolve(name).expect("read"), Some(id.clone()), "{name}");
    }
    assert_eq!(made.index.resolve("nobody").expect("read"), None);
    let asked = Asked::new([("abstract", with_doi.text.as_str())].into_iter());
    let found = made.index.query(&asked, 3, None).expect("read");
    assert_eq!((found[0].canonical.clone(), found[0].score), (id.clone(), 1.0));
    let fields = [("abstract", with_doi.text.as_str()), ("title", with_doi.title.as_str())];
    let found = made.index.query(&Asked::new(fields.into_iter()), 3, None).expect("read");
    assert_eq!((found[0].canonical.clone(), found[0].edge.class.is_same()), (id.clone(), true));
    let told = made.index.explain("monday:0", "tuesday:0").expect("both are there");
    assert!(told.stored && told.one_paper && told.explained.edge.class.is_same());
    let compared =
        made.index.diff("monday", "tuesday", &Control::default()).expect("both are there");
    assert_eq!((compared.revised[0].0.clone(), compared.vanished.len()), (id, 2));
    let Made { index, path, _folder } = made;
    index.close().expect("closed");
    let mut opened = Index::open(&path, Access::Read, &Settings::default()).expect("opened");
    assert!(opened.resolve("a").expect("read").is_some());
}

#[test]
fn what_many_share_is_met_as_in_one_run() {
    // Far more works of one key than its cap, in several dumps.
    let crowd: Vec<Row> = (0..150)
        .map(|at| Row {
            text: text(at, 40),
            title: "Annual meeting report".into(),
            ..plain("", at)
        })
        .collect();
    let dumps: Vec<Vec<Row>> = crowd.chunks(40).map(<[Row]>::to_vec).collect();
    check_batch(made(Some("version")), &dumps);
    check_batch(made(None), &dumps);
}

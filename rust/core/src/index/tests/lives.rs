//! Lives of indexes: dumps, deletes and decisions in any order, against a run over what is there.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Made, Row, made, row};
use crate::ids::index;
use crate::index::deciding;
use crate::parallel::Control;
use crate::params::Decision;
use crate::store::Verdict;

/// Two places, and whether the records there are one paper.
type Decided = ((u32, u64), (u32, u64), bool);

impl Made {
    /// The records that are there, in the order of a run over them, with their places.
    fn rows(&mut self, dumps: &[Vec<Row>]) -> (Vec<Vec<Row>>, Vec<(u32, u64)>) {
        let there = self.papers();
        let mut kept: Vec<Vec<Row>> = dumps.iter().map(|_| Vec::new()).collect();
        let mut places = Vec::new();
        for &(dump, position) in there.keys() {
            kept[index(dump)].push(dumps[index(dump)][position as usize].clone());
            places.push((dump, position));
        }
        (kept, places)
    }

    /// That the index says what a run says over the records that are there, but for names: those that were handed out stay.
    fn agrees(&mut self, dumps: &[Vec<Row>], decisions: &[Decided]) {
        let (kept, places) = self.rows(dumps);
        let number = |place: &(u32, u64)| places.binary_search(place).ok().map(|at| at as u32);
        let decisions: Vec<Decision> = decisions
            .iter()
            .filter_map(|(a, b, same)| Some(Decision { a: number(a)?, b: number(b)?, same: *same }))
            .collect();
        let outcome = self.batch(&kept, &decisions);
        let mut names: BTreeMap<String, u32> = BTreeMap::new();
        let found = self.papers();
        for (place, name) in &found {
            let record = number(place).expect("it is there");
            let founder = outcome.founders[index(record)];
            let known = *names.entry(name.clone()).or_insert(founder);
            assert_eq!(known, founder, "{place:?} {name}");
        }
        let mut founders: Vec<u32> = names.into_values().collect();
        let papers = founders.len();
        founders.sort_unstable();
        founders.dedup();
        assert_eq!(founders.len(), papers, "papers of several names");
    }

    /// After a delete, what is left of a paper is called by the names that led to it.
    fn inherit(&mut self, names: &mut BTreeMap<String, Named>) {
        let found = self.papers();
        for (name, of) in names {
            let now = self.index.resolve(name).expect("read").unwrap_or_default();
            of.called.extend(places(&found, &now));
        }
    }

    /// Every name that was handed out leads to a paper with a record that was called by it, unless all records of the
    /// paper that it led to are gone.
    fn names_last(&mut self, names: &mut BTreeMap<String, Named>) {
        let found = self.papers();
        for (place, name) in &found {
            names.entry(name.clone()).or_default().called.insert(*place);
        }
        for (name, of) in names {
            let now = self.index.resolve(name).expect("read");
            let Some(now) = now else {
                let left = of.led_to.iter().find(|place| found.contains_key(place));
                assert_eq!(left, None, "{name} leads nowhere");
                // When its content comes back, it names what has that, wherever records are that left its paper before.
                *of = Named::default();
                continue;
            };
            of.led_to = places(&found, &now);
            let called: Vec<&String> =
                of.called.iter().filter_map(|place| found.get(place)).collect();
            let holds = called.is_empty() || called.contains(&&now);
            assert!(holds, "{name} leads to {now}, not to one of {called:?}");
        }
    }
}

/// The places of the records of a paper.
fn places(found: &BTreeMap<(u32, u64), String>, paper: &str) -> Vec<(u32, u64)> {
    found.iter().filter(|one| one.1 == paper).map(|one| *one.0).collect()
}

/// What is known of a name.
#[derive(Default)]
struct Named {
    /// Records of papers that had it.
    called: BTreeSet<(u32, u64)>,
    /// Records of the paper that it led to at last.
    led_to: Vec<(u32, u64)>,
}

fn name(place: (u32, u64)) -> String {
    format!("dump {}:{}", place.0, place.1)
}

/// What happens to an index.
#[derive(Debug, Clone)]
enum Step {
    Add(Vec<Row>),
    Delete(usize),
    Decide(usize, usize, Verdict),
    Undecide(usize),
    Unmerge(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let dump = prop::collection::vec(row(), 1..8);
    prop_oneof![
        3 => dump.prop_map(Step::Add),
        2 => (0usize..99).prop_map(Step::Delete),
        1 => (0usize..99, 0usize..99).prop_map(|(a, b)| Step::Decide(a, b, Verdict::Must)),
        1 => (0usize..99, 0usize..99).prop_map(|(a, b)| Step::Decide(a, b, Verdict::Cannot)),
        1 => (0usize..99).prop_map(Step::Undecide),
        1 => (0usize..99).prop_map(Step::Unmerge),
    ]
}

/// An index and what a run over everything is given.
struct Life {
    made: Made,
    dumps: Vec<Vec<Row>>,
    decisions: Vec<Decided>,
}

impl Life {
    fn place(&mut self, at: usize) -> Option<(u32, u64)> {
        let places: Vec<(u32, u64)> = self.made.papers().into_keys().collect();
        (!places.is_empty()).then(|| places[at % places.len()])
    }

    /// The decisions of the index, by the places of their records.
    fn decided(&mut self) -> Vec<Decided> {
        let view = self.made.index.read().expect("a view");
        let place = |number| {
            let record = view.record(number).expect("read").expect("it is there");
            (record.dump, record.position)
        };
        let rulings = deciding::rulings(&view).expect("read");
        rulings.iter().map(|one| (place(one.a), place(one.b), one.same)).collect()
    }

    fn decide(&mut self, (a, b): (usize, usize), verdict: Verdict) {
        let (Some(a), Some(b)) = (self.place(a), self.place(b)) else { return };
        if a == b {
            return;
        }
        let (pair, control) = ((&*name(a), &*name(b)), Control::default());
        self.made.index.decide(pair, verdict, ("me", ""), &control).expect("decided");
        self.decisions.push((a, b, verdict == Verdict::Must));
    }

    fn live(&mut self, step: Step) {
        let control = Control::default();
        match step {
            Step::Add(dump) => {
                self.made.add(&format!("dump {}", self.dumps.len()), &dump);
                self.dumps.push(dump);
                // A decision on a content that was gone holds again when that is back.
                self.decisions = self.decided();
            }
            Step::Delete(at) => {
                let Some(place) = self.place(at) else { return };
                self.made.index.delete(&[&name(place)], &control).expect("deleted");
                // What was decided of a content is about its next record now.
                self.decisions = self.decided();
            }
            Step::Decide(a, b, verdict) => self.decide((a, b), verdict),
            Step::Undecide(at) => {
                if self.decisions.is_empty() {
                    return;
                }
                let (a, b, _) = self.decisions[at % self.decisions.len()];
                self.made.index.undecide(&name(a), &name(b), &control).expect("taken back");
                self.decisions.retain(|one| (one.0, one.1) != (a, b) && (one.1, one.0) != (a, b));
            }
            Step::Unmerge(at) => {
                let Some(place) = self.place(at) else { return };
                let papers = self.made.papers();
                self.made.index.unmerge(&name(place), ("me", ""), &control).expect("taken apart");
                let rest = papers.iter().filter(|one| *one.1 == papers[&place]);
                let rest: Vec<(u32, u64)> = rest.map(|one| *one.0).collect();
                let others = rest.into_iter().filter(|other| *other != place);
                self.decisions.extend(others.map(|other| (place, other, false)));
            }
        }
    }
}

proptest! {
    #![proptest_config(Config::with_cases(Config::default().cases / 5))]

    #[test]
    fn a_life_of_changes_ends_as_one_run(steps in prop::collection::vec(step(), 1..9)) {
        let (dumps, decisions) = (Vec::new(), Vec::new());
        let mut life = Life { made: made(Some("version")), dumps, decisions };
        let mut names = BTreeMap::new();
        for step in steps {
            let deletes = matches!(step, Step::Delete(_));
            life.live(step);
            if deletes {
                life.made.inherit(&mut names);
            }
            life.made.agrees(&life.dumps, &life.decisions);
            life.made.names_last(&mut names);
        }
        life.made.sound();
    }
}

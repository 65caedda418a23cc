//! Lives of indexes: dumps, also of one name, deletes and decisions in any order, against a run over what is there.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Made, Row, made, made_with, params, row};
use crate::ids::index;
use crate::index::{Changed, Said, Update};
use crate::parallel::Control;
use crate::params::{Decision, Params};
use crate::store::Verdict;

/// A dump and a position in it.
type Place = (u32, u64);
/// Two places, and whether the records there are one paper.
type Decided = (Place, Place, bool);
/// The name of the paper of every record that is there.
type Papers = BTreeMap<Place, String>;
/// An old name and a new one.
type Renamed = (String, String);

/// The places of the records of a paper.
fn places(found: &Papers, paper: &str) -> Vec<Place> {
    found.iter().filter(|one| one.1 == paper).map(|one| *one.0).collect()
}

/// What is known of a name.
#[derive(Default)]
struct Named {
    /// Records of papers that had it.
    called: BTreeSet<Place>,
    /// Records of the paper that it led to at last.
    led_to: Vec<Place>,
}

/// What a dump is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Called {
    /// As no other; ids may repeat.
    Otherwise,
    /// As others are, so that its records take the places of those with their ids.
    Alike,
}

/// What happens to an index.
#[derive(Debug, Clone)]
enum Step {
    /// Records with their ids.
    Add(Called, Vec<(Row, usize)>),
    Delete(usize),
    Decide(usize, usize, Verdict),
    Undecide(usize),
    Unmerge(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let called = prop_oneof![Just(Called::Otherwise), Just(Called::Alike)];
    let dump = prop::collection::vec((row(), 0usize..6), 1..8);
    prop_oneof![
        4 => (called, dump).prop_map(|(called, dump)| Step::Add(called, dump)),
        2 => (0usize..99).prop_map(Step::Delete),
        1 => (0usize..99, 0usize..99).prop_map(|(a, b)| Step::Decide(a, b, Verdict::Must)),
        1 => (0usize..99, 0usize..99).prop_map(|(a, b)| Step::Decide(a, b, Verdict::Cannot)),
        1 => (0usize..99).prop_map(Step::Undecide),
        1 => (0usize..99).prop_map(Step::Unmerge),
    ]
}

/// An index, what it was given, and the names that it handed out.
struct Life {
    made: Made,
    unique: bool,
    dumps: Vec<Vec<Row>>,
    labels: Vec<String>,
    names: BTreeMap<String, Named>,
}

impl Life {
    const fn new(made: Made) -> Self {
        let unique = made.index.setup.params.unique_within_dump;
        Self { made, unique, dumps: Vec::new(), labels: Vec::new(), names: BTreeMap::new() }
    }

    fn name(&self, place: Place) -> String {
        format!("{}:{}", self.labels[index(place.0)], place.1)
    }

    fn row(&self, place: Place) -> &Row {
        &self.dumps[index(place.0)][place.1 as usize]
    }

    fn place(&mut self, at: usize) -> Option<Place> {
        let places: Vec<Place> = self.made.papers().into_keys().collect();
        (!places.is_empty()).then(|| places[at % places.len()])
    }

    /// The content ID of every record that is there.
    fn contents(&mut self) -> BTreeMap<Place, String> {
        let view = self.made.index.read().expect("a view");
        let mut contents = BTreeMap::new();
        crate::index::each_member(&view, |row| {
            contents.insert((row.dump, row.position), row.content);
            Ok(())
        })
        .expect("read");
        contents
    }

    /// What a run is told of the decisions, as `decisions.py` does it.
    fn decided(&mut self) -> Vec<Decided> {
        let contents = self.contents();
        let order = self.order();
        let made = self.made.index.decisions().expect("read");
        let side = |name: &str| -> Vec<Place> {
            let has = |place: &&Place| contents[place] == name || self.name(**place) == name;
            let found: Vec<Place> = order.iter().filter(has).copied().collect();
            let vague = found.first().is_some_and(|place| self.row(*place).title == "Editorial");
            found.into_iter().take(if vague { 1 } else { usize::MAX }).collect()
        };
        let (mut all, mut held) = (Vec::new(), BTreeSet::new());
        for one in made {
            let (a, b, same) = (side(&one.a), side(&one.b), one.verdict == Verdict::Must);
            if a.is_empty() || b.is_empty() {
                continue;
            }
            let most = if self.unique && !same { usize::MAX } else { 1 };
            for &first in a.iter().take(most) {
                let others = b.iter().take(most).filter(|&&other| other != first);
                all.extend(others.map(|&other| (first, other, same)));
            }
            for (name, side) in [(one.a, a), (one.b, b)] {
                if !self.unique && !same && held.insert(name) {
                    all.extend(side.iter().skip(1).map(|&other| (side[0], other, true)));
                }
            }
        }
        all
    }

    /// The records that are there, in the order of their numbers.
    fn order(&mut self) -> Vec<Place> {
        let view = self.made.index.read().expect("a view");
        let mut order = Vec::new();
        crate::index::each_member(&view, |row| {
            order.push((row.dump, row.position));
            Ok(())
        })
        .expect("read");
        order
    }

    /// That the index says what a run says over the records that are there, but for names: those that were handed out stay.
    fn agrees(&mut self) {
        let decided = self.decided();
        let found = self.made.papers();
        let mut kept: Vec<Vec<Row>> = self.dumps.iter().map(|_| Vec::new()).collect();
        for &place in found.keys() {
            kept[index(place.0)].push(self.row(place).clone());
        }
        let places: Vec<Place> = found.keys().copied().collect();
        let number = |place| places.binary_search(&place).expect("it is there") as u32;
        let decisions: Vec<Decision> = decided
            .iter()
            .map(|&(a, b, same)| Decision { a: number(a), b: number(b), same })
            .collect();
        let outcome = self.made.batch(&kept, &decisions);
        let mut names: BTreeMap<&str, u32> = BTreeMap::new();
        for (&place, name) in &found {
            let founder = outcome.founders[index(number(place))];
            let known = *names.entry(name).or_insert(founder);
            assert_eq!(known, founder, "{place:?} {name}");
        }
        let founders: BTreeSet<u32> = names.values().copied().collect();
        assert_eq!(founders.len(), names.len(), "papers of several names");
    }

    /// After records went, what is left of a paper is called by the names that led to it.
    fn inherit(&mut self) {
        let found = self.made.papers();
        for (name, of) in &mut self.names {
            let now = self.made.index.resolve(name).unwrap_or_default().unwrap_or_default();
            of.called.extend(places(&found, &now));
        }
    }

    /// A content ID leads to its records. Every other name that was handed out leads to a paper with a record that was called
    /// by it, unless all records of the paper that it led to are gone.
    fn names_last(&mut self) {
        let found = self.made.papers();
        for (place, name) in &found {
            self.names.entry(name.clone()).or_default().called.insert(*place);
        }
        let mut papers: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
        for (place, content) in self.contents() {
            papers.entry(content).or_default().insert(&found[&place]);
        }
        for (content, papers) in &papers {
            // Where several papers have it, and none is called so, it leads where it did, or to the first that had it.
            let now = self.made.index.resolve(content).ok().flatten();
            assert!(now.is_some(), "{content} leads nowhere");
            if papers.contains(content) || papers.len() == 1 {
                let right =
                    papers.get(content).or_else(|| papers.first()).map(|name| (*name).clone());
                assert_eq!(now, right, "{content}");
            }
        }
        for (name, of) in &mut self.names {
            let now = self.made.index.resolve(name).ok().flatten();
            let Some(now) = now else {
                let left = of.led_to.iter().find(|place| found.contains_key(place));
                assert_eq!(left, None, "{name} leads nowhere");
                // When its content comes back, it names what has that, wherever records are that left its paper before.
                *of = Named::default();
                continue;
            };
            of.led_to = places(&found, &now);
            if papers.get(name).is_some_and(|papers| papers.contains(&now)) {
                of.called.extend(&of.led_to);
            }
            let called: Vec<&String> =
                of.called.iter().filter_map(|place| found.get(place)).collect();
            let holds = called.is_empty() || called.contains(&&now);
            assert!(holds, "{name} leads to {now}, not to one of {called:?}");
        }
    }

    /// That the update says of a dump what can be seen of the papers before and after.
    fn is_told(&mut self, update: &Update, before: &Papers) {
        let after = self.made.papers();
        let own = |one: &(&Place, &String)| one.0.0 == update.dump;
        let touched: BTreeSet<&String> = after.iter().filter(own).map(|one| one.1).collect();
        assert_eq!(update.touched.iter().collect::<BTreeSet<_>>(), touched, "{update:?}");
        let counted = update.new + update.repeated + update.revised;
        assert_eq!(counted, touched.len() as u64, "{update:?}");
        let names = |papers: &Papers| papers.values().cloned().collect::<BTreeSet<String>>();
        let (old, new) = (names(before), names(&after));
        for (left, paper) in &update.merged {
            assert!(old.contains(left) && !new.contains(left) && new.contains(paper), "{update:?}");
        }
        for (left, paper) in &update.renamed {
            assert!(old.contains(left) && new.contains(paper), "{update:?}");
        }
        if update.updated.is_empty() {
            all_told(before, &after, &[&update.merged, &update.renamed]);
            let known: BTreeSet<&String> =
                before.keys().filter_map(|place| after.get(place)).collect();
            let unknown = touched.iter().filter(|name| !known.contains(*name)).count();
            assert_eq!(update.new, unknown as u64, "{update:?}");
        }
    }

    /// Adds a dump.
    fn add(&mut self, called: Called, dump: Vec<(Row, usize)>) {
        let before = self.made.papers();
        let mut rows: Vec<Row> = Vec::new();
        for (mut row, id) in dump {
            row.id = Some(format!("k{id}"));
            if called == Called::Otherwise || rows.iter().all(|other| other.id != row.id) {
                rows.push(row);
            }
        }
        let own = format!("dump {}", self.dumps.len());
        let name = if called == Called::Alike { "catalogue" } else { &own };
        let update = self.made.add(name, &rows);
        if update.known {
            return;
        }
        self.dumps.push(rows);
        self.labels.push(update.label.clone());
        self.is_told(&update, &before);
    }

    /// Makes a change without a dump, and sees that it tells what became of the papers.
    fn edit(&mut self, change: impl FnOnce(&mut Self, &Control) -> Changed) -> Changed {
        let before = self.made.papers();
        let changed = change(self, &Control::default());
        let after = self.made.papers();
        let told: [&[Renamed]; 4] =
            [&changed.merged, &changed.split, &changed.renamed, &changed.moved];
        all_told(&before, &after, &told);
        changed
    }

    fn decide(&mut self, (a, b): (usize, usize), verdict: Verdict) {
        let (Some(a), Some(b)) = (self.place(a), self.place(b)) else { return };
        if a == b {
            return;
        }
        let pair = (self.name(a), self.name(b));
        let changed = self.edit(|life, control| {
            let pair = (&*pair.0, &*pair.1);
            life.made.index.decide(&[Said::new(pair, verdict)], "me", control).expect("decided")
        });
        let papers = self.made.papers();
        let holds = (papers[&a] == papers[&b]) == (verdict == Verdict::Must);
        assert!(holds || !changed.contradictions.is_empty(), "{pair:?} {changed:?}");
        let told = self.made.index.explain(&pair.0, &pair.1).expect("both are there");
        assert!(told.decisions.iter().any(|one| one.verdict == verdict), "{told:?}");
    }

    fn undecide(&mut self, at: usize) {
        let before = self.made.index.decisions().expect("read");
        if before.is_empty() {
            return;
        }
        let one = &before[at % before.len()];
        self.edit(|life, control| {
            life.made.index.undecide(&one.a, &one.b, control).expect("taken back")
        });
        assert!(!self.made.index.decisions().expect("read").contains(one), "{one:?}");
    }

    fn live(&mut self, step: Step) {
        match step {
            Step::Add(called, dump) => self.add(called, dump),
            Step::Delete(at) => {
                let Some(place) = self.place(at) else { return };
                let name = self.name(place);
                self.edit(|life, control| {
                    life.made.index.delete(&[&name], control).expect("deleted")
                });
            }
            Step::Decide(a, b, verdict) => self.decide((a, b), verdict),
            Step::Undecide(at) => self.undecide(at),
            Step::Unmerge(at) => {
                let Some(place) = self.place(at) else { return };
                let name = self.name(place);
                self.edit(|life, control| {
                    life.made.index.unmerge(&name, ("me", ""), control).expect("taken apart")
                });
            }
        }
    }
}

/// That it is told of every record that is of another paper than before.
fn all_told(before: &Papers, after: &Papers, told: &[&[Renamed]]) {
    for (place, old) in before {
        let Some(new) = after.get(place).filter(|new| *new != old) else { continue };
        let one = (old.clone(), new.clone());
        assert!(told.iter().any(|told| told.contains(&one)), "{place:?} {one:?}: {told:?}");
    }
}

fn live(mut life: Life, steps: Vec<Step>) {
    for step in steps {
        let may_end = matches!(step, Step::Delete(_) | Step::Add(Called::Alike, _));
        life.live(step);
        if may_end {
            life.inherit();
        }
        life.agrees();
        life.names_last();
        life.made.sound();
    }
}

proptest! {
    #![proptest_config(Config::with_cases(Config::default().cases / 5))]

    #[test]
    fn a_life_of_changes_ends_as_one_run(steps in prop::collection::vec(step(), 1..9)) {
        live(Life::new(made(Some("version"))), steps);
    }

    #[test]
    fn a_life_of_records_ends_as_one_run(steps in prop::collection::vec(step(), 1..9)) {
        live(Life::new(made(Some("record"))), steps);
    }

    #[test]
    fn a_life_of_dumps_that_hold_no_paper_twice_ends_as_one_run(
        steps in prop::collection::vec(step(), 1..9)
    ) {
        let params = Params { unique_within_dump: true, ..params() };
        live(Life::new(made_with(&params, Some("work"))), steps);
    }
}

//! Postings against a map, and the runs that hold them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{open, with_records};
use crate::store::{Access, Key, Snapshot, Store, runs};

#[derive(Debug, Clone)]
enum Step {
    Post(Vec<(u64, u32)>),
    Delete(u32),
    Compact,
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let posting = (prop_oneof![0u64..5, 0u64..2000, any::<u64>()], 0u32..200);
    let step = prop_oneof![
        6 => prop::collection::vec(posting, 1..3000).prop_map(Step::Post),
        2 => (0u32..200).prop_map(Step::Delete),
        1 => Just(Step::Compact),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..12)
}

/// Postings that come together.
const PORTION: usize = 200;

/// What the store should hold, kept plainly.
#[derive(Default)]
struct Model {
    postings: BTreeMap<u64, BTreeSet<u32>>,
    gone: BTreeSet<u32>,
}

impl Model {
    fn post(&mut self, store: &mut Store, new: Vec<(u64, u32)>) {
        let live: Vec<_> = new.into_iter().filter(|one| !self.gone.contains(&one.1)).collect();
        let change = store.write().expect("a change");
        for portion in live.chunks(PORTION) {
            let keyed = portion.iter().map(|&(hash, record)| (Key { channel: 1, hash }, record));
            change.post(keyed).expect("posted");
            if let Some(&(hash, record)) = portion.first() {
                let found = change.lookup(&[Key { channel: 1, hash }], usize::MAX).expect("found");
                assert!(found.hits.iter().any(|hit| hit.record == record));
            }
        }
        for (hash, record) in live {
            self.postings.entry(hash).or_default().insert(record);
        }
        self.compare(&change);
        change.commit().expect("stored");
    }

    fn delete(&mut self, store: &mut Store, record: u32) {
        let change = store.write().expect("a change");
        assert_eq!(change.delete_record(record).expect("deleted"), self.gone.insert(record));
        change.commit().expect("stored");
        self.postings.values_mut().for_each(|records| {
            records.remove(&record);
        });
    }

    fn records(&self, hash: u64) -> Vec<u32> {
        self.postings.get(&hash).into_iter().flatten().copied().collect()
    }

    /// Looks up all keys at once, and some alone with a limit.
    fn compare(&self, view: &Snapshot<'_>) {
        let hashes: Vec<u64> = self.postings.keys().copied().chain(0..50).collect();
        let keys: Vec<Key> = hashes.iter().map(|&hash| Key { channel: 1, hash }).collect();
        let found = view.lookup(&keys, usize::MAX).expect("found");
        let given: Vec<(u32, u32)> = found.hits.iter().map(|hit| (hit.key, hit.record)).collect();
        let of_key = |(at, &hash)| self.records(hash).into_iter().map(move |record| (at, record));
        let expected: Vec<(u32, u32)> = (0..).zip(&hashes).flat_map(of_key).collect();
        assert_eq!(given, expected);
        for (key, &hash) in keys.iter().zip(&hashes).step_by(97) {
            let one = view.lookup(&[*key], 3).expect("found");
            let mut all = self.records(hash);
            assert_eq!(one.cut as usize, all.len().saturating_sub(3));
            all.truncate(3);
            assert_eq!(one.hits.iter().map(|hit| hit.record).collect::<Vec<_>>(), all);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 10))]
    #[test]
    fn postings_are_those_of_a_map(steps in steps()) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        let mut store = with_records(&path, 200);
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Post(new) => model.post(&mut store, new),
                Step::Delete(record) => model.delete(&mut store, record),
                Step::Compact => store.compact().expect("compact"),
                Step::Reopen => {
                    store.close().expect("closed");
                    store = open(&path, Access::Write).expect("opens");
                }
            }
        }
        model.compare(&store.read().expect("a view"));
        prop_assert!(store.verify().expect("read").broken.is_empty());
        store.close().expect("closed");
        prop_assert_eq!(std::fs::read_dir(folder.path()).expect("files").count(), 1);
    }
}

#[test]
fn runs_stay_few_and_a_hot_key_in_one_block() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = with_records(&folder.path().join("index"), 40_000);
    for start in (0..40_000).step_by(1000) {
        let change = store.write().expect("a change");
        let hot = (start..start + 1000).map(|record| (Key { channel: 0, hash: 9 }, record));
        let own =
            (start..start + 1000).map(|record| (Key { channel: 1, hash: record.into() }, record));
        change.post(hot.chain(own)).expect("posted");
        change.commit().expect("stored");
        let runs = runs::runs(store.parts().0).expect("runs");
        assert!(runs.len() <= 5, "{runs:?}");
    }
    let found = store.read().expect("a view").lookup(&[Key { channel: 0, hash: 9 }], usize::MAX);
    assert_eq!(found.expect("found").hits.len(), 40_000);
    assert!(store.verify().expect("read").broken.is_empty());
}

#[test]
fn however_many_keys_are_asked_for_each_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = with_records(&folder.path().join("index"), 1000);
    let key = |hash| Key { channel: 3, hash };
    let change = store.write().expect("a change");
    // Every other hash is there, and every seventh twice.
    let posted = (0..100_000u64).step_by(2).map(|hash| (key(hash), (hash % 991) as u32));
    let again = (0..100_000u64).step_by(14).map(|hash| (key(hash), 999));
    change.post(posted.chain(again)).expect("posted");
    change.commit().expect("stored");
    let runs = runs::runs(store.parts().0).expect("runs");
    assert!(runs.iter().any(|run| run.blocks > 100), "{runs:?}");
    let view = store.read().expect("a view");
    for step in [1, 5, 101, 9973, 45_001, 99_999] {
        for start in [0, 1, 77] {
            let asked: Vec<u64> = (start..100_020).step_by(step).collect();
            let keys: Vec<Key> = asked.iter().map(|&hash| key(hash)).collect();
            let found = view.lookup(&keys, 9).expect("found").hits;
            let there = asked.iter().zip(0..).filter(|one| *one.0 < 100_000 && one.0 % 2 == 0);
            let expected = there.flat_map(|(hash, at)| {
                let twice = (hash % 14 == 0).then_some((at, 999));
                [Some((at, (hash % 991) as u32)), twice].into_iter().flatten()
            });
            let found: Vec<_> = found.iter().map(|hit| (hit.key, hit.record)).collect();
            assert_eq!(found, expected.collect::<Vec<_>>(), "{step} from {start}");
        }
    }
}

//! The store against a plain model, and against a disk that fails.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;

use crate::store::faults::{self, Lasts};
use crate::store::{Access, Error, Key, NewDump, NewRecord, Settings, Store, runs};

mod api {
    pub use crate::store::{
        Change, Decision, Event, Evidence, Happening, Key, Member, NewDump, NewRecord, Result,
        Settings, Store, Verdict, names,
    };
}
#[path = "../../../tests/killing/mod.rs"]
mod killing;
mod migrating;
mod postings;
#[path = "../../../tests/store_workload/mod.rs"]
mod store_workload;
mod tables;
use store_workload::{apply, create, summary};

fn open(path: &Path, access: Access) -> Result<Store, Error> {
    Store::open(path, access, &Settings::default())
}

fn with_records(path: &Path, count: u32) -> Store {
    let mut store = create(path).expect("an index");
    let change = store.write().expect("a change");
    let dump = change.add_dump(&NewDump::default()).expect("a dump");
    let new = |at: u32| NewRecord {
        dump,
        position: 0,
        content: at.into(),
        identifiers: Vec::new(),
        fields: Vec::new(),
    };
    change.append(&[], count, new).expect("records");
    change.commit().expect("stored");
    store
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 10))]
    #[test]
    fn records_of_any_numbers_are_those_asked_for_one_by_one(
        deleted in prop::collection::vec(0u32..60, 0..30),
        numbers in prop::collection::vec(prop_oneof![9 => 0u32..70, 1 => any::<u32>()], 0..40),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = with_records(&folder.path().join("index"), 60);
        let change = store.write().expect("a change");
        for &record in &deleted {
            change.delete_record(record).expect("deleted");
        }
        for ascending in [false, true] {
            let mut numbers = numbers.clone();
            if ascending {
                numbers.sort_unstable();
            }
            let mut found = Vec::new();
            let visit = |record| {
                found.push(record);
                Ok(())
            };
            change.each_of(&numbers, visit).expect("found");
            let one = |&number: &u32| change.record(number).expect("found");
            prop_assert_eq!(found, numbers.iter().filter_map(one).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_small_cache_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    with_records(&path, 3000).close().expect("closed");
    let small = Settings { cache_bytes: 0, ..Settings::default() };
    let mut store = Store::open(&path, Access::Write, &small).expect("opens");
    let key = |record: u32, at: u32| Key { channel: 2, hash: u64::from(record * 1000 + at) };
    for round in 0..2 {
        // Runs are merged within the change, so pages are freed and taken again before they were ever stored.
        let change = store.write().expect("a change");
        for start in (0..3000).step_by(100) {
            let records = start..start + 100;
            let portion = records.flat_map(|record| (0..60).map(move |at| (record, at)));
            let keyed = portion.map(|(record, at)| (key(record, at + round * 60), record));
            change.post(keyed).expect("posted");
        }
        if round == 1 {
            change.merge_runs().expect("merged");
        }
        change.commit().expect("stored");
    }
    assert_eq!(runs::runs(store.parts().0).expect("runs").len(), 1);
    assert!(store.verify().expect("read").broken.is_empty());
    let view = store.read().expect("a view");
    for record in 0..3000 {
        let keys: Vec<Key> = (0..120).map(|at| key(record, at)).collect();
        let found = view.lookup(&keys, 9).expect("found");
        assert_eq!(found.hits.iter().filter(|hit| hit.record == record).count(), 120);
    }
}

#[test]
fn a_handle_moves_between_threads() {
    fn movable<T: Send>() {}
    movable::<Store>();
}

#[test]
fn faults_of_the_disk_leave_the_index_as_before_or_as_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = folder.path().join("base");
    let mut store = create(&base).expect("an index");
    (0..2).for_each(|step| apply(&mut store, step).expect("a dump"));
    let before = summary(&mut store).expect("read");
    store.close().expect("closed");
    let whole = folder.path().join("whole");
    std::fs::copy(&base, &whole).expect("a copy");
    let mut store = open(&whole, Access::Write).expect("opens");
    apply(&mut store, 2).expect("a dump");
    let after = summary(&mut store).expect("read");
    let path = folder.path().join("index");
    let mut points = 0;
    for lasts in [Lasts::Once, Lasts::On] {
        for fault in 0.. {
            std::fs::copy(&base, &path).expect("a copy");
            faults::plan(fault, lasts);
            let (stored, all) = work(&path);
            let tripped = faults::clear();
            let mut store = open(&path, Access::Write).expect("opens");
            assert!(store.verify().expect("whole").broken.is_empty(), "fault {fault}");
            let found = summary(&mut store).expect("read");
            assert!(found == after || (!stored && found == before), "fault {fault} {lasts:?}");
            store.close().expect("closed");
            if tripped == 0 {
                all.expect("nothing was in the way");
                break;
            }
            points += 1;
        }
    }
    println!("{points} points");
    assert!(points >= 200, "{points}");
}

/// Adds a dump and compacts; whether the dump was reported as stored, and how it ended.
fn work(path: &Path) -> (bool, Result<(), Error>) {
    let mut store = match open(path, Access::Write) {
        Ok(store) => store,
        Err(error) => return (false, Err(error)),
    };
    let stored = apply(&mut store, 2);
    let reported = stored.is_ok();
    (reported, stored.and_then(|()| store.compact()).and_then(|()| store.close()))
}

#[test]
fn readers_see_one_moment_while_another_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let mut writer = create(&path).expect("an index");
    apply(&mut writer, 0).expect("a dump");
    let mut reader = open(&path, Access::Read).expect("opens");
    let view = reader.read().expect("a view");
    let records = view.count_records().expect("records");
    apply(&mut writer, 1).expect("a dump");
    writer.compact().expect("smaller, though somebody reads");
    assert_eq!(view.dumps().expect("dumps").len(), 1);
    assert_eq!(view.count_records().expect("records"), records);
    drop(view);
    assert_eq!(reader.read().expect("a view").dumps().expect("dumps").len(), 2);
    assert!(matches!(reader.write(), Err(Error::OpenedToRead { .. })));
}

#[test]
fn a_second_writer_is_told_who_is_first_or_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let first = create(&path).expect("an index");
    let error = open(&path, Access::Write).expect_err("locked").to_string();
    assert!(error.contains("locked by this process, which"), "{error}");
    assert!(error.contains("close it first"), "{error}");
    let patient = Settings { wait: Duration::from_secs(30), ..Settings::default() };
    std::thread::scope(|scope| {
        let second = scope.spawn(|| Store::open(&path, Access::Write, &patient).map(drop));
        std::thread::sleep(Duration::from_millis(50));
        first.close().expect("closed");
        second.join().expect("no panic").expect("opens once it is free");
    });
}

#[test]
fn what_is_no_index_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("text"), "not a database at all ".repeat(1000)).expect("written");
    std::fs::write(path("empty"), "").expect("written");
    let foreign = rusqlite::Connection::open(path("foreign")).expect("a database");
    foreign.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x)").expect("a table");
    drop(foreign);
    let copy = std::fs::read(path("foreign")).expect("bytes");
    for access in [Access::Read, Access::Write] {
        let refused = |name| open(&path(name), access).expect_err(name);
        assert!(matches!(refused("text"), Error::NotSqlite { .. }));
        assert!(matches!(refused("empty"), Error::Empty { .. }));
        assert!(matches!(refused("foreign"), Error::Foreign { found: 0, .. }));
        assert!(matches!(refused("."), Error::Directory { .. }));
        assert!(matches!(refused("missing"), Error::Missing { .. }));
        assert!(!path("missing").exists());
    }
    assert_eq!(std::fs::read(path("foreign")).expect("bytes"), copy);
    let error = create(&path("missing folder/index")).expect_err("no folder").to_string();
    assert!(error.contains("missing folder: no such folder"), "{error}");
    let index = create(&path("index")).expect("an index");
    assert!(matches!(create(&path("index")), Err(Error::Exists { .. })));
    index.close().expect("closed");
    assert!(matches!(create(&path("index")), Err(Error::Exists { .. })));
}

#[test]
fn the_log_of_an_index_that_is_gone_is_not_taken_for_that_of_a_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let mut store = create(&path("old")).expect("an index");
    let change = store.write().expect("a change");
    change.add_dump(&NewDump::default()).expect("a dump");
    change.commit().expect("committed");
    for name in ["index-wal", &format!("other-new-{}-wal", std::process::id())] {
        std::fs::copy(path("old-wal"), path(name)).expect("a log");
    }
    let error = create(&path("index")).expect_err("a log of another");
    assert!(matches!(error, Error::Orphan { .. }), "{error}");
    assert!(error.to_string().contains("index-wal; put that index back"), "{error}");
    assert!(!path("index").exists());
    std::fs::remove_file(path("index-wal")).expect("removed");
    for name in ["index", "other"] {
        let mut new = create(&path(name)).expect("an index");
        assert!(new.read().expect("a view").dumps().expect("dumps").is_empty());
    }
}

#[test]
fn other_parameters_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = create(&folder.path().join("index")).expect("an index");
    let given = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
    store.require(&given("normalizer", "1")).expect("the same");
    let error = store.require(&given("normalizer", "2")).expect_err("another").to_string();
    assert!(error.contains("normalizer is 1 in the index, and 2 was asked for"), "{error}");
    let error = store.require(&given("threshold", "0.7")).expect_err("another").to_string();
    assert!(error.contains("threshold is absent in the index"), "{error}");
    let error = store.require(&[]).expect_err("one less").to_string();
    assert!(error.contains("normalizer is 1 in the index, and absent"), "{error}");
}

#[test]
fn redirects_lead_to_the_last_name_and_come_back_with_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = create(&folder.path().join("index")).expect("an index");
    let change = store.write().expect("a change");
    for (old, paper) in [("a", "b"), ("b", "c"), ("d", "a"), ("c", "d")] {
        change.set_redirect(old, paper).expect("set");
    }
    // d led to c by way of a; now c leads to d.
    for old in ["a", "b", "c"] {
        assert_eq!(change.redirect(old).expect("read").as_deref(), Some("d"));
    }
    assert_eq!(change.redirect("d").expect("read"), None);
    // b is a name again: what led to it before it led elsewhere leads to it, and the others stay.
    change.clear_redirect("b").expect("cleared");
    for (old, paper) in [("a", Some("b")), ("b", None), ("c", Some("d"))] {
        assert_eq!(change.redirect(old).expect("read").as_deref(), paper);
    }
    change.commit().expect("stored");
    assert!(store.verify().expect("read").broken.is_empty());
}

#[test]
fn a_file_system_without_locks_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    create(&path).expect("an index").close().expect("closed");
    faults::plan(0, Lasts::On);
    let error = open(&path, Access::Read).expect_err("no locks");
    assert!(faults::clear() > 0);
    assert!(matches!(error, Error::CannotLock { .. }), "{error}");
}

#[test]
fn a_file_that_may_not_be_written_is_read_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let mut store = create(&path).expect("an index");
    apply(&mut store, 0).expect("a dump");
    let right = summary(&mut store).expect("read");
    store.close().expect("closed");
    let mut rights = std::fs::metadata(&path).expect("a file").permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&path, rights).expect("set");
    assert!(matches!(open(&path, Access::Write), Err(Error::ReadOnly { .. })));
    assert_eq!(summary(&mut open(&path, Access::Read).expect("opens")).expect("read"), right);
}

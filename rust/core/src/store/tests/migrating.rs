//! Migration that is killed, or that the disk fails: the file is of one format or the next, and holds what it held.
//!
//! The steps are those of a test, since version 1 is the first. 4 kills in a normal run; `make kills` does 50.

use std::path::Path;
use std::time::Duration;

use super::killing::{BEGUN, Tally, kill_once, own_index, report};
use super::store_workload::{apply, create, random, summary};
use crate::store::faults::{self, Lasts};
use crate::store::{Settings, Store};

/// A table that is filled, rewritten and dropped, page by page.
const STEPS: [(i32, &str); 3] = [
    (
        1,
        "CREATE TABLE more (x INTEGER PRIMARY KEY, y BLOB);
         WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000)
         INSERT INTO more SELECT x, randomblob(500) FROM n",
    ),
    (2, "UPDATE more SET y = zeroblob(600)"),
    (3, "DROP TABLE more"),
];

/// Bytes in the table of the test, by format.
fn expected(format: i32) -> Option<i64> {
    [None, None, Some(3000 * 500), Some(3000 * 600), None][format as usize]
}

fn migrate(path: &Path) -> crate::store::Result<Store> {
    Store::migrate_by(&STEPS, path, &Settings::default())
}

/// Migrates until it is killed.
#[test]
#[ignore = "the part that is killed"]
fn killed() {
    let Some(path) = own_index() else { return };
    report(BEGUN, 0);
    drop(migrate(&path).expect("migrated"));
    report("migrated", 4);
    std::thread::sleep(Duration::from_mins(1));
}

/// The format of a file that holds what it held; the steps that are left lead to the last one.
fn sound(path: &Path, said: &str) -> i32 {
    let mut store = Store::migrate_by(&[], path, &Settings::default()).expect("opens");
    let format = store.format().expect("a version");
    let there =
        store.parts().0.one("SELECT 1 FROM sqlite_schema WHERE name = 'more'", [], |_| Ok(()));
    let more = there.expect("read").map(|()| {
        store.parts().0.value::<i64>("SELECT sum(length(y)) FROM more", []).expect("a sum")
    });
    assert_eq!(more, expected(format), "format {format}");
    assert!(store.verify().expect("whole").broken.is_empty());
    assert_eq!(summary(&mut store).expect("read"), said);
    drop(store);
    let last = migrate(path).expect("migrated").format().expect("a version");
    assert_eq!(last, 4);
    format
}

/// A small index of format 1, and what it says.
fn base(path: &Path) -> String {
    let mut store = create(path).expect("an index");
    apply(&mut store, 0).expect("a dump");
    let said = summary(&mut store).expect("read");
    store.close().expect("closed");
    said
}

fn kill(times: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, path) = (folder.path().join("base"), folder.path().join("index"));
    let said = base(&first);
    let mut tally = Tally::default();
    for time in 0..times {
        std::fs::copy(&first, &path).expect("a copy");
        let after = Duration::from_micros(random(&mut { time }) % 150_000);
        let killed = kill_once("store::tests::migrating::killed", &path, after);
        let format = sound(&path, &said);
        assert!(
            killed.done.is_none_or(|done| usize::try_from(format) == Ok(done)),
            "kill {time}: {format}"
        );
        tally.add(["", "format 1", "format 2", "format 3", "format 4"][format as usize]);
    }
    tally.print();
}

#[test]
fn four_kills() {
    kill(4);
}

#[test]
#[ignore = "minutes: make kills"]
fn fifty_kills() {
    kill(50);
}

#[test]
fn faults_of_the_disk_leave_one_format_or_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, path) = (folder.path().join("base"), folder.path().join("index"));
    let said = base(&first);
    let mut points = 0;
    for lasts in [Lasts::Once, Lasts::On] {
        // A step writes hundreds of pages one after the other: only some of them fail.
        for fault in (0..40).chain((40..).step_by(97)) {
            std::fs::copy(&first, &path).expect("a copy");
            faults::plan(fault, lasts);
            let migrated = migrate(&path).and_then(Store::close);
            let tripped = faults::clear();
            let format = sound(&path, &said);
            if tripped == 0 {
                migrated.expect("nothing was in the way");
                assert_eq!(format, 4);
                break;
            }
            points += 1;
        }
    }
    println!("{points} points");
    assert!(points >= 80, "{points}");
}

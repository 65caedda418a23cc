//! A writer that is killed at any moment: the index opens, holds together, and is as before or as after the change; what
//! was reported as stored is there. `index_kills` does so with whole operations of an index.
//!
//! 8 kills in a normal run; `make kills` does 100 and prints what they hit.

use std::path::Path;
use std::time::Duration;

use paperdedup_core::store::{Access, Settings, Store};

mod api {
    pub use paperdedup_core::store::{
        Change, Decision, Event, Evidence, Happening, Key, Member, NewDump, NewRecord, Result,
        Settings, Store, Verdict, names,
    };
}
mod killing;
mod store_workload;
use killing::{BEGUN, Tally, kill_once, own_index, report};
use store_workload::{apply, create, random, summary};

/// Dumps after which a trial starts anew.
const ENOUGH: usize = 12;

/// Writes until it is killed: dumps, with a compaction after every third.
#[test]
#[ignore = "the part that is killed"]
fn killed() {
    let Some(path) = own_index() else { return };
    report(BEGUN, 0);
    let mut store = if path.exists() {
        Store::open(&path, Access::Write, &Settings::default()).expect("opens")
    } else {
        create(&path).expect("an index")
    };
    let dumps = store.read().expect("a view").dumps().expect("the ledger").len();
    for step in dumps.. {
        apply(&mut store, step as u64).expect("a dump");
        report("stored", step);
        if step % 3 == 2 {
            store.compact().expect("smaller");
            report("compacted", step);
        }
        if step % 5 == 4 {
            store.close().expect("closed");
            store = Store::open(&path, Access::Write, &Settings::default()).expect("opens");
        }
    }
}

/// What an index of so many dumps says, made without interruption.
fn undisturbed(folder: &Path, dumps: usize) -> String {
    let path = folder.join(format!("undisturbed {dumps}"));
    let mut store = if path.exists() {
        Store::open(&path, Access::Read, &Settings::default()).expect("opens")
    } else {
        let mut store = create(&path).expect("an index");
        (0..dumps).for_each(|step| apply(&mut store, step as u64).expect("a dump"));
        store
    };
    summary(&mut store).expect("read")
}

fn kill(times: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut path = folder.path().join("trial 0");
    let mut tally = Tally::default();
    let mut time = 0;
    while tally.hits() < times {
        time += 1;
        let mut state = time;
        let after = Duration::from_micros(random(&mut state) % 150_000);
        let killed = kill_once("killed", &path, after);
        tally.add(&killed.word);
        if !path.exists() {
            assert_eq!(killed.done, None, "kill {time}");
            continue;
        }
        // A writer opens it, though the one before was killed.
        let mut store = Store::open(&path, Access::Write, &Settings::default()).expect("opens");
        assert_eq!(store.verify().expect("whole").broken, [""; 0], "kill {time}");
        let dumps = store.read().expect("a view").dumps().expect("the ledger").len();
        assert!(killed.done.is_none_or(|stored| dumps > stored), "kill {time}: a dump is lost");
        let found = summary(&mut store).expect("read");
        assert!(found == undisturbed(folder.path(), dumps), "kill {time}: {dumps} dumps differ");
        drop(store);
        if dumps >= ENOUGH {
            path = folder.path().join(format!("trial {time}"));
        }
    }
    tally.print();
}

#[test]
fn eight_kills() {
    kill(8);
}

#[test]
#[ignore = "minutes: make kills"]
fn a_hundred_kills() {
    kill(100);
}

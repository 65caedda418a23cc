//! A writer that is killed at any moment: the index opens, holds together, and is as before or as after the change; what
//! was reported as stored is there.
//!
//! 20 kills in a normal run; `make kills` does 300 and prints what they hit.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use paperdedup_core::store::{Access, Settings, Store};

mod api {
    pub use paperdedup_core::store::{
        Change, Decision, Event, Evidence, Happening, Key, Member, NewDump, NewRecord, Result,
        Settings, Store, Verdict, names,
    };
}
mod store_workload;
use store_workload::{apply, create, random, summary};

/// Tells the child which index is its own.
const INDEX: &str = "PAPERDEDUP_KILLED_INDEX";
/// Dumps after which a trial starts anew.
const ENOUGH: usize = 12;

/// Writes until it is killed: dumps, with a compaction after every third.
#[test]
#[ignore = "the part that is killed"]
fn killed() {
    let Ok(path) = std::env::var(INDEX) else { return };
    let path = Path::new(&path);
    let mut store = if path.exists() {
        Store::open(path, Access::Write, &Settings::default()).expect("opens")
    } else {
        create(path).expect("an index")
    };
    println!("\nopen");
    let dumps = store.read().expect("a view").dumps().expect("the ledger").len();
    for step in dumps.. {
        apply(&mut store, step as u64).expect("a dump");
        println!("\nstored {step}");
        if step % 3 == 2 {
            store.compact().expect("smaller");
            println!("\ncompacted {step}");
        }
        if step % 5 == 4 {
            store.close().expect("closed");
            store = Store::open(path, Access::Write, &Settings::default()).expect("opens");
        }
    }
}

/// Kills a writer after a while; the number of dumps that it reported as stored, and its last words.
fn kill_once(path: &Path, after: Duration) -> (Option<u64>, String) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "killed", "--ignored", "--nocapture"])
        .env(INDEX, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a writer");
    std::thread::sleep(after);
    child.kill().expect("killed");
    let out = BufReader::new(child.stdout.take().expect("its words"));
    let lines: Vec<String> = out.lines().map_while(Result::ok).collect();
    child.wait().expect("an end");
    let stored = lines.iter().filter_map(|line| line.strip_prefix("stored ")?.parse().ok()).max();
    let words = lines.into_iter().rfind(|line| !line.is_empty()).unwrap_or_default();
    (stored, words.split(' ').next().unwrap_or_default().to_owned())
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
    let mut words = std::collections::BTreeMap::<String, u32>::new();
    let (mut time, mut hit) = (0, 0);
    while hit < times {
        time += 1;
        let mut state = time;
        let after = Duration::from_micros(3000 + random(&mut state) % 150_000);
        let (stored, last) = kill_once(&path, after);
        // A writer that had not opened the index yet was not hit.
        hit += u64::from(matches!(last.as_str(), "open" | "stored" | "compacted"));
        *words.entry(last).or_default() += 1;
        if !path.exists() {
            assert_eq!(stored, None, "kill {time}");
            continue;
        }
        // A writer opens it, though the one before was killed.
        let mut store = Store::open(&path, Access::Write, &Settings::default()).expect("opens");
        assert_eq!(store.verify().expect("whole").broken, [""; 0], "kill {time}");
        let dumps = store.read().expect("a view").dumps().expect("the ledger").len();
        assert!(stored.is_none_or(|stored| dumps as u64 > stored), "kill {time}: {stored:?} lost");
        let found = summary(&mut store).expect("read");
        assert!(found == undisturbed(folder.path(), dumps), "kill {time}: {dumps} dumps differ");
        drop(store);
        if dumps >= ENOUGH {
            path = folder.path().join(format!("trial {time}"));
        }
    }
    println!(
        "{hit} kills of a writer at work, every index whole; last words of the killed: {words:?}"
    );
}

#[test]
fn twenty_kills() {
    kill(20);
}

#[test]
#[ignore = "minutes: make kills"]
fn three_hundred_kills() {
    kill(300);
}

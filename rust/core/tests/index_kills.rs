//! An index whose writer is killed at any moment of adding, updating, deleting, deciding and compacting: it opens, holds
//! together, and is as before or as after the step; what was reported as done is done.
//!
//! 12 kills in a normal run; `make kills` does 200 and prints what they hit.

use std::path::Path;
use std::time::Duration;

use paperdedup_core::index::Index;
use paperdedup_core::parallel::Control;

mod api {
    pub use paperdedup_core::index::{Given, Index, Result, Said, each_match, each_member};
    pub use paperdedup_core::parallel::Control;
    pub use paperdedup_core::params::Params;
    pub use paperdedup_core::records::{Field, Records};
    pub use paperdedup_core::store::{Access, NewDump, Settings, Verdict};
}
mod index_workload;
mod killing;
use index_workload::{ROUND, apply, called, create, open, random, summary};
use killing::{BEGUN, IDLE, Tally, kill_once, own_index, report};

/// Steps after which a life ends.
const ENOUGH: usize = 2 * ROUND;

/// Takes steps until it is killed. How many were taken is the name of the file.
#[test]
#[ignore = "the part that is killed"]
fn killed() {
    let Some(path) = own_index() else { return };
    let name = path.file_name().and_then(|name| name.to_str()).expect("a number");
    let mut index = open(&path).expect("opens");
    report(BEGUN, 0);
    for step in name.parse().expect("a number")..ENOUGH {
        apply(&mut index, step).expect("a step");
        report(called(step), step + 1);
    }
    std::thread::sleep(Duration::from_mins(1));
}

/// What an index says after each number of steps, of which none was interrupted.
fn undisturbed(folder: &Path) -> Vec<String> {
    let mut index = create(&folder.join("undisturbed")).expect("an index");
    let mut said = vec![summary(&mut index).expect("read")];
    for step in 0..ENOUGH {
        apply(&mut index, step).expect("a step");
        said.push(summary(&mut index).expect("read"));
        let changed = said[step] != said[step + 1];
        assert_eq!(changed, called(step) != "compacted", "{step} {}", called(step));
    }
    said
}

fn sound(index: &mut Index, place: &str) {
    let report = index.verify(&Control::default()).expect("whole");
    assert_eq!(report.broken, [""; 0], "{place}");
}

/// An index of so many steps; a new one if a life has ended.
fn alive(folder: &Path, steps: usize) -> usize {
    let path = |steps: usize| folder.join(steps.to_string());
    if steps < ENOUGH {
        return steps;
    }
    let _ = std::fs::remove_file(path(steps));
    create(&path(0)).and_then(Index::close).expect("an index");
    0
}

fn kill(times: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |steps: usize| folder.path().join(steps.to_string());
    let said = undisturbed(folder.path());
    let (mut tally, mut steps) = (Tally::default(), ENOUGH);
    for time in 0.. {
        if tally.hits() == times {
            break;
        }
        steps = alive(folder.path(), steps);
        let after = Duration::from_micros(random(&mut { time }) % 120_000);
        let killed = kill_once("killed", &path(steps), after);
        let least = killed.done.unwrap_or(steps);
        let place = format!("kill {time} of step {steps} or later, {least} steps reported");
        // The next writer opens it, though the one before was killed.
        let mut index = open(&path(steps)).expect("opens");
        sound(&mut index, &place);
        let found = summary(&mut index).expect("read");
        index.close().expect("closed");
        let most = ENOUGH.min(least + 1);
        let now = (least..=most).rev().find(|&step| said[step] == found);
        let now = now.unwrap_or_else(|| panic!("{place}: neither these nor one more"));
        std::fs::rename(path(steps), path(now)).expect("renamed");
        // One that had nothing left to do was not at work.
        tally.add(if least < ENOUGH { called(least) } else { IDLE });
        steps = now;
    }
    tally.print();
}

#[test]
fn twelve_kills() {
    kill(12);
}

#[test]
#[ignore = "minutes: make kills"]
fn two_hundred_kills() {
    kill(200);
}

//! A disk that fails while an index is changed: it is as before or as after, and what was reported as done is done.

use std::path::Path;

use super::index_workload::{ROUND, apply, called, create, open, summary};
use crate::index::{Index, Result};
use crate::parallel::Control;
use crate::store::faults::{self, Lasts};

/// Operations of the disk within a step that fail: all at first, then ever fewer.
fn points() -> impl Iterator<Item = u64> {
    std::iter::successors(Some(0u64), |point| Some(point + 1 + point / 8))
}

/// Does a step with an index; whether it was reported as done, and how it ended.
fn work(path: &Path, step: usize) -> (bool, Result<()>) {
    let mut index = match open(path) {
        Ok(index) => index,
        Err(error) => return (false, Err(error)),
    };
    let done = apply(&mut index, step);
    (done.is_ok(), done.and_then(|()| index.close()))
}

/// Lets a step fail at many points; how many. The step is done with the index in `base`.
fn fail(folder: &Path, index: &mut Index, step: usize, lasts: Lasts) -> u64 {
    let (start, path) = (folder.join("start"), folder.join("index"));
    let after = summary(index).expect("read");
    let before = summary(&mut open(&start).expect("opens")).expect("read");
    for (failed, fault) in (0..).zip(points()) {
        std::fs::copy(&start, &path).expect("a copy");
        faults::plan(fault, lasts);
        let (reported, all) = work(&path, step);
        let tripped = faults::clear();
        let mut found = open(&path).expect("opens");
        let place = format!("{} with fault {fault}, {lasts:?}", called(step));
        let report = found.verify(&Control::default()).expect("whole");
        assert!(report.broken.is_empty(), "{place}: {:?}", report.broken);
        let said = summary(&mut found).expect("read");
        assert!(said == after || (!reported && said == before), "{place}");
        found.close().expect("closed");
        if tripped == 0 {
            all.expect("nothing was in the way");
            return failed;
        }
    }
    unreachable!("a step has an end")
}

#[test]
fn faults_of_the_disk_leave_an_index_as_before_or_as_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let (base, start) = (folder.path().join("base"), folder.path().join("start"));
    create(&base).and_then(Index::close).expect("an index");
    let mut failed = 0;
    for step in 0..ROUND {
        std::fs::copy(&base, &start).expect("a copy");
        let mut index = open(&base).expect("opens");
        apply(&mut index, step).expect("a step");
        for lasts in [Lasts::Once, Lasts::On] {
            failed += fail(folder.path(), &mut index, step, lasts);
        }
        index.close().expect("closed");
    }
    println!("{failed} points");
    assert!(failed >= 200, "{failed}");
}

//! Long calls that are stopped at any moment: they say so, and the index is as before or as after.

use std::time::Duration;

use super::index_workload::{ROUND, apply, apply_watched, called, create, open, random, summary};
use crate::error::Error as CoreError;
use crate::index::{Error, Index};
use crate::parallel::Control;

/// Does a step that is stopped after a while; whether it was done.
fn stop(index: &mut Index, step: usize, after: Duration) -> bool {
    let before = summary(index).expect("read");
    let control = Control::default();
    let done = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(after);
            control.cancel();
        });
        apply_watched(index, step, &control)
    });
    assert!(matches!(done, Ok(()) | Err(Error::Core(CoreError::Cancelled))), "{done:?}");
    assert!(index.verify(&Control::default()).expect("whole").broken.is_empty());
    done.is_ok() || summary(index).expect("read") != before
}

#[test]
fn a_stopped_call_changes_all_or_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, other) = (folder.path().join("index"), folder.path().join("undisturbed"));
    let mut index = create(&path).expect("an index");
    let mut undisturbed = create(&other).expect("an index");
    let mut state = 7;
    for step in 0..2 * ROUND {
        let mut after = || Duration::from_micros(random(&mut state) % 6_000);
        if !(0..4).any(|_| stop(&mut index, step, after())) {
            apply(&mut index, step).expect("a step");
        }
        apply(&mut undisturbed, step).expect("a step");
        let said = summary(&mut index).expect("read");
        assert_eq!(said, summary(&mut undisturbed).expect("read"), "{}", called(step));
        index.close().expect("closed");
        index = open(&path).expect("opens");
    }
}

#[test]
fn whoever_is_stopped_already_does_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut index = create(&folder.path().join("index")).expect("an index");
    apply_watched(&mut index, 0, &Control::default()).expect("a dump");
    let before = summary(&mut index).expect("read");
    let control = Control::default();
    control.cancel();
    let ended = [
        index.verify(&control).map(drop),
        index.compact(&control),
        index.delete(&["0.0:3"], &control).map(drop),
        apply_watched(&mut index, 1, &control),
    ];
    for one in ended {
        assert!(matches!(one, Err(Error::Core(CoreError::Cancelled))), "{one:?}");
    }
    assert_eq!(summary(&mut index).expect("read"), before);
}

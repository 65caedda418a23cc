//! Long calls that are stopped at any moment: they say so, and the index is as before or as after.

use std::time::Duration;

use super::index_workload::{ROUND, apply_watched, create, open, random, summary};
use crate::error::Error as CoreError;
use crate::index::{Error, Index};
use crate::parallel::Control;

#[test]
fn a_stopped_call_changes_all_or_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let mut index = create(&path).expect("an index");
    let (mut state, mut stopped) = (7, 0);
    for step in 0..2 * ROUND {
        for _ in 0..4 {
            let before = summary(&mut index).expect("read");
            let control = Control::default();
            let after = Duration::from_micros(random(&mut state) % 6_000);
            let done = std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(after);
                    control.cancel();
                });
                apply_watched(&mut index, step, &control)
            });
            if done.is_ok() {
                break;
            }
            assert!(matches!(done, Err(Error::Core(CoreError::Cancelled))), "{done:?}");
            stopped += 1;
            assert!(index.verify(&Control::default()).expect("whole").broken.is_empty());
            if summary(&mut index).expect("read") != before {
                break;
            }
        }
        index.close().expect("closed");
        index = open(&path).expect("opens");
    }
    println!("{stopped} calls were stopped");
    Index::close(index).expect("closed");
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

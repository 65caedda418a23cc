//! A file of which bytes were flipped or cut off: an error, or the right answer. Never a wrong one, a panic or a hang.
//!
//! 200 cases in a normal run; `make kills` tries 2,000.

use std::path::Path;

use paperdedup_core::store::{Access, Error, Settings, Store};

mod api {
    pub use paperdedup_core::store::{
        Change, Decision, Event, Evidence, Happening, Key, Member, NewDump, NewRecord, Result,
        Settings, Store, Verdict, names,
    };
}
mod store_workload;
use store_workload::{apply, create, random, summary};

/// What a reader learns of a file.
fn answer(path: &Path) -> Result<String, Error> {
    let mut store = Store::open(path, Access::Read, &Settings::default())?;
    summary(&mut store)
}

fn verified(path: &Path) -> Result<Vec<String>, Error> {
    Ok(Store::open(path, Access::Read, &Settings::default())?.verify()?.broken)
}

fn damaged(whole: &[u8], case: u64) -> Vec<u8> {
    let mut state = case;
    let mut bytes = whole.to_vec();
    let at = random(&mut state) as usize % bytes.len();
    match case % 5 {
        0 => bytes.truncate(at),
        1 => bytes.truncate(at / 8192 * 8192),
        // The first hundred bytes say what the file is.
        2 => bytes[at % 100] ^= 1 << (random(&mut state) % 8),
        3 => {
            let end = (at + random(&mut state) as usize % 300).min(bytes.len());
            bytes[at..end].iter_mut().for_each(|byte| *byte = random(&mut state) as u8);
        }
        _ => bytes[at] ^= 1 << (random(&mut state) % 8),
    }
    bytes
}

fn damage(cases: std::ops::Range<u64>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let mut store = create(&path).expect("an index");
    (0..4).for_each(|step| apply(&mut store, step).expect("a dump"));
    store.close().expect("closed");
    let (whole, right) = (std::fs::read(&path).expect("bytes"), answer(&path).expect("an answer"));
    assert_eq!(verified(&path).expect("read"), [""; 0]);
    let (mut errors, mut answers) = (0, 0);
    for case in cases {
        let path = folder.path().join(format!("case {case}"));
        std::fs::write(&path, damaged(&whole, case)).expect("written");
        match answer(&path) {
            Ok(given) => {
                assert!(given == right, "case {case}: another answer");
                answers += 1;
            }
            Err(error) => {
                assert!(error.to_string().contains("case "), "{error}");
                errors += 1;
            }
        }
        let _ = verified(&path);
        std::fs::remove_file(&path).expect("removed");
    }
    println!("{errors} errors, {answers} right answers, in {} bytes", whole.len());
    assert!(errors > 100, "{errors} of {answers}");
}

#[test]
fn two_hundred_damaged_files() {
    damage(0..200);
}

#[test]
#[ignore = "minutes"]
fn two_thousand_damaged_files() {
    damage(200..2200);
}

//! Kills of a program at work on an index, and what was reported before it ended.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Tells the child which index is its own.
const INDEX: &str = "PAPERDEDUP_KILLED_INDEX";

/// The first report: from here on it is killed.
pub const BEGUN: &str = "begun";

/// Of a kill of one that had nothing left to do.
pub const IDLE: &str = "idle";

/// The index of a child; none in a process that is not to be killed.
pub fn own_index() -> Option<PathBuf> {
    std::env::var_os(INDEX).map(PathBuf::from)
}

/// Says to whoever kills this process what was done.
pub fn report(what: &str, step: usize) {
    println!("\n{what} {step}");
}

/// What a killed process had said.
pub struct Killed {
    /// The last step that it reported as done.
    pub done: Option<usize>,
    /// The word of its last report.
    pub word: String,
}

/// Runs the test of this name in a process of its own, and kills it a while after it has begun.
pub fn kill_once(test: &str, path: &Path, after: Duration) -> Killed {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(INDEX, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a writer");
    let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
    let mut killed = Killed { done: None, word: String::new() };
    let begun = lines.by_ref().map_while(Result::ok).any(|line| line.starts_with(BEGUN));
    assert!(begun, "it begins");
    BEGUN.clone_into(&mut killed.word);
    std::thread::sleep(after);
    child.kill().expect("killed");
    for line in lines.map_while(Result::ok) {
        let Some((word, step)) = line.split_once(' ') else { continue };
        if let Ok(step) = step.parse() {
            word.clone_into(&mut killed.word);
            killed.done = killed.done.max((word != BEGUN).then_some(step));
        }
    }
    child.wait().expect("an end");
    killed
}

/// What was going on, or had been reported, when kills came, and how often.
#[derive(Default)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    /// Counts a kill.
    pub fn add(&mut self, word: &str) {
        *self.0.entry(word.to_owned()).or_default() += 1;
    }

    /// Kills of a program that was at work.
    pub fn hits(&self) -> u64 {
        self.0.iter().filter(|(word, _)| *word != IDLE).map(|(_, count)| count).sum()
    }

    /// Prints what was hit.
    pub fn print(&self) {
        let hits = self.hits();
        println!("{hits} kills of a writer at work, every index whole; at: {:?}", self.0);
    }
}

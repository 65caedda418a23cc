//! All that can be done to an index, step by step: the same steps give the same content, on any machine.

use std::fmt::{Debug, Write};
use std::path::Path;

use super::api::{
    Access, Control, Field, Given, Index, NewDump, Params, Records, Result, Said, Settings,
    Verdict, each_match, each_member,
};

/// Steps of a round: three dumps, of which the last updates another, and all else once.
pub const ROUND: usize = 8;
/// Records of a dump.
const RECORDS: usize = 24;

struct Row {
    id: String,
    title: String,
    text: String,
}

/// A dump.
struct Rows(Vec<Row>, [u32; 2]);

impl Records for Rows {
    fn dump_starts(&self) -> &[u32] {
        &self.1
    }

    fn field(&self, record: u32, field: Field) -> &str {
        let row = &self.0[record as usize];
        match field {
            Field::Title => &row.title,
            Field::Abstract => &row.text,
            _ => "",
        }
    }
}

impl Given for Rows {
    fn position(&self, row: u32) -> u64 {
        row.into()
    }

    fn own_id(&self, row: u32) -> Option<&str> {
        Some(&self.0[row as usize].id)
    }

    fn extra(&self, _: u32) -> Option<&str> {
        None
    }
}

/// SplitMix64.
pub fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn words(seed: usize, count: usize) -> String {
    let mut state = seed as u64;
    (0..count).fold(String::new(), |mut text, _| {
        let _ = write!(text, "word{} ", random(&mut state) % 4001);
        text
    })
}

/// Papers from a number on. Every third of a later variant has another text.
fn rows(first: usize, variant: usize) -> Rows {
    let row = |paper: usize| {
        let revised = if variant > 0 && paper.is_multiple_of(3) {
            format!("variant {variant}")
        } else {
            String::new()
        };
        // One text is too long for a page.
        let count = if paper % RECORDS == 7 { 3000 } else { 50 };
        Row {
            id: format!("id {paper}"),
            title: format!("On the {}", words(paper + 100_000, 5)),
            text: words(paper, count) + &revised,
        }
    };
    Rows((first..first + RECORDS).map(row).collect(), [0, RECORDS as u32])
}

fn add(
    index: &mut Index,
    name: &str,
    rows: &Rows,
    variant: usize,
    control: &Control,
) -> Result<()> {
    let digest = format!("{name} {variant}");
    let added = "2026-11-21T00:00:00Z";
    let dump = NewDump { name, digest: digest.as_bytes(), added, ..NewDump::default() };
    index.add(&dump, rows, control).map(drop)
}

/// An index that is empty.
pub fn create(path: &Path) -> Result<Index> {
    let params = Params { threads: 1, ..Params::default() };
    Index::create(path, &params, Some("version"), 1000, &Settings::default())
}

/// The index of a file, to be changed.
pub fn open(path: &Path) -> Result<Index> {
    Index::open(path, Access::Write, &Settings::default())
}

/// What a step does.
pub fn called(step: usize) -> &'static str {
    const NAMES: [&str; ROUND] =
        ["added", "added", "deleted", "decided", "updated", "unmerged", "compacted", "undecided"];
    NAMES[step % ROUND]
}

/// Does a step of the work.
pub fn apply(index: &mut Index, step: usize) -> Result<()> {
    apply_watched(index, step, &Control::default())
}

/// Does a step that may be stopped.
pub fn apply_watched(index: &mut Index, step: usize, control: &Control) -> Result<()> {
    let round = step / ROUND;
    let (one, two) = (format!("{round}.0"), format!("{round}.1"));
    let of_one = |position: usize| format!("{one}:{position}");
    let first = round * 20;
    match step % ROUND {
        0 => add(index, &one, &rows(first, 0), 0, control),
        1 => add(index, &two, &rows(first + 10, 1), 1, control),
        2 => index.delete(&[&of_one(12), &of_one(13)], control).map(drop),
        3 => {
            let pair = (&*of_one(1), &*of_one(2));
            index.decide(&[Said::new(pair, Verdict::Must)], "us", control).map(drop)
        }
        4 => add(index, &two, &rows(first + 10, 2), 2, control),
        5 => index.unmerge(&of_one(14), ("us", ""), control).map(drop),
        6 => index.compact(control),
        _ => index.undecide(&of_one(1), &of_one(2), control).map(drop),
    }
}

/// All that can be read of an index, as text.
pub fn summary(index: &mut Index) -> Result<String> {
    let mut all = String::new();
    let mut say = |what: &dyn Debug| {
        let _ = writeln!(all, "{what:?}");
    };
    let view = index.read()?;
    say(&view.dumps()?);
    for mut decision in view.decisions()? {
        decision.made.clear();
        say(&decision);
    }
    let mut names = Vec::new();
    view.each_redirect(|name, paper| {
        say(&(name, paper));
        names.push(name.to_owned());
        Ok(())
    })?;
    each_member(&view, |row| {
        say(&row);
        say(&(view.record(row.record)?, view.profile(row.record)?, view.named(&row.content)?));
        names.extend([row.content, row.canonical]);
        Ok(())
    })?;
    each_match(&view, |row| {
        say(&row);
        Ok(())
    })?;
    for name in &names {
        say(&(name, view.history(name)?));
    }
    drop(view);
    for name in &names {
        say(&(name, index.resolve(name)?));
    }
    Ok(all)
}

//! Times and sizes of an index; every answer is checked before its time is printed.
//!
//! `index FILE RECORDS [text]`: builds an index of so many records from lines of id, title, authors, year and abstract with
//! tabs between; beyond the lines of the file, records are made of their words in another order. Then 10,000 more are added,
//! and papers are asked for by their texts.

use std::time::{Duration, Instant};

use paperdedup_core::index::{Asked, Given, Index};
use paperdedup_core::parallel::Control;
use paperdedup_core::params::Params;
use paperdedup_core::pipeline::deduplicate;
use paperdedup_core::records::{Field, Records};
use paperdedup_core::relate::Policy;
use paperdedup_core::store::{Access, NewDump, Settings};

/// Lines as records.
struct Lines {
    whole: Vec<String>,
    ends: Vec<[usize; 5]>,
    starts: [u32; 2],
}

impl Lines {
    fn new(lines: Vec<String>) -> Self {
        let ends = lines.iter().map(|line| {
            let mut ends = [line.len(); 5];
            let tabs = line.match_indices('\t').map(|(at, _)| at);
            ends.iter_mut().zip(tabs).for_each(|(end, at)| *end = at);
            ends
        });
        let (ends, starts) = (ends.collect(), [0, lines.len() as u32]);
        Self { whole: lines, ends, starts }
    }

    fn part(&self, record: u32, part: usize) -> &str {
        let ends = &self.ends[record as usize];
        let start = if part == 0 { 0 } else { (ends[part - 1] + 1).min(ends[part]) };
        &self.whole[record as usize][start..ends[part]]
    }
}

impl Records for Lines {
    fn dump_starts(&self) -> &[u32] {
        &self.starts
    }

    fn field(&self, record: u32, field: Field) -> &str {
        match field {
            Field::Id => self.part(record, 0),
            Field::Title => self.part(record, 1),
            Field::Authors => self.part(record, 2),
            Field::Year => self.part(record, 3),
            Field::Abstract => self.part(record, 4),
            _ => "",
        }
    }
}

impl Given for Lines {
    fn position(&self, row: u32) -> u64 {
        u64::from(row)
    }

    fn own_id(&self, row: u32) -> Option<&str> {
        Some(self.part(row, 0))
    }

    fn extra(&self, _: u32) -> Option<&str> {
        None
    }
}

fn mix(value: u64) -> u64 {
    let mixed = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

/// The words of a text in another order.
fn shuffled(text: &str, seed: u64) -> String {
    let mut words: Vec<(u64, &str)> =
        text.split(' ').zip(0..).map(|(word, at)| (mix(seed ^ at << 20), word)).collect();
    words.sort_unstable();
    words.iter().map(|word| word.1).collect::<Vec<_>>().join(" ")
}

/// Another paper made of one.
fn varied(line: &str, round: usize) -> String {
    if round == 0 {
        return line.to_owned();
    }
    let parts: Vec<&str> = line.splitn(5, '\t').collect();
    let seed = round as u64 * 0x9e37_79b9 + line.len() as u64;
    let letter = char::from(b'a' + (round % 26) as u8);
    let title: Vec<String> = parts[1].split(' ').map(|word| format!("{word}{letter}")).collect();
    let text = shuffled(parts[4], seed);
    format!("{}v{round}\t{}\t{letter}{}\t{}\t{text}", parts[0], title.join(" "), parts[2], parts[3])
}

fn add(index: &mut Index, name: &str, lines: &Lines) -> Duration {
    let started = Instant::now();
    let dump = NewDump { name, digest: name.as_bytes(), ..NewDump::default() };
    let update = index.add(&dump, lines, &Control::default()).expect("added");
    let took = started.elapsed();
    println!(
        "{name}: {} records in {took:?}: {} new, {} repeated, {} revised, {} merged",
        update.records,
        update.new,
        update.repeated,
        update.revised,
        update.merged.len()
    );
    took
}

fn ask(index: &mut Index, lines: &Lines, title: bool) {
    let mut times = Vec::new();
    for round in 0..2 {
        for at in 0..3000u64 {
            let record = (mix(at) % lines.len() as u64) as u32;
            let mut fields = vec![("abstract", lines.field(record, Field::Abstract))];
            if title {
                fields.push(("title", lines.field(record, Field::Title)));
            }
            let asked = Asked::new(fields.into_iter());
            let started = Instant::now();
            let found = index.query(&asked, 10, None).expect("read");
            if round == 1 {
                times.push(started.elapsed());
            }
            let short = lines.field(record, Field::Abstract).len() < 200;
            assert!(short || !found.is_empty(), "record {record} is not found");
        }
    }
    times.sort_unstable();
    println!("query (title {title}): median {:?}, 99 % within {:?}", times[1500], times[2970]);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let content = std::fs::read_to_string(&arguments[1]).expect("a readable file");
    let count: usize = arguments[2].parse().expect("a number");
    let policy = (arguments.get(3).map(String::as_str) != Some("text")).then_some("version");
    let base: Vec<&str> = content.lines().collect();
    let line = |at: usize| varied(base[at % base.len()], at / base.len());
    let lines = Lines::new((0..count).map(line).collect());
    let more = Lines::new((count..count + 10_000).map(line).collect());
    let mut params =
        Params { policy: policy.and_then(|name| Policy::parse(name).ok()), ..Params::default() };
    for records in [&lines, &more] {
        let started = Instant::now();
        let outcome = deduplicate(records, &params, &Control::default()).expect("a result");
        println!(
            "deduplicate {}: {:?} {:?}",
            records.len(),
            started.elapsed(),
            outcome.plan.banding
        );
        params.banding = params.banding.or(Some(outcome.plan.banding));
    }
    let folder = tempfile::tempdir_in(".").expect("a folder");
    let path = folder.path().join("index");
    let mut index =
        Index::create(&path, &params, policy, count, &Settings::default()).expect("made");
    add(&mut index, "first", &lines);
    for round in 0..3 {
        let part = Lines::new(
            more.whole
                .iter()
                .skip(round * 3333)
                .take(3333)
                .map(|one| varied(one, round + 30))
                .collect(),
        );
        add(&mut index, &format!("part {round}"), &part);
    }
    add(&mut index, "more", &more);
    ask(&mut index, &lines, false);
    ask(&mut index, &lines, true);
    index.close().expect("closed");
    let bytes = std::fs::metadata(&path).map_or(0, |file| file.len()) as f64;
    println!("{:.0} bytes a record", bytes / (count + 20_000) as f64);
    let started = Instant::now();
    let mut index = Index::open(&path, Access::Read, &Settings::default()).expect("opened");
    let asked = Asked::new([("abstract", lines.field(7, Field::Abstract))].into_iter());
    let found = index.query(&asked, 1, None).expect("read").len();
    println!("open to first answer: {:?} ({found})", started.elapsed());
}

//! Sizes and times of the store; every answer is checked before its time is printed.
//!
//! `store postings [MILLIONS]`: loads postings, adds those of 10,000 records, looks up.
//! `store records FILE`: stores the records of a file of JSON lines, and compares ways to compress them.

use std::path::Path;
use std::time::{Duration, Instant};

use paperdedup_core::store::{Key, NewDump, NewRecord, Result, Settings, Store, names};

/// Keys of a record: text bands, title bands, identifiers.
const KEYS: u64 = 30;
/// Postings that are given to the store at a time.
const PORTION: u32 = 100_000;

fn mix(value: u64) -> u64 {
    let mixed = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

fn key(record: u32, number: u64) -> Key {
    Key { channel: (number % 3) as u8, hash: mix(u64::from(record) * KEYS + number) }
}

fn keys(record: u32) -> Vec<Key> {
    (0..KEYS).map(|number| key(record, number)).collect()
}

fn post(store: &mut Store, records: std::ops::Range<u32>) -> Result<Duration> {
    let started = Instant::now();
    let change = store.write()?;
    for start in records.clone().step_by(PORTION as usize) {
        let end = records.end.min(start + PORTION);
        let all = (start..end).flat_map(|record| (0..KEYS).map(move |n| (key(record, n), record)));
        change.post(all)?;
    }
    if records.start == 0 {
        change.merge_runs()?;
    }
    change.commit()?;
    Ok(started.elapsed())
}

fn postings(path: &Path, records: u32) -> Result<()> {
    let mut store = Store::create(path, &[], &Settings::default())?;
    let millions = f64::from(records) * KEYS as f64 / 1e6;
    let took = post(&mut store, 0..records)?.as_secs_f64();
    println!("{millions:.1} million postings: {took:.2} s");
    for round in 0..12 {
        let from = records + round * 10_000;
        println!("  + 300,000: {:?}", post(&mut store, from..from + 10_000)?);
    }
    look_up(&mut store, records)?;
    let started = Instant::now();
    store.compact()?;
    println!("compact: {:?}", started.elapsed());
    look_up(&mut store, records)?;
    store.close()?;
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len()) as f64;
    let all = f64::from(records + 120_000);
    println!(
        "{bytes} bytes: {:.1} a record, {:.2} a posting",
        bytes / all,
        bytes / all / KEYS as f64
    );
    Ok(())
}

/// All keys of one record at a time, known and unknown; then those of 10,000 records at once.
fn look_up(store: &mut Store, records: u32) -> Result<()> {
    let known = (0..4000).map(|at| mix(at) as u32 % records);
    let unknown = (0..4000).map(|at| u32::MAX / 2 + at);
    for (name, asked) in [("known", known.collect::<Vec<_>>()), ("unknown", unknown.collect())] {
        let mut times = Vec::new();
        for &record in asked.iter().chain(&asked) {
            let keys = keys(record);
            let started = Instant::now();
            let found = store.read()?.lookup(&keys, 1000)?;
            times.push(started.elapsed());
            let right = found.hits.iter().filter(|hit| hit.record == record).count();
            assert_eq!(right, if name == "known" { 30 } else { 0 });
        }
        let warm = &mut times[4000..];
        warm.sort_unstable();
        println!("30 {name} keys: median {:?}, 99 % within {:?}", warm[2000], warm[3960]);
    }
    let many: Vec<Key> = (0..10_000).map(|at| mix(at) as u32 % records).flat_map(keys).collect();
    let started = Instant::now();
    let found = store.read()?.lookup(&many, 1000)?;
    println!("{} keys at once: {:?}", many.len(), started.elapsed());
    assert!(found.hits.len() >= many.len());
    Ok(())
}

fn records(path: &Path, lines: &[String]) -> Result<()> {
    let plain: usize = lines.iter().map(String::len).sum();
    println!("{} records, {} bytes each", lines.len(), plain / lines.len());
    for together in [1, 4, 16, 64] {
        compare_blocks(lines, together);
    }
    let mut store = Store::create(path, &[], &Settings::default())?;
    let started = Instant::now();
    let change = store.write()?;
    let dump = change.add_dump(&NewDump::default())?;
    let new = |at: u32| NewRecord {
        dump,
        position: at.into(),
        content: u128::from(mix(at.into())) << 56,
        identifiers: Vec::new(),
        fields: vec![(0, &lines[at as usize])],
    };
    let numbers = change.append(&["line"], lines.len() as u32, new)?;
    change.commit()?;
    println!("stored: {:?}", started.elapsed());
    let mut times = Vec::new();
    let view = store.read()?;
    for at in 0..20_000 {
        let record = mix(at) as u32 % numbers.end;
        let started = Instant::now();
        let found = view.record(record)?.expect("it is there");
        times.push(started.elapsed());
        assert_eq!(found.fields[0].1, lines[record as usize]);
    }
    let warm = &mut times[10_000..];
    warm.sort_unstable();
    println!("a record: median {:?}, 99 % within {:?}", warm[5000], warm[9900]);
    let content = view.record(7)?.expect("it is there").content;
    assert_eq!(view.named(&names::of_content(content))?, [7]);
    drop(view);
    store.close()?;
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    println!("{:.1} bytes a record in the file", bytes as f64 / lines.len() as f64);
    Ok(())
}

/// What blocks of several records would take, and what one record of them costs.
fn compare_blocks(lines: &[String], together: usize) {
    let samples: Vec<&String> = lines.iter().step_by(4).collect();
    let trained = zstd::dict::from_samples(&samples, 64 << 10).expect("a dictionary");
    for (name, dictionary) in [("no dictionary", Vec::new()), ("a dictionary", trained)] {
        let mut packer = zstd::bulk::Compressor::with_dictionary(3, &dictionary).expect("zstd");
        let blocks: Vec<String> = lines.chunks(together).map(<[String]>::concat).collect();
        let started = Instant::now();
        let pack = |block: &String| packer.compress(block.as_bytes()).expect("packed");
        let packed: Vec<Vec<u8>> = blocks.iter().map(pack).collect();
        let packing = started.elapsed() / lines.len() as u32;
        let mut reader = zstd::bulk::Decompressor::with_dictionary(&dictionary).expect("zstd");
        let started = Instant::now();
        for (packed, block) in packed.iter().zip(&blocks) {
            let plain = reader.decompress(packed, block.len()).expect("unpacked");
            assert_eq!(plain.len(), block.len());
        }
        let reading = started.elapsed() / packed.len() as u32;
        let size = packed.iter().map(Vec::len).sum::<usize>() / lines.len();
        println!(
            "  {together} together, {name}: {size} bytes, {packing:?} to pack, {reading:?} to read"
        );
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = tempfile::tempdir_in(".").expect("a folder");
    let path = folder.path().join("index");
    let given = arguments.get(2);
    if arguments.get(1).is_some_and(|job| job == "records") {
        let text = std::fs::read_to_string(given.expect("a file")).expect("a readable file");
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        records(&path, &lines).expect("stored");
    } else {
        let millions = given.map_or(20.0, |number| number.parse().expect("a number"));
        postings(&path, (millions * 1e6 / KEYS as f64) as u32).expect("stored");
    }
}

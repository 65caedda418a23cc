//! Every table gives back what it was given; every law is looked at; the bytes are those of the format.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::store_workload::{apply, create};
use super::with_records;
use crate::store::block::{Block, encode};
use crate::store::{
    Access, Change, Decision, Error, Event, Evidence, Happening, Key, Member, NewDump, NewRecord,
    Settings, Store, Verdict, names,
};

/// What a law is broken with, and what `verify` says of it.
const BREAKS: &[(&str, &str)] = &[
    ("DELETE FROM dumps", "belongs to a dump that is not in the ledger"),
    ("INSERT INTO tombstones VALUES (5)", "is marked as deleted, and is there"),
    ("UPDATE counters SET value = 60 WHERE name = 'next_record'", "was not given out yet"),
    ("INSERT INTO members VALUES (5000, 1, 0)", "is a member, and is not there"),
    ("INSERT OR REPLACE INTO members VALUES (5, 5000, 0)", "founder 5000 is not there"),
    ("INSERT INTO papers VALUES (5000, 'pd:X')", "founder 5000 is not there"),
    (
        "INSERT OR REPLACE INTO members VALUES (5, 4, 0), (6, 5, 0)",
        "founder 5 is a member of another paper",
    ),
    ("UPDATE matches SET a = b", "names a record that is not there, or itself"),
    ("UPDATE matches SET a = 5000 + a", "names a record that is not there, or itself"),
    ("UPDATE matches SET jaccard = 1.5", "has a score outside of 0 to 1"),
    (
        "INSERT OR REPLACE INTO redirects VALUES ('x', 'y'), ('y', 'x')",
        "the old name x resolves to itself or in a circle",
    ),
    ("UPDATE runs SET postings = postings + 1", "postings instead of"),
    ("UPDATE runs SET blocks = blocks + 1", "blocks are stored, and the runs have"),
    ("UPDATE blocks SET key = key - 1", "names do not lead to their records"),
    ("DELETE FROM blocks; DELETE FROM runs", "records have no postings"),
    ("UPDATE counters SET value = 60 WHERE name = 'next_record'", "postings of unknown records"),
];

#[test]
fn verify_looks_at_every_law() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let mut store = create(&path).expect("an index");
    (0..2).for_each(|step| apply(&mut store, step).expect("a dump"));
    store.close().expect("closed");
    for (number, (sql, says)) in BREAKS.iter().enumerate() {
        let copy = folder.path().join(format!("broken {number}"));
        std::fs::copy(&path, &copy).expect("a copy");
        let mut store = Store::open(&copy, Access::Write, &Settings::default()).expect("opens");
        assert!(store.verify().expect("read").broken.is_empty());
        store.parts().0.batch(sql).expect("broken");
        let broken = store.verify().expect("read").broken;
        assert!(broken.iter().any(|line| line.contains(says)), "{sql}: {broken:?}");
    }
    let mut store = Store::open(&path, Access::Write, &Settings::default()).expect("opens");
    let damages = ["UPDATE records SET packed = x'00'", "UPDATE blocks SET packed = x'00'"];
    for sql in damages {
        store.parts().0.batch("BEGIN").expect("begun");
        store.parts().0.batch(sql).expect("broken");
        let view = crate::store::Snapshot::new(store.parts().0, store.parts().1);
        let read = view.each_record(0..9, |_| Ok(())).and_then(|()| view.named("arxiv:0.1"));
        assert!(matches!(read, Err(Error::Corrupt { .. })), "{sql}: {read:?}");
    }
    assert!(store.verify().expect("read").broken.is_empty());
}

fn evidence(a: u32, b: u32, channel: u8) -> Evidence {
    let points = vec![channel; 3];
    Evidence { a, b, channel, jaccard: 0.7, containment: 0.8, score: 1.5, relation: 2, points }
}

#[test]
fn matches_go_with_their_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = with_records(&folder.path().join("index"), 20);
    let change = store.write().expect("a change");
    let chain: Vec<Evidence> = (1..6).map(|at| evidence(at, at + 1, 0)).collect();
    change.add_matches(&chain).expect("added");
    change.add_matches(&[evidence(3, 4, 1), evidence(8, 9, 0)]).expect("added");
    let of = |record| change.matches_of(record).expect("read");
    assert_eq!(of(4), [evidence(3, 4, 0), evidence(3, 4, 1), evidence(4, 5, 0)]);
    change.delete_record(4).expect("deleted");
    assert_eq!(of(3), [evidence(2, 3, 0)]);
    assert_eq!(of(5), [evidence(5, 6, 0)]);
}

#[test]
fn papers_have_founders_members_and_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = with_records(&folder.path().join("index"), 6);
    let change = store.write().expect("a change");
    let member = Member { founder: 1, record: 3, relation: 2 };
    change.set_member(member).expect("set");
    assert!(matches!(
        change.set_member(Member { founder: 2, record: 2, relation: 0 }),
        Err(Error::Invalid { field: "founder", .. })
    ));
    assert_eq!(change.membership(3).expect("read"), Some(member));
    assert_eq!((change.founder(3).expect("read"), change.founder(2).expect("read")), (1, 2));
    assert_eq!(change.members(1).expect("read"), [member]);
    assert_eq!(founders(&change), [0, 1, 2, 4, 5]);
    assert_eq!(change.canonical(1).expect("read"), Some(names::of_content(1)));
    change.set_canonical(1, Some("pd:OLD.2")).expect("set");
    assert_eq!(change.canonical(1).expect("read").as_deref(), Some("pd:OLD.2"));
    assert_eq!(change.founder_called("pd:OLD.2").expect("read"), Some(1));
    change.set_canonical(1, None).expect("set");
    assert_eq!(change.founder_called("pd:OLD.2").expect("read"), None);
    change.set_founder(3).expect("set");
    assert_eq!(founders(&change).len(), 6);
    assert_eq!(change.canonical(99).expect("read"), None);
    change.set_redirect("a", "b").expect("set");
    change.clear_redirect("a").expect("cleared");
    assert_eq!(change.redirect("a").expect("read"), None);
}

fn founders(change: &Change<'_>) -> Vec<u32> {
    let mut founders = Vec::new();
    let visit = |founder| {
        founders.push(founder);
        Ok(())
    };
    change.each_founder(visit).expect("read");
    founders
}

#[test]
fn ledger_decisions_and_history_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = create(&folder.path().join("index")).expect("an index");
    let change = store.write().expect("a change");
    let (records, rejects) = (7, 2);
    let new =
        NewDump { name: "x", digest: b"12", date: "2026", records, rejects, ..NewDump::default() };
    assert_eq!(change.add_dump(&new).expect("added"), 0);
    change.add_dump(&new).expect_err("a dump is added once");
    let found = change.dump_of_digest(b"12").expect("read").expect("it is there");
    assert_eq!((found.name.as_str(), found.records, found.rejects), ("x", 7, 2));
    assert_eq!(change.dump_of_digest(b"13").expect("read"), None);
    let text = String::from;
    let (a, b, who, why, made) = (text("a"), text("b"), text("w"), text("y"), text("m"));
    let decision = Decision { a, b, verdict: Verdict::Must, who, why, made };
    change.decide(&decision).expect("entered");
    assert_eq!(change.decisions().expect("read"), [decision]);
    assert_eq!(change.undecide("b", "a").expect("taken back"), 1);
    assert!(change.decisions().expect("read").is_empty());
    for event in [Event::Merged, Event::Updated, Event::Deleted, Event::Split] {
        let happening = Happening { name: format!("{event:?}"), event, other: text("o"), dump: 0 };
        change.note(&happening).expect("entered");
        assert_eq!(change.history(&happening.name).expect("read"), [happening]);
    }
}

#[test]
fn records_come_back_with_or_without_a_dictionary() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = create(&folder.path().join("index")).expect("an index");
    let words = |at: u32| (0..60).map(move |n| format!("word{} ", (at * 7 + n * n) % 500));
    let texts: Vec<String> = (0..6000).map(|at| words(at).collect()).collect();
    let change = store.write().expect("a change");
    let mut all = Vec::new();
    for portion in [&texts[..10], &texts[10..]] {
        let new = |at: u32| NewRecord {
            dump: 0,
            position: 1 << 40,
            content: (1 << 120) - 1,
            identifiers: vec!["doi:10.1/x".to_owned()],
            fields: vec![(1, ""), (0, &portion[at as usize])],
        };
        let count = portion.len() as u32;
        all.extend(change.append(&["abstract", "é"], count, new).expect("stored"));
    }
    for at in all.into_iter().step_by(7) {
        let found = change.record(at).expect("read").expect("it is there");
        assert_eq!(found.fields[1], ("abstract".to_owned(), texts[at as usize].clone()));
        assert_eq!((found.position, found.content), (1 << 40, (1 << 120) - 1));
        assert_eq!(found.identifiers, ["doi:10.1/x"]);
    }
    assert_eq!(change.record(6000).expect("read"), None);
    let dictionaries = "SELECT count(*) FROM dictionaries";
    assert_eq!(change.database().value::<i64>(dictionaries, []).expect("a count"), 1);
}

#[test]
fn keys_blocks_and_pages_are_those_of_the_format() {
    let keys = [(0, 0), (1, 0), (255, u64::MAX)];
    let kept = keys.map(|(channel, hash)| Key { channel, hash }.kept());
    // SplitMix64 seeded with 0 starts with e220a839 7b1dcdaf, 6e789e6a a1b965f4.
    assert_eq!(kept[..2], [0xe2_20a8_397b, 0x6e_789e_6aa1]);
    assert!(kept[2] < 1 << 40);
    let entries = [(1000, 7), (1003, 5), (1003, 6), (1020, 9)];
    let bytes = encode(&entries);
    let expected = [
        // l = 2 (20 / 4 = 5), w = 3 (9 - 5 = 4), n, the smallest record.
        2,
        3,
        4,
        0,
        0,
        0,
        5,
        0,
        0,
        0, // low bits 0, 3, 3, 0; records 2, 0, 1, 4
        0b0011_1100,
        0b0100_0010,
        0b0000_1000, // unary: places 0, 1, 2 and 5 + 3
        0b0000_0111,
        0b0000_0001,
    ];
    assert_eq!(bytes, expected);
    assert!(Block::new(1000, &bytes).expect("a block").entries().eq(entries));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let mut store = create(&path).expect("an index");
    apply(&mut store, 0).expect("a dump");
    store.close().expect("closed");
    let file = std::fs::read(&path).expect("bytes");
    assert_eq!((file[20], &file[60..64], &file[68..72]), (8, &[0, 0, 0, 1][..], &b"pded"[..]));
    for (page, offset) in file.chunks(8192).zip((0..).step_by(8192)) {
        let sum = xxh3_64_with_seed(&page[..8184], offset).to_le_bytes();
        assert_eq!(page[8184..], sum, "page at {offset}");
    }
}

//! Work for an index that tests damage, kill and compare: the same steps give the same content, on any machine.

use std::fmt::{Debug, Write};

use super::api::{
    Decision, Event, Evidence, Happening, Key, Member, NewDump, NewRecord, Result, Settings, Store,
    Verdict, names,
};

/// Records of a step.
pub const RECORDS: u64 = 40;
const KEYS: u64 = 12;

/// SplitMix64.
pub fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

pub fn create(path: &std::path::Path) -> Result<Store> {
    let parameters = [("normalizer".to_owned(), "1".to_owned())];
    Store::create(path, &parameters, &Settings::default())
}

/// The keys of a record of a step; every fourth is one that others have too.
fn keys(step: u64, record: u64) -> Vec<Key> {
    let mut state = step * 1_000_003 + record;
    let hash = |at: u64, state: &mut u64| match at % 4 {
        0 => random(state) % 300,
        _ => random(state),
    };
    (0..KEYS).map(|at| Key { channel: (at % 3) as u8, hash: hash(at, &mut state) }).collect()
}

fn text(step: u64, record: u64) -> String {
    let mut state = step * 7 + record;
    // One record is too long for a page.
    let words = if record == 7 { 6000 } else { 60 };
    (0..words).fold(String::new(), |mut text, _| {
        let _ = write!(text, "word{} ", random(&mut state) % 2000);
        text
    })
}

/// Adds a dump, with matches, papers, a deletion, and all else there is.
pub fn apply(store: &mut Store, step: u64) -> Result<()> {
    let change = store.write()?;
    let name = format!("dump {step}");
    let new = NewDump { name: &name, digest: &step.to_le_bytes(), ..NewDump::default() };
    let dump = change.add_dump(&new)?;
    let texts: Vec<(String, String)> =
        (0..RECORDS).map(|at| (text(step, at), format!("arxiv:{step}.{at}"))).collect();
    for (at, (text, identifier)) in (0..).zip(&texts) {
        let mut state = step * 999 + at;
        let content = u128::from(random(&mut state)) << 32;
        let record = NewRecord {
            dump,
            position: at,
            content,
            identifiers: vec![identifier.clone()],
            fields: vec![(0, &text[..20]), (1, text.as_str())],
        };
        let number = change.append(&["title", "abstract"], 1, |_| record.clone())?.start;
        let found = change.lookup(&keys(step, at), 100)?;
        if let Some(hit) = found.hits.first() {
            let (a, b) = (hit.record, number);
            let points = vec![1, 2, 3];
            change.add_matches(&[Evidence {
                a,
                b,
                channel: 0,
                jaccard: 0.75,
                containment: 0.9,
                score: 2.5,
                relation: 2,
                points,
            }])?;
            change.set_member(Member { founder: change.founder(a)?, record: b, relation: 1 })?;
        }
        if at == RECORDS / 2 {
            post(&change, step, number + 1 - RECORDS as u32 / 2 - 1, 0..=at)?;
        }
    }
    let first = change.next_record()? - RECORDS as u32;
    post(&change, step, first, RECORDS / 2 + 1..=RECORDS - 1)?;
    remove(&change, dump)?;
    change.decide(&Decision {
        a: format!("arxiv:{step}.1"),
        b: format!("arxiv:{step}.2"),
        verdict: Verdict::Cannot,
        who: "a reader".into(),
        why: "two theorems".into(),
        made: "2026-11-21".into(),
    })?;
    change.commit()
}

fn post(
    change: &super::api::Change<'_>,
    step: u64,
    first: u32,
    records: std::ops::RangeInclusive<u64>,
) -> Result<()> {
    change.post(
        records.flat_map(|at| keys(step, at).into_iter().map(move |key| (key, first + at as u32))),
    )
}

/// Deletes a record that founded nothing, and leaves its name behind.
fn remove(change: &super::api::Change<'_>, dump: u32) -> Result<()> {
    let victim = dump * 37 % change.next_record()?;
    let (Some((_, content)), true) = (change.place(victim)?, change.members(victim)?.is_empty())
    else {
        return Ok(());
    };
    let old = names::of_content(content);
    change.delete_record(victim)?;
    change.set_redirect(&old, &format!("pd:{dump}"))?;
    change.note(&Happening { name: old, event: Event::Deleted, other: String::new(), dump })
}

/// All that can be read of an index, as text.
pub fn summary(store: &mut Store) -> Result<String> {
    let mut all = String::new();
    let mut say = |what: &dyn Debug| {
        let _ = writeln!(all, "{what:?}");
    };
    say(&store.parameters()?);
    let view = store.read()?;
    let dumps = view.dumps()?;
    say(&dumps);
    let mut old = Vec::new();
    view.each_redirect(|name, paper| {
        old.push((name.to_owned(), paper.to_owned()));
        Ok(())
    })?;
    for (name, paper) in &old {
        say(&(name, paper, view.history(name)?));
    }
    view.each_match(|evidence| {
        say(&evidence);
        Ok(())
    })?;
    view.each_founder(|founder| {
        say(&(founder, view.canonical(founder)?, view.members(founder)?));
        Ok(())
    })?;
    view.each_record(0..u32::MAX, |record| {
        say(&record);
        say(&(view.named(&record.identifiers[0])?, view.matches_of(record.record)?));
        Ok(())
    })?;
    say(&view.decisions()?);
    let every = (0..dumps.len() as u64).flat_map(|step| (0..RECORDS).map(move |at| (step, at)));
    let every: Vec<Key> = every.flat_map(|(step, at)| keys(step, at)).collect();
    say(&view.lookup(&every, 1000)?);
    Ok(all)
}

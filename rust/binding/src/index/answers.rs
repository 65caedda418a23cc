//! What an index answers, as dicts of Python.

use paperdedup_core::index::{Answer, Changed, Compared, EXTRA, MemberRow, OWN_ID, Told, Update};
use paperdedup_core::pipeline::Edge;
use paperdedup_core::relate::{Point, Reason, Relation};
use paperdedup_core::store::{Decision, Dump, Event, Happening, Record, Report, Verdict};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

type Dict<'py> = PyResult<Bound<'py, PyDict>>;

/// A dict of names and values.
macro_rules! dict {
    ($py:expr, $($name:literal: $value:expr),* $(,)?) => {{
        let dict = PyDict::new($py);
        $(dict.set_item($name, $value)?;)*
        dict
    }};
}

/// As people see scores.
pub fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

pub fn points(points: &[Point]) -> Vec<(&'static str, f64)> {
    let named =
        |point: &Point| (Reason::NAMES[point.reason as usize], hundredths(f64::from(point.points)));
    points.iter().map(named).collect()
}

/// What a dump is called, by its number; of one that is not there, none.
pub fn dump_name(dumps: &[Dump], number: u32) -> Option<&str> {
    let found = dumps.binary_search_by_key(&number, |dump| dump.dump).ok()?;
    Some(&dumps[found].label)
}

/// The id that a record came with, or where it stands.
pub fn record_id(row: &MemberRow, dumps: &[Dump]) -> String {
    let place = || format!("{}:{}", dump_name(dumps, row.dump).unwrap_or_default(), row.position);
    row.own_id.clone().unwrap_or_else(place)
}

pub fn update<'py>(py: Python<'py>, update: &Update) -> Dict<'py> {
    Ok(dict!(py,
        "dump": &update.label,
        "known": update.known,
        "gone": update.gone,
        "records": update.records,
        "rejects": update.rejects,
        "new": update.new,
        "repeated": update.repeated,
        "revised": update.revised,
        "touched": &update.touched,
        "merged": &update.merged,
        "renamed": &update.renamed,
        "updated": &update.updated,
        "contradictions": &update.contradictions,
    ))
}

pub fn changed<'py>(py: Python<'py>, changed: &Changed) -> Dict<'py> {
    Ok(dict!(py,
        "records": changed.records,
        "merged": &changed.merged,
        "split": &changed.split,
        "renamed": &changed.renamed,
        "moved": &changed.moved,
        "contradictions": &changed.contradictions,
    ))
}

fn decided(dict: &Bound<'_, PyDict>, edge: &Edge, score: f64) -> PyResult<()> {
    // Points are shown to a hundredth; a similarity is exact.
    let similarity = score.to_bits() == edge.pair.jaccard.to_bits();
    dict.set_item("score", if similarity { score } else { hundredths(score) })?;
    dict.set_item("same", edge.class.is_same())?;
    dict.set_item("unsure", edge.class.is_unsure())?;
    dict.set_item("conflict", edge.conflict)?;
    dict.set_item("relation", Relation::NAMES[edge.relation as usize])?;
    dict.set_item("jaccard", edge.pair.jaccard)?;
    dict.set_item("containment", edge.pair.containment)
}

pub fn answer<'py>(py: Python<'py>, answer: &Answer) -> Dict<'py> {
    let dict = dict!(py, "canonical_id": &answer.canonical, "record": answer.record);
    decided(&dict, &answer.edge, answer.score)?;
    dict.set_item("score", score(answer))?;
    dict.set_item("points", points(&answer.points))?;
    Ok(dict)
}

/// The score of an answer as it is shown: points to a hundredth; a similarity is exact, as it is by text alone.
pub fn score(answer: &Answer) -> f64 {
    let similarity = answer.score.to_bits() == answer.edge.pair.jaccard.to_bits();
    let exact = similarity || answer.points.is_empty();
    if exact { answer.score } else { hundredths(answer.score) }
}

pub fn told<'py>(py: Python<'py>, told: &Told) -> Dict<'py> {
    let explained = &told.explained;
    let ruled = |one: &Decision| {
        (one.verdict == Verdict::Must, one.who.clone(), one.why.clone(), one.made.clone())
    };
    let channels: Vec<&str> = explained.channels.iter().map(|channel| channel.name()).collect();
    let dict = dict!(py,
        "record_a": told.records.0,
        "record_b": told.records.1,
        "points": points(explained.verdict.points.lines()),
        "threshold": told.threshold,
        "channels": channels,
        "stored": told.stored,
        "one_paper": told.one_paper,
        "decisions": told.decisions.iter().map(ruled).collect::<Vec<_>>(),
    );
    decided(&dict, &explained.edge, explained.verdict.score())?;
    Ok(dict)
}

pub fn member<'py>(py: Python<'py>, row: &MemberRow, dumps: &[Dump]) -> Dict<'py> {
    Ok(dict!(py,
        "record": row.record,
        "record_id": record_id(row, dumps),
        "dump": dump_name(dumps, row.dump),
        "dump_number": row.dump,
        "position": row.position,
        "content_id": &row.content,
        "canonical_id": &row.canonical,
        "relation": Relation::NAMES[row.relation as usize],
    ))
}

pub fn record<'py>(py: Python<'py>, row: &MemberRow, whole: &Record, dumps: &[Dump]) -> Dict<'py> {
    let dict = member(py, row, dumps)?;
    let fields = PyDict::new(py);
    dict.set_item(EXTRA, None::<&str>)?;
    for (name, value) in &whole.fields {
        match name.as_str() {
            EXTRA => dict.set_item(EXTRA, value)?,
            OWN_ID => {}
            name => fields.set_item(name, value)?,
        }
    }
    dict.set_item("fields", fields)?;
    dict.set_item("identifiers", &whole.identifiers)?;
    Ok(dict)
}

pub fn happening<'py>(py: Python<'py>, event: &Happening, dumps: &[Dump]) -> Dict<'py> {
    let kind = match event.event {
        Event::Merged => "merged",
        Event::Updated => "updated",
        Event::Deleted => "deleted",
        Event::Split => "split",
    };
    Ok(dict!(py,
        "event": kind,
        "name": &event.name,
        "other": &event.other,
        "dump": dump_name(dumps, event.dump),
    ))
}

pub fn decision<'py>(py: Python<'py>, one: &Decision) -> Dict<'py> {
    Ok(dict!(py,
        "a": &one.a,
        "b": &one.b,
        "same": one.verdict == Verdict::Must,
        "who": &one.who,
        "why": &one.why,
        "made": &one.made,
    ))
}

pub fn dump<'py>(py: Python<'py>, dump: &Dump, gone: u64) -> Dict<'py> {
    Ok(dict!(py,
        "number": dump.dump,
        "name": &dump.name,
        "label": &dump.label,
        "gone": gone,
        "digest": PyBytes::new(py, &dump.digest),
        "date": &dump.date,
        "records": dump.records,
        "rejects": dump.rejects,
        "added": &dump.added,
    ))
}

pub fn report<'py>(py: Python<'py>, report: &Report) -> Dict<'py> {
    Ok(dict!(py,
        "records": report.records,
        "postings": report.postings,
        "names": report.names,
        "laws": report.laws,
        "broken": &report.broken,
    ))
}

pub fn compared<'py>(py: Python<'py>, compared: &Compared) -> Dict<'py> {
    Ok(dict!(py,
        "new": &compared.new,
        "repeated": &compared.repeated,
        "revised": &compared.revised,
        "updated": &compared.updated,
        "vanished": &compared.vanished,
        "gone": compared.gone,
    ))
}

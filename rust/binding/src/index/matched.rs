//! What an index has of the records of a dump, as a table.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use paperdedup_core::index::{Answer, MemberRow};
use paperdedup_core::relate::Relation;
use paperdedup_core::store::Dump;

use super::answers::{record_id, score};
use super::tables::{Column, Value};

const COLUMNS: [(&str, DataType); 9] = [
    ("row", DataType::UInt32),
    ("verdict", DataType::Utf8),
    ("canonical_id", DataType::Utf8),
    ("found", DataType::UInt32),
    ("found_id", DataType::Utf8),
    ("relation", DataType::Utf8),
    ("score", DataType::Float64),
    ("jaccard", DataType::Float64),
    ("containment", DataType::Float64),
];

/// The answers of each record, best first; of a record without one, a row that says so.
pub fn table(
    found: &[Vec<(Answer, MemberRow)>],
    dumps: &[Dump],
) -> Result<RecordBatch, ArrowError> {
    let mut columns = COLUMNS.map(|(_, kind)| Column::new(&kind));
    let mut push = |row: [Value<'_>; COLUMNS.len()]| {
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    };
    for (row, answers) in (0..).zip(found) {
        if answers.is_empty() {
            let mut new = [const { Value::Missing }; COLUMNS.len()];
            (new[0], new[1]) = (Value::Number(row), Value::Text("new"));
            push(new);
        }
        for (answer, stored) in answers {
            let edge = &answer.edge;
            push([
                Value::Number(row),
                Value::Text(verdict(answer)),
                Value::Text(&answer.canonical),
                Value::Number(answer.record),
                Value::Text(&record_id(stored, dumps)),
                Value::Text(Relation::NAMES[edge.relation as usize]),
                Value::Real(score(answer)),
                Value::Real(edge.pair.jaccard),
                Value::Real(edge.pair.containment),
            ]);
        }
    }
    let fields = COLUMNS.map(|(name, kind)| Field::new(name, kind, true));
    let arrays: Vec<ArrayRef> = columns.iter_mut().map(Column::finish).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields.to_vec())), arrays)
}

/// What a record is to the paper that was found. Where an identifier says one thing and all else another, a person should
/// look.
const fn verdict(answer: &Answer) -> &'static str {
    let edge = &answer.edge;
    match (edge.class.is_same(), edge.class.is_unsure() || edge.conflict) {
        (true, _) => "same",
        (false, true) => "unsure",
        (false, false) => "other",
    }
}

//! Tables of an index as streams of record batches, made on a thread while they are read: memory holds a few batches.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, StringBuilder, UInt32Builder, UInt64Builder,
};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use paperdedup_core::index::{self, Index, each_match, each_member, each_paper, each_redirect};
use paperdedup_core::relate::Relation;
use paperdedup_core::store::{self, Dump, Snapshot};
use pyo3_arrow::PyRecordBatchReader;

use super::answers::{dump_name, hundredths, points, record_id};

/// Rows of a batch.
const ROWS: usize = 65_536;

/// Which table.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Papers,
    Members,
    Matches,
    Redirects,
}

/// A column while it is built.
pub enum Column {
    Number(UInt32Builder),
    Long(UInt64Builder),
    Real(Float64Builder),
    Flag(BooleanBuilder),
    Text(StringBuilder),
}

/// A value of a row.
pub enum Value<'a> {
    Number(u32),
    Long(u64),
    Real(f64),
    Flag(bool),
    Text(&'a str),
    Missing,
}

impl Column {
    pub fn new(kind: &DataType) -> Self {
        match kind {
            DataType::UInt32 => Self::Number(UInt32Builder::new()),
            DataType::UInt64 => Self::Long(UInt64Builder::new()),
            DataType::Float64 => Self::Real(Float64Builder::new()),
            DataType::Boolean => Self::Flag(BooleanBuilder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    pub fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Number(column), Value::Number(value)) => column.append_value(value),
            (Self::Long(column), Value::Long(value)) => column.append_value(value),
            (Self::Real(column), Value::Real(value)) => column.append_value(value),
            (Self::Flag(column), Value::Flag(value)) => column.append_value(value),
            (Self::Text(column), Value::Text(value)) => column.append_value(value),
            (Self::Number(column), _) => column.append_null(),
            (Self::Long(column), _) => column.append_null(),
            (Self::Real(column), _) => column.append_null(),
            (Self::Flag(column), _) => column.append_null(),
            (Self::Text(column), _) => column.append_null(),
        }
    }

    pub fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Number(column) => Arc::new(column.finish()),
            Self::Long(column) => Arc::new(column.finish()),
            Self::Real(column) => Arc::new(column.finish()),
            Self::Flag(column) => Arc::new(column.finish()),
            Self::Text(column) => Arc::new(column.finish()),
        }
    }
}

impl Kind {
    fn schema(self) -> SchemaRef {
        use DataType::{Boolean, Float64, UInt32, UInt64, Utf8};
        let columns: &[(&str, DataType)] = match self {
            Self::Papers => &[
                ("canonical_id", Utf8),
                ("founder", UInt32),
                ("record_id", Utf8),
                ("size", UInt32),
                ("dumps", UInt32),
            ],
            Self::Members => &[
                ("record", UInt32),
                ("record_id", Utf8),
                ("dump", Utf8),
                ("position", UInt64),
                ("content_id", Utf8),
                ("canonical_id", Utf8),
                ("relation", Utf8),
            ],
            Self::Matches => &[
                ("record_a", UInt32),
                ("record_b", UInt32),
                ("jaccard", Float64),
                ("containment", Float64),
                ("score", Float64),
                ("same", Boolean),
                ("unsure", Boolean),
                ("conflict", Boolean),
                ("relation", Utf8),
                ("points", Utf8),
            ],
            Self::Redirects => &[("old_id", Utf8), ("canonical_id", Utf8)],
        };
        let field = |(name, kind): &(&str, DataType)| Field::new(*name, kind.clone(), true);
        Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
    }
}

type Batch = Result<RecordBatch, ArrowError>;

/// Collects rows, and hands batches on.
struct Rows {
    schema: SchemaRef,
    columns: Vec<Column>,
    count: usize,
    send: SyncSender<Batch>,
}

impl Rows {
    fn push<const N: usize>(&mut self, row: [Value<'_>; N]) -> store::Result<()> {
        self.columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        self.count += 1;
        if self.count < ROWS { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> store::Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        self.count = 0;
        let columns = self.columns.iter_mut().map(Column::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns);
        // Nobody reads on: this ends the loop, and is told to nobody.
        let closed = |_| store::Error::Invalid {
            field: "stream",
            got: "closed".to_owned(),
            expected: "read it to the end".to_owned(),
        };
        self.send.send(batch).map_err(closed)
    }
}

/// Begins a stream; the index is read by a thread of its own.
pub fn stream(index: Index, kind: Kind) -> PyRecordBatchReader {
    let schema = kind.schema();
    // One batch waits while the next is made.
    let (send, receive): (SyncSender<Batch>, Receiver<Batch>) = sync_channel(1);
    let columns = schema.fields().iter().map(|field| Column::new(field.data_type())).collect();
    let rows = Rows { schema: Arc::clone(&schema), columns, count: 0, send };
    std::thread::spawn(move || {
        let failed = rows.send.clone();
        if let Err(error) = fill(index, kind, rows) {
            // If nobody listens, nobody needs to know.
            let _ = failed.send(Err(ArrowError::ExternalError(Box::new(error))));
        }
    });
    PyRecordBatchReader::new(Box::new(RecordBatchIterator::new(receive, schema)))
}

fn fill(mut index: Index, kind: Kind, mut rows: Rows) -> index::Result<()> {
    let view = index.read()?;
    let dumps = view.dumps()?;
    match kind {
        Kind::Papers => papers(&view, &dumps, &mut rows)?,
        Kind::Members => members(&view, &dumps, &mut rows)?,
        Kind::Matches => matches(&view, &mut rows)?,
        Kind::Redirects => {
            let mut row =
                |old: &str, paper: &str| rows.push([Value::Text(old), Value::Text(paper)]);
            each_redirect(&view, &mut row)?;
        }
    }
    Ok(rows.flush()?)
}

fn papers(view: &Snapshot<'_>, dumps: &[Dump], rows: &mut Rows) -> store::Result<()> {
    each_paper(view, |row| {
        let place = || {
            let dump = dump_name(dumps, row.dump).unwrap_or_default();
            format!("{dump}:{}", row.position)
        };
        rows.push([
            Value::Text(&row.canonical),
            Value::Number(row.founder),
            Value::Text(&row.own_id.clone().unwrap_or_else(place)),
            Value::Number(row.size),
            Value::Number(row.dumps),
        ])
    })
}

fn members(view: &Snapshot<'_>, dumps: &[Dump], rows: &mut Rows) -> store::Result<()> {
    each_member(view, |row| {
        rows.push([
            Value::Number(row.record),
            Value::Text(&record_id(&row, dumps)),
            dump_name(dumps, row.dump).map_or(Value::Missing, Value::Text),
            Value::Long(row.position),
            Value::Text(&row.content),
            Value::Text(&row.canonical),
            Value::Text(Relation::NAMES[row.relation as usize]),
        ])
    })
}

fn matches(view: &Snapshot<'_>, rows: &mut Rows) -> store::Result<()> {
    each_match(view, |row| {
        let edge = &row.edge;
        let told = points(&row.points);
        let told: Vec<String> =
            told.iter().map(|(reason, points)| format!("[\"{reason}\", {points}]")).collect();
        rows.push([
            Value::Number(edge.pair.a),
            Value::Number(edge.pair.b),
            Value::Real(edge.pair.jaccard),
            Value::Real(edge.pair.containment),
            Value::Real(hundredths(f64::from(edge.score))),
            Value::Flag(edge.class.is_same()),
            Value::Flag(edge.class.is_unsure()),
            Value::Flag(edge.conflict),
            Value::Text(Relation::NAMES[edge.relation as usize]),
            Value::Text(&format!("[{}]", told.join(", "))),
        ])
    })
}

"""One table to one file: Parquet, JSON lines or CSV.

Parquet goes through pyarrow with settings that were measured to be fast on abstracts; CSV too,
lists joined by "; ". JSON lines have no Arrow writer: values are encoded column by column with the
standard library's C encoder. Limits: JSON lines take some five times as long as Parquet.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup.spreadsheets import guarded_column, is_guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BATCH = 16_384
"""Rows made into JSON lines at once."""

JOIN = "; "
"""Between the values of a list in a CSV cell."""

UTF8_MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table in the format that the path's extension names; an `OSError` has the path."""
    with naming(path):
        WRITERS[path.suffix[1:]](table, path)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give an `OSError` of the block the path, which a failing write does not have of itself."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to: the file takes the place of this one once it is whole, else it is gone.
    An `OSError` has this path.
    """
    made = path.with_name(f".{secrets.token_hex(4)}.{path.name}")
    try:
        yield made
        made.replace(path)
    except OSError as error:
        problem = os.strerror(error.errno) if error.errno else str(error)
        raise OSError(error.errno, problem, str(path)) from error
    finally:
        made.unlink(missing_ok=True)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Columns of names are dictionaries; the others are stored as they are, lightly compressed."""
    import pyarrow.parquet as pq

    names = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    pq.write_table(table, path, compression="zstd", compression_level=1, use_dictionary=names)


def write_csv(table: pa.Table, path: Path) -> None:
    """A header, then one row per row."""
    import pyarrow.csv

    columns = [_cell(column) for column in table.columns]
    pyarrow.csv.write_csv(pa.table(columns, names=table.column_names), path)


def write_jsonl(table: pa.Table, path: Path) -> None:
    """One JSON object per row, keys in the order of the columns, nulls written."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for batch in table.to_batches(max_chunksize=BATCH):
            file.writelines(_json_lines(batch))


WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {
    "parquet": write_parquet,
    "jsonl": write_jsonl,
    "csv": write_csv,
}


def write_review(table: pa.Table, path: Path) -> None:
    """CSV for a spreadsheet: the mark at its beginning tells all of them that it is UTF-8."""
    import pyarrow.csv

    with naming(path), path.open("wb") as file:
        file.write(UTF8_MARK)
        columns = [
            guarded_column(_cell(column)) if is_guarded(name) else _cell(column)
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
        pyarrow.csv.write_csv(pa.table(columns, names=table.column_names), file)


def _cell(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type) and pa.types.is_struct(column.type.value_type):
        column = pa.chunked_array([_words(chunk) for chunk in column.chunks], pa.list_(pa.string()))
    if pa.types.is_list(column.type):
        return pc.binary_join(column, JOIN)
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column


def _words(lists: pa.ListArray) -> pa.ListArray:
    """Lists of structs as lists of their values, a blank between two."""
    values = lists.flatten()
    parts = [pc.cast(values.field(at), pa.string()) for at in range(values.type.num_fields)]
    joined = pc.binary_join_element_wise(*parts, " ", null_handling="replace", null_replacement="")
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), joined)


def _json_lines(batch: pa.RecordBatch) -> Iterator[str]:
    keys = (encode_basestring(name).replace("%", "%%") for name in batch.schema.names)
    line = "{" + ", ".join(f"{key}: %s" for key in keys) + "}\n"
    columns = [map(_encode, column.to_pylist()) for column in batch.columns]
    return map(line.__mod__, zip(*columns, strict=True))


def _encode(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        items = (f"{encode_basestring(key)}: {_encode(one)}" for key, one in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_encode, value))}]"
    return repr(value)


def write_stream(
    reader: pa.RecordBatchReader, path: Path, wrote: Callable[[int], None] | None = None
) -> int:
    """Write a stream of batches in the format that the path's extension names, with a batch in
    memory at a time; the number of rows. `wrote` is told the rows of each batch. An `OSError` has
    the path.
    """
    rows = 0
    with naming(path), reader, STREAMS[path.suffix[1:]](path, reader.schema) as write:
        for batch in reader:
            write(batch)
            rows += batch.num_rows
            if wrote is not None:
                wrote(batch.num_rows)
    return rows


@contextmanager
def _parquet_stream(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        yield writer.write_batch


@contextmanager
def _csv_stream(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    import pyarrow.csv

    with pyarrow.csv.CSVWriter(path, schema) as writer:
        yield writer.write_batch


@contextmanager
def _jsonl_stream(path: Path, _: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda batch: file.writelines(_json_lines(batch))


STREAMS: dict[str, Callable[..., Any]] = {
    "parquet": _parquet_stream,
    "jsonl": _jsonl_stream,
    "csv": _csv_stream,
}

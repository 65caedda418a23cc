"""Python objects as dumps: tables of any Arrow library, texts, dicts, dataclasses, a mix of them.

What speaks Arrow is taken without a copy, and checked; nothing but texts is taken without a copy
too. Other objects are put into tables by the thousand, so that an iterator of any length is never
held whole. What is no record (a number, None) is a reject with its position.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa

import paperdedup._native as core
from paperdedup.errors import InputError
from paperdedup.readers.assemble import Failed, joined, sound
from paperdedup.readers.frames import frame_table, is_frame, is_series, series_column
from paperdedup.readers.opened import opened
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import MAX_DEPTH
from paperdedup.readers.wide import Columns
from paperdedup.records import TEXT_SCHEMA, Reject, excerpt

__all__ = ["from_arrow", "from_objects", "is_arrow", "only_texts"]

BATCH = 20_000
TEXT = TEXT_SCHEMA.names[0]

ARROW_METHODS = ("__arrow_c_stream__", "__arrow_c_array__")


def is_arrow(value: Any) -> bool:
    """Whether it gives Arrow data: a table, a batch, a reader, a column, or a pandas frame.

    >>> is_arrow(pa.table({"title": ["A"]})), is_arrow(["A"])
    (True, False)
    """
    return any(hasattr(value, name) for name in ARROW_METHODS) or is_frame(value)


def from_arrow(value: Any, dump: str) -> Content:
    """The table that an object gives; a column alone is taken for texts."""
    try:
        table = _table(value)
    except Failed as error:
        raise InputError(f"the Arrow data cannot be read ({error})", file=dump) from error
    return sound(table, dump)


def _table(value: Any) -> pa.Table:
    if isinstance(value, pa.Table):
        return value
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        return pa.table({TEXT: value})
    if isinstance(value, pa.RecordBatch):
        return pa.Table.from_batches([value])
    if is_frame(value):
        return frame_table(value)
    try:
        return pa.table(value)
    except Failed:
        return pa.table(
            {TEXT: series_column(value) if is_series(value) else pa.chunked_array(value)}
        )


def only_texts(values: Iterable[Any]) -> tuple[tuple[str, ...] | None, Iterable[Any]]:
    """All values, if each of them is a text; and what is to be read otherwise.

    >>> only_texts(["one", "two"])[0], only_texts(["one", None])[0]
    (('one', 'two'), None)
    """
    if isinstance(values, (list, tuple)):
        return tuple(values) if core.are_texts(values) else None, values
    taken: list[Any] = []
    iterator = iter(values)
    while batch := list(islice(iterator, BATCH)):
        taken += batch
        if not core.are_texts(batch):
            return None, chain(taken, iterator)
    return tuple(taken), ()


def from_objects(values: Iterable[Any], dump: str) -> Content:
    """Texts, dicts, dataclasses and other objects with named values.

    >>> from_objects(["one text", {"title": "A"}, None], "objects").table.to_pylist()
    [{'text': 'one text', 'title': None}, {'text': None, 'title': 'A'}]
    """
    tables, positions, rejects = [], [], []
    columns = Columns()
    iterator = iter(values)
    start = 0
    while batch := list(islice(iterator, BATCH)):
        texts = _texts(batch)
        if texts is not None:
            tables.append(texts)
            positions.append(pa.array(np.arange(start, start + len(batch), dtype=np.int64)))
        else:
            rows = [_row(value) for value in batch]
            good = [row for row in rows if row is not None]
            places = [start + at for at, row in enumerate(rows) if row is not None]
            rejects += [
                Reject(dump, start + at, None, _reason(value), _shown(value))
                for at, value in enumerate(batch)
                if rows[at] is None
            ]
            tables.append(columns.table_of(good))
            positions.append(pa.array(places, pa.int64()))
        start += len(batch)
    numbers = pa.chunked_array(positions, pa.int64()).combine_chunks()
    table, notes = columns.named(opened(joined(tables)))
    return Content(table, numbers, rejects, notes=notes)


def _texts(batch: list[Any]) -> pa.Table | None:
    """A batch of nothing but texts."""
    if not core.are_texts(batch):
        return None
    try:
        return pa.table({TEXT: pa.array(batch, pa.string())})
    except Failed:
        return None


def _row(value: Any) -> Mapping[str, Any] | None:
    """The named values of an object; None if it has none, or nests too deep for Arrow."""
    try:
        row = _named(value)
    except RecursionError:
        return None
    return None if row is None or _is_deep(row) else row


def _named(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, str):
        return {TEXT: value}
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    for method in ("_asdict", "model_dump"):
        if hasattr(value, method) and not isinstance(value, type):
            named: Mapping[str, Any] = getattr(value, method)()
            return named
    return None


def _is_deep(row: Mapping[str, Any]) -> bool:
    level: list[Any] = [row]
    for _ in range(MAX_DEPTH):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(item: Any) -> list[Any]:
    """The values within a value that hold values themselves."""
    inner = item.values() if isinstance(item, Mapping) else item
    return [child for child in inner if isinstance(child, (list, tuple, Mapping))]


def _reason(value: Any) -> str:
    if isinstance(value, Mapping) or dataclasses.is_dataclass(value):
        return f"nested deeper than {MAX_DEPTH} levels"
    return f"not a record: {type(value).__name__}"


def _shown(value: Any) -> str:
    try:
        return excerpt(repr(value))
    except RecursionError:
        return type(value).__name__

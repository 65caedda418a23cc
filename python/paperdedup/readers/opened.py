"""Objects that disagree in some of their children, child by child.

Where they are put together (`assemble`) such objects become text as a whole, so that it does not
matter in which parts they come. When all are there, each child is settled for itself, as a column
is: so of records that are wrapped in a column (`info` of DBLP) all fields are found.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pyarrow as pa

from paperdedup.readers.assemble import SETTLED, column_of

__all__ = ["opened"]

MOST_CHILDREN = 1_000
"""Objects with more names stay text: they are keyed by what is no name."""


def opened(table: pa.Table) -> pa.Table:
    """The table with objects in the columns in which these became text, and which hold no others.

    >>> from paperdedup.readers.assemble import from_rows
    >>> table = opened(from_rows([{"info": {"year": 2019}}, {"info": {"year": "n.d."}}]))
    >>> table["info"].to_pylist()
    [{'year': '2019'}, {'year': 'n.d.'}]
    """
    for at, field in enumerate(table.schema):
        column = _objects(table.column(at)) if field.metadata == SETTLED else None
        if column is not None:
            table = table.set_column(at, field.name, column)
    return table


def _objects(column: pa.ChunkedArray) -> pa.Array | None:
    """The objects that the texts of a column are; None if they are better left as texts."""
    rows: list[dict[str, Any]] = []
    absent = column.is_null().combine_chunks()
    for text in column.to_pylist():
        row = {} if text is None else _object(text)
        if row is None:
            return None
        rows.append(row)
    names = sorted(set(chain.from_iterable(rows)))
    if not 0 < len(names) <= MOST_CHILDREN:
        return None
    children = [[row.get(name) for row in rows] for name in names]
    if any(map(_holds_lists_of_lists, children)):
        return None
    return pa.StructArray.from_arrays(list(map(column_of, children)), names, mask=absent)


def _object(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _holds_lists_of_lists(values: list[Any]) -> bool:
    """Such as the parts of dates, which are read from the text of the whole."""
    lists = (value for value in values if isinstance(value, list))
    return any(isinstance(item, list) for item in chain.from_iterable(lists))

"""One JSON object that is a table, column by column, as pandas writes frames by default.

A column is an object of values by row (`{"title": {"0": "A", "1": "B"}}`), or a list of them; or
the names of columns and rows stand apart (`orient="split"`). What is one record must not be taken
for a table: a record may have lists of authors, a list of one title and titles by language. So all
columns have the same rows; rows of objects have numbers in their names; and beside lists of titles
there is a field that one record has once. Limits: the object is held whole and read by Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paperdedup.readers.assemble import column_of
from paperdedup.readers.encoding import decode
from paperdedup.readers.jsonvalue import parse_json
from paperdedup.records import names_field, names_some_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paperdedup.readers.jsonoutline import Outline

__all__ = ["may_hold_columns", "table_in"]

TEXTS = ("title", "abstract")
SPLIT = ("columns", "index", "data")
"""What there is where the names of the columns and those of the rows stand apart from the data."""

SEVERAL = frozenset({"authors", "type", "url"})
"""Fields of which one record may have several."""


def may_hold_columns(outline: Outline) -> bool:
    """Whether what begins so may be a table, column by column, and is to be looked at as a whole.

    >>> from paperdedup.readers.jsonoutline import outline_of
    >>> heads = (b'{"title": {"0": "A", ', b'{"title": "A"}', b'{"embedding": [0.1, ')
    >>> [may_hold_columns(outline_of(head)) for head in heads]
    [True, False, False]
    """
    frame = outline.outermost
    if not frame.keys or frame.boxes < len(frame.keys):
        return False
    first = frame.members[0][1].keys[:1] if frame.members else []
    split = frame.keys[0] == SPLIT[0]
    return split or names_some_field(frame.keys[0]) or any(map(str.isdigit, first))


def table_in(data: bytes) -> tuple[pa.Table, bool] | None:
    """The table that a whole input is, and whether some of its bytes were no UTF-8.

    >>> table_in(b'{"title": {"4": "A", "7": "B"}, "year": {"4": 2019, "7": null}}')[0].to_pylist()
    [{'title': 'A', 'year': 2019, 'key': '4'}, {'title': 'B', 'year': None, 'key': '7'}]
    """
    text, wrong = decode(data)
    columns = columns_in(parse_json(text)[0])
    if columns is None:
        return None
    return pa.table({name: column_of(values) for name, values in columns.items()}), wrong


def columns_in(value: Any) -> dict[str, list[Any]] | None:
    """The columns, if a JSON value is a table column by column.

    >>> columns_in({"title": ["On A", "On B"], "abstract": ["We do A.", "We do B."]})["title"]
    ['On A', 'On B']
    >>> columns_in({"title": ["On A"], "author": ["X"], "issued": [2019]}) is None
    True
    """
    if not isinstance(value, dict) or not value:
        return None
    columns = list(value.values())
    if tuple(value) in (SPLIT, SPLIT[::2]):
        return _of_split(value["columns"], value.get("index"), value["data"])
    if all(isinstance(column, dict) for column in columns):
        return _by_row(value)
    if all(isinstance(column, list) for column in columns):
        return value if _are_lists_of_rows(value) else None
    return None


def _of_split(names: Any, index: Any, rows: Any) -> dict[str, list[Any]] | None:
    """The columns of a frame that was split, if it is one."""
    lists = isinstance(names, list) and isinstance(rows, list) and names
    if not lists or not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    columns = {str(name): [row[at] for row in rows] for at, name in enumerate(names)}
    keys = [str(row) for row in index or range(len(rows))]
    if len(keys) != len(rows) or not _has_texts(columns):
        return None
    return _with_keys(columns, keys)


def _with_keys(columns: dict[str, list[Any]], keys: list[str]) -> dict[str, list[Any]]:
    """The columns, and the names of the rows as one, unless they only count the rows."""
    counted = keys == [str(at) for at in range(len(keys))]
    return columns if counted else columns | {"key": columns.get("key", keys)}


def _by_row(value: dict[str, dict[str, Any]]) -> dict[str, list[Any]] | None:
    rows = list(next(iter(value.values())))
    same = all(column.keys() == set(rows) for column in value.values())
    if not (rows and same and all(any(map(str.isdigit, row)) for row in rows)):
        return None
    columns = {name: [column[row] for row in rows] for name, column in value.items()}
    return _with_keys(columns, rows) if _has_texts(columns) else None


def _are_lists_of_rows(value: dict[str, list[Any]]) -> bool:
    rows = len(next(iter(value.values())))
    same = all(len(column) == rows for column in value.values())
    once = [name for name in value if not _names_any(name, SEVERAL) and names_some_field(name)]
    return rows > 1 and same and len(once) > 1 and _has_texts(value)


def _has_texts(columns: dict[str, list[Any]]) -> bool:
    """Whether there is a column of titles or abstracts, and its values are texts."""
    named = [values for name, values in columns.items() if _names_any(name, TEXTS)]
    return any(named) and all(isinstance(text, str | None) for one in named for text in one)


def _names_any(name: str, fields: Iterable[str]) -> bool:
    return any(names_field(name, known) for known in fields)

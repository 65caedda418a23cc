"""Tables from Python values, and one table from parts whose columns disagree in type.

Arrow promotes what it can (null, wider numbers, structs with other children). What is left is
settled here, without loss: a single value among lists becomes a list of one; everything else that
disagrees becomes text, and what is no scalar becomes JSON text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.readers.encoding import decode_column, repaired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Failed", "from_rows", "joined", "sound"]

Failed = (pa.ArrowException, ValueError, TypeError, OverflowError)
"""What pyarrow raises at values that it cannot take (`UnicodeError` is a `ValueError`)."""


def from_rows(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table of records that may disagree in keys and types.

    >>> from_rows([{"year": 2019}, {"year": "n.d.", "x": None}])["year"].to_pylist()
    ['2019', 'n.d.']
    """
    names = dict.fromkeys(name for row in rows for name in row)
    if not names:
        return pa.Table.from_struct_array(pa.array([{}] * len(rows), pa.struct([])))
    columns = [_column([row.get(name) for row in rows]) for name in names]
    return pa.table(columns, names=[repaired(name) for name in names])


def _column(values: list[Any]) -> pa.Array:
    for attempt in (_as_is, _repaired, _as_lists, _as_texts):
        try:
            return attempt(values)
        except Failed:
            continue
    return pa.array([_text(repr(value)) for value in values], pa.string())


def _as_is(values: list[Any]) -> pa.Array:
    return pa.array(values)


def _repaired(values: list[Any]) -> pa.Array:
    return pa.array(repaired(values))


def _as_lists(values: list[Any]) -> pa.Array:
    if not any(isinstance(value, (list, tuple)) for value in values):
        raise TypeError("no lists")
    return pa.array([_listed(value) for value in repaired(values)])


def _listed(value: Any) -> Any:
    return value if value is None or isinstance(value, (list, tuple)) else [value]


def _as_texts(values: list[Any]) -> pa.Array:
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if value is None or value != value:  # noqa: PLR0124  (not equal to itself: NaN)
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return str(repaired(text))


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """The parts one below the other; columns that a part lacks are null there.

    >>> joined([pa.table({"a": [1]}), pa.table({"a": ["x"]})])["a"].to_pylist()
    ['1', 'x']
    """
    if not tables:
        return pa.table({})
    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except Failed:
        names = dict.fromkeys(name for table in tables for name in table.column_names)
        columns = {name: _joined_column(name, tables) for name in names}
        return pa.table(columns)


def _joined_column(name: str, tables: Sequence[pa.Table]) -> pa.ChunkedArray:
    parts = [_part(name, table) for table in tables]
    for attempt in (_promoted, _promoted_lists, _promoted_texts):
        try:
            return attempt(parts)
        except Failed:
            continue
    raise InputError(f"the values of {name!r} cannot be brought into one column")


def _part(name: str, table: pa.Table) -> pa.ChunkedArray:
    if name in table.column_names:
        return table.column(name)
    return pa.chunked_array([pa.nulls(table.num_rows)])


def _promoted(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    tables = [pa.table({"": part}) for part in parts]
    return pa.concat_tables(tables, promote_options="permissive").column(0)


def _promoted_lists(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    if not any(pa.types.is_list(part.type) for part in parts):
        raise TypeError("no lists")
    return _promoted([_wrapped(part) for part in parts])


def _wrapped(part: pa.ChunkedArray) -> pa.ChunkedArray:
    """Every value as a list of one; null stays null."""
    if pa.types.is_list(part.type) or pa.types.is_null(part.type):
        return part
    chunks = [_wrapped_chunk(chunk) for chunk in part.chunks]
    return pa.chunked_array(chunks, pa.list_(part.type))


def _wrapped_chunk(chunk: pa.Array) -> pa.Array:
    sizes = chunk.is_valid().cast(pa.int32()).to_numpy(zero_copy_only=False)
    offsets = pa.array([0, *sizes.cumsum().tolist()], pa.int32())
    return pa.ListArray.from_arrays(offsets, chunk.drop_null(), mask=chunk.is_null())


def _promoted_texts(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    texts = [_texts(part) for part in parts]
    return pa.chunked_array([chunk for text in texts for chunk in text.chunks], pa.string())


def _texts(part: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = part.type
    if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_null(kind):
        return part.cast(pa.string())
    values = [_text(value) for value in part.to_pylist()]
    return pa.chunked_array([pa.array(values, pa.string())])


def sound(table: pa.Table, file: str) -> tuple[pa.Table, int]:
    """The table, checked to the last byte, with wrong UTF-8 repaired and the repairs counted.

    What other programs wrote is not trusted: the core reads text without checking it again.
    """
    columns, repairs = [], 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        checked, wrong = _sound_column(name, column, file)
        columns.append(checked)
        repairs += wrong
    if not repairs:
        return table, 0
    return pa.table(columns, names=table.column_names), repairs


def _sound_column(name: str, column: pa.ChunkedArray, file: str) -> tuple[pa.ChunkedArray, int]:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as error:
        kinds = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
        if column.type not in kinds:
            raise InputError(f"the column {name!r} is damaged ({error})", file=file) from error
        return decode_column(column.cast(kinds[column.type]))
    return column, 0

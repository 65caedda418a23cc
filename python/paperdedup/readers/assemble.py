"""Tables from Python values, and one table from parts whose columns disagree in type.

Arrow promotes what it can (null, wider numbers, structs with other children). What is left is
settled here, without loss: a single value among lists becomes a list of one; everything else that
disagrees becomes text, and what is no scalar becomes JSON text.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from operator import is_
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.readers.encoding import decode, decode_column, repaired, wrong_bytes
from paperdedup.readers.registry import Content
from paperdedup.readers.views import binary_views, without_views

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

EXACT = 2.0**53
"""Up to here a double is an exact integer if it has no fraction."""

SETTLED = {b"paperdedup": b"text"}
"""Marks a part of a column in which objects had to become text: so they do in every part."""

TEXTS = (pa.string(), pa.large_string())
PIECE = 1 << 14
"""Rows of a column of texts that are checked at once."""

JSON_TYPES = (str, bool, int, float, dict, list, tuple)
ENDING = re.compile(r"(?<=\d) 00:00:00$|(?<=\d)\.0+$")
"""What a number or a moment in a column of its own does not show."""

MISSING = frozenset({"NAType", "NaTType"})
"""Types of the values that pandas puts where there is none."""

__all__ = [
    "SETTLED",
    "Failed",
    "column_of",
    "damage_named",
    "from_rows",
    "joined",
    "sound",
    "text_of",
]

Failed = (pa.ArrowException, ValueError, TypeError, OverflowError)
"""What pyarrow raises at values that it cannot take (`UnicodeError` is a `ValueError`)."""


def from_rows(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table of records that may disagree in keys and types.

    >>> from_rows([{"year": 2019}, {"year": "n.d.", "x": None}])["year"].to_pylist()
    ['2019', 'n.d.']
    """
    held: dict[str, tuple[list[int], list[Any]]] = {}
    for number, row in enumerate(rows):
        for name, value in row.items():
            numbers, values = held.setdefault(name, ([], []))
            numbers.append(number)
            values.append(value)
    names = {repaired(name): name for name in held}
    if not names:
        return _without_columns(len(rows))
    fields, columns = [], []
    for shown, name in names.items():
        numbers, values = held[name]
        column = column_of(values)
        settled = pa.types.is_string(column.type) and any(map(_is_object, values))
        fields.append(pa.field(shown, column.type, metadata=SETTLED if settled else None))
        columns.append(_spread(column, numbers, len(rows)))
    return pa.table(columns, schema=pa.schema(fields))


def _spread(column: pa.Array, numbers: list[int], rows: int) -> pa.Array:
    """The column with its values in the rows of these numbers, and nulls in the others."""
    if len(numbers) == rows:
        return column
    places = np.full(rows, -1, np.int64)
    places[numbers] = np.arange(len(numbers))
    return column.take(pa.array(places, mask=places < 0))


def _without_columns(rows: int) -> pa.Table:
    return pa.Table.from_struct_array(pa.array([{}] * rows, pa.struct([])))


def column_of(values: list[Any]) -> pa.Array:
    """Values of any types as one column: text where they cannot be kept as they are."""
    present = [None if _is_missing(value) else value for value in values]
    for attempt in (_as_is, _as_lists, _as_texts):
        try:
            return attempt(present)
        except Failed:
            continue
    return pa.array([None if value is None else text_of(repr(value)) for value in present])


def _is_missing(value: Any) -> bool:
    """Whether it is one of the values that libraries put where there is none."""
    return value is None or type(value).__name__ in MISSING


def _as_is(values: list[Any]) -> pa.Array:
    if _mixes_flags(values):
        raise TypeError("flags among other values")
    try:
        return pa.array(values)
    except UnicodeEncodeError:
        return pa.array(repaired(values))


def _mixes_flags(values: list[Any]) -> bool:
    """Whether there are both flags and others, also within: Arrow would make numbers of flags."""
    kinds = set(map(type, values))
    if bool in kinds and len(kinds - {type(None)}) > 1:
        return True
    within: dict[Any, list[Any]] = {}
    for value in values if kinds & {dict, list, tuple} else ():
        if isinstance(value, dict):
            for key, item in value.items():
                within.setdefault(key, []).append(item)
        elif _is_list(value):
            within.setdefault(list, []).extend(value)
    return any(map(_mixes_flags, within.values()))


def _as_lists(values: list[Any]) -> pa.Array:
    if any(map(_is_object, values)) or not any(map(_is_list, values)):
        raise TypeError("not lists")
    lists = [value if value is None or _is_list(value) else [value] for value in values]
    try:
        return _as_is(lists)
    except Failed:
        texts = [None if value is None else list(map(text_of, value)) for value in lists]
        return pa.array(texts, pa.list_(pa.string()))


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _as_texts(values: list[Any]) -> pa.Array:
    return pa.array([text_of(value) for value in values], pa.string())


def text_of(value: Any) -> str | None:
    """A value among values of other types: lists, objects and numbers as JSON, one way to write
    each, the rest as the text that it is.

    Lists are written as if their items had been made text before, and a list of one as its item:
    in another part of the same column just that may have been done to them.
    """
    if value is None or value != value:  # noqa: PLR0124  (not equal to itself: NaN)
        return None
    if _is_list(value) and len(value) == 1:
        return text_of(value[0])
    if _is_list(value):
        value = list(map(text_of, value))
    value = _scalar(value)
    if isinstance(value, str):
        return str(repaired(value))
    return str(repaired(json.dumps(_plain(value), ensure_ascii=False, default=_scalar)))


def _scalar(value: Any) -> Any:
    """A value that JSON has, as it is; another as the text that it is in a column of its own."""
    if isinstance(value, (np.number, np.bool_)):
        return value.item()
    if isinstance(value, bytes):
        return decode(value)[0]
    if isinstance(value, (Decimal, datetime)):
        return ENDING.sub("", str(value))
    return value if isinstance(value, JSON_TYPES) else str(value)


def _plain(value: Any) -> Any:
    """Without what the way through Arrow may add or change: nulls, the order of keys, `.0`."""
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value) if value[key] is not None}
    if _is_list(value):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT:
        return int(value)
    return value


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """The parts one below the other; columns that a part lacks are null there.

    >>> joined([pa.table({"a": [1]}), pa.table({"a": ["x"]})])["a"].to_pylist()
    ['1', 'x']
    """
    names = dict.fromkeys(name for table in tables for name in table.column_names)
    if not names:
        return _without_columns(sum(table.num_rows for table in tables))
    settled = any(map(_is_settled, (field for table in tables for field in table.schema)))
    try:
        if not settled and all(table.schema.equals(tables[0].schema) for table in tables):
            return pa.concat_tables(tables)
        if not settled and all(table.num_columns for table in tables):
            return _concatenated(tables)
    except Failed:
        pass
    # A table looks for a name among all its names, so it is asked for each once.
    places = [{name: at for at, name in enumerate(table.column_names)} for table in tables]
    columns = [
        _joined_column(name, tables, [place.get(name) for place in places]) for name in names
    ]
    schema = pa.schema([field for field, _ in columns])
    return pa.table([column for _, column in columns], schema=schema)


def _concatenated(tables: Sequence[pa.Table]) -> pa.Table:
    """What Arrow can promote.

    It must not copy nulls within lists, of which it makes arrays of a wrong length: they become
    texts that are null. So the first part has no rows, and types without nulls within.
    """
    schema = pa.unify_schemas([table.schema for table in tables], promote_options="permissive")
    fields = [pa.field(field.name, _typed(field.type)) for field in schema]
    empty = pa.schema(fields).empty_table()
    table = pa.concat_tables([empty, *tables], promote_options="permissive")
    table.validate()
    return table


def _typed(kind: pa.DataType, *, within: bool = False) -> pa.DataType:
    """The type with text for every null type within lists and structs."""
    if pa.types.is_null(kind):
        return pa.string() if within else kind
    if pa.types.is_list(kind):
        return pa.list_(_typed(kind.value_type, within=True))
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, _typed(field.type, within=True)) for field in kind])
    return kind


def _joined_column(
    name: str, tables: Sequence[pa.Table], places: Sequence[int | None]
) -> tuple[pa.Field, pa.ChunkedArray]:
    """The column, and its field, which is marked where objects had to become text. `places`: which
    column of each table it is.
    """
    parts = [_part(table, at) for table, at in zip(tables, places, strict=True)]
    pairs = zip(tables, places, strict=True)
    fields = [table.schema.field(at) for table, at in pairs if at is not None]
    settled = any(map(_is_settled, fields))
    ways = (_promoted_texts,) if settled else (_promoted, _promoted_lists, _promoted_texts)
    for attempt in ways:
        try:
            column = attempt(parts)
        except Failed:
            continue
        objects = settled or any(pa.types.is_struct(field.type) for field in fields)
        mark = SETTLED if objects and pa.types.is_string(column.type) else None
        return pa.field(name, column.type, metadata=mark), column
    raise InputError(f"the values of {name!r} cannot be brought into one column")


def _is_settled(field: pa.Field) -> bool:
    return bool(field.metadata == SETTLED)


def _part(table: pa.Table, at: int | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(table.num_rows)]) if at is None else table.column(at)


def _promoted(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    return _concatenated([pa.table({"": part}) for part in parts]).column(0)


def _promoted_lists(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    kinds = [part.type for part in parts]
    if any(map(pa.types.is_struct, kinds)) or not any(map(pa.types.is_list, kinds)):
        raise TypeError("not lists")
    lists = [_wrapped(part) for part in parts]
    try:
        return _promoted(lists)
    except Failed:
        return _promoted([_lists_of_texts(part) for part in lists])


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


def _lists_of_texts(part: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_null(part.type) or pa.types.is_string(part.type.value_type):
        return part
    values = [None if value is None else list(map(text_of, value)) for value in part.to_pylist()]
    return pa.chunked_array([pa.array(values, pa.list_(pa.string()))])


def _promoted_texts(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    texts = [_texts(part) for part in parts]
    return pa.chunked_array([chunk for text in texts for chunk in text.chunks], pa.string())


def _texts(part: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = part.type
    if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_null(kind):
        return part.cast(pa.string())
    return pa.chunked_array([_as_texts(part.to_pylist())])


@contextmanager
def damage_named(file: str, what: str) -> Iterator[None]:
    """Turn what pyarrow raises at damaged data into an `InputError` with the file."""
    try:
        yield
    except InputError:
        raise
    except (*Failed, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            error.filename = error.filename or file
            raise
        raise InputError(
            f"{what} cut or damaged ({error})", file=file, remedy="copy or download it again"
        ) from error


def sound(table: pa.Table, file: str) -> Content:
    """The table, checked to the last byte, with wrong UTF-8 repaired and the repairs noted, and
    with plain strings for views.

    What other programs wrote is not trusted: the core reads text without checking it again.
    """
    try:
        given = table.columns
        checked = [_sound_column(column) for column in given]
        names = table.column_names
    except Failed as error:
        raise InputError(f"the Arrow data are damaged ({error})", file=file) from error
    columns = [column for column, _ in checked]
    if all(map(is_, columns, given)):
        return Content(table)
    repairs = sum(wrong for _, wrong in checked)
    return Content(
        pa.table(columns, names=names), notes=wrong_bytes(repairs, "value", nameable=False)
    )


def _sound_column(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    try:
        _validate(column)
    except pa.ArrowInvalid:
        kinds = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
        if column.type == pa.string_view():
            return decode_column(binary_views(column))
        if column.type not in kinds:
            raise
        binary = column.cast(kinds[column.type])
        binary.validate(full=True)
        return decode_column(binary)
    return without_views(column), 0


def _validate(column: pa.ChunkedArray) -> None:
    """Check a column to the last byte; a long one of texts in pieces, on all cores."""
    column.validate()
    if column.type not in TEXTS or len(column) <= PIECE:
        column.validate(full=True)
        return
    pieces = (column.slice(start, PIECE) for start in range(0, len(column), PIECE))
    with ThreadPoolExecutor(max(1, pa.cpu_count())) as pool:
        for _ in pool.map(_validate, pieces):
            pass

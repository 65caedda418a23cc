"""Arrow columns of any type to text, row for row, without a Python loop over the rows.

Numbers lose a `.0`, midnights their time, lists become `a; b`, structs the child that names them
(`name`, or `given family`). What has no such reading becomes JSON text; null and NaN stay null.
Only `records` uses this.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

__all__ = ["as_text", "filled", "firsts", "nested_paths", "resolve", "unless"]

NAME_KEYS = (
    *("name", "fullname", "displayname", "literal", "author", "title", "text", "value"),
    *("description", "label", "content", "abstract", "identifier", "id", "dateparts"),
)
"""Children of a struct that stand for the whole, first choice first (compared like columns)."""

GIVEN_KEYS = ("given", "givenname", "givennames", "first", "firstname", "forename", "forenames")
FAMILY_KEYS = ("family", "familyname", "last", "lastname", "surname")
DATE_KEYS = ("dateparts",)
SEPARATOR = "; "
PATH_DEPTH = 4


def resolve(table: pa.Table, path: str) -> pa.ChunkedArray:
    """The column of this name, the first if several share it, or a path into a struct.

    >>> resolve(pa.table({"a": [{"b": 1}, None]}), "a.b").to_pylist()
    [1, None]
    """
    import pyarrow.compute as pc

    indices = table.schema.get_all_field_indices(path)
    if indices:
        return table.column(indices[0])
    for head in _heads(path):
        at = table.schema.get_all_field_indices(head)
        if at:
            steps = path[len(head) + 1 :]
            column = table.column(at[0])
            return pc.struct_field(column, _indices(column.type, steps))
    raise KeyError(path)


def _heads(path: str) -> Iterator[str]:
    parts = path.split(".")
    return (".".join(parts[:size]) for size in range(len(parts) - 1, 0, -1))


def _indices(kind: pa.DataType, steps: str) -> list[int]:
    """Where a path goes, as child numbers; names with dots in them are tried longest first."""
    for child in (steps, *_heads(steps)):
        index = kind.get_field_index(child)
        if index >= 0:
            rest = steps[len(child) + 1 :]
            return [index, *(_indices(kind.field(index).type, rest) if rest else [])]
    raise KeyError(steps)


def nested_paths(schema: pa.Schema) -> list[str]:
    """Every path into a column of structs that `resolve` understands.

    >>> nested_paths(pa.schema([("a", pa.struct([("b", pa.int8())])), ("c", pa.int8())]))
    ['a.b']
    """
    return [path for field in schema for path in _paths(field, field.name, PATH_DEPTH)]


def _paths(field: pa.Field, path: str, depth: int) -> list[str]:
    if depth == 0 or not pa.types.is_struct(field.type):
        return []
    found = []
    for index in range(field.type.num_fields):
        child = field.type.field(index)
        found += [f"{path}.{child.name}", *_paths(child, f"{path}.{child.name}", depth - 1)]
    return found


def unless(condition: pa.Array, texts: pa.Array) -> pa.Array:
    """The texts, null where the condition holds. (With a scalar null, Arrow before 24 mixes up
    slices.)

    >>> unless(pa.array([False, True]), pa.array(["a", "b"])).to_pylist()
    ['a', None]
    """
    import pyarrow.compute as pc

    return pc.if_else(condition, pa.nulls(len(texts), texts.type), texts)


def firsts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Of each list the first text, for fields that hold one value; what is no list as it is.

    >>> firsts(pa.chunked_array([[[None, "a", "b"], []]])).to_pylist()
    ['a', None]
    """
    if not _is_list(column.type):
        return column
    return pa.chunked_array([_first_items(chunk) for chunk in column.chunks], pa.large_string())


def _first_items(array: pa.Array) -> pa.Array:
    texts, counts = _items(array)
    starts = np.cumsum(counts) - counts
    return texts.take(pa.array(starts, mask=counts == 0))


def filled(column: pa.ChunkedArray, others: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """The column, as text and with the values of the others where it holds none, first choice
    first; as it is, if it lacks nothing or there are no others.

    >>> texts, years = pa.chunked_array([["x", " ", None]]), pa.chunked_array([[1, 2, None]])
    >>> filled(texts, [years]).to_pylist()
    ['x', '2', None]
    """
    for other in others:
        texts = as_text(column).cast(pa.large_string())
        gaps = _are_blank(texts)
        if not gaps.any():
            break
        column = _filled(texts, gaps, as_text(other).cast(pa.large_string()))
    return column


def _filled(
    texts: pa.ChunkedArray, gaps: npt.NDArray[np.bool_], others: pa.ChunkedArray
) -> pa.ChunkedArray:
    """The texts, and in the gaps the others where these say something."""
    import pyarrow.compute as pc

    taken = pa.array(gaps & ~_are_blank(others))
    return pa.chunked_array([pc.if_else(taken, others.combine_chunks(), texts.combine_chunks())])


def _are_blank(texts: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Whether each is null, empty or white space alone."""
    import pyarrow.compute as pc

    empty = pc.equal(pc.binary_length(texts), 0)
    blank = pc.fill_null(pc.or_(empty, pc.utf8_is_space(texts)), fill_value=True)
    found: npt.NDArray[np.bool_] = blank.to_numpy()
    return found


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column as text.

    >>> as_text(pa.chunked_array([[2019.0, float("nan"), 0.5]])).to_pylist()
    ['2019', None, '0.5']
    >>> as_text(pa.chunked_array([[["Ada", None, "Bob"], []]])).to_pylist()
    ['Ada; Bob', None]
    """
    if _is_text(column.type):
        return column
    chunks = [_text(chunk) for chunk in column.chunks]
    kind = pa.large_string() if any(c.type == pa.large_string() for c in chunks) else pa.string()
    return pa.chunked_array([chunk.cast(kind) for chunk in chunks], type=kind)


def _text(array: pa.Array) -> pa.Array:
    if _is_text(array.type):
        return array
    convert = next((convert for test, convert in CONVERSIONS if test(array.type)), _json)
    return convert(array)


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_binary(kind: pa.DataType) -> bool:
    types = pa.types
    plain = types.is_binary(kind) or types.is_large_binary(kind)
    return bool(plain or types.is_binary_view(kind) or types.is_fixed_size_binary(kind))


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    views = types.is_list_view(kind) or types.is_large_list_view(kind)
    plain = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return bool(plain or views)


def _encoded(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind))


def _decoded(array: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        return _text(array.dictionary_decode())
    return _text(pc.run_end_decode(array))


def _nulls(array: pa.Array) -> pa.Array:
    return pa.nulls(len(array), pa.string())


def _extension(array: pa.Array) -> pa.Array:
    return _text(array.storage)


def _binary(array: pa.Array) -> pa.Array:
    try:
        return array.cast(pa.large_string())
    except pa.ArrowInvalid:
        values = (value.decode("utf-8", "replace") for value in _present(array))
        return _refilled(array, values)


def _plain(array: pa.Array) -> pa.Array:
    return array.cast(pa.string())


def _number(array: pa.Array) -> pa.Array:
    """Whole numbers without a fraction, and without an exponent where they are exact."""
    import pyarrow.compute as pc

    wide = array.cast(pa.float64())
    exact = pc.and_(pc.equal(pc.floor(wide), wide), pc.less_equal(pc.abs(wide), 2.0**53))
    whole = pc.if_else(exact, wide, None).cast(pa.int64()).cast(pa.string())
    real = pc.if_else(pc.is_nan(wide), None, array).cast(pa.string())
    return pc.coalesce(whole, real)


def _decimal(array: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.replace_substring_regex(array.cast(pa.string()), r"^(-?\d+)\.0+$", r"\1")


def _moment(array: pa.Array) -> pa.Array:
    """ISO text. A time zone is dropped, not converted: the text says the moment in UTC."""
    import pyarrow.compute as pc

    naive = array.cast(pa.timestamp(array.type.unit)).cast(pa.string())
    return pc.replace_substring_regex(naive, r"( 00:00:00)?(\.0*)?$", "")


def _list(array: pa.Array) -> pa.Array:
    return _joined(array, SEPARATOR)


def _joined(array: pa.Array, separator: str) -> pa.Array:
    """Each list as one text: its values that are not null and not empty; null if there are none."""
    import pyarrow.compute as pc

    texts, counts = _items(array)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, texts)
    joined = pc.binary_join(lists, pa.scalar(separator, pa.large_string()))
    return unless(pa.array(counts == 0), joined)


def _items(array: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """The texts within all lists, without null and empty ones, and how many each list has."""
    import pyarrow.compute as pc

    flat = _text(pc.list_flatten(array))
    keep = pc.fill_null(pc.greater(pc.binary_length(flat), 0), fill_value=False)
    parents = pc.filter(pc.list_parent_indices(array), keep).to_numpy(zero_copy_only=False)
    counts = np.bincount(parents.astype(np.int64), minlength=len(array))
    return pc.filter(flat, keep).cast(pa.large_string()), counts


def _struct(array: pa.Array) -> pa.Array:
    """The first child that names it, else `given family`, else JSON."""
    import pyarrow.compute as pc

    children = dict(zip(map(_normal, array.type.names), _flattened(array), strict=True))
    options = [_child(key, children[key]) for key in NAME_KEYS if key in children]
    person = [_first(children, GIVEN_KEYS), _first(children, FAMILY_KEYS)]
    parts = [pc.fill_null(_large(_text(part)), "") for part in person if part is not None]
    if parts:
        joined = pc.binary_join_element_wise(*parts, pa.scalar(" ", pa.large_string()))
        trimmed = pc.utf8_trim_whitespace(joined)
        options.append(unless(pc.equal(trimmed, ""), trimmed))
    if not options:
        return _json(array)
    return pc.coalesce(*map(_large, options))


def _large(array: pa.Array) -> pa.Array:
    return array.cast(pa.large_string())


def _flattened(array: pa.Array) -> list[pa.Array]:
    """The children, null where the struct is null."""
    return list(array.flatten())


def _child(key: str, array: pa.Array) -> pa.Array:
    """A child as text; `{"date-parts": [[2019, 3]]}` is a date."""
    import pyarrow.compute as pc

    text = _text(array)
    if key in DATE_KEYS:
        text = pc.replace_substring(text, SEPARATOR, "-")
    return unless(pc.equal(text, ""), text)


def _first(children: dict[str, pa.Array], keys: tuple[str, ...]) -> pa.Array | None:
    return next((children[key] for key in keys if key in children), None)


def _normal(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _json(array: pa.Array) -> pa.Array:
    """JSON text of each value: the last resort, one value at a time."""
    values = (json.dumps(value, ensure_ascii=False, default=str) for value in _present(array))
    return _refilled(array, values)


def _present(array: pa.Array) -> Iterator[Any]:
    return (value for value in array.to_pylist() if value is not None)


def _refilled(array: pa.Array, values: Iterator[str]) -> pa.Array:
    present = array.is_valid().to_pylist()
    filled = [next(values) if there else None for there in present]
    return pa.array(filled, pa.large_string())


CONVERSIONS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...] = (
    (pa.types.is_null, _nulls),
    (_encoded, _decoded),
    (lambda kind: isinstance(kind, pa.BaseExtensionType), _extension),
    (_is_binary, _binary),
    (pa.types.is_floating, _number),
    (pa.types.is_decimal, _decimal),
    (pa.types.is_timestamp, _moment),
    (_is_list, _list),
    (pa.types.is_struct, _struct),
    (pa.types.is_map, _json),
    (pa.types.is_nested, _json),
    (lambda _: True, _plain),
)
"""The first test that holds converts."""

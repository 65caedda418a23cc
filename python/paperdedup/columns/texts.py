"""Arrow columns of any type to text, row for row, without a Python loop over the rows.

Numbers lose a `.0`, midnights their time, lists become `a; b`, structs the child that names them
(`name`, or `given family`). What has no such reading becomes JSON text; null and NaN stay null.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from paperdedup.columns.names import normal
from paperdedup.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

__all__ = [
    "FAMILY_KEYS",
    "GIVEN_KEYS",
    "NAME_KEYS",
    "SEPARATOR",
    "are_blank",
    "as_text",
    "is_list",
    "is_text",
    "list_items",
    "parted",
    "text_of",
    "unless",
]

NAME_KEYS = (
    *("name", "fullname", "displayname", "literal", "collectivename", "author", "title"),
    *("text", "value", "description", "label", "content", "abstract", "identifier", "id"),
    *("dateparts", "raw"),
)
"""Children of a struct that stand for the whole, first choice first (compared like columns)."""

GIVEN_KEYS = ("given", "givenname", "givennames", "first", "firstname", "forename", "forenames")
FAMILY_KEYS = ("family", "familyname", "last", "lastname", "surname")
DATE_KEYS = ("dateparts",)
SEPARATOR = "; "


def unless(condition: pa.Array, texts: pa.Array) -> pa.Array:
    """The texts, null where the condition holds. (With a scalar null, Arrow before 24 mixes up
    slices.)

    >>> unless(pa.array([False, True]), pa.array(["a", "b"])).to_pylist()
    ['a', None]
    """
    import pyarrow.compute as pc

    return pc.if_else(condition, pa.nulls(len(texts), texts.type), texts)


def are_blank(texts: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
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
    if is_text(column.type):
        return column
    chunks = [text_of(chunk) for chunk in column.chunks]
    kind = pa.large_string() if any(c.type == pa.large_string() for c in chunks) else pa.string()
    return pa.chunked_array([chunk.cast(kind) for chunk in chunks], type=kind)


def text_of(array: pa.Array) -> pa.Array:
    """An array as text."""
    if is_text(array.type):
        return array
    convert = next((convert for test, convert in CONVERSIONS if test(array.type)), _json)
    return convert(array)


def is_text(kind: pa.DataType) -> bool:
    """Whether it is a type of texts."""
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_binary(kind: pa.DataType) -> bool:
    types = pa.types
    plain = types.is_binary(kind) or types.is_large_binary(kind)
    return bool(plain or types.is_binary_view(kind) or types.is_fixed_size_binary(kind))


def is_list(kind: pa.DataType) -> bool:
    """Whether it is a type of lists."""
    types = pa.types
    views = types.is_list_view(kind) or types.is_large_list_view(kind)
    plain = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return bool(plain or views)


def _encoded(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind))


def _decoded(array: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        return text_of(array.dictionary_decode())
    return text_of(pc.run_end_decode(array))


def _nulls(array: pa.Array) -> pa.Array:
    return pa.nulls(len(array), pa.string())


def _extension(array: pa.Array) -> pa.Array:
    if array.type.extension_name == "arrow.uuid":
        return _refilled(array, (str(UUID(bytes=value)) for value in _present(array.storage)))
    return text_of(array.storage)


def _binary(array: pa.Array) -> pa.Array:
    try:
        return array.cast(pa.large_string())
    except pa.ArrowInvalid:
        values = (decode(value)[0] for value in _present(array))
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
    """Each list as one text: its values that are not null and not empty; null if there are none."""
    return parted(*list_items(array), SEPARATOR)


def parted(texts: pa.Array, counts: npt.NDArray[np.int64], separator: str) -> pa.Array:
    """Texts one after another as one text a row, which has so many of them; null if it has none.

    >>> parted(pa.array(["a", "b", "c"]), np.array([2, 0, 1]), "; ").to_pylist()
    ['a; b', None, 'c']
    """
    import pyarrow.compute as pc

    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, texts.cast(pa.large_string()))
    joined = pc.binary_join(lists, pa.scalar(separator, pa.large_string()))
    return unless(pa.array(counts == 0), joined)


def list_items(array: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """The texts within all lists, without null and empty ones, and how many each list has."""
    import pyarrow.compute as pc

    flat = text_of(pc.list_flatten(array))
    keep = pc.fill_null(pc.greater(pc.binary_length(flat), 0), fill_value=False)
    parents = pc.filter(pc.list_parent_indices(array), keep).to_numpy(zero_copy_only=False)
    counts = np.bincount(parents.astype(np.int64), minlength=len(array))
    return pc.filter(flat, keep).cast(pa.large_string()), counts


def _struct(array: pa.Array) -> pa.Array:
    """The first child that names it, else `given family`, else JSON."""
    import pyarrow.compute as pc

    children = dict(zip(map(normal, array.type.names), _flattened(array), strict=True))
    options = [_child(key, children[key]) for key in NAME_KEYS if key in children]
    person = [_first(children, GIVEN_KEYS), _first(children, FAMILY_KEYS)]
    parts = [pc.fill_null(_large(text_of(part)), "") for part in person if part is not None]
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

    text = text_of(array)
    if key in DATE_KEYS:
        text = pc.replace_substring(text, SEPARATOR, "-")
    return unless(pc.equal(text, ""), text)


def _first(children: dict[str, pa.Array], keys: tuple[str, ...]) -> pa.Array | None:
    return next((children[key] for key in keys if key in children), None)


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
    (is_list, _list),
    (pa.types.is_struct, _struct),
    (pa.types.is_map, _json),
    (pa.types.is_nested, _json),
    (lambda _: True, _plain),
)
"""The first test that holds converts."""

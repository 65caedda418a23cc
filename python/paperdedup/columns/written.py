"""Lists and objects that became text, as data frames write them into CSV, and read back from it.

A text that begins with a bracket is JSON, Python or numpy, or it stays as it is: titles in brackets
and names in braces do. Only such texts cost anything.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paperdedup.columns.names import normal
from paperdedup.columns.texts import (
    FAMILY_KEYS,
    GIVEN_KEYS,
    NAME_KEYS,
    SEPARATOR,
    is_list,
    parted,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    Reading = Callable[[pa.Array], pa.Array]

__all__ = ["parsed_names", "values_of", "written_names", "written_texts"]

KEYS = frozenset({*NAME_KEYS, *GIVEN_KEYS, *FAMILY_KEYS})
"""Keys of objects that say something; the others may hold anything, of any types."""

PARTS = re.compile(
    r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\\.|[\]}])(\s+(?=['"\[{]))?|\bnan\b""", re.DOTALL
)
"""A text or the end of a list or object, and what separates it from the next where no comma does:
so numpy writes lists, which Python would read as one text. And `nan`, which is no literal."""

APART = re.compile(r"""['"\]}]\s+['"\[{]|\bnan\b""")
"""What a text has that may need this."""

OPENING = np.frombuffer(b"[{", np.uint8)
FOLLOWING = np.frombuffer(b"\"'[{]} \t\r\n", np.uint8)
"""What is behind the bracket of a list or object: a text, another one, its end, a blank."""

UNREADABLE = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)
UNFIT = (pa.ArrowException, ValueError, TypeError, OverflowError)


def written_names(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Authors: lists of names, or of objects with names.

    >>> column = pa.chunked_array([["Menon, R.", "[{'id': 7, 'name': 'Eva Lund'}]"]])
    >>> written_names(column).to_pylist()
    ['Menon, R.', 'Eva Lund']
    """
    return _read_back(column, text_of, _is_any)


def written_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Titles, venues and dates: lists of texts, or objects. Numbers in brackets stay a text.

    >>> written_texts(pa.chunked_array([["['On A']", "[1, 2]", "[On B]"]])).to_pylist()
    ['On A', '[1, 2]', '[On B]']
    """
    return _read_back(column, text_of, _is_of_texts)


def parsed_names(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Authors that are lists of family name, given name and suffix, as lists or as text.

    >>> column = pa.chunked_array([[[["Wang", "Jian", ""], ["Lund", "Eva", "Jr."]]]])
    >>> parsed_names(column).to_pylist()
    ['Jian Wang; Eva Lund Jr.']
    """
    if is_list(column.type):
        chunks = [_people(chunk) for chunk in column.chunks]
        return pa.chunked_array(chunks, pa.large_string())
    return _read_back(column, _people, _is_any)


def values_of(texts: Iterable[str]) -> list[Any]:
    """The lists and objects that were written so; None for what is no such thing.

    >>> values_of(["['Ravi Menon' 'Eva Lund']", '["J\\u00fcrgen"]', "[sic]"])
    [['Ravi Menon', 'Eva Lund'], ['Jürgen'], None]
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # of escapes that Python does not know
        warnings.simplefilter("ignore", DeprecationWarning)  # the same, before Python 3.12
        return [_read(text) for text in texts]


def _read(text: str) -> Any:
    for read in (json.loads, _literal):
        try:
            value = read(text)
        except UNREADABLE:
            continue
        if isinstance(value, (list, tuple)):
            return list(map(_object_of, value))
        return value if isinstance(value, dict) else None
    return None


def _object_of(item: Any) -> Any:
    """The object that an item of a list is, where the items became texts before the list did."""
    if not isinstance(item, str) or not item.startswith('{"'):
        return item
    try:
        return json.loads(item)
    except UNREADABLE:
        return item


def _literal(text: str) -> Any:
    return ast.literal_eval(PARTS.sub(_with_comma, text) if APART.search(text) else text)


def _with_comma(found: re.Match[str]) -> str:
    if found[1] is None:
        return "None"
    return f"{found[1]}, " if found[2] else found[1]


def _read_back(
    column: pa.ChunkedArray, reading: Reading, fits: Callable[[Any], bool]
) -> pa.ChunkedArray:
    """The column with the texts that begin with a bracket read; itself if there are none."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    return pa.chunked_array(
        [_replaced(chunk, reading, fits) for chunk in column.chunks], column.type
    )


def _replaced(array: pa.Array, reading: Reading, fits: Callable[[Any], bool]) -> pa.Array:
    numbers = _begun(array)
    if not len(numbers):
        return array
    import pyarrow.compute as pc

    texts = array.take(pa.array(numbers)).to_pylist()
    values = values_of(text or "" for text in texts)
    there = [at for at, value in enumerate(values) if value is not None and fits(value)]
    for at, said in zip(there, _texts([values[at] for at in there], reading), strict=True):
        # A list of none says so; an object without a known key says nothing that can be read.
        texts[at] = said if said is not None or not values[at] else texts[at]
    mask = np.zeros(len(array), dtype=bool)
    mask[numbers] = True
    return pc.replace_with_mask(array, pa.array(mask), pa.array(texts, array.type))


def _begun(array: pa.Array) -> npt.NDArray[np.int64]:
    """The rows of the texts that begin like a list or an object of something: not with `[O III]`.

    It looks at the bytes: Arrow's kernels take longer to import than most columns to be looked at.
    """
    _, places, data = array.buffers()
    if data is None or not data.size:
        return np.empty(0, np.int64)
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    ends = np.frombuffer(places, width)[array.offset : array.offset + len(array) + 1]
    bytes_ = np.frombuffer(data, np.uint8)
    rows = np.flatnonzero(np.diff(ends) > 1)
    first = ends[rows]
    opens = np.isin(bytes_[first], OPENING) & np.isin(bytes_[first + 1], FOLLOWING)
    return rows[opens]


def _texts(values: Sequence[Any], reading: Reading) -> list[str | None]:
    """Values as text: together; where their types differ, those of one shape, or one by one."""
    kept = [_kept(value) for value in values]
    try:
        return _together(kept, reading)
    except UNFIT:
        pass
    shapes: dict[Any, list[int]] = {}
    for at, value in enumerate(kept):
        shapes.setdefault(_shape(value), []).append(at)
    found: list[str | None] = [None] * len(kept)
    for places in shapes.values():
        same = [kept[at] for at in places]
        try:
            texts = _together(same, reading)
        except UNFIT:
            texts = [_one(value, reading) for value in same]
        for at, text in zip(places, texts, strict=True):
            found[at] = text
    return found


def _together(values: list[Any], reading: Reading) -> list[str | None]:
    texts: list[str | None] = reading(pa.array(values)).to_pylist()
    return texts


def _shape(value: Any) -> Any:
    """What agrees where values are of one type: keys, and the types of what is within."""
    if isinstance(value, dict):
        return tuple((key, _shape(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return frozenset(map(_shape, value))
    return type(value)


def _one(value: Any, reading: Reading) -> str | None:
    """A value as text; with its numbers as texts, where it has both."""
    for kept in (value, _worded(value)):
        try:
            text: str | None = reading(pa.array([kept]))[0].as_py()
        except UNFIT:
            continue
        return text
    return None


def _worded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _worded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_worded(item) for item in value]
    return value if value is None else str(value)


def _kept(value: Any) -> Any:
    """A value without the keys that say nothing."""
    if isinstance(value, dict):
        return {key: _kept(item) for key, item in value.items() if _says(key)} or None
    return [_kept(item) for item in value] if isinstance(value, (list, tuple)) else value


@lru_cache(1024)
def _says(key: Any) -> bool:
    return isinstance(key, str) and normal(key) in KEYS


def _is_any(_: Any) -> bool:
    return True


def _is_of_texts(value: Any) -> bool:
    return isinstance(value, dict) or all(isinstance(item, (str, dict)) for item in value)


def _people(array: pa.Array) -> pa.Array:
    """Lists of lists: of each the second, the first and the third text, as names are said."""
    import pyarrow.compute as pc

    people = pc.list_flatten(array) if is_list(array.type) else array
    if not is_list(people.type):
        return text_of(array)
    parts = text_of(pc.list_flatten(people)).cast(pa.large_string())
    sizes = pc.fill_null(pc.list_value_length(people), 0).to_numpy(zero_copy_only=False)
    starts = np.cumsum(sizes) - sizes
    given, family, suffix = (
        pc.fill_null(parts.take(pa.array(starts + at, mask=sizes <= at)), "") for at in (1, 0, 2)
    )
    names = pc.binary_join_element_wise(given, family, suffix, pa.scalar(" ", pa.large_string()))
    said = pc.utf8_trim_whitespace(pc.replace_substring_regex(names, r"\s+", " "))
    there = pc.not_equal(said, "")
    rows = pc.filter(pc.list_parent_indices(array), there).to_numpy(zero_copy_only=False)
    counts = np.bincount(rows.astype(np.int64), minlength=len(array))
    return parted(pc.filter(said, there), counts, SEPARATOR)

"""Versions that say when each was made (arXiv's snapshots): a paper is of the day of its first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from paperdedup.columns.names import normal
from paperdedup.columns.texts import are_blank, as_text, is_list, is_text
from paperdedup.columns.written import values_of

__all__ = ["first_versions"]

MADE = "created"
"""The child of a version that says when it was made."""


def first_versions(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """When the first version of each row was made; null where there is none that says so.

    The versions are lists of objects, or the text of such a list.

    >>> versions = [{"version": "v1", "created": "2 Apr 2007"}, {"created": "24 Jul 2008"}]
    >>> first_versions(pa.chunked_array([[versions, [], None]])).to_pylist()
    ['2 Apr 2007', None, None]
    """
    chunks = [_first(chunk) for chunk in column.chunks]
    return pa.chunked_array(chunks, pa.large_string())


def _first(array: pa.Array) -> pa.Array:
    if is_list(array.type) and pa.types.is_struct(array.type.value_type):
        return _of_lists(array)
    texts = array.to_pylist() if is_text(array.type) else [None] * len(array)
    values = values_of(text or "" for text in texts)
    return pa.array(map(_of_value, values), pa.large_string())


def _of_lists(array: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    names = list(map(normal, array.type.value_type.names))
    if MADE not in names:
        return pa.nulls(len(array), pa.large_string())
    made = pc.struct_field(pc.list_flatten(array), [names.index(MADE)])
    texts = as_text(pa.chunked_array([made])).cast(pa.large_string())
    said = np.flatnonzero(~are_blank(texts))
    parents = pc.list_parent_indices(array).to_numpy(zero_copy_only=False).astype(np.int64)
    rows, firsts = np.unique(parents[said], return_index=True)
    places = np.full(len(array), -1)
    places[rows] = said[firsts]
    return texts.combine_chunks().take(pa.array(places, mask=places < 0))


def _of_value(versions: Any) -> str | None:
    """When the first of a list of objects was made."""
    made = (one.get(MADE) for one in versions or () if isinstance(one, dict))
    first = next(filter(None, made), None)
    return None if first is None else str(first)

"""Texts that came as an index of their words: each word with its positions (OpenAlex)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paperdedup.columns.texts import is_list, is_text, parted
from paperdedup.columns.written import values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Places = tuple[Numbers, Numbers, Numbers]
    """Of places of words: the number of the word, its row, and its position there."""

__all__ = ["in_order"]


def in_order(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The words of each row by their positions; null where there are none.

    The index is a struct with a child per word, a map, or JSON text.

    >>> in_order(pa.chunked_array([[{"b": [1, 3], "a": [0, 2]}, None]])).to_pylist()
    ['a b a b', None]
    """
    chunks = [_ordered(chunk) for chunk in column.chunks]
    return pa.chunked_array(chunks, pa.large_string())


def _ordered(array: pa.Array) -> pa.Array:
    if pa.types.is_struct(array.type):
        return _sentences(array.type.names, _of_struct(array), len(array))
    if pa.types.is_map(array.type):
        return _sentences(*_of_map(array), len(array))
    texts = array.to_pylist() if is_text(array.type) else [None] * len(array)
    values = values_of(text or "" for text in texts)
    return pa.array(map(_sentence, values), pa.large_string())


def _of_struct(array: pa.Array) -> Iterator[Places]:
    """Child by child, most of which are null in most rows."""
    for number, child in enumerate(array.flatten()):
        if child.null_count < len(child) and _holds_positions(child.type):
            rows, positions = _members(child)
            yield np.full(len(rows), number), rows, positions


def _of_map(array: pa.Array) -> tuple[list[str], list[Places]]:
    """All entries at once, each as a word of its own."""
    import pyarrow.compute as pc

    kind = array.type
    if not _holds_positions(kind.item_type):
        return [], []
    entry = pa.struct([pa.field("key", kind.key_type, nullable=False), ("value", kind.item_type)])
    entries = array.cast(pa.list_(entry))  # kernels for lists end the process at a map
    words, lists = pc.list_flatten(entries).flatten()
    owners = pc.list_parent_indices(entries).to_numpy()
    numbers, positions = _members(lists)
    return words.to_pylist(), [(numbers, owners[numbers], positions)]


def _holds_positions(kind: pa.DataType) -> bool:
    return is_list(kind) and bool(pa.types.is_integer(kind.value_type))


def _members(lists: pa.Array) -> tuple[Numbers, Numbers]:
    """The numbers in all lists, and before them the list that each is in."""
    import pyarrow.compute as pc

    values = pc.list_flatten(lists)
    there = pc.is_valid(values)
    rows = pc.filter(pc.list_parent_indices(lists), there).to_numpy(zero_copy_only=False)
    positions = pc.filter(values, there).to_numpy(zero_copy_only=False)
    return rows.astype(np.int64), positions.astype(np.int64)


def _sentences(words: list[str], found: Iterable[Places], rows: int) -> pa.Array:
    """The words of each row in their order."""
    parts = list(found)
    if not parts:
        return pa.nulls(rows, pa.large_string())
    numbers, owners, positions = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((positions, owners))
    texts = pa.array(words, pa.large_string()).take(pa.array(numbers[order]))
    return parted(texts, np.bincount(owners, minlength=rows), " ")


def _sentence(index: Any) -> str | None:
    """The words of one index; None if it is none."""
    try:
        placed = [(at, word) for word, places in index.items() for at in places]
        return " ".join(word for _, word in sorted(placed)) or None
    except (AttributeError, TypeError):
        return None

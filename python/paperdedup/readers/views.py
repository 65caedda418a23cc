"""Columns of string views as plain ones. polars gives its texts as views, and Arrow can neither
filter, take nor decode these, least of all within lists, structs and dictionaries.

So they are cast once, where tables come in. What holds no views is taken as it lies. Limits: views
of strings within views of lists stay, because Arrow casts the latter wrongly where they hold nulls.
"""

from __future__ import annotations

import pyarrow as pa

__all__ = ["binary_views", "without_views"]


def without_views(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with plain strings where it has views; the same column if it has none.

    >>> views = pa.chunked_array([pa.array([["a"]], pa.list_(pa.string_view()))])
    >>> str(without_views(views).type)
    'list<item: large_string>'
    """
    kind = _plain(column.type)
    return column if kind.equals(column.type) else column.cast(kind)


def binary_views(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The bytes of a column of string views that is no valid UTF-8, checked to be all there."""
    bytes_of = column.cast(pa.binary_view())
    bytes_of.validate(full=True)
    return bytes_of.cast(pa.large_binary())


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type without views, and otherwise the same."""
    types = pa.types
    if types.is_string_view(kind):
        return pa.large_string()
    if types.is_binary_view(kind):
        return pa.large_binary()
    if types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _plain(kind.value_type), kind.ordered)
    if types.is_struct(kind):
        return pa.struct([_plain_field(field) for field in kind])
    return _plain_list(kind)


def _plain_list(kind: pa.DataType) -> pa.DataType:
    """The same for lists; for what is no list the type as it is."""
    types = pa.types
    if types.is_map(kind):
        return pa.map_(_plain_field(kind.key_field), _plain_field(kind.item_field))
    if types.is_fixed_size_list(kind):
        return pa.list_(_plain_field(kind.value_field), kind.list_size)
    if types.is_large_list(kind):
        return pa.large_list(_plain_field(kind.value_field))
    if types.is_list(kind):
        return pa.list_(_plain_field(kind.value_field))
    return kind


def _plain_field(field: pa.Field) -> pa.Field:
    return field.with_type(_plain(field.type))

"""Paths into columns of structs: `attributes.titles` is a child of the column `attributes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from paperdedup.columns.names import WORD_POSITIONS, normal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["nested_paths", "resolve"]

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
    kind = field.type
    # Of a struct with a child per word no child is a field, and there may be 100,000 of them.
    if depth == 0 or not pa.types.is_struct(kind) or normal(field.name) in WORD_POSITIONS:
        return []
    found = []
    for index in range(kind.num_fields):
        child = kind.field(index)
        if kind.get_field_index(child.name) == index:  # of two children of one name none is found
            found += [f"{path}.{child.name}", *_paths(child, f"{path}.{child.name}", depth - 1)]
    return found

"""Arrow's JSON reader behind guards: pieces of lines in, tables or refusals out, on all cores.

Each guard is for something that the reader was seen to do. It ends the process where types differ
between the chunks of one call, at lines that are `null` and at deep nesting: so a piece is one
chunk, threads take pieces, and callers hand over lines that are objects and not deep. It turns
texts that look like dates into timestamps: they are read again as texts. It rounds integers beyond
64 bits, takes names that are no UTF-8, and builds invalid arrays of lists that begin with null:
such pieces are refused.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import pyarrow as pa

from paperdedup.readers.assemble import Failed

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ArrowJson", "has_null_first"]

LARGEST_PIECE = (1 << 31) - 2
"""Arrow counts bytes of a chunk in 32 bits."""

EXACT = 2.0**53
"""From here on a double no longer tells neighbouring integers apart."""

NULL_FIRST = re.compile(rb"\[\s*null")


def has_null_first(data: bytes) -> bool:
    """Whether there may be a list in it that begins with null."""
    return b"null" in data and NULL_FIRST.search(data) is not None


class ArrowJson:
    """Reads the pieces of one dump; learns which of its values look like dates."""

    def __init__(self) -> None:
        self._texts = pa.schema([])
        self._threads = ThreadPoolExecutor(max(1, pa.cpu_count()))

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(cancel_futures=True)

    def read(self, pieces: Sequence[bytes]) -> list[pa.Table | None]:
        """A table for each piece; None for one that Arrow refuses, or would not give as it is."""
        tables = self._attempt_all(pieces)
        dated = [at for at, table in enumerate(tables) if table is not None and self._learn(table)]
        again = self._attempt_all([pieces[at] for at in dated])
        for at, table in zip(dated, again, strict=True):
            tables[at] = None if table is None or _dated(table) else table
        return tables

    def _attempt_all(self, pieces: Sequence[bytes]) -> list[pa.Table | None]:
        texts = self._texts
        if len(pieces) < 2:
            return [_attempt(piece, texts) for piece in pieces]
        return list(self._threads.map(lambda piece: _attempt(piece, texts), pieces))

    def _learn(self, table: pa.Table) -> bool:
        """Remember which values look like dates and are to stay the text they are."""
        found = _dated(table)
        for name, kind in found:
            both = [self._texts, pa.schema([(name, kind)])]
            # Where the same name holds a date here and an object there, the first counts.
            with suppress(*Failed):
                self._texts = pa.unify_schemas(both, promote_options="permissive")
        return bool(found)


def _dated(table: pa.Table) -> list[tuple[str, pa.DataType]]:
    """The columns with timestamps, and their types with text instead."""
    found = [(field.name, _as_texts(field.type)) for field in table.schema]
    return [(name, kind) for name, kind in found if kind is not None]


def _attempt(piece: bytes, texts: pa.Schema) -> pa.Table | None:
    import pyarrow.json as arrow_json

    if len(piece) > LARGEST_PIECE or has_null_first(piece):
        return None
    try:
        table = arrow_json.read_json(
            pa.BufferReader(piece),
            read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(piece) + 1),
            parse_options=arrow_json.ParseOptions(
                explicit_schema=texts, unexpected_field_behavior="infer"
            ),
        )
        table.validate(full=True)
        rounded = any(_rounded(column) for column in table.columns)
        # Names, also of children, that are no UTF-8 are seen when they are asked for.
        _dated(table)
    except (*Failed, UnicodeDecodeError):
        return None
    return None if rounded else table


def _as_texts(kind: pa.DataType) -> pa.DataType | None:
    """The type with text for its timestamps, and nothing besides; None if it has none."""
    if pa.types.is_timestamp(kind):
        return pa.string()
    if pa.types.is_list(kind):
        child = _as_texts(kind.value_type)
        return None if child is None else pa.list_(child)
    if pa.types.is_struct(kind):
        found = [(field.name, _as_texts(field.type)) for field in kind]
        dated = [(name, child) for name, child in found if child is not None]
        return pa.struct(dated) if dated else None
    return None


def _rounded(column: pa.ChunkedArray) -> bool:
    """Whether a number in it may be an integer that a double cannot hold."""
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_floating(kind):
        largest = pc.max(pc.abs(column)).as_py()
        return largest is not None and largest >= EXACT
    if pa.types.is_list(kind):
        return _has_doubles(kind) and _rounded(pc.list_flatten(column))
    if pa.types.is_struct(kind):
        return _has_doubles(kind) and any(_rounded(child) for child in column.flatten())
    return False


def _has_doubles(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind):
        return _has_doubles(kind.value_type)
    if pa.types.is_struct(kind):
        return any(_has_doubles(field.type) for field in kind)
    return bool(pa.types.is_floating(kind))

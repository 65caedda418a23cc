"""JSON objects, one a line, to tables: Arrow for the blocks, Python for the few lines it refuses.

A block of lines goes to Arrow's reader as it is. Only where that fails, or where its answer could
differ from what is written, the block is halved until the lines in question stand alone; those are
parsed one by one, and what is no object becomes a reject with its line. So a malformed line costs
little, and nothing of the other lines.

Guards, each for something that Arrow's reader was seen to do: end the process at lines that are
`null` or nest deeply; turn texts that look like dates into timestamps; round long integers; build
invalid lists. Its tables are therefore validated in full.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from paperdedup.readers.assemble import Failed, from_rows, joined
from paperdedup.readers.encoding import BOM, decode, repaired, wrong_bytes
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import MAX_DEPTH, as_bytes, deep_lines, places_of
from paperdedup.records import Reject, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

__all__ = ["JsonBlocks", "parse_json"]

PARALLEL_BYTES = 2 << 20
"""Arrow's threads take pieces of this size of a block."""

SMALL_BYTES = 128 << 10
"""Pieces below this are parsed line by line instead of being halved again."""

SAMPLE_LINES = 50
"""So many lines of the start, the middle and the end tell whether halving can help."""

LARGEST_BLOCK = (1 << 31) - 2
"""Arrow counts bytes of a block in 32 bits."""

EXACT = 2.0**53
"""From here on a double no longer tells neighbouring integers apart."""

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
LINE_FEED, BRACE = 0x0A, 0x7B


class Item(NamedTuple):
    """One input: its place, its bytes, and whether Arrow must not see it."""

    position: int
    line: int
    data: bytes
    alone: bool
    deep: bool


class JsonBlocks:
    """Collects the records of one dump, block by block."""

    def __init__(self, dump: str) -> None:
        self.dump = dump
        self.inputs = 0
        self._tables: list[pa.Table] = []
        self._positions: list[npt.NDArray[np.int64]] = []
        self._rejects: list[Reject] = []
        self._wrong = 0
        self._texts = pa.schema([])
        self._keys: list[str] | None = None

    def add(self, block: bytes, line_of: Callable[[int], int]) -> int:
        """Add complete lines and say how many line ends they have.

        `line_of` is the number in the file of the block's n-th line.
        """
        if not block:
            return 0
        data = as_bytes(block)
        feeds = places_of(data, LINE_FEED)
        starts = np.append(0, feeds + 1)
        starts = starts[starts < data.size]
        odd = np.flatnonzero(data[starts] != BRACE)
        deep = deep_lines(data, starts)
        if not deep.any() and _all_blank(block, starts, odd):
            rows = starts.size - odd.size
            table = self._native(block, rows, _longest(starts, data.size))
            if table is not None:
                self._take(table, np.arange(self.inputs, self.inputs + rows))
                self.inputs += rows
                return feeds.size
        self._add_items(list(self._items(block, starts, deep, line_of)))
        return feeds.size

    def content(self) -> Content:
        """Everything that was added."""
        positions = np.concatenate([np.empty(0, np.int64), *self._positions])
        return Content(
            self._ordered(joined(self._tables)),
            pa.array(positions, pa.int64()),
            self._rejects,
            notes=wrong_bytes(self._wrong, "record"),
        )

    def _ordered(self, table: pa.Table) -> pa.Table:
        """The columns of the first record as it has them, then the others by name.

        Arrow's threads meet them in no certain order.
        """
        first = [key for key in self._keys or [] if key in table.column_names]
        rest = sorted(set(table.column_names) - set(first))
        return table.select([*first, *rest]) if table.num_columns else table

    def _take(self, table: pa.Table, positions: npt.NDArray[np.int64]) -> None:
        if table.num_rows:
            self._tables.append(table)
            self._positions.append(positions)

    def _native(self, block: bytes, rows: int, longest: int) -> pa.Table | None:
        """The block by Arrow's reader; None if it refuses, or if its answer is not to be had."""
        if rows == 0:
            return pa.table({})
        if len(block) > LARGEST_BLOCK:
            return None
        try:
            table = _parse(block, longest, self._texts)
            if self._learn(table.schema):
                table = _parse(block, longest, self._texts)
            table.validate(full=True)
        except Failed:
            return None
        if table.num_rows != rows or any(_rounded(c) for c in table.columns):
            return None
        if self._keys is None:
            self._remember(parse_json(decode(block.lstrip().split(b"\n", 1)[0])[0])[0])
        return table

    def _remember(self, record: Any) -> None:
        """The keys of the first record, if this is it."""
        if self._keys is None and isinstance(record, dict):
            self._keys = list(record)

    def _learn(self, schema: pa.Schema) -> bool:
        """Remember which values look like dates and are to stay the text they are."""
        found = [(field.name, _as_texts(field.type)) for field in schema]
        dated = pa.schema([(name, kind) for name, kind in found if kind is not None])
        if len(dated):
            self._texts = pa.unify_schemas([self._texts, dated], promote_options="permissive")
        return len(dated) > 0

    def _items(
        self,
        block: bytes,
        starts: npt.NDArray[np.int64],
        deep: npt.NDArray[np.bool_],
        line_of: Callable[[int], int],
    ) -> Iterator[Item]:
        ends = np.append(starts[1:], len(block))
        for at, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            line = block[start:end].strip().removeprefix(BOM)
            if line:
                alone = not line.startswith(b"{") or bool(deep[at])
                yield Item(self.inputs, line_of(at), line, alone, bool(deep[at]))
                self.inputs += 1

    def _add_items(self, items: Sequence[Item]) -> None:
        for alone, group in groupby(items, key=lambda item: item.alone):
            members = list(group)
            if alone or self._is_hopeless(members):
                self._parse_each(members)
            else:
                self._halve(members)

    def _is_hopeless(self, items: Sequence[Item]) -> bool:
        """Whether Arrow refuses small samples too, as where types differ from line to line."""
        if len(items) < 4 * SAMPLE_LINES:
            return False
        last = len(items) - SAMPLE_LINES
        samples = (items[at : at + SAMPLE_LINES] for at in (0, last // 2, last))
        return all(self._native_of(sample) is None for sample in samples)

    def _native_of(self, items: Sequence[Item]) -> pa.Table | None:
        block = b"\n".join(item.data for item in items)
        return self._native(block, len(items), max(len(item.data) for item in items))

    def _halve(self, items: Sequence[Item]) -> None:
        """Take what Arrow reads, in halves until only small pieces are left."""
        table = self._native_of(items)
        if table is not None:
            self._take(table, np.array([item.position for item in items]))
        elif len(items) == 1 or sum(len(item.data) for item in items) <= SMALL_BYTES:
            self._parse_each(items)
        else:
            half = len(items) // 2
            self._halve(items[:half])
            self._halve(items[half:])

    def _parse_each(self, items: Sequence[Item]) -> None:
        """The slow way, which tells what is wrong with a line."""
        rows: list[dict[str, Any]] = []
        positions: list[int] = []
        for item in items:
            record, reason = self._parse_one(item)
            if record is None:
                shown = excerpt(item.data)
                self._rejects.append(Reject(self.dump, item.position, item.line, reason, shown))
            else:
                self._remember(record)
                rows.append(record)
                positions.append(item.position)
        self._take(from_rows(rows), np.array(positions, np.int64))

    def _parse_one(self, item: Item) -> tuple[dict[str, Any] | None, str]:
        """The record, or None and the reason."""
        if item.deep:
            return None, TOO_DEEP
        text, wrong = decode(item.data)
        value, reason = parse_json(text)
        if isinstance(value, dict):
            self._wrong += wrong
            return value, ""
        return None, reason or "not an object"


TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"


def parse_json(text: str) -> tuple[Any, str | None]:
    """The value, or the reason why there is none.

    More lenient than the standard where that saves a record: control characters in strings, NaN
    (null), lone surrogates (U+FFFD).

    >>> parse_json('{"a": NaN, "b": "\\\\ud800"}')
    ({'a': None, 'b': '\ufffd'}, None)
    >>> parse_json('{"a": 1')[1]
    "not valid JSON: Expecting ',' delimiter at character 8"
    """
    try:
        value = DECODER.decode(text)
    except json.JSONDecodeError as error:
        return None, f"not valid JSON: {error.msg} at character {error.pos + 1}"
    except RecursionError:
        return None, TOO_DEEP
    return (repaired(value) if SURROGATE.search(text) else value), None


def _integer(digits: str) -> int | str:
    """Integers of any size: those beyond 64 bits stay the text they are."""
    short = len(digits) < len(str(1 << 63))
    return int(digits) if short or _fits(digits) else digits


def _fits(digits: str) -> bool:
    return len(digits) <= len(str(-(1 << 63))) and -(1 << 63) <= int(digits) < 1 << 63


DECODER = json.JSONDecoder(strict=False, parse_int=_integer, parse_constant=lambda _: None)


def _parse(block: bytes, longest: int, texts: pa.Schema) -> pa.Table:
    import pyarrow.json as arrow_json

    size = min(max(PARALLEL_BYTES, 2 * longest), len(block)) + 1
    return arrow_json.read_json(
        pa.BufferReader(block),
        read_options=arrow_json.ReadOptions(use_threads=True, block_size=size),
        parse_options=arrow_json.ParseOptions(
            explicit_schema=texts, unexpected_field_behavior="infer"
        ),
    )


def _all_blank(block: bytes, starts: npt.NDArray[np.int64], lines: npt.NDArray[np.int64]) -> bool:
    """Whether nothing but white space is in these lines."""
    ends = np.append(starts[1:], len(block))
    pairs = zip(starts[lines].tolist(), ends[lines].tolist(), strict=True)
    return all(not block[start:end].strip() for start, end in pairs)


def _longest(starts: npt.NDArray[np.int64], size: int) -> int:
    return int(np.diff(starts, append=size).max(initial=0))


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

"""JSON objects, one a line, to tables: by the core, by Arrow, by Python for the few lines left.

Pieces of a block whose objects are flat are parsed by the core. The others go to Arrow's reader. A
piece that it refuses is halved until the lines in question are few; those are parsed one by one,
and what is no object becomes a reject with its line. So a malformed line costs little, and nothing
of the other lines. Lines that Arrow must not see (see `jsonarrow`) are parsed alone at once.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby, starmap
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
import pyarrow as pa

import paperdedup._native as core
from paperdedup.readers.assemble import joined
from paperdedup.readers.encoding import BOM, decode, wrong_bytes
from paperdedup.readers.jsonarrow import ArrowJson, has_null_first
from paperdedup.readers.jsonvalue import TOO_DEEP, parse_json
from paperdedup.readers.opened import opened
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import as_bytes, deep_lines, places_of
from paperdedup.readers.wide import Columns
from paperdedup.records import Reject, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

__all__ = ["JsonBlocks"]

PIECE_BYTES = 1 << 20
"""So much of a block is parsed at once, by one thread; a longer line is a piece of its own."""

SMALL_BYTES = 128 << 10
"""Pieces below this are parsed line by line instead of being halved again."""

SAMPLE_LINES = 50
"""So many lines of the start, the middle and the end tell whether halving can help."""

ONE_IN = 32
"""Such a part of each `PIECE_BYTES` is looked at to tell how many columns a piece would have."""

MOST_CELLS = 1 << 26
"""Values, mostly nulls, that the table of a piece may have."""

LINE_FEED, BRACE = 0x0A, 0x7B


class Item(NamedTuple):
    """One input: its place, its bytes, and whether Arrow must not see it."""

    position: int
    line: int
    data: bytes
    alone: bool
    deep: bool


class _Piece(NamedTuple):
    """What the core made of a piece of a block; no records where it is not flat."""

    start: int
    end: int
    feeds: int
    records: Any


class _Lines(NamedTuple):
    """The lines of a block: where they begin and end, and what is to be known before parsing."""

    block: bytes
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    objects: npt.NDArray[np.bool_]
    suspect: npt.NDArray[np.bool_]
    deep: npt.NDArray[np.bool_]


class JsonBlocks:
    """Collects the records of one dump, block by block."""

    def __init__(self, dump: str) -> None:
        self.dump = dump
        self.inputs = 0
        self._arrow = ArrowJson()
        self._columns = Columns()
        self._tables: list[pa.Table] = []
        self._positions: list[npt.NDArray[np.int64]] = []
        self._rejects: list[Reject] = []
        self._wrong = 0
        self._keys: list[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._arrow.close()

    def add(
        self, block: bytes, line_of: Callable[[int], int], start: int = 0, end: int | None = None
    ) -> int:
        """Add complete lines, which are a block or a part of it, and say how many line ends they
        have. `line_of` is the number in the file of the n-th line of them.
        """
        last = len(block) if end is None else end
        if _is_wide(block, start, last):
            return self._add_others(block[start:last], line_of, singly=True)
        pieces = starmap(_Piece, core.parse_lines(block, start, last))
        feeds = 0
        for flat, group in groupby(pieces, key=lambda piece: piece.records is not None):
            members = list(group)
            if flat:
                self._take_flat(block, members)
            else:
                part = block[members[0].start : members[-1].end]
                self._add_others(part, partial(_behind, feeds, line_of))
            feeds += sum(piece.feeds for piece in members)
        return feeds

    def _take_flat(self, block: bytes, pieces: Sequence[_Piece]) -> None:
        """Take what the core has parsed."""
        if self._keys is None:
            lines = block[pieces[0].start : pieces[0].end].lstrip()
            self._remember(parse_json(lines.partition(b"\n")[0].decode())[0])
        for piece in pieces:
            table = pa.Table.from_batches([pa.record_batch(piece.records)])
            self._take(
                self._columns.narrowed(table), np.arange(self.inputs, self.inputs + table.num_rows)
            )
            self.inputs += table.num_rows

    def _add_others(
        self, block: bytes, line_of: Callable[[int], int], *, singly: bool = False
    ) -> int:
        """Add lines of which some are not flat: through Arrow, and what it refuses one by one, or
        all `singly`. Says how many line ends they have.
        """
        data = as_bytes(block)
        feeds = places_of(data, LINE_FEED)
        lines = _lines(block, data, feeds)
        pieces = [_of_lines(lines, part) for part in _pieces(lines)]
        plain = [not singly and not piece.suspect.any() for piece in pieces]
        wanted = [_bytes_of(piece) for piece, easy in zip(pieces, plain, strict=True) if easy]
        tables = iter(self._arrow.read(wanted))
        first = 0
        for piece, easy in zip(pieces, plain, strict=True):
            table = next(tables) if easy else None
            if not self._take_piece(piece, table):
                items = list(self._items(piece, first, line_of))
                (self._parse_each if singly else self._add_items)(items)
            first += piece.starts.size
        return int(feeds.size)

    def _take_piece(self, piece: _Lines, table: pa.Table | None) -> bool:
        """Take the table of a piece, if Arrow read as many records as there are."""
        rows = int(piece.objects.sum())
        if table is None or table.num_rows != rows:
            return False
        if rows and self._keys is None:
            line = int(np.flatnonzero(piece.objects)[0])
            text = decode(piece.block[piece.starts[line] : piece.ends[line]])[0]
            self._remember(parse_json(text)[0])
        self._take(self._columns.narrowed(table), np.arange(self.inputs, self.inputs + rows))
        self.inputs += rows
        return True

    def content(self) -> Content:
        """Everything that was added."""
        positions = np.concatenate([np.empty(0, np.int64), *self._positions])
        table, notes = self._columns.named(opened(self._ordered(joined(self._tables))))
        notes = (*wrong_bytes(self._wrong, "record"), *notes)
        return Content(table, pa.array(positions, pa.int64()), self._rejects, notes=notes)

    def _ordered(self, table: pa.Table) -> pa.Table:
        """The columns of the first record as it has them, then the others by name.

        In which order they are met depends on where blocks begin.
        """
        names = set(table.column_names)
        first = [key for key in self._keys or [] if key in names]
        rest = sorted(names.difference(first))
        return table.select([*first, *rest]) if table.num_columns else table

    def _take(self, table: pa.Table, positions: npt.NDArray[np.int64]) -> None:
        if table.num_rows:
            self._tables.append(table)
            self._positions.append(positions)

    def _remember(self, record: Any) -> None:
        """The keys of the first record, if this is it."""
        if self._keys is None and isinstance(record, dict):
            self._keys = list(record)

    def _items(self, piece: _Lines, first: int, line_of: Callable[[int], int]) -> Iterator[Item]:
        spans = zip(piece.starts.tolist(), piece.ends.tolist(), strict=True)
        for at, (start, end) in enumerate(spans):
            line = piece.block[start:end].strip().removeprefix(BOM)
            if line:
                deep = bool(piece.deep[at])
                alone = not line.startswith(b"{") or deep or has_null_first(line)
                yield Item(self.inputs, line_of(first + at), line, alone, deep)
                self.inputs += 1

    def _add_items(self, items: Sequence[Item]) -> None:
        """Add lines; one by one those that Arrow must not see, and small groups among them."""
        single: list[Item] = []
        for alone, group in groupby(items, key=lambda item: item.alone):
            members = list(group)
            if alone or len(members) <= SAMPLE_LINES or self._is_hopeless(members):
                single += members
            else:
                self._parse_each(single)
                single = []
                self._halve(members)
        self._parse_each(single)

    def _is_hopeless(self, items: Sequence[Item]) -> bool:
        """Whether Arrow refuses small samples too, as where types differ from line to line."""
        if len(items) < 4 * SAMPLE_LINES:
            return False
        last = len(items) - SAMPLE_LINES
        samples = (items[at : at + SAMPLE_LINES] for at in (0, last // 2, last))
        return all(self._native(sample) is None for sample in samples)

    def _native(self, items: Sequence[Item]) -> pa.Table | None:
        """The table of some lines by Arrow; None if it refuses, or finds more or fewer records."""
        (table,) = self._arrow.read([b"\n".join(item.data for item in items)])
        return table if table is not None and table.num_rows == len(items) else None

    def _halve(self, items: Sequence[Item]) -> None:
        """Take what Arrow reads, in halves until only small pieces are left."""
        table = self._native(items)
        if table is not None:
            self._remember(parse_json(decode(items[0].data)[0])[0])
            self._take(self._columns.narrowed(table), np.array([item.position for item in items]))
        elif len(items) == 1 or sum(len(item.data) for item in items) <= SMALL_BYTES:
            self._parse_each(items)
        else:
            half = len(items) // 2
            self._halve(items[:half])
            self._halve(items[half:])

    def _parse_each(self, items: Sequence[Item]) -> None:
        """One by one, which tells what is wrong with a line."""
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
        self._take(self._columns.table_of(rows), np.array(positions, np.int64))

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


def _is_wide(block: bytes, start: int, end: int) -> bool:
    """Whether pieces would have too many columns, because records have names of their own."""
    most = MOST_CELLS // ONE_IN**2
    probe = PIECE_BYTES // ONE_IN
    places = range(start, end - probe, PIECE_BYTES)
    return any(_cells(block, place, place + probe) > most for place in places)


def _cells(block: bytes, start: int, end: int) -> int:
    """Rows times columns of the complete lines in a part of a block."""
    lines = block[start:end].split(b"\n")[1:-1]
    rows = [parse_json(decode(line)[0])[0] for line in lines]
    names = {name for row in rows if isinstance(row, dict) for name in row}
    return len(names) * len(lines)


def _behind(feeds: int, line_of: Callable[[int], int], line: int) -> int:
    """The number in the file of a line that is counted from behind some line ends."""
    return line_of(feeds + line)


def _lines(block: bytes, data: npt.NDArray[np.uint8], feeds: npt.NDArray[np.int64]) -> _Lines:
    """The lines of a block. Suspect are those that Arrow must not see, or not without a look."""
    starts = np.append(0, feeds + 1)
    starts = starts[starts < data.size]
    ends = np.append(starts[1:], data.size)
    objects = data[starts] == BRACE
    deep = deep_lines(data, starts)
    suspect = deep.copy()
    for line in np.flatnonzero(~objects):
        suspect[line] = bool(block[starts[line] : ends[line]].strip())
    return _Lines(block, starts, ends, objects, suspect, deep)


def _pieces(lines: _Lines) -> Iterator[slice]:
    """Runs of lines of about `PIECE_BYTES`."""
    first = 0
    while first < lines.starts.size:
        end = int(np.searchsorted(lines.ends, lines.starts[first] + PIECE_BYTES, side="right"))
        last = max(end, first + 1)
        yield slice(first, last)
        first = last


def _of_lines(lines: _Lines, part: slice) -> _Lines:
    return _Lines(
        lines.block,
        lines.starts[part],
        lines.ends[part],
        lines.objects[part],
        lines.suspect[part],
        lines.deep[part],
    )


def _bytes_of(piece: _Lines) -> bytes:
    return piece.block[piece.starts[0] : piece.ends[-1]]

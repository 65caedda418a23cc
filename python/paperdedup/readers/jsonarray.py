"""A JSON array of objects, or an object with such an array in it; also objects one after another,
and an object that is keyed by id.

The array is not parsed as a whole: its commas are found by array operations (`structure`), and its
elements go to the reader of JSON lines, a block at a time. Around the array there may be objects
(`{"response": {"docs": [...]}}`); their other members are not records and are not kept. What is
around may come again: answers to a search, page by page. The keys of an object that is keyed are a
column.
"""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.readers.encoding import wrong_bytes
from paperdedup.readers.input import BLOCK_BYTES, HEAD_BYTES
from paperdedup.readers.jsonblocks import JsonBlocks
from paperdedup.readers.jsoncolumns import may_hold_columns, table_in
from paperdedup.readers.jsonoutline import (
    LIST_OF_KEYS,
    OBJECT_START,
    outline_of,
    record_list,
    records_at,
)
from paperdedup.readers.jsonvalue import parse_json
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import (
    as_bytes,
    nesting,
    outside_strings,
    places_of,
    unescaped_quotes,
)

if TYPE_CHECKING:
    from paperdedup.readers.input import Input, Stream
    from paperdedup.readers.structure import Bytes, Positions

__all__ = ["JsonArray"]

ARRAY_START = re.compile(rb'\s*\[\s*(?:[\[\]{"\d-]|null|true|false)')
MEMBER = re.compile(rb'\s*("(?:[^"\\]|\\.)*+")\s*:\s*(?=[^,\s])', re.DOTALL)
"""The key of a member and what stands before its value."""

KEY_COLUMNS = ("key", "id")
"""What the column of keys is called; the second, where the records have the first themselves."""

KEY = re.compile(rb'("(?:[^"\\]|\\.){0,200}+")\s*:\s*\[\Z', re.DOTALL)
"""The key of the array of records, in what stands before these."""

CUT = "copy or download it again"
"""What to do about a file that is cut."""

LONGEST_PREFIX = 16 << 20
"""How far the array of records is looked for within an object."""

COMMA, LINE_FEED, CARRIAGE_RETURN, SPACE = 0x2C, 0x0A, 0x0D, 0x20
WHITE = np.isin(np.arange(256), list(b" \t\r\n"))
INDENTATION = 64
"""White space before an element that is skipped at once; more only costs time."""


class JsonArray:
    """An array of objects."""

    name = "json"
    description = "JSON: an array of objects, also within an object; or objects one by one"
    aliases = ("jsonarray",)
    extensions = (".json",)
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether it begins like an array or an object. JSON lines are asked before."""
        return bool(ARRAY_START.match(head) or OBJECT_START.match(head))

    def read(self, source: Input) -> Content:
        """Read all elements, block by block; a table of columns as a whole."""
        stream = source.open()
        columns = _columns(stream)
        if columns is not None:
            return columns
        source.give_back(stream)
        with JsonBlocks(source.name) as records:
            return _Elements(source, records).read()


class _Elements:
    """The elements of one array, or objects one after another, on their way to `JsonBlocks`."""

    def __init__(self, source: Input, records: JsonBlocks) -> None:
        self.file = source.file
        self.stream = source.open()
        self.records = records
        start = _start(self.stream)
        before = self.stream.read(start or 0)
        self.in_array = start is not None
        self.around = _depth(before) - 1
        self.keys: list[str | None] | None = None
        if self.in_array and not before.endswith(b"["):
            self.keys = []
        self.line = 1 + before.count(b"\n")
        key = KEY.search(before[-300:])
        named = re.escape(key[1] if key else f'"{LIST_OF_KEYS}"'.encode())
        self.empty = re.compile(named + rb"\s*:\s*\[\s*\]")

    def read(self) -> Content:
        pending = b""
        while True:
            more = self.stream.read(max(BLOCK_BYTES, len(pending)))
            data = pending + more
            cut = _cut_array(data) if self.in_array else _cut_sequence(data, ends=not more)
            if cut.ends or not more:
                break
            pending = self._add(data, cut) if cut.end else data
        if self.in_array and not cut.ends:
            self._pass(data.rstrip())
            raise self._error("the array is not closed: the file is cut", CUT)
        self._finish(self._add(data, cut))
        content = self.records.content()
        return content if self.keys is None else _with_keys(content, self.keys)

    def _add(self, data: bytes, cut: _Cut) -> bytes:
        """Add the elements before the cut; the rest of the data is returned."""
        body = as_bytes(data[: cut.end])
        starts = _skip_white(body, np.append(0, cut.commas + 1))
        feeds = places_of(body, LINE_FEED)
        lines = body.copy()
        lines[feeds] = SPACE
        lines[places_of(body, CARRIAGE_RETURN)] = SPACE
        if self.in_array:
            lines[cut.commas] = SPACE
        if self.keys is not None:
            starts = _behind_keys(data[: cut.end], starts, lines, self.keys)
        lines[starts[1:] - 1] = LINE_FEED
        first = self.line
        block = lines[starts[0] :].tobytes()
        self.records.add(block, lambda at: first + int(np.searchsorted(feeds, starts[at])))
        self.line += feeds.size
        return data[cut.end + 1 :] if self.in_array else data[cut.end :]

    def _finish(self, rest: bytes) -> None:
        """Read to the end, which also tells a cut compressed stream; what is around the array may
        be followed by more of its kind.
        """
        more = b" "
        while (end := _behind_objects(rest, self.around)) is None and more:
            more = self.stream.read(max(BLOCK_BYTES, len(rest)))
            rest += more
        self._pass(rest[:end])
        rest = rest[end:] if end is not None else b""
        while not rest.strip() and more:
            self._pass(rest)
            rest = more = self.stream.read(BLOCK_BYTES)
        follows = rest.lstrip()[:1]
        if follows == b"{" and (self.around > 0 or self.keys is not None):
            rest = self._add_pages(rest)
            follows = rest.lstrip()[:1]
            if follows == b"{":
                self._pass(rest.rstrip())
                raise self._error("the last object is not closed: the file is cut", CUT)
        for _ in self.stream.blocks():
            pass
        if follows:
            self._pass(rest[: len(rest) - len(rest.lstrip())])
            raise self._error("something follows the end of the array")

    def _add_pages(self, data: bytes) -> bytes:
        """Add the records of objects one after another; what is no whole object is returned."""
        more = b" "
        while more:
            more = self.stream.read(max(BLOCK_BYTES, len(data)))
            data += more
            array = as_bytes(data)
            nest = nesting(array, unescaped_quotes(array))
            ends = [0, *(nest.places[nest.depths == 0] + 1).tolist()]
            for start, end in pairwise(ends):
                self._add_page(data[start:end])
            data = data[ends[-1] :]
        return data

    def _add_page(self, page: bytes) -> None:
        """Add the records of an object, which may have none at the end of a search."""
        body = page.lstrip()
        self._pass(page[: len(page) - len(body)])
        start = record_list(body) if OBJECT_START.match(body) else None
        empty = self.empty.search(body)
        if empty is not None and (start is None or empty.start() < start):
            start = None
        elif start is None:
            raise self._error("an object without records follows one with records")
        if start is not None:
            before, body = body[:start], body[start:]
            self._pass(before)
            if before.endswith(b"[") == (self.keys is not None):
                raise self._error("records by their id and others follow each other")
            body = self._add(body, _cut_array(body))
        self._pass(body)

    def _pass(self, data: bytes) -> None:
        """Count the lines of what is not read."""
        self.line += data.count(b"\n")

    def _error(self, what: str, remedy: str = "give one array a file, or JSON lines") -> InputError:
        return InputError(what, file=self.file, place=f"line {self.line}", remedy=remedy)


def _depth(data: bytes) -> int:
    """How many brackets are open behind these bytes."""
    return sum(nesting(as_bytes(data), unescaped_quotes(as_bytes(data))).depths[-1:].tolist())


def _behind_objects(data: bytes, count: int) -> int | None:
    """Where so many objects that are open have ended; None if they have not."""
    if count <= 0:
        return 0
    nest = nesting(as_bytes(data), unescaped_quotes(as_bytes(data)))
    closing = nest.places[nest.depths == -count]
    return int(closing[0]) + 1 if closing.size else None


class _Cut(NamedTuple):
    """Where elements are parted, where the last complete one ends, and whether that is the end."""

    commas: Positions
    end: int
    ends: bool = False


def _cut_array(data: bytes) -> _Cut:
    """Cut what stands within an array at its commas, up to its closing bracket."""
    array = as_bytes(data)
    quotes = unescaped_quotes(array)
    nest = nesting(array, quotes)
    closing = nest.places[nest.depths < 0]
    commas = outside_strings(places_of(array, COMMA), quotes)
    commas = commas[nest.depth_at(commas) == 0]
    if closing.size:
        return _Cut(commas[commas < closing[0]], int(closing[0]), ends=True)
    if not commas.size:
        return _Cut(commas, 0)
    return _Cut(commas[:-1], int(commas[-1]))


def _cut_sequence(data: bytes, *, ends: bool) -> _Cut:
    """Cut objects that follow one another at the white space behind each."""
    array = as_bytes(data)
    nest = nesting(array, unescaped_quotes(array))
    behind = nest.places[nest.depths == 0] + 1
    behind = behind[behind < array.size]
    behind = behind[WHITE[array[behind]]]
    if ends or not behind.size:
        return _Cut(behind, array.size if ends else 0, ends=ends)
    return _Cut(behind[:-1], int(behind[-1]))


def _behind_keys(data: bytes, starts: Positions, lines: Bytes, keys: list[str | None]) -> Positions:
    """Where the values of members begin; their keys are taken out of the lines. A member without
    key and value stays as it is, to be rejected.
    """
    values = starts.copy()
    for at, start in enumerate(starts.tolist()):
        member = MEMBER.match(data, start)
        if member is not None:
            lines[start : member.end()] = SPACE
            values[at] = member.end()
            keys.append(parse_json(member[1].decode("utf-8", "replace"))[0])
        elif data[start : start + 1] not in (b"", b","):
            keys.append(None)
    return values


def _with_keys(content: Content, keys: list[str | None]) -> Content:
    """The records with a column of their keys, where they leave a name for it."""
    table, positions = content.table, content.positions
    name = next((name for name in KEY_COLUMNS if name not in table.column_names), None)
    if name is not None and table.num_columns and positions is not None:
        column = pa.array(keys, pa.string()).take(positions)
        content.table = table.append_column(name, column)
    return content


def _skip_white(body: Bytes, starts: Positions) -> Positions:
    """The places of the first bytes that are no white space, from `starts` on."""
    padded = np.append(body, np.uint8(0))
    places = starts.copy()
    for _ in range(INDENTATION):
        white = WHITE[padded[places]]
        if not white.any():
            break
        places += white
    return places


def _columns(stream: Stream) -> Content | None:
    """What is a table, column by column; nothing is taken of another stream."""
    head = stream.peek(HEAD_BYTES)
    outline = outline_of(head)
    if not may_hold_columns(outline) or (outline.ends and len(head) == HEAD_BYTES):
        return None
    found = table_in(stream.peek(sys.maxsize))
    return Content(found[0], notes=wrong_bytes(int(found[1]), "file")) if found else None


def _start(stream: Stream) -> int | None:
    """Where the elements begin; None for objects one after another."""
    size = HEAD_BYTES
    while True:
        head = stream.peek(size)
        if not OBJECT_START.match(head):
            return record_list(head)
        outline = outline_of(head)
        found = records_at(outline)
        known = found is not None or outline.lists or outline.ends
        if known or len(head) < size or size > LONGEST_PREFIX:
            return found
        size *= 8

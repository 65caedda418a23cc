"""A JSON array of objects, or an object with such an array in it; also objects one after another.

The array is not parsed as a whole: its commas are found by array operations (`structure`), and its
elements go to the reader of JSON lines, a block at a time. Around the array there may be objects
(`{"response": {"docs": [...]}}`); their other members are not records and are not kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from paperdedup.errors import InputError
from paperdedup.readers.input import BLOCK_BYTES, HEAD_BYTES
from paperdedup.readers.jsonblocks import JsonBlocks
from paperdedup.readers.structure import (
    as_bytes,
    nesting,
    outside_strings,
    places_of,
    unescaped_quotes,
)
from paperdedup.records import names_field

if TYPE_CHECKING:
    from paperdedup.readers.input import Input, Stream
    from paperdedup.readers.registry import Content
    from paperdedup.readers.structure import Bytes, Positions

__all__ = ["JsonArray", "record_list"]

TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*+)(?:"|\Z)|[{}\[\]:]', re.DOTALL)
ARRAY_START = re.compile(rb'\s*\[\s*(?:[\[\]{"\d-]|null|true|false)')
OBJECT_START = re.compile(rb'\s*\{\s*["}]')
DEEPEST_LIST = 4
LONGEST_PREFIX = 16 << 20
"""How far the array of records is looked for within an object."""

COMMA, LINE_FEED, CARRIAGE_RETURN, SPACE = 0x2C, 0x0A, 0x0D, 0x20
WHITE = np.isin(np.arange(256), list(b" \t\r\n"))
INDENTATION = 64
"""White space before an element that is skipped at once; more only costs time."""


@dataclass
class _Frame:
    """An object or an array that is open while the outline of a head is read."""

    is_object: bool
    start: int
    keys: list[str] = field(default_factory=list)
    seen: bool = False


class _Outline(NamedTuple):
    """The keys of the outermost object, whether it ends, and its arrays of objects."""

    keys: list[str]
    lists: list[tuple[int, list[str]]]
    ends: bool = False


def record_list(head: bytes) -> int | None:
    """Where the elements of the records' array begin; None if an object is itself a record.

    Of several arrays of objects it is the first whose objects have a title or an abstract.

    >>> record_list(b'[{"a": 1}]'), record_list(b'{"n": 1, "data": [{"title": "A"}]}')
    (1, 18)
    >>> record_list(b'{"title": "A", "abstract": "B", "authors": [{"name": "C"}]}') is None
    True
    """
    if not OBJECT_START.match(head):
        return head.index(b"[") + 1 if head.lstrip().startswith(b"[") else None
    return _chosen(_outline(head))


def _chosen(outline: _Outline) -> int | None:
    titled = [_named(outline.keys, "title"), _named(outline.keys, "abstract")]
    if all(titled):
        return None
    for start, keys in outline.lists:
        if _named(keys, "title") or _named(keys, "abstract"):
            return start
    return outline.lists[0][0] if outline.lists and not any(titled) else None


def _named(keys: list[str], known: str) -> bool:
    return any(names_field(key, known) for key in keys)


def _outline(head: bytes) -> _Outline:
    frames: list[_Frame] = []
    outline = _Outline([], [])
    last = b""
    for token in TOKEN.finditer(head):
        mark = token.group()[:1]
        if mark == b'"':
            last = token.group(1)
        elif mark == b":" and frames:
            frames[-1].keys.append(last.decode("utf-8", "replace"))
        elif mark in (b"{", b"["):
            frame = _Frame(mark == b"{", token.end())
            if _is_first_record(frames, frame):
                outline.lists.append((frames[-1].start, frame.keys))
            frames.append(frame)
        elif len(frames) == 1:
            return outline._replace(keys=frames[0].keys, ends=True)
        elif frames:
            frames.pop()
    return outline._replace(keys=frames[0].keys if frames else [])


def _is_first_record(frames: list[_Frame], frame: _Frame) -> bool:
    """Whether this is the first object of an array that only objects hold."""
    if not frame.is_object or not 1 < len(frames) <= DEEPEST_LIST or frames[-1].is_object:
        return False
    first = not frames[-1].seen
    frames[-1].seen = True
    return first and all(outer.is_object for outer in frames[:-1])


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
        """Read all elements, block by block."""
        with JsonBlocks(source.name) as records:
            return _Elements(source, records).read()


class _Elements:
    """The elements of one array, or objects one after another, on their way to `JsonBlocks`."""

    def __init__(self, source: Input, records: JsonBlocks) -> None:
        self.file = source.file
        self.stream = source.open()
        self.records = records
        start = _start(self.stream)
        self.in_array = start is not None
        self.line = 1 + self.stream.read(start or 0).count(b"\n")

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
            raise InputError(
                "the array is not closed: the file is cut",
                file=self.file,
                place=f"line {self.line + data.rstrip().count(10)}",
                remedy="copy or download it again",
            )
        self._finish(self._add(data, cut))
        return self.records.content()

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
        lines[starts[1:] - 1] = LINE_FEED
        first = self.line
        block = lines[starts[0] :].tobytes()
        self.records.add(block, lambda at: first + int(np.searchsorted(feeds, starts[at])))
        self.line += feeds.size
        return data[cut.end + 1 :] if self.in_array else data[cut.end :]

    def _finish(self, rest: bytes) -> None:
        """Read to the end, which also tells a cut compressed stream."""
        follows = rest.strip()[:1]
        for block in self.stream.blocks():
            follows = follows or block.strip()[:1]
        if follows not in (b"", b",", b"}"):
            raise InputError(
                "something follows the end of the array",
                file=self.file,
                place=f"line {self.line}",
                remedy="give one array a file, or JSON lines",
            )


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


def _start(stream: Stream) -> int | None:
    """Where the elements begin; None for objects one after another."""
    size = HEAD_BYTES
    while True:
        head = stream.peek(size)
        if not OBJECT_START.match(head):
            return record_list(head)
        outline = _outline(head)
        if outline.lists or outline.ends or len(head) < size or size > LONGEST_PREFIX:
            return _chosen(outline)
        size *= 8

"""JSON lines: one object a line. Blank lines are no input, others are a record or a reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperdedup.errors import InputError
from paperdedup.readers.input import HEAD_BYTES
from paperdedup.readers.jsonblocks import JsonBlocks
from paperdedup.readers.jsoncolumns import may_hold_columns, table_in
from paperdedup.readers.jsonoutline import is_page, outline_of, record_list
from paperdedup.readers.jsonvalue import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperdedup.readers.input import Input, Stream
    from paperdedup.readers.registry import Content

__all__ = ["JsonLines"]

SNIFFED_LINES = 20
LONGEST_LINE = 1 << 30
"""A line beyond one GiB is taken for a file that is no JSON lines."""


class JsonLines:
    """One JSON object a line."""

    name = "jsonlines"
    description = "JSON lines: one object a line"
    aliases = ("jsonl", "ndjson")
    extensions = (".jsonl", ".ndjson", ".jsonlines", ".ldjson")
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether the first line is an object, or half of the first lines are one each.

        An object with records in it, alone or an answer to a search a line, is another format.
        """
        lines = [line.strip() for line in _lines(head) if line.strip()][:SNIFFED_LINES]
        if not lines:
            return _is_object(head) and not _holds_records(head, ends=False)
        objects = [_is_whole_object(line) for line in lines]
        if len(lines) == 1:
            return objects[0] and not _holds_records(lines[0], ends=True)
        if objects[0] and is_page(outline_of(lines[0])):
            return False
        return objects[0] or (any(objects) and 2 * sum(objects) >= len(lines))

    def read(self, source: Input) -> Content:
        """Read all lines, block by block."""
        first = 1
        with JsonBlocks(source.name) as records:
            for block, start, end in complete_lines(source.open(), source.file):
                first += records.add(block, first.__add__, start, end)
            return records.content()


def complete_lines(stream: Stream, file: str) -> Iterator[tuple[bytes, int, int]]:
    """All lines of a stream, never a part of one: blocks, and where in them the lines begin and
    end. A line that goes over the end of a block comes alone; the others are not copied.
    """
    rest: list[bytes] = []
    for block in stream.blocks():
        start = block.find(b"\n") + 1 if rest else 0
        if start:
            line = b"".join([*rest, block[:start]])
            yield line, 0, len(line)
            rest = []
        end = block.rfind(b"\n") + 1
        if start < end:
            yield block, start, end
        if end < len(block):
            rest.append(block[end:])
        if sum(map(len, rest)) > LONGEST_LINE:
            raise InputError("a line is longer than 1 GiB: these are no JSON lines", file=file)
    last = b"".join(rest)
    if last:
        yield last, 0, len(last)


def _lines(head: bytes) -> list[bytes]:
    """The complete lines of a head; a head that is not full is the whole input."""
    lines = head.split(b"\n")
    return lines if len(head) < HEAD_BYTES else lines[:-1]


def _holds_records(head: bytes, *, ends: bool) -> bool:
    """Whether an object has records in it, or is a table, as far as its beginning shows."""
    if record_list(head) is not None:
        return True
    return may_hold_columns(outline_of(head)) and (not ends or table_in(head) is not None)


def _is_object(head: bytes) -> bool:
    start = head.lstrip()[:64]
    return start.startswith(b"{") and start[1:].lstrip()[:1] in (b'"', b"}")


def _is_whole_object(line: bytes) -> bool:
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    value, reason = parse_json(line.decode("utf-8", "replace"))
    return reason is None and isinstance(value, dict)

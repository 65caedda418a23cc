"""JSON lines: one object a line. Blank lines are no input, others are a record or a reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperdedup.errors import InputError
from paperdedup.readers.input import HEAD_BYTES
from paperdedup.readers.jsonarray import record_list
from paperdedup.readers.jsonblocks import JsonBlocks
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

        A single line may also be an object with a list of records in it, which is another format.
        """
        lines = [line.strip() for line in _lines(head) if line.strip()][:SNIFFED_LINES]
        if not lines:
            return _is_object(head) and record_list(head) is None
        objects = [_is_whole_object(line) for line in lines]
        if len(lines) == 1:
            return objects[0] and record_list(lines[0]) is None
        return objects[0] or (any(objects) and 2 * sum(objects) >= len(lines))

    def read(self, source: Input) -> Content:
        """Read all lines, block by block."""
        first = 1
        with JsonBlocks(source.name) as records:
            for block in complete_lines(source.open(), source.file):
                first += records.add(block, first.__add__)
            return records.content()


def complete_lines(stream: Stream, file: str) -> Iterator[bytes]:
    """The stream in blocks that end with a line; a line that is longer than a block stays whole."""
    rest: list[bytes] = []
    for block in stream.blocks():
        cut = block.rfind(b"\n") + 1
        if cut == len(block) and not any(rest):
            yield block
            continue
        if cut:
            yield b"".join([*rest, memoryview(block)[:cut]])
            rest = []
        rest.append(block[cut:])
        if sum(map(len, rest)) > LONGEST_LINE:
            raise InputError("a line is longer than 1 GiB: these are no JSON lines", file=file)
    last = b"".join(rest)
    if last:
        yield last


def _lines(head: bytes) -> list[bytes]:
    """The complete lines of a head; a head that is not full is the whole input."""
    lines = head.split(b"\n")
    return lines if len(head) < HEAD_BYTES else lines[:-1]


def _is_object(head: bytes) -> bool:
    start = head.lstrip()[:64]
    return start.startswith(b"{") and start[1:].lstrip()[:1] in (b'"', b"}")


def _is_whole_object(line: bytes) -> bool:
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    value, reason = parse_json(line.decode("utf-8", "replace"))
    return reason is None and isinstance(value, dict)

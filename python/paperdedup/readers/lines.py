"""Plain text, one text a line, compared as it is (`text="plain"`). Blank lines are no input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from paperdedup.readers.encoding import decode_column, wrong_bytes
from paperdedup.readers.jsonlines import complete_lines
from paperdedup.readers.registry import Content

if TYPE_CHECKING:
    from paperdedup.readers.input import Input

__all__ = ["Lines"]

LINE_FEED = 0x0A


class Lines:
    """One text a line."""

    name = "lines"
    description = 'plain text, one text a line (chosen only where texts are "plain")'
    aliases = ("text",)
    extensions = (".txt",)
    loose = True

    def matches(self, head: bytes) -> bool:
        """Whether it can be text at all."""
        return b"\x00" not in head

    def read(self, source: Input) -> Content:
        """Read all lines into the column `text`."""
        chunks = []
        wrong = 0
        for block, start, end in complete_lines(source.open(), source.file):
            lines = _cut(memoryview(block)[start:end])
            texts, errors = decode_column(pa.chunked_array([lines]))
            chunks += [_trimmed(chunk) for chunk in texts.chunks]
            wrong += errors
        column = pa.chunked_array(chunks, pa.large_string())
        return Content(pa.table({"text": column}), notes=wrong_bytes(wrong, "line"))


def _cut(block: memoryview) -> pa.Array:
    """The lines of a block as they are, not copied."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == LINE_FEED) + 1
    last = [] if block[-1] == LINE_FEED else [len(block)]
    offsets = np.concatenate([[0], ends, last]).astype(np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(block)]
    return pa.Array.from_buffers(pa.large_binary(), len(offsets) - 1, buffers)


def _trimmed(lines: pa.Array) -> pa.Array:
    """The lines that are not blank, without their line ends."""
    import pyarrow.compute as pc

    texts = pc.utf8_rtrim(lines, "\r\n")
    return texts.filter(pc.not_equal(pc.utf8_trim_whitespace(texts), ""))

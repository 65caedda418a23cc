"""Arrow IPC: the file format (also called Feather version 2) and the stream format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from paperdedup.readers.assemble import damage_named, sound
from paperdedup.readers.input import StreamFile

if TYPE_CHECKING:
    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content

__all__ = ["ArrowIpc"]

FILE_MAGIC = b"ARROW1"
STREAM_START = b"\xff\xff\xff\xff"


class ArrowIpc:
    """Apache Arrow IPC."""

    name = "arrow"
    description = "Apache Arrow IPC: files (Feather 2) and streams"
    aliases = ("ipc", "feather")
    extensions = (".arrow", ".arrows", ".ipc", ".feather")
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether it begins like an IPC file or stream."""
        return head.startswith((FILE_MAGIC, STREAM_START))

    def read(self, source: Input) -> Content:
        """Read all batches."""
        with damage_named(source.file, "the Arrow data are"):
            table = self._table(source)
        return sound(table, source.file)

    def _table(self, source: Input) -> pa.Table:
        stream = source.open()
        if stream.peek(len(FILE_MAGIC)) == FILE_MAGIC:
            source.give_back(stream)
            table = pa.ipc.open_file(source.random_access()).read_all()
            source.report(source.size)
            return table
        return pa.ipc.open_stream(pa.PythonFile(StreamFile(stream), mode="r")).read_all()

"""The bytes of one dump: opened, decompressed, without byte order mark, counted for the progress.

An `Input` is what a reader gets. `open` gives the stream from its start; `head` looks without
taking; `keep` makes an input readable again that is no regular file, such as standard input, by a
temporary file; `random_access` is for formats that have their directory at the end.
"""

from __future__ import annotations

import io
import os
import stat
import sys
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.nouns import counted
from paperdedup.readers.compression import (
    DAMAGED,
    MAGIC_BYTES,
    Readable,
    compression_of,
    decompressed,
)
from paperdedup.readers.encoding import (
    BOM,
    SNIFFED_BYTES,
    Transcoded,
    says_utf8,
    wide_encoding_of,
)
from paperdedup.readers.foreign import foreign_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

__all__ = ["BLOCK_BYTES", "HEAD_BYTES", "Input", "Stream", "StreamFile"]

HEAD_BYTES = 1 << 16
"""How much of an input is looked at to tell its format. A shorter head is the whole input."""

LONGEST_HEAD = 4 << 20
"""How much of an object is looked at that goes on in its first line, to tell what is in it."""

BLOCK_BYTES = 8 << 20
"""How much is read and parsed at once; a line or a value that is longer is read whole."""

BINARY = (b"PAR1", b"PARE", b"ARROW1", b"\xff\xff\xff\xff")
"""How Parquet and Arrow begin, which are no text in any encoding."""

MOST_LAYERS = 2
"""What is compressed was so before it was served or packed, at most."""

LARGEST_READ = 64 << 20
"""Memory is taken for what is there, not for what damaged data say there would be."""


class Stream:
    """Bytes in order, with a look ahead. Errors of decompression name the file and the place."""

    def __init__(self, source: Readable, file: str, place: Callable[[], int]) -> None:
        self._source = source
        self._file = file
        self._place = place
        self._ahead = b""

    def read(self, size: int, /) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        parts = [self._ahead[:size]] if self._ahead else []
        self._ahead = self._ahead[size:]
        missing = size - sum(map(len, parts))
        while missing > 0:
            part = self._read(min(missing, LARGEST_READ))
            if not part:
                break
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, which stay there to be read."""
        if len(self._ahead) < size:
            self._ahead += self.read_more(size - len(self._ahead))
        return self._ahead[:size]

    def read_more(self, size: int) -> bytes:
        """`size` bytes from behind what was looked at."""
        ahead, self._ahead = self._ahead, b""
        more = self.read(size)
        self._ahead = ahead
        return more

    def blocks(self) -> Iterator[bytes]:
        """All bytes, block by block."""
        return iter(lambda: self.read(BLOCK_BYTES), b"")

    def _read(self, size: int) -> bytes:
        try:
            return self._source.read(size)
        except DAMAGED as error:
            if isinstance(error, OSError) and error.errno is not None:
                error.filename = error.filename or self._file
                raise
            raise InputError(
                f"the compressed stream is cut or damaged ({error}); nothing of it was used",
                file=self._file,
                place=f"at byte {self._place():,}",
                remedy="copy or download it again",
            ) from error


class StreamFile(io.RawIOBase):
    """A stream in the form that decompressors and Arrow read."""

    def __init__(self, stream: Readable) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        return self._stream.read(size if size >= 0 else BLOCK_BYTES)


class _Counted(io.RawIOBase):
    """A raw file that counts what was read of it."""

    def __init__(self, raw: BinaryIO, report: Callable[[int], None]) -> None:
        super().__init__()
        self._raw = raw
        self._report = report
        self.done = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._raw.read(size)
        self.done += len(data)
        self._report(len(data))
        return data

    def close(self) -> None:
        if not self.closed and self._raw is not _standard_input():
            self._raw.close()
        super().close()


class Input:
    """The bytes of one dump. `name` is the dump's name, `file` is what messages call it."""

    def __init__(
        self,
        name: str,
        path: str | None,
        report: Callable[[int], None] = lambda _: None,
        *,
        encoding: str | None = None,
    ) -> None:
        self.name = name
        self.path = path
        self.file = path if path is not None else "standard input"
        self._report = report
        self._encoding = encoding
        self._transcoded: list[Transcoded] = []
        self._opened: list[Any] = []
        self._pending: Stream | None = None
        self._spool: BinaryIO | None = None
        self._plain = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in reversed(self._opened):
            file.close()
        self._opened.clear()

    @property
    def regular(self) -> bool:
        """Whether the input is a regular file, which can be opened again."""
        return self.path is not None and stat.S_ISREG(os.stat(self.path).st_mode)

    def head(self) -> bytes:
        """The first bytes, decompressed and without byte order mark; of JSON a whole line."""
        self._pending = self.open()
        size = HEAD_BYTES
        head = self._pending.peek(size)
        while len(head) == size < LONGEST_HEAD and head[:1] == b"{" and b"\n" not in head:
            size *= 8
            head = self._pending.peek(size)
        return head

    def open(self) -> Stream:
        """The stream from its start. Only what is regular or kept can be opened twice."""
        if self._pending is not None:
            stream, self._pending = self._pending, None
            return stream
        if self._spool is not None:
            return Stream(self._spooled(), self.file, self._spool.tell)
        return self._first()

    def give_back(self, stream: Stream) -> None:
        """Return a stream of which nothing was taken."""
        self._pending = stream

    def keep(self) -> None:
        """Make an input that is no regular file readable more than once."""
        if not self.regular:
            self._spooled()

    def random_access(self) -> pa.NativeFile:
        """The decompressed bytes as a file to seek in; through a temporary file where needed."""
        self._pending = self.open()
        if self.regular and self._plain:
            file = pa.OSFile(self.path)
            self._opened.append(file)
            return file
        return pa.PythonFile(self._spooled(), mode="r")

    def report(self, size: int) -> None:
        """Tell the progress of bytes that did not come through a stream."""
        self._report(size)

    def notes(self) -> tuple[str, ...]:
        """What is to be said about the encoding that was named, after everything was read."""
        wrong = max((stream.wrong for stream in self._transcoded), default=0)
        if not wrong:
            return ()
        places = counted(wrong, "place")
        return (f"{places} cannot be read as {self._encoding}; U+FFFD stands there",)

    @property
    def size(self) -> int:
        """Bytes as stored; 0 where that is not known."""
        return os.stat(self.path).st_size if self.path is not None and self.regular else 0

    def _spooled(self) -> BinaryIO:
        """All decompressed bytes in a temporary file, at its start."""
        if self._spool is None:
            spool = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the input)
            self._opened.append(spool)
            for block in self.open().blocks():
                spool.write(block)
            self._spool = spool
        self._spool.seek(0)
        return self._spool

    def _first(self) -> Stream:
        raw = _Counted(self._open_raw(), self._report)
        self._opened.append(raw)
        stream = Stream(raw, self.file, lambda: raw.done)
        layers = 0
        while (compression := compression_of(stream.peek(MAGIC_BYTES))) is not None:
            layers += 1
            if layers > MOST_LAYERS:
                raise InputError(
                    f"it is compressed more than {MOST_LAYERS} times over",
                    file=self.file,
                    remedy="decompress it first",
                )
            inner = decompressed(StreamFile(stream), compression, self.file)
            stream = Stream(inner, self.file, lambda: raw.done)
        self._plain = not layers
        return self._as_utf8(stream, lambda: raw.done)

    def _as_utf8(self, stream: Stream, place: Callable[[], int]) -> Stream:
        encoding = wide_encoding_of(stream.peek(SNIFFED_BYTES))
        named = self._encoding if encoding is None and self._needs_encoding(stream) else None
        encoding = encoding or named
        self._plain = self._plain and encoding is None
        if encoding is not None:
            transcoded = Transcoded(StreamFile(stream), encoding)
            self._transcoded += [transcoded] if named else []
            stream = Stream(transcoded, self.file, place)
        if stream.peek(len(BOM)) == BOM:
            stream.read(len(BOM))
        return stream

    def _needs_encoding(self, stream: Stream) -> bool:
        """Whether the encoding that the user named is to be used: not for what is no text, for XML,
        which says its own, and for text that is UTF-8.
        """
        if self._encoding is None:
            return False
        head = stream.peek(LONGEST_HEAD)
        binary = head.startswith(BINARY) or foreign_name(head) is not None
        return not (binary or head.startswith(BOM) or says_utf8(head))

    def _open_raw(self) -> BinaryIO:
        if self.path is None:
            return _standard_input()
        return open(self.path, "rb", buffering=0)


def _standard_input() -> BinaryIO:
    """Standard input as bytes, also where something else was put in its place."""
    found = sys.stdin
    if found is None:
        raise InputError("there is no standard input", remedy="give a file instead")
    if hasattr(found, "buffer"):
        return found.buffer
    return io.BytesIO(found.read().encode("utf-8", "surrogateescape"))

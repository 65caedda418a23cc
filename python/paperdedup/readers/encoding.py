"""Bytes to text: UTF-8, and what to do where they are not.

A byte that is no part of valid UTF-8 is read as Windows-1252, as browsers read Latin-1: an old
Latin-1 file comes out right, and a text with one broken byte keeps the rest. Every piece (a line, a
cell, a file) where that happened is counted, and the count is a note of the dump. UTF-16 and UTF-32
are read where the input starts with their byte order mark, or with two ASCII characters in them.
Nothing is guessed from statistics.
"""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paperdedup.decoding import decode
from paperdedup.errors import ConfigError
from paperdedup.nouns import counted
from paperdedup.records import whole_text

if TYPE_CHECKING:
    from paperdedup.readers.compression import Readable

__all__ = [
    "BOM",
    "SNIFFED_BYTES",
    "Mended",
    "Transcoded",
    "check_encoding",
    "decode",
    "decode_column",
    "is_plain",
    "is_utf8",
    "repaired",
    "says_utf8",
    "wide_encoding_of",
    "wrong_bytes",
]

BOM = codecs.BOM_UTF8
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks; that of UTF-32 begins like that of UTF-16."""

ZEROS = {
    "01110111": "utf-32-le",
    "11101110": "utf-32-be",
    "0101": "utf-16-le",
    "1010": "utf-16-be",
}
"""Which of the first bytes are zero where two ASCII characters stand (as RFC 4627 tells)."""

WIDE = ("utf-16", "utf-32", "utf16", "utf32", "utf_16", "utf_32")

PLAIN = b'<?xml version="1.0"?>~+\\'
"""Markup, and the characters that begin an escape in encodings which are not for files."""

REPLACED = "\ufffd"

SNIFFED_BYTES = max(map(len, ZEROS))


def decode_column(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """A binary column as text, and how many of its values had bytes that were no UTF-8.

    >>> decode_column(pa.chunked_array([pa.array([b"a", None, b"\\xe9"])]))[1]
    1
    """
    decoded = [_decode_array(chunk) for chunk in column.chunks]
    kind = next((array.type for array, _ in decoded), pa.string())
    return pa.chunked_array([array for array, _ in decoded], kind), sum(n for _, n in decoded)


def _decode_array(array: pa.Array) -> tuple[pa.Array, int]:
    large = pa.types.is_large_binary(array.type)
    kind = pa.large_string() if large else pa.string()
    try:
        return array.cast(kind), 0
    except pa.ArrowInvalid:
        pieces = [None if value is None else decode(value) for value in array.to_pylist()]
        texts = [None if piece is None else piece[0] for piece in pieces]
        wrong = sum(piece is not None and piece[1] for piece in pieces)
        return pa.array(texts, kind), wrong


def repaired(value: Any) -> Any:
    """The same value with every lone surrogate of its texts replaced by U+FFFD.

    >>> repaired({"a": ["x\\ud800", "\\ud83d\\ude00", 1]})
    {'a': ['x\ufffd', '😀', 1]}
    """
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, dict):
        return {repaired(key): repaired(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [repaired(item) for item in value]
    return value


def wrong_bytes(pieces: int, kind: str, *, nameable: bool = True) -> tuple[str, ...]:
    """The note about pieces with bytes that were no UTF-8; none if there were none. `nameable`: the
    format does not say its encoding, so the user can.

    >>> wrong_bytes(1, "line", nameable=False)
    ('1 line held bytes that are no UTF-8; they were read as Windows-1252',)
    """
    if not pieces:
        return ()
    remedy = "; if that is wrong, name the encoding: --encoding, encoding= in Python"
    held = f"{counted(pieces, kind)} held bytes that are no UTF-8; they were read as Windows-1252"
    return (held + remedy if nameable else held,)


def check_encoding(name: str) -> None:
    """Raise `ConfigError` for a name that is no encoding of texts.

    >>> check_encoding("shift-jis")
    """
    with suppress(LookupError, UnicodeError, TypeError, AttributeError):
        if name.lower().startswith(WIDE) or is_plain(name):
            codecs.getincrementaldecoder(name)
            return
    raise ConfigError(
        f"encoding = {name!r:.80}: no encoding of texts is called so; some are gbk, gb18030, big5, "
        "shift-jis, euc-kr, windows-1251, koi8-r"
    )


def is_plain(name: str) -> bool:
    """Whether an encoding has ASCII as it is. `LookupError` or `UnicodeError` if it is none."""
    return PLAIN.decode(name, "replace") == PLAIN.decode("ascii")


def says_utf8(head: bytes) -> bool:
    """Whether the start of a text is UTF-8, and not only ASCII, which other encodings have too.

    >>> says_utf8("é".encode()), says_utf8("é".encode("cp1252")), says_utf8(b"e")
    (True, False, False)
    """
    complete = head[: len(head) - _unfinished(head)]
    return not complete.isascii() and is_utf8(complete)


def is_utf8(data: bytes) -> bool:
    """Whether all of it is valid UTF-8; told by Arrow, without making a text of it."""
    offsets = pa.array([0, len(data)], pa.int64()).buffers()[1]
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


class Mended:
    """A stream as valid UTF-8; what is none is read as Windows-1252, and its lines are counted."""

    def __init__(self, stream: Readable) -> None:
        self.wrong = 0
        self._stream = stream
        self._rest = b""
        self._ready = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; empty at the end."""
        while not self._ready:
            data = self._stream.read(size)
            whole = self._rest + data
            end = len(whole) - (_unfinished(whole) if data else 0)
            piece, self._rest = whole[:end], whole[end:]
            self._ready = piece if is_utf8(piece) else self._mend(piece)
            if not data:
                break
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

    def _mend(self, piece: bytes) -> bytes:
        lines = [decode(line) for line in piece.split(b"\n")]
        self.wrong += sum(wrong for _, wrong in lines)
        return "\n".join(text for text, _ in lines).encode()


def _unfinished(data: bytes) -> int:
    """How many of the last bytes begin a character that is not complete."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < needed else 0
        if byte < 0x80:
            return 0
    return 0


def wide_encoding_of(head: bytes) -> str | None:
    """The UTF-16 or UTF-32 that a byte order mark announces, or that shows in the zeros of the
    first bytes.

    >>> wide_encoding_of("id,title".encode("utf-16-be")), wide_encoding_of(b"id,title")
    ('utf-16-be', None)
    """
    marked = next((name for mark, name in MARKS.items() if head.startswith(mark)), None)
    zeros = "".join(str(int(byte == 0)) for byte in head[:SNIFFED_BYTES])
    return marked or next((name for start, name in ZEROS.items() if zeros.startswith(start)), None)


class Transcoded:
    """A stream of another encoding as UTF-8, its byte order mark included."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        self.wrong = 0
        """Characters U+FFFD that were read: mostly bytes that are none in this encoding."""
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; empty at the end."""
        while not self._rest:
            data = self._stream.read(max(size, 4))
            text = self._decoder.decode(data, final=not data)
            self.wrong += text.count(REPLACED)
            self._rest = text.encode("utf-8", "replace")
            if not data:
                break
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

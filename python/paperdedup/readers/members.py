"""gzip and xz, member by member, with the zeros that may stand between and behind them.

Tapes and block devices fill up gzip with zeros, and xz has them as padding of streams, in fours.
The libraries at hand refuse them, or take what follows them for the end. All else behind a member
is another one, or damage; so is an end within one.
"""

from __future__ import annotations

import lzma
import zlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import RawIOBase

__all__ = ["PADDED", "Members"]

CHUNK = 1 << 18
"""Bytes that are taken from the compressed stream at once."""


class _Decoder(Protocol):
    """What reads one member."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def _gzip() -> _Decoder:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _xz() -> _Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ)


PADDED: Mapping[str, int] = {"gzip": 1, "xz": 4}
"""Compression -> by how many zeros it is filled up at once."""


class Members:
    """The stream within a compressed one.

    >>> import io
    >>> data = io.BytesIO(lzma.compress(b"On ") + bytes(4) + lzma.compress(b"A") + bytes(8))
    >>> stream = Members(data, "xz")
    >>> [stream.read(9) for _ in range(3)]
    [b'On ', b'A', b'']
    """

    def __init__(self, raw: RawIOBase, compression: str) -> None:
        self._raw = raw
        self._new = _gzip if compression == "gzip" else _xz
        self._zeros = PADDED[compression]
        self._one: _Decoder | None = self._new()
        self._data = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; empty at the end."""
        while self._one is not None or self._begin():
            data = self._decoded(size)
            if data or not size:
                return data
        return b""

    def _decoded(self, size: int) -> bytes:
        """More of the member at hand; nothing where it ended."""
        one = self._one
        assert one is not None
        fed = self._data or (self._raw.read(CHUNK) if _is_hungry(one) else b"")
        data = one.decompress(fed or b"", size if size > 0 else CHUNK)
        self._data = getattr(one, "unconsumed_tail", b"")
        if one.eof:
            self._data, self._one = one.unused_data, None
        elif not fed and not data and _is_hungry(one):
            raise EOFError("it ends before its mark of the end")
        return data

    def _begin(self) -> bool:
        """Pass over zeros, and begin the next member, if there is one."""
        zeros = 0
        while True:
            rest = self._data.lstrip(b"\0")
            zeros += len(self._data) - len(rest)
            if rest:
                break
            self._data = self._raw.read(CHUNK) or b""
            if not self._data:
                break
        if zeros % self._zeros:
            raise EOFError(f"{zeros} zeros behind a member are no padding")
        self._data, self._one = rest, self._new() if rest else None
        return self._one is not None


def _is_hungry(one: _Decoder) -> bool:
    """Whether it wants more of the compressed stream before it gives more."""
    return bool(getattr(one, "needs_input", True))

"""Compressed streams, recognised by their first bytes, never by the file's name.

bzip2, Zstandard and LZ4 go through Arrow's codecs, gzip and xz through `members`. Several members
in one file are read as one stream. A stream that ends early or is damaged raises; what was read of
it before is of no use, because the input would be half of what it claims to be.
"""

from __future__ import annotations

import lzma
import zlib
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.readers.members import PADDED, Members

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import RawIOBase

__all__ = ["EXTENSIONS", "MAGIC_BYTES", "Readable", "compression_of", "decompressed"]

MAGIC: Mapping[str, bytes] = {
    "gzip": b"\x1f\x8b",
    "bz2": b"BZh",
    "zstd": b"\x28\xb5\x2f\xfd",
    "xz": b"\xfd7zXZ\x00",
    "lz4": b"\x04\x22\x4d\x18",
}
MAGIC_BYTES = max(map(len, MAGIC.values()))
EXTENSIONS = (".gz", ".bz2", ".zst", ".zstd", ".xz", ".lz4")

DAMAGED = (OSError, EOFError, lzma.LZMAError, zlib.error)
"""What the decompressors raise at a stream that is cut or damaged."""


class Readable(Protocol):
    """Something that gives bytes, and nothing more at its end."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; empty at the end."""


def compression_of(head: bytes) -> str | None:
    """The compression that these first bytes speak of.

    >>> compression_of(b"BZh91AY"), compression_of(b"Title")
    ('bz2', None)
    """
    return next((name for name, magic in MAGIC.items() if head.startswith(magic)), None)


def decompressed(raw: RawIOBase, compression: str, file: str) -> Readable:
    """The stream within a compressed one."""
    if compression in PADDED:
        return Members(raw, compression)
    if not pa.Codec.is_available(compression):
        raise InputError(
            f"it is compressed with {compression}, which this build of pyarrow cannot read",
            file=file,
            remedy="decompress it first",
        )
    native: Readable = pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), compression)
    return native

"""Bytes to text: UTF-8, and what is no part of it as Windows-1252, as browsers read Latin-1.

So an old Latin-1 text comes out right, and a text with one broken byte keeps the rest. Nothing is
guessed from statistics.
"""

from __future__ import annotations

import codecs

__all__ = ["decode"]

HANDLER = "paperdedup.windows-1252"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(HANDLER, _as_windows_1252)


def decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether some of its bytes were no UTF-8.

    >>> decode(b"caf\\xe9 \\xc3\\xa9"), decode(b"plain")
    (('café é', True), ('plain', False))
    """
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("utf-8", HANDLER), True

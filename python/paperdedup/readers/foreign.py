"""Formats that are recognised in order to be refused by name. A table: add to it."""

from __future__ import annotations

import re

__all__ = ["foreign_name"]

FOREIGN: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("a spreadsheet or ZIP archive", re.compile(rb"PK\x03\x04")),
    ("a PDF document", re.compile(rb"%PDF-")),
    ("an SQLite database", re.compile(rb"SQLite format 3\x00")),
    ("an Excel 97 or other OLE file", re.compile(rb"\xd0\xcf\x11\xe0")),
    ("Feather version 1", re.compile(rb"FEA1")),
    ("a 7z archive", re.compile(rb"7z\xbc\xaf\x27\x1c")),
    ("a tar archive", re.compile(rb"(?s).{257}ustar")),
    ("a Python pickle", re.compile(rb"\x80[\x02-\x05](?:\x95|[}\]c(])")),
    (
        "HTML, or XML of a kind that is not known",
        re.compile(rb"\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z][\w:-]*[\s>/])", re.IGNORECASE),
    ),
)


def foreign_name(head: bytes) -> str | None:
    """What an input that begins so is, if it is of a known format that is not read.

    >>> foreign_name(b"%PDF-1.7")
    'a PDF document'
    """
    return next((name for name, pattern in FOREIGN if pattern.match(head)), None)

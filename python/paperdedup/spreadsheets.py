"""Text that a spreadsheet would compute, and the sign that keeps it from doing so.

A cell that begins with `=`, `+`, `-` or `@` is a formula to spreadsheets. In files that a person
fills in, such text has an apostrophe before it; text that begins with apostrophes and such a sign
has one more, so that what was written is read again.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

COMPUTED = r"'*[=+\-@\t\r]"
"""How such text begins."""

OF_DUMPS = ("title_", "authors_", "year_", "record_", "dump_")
"""Beginnings of the columns of a review that hold what came from dumps."""


def is_guarded(column: str) -> bool:
    """Whether the cells of a column of a review are guarded."""
    return column.startswith(OF_DUMPS)


def guarded(text: str) -> str:
    """The text as it can stand in a cell.

    >>> guarded("=1+1"), guarded("-"), guarded("a")
    ("'=1+1", "'-", 'a')
    """
    return f"'{text}" if re.match(COMPUTED, text) else text


def guarded_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same of every text of a column; columns of others as they are."""
    if not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column, rf"^({COMPUTED})", r"'\1")


def unguarded(cell: str) -> str:
    """The text that a cell holds.

    >>> [unguarded(guarded(text)) for text in ("=1", "'=1", "'a", "a")]
    ['=1', "'=1", "'a", 'a']
    """
    return cell[1:] if re.match(f"'{COMPUTED}", cell) else cell

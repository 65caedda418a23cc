"""Embase's CSV with the fields in rows: a name and its values in each, a blank row behind a record.

The names are the columns; of a field with several values each has a cell of its own. Limits: the
text is held whole, and read by Python; Embase exports 10,000 records at most.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.nouns import counted
from paperdedup.readers.assemble import from_rows
from paperdedup.readers.encoding import decode, wrong_bytes
from paperdedup.readers.registry import Content
from paperdedup.records import Reject, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperdedup.readers.input import Input

__all__ = ["EmbaseRows"]

BEGINS = "TITLE"
LABEL = re.compile(rb'^"?([A-Z][A-Z ]+)"?,', re.MULTILINE)
OTHERS = frozenset(
    {
        *(b"AUTHOR NAMES", b"SOURCE", b"SOURCE TITLE", b"PUBLICATION YEAR", b"ABSTRACT", b"PUI"),
        *(b"PUBLICATION TYPE", b"DATE OF PUBLICATION", b"VOLUME", b"ISSUE", b"DOI", b"EMBASE LINK"),
    }
)
LEAST_LABELS = 3
"""So many names of fields, one below the other, tell the format from a table with a header."""

ABOVE = frozenset({"SEARCH QUERY", "SEARCH"})
"""What stands above the records: what was asked."""


class EmbaseRows:
    """Embase's CSV, fields by row."""

    name = "embaserows"
    description = "Embase's CSV with the fields in rows: a name and its values in each"
    aliases = ("embase-rows",)
    extensions = ()
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether its rows begin with names of fields, one of them the title.

        >>> EmbaseRows().matches(b'TITLE,"On A"\\nAUTHOR NAMES,"X"\\nSOURCE,"Y"\\n')
        True
        >>> EmbaseRows().matches(b"TITLE,AUTHOR NAMES,SOURCE\\nOn A,X,Y\\n")
        False
        """
        labels = set(LABEL.findall(head))
        return BEGINS.encode() in labels and len(labels & OTHERS) + 1 >= LEAST_LABELS

    def read(self, source: Input) -> Content:
        """Read all records."""
        text, wrong = decode(b"".join(source.open().blocks()))
        rows: list[dict[str, Any]] = []
        positions, above = [], 0
        rejects: list[Reject] = []
        for line, record in _records(text, source.file):
            if not record.keys() - ABOVE:
                above += 1
                continue
            if any(map(any, record.values())):
                positions.append(len(rows) + len(rejects))
                rows.append({name: _value(values) for name, values in record.items()})
            else:
                place = len(rows) + len(rejects)
                rejects.append(
                    Reject(source.name, place, line, "nothing is in it", excerpt(record))
                )
        passed = f"{counted(above, 'search')} above the records passed over"
        notes = wrong_bytes(int(wrong), "file") + ((passed,) if above else ())
        return Content(from_rows(rows), pa.array(positions, pa.int64()), rejects, notes=notes)


def _records(text: str, file: str) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """The line in which each record begins, and its values by name."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    record: dict[str, list[str]] = {}
    first = 1
    while True:
        line = lines.line_num + 1
        try:
            row = next(lines, None)
        except csv.Error as error:
            raise InputError(
                f"it is not valid CSV ({error})",
                file=file,
                place=f"line {line}",
                remedy="correct it there, or export the records again",
            ) from error
        name, *values = [cell.strip() for cell in row or [""]]
        if record and (not any((name, *values)) or name == BEGINS):
            yield first, record
            record = {}
        if row is None:
            return
        if any((name, *values)):
            first = first if record else line
            record.setdefault(name, []).extend(values)


def _value(values: list[str]) -> str | list[str] | None:
    """The values that are there: one as a text, several as a list."""
    there = list(filter(None, values))
    return there if len(there) > 1 else next(iter(there), None)

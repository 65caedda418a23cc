"""Tables that a person filled in (decisions, truths, judged matches), as spreadsheets save them.

Cells stand between commas, semicolons or tabs: what the first line has most of, or what a line
`sep=;` before it says. A byte order mark, empty lines, and blanks around a cell are not seen.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from paperdedup.decoding import decode
from paperdedup.errors import InputError

if TYPE_CHECKING:
    from os import PathLike

DELIMITERS: Final = ",;\t"
UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
REMEDY: Final = "save it as CSV in UTF-8"
SEPARATOR: Final = re.compile(r'"?sep=([,;\t])"?[,;\t]*(?:\n|$)', re.IGNORECASE)
"""The line by which spreadsheets tell each other what stands between cells."""


class Row(NamedTuple):
    """The cells of a row, and the number of its line in the file."""

    line: int
    cells: list[str]


def read(path: str | PathLike[str]) -> str:
    """The text of a file in UTF-8, in the UTF-16 that Excel calls Unicode text, or in the
    Windows-1252 that it writes as CSV.
    """
    data = Path(path).read_bytes()  # Once, for it may be a pipe.
    if data.startswith(UTF_16):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data:
        raise InputError("it is no text", file=str(path), remedy=REMEDY)
    else:
        text = decode(data.removeprefix(codecs.BOM_UTF8))[0]
    return StringIO(text, newline=None).read()


def rows_of(text: str, file: str | PathLike[str]) -> Iterator[Row]:
    r"""The rows of a text that hold anything.

    >>> [row.cells for row in rows_of("sep=;\n\nA; b\n1,5;2\n", "mine.csv")]
    [['A', 'b'], ['1,5', '2']]
    """
    told = SEPARATOR.match(text)
    if told:
        text = f"\n{text[told.end() :]}"
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = told[1] if told else max(DELIMITERS, key=first.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for cells in rows:
            bare = [cell.strip() for cell in cells]
            if any(bare):
                yield Row(rows.line_num, bare)
    except csv.Error as error:
        place = f"line {rows.line_num}"
        raise InputError(str(error), file=str(file), place=place, remedy=REMEDY) from error


def header_of(row: Row) -> list[str]:
    """The names of columns, whatever their case."""
    return [cell.lower() for cell in row.cells]


def by_column(rows: Iterable[Row]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows after the header: the number of the line, and each cell by its column."""
    header: list[str] | None = None
    for row in rows:
        if header is None:
            header = header_of(row)
        else:
            yield row.line, dict(zip(header, row.cells, strict=False))

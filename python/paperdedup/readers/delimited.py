"""CSV and its relatives: a header, then one record a row; separated by comma, semicolon, tab or |.

Quotes are those of RFC 4180: a value in quotes may hold separators, line ends and doubled quotes.
Every value is text, and stays what is written. A row with another number of values than the header
is a reject. The rows are parsed by Arrow; Python sees only the header and what Arrow refuses.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.nouns import counted
from paperdedup.readers.encoding import Mended, decode, wrong_bytes
from paperdedup.readers.input import HEAD_BYTES, StreamFile
from paperdedup.readers.quoting import rows_within
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import as_bytes, places_of
from paperdedup.readers.surplus import Refused, put_between, without_surplus
from paperdedup.records import Reject, excerpt, names_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import numpy.typing as npt

    from paperdedup.readers.input import Input, Stream

__all__ = ["Delimited"]

DELIMITERS = ",\t;|"
BLOCK_SIZES = (4 << 20, 256 << 20, (1 << 31) - 2)
"""Arrow needs a row to fit a block; where one does not, the input is read again in larger ones."""

TOO_LONG = "straddling object"
"""How Arrow words its complaint about a row that does not fit."""

LINE_FEED, CARRIAGE_RETURN = 0x0A, 0x0D

LONGEST_HEADER = 16 << 20
FIRST_ROW = re.compile(rb'[\r\n]*(?:sep=(?P<sep>.)\r?\n)?(?P<row>(?:[^"\r\n]|"[^"]*")*+)')
"""Blank lines, the line in which Excel names the separator, and the first row."""

ROWS_BEFORE = 5
"""So many rows may stand above the header: Dimensions and Embase tell there what was asked."""

LINE_END = re.compile(rb"\r?\n|\r|\Z")


class Header(NamedTuple):
    """The names of the columns, the separator, where the next row begins, and what is above."""

    names: list[str]
    delimiter: str
    size: int
    lines: int
    rows_before: int = 0


class Delimited:
    """Rows of separated values below a header."""

    name = "csv"
    description = "CSV, TSV and the like: a header, then a record a row; separated by , ; tab or |"
    aliases = ("tsv", "delimited")
    extensions = (".csv", ".tsv", ".tab")
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether the first row has two columns or more, one of them a title or an abstract."""
        names = header_of(head).names
        known = ("title", "abstract")
        return len(names) > 1 and any(names_field(name, one) for name in names for one in known)

    def read(self, source: Input) -> Content:
        """Read all rows."""
        source.keep()
        for size in BLOCK_SIZES:
            try:
                return _Rows(source, size).read()
            except pa.ArrowInvalid as error:
                if TOO_LONG not in str(error):
                    raise InputError(f"it is not valid CSV ({error})", file=source.file) from error
        raise InputError("a row is longer than 2 GiB", file=source.file)


def header_of(head: bytes) -> Header:
    """The header that an input begins with, by the separator that gives the most known columns.

    >>> header_of(b"Key;Title;Abstract Note\\n1;A;B")[:2]
    (['Key', 'Title', 'Abstract Note'], ';')
    >>> header_of(b"About the data: ...\\nKey;Title;Year\\n1;A;B")[:2]
    (['Key', 'Title', 'Year'], ';')
    """
    first = row = _row_at(head, 0)
    for rows in range(1, ROWS_BEFORE + 1):
        if _known_names(row.names) or len(list(filter(None, row.names))) > 2:
            break
        row = _row_at(head, row.size)
        if _known_names(row.names) and len(row.names) > 2:
            return row._replace(rows_before=rows)
    return first


def _row_at(head: bytes, start: int) -> Header:
    """The row that begins in this place, or behind blank lines there, as a header."""
    found = FIRST_ROW.match(head, start)
    row = decode(found["row"])[0] if found else ""
    given = decode(found["sep"])[0] if found and found["sep"] else DELIMITERS
    ways = [(_split(row, delimiter), delimiter) for delimiter in given]
    names, delimiter = max(ways, key=lambda way: (_known_names(way[0]), len(way[0])))
    line_end = LINE_END.match(head, found.end() if found else start)
    size = line_end.end() if line_end else len(head)
    return Header(names, delimiter, size, len(re.findall(rb"\r\n|\n|\r", head[:size])))


def _split(row: str, delimiter: str) -> list[str]:
    if delimiter not in row:
        return [row.strip().strip('"')] if row.strip() else []
    try:
        return [name.strip() for name in next(csv.reader([row], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _known_names(names: list[str]) -> int:
    return sum(names_field(name, known) for name in names for known in ("title", "abstract"))


def _read_header(stream: Stream) -> Header:
    """Take the header from a stream, also one that is longer than what is looked at to sniff."""
    size = HEAD_BYTES
    while True:
        head = stream.peek(size)
        header = header_of(head)
        if header.size < len(head) or len(head) < size or size > LONGEST_HEADER:
            stream.read(header.size)
            return header
        size *= 8


class _Tail(StreamFile):
    """A stream that remembers its last bytes."""

    last = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        data = super().read(size)
        self.last = (self.last + data[-64:])[-64:]
        return data


class _Rows:
    """One pass over the rows, with blocks of one size."""

    def __init__(self, source: Input, block_size: int) -> None:
        self.source = source
        self.block_size = block_size
        self.refused: list[Refused] = []
        self.surplus = 0

    def read(self) -> Content:
        """All rows, and those that are none."""
        stream = self.source.open()
        self.header = _read_header(stream)
        if not self.header.names and stream.peek(1):
            raise InputError("the first row is no header", file=self.source.file, place="line 1")
        mended = Mended(stream)
        tail = _Tail(mended)
        self.table = self._parse(tail) if stream.peek(1) else self._none()
        rows = self.table.num_rows + len(self.refused)
        self._take_without_surplus(rows)
        self._refuse_open_quote(tail.last, rows)
        blank = np.array([row.row for row in self.refused if not row.text.strip()], np.int64)
        numbers = _numbers(rows, blank)
        return Content(
            self.table,
            pa.array(numbers[self._good(rows)], pa.int64()),
            self._rejects(numbers),
            notes=wrong_bytes(mended.wrong, "line") + self._notes(rows),
        )

    def _notes(self, rows: int) -> tuple[str, ...]:
        before = counted(self.header.rows_before, "row")
        passed = f"{before} above the header in line {self.header.lines} passed over"
        held = (
            f"{counted(self.surplus, 'row')} held empty values behind the last column; passed over"
        )
        above = (passed,) if self.header.rows_before else ()
        return above + ((held,) if self.surplus else ()) + self._missing_quotes(rows)

    def _missing_quotes(self, rows: int) -> tuple[str, ...]:
        """The note about rows that may hold others."""
        found = rows_within(self.table, self.header.delimiter)
        if not found:
            return ()
        line = self._lines()[np.flatnonzero(self._good(rows))[found[0]]]
        holds = "1 row holds" if len(found) == 1 else f"{len(found):,} rows hold"
        note = (
            f"{holds} what looks like another row inside a value in quotation marks, the first in "
            f"line {line}: if a mark is missing there, add it"
        )
        return (note,)

    def _none(self) -> pa.Table:
        """The columns, without rows."""
        names = self.header.names
        return pa.table([pa.array([], pa.string())] * len(names), names=names)

    def _parse(self, data: Any) -> pa.Table:
        batches = self._batches(data, self.header.names, self._refuse)
        return pa.Table.from_batches([*self._none().to_batches(), *batches], self._none().schema)

    def _batches(self, data: Any, names: list[str], refuse: Callable[[Any], str]) -> Any:
        """The rows that have as many values as there are names."""
        import pyarrow.csv as arrow_csv

        return arrow_csv.open_csv(
            pa.PythonFile(data, mode="r"),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=self.block_size, column_names=names
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self.header.delimiter,
                newlines_in_values=True,
                invalid_row_handler=refuse,
            ),
            convert_options=arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[],
                strings_can_be_null=False,
            ),
        )

    def _take_without_surplus(self, rows: int) -> None:
        """Take the refused rows of which only surplus values are empty."""
        skip: Callable[[Any], str] = lambda _: "skip"  # noqa: E731
        numbers, others = without_surplus(
            self.refused,
            self.header.names,
            lambda data, names: pa.Table.from_batches(self._batches(data, names, skip)),
        )
        self.surplus = len(numbers)
        if not self.surplus:
            return
        self.table = put_between(self.table, np.flatnonzero(self._good(rows)), others, numbers)
        taken = set(numbers.tolist())
        self.refused = [row for row in self.refused if row.row not in taken]

    def _refuse(self, row: Any) -> str:
        self.refused.append(Refused(row.number - 1, row.text, row.actual_columns))
        return "skip"

    def _good(self, rows: int) -> npt.NDArray[np.bool_]:
        good = np.ones(rows, np.bool_)
        good[[row.row for row in self.refused]] = False
        return good

    def _rejects(self, numbers: npt.NDArray[np.int64]) -> list[Reject]:
        refused = [row for row in self.refused if row.text.strip()]
        lines = self._lines() if refused else np.empty(0, np.int64)
        wanted = len(self.header.names)
        return [
            Reject(
                self.source.name,
                int(numbers[row.row]),
                int(lines[row.row]),
                f"{row.values} values where the header has {wanted}",
                excerpt(row.text),
            )
            for row in refused
        ]

    def _lines(self) -> npt.NDArray[np.int64]:
        """The line in which each row begins: the rows before it, and the line ends within them."""
        import pyarrow.compute as pc

        rows = self.table.num_rows + len(self.refused)
        within = np.zeros(rows, np.int64)
        for column in self.table.columns:
            within[self._good(rows)] += pc.count_substring(column, "\n").to_numpy()
        for row in self.refused:
            within[row.row] = row.text.count("\n")
        before = np.cumsum(within) - within
        lines = 1 + self.header.lines + np.arange(rows) + before
        return _shifted(lines, within, _empty_lines(self.source, self.header.lines))

    def _refuse_open_quote(self, last: bytes, rows: int) -> None:
        """Raise if the last value runs to the end of the file because its quote never closes."""
        if rows == 0 or last.rstrip(b"\r\n").endswith(b'"'):
            return
        refused = self.refused[-1] if self.refused else None
        if refused is not None and refused.row == rows - 1:
            value = refused.text
        else:
            value = self.table.column(self.table.num_columns - 1)[-1].as_py()
        if "\n" in value.rstrip("\r\n") or value.endswith("\n"):
            raise InputError(
                "a quotation mark opens a value that is never closed",
                file=self.source.file,
                place=f"line {self._lines()[rows - 1]}",
                remedy="close the quotation, or double the mark if it is part of the value",
            )


def _empty_lines(source: Input, after: int) -> list[int]:
    """The numbers of the lines behind the header that hold nothing, by a second reading."""
    found: list[int] = []
    line, last = 1, b""
    for block in source.open().blocks():
        data = last + block
        feeds = places_of(as_bytes(data), LINE_FEED)
        lengths = np.diff(feeds, prepend=-1) - 1
        returns = as_bytes(data)[np.maximum(feeds - 1, 0)] == CARRIAGE_RETURN
        empty = (lengths == 0) | ((lengths == 1) & returns)
        found += (line + np.flatnonzero(empty)).tolist()
        line += feeds.size
        last = data[int(feeds[-1]) + 1 if feeds.size else 0 :][-2:]
    return [number for number in found if number > after]


def _shifted(
    lines: npt.NDArray[np.int64], within: npt.NDArray[np.int64], empty: list[int]
) -> npt.NDArray[np.int64]:
    """The lines of rows that were counted without the empty lines between them."""
    shift = np.zeros(lines.size + 1, np.int64)
    passed = 0
    for number in empty:
        place = number - passed
        row = int(np.searchsorted(lines, place, side="right")) - 1
        if not lines[row] < place <= lines[row] + within[row]:
            shift[row + (place > lines[row])] += 1
            passed += 1
    shifted: npt.NDArray[np.int64] = lines + np.cumsum(shift)[:-1]
    return shifted


def _numbers(rows: int, blank: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The position of each row, blank ones not counted."""
    inputs = np.ones(rows, np.int64)
    inputs[blank] = 0
    return np.cumsum(inputs) - 1

"""BibTeX and BibLaTeX: one record an entry, with the macros of the file expanded.

The file is read as BibTeX reads it: an entry begins at any `@type{` or `@type(`, what stands
between entries is comment, braces count also behind a backslash. More is allowed where that saves
a record: a comma too many or too few between fields, `%` comments between them, blanks in a key, an
empty value. `@comment{...}` takes what is in it along, as Biber has it. LaTeX is not touched.
Limits: the file is held whole, and read by Python, 5 to 15 MB a second.

Time is linear in the file. Where a brace is closed is found once for the whole file, so that no
value is looked through to learn that it has no end; and of two attempts that stand in the same
braces one fails at the next line that begins an entry, because only one can take it for quoted.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from paperdedup.readers.bibcrossref import inherit
from paperdedup.readers.encoding import BOM, decode, wrong_bytes
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import as_bytes, places_of
from paperdedup.records import Reject, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paperdedup.readers.input import Input

__all__ = ["BibTex"]

KIND = rb"@\s*+([A-Za-z][\w:+-]*+)\s*+"
WORD = rb"""[^\s"#%'(),={}@]++"""
BLANK = rb"(?:\s|%[^\r\n]*+)*+"
GAP = rb"(?:[\s,]|%[^\r\n]*+)*+"

ITEM = re.compile(KIND + rb"([{(]?)")
NEXT_LINE = re.compile(rb"[\r\n][ \t]*+(?=" + KIND + rb"[{(])")
KEYS = {
    b"}": re.compile(rb"\s*+([^,={}\r\n]*+)" + BLANK),
    b")": re.compile(rb"\s*+([^,={}()\r\n]*+)" + BLANK),
}
"""What a key may be, by the end of the entry."""

NAME = re.compile(WORD)
SPACE = re.compile(BLANK)
BETWEEN = re.compile(GAP)
FIELD = re.compile(GAP + rb"(" + WORD + rb")" + BLANK + rb"=" + BLANK)
QUOTED = re.compile(rb'["{}]')

BEGINNING = re.compile(BLANK + rb"@\s*+[A-Za-z][\w:+-]*+(?:\s*+\{|\()")
FIRST_ENTRY = re.compile(
    rb"(?:^|[\r\n])[ \t]*+" + KIND + rb"[{(]\s*+[^\s,={}()]*+\s*+(?:,\s*+" + WORD + rb"\s*+)?="
)
COMMENT_LINES = 10
"""So many lines of free text before the first entry are a comment; more are a text that cites."""

OTHER_FORMATS = (b"{", b"[", b"<")
"""With these begin lines of JSON and XML, not of comments."""

MONTHS = {
    name[:3].lower().encode(): name.encode()
    for name in (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
}
OWN_NAMES = {"type": "type field", "id": "id field", "eid": "article number"}
"""Fields called as the columns of type and key, or as Scopus calls its ids. None has a blank."""

FURTHER = "further fields"
MOST_COLUMNS = 1_000
CELLS = 1 << 24
"""So many cells the columns may have, and one for each byte of the file. Rarer fields share one."""

GROWTH = 16
LEAST_GROWTH = 1 << 20
"""Bytes. Macros may grow to this and to `GROWTH` times the file, since they can hold each other."""

EXCERPT_BYTES = 800
OPEN, CLOSE = 0x7B, 0x7D


class BibTex:
    """BibTeX and BibLaTeX files."""

    name = "bibtex"
    description = "BibTeX and BibLaTeX: one record an entry, macros expanded, LaTeX left as it is"
    aliases = ("bib", "biblatex")
    extensions = (".bib", ".bibtex")
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether an entry begins it, behind blank lines, `%` lines and a few lines of text."""
        head = head.removeprefix(BOM)
        if BEGINNING.match(head):
            return True
        first = FIRST_ENTRY.search(head)
        if first is None:
            return False
        lines = (line.strip() for line in head[: first.start()].splitlines())
        texts = [line for line in lines if line and not line.startswith(b"%")]
        return len(texts) <= COMMENT_LINES and not any(t.startswith(OTHER_FORMATS) for t in texts)

    def read(self, source: Input) -> Content:
        """Read all entries."""
        data = b"".join(source.open().blocks())
        parser = _Parser(data)
        positions, rejects, records = [], [], []
        for position, item in enumerate(parser.items()):
            if isinstance(item, _Bad):
                rejects.append(
                    Reject(source.name, position, item.line, item.reason, excerpt(item.start))
                )
            else:
                positions.append(position)
                records.append(item)
        inherit(records, _growth(data), parser.shared)
        return Content(
            _Columns(records).table(len(data) + CELLS),
            pa.array(positions, pa.int64()) if rejects else None,
            rejects,
            notes=wrong_bytes(parser.wrong, "value"),
        )


def _growth(data: bytes) -> int:
    """So much may macros, and what entries take from one another, add to a file."""
    return max(LEAST_GROWTH, GROWTH * len(data))


class _Malformed(Exception):  # noqa: N818  (it is caught here, and becomes a reject)
    """Why the text at hand is no entry."""


class _Bad(NamedTuple):
    """An entry that cannot be read."""

    line: int
    reason: str
    start: bytes


class _Parser:
    """Reads the entries of a file one by one; what is behind a malformed one is not lost."""

    def __init__(self, data: bytes) -> None:
        self.wrong = 0
        self.shared: dict[str, dict[str, str]] = {}
        self._data = data
        self._braces = _Braces(data)
        self._macros = dict(MONTHS)
        self._growth = _growth(data)
        self._names: dict[bytes, str] = {}
        self._line_end = b"\n" if b"\n" in data else b"\r"
        self._line = 1
        self._counted = 0

    def items(self) -> Iterator[dict[str, str] | _Bad]:
        """The entries in their order, and what is malformed, macros included."""
        at = 0
        while begin := ITEM.search(self._data, at):
            at = begin.end()
            if begin[1].lower() == b"comment":
                at = self._behind_comment(begin)
            elif begin[2]:
                found, at = self._found(begin)
                if found is not None:
                    yield found
            elif self._data[begin.start() - 1 : begin.start()] in (b"", b"\r", b"\n"):
                # Within a line it is an address or a name in a comment.
                yield self._bad(begin.start(), at, "no { or ( behind the type of the entry")

    def _found(self, begin: re.Match[bytes]) -> tuple[dict[str, str] | _Bad | None, int]:
        """What begins here, None for what is no record; and where reading goes on."""
        try:
            return self._item(begin[1].lower(), begin.end())
        except _Malformed as error:
            following = NEXT_LINE.search(self._data, begin.start())
            end = following.end() if following else len(self._data)
            return self._bad(begin.start(), end, str(error)), end

    def _behind_comment(self, begin: re.Match[bytes]) -> int:
        """Where reading goes on; of a comment that is never closed, behind its word."""
        if begin[2] == b"{":
            closed = self._braces.closing(begin.end() - 1)
            return begin.end() if closed is None else closed + 1
        return begin.end()

    def _bad(self, start: int, end: int, reason: str) -> _Bad:
        self._line += self._data.count(self._line_end, self._counted, start)
        self._counted = start
        return _Bad(self._line, reason, self._data[start : min(end, start + EXCERPT_BYTES)])

    def _item(self, kind: bytes, at: int) -> tuple[dict[str, str] | None, int]:
        """The entry whose delimiter ends at `at`, None for what is no record; and its end."""
        close = b"}" if self._data[at - 1] == OPEN else b")"
        if close == b"}":
            end = self._closing(at - 1, "the entry")
            if kind == b"preamble":
                return None, end + 1
        elif kind == b"preamble":
            end = self._value(self._behind(SPACE, at), close)[1]
            if self._data[end : end + 1] != close:
                raise _Malformed("the preamble is never closed")
            return None, end + 1
        if kind == b"string":
            fields, at = self._fields(at, close)
            self._macros.update((name.lower(), value) for name, value in fields)
            return None, at
        key, at = self._key(at, close)
        fields, at = self._fields(at, close)
        record = self._record(kind, key, fields)
        if kind != b"xdata":
            return record, at
        self.shared.setdefault(record.get("id", "").casefold(), record)
        return None, at

    def _record(self, kind: bytes, key: bytes, fields: list[tuple[bytes, bytes]]) -> dict[str, str]:
        record = {"type": kind.decode("ascii")}
        if key:
            record["id"] = self._text(key)
        for name, value in fields:
            column = self._column(name)
            if not record.get(column):
                record[column] = self._text(value)
        return record

    def _column(self, name: bytes) -> str:
        """The column of a field; remembered, since every entry has the same."""
        column = self._names.get(name)
        if column is None:
            lower = decode(name)[0].lower()
            column = self._names[name] = OWN_NAMES.get(lower, lower)
        return column

    def _text(self, value: bytes) -> str:
        """A value as text, each run of blanks and line breaks as one blank."""
        text, wrong = decode(b" ".join(value.split()))
        self.wrong += wrong
        return text

    def _key(self, at: int, close: bytes) -> tuple[bytes, int]:
        """The key, empty if there is none, and where the fields begin."""
        found = KEYS[close].match(self._data, at)
        if found is None or self._data[found.end() : found.end() + 1] == b"=":
            return b"", at
        return found[1].strip(), found.end()

    def _fields(self, at: int, close: bytes) -> tuple[list[tuple[bytes, bytes]], int]:
        """Names and values up to the end of the entry, and the place behind it."""
        fields = []
        while field := FIELD.match(self._data, at):
            value, at = self._value(field.end(), close)
            fields.append((field[1], value))
        at = self._behind(BETWEEN, at)
        if self._data[at : at + 1] != close:
            raise _Malformed(self._unexpected(at, close))
        return fields, at + 1

    def _unexpected(self, at: int, close: bytes) -> str:
        name = NAME.match(self._data, at)
        if name is not None:
            return f"no = behind {excerpt(name[0])[:40]!r}"
        if at == len(self._data) or self._data[at : at + 1] == b"@":
            return f"the entry has no closing {close.decode()}"
        return f"{excerpt(self._data[at : at + 1])!r} where a field or the end of the entry must be"

    def _value(self, at: int, close: bytes) -> tuple[bytes, int]:
        """A value, its parts put together, and the place of what follows it."""
        parts = []
        while True:
            first = self._data[at : at + 1]
            if first == b"{":
                end = self._closing(at, "a value")
                parts.append(self._data[at + 1 : end])
                end += 1
            elif first == b'"':
                end = self._behind_quote(at)
                parts.append(self._data[at + 1 : end - 1])
            elif word := NAME.match(self._data, at):
                end = word.end()
                parts.append(self._expanded(word[0]))
            elif first in (b",", close) and not parts:
                return b"", at
            else:
                raise _Malformed("no value behind = or #")
            at = self._behind(SPACE, end)
            if self._data[at : at + 1] != b"#":
                return b"".join(parts), at
            at = self._behind(SPACE, at + 1)

    def _behind_quote(self, at: int) -> int:
        """Behind the quotation mark that closes the one at `at`; not one within braces."""
        place = at + 1
        while found := QUOTED.search(self._data, place):
            if found[0] == b'"':
                return found.end()
            if found[0] == b"}":
                raise _Malformed("a brace is closed within quotation marks that did not open it")
            place = self._closing(found.start(), "a value") + 1
        raise _Malformed("a quotation mark is never closed")

    def _expanded(self, word: bytes) -> bytes:
        """A macro's text; a number, and a macro that is not defined, as they stand there."""
        value = self._macros.get(word.lower())
        if value is None:
            return word
        self._growth -= len(value)
        if self._growth < 0:
            raise _Malformed("the macros of the file grow beyond measure")
        return value

    def _closing(self, at: int, what: str) -> int:
        place = self._braces.closing(at)
        if place is None:
            raise _Malformed(f"the brace that opens {what} is never closed")
        return place

    def _behind(self, pattern: re.Pattern[bytes], at: int) -> int:
        """The place behind a pattern that may match nothing."""
        found = pattern.match(self._data, at)
        return at if found is None else found.end()


class _Braces:
    """Where each brace of a file is closed.

    Up to the depth that a brace opens, opening and closing ones alternate: so once they are sorted
    by depth, the next one closes it.

    >>> braces = _Braces(b"}{{}}{")
    >>> [braces.closing(at) for at in (1, 2, 5)]
    [4, 3, None]
    """

    def __init__(self, data: bytes) -> None:
        array = as_bytes(data)
        places = np.sort(
            np.concatenate([places_of(array, OPEN), places_of(array, CLOSE)]), kind="stable"
        )
        opens = array[places] == OPEN
        depths = np.cumsum(np.where(opens, np.int8(1), np.int8(-1)), dtype=np.int64)
        depths[~opens] += 1
        order = np.argsort(depths, kind="stable")
        paired = opens[order[:-1]] & (depths[order[:-1]] == depths[order[1:]])
        ends = np.full(places.size, -1, np.int64)
        ends[order[:-1][paired]] = places[order[1:][paired]]
        self._opens = memoryview(places[opens])
        self._ends = memoryview(ends[opens])

    def closing(self, at: int) -> int | None:
        """The place of the brace that closes the one at `at`; None if none does."""
        place: int = self._ends[bisect_left(self._opens, at)]
        return None if place < 0 else place


class _Columns:
    """Records that have few of many fields each, as a table of text."""

    def __init__(self, records: Sequence[dict[str, str]]) -> None:
        self._rows = len(records)
        self._cells: dict[str, tuple[list[int], list[str]]] = {}
        for row, record in enumerate(records):
            for name, value in record.items():
                rows, values = self._cells.setdefault(name, ([], []))
                rows.append(row)
                values.append(value)

    def table(self, cells: int) -> pa.Table:
        """One column a field. If these were more cells, the rarest fields are JSON in one column.

        >>> rows = [{"type": "book", "title": "On A", "x": "1", "y": "2"}, {"title": "On B"}]
        >>> _Columns(rows).table(6).to_pylist()[0]
        {'type': 'book', 'title': 'On A', 'further fields': '{"x": "1", "y": "2"}'}
        """
        most = min(MOST_COLUMNS, cells // max(1, self._rows))
        if len(self._cells) > most:
            self._gather(max(1, most - 1))
        return pa.table({name: self._column(*found) for name, found in self._cells.items()})

    def _gather(self, kept: int) -> None:
        ranked = sorted(self._cells, key=lambda name: -len(self._cells[name][0]))
        further: dict[int, dict[str, str]] = {}
        for name in ranked[kept:]:
            for row, value in zip(*self._cells.pop(name), strict=True):
                further.setdefault(row, {})[name] = value
        texts = [json.dumps(fields, ensure_ascii=False) for fields in further.values()]
        self._cells[FURTHER] = (list(further), texts)

    def _column(self, rows: list[int], values: list[str]) -> pa.Array:
        column: list[str | None] = [None] * self._rows
        for row, value in zip(rows, values, strict=True):
            column[row] = value
        return pa.array(column, pa.string())

"""Records of tagged lines: RIS, MEDLINE, Web of Science, Refer. What differs is in `dialects`.

A line with a tag is a value; a line without one goes on with the value before it. Tags that say
what paperdedup knows get that name (`title`, `authors`, …), the others keep theirs. Text outside of
records (databases number them, and add links) is passed over, and told in a note. Limits: the text
is held whole, and read by Python; exports of databases are small.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from paperdedup.errors import InputError
from paperdedup.nouns import counted
from paperdedup.readers.assemble import from_rows
from paperdedup.readers.encoding import decode, wrong_bytes
from paperdedup.readers.registry import Content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperdedup.readers.dialects import Dialect
    from paperdedup.readers.input import Input

__all__ = ["Tagged", "entries"]

WHOLE = frozenset({"title", "abstract"})
"""Columns of one text: what comes in several values is its parts."""

QUALIFIED = re.compile(r"(.*\S) \[([a-z]{1,20})\]")
"""A value that says in brackets what it is."""

BARE_DOI = re.compile(r"(?:doi: ?)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
"""A value that is a DOI, and nothing but that."""

FURTHER = "further tags"
MOST_COLUMNS = 1_000


@dataclass
class Entry:
    """A record on its way, or text outside of records, which has no values."""

    line: int
    lines: dict[str, list[list[str]]] = field(default_factory=dict)
    """The lines of each value by tag, joined once: a value may have a million of them."""
    last: str = ""

    def add(self, tag: str, value: str) -> None:
        """A value; an empty one only says where the lines that follow belong."""
        self.last = tag
        self.lines.setdefault(tag, []).append([value] if value else [])

    def go_on(self, text: str, *, own: bool) -> None:
        """A line without a tag: a value of its own, or more of the value before."""
        values = self.lines[self.last]
        if own and values[-1]:
            values.append([text])
        else:
            values[-1].append(text)

    @property
    def values(self) -> dict[str, list[str]]:
        """The values by tag, in their order; without those that are empty."""
        found = {tag: [" ".join(v) for v in values if v] for tag, values in self.lines.items()}
        return {tag: values for tag, values in found.items() if values}


class Tagged:
    """One format of tagged lines."""

    loose = False

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.name = dialect.name
        self.description = dialect.description
        self.aliases = dialect.aliases
        self.extensions = dialect.extensions

    def matches(self, head: bytes) -> bool:
        """Whether it begins like a record of the format."""
        return self.dialect.mark.match(head) is not None

    def read(self, source: Input) -> Content:
        """Read all records."""
        text, wrong = decode(b"".join(source.open().blocks()))
        rows, outside = [], []
        tags: set[str] = set()
        for entry in entries(text, self.dialect):
            if entry.lines:
                rows.append(_within(tags, row_of(entry, self.dialect)))
            else:
                outside.append(entry.line)
        if outside and not rows:
            raise InputError(
                f"no record begins in it: there is no line with the tag {self.dialect.begins}",
                file=source.file,
                remedy="say which format it is: --format NAME on the command line, format=NAME in "
                "Python",
            )
        return Content(from_rows(rows), notes=wrong_bytes(int(wrong), "file") + _told(outside))


def _within(tags: set[str], row: dict[str, Any]) -> dict[str, Any]:
    """The row, its rarer tags in one column where a file has too many for columns of their own."""
    if len(tags) < MOST_COLUMNS:
        tags.update(row)
        return row
    rare = [tag for tag in row if tag not in tags]
    further = [f"{tag}: {value}" for tag in rare for value in _listed(row.pop(tag))]
    return row | ({FURTHER: further} if further else {})


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _told(lines: list[int]) -> tuple[str, ...]:
    """The note on texts outside of records, which begin in these lines."""
    if not lines:
        return ()
    places = counted(len(lines), "place")
    return (f"text outside of records was passed over in {places}, first in line {lines[0]}",)


def entries(text: str, dialect: Dialect) -> Iterator[Entry]:
    """Records, and runs of text outside of them, in the order of the text.

    >>> from paperdedup.readers.dialects import RIS
    >>> [entry.values for entry in entries("TY  - JOUR\\nTI  - On\\nA\\nER  -\\n", RIS)]
    [{'TY': ['JOUR'], 'TI': ['On A']}]
    """
    entry: Entry | None = None
    for number, line in enumerate(lines_of(text), 1):
        tag, value = _tagged(line, dialect)
        ended = tag == dialect.ends if dialect.ends else not line.strip()
        fresh = tag == dialect.begins or (tag and entry is not None and not entry.lines)
        if entry is not None and (ended or fresh):
            yield entry
            entry = None
        if ended or not line.strip() or (entry is None and dialect.between.fullmatch(line.strip())):
            continue
        entry = entry or Entry(number)
        if tag:
            entry.add(tag, value)
        elif entry.lines:
            entry.go_on(line.strip(), own=entry.last in dialect.lists)
    if entry is not None:
        yield entry


def lines_of(text: str) -> list[str]:
    """The lines, whichever way they end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _tagged(line: str, dialect: Dialect) -> tuple[str, str]:
    """Tag and value of a line; no tag if it has none."""
    found = dialect.line.match(line)
    if found is None:
        return "", ""
    tag, value = found[1], (found[2] or "").strip()
    told = QUALIFIED.fullmatch(value) if tag in dialect.qualified else None
    return (tag, value) if told is None else (f"{tag}[{told[2]}]", told[1])


def row_of(entry: Entry, dialect: Dialect) -> dict[str, Any]:
    """The columns of a record: those that are known by name first, then the tags that are left."""
    left = entry.values
    row = {}
    for column, tags in dialect.columns.items():
        tag = next((tag for tag in tags if tag in left), None)
        if tag is not None:
            row[column] = _value(left.pop(tag), column)
    if dialect.groups in left:
        row["authors"] = [*row.get("authors", ()), *left.pop(dialect.groups)]
    if "doi" not in row:
        _add_doi(row, left, dialect.dois)
    if dialect.pages is not None:
        _add_last_page(row, left, dialect.pages[1])
    return row | {tag: _value(values, tag) for tag, values in left.items()}


def _value(values: list[str], column: str) -> str | list[str]:
    if column in WHOLE:
        return " ".join(values)
    return values[0] if len(values) == 1 and column != "authors" else values


def _add_doi(row: dict[str, Any], left: dict[str, list[str]], tags: tuple[str, ...]) -> None:
    """The first value of these tags that is a DOI; it stays what it was, too."""
    notes: dict[str, Any] = left | {"N1": row.get("notes", [])}
    values = (value for tag in tags for value in _listed(notes.get(tag, [])))
    found = next(filter(None, map(BARE_DOI.fullmatch, values)), None)
    if found is not None:
        row["doi"] = found[1]


def _add_last_page(row: dict[str, Any], left: dict[str, list[str]], tag: str) -> None:
    """First and last page as a range, unless the first is one by itself."""
    first, last = row.get("pages"), left.get(tag)
    if isinstance(first, str) and last and "-" not in first and first != last[0]:
        row["pages"] = f"{first}-{last[0]}"
        del left[tag]

"""XML as a stream of record elements: what the readers of all kinds of XML share.

Every element is let go once its row is made, so that a file of any size needs memory for its
records only. How the bytes are parsed is in `xmldocument`.
Limits: runs of white space in texts become one blank. Rejects have no line, for the parser does not
tell it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.nouns import counted
from paperdedup.readers.assemble import from_rows, joined
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import MAX_DEPTH
from paperdedup.readers.xmldocument import Document
from paperdedup.records import Reject, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input

__all__ = ["Layout", "NoRecordError", "Row", "one_line", "read_records"]

Row = dict[str, Any]
"""A record: column -> a text, or a list of texts. What is not there has no key."""

BATCH = 2000

WHITE = re.compile(r"[ \t\r\n]+")
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
SHOWN_ELEMENTS = 20


@dataclass(frozen=True)
class Layout:
    """Where one format has its records, and how one is read."""

    name: str
    roots: frozenset[str]
    records: frozenset[str]
    columns: tuple[str, ...]
    """The order of the columns; others follow as they come."""
    row_of: Callable[[Element], Row]
    """What a record element says; empty if it says nothing. It may raise `NoRecordError`."""
    passed: Callable[[Element], str] = lambda _: ""
    """What an element is that is no input, because it tells of no paper; else nothing."""
    named: bool = False
    """Whether characters may be written by the names that HTML has for them."""


class NoRecordError(Exception):
    """An element that is no record, and why."""


class _Found(NamedTuple):
    """A record element, and how many levels of elements it has."""

    element: Element
    depth: int


def one_line(text: str) -> str:
    """The text with one blank for every run of white space, none around it.

    >>> one_line("  one\\r two\\n\\t three ")
    'one two three'
    """
    return WHITE.sub(" ", text).strip(" ")


def read_records(source: Input, layout: Layout) -> Content:
    """Read all record elements of an input, in their order."""
    document = Document(source, named=layout.named)
    events = document.events()
    records = _Records(source.name, layout)
    for found in _record_elements(events, layout, source.file):
        records.add(found)
    return records.content(document.notes())


class _Records:
    """The records of one dump on their way into a table."""

    def __init__(self, dump: str, layout: Layout) -> None:
        self._dump = dump
        self._layout = layout
        self._inputs = 0
        self._rows: list[Row] = []
        self._tables: list[pa.Table] = []
        self._positions: list[int] = []
        self._rejects: list[Reject] = []
        self._passed: Counter[str] = Counter()

    def add(self, found: _Found) -> None:
        """Take the next record element."""
        _strip_namespaces(found.element)
        passed = self._layout.passed(found.element)
        if passed:
            self._passed[passed] += 1
            return
        row, reason = self._read(found)
        if row:
            self._rows.append(row)
            self._positions.append(self._inputs)
        else:
            shown = excerpt(_start_of(found.element))
            self._rejects.append(Reject(self._dump, self._inputs, None, reason, shown))
        self._inputs += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def _read(self, found: _Found) -> tuple[Row, str]:
        """The row, or why there is none."""
        if found.depth > MAX_DEPTH:
            return {}, TOO_DEEP
        try:
            return self._layout.row_of(found.element), "nothing is in it"
        except NoRecordError as error:
            return {}, str(error)

    def content(self, notes: tuple[str, ...]) -> Content:
        """Everything that was added."""
        for what, number in self._passed.items():
            notes = (*notes, f"{counted(number, what)} passed over")
        if self._rows or not self._tables:
            self._flush()
        table = joined(self._tables)
        names = dict.fromkeys((*self._layout.columns, *table.column_names))
        ordered = [name for name in names if name in table.column_names]
        positions = pa.array(self._positions, pa.int64())
        return Content(
            table.select(ordered) if ordered else table, positions, self._rejects, notes=notes
        )

    def _flush(self) -> None:
        self._tables.append(from_rows(self._rows))
        self._rows = []


def _record_elements(
    events: Iterable[tuple[str, Element]], layout: Layout, file: str
) -> Iterator[_Found]:
    """Each outermost record element once it is complete. What is complete is let go."""
    around: list[Element] = []
    depth = deepest = 0
    for event, element in events:
        if event == "start":
            if not (around or depth):
                _check_root(element, layout, file)
            if depth or _local(element.tag) in layout.records:
                depth += 1
                deepest = max(deepest, depth)
            else:
                around.append(element)
        elif depth > 1:
            depth -= 1
        else:
            if depth:
                yield _Found(element, deepest)
                depth = deepest = 0
            else:
                around.pop()
            if around:
                around[-1].remove(element)


def _check_root(root: Element, layout: Layout, file: str) -> None:
    name = _local(root.tag)
    if name not in layout.roots:
        raise InputError(
            f"its outermost element is <{excerpt(name)}>; {layout.name} has "
            + " or ".join(f"<{known}>" for known in sorted(layout.roots)),
            file=file,
            remedy="leave the format away, or export the records again",
        )


def _local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _strip_namespaces(record: Element) -> None:
    for element in record.iter():
        if element.tag[0] == "{":
            element.tag = _local(element.tag)


def _start_of(record: Element) -> str:
    """How the record begins, for a message; not by recursion, for it may be nested deeply."""
    parts = []
    for _, element in zip(range(SHOWN_ELEMENTS), record.iter(), strict=False):
        marks = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
        parts.append(f"<{element.tag}{marks}>{one_line(element.text or '')}")
    return "".join(parts)

"""XML as a stream of record elements: what the readers of PubMed's and EndNote's files share.

The document is parsed piece by piece, and every element is let go once its row is made, so that a
file of any size needs memory for its records only. Its declaration says the encoding; what is no
UTF-8 where it should be is read as in all text (see `encoding`).
Limits: a document that is not well-formed, or declares entities, is refused. Runs of white space in
texts become one blank. Rejects have no line, for the parser does not tell it.
"""

from __future__ import annotations

import re
from codecs import iterdecode, lookup
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import ParseError, XMLPullParser
from xml.parsers import expat

import pyarrow as pa

from paperdedup.errors import InputError
from paperdedup.readers.assemble import from_rows, joined
from paperdedup.readers.encoding import Mended, Transcoded, wrong_bytes
from paperdedup.readers.input import HEAD_BYTES
from paperdedup.readers.registry import Content
from paperdedup.readers.structure import MAX_DEPTH
from paperdedup.records import Reject, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input, Stream

__all__ = ["BETWEEN", "PROLOG", "Layout", "Row", "one_line", "read_records"]

Row = dict[str, Any]
"""A record: column -> a text, or a list of texts. What is not there has no key."""

PIECE_BYTES = 1 << 16
"""So much is parsed at once. The elements of a piece are held together: about 20 times its size."""

BATCH = 2000

BETWEEN = rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+"
"""What may stand between two elements, as part of a pattern with `re.DOTALL`."""

PROLOG = (
    rb"(?:\s++|<\?.*?\?>|<!--.*?-->"
    rb"|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*+\"|'[^']*+')*+(?:\[.*?\]\s*+)?>)*+"
)
"""What may stand before the outermost element, as part of a pattern with `re.DOTALL`."""

DECLARATION = re.compile(
    rb"\s*+<\?xml(?=\s)(?:[^>]*?\sencoding\s*+=\s*+[\"']([A-Za-z][\w.-]*+)[\"'])?[^>]*+>"
)
PLAIN = b'<?xml version="1.0"?>~+\\'
"""Markup, and the characters that begin an escape in encodings which are not for files."""

AS_WINDOWS_1252 = frozenset({"ascii", "iso8859-1"})
"""Python's names of encodings that are read as Windows-1252, as browsers do."""

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
    """Read all record elements of a document, in their order."""
    document = _Document(source)
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

    def add(self, found: _Found) -> None:
        """Take the next record element."""
        _strip_namespaces(found.element)
        row = self._layout.row_of(found.element) if found.depth <= MAX_DEPTH else {}
        if row:
            self._rows.append(row)
            self._positions.append(self._inputs)
        else:
            reason = "nothing is in it" if found.depth <= MAX_DEPTH else TOO_DEEP
            shown = excerpt(_start_of(found.element))
            self._rejects.append(Reject(self._dump, self._inputs, None, reason, shown))
        self._inputs += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def content(self, notes: tuple[str, ...]) -> Content:
        """Everything that was added."""
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


class _Document:
    """One XML document: its bytes as UTF-8, and what the parser makes of them."""

    def __init__(self, source: Input) -> None:
        self._file = source.file
        self._stream: Stream = source.open()
        head = self._stream.peek(HEAD_BYTES)
        self.empty = len(head) < HEAD_BYTES and not head.strip()
        declaration = DECLARATION.match(head)
        self._declaration = self._stream.read(declaration.end()) if declaration else b""
        name = declaration[1] if declaration else None
        encoding = _encoding((name or b"utf-8").decode("ascii"), self._file)
        self._mended = Mended(self._stream)
        self._bytes = Transcoded(self._stream, encoding) if encoding else self._mended

    def notes(self) -> tuple[str, ...]:
        """What is to be said about the encoding, after everything was read."""
        return wrong_bytes(self._mended.wrong, "line")

    def events(self) -> Iterator[tuple[str, Element]]:
        """The start and the end of every element. An `InputError` if it is no sound XML."""
        if self.empty:
            return
        parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
        try:
            for piece in self._checked(self._pieces()):
                parser.feed(piece)
                yield from _pairs(parser)
        except ParseError as error:
            raise self._unsound(error, "correct it there, or export the records again") from error
        try:
            parser.close()
        except ParseError as error:
            raise self._unsound(
                error, "copy or download it again", "the XML does not end: the file is cut"
            ) from error
        yield from _pairs(parser)

    def _pieces(self) -> Iterator[str]:
        """The document as text: of bytes the parser would decode some as their declaration says.

        The declaration becomes blanks: it may stand behind some, and lines and columns stay right.
        """
        yield re.sub(r"[^\r\n]", " ", self._declaration.decode("ascii", "replace"))
        pieces = iter(lambda: self._bytes.read(PIECE_BYTES), b"")
        yield from iterdecode(pieces, "utf-8", "replace")

    def _checked(self, pieces: Iterator[str]) -> Iterator[str]:
        """The same pieces. Those before the outermost element are searched for entities first.

        Expat limits how far entities expand from version 2.4.1 on; an older one does not.
        """
        parser = expat.ParserCreate()
        parser.EntityDeclHandler = self._refuse_entity
        parser.StartElementHandler = _stop
        for piece in pieces:
            try:
                parser.Parse(piece)
            except (_StoppedError, expat.ExpatError):
                yield piece
                break
            yield piece
        else:
            with suppress(_StoppedError, expat.ExpatError):
                parser.Parse(b"", True)  # noqa: FBT003  (the parser may have held back a part)
        yield from pieces

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise InputError(
            f"it declares the entity {excerpt(name)!r}, and declared entities are not expanded",
            file=self._file,
            remedy="write the text in place of the entity, and remove the declaration",
        )

    def _unsound(self, error: ParseError, remedy: str, problem: str | None = None) -> InputError:
        line, column = error.position
        cause = str(error).partition(": line ")[0]
        return InputError(
            f"{problem} ({cause})" if problem else f"the XML is not sound ({cause})",
            file=self._file,
            place=f"line {line}, column {column + 1}",
            remedy=remedy,
        )


class _StoppedError(Exception):
    """The outermost element begins: no entity can be declared any more."""


def _stop(*_: object) -> None:
    raise _StoppedError


def _encoding(declared: str, file: str) -> str | None:
    """The encoding to decode from; None for UTF-8.

    A declaration that can be read is not in UTF-16 or UTF-32, or not any more.
    """
    if declared.lower().startswith("utf"):
        return None
    with suppress(LookupError, UnicodeError):
        if PLAIN.decode(declared, "replace") == PLAIN.decode("ascii"):
            return "cp1252" if lookup(declared).name in AS_WINDOWS_1252 else declared
    raise InputError(
        f"it declares the encoding {declared!r}, which is not read",
        file=file,
        remedy="save it as UTF-8, and declare that",
    )


def _pairs(parser: XMLPullParser[Element]) -> Iterator[tuple[str, Element]]:
    return parser.read_events()  # type: ignore[return-value]


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

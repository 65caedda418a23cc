"""The bytes of XML as the events of a parser: the start and the end of every element.

A document is parsed piece by piece. Several may follow each other in one file, as pages of answers
that were joined. The declaration of the first says the encoding; what is no UTF-8 where it should
be is read as in all text (see `encoding`).
Limits: a document that is not well-formed, or declares entities, is refused; entities that others
declare elsewhere are not fetched.
"""

from __future__ import annotations

import re
from codecs import iterdecode, lookup
from contextlib import suppress
from html.entities import name2codepoint
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, XMLPullParser
from xml.parsers import expat

from paperdedup.errors import InputError
from paperdedup.readers.encoding import Mended, Transcoded, is_plain, wrong_bytes
from paperdedup.readers.input import HEAD_BYTES
from paperdedup.records import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input, Stream

__all__ = ["BETWEEN", "PROLOG", "Document"]

PIECE_BYTES = 1 << 16
"""So much is parsed at once. The elements of a piece are held together: about 20 times its size."""

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
ROOT = re.compile(PROLOG + rb"<([^\s<>/?!]++)", re.DOTALL)

SEAM = 1 << 10
"""So far apart one document may end and the next begin: white space alone is between them."""

AS_WINDOWS_1252 = frozenset({"ascii", "iso8859-1"})
"""Python's names of encodings that are read as Windows-1252, as browsers do."""

ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
LONGEST_ENTITY = 32
OF_XML = frozenset({"amp", "apos", "gt", "lt", "quot"})
CHARACTERS = {name: chr(code) for name, code in name2codepoint.items() if name not in OF_XML}
"""The named characters of HTML, without those that XML knows by itself."""


class Document:
    """The XML documents of one input: their bytes as UTF-8, and what the parser makes of them.

    `named` is for formats whose own declarations, which are not fetched, name characters as HTML
    does (`&uuml;`).
    """

    def __init__(self, source: Input, *, named: bool = False) -> None:
        self._file = source.file
        self._named = named
        self._stream: Stream = source.open()
        head = self._stream.peek(HEAD_BYTES)
        self.empty = len(head) < HEAD_BYTES and not head.strip()
        declaration = DECLARATION.match(head)
        root = ROOT.match(head)
        self._root = root[1].decode("utf-8", "replace") if root else ""
        self._declaration = self._stream.read(declaration.end()) if declaration else b""
        name = declaration[1] if declaration else None
        encoding = _encoding((name or b"utf-8").decode("ascii"), self._file)
        self._mended = Mended(self._stream)
        self._bytes = Transcoded(self._stream, encoding) if encoding else self._mended
        self._lines = self._column = 0

    def notes(self) -> tuple[str, ...]:
        """What is to be said about the encoding, after everything was read."""
        return wrong_bytes(self._mended.wrong, "line", nameable=False)

    def events(self) -> Iterator[tuple[str, Element]]:
        """The start and the end of every element. An `InputError` if it is no sound XML."""
        if self.empty:
            return
        texts = _spelled(self._texts()) if self._named else self._texts()
        pieces = _parted(texts, self._root)
        first = next(pieces, None)
        while first is not None:
            # What ends a document is None; what ends them all ends this too.
            yield from self._parsed(chain([first], iter(pieces.__next__, None)))
            first = next(pieces, None)

    def _parsed(self, pieces: Iterable[str]) -> Iterator[tuple[str, Element]]:
        """The events of one document."""
        parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
        lines = column = 0
        try:
            for piece in self._checked(iter(pieces)):
                parser.feed(piece)
                yield from _pairs(parser)
                lines += piece.count("\n")
                column = len(piece) - piece.rfind("\n") - 1 + (0 if "\n" in piece else column)
        except ParseError as error:
            raise self._unsound(error, "correct it there, or export the records again") from error
        try:
            parser.close()
        except ParseError as error:
            raise self._unsound(
                error, "copy or download it again", "the XML does not end: the file is cut"
            ) from error
        yield from _pairs(parser)
        self._column = column + (0 if lines else self._column)
        self._lines += lines

    def _texts(self) -> Iterator[str]:
        """The input as text: of bytes the parser would decode some as their declaration says.

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
        column += self._column if line == 1 else 0
        cause = str(error).partition(": line ")[0]
        return InputError(
            f"{problem} ({cause})" if problem else f"the XML is not sound ({cause})",
            file=self._file,
            place=f"line {line + self._lines}, column {column + 1}",
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
        if is_plain(declared):
            return "cp1252" if lookup(declared).name in AS_WINDOWS_1252 else declared
    raise InputError(
        f"it declares the encoding {declared!r}, which is not read",
        file=file,
        remedy="save it as UTF-8, and declare that",
    )


def _pairs(parser: XMLPullParser[Element]) -> Iterator[tuple[str, Element]]:
    return parser.read_events()  # type: ignore[return-value]


def _parted(texts: Iterable[str], root: str) -> Iterator[str | None]:
    """The texts, and None wherever an outermost element ended and what begins another follows.

    >>> list(_parted(["<a>x</a>\\n<a", ">y</a>\\n"], "a"))
    ['<a>x</a>\\n', None, '<a>y</a>\\n']
    """
    name = re.escape(root)
    seam = re.compile(rf"</{name}\s*>\s*\ufeff?(?=<\?xml\s|<!DOCTYPE\s|<{name}[\s>/])")
    held = ""
    for text in chain(texts, [None]):
        held, start = held + (text or ""), 0
        for found in seam.finditer(held) if root else ():
            yield held[start : found.end()].rstrip("\ufeff")
            yield None
            start = found.end()
        # What may be the beginning of a seam waits for the next text.
        end = len(held) if text is None else max(start, len(held) - SEAM)
        if end > start:
            yield held[start:end]
        held = held[end:]


def _spelled(texts: Iterable[str]) -> Iterator[str]:
    """The texts with the characters that HTML has names for.

    >>> "".join(_spelled(["J&uu", "ml;rgen &amp; &who;"]))
    'Jürgen &amp; &who;'
    """
    held = ""
    for text in texts:
        held += text
        at = held.find("&", max(held.rfind(";") + 1, len(held) - LONGEST_ENTITY))
        end = len(held) if at < 0 else at
        yield ENTITY.sub(_character, held[:end])
        held = held[end:]
    yield held


def _character(found: re.Match[str]) -> str:
    return CHARACTERS.get(found[1], found[0])

"""EndNote's XML, as EndNote, Zotero, Mendeley and others export it.

Every `record` is a record. Its elements that mean something known become the columns of `TEXTS` and
`LISTS`; every other element that holds text is a column of its own name, so that no text is lost.
Text stands in `style` elements, whose texts are joined; EndNote parts lines by carriage returns,
which become blanks.
Limits: of attributes only the name of the reference type is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperdedup.readers.xmldocument import BETWEEN, PROLOG
from paperdedup.readers.xmlrecords import Layout, one_line, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content
    from paperdedup.readers.xmlrecords import Row

__all__ = ["EndNoteXml"]

PREFIX = rb"(?:[\w.-]+:)?"
START = re.compile(
    PROLOG + rb"(?:"
    rb"<" + PREFIX + rb"xml(?:\s[^>]*+)?>" + BETWEEN + rb"<" + PREFIX + rb"records[\s>/]"
    rb"|<" + PREFIX + rb"records(?:\s[^>]*+)?>" + BETWEEN + rb"<" + PREFIX + rb"record[\s>/])",
    re.DOTALL,
)

TEXTS: Mapping[str, tuple[str, ...]] = {
    "id": ("rec-number", "id"),
    "title": ("titles/title", "title"),
    "venue": ("titles/secondary-title", "periodical/full-title", "periodical/abbr-1", "venue"),
    "year": ("dates/year", "year"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "pages": ("pages",),
    "doi": ("electronic-resource-num", "doi"),
    "abstract": ("abstract",),
    "language": ("language",),
    "issn": ("isbn", "issn"),
    "accession_number": ("accession-num",),
}
"""Columns of one text, and the paths of the elements that hold it, first choice first."""

LISTS: Mapping[str, tuple[str, ...]] = {
    "authors": ("contributors/authors/author", "authors/author", "author", "authors"),
    "url": ("urls/related-urls/url", "urls/web-urls/url", "urls/url", "url"),
    "keywords": ("keywords/keyword", "keywords"),
}
"""Columns of lists, and the paths of the elements that hold an item."""

COLUMNS = (
    *("type", "id", "title", "abstract", "authors", "year", "venue", "volume", "issue", "pages"),
    *("doi", "url", "keywords", "language", "issn", "accession_number"),
)
NAMED = frozenset({*COLUMNS, "author"})
"""An element of such a name that is not what it means (the `author` of a list of editors, the `url`
of a file) is called by what holds it."""

STYLE = "style"


class EndNoteXml:
    """EndNote's XML."""

    name = "endnotexml"
    description = "EndNote's XML, which Zotero and Mendeley write too"
    aliases = ("endnote-xml",)
    extensions = ()
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether `records` stand in the element `xml`, or a `record` in the element `records`.

        >>> EndNoteXml().matches(b"<xml><records><record>"), EndNoteXml().matches(b"<xml><a>")
        (True, False)
        """
        return START.match(head) is not None

    def read(self, source: Input) -> Content:
        """Read all records, piece by piece."""
        return read_records(source, LAYOUT)


def row_of(record: Element) -> Row:
    """What a record holds.

    >>> from xml.etree.ElementTree import fromstring
    >>> row_of(fromstring("<record><titles><title>On A</title></titles><label>x</label></record>"))
    {'title': 'On A', 'label': 'x'}
    """
    kind = record.find("ref-type")
    name = one_line(kind.get("name", "")) if kind is not None else ""
    row: Row = {"type": name} if name else {}
    found: dict[str, list[str]] = {}
    for path, text in _leaves(record):
        found.setdefault(path, []).append(text)
    row |= {name: "; ".join(texts) for name, texts in _taken(found, TEXTS)}
    row |= dict(_taken(found, LISTS))
    for path, texts in found.items():
        _add_other(row, path, texts)
    return row


LAYOUT = Layout(
    "EndNote's XML", frozenset({"xml", "records"}), frozenset({"record"}), COLUMNS, row_of
)


def _taken(
    found: dict[str, list[str]], columns: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, list[str]]]:
    """Each column with the texts of its first path that has any, which are taken away."""
    for name, paths in columns.items():
        path = next((path for path in paths if path in found), None)
        if path is not None:
            yield name, found.pop(path)


def _add_other(row: Row, path: str, texts: list[str]) -> None:
    """Add the texts of an element that is no known column, beside what has its name already."""
    holder, _, name = path.rpartition("/")
    if name in NAMED:
        if row.get(name) in ("; ".join(texts), texts):
            return
        name = holder.rpartition("/")[2] or f"other-{name}"
    before = row.get(name, [])
    every = [*([before] if isinstance(before, str) else before), *texts]
    row[name] = every if len(every) > 1 else every[0]


def _leaves(element: Element, above: str = "") -> Iterator[tuple[str, str]]:
    """The path and the text of every element that holds text, in order."""
    for child in element:
        path = f"{above}{child.tag}"
        if _holds_text(child):
            text = one_line(_styled(child))
            if text:
                yield path, text
        else:
            yield from _leaves(child, f"{path}/")


def _holds_text(element: Element) -> bool:
    """Whether it is a value: it has text of its own, or nothing but styles in it."""
    if all(child.tag == STYLE for child in element):
        return True
    own = (element.text, *(child.tail for child in element))
    return any(text and text.strip() for text in own)


def _styled(element: Element) -> str:
    """The text of an element, without the line breaks that indent its styles."""
    pieces = [element.text or ""]
    for child in element:
        pieces += ["".join(child.itertext()), child.tail or ""]
    own = pieces[::2]
    pieces[::2] = ["" if "\n" in text and not text.strip() else text for text in own]
    return "".join(pieces)

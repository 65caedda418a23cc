"""DBLP's XML, as its monthly dumps, and its pages of records and people give it.

Every publication is a record; its key is its identifier. The home pages of people, which stand
among them, are none, and are counted in a note. Characters are written by the names that DBLP's own
declaration has for them, which are HTML's; it is not fetched. Limits: of attributes only the key
and the kind of publication are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperdedup.readers.xmldocument import PROLOG
from paperdedup.readers.xmlplaces import said, text_of
from paperdedup.readers.xmlrecords import Layout, read_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content
    from paperdedup.readers.xmlrecords import Row

__all__ = ["DblpXml"]

ROOTS = frozenset({"dblp", "dblpperson"})
START = re.compile(PROLOG + rb"<(?:dblp|dblpperson)[\s>]", re.DOTALL)

RECORDS = frozenset(
    {
        *("article", "inproceedings", "proceedings", "book", "incollection", "phdthesis"),
        *("mastersthesis", "data", "www"),
    }
)

COLUMNS = (
    *(
        "key",
        "type",
        "title",
        "authors",
        "year",
        "venue",
        "volume",
        "issue",
        "pages",
        "dblp",
        "doi",
    ),
    *("url", "editors", "publisher"),
)

FIRST_OF: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "year": ("year",),
    "venue": ("journal", "booktitle"),
    "volume": ("volume",),
    "issue": ("number",),
    "pages": ("pages",),
    "dblp_url": ("url",),
}
"""Columns of one text, and the elements that hold it, first choice first."""

ALL_OF: Mapping[str, tuple[str, ...]] = {
    "authors": ("author",),
    "editors": ("editor",),
    "url": ("ee",),
}
"""Columns of lists, and the elements of their items."""

KNOWN = {path for places in (FIRST_OF, ALL_OF) for paths in places.values() for path in paths}

HOME_PAGE = "homepages/"
"""How the key of a home page begins."""

NAMESAKE = re.compile(r" \d{4}$")
"""The number by which people of one name are told apart."""

DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(10\.\S+)", re.IGNORECASE)


class DblpXml:
    """DBLP's XML."""

    name = "dblpxml"
    description = "DBLP's XML: its dumps, and the records of a person"
    aliases = ("dblp-xml", "dblp")
    extensions = ()
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether the outermost element is one of DBLP's.

        >>> DblpXml().matches(b'<!DOCTYPE dblp SYSTEM "dblp.dtd"><dblp>'), DblpXml().matches(b"<a>")
        (True, False)
        """
        return START.match(head) is not None

    def read(self, source: Input) -> Content:
        """Read all publications, piece by piece."""
        return read_records(source, LAYOUT)


def row_of(record: Element) -> Row:
    """What is known of a publication.

    >>> from xml.etree.ElementTree import fromstring
    >>> row_of(fromstring("<article key='journals/x/L20'><author>Wei Li 0001</author></article>"))
    {'authors': ['Wei Li'], 'key': 'journals/x/L20', 'dblp': 'journals/x/L20', 'type': 'article'}
    """
    row = said(record, FIRST_OF, ALL_OF)
    for element in record:
        if element.tag not in KNOWN and (text := text_of(element)):
            row.setdefault(element.tag, []).append(text)
    row["authors"] = [NAMESAKE.sub("", name) for name in row["authors"]]
    row["doi"] = next((found[1] for found in map(DOI.fullmatch, row["url"]) if found), None)
    row |= {"key": record.get("key"), "dblp": record.get("key")}
    row |= {"type": record.tag, "publtype": record.get("publtype")}
    return {name: value for name, value in row.items() if value}


def passed(record: Element) -> str:
    """What a record is that tells of a person."""
    return "home page" if record.get("key", "").startswith(HOME_PAGE) else ""


LAYOUT = Layout("DBLP's XML", ROOTS, RECORDS, COLUMNS, row_of, passed, named=True)

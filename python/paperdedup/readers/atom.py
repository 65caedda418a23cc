"""Atom and RSS feeds, as arXiv's API answers a search, and as arXiv and journals tell what is new.

Every `entry` or `item` is a record. Its elements that mean something known become columns under
their common names, every other one that holds text a column of its own name. Limits: of attributes
only the address of the page and the terms of the categories are kept; what tells of the feed is not
kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperdedup.readers.xmldocument import PROLOG
from paperdedup.readers.xmlrecords import Layout, one_line, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content
    from paperdedup.readers.xmlrecords import Row

__all__ = ["Atom"]

START = re.compile(PROLOG + rb"<(?:[\w.-]+:)?(?:feed|rss)[\s>]", re.DOTALL)

NAMES = {
    "summary": "abstract",
    "author": "authors",
    "category": "categories",
    "link": "url",
    "description": "abstract",
    "creator": "authors",
    "guid": "id",
}
"""Elements -> the columns that they become; the others keep their names."""

COLUMNS = ("id", "title", "abstract", "authors", "published", "updated", "doi", "journal_ref")
LISTS = frozenset({"authors", "categories"})
PAGE = (None, "alternate")
"""What a link to the page of the entry is related as; others lead to files and the like."""

ANNOUNCED = re.compile(r"arXiv:\S+ Announce Type: \S+ (?:Abstract: )?")
"""What stands before an abstract in the RSS of arXiv."""


class Atom:
    """Atom and RSS feeds."""

    name = "atom"
    description = "Atom and RSS: the answers of arXiv's API, and other feeds"
    aliases = ("rss", "arxiv")
    extensions = (".atom", ".rss")
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether its outermost element is a feed.

        >>> Atom().matches(b"<feed xmlns='http://www.w3.org/2005/Atom'>"), Atom().matches(b"<rdf>")
        (True, False)
        """
        return START.match(head) is not None

    def read(self, source: Input) -> Content:
        """Read all entries, piece by piece."""
        return read_records(source, LAYOUT)


def row_of(entry: Element) -> Row:
    """What an entry holds.

    >>> from xml.etree.ElementTree import fromstring
    >>> row_of(fromstring("<entry><title>On A</title><author><name>X</name></author></entry>"))
    {'title': 'On A', 'authors': ['X']}
    """
    found: dict[str, list[str]] = {}
    for name, text in _values(entry):
        if text:
            found.setdefault(NAMES.get(name, name), []).append(text)
    return {name: _value(name, texts) for name, texts in found.items()}


LAYOUT = Layout("a feed", frozenset({"feed", "rss"}), frozenset({"entry", "item"}), COLUMNS, row_of)


def _values(entry: Element) -> Iterator[tuple[str, str]]:
    """The name and the text of each element: of a person the name, of a page its address."""
    for child in entry:
        text = one_line("".join(child.itertext()))
        if child.tag == "author":
            yield "author", one_line(child.findtext("name") or text)
        elif child.tag == "category":
            yield "category", child.get("term") or text
        elif child.tag == "description":
            yield "description", ANNOUNCED.sub("", text, count=1)
        elif child.tag != "link":
            yield child.tag, text
        elif child.get("rel") in PAGE:
            yield "link", child.get("href") or text


def _value(name: str, texts: list[str]) -> str | list[str]:
    return texts if name in LISTS or len(texts) > 1 else texts[0]

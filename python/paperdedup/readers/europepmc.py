"""Europe PMC's XML, as its web service answers a search, whatever it was asked to tell of each.

Every `result` is a record; its identifier in Europe PMC says with the source which it is. Texts
keep the markup that is written in them, which the core reads. Limits: what is not in the tables
below (grants, chemicals, affiliations, links, …) is not kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperdedup.readers.xmldocument import PROLOG
from paperdedup.readers.xmlplaces import first_at, said
from paperdedup.readers.xmlrecords import Layout, read_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content
    from paperdedup.readers.xmlrecords import Row

__all__ = ["EuropePmc"]

START = re.compile(PROLOG + rb"<(?:[\w.-]+:)?responseWrapper[\s>]", re.DOTALL)

COLUMNS = (
    *("id", "source", "pmid", "pmcid", "doi", "title", "abstract", "authors", "year", "venue"),
    *("volume", "issue", "pages", "type", "language", "issn", "keywords", "mesh"),
)

JOURNAL = "journalInfo/journal"
BOOK = "bookOrReportDetails"

FIRST_OF: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "source": ("source",),
    "pmid": ("pmid",),
    "pmcid": ("pmcid",),
    "doi": ("doi",),
    "title": ("title",),
    "abstract": ("abstractText",),
    "year": ("pubYear", "journalInfo/yearOfPublication", f"{BOOK}/yearOfPublication"),
    "venue": (
        f"{JOURNAL}/title",
        "journalTitle",
        f"{JOURNAL}/ISOAbbreviation",
        f"{JOURNAL}/medlineAbbreviation",
        f"{BOOK}/comprisingTitle",
    ),
    "volume": ("journalInfo/volume", "journalVolume"),
    "issue": ("journalInfo/issue", "issue"),
    "pages": ("pageInfo",),
    "language": ("language",),
    "issn": (f"{JOURNAL}/ISSN", f"{JOURNAL}/ESSN", "journalIssn"),
    "publisher": (f"{BOOK}/publisher",),
    "first_published": ("firstPublicationDate",),
    "version": ("versionNumber",),
}
"""Columns of one text, and the places to look for it, first choice first."""

ALL_OF: Mapping[str, tuple[str, ...]] = {
    "type": ("pubTypeList/pubType", "pubType"),
    "keywords": ("keywordList/keyword",),
    "mesh": ("meshHeadingList/meshHeading/descriptorName",),
}
"""Columns of lists: all texts of all these places."""


class EuropePmc:
    """Europe PMC's XML."""

    name = "europepmc"
    description = "Europe PMC's XML: answers to searches"
    aliases = ("europe-pmc", "epmc")
    extensions = ()
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether the outermost element is that of an answer.

        >>> EuropePmc().matches(b"<responseWrapper>"), EuropePmc().matches(b"<response>")
        (True, False)
        """
        return START.match(head) is not None

    def read(self, source: Input) -> Content:
        """Read all results, piece by piece."""
        return read_records(source, LAYOUT)


def row_of(result: Element) -> Row:
    """What is known of a result.

    >>> from xml.etree.ElementTree import fromstring
    >>> row_of(fromstring("<result><id>7</id><authorString>Lund E.</authorString></result>"))
    {'id': '7', 'authors': 'Lund E.'}
    """
    row = said(result, FIRST_OF, ALL_OF)
    names = filter(None, map(_name, result.iterfind("authorList/author")))
    row["authors"] = list(names) or first_at(result, ("authorString",))
    return {name: value for name, value in row.items() if value}


LAYOUT = Layout(
    "Europe PMC's XML", frozenset({"responseWrapper"}), frozenset({"result"}), COLUMNS, row_of
)


def _name(author: Element) -> str | None:
    """Family and given name, or what is given in their place: also the name of a group."""
    family, given = first_at(author, ("lastName",)), first_at(author, ("firstName", "initials"))
    if family and given:
        return f"{family}, {given}"
    return first_at(author, ("fullName", "collectiveName", "lastName"))

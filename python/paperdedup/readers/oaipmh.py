"""Harvests by OAI-PMH: the answers of arXiv and of repositories, one or many one after another.

Every `record` is a record. Its metadata are arXiv's own, with (`arXivRaw`) or without versions, or
Dublin Core, of which repositories make what they like: of several dates, descriptions
and identifiers it is told below which is which. What is marked as deleted says no more than its
name: it is counted and told in a note. Limits: metadata of other formats are rejects, as are
answers that are errors or hold no records at all. `about` is not kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperdedup.readers import dublincore
from paperdedup.readers.xmldocument import BETWEEN, PROLOG
from paperdedup.readers.xmlplaces import all_at, first_at, text_of
from paperdedup.readers.xmlrecords import Layout, NoRecordError, read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content
    from paperdedup.readers.xmlrecords import Row

__all__ = ["OaiPmh"]

PREFIX = rb"(?:[\w.-]+:)?"
START = re.compile(
    PROLOG + rb"<" + PREFIX + rb"(?:(?:OAI-PMH|ListRecords|GetRecord)[\s>]"
    rb"|(?:[Rr]ecords(?:\s[^>]*+)?>" + BETWEEN + rb"<" + PREFIX + rb")?"
    rb"[Rr]ecord(?:\s[^>]*+)?>" + BETWEEN + rb"<" + PREFIX + rb"header[\s>])",
    re.DOTALL,
)

RECORDS = frozenset({"Record", "record"})
ERROR = "error"
NO_RECORDS = frozenset({"Identify", "ListIdentifiers", "ListMetadataFormats", "ListSets"})
EMPTY = "noRecordsMatch"
"""The error of an answer that is right, and has no records."""

NAMES = {
    "journal-ref": "journal_ref",
    "report-no": "report_no",
    "msc-class": "msc_class",
    "acm-class": "acm_class",
}
"""Elements -> the columns that they become; the others keep their names."""

COLUMNS = (
    *("id", "arxiv", "title", "abstract", "authors", "created", "updated", "versions"),
    *dublincore.COLUMNS,
    *("categories", "journal_ref", "report_no", "datestamp", "sets"),
)
"""The order of the columns."""


class OaiPmh:
    """Answers to OAI-PMH."""

    name = "oaipmh"
    description = "OAI-PMH: harvests of arXiv and of repositories (arXiv, arXivRaw, oai_dc)"
    aliases = ("oai", "oai-pmh")
    extensions = ()
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether its outermost element is an answer, or what harvesters keep of some: records with
        headers, within an element of their own or without one.

        >>> OaiPmh().matches(b"<OAI-PMH xmlns='x'>"), OaiPmh().matches(b"<record><title>")
        (True, False)
        """
        return START.match(head) is not None

    def read(self, source: Input) -> Content:
        """Read all records, piece by piece."""
        return read_records(source, LAYOUT)


def row_of(record: Element) -> Row:
    """What a record says. `NoRecordError` if it is none that can be read.

    >>> from xml.etree.ElementTree import fromstring
    >>> paper = "<dc><title>On A</title><date>2019</date></dc>"
    >>> row_of(fromstring(f"<record><header/><metadata>{paper}</metadata></record>"))
    {'title': 'On A', 'date': '2019'}
    """
    if record.tag == ERROR:
        raise NoRecordError(f"the answer is an error ({record.get('code')}): harvest it again")
    if record.tag in NO_RECORDS:
        raise NoRecordError(f"an answer to {record.tag} holds no records: ask for ListRecords")
    metadata = record.find("metadata/*")
    if metadata is None:
        return {}
    reading = FORMATS.get(metadata.tag)
    if reading is None:
        raise NoRecordError(
            f"metadata in {metadata.tag} are not read: harvest with metadataPrefix=oai_dc"
        )
    row = reading(metadata)
    if row:
        row["id"] = first_at(record, ("header/identifier",))
        row["datestamp"] = first_at(record, ("header/datestamp",))
        row["sets"] = all_at(record, ("header/setSpec",))
    return {name: value for name, value in row.items() if value}


def passed(element: Element) -> str:
    """What an element is that is no input: the mark of a deleted record, or of none at all."""
    if element.tag == ERROR and element.get("code") == EMPTY:
        return "empty answer"
    header = element.find("header")
    deleted = header is not None and header.get("status") == "deleted"
    return "deleted record" if deleted else ""


def _of_arxiv(metadata: Element) -> Row:
    """What arXiv itself says: versions as in its snapshots, else the day of the first."""
    row: Row = {NAMES.get(part.tag, part.tag): text_of(part) for part in metadata if not len(part)}
    row["arxiv"] = row.pop("id", None)
    row["categories"] = row.get("categories", "").split()
    names = map(_name, metadata.iterfind("authors/author"))
    versions = [
        {"version": version.get("version"), "created": first_at(version, ("date",))}
        for version in metadata.iterfind("version")
    ]
    return row | {"authors": list(names) or row.get("authors"), "versions": versions}


def _name(author: Element) -> str:
    parts = (first_at(author, (part,)) for part in ("keyname", "forenames", "suffix"))
    return ", ".join(filter(None, parts))


FORMATS: Mapping[str, Callable[[Element], Row]] = {
    "arXiv": _of_arxiv,
    "arXivRaw": _of_arxiv,
    "arXivOld": _of_arxiv,
    "dc": dublincore.row_of,
    "qualifieddc": dublincore.row_of,
}
"""The outermost element of metadata -> what reads it."""

LAYOUT = Layout(
    "OAI-PMH",
    frozenset({"OAI-PMH", "ListRecords", "GetRecord", "Records", "records"}) | RECORDS,
    RECORDS | NO_RECORDS | {ERROR},
    COLUMNS,
    row_of,
    passed,
)

"""Identifiers in notes, where a line begins with what they are: `PMID: 123`.

So Zotero keeps them in its field Extra, and so people write them. Elsewhere in a note they may be
those of another paper. In tables Zotero writes the lines one behind the other: there an identifier
may follow other fields that it keeps so (`Place: England PMID: 123`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from paperdedup.columns.texts import as_text, is_list, list_items, parted

__all__ = ["labelled"]

FIELDS_BEFORE = (
    *("place", "publisher", "volume", "issue", "number", "section", "series", "edition", "type"),
    *("issn", "isbn", "page", "pages", "publisher place", "event-place", "citation key"),
    *("number of pages", "original date", "tex\\.[a-z]+", "doi", "pmid", "pmcid", "arxiv"),
)
BEFORE = rf"^[ \t]*(?:(?:{'|'.join(FIELDS_BEFORE)}):[^:\n]{{0,80}}?[ \t])*[ \t]*"
"""The beginning of a line, and fields that may stand before an identifier."""

LABELS = {
    "doi": ("doi", r"(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+"),
    "arxiv": (r"(?:arxiv|\\?_?eprint)", r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})"),
    "pmid": ("pmid", r"\d{1,9}\b"),
    "pmcid": ("pmc(?:id)?", r"(?:PMC)?\d{1,9}\b"),
}
"""Field -> how a line calls it, and what must follow."""

LINES: Mapping[str, str] = {
    known: rf"(?im){BEFORE}(?:tex\.)?{label}[ \t]*:[ \t]*(?P<value>{value})"
    for known, (label, value) in LABELS.items()
}
"""Field -> the pattern of the lines that say it."""


def labelled(column: pa.ChunkedArray, known: str) -> pa.ChunkedArray:
    """The first identifier of a kind that a line of each note begins with.

    >>> notes = [["Cited once", "PMID: 12"], ["Place: Oslo PMID: 13  PMCID: PMC4"], ["See PMID: 1"]]
    >>> labelled(pa.chunked_array([notes]), "pmid").to_pylist()
    ['12', '13', None]
    """
    import pyarrow.compute as pc

    lines = _lines(column).cast(pa.large_string())
    return pc.struct_field(pc.extract_regex(lines, pattern=LINES[known]), "value")


def _lines(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts, and of lists the items as lines."""
    if not is_list(column.type):
        return as_text(column)
    chunks = [parted(*list_items(chunk), "\n") for chunk in column.chunks]
    return pa.chunked_array(chunks, pa.large_string())

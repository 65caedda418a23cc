"""Dublin Core, whose few elements may all come several times, and hold what a repository likes.

So it is told here which of several dates, descriptions and identifiers is which, and where a source
says in which journal a paper appeared. What is not taken stays in columns under its own name.
Limits: of several titles the first counts; a relation is only asked for other identifiers of the
same paper.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperdedup.readers.xmlplaces import text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from paperdedup.readers.xmlrecords import Row

__all__ = ["COLUMNS", "row_of"]

NAMES = {"creator": "authors", "subject": "keywords", "abstract": "description"}
"""Elements -> the columns that they become; the others keep their names."""

COLUMNS = (
    *("title", "abstract", "authors", "date", "venue", "volume", "issue", "pages", "doi", "arxiv"),
    *("pmid", "pmcid", "url", "type", "language", "keywords", "comments"),
)

ALTERNATIVE = "info:eu-repo/semantics/altIdentifier/"
"""What stands in a relation before another identifier of the paper itself."""

IDENTIFIERS = {
    "doi": re.compile(
        r"(?:https?://(?:dx\.)?doi\.org/|(?:info:|urn:)?doi ?[:/] ?)?(10\.\d{4,9}/\S+)",
        re.IGNORECASE,
    ),
    "arxiv": re.compile(r"arxiv ?[:/] ?(\S+)", re.IGNORECASE),
    "pmid": re.compile(r"(?:info:)?(?:pmid|pubmed) ?[:/] ?(\d+)", re.IGNORECASE),
    "pmcid": re.compile(r"(?:pmcid[:/] ?)?(PMC\d+)", re.IGNORECASE),
    "url": re.compile(r"(https?://(?!(?:dx\.)?doi\.org/)\S+)", re.IGNORECASE),
}
"""Identifiers that are of one kind and nothing else, as repositories write them."""

DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
DATED = re.compile(r"\d{4}-.*")

COMMENT = "Comment: "
"""What arXiv puts before its comments, which are descriptions too."""

LEAST_SHARE = 0.5
"""Of several descriptions the abstract is the first that has this share of the letters of the
longest. Others tell who sent it in and when, or say the same in another language."""

ISSN = re.compile(r"E?ISSN: ?[\dXx-]+")
NUMBERS = re.compile(r"([^()\d]*)(\d+)(?:[^()\d]+(\d+))?[^()]*\(\d{4}\)")
OF_VOLUME = re.compile(r"\s*[BJTV]", re.IGNORECASE)
"""How words for a volume begin, before a number that is alone: Vol., Bd., Jg., T."""
PAGES = re.compile(r"[A-Za-z]?\d+(?: ?[-\u2013] ?[A-Za-z]?\d+)?")


def row_of(metadata: Element) -> Row:
    """What elements of Dublin Core say, without their namespaces.

    >>> from xml.etree.ElementTree import fromstring
    >>> row = row_of(fromstring("<dc><title>A</title><source>S; Vol 3 (2018); 1-9</source></dc>"))
    >>> row["title"], row["venue"], row["volume"], row["pages"]
    ('A', 'S', '3', '1-9')
    """
    found: dict[str, list[str]] = {}
    for part in metadata:
        if text := text_of(part):
            found.setdefault(NAMES.get(part.tag, part.tag), []).append(text)
    said = _identified(found) | _published(found.get("source", []))
    described = found.pop("description", [])
    comments = [text for text in described if text.startswith(COMMENT)]
    texts = [text for text in described if not text.startswith(COMMENT)]
    longest = max(map(len, texts), default=0)
    long = (text for text in texts if len(text) >= LEAST_SHARE * longest)
    said |= _chosen("abstract", next(long, ""), texts)
    said |= _chosen("title", *_with_first(found.pop("title", [])))
    said |= _chosen("date", *_with_first_day(found.pop("date", [])))
    said |= {"comments": "; ".join(text.removeprefix(COMMENT) for text in comments)}
    kept = {name: texts if name == "authors" else _value(texts) for name, texts in found.items()}
    return {name: value for name, value in (kept | said).items() if value}


def _chosen(name: str, text: str, texts: list[str]) -> Row:
    """The one text that counts, and the others beside it."""
    return {name: text, f"other_{name}s": [other for other in texts if other != text]}


def _with_first(texts: list[str]) -> tuple[str, list[str]]:
    return next(iter(texts), ""), texts


def _with_first_day(dates: list[str]) -> tuple[str, list[str]]:
    """The earliest day: of a paper's versions the first. A date with a time is when it was sent in
    to a repository, and counts where there is no other.
    """
    days = list(filter(DAY.fullmatch, dates)) or list(filter(DATED.fullmatch, dates))
    return min(days, default=_with_first(dates)[0]), dates


def _value(texts: list[str]) -> str | list[str]:
    return texts if len(texts) > 1 else texts[0]


def _identified(found: dict[str, list[str]]) -> Row:
    """The first identifier of each kind: of those of the record, then of the alternative ones."""
    related = (text for text in found.get("relation", []) if text.startswith(ALTERNATIVE))
    texts = [*found.get("identifier", []), *(text.removeprefix(ALTERNATIVE) for text in related)]
    return {name: _first_match(pattern, texts) for name, pattern in IDENTIFIERS.items()}


def _first_match(pattern: re.Pattern[str], texts: list[str]) -> str | None:
    return next((match[1] for match in map(pattern.fullmatch, texts) if match), None)


def _published(sources: list[str]) -> Row:
    """Where it appeared: as Open Journal Systems say it (`Seas; Vol. 3 No. 2 (2019); 11-19`), or
    behind the ISSN of the journal, as HAL does.
    """
    for source in sources:
        venue, *parts = map(str.strip, source.split(";"))
        numbers = NUMBERS.match(parts[0]) if parts else None
        if numbers is not None:
            word, first, second = numbers.groups()
            alone = second is None and not OF_VOLUME.match(word)
            row = {"venue": venue, "volume": None if alone else first}
            row |= {"issue": first if alone else second}
            pages = parts[-1] if PAGES.fullmatch(parts[-1]) else None
            return row | {"pages": pages}
    named = (text for text in sources if not ISSN.fullmatch(text) and "://" not in text)
    return {"venue": next(named, None)} if any(map(ISSN.fullmatch, sources)) else {}

"""A listing page as plain text: some header lines, then title and abstract paragraphs in turn.

No mark says which paragraph is a title, so rules do (docs/readers.md has them in words): a title is
short, has no final full stop, no address and no label such as "Code:". A paragraph behind an
abstract that is no title belongs to that abstract. The first of two short paragraphs in a row is a
paper without an abstract if the second is followed by a long one.
Limits: the text is held whole, and read by Python; listings are small.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from paperdedup.readers.encoding import decode, wrong_bytes
from paperdedup.readers.input import HEAD_BYTES
from paperdedup.readers.registry import Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paperdedup.readers.input import Input

__all__ = ["Listing"]

HEADER_LINES = frozenset(
    {
        "new",
        "subscribe",
        "daily papers",
        "trending papers",
        "get trending papers in your email inbox!",
        "get trending papers in your email inbox once a day!",
        "byak and the research community",
        "by ak and the research community",
        "by",
        "ak",
        "and the research community",
    }
)
"""Lines around the papers, in lower case."""

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|urday)?\.?,? "
DATE = re.compile(
    rf"(?:{WEEKDAY})?(?:{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}\.? {MONTH}(?:,? \d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{4}}/\d\d/\d\d)",
    re.IGNORECASE,
)
LONGEST_TITLE = 250
"""Characters. The longest title of the arXiv dumps of 2019 and 2020 has 245."""

NO_TITLE_END = tuple(".,;:")
NO_TITLE = re.compile(
    r"https?://|www\.|^(?:code|project(?: page)?|keywords?|index terms|website|demo|github"
    r"|abstract|doi|url|arxiv)\s*:",
    re.IGNORECASE,
)


class Paragraph(NamedTuple):
    """A paragraph and what it can be."""

    text: str

    @property
    def short(self) -> bool:
        """Whether it has the length of a title."""
        return len(self.text) <= LONGEST_TITLE

    def is_title(self, *, stops: bool = False) -> bool:
        """Whether it looks like a title; `stops`: titles of this listing end with a full stop."""
        ends = self.text.endswith(NO_TITLE_END) and not (stops and self.text.endswith("."))
        return self.short and not ends and NO_TITLE.search(self.text) is None


class Paper(NamedTuple):
    """A record on its way: a title, and the paragraphs of its abstract."""

    title: str | None
    abstract: list[str]


class Listing:
    """A listing page: titles and abstracts in turn."""

    name = "listing"
    description = "a listing page as text: a few header lines, then title and abstract in turn"
    aliases = ()
    extensions = (".txt",)
    loose = True

    def matches(self, head: bytes) -> bool:
        """Whether it has a header line of such pages, or mostly titles that an abstract follows."""
        if b"\x00" in head:
            return False
        header, paragraphs = parts(decode(head)[0])
        if len(head) >= HEAD_BYTES:
            paragraphs = paragraphs[:-1]
        pairs = sum(one.is_title() and not two.is_title() for one, two in pairwise(paragraphs))
        if header:
            return len(paragraphs) > 1
        return pairs > 0 and 4 * pairs >= len(paragraphs)

    def read(self, source: Input) -> Content:
        """Read all papers."""
        text, wrong = decode(b"".join(source.open().blocks()))
        header, paragraphs = parts(text)
        found = list(papers(paragraphs))
        columns = {
            "title": pa.array([paper.title for paper in found], pa.string()),
            "abstract": pa.array(["\n\n".join(p.abstract) or None for p in found], pa.string()),
        }
        date = next((line for line in header if DATE.fullmatch(line)), None)
        return Content(pa.table(columns), date=date, notes=wrong_bytes(int(wrong), "file"))


def parts(text: str) -> tuple[list[str], list[Paragraph]]:
    """The header lines, and the paragraphs of the papers.

    Header lines are dropped wherever they stand alone, so that joined pages are read too; at the
    start they are dropped also where no blank line parts them.

    >>> parts("new\\nMay 8\\n\\nA Title\\n\\nAn abstract.")[0]
    ['new', 'May 8']
    """
    lines = [line.strip() for line in text.splitlines()]
    start = 0
    while start < len(lines) and (not lines[start] or _is_header(lines[start])):
        start += 1
    header = [line for line in lines[:start] if line]
    paragraphs = []
    for paragraph in _paragraphs(lines[start:]):
        if _is_header(paragraph):
            header.append(paragraph)
        else:
            paragraphs.append(Paragraph(paragraph))
    return header, paragraphs


def _is_header(line: str) -> bool:
    return line.casefold() in HEADER_LINES or DATE.fullmatch(line) is not None


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Runs of lines that are not blank, joined where they look wrapped, else one by one."""
    run: list[str] = []
    for line in [*lines, ""]:
        if line:
            run.append(line)
            continue
        wrapped = all(len(part) <= LONGEST_TITLE for part in run)
        yield from ([" ".join(run)] if wrapped and run else run)
        run = []


def papers(paragraphs: Sequence[Paragraph]) -> Iterator[Paper]:
    """Titles with their abstracts.

    >>> texts = ["On A", "We do A.", "It works.", "On B", "We do B."]
    >>> [(p.title, len(p.abstract)) for p in papers([Paragraph(text) for text in texts])]
    [('On A', 2), ('On B', 1)]
    """
    stops = _titles_stop(paragraphs)
    paper: Paper | None = None
    for at, paragraph in enumerate(paragraphs):
        following = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        if _begins(paper, paragraph, following, stops=stops):
            if paper is not None:
                yield paper
            title = paragraph.is_title(stops=stops)
            paper = Paper(paragraph.text, []) if title else Paper(None, [paragraph.text])
        elif paper is not None:
            paper.abstract.append(paragraph.text)
    if paper is not None:
        yield paper


def _begins(
    paper: Paper | None, paragraph: Paragraph, following: Paragraph | None, *, stops: bool
) -> bool:
    """Whether a paragraph begins a new paper, given the paper before and the next paragraph."""
    if paper is None:
        return True
    if not paragraph.is_title(stops=stops):
        return False
    if paper.abstract:
        return not stops or following is None or not following.short
    return following is not None and not following.is_title(stops=stops)


def _titles_stop(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether most short paragraphs before a long one, which are titles, end with a full stop."""
    before = [one for one, two in pairwise(paragraphs) if one.short and not two.short]
    stopped = sum(one.text.endswith(".") for one in before)
    return 2 * stopped > len(before)

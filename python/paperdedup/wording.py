"""The points of a verdict in words: what of two records agrees or differs, as a reader says it.

The core tells how many points each kind of evidence gives; the words are found again from what the
records say. Limits: they sum up, they do not prove: names and venues are compared here more simply
than in the core, whose points stand beside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from paperdedup import stages
from paperdedup.corpus import YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ALONE: Final = re.compile(rf"(?<!\d)({YEAR})(?!\d)")
"""A year that is no part of a longer number."""

NUMERAL: Final = re.compile(r"\b(\d+|[ivx]+|one|two|three|first|second|third)\b")
"""What numbers a part of a series."""

LEAST_NAME: Final = 3
"""Letters of a word that is taken for a surname rather than for initials."""

NOBODY: Final = -3.0
"""Points from which down lists of authors without a common name are known to be of other people."""

MOST_OF: Final = 0.75
"""Share of the names from which on authors are said to agree."""


@lru_cache(maxsize=1 << 14)
def _normalized(text: str) -> str:
    """Fields of one record stand in many pairs: half of the time of a long review."""
    return stages.normalize(text)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one record says, as it came."""

    title: str
    abstract: str
    authors: str
    year: str
    venue: str
    volume: str
    pages: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Point:
    """One line of a verdict."""

    evidence: str
    points: float
    words: str

    def __str__(self) -> str:
        return f"{self.words}: {self.points:+.2f}"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two records with the likeness of their abstracts."""

    a: Told
    b: Told
    jaccard: float
    containment: float


def worded(points: Sequence[tuple[str, float]], pair: Pair) -> tuple[Point, ...]:
    """Points with their words, in the order given."""
    return tuple(
        Point(evidence=evidence, points=count, words=WORDS[evidence](pair, count))
        for evidence, count in points
    )


def _title(pair: Pair, points: float) -> str:
    a, b = (_normalized(title).split() for title in (pair.a.title, pair.b.title))
    if not a or not b:
        return "one record has no title" if a or b else "neither has a title"
    if "".join(a) == "".join(b):
        general = "the titles agree in all letters, but many items are called so"
        return "the titles agree in all letters" if points > 0 else general
    if a == b[: len(a)] or b == a[: len(b)]:
        return "one title is the beginning of the other"
    shared, least = len(set(a) & set(b)), min(len(set(a)), len(set(b)))
    if points > 0 and shared == least:
        return "all words of one title stand in the other"
    likeness = "are much alike" if points > 0 else "differ"
    return f"the titles {likeness} ({shared} of {least} words in common)"


def _abstract(pair: Pair, points: float) -> str:
    if pair.jaccard == 1.0:
        return "the abstracts agree word for word"
    shared = f"{pair.jaccard:.0%} of their phrases in common"
    if pair.containment > pair.jaccard:
        shared += f", {pair.containment:.0%} of the shorter one's"
    return f"the abstracts {'are alike' if points > 0 else 'differ'} ({shared})"


def _authors(pair: Pair, points: float) -> str:
    a, b = (_names(authors) for authors in (pair.a.authors, pair.b.authors))
    if not a or not b:
        return "only one record names its authors"
    one, two = set(a), set(b)
    share = len(one & two) / min(len(one), len(two))
    if not share:
        apart = points <= NOBODY
        return (
            "no author is in both"
            if apart
            else "the authors are named in ways that cannot be compared"
        )
    if share < MOST_OF:
        return "only some of the authors are in both"
    if points > 0:
        return "the authors agree"
    if len(one ^ two) > 1:
        return "the authors agree, but one list has names that the other lacks"
    if one == two and a[0] != b[0]:
        return "the authors agree, but not in their order"
    return "the authors agree, but few names say little"


def _names(authors: str) -> list[str]:
    return [word for word in _normalized(authors).split() if len(word) >= LEAST_NAME]


def _year(pair: Pair, _: float) -> str:
    found = [ALONE.search(year) for year in (pair.a.year, pair.b.year)]
    years = [int(year.group()) for year in found if year]
    if len(years) < len(found):
        return "the years were compared"
    gap = abs(years[0] - years[1])
    if not gap:
        return "the years agree"
    return f"they are {gap} year{'s' * (gap > 1)} apart ({years[0]} and {years[1]})"


def _venue(_: Pair, points: float) -> str:
    return "they appeared in the same place" if points > 0 else "they appeared in different places"


def _pages(pair: Pair, points: float) -> str:
    has_volume = bool(pair.a.volume and pair.b.volume)
    if points > 0:
        same = _normalized(pair.a.volume) == _normalized(pair.b.volume)
        return f"{'volume and first page' if has_volume and same else 'the first page'} agree"
    return f"{'volume or pages' if has_volume else 'the pages'} differ"


def _doi(pair: Pair, points: float) -> str:
    a, b = (_of_scheme(told, "doi") for told in (pair.a, pair.b))
    if a & b:
        return f"the DOI is the same ({min(a & b)})"
    if points > 0:
        return "the DOIs are versions or spellings of one"
    return f"the DOIs differ ({_either(a)} and {_either(b)})"


def _identifier(pair: Pair, points: float) -> str:
    a, b = set(pair.a.identifiers), set(pair.b.identifiers)
    if points > 0:
        return f"both are {min(a & b)}" if a & b else "an identifier is the same"
    schemes = {name.split(":")[0] for name in a} & {name.split(":")[0] for name in b}
    named = sorted(schemes - {"doi"})
    if not named:
        return "their identifiers differ"
    one, two = (_either(_of_scheme(told, named[0])) for told in (pair.a, pair.b))
    return f"their identifiers differ ({named[0]}: {one} and {two})"


def _series(pair: Pair, _: float) -> str:
    numbered = [NUMERAL.search(_normalized(title)) for title in (pair.a.title, pair.b.title)]
    if all(numbered):
        return "by their titles they are different parts of a series"
    return "one title names a part of a series, the other does not"


def _of_scheme(told: Told, scheme: str) -> set[str]:
    start = f"{scheme}:"
    return {name[len(start) :] for name in told.identifiers if name.startswith(start)}


def _either(names: set[str]) -> str:
    return min(names, default="another")


def _plain(words: str) -> Callable[[Pair, float], str]:
    return lambda _pair, _points: words


WORDS: Final[Mapping[str, Callable[[Pair, float], str]]] = {
    "title": _title,
    "abstract": _abstract,
    "title alone": _plain("nothing confirms what the titles have in common"),
    "authors": _authors,
    "year": _year,
    "venue": _venue,
    "pages": _pages,
    "other publication": _plain("venue and volume are of different publications"),
    "doi": _doi,
    "identifier": _identifier,
    "series": _series,
    "mark": _plain(
        "by their titles or types they are two items on one work: it and an erratum, reply, "
        "protocol, dataset or the like, or comments or reviews by different people"
    ),
    "numbers": _plain("each title has a number that the other lacks"),
    "opposite": _plain("the titles name opposites, such as men and women"),
    "component": _plain("one is a figure, table or supplement of the other, by its DOI"),
    "word": _plain("a word of one title stands in the place of another word"),
}
"""Kind of evidence -> its words, from the pair and the points."""

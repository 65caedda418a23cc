"""What a person should hear about how dumps were read: notes, columns of no field, first rejects.

A column whose name is not recognised is no mistake, most dumps have some. It is told where what it
could be is missing: the title, or all of abstract, authors and year.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from paperdedup.nouns import counted
from paperdedup.records import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperdedup.records import Dump

__all__ = ["few_of", "first_rejects", "reading_notes"]

SHOWN: Final = 5
"""How many notes of a kind are told."""

SHOWN_COLUMNS: Final = 8
EXCERPT: Final = 60
"""Characters of a name or an input that are shown."""

EXPECTED: Final = (("title",), ("abstract", "authors", "year"))
"""Groups of fields of which a dump has at least one each, mostly."""


def reading_notes(dumps: Iterable[Dump], *, plain: bool = False) -> Iterator[str]:
    """The notes on the reading of each dump, behind its name. `plain`: only texts are wanted.

    >>> from paperdedup.readers import read_all
    >>> list(reading_notes(read_all({"may": [{"abstract": "We do A.", "Nazwa": "On A"}]})))
    ['may: no column is recognised as title; not used: Nazwa. Name it: --field title=COLUMN']
    """
    for dump in dumps:
        unrecognised = () if plain else _unrecognised(dump)
        for note in chain(dump.notes, _without_records(dump), unrecognised):
            yield f"{dump.name}: {note}"


def _without_records(dump: Dump) -> Iterator[str]:
    if len(dump):
        return
    rejects = len(dump.rejects)
    yield "there is no record in it" + (f", only {counted(rejects, 'reject')}" if rejects else "")


def _unrecognised(dump: Dump) -> Iterator[str]:
    # A field that the user named or switched off has no further columns.
    open_fields = set(dump.further).difference(dump.columns)
    missing = [group for group in EXPECTED if open_fields.issuperset(group)]
    unused = dump.unused() if missing and len(dump) else []
    if not unused:
        return
    names = ", ".join(excerpt(name)[:EXCERPT] for name in unused[:SHOWN_COLUMNS])
    more = len(unused) - SHOWN_COLUMNS
    yield (
        f"no column is recognised as {' or '.join(chain(*missing))}; not used: {names}"
        + (f" and {more:,} more" if more > 0 else "")
        + f". Name it: --field {missing[0][0]}=COLUMN"
    )


def first_rejects(dumps: Iterable[Dump]) -> Iterator[str]:
    """Of each dump how many inputs are no records, and where and why the first is none.

    >>> from paperdedup.readers import read_all
    >>> list(first_rejects(read_all({"may": [{"title": "On A"}, None, 7]})))
    ['may: 2 rejects, the first input 1: not a record: NoneType: None']
    """
    for dump in dumps:
        if dump.rejects:
            first = dump.rejects[0]
            place = f"input {first.position}" if first.line is None else f"in line {first.line}"
            several = f"{counted(len(dump.rejects), 'reject')}, the first"
            which = several if len(dump.rejects) > 1 else "1 reject,"
            yield f"{dump.name}: {which} {place}: {first.reason}: {first.input[:EXCERPT]}"


def few_of(sentences: Sequence[str], what: str) -> list[str]:
    """The first sentences, and how many more there are.

    >>> few_of(list("abcdefg"), "notes on reading")
    ['a', 'b', 'c', 'd', 'e', 'and 2 more notes on reading']
    """
    more = len(sentences) - SHOWN
    return [*sentences[:SHOWN], *([f"and {more:,} more {what}"] if more > 0 else [])]

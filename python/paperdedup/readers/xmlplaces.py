"""What the elements of a record say that stand at given places: for formats of named elements.

A place is a path from the record, so that what is said of cited works is never taken for it.
Elements that are marked as not valid say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperdedup.readers.xmlrecords import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from paperdedup.readers.xmlrecords import Row

__all__ = ["all_at", "elements_at", "first_at", "said", "text_of"]


def elements_at(record: Element, path: str) -> Iterator[Element]:
    """The elements of a path, without those that are marked as not valid."""
    return (one for one in record.iterfind(path) if one.get("ValidYN") != "N")


def text_of(element: Element) -> str:
    """All text of an element, that of its markup (`<i>`, `<sub>`) included."""
    return one_line("".join(element.itertext()))


def first_at(record: Element, paths: tuple[str, ...]) -> str | None:
    """The first text at the first of the places that has one."""
    return next((text for path in paths for text in _texts(record, path)), None)


def all_at(record: Element, paths: tuple[str, ...]) -> list[str]:
    """All texts of all places."""
    return [text for path in paths for text in _texts(record, path)]


def said(
    record: Element, first: Mapping[str, tuple[str, ...]], every: Mapping[str, tuple[str, ...]]
) -> Row:
    """The columns of one text, and those of all texts, with the places of each, first choice first.

    >>> from xml.etree.ElementTree import fromstring
    >>> record = fromstring("<r><a>x</a><b>y</b><b> <i>z</i> </b></r>")
    >>> said(record, {"id": ("none", "a")}, {"keywords": ("b",)})
    {'id': 'x', 'keywords': ['y', 'z']}
    """
    row: Row = {name: first_at(record, paths) for name, paths in first.items()}
    return row | {name: all_at(record, paths) for name, paths in every.items()}


def _texts(record: Element, path: str) -> Iterator[str]:
    return filter(None, map(text_of, elements_at(record, path)))

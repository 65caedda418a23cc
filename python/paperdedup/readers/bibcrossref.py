"""What an entry of BibTeX takes from those that its `crossref` and `xdata` name, as Biber does.

A paper in a volume has the volume's year, publisher, editors and so on, and its title as the title
of the book, where it does not say its own. The volume may stand anywhere in the file and have a
`crossref` itself. Limits: what names or describes the volume alone is not taken, because it would
make one paper of all that are in it: DOI, URL, abstract, pages, keywords.
An `xdata` entry is no paper, and all of it is taken by those that name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["inherit"]

Record = dict[str, str]

TAKEN: tuple[tuple[str, ...], ...] = (
    ("year", "date", "month"),
    ("address", "location"),
    *((name,) for name in ("publisher", "editor", "editora", "organization", "institution")),
    *((name,) for name in ("volume", "number", "series", "edition", "isbn", "issn", "venue")),
    *((name,) for name in ("eventtitle", "eventdate", "howpublished", "school", "maintitle")),
)
"""Fields that are taken; of those that say one thing none, where the entry has one of them."""

PARTS_OF_BOOKS = frozenset({"inbook", "bookinbook", "suppbook"})
"""Types whose author is the author of the book, if they have no other."""

ARTICLES = frozenset({"article", "suppperiodical"})
VOLUMES = frozenset({"book", "collection", "proceedings", "reference"})
JOURNALS = ("journal", "journaltitle")


def inherit(records: Sequence[Record], most: int, shared: Mapping[str, Record]) -> None:
    """Fill the records from those that they name, with at most so many characters in all; from the
    shared ones, which are by their key in small letters, first.

    >>> volume = {"type": "proceedings", "id": "V", "title": "Proc.", "year": "2020"}
    >>> paper = {"type": "inproceedings", "id": "p", "title": "On A", "crossref": "v"}
    >>> inherit([paper, volume], 1000, {})
    >>> paper["booktitle"], paper["year"], paper["title"]
    ('Proc.', '2020', 'On A')
    """
    most = _fill(records, shared, most) if shared else most
    if not any("crossref" in record for record in records):
        return
    named: dict[str, Record] = {}
    for record in records:
        if record.get("id"):
            named.setdefault(_key(record["id"]), record)
    done: set[int] = set()
    for record in records:
        for child, parent in reversed(_chain(record, named, done)):
            taken = {name: value for name, value in _taken(child, parent).items() if value}
            most -= sum(map(len, taken.values()))
            if most < 0:
                return
            child.update(taken)


def _fill(records: Sequence[Record], shared: Mapping[str, Record], most: int) -> int:
    """Fill the records from the `xdata` entries that they name; so many characters are left.

    >>> paper = {"type": "article", "id": "p", "xdata": "a, J"}
    >>> _fill([paper], {"j": {"type": "xdata", "id": "J", "journal": "Seas"}}, 1000)
    994
    >>> paper["journal"], paper["id"]
    ('Seas', 'p')
    """
    for record in records:
        named, seen = _xdata(record), set[str]()
        for key in named:
            taken = {} if key in seen else shared.get(key, {})
            seen.add(key)
            named += _xdata(taken)
            lacking = {name: value for name, value in taken.items() if not record.get(name)}
            lacking.pop("id", None)
            record.update(lacking)
            most -= 1 + sum(map(len, lacking.values()))
            if most < 0:
                return most
    return most


def _xdata(record: Record) -> list[str]:
    return [_key(name) for name in record.get("xdata", "").split(",") if name.strip()]


def _key(written: str) -> str:
    return written.strip().casefold()


def _chain(
    record: Record, named: Mapping[str, Record], done: set[int]
) -> list[tuple[Record, Record]]:
    """The record with the one it names, that with the one which it names, and so on: up to one that
    is done, which ends circles too.
    """
    pairs = []
    while "crossref" in record and id(record) not in done:
        done.add(id(record))
        parent = named.get(_key(record["crossref"]))
        if parent is None:
            break
        pairs.append((record, parent))
        record = parent
    return pairs


def _taken(child: Record, parent: Record) -> Record:
    """What a child has from its parent."""
    taken: Record = {}
    for group in TAKEN:
        if not any(map(child.get, group)):
            taken |= {name: parent.get(name, "") for name in group}
    if child["type"] in PARTS_OF_BOOKS and not child.get("author"):
        taken["author"] = parent.get("author", "")
    name = _title_name(child)
    if name:
        taken[name] = parent.get(name) or parent.get("title", "")
    return taken


def _title_name(child: Record) -> str | None:
    """As what the child has the title of its parent; None if it has such a title."""
    if child["type"] in ARTICLES:
        return None if any(map(child.get, JOURNALS)) else "journal"
    name = "maintitle" if child["type"].removeprefix("mv") in VOLUMES else "booktitle"
    return None if child.get(name) else name

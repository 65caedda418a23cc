"""Running the index on dumps, and laying its answer beside that of one run over all of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import paperdedup
from paperdedup import Index, Update
from running import configured, table
from strategies import Dumps

SEARCH = {"bands": 40, "rows": 3}
"""Given to both, since an index does not know how many records will come."""

Place = tuple[str, int]


def made(path: Path, **settings: Any) -> Index:
    """A new index with the search of the tests."""
    return Index.create(path, config=configured(**SEARCH | settings))


def named(dumps: Dumps) -> dict[str, Any]:
    """Dumps as tables called 0, 1, …"""
    return {str(number): table(rows) for number, rows in enumerate(dumps)}


def papers(index: Index) -> dict[Place, str]:
    """The canonical ID of every record by its place."""
    rows = index.members.read_all().to_pylist()
    return {(row["dump"], row["position"]): row["canonical_id"] for row in rows}


def batch(dumps: Mapping[str, Any], **settings: Any) -> dict[Place, str]:
    """The same by one run over everything."""
    config = configured(**{"policy": "version", **SEARCH, **settings})
    rows = paperdedup.deduplicate(dict(dumps), config=config).members.to_pylist()
    return {(row["dump"], row["position"]): row["canonical_id"] for row in rows}


def partition(found: Mapping[Place, str]) -> set[frozenset[Place]]:
    """Which places are one paper."""
    together: dict[str, set[Place]] = {}
    for place, paper in found.items():
        together.setdefault(paper, set()).add(place)
    return {frozenset(places) for places in together.values()}


def added(index: Index, dumps: Mapping[str, Any]) -> list[Update]:
    """Add dumps by a call each."""
    return [index.add({name: dump}) for name, dump in dumps.items()]

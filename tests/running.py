"""Running the library and the oracle on the same dumps, and laying their answers side by side.

Dumps are lists of rows. The library gets them as Arrow tables named `0`, `1`, …, the oracle as they
are. Records are numbered over all dumps, as both do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

import oracle
from paperdedup import Config, Result, deduplicate
from strategies import Dumps, Row

COLUMNS = ("title", "abstract", "authors", "year", "venue", "doi")
Partition = set[frozenset[int]]


def table(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> pa.Table:
    """Rows as an Arrow table with all columns."""
    listed = list(rows)
    return pa.table(
        {name: pa.array([row.get(name) for row in listed], pa.string()) for name in columns}
    )


def texts_table(texts: Iterable[str]) -> pa.Table:
    """Records that have an abstract only."""
    return pa.table({"abstract": pa.array(list(texts), pa.large_string())})


def configured(**settings: Any) -> Config:
    """A `Config` of settings that are only known at run time."""
    return Config(**settings)


def run(dumps: Dumps, **settings: Any) -> Result:
    """The library on these dumps, by their texts alone unless said otherwise: as the oracle is."""
    settings = {"policy": "text"} | settings
    named = {str(number): table(rows) for number, rows in enumerate(dumps)}
    return deduplicate(named, config=configured(**settings))


def run_texts(texts: Iterable[str], **settings: Any) -> Result:
    """The library on one dump of abstracts."""
    return deduplicate({"0": texts_table(texts)}, config=configured(**settings))


def solve(dumps: Dumps, **settings: Any) -> oracle.Answer:
    """The oracle on these dumps."""
    names = [[f"doi:{row['doi']}"] if row.get("doi") else [] for rows in dumps for row in rows]
    return oracle.solve(dumps, oracle.Settings(**settings), names)


def groups(labels: Iterable[str]) -> Partition:
    """Record numbers by equal label."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, label in enumerate(labels):
        found[label].add(number)
    return {frozenset(group) for group in found.values()}


def partition(result: Result) -> Partition:
    """Which records are one paper."""
    return groups(result.canonical_ids.to_pylist())


def places(result: Result) -> dict[tuple[str, int], int]:
    """(dump, position) to record number."""
    columns = result.members.select(["dump", "position"]).to_pydict()
    pairs = zip(columns["dump"], columns["position"], strict=True)
    return {pair: number for number, pair in enumerate(pairs)}


def matches(result: Result) -> list[tuple[int, int, float, float, bool]]:
    """The matches with record numbers, the lower first: a, b, jaccard, containment, same paper."""
    number = places(result)
    found = []
    for row in result.matches.to_pylist():
        first = number[row["dump_a"], row["position_a"]]
        second = number[row["dump_b"], row["position_b"]]
        low, high = sorted((first, second))
        found.append((low, high, row["jaccard"], row["containment"], row["same_paper"]))
    return found


def item_matches(
    result: Result, answer: oracle.Answer
) -> dict[tuple[int, int], tuple[float, float]]:
    """The matches between different items, by the oracle's item numbers; none may come twice."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    of = answer.item_of
    for a, b, jaccard, containment, _ in matches(result):
        low, high = sorted((of[a], of[b]))
        if low == high:
            assert (jaccard, containment) == (1.0, 1.0)
            continue
        assert (low, high) not in found
        found[low, high] = (jaccard, containment)
    return found


def named_contents(result: Result) -> Counter[tuple[str, str, str]]:
    """How often each (dump, content, ID) occurs: it must not depend on the order in a dump."""
    columns = ("dump", "content_id", "canonical_id")
    return Counter(zip(*(result.members.column(name).to_pylist() for name in columns), strict=True))

"""What is right: which records are one paper, as pairs, as groups, or as an identifier.

Read from a CSV of pairs (`a,b`, or `a,b,answer` with `same` or `different`), a CSV of records and
clusters (`id,cluster`), JSON lines of lists of ids, or the same in Python. Pairs are followed: a~b
and b~c make one group. With answers `different`, only the pairs that were judged are scored.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from os import PathLike
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa

from paperdedup import filled
from paperdedup.errors import InputError
from paperdedup.filled import Row

SAME: Final = frozenset({"same", "yes", "true", "1", "duplicate", "match"})
DIFFERENT: Final = frozenset({"different", "no", "false", "0"})
SKIPPED: Final = frozenset({"", "unsure", "skip"})
PAIR_HEADERS: Final = (("a", "b"), ("id1", "id2"), ("id_a", "id_b"), ("record_a", "record_b"))
"""Names of the columns of both records, first choice first."""
ID_HEADERS: Final = frozenset({"id", "record", "record_id"})
GROUP_HEADERS: Final = frozenset({"cluster", "cluster_id", "group", "canonical_id", "paper"})
REMEDY: Final = (
    "give a CSV with the columns a,b or a,b,answer or id,cluster, or JSON lines of lists of ids"
)

Name = TypeVar("Name", str, int)
"""What a record is called, or its number."""

MAPPED: Final = "map each id to its cluster, or give a list of groups of ids"
TOLD_APART: Final = "name two records; where several records have one id, as DUMP:POSITION"


@dataclass(frozen=True)
class Truth:
    """Groups of names of records that are one paper, and pairs that are said not to be.

    >>> truth_of([["a", "b"], ["b", "c"], ["d"]]).groups
    (('a', 'b', 'c'), ('d',))
    >>> truth_of({"a": 1, "b": 2, "c": 1}).groups
    (('a', 'c'), ('b',))
    >>> truth_of(pa.table({"id": ["a", "b", "c"], "cluster": [1, 2, 1]})).groups
    (('a', 'c'), ('b',))
    """

    groups: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str, bool], ...] = field(default=())
    """Judged pairs, where some are judged different: then only these count."""


def truth_of(given: Any, called: str = "the truth") -> Truth:
    """The truth in whatever is given: a path, a table with the columns of such a file, a mapping of
    ids to clusters, or groups of ids. `called`: what an error calls it.
    """
    if isinstance(given, Truth):
        return given
    if isinstance(given, str | PathLike):
        return read_truth(Path(given))
    if hasattr(given, "__arrow_c_stream__"):
        return _of_rows(called, _rows_of_table(pa.table(given)))
    if isinstance(given, Mapping):
        if not all(isinstance(value, Hashable) for value in given.values()):
            raise InputError(f"{called} maps a name to several things", remedy=MAPPED)
        return Truth(_clusters((str(name), value) for name, value in given.items()))
    groups = list(given) if isinstance(given, Iterable) else [given]
    if any(
        isinstance(group, str) or not isinstance(group, Sequence | set | frozenset)
        for group in groups
    ):
        raise InputError(f"{called} is no list of groups of ids", remedy=REMEDY)
    named = [_named(group) for group in groups]
    for number, group in enumerate(named):
        _require_others(group, place=f"group {number} of {called}")
    return Truth(united(named))


def _named(group: Sequence[Any] | set[Any] | frozenset[Any]) -> list[str]:
    names = [str(name) for name in group]
    return sorted(names) if isinstance(group, set | frozenset) else names


def _rows_of_table(table: pa.Table) -> list[Row]:
    """The rows of a table, as those of a file with a header in its first line."""
    header = Row(1, [str(name).strip() for name in table.column_names])
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    cells = (["" if _missing(cell) else str(cell).strip() for cell in row] for row in rows)
    return [header, *(Row(line, row) for line, row in enumerate(cells, 2) if any(row))]


def read_truth(path: Path) -> Truth:
    """The truth in a file."""
    text = filled.read(path)
    if text.lstrip().startswith("["):
        return Truth(united(_json_groups(path, text)))
    return _of_rows(str(path), list(filled.rows_of(text, path)))


def _json_groups(path: Path, text: str) -> list[list[str]]:
    groups = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            names = json.loads(line) if line.strip() else []
        except ValueError:
            names = None
        if not isinstance(names, list):
            raise InputError("not a list of ids", file=str(path), place=f"line {number}")
        group = [str(name).strip() for name in names]
        _require_others(group, file=str(path), place=f"line {number}")
        groups.append(group)
    return groups


def _of_rows(path: str, rows: list[Row]) -> Truth:
    if not rows or len(rows[0].cells) < 2:
        raise InputError("no pairs and no clusters are in it", file=path, remedy=REMEDY)
    header = filled.header_of(rows[0])
    columns = _cluster_columns(header)
    if columns:
        return Truth(_clusters(_clustered(path, rows[1:], *columns)))
    ends = _pair_columns(header)
    judged = _judged(path, rows[1:] if ends else rows, ends or (0, 1), _answers(header, ends))
    same = united([a, b] for a, b, one in judged if one)
    if all(one for _, _, one in judged):
        return Truth(same)
    return Truth(same, tuple(judged))


def _cluster_columns(header: list[str]) -> tuple[int, int] | None:
    """The columns of ids and of clusters, if the header names them."""
    groups = [at for at, name in enumerate(header) if name in GROUP_HEADERS]
    ids = [at for at, name in enumerate(header) if name in ID_HEADERS]
    if groups and ids:
        return ids[0], groups[0]
    return (0, 1) if 1 in groups else None


def _pair_columns(header: list[str]) -> tuple[int, int] | None:
    """The columns of both records, if the header names them."""
    for names in PAIR_HEADERS:
        if {*names} <= {*header}:
            first, second = sorted(map(header.index, names))
            return first, second
    return None


def _answers(header: list[str], ends: tuple[int, int] | None) -> int:
    """The column of answers: that of the name, else the third, unless a record stands there."""
    if "answer" in header:
        return header.index("answer")
    return 2 if ends is None or 2 not in ends else len(header)


def _clustered(path: str, rows: list[Row], ids: int, clusters: int) -> Iterator[tuple[str, str]]:
    """Ids and their clusters, each id once."""
    found: dict[str, Row] = {}
    for line, cells in rows:
        name, cluster = (cells[at] if at < len(cells) else "" for at in (ids, clusters))
        _require_names(path, line, name)
        known = found.get(name)
        if known is None or not known.cells[0]:
            found[name] = Row(line, [cluster])
        elif cluster not in {"", known.cells[0]}:
            raise InputError(
                f"{name} is in the clusters {known.cells[0]} and {cluster}",
                file=path,
                place=f"lines {known.line} and {line}",
                remedy="leave it in one of them",
            )
    for name, row in found.items():
        yield name, row.cells[0]


def _judged(
    path: str, rows: list[Row], ends: tuple[int, int], at: int
) -> list[tuple[str, str, bool]]:
    """Pairs and whether they are one paper, each pair once."""
    found: dict[frozenset[str], tuple[int, tuple[str, str, bool]]] = {}
    for line, cells in rows:
        answer = cells[at].lower() if len(cells) > at else "same"
        if answer in SKIPPED:
            continue
        if answer not in SAME | DIFFERENT or len(cells) <= max(ends):
            raise InputError(
                f"{','.join(cells)!r} says neither same nor different",
                file=path,
                place=f"line {line}",
                remedy=REMEDY,
            )
        a, b = (cells[end] for end in ends)
        _require_names(path, line, a, b)
        _require_others([a, b], file=path, place=f"line {line}")
        first, one = found.setdefault(frozenset((a, b)), (line, (a, b, answer in SAME)))
        if one[2] != (answer in SAME):
            raise InputError(
                f"{a} and {b} are said to be the same, and to be different",
                file=path,
                place=f"lines {first} and {line}",
                remedy="leave one of the two",
            )
    return [one for _, one in found.values()]


def _require_names(path: str, line: int, *names: str) -> None:
    if not all(names):
        raise InputError("a record has no name", file=path, place=f"line {line}", remedy=REMEDY)


def _require_others(group: Sequence[str], *, place: str, file: str | None = None) -> None:
    """Refuse a pair of one name: a slip of the pen, or two records of one id that it does not tell
    apart.
    """
    if len(group) == 2 and group[0] == group[1]:
        raise InputError(
            f"{group[0]} is paired with itself", file=file, place=place, remedy=TOLD_APART
        )


def _clusters(rows: Iterable[tuple[str, object]]) -> tuple[tuple[str, ...], ...]:
    """Groups of names by their clusters. Names without a cluster are alone, each for itself."""
    return _by_value((name, object() if _missing(value) else value) for name, value in rows)


def _missing(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, float) and isnan(value))


def _by_value(rows: Iterable[tuple[Name, object]]) -> tuple[tuple[Name, ...], ...]:
    groups: dict[object, list[Name]] = {}
    for name, value in rows:
        groups.setdefault(value, []).append(name)
    return tuple(map(tuple, groups.values()))


def united(groups: Iterable[Sequence[Name]]) -> tuple[tuple[Name, ...], ...]:
    """Groups that share a name, put together; in the order in which names first come.

    >>> united([["c", "d"], ["a", "b"], ["b", "d"]])
    (('c', 'd', 'a', 'b'),)
    """
    above: dict[Name, Name] = {}
    for group in groups:
        for name in group:
            one, two = _top(above, group[0]), _top(above, name)
            above[two] = one
    return _by_value((name, _top(above, name)) for name in list(above))


def _top(above: dict[Name, Name], name: Name) -> Name:
    above.setdefault(name, name)
    while above[name] != name:
        above[name] = name = above[above[name]]
    return name

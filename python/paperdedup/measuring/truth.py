"""What is right: which records are one paper, as pairs, as groups, or as an identifier.

Read from a CSV of pairs (`a,b`, or `a,b,answer` with `same` or `different`), a CSV of records and
clusters (`id,cluster`), JSON lines of lists of ids, or the same in Python. Pairs are followed: a~b
and b~c make one group. With answers `different`, only the pairs that were judged are scored.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Final

from paperdedup.errors import InputError

SAME: Final = frozenset({"same", "yes", "true", "1", "duplicate", "match"})
DIFFERENT: Final = frozenset({"different", "no", "false", "0"})
SKIPPED: Final = frozenset({"", "unsure", "skip"})
PAIR_HEADERS: Final = frozenset({("a", "b"), ("id1", "id2"), ("record_a", "record_b")})
GROUP_HEADERS: Final = frozenset({"cluster", "cluster_id", "group", "canonical_id", "paper"})
REMEDY: Final = (
    "give a CSV with the columns a,b or a,b,answer or id,cluster, or JSON lines of lists of ids"
)


@dataclass(frozen=True)
class Truth:
    """Groups of names of records that are one paper, and pairs that are said not to be.

    >>> truth_of([["a", "b"], ["b", "c"], ["d"]]).groups
    (('a', 'b', 'c'), ('d',))
    >>> truth_of({"a": 1, "b": 2, "c": 1}).groups
    (('a', 'c'), ('b',))
    """

    groups: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str, bool], ...] = field(default=())
    """Judged pairs, where some are judged different: then only these count."""


def truth_of(given: Any) -> Truth:
    """The truth in whatever is given: a path, a mapping of ids to clusters, or groups of ids."""
    if isinstance(given, Truth):
        return given
    if isinstance(given, str | PathLike):
        return read_truth(Path(given))
    if isinstance(given, Mapping):
        return Truth(_by_value((str(name), value) for name, value in given.items()))
    groups = list(given)
    if any(isinstance(group, str) or not isinstance(group, Sequence) for group in groups):
        raise InputError("the truth is no list of groups of ids", remedy=REMEDY)
    return Truth(united([str(name) for name in group] for group in groups))


def read_truth(path: Path) -> Truth:
    """The truth in a file."""
    text = path.read_text(encoding="utf-8-sig")
    if text.lstrip().startswith("["):
        return Truth(united(_json_groups(path, text)))
    rows = [row for row in csv.reader(text.splitlines()) if any(row)]
    if not rows or len(rows[0]) < 2:
        raise InputError("no pairs and no clusters are in it", file=str(path), remedy=REMEDY)
    return _of_rows(path, rows)


def _json_groups(path: Path, text: str) -> list[list[str]]:
    groups = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            names = json.loads(line) if line.strip() else []
        except ValueError:
            names = None
        if not isinstance(names, list):
            raise InputError("not a list of ids", file=str(path), place=f"line {number}")
        groups.append([str(name) for name in names])
    return groups


def _of_rows(path: Path, rows: list[list[str]]) -> Truth:
    header = [cell.strip().lower() for cell in rows[0]]
    if header[1] in GROUP_HEADERS:
        return Truth(_by_value((row[0], row[1]) for row in rows[1:] if len(row) > 1))
    named = tuple(header[:2]) in PAIR_HEADERS
    answers = header.index("answer") if "answer" in header else 2
    judged = _judged(path, rows[1:] if named else rows, answers)
    same = united([a, b] for a, b, one in judged if one)
    if all(one for _, _, one in judged):
        return Truth(same)
    return Truth(same, tuple(judged))


def _judged(path: Path, rows: list[list[str]], at: int) -> list[tuple[str, str, bool]]:
    judged = []
    for row in rows:
        answer = row[at].strip().lower() if len(row) > at else "same"
        if answer in SKIPPED:
            continue
        if answer not in SAME | DIFFERENT or len(row) < 2:
            raise InputError(
                f"{','.join(row)!r} says neither same nor different", file=str(path), remedy=REMEDY
            )
        judged.append((row[0], row[1], answer in SAME))
    return judged


def _by_value(rows: Iterable[tuple[str, object]]) -> tuple[tuple[str, ...], ...]:
    groups: dict[object, list[str]] = {}
    for name, value in rows:
        groups.setdefault(value, []).append(name)
    return tuple(map(tuple, groups.values()))


def united(groups: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Groups that share a name, put together; in the order in which names first come.

    >>> united([["c", "d"], ["a", "b"], ["b", "d"]])
    (('c', 'd', 'a', 'b'),)
    """
    above: dict[str, str] = {}
    for group in groups:
        for name in group:
            one, two = _top(above, group[0]), _top(above, name)
            above[two] = one
    return _by_value((name, _top(above, name)) for name in list(above))


def _top(above: dict[str, str], name: str) -> str:
    above.setdefault(name, name)
    while above[name] != name:
        above[name] = name = above[above[name]]
    return name

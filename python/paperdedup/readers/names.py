"""Names of dumps that no two share: the file's name, with the folders it needs, or a number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["unique_names"]


def unique_names(wanted: Sequence[tuple[str, str | None]]) -> list[str]:
    """Names as wanted where they are unique; else with parent folders, else with a number.

    >>> unique_names([("x.csv", "/a/x.csv"), ("x.csv", "/b/x.csv"), ("stdin", None)])
    ['a/x.csv', 'b/x.csv', 'stdin']
    >>> unique_names([("objects", None), ("objects", None)])
    ['objects', 'objects-2']
    """
    names = [name for name, _ in wanted]
    same: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        same.setdefault(name, []).append(at)
    for group in same.values():
        paths = [wanted[at][1] for at in group]
        if len(set(paths)) > 1:
            for at, name in zip(group, _with_folders(names[group[0]], paths), strict=True):
                names[at] = name
    return _numbered(names)


def _with_folders(name: str, paths: Sequence[str | None]) -> list[str]:
    """As many last folders as tell the paths apart, the same number for each."""
    parts = [path.replace("\\", "/").split("/") if path else [name] for path in paths]
    deepest = max(map(len, parts))
    for size in range(2, deepest + 1):
        names = ["/".join(part[-size:]) for part in parts]
        if len(set(names)) == len(set(paths)):
            return names
    return [path or name for path in paths]


def _numbered(names: Sequence[str]) -> list[str]:
    taken = set(names)
    times: Counter[str] = Counter()
    unique = []
    for name in names:
        times[name] += 1
        candidate = name
        while times[name] > 1 and candidate in taken:
            candidate = f"{name}-{times[name]}"
            times[name] += candidate in taken
        taken.add(candidate)
        unique.append(candidate)
    return unique

"""Where JSON nests, found by array operations instead of a parser: brackets outside of strings.

Arrow's JSON reader recurses over the types it infers, so that a deeply nested value would end the
process; and it takes objects only one after another, not in an array. Both need to know the depth
at every bracket before a block is handed over. The cost is a few passes over the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions = npt.NDArray[np.int64]
    Bytes = npt.NDArray[np.uint8]

__all__ = [
    "MAX_DEPTH",
    "Nesting",
    "as_bytes",
    "deep_lines",
    "nesting",
    "outside_strings",
    "places_of",
    "unescaped_quotes",
]

MAX_DEPTH = 100
"""A record that nests deeper is rejected."""

CACHED_BYTES = 1 << 18
"""Passes go over pieces of this size, so that what they leave behind stays in the cache."""

QUOTE, BACKSLASH = 0x22, 0x5C
CASE = 0x20
OPEN, CLOSE = 0x7B, 0x7D
"""`{` and `}`; `[` and `]` become them with the bit `CASE` set."""


def as_bytes(block: bytes) -> Bytes:
    """The block as an array, not copied."""
    return np.frombuffer(block, np.uint8)


def places_of(data: Bytes, value: int, *, fold: bool = False) -> Positions:
    """Where a byte is; with `fold`, where it is once the bit `CASE` is set.

    >>> places_of(as_bytes(b"a{b[c"), OPEN, fold=True).tolist()
    [1, 3]
    """
    found = []
    for start in range(0, data.size, CACHED_BYTES):
        part = data[start : start + CACHED_BYTES]
        found.append(np.flatnonzero((part | CASE if fold else part) == value) + start)
    return np.concatenate(found) if found else np.empty(0, np.int64)


def unescaped_quotes(data: Bytes) -> Positions:
    """Where strings begin and end: quotes behind an even number of backslashes."""
    quotes = places_of(data, QUOTE)
    behind = quotes[(quotes > 0) & (data[quotes - 1] == BACKSLASH)]
    if not behind.size:
        return quotes
    slashes = places_of(data, BACKSLASH)
    run_starts = slashes[np.flatnonzero(np.diff(slashes, prepend=-2) != 1)]
    first = run_starts[np.searchsorted(run_starts, behind, side="left") - 1]
    escaped = behind[(behind - first) % 2 == 1]
    kept: Positions = quotes[~np.isin(quotes, escaped, assume_unique=True)]
    return kept


def outside_strings(places: Positions, quotes: Positions) -> Positions:
    """Those places that are in no string, where the block begins outside of one."""
    outside: Positions = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside


@dataclass(frozen=True)
class Nesting:
    """The brackets outside of strings, and the depth behind each."""

    places: Positions
    depths: Positions

    def depth_at(self, places: Positions) -> Positions:
        """The depth at any places of the block."""
        return np.concatenate([[0], self.depths])[np.searchsorted(self.places, places)]


def nesting(data: Bytes, quotes: Positions) -> Nesting:
    """The depth at every bracket of a block that begins outside of strings.

    >>> data = as_bytes(b'{"a]": [1]}')
    >>> found = nesting(data, unescaped_quotes(data))
    >>> found.places.tolist(), found.depths.tolist()
    ([0, 7, 9, 10], [1, 2, 1, 0])
    """
    opens = outside_strings(places_of(data, OPEN, fold=True), quotes)
    closes = outside_strings(places_of(data, CLOSE, fold=True), quotes)
    places = np.sort(np.concatenate([opens, closes]), kind="stable")
    steps = np.where(data[places] | CASE == OPEN, 1, -1)
    return Nesting(places, np.cumsum(steps))


def deep_lines(data: Bytes, starts: Positions) -> npt.NDArray[np.bool_]:
    """Which lines, by their starts, nest deeper than `MAX_DEPTH`.

    Lines with few brackets cannot, which settles nearly every block; the others are looked at.
    """
    opens = places_of(data, OPEN, fold=True)
    ends = np.append(starts[1:], data.size)
    counts = np.searchsorted(opens, ends) - np.searchsorted(opens, starts)
    deep = counts > MAX_DEPTH
    for line in np.flatnonzero(deep):
        part = data[starts[line] : ends[line]]
        depths = nesting(part, unescaped_quotes(part)).depths
        deep[line] = depths.size > 0 and depths.max() > MAX_DEPTH
    return deep

"""An exact join of a few texts against many: how much each shares with each, with none missed.

The hashes of the few are one sorted table, in which those of the many are looked up a chunk at a
time. Limits: the cost grows with the number of texts that share a common word, so sets of words
suit a few hundred texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from paperdedup import _native
from paperdedup.records import whole_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from paperdedup.config import Config

CHUNK = 1024
"""Texts that are looked up at once."""


class Shared(NamedTuple):
    """What one of the few (its place among them) shares with one of the many (its number)."""

    few: int
    many: int
    jaccard: float
    containment: float
    smaller: int
    """Shingles of the smaller of the two sets."""


def join(
    texts: Sequence[str | None], few: Sequence[int], config: Config, *, least: float
) -> Iterator[Shared]:
    """Every text with which one of the few has at least this containment, itself left out.

    >>> from paperdedup import Config
    >>> texts = ["one two three", "one two four", "five", None]
    >>> for shared in join(texts, [0], Config(shingle_size=1), least=0.5):
    ...     print(shared.many, shared.jaccard, round(shared.containment, 2))
    1 0.5 0.67
    """
    own = [_hashes(texts[number], config) for number in few]
    hashes = np.concatenate([*own, np.empty(0, np.uint64)])
    owners = np.repeat(np.arange(len(own)), [len(one) for one in own])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    sizes = np.array([len(one) for one in own], dtype=np.int64)
    for start in range(0, len(texts), CHUNK):
        chunk = [_hashes(text, config) for text in texts[start : start + CHUNK]]
        for at, many, common in _met(hashes, owners, chunk):
            one, two = int(sizes[at]), len(chunk[many])
            shared = Shared(
                at,
                start + many,
                common / (one + two - common),
                common / min(one, two),
                min(one, two),
            )
            if shared.containment >= least and start + many != few[at]:
                yield shared


def _hashes(text: str | None, config: Config) -> npt.NDArray[np.uint64]:
    return _native.shingles(whole_text(text), config) if text else np.empty(0, np.uint64)


def _met(
    hashes: npt.NDArray[np.uint64],
    owners: npt.NDArray[np.int64],
    chunk: list[npt.NDArray[np.uint64]],
) -> list[tuple[int, int, int]]:
    """(owner, place in the chunk, hashes that both have)."""
    flat = np.concatenate(chunk)
    places = np.repeat(np.arange(len(chunk)), [len(one) for one in chunk])
    first, last = (np.searchsorted(hashes, flat, side) for side in ("left", "right"))
    many = np.repeat(places, last - first)
    steps = np.arange(len(many)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    found = owners[np.repeat(first, last - first) + steps]
    keys, common = np.unique(found * len(chunk) + many, return_counts=True)
    pairs = np.stack([keys // len(chunk), keys % len(chunk), common], axis=1)
    return [(int(at), int(place), int(count)) for at, place, count in pairs]

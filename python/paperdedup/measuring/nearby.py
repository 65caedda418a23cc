"""An exact join of a few texts against many: how much each shares with each, with none missed.

What texts share is their phrases, or the runs of letters in them, of which most survive a
misspelled word and all a cut end. The hashes of the few are one sorted table, in which those of the
many are looked up a chunk at a time. Limits: the cost grows with the number of texts that share a
common word, so sets of words suit a few hundred texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

import paperdedup._native as core
from paperdedup import stages
from paperdedup.records import whole_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paperdedup.config import Config

Hashes = npt.NDArray[np.uint64]
Hashing = Callable[[str | None], Hashes]

CHUNK: Final = 1024
"""Texts that are looked up at once."""
RUN: Final = 4
"""Letters of a run."""
NOTHING: Final = np.empty(0, np.uint64)


class Shared(NamedTuple):
    """What some of the few (their places) share with some of the many (their numbers)."""

    few: npt.NDArray[np.int64]
    many: npt.NDArray[np.int64]
    jaccard: npt.NDArray[np.float64]
    containment: npt.NDArray[np.float64]
    smaller: npt.NDArray[np.int64]
    """Hashes of the smaller of the two sets."""


def join(
    texts: Sequence[str | None], few: Sequence[int], hashing: Hashing, *, least: float
) -> Iterator[Shared]:
    """Every text with which one of the few has at least this containment, itself left out.

    >>> from paperdedup import Config
    >>> texts = ["one two three", "one two four", "five", None]
    >>> for shared in join(texts, [0], phrases(Config(shingle_size=1)), least=0.5):
    ...     print(shared.many, shared.jaccard, shared.containment.round(2))
    [1] [0.5] [0.67]
    """
    own = [hashing(texts[number]) for number in few]
    hashes = np.concatenate([*own, NOTHING])
    owners = np.repeat(np.arange(len(own)), [len(one) for one in own])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    sizes = np.array([len(one) for one in own], dtype=np.int64)
    numbers = np.array(few, dtype=np.int64)
    for start in range(0, len(texts), CHUNK):
        chunk = [hashing(text) for text in texts[start : start + CHUNK]]
        at, many, common = _met(hashes, owners, chunk, len(own))
        one, two = sizes[at], np.array([len(part) for part in chunk], dtype=np.int64)[many]
        smaller = np.minimum(one, two)
        near = (common >= least * smaller) & (start + many != numbers[at])
        parts = (at, start + many, common / (one + two - common), common / smaller, smaller)
        yield Shared(*(part[near] for part in parts))


def phrases(config: Config) -> Hashing:
    """A text as the set of its phrases, `config.shingle_size` words each."""
    return lambda text: core.shingles(whole_text(text), config) if text else NOTHING


def letters(text: str | None) -> Hashes:
    """A text as the set of the runs of its letters, without spaces; a shorter text has none.

    >>> len(letters("An egg")), len(letters("An egg.")), len(letters("Egg"))
    (2, 2, 0)
    """
    word = stages.normalize(text or "").replace(" ", "")
    points = np.frombuffer(word.encode("utf-32-le"), np.uint32)
    count = max(len(points) - RUN + 1, 0)
    hashes = np.zeros(count, np.uint64)
    for step in range(RUN):
        # Exact below U+10000; beyond it two runs may have one hash, and propose a pair more.
        hashes = (hashes << np.uint64(16)) ^ points[step : step + count]
    return np.unique(hashes)


def _met(
    hashes: Hashes, owners: npt.NDArray[np.int64], chunk: list[Hashes], few: int
) -> tuple[npt.NDArray[np.int64], ...]:
    """Owners, places in the chunk, and the number of hashes that both have."""
    flat = np.concatenate(chunk)
    places = np.repeat(np.arange(len(chunk)), [len(one) for one in chunk])
    first, last = (np.searchsorted(hashes, flat, side) for side in ("left", "right"))
    many = np.repeat(places, last - first)
    steps = np.arange(len(many)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    found = owners[np.repeat(first, last - first) + steps]
    counts = np.bincount(found * len(chunk) + many, minlength=few * len(chunk))
    keys = np.flatnonzero(counts)
    return keys // len(chunk), keys % len(chunk), counts[keys]

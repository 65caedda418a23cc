"""All pairs of texts at or above a Jaccard threshold, exactly, without our engine: what recall is
measured against.

Word 3-grams are numbered without hashing (three word numbers in one 64-bit integer), so nothing can
collide. Pairs that share one of their rarest shingles are found by a prefix filter (Chaudhuri,
Ganti, Kaushik 2006) and verified by exact counts, all in numpy. Only the words come from
`paperdedup.normalize`, whose meaning is the project's definition of a word. Not for scripts without
spaces.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

SIZE = 3
VERIFIED_AT_ONCE = 20_000


@dataclass(frozen=True, kw_only=True)
class Sets:
    """Shingle sets end to end, each sorted from its rarest shingle: set of each entry, shingle,
    first entry of each set.
    """

    text: Numbers
    shingle: Numbers
    start: Numbers
    shingles: int

    @property
    def sizes(self) -> Numbers:
        return np.diff(self.start)


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs a < b in order, with their exact Jaccard similarity."""

    a: Numbers
    b: Numbers
    jaccard: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.a)


def exact_pairs(normalized: Iterable[str], threshold: float) -> Pairs:
    """Every pair with J >= threshold; texts without words match nothing.

    >>> pairs = exact_pairs(["a b c d", "x y z", "a b c d", ""], 0.7)
    >>> list(zip(pairs.a, pairs.b, pairs.jaccard))
    [(np.int64(0), np.int64(2), np.float64(1.0))]
    """
    sets = shingle_sets(normalized)
    a, b = _candidates(sets, threshold)
    shared = np.concatenate(
        [
            _shared(sets, a[i : i + VERIFIED_AT_ONCE], b[i : i + VERIFIED_AT_ONCE])
            for i in range(0, len(a) or 1, VERIFIED_AT_ONCE)
        ]
    )
    union = sets.sizes[a] + sets.sizes[b] - shared
    jaccard = shared / np.maximum(union, 1)
    keep = jaccard >= threshold
    return Pairs(a=a[keep], b=b[keep], jaccard=jaccard[keep])


def shingle_sets(normalized: Iterable[str]) -> Sets:
    """Number the shingles by how many texts hold them, rarest first."""
    keys = [_keys(words) for words in _word_numbers(normalized)]
    text = np.repeat(np.arange(len(keys)), [len(k) for k in keys])
    flat = np.concatenate([*keys, np.empty(0, np.uint64)])
    distinct, number = np.unique(flat, return_inverse=True)
    count = np.bincount(number, minlength=len(distinct))
    rank = np.empty(len(distinct), np.int64)
    rank[np.argsort(count, kind="stable")] = np.arange(len(distinct))
    entries = np.sort(text * max(len(distinct), 1) + rank[number])
    entry_text, shingle = np.divmod(entries, max(len(distinct), 1))
    start = np.searchsorted(entry_text, np.arange(len(keys) + 1))
    return Sets(text=entry_text, shingle=shingle, start=start, shingles=len(distinct))


def _word_numbers(normalized: Iterable[str]) -> list[npt.NDArray[np.uint64]]:
    """Words as numbers from 1; 0 means no word."""
    numbers: dict[str, int] = {}
    texts = [
        np.array([numbers.setdefault(w, len(numbers) + 1) for w in text.split()], np.uint64)
        for text in normalized
    ]
    if len(numbers) >= 1 << 21:
        raise ValueError(f"{len(numbers)} different words: three of them do not fit in 64 bits")
    return texts


def _keys(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The set of shingles of one text; a text of fewer than three words is one shingle of all of
    them.
    """
    if 0 < len(words) < SIZE:
        words = np.concatenate([words, np.zeros(SIZE - len(words), np.uint64)])
    wide = np.uint64(21)
    return np.unique(words[2:] << wide << wide | words[1:-1] << wide | words[:-2])


def _candidates(sets: Sets, threshold: float) -> tuple[Numbers, Numbers]:
    """Pairs that share a shingle of their prefixes and whose sizes allow the threshold."""
    sizes = sets.sizes
    prefix = sizes - np.ceil(threshold * sizes - 1e-9).astype(np.int64) + 1
    place = np.arange(len(sets.text)) - sets.start[sets.text]
    inside = place < prefix[sets.text]
    order = np.argsort(sets.shingle[inside], kind="stable")
    shingle, text = sets.shingle[inside][order], sets.text[inside][order]
    found: list[Numbers] = [np.empty(0, np.int64)]
    distance = 1
    while True:
        same = np.flatnonzero(shingle[distance:] == shingle[:-distance])
        if not len(same):
            break
        a, b = text[same], text[same + distance]
        fits = np.minimum(sizes[a], sizes[b]) >= threshold * np.maximum(sizes[a], sizes[b])
        found.append(np.unique(a[fits] * len(sizes) + b[fits]))
        distance += 1
    a, b = np.divmod(np.unique(np.concatenate(found)), max(len(sizes), 1))
    return a, b


def _shared(sets: Sets, a: Numbers, b: Numbers) -> Numbers:
    """How many shingles the two sets of each pair share."""
    size = sets.sizes[a]
    pair = np.repeat(np.arange(len(a)), size)
    place = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    wanted = b[pair] * sets.shingles + sets.shingle[sets.start[a[pair]] + place]
    entries = sets.text * sets.shingles + sets.shingle
    at = np.minimum(np.searchsorted(entries, wanted), max(len(entries) - 1, 0))
    return np.bincount(pair[entries[at] == wanted], minlength=len(a)) if len(a) else a


def brute_force_pairs(normalized: Sequence[str], threshold: float) -> set[tuple[int, int]]:
    """The same pairs, every text against every other with Python sets: the check of the check, for
    small samples.
    """
    sets = []
    for text in normalized:
        words = text.split()
        grams = {tuple(words[i : i + SIZE]) for i in range(max(len(words) - SIZE + 1, 1))}
        sets.append(grams if words else set())
    return {
        (i, j)
        for j, right in enumerate(sets)
        for i, left in enumerate(sets[:j])
        if left and right and len(left & right) / len(left | right) >= threshold
    }

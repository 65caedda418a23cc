"""datasketch: MinHash and MinHashLSH.

`run` is the fast way: sketches made in bulk, xxHash for the shingles instead of the default SHA-1
(the class documents that a faster hash function helps), one query before one insert, duplicate keys
unchecked. `run_simple` is the way of the guide: one MinHash per text, one `update` per shingle,
SHA-1. Both: candidates by bands only, not verified; no text handling, no clusters.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import xxhash
from datasketch import MinHash, MinHashLSH

from benches.peers import BANDS, PERMUTATIONS, ROWS, Labels, clusters_of_pairs, shingles


def run(texts: Sequence[str], threshold: float) -> Labels:
    """Bulk sketches with xxHash. The threshold is in the bands: 16 x 8."""
    sets = ([s.encode("utf-8") for s in shingles(text)] for text in texts)
    hashed = MinHash.generator(sets, num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)
    return _clusters(hashed, len(texts))


def run_simple(texts: Sequence[str], threshold: float) -> Labels:
    """One sketch and one update at a time, as the guide shows."""
    return _clusters(map(_sketch, texts), len(texts))


def _sketch(text: str) -> MinHash:
    minhash = MinHash(num_perm=PERMUTATIONS)
    for shingle in shingles(text):
        minhash.update(shingle.encode("utf-8"))
    return minhash


def _clusters(minhashes: Iterator[MinHash], count: int) -> Labels:
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    left: list[int] = []
    right: list[int] = []
    for number, minhash in enumerate(minhashes):
        for other in index.query(minhash):
            left.append(number)
            right.append(other)
        index.insert(number, minhash, check_duplication=False)
    return clusters_of_pairs(np.array(left, np.int64), np.array(right, np.int64), count)

"""FastSketchLSH: the fast similarity sketch in C++, and banded LSH.

`run` uses the package's fastest input, one flat array of hashed tokens with row offsets; the
hashing of word triples is Python's own tuple hash (64 bits, well mixed, different in every process,
which does no harm here). `run_lists` hands over token strings as its README does. Tokenising is
ours and included; candidates by bands only, not verified; no text handling, no clusters.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from FastSketchLSH import LSH, FastSimilaritySketch

from benches.peers import BANDS, PERMUTATIONS, SHINGLE_SIZE, Labels, clusters_of_pairs, shingles

SEED = 42


def run(texts: Sequence[str], threshold: float) -> Labels:
    """Hashed word triples in one flat array."""
    hashed = [_hashes(text) for text in texts]
    offsets = np.concatenate([[0], np.cumsum([len(h) for h in hashed])]).astype(np.uint64)
    flat = np.concatenate(hashed).view(np.uint64)
    sketcher = FastSimilaritySketch(size=PERMUTATIONS, seed=SEED)
    return _clusters(sketcher.batch_csr(flat, offsets, prehashed=True, num_threads=1))


def run_lists(texts: Sequence[str], threshold: float) -> Labels:
    """Token strings, as the README shows."""
    sketcher = FastSimilaritySketch(size=PERMUTATIONS, seed=SEED)
    return _clusters(sketcher.batch([shingles(text) for text in texts], num_threads=1))


def _hashes(text: str) -> npt.NDArray[np.int64]:
    words = text.lower().split()
    if len(words) < SHINGLE_SIZE:
        return np.array([hash(tuple(words))], np.int64)
    triples = zip(words, words[1:], words[2:], strict=False)
    return np.fromiter(map(hash, triples), np.int64, len(words) - 2)


def _clusters(sketches: npt.NDArray[np.uint64]) -> Labels:
    index = LSH(num_perm=PERMUTATIONS, num_bands=BANDS, num_threads=1)
    index.insert(sketches)
    found, offsets = index.query(sketches, format="csr")
    sizes = np.diff(offsets.astype(np.int64))
    texts = np.repeat(np.arange(len(sketches)), sizes)
    return clusters_of_pairs(texts, found.astype(np.int64), len(sketches))

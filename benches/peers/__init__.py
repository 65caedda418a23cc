"""The peers, each doing the same job: from a Python list of str to one cluster label per text, on
one thread.

The job: word 3-grams of case-folded words, 128 minima in 16 bands of 8, near-duplicates at Jaccard
0.7, clusters out. A peer's candidates are chained into clusters (connected components), because
none of them makes clusters itself; for recall that is the generous reading. Each adapter says in
its docstring which of the tool's ways it uses, and what it does not do.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Labels = npt.NDArray[np.int64]
Run = Callable[[Sequence[str], float], Labels]

PERMUTATIONS = 128
BANDS = 16
ROWS = 8
SHINGLE_SIZE = 3


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One way of using one package: the adapter module in this folder and its function."""

    name: str
    package: str  # as the package index spells it
    imports: str
    module: str
    function: str = "run"

    def missing(self) -> bool:
        return importlib.util.find_spec(self.imports) is None

    def load(self) -> Run:
        run: Run = getattr(importlib.import_module(f"benches.peers.{self.module}"), self.function)
        return run


PEERS = (
    Peer(name="datasketch", package="datasketch", imports="datasketch", module="datasketch_peer"),
    Peer(
        name="datasketch, as in its guide",
        package="datasketch",
        imports="datasketch",
        module="datasketch_peer",
        function="run_simple",
    ),
    Peer(name="rensa", package="rensa", imports="rensa", module="rensa_peer"),
    Peer(
        name="rensa, token lists",
        package="rensa",
        imports="rensa",
        module="rensa_peer",
        function="run_lists",
    ),
    Peer(
        name="FastSketchLSH",
        package="FastSketchLSH",
        imports="FastSketchLSH",
        module="fastsketch_peer",
    ),
    Peer(
        name="FastSketchLSH, token lists",
        package="FastSketchLSH",
        imports="FastSketchLSH",
        module="fastsketch_peer",
        function="run_lists",
    ),
    Peer(name="gaoya", package="gaoya", imports="gaoya", module="gaoya_peer"),
)


def shingles(text: str) -> list[str]:
    """Word 3-grams for the peers that take tokens: the fastest way that plain Python has.

    >>> shingles("We show THAT it works")
    ['we show that', 'show that it', 'that it works']
    """
    words = text.lower().split()
    if len(words) < SHINGLE_SIZE:
        return [" ".join(words)]
    return list(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def clusters_of_lists(candidates: Iterable[Sequence[int]], count: int) -> Labels:
    """Labels from the candidates of each text in turn."""
    listed = list(candidates)
    sizes = np.fromiter(map(len, listed), np.int64, len(listed))
    flat = np.fromiter((c for row in listed for c in row), np.int64, int(sizes.sum()))
    return clusters_of_pairs(np.repeat(np.arange(len(listed)), sizes), flat, count)


def clusters_of_pairs(left: Labels, right: Labels, count: int) -> Labels:
    """Labels of the connected components of some pairs.

    >>> clusters_of_pairs(np.array([0, 1]), np.array([1, 2]), 4).tolist()
    [0, 0, 0, 1]
    """
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    labels: Labels = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels

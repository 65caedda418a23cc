"""Clusters against the truth, counted: pairs, B-cubed, and the records a reviewer would remove.

Two numberings of the same records go in: equal numbers are one cluster, or one true group. Nothing
is compared pair by pair, so a group of any size costs its records. Where there is nothing to
divide by, a share is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class PairScores:
    """How pairs agree with the truth."""

    records: int
    """Records that the truth speaks of."""
    true_pairs: int
    """Pairs of records of one true group."""
    found_pairs: int
    """Pairs of records in one cluster."""
    right_pairs: int
    """Pairs that are both."""

    @property
    def precision(self) -> float:
        """Share of the pairs found that are true."""
        return share(self.right_pairs, self.found_pairs)

    @property
    def recall(self) -> float:
        """Share of the true pairs that are found."""
        return share(self.right_pairs, self.true_pairs)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _f1(self.precision, self.recall)


@dataclass(frozen=True, kw_only=True)
class Scores(PairScores):
    """How clusters agree with the truth.

    >>> scores = count(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]))
    >>> scores.precision, round(scores.recall, 2), scores.f1
    (0.5, 0.33, 0.4)
    >>> scores.removed, scores.lost, scores.left
    (1, 1, 1)
    """

    bcubed_precision: float
    """Mean over the records: share of its cluster that is of its group (A. Bagga and B. Baldwin,
    1998)."""
    bcubed_recall: float
    """Mean over the records: share of its group that is in its cluster."""
    removed: int
    """One record of each cluster is kept, the first: surplus records that are rightly removed."""
    lost: int
    """Groups of which no record is kept: false removals."""
    left: int
    """Surplus records that are kept."""

    @property
    def bcubed_f1(self) -> float:
        """Harmonic mean of the two B-cubed shares."""
        return _f1(self.bcubed_precision, self.bcubed_recall)

    @property
    def removal_f1(self) -> float:
        """Of the removals: rightly removed against false removals and surplus kept."""
        return share(2 * self.removed, 2 * self.removed + self.lost + self.left)


def count(truth: Numbers, found: Numbers) -> Scores:
    """The scores of clusters against true groups: two numbers per record."""
    truth, found = _dense(truth), _dense(found)
    both = _dense(truth * (found.max(initial=0) + 1) + found)
    of_truth, of_found, of_both = (np.bincount(part) for part in (truth, found, both))
    together = of_both[both]
    kept = _kept(truth, found)
    return Scores(
        records=len(truth),
        true_pairs=_pairs(of_truth),
        found_pairs=_pairs(of_found),
        right_pairs=_pairs(of_both),
        bcubed_precision=float((together / of_found[found]).mean()) if len(truth) else 0.0,
        bcubed_recall=float((together / of_truth[truth]).mean()) if len(truth) else 0.0,
        removed=int((of_truth - np.maximum(kept, 1)).sum()),
        lost=int((kept == 0).sum()),
        left=int(np.maximum(kept - 1, 0).sum()),
    )


def _kept(truth: Numbers, found: Numbers) -> Numbers:
    """Records that are kept of each true group."""
    _, first = np.unique(found, return_index=True)
    return np.bincount(truth[first], minlength=truth.max(initial=-1) + 1)


def _dense(numbers: Numbers) -> Numbers:
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)


def _pairs(sizes: Numbers) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def share(part: float, whole: float) -> float:
    """A part of a whole; 0 of nothing."""
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return share(2 * precision * recall, precision + recall)

"""Which records hang together by some pairs: connected components, in whole columns.

Labels fall to the smallest number of each component: every pair lowers the labels of its ends, and
every record takes the label of its label, until nothing changes. Limits: two arrays of numbers per
record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]


def components(count: int, a: Numbers, b: Numbers) -> Numbers:
    """For each of `count` records the smallest number of its component; `a` and `b`: pairs.

    >>> components(5, np.array([3, 1]), np.array([4, 3])).tolist()
    [0, 1, 2, 1, 1]
    """
    labels = np.arange(count, dtype=np.int64)
    while True:
        low, high = np.sort([labels[a], labels[b]], axis=0)
        if np.array_equal(low, high):
            return labels
        np.minimum.at(labels, high, low)
        while not np.array_equal(labels, labels[labels]):
            labels = labels[labels]


def within(papers: Numbers, *pairs: tuple[Numbers, Numbers]) -> Numbers:
    """`components` of the records of each paper, by those pairs that are of one.

    >>> pairs = np.array([0, 2]), np.array([1, 3])
    >>> within(np.array([0, 0, 2, 3]), pairs).tolist()
    [0, 0, 2, 3]
    """
    a, b = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
    inside = papers[a] == papers[b]
    return components(len(papers), a[inside], b[inside])

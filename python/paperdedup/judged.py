"""What a review looks at, of a run or of an index: records, their papers, and the pairs that were
weighed. Records have numbers; arrays have an entry for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pyarrow as pa

    Numbers = npt.NDArray[np.int64]


class Judged(Protocol):
    """What was found of records."""

    @property
    def edges(self) -> pa.Table | None:
        """Pairs that were weighed and are one paper or near to it, and conflicts: record_a,
        record_b, jaccard, containment, score, same, unsure, conflict, relation, points. None where
        the text alone decided.
        """

    @property
    def content_ids(self) -> pa.Array:
        """Content ID per record."""

    @property
    def founders(self) -> Numbers:
        """A record of the paper per record, the same for all of its records."""

    @property
    def first_of_content(self) -> Numbers:
        """The first record of the paper that says all the same, per record."""

    @property
    def contradictions(self) -> Sequence[int]:
        """Decisions that do not hold, by their places in the list given."""

    def ends(self, pairs: pa.Table) -> tuple[Numbers, Numbers]:
        """record_a and record_b of pairs."""


def ends_of(pairs: pa.Table) -> tuple[Numbers, Numbers]:
    """record_a and record_b of pairs, which are the first columns."""
    a, b = (pairs.column(name).to_numpy().astype(np.int64) for name in pairs.column_names[:2])
    return a, b

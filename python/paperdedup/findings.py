"""What the core found, as arrays: each is fetched from it once, when first asked for.

Record numbers count the records of all dumps in the order given. Limits: arrays have one entry per
record, so this is the memory a result needs beside its dumps.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paperdedup.stages import Plan

if TYPE_CHECKING:
    import numpy.typing as npt

    from paperdedup._native import Outcome


class Findings:
    """The outcome of one run over `n` records; every array below has length n unless it says
    otherwise.
    """

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    @cached_property
    def plan(self) -> Plan:
        """How the records were searched."""
        return Plan(self._outcome.plan())

    @cached_property
    def stats(self) -> dict[str, Any]:
        """The core's own figures."""
        return self._outcome.stats()

    @cached_property
    def content_ids(self) -> pa.Array:
        """Content ID per record."""
        return pa.array(self._outcome.content_ids())

    @cached_property
    def canonical_ids(self) -> pa.Array:
        """Canonical ID of the paper, per record."""
        return pa.array(self._outcome.canonical_ids())

    @cached_property
    def founders(self) -> npt.NDArray[np.int64]:
        """Record number of the founder of the record's paper."""
        return _numbers(self._outcome.founders())

    @cached_property
    def texts(self) -> npt.NDArray[np.int64]:
        """Record number of the first record of equal text, in canonical order; an empty or weak one
        is its own.
        """
        return _numbers(self._outcome.texts())

    @cached_property
    def text_fields(self) -> npt.NDArray[np.int64]:
        """What of a record is compared: 1 the abstract or plain text, 2 the title; 0 too little."""
        return _numbers(self._outcome.text_fields())

    @cached_property
    def relations(self) -> pa.Array:
        """founder, identical or revision."""
        return pa.array(self._outcome.relations())

    @cached_property
    def jaccards(self) -> pa.Array:
        """Jaccard similarity to the founder."""
        return pa.array(self._outcome.jaccards())

    @cached_property
    def containments(self) -> pa.Array:
        """Containment with the founder."""
        return pa.array(self._outcome.containments())

    @cached_property
    def identifiers(self) -> pa.Array:
        """list<string>: the record's identifiers in their normal form."""
        return pa.array(self._outcome.identifiers())

    @cached_property
    def matches(self) -> pa.RecordBatch:
        """Verified pairs: a, b (record numbers), jaccard, containment, same_paper."""
        return pa.record_batch(self._outcome.matches())

    @cached_property
    def is_founder(self) -> npt.NDArray[np.bool_]:
        """Whether the record is its paper's founder."""
        return np.equal(self.founders, np.arange(len(self.founders)))

    @cached_property
    def paper_count(self) -> int:
        """Number of papers."""
        return int(self.is_founder.sum())

    @cached_property
    def paper_numbers(self) -> npt.NDArray[np.int64]:
        """0-based number of the record's paper, papers counted in the order of their founders."""
        return (np.cumsum(self.is_founder) - 1)[self.founders]

    def split(self, threshold: float) -> npt.NDArray[np.int64]:
        """A number per record, equal for the records of one cluster at a higher threshold."""
        return _numbers(self._outcome.split(threshold))


def _numbers(array: Any) -> npt.NDArray[np.int64]:
    return np.asarray(pa.array(array), dtype=np.int64)

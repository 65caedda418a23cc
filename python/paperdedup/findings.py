"""What the core found, as arrays: each is fetched from it once, when first asked for.

Record numbers count the records of all dumps in the order given. Limits: arrays have one entry per
record, so this is the memory a result needs beside its dumps.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paperdedup import schemas
from paperdedup.judged import ends_of
from paperdedup.stages import Plan

if TYPE_CHECKING:
    import numpy.typing as npt

    from paperdedup._native import Outcome
    from paperdedup.config import Config


ABSTRACT = 1
"""In `text_fields`: the abstract or plain text is compared."""

MATCHED = [
    *("record_a", "record_b", "jaccard", "containment", "score", "relation", "points"),
]
"""Columns of edges that matches have too."""


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
    def former_names(self) -> dict[str, int]:
        """Names of papers that a later dump made part of others, with the records that had founded
        them.
        """
        names, records = (pa.array(part) for part in self._outcome.former_names())
        return dict(zip(names.to_pylist(), records.to_pylist(), strict=True))

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
        """What of a record is compared: `ABSTRACT`, 2 the title; 0 too little."""
        return _numbers(self._outcome.text_fields())

    @cached_property
    def relations(self) -> pa.Array:
        """What each record is to its founder, in a word."""
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
    def policy(self) -> str | None:
        """The name of the policy that decided; None where the text alone did."""
        return self._outcome.policy()

    @cached_property
    def found(self) -> pa.Table:
        """The pairs that the search found, record_a and record_b first: `edges` without their
        points; where the text alone decided, those that match.
        """
        batch = self._outcome.edges()
        return pa.table(pa.record_batch(self._outcome.matches() if batch is None else batch))

    @cached_property
    def edges(self) -> pa.Table | None:
        """Pairs that were weighed and are one paper or near to it, and conflicts: record_a,
        record_b, jaccard, containment, score, same, unsure, conflict, relation, points. None where
        the text alone decided.
        """
        if self.policy is None:
            return None
        reasons, points = (pa.array(part) for part in self._outcome.points())
        kind = schemas.POINTS.value_type
        parts = [reasons.cast(kind.field(0).type), points]
        said = pa.StructArray.from_arrays(parts, fields=list(kind))
        offsets = pa.array(self._outcome.point_offsets()).cast(pa.int32())
        return self.found.append_column("points", pa.ListArray.from_arrays(offsets, said))

    @cached_property
    def matches(self) -> pa.Table:
        """Verified pairs: record_a, record_b (record numbers), jaccard, containment, same_paper,
        score, relation, points.
        """
        if self.edges is None:
            return self._matches_by_text()
        edges = self.edges.filter(self.edges.column("same"))
        both = self.ends(edges)
        kept = edges.select(MATCHED).append_column("same_paper", self.together(*both))
        stars = self._repeats()
        return pa.concat_tables([kept.cast(stars.schema), stars]).sort_by(
            [("record_a", "ascending"), ("record_b", "ascending")]
        )

    def _matches_by_text(self) -> pa.Table:
        pairs = self.found
        a, b = self.ends(pairs)
        relation = np.where(self.texts[a] == self.texts[b], "identical", "revision")
        columns = {
            "score": pa.nulls(len(a), pa.float64()),
            "relation": pa.array(relation, pa.string()),
            "points": pa.array([[]] * len(a), schemas.POINTS),
        }
        for name, column in columns.items():
            pairs = pairs.append_column(name, column)
        return pairs

    def _repeats(self) -> pa.Table:
        """Records that say the same as another, each with the first of these."""
        first = self.first_of_content
        b = np.flatnonzero(first != np.arange(len(first)))
        ones = pa.array(np.ones(len(b)), mask=self.text_fields[b] != ABSTRACT)
        return pa.table(
            {
                "record_a": pa.array(first[b], pa.uint32()),
                "record_b": pa.array(b, pa.uint32()),
                "jaccard": ones,
                "containment": ones,
                "score": pa.nulls(len(b), pa.float64()),
                "relation": pa.array(["identical"] * len(b), pa.string()),
                "points": pa.array([[]] * len(b), schemas.POINTS),
                "same_paper": pa.array(np.ones(len(b), dtype=bool)),
            }
        )

    @cached_property
    def first_of_content(self) -> npt.NDArray[np.int64]:
        """The first record, in canonical order, that says all the same: only these were weighed."""
        items = self._outcome.items()
        return self.texts if items is None else _numbers(items)

    def together(self, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> pa.Array:
        """Whether both records of each pair are in one paper."""
        return pa.array(self.founders[a] == self.founders[b])

    ends = staticmethod(ends_of)

    @cached_property
    def hot_keys(self) -> list[tuple[str, int, int]]:
        """Keys that more works have than are compared: channel, works, first record."""
        return self._outcome.hot_keys()

    @cached_property
    def hot_channels(self) -> dict[str, int]:
        """How many keys of each channel are hot."""
        return dict(sorted(Counter(channel for channel, _, _ in self.hot_keys).items()))

    @cached_property
    def contradictions(self) -> list[int]:
        """Decisions that do not hold, by their places in the list given."""
        return self._outcome.contradictions()

    def verdict(self, a: int, b: int, config: Config, policy: str) -> dict[str, Any]:
        """Two records weighed under a policy, a name or a table: points, score, threshold, same,
        unsure, conflict, relation, jaccard, containment, channels.
        """
        return self._outcome.verdict(a, b, config, policy)

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

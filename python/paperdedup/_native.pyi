"""The compiled core. Private: use the public names of `paperdedup`."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, final

import numpy as np
import numpy.typing as npt

__all__ = [
    "FIELDS",
    "NORMALIZER_VERSION",
    "POLICIES",
    "SKETCH_VERSION",
    "Outcome",
    "Plan",
    "__version__",
    "band_keys",
    "check",
    "compare",
    "content_ids",
    "deduplicate",
    "hash_words",
    "identifier",
    "normalize",
    "parse_lines",
    "plan",
    "shingles",
    "signatures",
]

__version__: str
NORMALIZER_VERSION: int
SKETCH_VERSION: int
FIELDS: tuple[str, ...]
POLICIES: list[tuple[str, str]]

_Progress: TypeAlias = Callable[[str, int, int], None]

@final
class Plan:
    """How the corpus is searched: solved once from the configuration and the number of records."""

    @property
    def mode(self) -> str: ...
    @property
    def bands(self) -> int: ...
    @property
    def rows(self) -> int: ...
    @property
    def expected_candidates(self) -> float: ...
    def recall(self, jaccard: float) -> float: ...

@final
class Outcome:
    """What one run found. Record numbers count the records of all dumps in the order given.

    Arrays come as objects with the Arrow PyCapsule interface and have one value per record.
    """

    def content_ids(self) -> Any:
        """Strings."""
    def canonical_ids(self) -> Any:
        """Strings."""
    def founders(self) -> Any:
        """uint32: the founder of the record's paper, itself for a founder."""
    def texts(self) -> Any:
        """uint32: the first record, in canonical order, with the identical text; on all evidence,
        the first of the paper with the identical abstract.
        """
    def text_fields(self) -> Any:
        """uint8: what is compared. 0 nothing, 1 the abstract or plain text, 2 the title."""
    def relations(self) -> Any:
        """Dictionary of strings: what the record is to its founder."""
    def jaccards(self) -> Any:
        """float64: to the founder's text."""
    def containments(self) -> Any:
        """float64: to the founder's text."""
    def identifiers(self) -> Any:
        """Lists of strings, sorted and distinct."""
    def matches(self) -> Any:
        """A record batch, not one row per record: record_a, record_b, jaccard, containment,
        same_paper; `a` comes before `b` in canonical order. None where all evidence decided: see
        `edges`.
        """
    def policy(self) -> str | None:
        """The name of the policy that decided; None where the text alone did."""
    def edges(self) -> Any:
        """A record batch, or None where the text alone decided: record_a, record_b, jaccard,
        containment, score, same, unsure, conflict, relation; near misses and conflicts too.
        """
    def point_offsets(self) -> Any:
        """int32: where the points of each edge begin, and where the last end."""
    def points(self) -> tuple[Any, Any]:
        """What the points of all edges are for (dictionary of strings), and how many (float64)."""
    def hot_keys(self) -> list[tuple[str, int, int]]:
        """Keys over their caps: channel, number of works, first record."""
    def contradictions(self) -> list[int]:
        """Decisions that do not hold, by their places in the list given."""
    def verdict(self, a: int, b: int, config: Any, policy: str) -> dict[str, Any]:
        """Two records weighed under a policy, a name or a table."""
    def split(self, threshold: float) -> Any:
        """uint32: equal numbers are one cluster at a threshold of at least the run's."""
    def plan(self) -> Plan: ...
    def stats(self) -> dict[str, Any]:
        """Counts, and under "seconds" the time of each stage."""

def deduplicate(
    dumps: Sequence[Any],
    config: Any,
    *,
    decisions: Sequence[tuple[int, int, bool]] = ...,
    progress: _Progress | None = None,
) -> Outcome: ...
def content_ids(dumps: Sequence[Any], config: Any) -> tuple[Any, Any]:
    """Per record its content ID, and whether it says too little for equal ones to be one paper."""

def plan(config: Any, records: int) -> Plan: ...
def check(config: Any) -> None: ...
def identifier(value: str, scheme: str | None = None) -> str | None: ...
def normalize(texts: Any) -> Any: ...
def parse_lines(block: bytes, start: int, end: int) -> list[tuple[int, int, int, Any]]:
    """The records of complete lines of flat JSON objects, piece by piece: where it begins and ends
    in the block, its number of line ends, and a record batch; None for a piece that is not flat.
    """

def hash_words(texts: Any) -> int: ...
def shingles(text: str, config: Any) -> npt.NDArray[np.uint64]: ...
def compare(a: str, b: str, config: Any) -> tuple[float, float]: ...
def signatures(texts: Any, config: Any, permutations: int) -> npt.NDArray[np.uint32]: ...
def band_keys(texts: Any, config: Any, bands: int, rows: int) -> npt.NDArray[np.uint64]: ...

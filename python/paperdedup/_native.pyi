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
    "Index",
    "Outcome",
    "Plan",
    "__version__",
    "are_texts",
    "band_keys",
    "check",
    "compare",
    "content_ids",
    "deduplicate",
    "hash_words",
    "identifier",
    "normalize",
    "normalized",
    "parse_lines",
    "plan",
    "readings",
    "shingles",
    "signatures",
    "texts_ending",
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
    def former_names(self) -> tuple[Any, Any]:
        """Strings, and uint32: the names of papers that later dumps made part of others, and the
        records that had founded them.
        """
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
    def items(self) -> Any | None:
        """uint32: the first record, in canonical order, that says the same. None where the text
        alone decided.
        """
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

@final
class Index:
    """One file that takes dump after dump. Names of papers and records are strings: a canonical or
    content ID, an identifier in any spelling, the id a record came with, or DUMP:POSITION.

    Errors: `IndexStateError` (wrong or damaged file, other parameters, locked), `ConfigError`,
    `UnknownRecordError`; those of the operating system stay `OSError` with the path. Streams are
    objects with the Arrow PyCapsule interface for streams; each sees the index as it was when it
    was made, in batches of at most 65,536 rows.
    """

    @staticmethod
    def create(
        path: str,
        config: Any,
        *,
        records: int = 1_000_000,
        cache_mb: int = 256,
        wait: float = 0.0,
    ) -> Index:
        """`records`: the size that bands and rows are solved for. `policy="auto"` is "version"."""
    @staticmethod
    def open(
        path: str, *, read_only: bool = ..., cache_mb: int = 256, wait: float = 0.0
    ) -> Index: ...
    @staticmethod
    def migrate(
        path: str, *, cache_mb: int = 256, wait: float = 0.0, progress: _Progress | None = None
    ) -> None: ...
    def close(self) -> None:
        """Again is allowed; all else raises `IndexStateError` afterwards."""
    def add(
        self,
        name: str,
        table: Any,
        *,
        positions: Any,
        digest: bytes | None = None,
        date: str | None = None,
        record_ids: Any = None,
        extra: Any = None,
        rejects: int = 0,
        reasons: list[str] = ...,
        progress: _Progress | None = None,
    ) -> dict[str, Any]:
        """`table`: recognised fields, as `deduplicate` takes a dump. `positions`: integers.
        `record_ids`: strings, null where a record came without an id of its own; `extra`: strings
        (other columns as JSON), null where there is nothing.
        `digest`: of a dump that was exported; else it is made of the records and the `reasons` of
        rejects.

        dump (label), known (the digest is there: nothing changed), gone, records, rejects; new,
        repeated, revised: papers founded by it, papers it only repeats, papers it has another text
        of; touched: their canonical ids; merged, renamed: [(old id, id)]; updated: [(record_id,
        canonical id)] whose record of the same dump name and id was replaced; contradictions:
        [(a, b)]; interruption: the exception of a signal, or of `progress`, that came when all of
        this was safe already, else None.
        """
    def query(
        self, fields: dict[str, str], k: int = 10, threshold: float | None = None
    ) -> list[dict[str, Any]]:
        """Best first, one entry a paper: canonical_id, record (number), score, same, unsure,
        relation, jaccard, containment, points [(reason, points)]. With an abstract alone, score is
        the Jaccard similarity; `threshold` is in terms of score.
        """
    def ask_each(
        self,
        table: Any,
        *,
        k: int = 1,
        threshold: float | None = None,
        progress: _Progress | None = None,
    ) -> Any:
        """What `query` answers of each record of a table as `add` takes it, by row; of a record
        without an answer, a row without a paper. row, verdict (same, unsure, other, new),
        canonical_id, found (number), found_id (its record_id), relation, score, jaccard,
        containment.
        """
    def resolve(self, name: str) -> str | None:
        """The canonical ID of the paper that a name stands for."""
    def lookup(self, name: str) -> dict[str, Any] | None:
        """canonical_id, and members: a list of dicts like rows of `members()`."""
    def record(self, number: int) -> dict[str, Any]:
        """record, dump (name), dump_number, position, record_id, content_id, canonical_id,
        relation, identifiers, fields (dict), extra (JSON or None).
        """
    def history(self, name: str) -> list[dict[str, Any]]:
        """Event (merged, updated, deleted, split), name, other, dump (name or None)."""
    def explain(self, a: str, b: str) -> dict[str, Any]:
        """As `Outcome.verdict`, and: record_a, record_b (numbers), stored (whether the pair is
        among the matches), one_paper, decisions: [(same, who, why, made)].
        """
    def delete(self, names: Sequence[str], *, progress: _Progress | None = None) -> dict[str, Any]:
        """Records (by id, DUMP:POSITION or content ID). records (deleted), merged, split: [(old
        id, new id)], renamed, moved: [(old id, id)], contradictions; interruption: as in `add`.
        """
    def decide(
        self,
        decisions: list[tuple[str, str, bool, str, bool]],
        *,
        who: str = "",
        progress: _Progress | None = None,
    ) -> dict[str, Any]:
        """a, b, whether they are one paper, why, and whether that takes the place of what was
        decided of the two before; all or nothing. As `delete`, records being 0.
        """
    def undecide(self, a: str, b: str) -> dict[str, Any]: ...
    def unmerge(self, name: str, *, who: str = "", why: str = "") -> dict[str, Any]:
        """A record is set apart from its paper; of a canonical ID, all texts from each other."""
    def decisions(self) -> list[dict[str, Any]]:
        """a, b, same, who, why, made."""
    def names(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Names that records do not have by themselves: (place, name) of founders, present or past,
        and (old name, the name that took its place).
        """
    def restore(
        self,
        decisions: list[tuple[str, str, bool, str, str, str]],
        own_names: list[tuple[str, str]],
        redirects: list[tuple[str, str]],
        *,
        progress: _Progress | None = None,
    ) -> dict[str, Any]:
        """`decisions`: (a, b, same, who, why, made), as told by an index; the others as `names` has
        them. Answers as `delete`.
        """
    def dumps(self) -> list[dict[str, Any]]:
        """number, name, label, digest, date, records, gone, rejects, added."""
    def stats(self) -> dict[str, Any]: ...
    def parameters(self) -> dict[str, str]: ...
    def verify(self, *, progress: _Progress | None = None) -> dict[str, Any]:
        """records, postings, names, laws; broken: list of sentences."""
    def compact(self, *, progress: _Progress | None = None) -> None: ...
    def papers(self) -> Any:
        """Stream: canonical_id, founder (record number), record_id (of the founder), size, dumps
        (how many dumps it is in).
        """
    def members(self) -> Any:
        """Stream: record, record_id, dump, position, content_id, canonical_id, relation."""
    def matches(self) -> Any:
        """Stream: record_a, record_b, jaccard, containment, score, same, unsure, conflict,
        relation, points (JSON list of [reason, points]).
        """
    def redirects(self) -> Any:
        """Stream: old_id, canonical_id."""
    def diff(self, dump_a: str, dump_b: str) -> dict[str, Any]:
        """By label or number of the dump: new, repeated, vanished: canonical ids; revised:
        [(canonical id, record of a, record of b)]; gone: records of a.
        """

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
def readings(value: str) -> list[str]: ...
def normalize(texts: Any) -> Any: ...
def normalized(text: str) -> str: ...
def parse_lines(block: bytes, start: int, end: int) -> list[tuple[int, int, int, Any]]:
    """The records of complete lines of flat JSON objects, piece by piece: where it begins and ends
    in the block, its number of line ends, and a record batch; None for a piece that is not flat.
    """

def are_texts(values: Sequence[Any]) -> bool: ...
def texts_ending(values: Sequence[Any], longest: int, endings: Sequence[str]) -> list[str]:
    """Those of at most so many characters that end with one of the endings, in capitals or not."""

def hash_words(texts: Any) -> int: ...
def shingles(text: str, config: Any) -> npt.NDArray[np.uint64]: ...
def compare(a: str, b: str, config: Any) -> tuple[float, float]: ...
def signatures(texts: Any, config: Any, permutations: int) -> npt.NDArray[np.uint32]: ...
def band_keys(texts: Any, config: Any, bands: int, rows: int) -> npt.NDArray[np.uint64]: ...

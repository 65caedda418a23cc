"""The tables of a result, as Arrow schemas: names, types, and what each column says.

The columns named here are fixed; a later version may add columns after them, never rename or retype
one. Every field carries its meaning under the metadata key `meaning`, so
`schemas.MEMBERS.field("position").metadata` answers what a column is.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

NAME: Final = pa.dictionary(pa.int32(), pa.string())
"""A string of which few are different: a dump's name, a relation."""


def _field(name: str, kind: pa.DataType, meaning: str, *, nullable: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=nullable, metadata={"meaning": meaning})


_RECORD_ID = _field(
    "record_id",
    pa.string(),
    "the id the record came with, else DUMP:POSITION; may repeat between dumps",
)
_DUMP = _field("dump", NAME, "name of the dump")
_POSITION = _field(
    "position",
    pa.int64(),
    "0-based number of the input within its dump; records and rejects share it",
)
_CANONICAL_ID = _field("canonical_id", pa.string(), "the paper's ID: the content ID of its founder")

MEMBERS: Final = pa.schema(
    [
        _RECORD_ID,
        _DUMP,
        _POSITION,
        _CANONICAL_ID,
        _field(
            "content_id",
            pa.string(),
            "hash of all that the record says; resolves to the paper for ever",
        ),
        _field(
            "relation",
            NAME,
            "to the founder: founder, identical (same normalized text), revision (another text)",
        ),
        _field(
            "similarity", pa.float64(), "exact Jaccard similarity to the founder's text, 0 to 1"
        ),
        _field(
            "containment",
            pa.float64(),
            "shared shingles over those of the smaller of the two sets, 0 to 1",
        ),
    ]
)
"""One row per record, in input order."""

PAPERS: Final = pa.schema(
    [
        _CANONICAL_ID,
        _field("title", pa.string(), "the founder's title", nullable=True),
        _field(
            "abstract",
            pa.string(),
            "the founder's abstract, or its text in plain mode",
            nullable=True,
        ),
        _field("records", pa.int64(), "number of records of the paper"),
        _field("dumps", pa.list_(pa.string()), "dumps that hold it, in the order given"),
        _field(
            "texts",
            pa.int64(),
            "number of different normalized texts among its records; above 1 it was revised",
        ),
        _field("record_id", pa.string(), "the founder's record_id"),
        _field("authors", pa.string(), "the founder's authors, joined by '; '", nullable=True),
        _field("year", pa.string(), "the founder's year", nullable=True),
        _field("venue", pa.string(), "the founder's venue", nullable=True),
        _field("identifiers", pa.list_(pa.string()), "doi:…, arxiv:… of all its records, sorted"),
    ]
)
"""One row per paper, in the order in which the founders came."""

MATCHES: Final = pa.schema(
    [
        _field(
            "record_a",
            pa.string(),
            "record_id of the one that comes first: by dump, then by content ID",
        ),
        _field("record_b", pa.string(), "record_id of the other"),
        _field("jaccard", pa.float64(), "exact Jaccard similarity of the shingle sets"),
        _field(
            "containment", pa.float64(), "shared shingles over those of the smaller of the two sets"
        ),
        _field(
            "same_paper",
            pa.bool_(),
            "whether both are in one paper; if not, the match is a bridge that was not followed",
        ),
        _field("dump_a", NAME, "dump of record_a"),
        _field("position_a", pa.int64(), "position of record_a"),
        _field("dump_b", NAME, "dump of record_b"),
        _field("position_b", pa.int64(), "position of record_b"),
    ]
)
"""One row per verified pair, ordered by the numbers of its records. Records of equal text stand
for each other: each is paired with the first of them, and only that one with other texts; so the
pairs are as many as the texts and their likenesses need, not the square of the repeats."""

REJECTS: Final = pa.schema(
    [
        _DUMP,
        _POSITION,
        _field("line", pa.int64(), "1-based line, where the dump has lines", nullable=True),
        _field("reason", pa.string(), "why it is no usable record"),
        _field("input", pa.string(), "how it begins", nullable=True),
    ]
)
"""One row per input that is no usable record."""

CLUSTERS: Final = pa.schema(
    [
        _RECORD_ID,
        _DUMP,
        _POSITION,
        _field(
            "cluster",
            pa.string(),
            "the ID of the cluster's founder; the canonical ID at the run's own threshold",
        ),
    ]
)
"""One row per record, in input order: the clusters at some threshold."""

STATS: Final = pa.schema(
    [
        _field("name", pa.string(), "what is counted"),
        _field("value", pa.float64(), "how many or how much"),
    ]
)
"""One row per figure; the same on every repeat (times are apart, in `Result.seconds`)."""

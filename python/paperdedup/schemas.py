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


POINTS: Final = pa.list_(pa.struct([("evidence", pa.string()), ("points", pa.float64())]))
"""What each kind of evidence gives or takes: titles, abstracts, authors and so on."""

VERSIONS: Final = pa.list_(
    pa.struct([("record_id", pa.string()), ("content_id", pa.string()), ("relation", pa.string())])
)
"""Records that stand for the versions of a paper, and what each is to the founder."""

FILLED: Final = pa.list_(
    pa.struct(
        [
            ("field", pa.string()),
            ("record_id", pa.string()),
            ("dump", pa.string()),
            ("position", pa.int64()),
        ]
    )
)
"""Fields that come from another record, and that record."""


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
            "what it is to the founder. On texts alone: founder, identical (same normalized text), "
            "revision (another text). On all evidence: founder, identical (title and abstract "
            "agree word for word), same-record (the same publication, told otherwise), revision, "
            "version-of (published elsewhere), preprint-of, published-version-of, "
            "conference-version-of, journal-version-of, possible-revision (near the threshold)",
        ),
        _field(
            "similarity",
            pa.float64(),
            "exact Jaccard similarity to the founder's text, 0 to 1, of itself 1; null where one "
            "of them has no abstract, and all evidence decided",
            nullable=True,
        ),
        _field(
            "containment",
            pa.float64(),
            "shared shingles over those of the smaller of the two sets, 0 to 1; null likewise",
            nullable=True,
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
            "number of different normalized texts among its records (on all evidence: abstracts, "
            "but for those told of the founder's own publication); above 1 it was revised",
        ),
        _field("record_id", pa.string(), "the founder's record_id"),
        _field("authors", pa.string(), "the founder's authors, joined by '; '", nullable=True),
        _field("year", pa.string(), "the founder's year", nullable=True),
        _field("venue", pa.string(), "the founder's venue", nullable=True),
        _field("identifiers", pa.list_(pa.string()), "doi:…, arxiv:… of all its records, sorted"),
        _field(
            "versions",
            VERSIONS,
            "a record for each of its different texts and publications, by year, those without one "
            "last; of one year the founder first, then by dump and content ID; what the record is "
            "to the founder",
        ),
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
        _field(
            "jaccard",
            pa.float64(),
            "exact Jaccard similarity of the shingle sets; null where one of them has no abstract, "
            "and all evidence decided",
            nullable=True,
        ),
        _field(
            "containment",
            pa.float64(),
            "shared shingles over those of the smaller of the two sets; null likewise",
            nullable=True,
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
        _field(
            "score",
            pa.float64(),
            "sum of the points; null where nothing was weighed: in runs on texts alone, and for "
            "records that say all the same",
            nullable=True,
        ),
        _field("relation", NAME, "what record_b is to record_a; the words of members"),
        _field("points", POINTS, "for and against; their sum is the score"),
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

_SIDES = ("a", "b")

REVIEW: Final = pa.schema(
    [
        _field(
            "decision",
            pa.string(),
            "for a person to fill in: same or different; empty where it is open",
            nullable=True,
        ),
        _field("why", pa.string(), "why it is here"),
        _field("records", pa.int64(), "how many records the answer can move to another paper"),
        _field("score", pa.float64(), "sum of the points", nullable=True),
        _field("threshold", pa.float64(), "one paper from this score on", nullable=True),
        _field("same_paper", pa.bool_(), "whether both are in one paper now", nullable=True),
        _field("relation", NAME, "what record_b is to record_a", nullable=True),
        *(_field(f"title_{x}", pa.string(), f"title of {x}", nullable=True) for x in _SIDES),
        *(_field(f"authors_{x}", pa.string(), f"authors of {x}", nullable=True) for x in _SIDES),
        *(_field(f"year_{x}", pa.string(), f"year of {x}", nullable=True) for x in _SIDES),
        _field("points", pa.string(), "for and against, in words", nullable=True),
        *(_field(f"record_{x}", pa.string(), f"record_id of {x}", nullable=True) for x in _SIDES),
        *(_field(f"dump_{x}", NAME, f"dump of {x}", nullable=True) for x in _SIDES),
        *(
            _field(f"position_{x}", pa.int64(), f"position of {x} in its dump", nullable=True)
            for x in _SIDES
        ),
        *(
            _field(f"content_{x}", pa.string(), f"content ID of {x}, by which a decision is kept")
            for x in _SIDES
        ),
    ]
)
"""One row per pair that a person should look at, by what hangs on it; then what was decided."""

DECISIONS: Final = pa.schema(
    [
        _field("a", pa.string(), "one record, as the decision names it"),
        _field("b", pa.string(), "the other"),
        _field("decision", pa.string(), "same or different"),
        _field("source", pa.string(), "file and line, or row of the list or table"),
        _field(
            "state",
            pa.string(),
            "applied, absent (a record of it is not in this run), or contradicted (by others)",
        ),
    ]
)
"""One row per decision given, in their order."""

SURVIVORS: Final = pa.schema(
    [
        _CANONICAL_ID,
        _field("record_id", pa.string(), "record_id of the record that represents the paper"),
        _field("dump", NAME, "its dump"),
        _field("position", pa.int64(), "its position there"),
        *(
            _field(name, pa.string(), f"its {name}, else of the next record", nullable=True)
            for name in ("title", "abstract", "authors")
        ),
        *(
            _field(name, pa.string(), f"its {name}, else of its publication", nullable=True)
            for name in ("year", "venue", "volume", "issue", "pages")
        ),
        *(
            _field(name, pa.string(), f"its {name}, else of the next record", nullable=True)
            for name in (
                *("doi", "arxiv", "pmid", "pmcid", "openalex", "s2", "acl", "dblp", "type", "url"),
            )
        ),
        _field("identifiers", pa.list_(pa.string()), "doi:…, arxiv:… of all records, sorted"),
        _field("filled", FILLED, "the fields that another record gave, and which record"),
    ]
)
"""One row per paper, in the order of `PAPERS`: the record that represents it, its gaps filled."""

FOUND: Final = pa.schema(
    [
        _RECORD_ID,
        _DUMP,
        _POSITION,
        _field(
            "verdict",
            pa.string(),
            "what it is to the paper: same; unsure, a person should look; other; new, where the "
            "index has none that is like it",
        ),
        _field("canonical_id", pa.string(), "the paper", nullable=True),
        _field("found", pa.uint32(), "number of the record of it most like this", nullable=True),
        _field("found_id", pa.string(), "record_id of that record", nullable=True),
        _field("relation", pa.string(), "what this record is to that", nullable=True),
        _field("score", pa.float64(), "points; by text alone, Jaccard", nullable=True),
        _field("jaccard", pa.float64(), "of the shingle sets of both", nullable=True),
        _field("containment", pa.float64(), "likewise", nullable=True),
    ]
)
"""One row per record that an index was asked for and paper that is like it, best first."""

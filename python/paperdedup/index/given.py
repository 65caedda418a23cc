"""What a dump gives to an index: its fields as text, and its other columns as JSON text, one object
a record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from paperdedup.columns import as_text, is_part, unless
from paperdedup.index.making import dump_update, heed
from paperdedup.progress import reporting
from paperdedup.readers import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import paperdedup._native as core
    from paperdedup.index.updates import DumpUpdate
    from paperdedup.progress import Progress, Report
    from paperdedup.records import Dump

ROWS = 8_192
"""Rows that are made into JSON at once."""

VALUES = json.JSONEncoder(ensure_ascii=False, default=str, separators=("\n", ": "))
"""For many values at once, one a line. Within a text a line break is escaped."""

VALUE = json.JSONEncoder(ensure_ascii=False, default=str)

ABSENT = ("null", "NaN", '""')
"""Values that are none, in JSON: a CSV file has no other way to say so than an empty text."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A dump as an index takes it."""

    name: str
    table: pa.Table
    """The recognised fields as text."""
    positions: pa.Array
    record_ids: pa.Array | None
    """The ids that records came with."""
    extra: pa.Array | None
    """The other columns, as JSON text."""
    date: str | None
    rejects: int
    reasons: tuple[str, ...] = ()
    """What is told of the rejects: a part of the digest by which the dump is known again."""
    digest: bytes | None = None
    """The digest of a dump that was exported."""

    def add_to(self, native: core.Index, report: Report | None) -> dict[str, Any]:
        """Add it, and return what the core says of it."""
        return native.add(
            self.name,
            self.table,
            positions=self.positions,
            digest=self.digest,
            date=self.date,
            record_ids=self.record_ids,
            extra=self.extra,
            rejects=self.rejects,
            reasons=list(self.reasons),
            progress=report,
        )


def add_each(
    native: core.Index, dumps: Any, progress: Progress, how: Mapping[str, Any]
) -> Iterator[DumpUpdate]:
    """Read dumps, as `how` says, and add them one at a time; what each brought, once it is safe."""
    with reporting(progress) as report:
        for dump in read(dumps, progress=report, **how):
            found = given(dump).add_to(native, report)
            yield dump_update(found, dump)
            heed(found)


def given(dump: Dump) -> Given:
    """What a dump that was read gives to an index."""
    return Given(
        name=dump.name,
        table=dump.fields(),
        positions=dump.positions,
        record_ids=own_ids(dump),
        extra=extra(dump),
        date=dump.date,
        rejects=len(dump.rejects),
        reasons=tuple(f"{reject.position} {reject.reason}" for reject in dump.rejects),
    )


def extra(dump: Dump) -> pa.Array | None:
    """The columns that are no field, one JSON object a record, its names in order; null where all
    of them are empty, None where there is no such column.

    >>> from paperdedup.readers import read
    >>> dump = next(read([{"title": "On A", "cited": 7}, {"title": "On B"}]))
    >>> extra(dump).to_pylist()
    ['{"cited": 7}', None]
    """
    table = others(dump)
    if table is None:
        return None
    texts: list[str | None] = []
    for batch in table.to_batches(max_chunksize=ROWS):
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        pairs = [_pairs(name, columns[name].to_pylist()) for name in sorted(columns)]
        rows = (", ".join(filter(None, row)) for row in zip(*pairs, strict=True))
        texts += (f"{{{row}}}" if row else None for row in rows)
    return pa.array(texts, pa.large_string())


def _pairs(name: str, values: list[Any]) -> Iterator[str | None]:
    """Each value of a column in JSON, after its name; None where there is none, or no number.

    >>> list(_pairs("cited", [7, None]))
    ['"cited": 7', None]
    """
    texts = VALUES.encode(values)[1:-1].split("\n")
    if len(texts) != len(values):
        # There are lists or objects, or no values: the parts of each are on lines of their own.
        texts = [VALUE.encode(value) for value in values]
    start = VALUE.encode(name)
    return (None if text in ABSENT else f"{start}: {text}" for text in texts)


def others(dump: Dump) -> pa.Table | None:
    """The columns of a dump that are no field, whole where a field is a part of one; None where
    there is none.
    """
    taken = {place for known, place in dump.columns.items() if not is_part(known, place)}
    names = dump.table.column_names
    kept = [at for at, name in enumerate(names) if name not in taken]
    if not kept:
        return None
    return dump.table.select(kept)


def own_ids(dump: Dump) -> pa.Array | None:
    """The ids that records came with; null for a record that came with none, None for a dump.

    >>> from paperdedup.readers import read
    >>> dump = next(read([{"id": "a", "title": "On A"}, {"id": " ", "title": "On B"}]))
    >>> own_ids(dump).to_pylist()
    ['a', None]
    """
    if "id" not in dump.columns:
        return None
    return named(as_text(dump.values("id")))


def named(ids: pa.ChunkedArray) -> pa.Array:
    """Ids without those that are blank."""
    texts = pc.cast(ids.combine_chunks(), pa.string())
    return unless(pc.equal(pc.utf8_trim_whitespace(texts), ""), texts)

"""What a dump gives to an index: its fields as text, its other columns, and the digest by which the
same dump is known again.

The digest is over what was read, not over the bytes of a file: the same records under another name,
compressed otherwise or in another format of the same columns are the same dump. Columns that are no
field are kept as JSON text, one object a record. Limits: a digest says nothing of dumps that differ
in the order of their records: those are two.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup.columns import as_text, unless

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from paperdedup import _native
    from paperdedup.progress import Report
    from paperdedup.records import Dump

DIGEST_BYTES = 32

ROWS = 8_192
"""Rows that are made into JSON at once."""

VALUES = json.JSONEncoder(ensure_ascii=False, default=str, separators=("\n", ": "))
"""For many values at once, one a line. Within a text a line break is escaped."""

VALUE = json.JSONEncoder(ensure_ascii=False, default=str)

ABSENT = ("null", "NaN")
"""Values that are none, in JSON. A text of these letters has quotes."""


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
    digest: bytes
    date: str | None
    rejects: int

    def add_to(self, native: _native.Index, report: Report | None) -> dict[str, Any]:
        """Add it, and return what the core says of it."""
        return native.add(
            self.name,
            self.table,
            digest=self.digest,
            positions=self.positions,
            date=self.date,
            record_ids=self.record_ids,
            extra=self.extra,
            rejects=self.rejects,
            progress=report,
        )


def given(dump: Dump) -> Given:
    """What a dump that was read gives to an index."""
    table, rest = dump.fields(), extra(dump)
    return Given(
        name=dump.name,
        table=table,
        positions=dump.positions,
        record_ids=own_ids(dump),
        extra=rest,
        digest=digest(dump, table, rest),
        date=dump.date,
        rejects=len(dump.rejects),
    )


def digest(dump: Dump, table: pa.Table, rest: pa.Array | None) -> bytes:
    """A hash over the records and rejects of a dump, whatever it is called.

    `table`: its fields, `rest`: its other columns, as `extra` gives them.

    >>> from paperdedup.readers import read
    >>> same = ["a text"], pa.table({"text": ["a text"]}), ["another text"]
    >>> digests = [given(next(read(dump))).digest for dump in same]
    >>> digests[0] == digests[1], digests[0] == digests[2]
    (True, False)
    """
    hashed = blake2b(b"paperdedup dump 1", digest_size=DIGEST_BYTES)
    columns = dict(zip(table.column_names, table.columns, strict=True))
    if rest is not None:
        columns["{}"] = pa.chunked_array([rest])
    for name, column in columns.items():
        hashed.update(_framed(name.encode()))
        for part in _bytes(column):
            hashed.update(part)
    hashed.update(_numbers(dump.positions, len(dump.positions)).tobytes())
    for reject in dump.rejects:
        hashed.update(_framed(f"{reject.position} {reject.reason}".encode()))
    return hashed.digest()


def _framed(value: bytes) -> bytes:
    return len(value).to_bytes(8, "little") + value


def _bytes(column: pa.ChunkedArray) -> Iterator[bytes | pa.Buffer]:
    """The lengths of all values, -1 for null, and then the values one after the other; so that it
    does not depend on chunks or on the kind of text.
    """
    chunks = [chunk.cast(pa.large_string()) for chunk in column.chunks if len(chunk)]
    for chunk in chunks:
        yield _lengths(chunk).astype("<i8").tobytes()
    for chunk in chunks:
        yield _values(chunk.drop_null() if chunk.null_count else chunk)


def _numbers(array: pa.Array, count: int) -> npt.NDArray[np.int64]:
    """The values of an array of 64-bit integers, or where the texts of one of texts begin."""
    if not count or array.buffers()[1] is None:
        return np.zeros(count, dtype=np.int64)
    found: npt.NDArray[np.int64] = np.frombuffer(array.buffers()[1], dtype="<i8")
    return found[array.offset :][:count]


def _lengths(texts: pa.Array) -> npt.NDArray[np.int64]:
    """Bytes of each text, -1 for null; read from the buffers, because the first scalar or
    conversion of a process makes pyarrow import pandas, a quarter of a second.
    """
    lengths = np.diff(_numbers(texts, len(texts) + 1))
    if texts.null_count:
        bits = np.frombuffer(texts.buffers()[0], dtype=np.uint8)
        is_there = np.unpackbits(bits, bitorder="little")[texts.offset :][: len(texts)]
        lengths[is_there == 0] = -1
    return lengths


def _values(texts: pa.Array) -> bytes | pa.Buffer:
    """The bytes of all texts of an array without nulls."""
    data = texts.buffers()[2]
    if data is None or not len(texts):
        return b""
    at = _numbers(texts, len(texts) + 1)
    first, last = int(at[0]), int(at[-1])
    return data.slice(first, last - first)


def extra(dump: Dump) -> pa.Array | None:
    """The columns that are no field, one JSON object a record; null where all of them are null,
    None where there is no such column.

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
        pairs = [_pairs(name, column.to_pylist()) for name, column in columns.items()]
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
    taken = set(dump.columns.values())
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

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
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from paperdedup import _native
    from paperdedup.progress import Report
    from paperdedup.records import Dump

DIGEST_BYTES = 32

ROWS = 8_192
"""Rows that are made into JSON at once."""


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
    return Given(
        name=dump.name,
        table=dump.fields(),
        positions=dump.positions,
        record_ids=own_ids(dump),
        extra=extra(dump),
        digest=digest(dump),
        date=dump.date,
        rejects=len(dump.rejects),
    )


def digest(dump: Dump) -> bytes:
    """A hash over the records and rejects of a dump, whatever it is called.

    >>> from paperdedup.readers import read
    >>> same = ["a text"], pa.table({"text": ["a text"]}), ["another text"]
    >>> digests = [digest(next(read(dump))) for dump in same]
    >>> digests[0] == digests[1], digests[0] == digests[2]
    (True, False)
    """
    hashed = blake2b(b"paperdedup dump 1", digest_size=DIGEST_BYTES)
    fields = dump.fields()
    columns = dict(zip(fields.column_names, fields.columns, strict=True))
    others = extra(dump)
    if others is not None:
        columns["{}"] = pa.chunked_array([others])
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
        columns = [batch.column(at).to_pylist() for at in range(batch.num_columns)]
        texts += (_object(batch.schema.names, row) for row in zip(*columns, strict=True))
    return pa.array(texts, pa.large_string())


def others(dump: Dump) -> pa.Table | None:
    """The columns of a dump that no field is taken from; None where there is none."""
    taken = {column.split(".")[0] for column in dump.columns.values()} | set(dump.columns.values())
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


def _object(names: list[str], row: tuple[Any, ...]) -> str | None:
    there: Mapping[str, Any] = {
        name: value
        for name, value in zip(names, row, strict=True)
        if value is not None and value == value  # noqa: PLR0124  (not equal to itself: NaN)
    }
    return json.dumps(there, ensure_ascii=False, default=str) if there else None

"""Asking an index for the records of dumps, without adding them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import schemas
from paperdedup.index.matches import DumpMatches
from paperdedup.progress import reporting
from paperdedup.readers import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import paperdedup._native as core
    from paperdedup.progress import Progress
    from paperdedup.records import Dump


def match_each(
    native: core.Index,
    dumps: Any,
    wanted: Mapping[str, Any],
    progress: Progress,
    how: Mapping[str, Any],
) -> Iterator[DumpMatches]:
    """Read dumps, as `how` says, and ask the index for the records of each, as `wanted` says."""
    with reporting(progress) as report:
        for dump in read(dumps, progress=report, **how):
            found = pa.table(native.ask_each(dump.fields(), progress=report, **wanted))
            yield _matches(dump, found)


def _matches(dump: Dump, found: pa.Table) -> DumpMatches:
    row = found.column("row")
    known, unsure = (_rows(found, verdict) for verdict in ("same", "unsure"))
    return DumpMatches(
        dump=dump.name,
        table=_named(dump, found, row),
        records=len(dump),
        known=len(known),
        unsure=len(unsure.filter(pc.invert(pc.is_in(unsure, known)))),
        rejects=tuple(dump.rejects),
        notes=dump.notes,
    )


def _rows(found: pa.Table, verdict: str) -> pa.Array:
    """The records of which some paper has this verdict, each once."""
    rows = found.column("row").filter(pc.equal(found.column("verdict"), verdict))
    return pc.unique(rows)


def _named(dump: Dump, found: pa.Table, row: pa.ChunkedArray) -> pa.Table:
    """What was found, with the names of the records that were asked for."""
    names = {
        "record_id": dump.record_ids().take(row),
        "dump": pa.repeat(dump.name, len(row)).dictionary_encode(),
        "position": dump.positions.take(row),
    }
    columns = [*names.values(), *found.drop_columns(["row"]).columns]
    kinds = zip(columns, schemas.FOUND, strict=True)
    return pa.table([column.cast(field.type) for column, field in kinds], schema=schemas.FOUND)

"""Runs that must not know an identifier: the column that holds it is hidden from the matcher.

Hidden is every recognised field that is read from that column, and every other identifying field
(record id, DOI, URL …) in which a record's own identifier stands as well: an arXiv id is found in
the DOI that arXiv gives. Limits: an identifier inside a title or an abstract stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

import paperdedup._native as core
from paperdedup import readers
from paperdedup.columns import as_text, resolve
from paperdedup.config import Config, checked
from paperdedup.corpus import Corpus
from paperdedup.decisions import Applied
from paperdedup.dedup import Prepared, prepared, searched
from paperdedup.errors import InputError
from paperdedup.records import Dump
from paperdedup.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Prepared", "hidden", "identified", "prepared", "read", "run", "taken"]

SCHEMES: Final = ("doi", "arxiv", "pmid", "pmcid", "openalex", "s2", "acl", "dblp")
TELLING: Final = (*SCHEMES, "id", "url")
"""Fields that may tell an identifier."""
UNDECIDED: Final = Applied(())
"""What nobody decided."""


def read(
    dumps: Any,
    *,
    fields: Mapping[str, str | None] | None = None,
    format: str | None = None,
    encoding: str | None = None,
) -> list[Dump]:
    """The dumps, read."""
    found = readers.read_all(dumps, fields=fields, format=format, encoding=encoding)
    if not any(len(dump) for dump in found):
        raise InputError("there is no record in what was given", remedy="check the paths")
    return found


def taken(given: Any, config: Config, **reading: Any) -> tuple[list[Dump], Config, Applied]:
    """The dumps of a result, or of what was prepared for one, with its settings and decisions;
    others are read, with those given.
    """
    if isinstance(given, Prepared):
        return list(given.corpus.dumps), given.config, given.applied
    if isinstance(given, Result):
        # Content IDs are others without an identifier; numbers of records are the same.
        return list(given.inputs), given.config, given._run.applied
    return read(given, **reading), config, UNDECIDED


def run(dumps: Sequence[Dump], config: Config, applied: Applied = UNDECIDED) -> Result:
    """Find the papers in dumps that are read, by decisions whose records are known by number."""
    return searched(Corpus(dumps), checked(config), applied)


def identified(dumps: Sequence[Dump], column: str) -> list[str | None]:
    """The identifier of every record, by the name of a column or of a field; None if it has none.

    Raises `InputError` if no dump has it.
    """
    if not any(_column(dump, column) for dump in dumps):
        there = sorted({name for dump in dumps for name in dump.table.column_names})
        listed = ", ".join(there[:60])
        remedy = f"name one of: {listed}" if there else "check the dumps: they have no columns"
        raise InputError(f"no dump has a column {column!r}", remedy=remedy)
    return [value for dump in dumps for value in _identifiers(dump, column)]


def _column(dump: Dump, column: str) -> str | None:
    """The column of a dump that is called this, or holds the field of this name."""
    if column in dump.table.column_names:
        return column
    return dump.columns.get(column)


def _identifiers(dump: Dump, column: str) -> list[str | None]:
    name = _column(dump, column)
    if name is None:
        return [None] * len(dump)
    is_field = dump.columns.get(column) == name
    values = dump.values(column) if is_field else resolve(dump.table, name)
    texts = as_text(values).to_pylist()
    scheme = _scheme(dump, column, name)
    return [_plain(text, scheme) if text else None for text in texts]


def _scheme(dump: Dump, column: str, name: str) -> str | None:
    """The scheme of identifiers that a column holds."""
    fields = [column, *(field for field, read_from in dump.columns.items() if read_from == name)]
    return next((field for field in fields if field in SCHEMES), None)


def _plain(text: str, scheme: str | None) -> str | None:
    """An identifier so that its spellings agree."""
    known = core.identifier(text, scheme) if scheme else None
    return known or text.strip().casefold() or None


def hidden(dumps: Sequence[Dump], column: str, values: Sequence[str | None]) -> list[Dump]:
    """The dumps without the fields that tell the identifier."""
    parts, start = [], 0
    for dump in dumps:
        own = values[start : start + len(dump)]
        start += len(dump)
        name = _column(dump, column)
        places = {field: (at, *dump.further.get(field, ())) for field, at in dump.columns.items()}
        telling = [field for field, held in places.items() if name in held]
        telling += [field for field in TELLING if _tells(dump, field, own)]
        kept = {field: at for field, at in dump.columns.items() if field not in telling}
        parts.append(replace(_as_table(dump), columns=kept))
    return parts


def _as_table(dump: Dump) -> Any:
    """A dump of plain texts tells nothing else, and is no dataclass that can be replaced."""
    return Dump(
        dump.name, dump.table, dump.columns, dump.positions, dump.rejects, further=dump.further
    )


def _tells(dump: Dump, field: str, values: Sequence[str | None]) -> bool:
    """Whether a field of any record holds the record's own identifier."""
    if field not in dump.columns:
        return False
    column: pa.ChunkedArray = as_text(dump.values(field))
    pairs = zip(column.to_pylist(), values, strict=True)
    return any(
        value.partition(":")[2].casefold() in text.casefold()
        if ":" in value
        else value in text.casefold()
        for text, value in pairs
        if text and value
    )

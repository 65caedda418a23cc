"""From whatever is given to dumps: find the sources, choose a reader for each, name the fields."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from paperdedup.readers.arrowipc import ArrowIpc
from paperdedup.readers.atom import Atom
from paperdedup.readers.bibtex import BibTex
from paperdedup.readers.dblpxml import DblpXml
from paperdedup.readers.delimited import Delimited
from paperdedup.readers.dialects import DIALECTS
from paperdedup.readers.embaserows import EmbaseRows
from paperdedup.readers.encoding import check_encoding
from paperdedup.readers.endnotexml import EndNoteXml
from paperdedup.readers.europepmc import EuropePmc
from paperdedup.readers.input import Input
from paperdedup.readers.jsonarray import JsonArray
from paperdedup.readers.jsonlines import JsonLines
from paperdedup.readers.lines import Lines
from paperdedup.readers.listing import Listing
from paperdedup.readers.named import NamedColumns
from paperdedup.readers.oaipmh import OaiPmh
from paperdedup.readers.objects import from_arrow, from_objects, is_arrow, only_texts
from paperdedup.readers.parquet import Parquet
from paperdedup.readers.pubmedxml import PubMedXml
from paperdedup.readers.registry import FORMATS, Content, Reader, UnknownFormatError, choose, find
from paperdedup.readers.sources import Source, no_dumps, sources
from paperdedup.readers.tagged import Tagged
from paperdedup.records import TEXT_SCHEMA, Dump, TextDump, unbroken

__all__ = ["Progress", "read", "read_all"]

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read"), the bytes done, and the bytes in all (0: unknown)."""

SHOWN_NAMES = 5
"""Files that are passed over for one reason and named."""

BUILT_IN: tuple[Reader, ...] = (
    Parquet(),
    ArrowIpc(),
    JsonLines(),
    JsonArray(),
    *map(Tagged, DIALECTS),
    BibTex(),
    PubMedXml(),
    OaiPmh(),
    EndNoteXml(),
    EuropePmc(),
    DblpXml(),
    Atom(),
    EmbaseRows(),
    Delimited(),
    Listing(),
    Lines(),
)
"""In the order in which they are asked."""

FORMATS.update({reader.name: reader for reader in BUILT_IN})


def read_all(
    dumps: Any,
    *,
    format: str | None = None,
    encoding: str | None = None,
    fields: Mapping[str, str | None] | None = None,
    text: str = "paper",
    progress: Progress | None = None,
) -> list[Dump]:
    """Read everything that is given; see `read` for what that can be.

    >>> [len(dump) for dump in read_all([["a text of may"], ["one of june", "and another"]])]
    [1, 2]
    """
    return list(
        read(dumps, format=format, encoding=encoding, fields=fields, text=text, progress=progress)
    )


def read(
    source: Any,
    *,
    name: str | None = None,
    format: str | None = None,
    encoding: str | None = None,
    fields: Mapping[str, str | None] | None = None,
    text: str = "paper",
    progress: Progress | None = None,
) -> Iterator[Dump]:
    """Read dump by dump, each when it is asked for; the first wait until each column that `fields`
    names was found in one.

    `source`: a path, a glob pattern, a folder, or `-` for standard input; a table or column of any
    Arrow library; an iterable of texts, dicts or dataclasses; a `Dump` or `Texts`; a list of any of
    these; or a mapping of names to them. `name`: of the dump, if it is one. `format`: a name in
    `FORMATS`, else the content tells. `encoding`: of text that is no UTF-8.
    `fields`: field to column name; None switches a field off. `text`: "paper" or "plain".

    Raises `InputError` for an input that is no dump, `OSError` with the path.

    >>> dump = next(read([{"Title": "On A", "Year": 2019.0}], name="mine"))
    >>> dump.name, dump.fields().to_pylist()
    ('mine', [{'title': 'On A', 'year': '2019'}])
    """
    named = NamedColumns(fields, text)
    reader = None if format is None else find(format)
    if encoding is not None:
        check_encoding(encoding)
    found = sources(source, name)
    if reader is None:
        found = _recognised(found, text, encoding)
    meter = _Meter(progress, found)
    waiting: list[Dump] = []
    for one in found:
        waiting.append(_read(one, named, meter, reader=reader, text=text, encoding=encoding))
        while named.all_met and waiting:
            yield waiting.pop(0)
    named.refuse_missing()
    yield from waiting


def _read(
    source: Source,
    named: NamedColumns,
    meter: _Meter,
    *,
    reader: Reader | None,
    text: str,
    encoding: str | None,
) -> Dump:
    assert source.name is not None
    if isinstance(source.value, Dump):
        return source.value
    if source.path is None and not source.stdin:
        return _from_memory(source.value, source.name, named)
    with Input(source.name, source.path, meter.report, encoding=encoding) as opened:
        head = opened.head()
        chosen = reader or choose(opened, head, text)
        content = chosen.read(opened)
        content = replace(content, notes=(*opened.notes(), *content.notes))
    return _dump(source.name, content, named, opened.file)


def _from_memory(value: Any, name: str, named: NamedColumns) -> Dump:
    if is_arrow(value):
        return _dump(name, from_arrow(value, name), named, name)
    texts, others = only_texts(value)
    if texts:
        return TextDump(name, texts, named.columns(TEXT_SCHEMA, name)[0])
    return _dump(name, from_objects(others, name), named, name)


def _dump(name: str, content: Content, named: NamedColumns, file: str) -> Dump:
    table = content.table
    columns: dict[str, str] = {}
    further: dict[str, tuple[str, ...]] = {}
    if table.num_rows or table.num_columns:
        empty = not (table.num_rows or content.rejects)
        columns, further = named.columns(table.schema, file, empty=empty)
    positions = content.positions
    if positions is None:
        positions = unbroken(table.num_rows)
    return Dump(
        name, table, columns, positions, content.rejects, content.date, content.notes, further
    )


def _recognised(found: list[Source], text: str, encoding: str | None) -> list[Source]:
    """Without the files of folders that are no dumps; they are passed over, aloud."""
    kept: list[Source] = []
    passed: dict[str, dict[str, list[str]]] = {}
    for one in found:
        problem = None if one.folder is None else _problem(one, text, encoding)
        if problem is None:
            kept.append(one)
        else:
            names = passed.setdefault(str(one.folder), {}).setdefault(problem, [])
            names.append(os.path.basename(str(one.path)))
    for folder, problems in passed.items():
        told = "; ".join(f"{_shown(names)}: {why}" for why, names in problems.items())
        warnings.warn(f"passed over in {folder}: {told}", stacklevel=4)
    for empty in {one.folder for one in found} - {one.folder for one in kept}:
        raise no_dumps(str(empty))
    return kept


def _problem(source: Source, text: str, encoding: str | None) -> str | None:
    """Why a file is no dump; None if it is one."""
    try:
        with Input("", source.path, encoding=encoding) as opened:
            choose(opened, opened.head(), text)
    except UnknownFormatError as error:
        return error.problem
    return None


def _shown(names: list[str]) -> str:
    more = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {more:,} more" if more > 0 else "")


class _Meter:
    """Adds up the bytes read of all dumps and tells them."""

    def __init__(self, progress: Progress | None, found: list[Source]) -> None:
        self._progress = progress
        sizes = [os.stat(one.path).st_size for one in found if one.path is not None]
        streams = any(one.stdin for one in found)
        self._total = 0 if streams else sum(sizes)
        self._done = 0

    def report(self, size: int) -> None:
        """So many bytes more were read."""
        self._done += size
        if self._progress is not None:
            done = min(self._done, self._total) if self._total else self._done
            self._progress("read", done, self._total)

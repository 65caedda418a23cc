"""An index as a folder of tables that other tools read, and an index made from such a folder.

`papers`, `members`, `matches` and `redirects` are what the index answers; `records` has all that
the records say, one row each, and `index.json` settings, dumps and decisions: from these two an
index is made again. Tables are streamed, so memory is bounded whatever the size; an import holds
one dump. Limits: history, deleted records and names that only they had are not in an export.
"""

from __future__ import annotations

import json
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import asdict, astuple
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from paperdedup.errors import ConfigError, InputError
from paperdedup.folders import EXTENSIONS
from paperdedup.formats import naming, write_stream
from paperdedup.index import making
from paperdedup.index.answers import Entry, Ruling
from paperdedup.index.given import Given, named
from paperdedup.records import FIELDS
from paperdedup.stages import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    import paperdedup._native as core
    from paperdedup.config import Config
    from paperdedup.index.handle import Index
    from paperdedup.progress import Report

FACTS: Final = "index.json"
VERSION: Final = 1
"""Of the layout of an export."""

TABLES: Final = ("papers", "members", "matches", "redirects")
ROWS_OF: Final = ("papers", "records", "matches", "redirects", "records")
"""What `Index.stats` says of the rows of these, and of `records`."""

ROWS: Final = 8_192
"""Records that are in memory at once."""

PLACES: Final = [("record", pa.int64()), ("dump", pa.int64()), ("position", pa.int64())]
TEXTS: Final = [*((name, pa.string()) for name in FIELDS), ("extra", pa.string())]
RECORDS: Final = pa.schema([*PLACES, *TEXTS])
"""One row per record: its number, the number of its dump, and what it says, as text."""


def write(index: Index, folder: str | PathLike[str], format: str, report: Report | None) -> Path:
    """`Index.export`."""
    if format not in EXTENSIONS:
        raise ConfigError(f"format = {format!r}: must be one of {', '.join(EXTENSIONS)}")
    target = Path(folder).resolve()
    _require_empty(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.parent / f".{target.name}.{secrets.token_hex(4)}"
    made.mkdir()
    try:
        _fill(index, made, format, report)
        if target.exists():
            target.rmdir()
        made.rename(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return target


def _require_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file, not a folder: choose another name")
    if folder.is_dir() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: choose another folder, or empty this one")


def _fill(index: Index, folder: Path, format: str, report: Report | None) -> None:
    wrote = _counting(index, report)
    for name in TABLES:
        write_stream(getattr(index, name), folder / f"{name}.{format}", wrote)
    reader = pa.RecordBatchReader.from_batches(RECORDS, _records(index))
    rows = write_stream(reader, folder / f"records.{format}", wrote)
    own_names, led = index._native.names()  # what no other table has
    facts = {
        "export": VERSION,
        "format": format,
        "records": rows,
        "versions": versions(),
        "parameters": index.parameters,
        "dumps": [asdict(entry) for entry in index.dumps],
        "decisions": [asdict(decision) for decision in index.decisions],
        "own_names": own_names,
        "redirects": led,
    }
    with naming(folder / FACTS):
        text = json.dumps(facts, indent=2, ensure_ascii=False)
        (folder / FACTS).write_text(text + "\n", encoding="utf-8")


def _counting(index: Index, report: Report | None) -> Callable[[int], None]:
    """What is told of the rows that were written, and reports how many of all that is."""
    counts = index.stats
    total = sum(int(counts[name]) for name in ROWS_OF)
    done = 0

    def wrote(rows: int) -> None:
        nonlocal done
        done += rows
        if report is not None:
            report("export", done, total)

    return wrote


def _records(index: Index) -> Iterator[pa.RecordBatch]:
    # Closed even if this is broken off: it has the file open.
    with index.members as members:
        numbers = (number for batch in members for number in batch.column("record").to_pylist())
        while rows := [_row(index, number) for number in islice(numbers, ROWS)]:
            yield pa.RecordBatch.from_pylist(rows, RECORDS)


def _row(index: Index, number: int) -> dict[str, Any]:
    record = index.record(number)
    extra = json.dumps(record.extra, ensure_ascii=False) if record.extra else None
    places = {"record": number, "dump": record.dump_number, "position": record.position}
    return {**places, **record.fields, "extra": extra}


class Export:
    """A folder that `write` wrote; `InputError` if it is none."""

    def __init__(self, folder: str | PathLike[str]) -> None:
        self._folder = Path(folder)
        self._facts = _facts(self._folder)

    @property
    def config(self) -> Config:
        """The settings of the index that was exported."""
        with self._damage_named():
            return making.config(self._facts["parameters"])

    def dumps(self) -> Iterator[Given]:
        """The dumps, in their order."""
        batches = _batches(self._folder / f"records.{self._facts['format']}")
        waiting: list[pa.RecordBatch] = []
        rows = 0
        for entry in self._facts["dumps"]:
            with self._damage_named():
                dump = Entry(**entry)
            taken, waiting = _take(batches, waiting, dump.number)
            rows += sum(batch.num_rows for batch in taken)
            yield _given(dump, pa.Table.from_batches(taken, RECORDS))
        if waiting or rows != self._facts.get("records"):
            wrong = ValueError(f"{rows} records of {self._facts.get('records')}")
            raise _damaged(self._folder / f"records.{self._facts['format']}", wrong)

    def restore(self, native: core.Index, report: Report | None) -> None:
        """Enter in an index what was decided, in order, and what papers are called."""
        with self._damage_named():
            rulings = [astuple(Ruling(**decision)) for decision in self._facts["decisions"]]
            own_names, led = (
                [(old, new) for old, new in self._facts[name]]
                for name in ("own_names", "redirects")
            )
            making.heed(native.restore(rulings, own_names, led, progress=report))

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(self._folder / FACTS, error) from error


def fill(native: core.Index, export: Export, report: Report | None) -> None:
    """Add to an empty index what an export has: its dumps, and then its decisions."""
    for dump in export.dumps():
        making.heed(dump.add_to(native, report))
    export.restore(native, report)


@contextmanager
def whole_or_gone(index: Index) -> Iterator[None]:
    """A new index that is filled, or else removed."""
    try:
        yield
    except BaseException:
        index.close()
        Path(index.path).unlink(missing_ok=True)
        raise


def _given(entry: Entry, table: pa.Table) -> Given:
    texts = table.select(list(FIELDS))
    known = [name for name in FIELDS if texts.column(name).null_count < table.num_rows]
    return Given(
        name=entry.name,
        table=texts.select(known or ["title"]),
        positions=table.column("position").combine_chunks(),
        record_ids=named(table.column("id")),
        extra=table.column("extra").combine_chunks(),
        digest=bytes.fromhex(entry.digest),
        date=entry.date,
        rejects=entry.rejects,
    )


def _facts(folder: Path) -> dict[str, Any]:
    """index.json; refused if it is no export, or a newer one."""
    path = folder / FACTS
    if folder.is_dir() and not path.exists():
        raise InputError(
            f"no index was exported to it: it has no {FACTS}",
            file=str(folder),
            remedy="name the folder of an export; dumps, and what a run wrote, are added instead",
        )
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version, readable = facts["export"], facts["format"] in EXTENSIONS
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, error) from error
    if version != VERSION or not readable:
        raise InputError(
            f"it is an export of layout {version!r}, format {facts['format']!r}",
            file=str(path),
            remedy="use the version of paperdedup that wrote it",
        )
    return facts


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        f"this is not what an export writes ({type(error).__name__}: {error})",
        file=str(path),
        remedy="export the index again",
    )


def _take(
    batches: Iterator[pa.RecordBatch], waiting: list[pa.RecordBatch], dump: int
) -> tuple[list[pa.RecordBatch], list[pa.RecordBatch]]:
    """The records of a dump, which stand together, and what was read of the next."""
    taken: list[pa.RecordBatch] = []
    for batch in chain(waiting, batches):
        numbers = batch.column("dump").to_numpy()
        own = int((numbers == dump).sum())
        taken.append(batch.slice(0, own))
        if own < batch.num_rows:
            return taken, [batch.slice(own)]
    return taken, []


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a table of records, in any format."""
    try:
        for batch in READERS[path.suffix[1:]](path):
            yield from _sound(pa.Table.from_batches([batch])).to_batches()
    except (pa.ArrowException, ValueError, TypeError, KeyError) as error:
        raise _damaged(path, error) from error


def _sound(table: pa.Table) -> pa.Table:
    """Rows that were read, in the types of the export; refused if one has no place."""
    records = table.select(RECORDS.names).cast(RECORDS)
    if any(records.column(name).null_count for name, _ in PLACES):
        raise ValueError("a record without its place")
    return records


def _parquet(path: Path) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    yield from pq.ParquetFile(path).iter_batches(ROWS)


def _csv(path: Path) -> Iterator[pa.RecordBatch]:
    import pyarrow.csv as pc

    convert = pc.ConvertOptions(
        column_types=RECORDS, strings_can_be_null=True, quoted_strings_can_be_null=False,
        null_values=[""],
    )  # fmt: skip
    yield from pc.open_csv(
        path, convert_options=convert, parse_options=pc.ParseOptions(newlines_in_values=True)
    )


def _jsonl(path: Path) -> Iterator[pa.RecordBatch]:
    with path.open(encoding="utf-8") as file:
        while lines := list(islice(file, ROWS)):
            yield pa.RecordBatch.from_pylist([json.loads(line) for line in lines], RECORDS)


READERS: Final = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl}

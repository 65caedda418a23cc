"""The texts that are measured: generated ones of any number, and real arXiv abstracts where they
lie beside the checkout.

A corpus is kept as an Arrow file with the columns title, abstract, authors and year, so that a
measuring process loads it without leaving much behind. Names: `generated:100000`, `arxiv`,
`arxiv:4000` (as many from both listings). The real abstracts (two yearly listings, JSON lines) are
not ours to redistribute: they are read from ../shared/corpora, or from the folder in --corpora. A
labelled set, `labelled:NAME`, is read from the folder eval beside it with all its columns, and with
the true group of each record in the column `truth`.
"""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from benches import generate
from benches.machine import ROOT

FOLDER = ROOT.parent / "shared" / "corpora"
REAL = "arxiv"
LABELLED = "labelled"
COLUMNS = ("title", "abstract", "authors", "year")


def generated(records: int) -> str:
    """The name of a generated corpus."""
    return f"generated:{records}"


def real(records: int | None = None) -> str:
    """The name of the real abstracts: all, or the first few of each listing."""
    return f"{REAL}:{records}" if records else REAL


def labelled(name: str) -> str:
    """The name of a labelled set as a corpus."""
    return f"{LABELLED}:{name}"


def title(name: str) -> str:
    """A corpus in words."""
    kind, _, records = name.partition(":")
    if kind == LABELLED:
        return records
    if kind == REAL:
        return f"{int(records):,} arXiv abstracts" if records else "all arXiv abstracts"
    return f"{int(records):,} generated abstracts"


def missing(name: str, folder: Path) -> str | None:
    """Why a corpus cannot be had; None if it can."""
    if name.startswith(REAL) and not any(folder.glob("arxiv_*.jsonl.gz")):
        return f"no arxiv_*.jsonl.gz in {folder}"
    if name.startswith(LABELLED) and not _set(name, folder).is_file():
        return f"no {_set(name, folder)}"
    return None


def _set(name: str, folder: Path) -> Path:
    return folder.parent / "eval" / name.partition(":")[2] / "records.jsonl.gz"


def prepare(name: str, folder: Path, work: Path) -> Path:
    """The Arrow file of a corpus, made if it is not there."""
    path = work / f"{name.replace(':', '_')}.arrow"
    if not path.exists() and name.startswith(LABELLED):
        whole = _labelled(_set(name, folder))
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, whole.schema) as writer:
            writer.write_table(whole)
    if not path.exists():
        kind, _, count = name.partition(":")
        batches = _real(folder, int(count or 0)) if kind == REAL else _generated(int(count))
        schema = pa.schema([(column, pa.string()) for column in COLUMNS])
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
            for batch in batches:
                writer.write_batch(batch.cast(schema))
    return path


def lines(path: Path) -> Path:
    """The same corpus as a JSON lines file."""
    target = path.with_suffix(".jsonl")
    if not target.exists():
        with target.open("w", encoding="utf-8") as file:
            for batch in _batches(path):
                for record in batch.to_pylist():
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return target


def table(path: Path) -> pa.Table:
    """A corpus in memory (not mapped from its file)."""
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def texts(path: Path) -> list[str]:
    """Only the abstracts, as Python strings."""
    found: list[str] = []
    for batch in _batches(path):
        found.extend(batch.column("abstract").to_pylist())
    return found


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path)) as file:
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def _generated(records: int) -> Iterator[pa.RecordBatch]:
    for batch in generate.batches(generate.Settings(records=records)):
        yield batch.select(list(COLUMNS))


def _real(folder: Path, count: int) -> Iterator[pa.RecordBatch]:
    paths = sorted(folder.glob("arxiv_*.jsonl.gz"))
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines = islice(file, count // len(paths)) if count else file
            records = [json.loads(line) for line in lines]
        yield pa.RecordBatch.from_pydict(
            {column: [str(record.get(column, "")) for record in records] for column in COLUMNS}
        )


def _labelled(path: Path) -> pa.Table:
    """A labelled set, and the first member of its true cluster for each record."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    with (path.parent / "clusters.jsonl").open(encoding="utf-8") as file:
        clusters = [json.loads(line) for line in file]
    first = {member: members[0] for members in clusters for member in members}
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: [record.get(name) for record in records] for name in names}
    columns["truth"] = [first.get(record["id"], record["id"]) for record in records]
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})

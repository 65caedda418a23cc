"""One measurement of an index in a process of its own: build it, add to it, ask it, or ask a peer.

Run by `indexed.py` as `python -m benches.indexing TASK`, where TASK is a JSON object (`Task`). All
use all cores, and times are of the wall clock, since writing waits for the disk. An answer is the
hash of all canonical IDs in order: build and batch must have the same.
"""

import hashlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

import paperdedup
from benches import corpora
from benches.machine import ROOT
from benches.memory import held, peak
from benches.peers import BANDS, PERMUTATIONS, ROWS, SHINGLE_SIZE, shingles

Figures = dict[str, Any]
Ask = Callable[[str], Sequence[Any]]

DUMP, MORE = "first", "more"
ADDED = 10_000
"""Records that are added to an index that grows."""

DROPPED = 25
"""One word in so many is left out of every other query."""

WARM = 200
"""Queries before those that count."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What to measure: `kind` names a function below. Records from `start` to `end` of the corpus,
    as texts alone (`plain`) or whole; from `more` on those that are added then.
    """

    kind: str
    corpus: str
    end: int
    start: int = 0
    plain: bool = True
    index: str = ""
    bands: int | None = None
    rows: int | None = None
    queries: int = 0
    more: int = 0


def measure(task: Task) -> Figures:
    """Do a task in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "benches.indexing", json.dumps(asdict(task))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"measuring {task} failed:\n{done.stderr}")
    figures: Figures = json.loads(done.stdout)
    return figures


def main(order: str) -> None:
    task = Task(**json.loads(order))
    print(json.dumps(TASKS[task.kind](task)))


def _dump(task: Task) -> pa.Table:
    table = corpora.table(Path(task.corpus))
    table = table.select(["abstract"]) if task.plain else table
    return table.slice(task.start, task.end - task.start).combine_chunks()


def _config(task: Task) -> paperdedup.Config:
    return paperdedup.Config(
        text="plain" if task.plain else "paper",
        policy="auto" if task.plain else "version",
        bands=task.bands,
        rows=task.rows,
    )


def _answer(ids: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()


def batch(task: Task) -> Figures:
    """One run in memory."""
    dump, config = _dump(task), _config(task)
    started = time.perf_counter()
    result = paperdedup.deduplicate({DUMP: dump}, config=config)
    ids = result.canonical_ids
    return {"seconds": time.perf_counter() - started, "answer": _answer(ids.to_pylist())}


def build(task: Task) -> Figures:
    """A new index with all records."""
    dump = _dump(task)
    text = dump.column("abstract")
    started = time.perf_counter()
    with paperdedup.Index.create(task.index, config=_config(task), records=task.end) as index:
        index.add({DUMP: dump})
    seconds = time.perf_counter() - started
    with paperdedup.Index.open(task.index, read_only=True) as index:
        members = index.members.read_all().sort_by("position")
        parameters, stats = index.parameters, index.stats
    return {
        "seconds": seconds,
        "bytes": Path(task.index).stat().st_size,
        "text_bytes": text.nbytes,
        "compressed_bytes": _compressed(task.index),
        "answer": _answer(members.column("canonical_id").to_pylist()),
        "bands": int(parameters["bands"]),
        "rows": int(parameters["rows"]),
        "stats": stats,
    }


def _compressed(index: str) -> int:
    """Bytes that the fields of all records take, as they are stored."""
    with closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as file:
        total: int = file.execute("SELECT sum(length(packed)) FROM records").fetchone()[0]
    return total


def grow(task: Task) -> Figures:
    """One more dump for an index, or the first; then the time that adding `ADDED` more takes."""
    if task.start:
        index = paperdedup.Index.open(task.index)
    else:
        index = paperdedup.Index.create(task.index, config=_config(task), records=task.more)
    with index:
        index.add({f"{DUMP} {task.end}": _dump(task)})
    return add(replace(task, start=task.more, end=task.more + ADDED))


def add(task: Task) -> Figures:
    """One more dump for an index."""
    dump = _dump(task)
    with paperdedup.Index.open(task.index) as index:
        started = time.perf_counter()
        index.add({f"{MORE} {task.start}": dump})
        return {"seconds": time.perf_counter() - started}


def query(task: Task) -> Figures:
    """Open an index, and ask it by text."""
    texts = _queries(task)
    before = held()
    started = time.perf_counter()
    with paperdedup.Index.open(task.index, read_only=True) as index:
        index.query(texts[0], k=1)
        opened = time.perf_counter() - started
        figures = _ask(lambda text: index.query(text, k=1, threshold=0.7), texts)
    return {"open": opened, "memory": peak() - before} | figures


def datasketch(task: Task) -> Figures:
    """datasketch's in-memory LSH: candidates, not verified."""
    import xxhash
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))

    def sketch(text: str) -> MinHash:
        sets = [[shingle.encode() for shingle in shingles(text)]]
        return next(MinHash.generator(sets, num_perm=PERMUTATIONS, hashfunc=_hash))

    _hash = xxhash.xxh32_intdigest
    texts = _dump(task).column("abstract").to_pylist()
    started = time.perf_counter()
    for number, text in enumerate(texts):
        lsh.insert(number, sketch(text), check_duplication=False)
    seconds = time.perf_counter() - started
    return {"seconds": seconds} | _ask(lambda text: lsh.query(sketch(text)), _queries(task))


def gaoya(task: Task) -> Figures:
    """gaoya's in-memory index: signatures compared, texts not."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=0.5,
        num_bands=BANDS,
        band_size=ROWS,
        analyzer="word",
        lowercase=True,
        ngram_range=(SHINGLE_SIZE, SHINGLE_SIZE),
        id_container="vec",
    )
    texts = _dump(task).column("abstract").to_pylist()
    started = time.perf_counter()
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    seconds = time.perf_counter() - started
    return {"seconds": seconds} | _ask(index.query, _queries(task))


TASKS: dict[str, Callable[[Task], Figures]] = {
    "batch": batch,
    "build": build,
    "add": add,
    "grow": grow,
    "query": query,
    "datasketch": datasketch,
    "gaoya": gaoya,
}


def _queries(task: Task) -> list[str]:
    """Texts of records spread over the corpus, every other one with some words left out."""
    texts = _dump(task).column("abstract").to_pylist()
    step = max(1, len(texts) // (task.queries + WARM))
    drawn = [text for text in texts[::step] if len(text.split()) > DROPPED]
    return [_cut(text) if number % 2 else text for number, text in enumerate(drawn)]


def _cut(text: str) -> str:
    return " ".join(word for at, word in enumerate(text.split(), 1) if at % DROPPED)


def _ask(ask: Ask, texts: Sequence[str]) -> Figures:
    """Median and 99th percentile in seconds, and the share of the queries that were answered.

    `computing_p99`: the 99th percentile of processor time. Where it is much less, other programs
    had the processor while a query waited.
    """
    for text in texts[:WARM]:
        ask(text)
    taken, computed, found = [], [], 0
    for text in texts[WARM:]:
        started, computing = time.perf_counter(), time.thread_time()
        hits = ask(text)
        computed.append(time.thread_time() - computing)
        taken.append(time.perf_counter() - started)
        found += bool(hits)
    taken.sort()
    computed.sort()
    return {
        "median": taken[len(taken) // 2],
        "p99": taken[len(taken) * 99 // 100],
        "computing_p99": computed[len(taken) * 99 // 100],
        "found": found / len(taken),
    }


if __name__ == "__main__":
    main(sys.argv[1])

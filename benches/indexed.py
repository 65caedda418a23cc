"""The section of the table about the index: building, adding, asking, and what it takes on disk,
beside one run in memory and the in-memory indexes of two peers.
"""

import importlib.util
from dataclasses import replace
from itertools import pairwise
from math import log

from benches import corpora
from benches.indexing import ADDED, Figures, Task, measure
from benches.runner import Runner, WrongAnswerError
from benches.sections import Section, Sizes, Target

PART = 100
"""One part in so many of the index is added to it."""

CACHE = 256
"""Megabytes that an open index holds at most by default."""

QUERIES = 2_000
FOUND = 0.99
"""Least share of the queries, each a record or nearly so, that must find it."""

MILLION = 1_000_000


def index(runner: Runner, sizes: Sizes) -> list[Section]:
    """Texts alone, and whole records under a policy; then queries beside peers."""
    kinds = {"texts": True, "whole records": False}
    built = {kind: _built(runner, sizes.index, plain=plain) for kind, plain in kinds.items()}
    return [_building(sizes, built), _asking(runner, sizes, built)]


def _built(runner: Runner, records: int, *, plain: bool) -> dict[str, Figures]:
    """Build, the same in one run, add, the same alone, and ask."""
    more = max(1, records // PART)
    corpus = str(runner.corpus(corpora.generated(records + more)))
    path = runner.work / f"index-{records}-{plain}.index"
    path.unlink(missing_ok=True)

    def task(kind: str, start: int, end: int, figures: Figures | None = None) -> Figures:
        shape = {name: figures[name] for name in ("bands", "rows")} if figures else {}
        order = Task(kind=kind, corpus=corpus, end=end, start=start, plain=plain, index=str(path))
        return measure(replace(order, queries=QUERIES, **shape))

    found = {"build": task("build", 0, records)}
    found["batch"] = task("batch", 0, records, found["build"])
    if found["batch"]["answer"] != found["build"]["answer"]:
        raise WrongAnswerError(f"an index of {records:,} records has other IDs than one run")
    found["query"] = task("query", 0, records)
    if found["query"]["found"] < FOUND:
        raise WrongAnswerError(f"queries found {found['query']['found']:.4f} of the records")
    found["alone"] = task("batch", records, records + more)
    found["add"] = task("add", records, records + more)
    return found


def _building(sizes: Sizes, built: dict[str, dict[str, Figures]]) -> Section:
    more = max(1, sizes.index // PART)
    rows: list[tuple[str, ...]] = []
    targets: list[Target] = []
    for kind, found in built.items():
        speed = found["batch"]["seconds"] / found["build"]["seconds"]
        size, compressed = (found["build"][key] for key in ("bytes", "compressed_bytes"))
        beyond = (size - compressed) / sizes.index
        rows.append(
            (
                kind,
                f"{sizes.index / found['build']['seconds']:,.0f}",
                f"{speed:.2f}",
                f"{found['add']['seconds']:.2f}",
                f"{found['alone']['seconds']:.2f}",
                f"{found['build']['bytes'] / sizes.index:,.0f}",
                f"{beyond:,.0f}",
            )
        )
        late = found["add"]["seconds"] - 2 * found["alone"]["seconds"]
        targets += [
            Target(name=f"speed of building over one run, {kind}", wanted=1 / 3, got=speed),
            Target(
                name=f"seconds to add beyond twice those of one run, {kind}",
                wanted=1.0,
                got=late,
                at_most=True,
            ),
            Target(
                name=f"bytes per record beyond the compressed text, {kind}",
                wanted=350,
                got=beyond,
                at_most=True,
            ),
        ]
    return Section(
        title=f"An index of {sizes.index:,} generated records, all cores, wall clock",
        header=(
            *("of", "records/s", "of one run's speed", f"seconds to add {more:,}"),
            *("one run over these", "bytes/record", "beyond the compressed text"),
        ),
        rows=rows,
        targets=targets,
        notes=["clusters and IDs are those of one run with the same bands and rows"],
    )


def _asking(runner: Runner, sizes: Sizes, built: dict[str, dict[str, Figures]]) -> Section:
    corpus = str(runner.corpus(corpora.generated(sizes.index + max(1, sizes.index // PART))))
    asked = {f"paperdedup, {kind}": (sizes.index, found) for kind, found in built.items()}
    rows = [_asked(name, size, found["query"]) for name, (size, found) in asked.items()]
    notes = ["every other query lacks one word in 25; peers' answers are not verified"]
    for peer in ("datasketch", "gaoya"):
        if importlib.util.find_spec(peer) is None:
            notes.append(f"skipped, not installed: {peer}")
            continue
        order = Task(kind=peer, corpus=corpus, end=sizes.index, queries=QUERIES)
        rows.append(_asked(f"{peer}, in memory", sizes.index, measure(order)))
    texts = built["texts"]["query"]
    return Section(
        title="Queries by text, warm, one process",
        header=(
            *("of", "records", "open, ms", "median, µs", "99th percentile, µs"),
            *("99th percentile of computing, µs", "answered", "memory, MB"),
        ),
        rows=rows,
        targets=[
            Target(
                name="median query, µs", wanted=300, got=texts["median"] * MILLION, at_most=True
            ),
            Target(
                name="99th percentile, µs", wanted=2_000, got=texts["p99"] * MILLION, at_most=True
            ),
            Target(
                name="open to first answer, ms", wanted=100, got=texts["open"] * 1_000, at_most=True
            ),
            Target(
                name="memory of an open index after all queries, MB",
                wanted=CACHE,
                got=max(found["query"]["memory"] for found in built.values()) / 1e6,
                at_most=True,
            ),
        ],
        notes=notes,
    )


def _asked(name: str, records: int, figures: Figures) -> tuple[str, ...]:
    opened = f"{figures['open'] * 1_000:,.1f}" if "open" in figures else ""
    times = (f"{figures[key] * MILLION:,.0f}" for key in ("median", "p99", "computing_p99"))
    memory = f"{figures['memory'] / 1e6:,.0f}" if "memory" in figures else ""
    return (name, f"{records:,}", opened, *times, f"{figures['found']:.4f}", memory)


def growing(runner: Runner, sizes: Sizes) -> list[Section]:
    """What adding the same number of records costs while an index grows."""
    end = max(sizes.growth)
    corpus = str(runner.corpus(corpora.generated(end + ADDED * len(sizes.growth))))
    rows = [[f"{records:,}"] for records in sizes.growth]
    targets = []
    for kind, plain in (("texts", True), ("whole records", False)):
        path = runner.work / f"growing-{plain}.index"
        path.unlink(missing_ok=True)
        seconds = []
        for number, (start, stop) in enumerate(pairwise((0, *sizes.growth))):
            more = end + ADDED * number
            task = Task(kind="grow", corpus=corpus, end=stop, start=start, index=str(path))
            seconds.append(measure(replace(task, plain=plain, more=more))["seconds"])
            rows[number] += [f"{seconds[-1]:.2f}", f"{seconds[-1] / seconds[0]:.2f}"]
        by_logarithm = log(sizes.growth[-1]) / log(sizes.growth[0])
        targets.append(
            Target(
                name=f"growth of adding over that of the logarithm, {kind}",
                wanted=1.0,
                got=seconds[-1] / seconds[0] / by_logarithm,
                at_most=True,
            )
        )
    return [
        Section(
            title=f"Adding {ADDED:,} generated records to an index that grows, wall clock",
            header=(
                "records",
                *("texts, s", "times the first", "whole records, s", "times the first"),
            ),
            rows=[tuple(row) for row in rows],
            targets=targets,
            notes=["every size is reached by one more dump; now and then an add merges postings"],
        )
    ]

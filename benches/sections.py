"""What the table has: one function per section, each measuring, checking and returning rows and how
they stand to the targets.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from benches import corpora
from benches.measure import FLOOR, OURS, RECORDS, Job, Measurement
from benches.peers import PEERS
from benches.runner import OUR_RECALL, Runner, WrongAnswerError, busy, median


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is measured: generated and real records of the comparisons (None: all), records of
    the growth, turns, records of the index.
    """

    records: int
    real: int | None
    growth: tuple[int, ...]
    turns: int
    index: int

    @property
    def corpora(self) -> tuple[str, str]:
        """The generated and the real texts of the comparisons."""
        return corpora.generated(self.records), corpora.real(self.real)


FULL = Sizes(
    records=100_000,
    real=None,
    growth=(100_000, 200_000, 500_000, 1_000_000, 2_000_000),
    turns=5,
    index=1_000_000,
)
QUICK = Sizes(records=3_000, real=4_000, growth=(2_000, 4_000), turns=1, index=3_000)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A figure that is asked for: `got` must be at least (or at most) `wanted`."""

    name: str
    wanted: float
    got: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.got <= self.wanted if self.at_most else self.got >= self.wanted


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the table."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def peers(runner: Runner, sizes: Sizes) -> list[Section]:
    """End to end against the peers, on generated and on real texts."""
    return [_peers_on(runner, sizes, name) for name in sizes.corpora]


def _peers_on(runner: Runner, sizes: Sizes, corpus: str) -> Section:
    title = f"From a list of str to clusters, one thread, J >= 0.7: {corpora.title(corpus)}"
    reason = runner.missing(corpus)
    if reason:
        return Section(title=title, header=(), rows=[], notes=[f"skipped: {reason}"])
    there = [peer for peer in PEERS if not peer.missing()]
    absent = sorted({peer.package for peer in PEERS if peer.missing()})
    plain_ways = {peer.name for peer in there if peer.function != "run"}
    tools = [OURS, *(peer.name for peer in there)]
    jobs = {Job(tool=tool, corpus=corpus): _turns(tool, plain_ways, sizes) for tool in tools}
    medians = runner.take_turns(jobs)
    ours = next(iter(medians.values()))
    return Section(
        title=title,
        header=(
            "tool",
            "records/s",
            "ratio",
            "recall",
            "in one cluster",
            "precision",
            "clusters",
            "bytes/record",
        ),
        rows=[_peer_row(runner, ours, measured) for measured in medians.values()],
        targets=_peer_targets(runner, medians, corpora.title(corpus)),
        notes=[
            *(f"skipped, not installed: {name}" for name in absent),
            str(ours.notes["plan"]),
            busy(medians.values()),
        ],
    )


def _turns(tool: str, plain_ways: set[str], sizes: Sizes) -> int:
    """The slower ways of using a peer are measured once: nothing is compared with them."""
    return 1 if tool in plain_ways else sizes.turns


def _peer_row(runner: Runner, ours: Measurement, measured: Measurement) -> tuple[str, ...]:
    score = runner.score(measured)
    return (
        measured.job.tool,
        f"{measured.rate:,.0f}",
        f"{ours.rate / measured.rate:.1f}",
        f"{score.found:.4f}",
        f"{score.clustered:.4f}",
        f"{score.precision:.4f}",
        f"{score.clusters:,}",
        f"{measured.bytes_per_record:,.0f}",
    )


def _peer_targets(runner: Runner, medians: dict[Job, Measurement], where: str) -> list[Target]:
    ratios = {"gaoya": 15.0, "rensa": 25.0, "datasketch": 120.0}
    by_tool = {job.tool: measured for job, measured in medians.items()}
    ours = by_tool[OURS]
    targets = [
        Target(
            name=f"times {peer.name}, {where}",
            wanted=ratios[peer.package],
            got=ours.rate / by_tool[peer.name].rate,
        )
        for peer in PEERS
        if peer.package in ratios and peer.name in by_tool
    ]
    found = runner.score(ours).found
    return [*targets, Target(name=f"recall at J >= 0.7, {where}", wanted=OUR_RECALL, got=found)]


def floor(runner: Runner, sizes: Sizes) -> list[Section]:
    """Against the floor, and two threads against one."""
    return [_floor_on(runner, sizes, name) for name in sizes.corpora if not runner.missing(name)]


def _floor_on(runner: Runner, sizes: Sizes, corpus: str) -> Section:
    where = corpora.title(corpus)
    base = Job(tool=FLOOR, corpus=corpus, arrow=True)
    jobs = {
        "words found and hashed, nothing else": base,
        "clusters, Arrow column, 1 thread": Job(tool=OURS, corpus=corpus, arrow=True),
        "clusters, Arrow column, 2 threads": Job(tool=OURS, corpus=corpus, arrow=True, threads=2),
        "clusters, list of str, 1 thread": Job(tool=OURS, corpus=corpus),
        "clusters, list of str, 2 threads": Job(tool=OURS, corpus=corpus, threads=2),
    }
    medians = runner.take_turns(dict.fromkeys(jobs.values(), sizes.turns))
    lowest = medians[base].seconds
    one, two = (medians[Job(tool=OURS, corpus=corpus, arrow=True, threads=n)] for n in (1, 2))
    return Section(
        title=f"The floor and two threads: {where}",
        header=("job", "seconds", "records/s", "times the floor", "bytes/record"),
        rows=[
            (
                name,
                f"{medians[job].seconds:.3f}",
                f"{medians[job].rate:,.0f}",
                f"{medians[job].seconds / lowest:.2f}",
                f"{medians[job].bytes_per_record:,.0f}",
            )
            for name, job in jobs.items()
        ],
        targets=[
            Target(
                name=f"times the floor, {where}", wanted=6.0, got=one.seconds / lowest, at_most=True
            ),
            Target(name=f"two threads over one, {where}", wanted=1.7, got=one.wall / two.wall),
        ],
        notes=[
            f"stages, 1 thread: {_stages(one)}",
            f"stages, 2 threads: {_stages(two)}",
            busy(medians.values()),
        ],
    )


def _stages(measured: Measurement) -> str:
    seconds: dict[str, float] = measured.notes["seconds"]
    return ", ".join(f"{stage} {value:.3f} s" for stage, value in seconds.items())


def command(runner: Runner, sizes: Sizes) -> list[Section]:
    """`paperdedup run` from JSON lines on disk to Parquet on disk against the same records in
    memory.
    """
    corpus = corpora.generated(sizes.records)
    threads = os.cpu_count() or 1
    job = Job(tool=RECORDS, corpus=corpus, threads=threads)
    lines = corpora.lines(runner.corpus(corpus))
    runs: list[Ran] = []
    in_memory: list[Measurement] = []
    for _ in range(sizes.turns):
        in_memory.append(next(iter(runner.take_turns({job: 1}).values())))
        runs.append(_run_command(lines, runner.work / "out", threads, in_memory[0].records))
    middle = median(in_memory)
    inside = middle.wall
    ran = sorted(runs, key=lambda one: one.wall)[(len(runs) - 1) // 2]
    outside = ran.wall
    return [
        Section(
            title=f"From file to file, {threads} threads: {corpora.title(corpus)}",
            header=("job", "seconds", "times in memory"),
            rows=[
                ("in memory: whole records to clusters", f"{inside:.3f}", "1.00"),
                (
                    "paperdedup run: JSON lines to Parquet",
                    f"{outside:.3f}",
                    f"{outside / inside:.2f}",
                ),
            ],
            targets=[
                Target(
                    name="command over in memory", wanted=2.5, got=outside / inside, at_most=True
                )
            ],
            notes=[
                f"{lines.stat().st_size / 1e6:.0f} MB of JSON lines; start of Python included",
                f"processor seconds: {middle.processor:.3f} in memory, {ran.processor:.3f} run",
                f"of run: {ran.parts(_start_of_python())}",
            ],
        )
    ]


@dataclass(frozen=True, kw_only=True)
class Ran:
    """Seconds of wall clock and processor of the command, and of its stages by its own account."""

    wall: float
    processor: float
    stages: dict[str, float]

    def parts(self, start: float) -> str:
        """Where the time went; `start`: seconds that Python and its imports take."""
        read = self.stages["read"]
        search = sum(self.stages.values()) - read
        rest = self.wall - start - read - search
        return (
            f"{start:.2f} s start of Python and imports, {read:.2f} s reading, "
            f"{search:.2f} s search, {rest:.2f} s tables, Parquet and flushing to disk"
        )


def _start_of_python() -> float:
    """Seconds until everything that the command needs is imported; the best of five."""
    imports = "import paperdedup.cli.program, paperdedup.cli.run, paperdedup.dedup"
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", imports], check=True)
        taken.append(time.perf_counter() - started)
    return min(taken)


def _run_command(lines: Path, folder: Path, threads: int, records: int) -> Ran:
    """One run of the command; its answer is checked."""
    shutil.rmtree(folder, ignore_errors=True)
    program = Path(sys.executable).with_name("paperdedup")
    used, started = _processor_of_children(), time.perf_counter()
    subprocess.run(
        [program, "run", lines, "-o", folder, "--threads", str(threads)],
        check=True,
        capture_output=True,
    )
    wall, processor = time.perf_counter() - started, _processor_of_children() - used
    rows = pq.read_metadata(folder / "members.parquet").num_rows
    if rows != records:
        raise WrongAnswerError(f"paperdedup run wrote {rows} members of {records} records")
    stages = json.loads((folder / "run.json").read_text())["times"]
    return Ran(wall=wall, processor=processor, stages=stages)


def _processor_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def growth(runner: Runner, sizes: Sizes) -> list[Section]:
    """Cost and memory per record as the number of records grows."""
    taken: dict[int, list[Measurement]] = {size: [] for size in sizes.growth}
    for _ in range(min(sizes.turns, 3)):
        for size in sizes.growth:
            taken[size].append(runner.measure(_growth_job(size)))
    medians = {size: median(measured) for size, measured in taken.items()}
    first = medians[sizes.growth[0]]
    _check_growth(medians)
    cost = {size: measured.seconds / measured.records for size, measured in medians.items()}
    worst = max(cost.values()) / cost[sizes.growth[0]]
    return [
        Section(
            title="Growth: generated abstracts as an Arrow column, one thread",
            header=(
                "records",
                "seconds",
                "microseconds/record",
                "times the first",
                "bytes/record",
                "clusters",
            ),
            rows=[
                (
                    f"{size:,}",
                    f"{measured.seconds:.2f}",
                    f"{cost[size] * 1e6:.2f}",
                    f"{cost[size] * first.records / first.seconds:.2f}",
                    f"{measured.bytes_per_record:,.0f}",
                    f"{measured.notes['counts']['papers']:,.0f}",
                )
                for size, measured in medians.items()
            ],
            targets=[
                Target(name="growth of the cost per record", wanted=1.3, got=worst, at_most=True),
                Target(
                    name=f"bytes per record beyond the text, {sizes.growth[-1]:,} records",
                    wanted=400,
                    got=medians[sizes.growth[-1]].bytes_per_record,
                    at_most=True,
                ),
            ],
        )
    ]


def _growth_job(size: int) -> Job:
    return Job(tool=OURS, corpus=corpora.generated(size), arrow=True, mode="lsh")


def _check_growth(medians: dict[int, Measurement]) -> None:
    """Too many records for the exact pairs; but the generator makes the same share of clusters at
    every size.
    """
    shares = [m.notes["counts"]["papers"] / m.records for m in medians.values()]
    if max(shares) - min(shares) > 0.02:
        raise WrongAnswerError(f"clusters per record differ between sizes: {shares}")


def exact(runner: Runner, sizes: Sizes) -> list[Section]:
    """Exact mode against LSH mode at J >= 0.8."""
    return [_exact_on(runner, sizes, name) for name in sizes.corpora if not runner.missing(name)]


def _exact_on(runner: Runner, sizes: Sizes, corpus: str) -> Section:
    jobs = {
        mode: Job(tool=OURS, corpus=corpus, arrow=True, mode=mode, threshold=0.8)
        for mode in ("lsh", "exact")
    }
    medians = runner.take_turns(dict.fromkeys(jobs.values(), sizes.turns))
    base = medians[jobs["lsh"]].seconds
    where = corpora.title(corpus)
    return Section(
        title=f"Exact join and LSH at J >= 0.8, one thread: {where}",
        header=("mode", "seconds", "times LSH", "recall", "clusters"),
        rows=[
            (
                mode,
                f"{medians[job].seconds:.3f}",
                f"{medians[job].seconds / base:.2f}",
                f"{runner.score(medians[job]).found:.4f}",
                f"{runner.score(medians[job]).clusters:,}",
            )
            for mode, job in jobs.items()
        ],
        targets=[
            Target(
                name=f"exact over LSH at 0.8, {where}",
                wanted=8.0,
                got=medians[jobs["exact"]].seconds / base,
                at_most=True,
            )
        ],
        notes=[f"stages, {mode}: {_stages(medians[job])}" for mode, job in jobs.items()],
    )


SECTIONS: dict[str, Callable[[Runner, Sizes], list[Section]]] = {
    "peers": peers,
    "floor": floor,
    "command": command,
    "growth": growth,
    "exact": exact,
}

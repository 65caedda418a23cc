"""One measurement in a process of its own: load a corpus, do one job once, say how long it took and
how much memory it needed.

Run by the table as `python -m benches.measure JOB`, where JOB is a JSON object (`Job`). A fresh
process per measurement, so that no tool pays for or profits from another's memory, caches or thread
pools, and so that the peak of the memory is the job's own: the peak is reset (Linux) after the text
is loaded, and what is held then is the baseline. Wall clock and processor time are taken; on a
machine with nothing else to do they agree. The clusters are saved for the check of the answer.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benches import corpora, engine
from benches.machine import ROOT
from benches.memory import held, peak
from benches.peers import PEERS

THREAD_LIMITS = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
OURS = "paperdedup"
RECORDS = "paperdedup, whole records"
BIBDEDUPE = "bib-dedupe"
FLOOR = "floor"


@dataclass(frozen=True, kw_only=True)
class Job:
    """What to measure: a tool on a corpus. `arrow`: the text is given as an Arrow column, else as a
    list of str.
    """

    tool: str
    corpus: str
    threshold: float = 0.7
    threads: int = 1
    arrow: bool = False
    mode: str = "auto"
    policy: str = "auto"


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """Seconds of wall clock and processor, bytes held before and at the peak, and where the answer
    is.
    """

    job: Job
    records: int
    wall: float
    processor: float
    held: int
    peak: int
    answer: str
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """What the job cost: of one thread the processor time, which other programs hardly touch
        and no hidden thread can beat; of several the wall clock.
        """
        return self.processor if self.job.threads == 1 else self.wall

    @property
    def rate(self) -> float:
        """Records per second."""
        return self.records / self.seconds

    @property
    def bytes_per_record(self) -> float:
        """Memory at the peak beyond what was held when the text was loaded, per record."""
        return (self.peak - self.held) / self.records


def measure(job: Job, corpus: Path, answer: Path) -> Measurement:
    """Do a job in a fresh process."""
    environment = os.environ | dict.fromkeys(THREAD_LIMITS, str(job.threads))
    environment |= {"ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONHASHSEED": "0"}
    order = json.dumps(asdict(job) | {"path": str(corpus), "answer": str(answer)})
    done = subprocess.run(
        [sys.executable, "-m", "benches.measure", order],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"measuring {job} failed:\n{done.stderr}")
    return Measurement(job=job, answer=str(answer), **json.loads(done.stdout))


def main(order: str) -> None:
    values = json.loads(order)
    path, answer = Path(values.pop("path")), Path(values.pop("answer"))
    job = Job(**values)
    records, held_text = _load(job, path)
    work = _work(job, held_text)
    before = held()
    processor, wall = time.process_time(), time.perf_counter()
    outcome = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    most = peak()
    notes = _save(job, outcome, answer)
    figures = {"wall": wall, "processor": processor, "held": before, "peak": most}
    print(json.dumps({"records": records, "notes": notes} | figures))


def _load(job: Job, path: Path) -> tuple[int, Any]:
    if job.tool in (RECORDS, BIBDEDUPE):
        table = corpora.table(path)
        table = table.drop_columns("truth") if "truth" in table.column_names else table
        return len(table), table
    if job.arrow:
        column = corpora.table(path).column("abstract")
        return len(column), column
    texts = corpora.texts(path)
    return len(texts), texts


def _work(job: Job, text: Any) -> Callable[[], Any]:
    """The job as a function without arguments, everything imported already."""
    if job.tool == FLOOR:  # the checksum is its answer
        return lambda: engine.hash_words(text)
    if job.tool in (OURS, RECORDS):
        plain = job.tool == OURS
        return lambda: engine.run(
            text,
            plain=plain,
            threshold=job.threshold,
            threads=job.threads,
            mode=job.mode,
            policy=job.policy,
        )
    if job.tool == BIBDEDUPE:
        from benches.peers.bibdedupe_peer import prepared

        return prepared(text)
    run = next(peer for peer in PEERS if peer.name == job.tool).load()
    return lambda: run(text, job.threshold)


def _save(job: Job, outcome: Any, answer: Path) -> dict[str, Any]:
    """Keep the answer; return what the tool says of its run."""
    if job.tool in (OURS, RECORDS):
        arrays = engine.arrays(outcome)
        np.savez(answer, labels=arrays["labels"], a=arrays["a"], b=arrays["b"])
        return engine.notes(outcome)
    np.savez(answer, labels=np.atleast_1d(outcome))
    return {}


if __name__ == "__main__":
    main(sys.argv[1])

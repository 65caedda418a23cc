"""Runs measurements in turns and checks every answer before its time counts.

Jobs of one comparison take turns, round by round, so that a noisy minute of the machine hits all of
them; the median of the rounds is reported. An answer is compared with the exact pairs of its corpus
(`truth`), found once per corpus and themselves compared with brute force on a sample. What is not
as it must be raises `WrongAnswerError`: there is no table with a wrong answer in it.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benches import corpora, engine, truth
from benches.measure import BIBDEDUPE, FLOOR, OURS, RECORDS, Job, Measurement, measure

SAMPLE = 1_000  # texts compared each with each by brute force
PEER_RECALL = (
    0.9  # of a peer at 16 x 8 bands 0.95 is expected; less than this, and the adapter is wrong
)
OUR_RECALL = 0.999


class WrongAnswerError(Exception):
    """A tool, or the truth itself, gave an answer that it must not give."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """The truth of a corpus: its exact pairs, and a number for each different normalized text."""

    pairs: truth.Pairs
    text: npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Quality of an answer.

    `found`: share of the true pairs that were put together: in one cluster, or, where a tool
    reports verified pairs, as such a pair. `clustered`: share of the true pairs in one cluster.
    `precision`: share of the pairs in one cluster that are true.
    """

    found: float
    clustered: float
    precision: float
    clusters: int


class Runner:
    """Measures jobs on corpora kept in a work folder."""

    def __init__(self, work: Path, corpora_folder: Path) -> None:
        self.work = work
        self.corpora_folder = corpora_folder
        self.measurements: list[Measurement] = []

    def missing(self, corpus: str) -> str | None:
        """Why a corpus cannot be had; None if it can."""
        return corpora.missing(corpus, self.corpora_folder)

    def corpus(self, name: str) -> Path:
        """The file of a corpus."""
        return corpora.prepare(name, self.corpora_folder, self.work)

    def take_turns(self, jobs: Mapping[Job, int]) -> dict[Job, Measurement]:
        """Measure each job as often as said, in turns; the median of each."""
        taken: dict[Job, list[Measurement]] = {job: [] for job in jobs}
        for turn in range(max(jobs.values())):
            for job in (job for job, times in jobs.items() if times > turn):
                measured = self.measure(job)
                taken[job].append(measured)
                if turn == 0:
                    self.check(measured)
        return {job: median(measured) for job, measured in taken.items()}

    def measure(self, job: Job) -> Measurement:
        """Measure a job once, without a look at its answer."""
        answer = self.work / f"answer_{len(self.measurements)}.npz"
        measured = measure(job, self.corpus(job.corpus), answer)
        self.measurements.append(measured)
        return measured

    def check(self, measured: Measurement) -> None:
        """Raise if an answer is wrong."""
        if measured.job.tool in (BIBDEDUPE, FLOOR, RECORDS):
            self._check_shape(measured)
            return
        score = self.score(measured)
        least = OUR_RECALL if measured.job.tool == OURS else PEER_RECALL
        least = 1.0 if measured.job.mode == "exact" else least
        if score.found < least:
            raise WrongAnswerError(
                f"{measured.job}: found {score.found:.4f} of the pairs, not {least}"
            )

    def score(self, measured: Measurement) -> Score:
        """Compare an answer with the truth of its corpus."""
        with np.load(measured.answer) as answer:
            arrays = dict(answer)
        if len(arrays["labels"]) != measured.records:
            raise WrongAnswerError(f"{measured.job}: {len(arrays['labels'])} labels")
        return score(arrays, self.known(measured.job.corpus), threshold=measured.job.threshold)

    def known(self, corpus: str) -> Known:
        """The truth of a corpus at 0.7 and above, from a file if it was found before."""
        return _known(self.corpus(corpus))

    def _check_shape(self, measured: Measurement) -> None:
        with np.load(measured.answer) as answer:
            labels = answer["labels"]
        if measured.job.tool != FLOOR and len(labels) != measured.records:
            raise WrongAnswerError(
                f"{measured.job}: {len(labels)} labels for {measured.records} records"
            )


@cache
def _known(path: Path) -> Known:
    return find_truth(corpora.texts(path))


def find_truth(texts: Sequence[str]) -> Known:
    """The exact pairs of some texts, themselves checked on a sample."""
    normalized = engine.normalized(texts)
    _, text = np.unique(np.array(normalized, dtype=object), return_inverse=True)
    pairs = truth.exact_pairs(normalized, 0.7)
    _compare_with_brute_force(normalized, pairs)
    return Known(pairs=pairs, text=text.astype(np.int64))


def score(arrays: Mapping[str, npt.NDArray[np.int64]], known: Known, *, threshold: float) -> Score:
    """Compare an answer (labels, and verified pairs a, b where a tool has them) with the truth."""
    labels = arrays["labels"]
    keep = known.pairs.jaccard >= threshold
    a, b = known.pairs.a[keep], known.pairs.b[keep]
    together = labels[a] == labels[b]
    found = together
    if "a" in arrays:
        same = known.text[a] == known.text[b]
        verified = _text_pairs(known.text, arrays["a"], arrays["b"])
        found = (same & together) | np.isin(_text_pairs(known.text, a, b), verified)
    sizes = np.bincount(labels)
    joined = int((sizes * (sizes - 1) // 2).sum())
    return Score(
        found=float(found.mean()) if len(a) else 1.0,
        clustered=float(together.mean()) if len(a) else 1.0,
        precision=float(together.sum() / joined) if joined else 1.0,
        clusters=int((sizes > 0).sum()),
    )


def _compare_with_brute_force(normalized: Sequence[str], pairs: truth.Pairs) -> None:
    """Take the texts of the first pairs, which has the hard cases in it, and compare each with
    each.
    """
    sample = np.unique(np.concatenate([pairs.a[: SAMPLE // 2], pairs.b[: SAMPLE // 2]]))
    expected = truth.brute_force_pairs([normalized[i] for i in sample], 0.7)
    inside = np.isin(pairs.a, sample) & np.isin(pairs.b, sample)
    places = np.searchsorted(sample, np.stack([pairs.a[inside], pairs.b[inside]], axis=1))
    if {(int(a), int(b)) for a, b in places} != expected:
        raise WrongAnswerError(f"the exact pairs differ from brute force on {len(sample)} texts")


def _text_pairs(
    text: npt.NDArray[np.int64], a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Pairs of records as pairs of texts, each one number."""
    low, high = np.minimum(text[a], text[b]), np.maximum(text[a], text[b])
    return low * (len(text) + 1) + high


def busy(measured: Iterable[Measurement]) -> str:
    """How much of the wall clock the one-thread jobs ran; the rest of it went to other programs."""
    shares = [m.processor / m.wall for m in measured if m.job.threads == 1]
    return f"processor time over wall clock, least of the medians: {min(shares):.2f}"


def median(measured: Sequence[Measurement]) -> Measurement:
    """The measurement whose time is the (lower) median."""
    middle = statistics.median_low([m.seconds for m in measured])
    return next(m for m in measured if m.seconds == middle)

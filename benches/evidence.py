"""What identity costs: all evidence against the text alone, and against bib-dedupe with F1 beside.

Both sections take whole records in memory, on one thread. The first has titles, abstracts, authors
and years; the second a labelled set, whose truth is counted after the time is taken.
"""

import importlib.util
from collections.abc import Callable

import numpy as np

from benches import corpora
from benches.measure import BIBDEDUPE, OURS, RECORDS, Job, Measurement
from benches.runner import Runner, WrongAnswerError, busy
from benches.sections import Section, Sizes, Target
from paperdedup.measuring.scores import Scores, count

SET = "cohen_pubmed"
LEAST_F1 = 0.9
"""Of ours; less than this, and something is broken."""


def evidence(runner: Runner, sizes: Sizes) -> list[Section]:
    """Whole records: all evidence against the text alone."""
    corpus = corpora.real(sizes.real)
    title = f"All evidence and the text alone, one thread: {corpora.title(corpus)}"
    reason = runner.missing(corpus)
    if reason:
        return [Section(title=title, header=(), rows=[], notes=[f"skipped: {reason}"])]
    jobs = {
        "text alone, the abstracts as an Arrow column": Job(tool=OURS, corpus=corpus, arrow=True),
        "text alone, whole records": Job(tool=RECORDS, corpus=corpus, policy="text"),
        "all evidence, whole records": Job(tool=RECORDS, corpus=corpus, policy="version"),
    }
    medians = runner.take_turns(dict.fromkeys(jobs.values(), sizes.turns))
    _, text, whole = (medians[job] for job in jobs.values())
    return [
        Section(
            title=title,
            header=("job", "seconds", "records/s", "times text alone", "papers", "bytes/record"),
            rows=[
                (
                    name,
                    f"{medians[job].seconds:.3f}",
                    f"{medians[job].rate:,.0f}",
                    f"{medians[job].seconds / text.seconds:.2f}",
                    f"{medians[job].notes['counts']['papers']:,.0f}",
                    f"{medians[job].bytes_per_record:,.0f}",
                )
                for name, job in jobs.items()
            ],
            targets=[
                Target(
                    name="all evidence over the text alone, whole records",
                    wanted=2.5,
                    got=whole.seconds / text.seconds,
                    at_most=True,
                ),
                Target(
                    name="bytes per record beyond the text, all evidence",
                    wanted=900,
                    got=whole.bytes_per_record,
                    at_most=True,
                ),
            ],
            notes=[busy(medians.values())],
        )
    ]


def bibliographic(runner: Runner, sizes: Sizes) -> list[Section]:
    """A labelled set: time, with F1 beside, against bib-dedupe, which is slow and measured once."""
    corpus = corpora.labelled(SET)
    title = f"Whole records against bib-dedupe, one thread: {SET}"
    absent = importlib.util.find_spec("bib_dedupe") is None
    reason = runner.missing(corpus) or ("bib-dedupe is not installed" if absent else None)
    if sizes.real is not None:
        reason = reason or "it takes minutes"
    if reason:
        return [Section(title=title, header=(), rows=[], notes=[f"skipped: {reason}"])]
    ours = Job(tool=RECORDS, corpus=corpus, policy="record")
    theirs = Job(tool=BIBDEDUPE, corpus=corpus)
    medians = runner.take_turns({ours: sizes.turns, theirs: 1})
    scores = {job: scored(runner, measured) for job, measured in medians.items()}
    if scores[ours].f1 < LEAST_F1:
        raise WrongAnswerError(f"F1 {scores[ours].f1:.4f} on {SET}")
    ratio = medians[theirs].seconds / medians[ours].seconds
    return [
        Section(
            title=title,
            header=("tool", "seconds", "records/s", "precision", "recall", "F1"),
            rows=[
                (
                    job.tool,
                    f"{measured.seconds:.2f}",
                    f"{measured.rate:,.0f}",
                    f"{scores[job].precision:.4f}",
                    f"{scores[job].recall:.4f}",
                    f"{scores[job].f1:.4f}",
                )
                for job, measured in medians.items()
            ],
            targets=[Target(name=f"times bib-dedupe, {SET}", wanted=50.0, got=ratio)],
            notes=[busy(medians.values())],
        )
    ]


def scored(runner: Runner, measured: Measurement) -> Scores:
    """An answer against the column `truth` of its corpus."""
    truth = corpora.table(runner.corpus(measured.job.corpus)).column("truth").to_pylist()
    with np.load(measured.answer) as answer:
        labels = answer["labels"].astype(np.int64)
    return count(np.unique(truth, return_inverse=True)[1].astype(np.int64), labels)


SECTIONS: dict[str, Callable[[Runner, Sizes], list[Section]]] = {
    "evidence": evidence,
    "bibliographic": bibliographic,
}

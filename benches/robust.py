"""How much the answer hangs on the digits of the weights, on the sets of `benches.identity`.

    python -m benches.robust [--rounds 8] [--seed 0] [--write docs/quality.md]

*Perturbed*: in every round each group of weights (a table of a policy: title, abstract, ...) is
multiplied by a number of its own, drawn from 0.75 to 1.25, and every set is scored anew.

*Left out*: a weight that was chosen by search is chosen again without one set, by the mean F1 of
all others, and the set that was left out is scored with it. What is lost against the weight as it
is says how much the choice was fitted to that set.

The section is kept by `python -m benches.identity --write`, which does not make it.
"""

import argparse
import random
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any

import paperdedup
from benches.corpora import FOLDER
from benches.identity import JOBS, SETS, Job, deduplicated, read_labels
from benches.kept import kept, marked
from paperdedup.measuring import runs

SHIFT = 0.25
NO_POINTS = {"full_weight", "least_share", "contained_from", "full_words", "short_words"}
NO_POINTS |= {"alone_weight"}
"""What a policy has in its tables beside points: weights, shares and counts of words."""
SEARCHED = ("authors.longer", "vetoes.series_alone")
"""Weights that were chosen by trying some."""
FACTORS = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Of a weight that was chosen by search."""

Table = dict[str, Any]


def scaled(points: Any, factor: float) -> Any:
    """Points, or steps of points, times a factor.

    >>> scaled([[0.9, 2.0], [0.5, -1.0]], 1.5)
    [[0.9, 3.0], [0.5, -1.5]]
    """
    if isinstance(points, list):
        return [[start, scaled(count, factor)] for start, count in points]
    return points * factor


def moved(policy: Table, factors: Mapping[str, float]) -> Table:
    """A policy whose groups of points, or single ones (`group.name`), are multiplied.

    >>> moved({"name": "a", "year": {"equal": 1.0, "gap": [[1, -2.0]]}}, {"year.gap": 0.5})
    {'name': 'a', 'year': {'equal': 1.0, 'gap': [[1, -1.0]]}}
    """
    changed: Table = {}
    for group, values in policy.items():
        changed[group] = values
        if isinstance(values, dict):
            changed[group] = {
                name: value
                if name in NO_POINTS
                else scaled(value, factors.get(group, 1.0) * factors.get(f"{group}.{name}", 1.0))
                for name, value in values.items()
            }
    return changed


def as_toml(policy: Table) -> str:
    """A policy as the text that `Config.policy` takes.

    >>> as_toml({"name": "a", "threshold": 1.0, "year": {"gap": [[5, -2.0]]}})
    "name = 'a'\\nthreshold = 1.0\\n[year]\\ngap = [[5, -2.0]]\\n"
    """
    single = [f"{name} = {value!r}\n" for name, value in policy.items() if type(value) is not dict]
    for group, values in policy.items():
        if isinstance(values, dict):
            single += [f"[{group}]\n", *(f"{name} = {value!r}\n" for name, value in values.items())]
    return "".join(single)


class Bench:
    """The sets that are there, read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.jobs = [job for job in JOBS if (folder / job.name / "records.jsonl.gz").is_file()]
        self._dumps = {
            name: runs.read(folder / name / "records.jsonl.gz")
            for name in {job.name for job in self.jobs}
        }

    def f1(self, factors: Mapping[str, float]) -> list[float]:
        """F1 of every job with weights that are multiplied so."""
        return [self._score(job, factors) for job in self.jobs]

    def _score(self, job: Job, factors: Mapping[str, float]) -> float:
        policy = moved(tomllib.loads(paperdedup.policies[job.policy]), factors)
        result = deduplicated(self._dumps[job.name], replace(job, policy=as_toml(policy)))
        labels = self._folder / job.name / "labels.csv"
        clusters = self._folder / job.name / "clusters.jsonl"
        truth: Any = read_labels(labels) if labels.is_file() else clusters
        return paperdedup.evaluate(result, truth, errors=0).f1


def perturbed(bench: Bench, rounds: int, seed: int) -> list[list[float]]:
    """F1 of every job, round by round."""
    drawn = random.Random(seed)
    policy = tomllib.loads(paperdedup.policies["version"])
    groups = [name for name, values in policy.items() if isinstance(values, dict)]
    return [
        bench.f1({group: drawn.uniform(1 - SHIFT, 1 + SHIFT) for group in groups})
        for _ in range(rounds)
    ]


def left_out(
    names: Sequence[str], scores: Mapping[float, Sequence[float]]
) -> list[tuple[float, float]]:
    """For every job: the factor that is best for the jobs of all other sets, and its F1 then. Of
    equals, the one nearest to 1.

    >>> left_out(["a", "b"], {1.0: [0.5, 0.9], 2.0: [0.6, 0.8]})
    [(1.0, 0.5), (2.0, 0.8)]
    """
    chosen = []
    for place, own in enumerate(names):

        def others(factor: float, own: str = own) -> tuple[float, float]:
            kept_f1 = [f1 for name, f1 in zip(names, scores[factor], strict=True) if name != own]
            return round(fmean(kept_f1), 4), -abs(factor - 1)

        best = max(scores, key=others)
        chosen.append((best, scores[best][place]))
    return chosen


def section(bench: Bench, rounds: int, seed: int) -> Iterator[str]:
    """Everything as Markdown."""
    usual = bench.f1({})
    columns = list(zip(*perturbed(bench, rounds, seed), strict=True))
    yield "## Robustness of the weights"
    yield ""
    yield (
        f"F1 as it is, and in {rounds} rounds (seed {seed}) in each of which every group of "
        f"weights (title, abstract, authors, …) is multiplied by a random number from "
        f"{1 - SHIFT:g} to {1 + SHIFT:g}. Made by `python -m benches.robust`."
    )
    yield ""
    yield "| set | policy | as it is | mean | lowest | highest |"
    yield "|---|---|--:|--:|--:|--:|"
    for job, f1, rounded in zip(bench.jobs, usual, columns, strict=True):
        told = f"{fmean(rounded):.4f} | {min(rounded):.4f} | {max(rounded):.4f}"
        yield f"| {job.name} | {job.policy} | {f1:.4f} | {told} |"
    yield ""
    yield (
        "Weights that were found by trying some, chosen again with one set left out: times which "
        f"number ({', '.join(f'{factor:g}' for factor in FACTORS)}) the mean F1 of all other sets "
        "is highest, and what F1 the set that was left out has with it."
    )
    for name in SEARCHED:
        tried = {factor: bench.f1({name: factor}) for factor in FACTORS}
        yield ""
        yield f"| `{name}`, without | policy | times | F1 | as it is |"
        yield "|---|---|--:|--:|--:|"
        found = left_out([job.name for job in bench.jobs], tried)
        for job, f1, (factor, then) in zip(bench.jobs, usual, found, strict=True):
            yield f"| {job.name} | {job.policy} | {factor:g} | {then:.4f} | {f1:.4f} |"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the labelled sets")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the section into FILE")
    given = parser.parse_args()
    bench = Bench(given.sets)
    if not bench.jobs:
        print(f"skipped: none of the sets is in {given.sets}; they stand beside {FOLDER}")
        return 0
    body = "\n".join(section(bench, given.rounds, given.seed))
    print(body)
    if given.write:
        text = given.write.read_text(encoding="utf-8").replace(kept(given.write), "")
        given.write.write_text(text + marked(body), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Identity on labelled sets: scores beside targets, every error by its cause, precision at density.

    python -m benches.identity [--sets FOLDER] [--corpora FOLDER] [--only NAME ...] [--write FILE]

Default weights for every set; only the policy is chosen. A set is a folder with records.jsonl.gz
and clusters.jsonl (lists of ids), or labels.csv (id1, id2, status) where single pairs were judged.
The sets are not ours to redistribute; those that are absent are skipped, and say so. The page
(docs/quality.md) is the same whenever the records and the code are.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import paperdedup
from benches.corpora import FOLDER
from benches.kept import kept
from paperdedup import Config, Evaluation, Result
from paperdedup.measuring import runs
from paperdedup.measuring.scores import Scores
from paperdedup.measuring.truth import Truth
from paperdedup.measuring.verdicts import Judge
from paperdedup.records import Dump

SETS = FOLDER.parent / "eval"
MERGED = ("EXACT", "STRONG")
APART = "DIFFERENT"
LISTED = 100
"""Links between different identifiers that are listed."""
REMARKS = {
    "cora_1295": (
        "Of the joined pairs, 44 are of one record, which the truth has alone: it names the series",
        "and the volume in which the proceedings were printed that most of the others name.",
    ),
    "asysd_citations_df": (
        "Looked at one by one: the truth groups records by the likeness of their titles. Of the",
        "18 missed pairs, 7 are of two works that share no author (meeting abstracts of one",
        "page or session), 2 are letters by different people under one title, and 9 are one",
        "title in two publications, which are two under `record`. The pairs that are joined",
        "agree in authors, year, volume and pages, and differ in how a word of the title is",
        "spelled.",
    ),
    "fuzzycat_verify": (
        "Three of the missed pairs are an article and its supplement, by its DOI (`.s001`),",
        "which are one work there and two items here.",
    ),
}
"""What a look at the errors of a set shows that their causes do not say."""
DENSITY = 0.3
"""Links between different identifiers per 100 papers, at most."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A figure of a set and its bound."""

    figure: str
    bound: float
    at_most: bool = False

    def met(self, figures: dict[str, float]) -> bool:
        got = round(figures[self.figure], 3)
        return got <= self.bound if self.at_most else got >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"{self.figure} {sign} {self.bound:g}"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A set under a policy."""

    name: str
    policy: str
    targets: tuple[Target, ...]
    sources: bool = False
    """Whether it is two sources, each without repeats, told apart by how they spell venues."""


def at_least(figure: str, bound: float) -> Target:
    return Target(figure=figure, bound=bound)


def at_most(figure: str, bound: float) -> Target:
    return Target(figure=figure, bound=bound, at_most=True)


JOBS = (
    Job(name="iebh_copper", policy="record", targets=(at_least("F1", 1.0),)),
    Job(
        name="bibdedupe_stroke",
        policy="record",
        targets=(at_most("lost", 0), at_most("left", 2)),
    ),
    Job(name="bibdedupe_special_cases", policy="record", targets=()),
    Job(
        name="asysd_citations_df",
        policy="record",
        targets=(at_least("precision", 0.988), at_least("recall", 0.963)),
    ),
    Job(
        name="cohen_pubmed",
        policy="record",
        targets=(at_least("precision", 0.997), at_least("recall", 0.969)),
    ),
    Job(name="dblp_acm", policy="record", sources=True, targets=(at_least("F1", 0.99),)),
    Job(name="cora_1295", policy="record", targets=(at_least("F1", 0.88),)),
    Job(name="arxiv_revised", policy="work", targets=(at_least("F1", 0.955),)),
    Job(
        name="arxiv_revised",
        policy="version",
        targets=(at_least("precision", 0.99), at_least("recall", 0.83)),
    ),
    Job(name="citeseerx_conflation", policy="work", targets=(at_least("F1", 0.975),)),
    Job(
        name="fuzzycat_verify",
        policy="version",
        targets=(at_least("same joined", 57), at_most("different joined", 4)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a job showed, or why it was skipped."""

    job: Job
    figures: dict[str, float] = field(default_factory=dict)
    causes: dict[tuple[str, str], int] = field(default_factory=dict)
    skipped: str = ""


def run_job(job: Job, folder: Path) -> Outcome:
    """Run on a set and score it."""
    path = folder / job.name
    records = path / "records.jsonl.gz"
    if not records.is_file():
        return Outcome(job=job, skipped=f"no {job.name}/records.jsonl.gz")
    labels = path / "labels.csv"
    result = deduplicated(runs.read(records), job)
    if labels.is_file():
        judged = read_labels(labels)
        evaluation = paperdedup.evaluate(result, judged, errors=None)
        return Outcome(job=job, figures=judged_figures(evaluation), causes=evaluation.causes)
    evaluation = paperdedup.evaluate(result, path / "clusters.jsonl", errors=None)
    return Outcome(job=job, figures=figures(evaluation), causes=evaluation.causes)


def deduplicated(dumps: Sequence[Dump], job: Job) -> Result:
    result = runs.run(dumps, Config(policy=job.policy))
    if not job.sources:
        return result
    return runs.run(by_source(dumps, result), Config(policy=job.policy, unique_within="dump"))


def by_source(dumps: Sequence[Dump], result: Result) -> list[Dump]:
    """The records of two sources as two dumps. Two spellings of a venue that are matched with each
    other are of different sources; the most frequent pairs are followed first.
    """
    venues = [v or "" for d in dumps for v in d.fields().column("venue").to_pylist()]
    papers = result.members.column("canonical_id").to_pylist()
    side = two_sides(met(venues, papers))
    sides = np.array([side.get(venue, 0) for venue in venues])
    table = pa.concat_tables([dump.table for dump in dumps])
    parts = [table.filter(pa.array(sides == number)) for number in (0, 1)]
    return runs.read({f"source {number}": part for number, part in enumerate(parts)})


def met(venues: Sequence[str], papers: Sequence[str]) -> Counter[tuple[str, str]]:
    """How often two spellings of a venue stand in one paper."""
    members: dict[str, list[str]] = {}
    for venue, paper in zip(venues, papers, strict=True):
        members.setdefault(paper, []).append(venue)
    found: Counter[tuple[str, str]] = Counter()
    for names in members.values():
        for a, b in combinations(sorted(names), 2):
            found[a, b] += a != b
    return found


def two_sides(pairs: Counter[tuple[str, str]]) -> dict[str, int]:
    """A side for every name, so that names of a pair are on different ones, heaviest pairs first.

    >>> two_sides(Counter({("a", "b"): 9, ("b", "c"): 5, ("a", "c"): 1}))
    {'a': 0, 'b': 1, 'c': 0}
    """
    group: dict[str, dict[str, int]] = {}
    for (a, b), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        one, two = group.get(a, {a: 0}), group.get(b, {b: 0})
        if one is two:
            continue
        turn = one[a] == two[b]
        joined = one | {name: side ^ turn for name, side in two.items()}
        group |= dict.fromkeys(joined, joined)
    return {name: group[name][name] for name in sorted(group)}


def read_labels(path: Path) -> Truth:
    """Judged pairs; those without a clear answer are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] in (*MERGED, APART)]
    pairs = tuple((row["id1"], row["id2"], row["status"] in MERGED) for row in rows)
    return Truth((), pairs)


def figures(evaluation: Evaluation) -> dict[str, float]:
    scores = evaluation.scores
    assert isinstance(scores, Scores)
    return {
        "precision": scores.precision,
        "recall": scores.recall,
        "F1": scores.f1,
        "B-cubed": scores.bcubed_f1,
        "lost": scores.lost,
        "left": scores.left,
    }


def judged_figures(evaluation: Evaluation) -> dict[str, float]:
    scores = evaluation.scores
    return {
        "precision": scores.precision,
        "recall": scores.recall,
        "F1": scores.f1,
        "same joined": scores.right_pairs,
        "different joined": scores.found_pairs - scores.right_pairs,
    }


@dataclass(frozen=True, kw_only=True)
class Density:
    """Precision among many papers: records of different arXiv ids that were joined."""

    papers: int
    links: list[tuple[str, str, float, str]]
    """The two ids, the score of the likeliest pair of their records, and why it was joined."""
    by_policy: list[tuple[str, Evaluation]]
    """Scores under all evidence and by text alone."""

    @property
    def per_hundred(self) -> float:
        return 100 * len(self.links) / self.papers


def density(folder: Path) -> Density | None:
    """The arXiv listings with their ids hidden; None where they are not there."""
    paths = sorted(folder.glob("arxiv_*.jsonl.gz"))
    if not paths:
        return None
    dumps = runs.read(paths)
    ids = runs.identified(dumps, "id")
    hidden = runs.hidden(dumps, "id", ids)
    truth = {place(hidden, row): value for row, value in enumerate(ids)}
    results = {name: runs.run(hidden, Config(policy=name)) for name in ("version", "text")}
    scored = [
        (name, paperdedup.evaluate(result, truth, errors=0)) for name, result in results.items()
    ]
    return Density(papers=len(set(ids)), links=links(results["version"], ids), by_policy=scored)


def place(dumps: Sequence[Dump], row: int) -> str:
    """DUMP:POSITION of a record number."""
    for dump in dumps:
        if row < len(dump):
            return f"{dump.name}:{dump.positions[row].as_py()}"
        row -= len(dump)
    raise IndexError(row)


def links(result: Result, ids: Sequence[str | None]) -> list[tuple[str, str, float, str]]:
    """Different ids that were joined, each pair once, the likeliest first."""
    members: dict[str, dict[str, int]] = {}
    for row, paper in enumerate(result.members.column("canonical_id").to_pylist()):
        members.setdefault(paper, {}).setdefault(str(ids[row]), row)
    judge = Judge(result)
    found = []
    for rows in members.values():
        for a, b in combinations(sorted(rows), 2):
            decision = judge.decide(rows[a], rows[b])
            equal = dict(decision.points).get("title", 0.0) >= 4
            found.append((a, b, decision.score, "titles agree" if equal else "other title"))
    return sorted(found, key=lambda link: (-link[2], link[:2]))


def page(outcomes: Sequence[Outcome], found: Density | None) -> str:
    """Everything as Markdown."""
    lines = [
        "# Quality",
        "",
        "How well identity does on labelled sets, with default weights for all of them; only the",
        "policy is chosen. Made by `python -m benches.identity --write docs/quality.md`; the sets",
        "are public but not ours to redistribute, so it needs a copy of them. What the figures",
        "mean: [measuring](measuring.md).",
        "",
        *table_of_sets(outcomes),
        "",
        "*lost*: papers of which no record is kept if one record of each cluster is; *left*:",
        "surplus records that are kept. Of fuzzycat_verify single pairs are judged: 62 as one",
        "work, 45 as different. dblp_acm is two sources that hold no paper twice, but which record",
        "is of which source is not given: a first run without `unique_within` matches spellings of",
        "venues with each other, and two spellings that are matched are of different sources.",
        "",
        "## Errors by cause",
        "",
        "Pairs of records, by what weighs most in the verdict on the pair that is likeliest to be",
        "one paper. *joined*: different papers in one cluster; *missed*: one paper in two.",
        "",
    ]
    for outcome in outcomes:
        lines += [*table_of_causes(outcome), ""] if not outcome.skipped else []
    if found is not None:
        lines += dense(found)
    return "\n".join(lines).rstrip() + "\n"


def table_of_sets(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "| set | policy | precision | recall | F1 | others | target | met |"
    yield "|---|---|--:|--:|--:|---|---|---|"
    for one in outcomes:
        head = f"| {one.job.name} | {one.job.policy}{', unique_within' * one.job.sources} "
        if one.skipped:
            yield f"{head}| | | | skipped: {one.skipped} | | |"
            continue
        shares = " | ".join(f"{one.figures[name]:.4f}" for name in ("precision", "recall", "F1"))
        others = ", ".join(
            f"{name} {value:g}" if float(value).is_integer() else f"{name} {value:.4f}"
            for name, value in list(one.figures.items())[3:]
        )
        wanted = ", ".join(map(str, one.job.targets)) or "errors explained"
        met = all(target.met(one.figures) for target in one.job.targets)
        yield f"{head}| {shares} | {others} | {wanted} | {'yes' if met else 'no'} |"


def table_of_causes(outcome: Outcome) -> Iterator[str]:
    yield f"### {outcome.job.name}, {outcome.job.policy}"
    yield ""
    remark = REMARKS.get(outcome.job.name)
    if remark:
        yield from (*remark, "")
    if not outcome.causes:
        yield "No error."
        return
    yield "| | cause | pairs |"
    yield "|---|---|--:|"
    for (kind, cause), pairs in outcome.causes.items():
        yield f"| {kind} | {cause} | {pairs:,} |"


def dense(found: Density) -> Iterator[str]:
    yield "## Precision at density"
    yield ""
    yield (
        f"Two arXiv listings, {found.papers:,} papers, their ids hidden. Under `version` "
        f"{len(found.links):,} pairs of different ids are joined: {found.per_hundred:.3f} links "
        f"per 100 papers (target: at most {DENSITY:g})."
    )
    yield ""
    yield "| decided by | precision | recall | F1 |"
    yield "|---|--:|--:|--:|"
    for name, one in found.by_policy:
        words = "text alone" if name == "text" else f"all evidence, {name}"
        yield f"| {words} | {one.precision:.4f} | {one.recall:.4f} | {one.f1:.4f} |"
    yield ""
    yield (
        "The links, likeliest first. Those whose titles agree are candidates for true reposts: one "
        "paper that was submitted twice."
    )
    yield ""
    yield "| arXiv ids | score | |"
    yield "|---|--:|---|"
    for a, b, score, said in found.links[:LISTED]:
        yield f"| {a.removeprefix('arxiv:')}, {b.removeprefix('arxiv:')} | {score:g} | {said} |"
    if len(found.links) > LISTED:
        yield f"| and {len(found.links) - LISTED:,} more | | |"


def main() -> int:
    """Run the command."""
    arguments = _arguments()
    jobs = [job for job in JOBS if not arguments.only or job.name in arguments.only]
    if not any((arguments.sets / job.name).is_dir() for job in jobs):
        print(f"skipped: none of the sets is in {arguments.sets}")
        return 0
    outcomes = [run_job(job, arguments.sets) for job in jobs]
    found = None if arguments.only else density(arguments.corpora)
    if found is None:
        print(f"skipped: precision at density; it needs arxiv_*.jsonl.gz in {arguments.corpora}")
    text = page(outcomes, found)
    print(text)
    if arguments.write:
        arguments.write.write_text(text + kept(arguments.write), encoding="utf-8")
    return 0


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the labelled sets")
    parser.add_argument("--corpora", type=Path, default=FOLDER, help="folder of the arXiv listings")
    parser.add_argument("--only", nargs="+", choices=sorted({job.name for job in JOBS}))
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page to FILE")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

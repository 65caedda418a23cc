"""Why the evidence of two records makes them one paper, or two: a verdict of the core, in words.

The core weighs the pair again with all points, under the run's policy and under each built-in one.
Limits: of two papers that were not joined, only the first records are asked for what spoke against.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import stages
from paperdedup.config import policies, table_of
from paperdedup.telling import Teller
from paperdedup.wording import Pair, Point, worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paperdedup.config import Config
    from paperdedup.corpus import Corpus, Place
    from paperdedup.decisions import Applied
    from paperdedup.findings import Findings

EQUAL: Final = "equal records"
"""By what a step is taken that no decision is about, but that one holds together."""
CORE: Final = 8
"""Records of a paper that are asked for what they say of another."""


class Run(NamedTuple):
    """All that is known of one run."""

    corpus: Corpus
    findings: Findings
    config: Config
    applied: Applied
    policy: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the way that joins two records: what a record is to the founder of the paper, or
    to another record that it matches.
    """

    record: Place
    founder: Place
    relation: str
    jaccard: float
    score: float | None = None
    """Sum of the points; None where nothing was weighed."""
    by: str = ""
    """The decision of a person, where that is the step."""

    def __str__(self) -> str:
        if self.by:
            return f"{self.record} to {self.founder}: decided ({self.by})"
        if self.score is None:
            scores, founder = f"Jaccard {self.jaccard:.4f}", f"founder {self.founder}"
        else:
            scores, founder = f"score {self.score:.2f}", f"{self.founder}"
        return f"{self.record} to {founder}: {self.relation}, {scores}"


@dataclass(frozen=True, kw_only=True)
class UnderPolicy:
    """What a policy says of the two records alone."""

    name: str
    score: float
    threshold: float
    same: bool

    def __str__(self) -> str:
        paper = "one paper" if self.same else "two papers"
        return f"{self.name}: {paper}, {self.score:.2f} of {self.threshold:g}"


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A verdict on two records, and what became of it."""

    policy: str
    reason: str
    score: float
    threshold: float
    relation: str
    likeness: stages.Similarity
    points: tuple[Point, ...]
    channels: tuple[str, ...]
    policies: tuple[UnderPolicy, ...]
    path: tuple[Step, ...]


def weigh(run: Run, a: int, b: int) -> Weighed:
    """The verdict on two records under the run's policy, and what follows from it."""
    assert run.policy is not None
    bench = _Bench(run, a, b)
    return Weighed(
        policy=run.policy["name"],
        reason=bench.reason(),
        score=bench.verdict["score"],
        threshold=bench.verdict["threshold"],
        relation=bench.verdict["relation"],
        likeness=stages.Similarity(bench.verdict["jaccard"], bench.verdict["containment"]),
        points=bench.points(a, b, bench.verdict),
        channels=tuple(bench.verdict["channels"]),
        policies=tuple(bench.under_policies()),
        path=tuple(bench.path()),
    )


class _Bench:
    """Two records before the policy of the run."""

    def __init__(self, run: Run, a: int, b: int) -> None:
        assert run.policy is not None
        self._run = run
        self._a, self._b = a, b
        self._name = run.policy["name"]
        self._table = table_of(run.config, self._name)
        self._teller = Teller(run.corpus, run.findings)
        self.verdict = self._verdict(a, b, self._table)
        self._decision = run.applied.of_pair(a, b)
        self._together = bool(run.findings.founders[a] == run.findings.founders[b])

    def _verdict(self, a: int, b: int, table: str) -> dict[str, Any]:
        return self._run.findings.verdict(a, b, self._run.config, table)

    def points(self, a: int, b: int, verdict: dict[str, Any]) -> tuple[Point, ...]:
        """The points of a verdict on two records, in words."""
        pair = Pair(
            a=self._teller.told(a),
            b=self._teller.told(b),
            jaccard=verdict["jaccard"],
            containment=verdict["containment"],
        )
        return worded(verdict["points"], pair)

    def under_policies(self) -> Iterator[UnderPolicy]:
        """The verdicts of the built-in policies."""
        for name, table in policies.items():
            told = self._verdict(self._a, self._b, table)
            yield UnderPolicy(
                name=name, score=told["score"], threshold=told["threshold"], same=told["same"]
            )

    def reason(self) -> str:
        """Why, in a sentence or two."""
        contents = self._run.findings.content_ids
        if self._a == self._b:
            return "They are one record."
        if self._decision is not None:
            return self._why_decided()
        if self._together and contents[self._a] == contents[self._b]:
            return "All of their content is equal."
        return self._why_one() if self._together else self._why_two()

    def _why_decided(self) -> str:
        assert self._decision is not None
        told = "one paper" if self._decision.same else "two papers"
        said = f"A person decided that they are {told} ({self._decision.source})"
        if self._decision.same == self._together:
            return f"{said}."
        return f"{said}, but other decisions contradict that."

    @property
    def _reached(self) -> str:
        score, threshold = self.verdict["score"], self.verdict["threshold"]
        word = "reaches" if self.verdict["same"] else "is below"
        unsure = ", but not by far: a person should look" if self.verdict["unsure"] else ""
        return (
            f"Their score {score:.2f} {word} the threshold {threshold:g} of the policy "
            f"{self._name}{unsure}."
        )

    def _why_one(self) -> str:
        if self.verdict["same"]:
            return self._reached
        return f"{self._reached} They are one paper through other records: see the path."

    def _why_two(self) -> str:
        if self.verdict["same"]:
            return f"{self._reached} {self._why_refused()}"
        if self.verdict["conflict"]:
            conflict = " They share an identifier, so this is listed for review as a conflict."
        else:
            conflict = ""
        return f"{self._reached}{conflict}{self._most_against()}{self._who_would()}"

    def _most_against(self) -> str:
        points = self.points(self._a, self._b, self.verdict)
        against = [point for point in points if point.points < 0]
        if not against:
            return ""
        worst = min(against, key=lambda point: point.points)
        return f" What speaks most against it: {worst}."

    def _who_would(self) -> str:
        names = [told.name for told in self.under_policies() if told.same]
        if not names:
            return " No built-in policy would join them."
        return f" They would be one paper under the policy {' or '.join(names)}."

    def _why_refused(self) -> str:
        """Why two records that match are in two papers."""
        corpus = self._run.corpus
        if not self.verdict["channels"]:
            return "But no channel brought them together, so they were not compared."
        same_dump = corpus.dump_of(self._a) == corpus.dump_of(self._b)
        if self._run.config.unique_within and same_dump:
            return "But they are of one dump, and no dump holds a paper twice."
        twice = self._of_one_dump() if self._run.config.unique_within else None
        if twice is not None:
            one, two = map(corpus.place, twice)
            return (
                f"But their papers were not joined, for {one} and {two} are of one dump, and no "
                "dump holds a paper twice."
            )
        strangest = self._strangest()
        if strangest is None:
            return "But their papers were not joined: a limit of the search kept them apart."
        a, b, verdict = strangest
        worst = min(self.points(a, b, verdict), key=lambda point: point.points)
        return (
            "But their papers were not joined, for other records of these speak against it: "
            f"between {corpus.place(a)} and {corpus.place(b)}, {worst}."
        )

    def _of_one_dump(self) -> tuple[int, int] | None:
        """The first records of both papers that are of one dump."""
        founders, corpus = self._run.findings.founders, self._run.corpus
        papers = [
            {corpus.dump_of(int(record)): int(record) for record in reversed(paper)}
            for paper in (np.flatnonzero(founders == founders[n]) for n in (self._a, self._b))
        ]
        return next(((papers[0][at], papers[1][at]) for at in papers[0] if at in papers[1]), None)

    def _strangest(self) -> tuple[int, int, dict[str, Any]] | None:
        """The two records of both papers that are least alike, and the verdict on them."""
        founders = self._run.findings.founders
        cores = [
            np.flatnonzero(founders == founders[number])[:CORE].tolist()
            for number in (self._a, self._b)
        ]
        verdicts = [(a, b, self._verdict(a, b, self._table)) for a, b in product(*cores)]
        least = min(verdicts, key=lambda one: float(one[2]["score"]))
        return None if least[2]["same"] else least

    def path(self) -> list[Step]:
        """The fewest matches of the paper that lead from one record to the other."""
        if not self._together or self._a == self._b:
            return []
        ways: dict[int, list[Step]] = {self._a: []}
        steps, queue = self._steps(), deque([self._a])
        while queue and self._b not in ways:
            here = queue.popleft()
            for there, step in steps.get(here, ()):
                if there not in ways:
                    ways[there] = [*ways[here], step]
                    queue.append(there)
        return ways.get(self._b, [])

    def _steps(self) -> dict[int, list[tuple[int, Step]]]:
        """From each record of the paper to those that it matches, the strongest match first."""
        findings, corpus, applied = self._run.findings, self._run.corpus, self._run.applied
        members = np.flatnonzero(findings.founders == findings.founders[self._a])
        inside = pc.is_in(findings.matches.column("record_a"), pa.array(members, pa.uint32()))
        rows = findings.matches.filter(pc.and_(inside, findings.matches.column("same_paper")))
        found: dict[int, list[tuple[int, Step]]] = {}
        for row in rows.sort_by([("score", "descending")]).to_pylist():
            ends = (row["record_a"], row["record_b"])
            values = {name: row[name] for name in ("relation", "score")}
            values["jaccard"] = row["jaccard"] or 0.0
            for one, two in (ends, ends[::-1]):
                step = Step(
                    record=corpus.place(row["record_b"]),
                    founder=corpus.place(row["record_a"]),
                    **values,
                )
                found.setdefault(one, []).append((two, step))
        for a, b in zip(*applied.links(findings.contradictions), strict=True):
            decided = applied.of_pair(int(a), int(b))
            by = decided.source if decided else EQUAL
            step = Step(
                record=corpus.place(b), founder=corpus.place(a), relation="", jaccard=0.0, by=by
            )
            found.setdefault(int(a), []).append((int(b), step))
            found.setdefault(int(b), []).append((int(a), step))
        return found

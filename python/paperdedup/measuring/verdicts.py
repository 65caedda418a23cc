"""A decision about two records, in words: the points for and against, the cause of an error.

Causes are derived from the points, by one rule for every set of records, never by hand. Limits: of
several reasons the weightiest names the cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from paperdedup.config import table_of
from paperdedup.weighing import EQUAL

if TYPE_CHECKING:
    from paperdedup.result import Result

WORDS: Final = {
    "title": ("titles agree", "titles differ"),
    "abstract": ("abstracts are similar", "abstracts differ"),
    "title alone": ("", "nothing confirms the title"),
    "authors": ("authors agree", "authors differ"),
    "year": ("years agree", "years differ"),
    "venue": ("venues agree", "venues differ"),
    "pages": ("pages and volume agree", "pages or volume differ"),
    "other publication": ("", "volume and venue are of another publication"),
    "doi": ("DOIs agree", "DOIs differ"),
    "identifier": ("an identifier agrees", "identifiers differ"),
    "series": ("", "veto: numbers in a series differ"),
    "mark": ("", "veto: an erratum, a reply, a comment or the like"),
    "numbers": ("", "veto: numbers in the titles differ"),
    "opposite": ("", "veto: titles differ by opposite words"),
    "component": ("", "veto: one is a component of the other"),
    "word": ("", "veto: a word of one title is another"),
}
"""Reason of points -> what is said where they speak for, and against."""

PROOFS: Final = ("title", "abstract", "doi", "identifier")
LACKING: Final = ("abstract", "title", "authors")
VETOES: Final = ("series", "mark", "numbers", "opposite", "component", "word")

NOT_PROPOSED: Final = "no candidate: nothing proposed the pair"
KEPT_APART: Final = "kept apart by other records of their papers"
CONFLICT: Final = "an identifier is shared, all else contradicts"
CHAINED: Final = "joined through other records"
DECIDED: Final = (
    "a person decided that they are two papers",
    "a person decided that they are one paper",
)
HELD_APART: Final = "kept apart by a person's decision about their papers"
JOINED_BY: Final = "joined through a person's decision"
TOO_LITTLE: Final = "too little to go by"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the evidence says of two records alone. Of a run on texts: the similarity, no points."""

    score: float
    threshold: float
    points: tuple[tuple[str, float], ...]
    same: bool
    conflict: bool
    relation: str
    channels: tuple[str, ...]
    jaccard: float
    lacking: tuple[str, ...]
    """Of abstract, title and authors, those that a record of the two does not have."""

    def __str__(self) -> str:
        if not self.points:
            return f"similarity {self.jaccard:.4f}, {self.threshold:g} needed"
        said = ", ".join(f"{worded(name, points)} {points:+g}" for name, points in self.points)
        return f"{said}; sum {self.score:g}, {self.threshold:g} needed"


def worded(reason: str, points: float) -> str:
    """What points say.

    >>> worded("title", 5.0), worded("year", -1.0)
    ('titles agree', 'years differ')
    """
    return WORDS.get(reason, (reason, reason))[points < 0] or reason


class Judge:
    """Decides pairs of records of one result, by its policy."""

    def __init__(self, result: Result) -> None:
        self._result = result
        run = result._run
        self._applied, self._findings, self._corpus = run.applied, run.findings, run.corpus
        self._config = run.config
        self.policy = run.findings.policy
        self._table = table_of(self._config, self.policy) if self.policy else "version"

    def decide(self, a: int, b: int) -> Decision:
        """The decision about two record numbers."""
        told = self._findings.verdict(a, b, self._config, self._table)
        by_text = self.policy is None
        threshold = self._config.threshold if by_text else told["threshold"]
        return Decision(
            score=round(told["jaccard"] if by_text else told["score"], 4),
            threshold=round(threshold, 4),
            points=() if by_text else tuple(told["points"]),
            same=told["jaccard"] >= threshold if by_text else told["same"],
            conflict=told["conflict"] and not by_text,
            relation=told["relation"],
            channels=tuple(told["channels"]),
            jaccard=told["jaccard"],
            lacking=tuple(name for name in LACKING if self._lacks(name, a, b)),
        )

    def by_person(self, a: int, b: int) -> tuple[str, str] | None:
        """Why two records are one paper or two, and where that was said, if a person decided it."""
        if not self._applied.decisions:
            return None
        founders = self._findings.founders
        together = bool(founders[a] == founders[b])
        made = self._applied.of_pair(a, b)
        if made is not None and made.same == together:
            return DECIDED[together], made.source
        if self.decide(a, b).same == together:
            return None
        return self._through(a, b) if together else self._held_apart(a, b)

    def _held_apart(self, a: int, b: int) -> tuple[str, str] | None:
        founders = self._findings.founders
        low, high = sorted(int(founders[number]) for number in (a, b))
        made = self._applied.apart(self._findings.contradictions, founders).get((low, high))
        return None if made is None else (HELD_APART, made.source)

    def _through(self, a: int, b: int) -> tuple[str, str] | None:
        one, two = (self._corpus.place(number) for number in (a, b))
        path = self._result.explain(one, two).path
        sources = [step.by for step in path if step.by not in {"", EQUAL}]
        return (JOINED_BY, sources[0]) if sources else None

    def _lacks(self, field: str, *records: int) -> bool:
        return not all((self._corpus.value(field, one) or "").strip() for one in records)


def why_missed(decision: Decision) -> str:
    """Why two records of one paper were not joined."""
    if decision.same:
        return KEPT_APART if decision.channels else NOT_PROPOSED
    if decision.conflict:
        return CONFLICT
    points = dict(decision.points)
    veto = min((name for name in VETOES if name in points), key=lambda n: points[n], default=None)
    if veto and decision.score - points[veto] >= decision.threshold:
        return worded(veto, -1)
    against = [name for name in points if points[name] < 0 and name not in VETOES]
    if not against:
        return _texts_differ(decision) if not points else TOO_LITTLE
    if points.get("title", 0) < 0 and points.get("abstract", 0) < 0:
        return "title and abstract both rewritten"
    worst = min(against, key=lambda name: points[name])
    said = f"{worst} missing" if worst in decision.lacking else worded(worst, -1)
    return said if worst == "abstract" else _with_lacking(said, decision)


def _with_lacking(said: str, decision: Decision) -> str:
    return f"{said}, no abstract to compare" if "abstract" in decision.lacking else said


def _texts_differ(decision: Decision) -> str:
    if "abstract" in decision.lacking:
        return "an abstract is missing"
    return "texts differ" if decision.jaccard else "texts have nothing in common"


def why_joined(decision: Decision) -> str:
    """Why two records of different papers were joined."""
    if not decision.same:
        return CHAINED
    points = dict(decision.points)
    strong = [name for name in PROOFS if points.get(name, 0) > 0]
    if not strong:
        return "texts are similar" if not points else "authors and place agree"
    return _with_lacking(" and ".join(worded(name, 1) for name in strong), decision)

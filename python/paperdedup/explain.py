"""Why two records are, or are not, one paper: the evidence of a decision, recomputed from the two
texts.

Nothing is stored for this: the scores are computed again, so an explanation is also a check.
`str()` of it is for people, its attributes for programs. Limits: very long texts are compared word
for word only in part of their middle (see `diff`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paperdedup import stages
from paperdedup.diff import Change, changes, marked
from paperdedup.nouns import counted
from paperdedup.weighing import Run, Step, UnderPolicy, Weighed, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paperdedup.config import Config
    from paperdedup.corpus import Corpus, Place
    from paperdedup.findings import Findings
    from paperdedup.wording import Point

LADDER = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Thresholds at which an explanation says whether the two are one paper, from the run's own up."""

YES = ("no", "yes")
TEXT_FIELDS = ("abstract", "title")
FIELD_OF_TEXT = ("", *TEXT_FIELDS)
"""The field that holds a record's text, by the core's number for it; a plain text is in the field
`abstract`."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two records."""

    record_id: str
    place: Place
    canonical_id: str
    content_id: str
    relation: str
    """What it is to the founder of its paper: the `relation` of `members`."""
    field: str
    """What the text is: abstract, title, text (in plain mode), or "" where there is none."""
    enough: bool
    """Whether the text can prove anything. If not, other evidence must, or all content be equal."""
    text: str
    """The normalized text."""
    words: int
    shingles: int


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Two records, what they share, and what was decided. Made by `Result.explain`."""

    a: Side
    b: Side
    one_paper: bool
    reason: str
    """Why, in a sentence or two."""
    threshold: float
    jaccard: float
    containment: float
    shared_words: int
    """Words that both texts have, each as often as both have it."""
    shared_shingles: int
    bands_met: tuple[int, ...]
    """0-based numbers of the bands that the two texts share."""
    bands: int
    """Number of bands; 0 in the exact mode, which has none."""
    rows: int
    path: tuple[Step, ...]
    """How the two hang together. On texts alone: each record that is not itself the founder, and
    the founder; on all evidence: the fewest matches that lead from one to the other. Empty if they
    do not."""
    thresholds: tuple[tuple[float, bool], ...]
    """(threshold, whether the two are one paper at it), rising."""
    diff: tuple[Change, ...]
    """What turns the words of a's text into those of b's; on all evidence, of their abstracts."""
    policy: str | None = None
    """The name of the policy that decided; None where the likeness of the texts did, and then there
    is nothing in the fields below."""
    score: float | None = None
    """Sum of the points."""
    score_threshold: float | None = None
    """The policy takes two records for one paper from here on."""
    relation: str | None = None
    """What b is to a."""
    points: tuple[Point, ...] = ()
    """For and against, in words."""
    channels: tuple[str, ...] = ()
    """In what the two meet, so that they are compared at all."""
    title_diff: tuple[Change, ...] = ()
    """What turns the words of a's title into those of b's."""
    policies: tuple[UnderPolicy, ...] = ()
    """What each built-in policy says of the two."""

    def __str__(self) -> str:
        verdict = "are one paper" if self.one_paper else "are not one paper"
        texts = [
            f"compared     {_compared(self.a)} and {_compared(self.b)}",
            f"Jaccard      {self.jaccard:.4f} (threshold {self.threshold:g})",
            f"containment  {self.containment:.4f}",
            f"shared       {_shared(self)}",
            f"bands met    {_bands(self)}",
        ]
        ladder = f"thresholds   {', '.join(f'{t:g} {YES[one]}' for t, one in self.thresholds)}"
        lines = [
            f"{_named(self.a)} and {_named(self.b)} {verdict}.",
            self.reason,
            "",
            f"papers       {_papers(self)}",
            *(texts if self.policy is None else _weighed(self)),
            *(f"path         {step}" for step in self.path),
            *([ladder] if self.policy is None else []),
            "",
            *([marked(self.diff)] if self.policy is None else _diffs(self)),
        ]
        return "\n".join(lines)


def explain(run: Run, a: int, b: int) -> Explanation:
    """`Result.explain`, for record numbers."""
    corpus, findings, config = run.corpus, run.findings, run.config
    pair = _Pair(corpus, findings, config, a, b)
    weighed = None if run.policy is None else weigh(run, a, b)
    words = [side.text.split() for side in pair.sides]
    plan = findings.plan
    likeness = pair.score if weighed is None else weighed.likeness
    return Explanation(
        a=pair.sides[0],
        b=pair.sides[1],
        one_paper=pair.one_paper,
        reason=pair.reason() if weighed is None else weighed.reason,
        threshold=config.threshold,
        jaccard=likeness.jaccard,
        containment=likeness.containment,
        shared_words=(Counter(words[0]) & Counter(words[1])).total(),
        shared_shingles=_shared_shingles(pair.texts, config),
        bands_met=pair.bands_met,
        bands=plan.bands,
        rows=plan.rows,
        path=_path(corpus, findings, a, b) if weighed is None else weighed.path,
        thresholds=tuple(_ladder(findings, config, a, b)),
        **(_evidence(run, weighed, a, b) if weighed else {"diff": tuple(changes(*words))}),
    )


def _evidence(run: Run, weighed: Weighed, a: int, b: int) -> dict[str, Any]:
    """What an explanation has of a run on all evidence alone."""
    diffs = []
    for field in ("abstract", "title"):
        words = [_words(run.corpus, field, number).split() for number in (a, b)]
        diffs.append(tuple(changes(*words)) if all(words) else ())
    return {
        "policy": weighed.policy,
        "score": weighed.score,
        "score_threshold": weighed.threshold,
        "relation": weighed.relation,
        "points": weighed.points,
        "channels": weighed.channels,
        "policies": weighed.policies,
        "diff": diffs[0],
        "title_diff": diffs[1],
    }


def _side(corpus: Corpus, findings: Findings, config: Config, number: int) -> Side:
    name = FIELD_OF_TEXT[int(findings.text_fields[number])]
    shown = {field: _words(corpus, field, number) for field in ([name] if name else TEXT_FIELDS)}
    field, text = next(((field, text) for field, text in shown.items() if text), ("", ""))
    return Side(
        record_id=str(corpus.record_ids[number]),
        place=corpus.place(number),
        canonical_id=str(findings.canonical_ids[number]),
        content_id=str(findings.content_ids[number]),
        relation=str(findings.relations[number]),
        field="text" if field == "abstract" and config.text == "plain" else field,
        enough=bool(name),
        text=text,
        words=len(text.split()),
        shingles=len(stages.shingles(text, config=config)),
    )


def _words(corpus: Corpus, field: str, number: int) -> str:
    return stages.normalize(corpus.value(field, number) or "")


def _shared_shingles(texts: Sequence[str], config: Config) -> int:
    a, b = (stages.shingles(text, config=config) for text in texts)
    return len(np.intersect1d(a, b, assume_unique=True))


def _path(corpus: Corpus, findings: Findings, a: int, b: int) -> tuple[Step, ...]:
    founder = int(findings.founders[a])
    if founder != findings.founders[b]:
        return ()
    return tuple(
        Step(
            record=corpus.place(number),
            founder=corpus.place(founder),
            relation=str(findings.relations[number]),
            jaccard=float(findings.jaccards[number].as_py()),
        )
        for number in dict.fromkeys((a, b))
        if number != founder
    )


def _ladder(findings: Findings, config: Config, a: int, b: int) -> Iterator[tuple[float, bool]]:
    yield config.threshold, bool(findings.founders[a] == findings.founders[b])
    for threshold in LADDER:
        if threshold > config.threshold:
            founders = findings.split(threshold)
            yield threshold, bool(founders[a] == founders[b])


class _Pair:
    """Two records, and why they are or are not one paper."""

    def __init__(self, corpus: Corpus, findings: Findings, config: Config, a: int, b: int) -> None:
        self._corpus = corpus
        self._findings = findings
        self._config = config
        self._a, self._b = a, b
        self.sides = [_side(corpus, findings, config, number) for number in (a, b)]
        self.texts = [side.text for side in self.sides]
        self.score = stages.similarity(self.texts[0], self.texts[1], config=config)
        self.one_paper = bool(findings.founders[a] == findings.founders[b])
        self.bands_met = self._bands_met()

    def _bands_met(self) -> tuple[int, ...]:
        plan = self._findings.plan
        if not plan.bands or not all(self.texts):
            return ()
        sketcher = stages.Sketcher(config=self._config)
        a, b = sketcher.band_keys(self.texts, bands=plan.bands, rows=plan.rows)
        return tuple(np.flatnonzero(a == b).tolist())

    def reason(self) -> str:
        if self.one_paper:
            return self._why_one()
        not_compared = self._why_not_compared()
        if not_compared:
            return not_compared
        if self.score.jaccard < self._config.threshold:
            return f"Their similarity {self._similarity} is below the threshold {self._threshold}."
        if self._matched():
            return (
                "They match, but a paper is gathered about its founder, and not both match the "
                "founder of either paper: a bridge that was not followed, so that no chain of "
                "small changes joins two papers."
            )
        return self._why_not_found()

    @property
    def _similarity(self) -> str:
        return f"{self.score.jaccard:.4f}"

    @property
    def _threshold(self) -> str:
        return f"{self._config.threshold:g}"

    def _why_one(self) -> str:
        a, b, findings = self._a, self._b, self._findings
        if a == b:
            return "They are one record."
        if findings.content_ids[a] == findings.content_ids[b]:
            return "All of their content is equal."
        if findings.texts[a] == findings.texts[b]:
            return "Their normalized texts are equal."
        if self.score.jaccard >= self._config.threshold:
            return f"Their similarity {self._similarity} reaches the threshold {self._threshold}."
        founder = self._corpus.place(int(findings.founders[a]))
        return (
            f"Their own similarity {self._similarity} is below the threshold {self._threshold}, "
            f"but both match the founder of the paper, {founder}."
        )

    def _why_not_compared(self) -> str:
        """Why a similarity would say nothing; "" if it says something."""
        a, b = self.sides
        little = [side for side in self.sides if not side.enough]
        if a.content_id == b.content_id:
            return "All of their content is equal, but it is too little to prove anything."
        if little and not little[0].text:
            return f"{little[0].place} has no text, and an empty text matches nothing."
        if little:
            return (
                f"{little[0].place} has too short a text to prove anything: it could be one paper "
                "only with a record of all the same content."
            )
        if a.field != b.field:
            return "One has an abstract, the other only a title: these are not compared."
        if a.field == "title":
            return "Neither has an abstract, and their titles differ."
        return ""

    def _why_not_found(self) -> str:
        if self.bands_met:
            return (
                "They share a band, but its bucket was larger than bucket_cap and this pair was "
                "cut; see pairs_cut in the statistics."
            )
        missed = 1 - self._findings.plan.recall(self.score.jaccard)
        return (
            "Their similarity reaches the threshold, but they share no band, so the search missed "
            f"them, as {missed:.2%} of such pairs. Ask for more recall, or for the exact mode."
        )

    def _matched(self) -> bool:
        """Whether the two texts are a verified pair; equal texts stand for each other."""
        texts, matches = self._findings.texts, self._findings.matches
        first, second = (texts[matches.column(i).to_numpy()] for i in (0, 1))
        a, b = texts[self._a], texts[self._b]
        pairs = ((first == a) & (second == b)) | ((first == b) & (second == a))
        return bool(np.any(pairs))


def _named(side: Side) -> str:
    place = str(side.place)
    return place if side.record_id == place else f"{side.record_id} ({place})"


def _papers(explanation: Explanation) -> str:
    ids = dict.fromkeys((explanation.a.canonical_id, explanation.b.canonical_id))
    return " and ".join(ids)


def _compared(side: Side) -> str:
    return f"{side.field} of {counted(side.words, 'word')}" if side.field else "no text"


def _shared(explanation: Explanation) -> str:
    shingles = counted(explanation.shared_shingles, "shingle")
    return f"{shingles}, {counted(explanation.shared_words, 'word')}"


def _bands(explanation: Explanation) -> str:
    if not explanation.bands:
        return "none needed: the exact mode compares all pairs that can match"
    return f"{len(explanation.bands_met)} of {explanation.bands} (of {explanation.rows} rows)"


def _diffs(explanation: Explanation) -> Iterator[str]:
    for name, diff in (("titles", explanation.title_diff), ("abstracts", explanation.diff)):
        yield f"{name:<12} {marked(diff) if diff else 'not in both records'}"


def _weighed(explanation: Explanation) -> Iterator[str]:
    yield f"policy       {explanation.policy}"
    yield f"score        {explanation.score:.2f} (one paper from {explanation.score_threshold:g})"
    yield from (f"points       {point}" for point in explanation.points)
    yield f"relation     {explanation.relation}"
    yield f"met by       {', '.join(explanation.channels) or 'nothing'}"
    yield f"policies     {'; '.join(map(str, explanation.policies))}"

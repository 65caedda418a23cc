"""How complete and how right an answer is, without a truth.

*Recall*: some records are drawn, and compared with all others exactly; of the pairs that the
evidence holds to be one paper, which share did the search find? *Precision*: some matches are
drawn, for a person to judge. What is drawn depends on the seed and on what the records say, not on
their order. Limits: an exact look goes by abstracts that share a tenth, and titles that share half
of their words or letters; whether the evidence is right is what the judged matches say.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from paperdedup.config import DEFAULT, MOST_RECORDS, Config, checked_whole
from paperdedup.measuring import nearby, runs
from paperdedup.measuring.answers import require_dumps
from paperdedup.measuring.intervals import Interval, grouped
from paperdedup.measuring.verdicts import Decision, Judge, why_missed
from paperdedup.nouns import counted
from paperdedup.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

ABSTRACT: Final = 0.1
"""Least Jaccard similarity of two abstracts that are weighed,"""
CONTAINMENT: Final = 0.5
"""or least containment,"""
SHINGLES: Final = 6
"""of abstracts with at least so many shingles;"""
TITLE: Final = 0.5
"""or least Jaccard similarity of the words of two titles,"""
LETTERS: Final = 0.5
"""or least share of the runs of letters of the shorter title, which a cut title has all of,"""
RUNS: Final = 6
"""of titles with at least so many runs."""
MOST_SEED: Final = (1 << 64) - 1


@dataclass(frozen=True, kw_only=True)
class Missed:
    """Two records that are one paper by the evidence, and that the search did not find."""

    a: str
    b: str
    cause: str
    decision: Decision

    def __str__(self) -> str:
        return f"missed: {self.a} and {self.b}: {self.cause} ({self.decision})"


@dataclass(frozen=True, kw_only=True)
class Audit:
    """How complete the search was. Made by `audit`."""

    sampled: int
    """Records that were drawn."""
    pairs: int
    """Pairs of these with any record that are one paper by the evidence."""
    recall: Interval
    """Share of the pairs that the search found, and its interval of 95 %; 0 to 1 of no pair."""
    joined: Interval
    """Share of the pairs that are in one paper of the answer."""
    missed: tuple[Missed, ...]
    """Pairs that the search did not find."""

    def __str__(self) -> str:
        unknown = "unknown, since there is no such pair"
        first = f"{counted(self.sampled, 'record')} drawn"
        are = "is" if self.pairs == 1 else "are"
        lines = [
            f"{first}; by the evidence {counted(self.pairs, 'pair')} {are} one paper",
            f"found      {self.recall if self.pairs else unknown}",
            f"in a paper {self.joined if self.pairs else unknown}",
        ]
        return "\n".join([*lines, *map(str, self.missed)])


def audit(
    answer: Any,
    *,
    sample: int = 200,
    seed: int = 0,
    config: Config = DEFAULT,
    fields: Mapping[str, str | None] | None = None,
    format: str | None = None,
    encoding: str | None = None,
) -> Audit:
    """How complete the search for papers is, by an exact look at a sample.

    `answer`: a `Result`, or dumps to run on with `config`, `fields`, `format` and `encoding`.
    `sample`: number of records that are compared with all others. The same `seed`, a whole number
    from 0 up, draws the same.

    >>> text = "We measure how wide the curve of a banded search is, and find that it is narrow."
    >>> dumps = {"may": [{"abstract": text}], "june": [{"abstract": text + " So."}]}
    >>> print(audit(dumps))
    2 records drawn; by the evidence 2 pairs are one paper
    found      1.0000 (95 %: 0.3424 to 1.0000)
    in a paper 1.0000 (95 %: 0.3424 to 1.0000)
    """
    sample, seed = how_many("sample", sample), checked_seed(seed)
    require_dumps(answer)
    if not isinstance(answer, Result):
        reading: dict[str, Any] = {"fields": fields, "format": format, "encoding": encoding}
        answer = runs.run(runs.read(answer, **reading), config)
    return _Look(answer).at(drawn(answer, sample, seed))


def how_many(name: str, given: object, least: int = 1) -> int:
    """How many of something; `ConfigError` if it is no number of things."""
    return checked_whole(name, given, least=least, most=MOST_RECORDS)


def checked_seed(given: object) -> int:
    """A seed; `ConfigError` if it is no whole number, as it would draw something all the same."""
    return checked_whole("seed", given, least=0, most=MOST_SEED)


def drawn(result: Result, sample: int, seed: int) -> list[int]:
    """Numbers of some records, by a hash of what they say."""
    contents = result.members.column("content_id").to_pylist()
    return sorted(
        sorted(range(len(contents)), key=lambda i: (ticket(contents[i], seed), i))[:sample]
    )


def ticket(text: str, seed: int) -> bytes:
    """A number that is as good as random, of a text and a seed."""
    return blake2b(f"{seed}:{text}".encode(), digest_size=8).digest()


class _Look:
    """An exact look at some records of a result."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._judge = Judge(result)
        self._corpus, self._findings = result._run.corpus, result._run.findings
        self._codes, self._proposed = self._search()

    def at(self, few: list[int]) -> Audit:
        found: dict[int, list[int]] = {number: [] for number in few}
        joined: dict[int, list[int]] = {number: [] for number in few}
        missed = []
        papers = self._findings.founders
        for a, b in sorted(self._candidates(few)):
            decision = self._judge.decide(a, b)
            if not decision.same:
                continue
            together = bool(papers[a] == papers[b])
            known = together or self._was_found(a, b)
            found[a].append(known)
            joined[a].append(together)
            if not known:
                missed.append(self._told(a, b, decision))
        counts = [[(sum(of), len(of)) for of in part.values()] for part in (found, joined)]
        return Audit(
            sampled=len(few),
            pairs=sum(map(len, found.values())),
            recall=grouped(counts[0]),
            joined=grouped(counts[1]),
            missed=tuple(missed),
        )

    def _told(self, a: int, b: int, decision: Decision) -> Missed:
        names = [str(self._corpus.record_ids[number]) for number in (a, b)]
        return Missed(a=names[0], b=names[1], cause=why_missed(decision), decision=decision)

    def _search(self) -> tuple[Any, set[tuple[int, int]]]:
        """A number for records that say the same, and the pairs of these that were found."""
        if self._findings.policy is None:
            codes: Any = self._findings.texts
        else:
            codes = np.asarray(self._findings.content_ids.dictionary_encode().indices)
        a, b = (codes[ends] for ends in self._findings.ends(self._findings.found))
        return codes, set(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True))

    def _was_found(self, a: int, b: int) -> bool:
        one, two = sorted((int(self._codes[a]), int(self._codes[b])))
        return one == two or (one, two) in self._proposed

    def _candidates(self, few: list[int]) -> set[tuple[int, int]]:
        """Pairs of one of the few and any record that are near enough to be weighed."""
        if self._judge.policy is None:
            return self._by_text(few)
        return self._by_abstract(few) | self._by_title(few)

    def _by_abstract(self, few: list[int]) -> set[tuple[int, int]]:
        pairs: set[tuple[int, int]] = set()
        phrases = nearby.phrases(self._result.config)
        for s in nearby.join(self._column("abstract"), few, phrases, least=ABSTRACT):
            contained = (s.containment >= CONTAINMENT) & (s.smaller >= SHINGLES)
            pairs |= _pairs(few, s, (s.jaccard >= ABSTRACT) | contained)
        return pairs

    def _by_title(self, few: list[int]) -> set[tuple[int, int]]:
        titles, pairs = self._column("title"), set[tuple[int, int]]()
        words = nearby.phrases(Config(shingle_size=1))
        for s in nearby.join(titles, few, words, least=TITLE):
            pairs |= _pairs(few, s, s.jaccard >= TITLE)
        for s in nearby.join(titles, few, nearby.letters, least=LETTERS):
            pairs |= _pairs(few, s, s.smaller >= RUNS)
        return pairs

    def _by_text(self, few: list[int]) -> set[tuple[int, int]]:
        """Where the text alone decides: abstracts at or above the threshold."""
        by_abstract = self._findings.text_fields == 1
        texts, config = self._column("abstract"), self._result.config
        kept = [text if own else None for text, own in zip(texts, by_abstract, strict=True)]
        pairs: set[tuple[int, int]] = set()
        for s in nearby.join(kept, few, nearby.phrases(config), least=config.threshold):
            pairs |= _pairs(few, s, s.jaccard >= config.threshold)
        return pairs

    def _column(self, name: str) -> list[str | None]:
        everyone = np.ones(self._corpus.size, dtype=bool)
        column: list[str | None] = self._corpus.column(name, everyone).to_pylist()
        return column


def _pairs(few: list[int], shared: nearby.Shared, kept: Any) -> set[tuple[int, int]]:
    """The record numbers of the pairs that are kept."""
    places = shared.few[kept].tolist()
    return {(few[at], many) for at, many in zip(places, shared.many[kept].tolist(), strict=True)}

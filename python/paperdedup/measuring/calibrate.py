"""Which policy and which threshold fit some records best, by the identifiers that they carry.

Records that share an identifier are one paper, records of different identifiers are not, however
similar they are; records without one are in the run and not in the scores. The identifier is hidden
from the matcher. Every setting is a whole run, so the scores are those of its answer. Limits: two
identifiers of one paper count as an error; records with an identifier may be the better ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from paperdedup.config import DEFAULT, Config, checked, checked_number, policies, shown
from paperdedup.errors import ConfigError, InputError
from paperdedup.measuring import runs
from paperdedup.measuring.answers import require_dumps
from paperdedup.measuring.intervals import Interval, wilson
from paperdedup.measuring.scores import Scores, count
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from paperdedup.records import Dump
    from paperdedup.result import Result

STEPS: Final = (-1.5, -0.75, 0.0, 1.0, 2.0, 3.5, 5.0)
"""Points by which the threshold of a policy is moved."""
TEXT_THRESHOLDS: Final = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
POLICIES: Final = ("record", "version", "work", "text")
ENOUGH: Final = 100
"""Pairs that are one paper, and look-alikes, from which figures mean something: if the answer is
right about 100 of 100, its share lies between .963 and 1 (95 %).
"""
THRESHOLD_LINE: Final = re.compile(r"^threshold *= *(-?[0-9.]+)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A policy at a threshold, and what it reached."""

    policy: str
    threshold: float
    usual: bool
    """Whether it is the threshold that the policy comes with."""
    scores: Scores

    @property
    def precision(self) -> Interval:
        """Its precision, and the interval of 95 %."""
        return wilson(self.scores.right_pairs, self.scores.found_pairs)

    @property
    def recall(self) -> Interval:
        """Its recall, and the interval of 95 %."""
        return wilson(self.scores.right_pairs, self.scores.true_pairs)

    def __str__(self) -> str:
        scores = self.scores
        return (
            f"{self.policy}, threshold {self.threshold:g}: precision {scores.precision:.4f}, "
            f"recall {scores.recall:.4f}, F1 {scores.f1:.4f}"
        )


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How each setting does on some records. Made by `calibrate`."""

    records: int
    labelled: int
    """Records that carry the identifier."""
    true_pairs: int
    """Pairs that share it."""
    look_alikes: int
    """Pairs that the search weighed and that have different identifiers."""
    settings: tuple[Setting, ...]
    """By policy, and by rising threshold."""
    precision: float
    """The precision that was asked for."""

    @property
    def best(self) -> Setting:
        """The setting with the highest F1; of equals the one that the policy comes with."""
        return max(self.settings, key=lambda one: (round(one.scores.f1, 4), one.usual))

    @property
    def careful(self) -> Setting | None:
        """The setting with the highest recall at the precision asked for; None if none has it."""
        good = [one for one in self.settings if one.scores.precision >= self.precision]
        return max(good, key=lambda one: (round(one.scores.recall, 4), one.usual), default=None)

    @property
    def guess(self) -> bool:
        """Whether there are too few pairs or look-alikes to tell one setting from another."""
        return min(self.true_pairs, self.look_alikes) < ENOUGH

    @property
    def suggestions(self) -> tuple[str, ...]:
        """The best and the careful setting in words, after a warning if they are a guess."""
        doubt = ", a guess" if self.guess else ""
        careful = self.careful or "no setting reaches it"
        return (
            *([self._warning()] if self.guess else []),
            f"best F1{doubt}: {self.best}",
            f"most recall at precision {self.precision:g}{doubt}: {careful}",
        )

    def _warning(self) -> str:
        precision, recall = self.best.precision, self.best.recall
        return (
            f"too little to judge by: {counted(self.true_pairs, 'pair')} of one paper and "
            f"{counted(self.look_alikes, 'look-alike')}; the figures mean something from "
            f"{ENOUGH} of each. Of the best setting so far, the precision lies between "
            f"{precision.low:.4f} and {precision.high:.4f}, the recall between {recall.low:.4f} "
            f"and {recall.high:.4f} (95 %)"
        )

    def curve(self, policy: str) -> list[tuple[float, float]]:
        """(recall, precision) of a policy, by falling threshold."""
        mine = [one for one in self.settings if one.policy == policy]
        return [(one.scores.recall, one.scores.precision) for one in reversed(mine)]

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies that were tried."""
        return tuple(dict.fromkeys(one.policy for one in self.settings))

    def __str__(self) -> str:
        labels = (
            f"{self.labelled:,} of {self.records:,} records are labelled: {self.true_pairs:,} "
            f"pairs are one paper, {self.look_alikes:,} look-alikes are not"
        )
        return "\n".join([labels, *map(str, self.settings), *self.suggestions])


def calibrate(
    dumps: Any,
    *,
    by: str,
    policies: Sequence[str] = POLICIES,
    precision: float = 0.99,
    config: Config = DEFAULT,
    fields: Mapping[str, str | None] | None = None,
    format: str | None = None,
    encoding: str | None = None,
) -> Calibration:
    """How well policies and thresholds do on records that carry an identifier, such as a DOI.

    `dumps`: as in `deduplicate`; or a `Result`, whose dumps and settings are taken.
    `by`: the column or field with the identifier, which is hidden from the matcher.
    `policies`: those to try, of record, version, work, and text (the text alone).
    `precision`: what is asked of the careful setting, in (0, 1].
    `config`, `fields`, `format` and `encoding` as in `deduplicate`.

    Raises `InputError` if no two records share an identifier.

    >>> text = "We measure how wide the curve of a banded search is, and find that it is narrow."
    >>> records = [{"doi": "10.1/a", "title": "On curves", "abstract": text}] * 2
    >>> found = calibrate({"may": records}, by="doi", policies=["version"])
    >>> print(found.best)
    version, threshold 1: precision 1.0000, recall 1.0000, F1 1.0000
    """
    if not 0 < checked_number("precision", precision) <= 1:
        raise ConfigError(f"precision = {shown(precision)}: must be above 0 and at most 1")
    policies = _checked_policies(policies)
    require_dumps(dumps)
    read, config, _ = runs.taken(dumps, config, fields=fields, format=format, encoding=encoding)
    values = runs.identified(read, by)
    known = np.flatnonzero([value is not None for value in values])
    truth = np.unique([str(values[row]) for row in known], return_inverse=True)[1].astype(np.int64)
    if len(set(truth.tolist())) == len(truth):
        raise InputError(f"no two records share the identifier {by}", remedy="calibrate by another")
    return _Bench(runs.hidden(read, by, values), checked(config), known, truth).tried(
        policies, precision
    )


def _checked_policies(given: object) -> list[str]:
    """The policies to try; a name alone is no list, though Python takes it for one of letters."""
    policies = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else []
    if not policies or any(policy not in POLICIES for policy in policies):
        raise ConfigError(f"policies = {shown(given)}: must be a list of {', '.join(POLICIES)}")
    return policies


def settings_of(policy: str, config: Config) -> Iterator[tuple[float, bool, Config]]:
    """Every threshold of a policy that is tried, whether it is the usual one, and the settings.

    >>> [threshold for threshold, _, _ in settings_of("work", Config())]
    [-1.5, -0.75, 0.0, 1.0, 2.0, 3.5, 5.0]
    """
    if policy == "text":
        for threshold in sorted({*TEXT_THRESHOLDS, config.threshold}):
            usual = threshold == config.threshold
            by_text = replace(config, policy="text", threshold=threshold, unique_within=None)
            yield threshold, usual, by_text
        return
    table = policies[policy]
    usual_threshold = float(THRESHOLD_LINE.findall(table)[0])
    for step in STEPS:
        threshold = usual_threshold + step
        moved = THRESHOLD_LINE.sub(f"threshold = {threshold}", table)
        yield threshold, step == 0, replace(config, policy=moved if step else policy)


class _Bench:
    """Runs settings on dumps, and scores them on the records with an identifier."""

    def __init__(
        self,
        dumps: Sequence[Dump],
        config: Config,
        known: npt.NDArray[np.int64],
        truth: npt.NDArray[np.int64],
    ) -> None:
        self._dumps = dumps
        self._config = config
        self._known = known
        self._truth = truth
        self._alike: set[tuple[int, int]] = set()

    def tried(self, policies: Sequence[str], precision: float) -> Calibration:
        """All settings of some policies."""
        settings = tuple(
            self._tried(policy, threshold, usual, config)
            for policy in dict.fromkeys(policies)
            for threshold, usual, config in settings_of(policy, self._config)
        )
        return Calibration(
            records=sum(map(len, self._dumps)),
            labelled=len(self._known),
            true_pairs=settings[0].scores.true_pairs,
            look_alikes=len(self._alike),
            settings=settings,
            precision=precision,
        )

    def _tried(self, policy: str, threshold: float, usual: bool, config: Config) -> Setting:  # noqa: FBT001
        result = runs.run(self._dumps, config)
        papers = result.members.column("canonical_id").combine_chunks().dictionary_encode()
        self._look_alikes(result)
        found = np.asarray(papers.indices, dtype=np.int64)[self._known]
        scores = count(self._truth, found)
        return Setting(policy=policy, threshold=threshold, usual=usual, scores=scores)

    def _look_alikes(self, result: Result) -> None:
        """Remember the pairs that were weighed and have different identifiers."""
        findings = result._run.findings
        a, b = findings.ends(findings.found)
        numbers = np.full(sum(map(len, self._dumps)), -1, dtype=np.int64)
        numbers[self._known] = self._truth
        unlike = (numbers[a] >= 0) & (numbers[b] >= 0) & (numbers[a] != numbers[b])
        self._alike |= set(zip(a[unlike].tolist(), b[unlike].tolist(), strict=True))

"""An answer against the truth: scores, and the worst errors with their reasons.

An error is counted once for two parts that were wrongly joined, or wrongly left apart: two parts of
5 and 3 records are 15 pairs. It is explained by the pair of them that the evidence holds most
likely to be one paper. Limits: of two large parts only some pairs are looked at, and of a cluster
that mixes many groups only those of the largest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from paperdedup.config import DEFAULT, Config
from paperdedup.errors import InputError
from paperdedup.measuring import runs
from paperdedup.measuring.answers import Answer, answer_of, require_dumps
from paperdedup.measuring.audit import how_many
from paperdedup.measuring.scores import PairScores, Scores, count
from paperdedup.measuring.truth import TOLD_APART, Truth, truth_of, united
from paperdedup.measuring.verdicts import Decision, Judge, why_joined, why_missed
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

LOOKED_AT: Final = 36
"""Pairs of two parts that are looked at for the one that explains the error."""
PARTS: Final = 40
"""Parts of one cluster that are compared each with each."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Two parts that were wrongly joined or left apart, told by two of their records."""

    kind: str
    """joined or missed."""
    a: str
    b: str
    pairs: int
    """Pairs of records that are wrong by it."""
    cause: str
    """In a few words; empty where the records are not at hand."""
    decision: Decision | None
    decided: str = ""
    """Where a person decided so: file and line, or row; empty where nobody did."""

    def __str__(self) -> str:
        by = f" ({self.decided})" if self.decided else ""
        why = f": {self.cause}{by}" if self.cause else ""
        said = f" ({self.decision})" if self.decision else ""
        return f"{self.kind}: {self.a} and {self.b}, {counted(self.pairs, 'pair')}{why}{said}"


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """How good an answer is. Made by `evaluate`."""

    scores: PairScores
    """Pairs; and as `Scores` B-cubed and removals, where the truth says all of its records."""
    mistakes: tuple[Mistake, ...]
    """The worst first: those with the most pairs."""
    unknown: tuple[str, ...]
    """Names in the truth that no record has."""

    @property
    def precision(self) -> float:
        """Share of the pairs found that are true."""
        return self.scores.precision

    @property
    def recall(self) -> float:
        """Share of the true pairs that are found."""
        return self.scores.recall

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return self.scores.f1

    @property
    def causes(self) -> dict[tuple[str, str], int]:
        """(kind, cause) -> pairs, of the mistakes that are listed; the most frequent first."""
        counted: Counter[tuple[str, str]] = Counter()
        for one in self.mistakes:
            counted[one.kind, one.cause] += one.pairs
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    def __str__(self) -> str:
        return "\n".join([*_lines(self.scores), *map(str, self.mistakes)])


def _lines(scores: PairScores) -> Iterator[str]:
    right, found, true = scores.right_pairs, scores.found_pairs, scores.true_pairs
    if found:
        yield f"precision  {scores.precision:.4f}  {right:,} of {found:,} pairs found are true"
    else:
        yield "precision  unknown, since no pair was found"
    if true:
        yield f"recall     {scores.recall:.4f}  {right:,} of {true:,} true pairs are found"
    else:
        yield "recall     unknown, since the truth has no pair"
    if found and true:
        yield f"F1         {scores.f1:.4f}"
    if isinstance(scores, Scores):
        yield (
            f"B-cubed    {scores.bcubed_f1:.4f}  precision {scores.bcubed_precision:.4f}, "
            f"recall {scores.bcubed_recall:.4f}"
        )
        yield (
            f"removal    {scores.removal_f1:.4f}  {counted(scores.removed, 'surplus record')} "
            f"removed, {scores.left:,} left, {counted(scores.lost, 'paper')} lost"
        )


def evaluate(
    answer: Any,
    truth: Any = None,
    *,
    column: str | None = None,
    config: Config = DEFAULT,
    fields: Mapping[str, str | None] | None = None,
    format: str | None = None,
    encoding: str | None = None,
    errors: int | None = 10,
) -> Evaluation:
    """How good an answer is: precision, recall and F1 of pairs, B-cubed, removals, worst errors.

    `answer`: a `Result`, its table `members` or a folder that it was written to, dumps to run on
    with `config`, `fields`, `format` and `encoding` as in `deduplicate`, or clusters (groups of
    ids, or a mapping of ids to clusters). A record is named by its record_id or as DUMP:POSITION.
    `truth`: groups of ids, pairs, a mapping of ids to groups, or a file or table of these, as
    docs/measuring.md says. Records that it does not name are alone.
    `column`: instead of a truth, the name of a column or field with an identifier, such as "doi":
    records that share it are one paper, those without one are left out. It is hidden from the
    matcher, so the dumps are run on again, also those of a `Result`, whose decisions hold in that
    run too; a folder has none.
    `errors`: how many of the worst errors are listed, each with its reasons; None for all.

    Raises `InputError` if the truth cannot be read, or speaks of none of the records.

    >>> evaluation = evaluate([["a", "b", "c"], ["d"]], [["a", "b"], ["c", "d"]])
    >>> round(evaluation.precision, 2), evaluation.recall
    (0.33, 0.5)
    """
    errors = None if errors is None else how_many("errors", errors, least=0)
    if (truth is None) == (column is None):
        raise InputError("give a truth, or the column that holds it", remedy="give one of the two")
    reading: dict[str, Any] = {"fields": fields, "format": format, "encoding": encoding}
    if column is not None:
        return _by_column(answer, column, config, errors, reading)
    wanted = truth_of(truth)
    names = [name for group in wanted.groups for name in group]
    given = answer_of(answer, names, config, reading)
    return against(given, wanted, errors=errors)


def _by_column(
    answer: Any, column: str, config: Config, errors: int | None, reading: dict[str, Any]
) -> Evaluation:
    require_dumps(answer)
    dumps, settings, applied = runs.taken(answer, config, **reading)
    values = runs.identified(dumps, column)
    result = runs.run(runs.hidden(dumps, column, values), settings, applied)
    known = np.array([value is not None for value in values], dtype=bool)
    _, numbers = np.unique(np.array([value or "" for value in values]), return_inverse=True)
    return _evaluation(answer_of(result, (), config, {}), numbers, known, (), errors)


def against(answer: Answer, truth: Truth, *, errors: int | None) -> Evaluation:
    """An answer against groups, or judged pairs, of names."""
    if truth.pairs:
        return _judged(answer, truth, errors)
    numbers = np.arange(len(answer.clusters)) + len(truth.groups)
    rows = {name: answer.row(name) for group in truth.groups for name in group}
    unknown = [name for name, row in rows.items() if row is None]
    _require_some(len(unknown), len(rows), unknown)
    known = ([row for name in group if (row := rows[name]) is not None] for group in truth.groups)
    for number, group in enumerate(united(filter(None, known))):
        numbers[list(group)] = number
    everyone = np.ones(len(numbers), dtype=bool)
    return _evaluation(answer, numbers, everyone, tuple(unknown), errors)


def _require_some(unknown: int, named: int, names: Sequence[str]) -> None:
    if unknown == named:
        shown = ", ".join(map(repr, names[:3])) or "nothing"
        raise InputError(
            f"the truth names no record of the answer: {shown}",
            remedy="name records by their record_id, or as DUMP:POSITION",
        )


def _evaluation(
    answer: Answer, truth: Numbers, known: npt.NDArray[np.bool_], unknown: Any, errors: int | None
) -> Evaluation:
    rows = np.flatnonzero(known)
    found = answer.clusters[rows]
    right = truth[rows]
    parts = [("joined", *pair) for pair in _parted(found, right, rows)]
    parts += [("missed", *pair) for pair in _parted(right, found, rows)]
    parts.sort(key=lambda part: (-len(part[1]) * len(part[2]), part[0], part[1][0], part[2][0]))
    told = _Teller(answer)
    return Evaluation(
        scores=count(right, found),
        mistakes=tuple(told.mistake(*part) for part in parts[:errors]),
        unknown=unknown,
    )


def _parted(outer: Numbers, inner: Numbers, rows: Numbers) -> Iterator[tuple[Any, Any]]:
    """Rows that agree in the first and differ in the second numbering, as pairs of parts."""
    order = np.lexsort((rows, inner, outer))
    outer, inner, rows = outer[order], inner[order], rows[order]
    cuts = np.flatnonzero((np.diff(outer) != 0) | (np.diff(inner) != 0)) + 1
    starts = np.concatenate([[0], cuts]).astype(np.int64)
    if len(rows) == 0:
        return
    parts = np.split(rows, cuts)
    groups = np.split(np.arange(len(parts)), np.flatnonzero(np.diff(outer[starts])) + 1)
    for group in groups:
        several = sorted((parts[at].tolist() for at in group), key=lambda p: (-len(p), p[0]))
        for one, two in combinations(several[:PARTS], 2):
            yield (one, two) if one[0] < two[0] else (two, one)
        for rest in several[PARTS:]:
            yield several[0], rest


def _judged(answer: Answer, truth: Truth, errors: int | None) -> Evaluation:
    named = {name for a, b, _ in truth.pairs for name in (a, b)}
    rows = {name: answer.row(name) for name in sorted(named)}
    unknown = tuple(name for name, row in rows.items() if row is None)
    _require_some(len(unknown), len(named), unknown)
    cells, parts = Counter[tuple[bool, bool]](), []
    for one, two, same in _once(truth, rows):
        joined = bool(answer.clusters[one] == answer.clusters[two])
        cells[same, joined] += 1
        if same != joined:
            parts.append(("joined" if joined else "missed", [one], [two]))
    told = _Teller(answer)
    scores = PairScores(
        records=len({*rows.values()} - {None}),
        true_pairs=cells[True, True] + cells[True, False],
        found_pairs=cells[True, True] + cells[False, True],
        right_pairs=cells[True, True],
    )
    mistakes = tuple(told.mistake(*part) for part in parts[:errors])
    return Evaluation(scores=scores, mistakes=mistakes, unknown=unknown)


def _once(truth: Truth, rows: Mapping[str, int | None]) -> Iterable[tuple[int, int, bool]]:
    """Each judged pair of known records once, whatever names it has; and whether it is the same."""
    found: dict[frozenset[int], tuple[int, int, bool]] = {}
    for a, b, same in truth.pairs:
        one, two = rows[a], rows[b]
        if one is None or two is None:
            continue
        if one == two:
            raise InputError(f"{a} and {b} are two names of one record", remedy=TOLD_APART)
        if found.setdefault(frozenset((one, two)), (one, two, same))[2] != same:
            raise InputError(
                f"{a} and {b} are said to be the same, and to be different",
                remedy="leave one of the two, also under other names of these records",
            )
    return found.values()


class _Best(NamedTuple):
    a: int
    b: int
    decision: Decision | None


class _Teller:
    """Puts errors into words."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._judge = Judge(answer.result) if answer.result is not None else None

    def mistake(self, kind: str, one: list[int], two: list[int]) -> Mistake:
        best = self._likeliest(one, two)
        cause, decided = self._cause(kind, best)
        return Mistake(
            kind=kind,
            a=self._answer.name(best.a),
            b=self._answer.name(best.b),
            pairs=len(one) * len(two),
            cause=cause,
            decision=best.decision,
            decided=decided,
        )

    def _cause(self, kind: str, best: _Best) -> tuple[str, str]:
        """Why, and where a person decided so if one did."""
        if self._judge is None or best.decision is None:
            return "", ""
        why = why_joined if kind == "joined" else why_missed
        return self._judge.by_person(best.a, best.b) or (why(best.decision), "")

    def _likeliest(self, one: list[int], two: list[int]) -> _Best:
        """The pair that the evidence holds most likely to be one paper, the first of equals."""
        if self._judge is None:
            return _Best(one[0], two[0], None)
        judge = self._judge
        some = islice(product(one, two), LOOKED_AT)
        judged = [_Best(a, b, judge.decide(a, b)) for a, b in some]
        return max(judged, key=lambda best: best.decision.score if best.decision else 0.0)

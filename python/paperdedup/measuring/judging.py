"""Matches for a person to judge, and what the answers say of the precision.

Matches are drawn by score in three strata, as many of each, so that the doubtful ones are seen; the
share that is right is weighted back. Records that say the same word for word are no matches here.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from paperdedup import filled
from paperdedup.config import shown
from paperdedup.errors import ConfigError, InputError
from paperdedup.measuring.audit import checked_seed, how_many, ticket
from paperdedup.measuring.intervals import Interval, Stratum, stratified
from paperdedup.measuring.truth import DIFFERENT, SAME, SKIPPED
from paperdedup.measuring.verdicts import Judge
from paperdedup.result import Result
from paperdedup.spreadsheets import guarded

if TYPE_CHECKING:
    from os import PathLike

FIELDS: Final = ("title", "authors", "year", "venue", "abstract")
EXCERPT: Final = 400
"""Characters of a field that are shown."""
STRATA: Final = (("near the threshold", 1.5), ("clear", 4.0), ("certain", float("inf")))
"""Strata of matches: up to how many points above the threshold."""
TEXT_STRATA: Final = (("near the threshold", 0.1), ("clear", 0.2), ("certain", float("inf")))
"""The same for the similarity of texts."""
HEADER: Final = (
    *("a", "b", "answer", "stratum", "of", "score", "points"),
    *(f"{field}_{side}" for field in FIELDS for side in "ab"),
)


def sample_matches(result: Result, *, size: int = 90, seed: int = 0) -> list[dict[str, Any]]:
    """Some matches, a row each (`HEADER`); `answer` is empty. `of`: matches in the stratum.

    Raises `ConfigError` for what is no `Result`, and for a size or a seed that cannot be.
    """
    if not isinstance(result, Result):
        raise ConfigError(f"result = {shown(result)}: must be a Result, as deduplicate() gives it")
    size, seed = how_many("size", size), checked_seed(seed)
    rows = []
    for name, pairs in _strata(result).items():
        ids = result.members.column("content_id")
        lots = sorted(pairs, key=lambda p: (ticket(f"{ids[p[0]]} {ids[p[1]]}", seed), p))
        share = lots[: -(-size // len(STRATA))]
        rows += [_row(result, a, b) | {"stratum": name, "of": len(pairs)} for a, b in sorted(share)]
    return rows


def _strata(result: Result) -> dict[str, list[tuple[int, int]]]:
    findings, judge = result._run.findings, Judge(result)
    founders, by_text = findings.founders, findings.policy is None
    steps = TEXT_STRATA if by_text else STRATA
    strata: dict[str, list[tuple[int, int]]] = {name: [] for name, _ in steps}
    threshold = None
    columns = ("record_a", "record_b", "jaccard" if by_text else "score")
    for a, b, score in zip(
        *(findings.found.column(name).to_pylist() for name in columns), strict=True
    ):
        if founders[a] == founders[b]:
            threshold = judge.decide(a, b).threshold if threshold is None else threshold
            name = next(name for name, above in steps if score - threshold < above)
            strata[name].append((a, b))
    return strata


def _row(result: Result, a: int, b: int) -> dict[str, Any]:
    corpus = result._run.corpus
    decision = Judge(result).decide(a, b)
    places = {side: guarded(str(corpus.place(at))) for side, at in (("a", a), ("b", b))}
    row: dict[str, Any] = {**places, "answer": ""}
    row |= {"score": decision.score, "points": str(decision)}
    for field in FIELDS:
        for side, number in (("a", a), ("b", b)):
            value = " ".join((corpus.value(field, number) or "").split())[:EXCERPT]
            row[f"{field}_{side}"] = guarded(value)
    return row


def write_matches(rows: list[dict[str, Any]], path: str | PathLike[str]) -> None:
    """The rows as a CSV file; the mark at its beginning tells spreadsheets that it is UTF-8."""
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)


def judged(path: str | PathLike[str]) -> tuple[Interval, int, int]:
    """The precision that the answers in a file give, the number of answers, and of rows.

    Raises `InputError` for a file that is not of this kind, or an answer that is none.
    """
    rows = list(filled.by_column(filled.rows_of(filled.read(path), path)))
    if not rows or not {"answer", "stratum", "of"} <= set(rows[0][1]):
        raise InputError(
            "it is no sample of matches", file=str(path), remedy="write one with `audit --matches`"
        )
    strata: dict[str, Stratum] = {}
    answered = 0
    for line, row in rows:
        answer = row.get("answer", "").lower()
        if answer not in SAME | DIFFERENT | SKIPPED:
            raise InputError(
                f"answer {answer!r}",
                file=str(path),
                place=f"line {line}",
                remedy="same or different",
            )
        name, given = row.get("stratum", ""), answer not in SKIPPED
        old = strata.get(name, Stratum(_count(path, line, row.get("of")), 0, 0))
        strata[name] = Stratum(old.weight, old.right + (answer in SAME), old.sampled + given)
        answered += given
    return stratified(list(strata.values())), answered, len(rows)


def _count(path: str | PathLike[str], line: int, text: str | None) -> int:
    if not text or not text.isdecimal():
        raise InputError(
            f"of = {text!r} is no number of matches",
            file=str(path),
            place=f"line {line}",
            remedy="leave the column as it was written",
        )
    return int(text)

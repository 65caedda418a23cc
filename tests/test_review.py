"""The review of a run whose records are all much alike."""

import itertools
from pathlib import Path
from typing import Any

import pytest

import paperdedup
from paperdedup import Config, Result, review
from paperdedup.report import summarize

TITLE = "Counting the words that two listings share"
AUTHORS = "Ada Lindqvist; Bruno Okafor; Chen Wei"
COUNT = 9


def crowd() -> list[dict[str, Any]]:
    """Records any two of which are near to one paper."""
    ends = ("rain", "snow", "wind", "hail", "fog", "frost", "dew", "mist", "thaw")
    return [
        {"id": f"c{at}", "title": f"{TITLE} in {end}", "authors": AUTHORS, "year": "2019"}
        for at, end in enumerate(ends)
    ]


def run(decisions: Any = None) -> Result:
    return paperdedup.deduplicate(crowd(), config=Config(policy="version"), decisions=decisions)


@pytest.fixture(scope="module")
def whole() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run().review.to_pylist()
    assert len(rows) > COUNT
    return rows


def ends(row: dict[str, Any]) -> set[str]:
    return {row["record_a"], row["record_b"]}


def test_all_is_listed_where_there_is_room(whole: list[dict[str, Any]]) -> None:
    asked = [frozenset(ends(row)) for row in whole]
    assert len(asked) == len(set(asked))
    names = [record["id"] for record in crowd()]
    result = run()
    assert result.policy is not None
    near = {
        frozenset(pair)
        for pair in itertools.combinations(names, 2)
        if abs(result.explain(*pair).score - result.policy["threshold"]) <= result.policy["unsure"]
    }
    assert near == set(asked)
    assert result.review_left == 0
    assert not any("review" in limit for limit in summarize(result).limits)


def test_what_matters_most_is_listed_and_the_rest_counted(
    whole: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(review, "MOST", 4)
    result = run()
    assert result.review.to_pylist() == whole[:4]
    assert result.review_left == len(whole) - 4
    [told] = [limit for limit in summarize(result).limits if "review" in limit]
    assert told.startswith(f"{len(whole) - 4} pairs were left out of the review")
    facts = (result.write(tmp_path / "out") / "run.json").read_text(encoding="utf-8")
    assert f'"review_left": {len(whole) - 4}' in facts


def test_the_next_come_when_some_are_decided(
    whole: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST", 4)
    first = [row | {"decision": "different"} for row in run().review.to_pylist()]
    result = run(first)
    rows = result.review.to_pylist()
    decided = [ends(row) for row in rows if row["decision"]]
    assert decided == [ends(row) for row in first]
    assert [ends(row) for row in rows if not row["decision"]] == [ends(row) for row in whole[4:8]]
    assert result.review_left == len(whole) - 8

"""Numbers that cannot be: each is refused by the name of the setting."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paperdedup import (
    Config,
    ConfigError,
    Index,
    Result,
    Sketcher,
    audit,
    calibrate,
    deduplicate,
    evaluate,
    plan,
)
from paperdedup.measuring import sample_matches

TEXT = "one two three four five six seven eight nine ten"
RECORDS = [{"title": "On sets of things", "abstract": TEXT}, {"title": "On trees"}]
HUGE = 10**30
NO_NUMBERS = (math.nan, -math.inf, HUGE * 10**400, True, "5", [1])
NO_COUNTS = (
    *(-1, 1.5, math.inf, HUGE, 2**64, *NO_NUMBERS),
    pytest.param(10**5000, id="more digits than Python writes"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "papers.index"
    with Index.create(made) as index:
        index.add({"may": RECORDS})
    return made


@pytest.fixture(scope="module")
def result() -> Result:
    return deduplicate({"may": RECORDS})


def require_refusal(name: str, call: Callable[[], object]) -> None:
    with pytest.raises(ConfigError, match=f"^{name} = "):
        call()


@pytest.mark.parametrize("given", [*NO_COUNTS, 0, None])
def test_counts_of_an_index(given: Any, path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.index"
    require_refusal("records", lambda: Index.create(new, records=given))
    require_refusal("cache_mb", lambda: Index.create(new, cache_mb=given))
    assert not new.exists()
    require_refusal("cache_mb", lambda: Index.open(path, cache_mb=given))
    with Index.open(path) as index:
        require_refusal("k", lambda: index.query(TEXT, k=given))


@pytest.mark.parametrize("given", NO_NUMBERS)
def test_numbers_of_an_index(given: Any, path: Path) -> None:
    require_refusal("wait", lambda: Index.open(path, wait=given))
    with Index.open(path) as index:
        require_refusal("threshold", lambda: index.query(TEXT, threshold=given))


def test_waiting_for_ever_is_a_wait(path: Path) -> None:
    Index.open(path, wait=math.inf).close()
    require_refusal("wait", lambda: Index.open(path, wait=-1))


@pytest.mark.parametrize("given", NO_COUNTS)
def test_counts_of_the_stages(given: Any) -> None:
    sketcher, solved = Sketcher(8), plan(records=100)
    require_refusal("permutations", lambda: Sketcher(given))
    require_refusal("bands", lambda: sketcher.band_keys([TEXT], bands=given, rows=2))
    require_refusal("rows", lambda: sketcher.band_keys([TEXT], bands=2, rows=given))
    require_refusal("records", lambda: plan(records=given))
    require_refusal("points", lambda: solved.curve(given))
    require_refusal("threads", lambda: Config(threads=given))


@pytest.mark.parametrize("given", NO_NUMBERS)
def test_numbers_of_a_result(given: Any, result: Result) -> None:
    require_refusal("threshold", lambda: result.clusters(given))
    require_refusal("score", lambda: result.clusters(score=given))
    require_refusal("jaccard", lambda: result.plan.recall(given))


def test_a_score_that_no_pair_has(result: Result) -> None:
    assert len(result.clusters(score=HUGE).column("cluster").unique()) == len(RECORDS)


@pytest.mark.parametrize("given", [None, 5, 1.5, True, ["may", 0], ("may",)])
def test_names_that_are_none(given: Any, path: Path) -> None:
    with Index.open(path) as index:
        require_refusal("name", lambda: index.lookup(given))
        require_refusal("name", lambda: index.resolve(given))
        require_refusal("name", lambda: index.history(given))
        require_refusal("name", lambda: index.unmerge(given))
        require_refusal("name", lambda: index.explain("may:0", given))
        require_refusal("name", lambda: index.diff("may", given))
        require_refusal("name", lambda: index.delete([given]))
        require_refusal("who", lambda: index.decide("may:0", "may:1", same=True, who=given))


def test_a_flag_is_true_or_false(path: Path) -> None:
    wrong: Any = "no"
    require_refusal("read_only", lambda: Index.open(path, read_only=wrong))


@pytest.mark.parametrize("given", [None, 1.5, "1", True])
def test_records_that_have_no_number(given: Any, path: Path) -> None:
    with Index.open(path) as index:
        require_refusal("record", lambda: index.record(given))


@pytest.mark.parametrize("given", [*NO_COUNTS, None])
def test_counts_of_measuring(given: Any, result: Result) -> None:
    require_refusal("sample", lambda: audit(result, sample=given))
    require_refusal("seed", lambda: audit(result, seed=given))
    require_refusal("size", lambda: sample_matches(result, size=given))
    require_refusal("seed", lambda: sample_matches(result, seed=given))
    if given is not None:
        require_refusal("errors", lambda: evaluate([["a", "b"]], [["a", "b"]], errors=given))


@pytest.mark.parametrize("given", [0, -0.5, 1.01, None, *NO_NUMBERS])
def test_a_precision_is_a_share(given: Any) -> None:
    require_refusal("precision", lambda: calibrate(RECORDS, by="doi", precision=given))


@pytest.mark.parametrize("given", ["version", [], None, 5, ["strict"], [["version"]]])
def test_policies_to_try_are_a_list_of_names(given: Any) -> None:
    require_refusal("policies", lambda: calibrate(RECORDS, by="doi", policies=given))

"""Five real listings, if they lie beside the checkout: the counts that are known, in any order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .program import call, members, partition

SEEDS = sorted((Path(__file__).parents[2].parent / "shared" / "seeds").glob("*.txt"))

pytestmark = pytest.mark.skipif(len(SEEDS) != 5, reason="needs the listings in ../shared/seeds")

OVERLAP = [
    [106, 14, 13, 11, 24],
    [14, 94, 1, 10, 5],
    [13, 1, 114, 5, 6],
    [11, 10, 5, 95, 6],
    [24, 5, 6, 6, 87],
]


def run(order: list[Path], out: Path, *more: object) -> dict[str, Any]:
    """The summary of a run."""
    done = call("run", *order, "-o", out, "--json", *more)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_counts(tmp_path: Path) -> None:
    found = run(SEEDS, tmp_path / "out")
    assert [dump["records"] for dump in found["dumps"]] == [106, 94, 114, 95, 87]
    assert (found["records"], found["rejects"], found["papers"]) == (496, 0, 415)
    assert found["papers_in_several_dumps"] == 69
    assert found["overlap"] == OVERLAP
    (revision,) = found["revisions"]
    assert revision["paper"]["label"].startswith("Don't Retrieve, Generate: ")
    assert revision["similarity"] == pytest.approx(0.95, abs=0.01)
    assert "[-" in revision["difference"]


@pytest.mark.parametrize("threads", [1, 2])
def test_another_order_gives_the_same_papers(threads: int, tmp_path: Path) -> None:
    run(SEEDS, tmp_path / "a")
    run(SEEDS[::-1], tmp_path / "b", "--threads", threads)
    assert partition(tmp_path / "a") == partition(tmp_path / "b")
    there = {(row["dump"], row["position"]): row for row in members(tmp_path / "b")}
    resolve = {row["content_id"]: row["canonical_id"] for row in there.values()}
    for row in members(tmp_path / "a"):
        assert resolve[row["canonical_id"]] == there[row["dump"], row["position"]]["canonical_id"]

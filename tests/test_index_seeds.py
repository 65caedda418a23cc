"""Five real listings, if they lie beside the checkout: one by one is one run over all."""

import itertools
from pathlib import Path

import pytest

from indexes import made, papers, partition
from paperdedup import Config, Index, deduplicate

SEEDS = sorted((Path(__file__).parents[1].parent / "shared" / "seeds").glob("*.txt"))

pytestmark = pytest.mark.skipif(len(SEEDS) != 5, reason="needs the listings in ../shared/seeds")

SEARCH = Config(bands=40, rows=3, policy="version")


def test_one_by_one_is_one_run(tmp_path: Path) -> None:
    with made(tmp_path / "papers.index") as index:
        updates = [index.add(seed).dumps[0] for seed in SEEDS]
        found = papers(index)
        assert index.verify().sound
    assert [update.records for update in updates] == [106, 94, 114, 95, 87]
    for update in updates:
        assert update.new + update.repeated + update.revised == len(update.touched)
    assert sum(update.new for update in updates) - sum(len(u.merged) for u in updates) == 415
    assert len(set(found.values())) == 415
    rows = deduplicate(SEEDS, config=SEARCH).members.to_pylist()
    assert found == {(row["dump"], row["position"]): row["canonical_id"] for row in rows}


@pytest.mark.parametrize("cuts", [(), (1,), (2,), (4,), (1, 3), (2, 4), (1, 2, 3)])
def test_any_grouping(cuts: tuple[int, ...], tmp_path: Path) -> None:
    with made(tmp_path / "a.index") as index, made(tmp_path / "b.index") as grouped:
        index.add(SEEDS)
        for start, end in itertools.pairwise((0, *cuts, 5)):
            grouped.add(SEEDS[start:end])
        assert papers(index) == papers(grouped)


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (2, 0, 4, 1, 3), (1, 2, 3, 4, 0)])
def test_another_order(order: tuple[int, ...], tmp_path: Path) -> None:
    with made(tmp_path / "a.index") as index, made(tmp_path / "b.index") as other:
        index.add(SEEDS)
        other.add([SEEDS[at] for at in order])
        assert partition(papers(index)) == partition(papers(other))
        there = set(papers(other).values())
        assert {other.resolve(paper) for paper in papers(index).values()} == there


def test_an_import_is_the_same_index(tmp_path: Path) -> None:
    with made(tmp_path / "a.index") as index:
        index.add(SEEDS)
        folder = index.export(tmp_path / "out")
        with Index.import_(folder, tmp_path / "b.index") as copy:
            assert papers(copy) == papers(index)

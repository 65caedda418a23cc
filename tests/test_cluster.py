"""Clusters: no chain drifts, bridges are reported, higher thresholds are views.

`window(n)` is a text of 40 words that starts at the n-th word of an endless one, so similarity
falls with the distance of two starts: 4 apart 0.81, 8 apart 0.65.
"""

import pytest

from paperdedup import ConfigError, PaperdedupError
from running import groups, matches, partition, run, solve
from strategies import Dumps
from synthetic import word

MODES = pytest.mark.parametrize("mode", ["lsh", "exact"])


def window(start: int, length: int = 40) -> str:
    """The words from `start` on."""
    return " ".join(word(start + i) for i in range(length))


def in_turn(*texts: str) -> Dumps:
    """One dump for each text, so that their order is the order of arrival."""
    return [[{"abstract": text}] for text in texts]


@MODES
def test_a_chain_does_not_drift(mode: str) -> None:
    """A~B~C, but A is unlike C: B joins A, C finds no founder it matches and founds its own."""
    result = run(in_turn(window(0), window(4), window(8)), mode=mode)
    assert partition(result) == {frozenset({0, 1}), frozenset({2})}


@MODES
def test_a_bridge_is_reported(mode: str) -> None:
    result = run(in_turn(window(0), window(4), window(8)), mode=mode)
    found = {(a, b): (jaccard, same) for a, b, jaccard, _, same in matches(result)}
    assert found == {(0, 1): (34 / 42, True), (1, 2): (34 / 42, False)}


@MODES
def test_a_founder_in_the_middle_gathers_both(mode: str) -> None:
    result = run(in_turn(window(4), window(0), window(8)), mode=mode)
    assert partition(result) == {frozenset({0, 1, 2})}
    assert all(same for *_, same in matches(result))


@MODES
def test_the_best_founder_wins(mode: str) -> None:
    """The last text is 5 from the first founder and 3 from the second: it joins the second."""
    result = run(in_turn(window(0), window(8), window(5)), mode=mode)
    assert partition(result) == {frozenset({0}), frozenset({1, 2})}
    assert [same for *_, same in sorted(matches(result))] == [False, True]


@MODES
def test_of_equal_founders_the_earliest_wins(mode: str) -> None:
    result = run(in_turn(window(0), window(8), window(4)), mode=mode)
    assert partition(result) == {frozenset({0, 2}), frozenset({1})}
    swapped = run(in_turn(window(8), window(0), window(4)), mode=mode)
    assert partition(swapped) == {frozenset({0, 2}), frozenset({1})}


@MODES
def test_every_member_matches_its_founder(mode: str) -> None:
    corpus = in_turn(*(window(2 * n) for n in range(40)))
    result = run(corpus, mode=mode)
    answer = solve(corpus)
    assert partition(result) == {frozenset(paper) for paper in answer.papers}
    assert len(answer.papers) > 5
    similar = result.members.column("similarity").to_pylist()
    assert min(similar) >= 0.7


@MODES
def test_two_papers_that_share_a_member_stay_two(mode: str) -> None:
    """Two groups of repeats and one text between them: the groups do not merge over it."""
    left, right, middle = window(0), window(8), window(4)
    corpus: Dumps = [[{"abstract": left}, {"abstract": right}] * 3, [{"abstract": middle}]]
    result = run(corpus, mode=mode)
    papers = partition(result)
    assert len(papers) == 2
    assert {0, 2, 4} <= next(paper for paper in papers if 0 in paper)
    assert {1, 3, 5} <= next(paper for paper in papers if 1 in paper)


def test_higher_thresholds_are_views() -> None:
    corpus = in_turn(window(0), window(2), window(4), window(4) + " more")
    result = run(corpus, mode="exact", threshold=0.5)
    sizes = []
    for threshold in (0.5, 0.7, 0.85, 0.9, 0.95, 1.0):
        view = groups(result.clusters(threshold=threshold).column("cluster").to_pylist())
        assert view == solve(corpus, threshold=0.5).split(threshold)
        sizes.append(len(view))
    assert sizes[0] == 1
    assert sizes[-1] == 4
    assert sizes == sorted(sizes)


def test_the_view_at_the_runs_own_threshold_is_the_run_cut_at_its_bridges() -> None:
    corpus = in_turn(window(0), window(4), window(8), window(8))
    result = run(corpus, mode="exact")
    own = groups(result.clusters().column("cluster").to_pylist())
    assert own == partition(result) == solve(corpus).split(0.7)


def test_a_view_below_the_runs_threshold_is_refused() -> None:
    result = run(in_turn(window(0)), threshold=0.7)
    with pytest.raises(ConfigError, match=r"0\.6") as caught:
        result.clusters(threshold=0.6)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, PaperdedupError)


@MODES
def test_equal_sets_of_shingles_match_at_threshold_one(mode: str) -> None:
    """The same sentence once and twice has the same shingles but for those across the seam."""
    text = window(0, 12)
    corpus = in_turn(f"{text} {text}", f"{text} {text} {text}", text)
    result = run(corpus, mode=mode, threshold=1.0)
    assert partition(result) == {frozenset({0, 1}), frozenset({2})}
    relations = result.members.column("relation").to_pylist()
    assert relations == ["founder", "revision", "founder"]


@MODES
@pytest.mark.parametrize(("shared", "size"), [(7, 10), (2, 3), (1, 2), (3, 10), (9, 10), (1, 3)])
def test_a_pair_exactly_at_the_threshold_matches(mode: str, shared: int, size: int) -> None:
    """`shared` of `size` words in all: J is the quotient as written, and `>=` means it."""
    words = [word(i) for i in range(10 * size)]
    first, second = words[: 10 * shared], words
    corpus = in_turn(" ".join(first), " ".join(second))
    at = {"mode": mode, "shingle_size": 1, "threshold": shared / size}
    if mode == "lsh":
        at |= {"bands": 200, "rows": 1}
    assert len(matches(run(corpus, **at))) == 1
    over = at | {"threshold": min(1.0, shared / size + 1e-9)}
    assert len(matches(run(corpus, **over))) == 0

"""Signatures: the statistics that MinHash promises, and the curve that banding promises.

For one permutation the chance of agreement is J; over k independent ones the estimate has the
mean J and the variance J(1-J)/k. Each test states its own sampling error; seeds are fixed, so
nothing flickers.
"""

from math import sqrt

import numpy as np
import numpy.typing as npt
import pytest

import oracle
from paperdedup import Config, Sketcher, plan, similarity
from synthetic import SINGLE_WORDS, jaccard, numbered_pairs, pairs, trigram_pairs

K = 128
TRIALS = {1: 600, 2: 600, 5: 600, 30: 600, 120: 600, 250: 400, 5000: 60}
CASES = [
    (size, shared)
    for size in TRIALS
    for shared in sorted({0, 1, size // 4, size // 2, size * 7 // 8, size - 1, size})
    if 0 <= shared <= size
]


def _estimates(texts: list[tuple[str, str]], k: int = K) -> npt.NDArray[np.float64]:
    sketcher = Sketcher(permutations=k, config=SINGLE_WORDS)
    first = sketcher.signatures([a for a, _ in texts])
    second = sketcher.signatures([b for _, b in texts])
    assert first.shape == second.shape == (len(texts), k)
    return np.asarray(np.mean(first == second, axis=1))


def _check(estimates: npt.NDArray[np.float64], expected: float) -> None:
    """Bias and variance within four of their own standard errors of the binomial ones."""
    trials = len(estimates)
    variance = expected * (1 - expected) / K
    if variance == 0:
        assert (estimates == expected).all()
        return
    assert abs(estimates.mean() - expected) <= 4 * sqrt(variance / trials)
    kurtosis = (1 / variance / K - 6) / K
    error = variance * sqrt(max(2 + kurtosis, 0) / trials)
    assert estimates.var() <= variance + 4 * error


@pytest.mark.parametrize(("size", "shared"), CASES)
def test_unbiased_and_as_narrow_as_independent_permutations(size: int, shared: int) -> None:
    drawn = list(pairs(size, shared, TRIALS[size], seed=size * 10_007 + shared))
    _check(_estimates(drawn), jaccard(size, shared))


@pytest.mark.parametrize(("size", "shared"), [c for c in CASES if c[0] < 5000])
def test_unbiased_on_consecutive_numbers(size: int, shared: int) -> None:
    drawn = list(numbered_pairs(size, shared, TRIALS[size]))
    _check(_estimates(drawn), jaccard(size, shared))


@pytest.mark.parametrize("size", [2, 30, 250])
def test_unbiased_where_one_set_holds_the_other(size: int) -> None:
    drawn = [(a, f"{a} {b}") for a, b in pairs(size, 0, 600, seed=size)]
    _check(_estimates(drawn), 0.5)


@pytest.mark.parametrize("words", [3, 8, 40])
def test_unbiased_on_trigrams_that_share_their_words(words: int) -> None:
    """Each estimate in units of its own standard deviation: mean 0, variance at most 1."""
    drawn = list(trigram_pairs(800, words=words, seed=words))
    exact = np.array([similarity(a, b).jaccard for a, b in drawn])
    mixed = (exact > 0) & (exact < 1)
    assert mixed.sum() > 300
    sketcher = Sketcher(permutations=K)
    first, second = (sketcher.signatures(list(side)) for side in zip(*drawn, strict=True))
    errors = (np.mean(first == second, axis=1) - exact)[mixed]
    errors /= np.sqrt(exact * (1 - exact) / K)[mixed]
    assert abs(errors.mean()) <= 4 / sqrt(mixed.sum())
    assert errors.var() <= 1 + 4 * sqrt(2.5 / mixed.sum())


def test_wide_signatures_are_narrower() -> None:
    """A thousand permutations are as good as a thousand independent ones, not as 128."""
    drawn = list(pairs(120, 80, 400, seed=7))
    expected = jaccard(120, 80)
    estimates = _estimates(drawn, 1024)
    variance = expected * (1 - expected) / 1024
    assert abs(estimates.mean() - expected) <= 4 * sqrt(variance / 400)
    assert estimates.var() <= variance * (1 + 4 * sqrt(2 / 400))


def test_minima_are_spread_over_all_bits() -> None:
    """Signatures of single shingles are uniform: each bit of each minimum is set half the time."""
    texts = [a for a, _ in pairs(1, 0, 4000, seed=3)]
    minima = Sketcher(permutations=64, config=SINGLE_WORDS).signatures(texts)
    for bit in range(32):
        share = ((minima >> np.uint32(bit)) & 1).mean(axis=0)
        assert np.abs(share - 0.5).max() <= 5 * 0.5 / sqrt(4000)


@pytest.mark.parametrize(("bands", "rows"), [(1, 1), (16, 8), (32, 4), (50, 3), (20, 2), (9, 13)])
@pytest.mark.parametrize("shared", [20, 50, 70, 85, 99, 114, 119])
def test_the_curve_is_as_predicted(bands: int, rows: int, shared: int) -> None:
    """Of pairs of one similarity, the share that meets in a band is the plan's recall."""
    trials, size = 2000, 120
    drawn = list(pairs(size, shared, trials, seed=1000 * shared + bands))
    sketcher = Sketcher(permutations=bands * rows, config=SINGLE_WORDS)
    first = sketcher.band_keys([a for a, _ in drawn], bands=bands, rows=rows)
    second = sketcher.band_keys([b for _, b in drawn], bands=bands, rows=rows)
    met = np.any(first == second, axis=1).mean()
    solved = plan(Config(mode="lsh", bands=bands, rows=rows), records=10_000)
    recall = solved.recall(jaccard(size, shared))
    assert recall == pytest.approx(1 - (1 - jaccard(size, shared) ** rows) ** bands, abs=1e-12)
    assert abs(met - recall) <= 4 * sqrt(recall * (1 - recall) / trials) + 1 / trials


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("recall", [0.5, 0.9, 0.99, 0.999])
@pytest.mark.parametrize("records", [2, 1_000, 1_000_000])
def test_solved_bands_reach_the_recall(threshold: float, recall: float, records: int) -> None:
    solved = plan(Config(mode="lsh", threshold=threshold, recall=recall), records=records)
    assert solved.recall(threshold) >= recall
    curve = [solved.recall(j / 50) for j in range(51)]
    assert curve[0] == 0
    assert curve[50] == 1
    assert curve == sorted(curve)


def test_keys_of_different_bands_differ() -> None:
    """Equal minima in two bands give different keys, because a key carries its band."""
    text = "one shingle only"
    keys = Sketcher().band_keys([text], bands=64, rows=1)[0].tolist()
    assert len(set(keys)) == 64
    assert keys == oracle.band_keys(oracle.signature(oracle.shingles(text), 64), 64, 1)


def test_a_wider_signature_begins_with_the_narrower() -> None:
    texts = [a for a, _ in pairs(40, 0, 20, seed=1)]
    wide = Sketcher(permutations=200).signatures(texts)
    for k in (1, 7, 8, 31, 128, 199):
        assert (Sketcher(permutations=k).signatures(texts) == wide[:, :k]).all()


def test_empty_texts_have_no_signature_that_is_like_another() -> None:
    sketcher = Sketcher(permutations=16)
    empty = sketcher.signatures(["", "…", None])
    assert (empty == 0xFFFF_FFFF).all()
    assert (Sketcher.similarity(empty[:, None], empty[None, :]) == 0).all()


def test_the_order_of_texts_does_not_matter() -> None:
    texts = [a for a, _ in pairs(12, 0, 1000, seed=2)]
    sketcher = Sketcher(permutations=64)
    assert (sketcher.signatures(texts)[::-1] == sketcher.signatures(texts[::-1])).all()
    one = Sketcher(permutations=64, config=Config(threads=1)).signatures(texts)
    assert (one == sketcher.signatures(texts)).all()

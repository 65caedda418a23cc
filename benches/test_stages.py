"""The stages on their own, through the public API. Each answer is asserted."""

import numpy as np
import pyarrow as pa
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import paperdedup
from benches import runner
from benches.peers import PERMUTATIONS, shingles

datasketch = pytest.importorskip("datasketch")


def test_normalize(benchmark: BenchmarkFixture, texts: list[str]) -> None:
    array = pa.array(texts)
    words = benchmark(paperdedup.normalize, array)
    assert words.to_pylist() == [paperdedup.normalize(text) for text in texts]


@pytest.mark.benchmark(group="signatures")
def test_signatures(benchmark: BenchmarkFixture, texts: list[str], known: runner.Known) -> None:
    array = pa.array(texts)
    sketcher = paperdedup.Sketcher(permutations=PERMUTATIONS)
    signatures = benchmark(sketcher.signatures, array)
    assert signatures.shape == (len(texts), PERMUTATIONS)
    a, b = signatures[known.pairs.a], signatures[known.pairs.b]
    _assert_unbiased(np.mean(a == b, axis=1), known)


@pytest.mark.benchmark(group="signatures")
def test_signatures_of_datasketch(
    benchmark: BenchmarkFixture, texts: list[str], known: runner.Known
) -> None:
    def sketch() -> np.ndarray:
        sets = ([s.encode() for s in shingles(text)] for text in texts)
        bulk = datasketch.MinHash.bulk(sets, num_perm=PERMUTATIONS)
        return np.stack([minhash.hashvalues for minhash in bulk])

    signatures = benchmark(sketch)
    a, b = signatures[known.pairs.a], signatures[known.pairs.b]
    _assert_unbiased(np.mean(a == b, axis=1), known)


def test_similarity(benchmark: BenchmarkFixture, texts: list[str], known: runner.Known) -> None:
    pairs = list(zip(known.pairs.a[:200], known.pairs.b[:200], strict=True))

    def compare() -> list[float]:
        return [paperdedup.similarity(texts[a], texts[b]).jaccard for a, b in pairs]

    assert benchmark(compare) == pytest.approx(known.pairs.jaccard[:200].tolist(), abs=0)


def _assert_unbiased(estimate: np.ndarray, known: runner.Known) -> None:
    """The mean error of the estimates is within four standard errors of the binomial, and one
    hundredth for the words of a peer, which are not quite ours.
    """
    exact = known.pairs.jaccard
    allowed = 4 * np.sqrt(np.sum(exact * (1 - exact)) / PERMUTATIONS) / len(exact) + 0.01
    assert abs(float(np.mean(estimate - exact))) < allowed

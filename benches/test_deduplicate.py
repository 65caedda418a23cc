"""From texts to clusters, small, with datasketch beside. Each answer is compared with the exact
pairs.
"""

from typing import Literal

import numpy as np
import pyarrow as pa
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import engine, runner
from benches.peers import Labels


@pytest.mark.benchmark(group="deduplicate")
@pytest.mark.parametrize("mode", ["lsh", "exact"])
@pytest.mark.parametrize("threads", [1, 2])
def test_deduplicate(
    benchmark: BenchmarkFixture,
    texts: list[str],
    known: runner.Known,
    mode: Literal["lsh", "exact"],
    threads: int,
) -> None:
    result = benchmark(engine.run, texts, plain=True, threshold=0.7, threads=threads, mode=mode)
    score = runner.score(engine.arrays(result), known, threshold=0.7)
    assert score.found >= (1.0 if mode == "exact" else 0.995)  # of a few hundred pairs


@pytest.mark.benchmark(group="deduplicate")
def test_deduplicate_arrow(
    benchmark: BenchmarkFixture, texts: list[str], known: runner.Known
) -> None:
    array = pa.chunked_array([texts])
    result = benchmark(engine.run, array, plain=True, threshold=0.7, threads=1, mode="lsh")
    assert runner.score(engine.arrays(result), known, threshold=0.7).found >= 0.995


@pytest.mark.benchmark(group="deduplicate")
def test_datasketch(benchmark: BenchmarkFixture, texts: list[str], known: runner.Known) -> None:
    peer = pytest.importorskip("benches.peers.datasketch_peer")
    labels: Labels = benchmark(peer.run, texts, 0.7)
    assert runner.score({"labels": labels}, known, threshold=0.7).found > runner.PEER_RECALL


def test_repeats_cost_nothing(benchmark: BenchmarkFixture, texts: list[str]) -> None:
    """The same texts ten times: one cluster each, in linear time."""
    repeated = texts[:500] * 10
    result = benchmark(engine.run, repeated, plain=True, threshold=0.7, threads=1, mode="lsh")
    labels = engine.arrays(result)["labels"].reshape(10, 500)
    assert np.all(labels == labels[0])

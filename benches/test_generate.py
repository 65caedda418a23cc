"""The generator makes the same bits everywhere, and the edits that it says."""

import hashlib

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from benches import generate, truth

SETTINGS = generate.Settings(records=2_000)


def test_abstracts(benchmark: BenchmarkFixture) -> None:
    made = benchmark(generate.abstracts, SETTINGS)
    digest = hashlib.sha256("\n".join(made.to_pylist()).encode()).hexdigest()
    assert digest[:16] == "25f5e0c262834739"
    assert 180 < np.mean([len(text.split()) for text in made.to_pylist()]) < 200


def test_edits_spread_over_jaccard() -> None:
    records = [r for batch in generate.batches(SETTINGS) for r in batch.to_pylist()]
    founders = {r["cluster"]: r["abstract"] for r in records if r["version"] == 0}
    edited = [r for r in records if r["edit"] in ("substitute", "cut", "add", "truncate")]
    found = [_jaccard(r["abstract"], founders[r["cluster"]]) for r in edited]
    assert len(found) > 200
    share = np.histogram(found, bins=[0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])[0] / len(found)
    assert share[0] < 0.05
    assert share[1:].min() > 0.12
    repeated = [r for r in records if r["edit"] == "repeat"]
    assert repeated
    assert all(r["abstract"] == founders[r["cluster"]] for r in repeated)


def test_truth_is_what_brute_force_finds() -> None:
    texts = [text.lower() for text in generate.abstracts(SETTINGS).to_pylist()[:800]]
    texts += ["a", "a", "a b", "a b", "b a", "", ""]
    pairs = truth.exact_pairs(texts, 0.7)
    expected = truth.brute_force_pairs(texts, 0.7)
    assert len(expected) > 20
    assert set(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)) == expected


def _jaccard(a: str, b: str) -> float:
    left, right = (set(zip(w, w[1:], w[2:], strict=False)) for w in (a.split(), b.split()))
    return len(left & right) / len(left | right)

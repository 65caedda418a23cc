"""The texts that the pytest benchmarks share."""

import pytest

from benches import generate, runner


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """2,000 generated abstracts."""
    made: list[str] = generate.abstracts(generate.Settings(records=2_000)).to_pylist()
    return made


@pytest.fixture(scope="session")
def known(texts: list[str]) -> runner.Known:
    """Their exact pairs at 0.7 and above."""
    return runner.find_truth(texts)

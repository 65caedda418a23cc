"""The oracle's own examples: what each of its modules says of itself is true."""

import doctest
import importlib
import pkgutil

import pytest

import oracle

MODULES = [f"oracle.{module.name}" for module in pkgutil.iter_modules(oracle.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [
        t for name in MODULES for t in finder.find(importlib.import_module(name)) if t.examples
    ]
    assert len(MODULES) >= 8
    assert len(found) >= 10

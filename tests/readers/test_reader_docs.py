"""docs/readers.md says what the readers do: its tables are compared, its examples run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from paperdedup.readers import FORMATS
from paperdedup.records import FIELD_NAMES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "readers.md"


def _rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_fields_are_those_of_the_table() -> None:
    expected = [[name, ", ".join(f"`{one}`" for one in FIELD_NAMES[name])] for name in FIELD_NAMES]
    assert [row for row in _rows() if row[0] in FIELD_NAMES] == expected


def test_the_formats_are_those_that_are_registered() -> None:
    named = {row[0].strip("`"): row[1] for row in _rows() if len(row) == 4 and row[0] != "name"}
    assert list(named) == list(FORMATS)
    for name, aliases in named.items():
        assert tuple(re.findall(r"`([\w-]+)`", aliases)) == FORMATS[name].aliases


def test_the_examples_run() -> None:
    results = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert results.attempted > 0
    assert results.failed == 0

"""Dumps that the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from .program import paper, revised, write_jsonl


@pytest.fixture
def may(tmp_path: Path) -> Path:
    """Three papers."""
    return write_jsonl(tmp_path / "may.jsonl", [paper(1), paper(2), paper(3)])


@pytest.fixture
def june(tmp_path: Path) -> Path:
    """One paper of May as it was, one revised, one new, and two inputs that are no records."""
    path = write_jsonl(tmp_path / "june.jsonl", [paper(2), revised(3), paper(4)])
    with path.open("a", encoding="utf-8") as file:
        file.write("this is no JSON\nnull\n")
    return path

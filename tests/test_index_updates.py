"""A dump that comes again under its name, and texts of which only the beginning is known."""

from pathlib import Path
from typing import Any

import pytest

from paperdedup import Index
from synthetic import word

Records = list[dict[str, Any]]


def prose(seed: int, words: int = 80) -> str:
    return " ".join(word(seed * 1000 + number) for number in range(words))


def record(name: str, seed: int, text: str | None = None) -> dict[str, Any]:
    return {
        "id": name,
        "title": f"On {word(seed)} and {word(seed + 7)}",
        "abstract": text or prose(seed),
    }


@pytest.fixture
def updated(tmp_path: Path) -> Path:
    path = tmp_path / "u.index"
    with Index.create(path) as index:
        index.add({"papers.jsonl": [record("x", 1), record("y", 2)]})
        revised = record("x", 1, prose(1, 60) + " " + prose(9, 40))
        index.add({"papers.jsonl": [revised, record("y", 2), record("z", 3)]})
    return path


def test_a_record_that_was_replaced_is_an_update_and_not_new(updated: Path) -> None:
    with Index.open(updated, read_only=True) as index:
        found = index.diff("papers.jsonl", "papers.jsonl@2")
        assert found.updated == (index.resolve("x"),)
        assert found.new == (index.resolve("z"),)
        assert found.repeated == (index.resolve("y"),)
        assert not found.vanished
        assert "1 new, 1 repeated, 0 revised, 1 updated, 0 vanished" in str(found)


def test_dumps_of_other_names_have_no_updates(updated: Path) -> None:
    with Index.open(updated) as index:
        index.add({"other.jsonl": [record("x", 1, prose(1, 60) + " " + prose(9, 40))]})
        found = index.diff("papers.jsonl", "other.jsonl")
        assert not found.updated


@pytest.mark.parametrize("words", [40, 60, 80])
def test_the_beginning_of_a_text_finds_its_paper_as_adding_it_would(
    words: int, tmp_path: Path
) -> None:
    beginning = prose(1, words)
    with Index.create(tmp_path / "q.index") as index:
        index.add({"a": [record("x", 1), record("y", 2)]})
        (found,) = index.query(beginning)
        assert found.canonical_id == index.resolve("x")
        assert found.score == pytest.approx((words - 2) / 78)
        # A similarity that is asked for is one.
        assert bool(index.query(beginning, threshold=0.7)) == (words >= 60)
        index.add({"b": [{"abstract": beginning}]})
        assert index.resolve("b:0") == found.canonical_id

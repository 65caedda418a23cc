"""Decisions in an index: about contents, whichever records have them; undone as they are shown."""

from pathlib import Path
from typing import Any, Literal

import pytest

from paperdedup import Config, ConfigError, Index, deduplicate

TEXT = "We study how storks come back to the same nest and count how many of them do so each year"
STORKS = {"title": "Storks come back to the same nest every year"}
RIVERS = {"title": "Rivers that flow backwards through time and space"}
Records = list[dict[str, Any]]


def decided(index: Index) -> list[tuple[str, str, bool]]:
    return [(one.a, one.b, one.same) for one in index.decisions]


def papers(rows: list[dict[str, Any]]) -> set[frozenset[tuple[str, int]]]:
    found: dict[str, set[tuple[str, int]]] = {}
    for row in rows:
        found.setdefault(row["canonical_id"], set()).add((row["dump"], row["position"]))
    return {frozenset(places) for places in found.values()}


def as_one_run(index: Index, dumps: dict[str, Records]) -> bool:
    words = {True: "same", False: "different"}
    decisions = [(a, b, words[same]) for a, b, same in decided(index)]
    result = deduplicate(dumps, config=index.config, decisions=decisions or None)
    return papers(result.members.to_pylist()) == papers(index.members.read_all().to_pylist())


@pytest.mark.parametrize("unique", [None, "dump"])
@pytest.mark.parametrize("copied", [False, True])
def test_a_decision_holds_for_a_later_record_of_its_content(
    unique: Literal["dump"] | None, copied: bool, tmp_path: Path
) -> None:
    first = {"title": "On storks", "abstract": TEXT, "authors": "Rossi, A.", "pages": "25-131"}
    second = {**first, "year": "2005"}
    del second["pages"]
    dumps: dict[str, Records] = {
        "a": [{**first, "year": "2004", "doi": "10.1000/1"}],
        "b": [second],
        "c": [{**second, "pages": "25-131"}],
    }
    config = Config(unique_within=unique)
    with Index.create(tmp_path / "a.index", config=config) as index:
        for name in "ab":
            index.add({name: dumps[name]})
        index.decide("b:0", "a:0", same=False)
        index.export(tmp_path / "out")
        with Index.import_(tmp_path / "out", tmp_path / "b.index") as copy:
            taken = copy if copied else index
            taken.add({"c": dumps["c"]})
            assert taken.resolve("c:0") == taken.resolve("b:0") != taken.resolve("a:0")
            assert as_one_run(taken, dumps)
            assert taken.verify().sound
            (told,) = taken.explain("a:0", "c:0").decisions
            assert not told.same


def test_a_copy_goes_with_the_record_that_is_told_apart(tmp_path: Path) -> None:
    dumps: dict[str, Records] = {
        "a": [{**STORKS, "doi": "10.1000/1"}],
        "b": [STORKS],
        "c": [{**STORKS, "note": "x"}],
    }
    with Index.create(tmp_path / "a.index") as index:
        index.add(dumps)
        index.decide("c:0", "a:0", same=False)
        assert index.resolve("b:0") == index.resolve("c:0") != index.resolve("a:0")
        assert as_one_run(index, dumps)


def test_records_of_too_little_are_not_held_together_by_a_decision(tmp_path: Path) -> None:
    little = {"abstract": "beta image tree robot stone", "venue": "Nature", "year": "2023"}
    with Index.create(tmp_path / "a.index", config=Config(policy="work")) as index:
        index.add({"a": [little], "b": [RIVERS]})
        index.decide("a:0", "b:0", same=False)
        index.add({"c": [{**little, "note": "1"}]})
        assert index.resolve("c:0") != index.resolve("a:0")
        assert as_one_run(index, {"a": [little], "b": [RIVERS], "c": [little]})


def test_what_rested_wakes_beside_repeats(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"a": [STORKS], "b": [RIVERS]})
        index.decide("a:0", "b:0", same=False)
        index.delete("a:0")
        index.add({"c": [{**RIVERS, "note": "1"}]})
        index.add({"d": [STORKS, {**RIVERS, "note": "2"}]})
        dumps = {"b": [RIVERS], "c": [RIVERS], "d": [STORKS, RIVERS]}
        assert as_one_run(index, dumps)
        assert index.verify().sound


def test_decisions_are_undone_by_the_names_that_are_shown(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"a": [STORKS, RIVERS]})
        index.decide("a:0", "a:1", same=True)
        index.add({"b": [{**STORKS, "note": "1"}]})
        index.unmerge("b:0")
        assert len(index.decisions) == 3
        for one in index.decisions:
            index.undecide(one.a, one.b)
            assert one not in index.decisions
        assert index.resolve("b:0") == index.resolve("a:0") != index.resolve("a:1")


def test_a_decision_stays_with_the_content_of_a_deleted_record(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"a": [STORKS], "b": [{**STORKS, "note": "1"}], "c": [RIVERS]})
        index.unmerge("b:0")
        index.decide("b:0", "c:0", same=True)
        index.delete("b:0")
        # The first record of this content was told apart from it: it has no part in that.
        assert decided(index) == []
        assert index.resolve("a:0") != index.resolve("c:0")
        index.decide("a:0", "c:0", same=True)
        index.delete("a:0")
        (left,) = decided(index)
        with Index.import_(index.export(tmp_path / "out"), tmp_path / "b.index") as copy:
            assert decided(copy) == [left]
            for one in (index, copy):
                one.add({"d": [{**STORKS, "note": "2"}]})
                assert one.resolve("d:0") == one.resolve("c:0")


def test_a_decision_needs_two_records_and_is_kept_once(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"a": [STORKS, RIVERS]})
        for same in (True, False):
            with pytest.raises(ConfigError, match="another record"):
                index.decide("a:0", "a:0", same=same)
        index.decide("a:0", "a:1", same=False, why="looked")
        index.decide("a:1", "a:0", same=False, why="looked again")
        (one,) = index.decisions
        assert one.why == "looked again"


def test_a_record_that_moves_is_told(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index", config=Config(unique_within="dump")) as index:
        index.add({"a": [STORKS, STORKS]})
        index.add({"b": [STORKS]})
        before = index.resolve("b:0")
        (mate,) = (place for place in ("a:0", "a:1") if index.resolve(place) == before)
        effect = index.decide("b:0", mate, same=False)
        after = index.resolve("b:0")
        assert effect.moved == ((before, after),)
        assert before != after
        assert str(effect).startswith("records moved to other papers")

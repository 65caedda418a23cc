"""A dump that comes again under its name, and texts of which only a part is known."""

from pathlib import Path
from typing import Any, Literal

import pytest

from paperdedup import Config, Index, UnknownRecordError
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


@pytest.mark.parametrize("policy", ["version", "text"])
def test_a_threshold_filters_and_changes_no_verdict(policy: str, tmp_path: Path) -> None:
    # So many bands of one row that texts with a shingle in common share one, all but surely.
    config = Config(policy=policy, bands=100, rows=1)
    with Index.create(tmp_path / "q.index", config=config) as index:
        other = {"title": "Wholly other matters", "abstract": prose(1, 20) + " " + prose(9, 30)}
        index.add({"a": [record("x", 1), record("y", 2), other]})
        beginning = prose(1, 40)
        found = index.query(beginning, threshold=0.0)
        assert [hit.score for hit in found] == pytest.approx([38 / 78, 18 / 68])
        assert [hit.same for hit in found] == [policy == "version", False]
        for least in (0.1, 0.3, 0.6):
            kept = [hit for hit in found if hit.score >= least]
            assert index.query(beginning, threshold=least) == kept
        assert index.query(beginning) == [hit for hit in found if hit.same]
        assert index.query(beginning, threshold=0.0, k=1) == found[:1]


def test_a_record_is_asked_for_below_what_may_be_its_paper(tmp_path: Path) -> None:
    other = {"title": "On storks and their nests in the north", "year": "2001"}
    with Index.create(tmp_path / "q.index") as index:
        index.add({"a": [other]})
        asked = {"title": "On storks and their nests in the south", "year": "1950"}
        assert index.query(asked) == []
        (hit,) = index.query(asked, threshold=-100)
        assert not hit.same
        assert not hit.unsure
        assert index.query(asked, threshold=hit.score) == [hit]
        assert index.query(asked, threshold=hit.score + 0.01) == []


def test_of_a_paper_the_record_is_told_that_the_question_is_one_with(tmp_path: Path) -> None:
    with Index.create(tmp_path / "q.index") as index:
        nearer = {"title": "Wholly other matters", "abstract": prose(1, 12) + " " + prose(9, 4)}
        index.add({"a": [record("x", 1), nearer]})
        index.decide("a:0", "a:1", same=True)
        (hit,) = index.query(prose(1, 20))
        assert hit.same
        assert index.record(hit.record).record_id == "x"
        assert index.query(prose(1, 20), threshold=0.2) == [hit]


def test_where_texts_decide_a_title_finds_what_it_would_join(tmp_path: Path) -> None:
    title = "On the naming of things that last for years"
    with Index.create(tmp_path / "q.index", config=Config(policy="text")) as index:
        index.add({"a": [{"title": title}, record("x", 1)]})
        (hit,) = index.query({"title": title.upper()})
        assert (hit.same, hit.relation, hit.score, hit.jaccard) == (True, "identical", 1.0, 1.0)
        (text,) = index.query(prose(1).upper())
        assert (text.same, text.relation, text.score) == (True, "identical", 1.0)
        index.add({"b": [{"title": title.upper()}, {"abstract": "Too short"}]})
        assert index.resolve("b:0") == hit.canonical_id
        (short,) = index.query("Too short")
        assert (short.same, short.relation, short.jaccard) == (False, "different", 1.0)


def papers_of(index: Index, label: str) -> set[str]:
    rows = index.members.read_all().to_pylist()
    return {row["canonical_id"] for row in rows if row["dump"] == label}


@pytest.mark.parametrize("unique", [None, "dump"])
def test_an_update_tells_the_papers_that_the_dump_holds_at_last(
    unique: Literal["dump"] | None, tmp_path: Path
) -> None:
    vision = {"title": "Vision", "authors": "Silva, E."}
    pages = {"pages": "53-140"}
    with Index.create(tmp_path / "a.index", config=Config(unique_within=unique)) as index:
        first = [
            {"id": "k2", **vision, **pages},
            {"id": "k6", **vision, "title": "Vision tensor", "doi": "10.1000/x0", **pages},
            {"id": "k0", **vision},
        ]
        index.add({"p.csv": first})
        again = [
            {"id": "k0", "title": "Vision"},
            {"id": "k4", "title": "Vision", "doi": "10.1000/x0"},
        ]
        before = {row["canonical_id"] for row in index.papers.read_all().to_pylist()}
        (update,) = index.add({"p.csv": again}).dumps
        assert set(update.touched) == papers_of(index, "p.csv@2")
        assert update.new + update.repeated + update.revised == len(update.touched)
        assert all(old in before and index.resolve(old) == new for old, new in update.merged)


def test_what_is_repeated_is_told_where_no_dump_holds_a_paper_twice(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index", config=Config(unique_within="dump")) as index:
        index.add({"a": [record("x", 1), record("y", 2)]})
        revised = record("y", 2, prose(2, 60) + " " + prose(9, 40))
        (update,) = index.add({"b": [record("x", 1), revised]}).dumps
        assert (update.new, update.repeated, update.revised) == (0, 1, 1)
        found = index.diff("a", "b")
        assert (len(found.repeated), len(found.revised)) == (1, 1)


def test_the_history_of_a_paper_of_one_record_that_is_replaced_is_one_update(
    tmp_path: Path,
) -> None:
    old = {
        "id": "1",
        "title": "On storks of the north",
        "doi": "10.1000/5",
        "abstract": "Old. " * 9,
    }
    with Index.create(tmp_path / "a.index") as index:
        index.add({"h": [old]})
        name = index.resolve("1")
        index.add({"h": [old | {"abstract": "Corrected words of another kind. " * 9}]})
        assert index.resolve("1") == name
        told = [(one.name, one.event, one.other) for one in index.history("1")]
        assert told == [(name, "updated", "1")]
        for place in ("h:0", "h:00", ("h", 0)):
            (event,) = index.history(place)
            assert (event.name, event.event, event.other) == ("h:0", "updated", "h@2:0")
        index.add({"h": [old | {"abstract": "Words that are corrected again by hand. " * 9}]})
        assert [one.event for one in index.history("1")] == ["updated", "updated"]
        for ask in (index.resolve, index.lookup, index.delete):
            with pytest.raises(UnknownRecordError, match=r"h:0: .* replaced by h@3:0"):
                ask("h:0")
        assert index.verify().sound

"""The review of an index, which is that of one run over its dumps, and giving it back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexes import SEARCH, named
from paperdedup import (
    Config,
    ConfigError,
    Index,
    InputError,
    deduplicate,
    review,
    schemas,
)
from paperdedup.formats import write_review
from running import configured
from strategies import Dumps, dumps
from test_index_laws import distinct, new_index
from test_review import crowd

STORKS = {"id": "s", "title": "Storks come back to the same nest every year"}
RIVERS = {"id": "r", "title": "Rivers that flow backwards through time and space"}
STARS = {"id": "t", "title": "A catalogue of the faint stars near the southern pole"}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index of records any two of which are near to one paper, in two dumps."""
    rows = crowd()
    with Index.create(tmp_path / "crowd.index") as opened:
        opened.add({"may": rows[:5], "june": rows[5:]})
        yield opened


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Index]:
    """An index of three papers."""
    with Index.create(tmp_path / "three.index") as opened:
        opened.add({"may": [STORKS, RIVERS, STARS]})
        yield opened


def asked(table: pa.Table) -> list[Any]:
    """What a review asks. Not in which order, nor by which of the pairs that are as near: ties are
    settled by the numbers of records, and an index has others.
    """
    return sorted(
        (row["records"], row["same_paper"], round(abs(row["score"] - row["threshold"]), 9))
        for row in table.to_pylist()
    )


def ends(table: pa.Table) -> list[list[str]]:
    """Which pairs."""
    sides = [
        [f"{row[f'dump_{x}']}:{row[f'position_{x}']}" for x in "ab"] for row in table.to_pylist()
    ]
    return sorted(map(sorted, sides))


def by_run(dumps: dict[str, Any], **more: Any) -> pa.Table:
    return deduplicate(dumps, config=Config(policy="version"), **more).review


def test_it_is_that_of_a_run(index: Index) -> None:
    rows = crowd()
    found = index.review()
    assert found.table.schema.equals(schemas.REVIEW)
    ran = by_run({"may": rows[:5], "june": rows[5:]})
    assert (asked(found.table), ends(found.table)) == (asked(ran), ends(ran))
    assert (found.open, found.decided, found.left) == (found.table.num_rows, 0, 0)


@settings(max_examples=40)
@given(drawn=dumps(most=16), policy=st.sampled_from(["version", "record", "work", "text"]))
def test_it_is_that_of_any_run(drawn: Dumps, policy: str) -> None:
    tables = distinct(named(drawn))
    with new_index(policy=policy) as opened:
        for name, dump in tables.items():
            opened.add({name: dump})
        found = opened.review()
    ran = deduplicate(tables, config=configured(**SEARCH, policy=policy)).review

    assert asked(found.table) == asked(ran)


def filled_in(path: Path, index: Index, *words: str) -> list[list[str]]:
    """The review written, with these decisions in its first rows; the pairs of those."""
    table = index.review().table
    column = [*words, *table.column("decision").to_pylist()[len(words) :]]
    table = table.set_column(0, "decision", pa.array(column, pa.string()))
    write_review(table, path)
    return [[row["content_a"], row["content_b"]] for row in table.to_pylist()[: len(words)]]


def papers(index: Index) -> list[set[str]]:
    found: dict[str, set[str]] = {}
    for row in index.members.read_all().to_pylist():
        found.setdefault(row["canonical_id"], set()).add(row["record_id"])
    return sorted(found.values(), key=sorted)


def test_what_was_filled_in_is_decided_as_in_a_run(index: Index, tmp_path: Path) -> None:
    path, words = tmp_path / "review.csv", ("same", "different", "same")
    pairs = filled_in(path, index, *words)
    done = index.decide_all(path, who="Ada")
    assert (done.decisions, done.known, done.absent, done.reasons) == (3, 0, (), ())
    assert [[one.a, one.b] for one in index.decisions] == pairs
    assert {(one.who, one.why.removeprefix(f"{path}, ")) for one in index.decisions} == {
        ("Ada", f"line {line}") for line in (2, 3, 4)
    }
    rows = crowd()
    ran = deduplicate(
        {"may": rows[:5], "june": rows[5:]}, config=Config(policy="version"), decisions=path
    )
    members: dict[str, set[str]] = {}
    for row in ran.members.to_pylist():
        members.setdefault(row["canonical_id"], set()).add(row["record_id"])
    assert papers(index) == sorted(members.values(), key=sorted)
    again = index.review()
    assert asked(again.table.slice(0, again.open)) == asked(ran.review.slice(0, again.open))
    told = again.table.slice(again.open).select(["decision", "content_a", "content_b"]).to_pylist()
    assert [row["decision"] for row in told] == list(words)
    assert [{row["content_a"], row["content_b"]} for row in told] == list(map(set, pairs))


def test_a_review_that_comes_back_goes_on_from_there(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    filled_in(path, index, "same", "different")
    index.decide_all(path)
    before = index.decisions
    index.review().write(path)
    filled_in(path, index, "different")
    done = index.decide_all(path)
    assert (done.decisions, done.known) == (1, 2)
    assert index.decisions[:2] == before
    assert index.review().decided == 3


def test_there_is_room_for_some(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = index.review()
    monkeypatch.setattr(review, "MOST", 4)
    some = index.review()
    assert some.table.to_pylist() == whole.table.to_pylist()[:4]
    assert (some.open, some.left) == (4, whole.open - 4)
    assert str(some).endswith(f"; {some.left} more when some of these are decided")


def test_decisions_of_a_person_are_not_replaced(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    filled_in(path, index, "same")
    with pytest.raises(FileExistsError, match="holds 1 decision of a person that the index has no"):
        index.review().write(path)
    index.decide_all(path)
    index.review().write(path)
    path.write_text("no table of decisions\n")
    with pytest.raises(FileExistsError, match="or move it away: it would be replaced"):
        index.review().write(path)
    with pytest.raises(ConfigError, match=r"must end in \.csv"):
        index.review().write(tmp_path / "review.parquet")


def test_a_decision_on_nothing_is_told_with_its_line(three: Index, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,decision\ns,nobody,same\ns,r,same\npd:1,pd:2,different\nt,pd:1,\n")
    done = three.decide_all(path, why="looked")
    assert [(one.name, one.source) for one in done.absent] == [
        ("nobody", f"{path}, line 2"),
        ("pd:1", f"{path}, line 4"),
        ("pd:2", f"{path}, line 4"),
    ]
    (merged,) = done.merged
    assert merged.paper == three.resolve("s") == three.resolve("r")
    assert [one.why for one in three.decisions] == ["looked"]
    assert f"{path}, line 2: no record is nobody" in str(done)


def test_a_content_that_is_gone_is_not_that_of_the_paper(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"may": [STORKS, RIVERS]})
        old = index.lookup("s").members[0].content_id
        index.add({"may": [{**STORKS, "year": "2001"}]})
        assert index.lookup(old).members[0].content_id != old
        done = index.decide_all([(old, "r", "same")])
        assert [one.name for one in done.absent] == [old]
        assert index.decisions == ()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("s", "r", "same"), ("s", "s", "same")], "row 1: both are s"),
        ([("s", "r", "same"), ("s", "may:0", "same")], "row 1: s and may:0 are one record"),
        ([("s", "r", "same"), ("s", "t", "perhaps")], "row 1: 'perhaps' is no decision"),
        ([("s", "r", "same"), ("u", "t", "same")], "row 1: u: 2 records of several papers"),
    ],
)
def test_a_mistake_changes_nothing(three: Index, rows: list[Any], words: str) -> None:
    three.add({"june": [{**STARS, "id": "u"}, {"id": "u", "title": "On the salt in the sea"}]})
    with pytest.raises(InputError, match=words):
        three.decide_all(rows)
    assert three.decisions == ()


def test_contradictions_are_told_with_their_rows(three: Index) -> None:
    rows = [
        ("s", "r", "same"),
        ("r", "t", "same"),
        ("s", "t", "different"),
        ("r", "s", "different"),
    ]
    done = three.decide_all(rows)
    assert (done.decisions, len(done.contradictions)) == (3, 2)
    in_file, in_index = done.reasons
    assert in_file.startswith("decisions, row 3: r and s are two; but decisions, row 0: ")
    assert "decisions, row 2" in in_index
    assert "decisions, row 0" in in_index
    assert "decisions, row 1" in in_index
    (row,) = [row for row in three.review().table.to_pylist() if "contradicted" in row["why"]]
    assert row["decision"] == "same"


def test_a_review_given_back_as_it_is_changes_nothing(index: Index) -> None:
    first, *_ = index.review().table.to_pylist()
    index.decide_all([{**first, "decision": "same"}])
    index.unmerge(first["record_a"])  # contradicts that
    before = index.decisions
    assert [one.same for one in before] == [True, False]
    done = index.decide_all(index.review().table)
    assert (done.decisions, done.known, done.reasons) == (0, 2, ())
    index.delete(first["record_a"])
    review = index.review()
    done = index.decide_all(review.table)
    assert (done.decisions, done.known, done.absent) == (0, 2, ())
    assert index.decisions == before
    last = review.table.to_pylist()[-1]
    assert (last["title_a"], "not both records are here" in last["why"]) == (None, True)


def test_an_opposite_row_takes_the_place_of_what_the_index_has(three: Index) -> None:
    three.decide("s", "r", same=True)
    done = three.decide_all([("r", "s", "different"), ("s", "r", "same")])
    assert (done.decisions, done.changed, len(done.reasons)) == (1, 1, 1)
    assert [one.same for one in three.decisions] == [False]
    assert three.resolve("s") != three.resolve("r")


def test_a_row_means_the_record_at_its_place(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"may": [STORKS, RIVERS]})
        index.add({"may": [{**STORKS, "id": "copy"}]})
        index.decide("s", "copy", same=False)
        row = {
            "content_a": index.lookup("s").members[0].content_id,
            "dump_a": "may@2",
            "position_a": 0,
            "content_b": index.lookup("r").members[0].content_id,
            "decision": "same",
        }
        assert index.decide_all([row]).decisions == 1
        assert index.resolve("copy") == index.resolve("r") != index.resolve("s")
        with pytest.raises(InputError, match=r"row 0: .* 2 records of several papers"):
            index.decide_all([{**row, "dump_a": "gone"}])


def test_two_records_of_one_content_are_told_apart(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"may": [STORKS], "june": [{**STORKS, "id": "again"}]})
        index.decide("may:0", "june:0", same=False)
        (row,) = index.review().table.to_pylist()
        assert row["content_a"] == row["content_b"]
        assert (index.decide_all(index.review().table).known) == 1
        done = index.decide_all([{**row, "decision": "same"}])
        assert (done.decisions, done.changed) == (1, 1)
        assert [one.same for one in index.decisions] == [True]
        assert index.resolve("s") == index.resolve("again")


def test_decisions_are_all_there_or_none_where_it_is_interrupted(three: Index) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        three.decide_all([("s", "r", "same"), ("s", "t", "same")], progress=stop)
    # So few are done before anybody looks; then it is said that they are.
    notes = getattr(caught.value, "__notes__", [])
    assert len(three.decisions) == 2 * len(notes)
    assert all(note.startswith("it was done by then: 2 papers merged") for note in notes)


def test_texts_alone_have_nothing_to_review(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index", config=Config(policy="text")) as index:
        assert index.review().table.equals(schemas.REVIEW.empty_table())
        index.add({"may": [STORKS, RIVERS]})
        assert index.review().open == 0
        with pytest.raises(ConfigError, match="decisions need a policy"):
            index.decide_all([("s", "r", "same")])


def test_an_empty_index_has_nothing_to_review(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        assert str(index.review()) == "0 pairs to look at"

"""A name that is the id of one record and the place of another is neither of them."""

from pathlib import Path
from typing import Any

import pytest

from paperdedup import Index, InputError, Result, UnknownRecordError, deduplicate, evaluate

RECORDS = [
    {"id": "x", "title": "A study of the growth of roses in town"},
    {"id": "amb:0", "title": "On whales that sing in deep waters"},
]
TOLD = r"amb:0.* is the record_id of the record at amb:1 .*; say amb:1 for the first, amb:00 for"


@pytest.fixture
def result() -> Result:
    return deduplicate({"amb": RECORDS})


@pytest.fixture
def index(tmp_path: Path) -> Any:
    with Index.create(tmp_path / "amb.index") as made:
        made.add({"amb": RECORDS})
        yield made


def test_it_is_refused_in_a_result(result: Result) -> None:
    with pytest.raises(UnknownRecordError, match=TOLD):
        result.explain("amb:0", "x")
    with pytest.raises(UnknownRecordError, match=TOLD):
        result.resolve("amb:0")
    for place in ("amb:00", ("amb", 0)):
        assert result.explain(place, "amb:1").a.record_id == "x"
        assert result.resolve(place) == result.resolve("x") != result.resolve("amb:1")


def test_it_is_refused_in_an_index(index: Index) -> None:
    for ask in (index.resolve, index.lookup, index.history, index.delete, index.unmerge):
        with pytest.raises(UnknownRecordError, match=TOLD):
            ask("amb:0")
    for decide in (index.explain, index.undecide, lambda a, b: index.decide(a, b, same=True)):
        with pytest.raises(UnknownRecordError, match=TOLD):
            decide("amb:0", "x")
    for place in ("amb:00", ("amb", 0)):
        assert index.explain(place, "amb:1").a.record_id == "x"
        assert index.resolve(place) == index.resolve("x") != index.resolve("amb:1")
    assert index.delete("amb:00").records == 1
    assert index.resolve("amb:0") == index.resolve("amb:1")


def test_it_is_refused_in_decisions_and_truths(result: Result) -> None:
    with pytest.raises(InputError, match=TOLD):
        deduplicate({"amb": RECORDS}, decisions=[("amb:0", "x", "same")])
    with pytest.raises(InputError, match=TOLD):
        evaluate(result, [["amb:0", "x"]])
    for place in ("amb:00", ("amb", 0)):
        joined = deduplicate({"amb": RECORDS}, decisions=[(place, "amb:1", "same")])
        assert len(joined.papers) == 1
    assert evaluate(result, [["amb:00", "amb:1"]]).scores.true_pairs == 1


def test_it_is_good_where_both_are_one(tmp_path: Path) -> None:
    dump = {"amb": [{**RECORDS[0], "id": "amb:0"}, RECORDS[0]]}
    result = deduplicate(dump)
    assert result.explain("amb:0", "x").a.place.position == 0
    with Index.create(tmp_path / "one.index") as index:
        index.add(dump)
        assert index.explain("amb:0", "x").a.position == 0


def test_records_of_one_content_are_told_apart_by_their_places() -> None:
    """As a review file names them, whatever ids there are."""
    title = "A study of the growth of roses in town"
    dump = {"amb": [{"id": "x", "title": title}, {"id": "amb:0", "title": title}]}
    content = deduplicate(dump).members["content_id"][0].as_py()
    row = {"content_a": content, "content_b": content, "decision": "different"}
    places = {"dump_a": "amb", "position_a": 0, "dump_b": "amb", "position_b": 1}
    assert len(deduplicate(dump, decisions=[row | places]).papers) == 2
    ids = {"record_a": "amb:0", "record_b": "x"}
    with pytest.raises(InputError, match=TOLD):
        deduplicate(dump, decisions=[row | ids])


@pytest.mark.parametrize("decision", ["same", "different"])
def test_a_decision_on_two_names_of_one_record_is_reported(tmp_path: Path, decision: str) -> None:
    with pytest.raises(InputError, match=r"amb:00 and x are one record"):
        deduplicate({"amb": RECORDS}, decisions=[("amb:00", "x", decision)])
    file = tmp_path / "mine.csv"
    for name, told in (("amb:0", TOLD), ("amb:00", "are one record")):
        file.write_text(f"a,b,decision\n{name},x,{decision}\n")
        with pytest.raises(InputError, match=told) as caught:
            deduplicate({"amb": RECORDS}, decisions=file)
        assert "line 2" in str(caught.value)


@pytest.mark.parametrize("name", [" lead", "lead", "lead  "])
def test_blanks_around_an_id_are_no_part_of_it(tmp_path: Path, name: str) -> None:
    records = [{**RECORDS[0], "id": " lead"}, {**RECORDS[1], "id": "trail "}]
    result = deduplicate({"amb": records})
    assert result.resolve(name) == result.resolve("amb:0")
    assert result.explain(name, "trail").a.record_id == " lead"
    joined = deduplicate({"amb": records}, decisions=[(name, "trail", "same")])
    assert joined.decisions.column("state").to_pylist() == ["applied"]
    with Index.create(tmp_path / "a.index") as index:
        index.add({"amb": records})
        assert index.resolve(name) == index.resolve("amb:0")
        assert index.explain(name, "trail").a.record_id == " lead"
        other = {"title": "On whales that sing in the deep waters of the north"}
        assert index.add({"amb": [{**other, "id": "trail"}]}).dumps[0].updated
        assert index.delete(name).records == 1


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PMID:77", 0),
        ("77", 1),
        ("pmid:0", 0),
        ("pmid:78", 2),
        ("pmid:77", None),
        ("pmid:79", None),
    ],
)
def test_the_most_exact_reading_of_a_name_wins_everywhere(
    name: str, meant: int | None, tmp_path: Path
) -> None:
    """An id as it came and a place before an identifier, which others may carry too."""
    records = [
        {"id": "PMID:77", "title": "On bees that fly over the lake", "authors": "Lee, Ann"},
        {"id": "77", "title": "Lichens of dark caves", "authors": "Roe, Cy", "pmid": "77"},
        {"id": "a", "title": "Storks and their nests", "authors": "Day, Jo", "pmid": "78"},
    ]
    result = deduplicate({"pmid": records})
    with Index.create(tmp_path / "a.index") as index:
        index.add({"pmid": records})
        if meant is None:
            for ask in (result.resolve, index.resolve):
                with pytest.raises(UnknownRecordError, match=name):
                    ask(name)
        else:
            assert (
                index.resolve(name) == result.resolve(name) == result.canonical_ids[meant].as_py()
            )

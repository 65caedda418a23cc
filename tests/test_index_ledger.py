"""What a dump is called in an index, what is left of it, and what people decided on its records."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexes import made, papers
from paperdedup import Config, ConfigError, Index, InputError, UnknownRecordError, deduplicate

TEXT = "We keep what was found in one file, and the next listing is added to it week after week."
TREES = "Trees are planted along a road, and after nine years we count those that give some shade."
FILES = {"id": "files", "title": "On files that are kept", "abstract": TEXT}
OTHERS = {"id": "trees", "title": "Trees along a road", "abstract": TREES}
BEES = {"id": "bees", "title": "Bees of a garden", "abstract": "Bees come to a garden, and go."}


@pytest.fixture
def index(tmp_path: Path) -> Any:
    with made(tmp_path / "papers.index", policy="version") as opened:
        yield opened


def test_every_dump_has_a_label_of_its_own(index: Index) -> None:
    first = index.add({"week": [FILES]})
    second = index.add({"week@2": [OTHERS]})
    third = index.add({"week": [BEES]})
    fourth = index.add({"week": [FILES | {"id": "again"}]})
    labels = ["week", "week@2", "week@3", "week@4"]
    assert [one.dumps[0].dump for one in (first, second, third, fourth)] == labels
    assert [(entry.name, entry.label) for entry in index.dumps] == [
        *(("week", "week"), ("week@2", "week@2")),
        *(("week", "week@3"), ("week", "week@4")),
    ]
    assert index.add({"other": [OTHERS]}).dumps[0].dump == "week@2"


def test_a_place_is_one_record_for_ever(index: Index) -> None:
    index.add({"week": [FILES]})
    (before,) = index.lookup("week:0").members
    index.add({"week": [OTHERS]})
    assert index.lookup("week:0").members == (before,)
    (after,) = index.lookup("week@2:0").members
    assert (after.place, after.dump, after.record_id) == ("week@2:0", "week@2", "trees")
    found = index.diff("week", "week@2")
    assert (len(found.new), len(found.vanished)) == (1, 1)
    assert index.diff("0", "1").new == found.new
    index.delete("week@2:0")
    assert papers(index) == {("week", 0): before.canonical_id}


def test_what_is_gone_is_counted(index: Index) -> None:
    index.add({"week": [FILES, OTHERS, BEES]})
    assert [entry.gone for entry in index.dumps] == [0]
    index.delete("bees")
    index.add({"week": [OTHERS | {"abstract": TREES + " It is cool there."}]})
    assert [(entry.records, entry.gone) for entry in index.dumps] == [(3, 2), (1, 0)]
    again = index.add({"copy": [FILES, OTHERS, BEES]}).dumps[0]
    assert (again.dump, again.known, again.gone) == ("week", True, 2)
    assert str(again) == (
        "week: known, nothing has changed; 2 records of it gone since, and not brought back"
    )
    found = index.diff("week", "week@2")
    assert found.gone == 2
    assert "(2 records of week gone since)" in str(found)


def decided(index: Index) -> list[tuple[str, str, bool, str]]:
    return [(one.a, one.b, one.same, one.made) for one in index.decisions]


def test_decisions_name_records_as_people_know_them(index: Index) -> None:
    index.add({"week": [FILES, {**FILES, "id": "copy"}, OTHERS]})
    index.decide("week:0", "week:1", same=False)
    effect = index.decide("copy", "files", same=True)
    assert effect.contradictions
    assert {name for pair in effect.contradictions for name in pair} == {"week:0", "week:1"}
    assert [one[:3] for one in decided(index)] == [
        *(("week:0", "week:1", False), ("week:1", "week:0", True)),
    ]
    with pytest.raises(UnknownRecordError, match=r"^files and trees: nothing was decided"):
        index.undecide("files", "trees")


def test_an_import_has_the_decisions(index: Index, tmp_path: Path) -> None:
    index.add({"week": [BEES, FILES, {**FILES, "id": "copy"}, OTHERS]})
    index.decide("files", "copy", same=False, who="ada", why="they are two")
    index.decide("trees", "files", same=False)
    index.decide("trees", "bees", same=True)
    index.delete("bees")
    with Index.import_(index.export(tmp_path / "out"), tmp_path / "copy.index") as copy:
        # Numbers of records are others now; names, times and reasons are not.
        assert decided(copy) == decided(index)
        assert papers(copy) == papers(index)
        assert len(set(papers(copy).values())) == 3
        for one in (copy, index):
            one.add({"later": [BEES]})
        assert copy.resolve("bees") == copy.resolve("trees")
        assert papers(copy) == papers(index)


def test_an_import_names_a_decision_that_is_none(index: Index, tmp_path: Path) -> None:
    index.add({"week": [FILES, OTHERS]})
    index.decide("files", "trees", same=True)
    facts = index.export(tmp_path / "out") / "index.json"
    sound = json.loads(facts.read_text(encoding="utf-8"))
    for damaged in ({"a": 1}, {"same": "perhaps"}, {"extra": 0}):
        decisions = [sound["decisions"][0] | damaged]
        facts.write_text(json.dumps(sound | {"decisions": decisions}), encoding="utf-8")
        with pytest.raises(InputError, match=r"index\.json"):
            Index.import_(facts.parent, tmp_path / "copy.index")


def test_a_decision_on_two_records_of_one_content_goes_with_either(
    index: Index, tmp_path: Path
) -> None:
    index.add({"week": [FILES, {**FILES, "id": "copy"}, OTHERS]})
    index.decide("files", "copy", same=False)
    index.decide("trees", "files", same=False)
    index.delete("copy")
    assert [one[1:3] for one in decided(index)] == [("week:0", False)]
    with Index.import_(index.export(tmp_path / "out"), tmp_path / "copy.index") as copy:
        assert decided(copy) == decided(index)
        assert papers(copy) == papers(index)


def test_an_import_calls_papers_as_they_were(index: Index, tmp_path: Path) -> None:
    index.add({"week": [FILES, OTHERS, BEES]})
    first = index.resolve("files")
    index.add({"week": [FILES | {"title": "On files that are kept for years"}]})
    assert index.resolve("files") == first
    index.decide("trees", "bees", same=True)
    index.undecide("trees", "bees")
    index.decide("bees", "files", same=True)
    old = index.redirects.read_all().column("old_id").to_pylist()
    with Index.import_(index.export(tmp_path / "out"), tmp_path / "copy.index") as copy:
        assert papers(copy) == papers(index)
        assert [copy.resolve(name) for name in old] == [index.resolve(name) for name in old]
        for one in (copy, index):
            one.undecide("bees", "files")
        assert papers(copy) == papers(index)
        assert copy.verify().sound


def test_a_name_of_several_papers_is_refused(index: Index) -> None:
    index.add({"pubmed": [FILES | {"id": "1", "doi": "10.1000/s"}]})
    index.add({"crossref": [BEES | {"id": "1", "doi": "10.1000/s"}]})
    said = "2 records of several papers have this name: pubmed:0, crossref:0; say which"
    for name in ("1", "doi:10.1000/S"):
        for asked in (index.resolve, index.lookup, index.delete, index.unmerge, index.history):
            with pytest.raises(UnknownRecordError, match=said):
                asked(name)
    first: Any = np.int64(0)
    index.delete(("pubmed", first))
    assert index.resolve("1") == index.resolve("crossref:0")


def test_a_number_of_too_many_digits_is_no_place(index: Index) -> None:
    index.add({"pubmed": [FILES]})
    far = "9" * 5_000
    with pytest.raises(UnknownRecordError, match="no dump"):
        index.diff(far, "pubmed")
    result = deduplicate({"pubmed": [FILES], "none": []})
    with pytest.raises(UnknownRecordError, match="no paper"):
        result.resolve(f"pubmed:{far}")
    with pytest.raises(UnknownRecordError, match="none has no records"):
        result.resolve("none:0")
    decided = deduplicate({"pubmed": [FILES]}, decisions=[(f"pubmed:{far}", "pubmed:0", "same")])
    assert decided.decisions.column("state").to_pylist() == ["absent"]


def test_a_history_says_who_has_the_name_of_what_was_deleted(index: Index) -> None:
    index.add({"week": [FILES], "again": [{**FILES, "id": "copy"}]})
    paper = index.resolve("files")
    index.delete("files")
    kept = "and another record of that content has the name"
    assert list(map(str, index.history(paper))) == [
        f"{paper} deleted, {kept}, when again was the last dump"
    ]


def test_a_deletion_says_which_papers_are_gone(index: Index) -> None:
    index.add({"week": [FILES, OTHERS], "again": [{**FILES, "id": "copy", "year": "2001"}]})
    papers = [index.resolve(name) for name in ("files", "trees")]
    content = index.record(2).content_id
    assert index.delete("copy").gone == ()
    assert [event.event for event in index.history(content)] == ["deleted"]
    effect = index.delete(["files", "trees", "week:0"])
    assert effect.gone == tuple(papers)
    told = [f"{paper} is gone" for paper in papers]
    assert str(effect).splitlines() == ["2 records deleted, 2 papers gone", *told]


def test_a_history_is_of_a_name_that_is_known(index: Index) -> None:
    index.add({"week": [FILES, OTHERS]})
    paper = index.resolve("files")
    index.delete("files")
    assert [event.event for event in index.history(paper)] == ["deleted"]
    assert index.history("trees") == []
    with pytest.raises(UnknownRecordError, match="nobody: no record or paper"):
        index.history("nobody")


def test_a_closed_index_can_be_shown(index: Index) -> None:
    assert repr(index) == "Index(0 records of 0 dumps: 0 papers)"
    index.close()
    assert repr(index).endswith("papers.index', closed or damaged)")


def test_a_query_takes_a_record_as_it_could_be_added(index: Index) -> None:
    index.add({"week": [FILES, OTHERS]})
    paper = index.resolve("files")
    asked = {"Title": FILES["title"], "summary": TEXT, "year": 2001, "cited": 7, "venue": None}
    for record in (asked, {"title": FILES["title"], "authors": ["Ada Berg", "Bo Dahl"]}, TEXT):
        assert index.query(record)[0].canonical_id == paper
    assert index.query(asked)[0].same
    for wrong in ({"tilte": "On files"}, {"cited": 7}):
        with pytest.raises(ConfigError, match="the query is no record"):
            index.query(wrong)


def test_arguments_that_are_none(index: Index) -> None:
    index.add({"week": [FILES, OTHERS]})
    with pytest.raises(ConfigError, match="k = 0"):
        index.query(TEXT, k=0)
    with pytest.raises(ConfigError, match="same = 'different'"):
        index.decide("files", "trees", same="different")  # type: ignore[arg-type]
    with pytest.raises(UnknownRecordError, match="-1"):
        index.record(-1)


@pytest.mark.parametrize("policy", ["version", "text"])
@pytest.mark.parametrize(
    ("change", "revised"),
    [
        ({"doi": "10.1000/new"}, True),
        ({"title": "On files that are kept: a study"}, True),
        ({"authors": "Ada Berg; Bo Dahl; Cy Eng"}, True),
        ({"abstract": TEXT + " More."}, True),
        ({"volume": "7", "pages": "1-9"}, False),
        ({"cited": 8}, False),
    ],
)
def test_what_is_revised(policy: str, change: Any, revised: bool, tmp_path: Path) -> None:
    with Index.create(tmp_path / "p.index", config=Config(policy=policy)) as index:
        index.add({"may": [FILES, OTHERS]})
        update = index.add({"june": [FILES | change, OTHERS]})
        assert (update.new, update.repeated, update.revised) == (0, 2 - revised, revised)
        found = index.diff("may", "june")
        assert (len(found.repeated), len(found.revised)) == (2 - revised, revised)
        # What any record of the paper said before is nothing new.
        assert index.add({"july": [FILES | change]}).revised == 0
        assert index.add({"august": [FILES]}).revised == 0

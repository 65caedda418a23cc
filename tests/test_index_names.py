"""What names mean in an index: one paper each, and a content ID the records that have it."""

from pathlib import Path
from typing import Any

import pytest

from paperdedup import Config, Index, UnknownRecordError, deduplicate

TEXT = "We study how storks come back to the same nest and count how many of them do so each year"
STORKS = {"title": "On storks and their nests in the north of Spain", "abstract": TEXT}
RIVERS = {"title": "Rivers that flow backwards through time and space"}


def content(index: Index, place: str) -> str:
    return next(
        member.content_id
        for member in index.lookup(place).members
        if f"{member.dump}:{member.position}" == place
    )


def lawful(index: Index) -> None:
    """No two papers have one name, and a content ID leads to the paper of its records."""
    rows = index.members.read_all().to_pylist()
    founders = [row["canonical_id"] for row in rows if row["relation"] == "founder"]
    assert len(founders) == len(set(founders))
    papers: dict[str, set[str]] = {}
    for row in rows:
        papers.setdefault(row["content_id"], set()).add(row["canonical_id"])
    for name, found in papers.items():
        if len(found) == 1 or name in found:
            assert index.resolve(name) == (name if name in found else found.pop())
    for row in index.redirects.read_all().to_pylist():
        assert index.resolve(row["old_id"]) == row["canonical_id"]
    assert index.verify().sound


@pytest.mark.parametrize("policy", ["version", "record", "work"])
def test_a_copy_of_what_was_replaced_has_its_name(policy: str, tmp_path: Path) -> None:
    old = {"title": "Sensor Plasma Graph Plasma Lazy", "arxiv": "2101.10000", "doi": "10.1000/0"}
    link = {"arxiv": "2101.10000", "abstract": TEXT, "authors": "Smith, A.; Rossi, D."}
    other = {"title": "Sensor Plasma Lazy Part 2", "abstract": TEXT, "authors": link["authors"]}
    with Index.create(tmp_path / "a.index", config=Config(policy=policy)) as index:
        index.add({"q": [{"id": "old", **old}]})
        name = index.resolve("old")
        index.add({"q": [{"id": "link", **link}]})
        index.add({"p": [{"id": "other", **other}]})
        index.add({"r": [{"id": "copy", **old}]})
        index.add({"q": [{"id": "old", **RIVERS}, {"id": "link", "title": "A desert of stones"}]})
        assert index.resolve("other") != index.resolve("copy") == index.resolve(name)
        lawful(index)


@pytest.mark.parametrize("policy", ["version", "record", "work"])
def test_a_paper_that_becomes_part_of_another_leaves_its_name_to_nobody(
    policy: str, tmp_path: Path
) -> None:
    title, text = "Storks of the far north and their nests", {"abstract": TEXT}
    told = text | {"authors": "Lee, A.; Yu, B."}
    dumps: dict[str, list[Any]] = {
        "a": [{"id": "p", "title": title, "authors": "Lee, A."}],
        "b": [told | {"id": "x1", "n": 1}, told | {"id": "x2", "n": 2}],
        "c": [told | {"id": "y", "title": title}],
    }
    config = Config(policy=policy, unique_within="dump")
    before = deduplicate({name: dumps[name] for name in "ab"}, config=config)
    after = deduplicate(dumps, config=config)
    old, new = (one.canonical_ids.to_pylist() for one in (before, after))
    assert len({*old}) == 3
    assert old[0] == new[0] == new[1], "one became part of the first"
    assert old[2] == new[2], "the other kept its name"
    assert [after.resolve(name) for name in old] == new[:3]
    with Index.create(tmp_path / "a.index", config=config) as index:
        for name, rows in dumps.items():
            index.add({name: rows})
        there = index.members.read_all().sort_by([("dump", "ascending"), ("position", "ascending")])
        assert there.column("canonical_id").to_pylist() == new
        assert [index.resolve(name) for name in old] == new[:3]
        lawful(index)


def test_a_kept_name_goes_to_records_that_say_so(tmp_path: Path) -> None:
    paper = {"title": "Quantum Revisited", "doi": "10.1000/x0", "authors": "Smith, C.; Jones, A."}
    config = Config(policy="record", unique_within="dump")
    with Index.create(tmp_path / "a.index", config=config) as index:
        index.add({"q": [{"id": "one", **paper}]})
        name = index.resolve("one")
        revised = {**paper, "authors": "Smith, C."}
        index.add({"q": [{"id": "one", **revised}]})
        assert index.resolve("one") == name
        # Another record of this dump joins the paper, so that these found one of their own.
        update = index.add({"r": [{"id": "a", **paper}, {"id": "b", **paper}]})
        assert len(set(update.dumps[0].touched)) == 2
        lawful(index)


def test_a_name_that_a_record_has_is_not_kept_by_another_paper(tmp_path: Path) -> None:
    full = {
        "title": "Quantum Revisited",
        "doi": "10.1000/x0",
        "authors": "Smith, C.; Jones, A.; Rossi, B.",
        "venue": "Proc. of ICML",
        "year": "2001",
    }
    pages = {"pages": "12-183", "volume": "19"}
    with Index.create(tmp_path / "a.index") as index:
        index.add({"q": [{"id": "k9", "title": "Quantum", **pages}, {"id": "k5", **full}]})
        name = index.resolve("k5")
        middle = {"title": "Quantum Revisited", "venue": "Proc. of ICML", "year": "2001", **pages}
        index.add({"q": [{"id": "k8", **middle}]})
        index.add({"d": [{"id": "x", "title": "Quantum Revisited", "doi": "10.1000/x0"}]})
        index.add({"q": [{"id": "k5", "title": "Ocean Lattice Delta"}, {"id": "k8", **full}]})
        assert index.resolve(name) == index.resolve("q@3:1")
        lawful(index)


def test_a_name_leads_to_what_is_left_though_others_say_the_same(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index", config=Config(unique_within="dump")) as index:
        paper = {**STORKS, "doi": "10.1000/1"}
        index.add({"a": [paper, paper, paper]})
        index.add({"b": [STORKS]})
        name = index.resolve("b:0")
        (founder,) = (place for place in ("a:0", "a:1", "a:2") if index.resolve(place) == name)
        (renamed,) = index.delete(founder).renamed
        assert renamed == (name, index.resolve("b:0"))
        assert index.resolve(name) == index.resolve("b:0")
        lawful(index)


def test_a_content_leads_to_its_copy_when_a_decision_ends(tmp_path: Path) -> None:
    record = {"title": "Graph Alpha Storm Shadow Delta", "doi": "10.1000/x0", "year": "2005"}
    with Index.create(tmp_path / "a.index", config=Config(policy="record")) as index:
        index.add({"a": [{"title": "Storm"}]})
        index.add({"b": [record]})
        index.add({"c": [{"title": record["title"]}]})
        index.add({"d": [{"title": ""}, record]})
        name = content(index, "b:0")
        index.decide("a:0", "b:0", same=True)
        lawful(index)
        index.delete("b:0")
        assert index.resolve(name) == index.resolve("d:1")
        lawful(index)


def test_a_merged_name_goes_with_what_it_was_given_to(tmp_path: Path) -> None:
    desert, plasma = "Delta Desert Magnet Sensor Bird Genome", "Plasma Health Bird Brown Lattice"
    with Index.create(tmp_path / "a.index") as index:
        index.add({"a": [{"title": desert}]})
        index.add({"b": [{"title": plasma}]})
        index.add({"c": [{"title": plasma, "arxiv": "2101.10000"}, {"title": desert}]})
        name = index.resolve("b:0")
        assert name == index.resolve("c:0")
        index.decide("b:0", "c:1", same=True)
        index.delete("b:0")
        assert index.resolve(name) == index.resolve("c:0") != index.resolve("a:0")
        lawful(index)


def test_redirects_list_only_what_leads_somewhere(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"a": [STORKS], "b": [RIVERS]})
        names = [index.resolve("a:0"), index.resolve("b:0")]
        index.decide("a:0", "b:0", same=True)
        assert index.redirects.read_all().num_rows == index.stats["redirects"] == 1
        index.delete(["a:0", "b:0"])
        assert index.redirects.read_all().num_rows == index.stats["redirects"] == 0
        for name in names:
            with pytest.raises(UnknownRecordError):
                index.resolve(name)


def test_the_history_of_a_record_has_that_of_its_name_as_a_founder(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"a": [STORKS], "b": [{**STORKS, "note": "1"}], "c": [RIVERS]})
        index.unmerge("b:0")
        own = index.resolve("b:0")
        assert [event.event for event in index.history("b:0")] == ["split"]
        index.undecide("b:0", "a:0")
        assert [event.event for event in index.history("b:0")] == ["split", "merged"]
        assert {event.name for event in index.history("b:0")} == {own}


def test_the_tables_call_a_dump_by_its_label(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.index") as index:
        index.add({"p.csv": [STORKS]})
        index.add({"p.csv": [RIVERS]})
        rows: list[dict[str, Any]] = index.members.read_all().to_pylist()
        assert [row["dump"] for row in rows] == ["p.csv", "p.csv@2"]
        assert [row["record_id"] for row in rows] == ["p.csv:0", "p.csv@2:0"]
        assert [row["record_id"] for row in index.papers.read_all().to_pylist()] == [
            row["record_id"] for row in rows
        ]
        for row in rows:
            assert index.resolve((row["dump"], row["position"])) == row["canonical_id"]

"""The index as a user meets it: a tour over the examples, and what it says when all goes wrong."""

import copy
import json
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import paperdedup
from checks.sources import ROOT
from indexes import SEARCH, batch, made, papers, partition
from paperdedup import Config, ConfigError, Index, IndexStateError, InputError, UnknownRecordError
from paperdedup.index import making
from running import configured

EXAMPLES = sorted((ROOT / "examples" / "dumps").glob("*.txt"))
NAMES = [path.name for path in EXAMPLES]
REVISED = ("2025-03-03.txt", 2), ("2025-03-10.txt", 1)

TEXT = "We count the storks of a valley for nine years and find that most of them come back again."
STORKS = {"id": "a", "title": "The storks of a valley", "abstract": TEXT, "doi": "10.1000/Storks"}
OTHER = {
    "id": "b",
    "title": "On the weight of bread",
    "abstract": "Bread weighs less as it dries",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "papers.index"


@pytest.fixture
def index(path: Path) -> Iterator[Index]:
    with made(path) as one:
        yield one


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The three listings of the examples, added one by one; only read by tests."""
    with made(tmp_path_factory.mktemp("tour") / "papers.index") as one:
        for example in EXAMPLES:
            one.add(example)
        yield one


def test_a_tour_over_the_examples(index: Index) -> None:
    counts = []
    for example in EXAMPLES:
        update = index.add(example)
        (dump,) = update.dumps
        assert dump.dump == example.name
        assert not dump.known
        assert dump.new + dump.repeated + dump.revised == len(dump.touched)
        counts.append((dump.records, dump.new, dump.repeated + dump.revised))
    assert counts == [(12, 12, 0), (12, 7, 5), (12, 7, 5)]
    assert papers(index) == batch({path.name: read(path) for path in EXAMPLES})
    assert [entry.name for entry in index.dumps] == NAMES
    assert index.stats["records"] == 36
    assert repr(index) == "Index(36 records of 3 dumps: 26 papers)"


def read(path: Path) -> Any:
    from paperdedup.readers import read_all

    (dump,) = read_all(path)
    return dump


@pytest.mark.parametrize("together", [[[0, 1], [2]], [[0], [1, 2]], [[0, 1, 2]]])
def test_groupings_agree(together: list[list[int]], filled: Index, index: Index) -> None:
    for group in together:
        index.add([EXAMPLES[number] for number in group])
    assert papers(index) == papers(filled)


def test_another_order_gives_the_same_papers(filled: Index, index: Index) -> None:
    index.add(EXAMPLES[::-1])
    assert partition(papers(index)) == partition(papers(filled))
    there = set(papers(index).values())
    assert {index.resolve(paper) for paper in papers(filled).values()} == there


def test_the_same_dump_again(index: Index, tmp_path: Path) -> None:
    index.add(EXAMPLES[0])
    before = papers(index)
    renamed = shutil.copy(EXAMPLES[0], tmp_path / "another name.txt")
    (again,) = index.add(renamed).dumps
    assert (again.known, again.dump) == (True, NAMES[0])
    assert str(again) == f"{NAMES[0]}: known, nothing has changed"
    assert papers(index) == before
    assert len(index.dumps) == 1


def test_names_of_a_paper(index: Index) -> None:
    index.add({"may": [STORKS, OTHER]})
    paper = index.resolve("a")
    record = index.record(index.lookup("a").members[0].record)
    spellings: list[str | tuple[str, int]] = [
        "a",
        "may:0",
        ("may", 0),
        record.content_id,
        paper,
        "doi:10.1000/storks",
    ]
    spellings += ["https://doi.org/10.1000/STORKS"]
    assert {index.resolve(name) for name in spellings} == {paper}
    assert record.fields["title"] == STORKS["title"]
    assert record.identifiers == ("doi:10.1000/storks",)
    assert (record.dump, record.position, record.record_id) == ("may", 0, "a")
    for name in ("nothing", "may:7", "doi:10.1000/other", "", "pd:" + "0" * 24, "x" * 100_000):
        with pytest.raises(UnknownRecordError, match="has this name"):
            index.resolve(name)
        with pytest.raises(UnknownRecordError, match="has this name"):
            index.lookup(name)


def test_other_columns_are_kept(index: Index) -> None:
    index.add({"may": [STORKS | {"cited": 7, "where": {"page": [1, 2]}}, OTHER | {"cited": None}]})
    records = [index.record(index.lookup(name).members[0].record) for name in ("a", "b")]
    assert records[0].extra == {"cited": 7, "where": {"page": [1, 2]}}
    assert records[1].extra == {}


def test_another_content_of_the_same_id_is_an_update(index: Index) -> None:
    index.add({"may": [STORKS, OTHER]})
    old = index.record(index.lookup("b").members[0].record)
    paper = index.resolve("b")
    corrected = OTHER | {"title": "On the weight of old bread"}
    (dump,) = index.add({"may": [STORKS, corrected]}).dumps
    assert [record_id for record_id, _ in dump.updated] == ["b"]
    assert index.record(index.lookup("b").members[-1].record).fields["title"] == corrected["title"]
    assert index.resolve(paper) == index.resolve("b") == index.resolve(old.content_id)
    assert any(event.event == "updated" for event in index.history(old.content_id))


def test_a_query_finds_papers(filled: Index) -> None:
    record = filled.record(filled.lookup("2025-03-03.txt:2").members[0].record)
    (best, *others) = filled.query(dict(record.fields), k=5)
    assert best.canonical_id == record.canonical_id
    assert best.same
    assert best.jaccard == 1.0
    assert len(others) <= 4
    assert all(best.score >= hit.score for hit in others)
    text = filled.query(record.fields["abstract"])
    assert text[0].canonical_id == record.canonical_id
    assert str(text[0]).startswith(f"{record.canonical_id}: the same paper")
    assert filled.query(dict(record.fields), k=5, threshold=1e9) == []


def test_a_query_changes_nothing(filled: Index) -> None:
    before = papers(filled), filled.stats["records"]
    filled.query({"title": "A title that nobody has given to any of these papers yet"})
    assert (papers(filled), filled.stats["records"]) == before


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"tilte": "On A"}, "the query is no record: .*tilte"),
        ({"year": 2019}, "no record: .*'year'. To do: name its fields .*: title, abstract, "),
        (5, "the query is 5: must be a text or a record"),
        (None, "the query is None: must be"),
        ([["title", "On A"]], "must be a text or a record"),
    ],
)
def test_a_query_that_cannot_be(what: Any, words: str, filled: Index) -> None:
    with pytest.raises(ConfigError, match=words):
        filled.query(what)


@pytest.mark.parametrize("how", [{"k": 0}, {"k": "3"}, {"k": True}, {"threshold": "0.8"}])
def test_a_query_for_what_is_no_number(how: dict[str, Any], filled: Index) -> None:
    with pytest.raises(ConfigError, match=f"{next(iter(how))} = .*number"):
        filled.query(TEXT, **how)


@pytest.mark.parametrize("what", ["", " \n", "the", "\0", "\ud800", "a" * 1_000_000, {}])
def test_queries_of_nothing(what: Any, filled: Index) -> None:
    assert all(not hit.same for hit in filled.query(what))


def test_an_explanation(filled: Index) -> None:
    verdict = filled.explain(*REVISED)
    assert verdict.one_paper
    assert verdict.score == pytest.approx(sum(point.points for point in verdict.points))
    assert 0.8 < verdict.jaccard < 1
    assert "[-runs 38-] {+saves 41+}" in str(verdict)
    assert "abstracts" in str(verdict)
    apart = filled.explain("2025-03-03.txt:0", "2025-03-03.txt:1")
    assert not apart.one_paper
    assert "are not one paper" in str(apart)


def test_an_explanation_where_no_dump_holds_a_paper_twice(path: Path) -> None:
    with made(path, policy="version", unique_within="dump") as index:
        index.add({"may": [STORKS, STORKS | {"id": "again", "year": "2020"}]})
        told = index.explain("may:0", "may:1")
        assert not told.one_paper
        assert told.reason.endswith("of one dump, and no dump holds a paper twice.")


def test_a_decision_and_its_end(index: Index) -> None:
    index.add({"may": [STORKS, OTHER]})
    first, second = index.resolve("a"), index.resolve("b")
    effect = index.decide("a", "b", same=True, who="us", why="we wrote both")
    assert index.resolve("a") == index.resolve("b")
    assert len(effect.merged) == 1
    (decision,) = index.decisions
    assert (decision.same, decision.who, decision.why) == (True, "us", "we wrote both")
    assert "we wrote both" in str(index.explain("a", "b"))
    index.undecide("a", "b")
    assert (index.resolve("a"), index.resolve("b")) == (first, second)


def test_a_decision_holds_for_later_dumps(index: Index) -> None:
    index.add({"may": [STORKS]})
    index.add({"june": [STORKS | {"abstract": TEXT + " So."}]})
    index.decide("may:0", "june:0", same=False)
    assert index.resolve("may:0") != index.resolve("june:0")
    index.add({"july": [OTHER]})
    assert index.resolve("may:0") != index.resolve("june:0")


def test_contradictions_are_reported(index: Index) -> None:
    third = {"id": "c", "title": "A third of these papers about something"}
    index.add({"may": [STORKS, OTHER, third]})
    index.decide("a", "b", same=True)
    index.decide("b", "c", same=True)
    effect = index.decide("a", "c", same=False)
    assert effect.contradictions
    assert "contradicted" in str(effect)


def test_unmerge(index: Index) -> None:
    index.add({"may": [STORKS]})
    index.add({"june": [STORKS | {"abstract": TEXT + " So."}]})
    paper = index.resolve("may:0")
    assert index.resolve("june:0") == paper
    index.unmerge("june:0", who="us")
    assert index.resolve("may:0") == paper
    assert index.resolve("june:0") != paper


def test_delete(index: Index) -> None:
    index.add({"may": [STORKS, OTHER]})
    effect = index.delete("a")
    assert effect.records == 1
    assert set(papers(index)) == {("may", 1)}
    with pytest.raises(UnknownRecordError):
        index.delete(["b", "nothing"])
    assert set(papers(index)) == {("may", 1)}


def test_the_founder_is_deleted_and_its_id_resolves(index: Index) -> None:
    index.add({"may": [STORKS]})
    index.add({"june": [STORKS | {"abstract": TEXT + " So."}]})
    paper = index.resolve("may:0")
    effect = index.delete("may:0")
    assert index.resolve(paper) == index.resolve("june:0")
    assert [old for old, _ in effect.renamed] == [paper]


def test_diff(filled: Index) -> None:
    found = filled.diff(NAMES[0], NAMES[1])
    assert (len(found.new), len(found.vanished)) == (7, 7)
    assert len(found.repeated) + len(found.revised) == 5
    revision = next(one for one in found.revised if one.before.position == 2)
    assert "[-runs 38-] {+saves 41+}" in str(revision)
    assert str(found).startswith(f"From {NAMES[0]} to {NAMES[1]}: 7 new")
    with pytest.raises(UnknownRecordError, match="no dump 'nothing'"):
        filled.diff(NAMES[0], "nothing")


def test_tables(filled: Index) -> None:
    members = filled.members.read_all()
    assert members.num_rows == 36
    founders = members.filter(pa.array([one == "founder" for one in column(members, "relation")]))
    assert sorted(column(founders, "canonical_id")) == sorted(
        column(filled.papers.read_all(), "canonical_id")
    )
    for row in filled.matches.read_all().to_pylist():
        assert row["score"] == pytest.approx(sum(n for _, n in json.loads(row["points"])))
    assert filled.redirects.read_all().num_rows == 0


def column(table: pa.Table, name: str) -> list[Any]:
    values: list[Any] = table.column(name).to_pylist()
    return values


@pytest.mark.parametrize("format", ["parquet", "jsonl", "csv"])
def test_export_and_import(format: Any, index: Index, tmp_path: Path) -> None:
    index.add({"may": [STORKS | {"cited": 7, "title": 'Commas, "quotes"\nand lines'}, OTHER]})
    index.add(EXAMPLES)
    index.add({"empty": pa.table({"title": pa.array([], pa.string())})})
    index.decide("may:1", "may:0", same=True, why="we wrote both")
    index.delete("2025-03-03.txt:5")
    folder = index.export(tmp_path / "out", format=format)
    assert {path.stem for path in folder.iterdir()} == {
        *("papers", "members", "matches", "redirects", "records", "index")
    }
    with Index.import_(folder, tmp_path / "copy.index") as copy:
        assert papers(copy) == papers(index)
        facts = [(e.name, e.digest, e.date, e.rejects) for e in index.dumps]
        assert [(e.name, e.digest, e.date, e.rejects) for e in copy.dumps] == facts
        assert [d.why for d in copy.decisions] == ["we wrote both"]
        assert copy.parameters == index.parameters
        first = next(
            copy.record(one.record) for one in copy.lookup("may:0").members if one.place == "may:0"
        )
        assert first.fields["title"] == 'Commas, "quotes"\nand lines'
        assert first.extra == {"cited": 7}
        assert copy.verify().sound
    with pytest.raises(FileExistsError):
        index.export(folder)


def test_damaged_exports(index: Index, tmp_path: Path) -> None:
    index.add({"may": [STORKS]})
    folder = index.export(tmp_path / "out", format="jsonl")
    for name in ("index.json", "records.jsonl"):
        text = (folder / name).read_text(encoding="utf-8")
        for damaged in ("", "{", "[]", '{"a": 1}', text[: len(text) // 2]):
            if name == "records.jsonl" and damaged == "":
                continue
            (folder / name).write_text(damaged, encoding="utf-8")
            with pytest.raises(InputError, match=name):
                Index.import_(folder, tmp_path / "copy.index")
            assert not (tmp_path / "copy.index").exists()
        (folder / name).write_text(text, encoding="utf-8")


def test_the_settings_of_an_index_hold(path: Path) -> None:
    made(path, threshold=0.8, policy="text").close()
    with Index.open(path, config=configured(threshold=0.8, **SEARCH)) as index:
        assert index.parameters["threshold"] == "0.8"
    with pytest.raises(IndexStateError, match=r"threshold.*0\.8"):
        Index.open(path, config=Config(threshold=0.7))
    Index.open(path).close()
    older = {"policy": "", "text": "paper", "unique_within": "dump"}  # which nothing refused
    assert making.config(older) == Config(policy="text")


def test_plain_texts(path: Path) -> None:
    dumps = {"may": [TEXT, "another text of some words that are not alike"], "june": [TEXT + " So"]}
    with made(path, text="plain") as index:
        index.add(dumps)
        assert papers(index) == batch(dumps, text="plain", policy="auto")
        (hit,) = index.query(TEXT)
        assert hit.same


def test_what_is_refused_to_be_opened(path: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="papers"):
        Index.open(path)
    foreign = tmp_path / "foreign.db"
    other = sqlite3.connect(foreign)
    other.execute("CREATE TABLE t (a)")
    other.commit()
    other.close()
    with pytest.raises(IndexStateError, match=r"foreign\.db"):
        Index.open(foreign)
    text = tmp_path / "text.index"
    text.write_text("this is a text and no index " * 999)
    with pytest.raises(IndexStateError, match=r"text\.index"):
        Index.open(text)
    (tmp_path / "empty.index").touch()
    with pytest.raises(IndexStateError, match=r"empty\.index"):
        Index.open(tmp_path / "empty.index")
    with pytest.raises(IsADirectoryError):
        Index.open(tmp_path)
    with pytest.raises(FileExistsError):
        Index.create(text)
    with pytest.raises(NotADirectoryError, match="no such folder"):
        Index.create(tmp_path / "no" / "folder" / "here.index")


def test_a_file_that_is_open_here(index: Index, tmp_path: Path) -> None:
    index.export(tmp_path / "out")
    for make in (Index.create, lambda path: Index.import_(tmp_path / "out", path)):
        with pytest.raises(FileExistsError, match="exists already"):
            make(index.path)
    with pytest.raises(IndexStateError, match=r"locked by this process, .*close it first"):
        Index.open(index.path)
    assert index.stats["records"] == 0


def test_read_only(path: Path) -> None:
    with made(path) as index:
        index.add({"may": [STORKS]})
    with Index.open(path, read_only=True) as index:
        assert index.resolve("a")
        calls: tuple[Callable[[], object], ...] = (
            lambda: index.add({"june": [OTHER]}),
            lambda: index.delete("a"),
            index.compact,
        )
        for call in calls:
            with pytest.raises(
                IndexStateError, match=r"papers\.index: was opened read-only; open it"
            ):
                call()


def test_a_closed_index(path: Path) -> None:
    index = made(path)
    index.close()
    index.close()
    for use in (lambda: index.stats, lambda: index.resolve("a"), lambda: index.query(TEXT)):
        with pytest.raises(IndexStateError, match="closed"):
            use()


def test_damage_is_an_error(path: Path) -> None:
    with made(path) as index:
        index.add(EXAMPLES)
        wanted = papers(index)
    whole = path.read_bytes()
    noticed = 0
    for at in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        noticed += right_or_refused(path, wanted)
    assert noticed > 20
    for size in (0, 100, len(whole) // 2):
        path.write_bytes(whole[:size])
        assert right_or_refused(path, wanted)


def right_or_refused(path: Path, wanted: dict[tuple[str, int], str]) -> bool:
    """Whether a damaged index is noticed; if it is not, its answer is right."""
    try:
        with Index.open(path, read_only=True) as index:
            assert papers(index) == wanted
            return not index.verify().sound
    except (IndexStateError, OSError):
        return True


def test_hostile_names_and_values(index: Index) -> None:
    hostile = ["'; DROP TABLE records; --", "../../etc/passwd", "a:0", "%s", "\u202e", "x" * 10_000]
    rows = [{"id": name, "title": f"{name} {number}"} for number, name in enumerate(hostile)]
    index.add({"'; DROP TABLE dumps; --": rows})
    assert index.stats["records"] == len(hostile)
    for number, name in enumerate(hostile):
        assert index.resolve(name) == index.resolve(("'; DROP TABLE dumps; --", number))
    assert index.verify().sound


def test_a_dump_that_cannot_be_read_leaves_those_before(index: Index, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.jsonl.gz"
    damaged.write_bytes(b"\x1f\x8b" + b"nothing")
    with pytest.raises(InputError, match="damaged"):
        index.add([EXAMPLES[0], damaged, EXAMPLES[1]])
    assert [entry.name for entry in index.dumps] == [NAMES[0]]


def test_rejects_are_told(index: Index) -> None:
    update = index.add({"may": [STORKS, 17, None]})
    assert [reject.position for reject in update.rejects] == [1, 2]
    assert index.dumps[0].rejects == 2
    assert update.records == 1


def test_compact_gives_room_back(path: Path) -> None:
    text = [f"{TEXT} {number}" for number in range(2_000)]
    with made(path, text="plain") as index:
        index.add({"may": text})
        paper = papers(index)["may", 0]
        index.delete([("may", at) for at in range(1, 2_000)])
        index.compact()
        assert papers(index) == {("may", 0): index.resolve(paper)}
        assert index.verify().sound
        size = path.stat().st_size
    assert size < 2_000_000


def test_progress_is_reported(index: Index) -> None:
    told: list[tuple[str, int, int]] = []
    index.add(EXAMPLES, progress=lambda *told_now: told.append(told_now))
    assert "read" in {stage for stage, _, _ in told}


def test_progress_of_what_takes_long(index: Index, tmp_path: Path) -> None:
    index.add(EXAMPLES)
    told: list[tuple[str, int, int]] = []

    def tell(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    index.verify(progress=tell)
    assert told[-1] == ("records", 36, 36)
    index.compact(progress=tell)
    stage, done, total = told[-1]
    assert (stage, done > 0) == ("pages", True)
    assert total > 0
    index.export(tmp_path / "out", progress=tell)
    stage, done, total = told[-1]
    assert (stage, done) == ("export", total)
    Index.import_(tmp_path / "out", tmp_path / "copy.index", progress=tell).close()
    index.delete("2025-03-03.txt:5", progress=tell)


def test_what_is_broken_off_leaves_nothing_half_done(index: Index, tmp_path: Path) -> None:
    index.add(EXAMPLES)
    folder = index.export(tmp_path / "out")
    before = papers(index)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    def imported() -> None:
        Index.import_(folder, tmp_path / "copy.index", progress=stop)

    for long in (
        lambda: index.verify(progress=stop),
        lambda: index.compact(progress=stop),
        lambda: index.export(tmp_path / "half", progress=stop),
        imported,
    ):
        with pytest.raises(KeyboardInterrupt):
            long()
        assert papers(index) == before
        assert index.verify().sound
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["out"]
    assert not list(tmp_path.glob("copy.index*"))


def test_many_dumps_without_records(index: Index) -> None:
    empty = pa.table({"title": pa.array([], pa.string())})
    index.add({"may": empty})
    assert repr(index) == "Index(0 records of 1 dump: 0 papers)"
    assert index.query(TEXT) == []
    assert papers(index) == {}
    assert paperdedup.deduplicate({"may": empty}).papers.num_rows == 0


def test_a_folder_that_is_no_export_is_not_imported(tmp_path: Path) -> None:
    for folder in (tmp_path, paperdedup.deduplicate([STORKS]).write(tmp_path / "out")):
        with pytest.raises(InputError, match=r"no index was exported to it: it has no index\.json"):
            Index.import_(folder, tmp_path / "copy.index")
    with pytest.raises(FileNotFoundError):
        Index.import_(tmp_path / "nowhere", tmp_path / "copy.index")
    assert not (tmp_path / "copy.index").exists()


def test_an_index_is_opened_again_where_it_cannot_be_copied(filled: Index) -> None:
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match=r"call Index\.open\("):
            attempt(filled)

"""`Index.match`: what an index has of dumps that are not added. The oracle is `query`, record by
record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from indexes import made, named, papers
from paperdedup import ConfigError, Index, schemas
from running import table
from strategies import Dumps, Row

TEXT = (
    "We keep what was found in one file, and the next listing is added to it, so that no paper is "
    "read twice and none is ever called by another name than it had before."
)
KNOWN = {"id": "a", "title": "On the keeping of listings", "abstract": TEXT, "year": "2019"}
OTHER = {"id": "b", "title": "On storks", "abstract": "Storks come back to the nests they built."}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index of two records."""
    with made(tmp_path / "a.index") as opened:
        opened.add({"old": [KNOWN, OTHER]})
        yield opened


def by_query(index: Index, rows: Sequence[Row], k: int, least: float | None) -> list[Any]:
    """The rows of `match`, made by a query of each record."""
    found: list[Any] = []
    for position, row in enumerate(rows):
        given = {name: value for name, value in row.items() if value is not None}
        hits = index.query(given, k=k, threshold=least) if given else []
        looked = [
            (
                "same" if hit.same else "unsure" if hit.unsure or hit.conflict else "other",
                hit.canonical_id,
                hit.record,
                hit.relation,
                hit.score,
                hit.jaccard,
                hit.containment,
            )
            for hit in hits
        ]
        nothing = [("new", *[None] * 6)]
        found += [(position, *one) for one in looked or nothing]
    return found


def rows_of(found: pa.Table) -> list[Any]:
    """The same of a table."""
    names = ["position", "verdict", "canonical_id", "found", "relation", "score", "jaccard"]
    return [tuple(row.values()) for row in found.select([*names, "containment"]).to_pylist()]


@given(
    strategies.dumps(),
    st.integers(1, 3),
    st.sampled_from([None, -5.0, 0.2, 0.7, 2.0]),
    st.booleans(),
)
def test_each_record_is_found_as_a_query_finds_it(
    dumps: Dumps, k: int, least: float | None, plain: bool
) -> None:
    *stored, asked = [list(rows) for rows in dumps] or [[]]
    settings = {"text": "plain", "policy": "auto"} if plain else {}
    with TemporaryDirectory() as folder, made(Path(folder) / "a.index", **settings) as index:
        index.add(named(stored))
        fields = ["abstract"] if plain else [*(asked[0] if asked else ["abstract"])]
        rows = [{name: row.get(name) for name in fields} for row in asked]
        before = papers(index)
        found = index.match({"new": table(rows, fields)}, k=k, threshold=least)
        assert rows_of(found.table) == by_query(index, rows, k, least)
        assert papers(index) == before
        assert found.records == len(rows)
        assert found.records == found.known + found.unsure + found.new


def test_what_is_known_unsure_and_new_is_counted_once_each(index: Index) -> None:
    again = {"id": "z", "title": "On the Keeping of Listings", "abstract": f"{TEXT} So."}
    found = index.match({"new": [again, {"title": "A thing that nobody has written about"}]}, k=3)
    assert str(found) == "new: 2 records: 1 in the index, 0 unsure, 1 new"
    first, second = found.table.to_pylist()
    assert (first["record_id"], first["found_id"], first["verdict"]) == ("z", "a", "same")
    assert first["canonical_id"] == index.resolve("a")
    assert (second["record_id"], second["verdict"], second["score"]) == ("new:1", "new", None)
    assert found.table.schema.equals(schemas.FOUND, check_metadata=True)
    found.table.validate(full=True)


def test_an_identifier_that_contradicts_all_else_is_for_a_person(tmp_path: Path) -> None:
    with made(tmp_path / "a.index") as index:
        index.add({"old": [KNOWN | {"doi": "10.1000/x"}]})
        stranger = OTHER | {"doi": "10.1000/x"}
        found = index.match({"new": [stranger]})
    assert (found.known, found.unsure, found.new) == (0, 1, 0)
    assert found.table.column("verdict").to_pylist() == ["unsure"]


def test_records_of_one_dump_do_not_meet(index: Index) -> None:
    twice = {"title": "A title that is given twice in one dump", "abstract": "Two of one kind."}
    assert index.match({"new": [twice, twice]}).new == 2


def test_nothing_is_written(tmp_path: Path, index: Index) -> None:
    path = Path(index.path)
    index.close()
    before = path.read_bytes()
    with Index.open(path, read_only=True) as reader:
        assert reader.match({"new": [KNOWN]}).known == 1
        assert [entry.label for entry in reader.dumps] == ["old"]
    assert path.read_bytes() == before


def test_a_reader_matches_while_another_adds(index: Index) -> None:
    with Index.open(index.path, read_only=True) as reader:
        index.add({"more": [{"title": "What came between the two questions"}]})
        assert reader.match({"new": [{"title": "What came between the two questions"}]}).known == 1


def test_rejects_are_told(tmp_path: Path, index: Index) -> None:
    dump = tmp_path / "new.jsonl"
    dump.write_text(json.dumps(KNOWN) + "\n[1]\n", encoding="utf-8")
    found = index.match(dump)
    assert str(found) == "new.jsonl: 1 record: 1 in the index, 0 unsure, 0 new, 1 reject"
    assert [reject.position for reject in found.rejects] == [1]


def test_several_dumps_are_one_table(index: Index) -> None:
    found = index.match({"june": [KNOWN], "july": [OTHER, {"title": "A third that is unknown"}]})
    assert found.table.column("dump").to_pylist() == ["june", "july", "july"]
    assert [(one.dump, one.known, one.new) for one in found.dumps] == [
        ("june", 1, 0),
        ("july", 1, 1),
    ]
    nothing = index.match({})
    assert (nothing.table.num_rows, nothing.records, str(nothing)) == (0, 0, "no dump was given")


def test_an_empty_index_has_nothing(tmp_path: Path) -> None:
    with made(tmp_path / "a.index") as index:
        assert index.match({"new": [KNOWN, OTHER]}).new == 2


@pytest.mark.parametrize(
    ("how", "words"),
    [({"k": 0}, "k = 0"), ({"threshold": "high"}, "threshold"), ({"format": "doc"}, "doc")],
)
def test_what_cannot_be_asked(index: Index, how: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        index.match({"new": [KNOWN]}, **how)


def test_progress_is_told_and_can_stop_it(index: Index) -> None:
    told: list[tuple[str, int, int]] = []
    index.match({"new": [KNOWN]}, progress=lambda *step: told.append(step))
    assert ("ask", 1, 1) in told

    def stop(stage: str, *_: int) -> None:
        if stage == "ask":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.match({"new": [KNOWN]}, progress=stop)
    assert index.match({"new": [KNOWN]}).known == 1


def test_the_table_is_written_as_its_name_says(tmp_path: Path, index: Index) -> None:
    found = index.match({"new": [KNOWN, {"title": "A third that is unknown"}]})
    assert pq.read_table(found.write(tmp_path / "a.parquet")).equals(found.table)
    lines = found.write(str(tmp_path / "a.jsonl")).read_text(encoding="utf-8").splitlines()
    assert list(map(json.loads, lines)) == found.table.to_pylist()
    read = pa_csv.read_csv(found.write(tmp_path / "a.csv"))
    assert read.column("verdict").to_pylist() == ["same", "new"]
    with pytest.raises(ConfigError, match=r"must end in one of \.parquet, \.jsonl, \.csv"):
        found.write(tmp_path / "a.txt")
    with pytest.raises(FileNotFoundError, match=r"nowhere/a\.csv"):
        found.write(tmp_path / "nowhere" / "a.csv")
    assert sorted(path.name for path in tmp_path.glob("*a.*")) == [
        *("a.csv", "a.index", "a.index-shm", "a.index-wal", "a.index-writer"),
        *("a.jsonl", "a.parquet"),
    ]

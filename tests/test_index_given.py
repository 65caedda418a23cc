"""What a dump gives to an index, held against the plain way to say it."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import feather

from paperdedup import Index
from paperdedup.index.given import extra, others
from paperdedup.readers import read

ROWS = 3
TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
TRICKY = st.sampled_from(["null", "NaN", "a\nb", '"', ", ", "\u2028", "\\n"])


def _values(kind: pa.DataType, one: st.SearchStrategy[Any]) -> st.SearchStrategy[pa.Array]:
    values = st.lists(st.none() | one, min_size=ROWS, max_size=ROWS)
    return values.map(lambda given: pa.array(given, kind))


OBJECTS = pa.struct([("a", pa.int64()), ("b", pa.string())])
COLUMNS = st.one_of(
    _values(pa.int64(), st.integers(-9, 9)),
    _values(pa.float64(), st.floats() | st.just(math.nan)),
    _values(pa.bool_(), st.booleans()),
    _values(pa.string(), TEXTS | TRICKY),
    _values(pa.binary(), st.binary(max_size=3)),
    _values(pa.date32(), st.dates()),
    _values(pa.list_(pa.string()), st.lists(TEXTS | TRICKY, max_size=3)),
    _values(OBJECTS, st.fixed_dictionaries({"a": st.integers(0, 9), "b": TRICKY})),
)


def _is_there(value: Any) -> bool:
    return value not in (None, "") and not (isinstance(value, float) and math.isnan(value))


@given(st.dictionaries(TEXTS | TRICKY, COLUMNS, max_size=4))
def test_other_columns_are_json_one_object_a_record(columns: dict[str, pa.Array]) -> None:
    titles = pa.array([f"On {row}" for row in range(ROWS)])
    (dump,) = list(read({"may": pa.table(columns | {"title": titles})}))
    table = others(dump)
    found = extra(dump)
    if table is None:
        assert found is None
        return
    rows = table.to_pylist()
    objects = [{name: row[name] for name in sorted(row) if _is_there(row[name])} for row in rows]
    expected = [
        json.dumps(one, ensure_ascii=False, default=str) if one else None for one in objects
    ]
    assert found is not None
    assert found.to_pylist() == expected


def test_a_column_of_which_a_part_is_a_field_is_kept_whole() -> None:
    record = {"title": "On A", "externalIds": {"DOI": "10.1000/a", "MAG": "7"}, "cited": 3}
    dump = next(read([record]))
    assert dump.columns["doi"] == "externalIds.DOI"
    kept = others(dump)
    assert kept is not None
    assert kept.to_pylist() == [{"externalIds": record["externalIds"], "cited": 3}]


RECORDS: list[dict[str, Any]] = [
    {"id": "a", "title": "On sets of things", "year": 2001, "cited": 7, "note": None},
    {"id": None, "title": "On trees of things", "year": None, "cited": None, "note": "a, b"},
    {"id": "c", "title": "On the words of things", "year": 1999, "cited": 0, "note": 'so "c"'},
]


def write(path: Path, records: list[dict[str, Any]]) -> None:
    """Records in the format that the name of a file says."""
    names = sorted({name for record in records for name in record}, reverse=True)
    if path.suffix in {".csv", ".tsv"}:
        with path.open("w", newline="", encoding="utf-8") as file:
            comma = "," if path.suffix == ".csv" else "\t"
            writer = csv.DictWriter(file, names, delimiter=comma)
            writer.writeheader()
            writer.writerows(records)
    elif path.suffix == ".json":
        path.write_text(json.dumps(records), encoding="utf-8")
    elif path.suffix == ".jsonl":
        said = [{name: value for name, value in one.items() if value != ""} for one in records]
        path.write_text("".join(json.dumps(one) + "\n" for one in said), encoding="utf-8")
    else:
        table = pa.Table.from_pylist(records).select(names)
        pq.write_table(table, path) if path.suffix == ".parquet" else feather.write_feather(
            table, path
        )


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "parquet", "arrow"])
def test_a_converted_dump_is_the_same(kind: str, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", RECORDS)
    write(tmp_path / f"b.{kind}", RECORDS)
    with Index.create(tmp_path / "a.index") as index:
        index.add(tmp_path / "a.jsonl")
        (again,) = index.add(tmp_path / f"b.{kind}").dumps
        assert again.known


@pytest.mark.parametrize(
    "change", [{"cited": 8}, {"note": "b"}, {"id": "b"}, {"year": 2002}, {"more": "x"}]
)
def test_a_dump_that_says_else_is_another(change: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", RECORDS)
    write(tmp_path / "b.jsonl", [RECORDS[0] | change, *RECORDS[1:]])
    with Index.create(tmp_path / "a.index") as index:
        index.add(tmp_path / "a.jsonl")
        (again,) = index.add(tmp_path / "b.jsonl").dumps
        assert not again.known


def test_what_a_field_is_only_a_part_of_is_kept_whole() -> None:
    versions = [{"version": "v1", "created": "2 Apr 2007"}, {"version": "v2", "created": "2008"}]
    record = {"title": "On A", "note": "Read it.\nPMID: 12", "versions": versions}
    (dump,) = list(read({"may": [record]}))
    fields = dump.fields().to_pylist()[0]
    assert (fields["pmid"], fields["year"]) == ("12", "2 Apr 2007")
    kept = extra(dump)
    assert kept is not None
    assert json.loads(kept.to_pylist()[0]) == {"note": record["note"], "versions": versions}
    (mapped,) = list(read({"may": [record]}, fields={"abstract": "note"}))
    table = others(mapped)
    assert table is not None
    assert table.column_names == ["versions"]

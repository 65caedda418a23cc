"""JSON objects whose members are records, by id; and what looks like that and is one record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

KEYED: dict[str, Any] = {
    "0": {"title": "On A, B", "year": 2019, "authors": [{"name": "X"}]},
    'q"{1': {"title": "On C", "references": [{"title": "Other"}]},
    "2": {"title": "On D", "abstract": "We do D."},
}


@pytest.mark.parametrize("indent", [None, 1, 100])
@pytest.mark.parametrize("wrap", [lambda found: found, lambda found: {"data": found}])
@pytest.mark.usefixtures("small_blocks")
def test_records_by_id(
    read_bytes: Callable[..., Dump], indent: int | None, wrap: Callable[[Any], Any]
) -> None:
    dump = read_bytes(json.dumps(wrap(KEYED), indent=indent))
    assert dump.table["title"].to_pylist() == ["On A, B", "On C", "On D"]
    assert dump.fields()["id"].to_pylist() == list(KEYED)
    assert dump.rejects == []


@pytest.mark.parametrize("size", [70_000, 1 << 20])
def test_the_first_of_records_by_id_may_be_long(read_bytes: Callable[..., Dump], size: int) -> None:
    rows = {n: {"title": f"On {n}", "abstract": "long " * (size // 5)} for n in ("p1", "p2")}
    assert read_bytes(json.dumps(rows)).fields()["id"].to_pylist() == ["p1", "p2"]


def test_records_have_their_own_ids_first(read_bytes: Callable[..., Dump]) -> None:
    rows = {"a": {"id": "7", "title": "A"}, "b": {"title": "B"}, "c": {"key": "k", "title": "C"}}
    assert read_bytes(json.dumps(rows)).fields()["id"].to_pylist() == ["7", None, "k"]
    del rows["c"]
    assert read_bytes(json.dumps(rows)).fields()["id"].to_pylist() == ["7", "b"]


def test_what_is_no_object_among_them_is_rejected_in_its_line(
    read_bytes: Callable[..., Dump],
) -> None:
    rows = "".join(f'{{"title": "{n}"}}, "k{n}": ' for n in range(5000))
    end = '{"title": "A"},\n"b": {"title": "B"},\n"c": 7,\n"d",\n"e": {"title": "E"}}\n'
    text = '{"a": ' + rows + end
    dump = read_bytes(text)
    assert [(r.position, r.line, r.reason) for r in dump.rejects] == [
        (5002, 3, "not an object"),
        (5003, 4, "not an object"),
    ]
    assert dump.fields()["id"].to_pylist()[-3:] == ["k4999", "b", "e"]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "record",
    [
        {"message": {"title": "On A", "journal": {"title": "J"}}},
        {"metadata": {"title": "On A"}, "journal": {"title": "J"}, "id": "7"},
        {"title": "On A", "references": {"b0": {"title": "B"}, "b1": {"title": "C"}}},
        {"id": "7", "metadata": {"title": "On A"}, "refs": {"b0": {"title": "B"}}},
    ],
)
def test_one_record_of_objects(
    read_bytes: Callable[..., Dump], indent: int | None, record: Any
) -> None:
    dump = read_bytes(json.dumps(record, indent=indent))
    assert dump.fields()["title"].to_pylist() == ["On A"]


ROWS = [{"title": f"On {n}", "year": 2000 + n, "authors": [{"name": "X"}]} for n in range(3000)]


@pytest.mark.parametrize("count", [1, 2, 3000])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("names", [("title", "year", "authors"), ("authors", "year", "title")])
def test_columns_by_row(
    read_bytes: Callable[..., Dump], count: int, indent: int | None, names: tuple[str, ...]
) -> None:
    """As pandas writes a frame: `frame.to_json()`."""
    table = {name: {str(at): row[name] for at, row in enumerate(ROWS[:count])} for name in names}
    dump = read_bytes(json.dumps(table, indent=indent))
    assert dump.table.column_names == list(names)
    assert dump.table["title"].to_pylist() == [row["title"] for row in ROWS[:count]]
    assert dump.table["year"].to_pylist() == [row["year"] for row in ROWS[:count]]
    assert dump.rejects == []


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("index", [[0, 1], ["x", "y"], None])
def test_columns_apart_from_the_rows(
    read_bytes: Callable[..., Dump], index: list[Any] | None, indent: int | None
) -> None:
    data = [["On A", 2019], ["On B", None]]
    frame: dict[str, Any] = {"columns": ["title", "year"], "index": index, "data": data}
    frame = {name: value for name, value in frame.items() if value}
    dump = read_bytes(json.dumps(frame, indent=indent))
    found: list[dict[str, Any]]
    found = [{"title": "On A", "year": "2019"}, {"title": "On B", "year": None}]
    ids = [{"id": name} for name in index] if index == ["x", "y"] else [{}, {}]
    assert dump.fields().to_pylist() == [row | one for row, one in zip(found, ids, strict=True)]


def test_names_of_rows_are_ids(read_bytes: Callable[..., Dump]) -> None:
    table = {"title": {"p1": "On A", "p2": None}, "abstract": {"p2": "We do B.", "p1": "A"}}
    assert read_bytes(json.dumps(table)).fields().to_pylist() == [
        {"title": "On A", "abstract": "A", "id": "p1"},
        {"title": None, "abstract": "We do B.", "id": "p2"},
    ]


@pytest.mark.parametrize("count", [2, 3000])
def test_columns_that_are_lists(read_bytes: Callable[..., Dump], count: int) -> None:
    table = {name: [row[name] for row in ROWS[:count]] for name in ("title", "year", "authors")}
    dump = read_bytes(json.dumps(table))
    assert dump.table["title"].to_pylist() == [row["title"] for row in ROWS[:count]]


@pytest.mark.parametrize(
    ("record", "title"),
    [
        ({"title": ["On A"], "author": [{"given": "X"}], "container-title": ["J"]}, "On A"),
        ({"title": ["On A", "A"], "authors": ["X", "Y"]}, "On A; A"),
        ({"title": ["On A", "A"], "year": [2019]}, "On A; A"),
        (
            {"title": {"title": "On A", "short": "A"}, "abstract": {"title": "a", "short": ""}},
            "On A",
        ),
        ({"title": ["On A", "A"], "abstract": ["One.", "Two."], "year": 2019}, "On A; A"),
    ],
)
def test_lists_and_objects_of_one_record(
    read_bytes: Callable[..., Dump], record: Any, title: str
) -> None:
    assert read_bytes(json.dumps(record)).fields()["title"].to_pylist() == [title]

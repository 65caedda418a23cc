"""Which column is which field, and what its values are as text."""

from __future__ import annotations

import datetime
import json
import math
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import ConfigError, InputError, UnknownRecordError, deduplicate
from paperdedup.columns import as_text, nested_paths, resolve
from paperdedup.readers import read_all
from paperdedup.records import FIELD_NAMES, FIELDS, Dump, excerpt, recognise


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Key", "Item Type", "Publication Year", "Author", "Title", "Abstract Note", "Date"],
         {"id": "Key", "year": "Publication Year", "authors": "Author", "title": "Title",
          "abstract": "Abstract Note", "type": "Item Type"}),
        (["PMID", "Title", "Authors", "Journal/Book", "PMCID", "DOI"],
         {"pmid": "PMID", "title": "Title", "authors": "Authors", "venue": "Journal/Book",
          "pmcid": "PMCID", "doi": "DOI"}),
        (["arxiv_id", "ABSTRACT", "created"],
         {"id": "arxiv_id", "arxiv": "arxiv_id", "abstract": "ABSTRACT", "year": "created"}),
        (["paperId", "summary", "text"], {"id": "paperId", "abstract": "summary"}),
        (["record-id", "Source.title", "title", "description"],
         {"id": "record-id", "venue": "Source.title", "title": "title",
          "abstract": "description"}),
        (["Title", "title", "TITLE"], {"title": "title"}),
    ],
)  # fmt: skip
def test_names_that_are_recognised(names: list[str], expected: dict[str, str]) -> None:
    assert recognise(names) == expected


def test_the_table_of_names_is_in_its_compared_form_and_free_of_doubles() -> None:
    for names in FIELD_NAMES.values():
        assert len(set(names)) == len(names) > 0
        assert all(name == name.casefold() and name.isalnum() for name in names)
    assert tuple(FIELD_NAMES) == FIELDS


def test_a_mapping_wins_and_switches_off() -> None:
    names = ["title", "other", "year"]
    assert recognise(names, {"title": "other"})["title"] == "other"
    assert recognise(names, {"text": "other"})["abstract"] == "other"
    for off in (None, ""):
        assert recognise(names, {"year": off}) == {"title": "title"}
    with pytest.raises(
        ConfigError, match="no field is called 'foo'; the fields are title, abstract"
    ):
        recognise(names, {"foo": "title"})


@pytest.mark.parametrize("text", ["paper", "plain"])
def test_a_mapped_column_that_is_not_there(text: str) -> None:
    with pytest.raises(InputError, match="there is no column 'x' for the field abstract") as caught:
        recognise(["title", "y"], {"abstract": "x"}, text, file="a.csv")
    message = str(caught.value)
    assert message.startswith("a.csv: ")
    assert "'title', 'y'" in message
    assert "--field abstract=COLUMN" in message


def test_no_field_at_all_lists_the_columns_but_not_a_thousand() -> None:
    names = [f"c{n}" for n in range(1000)]
    with pytest.raises(InputError, match="'c0', 'c1'") as caught:
        recognise(names)
    assert "and 940 more" in str(caught.value)
    with pytest.raises(InputError, match="it has no columns"):
        recognise([])


def test_paths_into_structs() -> None:
    rows = [{"id": "1", "attributes": {"heads": [{"title": "A"}], "d.o": {"x": None}}}]
    with pytest.raises(InputError, match=r"within these .*'attributes\.heads'"):
        read_all(rows, fields={"year": None})
    mapping = {"title": "attributes.heads", "doi": "attributes.d.o.x"}
    (dump,) = read_all(rows, fields=mapping)
    assert dump.fields().to_pylist() == [{"title": "A", "id": "1", "doi": None}]
    assert set(nested_paths(dump.table.schema)) == {
        "attributes.heads",
        "attributes.d.o",
        "attributes.d.o.x",
    }
    with pytest.raises(KeyError):
        resolve(dump.table, "attributes.none")


UTC = datetime.UTC


def _moment(*parts: int) -> datetime.datetime:
    """A moment without a time zone."""
    return datetime.datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[arg-type, misc]


VALUES: list[tuple[list[Any], pa.DataType | None, list[str | None]]] = [
    (["a", None, ""], None, ["a", None, ""]),
    (["a", None], pa.large_string(), ["a", None]),
    (["a", None], pa.string_view(), ["a", None]),
    (["a", None], pa.dictionary(pa.int8(), pa.string()), ["a", None]),
    ([b"a", None, b"\xff"], None, ["a", None, "ÿ"]),
    ([None, None], None, [None, None]),
    ([True, None], None, ["true", None]),
    ([2019, None, -1], None, ["2019", None, "-1"]),
    ([2**64 - 1], pa.uint64(), [str(2**64 - 1)]),
    ([2019.0, None, float("nan"), 0.5, -3.0], None, ["2019", None, None, "0.5", "-3"]),
    ([1e15, 1e300, float("inf")], None, ["1000000000000000", "1e+300", "inf"]),
    ([np.float16(1.5), np.float16(2)], pa.float16(), ["1.5", "2"]),
    ([Decimal("2019.00"), Decimal("1.50")], None, ["2019", "1.50"]),
    ([datetime.date(2019, 1, 2), None], None, ["2019-01-02", None]),
    ([_moment(2019, 1, 2), None], None, ["2019-01-02", None]),
    ([_moment(2019, 1, 2, 3, 4)], None, ["2019-01-02 03:04:00"]),
    ([_moment(2019, 1, 2, 3, 4, 5, 6000)], None, ["2019-01-02 03:04:05.006000"]),
    ([datetime.datetime(2019, 1, 2, tzinfo=UTC)], None, ["2019-01-02"]),
    ([["a", None, "", "b"], [], None, [None]], None, ["a; b", None, None, None]),
    ([["a", "b"]], pa.list_(pa.string(), 2), ["a; b"]),
    ([["a"]], pa.large_list(pa.string()), ["a"]),
    ([["a"]], pa.list_view(pa.string()), ["a"]),
    ([[2019, 3]], None, ["2019; 3"]),
    ([[["a"], ["b", "c"]]], None, ["a; b; c"]),
    ([[{"name": "A"}, {"name": None}], []], None, ["A", None]),
    ([[{"given": "A", "family": "B"}, {"given": None, "family": "C"}]], None, ["A B; C"]),
    ([[{"author": {"display_name": "A"}}]], None, ["A"]),
    ([{"name": "V", "issn": "1"}, None, {"name": ""}], None, ["V", None, None]),
    ([{"date-parts": [[2019, 3, 1]]}], None, ["2019-3-1"]),
    ([{"x": 1}, None], None, ['{"x": 1}', None]),
    ([[("k", 1)], None], pa.map_(pa.string(), pa.int64()), ['[["k", 1]]', None]),
]


@pytest.mark.parametrize(("values", "kind", "expected"), VALUES)
def test_values_as_text(
    values: list[Any], kind: pa.DataType | None, expected: list[str | None]
) -> None:
    array = pa.array(values, kind)
    assert as_text(pa.chunked_array([array])).to_pylist() == expected
    sliced = pa.chunked_array([pa.concat_arrays([array, array]).slice(1, len(array)), array[:0]])
    assert as_text(sliced).to_pylist() == [*expected[1:], expected[0]]
    assert as_text(pa.chunked_array([], array.type)).to_pylist() == []


PEOPLE = st.fixed_dictionaries(
    {"given": st.none() | st.text(max_size=3), "family": st.none() | st.text(max_size=3)}
)


@given(st.lists(st.none() | st.lists(st.none() | PEOPLE, max_size=3), max_size=6))
def test_people_stay_in_their_rows(rows: list[list[dict[str, str | None] | None] | None]) -> None:
    kind = pa.list_(pa.struct([("given", pa.string()), ("family", pa.string())]))
    found = as_text(pa.chunked_array([pa.array(rows, kind)])).to_pylist()
    expected = []
    for row in rows:
        people = [f"{p['given'] or ''} {p['family'] or ''}" for p in row or [] if p is not None]
        expected.append("; ".join(filter(None, map(_trim, people))) or None)
    assert found == expected


def _trim(text: str) -> str:
    import pyarrow.compute as pc

    return str(pc.utf8_trim_whitespace(text))


MIXED = [
    {"title": "A", "abstract": "first", "journal": "J", "authors": ["X", "Y"], "id": 1},
    {"Title": "B", "summary": "second", "book_title": "P", "author": "Z", "key": "two"},
    {
        "title": " ",
        "TITLE": "C",
        "abstract": "",
        "summary": "third",
        "authors": [],
        "creators": ["W"],
    },
    {"title": "D", "abstract": "fourth", "summary": "no", "text": "never"},
    {"title": "E", "abstract": None, "summary": None, "text": None, "year": math.nan, "date": 2019},
]


def test_each_record_counts_the_first_of_its_columns_that_holds_a_value(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text("\n".join(map(json.dumps, MIXED)))
    for given_records in (MIXED, lines):
        (dump,) = read_all(given_records)
        fields = dump.fields()
        assert fields["title"].to_pylist() == ["A", "B", "C", "D", "E"]
        assert fields["abstract"].to_pylist() == ["first", "second", "third", "fourth", None]
        assert fields["venue"].to_pylist() == ["J", "P", None, None, None]
        assert fields["authors"].to_pylist() == ["X; Y", "Z", "W", None, None]
        assert fields["year"].to_pylist() == [None, None, None, None, "2019"]
        ids = [f"{dump.name}:{at}" for at in range(5)]
        assert dump.record_ids().to_pylist() == ["1", "two", *ids[2:]]


def test_a_column_that_is_named_counts_alone() -> None:
    (dump,) = read_all(MIXED, fields={"abstract": "summary", "venue": None, "year": "TITLE"})
    fields = dump.fields()
    assert fields["abstract"].to_pylist() == [None, "second", "third", "no", None]
    assert fields["title"].to_pylist() == ["A", "B", " ", "D", "E"]
    assert "venue" not in fields.column_names


def test_of_a_list_of_identifiers_the_first_counts() -> None:
    given_records = [
        {"title": "A", "doi": ["10.1000/a", "10.1000/b"], "pmid": [None, 123, 456]},
        {"title": "B", "doi": [], "dois": ["", "10.1000/c"], "openalex": ["W1", "W2"]},
        {"title": "C", "doi": None, "url": ["https://a.org", "https://b.org"]},
    ]
    (dump,) = read_all(given_records)
    fields = dump.fields()
    assert fields["doi"].to_pylist() == ["10.1000/a", "10.1000/c", None]
    assert fields["pmid"].to_pylist() == ["123", None, None]
    assert fields["openalex"].to_pylist() == [None, "W1", None]
    assert fields["url"].to_pylist() == [None, None, "https://a.org; https://b.org"]
    found = deduplicate(given_records).papers["identifiers"].to_pylist()
    assert found == [["doi:10.1000/a", "pmid:123"], ["doi:10.1000/c", "openalex:w1"], []]


def test_plain_texts_may_be_called_differently() -> None:
    (dump,) = read_all([{"text": "one"}, {"content": "two"}, {"title": "three"}], text="plain")
    assert dump.fields()["abstract"].to_pylist() == ["one", "two", None]


def test_record_ids() -> None:
    table = pa.table({"id": [7, None, 8], "title": ["A", "B", "C"]})
    dump = Dump("d", table, {"id": "id", "title": "title"}, pa.array([0, 2, 5]))
    assert dump.record_ids().to_pylist() == ["7", "d:2", "8"]
    assert dump.record_ids().type == pa.string()
    table = pa.table({"id": ["", "  ", "x"], "title": ["A", "B", "C"]})
    dump = Dump("d", table, {"id": "id", "title": "title"}, pa.array([0, 2, 5]))
    assert dump.record_ids().to_pylist() == ["d:0", "d:2", "x"]


def test_duplicate_ids_stay() -> None:
    (dump,) = read_all([{"id": "x", "title": "A"}, {"id": "x", "title": "B"}])
    assert dump.record_ids().to_pylist() == ["x", "x"]


@given(st.one_of(st.text(), st.binary(), st.integers(), st.none()))
def test_excerpts_are_short_and_printable(value: Any) -> None:
    shown = excerpt(value)
    assert len(shown) <= 200
    assert shown.isprintable()


def test_errors_say_where_and_what_to_do_and_travel() -> None:
    error = InputError("it is cut", file="a.gz", place="byte 3", remedy="copy it again")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "a.gz, byte 3: it is cut. To do: copy it again"
    assert (again.problem, again.file, again.place) == ("it is cut", "a.gz", "byte 3")
    assert isinstance(error, ValueError)
    assert str(UnknownRecordError("no record is called 'x'")) == "no record is called 'x'"
    assert isinstance(ConfigError("x"), ValueError)

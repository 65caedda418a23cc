"""Python objects and Arrow of any library as dumps, and the rule for lists of texts."""

from __future__ import annotations

import dataclasses
import math
import os
from collections import UserDict, namedtuple
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import polars
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import Config, ConfigError, InputError, deduplicate
from paperdedup.readers import Texts, read, read_all
from paperdedup.records import Dump, whole_text

TEXTS = ["The first text to compare.", "The second one?", ""]


@dataclasses.dataclass
class Record:
    title: str
    year: int | None = None
    authors: list[str] = dataclasses.field(default_factory=list)


Named = namedtuple("Named", ["title", "year"])  # noqa: PYI024


class Streams:
    """What gives Arrow data and is nothing else."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize(
    "make",
    [
        list,
        tuple,
        iter,
        lambda texts: (text for text in texts),
        np.array,
        pa.array,
        lambda texts: pa.chunked_array([texts]),
        polars.Series,
        lambda texts: pa.table({"abstract": texts}),
        lambda texts: polars.DataFrame({"text": texts}),
        Texts,
    ],
)
def test_texts(make: Any) -> None:
    (dump,) = read_all(make(TEXTS))
    assert dump.name == "objects"
    assert dump.fields()["abstract"].to_pylist() == TEXTS
    assert dump.fields().column_names == ["abstract"]
    assert dump.positions.to_pylist() == [0, 1, 2]


def test_records_of_many_kinds() -> None:
    given = [
        {"title": "A", "year": 2019.0},
        Record("B", 2020, ["X", "Y"]),
        Named("C", "2021"),
        UserDict({"title": "D", "year": math.nan}),
        "a text",
    ]
    (dump,) = read_all(given)
    fields = dump.fields()
    assert fields["title"].to_pylist() == ["A", "B", "C", "D", None]
    assert fields["year"].to_pylist() == ["2019", "2020", "2021", None, None]
    assert fields["authors"].to_pylist() == [None, "X; Y", None, None, None]
    assert fields["abstract"].to_pylist() == [None, None, None, None, "a text"]


def test_what_is_no_record_is_rejected_with_its_position() -> None:
    (dump,) = read_all([{"title": "A"}, None, 3, {"title": "B"}, b"bytes", ["list"]])
    assert dump.positions.to_pylist() == [0, 3]
    found = [(reject.position, reject.reason, reject.input) for reject in dump.rejects]
    assert found == [
        (1, "not a record: NoneType", "None"),
        (2, "not a record: int", "3"),
        (4, "not a record: bytes", "b'bytes'"),
        (5, "not a record: list", "['list']"),
    ]


def test_none_among_texts_is_rejected() -> None:
    (dump,) = read_all(["one text", None, "another text"])
    assert dump.fields()["abstract"].to_pylist() == ["one text", "another text"]
    assert [reject.position for reject in dump.rejects] == [1]


def test_more_records_than_one_batch() -> None:
    (dump,) = read_all({"title": f"T{n}"} if n != 30_000 else n for n in range(50_000))
    assert len(dump) == 49_999
    assert [reject.position for reject in dump.rejects] == [30_000]
    assert dump.table["title"][30_000].as_py() == "T30001"
    assert dump.positions[30_000].as_py() == 30_001


def test_lone_surrogates_and_nul_in_objects() -> None:
    (dump,) = read_all(["a\ud800b", "c\0d", "e f"])
    assert dump.fields()["abstract"].to_pylist() == ["a\ufffdb", "c\0d", "e f"]
    (dump,) = read_all([{"title": "a\udfff", "x": {"y\ud800": ["\ud800"]}}])
    assert dump.table.to_pylist() == [{"title": "a\ufffd", "x": {"y\ufffd": ["\ufffd"]}}]


def test_values_that_arrow_does_not_know() -> None:
    (dump,) = read_all([{"title": "A", "x": Path("p"), 7: 1j}, {"title": "B", "x": {1: 2}}])
    assert dump.fields()["title"].to_pylist() == ["A", "B"]
    assert dump.table["x"].to_pylist() == ["p", '{"1": 2}']


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.int64(2021), "2021"),
        (np.float64(2021), "2021"),
        (np.str_("2021"), "2021"),
        (np.datetime64("2021-01-02"), "2021-01-02"),
        (Decimal("2021.00"), "2021"),
        (Decimal("20.50"), "20.50"),
        (date(2021, 1, 2), "2021-01-02"),
        (datetime(2021, 1, 2), "2021-01-02"),  # noqa: DTZ001  (as frames have it)
        (datetime(2021, 1, 2, 3), "2021-01-02 03:00:00"),  # noqa: DTZ001
        (b"2021", "2021"),
        (UUID(int=7), str(UUID(int=7))),
        (Path("v1.0"), "v1.0"),
    ],
)
def test_scalars_among_values_of_other_types_are_their_text(value: Any, text: str) -> None:
    """And that is what they are among their like."""
    (mixed,) = read_all([[{"title": "A", "year": value}, {"title": "B", "year": "2020"}]])
    assert mixed.fields()["year"].to_pylist() == [text, "2020"]
    (listed,) = read_all([[{"title": "A", "year": [value, "x"]}, {"title": "B", "year": 1}]])
    assert listed.fields()["year"].to_pylist() == [f"{text}; x", "1"]
    (alone,) = read_all([[{"title": "A", "year": value}]])
    if not isinstance(value, (bytes, Path)):
        assert alone.fields()["year"].to_pylist() == [text]


def test_scalars_within_objects_are_json() -> None:
    rows = [{"title": "A", "x": {"a": np.int64(1), "b": Path("p"), "c": {}}}, {"x": "y"}]
    (dump,) = read_all([rows])
    assert dump.table["x"].to_pylist() == ['{"a": 1, "b": "p", "c": {}}', "y"]


UUIDS = [UUID("2dbb9753-31f4-44fd-8d23-aeff24235f74"), UUID(int=7)]
"""One whose bytes are no text, and one whose bytes are."""


def test_uuids_are_the_text_that_they_show() -> None:
    (dump,) = read_all([[{"title": "A", "id": value} for value in (*UUIDS, None)]])
    assert dump.fields()["id"].to_pylist() == [*map(str, UUIDS), None]
    assert dump.record_ids().to_pylist()[:2] == [*map(str, UUIDS)]


def test_uuids_of_arrow_are_the_text_that_they_show() -> None:
    ids = pa.array([*(one.bytes for one in UUIDS), None], pa.uuid())
    (dump,) = read_all(pa.table({"id": ids, "title": ["A", "B", "C"]}))
    assert dump.fields()["id"].to_pylist() == [*map(str, UUIDS), None]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda table: table,
        lambda table: table.to_batches()[0],
        lambda table: table.to_reader(),
        polars.from_arrow,
        Streams,
    ],
)
def test_arrow_of_any_library(wrap: Any) -> None:
    table = pa.table({"Title": ["A", None], "Year": [2019, 2020], "score": [0.5, None]})
    (dump,) = read_all(wrap(table))
    assert dump.name == "objects"
    assert dump.table.column_names == ["Title", "Year", "score"]
    assert dump.fields().to_pylist() == [
        {"title": "A", "year": "2019"},
        {"title": None, "year": "2020"},
    ]


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame({"title": ["A", None], "year": [2019, None]})
    (dump,) = read_all(frame)
    assert dump.fields().to_pylist() == [
        {"title": "A", "year": "2019"},
        {"title": None, "year": None},
    ]


def test_columns_of_pandas_that_arrow_refuses_are_text() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame({"title": ["A", 5, math.nan], "authors": [{"name": "X"}, "Y", None]})
    (dump,) = read_all(frame)
    assert dump.fields()["title"].to_pylist() == ["A", "5", None]
    assert dump.fields()["authors"].to_pylist() == ["X", "Y", None]
    (dump,) = read_all(pandas.Series(["a text", 5]))
    assert dump.fields()["abstract"].to_pylist() == ["a text", "5"]


def test_columns_of_pandas_of_one_name_stay_and_mean_the_first() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame([["A", "B", 1]], columns=["title", "title", 0])
    (dump,) = read_all(frame)
    assert dump.table.column_names == ["title", "title", "0"]
    assert dump.fields()["title"].to_pylist() == ["A"]


def test_an_index_of_pandas_is_a_column_where_it_has_a_name() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame({"title": ["A", "B"]}, index=["p", "q"])
    (dump,) = read_all(frame)
    assert dump.table.column_names == ["title"]
    (dump,) = read_all(frame.rename_axis("id"))
    assert dump.record_ids().to_pylist() == ["p", "q"]
    (dump,) = read_all(frame.rename_axis("title"))
    assert dump.table.to_pylist() == [{"title": "A"}, {"title": "B"}]
    (dump,) = read_all(pandas.DataFrame())
    assert len(dump) == 0


def test_a_period_of_pandas_is_the_year_that_it_shows() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    years = pandas.PeriodIndex(["2001", None], freq="Y")
    for column in (years, years.astype(object)):
        (dump,) = read_all(pandas.DataFrame({"title": ["A", "B"], "year": column}))
        assert dump.fields()["year"].to_pylist() == ["2001", None]


def _views(kind: pa.DataType, values: list[Any]) -> pa.Array:
    """Values as polars gives them: with string views, also within."""
    if isinstance(kind, pa.DictionaryType):
        encoded = pa.array(values).dictionary_encode()
        return pa.DictionaryArray.from_arrays(
            encoded.indices, encoded.dictionary.cast("string_view")
        )
    return pa.array(values, kind)


VIEW = pa.string_view()
VIEWS: list[tuple[pa.DataType, list[Any], list[str | None]]] = [
    (VIEW, ["Ann Lee", None], ["Ann Lee", None]),
    (pa.binary_view(), [b"Ann Lee", None], ["Ann Lee", None]),
    (pa.list_(VIEW), [["Ann Lee", "Bo Yu"], None], ["Ann Lee; Bo Yu", None]),
    (pa.large_list(VIEW), [["Ann Lee", "Bo Yu"], []], ["Ann Lee; Bo Yu", None]),
    (pa.list_(VIEW, 1), [["Ann Lee"], ["Bo Yu"]], ["Ann Lee", "Bo Yu"]),
    (pa.struct([("name", VIEW)]), [{"name": "Ann Lee"}, None], ["Ann Lee", None]),
    (
        pa.list_(pa.struct([("given", VIEW), ("family", VIEW)])),
        [[{"given": "Ann", "family": "Lee"}], None],
        ["Ann Lee", None],
    ),
    (pa.dictionary(pa.int32(), VIEW), ["Ann Lee", None], ["Ann Lee", None]),
    (pa.map_(VIEW, VIEW), [[("a", "b")], None], ['[["a", "b"]]', None]),
]


@pytest.mark.parametrize(("kind", "values", "texts"), VIEWS, ids=[str(kind) for kind, *_ in VIEWS])
def test_string_views_anywhere(kind: pa.DataType, values: list[Any], texts: list[Any]) -> None:
    table = pa.table({"title": ["On sets", "On trees"], "authors": _views(kind, values)})
    (dump,) = read_all(table)
    assert dump.fields()["authors"].to_pylist() == texts
    assert dump.table["authors"].to_pylist() == values
    kept = deduplicate({"d": table}).records.filter(pa.array([True, False]))
    assert kept["authors"].to_pylist() == values[:1]


def test_wrong_utf8_in_string_views_is_repaired_and_noted() -> None:
    titles = pa.array([b"caf\xe9", None, b"On B"], pa.binary_view()).view(VIEW)
    (dump,) = read_all(pa.table({"title": titles}))
    assert dump.fields()["title"].to_pylist() == ["caf\u00e9", None, "On B"]
    assert len(dump.notes) == 1


def test_frames_of_polars_with_columns_of_all_kinds() -> None:
    frame = polars.DataFrame(
        {
            "title": ["On sets of things"],
            "authors": [["Ann Lee", "Bo Yu"]],
            "venue": polars.Series(["A Journal"], dtype=polars.Categorical),
            "type": polars.Series(["article"], dtype=polars.Enum(["article"])),
            "abstract": [{"text": "Of sets.", "parts": ["a"]}],
        }
    )
    assert deduplicate(frame).inputs[0].fields().to_pylist() == [
        {
            "title": "On sets of things",
            "abstract": "Of sets.",
            "authors": "Ann Lee; Bo Yu",
            "venue": "A Journal",
            "type": "article",
        }
    ]


def test_a_frame_that_is_only_planned_is_refused_with_what_to_do() -> None:
    planned = polars.DataFrame({"title": ["On sets"]}).lazy()
    for given_frame in (planned, [planned], {"may": planned}):
        with pytest.raises(ConfigError, match=r"\.collect\(\)"):
            read_all(given_frame)


def test_several_dumps_in_a_list() -> None:
    dumps = read_all([pa.table({"title": ["A"]}), ["b text", "c text"], Texts(["d"]), []])
    assert [(dump.name, len(dump)) for dump in dumps] == [
        ("objects", 1),
        ("objects-2", 2),
        ("objects-3", 1),
        ("objects-4", 0),
    ]


def test_a_mapping_names_the_dumps(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "A"}')
    (tmp_path / "b.jsonl").write_text('{"title": "B"}')
    dumps = read_all(
        {
            "may": ["a text"],
            "june": pa.table({"title": ["A"]}),
            "july": str(tmp_path / "a.jsonl"),
            "all": tmp_path,
            2: [{"title": "C"}],
        }
    )
    names = [dump.name for dump in dumps]
    assert names == ["may", "june", "july", "all/a.jsonl", "all/b.jsonl", "2"]
    assert dumps[0].record_ids().to_pylist() == ["may:0"]


@pytest.mark.parametrize(
    "given",
    [
        {"title": ["A", "B"], "abstract": ["a", "b"]},
        {"title": ("A", "B"), "year": [2019, None], "authors": [["X", "Y"], []]},
        {"title": pa.array(["A"]), "abstract": polars.Series(["a"]), "year": np.array([2019])},
        {"title": "A", "authors": [{"name": "X"}], "year": 2019},
        {"title": []},
    ],
)
def test_columns_in_a_dict_are_refused(given: Any) -> None:
    with pytest.raises(ConfigError, match="are fields"):
        read_all(given)


def test_dumps_may_be_called_like_fields(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "A"}')
    record = {"title": "A"}
    given = {
        "arxiv": pa.table({"title": ["A"]}),
        "openalex": polars.DataFrame(record),
        "dblp": [record],
        "s2": [Named("A", "2019")],
        "acl": str(path),
        "pmid": path,
        "doi": [str(path)],
        "url": iter([record]),
        "id": Texts(["A"]),
    }
    for key, value in given.items():
        assert [dump.name for dump in read_all({key: value})] == [key]
    given["url"] = iter([record])
    assert [dump.name for dump in read_all(given)] == list(given)
    (dump,) = read_all({"arxiv": [record, "a text", None]})
    assert (len(dump), len(dump.rejects)) == (2, 1)


@pytest.mark.parametrize("given", [7, None, b"bytes", 1.5, object()])
def test_what_can_be_no_dump(given: Any) -> None:
    with pytest.raises(ConfigError, match=f"cannot be a {type(given).__name__}"):
        read_all(given)


def test_an_open_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "A"}')
    with path.open() as file, pytest.raises(ConfigError, match="give its path"):
        read_all(file)


def test_nothing_is_one_empty_dump() -> None:
    empty: list[Any] = [[], (), iter([]), Texts([])]
    for nothing in empty:
        (dump,) = read_all(nothing)
        assert (dump.name, len(dump), dump.rejects) == ("objects", 0, [])
        assert dump.fields().num_rows == 0
        assert dump.record_ids().to_pylist() == []


def test_a_dump_is_passed_through() -> None:
    (dump,) = read_all(["a text"])
    assert read_all([dump]) == [dump]
    (named,) = read(["a text"], name="mine")
    assert named.name == "mine"
    with pytest.raises(ConfigError, match="2 dumps"):
        list(read([["a b"], ["c d"]], name="mine"))


class TestListsOfTexts:
    """A list of texts is a list of paths only if every item can be one."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for name in ("a.jsonl", "b c.jsonl"):
            (tmp_path / name).write_text('{"title": "A"}')
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "d.csv").write_text("title,year\nA,1\nB,2\n")

    @pytest.mark.parametrize(
        ("given", "names"),
        [
            (["a.jsonl"], ["a.jsonl"]),
            (["a.jsonl", "b c.jsonl"], ["a.jsonl", "b c.jsonl"]),
            (["a.jsonl", "data"], ["a.jsonl", "d.csv"]),
            (["*.jsonl", "data/*.csv"], ["a.jsonl", "b c.jsonl", "d.csv"]),
            (["./a.jsonl"], ["a.jsonl"]),
            (iter(["a.jsonl", "data"]), ["a.jsonl", "d.csv"]),
            ([Path("a.jsonl"), "data"], ["a.jsonl", "d.csv"]),
            ([Path("a.jsonl"), ["a text"]], ["a.jsonl", "objects"]),
        ],
    )
    def test_paths(self, given: Any, names: list[str]) -> None:
        assert [dump.name for dump in read_all(given)] == names

    @pytest.mark.parametrize(
        "missing",
        [
            "no.jsonl",
            ["no.jsonl"],
            ["a.jsonl", "no.jsonl"],
            ["no.csv.gz", "a.jsonl"],
            ["./no"],
            "no such text",
            "no*.jsonl",
            Path("no"),
            [Path("no.csv")],
        ],
    )
    def test_missing_paths(self, missing: Any) -> None:
        with pytest.raises(FileNotFoundError) as caught:
            read_all(missing)
        assert "no" in str(caught.value.filename)

    @pytest.mark.parametrize(
        "texts",
        [
            ["What is this?", "It is a text*"],
            ["transformers", "attention"],
            ["-", "A text among placeholders.", "-"],
            ["data", "A text among words."],
            ["A text that ends in .jsonl only by chance is a text", "a b"],
            ["a text\nof lines", "/ is a folder"],
            ["", ""],
            [""],
        ],
    )
    def test_texts(self, texts: list[str]) -> None:
        (dump,) = read_all(texts)
        assert dump.fields()["abstract"].to_pylist() == texts

    def test_files_among_texts_are_refused(self) -> None:
        with pytest.raises(ConfigError, match=r"'a\.jsonl' is a file, but not every item"):
            read_all(["a.jsonl", "A text of some words."])
        with pytest.raises(ConfigError, match="is a file"):
            read_all(["A text of some words.", "a.jsonl"])
        with pytest.raises(ConfigError, match="is a file"):
            read_all([3, "A text with a lone surrogate \ud800.", "a.jsonl"])
        Path("UPPER.JSONL").write_text('{"title": "A"}\n', encoding="utf-8")
        with pytest.raises(ConfigError, match="is a file"):
            read_all(["A text of some words.", "UPPER.JSONL"])

    def test_no_doubt(self) -> None:
        for escaped in (Texts(["a.jsonl", "data"]), {"texts": Texts(["a.jsonl", "data"])}):
            (dump,) = read_all(escaped)
            assert dump.fields()["abstract"].to_pylist() == ["a.jsonl", "data"]
        (named,) = read_all(Texts(["x"], name="mine"))
        assert named.name == "mine"


def test_plain_texts_take_the_one_text_column() -> None:
    table = pa.table({"id": ["1"], "content": ["a text"]})
    (dump,) = read_all(table, text="plain")
    assert dump.columns == {"abstract": "content", "id": "id"}
    (dump,) = read_all(pa.table({"whatever": ["a text"]}), text="plain")
    assert dump.fields().to_pylist() == [{"abstract": "a text"}]
    (dump,) = read_all(table, text="plain", fields={"text": "id"})
    assert dump.fields()["abstract"].to_pylist() == ["1"]
    with pytest.raises(InputError, match="--field text=COLUMN"):
        read_all(pa.table({"title": ["A"], "x": ["y"]}), text="plain")


@given(
    st.lists(st.one_of(st.text(), st.none(), st.integers(), st.dictionaries(st.text(), st.text())))
)
def test_every_object_is_a_record_or_a_reject(values: list[Any]) -> None:
    (dump,) = read_all(Texts([*values, {"title": "T"}]))
    positions = [*dump.positions.to_pylist(), *(reject.position for reject in dump.rejects)]
    assert sorted(positions) == list(range(len(values) + 1))
    assert isinstance(dump, Dump)
    assert len(dump.record_ids()) == len(dump) == dump.fields().num_rows


def test_environment_is_not_asked() -> None:
    before = dict(os.environ)
    read_all(["a text"])
    assert dict(os.environ) == before


def test_deeply_nested_objects_are_rejected() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    nested: Any = {}
    for _ in range(100):
        nested = {"x": nested}
    given = [{"title": "A", "x": deep}, {"title": "B"}, Record("C", None, deep), nested, deep]
    (dump,) = read_all(Texts(given))
    assert dump.fields()["title"].to_pylist() == ["B"]
    reasons = [(reject.position, reject.reason) for reject in dump.rejects]
    assert reasons == [
        (0, "nested deeper than 100 levels"),
        (2, "nested deeper than 100 levels"),
        (3, "nested deeper than 100 levels"),
        (4, "not a record: list"),
    ]


def test_missing_values_of_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    rows = [{"title": pandas.NA, "year": pandas.NaT}, {"title": "B", "year": 2019}]
    (dump,) = read_all(rows)
    assert dump.fields()["title"].to_pylist() == [None, "B"]
    assert dump.fields()["year"].to_pylist() == [None, "2019"]


def test_standard_input_is_read_once() -> None:
    with pytest.raises(ConfigError, match="only once"):
        read_all([Path("-"), "-", "-"])


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


class Marked(str):
    """A text of a type of its own."""

    __slots__ = ()


@given(st.lists(ANY_TEXT | st.sampled_from(TEXTS).map(Marked), min_size=1, max_size=6))
def test_texts_that_are_not_copied_give_the_answer_of_a_column(texts: list[str]) -> None:
    column = pa.table({"text": pa.array(map(whole_text, texts), pa.string())})
    expected = deduplicate({"d": column}, config=Config(text="plain"))
    for given_texts in (Texts(texts), Texts(tuple(texts)), Texts(iter(texts))):
        found = deduplicate({"d": given_texts}, config=Config(text="plain"))
        assert found.canonical_ids.equals(expected.canonical_ids)
        assert found.members.equals(expected.members)
        assert found.papers.equals(expected.papers)
        assert found.matches.equals(expected.matches)
        assert found.records.equals(expected.records)


def test_a_list_that_changes_later_changes_no_result() -> None:
    texts = [*TEXTS, "One more, to be taken away."]
    result = deduplicate(Texts(texts))
    texts.clear()
    assert result.records.column("text").to_pylist()[-1] == "One more, to be taken away."
    assert result.explain("objects:0", "objects:0").a.text.startswith("the first")


def test_texts_can_be_any_field() -> None:
    texts = ["On the sizes of finite and of infinite sets"] * 2
    result = deduplicate(Texts(texts), fields={"title": "text", "abstract": None})
    assert result.papers.column("title").to_pylist() == texts[:1]


def test_late_strangers_among_texts_lose_no_text() -> None:
    """Texts are taken as they are only if all are texts; an iterator tells that at its end."""
    (dump,) = read(iter([*(["A text."] * 20_000), None, {"title": "T"}]), name="d")
    assert len(dump) == 20_001
    assert [reject.position for reject in dump.rejects] == [20_000]


@pytest.mark.parametrize("given", ["a text of words", b"bytes", 5, None])
def test_texts_are_a_list(given: Any) -> None:
    """A text alone would be as many records as it has letters."""
    with pytest.raises(ConfigError, match="must be a list of texts or records"):
        Texts(given)

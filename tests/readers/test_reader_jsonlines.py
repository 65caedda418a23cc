"""JSON lines: fast blocks, and every line that is none found by its number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import _native, readers
from paperdedup.readers import jsonblocks
from paperdedup.readers.jsonarrow import ArrowJson
from paperdedup.readers.jsonlines import JsonLines, complete_lines
from paperdedup.records import excerpt
from readers.memory import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

GOOD = '{"title": "On A", "abstract": "We do A."}'


def _lines(*lines: str) -> str:
    return "\n".join(lines)


def test_records_and_fields(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_lines(GOOD, '{"title": "On B", "cited": 7}'), "a.jsonl")
    assert dump.table.column_names == ["title", "abstract", "cited"]
    assert dump.table["cited"].to_pylist() == [None, 7]
    assert dump.fields().to_pylist()[1] == {"title": "On B", "abstract": None}
    assert dump.positions.to_pylist() == [0, 1]
    assert dump.record_ids().to_pylist() == ["a.jsonl:0", "a.jsonl:1"]


MALFORMED = [
    ('{"title": "cut', "not valid JSON"),
    ("null", "not an object"),
    ("17", "not an object"),
    ('["a"]', "not an object"),
    ('"text"', "not an object"),
    ("garbage", "not valid JSON"),
    ("}", "not valid JSON"),
    ('{"title": "x",}', "not valid JSON"),
    ("{'title': 'x'}", "not valid JSON"),
    (GOOD + GOOD, "not valid JSON"),
    (GOOD + " null", "not valid JSON"),
    ("\x00\x00\x00", "not valid JSON"),
    ('{"title": 01}', "not valid JSON"),
]


@pytest.mark.parametrize(("bad", "reason"), MALFORMED)
def test_malformed_line_is_rejected_with_its_number(
    read_bytes: Callable[..., Dump], bad: str, reason: str
) -> None:
    dump = read_bytes(_lines(GOOD, "", bad, "  ", GOOD, GOOD), "a.jsonl")
    assert dump.positions.to_pylist() == [0, 2, 3]
    (reject,) = dump.rejects
    assert (reject.dump, reject.position, reject.line) == ("a.jsonl", 1, 3)
    assert reject.reason.startswith(reason)
    assert reject.input == excerpt(bad)


@pytest.mark.parametrize("bad", [bad for bad, _ in MALFORMED])
def test_malformed_lines_alone_are_rejects_and_no_crash(
    read_bytes: Callable[..., Dump], bad: str
) -> None:
    dump = read_bytes(_lines(bad, bad), "a.jsonl", format="jsonlines")
    assert (len(dump), [reject.line for reject in dump.rejects]) == (0, [1, 2])


@pytest.mark.usefixtures("small_blocks")
@given(
    st.lists(
        st.one_of(
            st.dictionaries(st.sampled_from("abc"), st.text(), max_size=3).map(json.dumps),
            st.sampled_from([bad for bad, _ in MALFORMED] + ["", "  "]),
        ),
        max_size=12,
    )
)
def test_equals_the_standard_library_line_by_line(lines: list[str]) -> None:
    content = JsonLines().read(InMemory("\n".join(lines).encode()))
    expected: dict[int, dict[str, Any]] = {}
    rejected: dict[int, int] = {}
    inputs = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    for position, (number, line) in enumerate(inputs):
        try:
            value = json.loads(line, strict=False)
        except ValueError:
            value = None
        if isinstance(value, dict):
            expected[position] = value
        else:
            rejected[position] = number
    assert content.positions is not None
    table = content.table
    listed = table.to_pylist() if table.num_columns else [{}] * table.num_rows
    rows = [{key: value for key, value in row.items() if value is not None} for row in listed]
    assert dict(zip(content.positions.to_pylist(), rows, strict=True)) == expected
    assert {reject.position: reject.line for reject in content.rejects} == rejected


def test_one_malformed_line_among_many(read_bytes: Callable[..., Dump]) -> None:
    lines = [f'{{"title": "Paper {n}", "year": {1900 + n % 100}}}' for n in range(50_000)]
    lines[31_415] = '{"title": "cut'
    dump = read_bytes("\n".join(lines), "a.jsonl")
    assert len(dump) == 49_999
    assert [(reject.position, reject.line) for reject in dump.rejects] == [(31_415, 31_416)]
    assert dump.positions[31_415].as_py() == 31_416
    assert dump.table["title"][-1].as_py() == "Paper 49999"
    assert dump.table["year"].type == "int64"


def test_text_that_looks_like_a_date_stays_as_it_is(read_bytes: Callable[..., Dump]) -> None:
    first = {
        "title": "A",
        "created": "1995-03-30",
        "versions": [{"on": "2019-01-02T03:04:05Z", "by": "x"}],
    }
    dump = read_bytes(json.dumps(first) + "\n" + json.dumps({"title": "B"}), "a.jsonl")
    assert dump.table.to_pylist()[0] == first
    assert dump.fields()["year"].to_pylist() == ["1995-03-30", None]


@pytest.mark.usefixtures("small_blocks")
def test_types_that_differ_between_lines_and_blocks(read_bytes: Callable[..., Dump]) -> None:
    rows = [
        {"title": "A", "year": 2019, "authors": ["A. A", "B. B"], "venue": {"name": "V"}},
        {"title": "B", "year": "2020", "authors": "C. C", "venue": "W"},
        {"title": "C", "year": 2021.0, "authors": [], "venue": None},
        {"title": "D", "year": None, "authors": None, "x": {"y": 1}},
        {"title": "E", "year": True, "x": {"y": "one", "z": [1]}},
    ]
    dump = read_bytes("\n".join(map(json.dumps, rows)), "a.jsonl")
    fields = dump.fields()
    assert dump.rejects == []
    assert fields["title"].to_pylist() == list("ABCDE")
    assert fields["year"].to_pylist() == ["2019", "2020", "2021", None, "true"]
    assert fields["authors"].to_pylist() == ["A. A; B. B", "C. C", None, None, None]
    assert dump.table["venue"].to_pylist()[:3] == ['{"name": "V"}', "W", None]
    assert [row["x"] for row in dump.table.to_pylist()][3:] == [
        {"y": "1", "z": None},
        {"y": "one", "z": [1]},
    ] or dump.table["x"].to_pylist()[3:] == ['{"y": 1}', '{"y": "one", "z": [1]}']


def test_mixed_types_in_every_block(read_bytes: Callable[..., Dump]) -> None:
    lines = [
        json.dumps({"title": f"Paper {n}", "year": n if n % 10 == 0 else str(n)})
        for n in range(20_000)
    ]
    dump = read_bytes("\n".join(lines), "a.jsonl")
    assert dump.rejects == []
    assert dump.fields()["year"].to_pylist() == [str(n) for n in range(20_000)]


def test_integers_keep_all_digits(read_bytes: Callable[..., Dump]) -> None:
    big = 123456789012345678901234567890
    edge = (1 << 53) + 1
    lines = [
        f'{{"title": "A", "id": {big}, "pmid": {edge}}}',
        '{"title": "B", "id": 7, "pmid": 0.5}',
        f'{{"title": "C", "id": {"9" * 5000}, "pmid": {(1 << 63) - 1}}}',
    ]
    dump = read_bytes("\n".join(lines), "a.jsonl")
    assert dump.rejects == []
    assert dump.fields()["id"].to_pylist() == [str(big), "7", "9" * 5000]
    assert dump.fields()["pmid"].to_pylist() == [str(edge), "0.5", str((1 << 63) - 1)]


def test_lone_surrogates_become_replacement_characters(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(r'{"title": "a\ud800b", "\udc00": "\ud83d\ude00"}', "a.jsonl")
    assert dump.rejects == []
    assert dump.table.to_pylist() == [{"title": "a\ufffdb", "\ufffd": "😀"}]


def test_nan_and_null_are_null(read_bytes: Callable[..., Dump]) -> None:
    lines = '{"title": "A", "abstract": NaN}\n{"title": "B", "abstract": null}\n'
    dump = read_bytes(lines + '{"title": "C", "abstract": "c"}', "a.jsonl")
    assert dump.fields()["abstract"].to_pylist() == [None, None, "c"]
    dump = read_bytes(lines, "b.jsonl")
    assert dump.fields()["abstract"].to_pylist() == [None, None]


def test_wrong_utf8_in_the_name_of_a_child_is_read_so_too(read_bytes: Callable[..., Dump]) -> None:
    lines = b'{"title": "On A", "versions": [{"a\xe9": "x", "b": {"c\xe9": 1}}]}\n' * 2
    dump = read_bytes(lines)
    assert dump.table["versions"].to_pylist() == [[{"aé": "x", "b": {"cé": 1}}]] * 2
    assert len(dump.notes) == 1


def test_wrong_utf8_is_read_as_windows_1252_and_noted(read_bytes: Callable[..., Dump]) -> None:
    lines = [b'{"title": "caf\xe9 \xc3\xa9"}', '{"title": "é"}'.encode()]
    dump = read_bytes(b"\n".join(lines), "a.jsonl")
    assert dump.table["title"].to_pylist() == ["café é", "é"]
    assert dump.rejects == []
    (note,) = dump.notes
    assert note.startswith(
        "1 record held bytes that are no UTF-8; they were read as Windows-1252; "
    )
    assert "--encoding" in note


def test_nul_characters_are_kept(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(b'{"title": "a\x00b"}\n{"title": "a\\u0000b"}\n{"title": "a\tb"}', "a.jsonl")
    assert dump.table["title"].to_pylist() == ["a\0b", "a\0b", "a\tb"]


def test_the_last_of_double_keys_counts(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes('{"title": "A", "title": "B"}', "a.jsonl")
    assert dump.table.to_pylist() == [{"title": "B"}]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n\r\n  \n"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n\r\n"])
def test_line_ends_and_byte_order_marks(
    read_bytes: Callable[..., Dump], line_end: str, start: bytes, end: str
) -> None:
    data = start + (line_end.join([GOOD, "", " " + GOOD, GOOD]) + end).encode()
    dump = read_bytes(data)
    assert dump.table["title"].to_pylist() == ["On A"] * 3
    assert dump.rejects == []


def test_a_byte_order_mark_in_the_middle(read_bytes: Callable[..., Dump]) -> None:
    data = (GOOD + "\n\ufeff" + GOOD + "\nnull").encode()
    dump = read_bytes(data)
    assert len(dump) == 2
    assert [reject.line for reject in dump.rejects] == [3]


def test_a_line_of_64_megabytes(read_bytes: Callable[..., Dump]) -> None:
    long = "word " * (64 * 1024 * 1024 // 5)
    dump = read_bytes(_lines(GOOD, json.dumps({"title": "B", "abstract": long}), GOOD, "null"))
    assert [len(text) for text in dump.table["abstract"].to_pylist()] == [8, len(long), 8]
    assert [reject.line for reject in dump.rejects] == [4]


@pytest.mark.parametrize("depth", [101, 5_000, 1_000_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_rejected(
    read_bytes: Callable[..., Dump], depth: int, opening: str, closing: str
) -> None:
    deep = f'{{"title": {opening * depth}{"" if closing == "]" else "1"}{closing * depth}}}'
    dump = read_bytes(_lines(GOOD, deep, GOOD, "[" * depth, '{"a":' * depth), "a.jsonl")
    assert dump.positions.to_pylist() == [0, 2]
    assert [reject.line for reject in dump.rejects] == [2, 4, 5]
    assert dump.rejects[0].reason == "nested deeper than 100 levels"


def test_nesting_of_a_hundred_levels_and_many_brackets_in_texts(
    read_bytes: Callable[..., Dump],
) -> None:
    nested = f'{{"title": "A", "x": {"[" * 99}{"]" * 99}}}'
    texts = json.dumps({"title": "{[" * 5_000, "abstract": '"{["\\' * 500})
    dump = read_bytes(_lines(nested, texts, GOOD), "a.jsonl")
    assert dump.rejects == []
    assert dump.table["title"].to_pylist()[1] == "{[" * 5_000


@pytest.mark.usefixtures("small_blocks")
def test_lists_that_begin_with_null(
    read_bytes: Callable[..., Dump], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arrow's reader makes invalid arrays of these, which end the process if it promotes them."""
    monkeypatch.setattr(jsonblocks, "PIECE_BYTES", 8)
    rows: list[dict[str, Any]] = [
        {"title": "A", "x": value} for value in ([1], [None, 2], [None], [], [[None, 3]])
    ]
    rows += [{"title": "B", "x": {"y": [None, {"z": 1}]}}] * 20
    dump = read_bytes("\n".join(map(json.dumps, rows)), "a.jsonl")
    dump.table.validate(full=True)
    assert dump.rejects == []
    assert dump.table["title"].to_pylist() == ["A"] * 5 + ["B"] * 20
    rows = rows[:4]
    assert read_bytes("\n".join(map(json.dumps, rows)), "b.jsonl").table.to_pylist() == rows


def test_a_list_of_null_and_objects(read_bytes: Callable[..., Dump]) -> None:
    """Arrow's reader builds an invalid array of this; it must not be let through."""
    dump = read_bytes('{"title": "A", "x": [null, {"b": null}, {"b": [1]}]}', "a.jsonl")
    assert dump.table.to_pylist() == [{"title": "A", "x": [None, {"b": None}, {"b": [1]}]}]


def test_records_without_any_value(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_lines(GOOD, "{}", '{"title": null}', GOOD), "a.jsonl")
    assert dump.table["title"].to_pylist() == ["On A", None, None, "On A"]
    assert dump.rejects == []


def test_an_iterator_reads_no_more_than_asked() -> None:
    dumps = readers.read([["a text to compare"], ["no such file.jsonl", "but a text"]])
    assert next(dumps).name == "objects"


def test_the_order_of_columns_is_that_of_the_first_record(read_bytes: Callable[..., Dump]) -> None:
    first = '{"title": "A", "created": "2019-01-02", "b": 1, "updated": "2019-01-02T00:00:00Z"}'
    lines = [first, *(f'{{"title": "B", "z{n % 7}": "{n % 5}", "y": 1}}' for n in range(90_000))]
    names = ["title", "created", "b", "updated", "y", *(f"z{n}" for n in range(7))]
    assert read_bytes("\n".join(lines)).table.column_names == names
    assert read_bytes("\n".join(["null", "", *lines[:2]])).table.column_names == [
        *names[:4],
        "y",
        "z0",
    ]


KINDS = [
    *("null", "true", "1", "1.5", '"x"', '"1999-01-02"', "[1]", "[]", '["x"]', "[null]"),
    *('{"a": 1}', "{}", '{"a": "x"}', '{"b": "1999-01-02"}', '[{"a": 1}]', "[[1]]"),
]


@pytest.mark.parametrize("first", KINDS)
def test_any_two_types_in_two_pieces(monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    """Arrow's reader ends the process where types differ between the chunks of one call."""
    for second in KINDS:
        lines = [f'{{"title": "A", "x": {first}}}', f'{{"title": "B", "x": {second}}}'] * 3
        found = []
        for size in (8, 1 << 20):
            monkeypatch.setattr(jsonblocks, "PIECE_BYTES", size)
            content = JsonLines().read(InMemory("\n".join(lines).encode()))
            content.table.validate(full=True)
            assert content.rejects == []
            found.append(content.table.to_pylist())
        assert found[0] == found[1]
        assert [row["title"] for row in found[0]] == ["A", "B"] * 3


FLAT_VALUES = [
    st.none() | st.text(),
    st.none() | st.sampled_from(["2019-01-02", "2019-01-02T03:04:05Z", "", "x"]),
    st.none() | st.booleans(),
    st.none() | st.integers(-(1 << 63) - 1, 1 << 64) | st.sampled_from([0, 1 << 53]),
    st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
    st.none() | st.lists(st.text(max_size=3) | st.just("2019-01-02"), max_size=3),
    st.none() | st.text(max_size=2) | st.integers(0, 9) | st.lists(st.none(), max_size=2),
]


@st.composite
def flat_lines(draw: st.DrawFn) -> bytes:
    """Lines of objects whose columns mostly hold one type, written in several ways."""
    kinds = draw(st.lists(st.sampled_from(FLAT_VALUES), min_size=1, max_size=4))
    record = st.fixed_dictionaries({}, optional=dict(zip("abcd", kinds, strict=False)))
    rows = draw(st.lists(record, min_size=1, max_size=6))
    plain = draw(st.booleans())
    lines = [json.dumps(row, ensure_ascii=plain) for row in rows]
    ending = draw(st.sampled_from(["\n", "\r\n", "\n\n", " \n"]))
    return (ending.join(lines) + draw(st.sampled_from(["", "\n"]))).encode(errors="replace")


@given(flat_lines())
def test_what_the_core_parses_is_what_arrow_parses(lines: bytes) -> None:
    ((start, end, feeds, records),) = _native.parse_lines(lines, 0, len(lines))
    assert (start, end, feeds) == (0, len(lines), lines.count(b"\n"))
    if records is not None:
        found = pa.Table.from_batches([pa.record_batch(records)])
        arrow = ArrowJson()
        (expected,) = arrow.read([lines])
        arrow.close()
        assert expected is not None
        assert found.to_pydict() == expected.to_pydict()
        assert found.schema == expected.select(found.column_names).schema
        found.validate(full=True)


def test_flat_lines_are_parsed_by_the_core() -> None:
    line = (
        b'{"a": "x\\u00e9\\n", "b": 1, "c": 1.5, "d": true, "e": null, "f": ["x", "2019-01-02"]}\n'
    )
    block = line * 40_000
    pieces = _native.parse_lines(block, len(line), len(block))
    assert [start for start, *_ in pieces][1:] == [end for _, end, *_ in pieces][:-1]
    assert sum(feeds for _, _, feeds, _ in pieces) == 39_999
    tables = [pa.table(pa.record_batch(records)) for *_, records in pieces]
    assert pa.concat_tables(tables).to_pylist() == [json.loads(line)] * 39_999


@pytest.mark.parametrize(
    "line",
    [
        '{"a": {"b": 1}}',
        '{"a": [1]}',
        '{"a": []}',
        '{"a": ["x", null]}',
        '{"a": 1, "a": 2}',
        '{"a": -0}',
        '{"a": 9007199254740993.0}',
        '{"a": 1e400}',
        '{"a": "\\ud800"}',
        '{"a": "\t"}',
        '{"a": 1} {"a": 2}',
        '["a"]',
        "null",
        "{}",
        '\ufeff{"a": 1}',
        '{"a": 1',
        "",
    ],
)
def test_doubtful_lines_are_left_to_others(line: str) -> None:
    ((*_, records),) = _native.parse_lines(line.encode() + b"\n", 0, len(line.encode()) + 1)
    assert records is None


def test_a_part_beyond_the_block_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the block"):
        _native.parse_lines(b"{}", 1, 3)


@pytest.mark.usefixtures("small_blocks")
@given(st.lists(st.text("ab\n", max_size=90), max_size=4))
def test_lines_are_whole_wherever_blocks_end(parts: list[str]) -> None:
    text = "".join(parts).encode()
    spans = list(complete_lines(InMemory(text).open(), "f"))
    assert b"".join(block[start:end] for block, start, end in spans) == text
    assert all(block[end - 1 : end] == b"\n" for block, _, end in spans[:-1])
    assert all(start < end for _, start, end in spans)

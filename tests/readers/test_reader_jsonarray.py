"""JSON arrays: the same records as JSON lines, wherever the array stands and however it is set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paperdedup import InputError
from paperdedup.readers.jsonarray import JsonArray
from paperdedup.readers.jsonlines import JsonLines
from paperdedup.readers.jsonoutline import record_list
from paperdedup.readers.structure import (
    MAX_DEPTH,
    as_bytes,
    deep_lines,
    nesting,
    places_of,
    unescaped_quotes,
)
from readers.memory import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

ROWS = [
    {"title": "On A", "abstract": 'We "do" A, [really]}.', "authors": [{"name": "A"}]},
    {"title": "On B\\", "abstract": None, "year": 2019},
]
TEXTS = ["On A", "On B\\"]


@pytest.mark.parametrize("indent", [None, 0, 1, 4, 100])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: rows,
        lambda rows: {"data": rows},
        lambda rows: {"meta": {"total": 2, "facets": [1, 2]}, "next": None, "data": rows},
        lambda rows: {"message": {"items": rows, "total": 2}},
        lambda rows: {"title": "A feed", "items": rows},
        lambda rows: {"facets": [{"name": "x"}], "results": rows},
        lambda rows: {"title": "J", "venue": "J", "volume": 7, "year": 2020, "articles": rows},
        lambda rows: {"channel": {"title": "A feed", "description": "Of A", "item": rows}},
    ],
)
@pytest.mark.usefixtures("small_blocks")
def test_array_alone_or_within_objects(
    read_bytes: Callable[..., Dump], indent: int | None, wrap: Callable[[Any], Any]
) -> None:
    dump = read_bytes(json.dumps(wrap(ROWS), indent=indent))
    assert dump.table["title"].to_pylist() == TEXTS
    assert dump.table["abstract"].to_pylist() == ['We "do" A, [really]}.', None]
    assert dump.rejects == []


@pytest.mark.parametrize("start", ["", "\ufeff", "\r\n \t"])
def test_white_space_and_byte_order_mark(read_bytes: Callable[..., Dump], start: str) -> None:
    text = start + json.dumps(ROWS, indent=2).replace("\n", "\r\n") + "\r\n\r\n"
    assert read_bytes(text).table["title"].to_pylist() == TEXTS


def test_pretty_printed_objects_one_after_another(read_bytes: Callable[..., Dump]) -> None:
    text = "\n".join(json.dumps(row, indent=2) for row in ROWS)
    dump = read_bytes(text + "\n")
    assert dump.table["title"].to_pylist() == TEXTS


def test_a_single_pretty_printed_record(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(json.dumps(ROWS[0], indent=2))
    assert dump.table["title"].to_pylist() == ["On A"]


CITING = {"title": "On A", "DOI": "10.1/a", "reference": [{"article-title": "On B", "DOI": "x"}]}


WRITTEN = {"title": "On A", "abstract": "We.", "authors": ["X"], "cites": [{"title": "On B"}]}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "record", [CITING, {"status": "ok", "message": CITING}, {"paper": WRITTEN | {"doi": "10.1/a"}}]
)
def test_the_references_of_a_paper_are_no_records(
    read_bytes: Callable[..., Dump], record: Any, indent: int | None
) -> None:
    fields = read_bytes(json.dumps(record, indent=indent)).fields().to_pylist()
    assert [(row["title"], row["doi"]) for row in fields] == [("On A", "10.1/a")]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("key", ["references", "citations"])
def test_what_is_cited_beside_a_title_is_no_record(
    read_bytes: Callable[..., Dump], key: str, indent: int | None
) -> None:
    cited = [{"paperId": "f2", "title": "Other"}, {"paperId": "f3", "title": "Another"}]
    authors = [{"authorId": "1", "name": "Eva Lund"}]
    paper = {"paperId": "f1", key: cited, "title": "On A", "authors": authors}
    issue = {"title": "Seas 7", key: cited, "papers": [{"title": "On B"}, {"title": "On C"}]}
    for value, expected in [
        (paper, ["On A"]),
        (issue, ["On B", "On C"]),
        ({"paperId": "f1", key: cited}, ["Other", "Another"]),
    ]:
        dump = read_bytes(json.dumps(value, indent=indent))
        assert dump.fields()["title"].to_pylist() == expected


@pytest.mark.parametrize("names", [["title"], ["title", "cites"], list(WRITTEN)])
def test_wrapped_records_a_line_are_no_pages(
    read_bytes: Callable[..., Dump], names: list[str]
) -> None:
    row = json.dumps({"paper": {name: WRITTEN[name] for name in names}})
    assert read_bytes(f"{row}\n{row}").fields()["title"].to_pylist() == ["On A", "On A"]


def test_the_counts_of_datacite_are_no_records(read_bytes: Callable[..., Dump]) -> None:
    rows = [{"id": "10.1/a", "attributes": {"doi": "10.1/a", "titles": [{"title": "On A"}]}}]
    counts = {"states": [{"id": "findable", "title": "Findable", "count": 1}]}
    dump = read_bytes(json.dumps({"data": rows, "meta": counts}))
    assert dump.fields()["title"].to_pylist() == ["On A"]


def test_one_record_in_one_line_is_json_lines(read_bytes: Callable[..., Dump]) -> None:
    record = {"references": [{"title": "Other"}], "title": "On A", "abstract": "We do A."}
    assert read_bytes(json.dumps(record)).table["title"].to_pylist() == ["On A"]


def test_an_array_in_one_line_in_an_object(read_bytes: Callable[..., Dump]) -> None:
    long = [{"title": f"Paper {n}", "abstract": "word " * 50} for n in range(1000)]
    assert len(read_bytes(json.dumps({"data": long}))) == 1000
    assert len(read_bytes(json.dumps({"meta": "m" * 200_000, "data": long}, indent=1))) == 1000


@pytest.mark.usefixtures("small_blocks")
def test_elements_that_are_no_objects_are_rejected_with_their_line(
    read_bytes: Callable[..., Dump],
) -> None:
    text = '[\n{"title": "A"},\nnull,\n  3, "x",\n[{"title": "B"}],\n{"title": "C"},\n{\'t\': 1}\n]'
    dump = read_bytes(text)
    assert dump.table["title"].to_pylist() == ["A", "C"]
    assert dump.positions.to_pylist() == [0, 5]
    found = [(reject.position, reject.line, reject.input) for reject in dump.rejects]
    assert found == [
        (1, 3, "null"),
        (2, 4, "3"),
        (3, 4, '"x"'),
        (4, 5, '[{"title": "B"}]'),
        (6, 7, "{'t': 1}"),
    ]


@pytest.mark.parametrize(
    "cut", ["[", '[{"title": "A"}', '[{"title": "A"},', '[{"title": "A"}, {"title": "B', "[[["]
)
def test_a_cut_array_is_an_error(read_bytes: Callable[..., Dump], cut: str) -> None:
    with pytest.raises(InputError, match=r"a\.json, line 1: the array is not closed"):
        read_bytes(cut, "a.json")


def test_something_behind_the_array_is_an_error(read_bytes: Callable[..., Dump]) -> None:
    with pytest.raises(InputError, match="something follows the end of the array"):
        read_bytes('[{"title": "A"}]\n[{"title": "B"}]')


PAGES: list[Any] = [
    {"meta": {"n": 3, "q": "}"}, "results": ROWS[:1], "next": {"page": 2}},
    {"meta": {"n": 3, "q": "]"}, "results": [*ROWS[1:], "x"], "next": None},
    {"meta": {"n": 3, "q": ""}, "results": [], "next": None},
]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("between", ["\n", "", "\n\n"])
@pytest.mark.usefixtures("small_blocks")
def test_answers_to_a_search_page_by_page(
    read_bytes: Callable[..., Dump], indent: int | None, between: str
) -> None:
    text = between.join(json.dumps(page, indent=indent) for page in PAGES)
    dump = read_bytes(text, "pages.jsonl")
    assert dump.table["title"].to_pylist() == TEXTS
    line = 1 + text[: text.index('"x"')].count("\n")
    assert [(r.position, r.line, r.reason) for r in dump.rejects] == [(2, line, "not an object")]


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"header": {}, "result": rows}])
def test_records_by_id_page_by_page(
    read_bytes: Callable[..., Dump], wrap: Callable[[Any], Any]
) -> None:
    pages = [{"uids": [n], n: {"uid": n, "title": f"On {n}"}} for n in "78"]
    dump = read_bytes("\n".join(json.dumps(wrap(page)) for page in pages))
    assert dump.fields().to_pylist() == [{"title": f"On {n}", "id": n} for n in "78"]


@pytest.mark.parametrize("text", ['{"error": "too many"}', "[1]", "x", "{", '{"1": {"title": "A"}'])
def test_a_page_without_records_is_an_error(read_bytes: Callable[..., Dump], text: str) -> None:
    page = json.dumps(PAGES[0], indent=1)
    with pytest.raises(
        InputError, match=rf"line {page.count(chr(10)) + 2}: (an object|something|the last)"
    ):
        read_bytes(f"{page}\n{text}\n")


def test_only_the_array_of_the_records_makes_a_page_empty(read_bytes: Callable[..., Dump]) -> None:
    pages: list[Any] = [
        {"data": ROWS[:1], "meta": {"states": [{"id": "x", "title": "X"}]}},
        {"data": [], "meta": {"states": [{"id": "x", "title": "X"}]}},
        {"data": [{"title": "On C", "data": []}], "meta": {}},
    ]
    dump = read_bytes("\n".join(map(json.dumps, pages)))
    assert dump.table["title"].to_pylist() == ["On A", "On C"]
    first, error = json.dumps(PAGES[0]), json.dumps({"error": "too many", "facets": []})
    for wrong in (error, "," + first.replace("null", "[]")):
        with pytest.raises(InputError, match=r"line 1: (an object without|something)"):
            read_bytes(f"{first}{wrong}")


def test_a_page_that_is_cut_is_an_error(read_bytes: Callable[..., Dump]) -> None:
    pages = "\n".join(map(json.dumps, PAGES[:2]))
    with pytest.raises(InputError, match="line 2: the last object is not closed: the file is cut"):
        read_bytes(pages[:-20])


def test_records_that_say_something_themselves_are_no_pages(
    read_bytes: Callable[..., Dump],
) -> None:
    rows = [{"id": n, "name": f"On {n}", "cites": [{"title": "Other"}]} for n in "ab"]
    dump = read_bytes("\n".join(map(json.dumps, rows)), fields={"title": "name"})
    assert dump.fields()["title"].to_pylist() == ["On a", "On b"]


@pytest.mark.parametrize("text", ["[]", " [ ] ", '{"data": []}'])
def test_an_empty_array_holds_no_records(read_bytes: Callable[..., Dump], text: str) -> None:
    if text.startswith("{"):
        with pytest.raises(InputError, match="'data'"):
            read_bytes(text)
    else:
        assert len(read_bytes(text)) == 0


def test_deep_nesting_in_an_array(read_bytes: Callable[..., Dump]) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    dump = read_bytes(f'[{{"title": "A"}}, {deep}, {{"x": {deep}}}, {{"title": "B"}}]')
    assert dump.table["title"].to_pylist() == ["A", "B"]
    assert [reject.position for reject in dump.rejects] == [1, 2]


@pytest.mark.slow
def test_a_record_of_64_megabytes(read_bytes: Callable[..., Dump]) -> None:
    rows = [{"title": "A"}, {"title": "B", "abstract": "x, [{" * (64 * 1024 * 1024 // 5)}]
    dump = read_bytes(json.dumps(rows))
    assert len(dump.table["abstract"][1].as_py()) > 64_000_000


VALUES = st.recursive(
    st.one_of(st.none(), st.text(), st.integers(-(2**60), 2**60)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.mark.usefixtures("small_blocks")
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["a", "b"]), VALUES, max_size=2), max_size=5),
    indent=st.sampled_from([None, 0, 2]),
    escape=st.booleans(),
)
def test_equals_json_lines(rows: list[dict[str, Any]], indent: int | None, *, escape: bool) -> None:
    text = json.dumps(rows, indent=indent, ensure_ascii=escape)
    lines = "\n".join(json.dumps(row) for row in rows)
    array = JsonArray().read(InMemory(text.encode("utf-8", "surrogatepass")))
    table = JsonLines().read(InMemory(lines.encode())).table
    assert array.rejects == []
    assert array.table.num_rows == len(rows)
    assert array.table.to_pylist() == table.to_pylist()


def _plain_depths(text: str) -> list[tuple[int, int]]:
    """The slow twin of `nesting`: bracket by bracket."""
    found, depth, inside, escaped = [], 0, False, False
    for at, char in enumerate(text):
        if inside:
            inside = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            inside = True
        elif char in "[]{}":
            depth += 1 if char in "[{" else -1
            found.append((at, depth))
    return found


@given(st.text('"\\[]{}a', max_size=40).map(lambda text: json.dumps(text) + text.replace("\\", "")))
def test_nesting_equals_its_slow_twin(text: str) -> None:
    data = as_bytes(text.encode())
    found = nesting(data, unescaped_quotes(data))
    assert list(zip(found.places.tolist(), found.depths.tolist(), strict=True)) == _plain_depths(
        text
    )


@given(st.lists(st.integers(0, 2 * MAX_DEPTH), min_size=1, max_size=6))
def test_deep_lines_are_those_beyond_the_limit(depths: list[int]) -> None:
    lines = ["[" * depth + '"[[[[{{"' * 50 + "]" * depth for depth in depths]
    block = "\n".join(lines).encode()
    starts = np.append(0, places_of(as_bytes(block), 0x0A) + 1)
    deep = deep_lines(as_bytes(block), starts)
    assert deep.tolist() == [depth > MAX_DEPTH for depth in depths]


@given(st.binary(max_size=300))
def test_the_outline_never_raises(head: bytes) -> None:
    record_list(head)
    record_list(b'{"' + head)


@given(st.lists(st.sampled_from([*'{}[]:,"\\\\ 1', '"a"', '"title"']), max_size=14).map("".join))
@example('"a" [ {')
@example('"a":[{{')
def test_a_beginning_of_any_kind_is_looked_at(rest: str) -> None:
    head = f"{{{rest}".encode()
    found = record_list(head)
    assert found is None or 0 < found <= len(head)

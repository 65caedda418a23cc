"""CSV and TSV: quotes, separators, encodings, and rows that do not fit their header."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import InputError, readers
from paperdedup.readers import delimited, surplus
from paperdedup.readers.encoding import Mended
from readers.memory import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(read_bytes: Callable[..., Dump], separator: str) -> None:
    rows = [["Key", "Title", "Abstract Note"], ["1", "On A, B; C", 'The "A"\nand B|C\t.']]
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    dump = read_bytes(text.getvalue())
    assert dump.columns == {"title": "Title", "abstract": "Abstract Note", "id": "Key"}
    assert list(dump.table.to_pylist()[0].values()) == rows[1]


def test_the_separator_that_excel_names(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes("sep=;\r\nTitle;Year\r\nA, B;2019\r\n", "a.csv")
    assert dump.table.to_pylist() == [{"Title": "A, B", "Year": "2019"}]


@pytest.mark.parametrize("above", ['"About the data: of A, B"\n', "SEARCH QUERY,a:ti\n\n,,\n"])
def test_rows_above_the_header(read_bytes: Callable[..., Dump], above: str) -> None:
    dump = read_bytes(f"{above}Rank,Title,Year\n1,On A,2020\n2,On B\n", "a.csv")
    assert dump.table.to_pylist() == [{"Rank": "1", "Title": "On A", "Year": "2020"}]
    line = above.count("\n") + 1
    assert [reject.line for reject in dump.rejects] == [line + 2]
    (note,) = dump.notes
    assert note.endswith(f"above the header in line {line} passed over")


def test_rows_below_a_header_of_other_names_are_records(read_bytes: Callable[..., Dump]) -> None:
    text = "Ref,Name,Of\n1,On A,B\n2,Title,Abstract\n"
    assert len(read_bytes(text, "a.csv", fields={"title": "Name"})) == 2


def test_every_value_stays_the_text_it_is(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes("title,year,doi\nNULL,007,1e5\nNA,2019-01-02,\n")
    assert dump.table.to_pylist() == [
        {"title": "NULL", "year": "007", "doi": "1e5"},
        {"title": "NA", "year": "2019-01-02", "doi": ""},
    ]


def test_rows_that_do_not_fit_are_rejected_with_their_line(read_bytes: Callable[..., Dump]) -> None:
    text = 'title,abstract\nA,a\n\nB\nC,"c\nc\nc"\n   \nD,d,"d\nd"\nE,e\nF\n'
    dump = read_bytes(text, "a.csv")
    assert dump.table["title"].to_pylist() == ["A", "C", "E"]
    assert dump.positions.to_pylist() == [0, 2, 4]
    found = [(reject.position, reject.line, reject.reason) for reject in dump.rejects]
    assert found == [
        (1, 4, "1 values where the header has 2"),
        (3, 9, "3 values where the header has 2"),
        (5, 12, "1 values where the header has 2"),
    ]
    assert dump.rejects[1].input == 'D,d,"d\\nd"'


def test_rejects_across_blocks(
    read_bytes: Callable[..., Dump], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK_SIZES", (1 << 14, 1 << 24))
    bad = set(range(7, 5000, 500))
    lines = ["title,abstract", *("x" if n in bad else f"T{n},a{n}" for n in range(5000))]
    dump = read_bytes("\n".join(lines), "a.csv")
    assert [reject.position for reject in dump.rejects] == sorted(bad)
    assert [reject.line for reject in dump.rejects] == [position + 2 for position in sorted(bad)]
    expected = [n for n in range(5000) if n not in bad]
    assert dump.positions.to_pylist() == expected
    assert dump.table["title"].to_pylist() == [f"T{n}" for n in expected]


def test_a_value_longer_than_a_block(
    read_bytes: Callable[..., Dump], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "word " * 2_000_000
    text = f'title,abstract\nA,a\nB,"{long}"\nC\nD,d\n'
    dump = read_bytes(text, "a.csv")
    assert [len(value) for value in dump.table["abstract"].to_pylist()] == [1, len(long), 1]
    assert [reject.position for reject in dump.rejects] == [2]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    (piped,) = readers.read_all("-")
    assert piped.table.equals(dump.table)


def test_a_quote_that_never_closes_is_an_error(read_bytes: Callable[..., Dump]) -> None:
    with pytest.raises(InputError, match=r"a\.csv, line 3: a quotation mark opens a value"):
        read_bytes('title,abstract\nA,a\nB,"b\nC,c\nD,d\n', "a.csv")
    with pytest.raises(InputError, match="line 2: a quotation mark"):
        read_bytes('title,abstract\n"A,a\nB,b\nC,c', "a.csv")


def test_a_closed_quote_at_the_end_is_none(read_bytes: Callable[..., Dump]) -> None:
    assert (
        read_bytes('title,abstract\nA,"a\nb\n"', "a.csv").table["abstract"][0].as_py() == "a\nb\n"
    )
    assert len(read_bytes('title,abstract\nA,a "b" c\n\n', "b.csv")) == 1


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
def test_line_ends_and_byte_order_mark(
    read_bytes: Callable[..., Dump], line_end: str, start: str
) -> None:
    text = start + line_end.join(['"Title","Year"', "A,2019", '"B",2020'])
    dump = read_bytes(text, "a.csv")
    assert dump.table.to_pylist() == [
        {"Title": "A", "Year": "2019"},
        {"Title": "B", "Year": "2020"},
    ]


def test_latin_1_is_read_and_noted(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes("Kopf;title\nx;Über Käse \u2013 naïve\ny;plain\n".encode("cp1252"))
    assert dump.table["title"].to_pylist() == ["Über Käse \u2013 naïve", "plain"]
    (note,) = dump.notes
    assert note.startswith("1 line held bytes that are no UTF-8; they were read as Windows-1252; ")
    assert "--encoding" in note


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_utf_16_and_utf_32(read_bytes: Callable[..., Dump], encoding: str, mark: str) -> None:
    text = mark + "title\tabstract\r\n" + "Ä 😀\tä\r\n" * 1000
    dump = read_bytes(text.encode(encoding), "a.tsv")
    assert dump.table.to_pylist() == [{"title": "Ä 😀", "abstract": "ä"}] * 1000


def test_nul_characters_are_kept(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes("title,abstract\nA\0B,a\n", "a.csv")
    assert dump.table["title"].to_pylist() == ["A\0B"]


def test_double_and_empty_column_names(read_bytes: Callable[..., Dump]) -> None:
    rows = "".join(f"{n},A{n},x,y\n" for n in range(3))
    dump = read_bytes(",title,Title,title\n" + rows, "a.csv")
    assert dump.table.column_names == ["", "title", "Title", "title"]
    assert dump.fields()["title"].to_pylist() == ["A0", "A1", "A2"]


@pytest.mark.parametrize("text", ["title,abstract", "title,abstract\n", "title,abstract\n\n"])
def test_a_header_alone_holds_no_records(read_bytes: Callable[..., Dump], text: str) -> None:
    dump = read_bytes(text, "a.csv")
    assert (len(dump), dump.fields().column_names) == (0, ["title", "abstract"])


def test_one_column(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes('abstract\none\n\n"two, and ""three"""\n', "a.csv")
    assert dump.table["abstract"].to_pylist() == ["one", 'two, and "three"']


def test_a_header_longer_than_what_is_sniffed(read_bytes: Callable[..., Dump]) -> None:
    names = ["title", *(f"column {n}" for n in range(20_000)), "abstract"]
    text = ",".join(names) + "\n" + ",".join(map(str, range(len(names)))) + "\n"
    dump = read_bytes(text, "a.csv")
    assert dump.table.num_columns == len(names)
    assert dump.fields().to_pylist() == [{"title": "0", "abstract": "20001"}]


def test_unknown_columns_are_listed(read_bytes: Callable[..., Dump]) -> None:
    with pytest.raises(InputError, match="'Tytuł', 'Streszczenie'") as caught:
        read_bytes("Tytuł,Streszczenie\nA,a\n", "a.csv")
    assert "--field abstract=COLUMN" in str(caught.value)
    assert 'fields={"abstract": "COLUMN"}' in str(caught.value)
    mapped = {"abstract": "Streszczenie", "title": "Tytuł"}
    dump = read_bytes("Tytuł,Streszczenie\nA,a\n", "a.csv", fields=mapped)
    assert dump.fields().to_pylist() == [{"title": "A", "abstract": "a"}]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from([",", "\t", ";"]))
def test_equals_the_standard_library(rows: list[tuple[str, str]], separator: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("title", "abstract"), *rows])
    content = delimited.Delimited().read(InMemory(text.getvalue().encode()))
    assert content.rejects == []
    found = [(row["title"], row["abstract"]) for row in content.table.to_pylist()]
    assert found == rows


def test_a_first_row_that_is_no_header(read_bytes: Callable[..., Dump]) -> None:
    with pytest.raises(InputError, match="the first row is no header"):
        read_bytes("   \nx,y\n", "a.csv")
    with pytest.raises(InputError, match="no column is recognised"):
        read_bytes('a"b\n"c,d\nx,y\n', "b.csv")


def test_wrong_utf8_in_a_row_that_does_not_fit(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(b"title,abstract\nA,a\ncaf\xe9\nB,\xe9\xc3\xa9\nC,c\n", "a.csv")
    assert dump.table["abstract"].to_pylist() == ["a", "éé", "c"]
    assert [(reject.line, reject.input) for reject in dump.rejects] == [(3, "café")]
    assert dump.notes[0].startswith("2 lines")


@given(st.binary(max_size=40) | st.text(max_size=20).map(str.encode), st.integers(1, 7))
def test_a_mended_stream_is_the_same_in_any_pieces(data: bytes, size: int) -> None:
    stream = Mended(io.BytesIO(data))
    mended = b"".join(iter(lambda: stream.read(size), b""))
    assert mended.decode() == data.decode("utf-8", "paperdedup.windows-1252")


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('1,A,a\n2,"B,b\n3,C",c\n4,D,d\n', 3),
        ('1,A,a\n\n2,"B,b\n33,C,c\n4,D",d\n5,E,e\n', 4),
        ('1,A,a\n2,B,"b\n3,C,c"\n', 3),
        ('only one\n1,A,a\n"2,B,b\n3",C,c\n', 4),
    ],
)
def test_a_value_that_took_in_a_row_is_noted(
    read_bytes: Callable[..., Dump], rows: str, line: int
) -> None:
    (note,) = read_bytes("id,title,abstract\n" + rows, "a.csv").notes
    assert note.startswith("1 row holds what looks like another row")
    assert note.endswith(f"in line {line}: if a mark is missing there, add it")


@pytest.mark.parametrize(
    "rows",
    [
        '1,A,"a,\nb, c, d"\n2,"B\nb",b\n',
        '1,A,"Background, aims\nx, y, z"\n',
        '1,A,"Background\nWe, then, go"\n',
        '10.1/a,"A, b\nc",a\n',
        '1,"A: B,\nand 2",a\n',
    ],
)
def test_values_of_several_lines_are_not_taken_for_rows(
    read_bytes: Callable[..., Dump], rows: str
) -> None:
    assert read_bytes("id,title,abstract\n" + rows, "a.csv").notes == ()


SURPLUS = "1 row held empty values behind the last column; passed over"


@pytest.mark.parametrize("separator", ",;\t")
def test_empty_values_behind_the_last_column_are_passed_over(
    read_bytes: Callable[..., Dump], separator: str
) -> None:
    rows = 'id,title\n1,A\n2,B,\n\n3,"C, c\nd",,\n4,D,x\n5\n6,"E",""," "\n7,F\n8,G,,x\n'
    text = rows.replace(",", separator).replace(f"C{separator}", "C,")
    dump = read_bytes(text, "a.csv")
    assert dump.table["title"].to_pylist() == ["A", "B", "C, c\nd", "E", "F"]
    assert dump.positions.to_pylist() == [0, 1, 2, 5, 6]
    assert [(reject.position, reject.line) for reject in dump.rejects] == [(3, 7), (4, 8), (7, 11)]
    assert dump.notes == (SURPLUS.replace("1 row", "3 rows"),)


def test_rows_that_all_end_with_a_separator(
    read_bytes: Callable[..., Dump], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK_SIZES", (256,))
    monkeypatch.setattr(surplus, "ROWS", 7)
    every = "id,title,abstract\n" + "".join(f"{n},T{n},A{n},\n" for n in range(500))
    dump = read_bytes(every, "a.csv")
    assert dump.table["title"].to_pylist() == [f"T{n}" for n in range(500)]
    some = "id,title\n" + "".join(f"{n},T{n}{',' * (n % 3)}\n" for n in range(500)) + "500,T500"
    dump = read_bytes(some, "a.csv")
    assert dump.table["title"].to_pylist() == [f"T{n}" for n in range(501)]
    assert dump.positions.to_pylist() == list(range(501))
    assert dump.rejects == []
    assert read_bytes("id,title\n1,caf\xe9,\n".encode("latin-1"), "a.csv").notes[1] == SURPLUS
    twofold = read_bytes("title,x,x\nA,1,2\nB,3,4,\n", "a.csv")
    assert twofold.table.column(2).to_pylist() == ["2", "4"]

"""Tagged lines: RIS, MEDLINE, Web of Science, Refer, and what their exporters make of them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import InputError, readers
from paperdedup.readers.dialects import DIALECTS, MEDLINE, REFER, RIS, WOS, Dialect
from paperdedup.readers.tagged import Tagged, entries, row_of
from paperdedup.records import FIELD_NAMES, names_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paperdedup.records import Dump

RIS_TEXT = """TY  - JOUR
ID  - 7
T1  - On tides
A1  - Berg, Ada
A1  - Dahl, Carl
AB  - We measure tides.
They are high.
PY  - 2009//
JF  - Journal of Seas
VL  - 12
IS  - 3
SP  - 40
EP  - 55
DO  - 10.1000/js.1
KW  - tides
seas
DA  - 2009/04/01
ER  -
"""
MEDLINE_TEXT = """PMID- 12
IS  - 0028-0836 (Print)
VI  - 12
IP  - 3
DP  - 2009 Apr 1
TI  - On tides of the northern
      seas.
PG  - 40-55
LID - S01 [pii]
LID - 10.1000/js.1 [doi]
AB  - We measure tides.
FAU - Berg, Ada
AU  - Berg A
FAU - Dahl, Carl
AU  - Dahl C
PT  - Journal Article
TA  - J Seas
JT  - Journal of Seas
PMC - PMC77
SO  - J Seas. 2009;12(3):40-55.

PMID- 13
TI  - On winds.
"""
WOS_TEXT = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Berg, A
   Dahl, C
AF Berg, Ada
   Dahl, Carl
TI On tides of the northern
   seas
SO JOURNAL OF SEAS
DT Article
ID TIDES; SEAS
AB We measure tides.
SN 0028-0836
PY 2009
VL 12
IS 3
BP 40
EP 55
DI 10.1000/js.1
UT WOS:0001
ER

PT J
TI On winds
AR 77
ER

EF
"""
REFER_TEXT = """%0 Journal Article
%A Ada Berg
%A Carl Dahl
%T On tides
%J Journal of Seas
%V 12
%N 3
%P 40-55
%D 2009
%R 10.1000/js.1
%X We measure tides.

%0 Thesis
%T On winds
"""
CENTRAL_TEXT = """Record #1 of 2
ID: CN-00000001
AU: Berg A
AU: Dahl C
TI: On tides
SO: Journal of seas
YR: 2009
VL: 12
NO: 3
PG: 40-55
PM: PUBMED 12
XR: EMBASE 34
PT: Journal article
KY: Humans; *Tides [therapy]
DOI: 10.1000/js.1
AB: We measure tides.

RESULTS: They are high.
US: https://www.cochranelibrary.example/central/doi/10.1002/central/CN-00000001/full


Record #2 of 2
ID: CN-00000002
TI: On winds
PT: Trial registry record
"""
TEXTS = {
    "ris": RIS_TEXT,
    "medline": MEDLINE_TEXT,
    "wos": WOS_TEXT,
    "refer": REFER_TEXT,
    "central": CENTRAL_TEXT,
}
SAME = {"volume": "12", "issue": "3", "pages": "40-55", "doi": "10.1000/js.1"}


@pytest.fixture
def rows(read_bytes: Callable[..., Dump]) -> Callable[[str], list[dict[str, Any]]]:
    """The fields of the records of a text, without those that are null."""

    def read(text: str) -> list[dict[str, Any]]:
        found = read_bytes(text).fields().to_pylist()
        return [{key: value for key, value in row.items() if value} for row in found]

    return read


@pytest.mark.parametrize("name", TEXTS)
def test_a_record_of_each_format(rows: Callable[[str], list[dict[str, Any]]], name: str) -> None:
    first = rows(TEXTS[name])[0]
    assert first.items() >= SAME.items()
    assert first["title"].startswith("On tides")
    assert first["venue"].casefold() == "journal of seas"
    assert first["year"].startswith("2009")
    names = set(first["authors"].replace(",", " ").replace(";", " ").split())
    assert names == {"Berg", "Dahl", *(("A", "C") if name == "central" else ("Ada", "Carl"))}
    assert first["abstract"].startswith("We measure tides.")


def test_central_has_the_identifiers_of_the_paper_alone(read_bytes: Callable[..., Dump]) -> None:
    from paperdedup import deduplicate

    papers = deduplicate(read_bytes(CENTRAL_TEXT, "citation-export.txt")).papers
    assert papers["identifiers"].to_pylist() == [["doi:10.1000/js.1", "pmid:12"], []]


def test_ris_of_the_cochrane_library(read_bytes: Callable[..., Dump]) -> None:
    above = 'Record #{} of 2\nProvider: W & Sons, Ltd\nContent: text/plain; charset="UTF-8"\n\n'
    text = "".join(f"{above.format(at)}TY  - JOUR\nTI  - On {at}\nER  - \n\n" for at in (1, 2))
    dump = read_bytes(text, "citation-export.txt")
    assert dump.table["title"].to_pylist() == ["On 1", "On 2"]
    assert dump.notes == ()


def test_what_belongs_to_one_format(rows: Callable[[str], list[dict[str, Any]]]) -> None:
    assert rows(RIS_TEXT)[0]["abstract"] == "We measure tides. They are high."
    medline = rows(MEDLINE_TEXT)
    assert [row["pmid"] for row in medline] == ["12", "13"]
    assert medline[0]["title"] == "On tides of the northern seas."
    assert medline[0]["authors"] == "Berg, Ada; Dahl, Carl"
    assert medline[0]["pmcid"] == "PMC77"
    wos = rows(WOS_TEXT)
    assert (wos[0]["id"], wos[0]["type"], wos[1]["pages"]) == ("WOS:0001", "Article", "77")
    assert [row["type"] for row in rows(REFER_TEXT)] == ["Journal Article", "Thesis"]
    central = rows(CENTRAL_TEXT)
    assert central[0]["abstract"] == "We measure tides. RESULTS: They are high."
    assert (central[0]["pmid"], central[1]["id"]) == ("PUBMED 12", "CN-00000002")
    assert [row["type"] for row in central] == ["Journal article", "Trial registry record"]


def test_every_tag_is_kept(read_bytes: Callable[..., Dump]) -> None:
    (row,) = read_bytes(RIS_TEXT).table.to_pylist()
    assert row["keywords"] == ["tides", "seas"]
    assert row["DA"] == "2009/04/01"
    table = read_bytes(MEDLINE_TEXT).table
    assert table["issn"].to_pylist() == ["0028-0836 (Print)", None]
    assert table["AU"].to_pylist() == [["Berg A", "Dahl C"], None]
    assert table["LID[pii]"].to_pylist() == ["S01", None]
    assert read_bytes(WOS_TEXT).table["keywords_plus"].to_pylist() == ["TIDES; SEAS", None]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_and_marks(read_bytes: Callable[..., Dump], name: str, line_end: str) -> None:
    text = TEXTS[name]
    plain = read_bytes(text).table
    assert read_bytes(("\ufeff" + text).replace("\n", line_end)).table.equals(plain)
    assert read_bytes(text.replace("\n", line_end).encode("utf-16")).table.equals(plain)


def test_ends_and_beginnings_may_be_missing(rows: Callable[[str], list[dict[str, Any]]]) -> None:
    text = "TY  - JOUR\nTI  - A\n\nTY  - JOUR\nTI  - B\nER  - \nTI  - C\nAB  - We do C."
    assert [row["title"] for row in rows(text)] == ["A", "B", "C"]


def test_text_between_records_is_told(read_bytes: Callable[..., Dump]) -> None:
    numbered = (
        "1.\n" + RIS_TEXT + "\nLink to it: http://a\n\n2.\n" + RIS_TEXT + "\n<3>\n" + RIS_TEXT
    )
    dump = read_bytes(numbered)
    assert (len(dump), dump.rejects) == (3, [])
    line = numbered.split("\n").index("Link to it: http://a") + 1
    note = f"text outside of records was passed over in 1 place, first in line {line}"
    assert dump.notes == (note,)
    assert read_bytes(WOS_TEXT).notes == ()


def test_without_any_record_it_is_an_error(read_bytes: Callable[..., Dump]) -> None:
    with pytest.raises(InputError, match=r"no record begins in it.*TY"):
        read_bytes("just words\n", "a.ris")
    assert len(read_bytes("", "a.ris")) == 0


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("SP  - 40\nEP  - 55", "40-55"),
        ("SP  - 40-55\nEP  - 55", "40-55"),
        ("SP  - 40", "40"),
        ("SP  - 40\nEP  - 40", "40"),
        ("C7  - e77", "e77"),
    ],
)
def test_pages(rows: Callable[[str], list[dict[str, Any]]], pages: str, expected: str) -> None:
    assert rows(f"TY  - JOUR\nTI  - A\n{pages}\nER  -\n")[0]["pages"] == expected


def test_no_tag_is_taken_for_another_field() -> None:
    """A column is recognised by its name, and tags mean something else in each format."""
    for dialect in DIALECTS:
        for column in dialect.columns:
            assert column in FIELD_NAMES or not any(names_field(column, one) for one in FIELD_NAMES)
    assert "IS" in MEDLINE.columns["issn"]
    assert "SP" in WOS.columns["sponsors"]
    assert "ID" in WOS.columns["keywords_plus"]


def test_dumps_of_all_formats_are_one_paper_each(tmp_path: Path) -> None:
    from paperdedup import deduplicate

    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    result = deduplicate([tmp_path / name for name in TEXTS])
    assert (result.members.num_rows, result.papers.num_rows) == (9, 2)


TAGS = st.sampled_from(["TI", "AU", "KW", "N1", "XX"])
VALUES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@given(st.lists(st.lists(st.tuples(TAGS, VALUES), min_size=1, max_size=6), max_size=5))
def test_what_is_written_is_read(records: list[list[tuple[str, str]]]) -> None:
    lines = [
        f"TY  - JOUR\n{''.join(f'{tag}  - {value}{chr(10)}' for tag, value in record)}ER  - \n"
        for record in records
    ]
    found = list(entries("\n".join(lines), RIS))
    expected: list[dict[str, list[str]]] = []
    for record in records:
        values: dict[str, list[str]] = {"TY": ["JOUR"]}
        for tag, value in record:
            values.setdefault(tag, []).append(value)
        expected.append(values)
    assert [entry.values for entry in found] == expected


@given(dialect=st.sampled_from(DIALECTS), data=st.data())
def test_any_text_is_read(dialect: Dialect, data: st.DataObject) -> None:
    pieces = [*TEXTS[dialect.name].splitlines(), "", "x", "ER", "PT J", "%0 x", "TY  - "]
    text = "\n".join(data.draw(st.lists(st.sampled_from(pieces), max_size=20)))
    for entry in entries(text, dialect):
        assert entry.line >= 1
        row = row_of(entry, dialect)
        assert all(row.values())
    Tagged(dialect).matches(text.encode())


def test_a_value_of_very_many_lines_and_very_many_tags(read_bytes: Callable[..., Dump]) -> None:
    """Both take time in proportion to the file: lines are joined once, columns are bounded."""
    lines = "\n".join(["a line of words"] * 200_000)
    (row,) = read_bytes(f"TY  - JOUR\nTI  - On A\nAB  - {lines}\nER  - \n").table.to_pylist()
    assert len(row["abstract"].split()) == 800_000
    tags = ["".join(four) for four in itertools.product("ABCDEFGH", repeat=4)]
    records = "\n".join(f"PMID- {at}\nTI  - On A\nX{tag[1:]}- {tag}" for at, tag in enumerate(tags))
    table = read_bytes(records).table
    assert (table.num_rows, table.num_columns) == (4096, 514)
    many = "\n".join(f"PMID- {at}\nTI  - On A\n{tag}- {at}" for at, tag in enumerate(tags))
    table = read_bytes(many).table
    assert (table.num_rows, table.num_columns) == (4096, 1001)
    assert table["further tags"].to_pylist()[-1] == ["HHHH: 4095"]


@given(st.binary(max_size=60))
def test_any_bytes_can_be_looked_at(head: bytes) -> None:
    for dialect in DIALECTS:
        Tagged(dialect).matches(head)


def test_formats_are_registered() -> None:
    assert {"ris", "medline", "wos", "refer", "bibtex", "pubmedxml", "endnotexml"} <= set(
        readers.FORMATS
    )
    assert REFER.name in readers.FORMATS


@pytest.mark.parametrize("first", ["TY  - JOUR\nTI  - On A\nER  - \n\n", ""])
def test_ris_without_the_blank_behind_the_dash(read_bytes: Callable[..., Dump], first: str) -> None:
    text = first + "TY  -JOUR\nTI  -On B\nthat goes\n -on\nAB -not a tag\nKW  -\nER  -\n"
    dump = read_bytes(text)
    assert dump.table["title"].to_pylist()[-1] == "On B that goes -on AB -not a tag"
    assert len(dump) == 1 + bool(first)
    assert dump.notes == ()


@pytest.mark.parametrize("people", [["Lund, Eva", "Wang, Jian"], ["Lund, Eva"], []])
def test_groups_of_medline_are_authors(read_bytes: Callable[..., Dump], people: list[str]) -> None:
    lines = [f"FAU - {name}\nAU  - {name}\n" for name in people]
    groups = ["Group of A", "Group of B"]
    lines += [f"CN  - {name}\n" for name in groups]
    dump = read_bytes("PMID- 7\nTI  - On A\n" + "".join(lines) + "PT  - Journal Article\n")
    assert dump.table["authors"].to_pylist() == [people + groups]
    assert "CN" not in dump.table.column_names


@pytest.mark.parametrize("line", ["L3  - 10.1000/a", "M3  - doi:10.1000/a", "N1  - DOI: 10.1000/a"])
def test_ris_may_have_the_doi_under_other_tags(
    rows: Callable[[str], list[dict[str, Any]]], line: str
) -> None:
    assert (
        rows(f"TY  - JOUR\nTI  - A\nM3  - Article\nN1  - A note\n{line}\nER  -\n")[0]["doi"]
        == "10.1000/a"
    )
    (both,) = rows(f"TY  - JOUR\nTI  - A\n{line}\nDO  - 10.1000/b\nER  -\n")
    assert both["doi"] == "10.1000/b"
    assert "doi" not in rows("TY  - JOUR\nTI  - A\nM3  - Article\nN1  - See 10.1000/a\nER  -\n")[0]

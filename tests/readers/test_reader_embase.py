"""Embase's CSV with the fields in rows: a record for each run of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperdedup import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

    Read = Callable[..., Dump]

TIDES = """"TITLE","On tides, and more"
"AUTHOR NAMES","Lund E.","Berg A.",""
"SOURCE TITLE","Seas"
"PUBLICATION YEAR","2019"
"VOLUME","12"
"FIRST PAGE","11"
"LAST PAGE","19"
"ABSTRACT","We measure \u2028tides.
They are ""high""."
"DOI","10.5555/a"
"MEDLINE PMID","123"
"""
WINDS = """TITLE,"On winds"
AUTHOR NAMES,"Roe R., Poe P."
PUI,"L60002"
"""


@pytest.mark.parametrize("between", ["\n", "", '"",""\n', "\n\n ,\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_record_is_a_run_of_rows(read_bytes: Read, between: str, end: str) -> None:
    text = "\ufeff" + TIDES + between + WINDS
    dump = read_bytes(text.replace("\n", end), "records.csv")
    tides, winds = dump.fields().to_pylist()
    assert tides == {
        "title": "On tides, and more",
        "abstract": f'We measure \u2028tides.{end}They are "high".',
        "authors": "Lund E.; Berg A.",
        "year": "2019",
        "venue": "Seas",
        "doi": "10.5555/a",
        "pmid": "123",
        "volume": "12",
        "pages": "11-19",
    }
    assert (winds["title"], winds["authors"]) == ("On winds", "Roe R., Poe P.")
    assert dump.table["PUI"].to_pylist() == [None, "L60002"]
    assert (dump.rejects, dump.notes) == ([], ())


def test_what_is_no_record(read_bytes: Read) -> None:
    dump = read_bytes(f"SEARCH QUERY,a:ti\n\n{TIDES}\nTITLE,\nABSTRACT,\n\n{WINDS}", "a.csv")
    assert dump.fields()["title"].to_pylist() == ["On tides, and more", "On winds"]
    assert dump.positions.to_pylist() == [0, 2]
    assert dump.notes == ("1 search above the records passed over",)
    assert [(reject.position, reject.line, reject.reason) for reject in dump.rejects] == [
        (1, 15, "nothing is in it")
    ]


def test_tables_with_such_columns_are_tables(read_bytes: Read) -> None:
    table = "TITLE,AUTHOR NAMES,SOURCE\nABSTRACT,X,Y\nOn A,X,Y\n"
    assert read_bytes(table).table.column_names == ["TITLE", "AUTHOR NAMES", "SOURCE"]


def test_a_quotation_that_is_not_closed_is_an_error(read_bytes: Read) -> None:
    with pytest.raises(InputError, match=r"line 15: it is not valid CSV .*export"):
        read_bytes(TIDES + WINDS + 'ABSTRACT,"never', "a.csv")

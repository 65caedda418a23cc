"""Listing pages: header lines in any subset, and titles told from abstracts by stated rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import InputError
from paperdedup.readers.listing import Paragraph, papers, parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paperdedup.records import Dump

HEADER = [
    "new",
    "Get trending papers in your email inbox!",
    "Subscribe",
    "Daily Papers",
    "byAK and the research community",
    "May 8",
]
LONG = "This abstract is long enough to be nothing else. " * 8


def _page(*paragraphs: str, header: list[str] = HEADER, line_end: str = "\n") -> str:
    return (2 * line_end).join([*header, *paragraphs])


def _papers(dump: Dump) -> list[tuple[str | None, str | None]]:
    return [(row["title"], row["abstract"]) for row in dump.table.to_pylist()]


def test_a_page(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A", LONG.strip(), "Is B?", "We do B."), "000_090.txt")
    assert dump.date == "May 8"
    assert dump.columns == {"title": "title", "abstract": "abstract"}
    assert _papers(dump) == [("On A", LONG.strip()), ("Is B?", "We do B.")]
    assert dump.record_ids().to_pylist() == ["000_090.txt:0", "000_090.txt:1"]
    assert dump.rejects == []


@given(present=st.sets(st.sampled_from(HEADER)), spaced=st.booleans())
def test_any_subset_of_the_header_lines(present: set[str], *, spaced: bool) -> None:
    header = [line for line in HEADER if line in present]
    text = ("\n\n" if spaced else "\n").join(header) + "\n\nOn A\n\nWe do A."
    found, paragraphs = parts(text)
    assert found == header
    assert [paragraph.text for paragraph in paragraphs] == ["On A", "We do A."]


@pytest.mark.parametrize("header", [[], ["Subscribe"], HEADER[-1:]])
def test_missing_header_lines(read_bytes: Callable[..., Dump], header: list[str]) -> None:
    dump = read_bytes(_page("On A", "We do A.", "On B", "We do B.", header=header))
    assert _papers(dump) == [("On A", "We do A."), ("On B", "We do B.")]
    assert dump.date == (header[0] if header == ["May 8"] else None)


@pytest.mark.parametrize(
    "date",
    [
        "May 8",
        "Aug 11",
        "Sep 3",
        "Sept. 3",
        "March 12, 2025",
        "8 May 2025",
        "2025-05-08",
        "Mon, Jun 2",
        "Wednesday 4 June",
    ],
)
def test_dates(date: str) -> None:
    assert parts(f"{date}\n\nOn A\n\nWe do A.")[0] == [date]


@pytest.mark.parametrize("no_date", ["May 8 papers", "May we?", "2025", "Marching 12"])
def test_titles_that_are_no_dates(no_date: str) -> None:
    assert parts(f"{no_date}\n\nWe do A.")[0] == []


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark(
    read_bytes: Callable[..., Dump], mark: str, line_end: str
) -> None:
    dump = read_bytes(mark + _page("On A", "We do A.", "On B", "We do B.", line_end=line_end))
    assert _papers(dump) == [("On A", "We do A."), ("On B", "We do B.")]
    assert dump.date == "May 8"


def test_a_title_without_abstract_at_the_end(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A", "We do A.", "On B"))
    assert _papers(dump) == [("On A", "We do A."), ("On B", None)]


def test_a_title_without_abstract_in_the_middle(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A", "On B", "We do B.", "On C", "We do C."))
    assert _papers(dump) == [("On A", None), ("On B", "We do B."), ("On C", "We do C.")]


def test_an_abstract_in_several_paragraphs(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A", LONG, "It works.", LONG, "On B", "We do B."))
    assert _papers(dump) == [
        ("On A", f"{LONG.strip()}\n\nIt works.\n\n{LONG.strip()}"),
        ("On B", "We do B."),
    ]


@pytest.mark.parametrize(
    "last",
    ["Code: github.com/a/b", "Project page at https://a.github.io/b", "Keywords: a, b", "We show:"],
)
def test_closing_lines_belong_to_the_abstract(read_bytes: Callable[..., Dump], last: str) -> None:
    dump = read_bytes(_page("On A", "We do A.", last, "On B", "We do B."))
    assert _papers(dump) == [("On A", f"We do A.\n\n{last}"), ("On B", "We do B.")]


def test_an_abstract_without_title(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("We do A. It works.", "On B", "We do B."))
    assert _papers(dump) == [(None, "We do A. It works."), ("On B", "We do B.")]


def test_a_short_abstract_without_full_stop(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A", "We do A", "On B", "We do B."))
    assert _papers(dump) == [("On A", "We do A"), ("On B", "We do B.")]
    dump = read_bytes(_page("On A", "We do A", "On B", "We do B"))
    assert _papers(dump) == [("On A", "We do A"), ("On B", "We do B")]


def test_titles_that_end_with_a_full_stop(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A.", LONG, "On B.", LONG, "Short note.", "On C.", LONG))
    assert [title for title, _ in _papers(dump)] == ["On A.", "On B.", "On C."]


def test_the_same_paper_twice(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A", "We do A.", "On A", "We do A."))
    assert _papers(dump) == [("On A", "We do A.")] * 2


def test_pages_one_after_another(read_bytes: Callable[..., Dump]) -> None:
    page = _page("On A", "We do A.")
    dump = read_bytes(page + "\n\n" + page.replace("May 8", "May 9"))
    assert len(dump) == 2
    assert dump.date == "May 8"


def test_wrapped_and_unspaced_paragraphs(read_bytes: Callable[..., Dump]) -> None:
    wrapped = "On A and\nmuch else\n\nWe do A,\nand it\nworks well.\n\nOn B\n\nWe do B."
    assert _papers(read_bytes(wrapped))[0] == ("On A and much else", "We do A, and it works well.")
    unspaced = f"On A\n{LONG}\nOn B\n{LONG}\n"
    assert [title for title, _ in _papers(read_bytes(unspaced))] == ["On A", "On B"]


def test_wrong_utf8_is_noted(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes(_page("On A", "We do A \u2013 naïvely.").encode("cp1252"))
    assert _papers(dump) == [("On A", "We do A \u2013 naïvely.")]
    assert len(dump.notes) == 1


@pytest.mark.parametrize(
    "text",
    [
        "A text of one paragraph. It is no listing at all, and has no title.",
        "one\ntwo\nthree\n",
        "2025-01-01 12:00:00 INFO started\n2025-01-01 12:00:01 INFO stopped\n",
        f"{LONG}\n\n{LONG}\n\n{LONG}",
        "#!/bin/sh\n\nset -e\n\nfor x in *; do\n\n  echo $x\n\ndone\n",
        "\x00\x01\x02 binary \x00",
    ],
)
def test_other_text_is_no_listing(read_bytes: Callable[..., Dump], text: str) -> None:
    with pytest.raises(InputError, match=r"a\.txt: no format is recognised.*--format NAME"):
        read_bytes(text, "a.txt")


def test_a_listing_can_be_forced(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes("We do A. It works.", "a.txt", format="listing")
    assert _papers(dump) == [(None, "We do A. It works.")]


TITLES = st.text("abcdefghij ?!-", min_size=1, max_size=60).map(lambda t: f"On {t.strip()}x")
ABSTRACTS = st.text("abcdefghij ,", min_size=1, max_size=400).map(lambda t: f"We {t.strip()}x.")


@given(st.lists(st.tuples(TITLES, ABSTRACTS), min_size=1, max_size=6))
def test_titles_and_abstracts_come_back(pairs: list[tuple[str, str]]) -> None:
    text = _page(*(paragraph for pair in pairs for paragraph in pair))
    _, paragraphs = parts(text)
    found = [(paper.title, " ".join(paper.abstract)) for paper in papers(paragraphs)]
    assert found == pairs


@given(st.lists(st.text("ab .:\n", max_size=30), max_size=8))
def test_no_paragraph_is_lost(texts: list[str]) -> None:
    paragraphs = [Paragraph(text) for text in texts if text.strip()]
    found = [
        part
        for paper in papers(paragraphs)
        for part in ([paper.title] if paper.title is not None else []) + paper.abstract
    ]
    assert found == [paragraph.text for paragraph in paragraphs]


def test_the_real_pages(shared: Path) -> None:
    from paperdedup import readers

    dumps = readers.read_all(str(shared / "seeds" / "*.txt"))
    assert [len(dump) for dump in dumps] == [106, 94, 114, 95, 87]
    assert [dump.rejects for dump in dumps] == [[]] * 5
    assert [dump.date for dump in dumps] == ["May 8", "Aug 11", "Mar 12", "Apr 18", "Sep 3"]
    for dump in dumps:
        assert dump.table["title"].null_count == dump.table["abstract"].null_count == 0
        assert min(map(len, dump.table["abstract"].to_pylist())) > 1000

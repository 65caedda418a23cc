"""The figures of a summary, and how they are drawn: small and large, and safe for a terminal."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from paperdedup import Config, deduplicate
from paperdedup.report import draw_diff, draw_summary, one_line, result_line, summarize
from paperdedup.report.summary import (
    LIMITS,
    DumpCounts,
    NamedPaper,
    NamedReject,
    Revision,
    Summary,
    limits_hit,
)

from .program import paper, revised


def drawn(renderable: Any, width: int = 100) -> str:
    """What is shown on a terminal without colours."""
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def summary_of(dumps: int, *, share: int = 1, name: str = "day-{:04}.txt") -> Summary:
    """A summary with so many dumps."""
    counts = tuple(
        DumpCounts(name=name.format(n), records=10, papers=10, new=5, shared=share, rejects=0)
        for n in range(dumps)
    )
    overlap = tuple(tuple(10 if i == j else share for j in range(dumps)) for i in range(dumps))
    return Summary(
        records=10 * dumps,
        papers=5 * dumps,
        repeats=5 * dumps,
        papers_in_several_dumps=share,
        revised=0,
        rejects=0,
        empty=0,
        matches=0,
        dumps=counts,
        overlap=overlap,
        largest=(),
        revisions=(),
        first_rejects=(),
        limits=(),
        notes=(),
    )


def test_figures() -> None:
    result = deduplicate({"may": [paper(1), paper(2), paper(2)], "june": [revised(1), paper(3)]})
    found = summarize(result)
    assert (found.records, found.papers, found.repeats, found.revised) == (5, 3, 2, 1)
    assert found.papers_in_several_dumps == 1
    assert found.overlap == ((2, 1), (1, 2))
    assert found.dumps[0] == DumpCounts(name="may", records=3, papers=2, new=2, shared=1, rejects=0)
    assert {paper.label for paper in found.largest} == {"Title number 1", "Title number 2"}
    assert (found.revisions[0].founder, found.revisions[0].revised) == ("may:0", "june:0")
    assert 0.7 <= found.revisions[0].similarity < 1


def test_revised_papers_with_records_that_have_no_abstract() -> None:
    """They have no similarity to a founder that has one, and none to anything if it has none."""
    said = {"title": "On the migration of storks in spring", "authors": "Ann Lee; Bo Yu"}
    arxiv = {**said, "venue": "arXiv", "arxiv": "2101.00001", "year": "2000"}
    first, second = paper(1) | arxiv, revised(1) | arxiv
    bare = {**said, "venue": "Journal of Birds", "volume": "7", "pages": "11-19", "year": "2001"}
    for records, places in (
        ([paper(1), {"title": paper(1)["title"]}, revised(1)], ("0:0", "2:0")),
        ([bare, first, second], ("1:0", "2:0")),
        ([bare, first, first | {"year": "1999"}, second], ("1:0", "3:0")),
    ):
        named = {str(number): [record] for number, record in enumerate(records)}
        result = deduplicate(named, config=Config(policy="version"))
        (found,) = summarize(result).revisions
        assert (found.founder, found.revised) == places
        assert 0.7 < found.similarity < 1
        assert "otherword" in found.difference
        assert found.similarity == result.explain(*places).jaccard


def test_a_paper_without_a_title_is_named_by_its_text() -> None:
    texts = [
        "A text without any title that is long enough.",
        "A text without any title that is long enough.",
    ]
    found = summarize(deduplicate({"a": texts}, config=Config(text="plain")))
    assert found.largest[0].label == texts[0]


@pytest.mark.parametrize("width", [72, 80, 100, 200])
@pytest.mark.parametrize("dumps", [1, 2, 5, 12, 40, 365])
@pytest.mark.parametrize("name", ["day-{:04}.txt", "a" * 300 + "{:04}", "论文" * 80 + "{:04}"])
def test_rows_fit_the_terminal_and_keep_their_numbers(width: int, dumps: int, name: str) -> None:
    paper = NamedPaper(
        canonical_id="pd:" + "A" * 24, label=name.format(1), records=12345, dumps=678, texts=90
    )
    summary = summary_of(dumps, name=name)
    text = drawn(draw_summary(replace(summary, largest=(paper,)), width=width), width)
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert len(lines) < 110
    cluster = rf"^ +12,345 +678 +90 +{paper.canonical_id} +{paper.label[:5]}"
    assert re.search(cluster, text, re.MULTILINE)
    rows = [line for line in lines if re.match(rf" +\d+  {name[:3]}.* 1?0 +10 +5( |$)", line)]
    assert len(rows) == min(dumps, 50)


def test_a_narrow_terminal_keeps_numbers_and_ids() -> None:
    paper = NamedPaper(
        canonical_id="pd:" + "A" * 24, label="A title" * 9, records=12345, dumps=678, texts=90
    )
    text = drawn(draw_summary(replace(summary_of(2), largest=(paper,)), width=40), 40)
    lines = [line.rstrip() for line in text[text.index("Largest clusters") :].splitlines()]
    assert lines[1:3] == ["  records  dumps  texts", "   12,345    678     90"]
    assert lines[3] == f"  {paper.canonical_id}"
    assert lines[4].startswith("  A titleA title")
    assert max(map(cell_len, lines)) <= 40


def test_long_names_hide_no_reason_and_are_told_apart() -> None:
    name = "crawl-of-the-great-library-of-open-access-repositories-2025-03-{:02}.jsonl"
    rejects = tuple(
        NamedReject(
            dump=name.format(n), position=8, line=9, reason="not an object", input="x" * 300
        )
        for n in range(14)
    )
    summary = replace(
        summary_of(14, name=name), first_rejects=rejects, rejects=14, revisions=(REVISION,)
    )
    text = drawn(draw_summary(summary, width=80), 80)
    assert max(map(cell_len, text.splitlines())) <= 80
    for number in range(14):
        end = rf"…\S*-03-{number:02}\.jsonl"
        assert re.search(rf"^  crawl\S*{end}, line 9: not an object$", text, re.MULTILINE)
        assert re.search(rf"^ +{number + 1}  crawl\S*{end}  +10 ", text, re.MULTILINE)
    assert re.search(r"^ +1  crawl\S*\.jsonl \(1\) and crawl\S*\.jsonl \(2\)$", text, re.MULTILINE)
    assert REVISION.revised in re.sub(r"\s+", "", text)


REVISION = Revision(
    paper=NamedPaper(canonical_id="pd:" + "A" * 24, label="On A", records=2, dumps=2, texts=2),
    founder=f"{'a-long-name-' * 9}may:0",
    revised=f"{'a-long-name-' * 9}june:12",
    similarity=0.9,
    difference="{+so+}",
)


@pytest.mark.parametrize(
    ("dumps", "width", "matrix"), [(5, 100, True), (5, 80, True), (40, 100, False), (40, 300, True)]
)
def test_the_matrix_is_drawn_where_it_fits(dumps: int, width: int, matrix: bool) -> None:
    text = drawn(draw_summary(summary_of(dumps), width=width), width)
    assert ("Dumps, and the papers they share" in text) is matrix
    assert ("Pairs of dumps that share most" in text) is not matrix


def test_many_dumps_are_cut_in_the_middle() -> None:
    text = drawn(draw_summary(summary_of(365), width=100))
    assert "… 315 more" in text
    assert "day-0000.txt" in text
    assert "day-0364.txt" in text
    assert "day-0100.txt" not in text


def test_dumps_that_share_nothing_are_said_to() -> None:
    text = drawn(draw_summary(summary_of(40, share=0), width=100))
    assert "no paper is in two dumps" in text


def test_nothing_at_all_is_drawn() -> None:
    assert "0 records in 0 dumps are 0 papers" in drawn(draw_summary(summary_of(0), width=80))
    assert result_line(summary_of(0)).startswith("0 records in 0 dumps")


def test_markup_and_escapes_of_titles_are_text() -> None:
    title = "[red]Not[/red] a colour \x1b[31m and [link=x]no link"
    result = deduplicate({"a": [paper(1) | {"title": title}] * 2})
    text = drawn(draw_summary(summarize(result), width=200), 200)
    assert "[red]Not[/red] a colour [31m and [link=x]no link" in text
    assert "\x1b" not in text


def test_limits_are_said_in_words() -> None:
    assert limits_hit({}) == ()
    assert LIMITS
    for name in LIMITS:
        (said,) = limits_hit({name: 1234})
        assert "1,234" in said
        (one,) = limits_hit({name: 1})
        assert re.match(r"1 (match|pair) .*was ", one)
        assert "were" not in one


def test_a_policy_has_a_cap_of_its_own() -> None:
    crowd = [{"title": "Notes from the field", "authors": f"Author Number{n}"} for n in range(80)]
    (said,) = summarize(deduplicate(crowd)).limits
    assert "more than 64 works have: " in said
    assert "main title 1, title 1" in said
    assert "bucket" not in said


def test_a_summary_is_json() -> None:
    import json

    summary = summarize(deduplicate({"may": [paper(1)], "june": [revised(1)]}))
    assert json.loads(json.dumps(summary.as_json()))["revisions"][0]["founder"] == "may:0"


def test_a_diff_keeps_every_word_if_asked() -> None:
    explanation = deduplicate({"may": [paper(1)], "june": [revised(1)]}).explain("may:0", "june:0")
    full = draw_diff(explanation.diff, full=True).plain
    before = " ".join(full.replace("{+otherword+}", "").replace("[-", "").replace("-]", "").split())
    assert before == explanation.a.text
    assert len(draw_diff(explanation.diff).plain) < len(full)


def test_one_line_cuts_and_cleans() -> None:
    assert one_line("a\n\tb") == "a b"
    assert one_line("x" * 500, 10) == "x" * 9 + "…"
    assert one_line("\u202eright to left") == "right to left"

"""BibTeX: entries as BibTeX reads them, malformed ones found by their line, any bytes in time."""

from __future__ import annotations

import json
import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import deduplicate, normalize
from paperdedup.readers import bibtex
from paperdedup.readers.bibtex import BibTex
from paperdedup.readers.input import Input
from paperdedup.readers.registry import Reader
from readers.memory import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paperdedup.readers.registry import Content
    from paperdedup.records import Dump

GOOD = "@article{good, title = {On A}}"
GOOD_ROW = {"type": "article", "id": "good", "title": "On A"}


def _read(text: str | bytes) -> Content:
    return BibTex().read(InMemory(text if isinstance(text, bytes) else text.encode()))


def _rows(text: str | bytes) -> list[dict[str, str]]:
    """The records without what they do not have; nothing may be rejected."""
    content = _read(text)
    assert content.rejects == []
    return _present(content)


def _present(content: Content) -> list[dict[str, str]]:
    rows = content.table.to_pylist() if content.table.num_columns else []
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _value(written: str, before: str = "") -> str:
    """What the value of a field is read as."""
    (row,) = _rows(f"{before}\n@misc{{k, x = {written}}}")
    return row["x"]


def test_it_is_a_reader() -> None:
    reader = BibTex()
    assert isinstance(reader, Reader)
    assert (reader.name, reader.aliases, reader.loose) == ("bibtex", ("bib", "biblatex"), False)
    assert reader.extensions == (".bib", ".bibtex")


def test_an_entry() -> None:
    text = """
@InProceedings{Meyer:2019/a+b,
  Author    = {Meyer, Anna and
               M{\\"u}ller, J.},
  TITLE     = "On the {DNA} of {"}storks{"}",
  year      = 2019,
  month     = jan,
  booktitle = {Proc. of } # "X",
  date-added = {},
}
"""
    assert _rows(text) == [
        {
            "type": "inproceedings",
            "id": "Meyer:2019/a+b",
            "author": 'Meyer, Anna and M{\\"u}ller, J.',
            "title": 'On the {DNA} of {"}storks{"}',
            "year": "2019",
            "month": "January",
            "booktitle": "Proc. of X",
            "date-added": "",
        }
    ]


def test_columns_are_text_and_null_where_a_record_has_none() -> None:
    content = _read("@book{a, year = 1999}\n@misc{, title = {On B}}")
    assert content.table.to_pylist() == [
        {"type": "book", "id": "a", "year": "1999", "title": None},
        {"type": "misc", "id": None, "year": None, "title": "On B"},
    ]
    assert {str(field.type) for field in content.table.schema} == {"string"}
    assert (content.positions, content.notes) == (None, ())


@pytest.mark.parametrize(
    "text",
    [
        "@article(good, title = {On A})",
        '@article(good, title = "On A",)',
        "@article{good,title={On A},}",
        "@article{good,\r\n\ttitle\r\n=\r\n{On A}\r\n}",
        "@ARTICLE {good , Title={On\n   A}}",
        "@article\n{\n  good,\n  title={ On A }}",
        "\ufeff@article{good, title = {On A}}",
    ],
)
def test_ways_to_write_the_same(text: str) -> None:
    assert _rows(text) == [GOOD_ROW]


@pytest.mark.parametrize(
    "text",
    [
        "@article{good\n title = {On A}}",
        "@article{good,, title = {On A},,}",
        "@article{good, title = {On A} note = {}}",
        "@article{good, % the key\n title = {On A} % the title\n, % the end\n}",
        "@article{good, title = {On A}, note = }",
        "@article{good, note = , title = {On A}}",
    ],
)
def test_what_bibtex_refuses_and_no_record_is_lost_for(text: str) -> None:
    (row,) = _rows(text)
    assert row.pop("note", "") == ""
    assert row == GOOD_ROW


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{A}", "A"),
        ("{{A}}", "{A}"),
        ("{A {B {C}} D}", "A {B {C}} D"),
        ("{}", ""),
        ('""', ""),
        ('"A"', "A"),
        ('"{A}"', "{A}"),
        ('"A {"} B"', 'A {"} B'),
        ('{A "B" C}', 'A "B" C'),
        ('"A, B = C # D @ E % F"', "A, B = C # D @ E % F"),
        ("{A, B = C # D @ E % F}", "A, B = C # D @ E % F"),
        ("{A\n@article(b, c = d) E}", "A @article(b, c = d) E"),
        ("2019", "2019"),
        ("0012", "0012"),
        ("1--11", "1--11"),
        ("10.1000/xyz", "10.1000/xyz"),
        ("{ A \n\t\r\n  B }", "A B"),
        ("{A\u00a0 B\u2003C\u2028D}", "A\u00a0 B\u2003C\u2028D"),
        ("{\x00A\x07}", "\x00A\x07"),
        (r"{\"{u} {\'e} \& \{ \} -- ~ $x_1$ \%}", r"\"{u} {\'e} \& \{ \} -- ~ $x_1$ \%"),
        ('"A" # "B"', "AB"),
        ('{A } # "{B}" # 7', "A {B}7"),
        ('"A "\n#\n" B"', "A B"),
        ('"10~" # JAN', "10~January"),
        ("nobodys # { A}", "nobodys A"),
        ("NoBodys", "NoBodys"),
    ],
)
def test_values(written: str, value: str) -> None:
    assert _value(written) == value


def test_months_are_predefined() -> None:
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    found = [_value(month) for month in months]
    assert [name[:3].lower() for name in found] == months
    assert (found[0], found[8]) == ("January", "September")


@pytest.mark.parametrize(
    ("macros", "written", "value"),
    [
        ('@string{acm = "ACM Press"}', "acm", "ACM Press"),
        ("@String(ACM = {ACM {Press}})", "acm", "ACM {Press}"),
        ('@string{acm = "ACM "} @string{j = acm # "J."}', 'j # " of X"', "ACM J. of X"),
        ('@string{a = "1"} @string{A = "2"}', "a", "2"),
        ("@string{jan = {Jan.}}", "jan", "Jan."),
        ('@string{a = "1", b = "2"}', "a # b", "12"),
    ],
)
def test_macros(macros: str, written: str, value: str) -> None:
    assert _value(written, macros) == value


def test_a_macro_counts_from_where_it_is_defined() -> None:
    text = '@misc{a, x = m} @string{m = "M"} @misc{b, x = m}'
    assert [row["x"] for row in _rows(text)] == ["m", "M"]


@pytest.mark.parametrize(
    "aside",
    [
        "",
        'Free text, even with {braces, "quotes and = signs.',
        "}}} {{{",
        "% a comment",
        "Write to anna@example.org, or bob@home.\nOr @anna.",
        "a@b",
        '@preamble{"\\newcommand{\\x}{y}" # jan}',
        '@Preamble("x" # {y})',
        "@comment{anything, = at {all} @article{x, title = {No}}}",
        "@comment{jabref-meta: selector_journal:;}",
        "@comment never closed {",
        "@comment{ never closed",
        "@string{}",
        '@string{m = "M"}',
        "@@@@ @ 1@2 @{x}",
    ],
)  # fmt: skip
def test_what_is_no_record(aside: str) -> None:
    assert _rows(f"{aside}\n{GOOD}\n{aside}\n{GOOD}") == [GOOD_ROW, GOOD_ROW]


def test_entries_on_one_line_and_behind_a_comment_sign() -> None:
    assert _rows(f"{GOOD}{GOOD} % {GOOD}") == [GOOD_ROW] * 3


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("good,", "good"),
        ("", None),
        (",", None),
        ("  ,", None),
        ("DBLP:conf/x/Y-2019_a,", "DBLP:conf/x/Y-2019_a"),
        ("d'Angelo (2000),", "d'Angelo (2000)"),
        ("Müller 2019 ,", "Müller 2019"),
        ("\n  good\n ,", "good"),
    ],
)
def test_keys(head: str, key: str | None) -> None:
    (row,) = _rows(f"@misc{{{head} title = {{On A}}}}")
    assert (row.get("id"), row["title"]) == (key, "On A")


def test_an_entry_of_nothing_but_a_key() -> None:
    rows = _rows("@misc{a} @misc(b) @misc{} @misc{c,}")
    assert [row.get("id") for row in rows] == ["a", "b", None, "c"]


def test_of_a_field_that_comes_twice_the_first_counts_unless_it_is_empty() -> None:
    assert _value("{1}, X = {2}, x = {}") == "1"
    assert _value("{}, x = { }, X = {2}, x = {3}") == "2"


def test_fields_called_as_the_columns_of_type_and_key() -> None:
    (row,) = _rows("@phdthesis{k, id = {7}, type = {Dr. habil.}, ID = {8}}")
    assert row == {"type": "phdthesis", "id": "k", "id field": "7", "type field": "Dr. habil."}


NEVER_CLOSED = "the brace that opens the entry is never closed"
MALFORMED = [
    ("@article{bad, title = {A", NEVER_CLOSED),
    ("@article{bad, title = {A}", NEVER_CLOSED),
    ("@article{bad, title = {A {B}, year = 2000}", NEVER_CLOSED),
    ("@article(bad, title = {A}", "the entry has no closing )"),
    ("@article(bad, title = {A", "the brace that opens a value is never closed"),
    ("@article{bad, title {A}}", "no = behind 'title'"),
    ("@article{bad, title}", "no = behind 'title'"),
    ('@article{bad, title = "A}', "a brace is closed within quotation marks that did not open it"),
    ('@article(bad, title = "{A")', "the brace that opens a value is never closed"),
    ('@article{bad, title = "A "B" C"}', "no = behind 'B'"),
    ("@article{bad, title = # {A}}", "no value behind = or #"),
    ("@article{bad, title = {A} # }", "no value behind = or #"),
    ("@article{bad, = {A}}", "'=' where a field or the end of the entry must be"),
    ("@article{bad, title = {A}, {B}}", "'{' where a field or the end of the entry must be"),
    ("@article{bad, title = {A})}", "')' where a field or the end of the entry must be"),
    ("@article bad, title = {A}", "no { or ( behind the type of the entry"),
    ("@article", "no { or ( behind the type of the entry"),
    ("@string{bad}", "no = behind 'bad'"),
    ('@string{bad = "A', NEVER_CLOSED),
    ('@preamble("A"', "the preamble is never closed"),
    ('@preamble("A', "a quotation mark is never closed"),
    ("@article{bad, t\u00ed\x1btle}", "no = behind 't\u00ed\\\\x1btle'"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "reason"), MALFORMED)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_malformed_entry_is_rejected_with_its_line(bad: str, reason: str, line_end: str) -> None:
    text = f'{GOOD}\n\nText\n{bad}\n\n  {GOOD}\n@string{{m = "M"}}\n{GOOD}\n'
    content = _read(text.replace("\n", line_end))
    assert content.positions is not None
    assert content.positions.to_pylist() == [0, 2, 3]
    assert _present(content) == [GOOD_ROW] * 3
    (reject,) = content.rejects
    assert (reject.dump, reject.position, reject.line) == ("dump", 1, 4)
    assert reject.reason == reason
    assert reject.input.startswith(bad[:8])
    assert "good" not in reject.input


@pytest.mark.parametrize("bad", [bad for bad, _ in MALFORMED])
def test_malformed_entries_alone(bad: str) -> None:
    content = _read(f"{bad}\n{bad}")
    assert content.table.num_rows == 0
    assert [(reject.position, reject.line) for reject in content.rejects] == [(0, 1), (1, 2)]


def test_lines_of_many_rejects() -> None:
    content = _read("\n".join(["@article{bad", GOOD, "", "@misc(bad", "x\n"] * 1000))
    assert [reject.line for reject in content.rejects] == [
        line for n in range(1000) for line in (6 * n + 1, 6 * n + 4)
    ]
    assert _present(content) == [GOOD_ROW] * 1000


def test_a_malformed_entry_takes_the_rest_of_its_line_along() -> None:
    content = _read(f"@misc{{bad, x}} {GOOD}\n{GOOD}")
    assert (content.table.num_rows, len(content.rejects)) == (1, 1)


def test_nothing_in_it() -> None:
    for text in ("", "\n", "text only", "@comment{x}"):
        content = _read(text)
        assert (content.table.num_rows, content.table.num_columns, content.rejects) == (0, 0, [])


def test_bytes_that_are_no_utf8_are_read_as_windows_1252_and_noted() -> None:
    content = _read(b"@misc{caf\xe9, title = {caf\xe9 \xc3\xa9}, note = {\xc3\xa9}}")
    assert _present(content) == [{"type": "misc", "id": "café", "title": "café é", "note": "é"}]
    (note,) = content.notes
    assert note.startswith(
        "2 values held bytes that are no UTF-8; they were read as Windows-1252; "
    )
    assert "--encoding" in note


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_of_a_file(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes("@misc{k, title = {Über}}\n@misc{bad".encode(encoding))
    with Input("mine", str(path)) as source:
        assert BibTex().matches(source.head())
        content = BibTex().read(source)
    assert _present(content) == [{"type": "misc", "id": "k", "title": "Über"}]
    assert [(reject.dump, reject.line) for reject in content.rejects] == [("mine", 2)]


@pytest.mark.parametrize(
    "head",
    [
        GOOD,
        "@article{",
        "@Article (a, title = {A}",
        "@article(a",
        "\ufeff \r\n\n\t@ article {a",
        "% Encoding: UTF-8\n\n%% x\n@comment{x}",
        "This file was created with JabRef 2.9.2.\nEncoding: Cp1252\n\n@ARTICLE{a,\n  title = {A}",
        "Scopus\r\nEXPORT DATE: 12 May\r\n\r\n@ARTICLE{a,\r\nauthor={B}",
        'Mine, see a@b.org\n@string{m = "M"}',
        "text\n@article{title = {no key}}",
    ],
)
def test_matches(head: str) -> None:
    assert BibTex().matches(head.encode())


@pytest.mark.parametrize(
    "head",
    [
        "",
        "@",
        "@article",
        "@article a",
        "@anna (see below) wrote",
        "From: Anna <anna@example.org>\nTo: bob@home (Bob)\n\n@bob (see, below)\n@all{x}\n",
        '{"title": "@article{a, title = {A}}"}',
        '[\n{"a": "\n@article{a, title = {A}}"}]',
        "<xml>\n@article{a, title = {A}}",
        "title,abstract\nOn A,@article{a\n",
        "TY  - JOUR\nTI  - @article{a, title = {A}}\n",
        "# Readme\n" + "A line of text.\n\n" * 12 + GOOD,
        "\x00\xff@article{a",
    ],
)
def test_does_not_match(head: str) -> None:
    assert not BibTex().matches(head.encode("latin-1", "replace"))


@given(st.binary() | st.text("@a{[(,=\"'%#)]} \n\r").map(str.encode))
def test_matching_never_raises(head: bytes) -> None:
    assert BibTex().matches(head) in (True, False)


FRAGMENTS = [
    *("@article{", "@a(", "@string{", "@comment{", "@preamble{", "@preamble(", "@", "@a", "\n"),
    *("{", "}", "(", ")", '"', ",", "=", "#", "%", "k", "x = ", "jan", "7", " ", "\r\n", "\x00"),
    *(GOOD, "é", "\udce9", "\\"),
]
HOSTILE = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(
    lambda parts: "".join(parts).encode("utf-8", "surrogateescape")
)


@given(st.binary() | HOSTILE)
def test_any_bytes_are_read_or_rejected_and_all_positions_counted(data: bytes) -> None:
    content = _read(data)
    rejected = [reject.position for reject in content.rejects]
    if content.positions is None:
        assert rejected == []
        return
    assert len(content.positions) == content.table.num_rows
    assert sorted(content.positions.to_pylist() + rejected) == list(
        range(content.table.num_rows + len(rejected))
    )
    assert rejected == sorted(rejected)
    lines = [reject.line for reject in content.rejects if reject.line is not None]
    assert len(lines) == len(rejected)
    assert lines == sorted(lines)


@given(HOSTILE)
def test_what_stands_before_takes_nothing_from_the_entries_behind(data: bytes) -> None:
    # Quotation marks and braces that are still open would take the entry into a value or a comment.
    before = data.replace(b'"', b"").replace(b"{", b"").replace(b"(", b"")
    rows = _present(_read(before + b"\n" + GOOD.encode()))
    assert rows[-1] == GOOD_ROW


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


NAMES = st.text("abcdefghijklmnopqrstuvwxyz-_:.+/0123456789é", min_size=1, max_size=8).filter(
    lambda name: name not in ("type", "id")
)
VALUES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters='"')
    | st.sampled_from("{}{}@#,=%\\ \n"),
    max_size=30,
).filter(_balanced)
ENTRIES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["article", "book", "online", "data-set"]),
        "id": st.text("abcXYZ09:/-_.'+é", min_size=1, max_size=8),
        "fields": st.dictionaries(NAMES, VALUES, max_size=5),
    }
)


def _written(entry: dict[str, Any], draw: Any) -> str:
    """The entry in one of the ways that there are."""
    opening, closing = draw(st.sampled_from(["{}", "()"]))
    blank = draw(st.sampled_from(["", " ", "\n  ", "\t\r\n"]))
    parts = [f"@{draw(st.sampled_from([str.upper, str.title, str]))(entry['type'])}{opening}"]
    parts.append(entry["id"])
    for name, value in entry["fields"].items():
        cut = draw(st.sampled_from([0, *(at for at in range(len(value)) if _balanced(value[:at]))]))
        pieces = [value[:cut], value[cut:]] if cut else [value]
        marks = [draw(st.sampled_from(["{}", '""'])) for _ in pieces]
        text = f"{blank}#{blank}".join(m[0] + p + m[1] for m, p in zip(marks, pieces, strict=True))
        parts.append(f",{blank}{name}{blank}={blank}{text}{blank}")
    return "".join([*parts, draw(st.sampled_from(["", ",", ",\n"])), closing])


@given(st.lists(ENTRIES, max_size=4), st.data())
def test_what_is_written_is_read(entries: list[dict[str, Any]], data: st.DataObject) -> None:
    gaps = [data.draw(st.sampled_from(["\n", " ", "\n\n% a\n", "}", "{ b = c\n"])) for _ in entries]
    texts = [_written(entry, data.draw) for entry in entries]
    expected = [
        {"type": entry["type"], "id": entry["id"]}
        | {name: re.sub("[ \t\r\n\f\v]+", " ", v).strip(" ") for name, v in entry["fields"].items()}
        for entry in entries
    ]
    assert _rows("".join(gap + text for gap, text in zip(gaps, texts, strict=True))) == expected


HUGE = {
    "opening braces": b"@article{k, t = " + b"{" * 1_000_000,
    "closing braces": b"@article(k, t = " + b"}" * 1_000_000,
    "deep braces": b"@article{k, t = " + b"{" * 1_000_000 + b"}" * 1_000_000,
    "entries never closed": b"@article{k, title = {On A\n" * 100_000,
    "the same on one line": b"@article{k, title = {On A " * 100_000,
    "in parentheses": b"@article(k, title = {On A},\n" * 100_000,
    "in quotation marks": b'@article(k, title = "On A\n' * 100_000,
    "values within values": b"@a(k, f = {\n" * 50_000 + b"}, !" * 50_000,
    "quotation marks": b"@article(k, t = " + b'""#' * 500_000,
    "fields without an end": b"@article(k" + b", x = 1" * 500_000,
    "comments never closed": b"@comment{" * 500_000,
    "entries without a brace": b"@article\n" * 100_000,
    "at signs": b"@" * 5_000_000,
    "at signs with blanks": (b"@" + b" \n" * 1_000) * 1_000,
    "blanks": b"@article" + b" " * 5_000_000,
    "comment signs": b"@article(k," + b"%\n" * 1_000_000,
    "zeros": b"\x00" * 5_000_000,
    "one long line": b"@a b" * 500_000,
    "fields all different": b"".join(b"@a{,x%d=1}" % n for n in range(100_000)),
    "one field again and again": b"@a{" + b",x={}" * 500_000 + b"}",
}


@pytest.mark.parametrize("name", HUGE)
def test_hostile_inputs_are_answered_in_time(name: str) -> None:
    began = perf_counter()
    BibTex().matches(HUGE[name])
    content = _read(HUGE[name])
    # Linear ways take a second or two, quadratic ones take minutes.
    assert perf_counter() - began < 15
    assert content.table.num_rows + len(content.rejects) <= 100_000


def test_macros_that_grow_are_stopped() -> None:
    text = '@string{m0 = "0123456789"}\n' + "".join(
        f"@string{{m{n + 1} = m{n} # m{n}}}\n" for n in range(100)
    )
    content = _read(f"{text}{GOOD}\n@misc{{k, x = m100}}")
    assert content.rejects[0].reason == "the macros of the file grow beyond measure"
    assert _present(content)[0] == GOOD_ROW


def test_rare_fields_share_a_column_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bibtex, "MOST_COLUMNS", 4)
    content = _read(
        "@misc{a, x = 1, title = A, y = 2} @misc{b, title = B, z = é} @misc{c, title = C}"
    )
    assert content.table.column_names == ["type", "id", "title", "further fields"]
    further = content.table["further fields"].to_pylist()
    assert [text and json.loads(text) for text in further] == [
        {"x": "1", "y": "2"},
        {"z": "é"},
        None,
    ]
    assert content.table["title"].to_pylist() == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"M{\"u}ller and \"{U}ber, na{\"\i}ve", "Müller and Über, naïve"),
        (r"caf{\'e}, \'{e}tude, \`a, {\^o}", "café, étude, à, ô"),
        (r"{\o}rsted, stra{\ss}e, {\L}ukasz, {\AA}s", "ørsted, straße, Łukasz, Ås"),
        (r"\v{C}ech, Erd{\H o}s, gar\c{c}on, \~n", "Čech, Erdős, garçon, ñ"),
        (r"{DNA} repair in {Cocker} {Spaniels}", "DNA repair in Cocker Spaniels"),
        (r"Search \& rescue: 50\% --- or 1--11", "Search & rescue: 50% — or 1–11"),
        (r"$\alpha$-helix of \emph{E. coli}", "α-helix of E. coli"),
    ],
)
def test_latex_is_kept_and_compared_like_unicode(latex: str, text: str) -> None:
    assert _value(f"{{{latex}}}") == latex
    assert normalize(latex) == normalize(text)


def test_a_record_in_latex_is_the_paper_in_unicode() -> None:
    text = r"""@article{k, title = {{\"U}ber die {DNA} der St{\"o}rche: Caf{\'e} \& Stra{\ss}e},
      author = {M{\"u}ller, J{\"o}rg and \v{C}ech, Eduard and Garc{\'\i}a, Jos{\'e}},
      pages = {12--34}, year = 2001}"""
    other = {
        "title": "Über die DNA der Störche: Café & Straße",
        "authors": "Müller, Jörg; Čech, Eduard; García, José",
        "pages": "12-34",
        "year": 2001,
    }
    result = deduplicate({"bib": _read(text).table, "other": [other]})
    assert len(set(result.canonical_ids.to_pylist())) == 1
    assert "points       the authors agree" in str(result.explain(("bib", 0), ("other", 0)))


def test_samples(shared: Path) -> None:
    paths = sorted((shared / "samples").glob("*.bib"))
    assert len(paths) > 4
    for path in paths:
        text = path.read_text("utf-8-sig")
        with Input(path.name, str(path)) as source:
            assert BibTex().matches(source.head())
            content = BibTex().read(source)
        assert content.rejects == []
        assert content.table["id"].to_pylist() == re.findall(r"^@\w+\{([^,]*),", text, re.MULTILINE)
        assert content.table["title"].null_count == 0
        assert len(_present(content)) == len(re.findall("^@", text, re.MULTILINE))


def test_no_other_sample_matches(shared: Path) -> None:
    others = [path for path in (shared / "samples").iterdir() if path.suffix != ".bib"]
    assert len(others) > 20
    assert [path.name for path in others if BibTex().matches(path.read_bytes()[: 1 << 16])] == []


def test_the_fields_of_a_sample(shared: Path) -> None:
    text = (shared / "samples" / "ASySD__zotero_export.bib").read_text()
    rows = _rows(text)
    assert len(rows) == 1000
    for name in ("title", "author", "year", "pages", "doi"):
        written = re.findall(rf"^\t{name} = \{{(.*)\}},$", text, re.MULTILINE)
        assert [row[name] for row in rows if name in row] == [" ".join(w.split()) for w in written]


PAPER = "@inproceedings{p, title = {On A}, author = {X}, crossref = {Vol:1}, pages = 1--2}"
VOLUME = """@proceedings{vol:1, title = {Proc. of T}, year = 2020, publisher = "P", editor = {E},
doi = {10.1/v}, url = {u}, abstract = {About all.}, pages = {1--99}}"""


@pytest.mark.parametrize("text", [PAPER + VOLUME, VOLUME + PAPER])
def test_what_a_crossref_names_is_inherited(text: str) -> None:
    (paper,) = (row for row in _rows(text) if row["id"] == "p")
    said = {"type": "inproceedings", "id": "p", "title": "On A", "author": "X", "pages": "1--2"}
    taken = {"booktitle": "Proc. of T", "year": "2020", "publisher": "P", "editor": "E"}
    assert paper == said | taken | {"crossref": "Vol:1"}


def test_what_an_entry_says_is_not_inherited() -> None:
    own = "@incollection{p, crossref = V, booktitle = {B}, date = {2021-05}, editor = {}}"
    volume = "@book{v, title = {T}, booktitle = {C}, year = 2020, month = jan, editor = {E}}"
    paper = _rows(own + volume)[0]
    assert (paper["booktitle"], paper["date"], paper["editor"]) == ("B", "2021-05", "E")
    assert not paper.keys() & {"year", "month", "title"}


@pytest.mark.parametrize(
    ("kind", "field"),
    [("article", "journal"), ("book", "maintitle"), ("mvbook", "maintitle"), ("misc", "booktitle")],
)
def test_as_what_the_title_of_a_volume_is_inherited(kind: str, field: str) -> None:
    assert _rows(f"@{kind}{{p, crossref = v}} @book{{v, title = T}}")[0][field] == "T"


def test_the_author_of_a_book_is_that_of_its_chapters() -> None:
    book = "@book{b, title = T, author = A}"
    rows = _rows("@inbook{c, crossref = b} @incollection{d, crossref = b}" + book)
    assert [row.get("author") for row in rows] == ["A", None, "A"]


def test_crossrefs_in_a_chain_in_a_circle_and_to_nothing() -> None:
    chain = "@inbook{a, crossref = b} @book{b, title = T, crossref = c} @mvbook{c, year = 1999}"
    assert [row["year"] for row in _rows(chain)] == ["1999"] * 3
    circle = "@misc{a, crossref = b} @misc{b, year = 7, crossref = a} @misc{c, crossref = c}"
    assert [row.get("year") for row in _rows(circle)] == ["7", "7", None]
    assert "year" not in _rows("@misc{a, crossref = {}} @misc{year = 7, crossref = none}")[0]


def test_many_crossrefs_take_no_long_time() -> None:
    links = "".join(f"@misc{{k{n}, crossref = k{n + 1}}}" for n in range(20_000))
    start = perf_counter()
    assert _rows(links + "@misc{k20000, year = 7}")[0]["year"] == "7"
    _rows(
        "".join(f"@misc{{a{n}, crossref = b}}" for n in range(20_000))
        + f"@misc{{b, title={'x' * 99_999}}}"
    )
    assert perf_counter() - start < 20


def test_the_number_of_an_article_stands_for_its_pages(read_bytes: Callable[..., Dump]) -> None:
    dump = read_bytes("@article{a, title = A, eid = {e7}} @article{b, title = B, art_number = 8}")
    assert dump.fields()["pages"].to_pylist() == ["e7", "8"]
    assert dump.fields()["id"].to_pylist() == ["a", "b"]


def test_what_xdata_names_is_taken_and_no_record() -> None:
    rows = _rows(
        "@xdata{Seas, journaltitle = {J. Seas}, year = 1999, xdata = {pub, seas}}"
        "@article{a, title = A, xdata = {none, seas}, year = 2020, doi = {}}"
        "@xdata{pub, publisher = {P}, doi = {10.1000/a}}"
    )
    assert [(row["id"], row["year"]) for row in rows] == [("a", "2020")]
    taken = {"journaltitle": "J. Seas", "publisher": "P", "doi": "10.1000/a"}
    assert rows[0].items() >= taken.items()
    assert "id" not in _rows("@xdata{k, year = 7}@misc{title = A, xdata = k}")[0]


def test_many_xdata_take_no_long_time() -> None:
    links = "".join(f"@xdata{{k{n}, xdata = k{n + 1}}}" for n in range(2_000))
    start = perf_counter()
    _rows(links + "@misc{a, title = A, xdata = k0}" * 100)
    assert perf_counter() - start < 10

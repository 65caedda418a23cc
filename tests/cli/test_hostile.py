"""Hostile dumps, end to end: nothing is lost, nothing is unnamed, and nothing is a traceback."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from .program import paper, partition, start, word, words, write_jsonl

LINE = 64 << 20
"""Bytes of the longest line."""


def run(dump: Path, out: Path, *more: object) -> dict[str, Any]:
    """What a run says of one dump; records and rejects together are all inputs."""
    done = start("run", dump, "-o", out, "--json", *more)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refusal(dump: Path, out: Path) -> str:
    """What is said of a dump that cannot be read at all."""
    done = start("run", dump, "-o", out)
    said = done.stderr.decode()
    assert done.returncode == 3, said
    assert said.startswith("paperdedup: ")
    assert dump.name in said
    assert said.count("\n") in {1, 2}
    assert not out.exists()
    return said


def test_empty_file(tmp_path: Path) -> None:
    dump = tmp_path / "empty.jsonl"
    dump.touch()
    found = run(dump, tmp_path / "out")
    assert (found["records"], found["rejects"], found["papers"]) == (0, 0, 0)


def test_empty_folder(tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    refusal(folder, tmp_path / "out")


def test_truncated_gz(tmp_path: Path) -> None:
    dump = write_jsonl(tmp_path / "a.jsonl", [paper(n) for n in range(200)])
    cut = tmp_path / "cut.jsonl.gz"
    whole = gzip.compress(dump.read_bytes())
    cut.write_bytes(whole[: len(whole) // 2])
    assert "cut" in refusal(cut, tmp_path / "out")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(99), b"PK\x03\x04" + bytes(99)])
def test_foreign_files(content: bytes, tmp_path: Path) -> None:
    dump = tmp_path / "picture.bin"
    dump.write_bytes(content)
    refusal(dump, tmp_path / "out")


def test_malformed_lines_in_the_middle(tmp_path: Path) -> None:
    lines = [json.dumps(paper(n)) for n in range(5)]
    lines[1:1] = ["{broken", "null", "7", '["list"]', ""]
    dump = tmp_path / "a.jsonl"
    dump.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = run(dump, tmp_path / "out")
    assert found["records"] == 5
    assert [reject["line"] for reject in found["first_rejects"]] == [2, 3, 4, 5]
    assert all(reject["reason"] for reject in found["first_rejects"])


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    good = json.dumps(paper(1)).encode()
    lines = [
        good,
        good.replace(b"Title", b"Ti\xfftle"),
        good.replace(b"Title", b"\\ud800Title"),
        good.replace(b"Title", b"\\u0000Title"),
    ]
    dump = tmp_path / "a.jsonl"
    dump.write_bytes(b"\n".join(lines) + b"\n")
    found = run(dump, tmp_path / "out", "--output-format", "csv")
    assert found["records"] + found["rejects"] == 4
    assert found["papers"] == 1


def test_abstracts_that_are_none(tmp_path: Path) -> None:
    nothings = [None, float("nan"), "", "  ", "N/A", "[]", "none", "…"]
    records = [{"title": f"Short {n}", "abstract": value} for n, value in enumerate(nothings)]
    dump = write_jsonl(tmp_path / "a.jsonl", records)
    found = run(dump, tmp_path / "out")
    assert (found["records"], found["papers"], found["rejects"]) == (8, 8, 0)


@pytest.mark.slow
def test_a_line_of_64_megabytes(tmp_path: Path) -> None:
    dump = tmp_path / "long.jsonl"
    with dump.open("w", encoding="utf-8") as file:
        file.write(json.dumps(paper(1)) + "\n")
        file.write('{"title": "Long", "abstract": "' + "long text " * (LINE // 10) + '"}\n')
        file.write(json.dumps(paper(1)) + "\n")
    found = run(dump, tmp_path / "out")
    assert (found["records"], found["papers"], found["rejects"]) == (3, 2, 0)


def test_deeply_nested_json(tmp_path: Path) -> None:
    dump = tmp_path / "deep.jsonl"
    deep = '{"title": "Deep", "abstract": ' + "[" * 100_000 + "]" * 100_000 + "}"
    dump.write_text(f"{json.dumps(paper(1))}\n{deep}\n{json.dumps(paper(2))}\n")
    found = run(dump, tmp_path / "out")
    assert found["records"] + found["rejects"] == 3
    assert found["papers"] >= 2


def test_ids_that_repeat(tmp_path: Path) -> None:
    same, other = paper(1, id="one"), paper(2, id="one")
    dump = write_jsonl(tmp_path / "a.jsonl", [same, same, other])
    found = run(dump, tmp_path / "out")
    assert (found["records"], found["papers"]) == (3, 2)
    said = start("explain", tmp_path / "out", "one", "a.jsonl:2").stderr.decode()
    assert "a.jsonl:0, a.jsonl:1, a.jsonl:2" in said


def test_a_hundred_thousand_identical_records(tmp_path: Path) -> None:
    line = json.dumps(paper(1)) + "\n"
    dump = tmp_path / "same.jsonl"
    dump.write_text(line * 100_000)
    found = run(dump, tmp_path / "out")
    assert (found["records"], found["papers"], found["revised"]) == (100_000, 1, 0)
    assert found["largest"][0]["records"] == 100_000


def test_a_hundred_thousand_empty_records(tmp_path: Path) -> None:
    dump = tmp_path / "empty.jsonl"
    dump.write_text('{"title": "", "abstract": null}\n' * 100_000)
    found = run(dump, tmp_path / "out")
    assert (found["records"], found["papers"], found["matches"]) == (100_000, 100_000, 0)
    assert found["empty"] == 100_000


def test_a_chain_does_not_become_one_paper(tmp_path: Path) -> None:
    """Each text is the one before with one word less in front and one more behind."""
    window, texts = 60, 10_000
    line = [word(number, 0) for number in range(texts + window)]
    records = [{"abstract": " ".join(line[n : n + window])} for n in range(texts)]
    dump = write_jsonl(tmp_path / "chain.jsonl", records)
    found = run(dump, tmp_path / "out", "--threads", 2)
    assert found["records"] == texts
    widths = [
        max(position for _, position in places) - min(position for _, position in places)
        for places in partition(tmp_path / "out")
    ]
    assert found["papers"] > texts / window
    assert max(widths) <= window


@pytest.mark.slow
def test_a_clique_of_three_thousand(tmp_path: Path) -> None:
    """All pairs match; each text has a word of its own."""
    records = [
        {"abstract": f"{words(1, 100)} {word(2, n // 1000)}{word(n, 1)}"} for n in range(3_000)
    ]
    dump = write_jsonl(tmp_path / "clique.jsonl", records)
    found = run(dump, tmp_path / "out")
    assert (found["records"], found["papers"]) == (3_000, 1)

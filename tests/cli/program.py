"""Running the command line in tests: in this process through click, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from paperdedup.cli.program import paperdedup

COMMAND = (sys.executable, "-m", "paperdedup")


def call(*args: object, stdin: bytes | str | None = None) -> Result:
    """Run a command in this process. Standard output is no terminal."""
    return CliRunner().invoke(paperdedup, [str(arg) for arg in args], input=stdin)


def start(
    *args: object,
    stdin: bytes | None = None,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process, to its end."""
    return subprocess.run(
        [*COMMAND, *(str(arg) for arg in args)],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        preexec_fn=before,
        cwd=folder,
        timeout=120,
        check=False,
    )


def write_jsonl(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def words(seed: int, count: int = 40) -> str:
    """A text of its own for each seed: no two share a word."""
    return " ".join(word(seed, number) for number in range(count))


def word(seed: int, number: int) -> str:
    """A word of letters that stands for two numbers."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{seed:05}{number:03}")


def paper(seed: int, **more: Any) -> dict[str, Any]:
    """A record with a title and an abstract of its own."""
    return {"title": f"Title number {seed}", "abstract": words(seed), **more}


def revised(seed: int) -> dict[str, Any]:
    """The same paper with one word changed near the end."""
    return paper(seed) | {"abstract": words(seed).replace(word(seed, 38), "otherword")}


def members(folder: Path) -> list[dict[str, Any]]:
    """The members that were written, in any format."""
    import pyarrow.csv
    import pyarrow.json
    import pyarrow.parquet

    readers = {
        "parquet": pyarrow.parquet.read_table,
        "jsonl": pyarrow.json.read_json,
        "csv": pyarrow.csv.read_csv,
    }
    path = next(path for path in folder.iterdir() if path.stem == "members")
    rows: list[dict[str, Any]] = readers[path.suffix[1:]](path).to_pylist()
    return rows


def partition(folder: Path) -> set[frozenset[tuple[str, int]]]:
    """The papers, each as the set of the places of its records."""
    papers: dict[str, set[tuple[str, int]]] = {}
    for row in members(folder):
        papers.setdefault(row["canonical_id"], set()).add((row["dump"], row["position"]))
    return {frozenset(places) for places in papers.values()}

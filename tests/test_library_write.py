"""`Result.write`: files that say what the tables say, all at once, the same every time."""

import csv
import json
import os
import subprocess
import sys
from contextlib import suppress
from functools import partialmethod
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import paperdedup
from paperdedup import ConfigError, Result, folders, writer
from paperdedup.formats import naming, write_csv, write_jsonl

DUMPS = {
    "may": [
        {
            "id": "a",
            "title": 'Quotes "and" commas, and\nlines',
            "abstract": "Ünïcode \u2028 ½ " * 9,
        },
        {"id": "b", "title": "=1+1", "abstract": None, "doi": "10.1000/a"},
        17,
    ],
    "june": [
        {"id": "c", "title": "Quotes and commas", "abstract": "Ünïcode \u2028 ½ " * 9 + "more"}
    ],
}
FILES = {"papers", "members", "matches"}


@pytest.fixture(scope="module")
def result() -> Result:
    return paperdedup.deduplicate(DUMPS)


def plain(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_parquet_holds_the_tables(result: Result, tmp_path: Path) -> None:
    folder = result.write(tmp_path / "out")
    for name in FILES:
        read = pq.read_table(folder / f"{name}.parquet")
        assert read.schema.equals(getattr(result, name).schema)
        assert plain(read) == plain(getattr(result, name))
    assert {path.stem for path in folder.iterdir()} == FILES | {"rejects", "review", "run"}


def test_json_lines_hold_the_tables(result: Result, tmp_path: Path) -> None:
    folder = result.write(tmp_path / "out", format="jsonl")
    for name in [*FILES, "rejects"]:
        lines = (folder / f"{name}.jsonl").read_bytes().decode().split("\n")
        assert lines.pop() == ""
        assert [json.loads(line) for line in lines] == plain(getattr(result, name))


def test_csv_holds_the_tables(result: Result, tmp_path: Path) -> None:
    folder = result.write(tmp_path / "out", format="csv")
    for name in FILES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        table = getattr(result, name)
        assert list(rows[0]) == table.column_names
        assert [row[table.column_names[0]] for row in rows] == table.column(0).to_pylist()
    papers = (folder / "papers.csv").read_text(encoding="utf-8")
    assert "may; june" in papers


def test_every_json_value_survives(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text %s": ['a\x00\x1f\x7f"\\\n%', None, "\U0001f600"],
            "number": [0.1, 1e300, None],
            "flag": [True, False, None],
            "list": [["a", 'b"'], [], None],
            "whole": pa.array([2**63 - 1, -1, None], pa.int64()),
        }
    )
    write_jsonl(table, tmp_path / "t.jsonl")
    lines = (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == table.to_pylist()


def test_csv_keeps_null_and_empty_apart(tmp_path: Path) -> None:
    write_csv(pa.table({"text": ["", None], "list": [[], ["a"]]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == '"text","list"\n"",""\n,"a"\n'


@pytest.mark.parametrize("format", ["parquet", "jsonl", "csv"])
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    folders = []
    for name in ("one", "two"):
        result = paperdedup.deduplicate(DUMPS)
        folders.append(contents(result.write(tmp_path / name, format=format)))  # type: ignore[arg-type]
    runs = [json.loads(folder.pop("run.json")) for folder in folders]
    assert folders[0] == folders[1]
    assert len(folders[0]) == 5
    for run in runs:
        assert run.pop("times")
    assert json.dumps(runs[0]) == json.dumps(runs[1])


def test_run_json_says_how_it_was_made(result: Result, tmp_path: Path) -> None:
    run = json.loads((result.write(tmp_path / "out") / "run.json").read_text(encoding="utf-8"))
    assert run["versions"] == paperdedup.versions()
    assert run["config"]["threshold"] == 0.7
    assert run["counts"] == result.counts
    assert run["plan"]["mode"] == result.plan.mode
    assert run["limits"] == {"hot_buckets": 0, "pairs_cut": 0, "review_left": 0}
    assert run["dumps"][0]["fields"]["abstract"] == "abstract"
    assert run["files"] == {
        "papers.parquet": result.papers.num_rows,
        "members.parquet": 3,
        "matches.parquet": result.matches.num_rows,
        "rejects.jsonl": 1,
        "review.csv": result.review.num_rows,
    }
    assert [(d["name"], d["records"], d["rejects"]) for d in run["dumps"]] == [
        ("may", 2, 1),
        ("june", 1, 0),
    ]


def test_a_previous_run_and_an_empty_folder_are_replaced(result: Result, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "out"
    result.write(out, format="csv")
    result.write(out, format="jsonl")
    assert {path.suffix for path in out.iterdir()} == {".jsonl", ".json", ".csv"}
    assert [path.name for path in out.glob("*.csv")] == ["review.csv"]
    empty = tmp_path / "empty"
    empty.mkdir()
    result.write(empty)
    assert (empty / "run.json").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "empty"]
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("names", [["notes.txt"], ["run.json", "notes.txt"], ["papers.parquet"]])
def test_a_folder_with_other_files_is_left_alone(
    result: Result, tmp_path: Path, names: list[str]
) -> None:
    for name in names:
        (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError, match="choose another folder") as caught:
        result.write(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert contents(tmp_path) == dict.fromkeys(names, b"mine")


def test_a_file_in_the_place_of_the_folder_is_left_alone(result: Result, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FileExistsError, match="is a file"):
        result.write(tmp_path / "out")
    with pytest.raises(OSError, match="out"):
        result.write(tmp_path / "out" / "deeper")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_link_to_a_folder_stays_a_link(result: Result, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    result.write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "run.json").is_file()


def test_a_failure_leaves_the_previous_run_and_nothing_else(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = result.write(tmp_path / "out")
    before = contents(out)

    def fail(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(writer, "_flush", fail)
    with pytest.raises(OSError, match="No space left"):
        result.write(out, format="csv")
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failing_write_names_its_file() -> None:
    with pytest.raises(OSError, match="full") as caught, naming(Path("run.json")):
        raise OSError(28, "full")
    assert (caught.value.errno, caught.value.filename) == (28, "run.json")


FULL_DISK = """
import resource, signal, sys
import paperdedup
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
texts = [f"text {n} of many, none like the other, number {n * n}" for n in range(5000)]
result = paperdedup.deduplicate({"texts": texts}, config=paperdedup.Config(text="plain"))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    result.write(sys.argv[1], format=sys.argv[2])
except OSError as error:
    print(error.errno, error.filename)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs limits of POSIX")
@pytest.mark.parametrize("format", ["parquet", "jsonl", "csv"])
def test_a_full_disk_is_an_os_error_with_the_path(tmp_path: Path, format: str) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "out"), format]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    number, _, path = done.stdout.strip().partition(" ")
    assert int(number) == 27
    assert path.endswith(f".{format}")
    assert not list(tmp_path.iterdir())


def stay(monkeypatch: pytest.MonkeyPatch, out: Path, why: str) -> None:
    """Make a folder one that cannot be renamed."""
    out.mkdir(exist_ok=True)
    if why == "current":
        monkeypatch.chdir(out)
    else:
        monkeypatch.setattr(Path, "is_mount", lambda path: path == out)


@pytest.mark.parametrize("why", ["current", "mount"])
def test_a_folder_that_stays_is_filled_in_its_place(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    stay(monkeypatch, out, why)
    (out / "lost+found").mkdir()
    number = out.stat().st_ino
    result.write(out, format="csv")
    result.write(out, format="parquet")
    (out / "lost+found").rmdir()
    assert out.stat().st_ino == number
    assert contents(out) == contents(result.write(elsewhere, format="parquet"))


def test_a_folder_that_is_busy_is_filled_in_its_place(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a bind mount is, which does not look like a mount point."""
    out = result.write(tmp_path / "out", format="csv")
    number = out.stat().st_ino

    def rename(path: Path, new: Path, do: Any = Path.rename) -> Path:
        if path == out:
            raise OSError(16, "Device or resource busy", str(path))
        return Path(do(path, new))

    monkeypatch.setattr(Path, "rename", rename)
    result.write(out, format="parquet")
    monkeypatch.undo()
    assert out.stat().st_ino == number
    assert contents(out) == contents(result.write(tmp_path / "elsewhere", format="parquet"))
    assert {path.name for path in tmp_path.iterdir()} == {"out", "elsewhere"}


@pytest.mark.parametrize("why", ["current", "mount"])
@pytest.mark.parametrize("failing", range(1, 12))
def test_a_folder_that_stays_has_a_run_only_if_it_is_whole(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, failing: int
) -> None:
    """Whatever step fails, a run.json that is there is the old or the new one, with its files."""
    out = tmp_path / "out"
    stay(monkeypatch, out, why)
    before = contents(result.write(out, format="csv"))
    steps = iter(range(1, 100))

    def step(path: Path, *args: Any, do: Any, **options: Any) -> Any:
        if next(steps) == failing:
            raise OSError(5, "Input/output error", str(path))
        return do(path, *args, **options)

    for name in ("unlink", "rename"):
        monkeypatch.setattr(Path, name, partialmethod(step, do=getattr(Path, name)))
    with suppress(OSError):
        result.write(out, format="parquet")
    monkeypatch.undo()
    names = {path.name for path in out.iterdir()}
    if folders.RUN in names:
        whole = {*(f"{name}.parquet" for name in FILES), folders.REJECTS, folders.RUN}
        assert contents(out) == before or names == whole
    assert not any(name.startswith(".") for name in names)


def test_an_unknown_format_is_refused(result: Result, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="format = 'xlsx': must be one of parquet, jsonl, csv"):
        result.write(tmp_path / "out", format="xlsx")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [5, ["run"], {"x": {1}}, {("a", "b"): 1}])
def test_a_command_that_cannot_be_kept_is_refused(
    command: Any, result: Result, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=r"command = .*: must be a mapping of what JSON"):
        result.write(tmp_path / "out", command=command)
    assert not list(tmp_path.iterdir())

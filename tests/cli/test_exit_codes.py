"""Every foreseeable failure: its exit code, and one or two lines that say what to do."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from paperdedup.cli import exits

from .program import call, paper, start, write_jsonl


def complaint(done: subprocess.CompletedProcess[bytes], code: int) -> str:
    """What was said on standard error: one or two lines, no traceback."""
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert said.startswith("paperdedup: ")
    assert "Traceback" not in said
    assert said.count("\n") in {1, 2}
    return said


HUGE = "9" * 30


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["run"], "missing argument 'DUMP...'"),
        (["run", "x.jsonl"], "missing option '-o'"),
        (["run", "x", "-o", "out", "--treshold", "0.8"], "Did you mean"),
        (["run", "x", "-o", "out", "--threshold", "high"], "'high' is not a valid float"),
        (["run", "x", "-o", "out", "--threshold", "1.5"], "1.5"),
        (["run", "x", "-o", "out", "--threshold", "nan"], "threshold"),
        (["run", "x", "-o", "out", "--recall", "1"], "recall"),
        (["run", "x", "-o", "out", "--threads", "0"], "must be a whole number, from 1 to 1024\n"),
        (["run", "x", "-o", "out", "--threads", "2000"], "2000: must be a whole number, from 1"),
        (["run", "x", "-o", "out", "--bands", "8"], "rows"),
        (["run", "x", "-o", "out", "--shingle-size", "0"], "shingle_size"),
        (["run", "x", "-o", "out", "--mode", "magic"], "'magic' is not one of"),
        (["run", "x", "-o", "out", "--field", "title"], "NAME=COLUMN"),
        (["run", "x", "-o", "out", "--field", "title=a", "--field", "title=b"], "twice"),
        (["run", "", "-o", "out"], "'DUMP...': an empty name"),
        (["run", "x.jsonl", "-o", ""], "'--output': an empty name"),
        (["rnu"], "Did you mean"),
        (["run", "x", "-o", "out", "--bands", HUGE, "--rows", "1"], "bands = 99"),
        (["run", "x", "-o", "out", "--bucket-cap", HUGE], "bucket_cap = 99"),
        (["curve", "--records", "-1"], "-1"),
        (["curve", "--records", HUGE], "must be a whole number, from 0 to 4294967296\n"),
        (["index", "create", "x", "--records", HUGE], "a whole number, from 1 to 4294967296\n"),
        (["index", "query", "x", "t", "--cache-mb", HUGE], "number, from 1 to 1048576\n"),
        (["index", "add", "x", "y", "--wait", "nan"], "wait = nan: must be a number\n"),
        (["index", "add", "x", "y", "--wait", "-1"], "-1.0 is not in the range x>=0"),
        (["curve", "--plot", "curve.pdf"], "curve.pdf"),
        (["completion", "tcsh"], "tcsh"),
        (["completion"], "Choose from: bash, zsh, fish\n"),
    ],
)
def test_usage(args: list[str], words: str, tmp_path: Path) -> None:
    assert words in complaint(start(*args, folder=tmp_path), 2)
    assert not list(tmp_path.iterdir())


def test_unknown_format_and_field_are_usage(may: Path, tmp_path: Path) -> None:
    for option, value in (("--format", "xls"), ("--field", "titel=Name")):
        said = complaint(start("run", may, "-o", tmp_path / "out", option, value), 2)
        assert value.partition("=")[0] in said


def test_missing_input(tmp_path: Path) -> None:
    said = complaint(start("run", tmp_path / "gone.jsonl", "-o", tmp_path / "out"), 3)
    assert "gone.jsonl" in said
    assert "check the path" in said
    assert not (tmp_path / "out").exists()


def test_a_pattern_of_nothing(tmp_path: Path) -> None:
    said = complaint(start("run", tmp_path / "may*.jsonl", "-o", tmp_path / "out"), 3)
    assert "may*.jsonl: no file matches the pattern" in said


def test_unrecognised_input(tmp_path: Path) -> None:
    dump = write_jsonl(tmp_path / "a.jsonl", [{"x": 1, "y": 2}])
    said = complaint(start("run", dump, "-o", tmp_path / "out"), 3)
    assert "a.jsonl" in said
    assert "'x', 'y'" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_input(may: Path, tmp_path: Path) -> None:
    may.chmod(0)
    assert "may.jsonl" in complaint(start("run", may, "-o", tmp_path / "out"), 3)


def test_control_characters_of_a_name_do_not_reach_the_terminal(tmp_path: Path) -> None:
    said = complaint(start("run", tmp_path / "\x1b[31mred", "-o", tmp_path / "out"), 3)
    assert "\x1b" not in said


def test_a_name_that_is_no_text(may: Path, tmp_path: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jsonl"))
    may.rename(strange)
    said = complaint(start("run", strange, "-o", tmp_path / "out"), 3)
    assert "\\udcff.jsonl is not valid Unicode" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("folder", ["/proc/paperdedup/out", "/dev/null", "/dev/null/out"])
def test_unwritable_output(folder: str, may: Path) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("no /proc here")
    assert folder in complaint(start("run", may, "-o", folder), 4)


def test_file_size_limit(may: Path, tmp_path: Path) -> None:
    """As on a full disk: writing fails in the middle of a file."""
    dump = write_jsonl(tmp_path / "many.jsonl", [paper(n) for n in range(300)])

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    said = complaint(start("run", dump, "-o", tmp_path / "out", before=limit), 4)
    assert "too large" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.jsonl", "may.jsonl"]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB; only root may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_full_disk(tiny_disk: Path, tmp_path: Path) -> None:
    dump = write_jsonl(tmp_path / "many.jsonl", [paper(n) for n in range(500)])
    said = complaint(start("run", dump, "-o", tiny_disk / "out", "--output-format", "csv"), 4)
    assert "No space left on device" in said
    assert "free some space" in said
    assert list(tiny_disk.iterdir()) == []


def test_full_standard_output(may: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "paperdedup", "run", str(may), "-o", str(tmp_path / "out")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 4
    assert b"cannot write standard output: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr
    for printed in (["formats"], ["run", "-h"], ["policy", "version"]):
        with Path("/dev/full").open("w") as full:
            command = [sys.executable, "-m", "paperdedup", *printed]
            done = subprocess.run(command, stdout=full, stderr=-1, check=False, timeout=60)
        assert done.returncode == 4, printed
        assert b"cannot write" in done.stderr


@pytest.mark.parametrize("stream", [1, 2])
def test_streams_that_are_closed(stream: int, may: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = start("run", may, "-o", out, "--summary", before=lambda: os.close(stream))
    assert done.returncode == 0, done.stderr
    assert (out / "run.json").is_file()


def test_warnings_are_notes(may: Path, june: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    folder.mkdir()
    may.rename(folder / may.name)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    said = start("run", folder, june, "-o", tmp_path / "a").stderr.decode()
    assert said.startswith("paperdedup: note: ")
    assert "picture.png" in said
    assert said.count("passed over") == 1
    assert start("run", folder, june, "-o", tmp_path / "b", "--quiet").stderr == b""


@pytest.mark.parametrize("args", [["curve"], ["-h"], ["formats"]])
def test_a_reader_that_leaves_is_no_error(args: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "paperdedup", *args]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(theirs)
    assert done.stderr == b""
    assert done.returncode == 0


def test_the_one_place_that_maps_exceptions(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by nought")

    assert exits.main_guarded(fail, ["run"]) == exits.Code.BUG
    said = capsys.readouterr().err
    assert "this is a bug in paperdedup: ZeroDivisionError: by nought" in said
    assert "--debug" in said
    assert "Traceback" not in said
    assert exits.main_guarded(fail, ["run", "--debug"]) == exits.Code.BUG
    assert "Traceback" in capsys.readouterr().err


def test_out_of_memory_is_no_bug(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise MemoryError

    assert exits.main_guarded(fail, []) == exits.Code.INPUT
    assert "out of memory" in capsys.readouterr().err


def test_the_codes_are_those_of_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs" / "cli.md"
    rows = re.findall(r"^\| (\d+) \| ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(map(int, rows)) == sorted(code.value for code in exits.Code)


def test_debug_prints_where_an_error_came_from(tmp_path: Path) -> None:
    done = call("run", tmp_path / "gone.jsonl", "-o", tmp_path / "out", "--debug")
    assert done.exit_code == 3
    assert "Traceback" in done.stderr

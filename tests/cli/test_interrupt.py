"""Ctrl-C: code 130, one line, and no half answer. Tests wait for the program, not for a clock."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .program import COMMAND, call, paper, write_jsonl

PIPE = 1 << 20
"""More than a pipe holds: once so much is written, somebody is reading."""


def leftovers(folder: Path) -> list[str]:
    """What stands beside the dumps."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".jsonl")


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        (signal.SIGINT, 130, "paperdedup: interrupted; no half answer is left\n"),
        (signal.SIGTERM, 143, ""),
    ],
)
def test_signals_while_reading_standard_input(
    sent: signal.Signals, code: int, words: str, tmp_path: Path
) -> None:
    command = [*COMMAND, "run", "-", "-o", str(tmp_path / "out")]
    program = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdin is not None
    program.stdin.write(b'{"title": "' + b"a" * PIPE)
    program.stdin.flush()
    program.send_signal(sent)
    said, error = program.communicate(timeout=60)
    assert program.returncode == code
    assert error.decode() == words
    assert said == b""
    assert leftovers(tmp_path) == []


def test_interrupt_while_reading_a_named_pipe(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.jsonl"
    os.mkfifo(fifo)
    command = [*COMMAND, "run", str(fifo), "-o", str(tmp_path / "out"), "--debug"]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with fifo.open("wb", buffering=0) as pipe:
        pipe.write(b'{"title": "' + b"a" * PIPE)
        program.send_signal(signal.SIGINT)
        _, error = program.communicate(timeout=60)
    assert program.returncode == 130
    assert b"Traceback" not in error
    assert leftovers(tmp_path) == []


INTERRUPTED_RUN = """
import os, signal
import paperdedup
from paperdedup.cli import main

def watch(stage, done, total):
    if stage != "read":
        os.kill(os.getpid(), signal.SIGINT)

def deduplicate(*dumps, progress, run=paperdedup.deduplicate, **settings):
    return run(*dumps, progress=watch, **settings)

paperdedup.deduplicate = deduplicate
main()
"""
"""The program, which gets Ctrl-C as soon as the core says that it is at work."""


def test_interrupt_while_the_core_works(tmp_path: Path) -> None:
    dump = write_jsonl(tmp_path / "many.jsonl", (paper(number) for number in range(50_000)))
    command = [sys.executable, "-c", INTERRUPTED_RUN, "run", str(dump), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.stderr.decode() == "paperdedup: interrupted; no half answer is left\n"
    assert done.returncode == 130
    assert leftovers(tmp_path) == []


def test_interrupt_while_writing(
    may: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    done = call("run", may, "-o", tmp_path / "out")
    assert done.exit_code == 130
    assert leftovers(tmp_path) == []


def test_progress_is_shown_on_a_terminal_and_gone_at_the_end(may: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*COMMAND, "run", str(may), "-o", str(tmp_path / "out")]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = read_to_end(ours)
    os.close(ours)
    assert program.wait(timeout=60) == 0
    assert b"read" in shown
    assert shown.rstrip().endswith((b"\x1b[2K", b"\x1b[?25h"))


def read_to_end(terminal: int) -> bytes:
    """All that a program writes to a terminal."""
    seen = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            return seen
        if not part:
            return seen
        seen += part

"""Two processes on one index: one adds and may be killed, the other reads and never notices."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import IO

import pytest

from cli.program import call, paper, write_jsonl
from indexes import SEARCH, made, papers
from paperdedup import Index, IndexStateError

ADD = """
import sys
from pathlib import Path
from paperdedup import Index
with Index.open(sys.argv[1]) as index:
    print("open", flush=True)
    for dump in sys.argv[2:]:
        index.add(Path(dump))
        print("added", dump, flush=True)
"""
HOLD = """
import sys
from paperdedup import Index
with Index.open(sys.argv[1]) as index:
    index.add({"held": ["a text of the writer"]}, progress=lambda *_: print("busy", flush=True))
    print("added", flush=True)
    sys.stdin.read()
"""


def dumps(folder: Path, count: int, size: int) -> list[Path]:
    """Dumps of which each repeats half of the one before."""
    return [
        write_jsonl(
            folder / f"dump{number}.jsonl",
            [paper(seed) for seed in range(number * size // 2, number * size // 2 + size)],
        )
        for number in range(count)
    ]


WAIT = """
import sys
from paperdedup import Index
print("waiting", flush=True)
Index.open(sys.argv[1], wait=600)
"""


@contextmanager
def writer(index: Path, given: list[Path]) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A process that adds the dumps and says so after each, and what it says."""
    command = [sys.executable, "-c", ADD, str(index), *map(str, given)]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) as adding:
        assert adding.stdout is not None
        yield adding, adding.stdout


def test_a_reader_sees_whole_dumps_only(tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    made(path).close()
    given = dumps(tmp_path, 8, 400)
    seen = set()
    with Index.open(path, read_only=True) as reader, writer(path, given) as (adding, _):
        while adding.poll() is None:
            seen.add(reader.members.read_all().num_rows)
    assert adding.returncode == 0
    assert {rows % 400 for rows in seen} <= {0}
    with Index.open(path, read_only=True) as reader:
        assert reader.members.read_all().num_rows == 3_200


@pytest.mark.parametrize("kills", [6])
def test_a_killed_writer_leaves_whole_dumps(kills: int, tmp_path: Path) -> None:
    """What was reported as added is there; a reader that was open all the time goes on."""
    path = tmp_path / "papers.index"
    made(path).close()
    given = dumps(tmp_path, kills, 300)
    with Index.open(path, read_only=True) as reader:
        for number, dump in enumerate(given):
            with writer(path, [dump]) as (adding, told):
                assert told.readline() == "open\n"
                if number % 2:
                    assert told.readline().startswith("added")
                adding.send_signal(signal.SIGKILL)
            names = [entry.name for entry in reader.dumps]
            assert reader.members.read_all().num_rows == 300 * len(names)
            assert number % 2 == 0 or dump.name in names
    with Index.open(path) as index:
        index.add(given)
        found = papers(index)
        assert index.verify().sound
    with made(tmp_path / "whole.index") as whole:
        order = ledger(path)
        whole.add(sorted(given, key=lambda dump: order.index(dump.name)))
        assert papers(whole) == found


def ledger(path: Path) -> list[str]:
    """The names of the dumps of an index, in their order."""
    with Index.open(path, read_only=True) as index:
        return [entry.name for entry in index.dumps]


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    made(path).close()
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as holding:
        assert holding.stdout is not None
        while holding.stdout.readline() != "added\n":
            assert holding.poll() is None
        told = rf"locked by process {holding.pid} .*; wait for it \(wait=SECONDS\), or stop it"
        with pytest.raises(IndexStateError, match=told), Index.open(path) as index:
            index.add({"mine": ["another text"]})
        holding.communicate("")
    with Index.open(path, wait=10) as index:
        index.add({"mine": ["another text"]})


@pytest.mark.parametrize("way", ["open", "migrate"])
def test_ctrl_c_while_another_writes(way: str, tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    command = [sys.executable, "-c", WAIT.replace("open", way), str(path)]
    with made(path), subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) as waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "waiting\n"
        waiting.send_signal(signal.SIGINT)
        _, complaint = waiting.communicate(timeout=60)
    assert "KeyboardInterrupt" in complaint


@pytest.mark.parametrize("way", ["open", "migrate"])
def test_a_writer_waits_until_another_ends(way: str, tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    command = [sys.executable, "-c", WAIT.replace("open", way), str(path)]
    holding = made(path)
    with subprocess.Popen(command, stdout=PIPE, text=True) as waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "waiting\n"
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.3)
        holding.close()
        assert waiting.wait(60) == 0


def test_run_waits_for_another_writer(tmp_path: Path) -> None:
    path, dump = tmp_path / "papers.index", write_jsonl(tmp_path / "d.jsonl", [paper(1)])
    holding = made(path)
    command = [sys.executable, "-m", "paperdedup", "run", str(dump), "--index", str(path)]
    with subprocess.Popen([*command, "--wait", "600"], stdout=PIPE, text=True) as waiting:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1)
        holding.close()
        assert waiting.wait(60) == 0
    refused = call("run", dump, "-o", tmp_path / "out", "--wait", 1)
    assert (refused.exit_code, "--wait belongs to --index" in refused.stderr) == (2, True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_neither_uses_nor_closes_what_it_inherited(tmp_path: Path) -> None:
    """It would write to a file that the first may have closed, and read what that removes."""
    path, told = tmp_path / "papers.index", tmp_path / "told"
    (tmp_path / "again").symlink_to(path)
    with made(path) as index:
        index.add({"base": [paper(1)]})
        child = os.fork()
        if child == 0:
            said = [refusal(lambda: index.add({"child": [paper(2)]}))]
            said += [refusal(lambda: Index.open(tmp_path / "again", read_only=True, wait=9))]
            index.close()
            del index
            told.write_text("\n".join(said), encoding="utf-8")
            os._exit(0)
        os.waitpid(child, 0)
        for line in told.read_text(encoding="utf-8").splitlines():
            assert f"was open in process {os.getpid()} when this process was forked" in line
            assert "close it before the fork, or start processes by spawn" in line
        with pytest.raises(IndexStateError, match="this process"):
            Index.open(path)
        index.add({"after": [paper(3)]})
        assert [entry.name for entry in index.dumps] == ["base", "after"]


def refusal(call: Callable[[], object]) -> str:
    """What an index says that it refuses."""
    try:
        call()
    except IndexStateError as error:
        return str(error)
    return "nothing is refused"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_uses_what_was_closed_before(tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    with made(path) as index:
        index.add({"base": [paper(1)]})
    child = os.fork()
    if child == 0:
        with Index.open(path) as index:
            index.add({"child": [paper(2)]})
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    with Index.open(path) as index:
        assert [entry.name for entry in index.dumps] == ["base", "child"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_interrupted_by_ctrl_c(tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    made(path).close()
    (given,) = dumps(tmp_path, 1, 20_000)
    with writer(path, [given]) as (adding, told):
        assert told.readline() == "open\n"
        adding.send_signal(signal.SIGINT)
        _, complaint = adding.communicate(timeout=60)
    assert adding.returncode == 0 or "KeyboardInterrupt" in complaint
    with Index.open(path) as index:
        assert index.stats["records"] in {0, 20_000}
        assert index.verify().sound


def test_an_interruption_that_comes_too_late_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "papers.index"
    made(path).close()

    def interrupt_when_it_is_in(*_: object) -> None:
        with Index.open(path, read_only=True) as reader:
            if reader.dumps:
                raise KeyboardInterrupt

    dumps = {"one": [paper(1)], "two": [paper(2)]}
    with Index.open(path) as index:
        each = index.add_each(dumps, progress=interrupt_when_it_is_in)
        assert next(each).dump == "one"
        with pytest.raises(KeyboardInterrupt):
            next(each)
    with Index.open(path) as index:
        assert [entry.name for entry in index.dumps] == ["one"]


def test_json_of_the_search(tmp_path: Path) -> None:
    """The settings that tests give are those that an index keeps."""
    with made(tmp_path / "papers.index") as index:
        kept = index.parameters
    assert {name: kept[name] for name in SEARCH} == {k: str(v) for k, v in SEARCH.items()}
    assert json.dumps(kept)

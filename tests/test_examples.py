"""Every example that a user may copy works: in the README and docs, and in docstrings.

Blocks of ```python run one after the other in one namespace a page, each line of ```console that
starts with `$ ` (or every line, if none does) runs in a shell; lines after a command are what it
prints, `...` standing for any text. All of it in a copy of `examples/`. A block after a comment
`<!-- not run: reason -->` is not run. Of `make` only the name of the target is checked here: CI
calls them.
"""

import doctest
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import paperdedup
from checks.links import pages
from checks.sources import ROOT, place

BLOCK = re.compile(
    r"(?P<skip><!-- not run: .+? -->\n+)?^```(?P<kind>python|pycon|console)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
PAGES = [page for page in pages() if page.parent.name != "results"]


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    kind: str
    body: str


def blocks(page: Path) -> list[Block]:
    """The blocks of a page that are to be run."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start("body")), found["kind"], found["body"])
        for found in BLOCK.finditer(text)
        if not found["skip"]
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples in it, where the commands of this environment are found."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_there_are_examples() -> None:
    kinds = [block.kind for page in PAGES for block in blocks(page)]
    assert kinds.count("python") >= 1
    assert kinds.count("console") >= 3


@pytest.mark.parametrize("page", PAGES, ids=place)
@pytest.mark.usefixtures("folder")
def test_examples_of_a_page(page: Path) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.kind == "python":
            source = "\n" * block.line + block.body
            exec(compile(source, str(page), "exec"), namespace)
        elif block.kind == "pycon":
            run_doctest(block, namespace)
        else:
            run_console(block)


def run_doctest(block: Block, namespace: dict[str, object]) -> None:
    namespace.update((name, getattr(paperdedup, name)) for name in paperdedup.__all__)
    name = f"{place(block.page)}:{block.line}"
    test = doctest.DocTestParser().get_doctest(
        block.body, namespace, name, str(block.page), block.line
    )
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    runner.run(test, clear_globs=False)
    assert runner.summarize(verbose=False).failed == 0, name


def run_console(block: Block) -> None:
    prompted = any(line.startswith("$ ") for line in block.body.splitlines())
    text = block.body if prompted else re.sub(r"^(?=\S)", "$ ", block.body, flags=re.MULTILINE)
    for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, expected = re.sub(r" *\\\n\s*", " ", command).partition("\n")
        run_command(line.split("  #")[0].strip(), expected)


def run_command(line: str, expected: str) -> None:
    if line.startswith("make "):
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert line.split()[1] in targets
        return
    done = subprocess.run(
        line, shell=True, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    if expected.strip():
        printed = done.stdout
        assert doctest.OutputChecker().check_output(expected, printed, OPTIONS), printed


def modules() -> list[str]:
    found = pkgutil.walk_packages(paperdedup.__path__, "paperdedup.")
    return ["paperdedup", *(one.name for one in found if not one.name.endswith("__main__"))]


@pytest.mark.parametrize("name", modules())
@pytest.mark.usefixtures("folder")
def test_examples_of_a_module(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=OPTIONS).failed == 0


def test_modules_have_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    counted = sum(len(finder.find(importlib.import_module(name))) for name in modules())
    assert counted > 20


@pytest.mark.parametrize("name", ["rust", "limits"])
def test_examples_of_a_check(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"checks.{name}")).failed == 0


@pytest.mark.usefixtures("folder")
def test_the_job_of_every_week() -> None:
    job = [sys.executable, "examples/weekly.py", "papers.index"]
    weeks = sorted(map(str, Path("examples/dumps").glob("*.txt")))
    first = subprocess.run([*job, *weeks], capture_output=True, text=True, check=True).stdout
    assert first.count("\n  pd:") == 12 + 7 + 7
    again = subprocess.run([*job, weeks[-1]], capture_output=True, text=True, check=True).stdout
    assert again == "2025-03-17.txt: known, nothing has changed\n"


@pytest.mark.usefixtures("folder")
def test_the_job_of_every_week_takes_records_without_a_title() -> None:
    Path("week.jsonl").write_text('{"abstract": "Of what has no title."}\n{"doi": "10.1000/a"}')
    job = [sys.executable, "examples/weekly.py", "papers.index", "week.jsonl"]
    lines = subprocess.run(job, capture_output=True, text=True, check=True).stdout.splitlines()
    assert sorted(line.partition("  pd:")[2].partition("  ")[2] for line in lines[1:]) == [
        "(no title)",
        "Of what has no title.",
    ]

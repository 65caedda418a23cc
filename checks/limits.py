"""The house limits (CONTRIBUTING.md): the size of functions and files, nesting, `unsafe`, names.

Boolean positional arguments of Python are ruff's (FBT); those of Rust are found here. Tests and
benches have no limits but those of ruff. The five largest functions and files are always printed.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checks import rust
from checks.sources import BINDING, CORE, PACKAGE, ROOT, files, finish, place

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTION_LINES = 40
FILE_LINES = 400
NESTING = 3
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
UNSAFE_FILES = {
    "rust/core/src/normalize/avx2.rs": "AVX2 intrinsics",
    "rust/core/src/sketch/simd.rs": "calls functions compiled for a CPU that has been asked",
    "rust/core/src/store/vfs.rs": "SQLite calls it from C for each page, to be given a checksum",
}

# Functions whose arguments are not ours to choose.
FOREIGN = {"visit_bool": "of the trait `Visitor` of serde"}

# A level of nesting in Python; `with` and `try` count, since they indent.
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Measured:
    """A function or a file, and what was counted."""

    place: str
    name: str
    lines: int
    nesting: int = 0

    def __str__(self) -> str:
        """As it is printed: lines, place, name."""
        return f"{self.lines:5}  {self.place}  {self.name}".rstrip()


@dataclass
class Source:
    """What is counted of one file."""

    path: Path
    lines: int
    functions: list[Measured]
    broken: list[str]


def read_python(path: Path) -> Source:
    """Count in a Python file."""
    text = path.read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, FUNCTIONS)]
    counted = [_python_function(node, place(path)) for node in nodes]
    return Source(path, text.count("\n"), counted, [])


def _python_function(node: ast.FunctionDef | ast.AsyncFunctionDef, where: str) -> Measured:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    return Measured(f"{where}:{node.lineno}", node.name, lines, _depth(node))


def _depth(node: ast.AST) -> int:
    """Levels of blocks below a node; functions inside count for themselves, `elif` as its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            continue
        otherwise = isinstance(node, ast.If) and child in node.orelse and isinstance(child, ast.If)
        deepest = max(deepest, _depth(child) + (isinstance(child, BLOCKS) and not otherwise))
    return deepest


def read_rust(path: Path) -> Source:
    """Count in a Rust file, without its test modules."""
    text = path.read_text(encoding="utf-8")
    bare, where = rust.code(text), place(path)
    found = list(rust.functions(bare))
    counted = [
        Measured(f"{where}:{one.line}", one.name, one.lines, rust.nesting(one.body))
        for one in found
    ]
    switches = [
        f"{where}:{one.line}: {one.name} takes a bool: use an enum that names both cases"
        for one in found
        if one.name not in FOREIGN and re.search(r":\s*bool\b", one.arguments)
    ]
    return Source(path, bare.count("\n"), counted, [*switches, *_unsafe(text, bare, where)])


def _unsafe(text: str, bare: str, where: str) -> Iterator[str]:
    """Unsafe blocks outside the files that may have them, or without their SAFETY comment."""
    lines = text.splitlines()
    for found in re.finditer(r"\bunsafe\s*(?:\{|fn\b|impl\b)", bare):
        number = bare.count("\n", 0, found.start())
        if where not in UNSAFE_FILES:
            yield f"{where}:{number + 1}: unsafe outside {', '.join(UNSAFE_FILES)}"
        above = "\n".join(lines[max(0, number - 3) : number + 1])
        if found.group().endswith("{") and "SAFETY:" not in above:
            yield f"{where}:{number + 1}: unsafe without a SAFETY comment"


def broken(source: Source) -> Iterator[str]:
    """The limits that a file breaks."""
    where = place(source.path)
    if source.lines > FILE_LINES:
        yield f"{where}: {source.lines} lines, at most {FILE_LINES}"
    if FORBIDDEN_NAMES & set(Path(where).with_suffix("").parts):
        yield f"{where}: named after nothing that it does"
    for one in source.functions:
        if one.lines > FUNCTION_LINES:
            yield f"{one.place}: {one.name} has {one.lines} lines, at most {FUNCTION_LINES}"
        if one.nesting > NESTING:
            yield f"{one.place}: {one.name} nests {one.nesting} levels, at most {NESTING}"
    yield from source.broken


def inspect() -> list[Source]:
    """All files that the limits are for."""
    python = [path for folder in (PACKAGE, ROOT / "checks") for path in files(folder, ".py")]
    native = [path for folder in (CORE, BINDING) for path in files(folder, ".rs")]
    return [*map(read_python, python), *map(read_rust, native)]


def _print_largest(sources: list[Source]) -> None:
    functions = [one for source in sources for one in source.functions]
    whole = [Measured(place(source.path), "", source.lines) for source in sources]
    for title, measured in (("functions", functions), ("files", whole)):
        print(f"The five largest {title}, in lines:")
        for one in sorted(measured, key=lambda one: (-one.lines, one.place))[:5]:
            print(one)


def main() -> int:
    """Inspect all, print the largest, and what breaks a limit."""
    sources = inspect()
    _print_largest(sources)
    suffixes = {source.path.suffix for source in sources}
    inspected = len(sources) if suffixes == {".py", ".rs"} else 0
    return finish("house limits (files)", inspected, (b for one in sources for b in broken(one)))


if __name__ == "__main__":
    sys.exit(main())

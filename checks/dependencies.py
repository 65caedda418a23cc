"""The dependency rule: who may import whom (ARCHITECTURE.md).

In the core: the foundations import only each other; a stage imports only those, no other stage, no
thread pool and no file; only the composers put stages together. In Python: a table says what each
part may import of us, and who may import the core. An exception stands below with its reason, and
is an error itself once nothing uses it.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checks.rust import code, modules
from checks.sources import CORE, PACKAGE, files, finish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOUNDATIONS = {"error", "ids", "params", "records"}
# `fingerprint` is the first pass of the pipeline; `parallel` is how work is spread.
COMPOSERS = {"fingerprint", "index", "parallel", "pipeline", "store"}
POOLS_AND_FILES = re.compile(r"\b(rayon|std::thread|std::fs|std::io|std::env|fs_err)\b")

RUST_EXCEPTIONS = {
    ("canonical", "normalize"): "the version of the normalizer is part of every content ID",
    ("channels", "pair"): "both group equal keys, which is one linear-time sort",
    ("channels", "rayon"): "pairs are sorted in parallel: they are the most of what is held",
    ("cluster", "verify"): "a match holds the shares that were counted",
    ("evidence", "identifiers"): "identifiers are evidence too",
    ("evidence", "normalize"): "names and venues are folded as texts are",
    ("evidence", "shingle"): "words of titles and abstracts are those that texts are cut into",
    ("evidence", "text"): "what is too little for a text is no abstract either",
    ("evidence", "verify"): "distinct shingles are found by the table that counts them",
    ("join", "pair"): "both group equal keys, which is one linear-time sort",
    ("join", "parallel"): "its loops over sets are the cost of the exact mode, and are cancelled",
    ("join", "rayon"): "as above",
    ("join", "verify"): "a candidate is verified while its set is in the cache",
    ("pair", "parallel"): "buckets are paired in parallel, and are cancelled",
    ("pair", "rayon"): "as above",
    ("params", "relate"): "a policy is a setting",
    ("params", "shingle"): "so is shingling",
    ("relate", "evidence"): "what it takes is what evidence makes: the type `Evidence`",
    ("relate", "identifiers"): "whether two DOIs are versions is said by their form alone",
    ("relate", "verify"): "abstracts are compared last, and only if they can change a verdict",
    ("shingle", "normalize"): "what it takes is what normalize makes: the type `Words`",
    ("text", "normalize"): "as above",
}

# `readers` for two functions: the binding parses JSON lines and looks through lists of texts.
CORE_IMPORTERS = {"config", "dedup", "index", "measuring", "readers", "stages"}
MAY_IMPORT = {
    "errors": set[str](),
    "nouns": set[str](),
    "decoding": set[str](),
    "columns": {"decoding"},
    "config": {"_native", "errors"},
    "records": {"columns", "errors"},
    "readers": {"_native", "decoding", "errors", "nouns", "records"},
    "cli": {"", "measuring", "nouns", "report"},
}
PYTHON_EXCEPTIONS = {
    ("cli", "config"): "which policies weigh by a table is a matter of the settings",
    ("cli", "decisions"): "they are counted before a file of them is replaced",
    ("cli", "filled"): "what a person filled in is looked for before a file is replaced",
    ("cli", "folders"): "a folder is looked at before the work that will fill it",
    ("cli", "readers"): "`paperdedup formats` lists the registry of readers",
    ("cli", "records"): "`paperdedup formats` lists the column names that are recognised",
}


@dataclass
class Findings:
    """What was inspected, what broke the rule, and which exceptions were needed."""

    inspected: int = 0
    broken: list[str] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)

    def weigh(
        self, name: str, other: str, exceptions: Mapping[tuple[str, str], str], place: str
    ) -> None:
        """Record that `name` imports `other` and should not."""
        if (name, other) in exceptions:
            self.used.add((name, other))
        else:
            self.broken.append(f"{place}: {name} imports {other or 'the package'}")


def inspect_rust(folder: Path) -> Findings:
    """The rule for the core."""
    found = Findings()
    for path in files(folder, ".rs"):
        inner = path.relative_to(folder).with_suffix("").parts
        if inner == ("lib",):
            continue
        found.inspected += 1
        name, bare = inner[0], code(path.read_text(encoding="utf-8"))
        depth = len(inner) - (inner[-1] == "mod")
        for other in sorted(_rust_names(bare, depth) - {name}):
            if not _rust_allowed(name, other):
                found.weigh(name, other, RUST_EXCEPTIONS, path.relative_to(folder).as_posix())
    return found


def _rust_names(bare: str, depth: int) -> set[str]:
    return modules(bare, depth) | set(POOLS_AND_FILES.findall(bare))


def _rust_allowed(name: str, other: str) -> bool:
    if name in COMPOSERS:
        return other != "lib"
    return other in FOUNDATIONS


def inspect_python(folder: Path) -> Findings:
    """The rule for the package. Names of types (`if TYPE_CHECKING`) are no import of the core."""
    found = Findings()
    for path in files(folder, ".py"):
        found.inspected += 1
        inner = path.relative_to(folder)
        name = inner.with_suffix("").parts[0]
        for other in sorted(_imports(path.read_text(encoding="utf-8"), inner) - {name}):
            if not _python_allowed(name, other):
                found.weigh(name, other, PYTHON_EXCEPTIONS, inner.as_posix())
    return found


def _imports(text: str, inner: Path) -> set[str]:
    tree = ast.parse(text)
    typed = {id(node) for block in _typing_blocks(tree) for node in ast.walk(block)}
    named = ((node, name) for node in ast.walk(tree) for name in _python_names(node, inner))
    return {name for node, name in named if name != "_native" or id(node) not in typed}


def _python_allowed(name: str, other: str) -> bool:
    if other == "_native" and name not in CORE_IMPORTERS:
        return False
    return other in MAY_IMPORT.get(name, {other})


def _typing_blocks(tree: ast.Module) -> Iterator[ast.If]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield node


def _python_names(node: ast.AST, path: Path) -> Iterator[str]:
    """The parts of the package that an import names: "" is the package, the public API."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.split(".")[0] == "paperdedup":
                yield ".".join(alias.name.split(".")[1:2])
    elif isinstance(node, ast.ImportFrom):
        parts = _absolute(node, path)
        if parts[:1] == ["paperdedup"]:
            yield from parts[1:2] or _parts_or_api([alias.name for alias in node.names])


def _absolute(node: ast.ImportFrom, path: Path) -> list[str]:
    named = node.module.split(".") if node.module else []
    above = ["paperdedup", *path.parent.parts]
    return above[: len(above) - node.level + 1] + named if node.level else named


def _parts_or_api(names: list[str]) -> Iterator[str]:
    """`from paperdedup import x`: a module where there is one of this name, the API otherwise."""
    for name in names:
        module = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()
        yield name if module or name == "_native" else ""


def unused(found: Findings, exceptions: Mapping[tuple[str, str], str]) -> list[str]:
    """Exceptions that nothing needs any more."""
    return [f"checks/dependencies.py: no {a} imports {b}" for a, b in set(exceptions) - found.used]


def main() -> int:
    """Inspect both languages."""
    rust, python = inspect_rust(CORE), inspect_python(PACKAGE)
    broken = [
        *rust.broken,
        *unused(rust, RUST_EXCEPTIONS),
        *python.broken,
        *unused(python, PYTHON_EXCEPTIONS),
    ]
    counted = rust.inspected * python.inspected and rust.inspected + python.inspected
    return finish("dependency rule (files)", counted, broken)


if __name__ == "__main__":
    sys.exit(main())

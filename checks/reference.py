"""docs/library.md: the public names, made from their signatures and docstrings.

Read from the source, not from the imported package, so that the page does not depend on the version
of Python. `--check` compares instead of writing.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.sources import PACKAGE, ROOT, finish, place

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "library.md"
TITLE = """# The library

What `import paperdedup` offers, made by `make docs` from the docstrings. Tests run every example.
"""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Part:
    """A public name: its heading, its signature, and what its docstring says."""

    heading: str
    signature: str
    text: str

    def __str__(self) -> str:
        """As Markdown."""
        signature = f"```py\n{self.signature}\n```\n\n" if self.signature else ""
        return f"{self.heading}\n\n{signature}{markdown(self.text)}\n"


def parts() -> Iterator[Part]:
    """Every public name, in the order of the alphabet, with its methods after it."""
    init = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    places = {
        alias.asname or alias.name: (node.module or "").split(".")[1:]
        for node in ast.walk(init)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for name in sorted(_public(init), key=str.lower):
        yield from _describe(name, _source(places.get(name) or [name]))


def _public(init: ast.Module) -> list[str]:
    for node in init.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return []


def _source(module: list[str]) -> ast.Module:
    path = PACKAGE.joinpath(*module)
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))


def _describe(name: str, tree: ast.Module) -> Iterator[Part]:
    """A name where its module defines it, or where that imports it from."""
    for node in reversed(tree.body):
        if isinstance(node, FUNCTIONS) and node.name == name:
            yield Part(f"## {name}", _signature(node), ast.get_docstring(node) or "")
            return
        if isinstance(node, ast.ClassDef) and node.name == name:
            yield from _class(node)
            for base in _bases(node, tree):
                yield from _methods(name, base)
            return
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
            told = dict(_documented(tree.body)).get(node, "")
            yield Part(f"## {name}", f"{name}: {ast.unparse(node.annotation)}", told)
            return
        if isinstance(node, ast.ImportFrom) and name in {alias.name for alias in node.names}:
            yield from _describe(name, _source((node.module or "").split(".")[1:]))
            return


def _bases(node: ast.ClassDef, tree: ast.Module) -> Iterator[ast.ClassDef]:
    """The classes of ours that it is made of."""
    names = {ast.unparse(base) for base in node.bases}
    for line in tree.body:
        if isinstance(line, ast.ImportFrom) and (line.module or "").startswith(PACKAGE.name):
            named = {alias.name for alias in line.names} & names
            parts = _source((line.module or "").split(".")[1:]).body if named else []
            yield from (one for one in parts if isinstance(one, ast.ClassDef) and one.name in named)


def _class(node: ast.ClassDef) -> Iterator[Part]:
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    yield Part(
        f"## {node.name}",
        f"class {node.name}({bases})" if bases else f"class {node.name}",
        "\n\n".join(filter(None, [ast.get_docstring(node), "\n".join(_fields(node))])),
    )
    yield from _methods(node.name, node)


def _methods(name: str, node: ast.ClassDef) -> Iterator[Part]:
    for inner in node.body:
        if isinstance(inner, FUNCTIONS) and (text := ast.get_docstring(inner)):
            if inner.name.startswith("_") and inner.name != "__init__":
                continue
            yield Part(f"### {name}.{inner.name.strip('_')}", _signature(inner), text)


def _fields(node: ast.ClassDef) -> Iterator[str]:
    """The fields of a dataclass, each with the string below it."""
    for field, told in _documented(node.body):
        if not ast.unparse(field.target).startswith("_"):
            text = f": {' '.join(told.split())}" if told else ""
            yield f"- `{ast.unparse(field)}`{text}"


def _documented(body: list[ast.stmt]) -> Iterator[tuple[ast.AnnAssign, str]]:
    """Every annotated name, and the string below it."""
    for field, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign):
            told = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            yield field, str(below.value.value) if told else ""  # type: ignore[union-attr]


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    decorators = [f"@{ast.unparse(one)}\n" for one in node.decorator_list]
    shown = "".join(one for one in decorators if "property" in one)
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{shown}def {node.name}({ast.unparse(node.args)}){returns}"
    if len(line) <= 100:
        return line
    spread = re.sub(r", (?=\*|\w+[:=])", ",\n    ", ast.unparse(node.args))
    return f"{shown}def {node.name}(\n    {spread},\n){returns}"


def markdown(text: str) -> str:
    """A docstring as Markdown: its examples become fenced blocks."""
    blocks = []
    for block in text.split("\n\n"):
        if block.lstrip().startswith(">>>"):
            blocks.append(f"```pycon\n{block}\n```")
        else:
            blocks.append(re.sub(r"\n(`\w+`):", r"  \n\1:", block))
    return "\n\n".join(blocks)


def main(arguments: list[str]) -> int:
    """Write the page, or compare it."""
    found = list(parts())
    text = "\n".join([TITLE, *map(str, found)])
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
        return finish(f"{place(PAGE)} (names)", len(found), [])
    same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
    stale = [] if same else [f"{place(PAGE)} is stale: run `make docs`"]
    return finish(f"{place(PAGE)} (names)", len(found), stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

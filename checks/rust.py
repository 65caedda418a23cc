"""As much Rust as the checks need: what is code and what is not, blocks, functions, paths.

No parser: comments, strings and character literals are blanked, so that what is left can be read by
its braces and keywords. Test modules (`#[cfg(test)] mod …`) are cut. Macros that write items are
not followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_CODE = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | b?r(?P<fence>\#*)".*?"(?P=fence)
      | b?"(?:\\.|[^"\\])*"
      | b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\\n])'
    """,
    re.DOTALL | re.VERBOSE,
)
FUNCTION = re.compile(r"\bfn\s+(?P<name>\w+)")
TESTS = re.compile(r"#\[cfg\((?:all\()?test\b[^\]]*\]\s*(?:pub\s+)?mod\s+\w+\s*\{")
CONTROL = re.compile(r"\b(?:if|for|while|loop|match)\b")
NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Function:
    """A function with a body. Lines are counted from 1."""

    name: str
    line: int
    lines: int
    arguments: str
    body: str


def code(text: str) -> str:
    """The text with comments, strings and characters blanked, and without its test modules.

    >>> code("let a = 'b'; // c")
    'let a =    ;     '
    """
    bare = NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    while found := TESTS.search(bare):
        end = closing(bare, found.end() - 1)
        bare = bare[: found.start()] + bare[end + 1 :]
    return bare


def closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` closes, or the end of the text."""
    opening, close = text[start], {"{": "}", "(": ")", "<": ">"}[text[start]]
    depth = 0
    for at in range(start, len(text)):
        arrow = text[at] == ">" and text[at - 1] in "-="
        depth += (text[at] == opening) - (text[at] == close and not arrow)
        if depth == 0:
            return at
    return len(text) - 1


def functions(bare: str) -> Iterator[Function]:
    """The functions of bare code, those inside others too."""
    for found in FUNCTION.finditer(bare):
        start = bare.index("(", _past_generics(bare, found.end()))
        end = closing(bare, start)
        body = re.compile(r"[{;]").search(bare, end)
        if body is None or body.group() == ";":
            continue
        last = closing(bare, body.start())
        line = bare.count("\n", 0, found.start()) + 1
        lines = bare.count("\n", found.start(), last) + 1
        arguments, inner = bare[start + 1 : end], bare[body.start() : last + 1]
        yield Function(found["name"], line, lines, arguments, inner)


def _past_generics(bare: str, at: int) -> int:
    return closing(bare, at) if bare[at] == "<" else at


def nesting(body: str) -> int:
    """How deep `if`, `for`, `while`, `loop` and `match` stand within each other in a function body.

    >>> nesting("{ for a in b { if c { d } else if e { f } } }")
    2
    """
    deepest, blocks, pending = 0, [], False
    for found in re.finditer(r"[{};]|=>|\w+", body):
        token = found.group()
        if CONTROL.fullmatch(token):
            pending = True
        elif token == "{":
            blocks.append(pending)
            pending = False
            deepest = max(deepest, sum(blocks))
        elif token == "}" and blocks:
            blocks.pop()
        elif token in (";", "=>"):
            pending = False
    return deepest


def modules(bare: str, inside: int) -> set[str]:
    """The modules of the crate that code names, by `crate::` or `super::`, with `use` or without.

    `inside`: how many modules down from the crate's root the code stands: 1 for `pair.rs`.

    >>> sorted(modules("use crate::{ids::{a, b}, pair}; fn f() { crate::text::g() }", 1))
    ['ids', 'pair', 'text']
    """
    named: set[str] = set()
    for found in re.finditer(r"\b(?P<root>crate|super(?:::super)*)::(?=[\w{])", bare):
        ups = found["root"].count("super")
        if ups in (0, inside):
            named.update(_heads(bare, found.end()))
    return {name for name in named if name != "super"}


def _heads(bare: str, at: int) -> Iterator[str]:
    """The first names of a path, or of each path of a group in braces."""
    if bare[at] != "{":
        yield from NAME.findall(bare[at:])[:1]
        return
    depth, start = 0, True
    for found in re.finditer(r"[{},]|\w+", bare[at : closing(bare, at) + 1]):
        token = found.group()
        depth += (token == "{") - (token == "}")
        if NAME.fullmatch(token) and start and depth == 1:
            yield token
        start = token in "{,"

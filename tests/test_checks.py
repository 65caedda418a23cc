"""The project's own checks: its source passes, and each check finds what it is there to find."""

from pathlib import Path
from types import ModuleType

import pytest

from checks import dependencies, limits, links, rust


@pytest.mark.parametrize("check", [dependencies, limits, links])
def test_the_project_passes(check: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    code = check.main()
    assert code == 0, capsys.readouterr().out


def core(folder: Path, name: str, text: str) -> dependencies.Findings:
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8")
    return dependencies.inspect_rust(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("verify.rs", "use crate::band::keys;"),
        ("verify.rs", "use crate::{ids::index, band};"),
        ("verify.rs", "use super::band;"),
        ("verify.rs", "fn f() { crate::band::keys() }"),
        ("sketch/plain.rs", "use super::super::band;"),
        ("verify.rs", "use rayon::prelude::*;"),
        ("verify.rs", "use std::fs::File;"),
        ("ids.rs", "use crate::pipeline::deduplicate;"),
    ],
)
def test_a_stage_that_imports_more_is_found(tmp_path: Path, name: str, text: str) -> None:
    assert len(core(tmp_path, name, text).broken) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("verify.rs", "use crate::{ids::index, error};"),
        ("verify.rs", '// use crate::band;\n/* crate::pair */ const A: &str = "crate::band";'),
        ("verify.rs", "#[cfg(test)]\nmod tests { use crate::band; }"),
        ("sketch/plain.rs", "use super::LANES;"),
        ("pipeline.rs", "use crate::{band, pair};"),
    ],
)
def test_what_a_stage_may_import(tmp_path: Path, name: str, text: str) -> None:
    found = core(tmp_path, name, text)
    assert found.inspected == 1
    assert not found.broken


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("report.py", "from paperdedup import _native"),
        ("report.py", "import paperdedup._native"),
        ("readers/lines.py", "from paperdedup.result import Result"),
        ("readers/lines.py", "from ..result import Result"),
        ("cli/run.py", "from paperdedup.dedup import deduplicate"),
        ("errors.py", "from paperdedup import schemas"),
    ],
)
def test_a_module_that_imports_more_is_found(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert len(dependencies.inspect_python(tmp_path).broken) == 1


def test_an_exception_that_nothing_needs_is_found() -> None:
    assert dependencies.unused(dependencies.Findings(), {("a", "b"): "reason"})


LONG = "fn f() {\n" + "    a();\n" * 40 + "}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LONG, "f has 42 lines"),
        ("fn f() {}\n" * 401, "401 lines"),
        ("fn f(a: u8, exact: bool) {}", "takes a bool"),
        ("fn f() { if a { for b in c { while d { match e { _ => {} } } } } }", "nests 4"),
        ("fn f() { unsafe { g() } }", "unsafe outside"),
        ("fn f() { unsafe { g() } }", "without a SAFETY comment"),
    ],
)
def test_rust_beyond_a_limit_is_found(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "stage.rs"
    path.write_text(text, encoding="utf-8")
    assert any(message in line for line in limits.broken(limits.read_rust(path)))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.py", "def f():\n" + "    a()\n" * 40, "f has 41 lines"),
        ("a.py", "a = 1\n" * 401, "401 lines"),
        ("utils.py", "", "named after nothing"),
        (
            "a.py",
            "def f():\n if a:\n  for b in c:\n   with d:\n    if e:\n     g()\n",
            "nests 4 levels",
        ),
    ],
)
def test_python_beyond_a_limit_is_found(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert any(message in line for line in limits.broken(limits.read_python(path)))


def test_elif_is_no_level_and_a_function_inside_counts_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("def f():\n if a:\n  b()\n elif c:\n  d()\n elif e:\n  g()\n", encoding="utf-8")
    assert [one.nesting for one in limits.read_python(path).functions] == [1]


def test_rust_with_generics_where_and_lifetimes_is_read() -> None:
    text = "fn f<'a, F: Fn(u8) -> u8>(g: F, h: &'a str) -> char where F: Copy {\n'{'\n}"
    text += "\nfn last() {}"
    assert [(one.name, one.lines) for one in rust.functions(rust.code(text))] == [
        ("f", 3),
        ("last", 1),
    ]


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# Top\n[a](a.md#top) [b](b.md) [c](#gone) [d](https://x.invalid)\n", "utf-8")
    assert len(list(links.broken(page))) == 2

"""Links in the documentation, and pages that the source names: every one is there.

Headings included. Links to other sites are not followed: a check must not fail because a network
does.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from checks.sources import ROOT, files, finish, place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<target>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
NAMED = re.compile(r"\bdocs/[\w/-]+\.md\b")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


def pages() -> list[Path]:
    """The pages of documentation."""
    folders = [ROOT.glob("*.md"), *((ROOT / one).rglob("*.md") for one in ("docs", "benches"))]
    return sorted(path for folder in folders for path in folder)


def headings(text: str) -> set[str]:
    """The names by which a page's headings are linked."""
    titles: list[str] = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken(page: Path) -> Iterator[str]:
    """The links of a page that lead nowhere."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for found in LINK.finditer(text):
        target = (page.parent / found["target"]) if found["target"] else page
        if not target.exists():
            yield f"{place(page)}: no file {found['target']}"
        elif found["heading"] and found["heading"] not in headings(target.read_text("utf-8")):
            yield f"{place(page)}: no heading {found['heading']} in {place(target.resolve())}"


def missing(path: Path) -> Iterator[str]:
    """The pages that a source file names and that are not there."""
    for name in sorted(set(NAMED.findall(path.read_text(encoding="utf-8")))):
        if not (ROOT / name).is_file():
            yield f"{place(path)}: no page {name}"


def source() -> list[Path]:
    """The source, in both languages."""
    return [
        path
        for folder in ("benches", "checks", "python", "rust", "tests")
        for suffix in (".py", ".rs")
        for path in files(ROOT / folder, suffix)
    ]


def main() -> int:
    """Follow all links."""
    lines = [line for page in pages() for line in broken(page)]
    lines += [line for path in source() for line in missing(path)]
    counted = len(pages()) * len(source()) and len(pages()) + len(source())
    return finish("links (files)", counted, lines)


if __name__ == "__main__":
    sys.exit(main())

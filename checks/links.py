"""Links in the documentation: every one to a file of the project finds it, headings included.

Links to other sites are not followed: a check must not fail because a network does.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from checks.sources import ROOT, finish, place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<target>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
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


def main() -> int:
    """Follow all links."""
    found = pages()
    return finish("links (pages)", len(found), (line for page in found for line in broken(page)))


if __name__ == "__main__":
    sys.exit(main())

"""Where the project's source is, and how a check ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "python" / "paperdedup"
CORE = ROOT / "rust" / "core" / "src"
BINDING = ROOT / "rust" / "binding" / "src"


def files(folder: Path, suffix: str) -> list[Path]:
    """The files below a folder whose name ends so, in one order everywhere."""
    return sorted(path for path in folder.rglob(f"*{suffix}") if "target" not in path.parts)


def place(path: Path) -> str:
    """A path as it is shown: from the root of the project, with forward slashes."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def finish(name: str, inspected: int, broken: Iterable[str]) -> int:
    """Print what broke a rule, or how much was inspected; the exit code."""
    found = list(broken)
    for line in found:
        print(line)
    if inspected == 0:
        print(f"{name}: inspected nothing; has the folder moved?")
        return 1
    print(f"{name}: {inspected} inspected, {len(found)} broken")
    return 1 if found else 0

"""The folder of an answer: what may be in it, and what a person put there.

Asked by whoever writes a folder, and before a long run by whoever will.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

EXTENSIONS: Final = ("parquet", "jsonl", "csv")
"""Of the formats in which tables are written."""

TABLES: Final = ("papers", "members", "matches")
SURVIVORS: Final = "survivors"
RUN: Final = "run.json"
REJECTS: Final = "rejects.jsonl"
REVIEW: Final = "review.csv"
OURS: Final = frozenset(
    {RUN, REJECTS, REVIEW, *(f"{t}.{end}" for t in (*TABLES, SURVIVORS) for end in EXTENSIONS)}
)
"""All files that a run may write; a folder of only these may be replaced."""

FOUND_ON_DISKS: Final = frozenset({"lost+found"})
"""What a new disk holds: a folder with nothing else counts as empty."""


def names_in(folder: Path) -> set[str]:
    """What stands in a folder, if anything does."""
    return {entry.name for entry in folder.iterdir()} - FOUND_ON_DISKS


def foreign(folder: Path) -> list[str]:
    """What no run wrote there: of a folder without a run.json, all."""
    names = names_in(folder)
    return sorted(names - OURS) or (sorted(names) if RUN not in names else [])


def holds_run(folder: Path) -> bool:
    """Whether a run wrote this folder."""
    return (folder / RUN).is_file()


def stays(folder: Path) -> bool:
    """Whether a folder is filled where it is: a mount point, or the current folder."""
    return folder.is_dir() and (folder.is_mount() or folder.samefile(Path.cwd()))

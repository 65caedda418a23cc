"""What is written, checked before the work: a folder that cannot be had is refused at once, and so
is a file with the word of a person that would be lost.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from paperdedup import filled
from paperdedup.cli.exits import Code, Failure, writing

OTHERWISE: Final = "name another folder with -o"

OTHER_MATCHES: Final = "name another file with --matches"

REVIEW: Final = "review.csv"

PARTS: Final = frozenset({"papers", "members", "matches", "rejects", "review", "run", "survivors"})
"""Names, without their suffix, of the files of an answer."""


def require_free(folder: Path, *, force: bool, decisions: Path | None = None) -> None:
    """Refuse a folder that may not be replaced, and one beside which nothing can be written; so too
    one with decisions of a person, unless some are given to the run.
    """
    with writing(folder, OTHERWISE):
        if folder.exists() and not folder.is_dir():
            raise Failure(Code.OUTPUT, f"{folder} is a file", OTHERWISE)
        if folder.is_dir():
            require_replaceable(folder, force=force)
            if decisions is None:
                require_undecided(folder / REVIEW)
        require_writable(folder if stays(folder) else nearest_folder(folder))


def require_replaceable(folder: Path, *, force: bool) -> None:
    """Refuse a folder with files; with `force`, allow one that has an earlier answer only."""
    names = {path.name for path in folder.iterdir()} - {"lost+found"}
    others = sorted(name for name in names if name.split(".")[0] not in PARTS)
    if others or (names and "run.json" not in names):
        shown = ", ".join((others or sorted(names))[:3])
        raise Failure(
            Code.OUTPUT,
            f"{folder} holds files that no run wrote: {shown}",
            OTHERWISE,
        )
    if names and not force:
        raise Failure(
            Code.OUTPUT,
            f"{folder} holds the answer of an earlier run",
            f"add --force to replace it, or {OTHERWISE}",
        )


def stays(folder: Path) -> bool:
    """Whether a folder will be filled where it is: a mount point, or the current folder."""
    return folder.is_dir() and (folder.is_mount() or folder.samefile(Path.cwd()))


def require_undecided(review: Path) -> None:
    """Refuse to lose decisions that somebody filled in."""
    if holds(review, "decision"):
        raise Failure(
            Code.OUTPUT,
            f"{review} holds decisions of a person, which would be lost",
            f"give them with --decisions {review}, or {OTHERWISE}",
        )


def require_unjudged(path: Path) -> None:
    """Refuse to lose answers that somebody filled in."""
    with writing(path, OTHER_MATCHES):
        judged = holds(path, "answer")
    if judged:
        raise Failure(
            Code.OUTPUT,
            f"{path} holds answers of a person, which would be lost",
            f"give them with --judged {path}, or {OTHER_MATCHES}",
        )


def holds(path: Path, column: str) -> bool:
    """Whether somebody filled in a column of a file, if there is one."""
    if not path.is_file():
        return False
    rows = filled.rows_of(filled.read(path, errors="replace"), path)
    return any(row.get(column) for _, row in filled.by_column(rows))


def nearest_folder(folder: Path) -> Path:
    """The nearest folder above that is there: the one in which something will be made."""
    above = folder.absolute().parent
    while not above.exists() and above != above.parent:
        above = above.parent
    return above


def require_writable(folder: Path) -> None:
    """Raise the `OSError` that writing there would raise, by writing there."""
    with tempfile.TemporaryDirectory(prefix=".paperdedup-", dir=folder):
        pass

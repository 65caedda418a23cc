"""What is written, checked before the work: a folder that cannot be had is refused at once, and so
is a file with the word of a person that would be lost.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

import click

from paperdedup import filled
from paperdedup.cli.exits import Code, Failure, writing
from paperdedup.folders import REVIEW, foreign, names_in, stays

OTHERWISE: Final = "name another folder with -o"

OTHER_FILE: Final = "name another file with -o"

OTHER_MATCHES: Final = "name another file with --matches"


def require_free(folder: Path, *, force: bool, decisions: Path | None = None) -> None:
    """Refuse a folder that may not be replaced, and one beside which nothing can be written; so too
    one with more decisions of a person than are given to the run.
    """
    given = None if decisions is None else decided_in(decisions)
    with writing(folder, OTHERWISE):
        if folder.exists() and not folder.is_dir():
            raise Failure(Code.OUTPUT, f"{folder} is a file", OTHERWISE)
        if folder.is_dir():
            require_replaceable(folder, force=force)
            require_undecided(folder / REVIEW, given)
        require_writable(folder if stays(folder) else nearest_folder(folder))


def require_replaceable(folder: Path, *, force: bool) -> None:
    """Refuse a folder with files; with `force`, allow one that has an earlier answer only."""
    others = foreign(folder)
    if others:
        raise Failure(
            Code.OUTPUT,
            f"{folder} holds files that no run wrote: {', '.join(others[:3])}",
            OTHERWISE,
        )
    if names_in(folder) and not force:
        raise Failure(
            Code.OUTPUT,
            f"{folder} holds the answer of an earlier run",
            f"add --force to replace it, or {OTHERWISE}",
        )


def require_undecided(review: Path, given: int | None) -> None:
    """Refuse to lose decisions that somebody filled in: more than so many that are given."""
    if given is None and holds(review, "decision"):
        raise Failure(
            Code.OUTPUT,
            f"{review} holds decisions of a person, which would be lost",
            f"give them with --decisions {review}, or {OTHERWISE}",
        )
    if given is not None and review.is_file():
        there = decided_in(review)
        if there > given:
            raise Failure(
                Code.OUTPUT,
                f"{review} holds {there} decisions of a person, and this run is given {given}",
                f"add them to those of --decisions, or {OTHERWISE}",
            )


def decided_in(file: Path) -> int:
    """How many decisions a file holds."""
    from paperdedup.decisions import read_decisions

    return len(read_decisions(file))


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
    rows = filled.rows_of(filled.read(path), path)
    return any(row.get(column) for _, row in filled.by_column(rows))


def require_free_file(path: Path, endings: Collection[str], *, force: bool) -> None:
    """Refuse a file that cannot be had, or is there already, before anything is read."""
    if path.suffix not in endings:
        raise click.UsageError(f"{path}: end its name in {' or '.join(endings)}")
    with writing(path, OTHER_FILE):
        if path.exists() and not force:
            raise Failure(Code.OUTPUT, f"{path} is there", f"add --force, or {OTHER_FILE}")
        require_writable(path.absolute().parent)


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

"""A result as a folder of files that other tools read.

All is written into a new folder beside the wanted one, flushed to disk, and moved into place: a run
that is killed leaves the old answer or none. Equal results give equal bytes; what cannot be equal
(times) stands under `times` in run.json. Limits: between the two renames that replace a previous
run there is a moment without either; both are on disk then, one under a dotted name. A folder that
cannot be renamed (a mount point, the current folder) keeps its place: its files are replaced one by
one, run.json taken away first and put there last, so that a folder with a run.json is whole.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperdedup.decisions import read_decisions
from paperdedup.errors import ConfigError, InputError
from paperdedup.folders import (
    EXTENSIONS,
    OURS,
    REJECTS,
    REVIEW,
    RUN,
    SURVIVORS,
    TABLES,
    foreign,
    stays,
)
from paperdedup.formats import naming, write_review, write_table
from paperdedup.stages import versions

if TYPE_CHECKING:
    from os import PathLike

    import pyarrow as pa

    from paperdedup.result import Result

LIMITS = ("hot_buckets", "pairs_cut")
"""Counts that say whether a limit of the search was hit."""


def write(
    result: Result,
    folder: str | PathLike[str],
    *,
    format: str,
    command: Mapping[str, Any] | None = None,
    survivors: pa.Table | None = None,
) -> Path:
    """`Result.write`."""
    if format not in EXTENSIONS:
        raise ConfigError(f"format = {format!r}: must be one of {', '.join(EXTENSIONS)}")
    kept = _kept(command or {})
    target = Path(folder).resolve()
    refuse_others(target)
    refuse_decided(target, len(result.decisions))
    target.parent.mkdir(parents=True, exist_ok=True)
    staying = stays(target)
    made = (target if staying else target.parent) / f".{target.name}.{secrets.token_hex(4)}"
    made.mkdir()
    try:
        _fill(result, made, format, survivors, {"command": kept} if kept else {})
        (_move_files if staying else _move)(made, target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return target


def _kept(command: Mapping[str, Any]) -> dict[str, Any]:
    """How a run was asked for, if run.json can hold it."""
    try:
        kept = dict(command)
        json.dumps(kept, default=_plain)
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f"command = {command!r:.80}: must be a mapping of what JSON can hold"
        ) from error
    return kept


def refuse_others(folder: Path) -> None:
    """Raise `FileExistsError` if the folder holds anything but a previous run."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileExistsError(f"{folder} is a file, not a folder: choose another name")
    others = foreign(folder)
    if others:
        raise FileExistsError(
            f"{folder} holds files that are no previous run ({', '.join(others[:3])}): "
            "choose another folder, or empty this one"
        )


def refuse_decided(folder: Path, given: int) -> None:
    """Raise `FileExistsError` if decisions that a person wrote into the folder would be lost: there
    are more than the run was `given`.
    """
    review = folder / REVIEW
    if not review.is_file():
        return
    try:
        decided = len(read_decisions(review))
    except InputError as error:
        raise FileExistsError(f"{error}; or move it away: it would be replaced") from error
    if decided > given:
        raise FileExistsError(
            f"{review} holds {decided} decisions of a person, and this run was given {given}: give "
            "them as decisions, or move the file away"
        )


def _fill(
    result: Result,
    folder: Path,
    format: str,
    survivors: pa.Table | None,
    more: Mapping[str, Any],
) -> None:
    """Write every file; a table is written while the next is being built."""
    rows = {}
    with ThreadPoolExecutor() as pool:
        jobs = []
        for name in TABLES if survivors is None else (*TABLES, SURVIVORS):
            given = None if name in TABLES else survivors
            table = getattr(result, name) if given is None else given
            rows[f"{name}.{format}"] = table.num_rows
            jobs.append(pool.submit(_write, table, folder / f"{name}.{format}"))
        _write(result.rejects, folder / REJECTS)
        write_review(result.review, folder / REVIEW)
        _flush(folder / REVIEW)
        for job in jobs:
            job.result()
    rows |= {REJECTS: result.rejects.num_rows, REVIEW: result.review.num_rows}
    facts = {**describe(result), "files": rows, **more, "times": result.seconds}
    text = json.dumps(facts, indent=2, ensure_ascii=False, default=_plain)
    with naming(folder / RUN):
        (folder / RUN).write_text(text + "\n", encoding="utf-8")
    _flush(folder / RUN)
    _flush(folder)


def _write(table: pa.Table, path: Path) -> None:
    write_table(table, path)
    _flush(path)


def _plain(number: Any) -> Any:
    """A number of numpy as one of Python."""
    return number.item()


def describe(result: Result) -> dict[str, Any]:
    """What run.json says, but for its files and times: the same for every run on the same input and
    settings.
    """
    dumps = [
        {
            "name": dump.name,
            "records": len(dump),
            "rejects": len(dump.rejects),
            "date": dump.date,
            "fields": dict(dump.columns),
            "unused": dump.unused(),
            "notes": list(dump.notes),
        }
        for dump in result.inputs
    ]
    plan = {
        "mode": result.plan.mode,
        "bands": result.plan.bands,
        "rows": result.plan.rows,
        "recall_at_threshold": result.plan.recall(result.config.threshold),
        "expected_candidates": result.plan.expected_candidates,
    }
    return {
        "versions": versions(),
        "config": asdict(result.config),
        "policy": result.policy,
        "dumps": dumps,
        "plan": plan,
        "counts": result.counts,
        "limits": {name: result.counts[name] for name in LIMITS}
        | {"review_left": result.review_left},
        "hot_keys": result.hot_keys,
        "contradictions": [str(one) for one in result.contradictions],
    }


def _flush(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(made: Path, target: Path) -> None:
    if not target.exists():
        made.rename(target)
    else:
        old = made.with_name(made.name + ".old")
        try:
            target.rename(old)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            _move_into(made, target)
            return
        try:
            made.rename(target)
        except BaseException:
            old.rename(target)
            raise
        shutil.rmtree(old)
    _flush(target.parent)


def _move_into(made: Path, target: Path) -> None:
    """Replace the files of a mount point that did not look like one: a bind mount."""
    inner = target / made.name
    try:
        shutil.copytree(made, inner)
        for path in (*inner.iterdir(), inner):
            _flush(path)
        _move_files(inner, target)
    except BaseException:
        shutil.rmtree(inner, ignore_errors=True)
        raise
    shutil.rmtree(made)


def _move_files(made: Path, target: Path) -> None:
    """Replace the files of a folder that stays in its place by those of a folder in it."""
    (target / RUN).unlink(missing_ok=True)
    _flush(target)
    for name in OURS:
        (target / name).unlink(missing_ok=True)
    for file in sorted(made.iterdir(), key=lambda file: file.name == RUN):
        file.rename(target / file.name)
    made.rmdir()
    _flush(target)

"""An answer folder, looked at again: the settings of its run, and where its dumps were.

`run` adds to run.json, under `command`, what is needed to read the same dumps again; the library
cannot know it, since its dumps may be objects in memory.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from paperdedup.cli.exits import Code, Failure
from paperdedup.folders import RUN

REMEDY: Final = "give the dumps after the folder"
STDIN: Final = "-"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What run.json says of a run."""

    folder: Path
    versions: dict[str, str | int]
    settings: dict[str, Any]
    counts: dict[str, float]
    sources: tuple[str, ...]
    fields: dict[str, str]
    reader: str | None
    encoding: str | None
    decisions: Path | None

    def dumps(self) -> tuple[str, ...]:
        """The dumps as they were given to the run; refused if they cannot be read again."""
        if not self.sources:
            raise Failure(
                Code.INPUT,
                f"{self.folder / RUN} does not say where the dumps are",
                REMEDY,
            )
        if STDIN in self.sources:
            raise Failure(
                Code.INPUT,
                f"{self.folder} was made from standard input, which cannot be read again",
                REMEDY,
            )
        return self.sources

    def reading(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """How the run read its dumps, and its decisions, where nothing else is given now."""
        return {
            "fields": self.fields | given["fields"],
            "format": given["format"] or self.reader,
            "encoding": given["encoding"] or self.encoding,
            "decisions": given["decisions"] or self.decisions,
        }


def way_from(folder: Path) -> str:
    """The way from an answer to where its run was started: it holds if both are moved together."""
    try:
        return Path(os.path.relpath(Path.cwd(), folder.resolve())).as_posix()
    except ValueError:  # On another drive, to which no way leads.
        return Path.cwd().as_posix()


def _there(source: str, folder: Path, command: Mapping[str, Any]) -> str:
    """A path of a run as it is from here."""
    if source == STDIN or Path(source).is_absolute() or "from" not in command:
        return source
    start = folder.resolve() / command["from"]
    if start.exists() and start.samefile(Path.cwd()):
        return source
    moved = os.path.relpath(start / source)
    return source if Path(source).exists() and not Path(moved).exists() else moved


def read_answer(folder: Path) -> Answer:
    """Read run.json; refuse one that is damaged."""
    path = folder / RUN
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        command = facts.get("command", {})
        return Answer(
            folder=folder,
            versions=dict(facts["versions"]),
            settings=known_settings(path, facts["config"]),
            counts=dict(facts["counts"]),
            sources=tuple(_there(source, folder, command) for source in command.get("dumps", ())),
            fields=dict(command.get("fields", {})),
            reader=command.get("format"),
            encoding=command.get("encoding"),
            decisions=Path(_there(command["decisions"], folder, command))
            if "decisions" in command
            else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failure(
            Code.INPUT,
            f"{path} is not what a run writes: {error}",
            "run it again, or give dumps instead",
        ) from error


def known_settings(path: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a run; refused if they are of a version that knows more."""
    from paperdedup import Config

    unknown = set(settings) - set(Config.__dataclass_fields__)
    if unknown:
        raise Failure(
            Code.INPUT,
            f"{path} has settings that this version does not know: {', '.join(sorted(unknown))}",
            "use the version that wrote it, or give dumps instead",
        )
    return dict(settings)

"""What the commands of an index share: the file, how to open it, how to say what was found."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from paperdedup.cli.console import is_terminal, say, say_json
from paperdedup.cli.exits import Code, Failure, complain
from paperdedup.cli.index.values import values
from paperdedup.cli.options import FileName, debug_option

if TYPE_CHECKING:
    from paperdedup import DumpMatches, DumpUpdate, Index

Command = TypeVar("Command", bound=Callable[..., Any])

file_argument = click.argument("file", metavar="FILE", type=FileName(path_type=Path))
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else."
)
quiet_option = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
cache_option = click.option(
    "--cache-mb",
    type=click.IntRange(1),
    default=256,
    show_default=True,
    metavar="N",
    help="Most memory for pages of the file.",
)
wait_option = click.option(
    "--wait",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait while another process writes.",
)
limit_option = click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    metavar="N",
    help="Most lines of a list; --json has all.",
)

ASKING: Final = (file_argument, json_option, cache_option, debug_option)
CHANGING: Final = (
    file_argument,
    json_option,
    quiet_option,
    wait_option,
    cache_option,
    debug_option,
)


UNWRITABLE: Final = frozenset({errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO, errno.ENOTDIR})
"""Errors by which the core says that it cannot write; EIO also where a disk or a quota fails."""


def asking(command: Command) -> Command:
    """Add what a command has that only reads the index."""
    for option in reversed(ASKING):
        command = option(command)
    return command


def changing(command: Command) -> Command:
    """Add what a command has that writes to the index."""
    for option in reversed(CHANGING):
        command = option(command)
    return command


@contextmanager
def telling_of(
    file: Path, code: Code = Code.INPUT, *, unwritable: Code = Code.OUTPUT
) -> Iterator[None]:
    """Tell of what is wrong with the file of an index, or its folder, in the words of the core,
    which has a remedy for each, and end with that code, or with the other where the disk or its
    rights are at fault; errors of other files are told as always.
    """
    try:
        yield
    except OSError as error:
        place = file.absolute()
        if not error.strerror or error.filename not in {str(place), str(place.parent)}:
            raise
        shown = file if error.filename == str(place) else file.parent
        problem, _, remedy = error.strerror.partition("; ")
        ended = unwritable if error.errno in UNWRITABLE else code
        raise Failure(ended, f"{shown}: {problem}", remedy) from error


@contextmanager
def reading(file: Path, options: Mapping[str, Any]) -> Iterator[Index]:
    """The index, to be read; a writer may be at work meanwhile."""
    from paperdedup import Index

    cache_mb = options["cache_mb"]
    with (
        telling_of(file, unwritable=Code.INPUT),
        Index.open(file, read_only=True, cache_mb=cache_mb) as opened,
    ):
        yield opened


@contextmanager
def writing_to(file: Path, options: Mapping[str, Any]) -> Iterator[Index]:
    """The index, to be changed by this process alone."""
    from paperdedup import Index

    with telling_of(file), Index.open(file, **how_held(options)) as opened:
        yield opened


def how_held(options: Mapping[str, Any]) -> dict[str, Any]:
    """What a command that writes is told of the file."""
    return {name: options[name] for name in ("cache_mb", "wait")}


def refuse_plain(file: Path, index: Index, *, plain: bool) -> None:
    """Refuse to read dumps as texts alone for an index that has made papers of them."""
    if plain and index.config.text != "plain":
        raise Failure(Code.USAGE, f"{file} compares papers, not plain texts", "omit --text")


def wants_bars(options: Mapping[str, Any]) -> bool:
    """Whether progress is drawn: on a terminal, unless quiet is asked for."""
    return not options.get("quiet") and is_terminal(sys.stderr)


def tell(options: Mapping[str, Any], found: Any, text: str) -> None:
    """Say what was done: the answer for programs, else the text, unless quiet is asked for."""
    if options["as_json"]:
        say_json(values(found))
    elif not options.get("quiet"):
        say(text)


def tell_notes(options: Mapping[str, Any], dumps: Sequence[DumpMatches | DumpUpdate]) -> None:
    """Say what should be heard about the reading of dumps, but where programs or nobody listen."""
    if options["as_json"] or options["quiet"]:
        return
    from paperdedup.report import few_of

    notes = [f"{one.dump}: {note}" for one in dumps for note in one.notes]
    for note in few_of(notes, "notes on reading"):
        complain(f"note: {note}")


def shortened(lines: list[str], limit: int) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - limit
    return [*lines[:limit], *([f"  … and {more:,} more (--limit, --json)"] if more > 0 else [])]


def names_given(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as they are; `-` alone stands for those on standard input, one a line."""
    if names != ("-",):
        return names
    given = tuple(line.strip() for line in sys.stdin if line.strip())
    if not given:
        raise click.UsageError("there are no names on standard input")
    return given


def parse_values(_: click.Context, __: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """`NAME=VALUE` as a mapping."""
    from paperdedup.records import FIELDS

    values: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or name not in FIELDS:
            raise click.BadParameter(
                f"{pair!r} is not FIELD=VALUE, such as title='On A'; fields: {', '.join(FIELDS)}"
            )
        values[name] = value
    return values

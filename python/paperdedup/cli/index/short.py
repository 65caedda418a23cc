"""`paperdedup run --index FILE`: the short way to an index, which is made if it is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

from paperdedup.cli.exits import Code
from paperdedup.cli.index.options import telling_of, wait_option
from paperdedup.cli.options import FileName, make_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperdedup import Index

Command = TypeVar("Command", bound=Callable[..., Any])

BESIDES: Final = frozenset(
    {
        *("dumps", "index", "wait", "fields", "reader", "encoding", "plain", "strict"),
        *("as_json", "quiet"),
    }
)
"""Options of `run` that are no settings, and that an index can follow."""

INSTEAD: Final = {
    "decisions": ": give it to `paperdedup index decide FILE --decisions …` when the dumps are in"
}
"""What can be done in the place of an option that an index cannot follow."""


def index_options(command: Command) -> Command:
    """Add --index, and what goes with it alone, to a command."""
    option = click.option(
        "--index",
        type=FileName(path_type=Path),
        metavar="FILE",
        help="Instead of -o: add the dumps to this index, made if it is not there.",
    )
    return option(wait_option(command))


class WithIndex(click.Command):
    """`run`, with -o or with --index."""

    def invoke(self, context: click.Context) -> Any:
        """Write the answer to a folder, or add the dumps to an index."""
        index, wait = context.params.pop("index"), context.params.pop("wait")
        if index is None and context.params["output"] is None:
            raise click.UsageError("Missing option '-o' or '--index'.", context)
        if index is None:
            if context.get_parameter_source("wait") is ParameterSource.COMMANDLINE:
                raise click.UsageError("--wait belongs to --index", context)
            return super().invoke(context)
        _refuse_others(context)
        return _run(index, wait, context.params)


def _refuse_others(context: click.Context) -> None:
    """Refuse an option that an index cannot follow, rather than ignore it."""
    from paperdedup import Config

    for parameter in context.command.params:
        name = parameter.name or ""
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and name not in BESIDES and name not in Config.__dataclass_fields__:
            option, instead = parameter.opts[-1], INSTEAD.get(name, "")
            raise click.UsageError(f"{option} and --index do not go together{instead}", context)


def _run(file: Path, wait: float, given: Mapping[str, Any]) -> Code:
    from paperdedup import Config
    from paperdedup.cli.index.changing import add_to, adding, code_of

    settings = {name: given[name] for name in Config.__dataclass_fields__ if name in given}
    settings["plain"] = given["plain"]
    opened = _opened(file, wait, settings)
    with adding(given) as updates, telling_of(file), opened as index:
        add_to(index, given["dumps"], given, updates)
    return code_of(updates, strict=given["strict"])


@contextmanager
def _opened(file: Path, wait: float, settings: Mapping[str, Any]) -> Iterator[Index]:
    """The index in a file, with the settings that are given. If there is no file a new one, which
    goes again if no dump comes in: its settings would bind whoever adds the next.
    """
    from paperdedup import Index

    if file.exists():
        with _with_settings(file, wait, settings) as index:
            yield index
        return
    index = Index.create(file, config=make_config(settings), wait=wait)
    try:
        yield index
    finally:
        # While it is locked: once it is closed, another writer may have it.
        if not index.stats["dumps"]:
            _remove(file)
        index.close()


def _remove(file: Path) -> None:
    """Remove an index that is open. A system that keeps open files from it keeps an empty index."""
    with suppress(PermissionError):
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)


def _with_settings(file: Path, wait: float, settings: Mapping[str, Any]) -> Index:
    from paperdedup import Index
    from paperdedup.config import WITHOUT_TABLE

    with Index.open(file, read_only=True) as there:
        kept = asdict(there.config)
    given = {name: value for name, value in settings.items() if value is not None}
    kept["policy"] = "auto"  # left open, it agrees with that of the index
    if given.get("policy", "auto") not in WITHOUT_TABLE:
        kept["text"] = "paper"  # what a table weighs
    return Index.open(file, config=make_config(kept | given), wait=wait)

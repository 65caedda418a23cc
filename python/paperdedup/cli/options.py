"""Options that several commands share, and how they become a `Config`.

Options that are not given are not passed on, so that every default stays in `paperdedup.config`;
the defaults that help texts show are compared with those in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from paperdedup import Config

Command = TypeVar("Command", bound=Callable[..., Any])

SETTINGS: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""Of click: `-h` everywhere, and help texts that use a wide terminal."""


class FileName(click.Path):
    """A path. An empty one, which a shell makes of a variable that is not set, is refused: it would
    be the current folder.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path as click has it."""
        if value == "":
            self.fail("an empty name is no file or folder.", param, ctx)
        return super().convert(value, param, ctx)


debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, help="Print the traceback of an error."
)
"""Read by `exits.main_guarded` from the command line itself, so that it works whatever fails."""

CONFIG_OPTIONS: Final = (
    click.option(
        "--threshold",
        type=float,
        metavar="J",
        help="Jaccard similarity, above 0, up to 1, from which texts alone are one paper; where a "
        "policy decides, from which abstracts are sure to be compared. [default: 0.7]",
    ),
    click.option(
        "--recall",
        type=float,
        metavar="R",
        help="Share of the pairs right at the threshold that must be found. [default: 0.999]",
    ),
    click.option(
        "--mode",
        type=click.Choice(["auto", "lsh", "exact"]),
        help="How pairs are searched: hashing, a join that misses none, or what is cheaper. "
        "[default: auto]",
    ),
    click.option(
        "--bands",
        type=int,
        metavar="N",
        help="Number of bands; give it with --rows. [default: solved]",
    ),
    click.option(
        "--rows",
        type=int,
        metavar="N",
        help="Minima in a band; give it with --bands. [default: solved]",
    ),
    click.option(
        "--shingle",
        type=click.Choice(["word", "character"]),
        help="What a shingle is a run of. [default: word]",
    ),
    click.option(
        "--bucket-cap",
        type=int,
        metavar="N",
        help="Most texts of one bucket that are all compared, where texts alone decide. "
        "[default: 64]",
    ),
    click.option(
        "--policy",
        metavar="NAME|FILE",
        help="What decides: record, version, work, text, or a table of your own; see "
        "`paperdedup policy`. [default: version, and text where there are only texts]",
    ),
    click.option(
        "--unique-within",
        type=click.Choice(["dump"]),
        help="No dump holds a paper twice. Not where texts alone decide.",
    ),
    click.option("--shingle-size", type=int, metavar="N", help="Length of a shingle. [default: 3]"),
)


def config_options(command: Command) -> Command:
    """Add the settings of the search to a command."""
    for option in reversed(CONFIG_OPTIONS):
        command = option(command)
    return command


def make_config(settings: Mapping[str, Any]) -> Config:
    """The settings that were given, checked; the others are at their defaults. `plain`, as --text
    gives it, is one.
    """
    from paperdedup import Config

    given = {name: value for name, value in settings.items() if value is not None}
    if given.pop("plain", False):
        given["text"] = "plain"
    return Config(**given)


def reading_of(options: dict[str, Any]) -> dict[str, Any]:
    """What is no setting of these options, which are left with the settings: how dumps are read,
    and what was decided on them.
    """
    given = {name: options.pop(name) for name in ("fields", "encoding", "decisions")}
    return given | {"format": options.pop("reader")}


def parse_fields(_: click.Context, __: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """`--field NAME=COLUMN` as a mapping; an empty COLUMN says that no column holds the field."""
    fields: dict[str, str] = {}
    for pair in pairs:
        name, sign, column = pair.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"{pair!r} is not NAME=COLUMN, such as title=Headline")
        if name in fields:
            raise click.BadParameter(f"the field {name!r} is given twice")
        fields[name] = column
    return fields


DECISIONS_OPTION: Final = click.option(
    "--decisions",
    type=FileName(path_type=Path),
    metavar="FILE",
    help="A review.csv that you filled in, or another CSV file of a, b, decision.",
)

READING_OPTIONS: Final = (
    click.option(
        "--format",
        "reader",
        metavar="NAME",
        help="Format of the dumps; `paperdedup formats` lists them. [default: by content]",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        help="Encoding of text that is no UTF-8, such as gbk. [default: windows-1252]",
    ),
    click.option(
        "--field",
        "fields",
        metavar="NAME=COLUMN",
        multiple=True,
        callback=parse_fields,
        help="Which column holds a field, such as abstract=Streszczenie, in the dumps that have "
        "it. May be repeated.",
    ),
    click.option(
        "--text",
        "plain",
        is_flag=True,
        help="Compare the text column as it is, and nothing else: no titles, no papers.",
    ),
)


def reading_options(command: Command) -> Command:
    """Add how dumps are read to a command."""
    for option in reversed(READING_OPTIONS):
        command = option(command)
    return command

"""What goes to standard output, and what a terminal is.

rich is imported only when something is drawn, so that `paperdedup --version` need not wait for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from paperdedup.cli.exits import Failure, forget_stdout, writing

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH: Final = 100
"""Characters in a line where there is no terminal to ask."""


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is likely to look at what is written there; a closed stream is None."""
    return stream is not None and stream.isatty()


def show(renderable: RenderableType) -> None:
    """Draw on standard output, as wide as the terminal, without blanks at the ends of lines."""
    if sys.stdout is None:
        return
    console = console_on(sys.stdout)
    with console.capture() as drawn:
        console.print(renderable)
    say("\n".join(line.rstrip() for line in drawn.get().splitlines()))


def console_on(stream: TextIO) -> Console:
    """A rich console on a stream. Colours only on a terminal; the width of a file is 100
    columns.
    """
    from rich.console import Console

    return Console(file=stream, width=None if is_terminal(stream) else WIDTH, highlight=False)


def terminal_width() -> int:
    """Characters in a line of standard output."""
    return console_on(sys.stdout).width


def say(text: str) -> None:
    """Print plain text on standard output. A reader who has left misses it; that is no error."""
    try:
        with writing("standard output"):
            click.echo(text, color=True)
    except Failure as failure:
        if not isinstance(failure.__cause__, BrokenPipeError):
            raise
        forget_stdout()


def say_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on one line. Text is ASCII, so that it survives every terminal and
    pipe.
    """
    say(json.dumps(value, allow_nan=False))

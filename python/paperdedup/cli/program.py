"""The program and its commands.

`Program` is a click group whose every exception goes through `exits.main_guarded`, the one place
that maps them to messages and exit codes; commands return a code, or None for done.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from paperdedup.cli.audit import audit
from paperdedup.cli.calibrate import calibrate
from paperdedup.cli.completion import completion
from paperdedup.cli.curve import curve
from paperdedup.cli.evaluate import evaluate
from paperdedup.cli.exits import PROGRAM, leaving_early, main_guarded
from paperdedup.cli.explain import explain
from paperdedup.cli.formats import formats
from paperdedup.cli.groups import HelpfulGroup
from paperdedup.cli.index import index
from paperdedup.cli.options import SETTINGS, debug_option
from paperdedup.cli.policy import policy
from paperdedup.cli.run import run


class Program(HelpfulGroup):
    """A click group with the exit codes of paperdedup."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run on the arguments given, else those of the process, and leave with the code."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        run_group = super().main
        sys.exit(main_guarded(lambda: run_group(given, prog_name or PROGRAM, **extra), given))

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Parse what stands before the command; `-h` and `--version` are answered here."""
        with leaving_early():
            return super().make_context(*args, **extra)

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        with leaving_early():
            return super().invoke(context)


def _print_versions(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from paperdedup.cli.console import say
        from paperdedup.cli.versions import version_line

        say(version_line())
        context.exit()


@click.group(PROGRAM, cls=Program, context_settings=SETTINGS)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_versions,
    help="Print the versions of paperdedup, its core, and what IDs depend on.",
)
@debug_option
def paperdedup() -> None:
    """Find which records of paper listings are the same paper, and give each paper a lasting ID.

    \b
    Examples:
      paperdedup run monday.txt tuesday.jsonl -o out
      paperdedup explain out monday.txt:3 tuesday.jsonl:17
      paperdedup curve --threshold 0.8 --records 1000000

    Exit codes: 0 done, 1 done with rejects (--strict), 2 usage, 3 input, 4 output, 130 interrupted.
    """


for command in (
    run,
    explain,
    index,
    policy,
    evaluate,
    audit,
    calibrate,
    curve,
    formats,
    completion,
):
    paperdedup.add_command(command)

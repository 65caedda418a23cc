"""`paperdedup policy`: the built-in policies, as tables to copy and change."""

from __future__ import annotations

import click

from paperdedup.cli.console import say
from paperdedup.cli.options import SETTINGS, debug_option


@click.command(context_settings=SETTINGS, short_help="Print a policy, to copy and change.")
@click.argument("name", required=False, metavar="[NAME]")
@debug_option
def policy(name: str | None) -> None:
    """Print the table of a built-in policy: every weight by which two records are compared.

    Without NAME, list the policies. Copy a table into a file, change it, and give the file to
    `run --policy FILE`.

    \b
    Examples:
      paperdedup policy
      paperdedup policy version > mine.toml
    """
    from paperdedup import policies

    if name is None:
        for known, table in policies.items():
            say(f"{known:<8} {_purpose(table)}")
        return
    if name not in policies:
        known = ", ".join(policies)
        raise click.BadParameter(f"{name!r} is no policy; the policies are {known}")
    say(policies[name].rstrip("\n"))


def _purpose(table: str) -> str:
    """The first line of a table says what it is for."""
    return table.partition("\n")[0].lstrip("# ")

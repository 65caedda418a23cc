"""The group `paperdedup index`."""

from __future__ import annotations

import click

from paperdedup.cli.groups import HelpfulGroup
from paperdedup.cli.index.asking import (
    decisions,
    diff,
    dumps,
    explain,
    history,
    lookup,
    query,
    resolve,
    stats,
)
from paperdedup.cli.index.changing import add, create, delete
from paperdedup.cli.index.keeping import compact, export, import_, migrate, verify
from paperdedup.cli.index.matching import match
from paperdedup.cli.index.reviewing import decide, review, unmerge
from paperdedup.cli.options import SETTINGS, debug_option


@click.group(
    "index",
    cls=HelpfulGroup,
    context_settings=SETTINGS,
    short_help="Keep papers in a file that grows.",
)
@debug_option
def index() -> None:
    """Keep records and their papers in one FILE that takes dump after dump and renames no paper.

    \b
    Examples:
      paperdedup index create papers.index
      paperdedup index add papers.index may.txt june.jsonl
      paperdedup index query papers.index "the text of an abstract"
      paperdedup index diff papers.index may.txt june.jsonl
    """


COMMANDS = (
    *(create, add, query, match, lookup, resolve, history, explain, diff, dumps, stats),
    *(delete, review, decide, decisions, unmerge, export, import_, verify, compact, migrate),
)

for command in COMMANDS:
    index.add_command(command)

"""`paperdedup index match`: what an index has of dumps that are not added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paperdedup.cli.console import say, say_json, show
from paperdedup.cli.exits import Code, Failure, writing
from paperdedup.cli.index.options import (
    asking,
    limit_option,
    quiet_option,
    reading,
    refuse_plain,
    shortened,
    tell_notes,
    wants_bars,
)
from paperdedup.cli.index.values import values
from paperdedup.cli.options import SETTINGS, FileName, reading_options
from paperdedup.cli.output import OTHER_FILE, require_free_file

if TYPE_CHECKING:
    from paperdedup import Matches

COUNTS = ("records", "known", "unsure", "new")


@click.command(context_settings=SETTINGS, short_help="Show what it has of dumps, adding nothing.")
@asking
@quiet_option
@click.argument("dumps", nargs=-1, required=True, metavar="DUMP...", type=FileName())
@click.option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    metavar="TABLE",
    help="File to write a row per record to: .parquet, .jsonl or .csv.",
)
@click.option("--force", is_flag=True, help="Replace TABLE.")
@click.option(
    "-k", type=click.IntRange(1), default=1, show_default=True, help="Most papers of a record."
)
@click.option("--threshold", type=float, metavar="S", help="Least score, or similarity of texts.")
@reading_options
@limit_option
def match(file: Path, dumps: tuple[str, ...], **options: Any) -> None:
    """Show which records of the DUMPs the index has, and which are new. Nothing is added.

    A DUMP is what it is for `paperdedup run`. What its records are to each other is not looked at.

    \b
    Examples:
      paperdedup index match papers.index june.ris
      paperdedup index match papers.index 'export/*.nbib' -o june.csv
    """
    output = options["output"]
    if output is not None:
        require_free_file(output, (".parquet", ".jsonl", ".csv"), force=options["force"])
    with reading(file, options) as index:
        refuse_plain(file, index, plain=options["plain"])
        found = index.match(
            [Path(dump) for dump in dumps],
            k=options["k"],
            threshold=options["threshold"],
            fields=options["fields"],
            format=options["reader"],
            encoding=options["encoding"],
            progress=wants_bars(options),
        )
    if not found.dumps:
        raise Failure(
            Code.INPUT, f"there is no file in {', '.join(dumps)}", "give files or patterns"
        )
    if output is not None:
        with writing(output, OTHER_FILE):
            found.write(output)
    tell_notes(options, found.dumps)
    _tell(found, options)


def _tell(found: Matches, options: dict[str, Any]) -> None:
    if options["as_json"]:
        say_json(_values(found))
    elif not options["quiet"]:
        say(str(found))
        _list(found, options["limit"])


def _values(found: Matches) -> dict[str, Any]:
    dumps = [
        {"dump": one.dump}
        | {name: getattr(one, name) for name in COUNTS}
        | {"rejects": one.rejects, "notes": one.notes}
        for one in found.dumps
    ]
    totals = {name: getattr(found, name) for name in COUNTS}
    return totals | {"dumps": values(dumps), "rows": found.table.to_pylist()}


def _list(found: Matches, limit: int) -> None:
    """The records that are not new."""
    import pyarrow.compute as pc

    rows = found.table.filter(pc.field("canonical_id").is_valid())
    if rows.num_rows and limit:
        from paperdedup.cli.index.drawing import draw_matches

        lines = shortened([""] * rows.num_rows, limit)
        show(draw_matches(rows.slice(0, limit).to_pylist(), more=lines[limit:]))

"""`paperdedup formats`: what can be read, and which columns are recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from paperdedup.cli.console import say_json, show
from paperdedup.cli.options import SETTINGS, debug_option

if TYPE_CHECKING:
    from rich.table import Table


@click.command(context_settings=SETTINGS, short_help="List what can be read.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
@debug_option
def formats(as_json: bool) -> None:
    """List the formats that can be read, and the column names that are recognised.

    The format of a dump is found from its content, compressed or not; --format NAME of `run`
    overrides that. A column that is not recognised is named with --field: --field
    abstract=Streszczenie.
    """
    known = known_formats()
    if as_json:
        say_json(known)
        return
    from rich.console import Group
    from rich.text import Text

    show(
        Group(
            _table(
                [(f["name"], " ".join(f["extensions"]), f["description"]) for f in known["formats"]]
            ),
            Text(f"\nEach may be compressed: {' '.join(known['compressions'])}\n"),
            Text(
                "Columns that are recognised, without regard to case and punctuation\n",
                style="bold",
            ),
            _table([(name, ", ".join(columns)) for name, columns in known["fields"].items()]),
            Text("\nWith --text, the text is in\n", style="bold"),
            _table([("text", ", ".join(known["text"]))]),
        )
    )


def known_formats() -> dict[str, Any]:
    """Formats, compressions and recognised columns, as values for JSON."""
    from paperdedup.readers import FORMATS
    from paperdedup.readers.compression import EXTENSIONS
    from paperdedup.records import FIELD_NAMES, TEXT_NAMES

    return {
        "formats": [
            {
                "name": reader.name,
                "aliases": list(reader.aliases),
                "extensions": list(reader.extensions),
                "description": reader.description,
            }
            for reader in FORMATS.values()
        ],
        "compressions": list(EXTENSIONS),
        "fields": {name: list(columns) for name, columns in FIELD_NAMES.items()},
        "text": list(TEXT_NAMES),
    }


def _table(rows: list[tuple[str, ...]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row(*(Text(cell, style="bold" if at == 0 else "") for at, cell in enumerate(row)))
    return table

"""The commands that copy an index or care for it: export, import, verify, compact, migrate."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from paperdedup.cli.exits import Code, writing
from paperdedup.cli.index.options import (
    asking,
    changing,
    how_held,
    reading,
    tell,
    telling_of,
    wants_bars,
    writing_to,
)
from paperdedup.cli.index.values import values
from paperdedup.cli.options import SETTINGS, FileName
from paperdedup.cli.output import OTHERWISE
from paperdedup.nouns import counted


@click.command(context_settings=SETTINGS, short_help="Write the tables to a folder.")
@asking
@click.option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="New or empty folder to write to.",
)
@click.option(
    "--output-format",
    type=click.Choice(["parquet", "jsonl", "csv"]),
    default="parquet",
    show_default=True,
    help="Format of the tables that are written.",
)
def export(
    file: Path, output: Path, output_format: Literal["parquet", "jsonl", "csv"], **options: Any
) -> None:
    """Write papers, members, matches and redirects to a folder, and what `import` needs besides."""
    with reading(file, options) as index, writing(output, OTHERWISE):
        folder = index.export(output, format=output_format, progress=wants_bars(options))
    files = sorted(path.name for path in folder.iterdir())
    tell(options, {"folder": str(folder), "files": files}, f"{output}: {', '.join(files)}")


@click.command("import", context_settings=SETTINGS, short_help="Make an index from an export.")
@click.argument("folder", metavar="FOLDER", type=FileName(path_type=Path))
@changing
def import_(folder: Path, file: Path, **options: Any) -> None:
    """Make the new index FILE from the FOLDER that `export` wrote, in any of its formats."""
    from paperdedup import Index

    how = how_held(options) | {"progress": wants_bars(options)}
    with telling_of(file, Code.OUTPUT), Index.import_(folder, file, **how) as index:
        counts = index.stats
    text = f"{file}: {counted(counts['records'], 'record')}, {counted(counts['papers'], 'paper')}"
    tell(options, {"file": str(file)} | counts, text)


@click.command(context_settings=SETTINGS, short_help="Check every checksum and every law.")
@asking
def verify(file: Path, **options: Any) -> Code:
    """Read all of FILE: every checksum, every record, every law that can be checked.

    Exits with 3 if anything is broken.
    """
    with reading(file, options) as index:
        found = index.verify(progress=wants_bars(options))
    tell(options, values(found) | {"sound": found.sound}, f"{file}: {found}")
    return Code.DONE if found.sound else Code.INPUT


@click.command(context_settings=SETTINGS, short_help="Give back the room of what was deleted.")
@changing
def compact(file: Path, **options: Any) -> None:
    """Merge the postings and give back the room of what was deleted. Needs as much room again."""
    before = file.stat().st_size if file.is_file() else 0
    with writing_to(file, options) as index:
        index.compact(progress=wants_bars(options))
    after = file.stat().st_size
    text = f"{file}: {before:,} bytes before, {after:,} after"
    found = {"file": str(file), "bytes_before": before, "bytes_after": after}
    tell(options, found, text)


@click.command(
    context_settings=SETTINGS, short_help="Bring a file of an older version to this one."
)
@changing
def migrate(file: Path, **options: Any) -> None:
    """Bring an index that an older version made to the format of this one, step by step."""
    from paperdedup import Index

    with telling_of(file):
        Index.migrate(file, **how_held(options), progress=wants_bars(options))
    tell(options, {"file": str(file)}, f"{file}: of the format of this version")

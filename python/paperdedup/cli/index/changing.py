"""The commands that make an index, and change its records: create, add, delete."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paperdedup.cli.exits import Code, Failure
from paperdedup.cli.index.options import (
    changing,
    how_held,
    names_given,
    refuse_plain,
    tell,
    tell_notes,
    telling_of,
    wants_bars,
    writing_to,
)
from paperdedup.cli.options import (
    SETTINGS,
    FileName,
    config_options,
    make_config,
    reading_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paperdedup import DumpUpdate, Index, Update

EXPECTED = 1_000_000
"""Records that an index is made for unless it is said how many."""


@click.command(context_settings=SETTINGS, short_help="Make an empty index.")
@changing
@config_options
@click.option(
    "--threads", type=int, metavar="N", help="Never changes an answer. [default: one per core]"
)
@click.option("--text", "plain", is_flag=True, help="Compare the text column, and nothing else.")
@click.option(
    "--records",
    type=click.IntRange(1),
    default=EXPECTED,
    show_default=True,
    metavar="N",
    help="How many records are expected; the search is shaped for so many.",
)
def create(file: Path, plain: bool, records: int, **options: Any) -> None:
    """Make an empty index in the new FILE. The settings given here hold for all of its life.

    \b
    Examples:
      paperdedup index create papers.index
      paperdedup index create papers.index --threshold 0.8 --records 20000000
    """
    from paperdedup import Config, Index

    settings = {name: options[name] for name in Config.__dataclass_fields__ if name in options}
    config = make_config(settings | {"plain": plain})
    how = how_held(options)
    with (
        telling_of(file, Code.OUTPUT),
        Index.create(file, config=config, records=records, **how) as index,
    ):
        counts = index.stats
    tell(options, {"file": str(file)} | counts, f"{file}: an empty index")


@click.command(context_settings=SETTINGS, short_help="Add dumps.")
@changing
@click.argument("dumps", nargs=-1, required=True, metavar="DUMP...", type=FileName())
@reading_options
@click.option("--strict", is_flag=True, help="Exit with 1 if any input was rejected.")
def add(file: Path, dumps: tuple[str, ...], plain: bool, strict: bool, **options: Any) -> Code:
    """Add the DUMPs to the index in FILE, each whole or not at all, and say what each brought.

    A DUMP is what it is for `paperdedup run`. One that the index has already changes nothing.

    \b
    Examples:
      paperdedup index add papers.index may.txt june.txt
      paperdedup index add papers.index 'crawl/*.jsonl.gz' --wait 60
    """
    with adding(options) as updates, writing_to(file, options) as index:
        refuse_plain(file, index, plain=plain)
        add_to(index, dumps, options, updates)
    return code_of(updates, strict=strict)


@contextmanager
def adding(options: Mapping[str, Any]) -> Iterator[list[DumpUpdate]]:
    """A list of what dumps brought, which is told at the end, also where a later dump failed or
    Ctrl-C ended it: what is in the list is in the index.
    """
    from paperdedup import Update

    updates: list[DumpUpdate] = []
    try:
        yield updates
    finally:
        if updates:
            update = Update(dumps=tuple(updates))
            tell_notes(options, updates)
            tell(options, update_values(update), str(update))


def add_to(
    index: Index, dumps: tuple[str, ...], options: Mapping[str, Any], updates: list[DumpUpdate]
) -> None:
    """Read and add the dumps, with bars on a terminal; `updates` has those that are in."""
    if options.get("quiet"):
        warnings.simplefilter("ignore")
    each = index.add_each(
        [Path(dump) for dump in dumps],
        fields=options["fields"],
        format=options["reader"],
        encoding=options["encoding"],
        progress=wants_bars(options),
    )
    for update in each:
        updates.append(update)  # noqa: PERF402  (what came before an error must stay)
    if not updates:
        raise Failure(
            Code.INPUT, f"there is no file in {', '.join(dumps)}", "give files or patterns"
        )


def code_of(updates: list[DumpUpdate], *, strict: bool) -> Code:
    """The exit code of dumps that were added."""
    rejected = any(update.rejects for update in updates)
    return Code.REJECTS if strict and rejected else Code.DONE


def update_values(update: Update) -> dict[str, Any]:
    """An update with its totals."""
    totals = ("records", "new", "repeated", "revised", "merged")
    return {name: getattr(update, name) for name in totals} | {"dumps": update.dumps}


@click.command(context_settings=SETTINGS, short_help="Delete records.")
@changing
@click.argument("records", nargs=-1, required=True, metavar="RECORD...", callback=names_given)
def delete(file: Path, records: tuple[str, ...], **options: Any) -> None:
    """Delete RECORDs, each a record id, a content ID or DUMP:POSITION; - reads them from standard
    input, one a line.

    Their papers are found anew from the records that stay. IDs that were handed out still resolve
    as long as a record of the paper is there.
    """
    with writing_to(file, options) as index:
        effect = index.delete(records, progress=wants_bars(options))
    tell(options, effect, str(effect))

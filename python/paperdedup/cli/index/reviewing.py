"""The commands by which people decide: review, decide, and unmerge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paperdedup.cli.exits import writing
from paperdedup.cli.index.options import asking, changing, reading, tell, wants_bars, writing_to
from paperdedup.cli.options import DECISIONS_OPTION, SETTINGS, FileName
from paperdedup.cli.output import OTHER_FILE, require_free_file

if TYPE_CHECKING:
    from paperdedup import Effect, Index


@click.command(context_settings=SETTINGS, short_help="Write the pairs to look at to a CSV file.")
@asking
@click.option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    required=True,
    metavar="TABLE",
    help="File to write to: .csv.",
)
@click.option("--force", is_flag=True, help="Replace TABLE; not one with decisions that are new.")
def review(file: Path, output: Path, force: bool, **options: Any) -> None:
    """Write the pairs that a person should look at, those first that matter most.

    Fill in the column `decision` (same, different) and give the file to `paperdedup index decide`.
    Pairs that were decided come last.

    \b
    Example:
      paperdedup index review papers.index -o review.csv
    """
    require_free_file(output, (".csv",), force=force)
    with reading(file, options) as index:
        found = index.review()
    with writing(output, OTHER_FILE):
        found.write(output)
    counts = {name: getattr(found, name) for name in ("open", "decided", "left")}
    tell(options, {"file": str(output), **counts}, f"{output}: {found}")


@click.command(context_settings=SETTINGS, short_help="Say that records are, or are not, one paper.")
@changing
@click.argument("a", metavar="A", required=False)
@click.argument("b", metavar="B", required=False)
@click.option("--same", "verdicts", flag_value="same", multiple=True, help="They are one paper.")
@click.option(
    "--different", "verdicts", flag_value="different", multiple=True, help="They are not."
)
@click.option(
    "--undo",
    "verdicts",
    flag_value="undo",
    multiple=True,
    help="Take back what was decided on them.",
)
@DECISIONS_OPTION
@click.option("--who", default="", metavar="NAME", help="Who decides.")
@click.option("--why", default="", metavar="TEXT", help="The reason.")
def decide(
    file: Path,
    a: str | None,
    b: str | None,
    verdicts: tuple[str, ...],
    decisions: Path | None,
    **options: Any,
) -> None:
    """Say of records A and B that they are, or are not, one paper. It holds for later dumps too.

    With --decisions, say so of all pairs of a file, such as `paperdedup index review` writes.

    \b
    Examples:
      paperdedup index decide papers.index may.txt:3 june.txt:17 --same --why "I wrote both"
      paperdedup index decide papers.index may.txt:3 june.txt:17 --undo
      paperdedup index decide papers.index --decisions review.csv --who "the library"
    """
    if decisions is not None:
        if a is not None or verdicts:
            raise click.UsageError("--decisions has the records and what is said of them")
        _decide_all(file, decisions, options)
        return
    if a is None or b is None:
        raise click.UsageError("name records A and B, or a file with --decisions")
    if len(verdicts) != 1:
        raise click.UsageError("say --same, --different or --undo, one of them")
    if a == b:
        raise click.UsageError(f"{a} is one record: name another beside it")
    with writing_to(file, options) as index:
        effect = _decided(index, (a, b), verdicts[0], options)
    tell(options, effect, str(effect))


def _decided(index: Index, pair: tuple[str, str], verdict: str, options: dict[str, Any]) -> Effect:
    if verdict == "undo":
        return index.undecide(*pair)
    return index.decide(*pair, same=verdict == "same", who=options["who"], why=options["why"])


def _decide_all(file: Path, decisions: Path, options: dict[str, Any]) -> None:
    said = {name: options[name] for name in ("who", "why")}
    with writing_to(file, options) as index:
        found = index.decide_all(decisions, **said, progress=wants_bars(options))
    tell(options, found, str(found))


@click.command(context_settings=SETTINGS, short_help="Take a paper, or a record out of one, apart.")
@changing
@click.argument("name", metavar="NAME")
def unmerge(file: Path, name: str, **options: Any) -> None:
    """Take the record NAME out of its paper; or, if NAME is a canonical ID, take the paper apart.

    This decides that the records are not one paper, so later dumps do not bring them together.
    """
    with writing_to(file, options) as index:
        effect = index.unmerge(name)
    tell(options, effect, str(effect))

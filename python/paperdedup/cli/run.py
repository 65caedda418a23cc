"""`paperdedup run`: dumps in, a folder with papers, members, matches, rejects and run.json out.

What can fail early fails early: settings and the output folder are checked before anything is read.
Standard output gets the summary on a terminal, else one line; with `--json` one JSON object; with
`--quiet` nothing.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import click

from paperdedup.cli.answer import way_from
from paperdedup.cli.console import is_terminal, say, say_json, show, terminal_width
from paperdedup.cli.exits import Code, Failure, complain, writing
from paperdedup.cli.index.short import WithIndex, index_options
from paperdedup.cli.memory import peak_memory
from paperdedup.cli.options import (
    DECISIONS_OPTION,
    SETTINGS,
    FileName,
    config_options,
    debug_option,
    make_config,
    reading_of,
    reading_options,
)
from paperdedup.cli.output import OTHERWISE, require_free

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paperdedup import Config, Result
    from paperdedup.measuring.runs import Prepared
    from paperdedup.report import Summary

Made = TypeVar("Made", "Result", "Prepared")

SURVIVOR_RULES: Final = (
    *("most-complete", "published-first", "earliest", "latest-version", "dumps"),
)
"""As `Result.survivors` has them; a test compares."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the user wants to see and keep."""

    output: Path
    output_format: Literal["parquet", "jsonl", "csv"]
    force: bool
    as_json: bool
    quiet: bool
    summary: bool
    survivor: Any
    prefer: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a run took."""

    seconds: float
    memory: int | None


@click.command(cls=WithIndex, context_settings=SETTINGS, short_help="Find the papers in dumps.")
@click.argument("dumps", nargs=-1, required=True, metavar="DUMP...", type=FileName())
@click.option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    metavar="FOLDER",
    help="Folder to write to. It appears when all is done, never half.",
)
@index_options
@click.option("--force", is_flag=True, help="Replace the answer of an earlier run in FOLDER.")
@config_options
@DECISIONS_OPTION
@click.option(
    "--survivor",
    type=click.Choice(SURVIVOR_RULES),
    help="Also write survivors: the record that represents each paper, its gaps filled from the "
    "others.",
)
@click.option(
    "--prefer",
    multiple=True,
    metavar="DUMP",
    help="With --survivor dumps: the dumps by name, the best first.",
)
@click.option(
    "--threads", type=int, metavar="N", help="Never changes an answer. [default: one per core]"
)
@reading_options
@click.option(
    "--output-format",
    type=click.Choice(["parquet", "jsonl", "csv"]),
    default="parquet",
    show_default=True,
    help="Format of the tables that are written.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if any input was rejected.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.option("--summary", is_flag=True, help="Print the whole summary even if not to a terminal.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
def run(
    *,
    dumps: tuple[str, ...],
    strict: bool,
    **options: Any,
) -> Code:
    """Find which records of the DUMPs are the same paper, and write the answer to a folder.

    A DUMP is a file, a folder, a pattern in quotes, or - for standard input; gz, zst, bz2 and xz
    are unpacked. The format is found from the content. Give the oldest dump first: a
    paper is named after its first record, and another order can, rarely, give other papers too.

    \b
    Examples:
      paperdedup run may.txt june.txt -o out
      paperdedup run 'crawl/*.jsonl.gz' -o out --threshold 0.8 --threads 4
      paperdedup run works.csv --field abstract=Streszczenie -o out --output-format csv
      paperdedup run june.txt --index papers.index
      paperdedup run '*.jsonl' -o out --policy work --decisions review.csv
      zcat corpus.jsonl.gz | paperdedup run - --text --field text=body -o out --json
    """
    import paperdedup

    started = perf_counter()
    wanted = Wanted(**{name: options.pop(name) for name in Wanted.__dataclass_fields__})
    reading = reading_of(options)
    config, decisions = make_config(options), reading["decisions"]
    require_free(wanted.output, force=wanted.force, decisions=decisions)
    if (wanted.survivor == "dumps") != bool(wanted.prefer):
        raise click.BadParameter("--survivor dumps and --prefer DUMP belong together")
    result = taken(paperdedup.deduplicate, dumps, config, reading, quiet=wanted.quiet)
    # Another run may have written there meanwhile.
    require_free(wanted.output, force=wanted.force, decisions=decisions)
    command = {name: given for name, given in reading.items() if name != "decisions"}
    command |= {"dumps": dumps} | ({"decisions": str(decisions)} if decisions else {})
    write(result, wanted, command)
    report(result, wanted, started)
    return Code.REJECTS if strict and result.rejects.num_rows else Code.DONE


def write(result: Result, wanted: Wanted, command: dict[str, Any]) -> None:
    """Write the answer, with how it was asked for. What cannot be had of it does not take the rest
    along: which names dumps have is known when they are read, and the search may have been long.
    """
    from paperdedup import ConfigError

    def written(**survivor: Any) -> None:
        with writing(wanted.output, OTHERWISE):
            result.write(
                wanted.output,
                format=wanted.output_format,
                command=command | {"from": way_from(wanted.output)},
                **survivor,
            )

    try:
        written(survivor=wanted.survivor, survivor_dumps=wanted.prefer or None)
    except ConfigError as error:
        written()
        raise Failure(
            Code.USAGE, str(error), f"the answer is in {wanted.output}, without survivors"
        ) from error


def taken(
    take: Callable[..., Made],
    dumps: tuple[str, ...],
    config: Config,
    reading: Mapping[str, Any],
    *,
    quiet: bool,
) -> Made:
    """What `deduplicate`, or a function that is called as it is, makes of dumps; with bars on a
    terminal. `reading`: fields, format, encoding, decisions.
    """
    if quiet:
        warnings.simplefilter("ignore")
    made = take(
        [Path(dump) for dump in dumps],
        config=config,
        **reading,
        progress=not quiet and is_terminal(sys.stderr),
    )
    if not made.dumps:
        raise Failure(
            Code.INPUT, f"there is no file in {', '.join(dumps)}", "give files or patterns"
        )
    return made


def report(result: Result, wanted: Wanted, started: float) -> None:
    """Tell what was found, as the user wants it."""
    if wanted.quiet and not wanted.as_json:
        return
    from paperdedup.report import absent, few_of, first_rejects, result_line, summarize

    summary = summarize(result)
    cost = Cost(seconds=perf_counter() - started, memory=peak_memory())
    if wanted.as_json:
        say_json(as_values(result, summary, wanted.output, cost))
    elif wanted.summary or is_terminal(sys.stdout):
        show_summary(result, summary, wanted.output, cost)
    else:
        broken = (f"contradiction: {one}" for one in result.contradictions)
        notes = few_of(summary.notes, "notes on reading")
        rejects = few_of(list(first_rejects(result.inputs)), "dumps with rejects")
        for sentence in (*notes, *rejects, *absent(result), *broken, *summary.limits):
            complain(f"note: {sentence}")
        say(f"{wanted.output}: {result_line(summary)}; {cost.seconds:.1f} s")


def as_values(result: Result, summary: Summary, folder: Path, cost: Cost) -> dict[str, Any]:
    """The summary, where the answer is, and what it took, as values for JSON."""
    return summary.as_json() | {
        "folder": str(folder),
        "files": {path.stem: str(path) for path in sorted(folder.iterdir())},
        "seconds": {"total": cost.seconds, **result.seconds},
        "peak_memory_bytes": cost.memory,
    }


def show_summary(result: Result, summary: Summary, folder: Path, cost: Cost) -> None:
    """The summary for a person, and where the answer is."""
    from rich.console import Group
    from rich.text import Text

    from paperdedup.cli.memory import memory_text
    from paperdedup.report import draw_summary

    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in result.seconds.items())
    memory = "" if cost.memory is None else f", at most {memory_text(cost.memory)} of memory"
    files = ", ".join(sorted(path.name for path in folder.iterdir()))
    end = f"\n{cost.seconds:.1f} s ({stages}){memory}\nWritten to {folder}: {files}"
    show(Group(draw_summary(summary, width=terminal_width()), Text(end, style="dim")))

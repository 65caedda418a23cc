"""`paperdedup audit`: recall by an exact look at a sample, precision by a person's judgement."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from paperdedup.cli.console import say, say_json
from paperdedup.cli.exits import Code, Failure, writing
from paperdedup.cli.explain import read_again
from paperdedup.cli.options import (
    DECISIONS_OPTION,
    SETTINGS,
    FileName,
    config_options,
    debug_option,
    reading_options,
)
from paperdedup.cli.output import OTHER_MATCHES, require_unjudged

if TYPE_CHECKING:
    from paperdedup import Audit
    from paperdedup.measuring.intervals import Interval

ALONE: Final = "give the file with the answers alone: it has all that its precision needs"


@click.command(
    context_settings=SETTINGS, short_help="Show how complete and right an answer is, by samples."
)
@click.argument("sources", nargs=-1, metavar="FOLDER|DUMP...", type=FileName())
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="N",
    help="Records that are compared with all others.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="The same draws the same.",
)
@click.option(
    "--matches",
    type=FileName(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a sample of matches to FILE (CSV), for a person to judge.",
)
@click.option(
    "--judge",
    type=click.IntRange(min=1),
    default=90,
    show_default=True,
    metavar="N",
    help="Matches in that sample.",
)
@click.option(
    "--judged",
    type=FileName(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Such a file with `same` or `different` in the column answer: show the precision.",
)
@config_options
@DECISIONS_OPTION
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
@debug_option
def audit(sources: tuple[str, ...], judged: Path | None, as_json: bool, **options: Any) -> None:
    """Say how much the search found, and help a person to say how much of it is right.

    Some records are drawn and compared with all others exactly; the share of the pairs that the
    search had found is its recall. With --matches, some matches are written for you to judge; give
    the file back with --judged for the precision. See docs/measuring.md.

    \b
    Examples:
      paperdedup audit works.jsonl
      paperdedup audit out --sample 500 --seed 7 --matches judge.csv
      paperdedup audit --judged judge.csv
    """
    import paperdedup
    from paperdedup import measuring

    sample, seed, path, judge = (options.pop(n) for n in ("sample", "seed", "matches", "judge"))
    if judged is not None:
        if sources or path is not None:
            what = "--matches" if path is not None else "a dump"
            raise Failure(Code.USAGE, f"--judged and {what} do not go together", ALONE)
        tell_precision(judged, as_json=as_json)
        return
    if not sources:
        raise Failure(Code.USAGE, "there is no dump", "name dumps, or a file with --judged")
    if path is not None:
        require_unjudged(path)
    result = read_again(sources, options, quiet=as_json)
    found = paperdedup.audit(result, sample=sample, seed=seed)
    if path is not None:
        rows = measuring.sample_matches(result, size=judge, seed=seed)
        with writing(path, OTHER_MATCHES):
            measuring.write_matches(rows, path)
    if as_json:
        say_json(as_values(found))
    else:
        say(str(found))


def tell_precision(path: Path, *, as_json: bool) -> None:
    """The precision that a person's answers give."""
    from paperdedup import measuring

    share, answered, rows = measuring.judged(path)
    if as_json:
        say_json({**interval(share, answered), "answered": answered, "matches": rows})
    else:
        precision = share if answered else "unknown: write same or different in the column answer"
        say(f"precision {precision}\n{answered} of {rows} matches were judged")


def as_values(found: Audit) -> dict[str, Any]:
    """An audit as values for JSON."""
    return {
        "sampled": found.sampled,
        "pairs": found.pairs,
        "recall": interval(found.recall, found.pairs),
        "joined": interval(found.joined, found.pairs),
        "missed": [asdict(one) for one in found.missed],
    }


def interval(share: Interval, counted: int) -> dict[str, float | None]:
    """A share and its interval as values for JSON; of nothing the share is null."""
    return {**share._asdict(), **({} if counted else {"share": None})}

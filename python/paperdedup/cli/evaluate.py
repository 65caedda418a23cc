"""`paperdedup evaluate`: how good an answer is, against a truth.

The texts of a run are not kept in its folder, so its dumps are read again to explain the errors, as
`explain` does; `--scores-only` looks at the folder alone.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from paperdedup.cli.console import say, say_json
from paperdedup.cli.exits import Code, Failure
from paperdedup.cli.explain import read_again
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
from paperdedup.cli.run import taken
from paperdedup.folders import holds_run
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperdedup import Evaluation
    from paperdedup.measuring.runs import Prepared

HIDDEN: Final = "leave --scores-only: an identifier is hidden from the matcher by another run"


@click.command(context_settings=SETTINGS, short_help="Show how good an answer is, and why not.")
@click.argument("given", nargs=-1, required=True, metavar="FOLDER|DUMP... TRUTH", type=FileName())
@click.option(
    "--truth-column",
    metavar="NAME",
    help="Instead of TRUTH: the column with an identifier, which is then hidden from the matcher.",
)
@click.option(
    "--errors",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="How many of the worst errors are explained.",
)
@click.option("--scores-only", is_flag=True, help="Do not read the dumps of FOLDER again.")
@config_options
@DECISIONS_OPTION
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
@debug_option
def evaluate(
    given: tuple[str, ...],
    truth_column: str | None,
    errors: int,
    scores_only: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Compare an answer with the TRUTH: precision, recall, F1, B-cubed, removals, worst errors.

    The answer is the FOLDER that `run` wrote, or is made from DUMPs. TRUTH is a CSV of pairs (a,b
    or a,b,answer) or of clusters (id,cluster), or JSON lines of lists of ids; see
    docs/measuring.md.

    \b
    Examples:
      paperdedup evaluate out truth.csv
      paperdedup evaluate works.jsonl truth.jsonl --policy record
      paperdedup evaluate may.jsonl june.jsonl --truth-column doi
    """
    import paperdedup

    sources, truth = (given, None) if truth_column else (given[:-1], given[-1])
    if not sources:
        raise Failure(
            Code.USAGE, f"{truth} is alone", "give its truth after it, or name a --truth-column"
        )
    answer: Any = Path(sources[0])
    alone = scores_only and holds_run(answer)
    if alone and truth_column:
        raise Failure(Code.USAGE, "--truth-column and --scores-only do not go together", HIDDEN)
    if truth_column and not holds_run(answer):
        answer = read_alone(sources, options, quiet=as_json)
    elif not alone:
        answer = read_again(sources, options, quiet=as_json)
    found = paperdedup.evaluate(answer, truth, column=truth_column, errors=errors)
    if as_json:
        say_json(as_values(found))
    else:
        say("\n".join([str(found), *unknown_names(found)]))


def read_alone(sources: tuple[str, ...], options: dict[str, Any], *, quiet: bool) -> Prepared:
    """The dumps given, which are searched later, without what tells the truth."""
    from paperdedup.measuring.runs import prepared

    reading = reading_of(options)
    return taken(prepared, sources, make_config(options), reading, quiet=quiet)


def unknown_names(found: Evaluation) -> Iterator[str]:
    """Say how many names of the truth are of no record, if any are."""
    if found.unknown:
        several = len(found.unknown) > 1
        names = f"{counted(len(found.unknown), 'name')} in the truth {'are' if several else 'is'}"
        yield f"{names} of no record: {found.unknown[0]}{', …' * several}"


def as_values(found: Evaluation) -> dict[str, Any]:
    """An evaluation as values for JSON; a share of no pair is null."""
    scores = found.scores
    known = {"precision": scores.found_pairs, "recall": scores.true_pairs}
    known["f1"] = scores.found_pairs and scores.true_pairs
    shares = ("precision", "recall", "f1", "bcubed_f1", "removal_f1")
    return {
        **asdict(scores),
        **{name: getattr(scores, name) for name in shares if hasattr(scores, name)},
        **{name: None for name, pairs in known.items() if not pairs},
        "unknown": list(found.unknown),
        "errors": [asdict(one) | {"said": str(one)} for one in found.mistakes],
    }

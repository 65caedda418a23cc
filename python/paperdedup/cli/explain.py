"""`paperdedup explain`: why two records are, or are not, one paper.

Texts are not kept in an answer folder, so the dumps are read again, with the settings of the run;
scores are computed anew. If the dumps are no longer what they were, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paperdedup.cli.answer import REMEDY, Answer, read_answer
from paperdedup.cli.console import say_json, show
from paperdedup.cli.exits import Code, complain, os_failure
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

if TYPE_CHECKING:
    from paperdedup import Result


@click.command(
    context_settings=SETTINGS, short_help="Show why two records are, or are not, one paper."
)
@click.argument("sources", nargs=-1, required=True, metavar="FOLDER|DUMP...", type=FileName())
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--full", is_flag=True, help="Show the whole of both texts, not only what differs.")
@config_options
@DECISIONS_OPTION
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
@debug_option
def explain(
    sources: tuple[str, ...],
    a: str,
    b: str,
    full: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Show why records A and B are, or are not, one paper: scores, what differs, and the reason.

    A and B are record ids, or DUMP:POSITION as in members and matches. Before them stands the
    FOLDER that `run` wrote; its dumps are read again, from where they were, or from the DUMPs that
    follow the folder if they have moved. Or give DUMPs alone, with the settings to use.

    \b
    Examples:
      paperdedup explain out may.txt:3 june.txt:17
      paperdedup explain out archive/may.txt archive/june.txt may.txt:3 june.txt:17
      paperdedup explain works.jsonl 10.1000/182 10.1000/183 --threshold 0.5 --full
    """
    result = read_again(sources, options, quiet=as_json)
    explanation = result.explain(a, b)
    from paperdedup.report import draw_explanation, explanation_json

    if as_json:
        say_json(explanation_json(explanation))
    else:
        show(draw_explanation(explanation, full=full))


def read_again(sources: tuple[str, ...], options: dict[str, Any], *, quiet: bool) -> Result:
    """The result of the run that a folder holds, or of a run over the dumps given."""
    from paperdedup import deduplicate

    reading = reading_of(options)
    if not holds_run(Path(sources[0])):
        return taken(deduplicate, sources, make_config(options), reading, quiet=quiet)
    answer = read_answer(Path(sources[0]))
    given = {name: value for name, value in options.items() if value is not None}
    config = make_config(answer.settings | given)
    reading = answer.reading(reading)
    try:
        result = taken(deduplicate, sources[1:] or answer.dumps(), config, reading, quiet=quiet)
    except FileNotFoundError as error:
        if sources[1:] or error.filename == str(reading["decisions"]):
            raise
        raise os_failure(error, Code.INPUT, "read", otherwise=REMEDY) from error
    tell_changes(answer, result)
    return result


def tell_changes(answer: Answer, result: Result) -> None:
    """Say so if the dumps, or the versions that answers depend on, are not what they were."""
    from paperdedup import versions

    now = versions() | {name: int(result.counts[name]) for name in ("records", "papers")}
    then = answer.versions | answer.counts
    changed = [name for name, value in now.items() if then.get(name) != value]
    told = [f"{name} {then.get(name, '?')} then, {now[name]} now" for name in changed]
    if not {"records", "normalizer"} & set(changed):
        told += other_contents(answer, result)
    if told:
        complain(f"note: this is not what the run saw: {', '.join(told)}")


def other_contents(answer: Answer, result: Result) -> Iterator[str]:
    """Say how many records are not what they were, where the folder still has its members."""
    from paperdedup import InputError
    from paperdedup.measuring.answers import read_members
    from paperdedup.nouns import counted

    with suppress(InputError):
        then = read_members(answer.folder).column("content_id").to_pylist()
        pairs = zip(then, result.members.column("content_id").to_pylist(), strict=True)
        others = sum(one != other for one, other in pairs)
        if others:
            yield f"the content of {counted(others, 'record')}"

"""The commands that only read an index: query, lookup, resolve, history, explain, diff, dumps,
decisions, stats.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from paperdedup.cli.console import is_terminal, say, say_json, show, terminal_width
from paperdedup.cli.exits import Code, complain
from paperdedup.cli.index.options import (
    asking,
    limit_option,
    names_given,
    parse_values,
    reading,
    shortened,
    tell,
)
from paperdedup.cli.index.values import values
from paperdedup.cli.options import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE_WORDS: Final = 30
"""Words that few titles have more of."""


@click.command(context_settings=SETTINGS, short_help="Find the papers that a text or record is.")
@asking
@click.argument("text", required=False)
@click.option(
    "--has",
    "fields",
    metavar="FIELD=VALUE",
    multiple=True,
    callback=parse_values,
    help="What the record says besides, such as title='On A'. May be repeated.",
)
@click.option("-k", type=click.IntRange(1), default=10, show_default=True, help="Most papers.")
@click.option("--threshold", type=float, metavar="S", help="Least score, or similarity of texts.")
def query(
    file: Path,
    text: str | None,
    fields: dict[str, str],
    k: int,
    threshold: float | None,
    **options: Any,
) -> None:
    """Find the papers of the index that a TEXT, or a record with the fields given, is or is like.

    TEXT is an abstract, not a title (--has title=…); - reads it from standard input.

    \b
    Examples:
      paperdedup index query papers.index "We show that …"
      paperdedup index query papers.index --has title="On A" --has year=2020 --json
    """
    if text is None and not fields:
        raise click.UsageError("give a TEXT, or --has FIELD=VALUE")
    given = dict(fields)
    if text is not None:
        given["abstract"] = sys.stdin.read() if text == "-" else text
        if not given["abstract"].strip():
            raise click.UsageError("the text is empty: give an abstract, or only --has FIELD=VALUE")
    with reading(file, options) as index:
        hits = index.query(given, k=k, threshold=threshold)
        records = [index.record(hit.record) for hit in hits]
    if options["as_json"]:
        rows = [values(h) | {"found": values(r)} for h, r in zip(hits, records, strict=True)]
        say_json({"hits": rows})
        return
    if not hits:
        say(f"no paper is like it{_or_title(given)}")
        return
    from paperdedup.cli.index.drawing import draw_hits

    show(draw_hits(hits, records, width=terminal_width()))


def _or_title(asked: Mapping[str, str]) -> str:
    """How to ask for a title, where the text is no longer than one, and nothing else was asked."""
    if asked.keys() == {"abstract"} and len(asked["abstract"].split()) <= TITLE_WORDS:
        return ": TEXT is an abstract; ask for a title with --has title=…"
    return ""


@click.command(context_settings=SETTINGS, short_help="Show a paper and its records.")
@asking
@click.argument("name", metavar="NAME")
def lookup(file: Path, name: str, **options: Any) -> None:
    """Show the paper with this NAME, all its records, and what its first record says."""
    with reading(file, options) as index:
        paper = index.lookup(name)
        records = [index.record(member.record) for member in paper.members]
    found = {"canonical_id": paper.canonical_id, "members": records}
    tell(options, found, "\n".join([str(paper), "", *map(str, records[:1])]))


@click.command(context_settings=SETTINGS, short_help="Print the canonical ID of names.")
@asking
@click.argument("names", nargs=-1, required=True, metavar="NAME...", callback=names_given)
def resolve(file: Path, names: tuple[str, ...], **options: Any) -> Code:
    """Print the canonical ID of the paper that each NAME stands for, a line each.

    A NAME is a canonical ID, present or past, a content ID, an identifier in any spelling, a record
    id or DUMP:POSITION; - reads them from standard input, one a line. Names that stand for no paper
    are told after the others.

    \b
    Example:
      paperdedup index resolve papers.index doi:10.1000/182 https://arxiv.org/abs/2001.00001v2
    """
    from paperdedup import UnknownRecordError

    found: dict[str, str] = {}
    unknown: list[str] = []
    with reading(file, options) as index:
        for name in names:
            try:
                found[name] = index.resolve(name)
            except UnknownRecordError as error:
                unknown.append(str(error))
    if found or options["as_json"]:
        all_names = {name: found.get(name) for name in names}
        tell(options, all_names, "\n".join(found[name] for name in names if name in found))
    for message in unknown:
        complain(message)
    return Code.INPUT if unknown else Code.DONE


@click.command(context_settings=SETTINGS, short_help="Show what happened to a name.")
@asking
@click.argument("name", metavar="NAME")
def history(file: Path, name: str, **options: Any) -> None:
    """Show what happened to a paper or record since it came: merged, updated, deleted, split.

    What was deleted is asked for by its canonical or content ID, not by its id or place.
    """
    with reading(file, options) as index:
        events = index.history(name)
    text = "\n".join(map(str, events)) or "nothing has happened to it since it came"
    tell(options, {"events": events}, text)


@click.command(context_settings=SETTINGS, short_help="Show why two records are, or are not, one.")
@asking
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--full", is_flag=True, help="Show the whole of both texts, not only what differs.")
def explain(file: Path, a: str, b: str, full: bool, **options: Any) -> None:
    """Show why records A and B are, or are not, one paper: the points, and what differs."""
    with reading(file, options) as index:
        verdict = index.explain(a, b)
    if options["as_json"]:
        say_json(values(verdict))
        return
    from paperdedup.cli.index.drawing import draw_verdict

    show(draw_verdict(verdict, full=full))


@click.command(context_settings=SETTINGS, short_help="Show what changed from one dump to another.")
@asking
@click.argument("before", metavar="DUMP")
@click.argument("after", metavar="DUMP")
@limit_option
def diff(file: Path, before: str, after: str, limit: int, **options: Any) -> None:
    """Show what changed from one DUMP of the index to another: new, repeated, revised, vanished.

    Dumps are called what `paperdedup index dumps` calls them: the second of one name is NAME@2.
    """
    with reading(file, options) as index:
        found = index.diff(before, after)
        if options["as_json"]:
            say_json(values(found))
            return
        from paperdedup.cli.index.drawing import draw_difference

        show(draw_difference(found, index, limit, width=terminal_width()))


@click.command(context_settings=SETTINGS, short_help="List the dumps.")
@asking
@limit_option
def dumps(file: Path, limit: int, **options: Any) -> None:
    """List the dumps of the index, in the order in which they were added."""
    with reading(file, options) as index:
        entries = index.dumps
    lines = shortened(list(map(str, entries)), limit) or ["no dump was added yet"]
    if options["as_json"] or not is_terminal(sys.stdout) or not entries[:limit]:
        tell(options, {"dumps": entries}, "\n".join(lines))
        return
    from paperdedup.cli.index.drawing import draw_dumps

    show(draw_dumps(entries[:limit], more=lines[limit:], width=terminal_width()))


@click.command(context_settings=SETTINGS, short_help="List what was decided.")
@asking
@limit_option
def decisions(file: Path, limit: int, **options: Any) -> None:
    """List what people decided with `decide` and `unmerge`, in the order in which they did."""
    with reading(file, options) as index:
        rulings = index.decisions
    lines = shortened(list(map(str, rulings)), limit) or ["nothing was decided yet"]
    tell(options, {"decisions": rulings}, "\n".join(lines))


@click.command(context_settings=SETTINGS, short_help="Show counts, sizes and settings.")
@asking
def stats(file: Path, **options: Any) -> None:
    """Show how much the index holds, how large it is, and the settings that it was made with."""
    with reading(file, options) as index:
        counts, parameters, policy = index.stats, index.parameters, index.policy
    settings = parameters | {"policy": policy}
    if options["as_json"]:
        say_json({**counts, "parameters": settings, "policy_table": parameters["policy"]})
        return
    from paperdedup.cli.index.drawing import draw_stats

    show(draw_stats({**counts, **{name: settings[name] for name in sorted(settings)}}))

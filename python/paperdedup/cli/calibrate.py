"""`paperdedup calibrate`: which policy and threshold fit one's own records, by an identifier."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from paperdedup.cli.console import say, say_json, show
from paperdedup.cli.exits import writing
from paperdedup.cli.options import (
    SETTINGS,
    FileName,
    config_options,
    debug_option,
    make_config,
    reading_options,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.table import Table

    from paperdedup import Calibration
    from paperdedup.measuring.calibrate import Setting

PLOT_WIDTH: Final = 78
PLOT_HEIGHT: Final = 10


@click.command(
    context_settings=SETTINGS, short_help="Show which policy and threshold fit your records."
)
@click.argument("dumps", nargs=-1, required=True, metavar="DUMP...", type=FileName())
@click.option(
    "--by",
    required=True,
    metavar="NAME",
    help="Column or field with an identifier, such as doi. It is hidden from the matcher.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.99,
    show_default=True,
    metavar="P",
    help="What the careful setting must reach.",
)
@click.option(
    "--plot",
    type=FileName(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the curves to FILE (SVG).",
)
@config_options
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
@debug_option
def calibrate(
    dumps: tuple[str, ...], by: str, plot: Path | None, as_json: bool, **options: Any
) -> None:
    """Show how precise and complete each policy is on the DUMPs, at several thresholds.

    Records that share the identifier are taken for one paper, records of different ones for
    different papers. With --policy, only that one is tried. See docs/measuring.md.

    \b
    Examples:
      paperdedup calibrate works.jsonl --by doi
      paperdedup calibrate 2023.jsonl 2024.jsonl --by arxiv --policy version --plot curves.svg
    """
    import paperdedup

    fields, reader, encoding = (options.pop(name) for name in ("fields", "reader", "encoding"))
    precision, policy = options.pop("precision"), options.pop("policy")
    found = paperdedup.calibrate(
        [Path(dump) for dump in dumps],
        by=by,
        precision=precision,
        config=make_config(options),
        fields=fields,
        format=reader,
        encoding=encoding,
        **({"policies": [policy]} if policy else {}),
    )
    if plot is not None:
        write_plot(plot, found)
    if as_json:
        say_json(as_values(found))
    else:
        show_calibration(found)


def show_calibration(found: Calibration) -> None:
    """For a person: the labels, the table, the suggestions, and the curve of the best policy."""
    from paperdedup.cli.svgplot import axis_start
    from paperdedup.cli.textplot import ASCII, UNICODE, text_plot

    points = found.curve(found.best.policy)
    say(str(found).splitlines()[0] + "\n")
    show(table(found))
    say("\n" + "\n".join(found.suggestions))
    encoding = str(getattr(sys.stdout, "encoding", None) or "ascii").lower()
    plot = text_plot(
        envelope(points),
        round(found.best.scores.recall, 4),
        width=PLOT_WIDTH,
        height=PLOT_HEIGHT,
        style=UNICODE if encoding.startswith("utf") else ASCII,
        low=axis_start([value for point in points for value in point]),
    )
    say(f"\nPrecision, by recall: {found.best.policy}\n\n{plot}")


def table(found: Calibration) -> Table:
    """A line per setting; those that policies come with stand out."""
    from rich.table import Table

    drawn = Table(box=None, padding=(0, 3, 0, 0), header_style="dim", pad_edge=False)
    for name in ("policy", "threshold", "precision", "recall", "F1", "B-cubed"):
        drawn.add_column(name, justify="left" if name == "policy" else "right", no_wrap=True)
    for one in found.settings:
        scores = one.scores
        shares = (scores.precision, scores.recall, scores.f1, scores.bcubed_f1)
        drawn.add_row(
            one.policy,
            f"{one.threshold:g}",
            *(f"{value:.4f}" for value in shares),
            style="bold" if one.usual else None,
        )
    return drawn


def envelope(points: list[tuple[float, float]]) -> Callable[[float], float]:
    """The best precision that is had at a recall of at least so much; 0 where none is had.

    >>> curve = envelope([(0.5, 1.0), (0.8, 0.9)])
    >>> curve(0.3), curve(0.6), curve(0.9)
    (1.0, 0.9, 0.0)
    """
    return lambda at: max((precision for recall, precision in points if recall >= at), default=0.0)


def write_plot(path: Path, found: Calibration) -> None:
    """Draw the curves of all policies."""
    from paperdedup.cli.svgplot import svg_lines

    lines = {policy: found.curve(policy) for policy in found.policies}
    drawn = svg_lines(lines, "Precision by recall", across="recall", up="precision")
    with writing(path, "name another file with --plot"):
        path.write_text(drawn, encoding="utf-8")


def as_values(found: Calibration) -> dict[str, Any]:
    """A calibration as values for JSON."""
    return {
        "records": found.records,
        "labelled": found.labelled,
        "true_pairs": found.true_pairs,
        "look_alikes": found.look_alikes,
        "guess": found.guess,
        "settings": [_setting(one) for one in found.settings],
        "best": _setting(found.best),
        "careful": None if found.careful is None else _setting(found.careful),
    }


def _setting(one: Setting) -> dict[str, Any]:
    shares = ("precision", "recall", "f1", "bcubed_f1")
    figures = {name: getattr(one.scores, name) for name in shares}
    sure = {f"{name}_95": getattr(one, name)[1:] for name in ("precision", "recall")}
    known = {"policy": one.policy, "threshold": one.threshold, "usual": one.usual}
    return known | figures | sure

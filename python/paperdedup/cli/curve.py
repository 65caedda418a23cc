"""`paperdedup curve`: what the settings will find, and what that costs, before anything is run."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from paperdedup.cli.console import say, say_json, show
from paperdedup.cli.exits import Code, Failure, writing
from paperdedup.cli.options import SETTINGS, FileName, config_options, debug_option, make_config

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from paperdedup import Config, Plan

STEPS: Final = 20
"""Lines of the table from 0 to 1, of which those above 0.3 are shown: below, nothing is found."""

OTHERWISE: Final = "name another file with --plot"

PLOT_WIDTH: Final = 78
PLOT_HEIGHT: Final = 14


@click.command(
    context_settings=SETTINGS, short_help="Show what settings will find, and what that costs."
)
@config_options
@click.option(
    "--records",
    type=click.IntRange(min=0),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="Number of records to plan for.",
)
@click.option(
    "--plot",
    type=FileName(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the curve to FILE.svg, or to FILE.png (needs matplotlib).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
@debug_option
def curve(records: int, plot: Path | None, as_json: bool, **settings: Any) -> None:
    """Show which share of the pairs is found at each similarity, and what the search costs.

    Bands and rows are solved from --threshold, --recall and --records, unless you give them.

    \b
    Examples:
      paperdedup curve
      paperdedup curve --threshold 0.8 --recall 0.99 --records 5000000
      paperdedup curve --bands 16 --rows 8 --plot curve.svg
    """
    import paperdedup

    config = make_config(settings)
    solved = paperdedup.plan(config, records=records)
    if plot is not None:
        write_plot(plot, solved, config)
    if as_json:
        say_json(as_values(solved, config, records, plot))
    else:
        print_curve(solved, config, records)
        if plot is not None:
            say(f"\nplot: {plot}")


def similarities(threshold: float) -> list[float]:
    """The similarities of the table: steps of 0.05 from 0.3, and the threshold."""
    steps = {step / STEPS for step in range(6, STEPS + 1)}
    return sorted(steps | {threshold})


def as_values(solved: Plan, config: Config, records: int, plot: Path | None) -> dict[str, Any]:
    """The plan as values for JSON."""
    return {
        "mode": solved.mode,
        "threshold": config.threshold,
        "recall_asked": config.recall,
        "recall_at_threshold": solved.recall(config.threshold),
        "records": records,
        "bands": solved.bands,
        "rows": solved.rows,
        "minima_per_record": solved.bands * solved.rows,
        "expected_candidates": solved.expected_candidates,
        "curve": [
            {"jaccard": j, "recall": solved.recall(j)} for j in similarities(config.threshold)
        ],
        "plot": None if plot is None else str(plot),
    }


def print_curve(solved: Plan, config: Config, records: int) -> None:
    """The plan for a person: what is done, what it costs, the table, and the curve itself."""
    from rich.console import Group
    from rich.text import Text

    from paperdedup.cli.textplot import ASCII, UNICODE, text_plot

    encoding = str(getattr(sys.stdout, "encoding", None) or "ascii").lower()
    plot = text_plot(
        solved.recall,
        config.threshold,
        width=PLOT_WIDTH,
        height=PLOT_HEIGHT,
        style=UNICODE if encoding.startswith("utf") else ASCII,
    )
    parts: list[RenderableType] = [
        Text(headline(solved, config, records) + "\n"),
        curve_table(solved, config.threshold),
    ]
    show(
        Group(*parts, Text("\nPairs found, by the Jaccard similarity of their texts\n"), Text(plot))
    )


def headline(solved: Plan, config: Config, records: int) -> str:
    """What the settings mean, in two or three lines."""
    if solved.mode == "exact":
        return (
            f"{records:,} records are searched by the exact join at J = {config.threshold:g}: "
            "every pair at or above it is found."
        )
    minima = solved.bands * solved.rows
    candidates = solved.expected_candidates
    return (
        f"{records:,} records are searched with {solved.bands} bands of {solved.rows} rows "
        f"({minima} minima a record).\n"
        f"Of the pairs right at J = {config.threshold:g}, "
        f"{solved.recall(config.threshold):.3%} are found.\n"
        f"About {candidates:,.0f} pairs are expected to be verified beside the true ones."
    )


def curve_table(solved: Plan, threshold: float) -> Table:
    """Recall by similarity; the line of the threshold stands out."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim", pad_edge=False)
    for name in ("Jaccard", "found", "missed"):
        table.add_column(name, justify="right", no_wrap=True)
    for jaccard in similarities(threshold):
        recall = solved.recall(jaccard)
        style = "bold" if jaccard == threshold else None
        table.add_row(f"{jaccard:g}", f"{recall:.3%}", missed(recall), style=style)
    return table


def missed(recall: float) -> str:
    """How many pairs go for one that is missed.

    >>> missed(0.999), missed(0.2), missed(1.0)
    ('1 in 1,000', '80 in 100', 'none')
    """
    share = 1.0 - recall
    if share <= 1e-12:
        return "none"
    return f"{share * 100:.0f} in 100" if share >= 0.1 else f"1 in {1 / share:,.0f}"


def write_plot(path: Path, solved: Plan, config: Config) -> None:
    """Draw the curve to an SVG or PNG file."""
    title = (
        "exact join" if solved.mode == "exact" else f"{solved.bands} bands of {solved.rows} rows"
    )
    suffix = path.suffix.lower()
    if suffix == ".svg":
        from paperdedup.cli.svgplot import svg_plot

        with writing(path, OTHERWISE):
            path.write_text(svg_plot(solved.recall, config.threshold, title), encoding="utf-8")
    elif suffix == ".png":
        _write_png(path, solved, config.threshold, title)
    else:
        raise Failure(
            Code.USAGE, f"cannot draw {path}: not a .svg or .png", "name FILE.svg or FILE.png"
        )


def _write_png(path: Path, solved: Plan, threshold: float, title: str) -> None:
    try:
        drawing = import_module("matplotlib.figure")
    except ImportError as error:
        raise Failure(
            Code.USAGE,
            f"cannot draw {path}: matplotlib is not installed",
            "pip install 'paperdedup[plot]', or name a .svg file, which needs nothing",
        ) from error
    figure = drawing.Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.subplots()
    axes.plot(*solved.curve(201).T)
    axes.axvline(threshold, color="tab:red", linestyle="--", label=f"threshold {threshold:g}")
    axes.set(title=title, xlabel="Jaccard similarity of two texts", ylabel="pairs found")
    axes.grid(alpha=0.3)
    axes.legend()
    with writing(path, OTHERWISE):
        figure.savefig(path, format="png", dpi=150)

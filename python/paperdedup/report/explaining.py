"""An `Explanation` drawn for a terminal, with rich.

The difference is coloured word by word: deleted words red, inserted words green, each in the
brackets of `str(explanation)` too, so that it survives a pipe. Limits: words are normalized ones;
that is what was compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paperdedup.diff import marked
from paperdedup.nouns import counted
from paperdedup.report.summary import LABEL, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperdedup.diff import Change
    from paperdedup.explain import Explanation, Side
    from paperdedup.wording import Point

BANDS_SHOWN: Final = 12


def draw_explanation(explanation: Explanation, *, full: bool = False) -> RenderableType:
    """The whole explanation; with `full`, the whole of both texts."""
    verdict = "One paper" if explanation.one_paper else "Not one paper"
    sections = _texts if explanation.policy is None else _evidence
    return Group(
        Text(verdict, style="bold green" if explanation.one_paper else "bold yellow"),
        Text(f"{explanation.reason}\n"),
        Padding(_records(explanation), (0, 0, 0, 2), expand=False),
        *(
            part
            for title, body in sections(explanation, full=full)
            for part in _section(title, body)
        ),
    )


def _section(title: str, body: RenderableType) -> tuple[RenderableType, ...]:
    return Text(f"\n{title}", style="bold"), Padding(body, (0, 0, 0, 2), expand=False)


def _texts(explanation: Explanation, *, full: bool) -> Iterator[tuple[str, RenderableType]]:
    """What a run on texts alone has to show."""
    yield "Scores", _scores(explanation)
    yield "What differs, from A to B", draw_diff(explanation.diff, full=full)


def _evidence(explanation: Explanation, *, full: bool) -> Iterator[tuple[str, RenderableType]]:
    """What a run on all evidence has to show."""
    least = f"{explanation.score_threshold:g} (policy {explanation.policy})"
    yield "For and against", draw_points(explanation.points, explanation.score, least)
    yield "Under each policy", _policies(explanation)
    met = ", ".join(explanation.channels) or "nothing: no channel proposes this pair"
    yield "They meet in", Text(met)
    if explanation.path:
        steps = "\n".join(one_line(str(step), 2 * LABEL) for step in explanation.path)
        yield "How they hang together", Text(steps)
    for name, diff in (("titles", explanation.title_diff), ("abstracts", explanation.diff)):
        if diff:
            yield f"What differs in the {name}, from A to B", draw_diff(diff, full=full)


def draw_points(points: Iterable[Point], score: float | None, threshold: str) -> Table:
    """The points, and their sum; from `threshold` on two are one paper."""
    table = Table.grid(padding=(0, 3))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for point in points:
        style = "green" if point.points > 0 else "red"
        table.add_row(Text(f"{point.points:+.2f}", style=style), Text(one_line(point.words)))
    total = f"the sum; one paper from {threshold}"
    table.add_row(Text(f"{score:.2f}", style="bold"), Text(total, style="bold"))
    return table


def _policies(explanation: Explanation) -> Table:
    table = Table.grid(padding=(0, 3))
    for told in explanation.policies:
        paper = "one paper" if told.same else "two papers"
        score = f"{told.score:.2f}, one paper from {told.threshold:g}"
        table.add_row(Text(told.name, style="dim"), Text(paper), Text(score, style="dim"))
    return table


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """An explanation as values that `json` takes."""
    from dataclasses import asdict

    values = asdict(explanation)
    for side, shown in ((explanation.a, values["a"]), (explanation.b, values["b"])):
        shown["place"] = {"dump": side.place.dump, "position": side.place.position}
    values["path"] = [
        asdict(step) | {"record": str(step.record), "founder": str(step.founder)}
        for step in explanation.path
    ]
    return values


def _records(explanation: Explanation) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim", pad_edge=False)
    for name in ("", "A", "B"):
        table.add_column(name, overflow="fold")
    sides = (explanation.a, explanation.b)
    rows = {
        "record": [side.record_id for side in sides],
        "place": [str(side.place) for side in sides],
        "paper": [side.canonical_id for side in sides],
        "relation": [side.relation for side in sides],
        "compared": [_compared(side) for side in sides],
    }
    if all(side.record_id == str(side.place) for side in sides):
        del rows["place"]
    for name, (left, right) in rows.items():
        table.add_row(Text(name, style="dim"), Text(one_line(left)), Text(one_line(right)))
    return table


def _compared(side: Side) -> str:
    if not side.words:
        return "nothing: it has no text"
    return f"{side.field}: {counted(side.words, 'word')}, {counted(side.shingles, 'shingle')}"


def _scores(explanation: Explanation) -> Table:
    table = Table.grid(padding=(0, 3))
    shingles = counted(explanation.shared_shingles, "shingle")
    rows = {
        "Jaccard": f"{explanation.jaccard:.4f}   (threshold {explanation.threshold:g})",
        "containment": f"{explanation.containment:.4f}",
        "shared": f"{shingles}, {counted(explanation.shared_words, 'word')}",
        "bands": _bands(explanation),
        "one paper": _thresholds(explanation),
    }
    for name, value in rows.items():
        table.add_row(Text(name, style="dim"), Text(value))
    for step in explanation.path if len(explanation.path) > 1 else ():
        relation = (
            f"{step.record} to its founder {step.founder}: {step.relation}, J {step.jaccard:.4f}"
        )
        table.add_row(Text("path", style="dim"), Text(one_line(relation, 2 * LABEL)))
    return table


def _thresholds(explanation: Explanation) -> str:
    """At which thresholds the two are one paper."""
    groups = {
        one: [f"{threshold:g}" for threshold, same in explanation.thresholds if same is one]
        for one in (True, False)
    }
    words = {True: "at threshold", False: "not at"}
    return "; ".join(f"{words[one]} {', '.join(list_)}" for one, list_ in groups.items() if list_)


def _bands(explanation: Explanation) -> str:
    if not explanation.bands:
        return "none: the exact join needs no bands"
    met = [str(band) for band in explanation.bands_met[:BANDS_SHOWN]]
    more = len(explanation.bands_met) - len(met)
    listed = f": {', '.join(met)}{f' and {more} more' if more else ''}" if met else ""
    shape = f"{explanation.bands} bands of {explanation.rows} rows"
    return f"{len(explanation.bands_met)} met, of {shape}{listed}"


def draw_diff(changes: tuple[Change, ...], *, full: bool = False) -> Text:
    """What differs, and a few equal words about it; all of both texts if `full`."""
    return coloured(" ".join(map(_whole, changes)) if full else marked(changes))


def _whole(change: Change) -> str:
    return change.before if change.kind == "equal" else marked([change])


def coloured(difference: str) -> Text:
    """A marked difference: deleted words red, inserted words green."""
    text = Text(difference)
    text.highlight_regex(r"\[-.*?-\]", "red")
    text.highlight_regex(r"\{\+.*?\+\}", "green")
    return text

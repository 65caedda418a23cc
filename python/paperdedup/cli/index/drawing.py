"""What people see of an index: tables of hits, a verdict, a difference, counts. Uses rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paperdedup.cli.index.options import shortened
from paperdedup.report import coloured, draw_diff, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paperdedup import Difference, Hit, Index, Record, Verdict

TITLE = 60
"""Characters of a title in a table."""

SIDE = 40
"""Characters of what stands in one of two columns."""

SHORTEST = 8
"""Width of a column without a heading: its words are not cut."""


def draw_hits(hits: Sequence[Hit], records: Sequence[Record]) -> RenderableType:
    """The papers that a query found, best first."""
    table = _table("", "score", "Jaccard", "relation", "ID", "paper")
    for hit, record in zip(hits, records, strict=True):
        verdict = "same" if hit.same else "unsure" if hit.unsure else "other"
        style = {"same": "green", "unsure": "yellow", "other": "dim"}[verdict]
        table.add_row(
            Text(verdict, style=style),
            f"{hit.score:.2f}",
            f"{hit.jaccard:.4f}",
            hit.relation,
            hit.canonical_id,
            Text(_label(record)),
        )
    return table


def draw_verdict(verdict: Verdict, *, full: bool) -> RenderableType:
    """Why two records are, or are not, one paper."""
    word = "One paper" if verdict.one_paper else "Not one paper"
    parts: list[RenderableType] = [
        Text(word, style="bold green" if verdict.one_paper else "bold yellow"),
        Text(f"{verdict.reason}\n"),
        _inner(_sides(verdict)),
    ]
    if verdict.score is not None:
        parts += [Text("\nFor and against", style="bold"), _inner(_points(verdict))]
    parts += [Text("\nScores", style="bold"), _inner(_scores(verdict))]
    for name, diff in (("titles", verdict.title_diff), ("abstracts", verdict.diff)):
        if any(change.kind != "equal" for change in diff):
            title = Text(f"\nWhat differs in the {name}, from A to B", style="bold")
            parts += [title, _inner(draw_diff(diff, full=full))]
    return Group(*parts)


def draw_difference(found: Difference, index: Index, limit: int) -> RenderableType:
    """What changed from one dump to another, with the first papers of each kind."""
    lines: list[RenderableType] = [Text(str(found).partition("\n")[0], style="bold")]
    kinds = (("New", found.new), ("Updated", found.updated), ("Vanished", found.vanished))
    for name, papers in kinds:
        if papers and limit:
            listed = [f"  {paper}  {_title(index, paper)}" for paper in papers[:limit]]
            more = [""] * (len(papers) - len(listed))
            lines.append(Text("\n".join([f"\n{name}", *shortened([*listed, *more], limit)])))
    if found.revised and limit:
        lines.append(Text("\nRevised"))
    for revision in found.revised[:limit]:
        places = f"{revision.before.place} and {revision.after.place}"
        lines.append(Text(f"  {revision.canonical_id}  {_label(revision.after)}"))
        lines.append(Text(f"    {places}", style="dim"))
        difference = coloured(revision.difference)
        lines.append(Padding(difference, (0, 0, 0, 4), expand=False))
    if limit and len(found.revised) > limit:
        lines.append(Text(shortened([""] * len(found.revised), limit)[-1]))
    return Group(*lines)


def draw_stats(values: Mapping[str, Any]) -> RenderableType:
    """Counts, sizes and settings, one to a line."""
    table = Table.grid(padding=(0, 3))
    for name, value in values.items():
        shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
        table.add_row(Text(name, style="dim"), Text(one_line(str(shown))))
    return table


def _title(index: Index, paper: str) -> str:
    return _label(index.record(index.lookup(paper).members[0].record))


def _label(record: Record) -> str:
    """What a person knows a record by."""
    text = record.fields.get("title") or record.fields.get("abstract") or record.place
    return one_line(text, TITLE)


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for name in names:
        right = name in {"score", "Jaccard"}
        table.add_column(
            name,
            justify="right" if right else "left",
            no_wrap=name != "paper",
            min_width=SHORTEST if not name else None,
        )
    return table


def _inner(body: RenderableType) -> Padding:
    return Padding(body, (0, 0, 0, 2), expand=False)


def _sides(verdict: Verdict) -> Table:
    table = _table("", "A", "B")
    sides = (verdict.a, verdict.b)
    rows = {
        "record": [side.record_id for side in sides],
        "place": [side.place if side.record_id != side.place else "" for side in sides],
        "title": [side.fields.get("title", "") for side in sides],
        "paper": [side.canonical_id for side in sides],
        "relation": [side.relation for side in sides],
    }
    for name, values in rows.items():
        if any(values):
            table.add_row(
                Text(name, style="dim"), *(Text(one_line(value, SIDE)) for value in values)
            )
    return table


def _points(verdict: Verdict) -> Table:
    table = Table.grid(padding=(0, 3))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for point in verdict.points:
        style = "green" if point.points > 0 else "red"
        table.add_row(Text(f"{point.points:+.2f}", style=style), Text(one_line(point.words)))
    total = f"the sum; one paper from {verdict.threshold:g}"
    table.add_row(Text(f"{verdict.score:.2f}", style="bold"), Text(total, style="bold"))
    return table


def _scores(verdict: Verdict) -> Table:
    table = Table.grid(padding=(0, 3))
    rows = {
        "Jaccard": f"{verdict.jaccard:.4f}",
        "containment": f"{verdict.containment:.4f}",
        "relation": verdict.relation,
        "met by": ", ".join(verdict.channels) or "nothing: no channel proposes this pair",
        "stored": "yes" if verdict.stored else "no",
    }
    for name, value in rows.items():
        table.add_row(Text(name, style="dim"), Text(value))
    return table

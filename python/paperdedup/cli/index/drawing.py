"""What people see of an index: tables of hits, a verdict, a difference, counts. Uses rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paperdedup.cli.index.options import shortened
from paperdedup.report import coloured, draw_diff, draw_points, fitted, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paperdedup import Difference, Entry, Hit, Index, Record, Verdict

TITLE = 60
"""Characters of a title in a table."""

HIT_WIDTH = 64
"""Characters of a hit before its title, where the relation is not one of the longest."""

DUMP_WIDTH = 48
"""Characters of a row of a dump before its name, where numbers are not the longest."""

LEAST_TITLE = 30
"""Characters of a title beside these."""

SHORTEST = 8
"""Width of a column without a heading: its words are not cut."""


STYLES = {"same": "green", "unsure": "yellow", "other": "dim"}
"""Colours of verdicts."""

NUMBERS = {"score", "Jaccard", "records", "gone", "rejects"}
"""Columns of numbers."""

LONG = {"paper", "A", "B", "dump", "record", "found"}
"""Columns that go on in the next line where there is no room."""


def draw_hits(hits: Sequence[Hit], records: Sequence[Record], *, width: int) -> RenderableType:
    """The papers that a query found, best first; where a line has no room for a title, it stands
    below the ID.
    """
    beside = width >= HIT_WIDTH + LEAST_TITLE
    table = _table("", "score", "Jaccard", "relation", *(["ID"] if beside else []), "paper")
    for hit, record in zip(hits, records, strict=True):
        verdict = "same" if hit.same else "unsure" if hit.unsure else "other"
        label, scores = _label(record), (f"{hit.score:.2f}", f"{hit.jaccard:.4f}")
        told = [hit.canonical_id, label] if beside else [f"{hit.canonical_id}\n{label}"]
        table.add_row(Text(verdict, style=STYLES[verdict]), *scores, hit.relation, *map(Text, told))
    return table


def draw_matches(rows: Sequence[Mapping[str, Any]], *, more: Sequence[str]) -> RenderableType:
    """Records that were asked for, and what was found of each; a line on those not shown."""
    table = _table("", "score", "relation", "record", "found", "paper")
    for row in rows:
        verdict, names = row["verdict"], (row["record_id"], row["found_id"], row["canonical_id"])
        label, score = Text(verdict, style=STYLES[verdict]), f"{row['score']:.2f}"
        table.add_row(label, score, row["relation"], *map(Text, names))
    return Group(table, *more)


def draw_dumps(entries: Sequence[Entry], *, more: Sequence[str], width: int) -> RenderableType:
    """The dumps of an index, and a line on those that are not shown. In sentences where a name,
    which is to be copied from here, has no room in a table.
    """
    if max(cell_len(entry.label) for entry in entries) > width - DUMP_WIDTH:
        return Text("\n".join([*map(str, entries), *more]))
    gone = any(entry.gone for entry in entries)
    numbers = ("records", *(["gone"] if gone else []), "rejects")
    table = _table(*numbers, "added", "dump")
    for entry in entries:
        counts = [f"{getattr(entry, name):,}" for name in numbers]
        table.add_row(*counts, entry.added, Text(entry.label))
    return Group(table, *more)


def draw_verdict(verdict: Verdict, *, full: bool) -> RenderableType:
    """Why two records are, or are not, one paper."""
    word = "One paper" if verdict.one_paper else "Not one paper"
    parts: list[RenderableType] = [
        Text(word, style="bold green" if verdict.one_paper else "bold yellow"),
        Text(f"{verdict.reason}\n"),
        _inner(_sides(verdict)),
    ]
    if verdict.score is not None:
        points = draw_points(verdict.points, verdict.score, f"{verdict.threshold:g}")
        parts += [Text("\nFor and against", style="bold"), _inner(points)]
    parts += [Text("\nScores", style="bold"), _inner(_scores(verdict))]
    for name, diff in (("titles", verdict.title_diff), ("abstracts", verdict.diff)):
        if any(change.kind != "equal" for change in diff):
            title = Text(f"\nWhat differs in the {name}, from A to B", style="bold")
            parts += [title, _inner(draw_diff(diff, full=full))]
    return Group(*parts)


def draw_difference(found: Difference, index: Index, limit: int, *, width: int) -> RenderableType:
    """What changed from one dump to another, with the first papers of each kind."""

    def line(paper: str, record: Record) -> str:
        start = f"  {paper}  "
        return start + fitted(_label(record), max(LEAST_TITLE, width - len(start))).plain

    lines: list[RenderableType] = [Text(str(found).partition("\n")[0], style="bold")]
    kinds = (("New", found.new), ("Updated", found.updated), ("Vanished", found.vanished))
    for name, papers in kinds:
        if papers and limit:
            listed = [line(paper, _founder(index, paper)) for paper in papers[:limit]]
            more = [""] * (len(papers) - len(listed))
            lines.append(Text("\n".join([f"\n{name}", *shortened([*listed, *more], limit)])))
    if found.revised and limit:
        lines.append(Text("\nRevised"))
    for revision in found.revised[:limit]:
        places = f"{revision.before.place} and {revision.after.place}"
        lines.append(Text(line(revision.canonical_id, revision.after)))
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


def _founder(index: Index, paper: str) -> Record:
    return index.record(index.lookup(paper).members[0].record)


def _label(record: Record) -> str:
    """What a person knows a record by."""
    text = record.fields.get("title") or record.fields.get("abstract") or record.place
    return one_line(text, TITLE)


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for name in names:
        table.add_column(
            name,
            justify="right" if name in NUMBERS else "left",
            overflow="fold",
            no_wrap=name not in LONG,
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
            table.add_row(Text(name, style="dim"), *(Text(one_line(value)) for value in values))
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

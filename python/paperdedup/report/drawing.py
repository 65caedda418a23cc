"""A summary drawn for a terminal, with rich.

The matrix of shared papers is drawn where it fits the width; beyond, the pairs of dumps that share
most are listed. Long lists are cut in the middle and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paperdedup.nouns import counted
from paperdedup.report.explaining import coloured
from paperdedup.report.summary import DumpCounts, NamedPaper, Summary, one_line

MOST_ROWS: Final = 50
"""Dumps that are listed one by one; of more, the first and the last."""

NAME_WIDTH: Final = 24
"""Characters kept for a dump's name beside a matrix."""

GAP: Final = 2
"""Blanks between two columns, and before a table."""

NUMBERS_WIDTH: Final = 29
"""Characters of a row of the largest clusters that are neither ID nor title."""

LEAST_TITLE: Final = 12
"""Characters of a title beside its numbers; where there are fewer, it stands below them."""

SIZES: Final = ("records", "dumps", "texts")
"""Counts of one of the largest clusters."""

SCORE_WIDTH: Final = 11
"""Characters of a row of the revised papers that are not the title."""

LEAST_ROOM: Final = 20
"""Characters of a name or title that are shown however narrow the terminal is."""

COLUMNS: Final = ("records", "papers", "new", "shared", "rejects")
"""Counts of a dump; the first three also beside a matrix."""

HEADING: Final = "bold"
NUMBER: Final = "cyan"
FAINT: Final = "dim"


def draw_summary(summary: Summary, *, width: int) -> RenderableType:
    """The whole summary, `width` characters wide."""
    parts = [
        _headline(summary),
        _figures(summary),
        *_rejects(summary, width),
        *_dumps(summary, width),
        *_largest(summary, width),
        *_revised(summary, width),
        *_sentences("Decisions", summary.decisions),
        *_sentences("Limits that were hit", summary.limits),
        *_sentences("Notes on reading", summary.notes),
    ]
    return Group(*parts)


def fitted(text: str, room: int) -> Text:
    """One line, cut to so many cells of a terminal: a Chinese character takes two.

    >>> fitted("a long name", 7).plain, fitted("去重复论文", 7).plain
    ('a long…', '去重复…')
    """
    line = Text(one_line(text))
    line.truncate(room, overflow="ellipsis")
    return line


def fitted_name(name: str, room: int) -> Text:
    """The same of the name of a dump, cut in its middle: names of a series differ at their ends.

    >>> fitted_name("a-crawl-of-2025-03-01.txt", 16).plain, fitted_name("去重复论文", 7).plain
    ('a-crawl…3-01.txt', '去重…文')
    """
    line = one_line(name, max(1, len(name)))
    if cell_len(line) <= room:
        return Text(line)
    end = ""
    while cell_len(line[len(line) - len(end) - 1 :]) <= room // 2:
        end = line[len(line) - len(end) - 1 :]
    return Text(set_cell_size(line, max(0, room - cell_len(end) - 1)).rstrip() + f"…{end}")


def _headline(summary: Summary) -> Text:
    records, dumps = counted(summary.records, "record"), counted(len(summary.dumps), "dump")
    verb = "is" if summary.records == 1 else "are"
    return Text(f"{records} in {dumps} {verb} {counted(summary.papers, 'paper')}.\n", style=HEADING)


def _figures(summary: Summary) -> RenderableType:
    several = summary.papers_in_several_dumps
    open_pairs = (
        ("unsure", summary.unsure, "pairs near the threshold; see review.csv"),
        ("conflicts", summary.conflicts, "pairs that share an identifier and little else"),
    )
    review = [row for row in open_pairs if row[1]]
    rows = [
        ("records", summary.records, ""),
        ("papers", summary.papers, f"{several:,} of them in more than one dump"),
        ("repeats", summary.repeats, "records of a paper that was there before"),
        ("revised", summary.revised, "papers whose records have different texts"),
        *review,
        ("empty", summary.empty, "records that say too little to be compared"),
        ("rejects", summary.rejects, "inputs that are no records; see rejects.jsonl"),
    ]
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right", style=NUMBER, no_wrap=True)
    table.add_column(style=FAINT)
    for name, number, note in rows:
        table.add_row(name, f"{number:,}", note if number else "")
    return Padding(table, (0, 0, 0, 2), expand=False)


def _section(title: str, body: RenderableType) -> Iterator[RenderableType]:
    yield Text(f"\n{title}", style=HEADING)
    yield Padding(body, (0, 0, 0, 2), expand=False)


def _rejects(summary: Summary, width: int) -> Iterator[RenderableType]:
    """Each in two lines, for place, reason and input may all be long."""
    if not summary.first_rejects:
        return
    lines = []
    for reject in summary.first_rejects:
        place = f"line {reject.line}" if reject.line is not None else f"input {reject.position}"
        said = f", {place}: {reject.reason}"
        name = fitted_name(reject.dump, max(LEAST_ROOM, width - GAP - cell_len(said)))
        lines += [name + Text(said), fitted(f"  {reject.input}", width - GAP)]
        lines[-1].stylize(FAINT)
    title = _first_of("Rejects", len(summary.first_rejects), summary.rejects)
    yield from _section(title, Group(*lines))


def _first_of(title: str, shown: int, all_of_them: int) -> str:
    return title if shown >= all_of_them else f"{title} (first {shown} of {all_of_them:,})"


def _dumps(summary: Summary, width: int) -> Iterator[RenderableType]:
    if not summary.dumps:
        return
    room = name_room(summary, width, matrix=True)
    longest = max(cell_len(one_line(dump.name)) for dump in summary.dumps)
    matrix = len(summary.dumps) > 1 and room >= min(longest, NAME_WIDTH)
    room = room if matrix else max(LEAST_ROOM, name_room(summary, width, matrix=False))
    title = "Dumps, and the papers they share" if matrix else "Dumps"
    yield from _section(title, _dump_table(summary, room, matrix=matrix))
    if not matrix and len(summary.dumps) > 1:
        yield from _pairs(summary, width)


def name_room(summary: Summary, width: int, *, matrix: bool) -> int:
    """Characters that are left for the names of dumps."""
    columns = list(zip(*map(_counts, summary.dumps), strict=True))[: 3 if matrix else None]
    widths = [
        max(len(name), *(len(f"{number:,}") for number in column))
        for name, column in zip(COLUMNS, columns, strict=False)
    ]
    if matrix:
        widths += [max(len(f"{number:,}") for number in column) for column in summary.overlap]
    widths.append(len(str(len(summary.dumps))))
    return width - GAP - sum(widths) - GAP * len(widths)


def _counts(dump: DumpCounts) -> tuple[int, ...]:
    return dump.records, dump.papers, dump.new, dump.shared, dump.rejects


def _dump_table(summary: Summary, room: int, *, matrix: bool) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=FAINT, pad_edge=False)
    table.add_column("", justify="right", style=FAINT, no_wrap=True)
    table.add_column("dump", no_wrap=True, overflow="ellipsis")
    for name in COLUMNS[:3] if matrix else COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    for number in range(len(summary.dumps) if matrix else 0):
        table.add_column(str(number + 1), justify="right", style=NUMBER, no_wrap=True)
    for row in _cut(list(range(len(summary.dumps)))):
        table.add_row(*_dump_row(summary, row, room, matrix=matrix))
    return table


def _cut(rows: list[int]) -> list[int | None]:
    """All rows, or the first and the last with None between."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    half = MOST_ROWS // 2
    return [*rows[:half], None, *rows[-half:]]


def _dump_row(
    summary: Summary, row: int | None, room: int, *, matrix: bool
) -> list[RenderableType]:
    if row is None:
        return ["", Text(f"… {len(summary.dumps) - MOST_ROWS} more", style=FAINT)]
    dump = summary.dumps[row]
    cells: list[RenderableType] = [str(row + 1), fitted_name(dump.name, room)]
    counts = [f"{number:,}" for number in _counts(dump)]
    if not matrix:
        return [*cells, *counts]
    cells += counts[:3]
    shares = enumerate(summary.overlap[row])
    return [*cells, *(Text(f"{n:,}", style=FAINT if i == row else NUMBER) for i, n in shares)]


def _pairs(summary: Summary, width: int) -> Iterator[RenderableType]:
    """The pairs of dumps that share most papers."""
    size = range(len(summary.dumps))
    pairs = [
        (summary.overlap[i][j], i, j) for i in size for j in size[i + 1 :] if summary.overlap[i][j]
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style=NUMBER, no_wrap=True)
    table.add_column()
    numbers = max((len(f"{shared:,}") for shared, _, _ in pairs), default=0)
    room = max(LEAST_ROOM, (width - 2 * GAP - numbers - len(" and ")) // 2)
    for shared, i, j in pairs[:10]:
        both = (_numbered(summary.dumps, number, room) for number in (i, j))
        table.add_row(f"{shared:,}", Text(" and ").join(both))
    title = _first_of("Pairs of dumps that share most papers", min(10, len(pairs)), len(pairs))
    yield from _section(title, table if pairs else Text("no paper is in two dumps", style=FAINT))


def _numbered(dumps: tuple[DumpCounts, ...], number: int, room: int) -> Text:
    place = f" ({number + 1})"
    return fitted_name(dumps[number].name, room - len(place)) + Text(place)


def _largest(summary: Summary, width: int) -> Iterator[RenderableType]:
    if not summary.largest:
        return
    room = width - NUMBERS_WIDTH - len(summary.largest[0].canonical_id)
    drawn = _below(summary, width) if room < LEAST_TITLE else _beside(summary, room)
    yield from _section("Largest clusters", drawn)


def _beside(summary: Summary, room: int) -> RenderableType:
    """The largest clusters, one to a line."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=FAINT, pad_edge=False)
    for name in SIZES:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("ID", style=FAINT, no_wrap=True)
    table.add_column("paper", no_wrap=True, overflow="ellipsis")
    for paper in summary.largest:
        table.add_row(*_sizes(paper), paper.canonical_id, fitted(paper.label, room))
    return table


def _below(summary: Summary, width: int) -> RenderableType:
    """The same where a line has no room for all: ID and title stand below the numbers."""
    lines = [Text("  ".join(SIZES), style=FAINT)]
    for paper in summary.largest:
        cells = zip(SIZES, _sizes(paper), strict=True)
        lines.append(Text("  ".join(f"{size:>{len(name)}}" for name, size in cells)))
        lines.append(Text(paper.canonical_id, style=FAINT))
        lines.append(fitted(paper.label, width - GAP))
    return Group(*lines)


def _sizes(paper: NamedPaper) -> list[str]:
    return [f"{number:,}" for number in (paper.records, paper.dumps, paper.texts)]


def _revised(summary: Summary, width: int) -> Iterator[RenderableType]:
    if not summary.revisions:
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style=NUMBER, no_wrap=True)
    table.add_column(overflow="fold")
    for revision in summary.revisions:
        label = fitted(revision.paper.label, max(LEAST_ROOM, width - SCORE_WIDTH))
        places = f"{revision.founder} and {revision.revised}"
        table.add_row(f"J {revision.similarity:.3f}", label)
        table.add_row("", Text(one_line(places, len(places)), style=FAINT))
        table.add_row("", coloured(revision.difference))
    yield from _section(_first_of("Revised papers", len(summary.revisions), summary.revised), table)


def _sentences(title: str, sentences: tuple[str, ...]) -> Iterator[RenderableType]:
    if sentences:
        yield from _section(title, Text("\n".join(sentences), style="yellow"))

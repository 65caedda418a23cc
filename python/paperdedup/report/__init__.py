"""Reports for people: what a `Result` found, as figures, and as tables for a terminal.

`summarize` counts, `draw_summary` and `draw_explanation` draw, `result_line` says it in a line.
Pure functions: nothing here reads, writes or prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperdedup.report.drawing import draw_summary, fitted
    from paperdedup.report.explaining import (
        coloured,
        draw_diff,
        draw_explanation,
        draw_points,
        explanation_json,
    )
    from paperdedup.report.reading import few_of, first_rejects
    from paperdedup.report.summary import Summary, absent, one_line, result_line, summarize
else:
    from paperdedup.exports import on_demand

    __getattr__ = on_demand(
        __name__,
        {
            "drawing": ("draw_summary", "fitted"),
            "explaining": (
                "coloured",
                "draw_diff",
                "draw_explanation",
                "draw_points",
                "explanation_json",
            ),
            "reading": ("few_of", "first_rejects"),
            "summary": ("Summary", "absent", "one_line", "result_line", "summarize"),
        },
    )

__all__ = [
    "Summary",
    "absent",
    "coloured",
    "draw_diff",
    "draw_explanation",
    "draw_points",
    "draw_summary",
    "explanation_json",
    "few_of",
    "first_rejects",
    "fitted",
    "one_line",
    "result_line",
    "summarize",
]

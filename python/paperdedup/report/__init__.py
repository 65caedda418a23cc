"""Reports for people: what a `Result` found, as figures, and as tables for a terminal.

`summarize` counts, `draw_summary` and `draw_explanation` draw, `result_line` says it in a line.
Pure functions: nothing here reads, writes or prints.
"""

from __future__ import annotations

from paperdedup.report.drawing import draw_summary, result_line
from paperdedup.report.explaining import draw_diff, draw_explanation, explanation_json
from paperdedup.report.summary import Summary, one_line, summarize

__all__ = [
    "Summary",
    "draw_diff",
    "draw_explanation",
    "draw_summary",
    "explanation_json",
    "one_line",
    "result_line",
    "summarize",
]

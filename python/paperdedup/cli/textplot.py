"""A curve drawn with characters, for the terminal: no dependency, no colour, any width.

Each character cell holds 2 by 4 dots of the Unicode braille block; where the output cannot encode
those, one star is drawn per cell. Both axes run from 0, or from `low`, to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

BRAILLE: Final = 0x2800
DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of the braille dots of a cell, by row and column (The Unicode Standard, block 2800-28FF)."""

LABELS: Final = 8
"""Characters left of the plotting area."""

LEAST_HEIGHT: Final = 4
"""Up to so many lines, only the ends of the axis have a label."""


@dataclass(frozen=True, kw_only=True)
class Style:
    """The characters of a plot, and how many dots a cell has."""

    across: int
    down: int
    threshold: str
    axis: str
    corner: str
    line: str


UNICODE: Final = Style(across=2, down=4, threshold="┊", axis="│", corner="└", line="─")
ASCII: Final = Style(across=1, down=1, threshold=":", axis="|", corner="+", line="-")


def text_plot(
    curve: Callable[[float], float],
    threshold: float,
    *,
    width: int,
    height: int,
    style: Style,
    low: float = 0.0,
) -> str:
    """The curve over `low` to 1, a dotted line at the threshold, and labelled axes.

    >>> print(text_plot(lambda x: x, 0.5, width=27, height=4, style=ASCII))
     100 % |         :     ****
           |         :*****
           |   *******
       0 % |***      :
           +-------------------
            0       0.5       1
    """
    columns = max(10, width - LABELS)
    span = 1.0 - low

    def scaled(x: float) -> float:
        return min(1.0, max(0.0, (curve(low + x * span) - low) / span))

    grid = _dots(scaled, columns, height, style)
    mark = round(max(0.0, threshold - low) / span * (columns - 1))
    lines = [
        _left(row, height, low) + style.axis + _row(grid[row], mark, style) for row in range(height)
    ]
    lines.append(" " * (LABELS - 1) + style.corner + style.line * columns)
    lines.append(" " * LABELS + _below(columns, mark, threshold, low))
    return "\n".join(line.rstrip() for line in lines)


def _dots(
    curve: Callable[[float], float], columns: int, height: int, style: Style
) -> list[list[int]]:
    """The bits of each cell. Dots of neighbours are joined, so that a steep curve has no gaps."""
    across, down = columns * style.across, height * style.down
    grid = [[0] * columns for _ in range(height)]
    previous = None
    for x in range(across):
        y = round((1.0 - curve(x / (across - 1))) * (down - 1))
        last = y if previous is None else previous
        step = 1 if last > y else -1
        for dot in range(y, last, step) if last != y else (y,):
            grid[dot // style.down][x // style.across] |= DOTS[dot % style.down][x % style.across]
        previous = y
    return grid


def _row(cells: list[int], mark: int, style: Style) -> str:
    drawn = ("*" if style is ASCII else chr(BRAILLE + bits) for bits in cells)
    return "".join(
        char if bits else (style.threshold if column == mark else " ")
        for column, (bits, char) in enumerate(zip(cells, drawn, strict=True))
    )


def _left(row: int, height: int, low: float) -> str:
    labels = {0: "100 %", height - 1: f"{100 * low:g} %"}
    if height > LEAST_HEIGHT and low == 0:
        labels[(height - 1) // 2] = "50 %"
    return f"{labels.get(row, ''):>{LABELS - 2}} "


def _below(columns: int, mark: int, threshold: float, low: float) -> str:
    text, least = f"{threshold:g}", f"{low:g}"
    start = min(max(0, mark - len(text) // 2), columns - len(text))
    line = list(least + " " * (columns - 1 - len(least)) + "1")
    line[start : start + len(text)] = text
    return "".join(line)

"""Curves as an SVG file, written by hand: no dependency, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 400
LEFT: Final = 64
RIGHT: Final = 24
TOP: Final = 48
BOTTOM: Final = 56
POINTS: Final = 200
"""Line segments of the curve: one per two or three pixels."""

TICKS: Final = 5

LABEL_LEFT: Final = 0.3
"""From here on there is room for the threshold's label at the left of its line."""

FRAME: Final = f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" \
viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" fill="#333">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
"""


def svg_plot(curve: Callable[[float], float], threshold: float, title: str) -> str:
    """The curve over 0 to 1, with grid, axes and a dashed line at the threshold, as SVG.

    >>> svg_plot(lambda x: x, 0.7, "2 bands").startswith("<svg")
    True
    """
    points = " ".join(
        f"{_across(i / POINTS):.1f},{_down(curve(i / POINTS)):.1f}" for i in range(POINTS + 1)
    )
    at, low, high = _across(threshold), _down(0), _down(1)
    side, anchor = (-6, "end") if threshold > LABEL_LEFT else (6, "start")
    middle = (_across(0) + _across(1)) / 2
    parts = [
        FRAME + _text(WIDTH / 2, TOP - 20, "middle", title, 'font-size="15"'),
        *_grid(),
        f'<path d="M{at:.1f} {low:.1f}V{high:.1f}" stroke="#c33" stroke-dasharray="5"/>',
        _text(at + side, low - 8, anchor, f"threshold {threshold:g}", 'fill="#c33"'),
        f'<polyline points="{points}" fill="none" stroke="#15c" stroke-width="2.5"/>',
        _text(middle, HEIGHT - 14, "middle", "Jaccard similarity of two texts"),
        _text(-(low + high) / 2, 18, "middle", "pairs found", 'transform="rotate(-90)"'),
        "</svg>\n",
    ]
    return "\n".join(parts)


STARTS: Final = (0.99, 0.98, 0.95, 0.9, 0.8, 0.5)
"""Where an axis may begin but at 0."""


def axis_start(values: Sequence[float]) -> float:
    """The last of some round numbers that is below all values.

    >>> axis_start([0.96, 1.0]), axis_start([0.3])
    (0.95, 0.0)
    """
    least = min(values, default=0.0)
    return next((start for start in STARTS if start < least), 0.0)


COLOURS: Final = ("#15c", "#c33", "#282", "#a5a")
"""Of the lines, in turn."""


def svg_lines(
    lines: Mapping[str, Sequence[tuple[float, float]]], title: str, *, across: str, up: str
) -> str:
    """Named lines through points of at most 1, with grid, axes and a legend, as SVG. Both axes
    begin at the same value, so that points near 1 are told apart.

    >>> svg_lines({"a": [(0.5, 1.0), (0.8, 0.9)]}, "b", across="x", up="y").count("<circle")
    2
    """
    low = axis_start([value for points in lines.values() for point in points for value in point])
    middle, height = (_across(0) + _across(1)) / 2, (_down(0) + _down(1)) / 2
    heading = _text(WIDTH / 2, TOP - 20, "middle", title, 'font-size="15"')
    parts = [FRAME + heading, *_grid(low)]
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        scaled = [[(value - low) / (1 - low) for value in point] for point in points]
        places = [f"{_across(x):.1f},{_down(y):.1f}" for x, y in scaled]
        parts.append(
            f'<polyline points="{" ".join(places)}" fill="none" stroke="{colour}" '
            'stroke-width="2"/>'
        )
        for place in places:
            x, y = place.split(",")
            parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
        legend = _down(0) - 12 - 18 * number
        parts.append(_text(_across(0) + 12, legend, "start", name, f'fill="{colour}"'))
    parts.append(_text(middle, HEIGHT - 14, "middle", across))
    parts.append(_text(-height, 18, "middle", up, 'transform="rotate(-90)"'))
    return "\n".join([*parts, "</svg>\n"])


def _across(x: float) -> float:
    return LEFT + x * (WIDTH - LEFT - RIGHT)


def _down(y: float) -> float:
    return HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM)


def _grid(low: float = 0.0) -> list[str]:
    lines = []
    for tick in range(TICKS + 1):
        at = tick / TICKS
        x, y = _across(at), _down(at)
        lines += [
            f'<path d="M{x:.1f} {_down(0):.1f}V{_down(1):.1f}" stroke="#ddd"/>',
            f'<path d="M{_across(0):.1f} {y:.1f}H{_across(1):.1f}" stroke="#ddd"/>',
            _text(x, _down(0) + 20, "middle", f"{low + at * (1 - low):.4g}"),
            _text(LEFT - 8, y + 4, "end", f"{100 * (low + at * (1 - low)):.4g}%"),
        ]
    return lines


def _text(x: float, y: float, anchor: str, text: str, more: str = "") -> str:
    extra = f" {more}" if more else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'

"""The part of a page that another command makes, between two marks: a command that writes the rest
of the page keeps it.
"""

from pathlib import Path

START = "<!-- weights: made by `python -m benches.robust --write` -->\n"
END = "<!-- end of the weights -->\n"


def marked(body: str) -> str:
    """A section with its marks.

    >>> marked("## Weights").splitlines()[2:4]
    ['', '## Weights']
    """
    return f"\n{START}\n{body}\n\n{END}"


def kept(page: Path) -> str:
    """The section as it stands in a page, with its marks; empty if it has none."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    _, start, rest = text.partition(START)
    body, end, _ = rest.partition(END)
    return f"\n{START}{body}{END}" if start and end else ""

"""A number with its noun, as a reader says it. Limits: English."""

from __future__ import annotations


def counted(number: int, noun: str, ending: str = "s") -> str:
    """A number of things.

    >>> counted(1, "record"), counted(2500, "record"), counted(0, "match", "es")
    ('1 record', '2,500 records', '0 matches')
    """
    return f"{number:,} {noun}{'' if number == 1 else ending}"

"""The index: records and their papers in one file that takes the next dump and never renames a
paper. See docs/index.md.

`handle` is `Index`, which users hold, and `later` what it imports when it is needed; `given` says
what a dump gives to it, `answers` and `updates` what it says, `weighing` why two of its records are
one paper, `exports` how it becomes a folder and back.
"""

from __future__ import annotations

from paperdedup.index.answers import (
    Difference,
    Entry,
    Event,
    Hit,
    Member,
    Paper,
    Record,
    Revision,
    Ruling,
    Verdict,
    Verification,
)
from paperdedup.index.handle import Index
from paperdedup.index.updates import DumpUpdate, Effect, Merged, Moved, Split, Update

__all__ = [
    "Difference",
    "DumpUpdate",
    "Effect",
    "Entry",
    "Event",
    "Hit",
    "Index",
    "Member",
    "Merged",
    "Moved",
    "Paper",
    "Record",
    "Revision",
    "Ruling",
    "Split",
    "Update",
    "Verdict",
    "Verification",
]

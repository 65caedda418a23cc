"""The index: records and their papers in one file that takes the next dump and never renames a
paper. See docs/index.md.

`handle` is `Index`, which users hold; `given` says what a dump gives to it, `answers` what it says,
`weighing` why two of its records are one paper, `exports` how it becomes a folder and back.
"""

from __future__ import annotations

from paperdedup.index.answers import (
    Decision,
    Difference,
    DumpUpdate,
    Effect,
    Entry,
    Event,
    Hit,
    Member,
    Merged,
    Paper,
    Record,
    Revision,
    Split,
    Update,
    Verdict,
    Verification,
)
from paperdedup.index.handle import Index

__all__ = [
    "Decision",
    "Difference",
    "DumpUpdate",
    "Effect",
    "Entry",
    "Event",
    "Hit",
    "Index",
    "Member",
    "Merged",
    "Paper",
    "Record",
    "Revision",
    "Split",
    "Update",
    "Verdict",
    "Verification",
]

"""The index: records and their papers in one file that takes the next dump and never renames a
paper. See docs/index.md.

`handle` is `Index`, which users hold, `questions` the half of it that changes nothing, and `later`
what it imports when it is needed; `given` says what a dump gives to it, `answers`, `matches` and
`updates` what it says, `matching` what it has of a dump, `weighing` why two of its records are one
paper, `reviews` and `reviewing` at which pairs a person should look, `deciding` what becomes of the
answers, `exports` how it becomes a folder and back.
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
from paperdedup.index.matches import DumpMatches, Matches
from paperdedup.index.reviews import Review
from paperdedup.index.updates import (
    Absent,
    Decided,
    DumpUpdate,
    Effect,
    Merged,
    Moved,
    Split,
    Update,
)

__all__ = [
    "Absent",
    "Decided",
    "Difference",
    "DumpMatches",
    "DumpUpdate",
    "Effect",
    "Entry",
    "Event",
    "Hit",
    "Index",
    "Matches",
    "Member",
    "Merged",
    "Moved",
    "Paper",
    "Record",
    "Review",
    "Revision",
    "Ruling",
    "Split",
    "Update",
    "Verdict",
    "Verification",
]

"""What a change did to an index: a dump that was added, a deletion, a decision.

Frozen values with names, and a `str` for people, as in `answers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from paperdedup.index.answers import LISTED
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from paperdedup.records import Reject


class Merged(NamedTuple):
    """A paper that became part of another: its old ID stands for the other now."""

    old: str
    paper: str

    def __str__(self) -> str:
        return f"{self.old} is now {self.paper}"


class Moved(NamedTuple):
    """Records that left a paper for another."""

    old: str
    paper: str

    def __str__(self) -> str:
        return f"records of {self.old} are now of {self.paper}"


class Split(NamedTuple):
    """A paper that came out of another."""

    old: str
    paper: str

    def __str__(self) -> str:
        return f"{self.paper} was part of {self.old}"


@dataclass(frozen=True, kw_only=True)
class DumpUpdate:
    """What one dump brought. `new`, `repeated` and `revised` count its papers, each once."""

    dump: str
    """What the dump is called in the index: its name, with @2, @3, … where dumps before it had that
    name too."""
    known: bool
    """Whether the index had this dump before; then nothing has changed, and `dump` is what it was
    called then."""
    gone: int
    """Of a known dump, how many records were deleted or replaced since; they stay so."""
    records: int
    """Records of the dump."""
    new: int
    """Papers that the index had not."""
    repeated: int
    """Papers that it had, of which the dump says nothing new."""
    revised: int
    """Papers that it had, of which the dump says something else."""
    updated: tuple[tuple[str, str], ...]
    """(record_id, canonical ID) of each record that takes the place of one of the same id and dump
    name, which said something else."""
    merged: tuple[Merged, ...]
    """Papers that this dump showed to be one."""
    renamed: tuple[Merged, ...]
    """Papers that gave up their IDs: each had that of a record that was replaced, and records with
    that content are in another paper now."""
    touched: tuple[str, ...]
    """Canonical IDs of the papers that the dump holds."""
    contradictions: tuple[tuple[str, str], ...]
    """Decisions on two names that do not hold."""
    rejects: tuple[Reject, ...]
    """Inputs that are no records."""
    notes: tuple[str, ...]
    """What should be heard about the reading, such as an encoding that was guessed."""

    def __str__(self) -> str:
        if self.known:
            since = f"; {counted(self.gone, 'record')} of it gone since, and not brought back"
            gone = since if self.gone else ""
            return f"{self.dump}: known, nothing has changed{gone}"
        more = f", {counted(len(self.rejects), 'reject')}" if self.rejects else ""
        more += f", {counted(len(self.updated), 'record')} updated" if self.updated else ""
        more += f", {counted(len(self.merged), 'paper')} merged into others" if self.merged else ""
        more += f", {counted(len(self.renamed), 'paper')} renamed" if self.renamed else ""
        more += _contradicted(self.contradictions)
        records, papers = counted(self.records, "record"), counted(len(self.touched), "paper")
        return (
            f"{self.dump}: {records}, {papers}: "
            f"{self.new:,} new, {self.repeated:,} repeated, {self.revised:,} revised{more}"
        )


@dataclass(frozen=True, kw_only=True)
class Update:
    """What `Index.add` did, dump by dump, in the order given."""

    dumps: tuple[DumpUpdate, ...]

    @property
    def records(self) -> int:
        """Records that were added."""
        return sum(dump.records for dump in self.dumps if not dump.known)

    @property
    def new(self) -> int:
        """Papers that the index had not."""
        return sum(dump.new for dump in self.dumps)

    @property
    def repeated(self) -> int:
        """Papers seen again as they were, counted in each dump."""
        return sum(dump.repeated for dump in self.dumps)

    @property
    def revised(self) -> int:
        """Papers seen again with another content, counted in each dump."""
        return sum(dump.revised for dump in self.dumps)

    @property
    def merged(self) -> tuple[Merged, ...]:
        """Papers that turned out to be one, in the order in which that was found."""
        return tuple(merged for dump in self.dumps for merged in dump.merged)

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """Inputs that are no records."""
        return tuple(reject for dump in self.dumps for reject in dump.rejects)

    def __str__(self) -> str:
        return "\n".join(map(str, self.dumps)) or "no dump was given"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a deletion or a decision did to the papers."""

    records: int
    """Records that were deleted."""
    gone: tuple[str, ...] = ()
    """Canonical IDs of papers of which all records were deleted: they lead nowhere, and have a
    history."""
    merged: tuple[Merged, ...]
    """Papers that became part of others."""
    split: tuple[Split, ...]
    """Papers that came out of others."""
    renamed: tuple[Merged, ...]
    """Papers whose founder is gone: the old ID stands for the new one, unless another has it."""
    moved: tuple[Moved, ...]
    """Papers that records left for others."""
    contradictions: tuple[tuple[str, str], ...]
    """Decisions on two names that do not hold."""

    def __str__(self) -> str:
        counts = {
            f"{counted(self.records, 'record')} deleted": self.records,
            f"{counted(len(self.gone), 'paper')} gone": self.gone,
            f"{counted(len(self.merged), 'paper')} merged into others": self.merged,
            f"{counted(len(self.split), 'paper')} split off": self.split,
            f"{counted(len(self.renamed), 'paper')} renamed": self.renamed,
            "records moved to other papers": self.moved,
        }
        said = ", ".join(text for text, there in counts.items() if there) or "no paper has changed"
        gone = (f"{paper} is gone" for paper in self.gone)
        changes = (*gone, *self.merged, *self.split, *self.renamed, *self.moved)
        return "\n".join([said + _contradicted(self.contradictions), *map(str, changes[:LISTED])])


class Absent(NamedTuple):
    """A name in a decision that no record has."""

    name: str
    source: str
    """File and line, or row."""

    def __str__(self) -> str:
        return f"{self.source}: no record is {self.name}"


@dataclass(frozen=True, kw_only=True)
class Decided(Effect):
    """What `Index.decide_all` did."""

    decisions: int
    """Decisions that were entered."""
    changed: int
    """Those of them that took the place of the opposite."""
    known: int
    """Decisions that the index had."""
    absent: tuple[Absent, ...]
    """Names that no record has; the decisions on these were not entered."""
    reasons: tuple[str, ...]
    """Of each contradiction, where it stands, and what says otherwise."""

    def __str__(self) -> str:
        counts = {
            f"{self.changed:,} of them the opposite of before": self.changed,
            f"{self.known:,} known": self.known,
            f"{counted(len(self.absent), 'name')} that no record has": self.absent,
        }
        more = "".join(f", {text}" for text, there in counts.items() if there)
        said = f"{counted(self.decisions, 'decision')} entered{more}"
        told = (*self.absent, *self.reasons)
        return "\n".join([f"{said}: {super().__str__()}", *map(str, told)])


def _contradicted(contradictions: tuple[tuple[str, str], ...]) -> str:
    if not contradictions:
        return ""
    pairs = "; ".join(" and ".join(pair) for pair in contradictions[:LISTED])
    return f", {counted(len(contradictions), 'decision')} contradicted: {pairs}"

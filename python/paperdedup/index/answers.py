"""What an index says of what it holds: frozen values with names, and a `str` for people.

Nothing here touches the file; each is made once by `Index` from what the core found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paperdedup.diff import marked
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperdedup.diff import Change
    from paperdedup.wording import Point

LISTED = 5
"""Items of a list that `str` shows."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A record of a paper, and where it stands."""

    record: int
    """Its number in the index: `Index.record` has what it says."""
    record_id: str
    """The id it came with, else DUMP:POSITION."""
    dump: str
    position: int
    content_id: str
    canonical_id: str
    """Of its paper."""
    relation: str
    """To its paper's founder."""

    @property
    def place(self) -> str:
        """DUMP:POSITION."""
        return f"{self.dump}:{self.position}"

    @property
    def label(self) -> str:
        """The record's id, and its place where that is another."""
        return self.place if self.record_id == self.place else f"{self.record_id} ({self.place})"

    def __str__(self) -> str:
        return f"{self.label}: {self.relation}, {self.content_id}"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper, and its records in the order in which they came."""

    canonical_id: str
    members: tuple[Member, ...]

    def __str__(self) -> str:
        return "\n".join([self.canonical_id, *(f"  {member}" for member in self.members)])


@dataclass(frozen=True, kw_only=True)
class Record(Member):
    """A record as the index keeps it."""

    dump_number: int
    """Of its dump in the index: names of dumps may repeat."""
    identifiers: tuple[str, ...]
    fields: Mapping[str, str]
    """What it says, field by field, as text."""
    extra: Mapping[str, Any]
    """The columns that are no field."""

    def __str__(self) -> str:
        lines = [f"{self.label}, {self.relation} of {self.canonical_id}"]
        told = {"content": self.content_id, **self.fields, **self.extra}
        return "\n".join([*lines, *(f"  {name:<9} {value}" for name, value in told.items())])


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A paper that a query found, by the record of it that is most like the query."""

    canonical_id: str
    record: int
    """Number of that record: `Index.record` has it."""
    score: float
    """Sum of the points; where the text alone is compared, the Jaccard similarity."""
    same: bool
    """Whether the query is taken for this paper."""
    unsure: bool
    """Whether a person should look at it."""
    conflict: bool
    """Whether they share an identifier, and all else says two papers."""
    relation: str
    """What the query is to the record."""
    jaccard: float
    containment: float
    points: tuple[tuple[str, float], ...]
    """For and against: what was compared, and how many points that gives."""

    def __str__(self) -> str:
        verdict = "the same paper" if self.same else "unsure" if self.unsure else "another paper"
        scores = f"score {self.score:.2f}, J {self.jaccard:.4f}"
        return f"{self.canonical_id}: {verdict}, {scores}, {self.relation}"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to a name."""

    name: str
    event: str
    """merged, updated, deleted or split."""
    other: str
    """The name that it concerns besides; empty if none. A place is updated by a place, a paper by
    the record with this record_id."""
    dump: str | None
    """The last dump that was added by then."""

    def __str__(self) -> str:
        other = f" {WITH[self.event]} {self.other}" if self.other else ""
        if self.other == self.name:
            other = ", and another record of that content has the name"
        when = f", when {self.dump} was the last dump" if self.dump else ""
        return f"{self.name} {self.event}{other}{when}"


WITH = {"merged": "into", "updated": "by", "split": "from", "deleted": "and leads to"}
"""How an event and the other name hang together."""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What somebody decided on two names."""

    a: str
    b: str
    same: bool
    who: str
    why: str
    made: str
    """When (UTC)."""

    def __str__(self) -> str:
        verdict = "one paper" if self.same else "two papers"
        by = f" by {self.who}" if self.who else ""
        return f"{self.a} and {self.b}: {verdict}, decided{by} {self.made}{_because(self.why)}"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Why two records of an index are, or are not, one paper. Made by `Index.explain`."""

    a: Record
    b: Record
    one_paper: bool
    reason: str
    jaccard: float
    containment: float
    threshold: float
    """From where on two are one paper: of the score, or of the Jaccard similarity."""
    score: float | None
    """Sum of the points; None where the text alone is compared."""
    same: bool
    """What the two say of each other alone, whatever the rest of their papers says."""
    unsure: bool
    conflict: bool
    """Whether they share an identifier, and all else says two papers."""
    relation: str
    points: tuple[Point, ...]
    """For and against, in words."""
    channels: tuple[str, ...]
    """In what the two meet, so that they are compared at all."""
    stored: bool
    """Whether the pair is among the index's matches."""
    decisions: tuple[Ruling, ...]
    """What was decided on the two."""
    diff: tuple[Change, ...]
    """What turns the words of a's abstract into those of b's; empty unless both have one."""
    title_diff: tuple[Change, ...]

    def __str__(self) -> str:
        verdict = "are one paper" if self.one_paper else "are not one paper"
        papers = dict.fromkeys((self.a.canonical_id, self.b.canonical_id))
        score = (
            "" if self.score is None else f"{self.score:.2f} (one paper from {self.threshold:g})"
        )
        lines = [
            f"{self.a.place} and {self.b.place} {verdict}.",
            self.reason,
            "",
            f"papers       {' and '.join(papers)}",
            *([f"score        {score}"] if score else []),
            *(f"points       {point}" for point in self.points),
            f"Jaccard      {self.jaccard:.4f}",
            f"containment  {self.containment:.4f}",
            f"relation     {self.relation}",
            f"met by       {', '.join(self.channels) or 'nothing'}",
            *(f"decided      {decision}" for decision in self.decisions),
            f"titles       {_marked(self.title_diff)}",
            f"abstracts    {_marked(self.diff)}",
        ]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A paper of which two dumps do not say the same, with the two records."""

    canonical_id: str
    before: Record
    after: Record
    changed: tuple[str, ...]
    """The fields that differ, as normalized words."""
    diff: tuple[Change, ...]
    """What turns the words of the earlier abstract into those of the later; empty unless both have
    one and they differ."""

    @property
    def difference(self) -> str:
        """What differs, in a line: of the abstract the words, of all else the fields."""
        others = [name for name in self.changed if name != "abstract" or not self.diff]
        named = f"{', '.join(others)} differ{'s' * (len(others) == 1)}" if others else ""
        return "; ".join(part for part in (marked(self.diff) if self.diff else "", named) if part)

    def __str__(self) -> str:
        return f"{self.canonical_id} ({self.before.place}, {self.after.place}): {self.difference}"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What changed from one dump to another, in canonical IDs. Made by `Index.diff`."""

    before: str
    """The name of the one dump."""
    after: str
    """The name of the other."""
    new: tuple[str, ...]
    """Papers of the other alone."""
    repeated: tuple[str, ...]
    """Papers of both of which the other says nothing that the one does not."""
    revised: tuple[Revision, ...]
    """Papers of both of which the other says something else."""
    updated: tuple[str, ...]
    """Papers of the other with a record that took the place of one of the one, by its id: what that
    said is not kept."""
    vanished: tuple[str, ...]
    """Papers of the one alone."""
    gone: int
    """Records of the one that were deleted since, or replaced, and so are not compared."""

    def __str__(self) -> str:
        counts = {
            "new": len(self.new),
            "repeated": len(self.repeated),
            "revised": len(self.revised),
            **({"updated": len(self.updated)} if self.updated else {}),
            "vanished": len(self.vanished),
        }
        line = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        gone = f" ({counted(self.gone, 'record')} of {self.before} gone since)" if self.gone else ""
        head = f"From {self.before} to {self.after}: {line}{gone}"
        return "\n".join([head, *(f"  {revision}" for revision in self.revised[:LISTED])])


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A dump in the ledger of an index."""

    number: int
    """From 0 on, in the order in which dumps were added."""
    name: str
    """As it was given."""
    label: str
    """What it alone is called in the index: its name, with @2, @3, … where dumps before it had that
    name too."""
    digest: str
    """Hexadecimal; of its content."""
    date: str | None
    """The date that it speaks of."""
    records: int
    """How many it brought."""
    gone: int
    """How many of these were deleted since, or replaced by newer ones of the same id."""
    rejects: int
    added: str
    """When it was added (UTC)."""

    def __str__(self) -> str:
        since = f", {self.gone:,} of them gone since" if self.gone else ""
        return f"{self.label}: {counted(self.records, 'record')}, added {self.added}{since}"


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What `Index.verify` checked and what it found."""

    records: int
    postings: int
    names: int
    laws: int
    broken: tuple[str, ...]
    """One line for each law that is broken."""

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken

    def __str__(self) -> str:
        checked = (
            f"{counted(self.records, 'record')}, {counted(self.postings, 'posting')}, "
            f"{counted(self.names, 'name')} and {counted(self.laws, 'law')} checked"
        )
        if self.sound:
            return f"sound: {checked}"
        return "\n".join([f"BROKEN: {checked}", *self.broken])


def _because(why: str) -> str:
    return f": {why}" if why else ""


def _marked(diff: tuple[Change, ...]) -> str:
    return marked(diff) if diff else "not in both records"

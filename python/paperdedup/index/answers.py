"""What an index answers: frozen values with names, and a `str` for people.

Nothing here touches the file; each is made once by `Index` from what the core found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from paperdedup.diff import marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperdedup.diff import Change
    from paperdedup.records import Reject
    from paperdedup.wording import Point

LISTED = 5
"""Items of a list that `str` shows."""


class Merged(NamedTuple):
    """A paper that became part of another: its old ID stands for the other now."""

    old: str
    paper: str

    def __str__(self) -> str:
        return f"{self.old} is now {self.paper}"


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
    """The dump's name in the index."""
    known: bool
    """Whether the index had this dump before; then nothing has changed, and `dump` is the name that
    it was added under."""
    records: int
    """Records of the dump."""
    new: int
    """Papers that the index had not."""
    repeated: int
    """Papers that it had, with a text that it had."""
    revised: int
    """Papers that it had, with a text that it had not."""
    updated: tuple[tuple[str, str], ...]
    """(record_id, canonical ID) of each record that takes the place of one of the same id and dump
    name, which said something else."""
    merged: tuple[Merged, ...]
    """Papers that this dump showed to be one."""
    touched: tuple[str, ...]
    """Canonical IDs of the papers that the dump holds."""
    contradictions: tuple[tuple[str, str], ...]
    """Decisions on two names that do not hold."""
    rejects: tuple[Reject, ...]
    """Inputs that are no records."""

    def __str__(self) -> str:
        if self.known:
            return f"{self.dump}: known, nothing has changed"
        more = f", {_count(len(self.rejects), 'reject')}" if self.rejects else ""
        more += f", {_count(len(self.updated), 'record')} updated" if self.updated else ""
        more += f", {_count(len(self.merged), 'paper')} merged into others" if self.merged else ""
        more += _contradicted(self.contradictions)
        return (
            f"{self.dump}: {_count(self.records, 'record')}, {_count(len(self.touched), 'paper')}: "
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
        """Papers seen again with another text, counted in each dump."""
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
    """The name that it concerns besides; empty if none."""
    dump: str | None
    """The last dump that was added by then."""

    def __str__(self) -> str:
        other = f" {WITH.get(self.event, 'with')} {self.other}" if self.other else ""
        when = f", when {self.dump} was the last dump" if self.dump else ""
        return f"{self.name} {self.event}{other}{when}"


WITH = {"merged": "into", "updated": "by", "split": "from"}
"""How an event and the other name hang together."""


@dataclass(frozen=True, kw_only=True)
class Decision:
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
    relation: str
    points: tuple[Point, ...]
    """For and against, in words."""
    channels: tuple[str, ...]
    """In what the two meet, so that they are compared at all."""
    stored: bool
    """Whether the pair is among the index's matches."""
    decisions: tuple[Decision, ...]
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
class Effect:
    """What a deletion or a decision did to the papers."""

    records: int
    """Records that were deleted."""
    merged: tuple[Merged, ...]
    """Papers that became part of others."""
    split: tuple[Split, ...]
    """Papers that came out of others."""
    renamed: tuple[Merged, ...]
    """Papers whose founder is gone: the old ID stands for the new one."""
    contradictions: tuple[tuple[str, str], ...]
    """Decisions on two names that do not hold."""

    def __str__(self) -> str:
        counts = {
            f"{_count(self.records, 'record')} deleted": self.records,
            f"{_count(len(self.merged), 'paper')} merged into others": self.merged,
            f"{_count(len(self.split), 'paper')} split off": self.split,
            f"{_count(len(self.renamed), 'paper')} renamed": self.renamed,
        }
        said = ", ".join(text for text, there in counts.items() if there) or "no paper has changed"
        changes = (*self.merged, *self.split, *self.renamed)
        return "\n".join([said + _contradicted(self.contradictions), *map(str, changes[:LISTED])])


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A paper whose text differs between two dumps, with the two records."""

    canonical_id: str
    before: Record
    after: Record
    diff: tuple[Change, ...]
    """What turns the words of the earlier abstract into those of the later."""

    def __str__(self) -> str:
        return (
            f"{self.canonical_id} ({self.before.place}, {self.after.place}): {_marked(self.diff)}"
        )


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
    """Papers of both, with the same text."""
    revised: tuple[Revision, ...]
    """Papers of both, with another text."""
    vanished: tuple[str, ...]
    """Papers of the one alone."""

    def __str__(self) -> str:
        counts = {
            "new": len(self.new),
            "repeated": len(self.repeated),
            "revised": len(self.revised),
            "vanished": len(self.vanished),
        }
        line = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        head = f"From {self.before} to {self.after}: {line}"
        return "\n".join([head, *(f"  {revision}" for revision in self.revised[:LISTED])])


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A dump in the ledger of an index."""

    number: int
    """From 0 on, in the order in which dumps were added."""
    name: str
    digest: str
    """Hexadecimal; of its content."""
    date: str | None
    """The date that it speaks of."""
    records: int
    rejects: int
    added: str
    """When it was added (UTC)."""

    def __str__(self) -> str:
        return f"{self.name}: {_count(self.records, 'record')}, added {self.added}"


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
            f"{_count(self.records, 'record')}, {_count(self.postings, 'posting')}, "
            f"{_count(self.names, 'name')} and {_count(self.laws, 'law')} checked"
        )
        if self.sound:
            return f"sound: {checked}"
        return "\n".join([f"BROKEN: {checked}", *self.broken])


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _contradicted(contradictions: tuple[tuple[str, str], ...]) -> str:
    if not contradictions:
        return ""
    pairs = "; ".join(" and ".join(pair) for pair in contradictions[:LISTED])
    return f", {_count(len(contradictions), 'decision')} contradicted: {pairs}"


def _because(why: str) -> str:
    return f": {why}" if why else ""


def _marked(diff: tuple[Change, ...]) -> str:
    return marked(diff) if diff else "not in both records"

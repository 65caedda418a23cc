"""Many decisions at once: a review that was filled in, a file, a table or a list, as `deduplicate`
takes them.

All of them are looked up before the first is entered, and they are one change. A row of a review
means the record at its place while that says what the person saw, else any that has the content.
Limits: for each decision all that the index has are read, so thousands take minutes.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from paperdedup.contradicting import contradictions
from paperdedup.corpus import Place
from paperdedup.decisions import Contradiction, Decision, read_decisions
from paperdedup.errors import InputError, UnknownRecordError
from paperdedup.index import making
from paperdedup.index.reviewing import Held, placed
from paperdedup.index.updates import Absent, Decided, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from paperdedup.index.answers import Record
    from paperdedup.index.handle import Index
    from paperdedup.progress import Report

CONTENT = "pd:"
"""What content IDs begin with."""

PLACE = ("dump", "position")
"""Columns of a review, of either side, that say where a record stood."""


def decide_all(index: Index, given: Any, said: Mapping[str, str], report: Report | None) -> Decided:
    """`Index.decide_all`. `said`: who decided, and why; if nothing is said, where each stood."""
    plan = _Plan(index)
    for made in read_decisions(given):
        plan.take(made)
    if not plan.new:
        return _decided(index, plan, None)
    new = [one.said(said["why"]) for one in plan.new]
    found = index._native.decide(new, who=said["who"], progress=report)
    return _decided(index, plan, making.effect(found))


class New(NamedTuple):
    """A decision, and the names of two records that are there."""

    decision: Decision
    a: str
    b: str
    before: set[bool]
    """What the index has of the two: whether they are one paper."""

    @property
    def changed(self) -> bool:
        """Whether it takes the place of the opposite."""
        return self.before == {not self.decision.same}

    def said(self, why: str) -> tuple[str, str, bool, str, bool]:
        """As the core takes it; without a reason, with where it stood."""
        return self.a, self.b, self.decision.same, why or self.decision.source, self.changed


class _Plan:
    """What is to be done of decisions that are given."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._kept = {(frozenset((one.a, one.b)), one.same) for one in index.decisions}
        self._counts: dict[frozenset[Any], Decision] = {}
        """Of each pair the first decision, which counts."""
        self.new: list[New] = []
        self.known = 0
        self.absent: list[Absent] = []
        self.contradictions: list[Contradiction] = []

    def take(self, made: Decision) -> None:
        """Find the records of a decision, and what was decided of them before."""
        with _line_named(made):
            names = [self._name(made, side) for side in "ab"]
            none = [name for name in names if self._index._native.resolve(name) is None]
            found = {} if none else self._index._native.explain(*names)
        records = [self._index.record(found[end]) for end in ("record_a", "record_b") if found]
        for side, record in zip("ab", records, strict=False):
            sought = _sought(made, side)
            if sought.startswith(CONTENT) and record.content_id != sought:
                none.append(sought)
        if none:
            self._miss(made, none)
        elif records[0].record == records[1].record:
            problem = f"{made.a} and {made.b} are one record"
            raise InputError(problem, place=made.source, remedy="name two records")
        else:
            before = {same for same, *_ in found["decisions"]}
            self._place(New(made, names[0], names[1], before), records)

    def _place(self, new: New, records: Sequence[Record]) -> None:
        """Say what becomes of a decision on two records that are there."""
        made, before = new.decision, new.before
        contents = frozenset(record.content_id for record in records)
        pair = contents if len(contents) == 2 else frozenset(record.record for record in records)
        counts = self._counts.setdefault(pair, made)
        if {made.same, counts.same} <= before:
            self.known += 1
        elif counts.same != made.same:
            self.contradictions.append(Contradiction(decision=made, against=(counts,)))
        elif counts is not made:
            self.known += 1
        else:
            self.new.append(new)

    def _miss(self, made: Decision, names: Sequence[str]) -> None:
        """Take a decision with names that no record has, unless the index keeps it for them."""
        if (frozenset((made.a, made.b)), made.same) in self._kept:
            self.known += 1
        else:
            self.absent += (Absent(name, made.source) for name in dict.fromkeys(names))

    def _name(self, made: Decision, side: str) -> str:
        """What the core is to call a record of a decision."""
        place = Place.parsed(":".join(str(made.row.get(f"{part}_{side}")) for part in PLACE))
        if place is not None:
            found = placed(self._index, place)
            if found is not None and found.content_id == _sought(made, side):
                return making.spelled(place)
        name: str = getattr(made, side)
        is_place = Place.parsed(name) if name in made.places else None
        return making.spelled(is_place or name)


def _sought(made: Decision, side: str) -> str:
    """What a decision names a record by, a content ID first."""
    name: str = made.content or getattr(made, side)
    return name


@contextmanager
def _line_named(made: Decision) -> Iterator[None]:
    """Say of a name with several meanings where it stands."""
    try:
        yield
    except UnknownRecordError as error:
        raise InputError(str(error), place=made.source) from error


def _decided(index: Index, plan: _Plan, effect: Effect | None) -> Decided:
    broken = [*plan.contradictions, *_contradicted(index, effect)]
    parts = ("merged", "split", "renamed", "moved")
    return Decided(
        decisions=len(plan.new),
        changed=sum(new.changed for new in plan.new),
        known=plan.known,
        absent=tuple(plan.absent),
        records=0,
        **{part: getattr(effect, part) if effect else () for part in parts},
        contradictions=tuple((one.decision.a, one.decision.b) for one in broken),
        reasons=tuple(map(str, broken)),
    )


def _contradicted(index: Index, effect: Effect | None) -> list[Contradiction]:
    """Why decisions do not hold, of those that a change found not to."""
    pairs = set(map(frozenset, effect.contradictions)) if effect else set()
    if not pairs:
        return []
    held = Held(index)
    broken = contradictions(held.applied, held.contradictions, held.founders)
    return [one for one in broken if {one.decision.a, one.decision.b} in pairs]

"""Why decisions do not hold, beside a plain search through all chains of the others."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from paperdedup.contradicting import contradictions
from paperdedup.decisions import Applied, Decision

Made = list[tuple[int, int, bool]]
RECORDS = range(5)
PAIRS = st.sampled_from([(a, b) for a in RECORDS for b in RECORDS if a != b])
SAME = st.sampled_from([True, True, True, False])


def applied(made: Made) -> Applied:
    """Decisions on records, as a run has them."""
    held = Applied(
        [
            Decision(a=str(a), b=str(b), same=same, source=str(at))
            for at, (a, b, same) in enumerate(made)
        ]
    )
    held.records = {at: (a, b) for at, (a, b, _) in enumerate(made)}
    held.origins = list(range(len(made)))
    return held


def fewest(made: Made, broken: set[int], a: int, b: int) -> int | None:
    """The length of the shortest chain of `same` that hold; None if there is none."""
    held = {frozenset(one[:2]) for at, one in enumerate(made) if one[2] and at not in broken}
    if a == b:
        return 0
    for between in range(len(RECORDS) - 1):
        for way in permutations(set(RECORDS) - {a, b}, between):
            steps = zip((a, *way), (*way, b), strict=True)
            if all(frozenset(step) in held for step in steps):
                return between + 1
    return None


def is_chain(against: list[Decision], a: int, b: int) -> bool:
    """Whether these decisions lead from one record to the other."""
    for one in against:
        ends = {int(one.a), int(one.b)}
        if not one.same or a not in ends:
            return False
        (a,) = ends - {a}
    return a == b


TWO_WAYS = [(0, 1), (0, 2), (1, 4), (2, 3), (3, 4)]
"""From 0 to 4 in two steps, and in three."""


@example([*((a, b, True) for a, b in TWO_WAYS), (0, 4, False)], [0] * 5, {5})
@given(
    st.lists(st.tuples(PAIRS, SAME).map(lambda one: (*one[0], one[1])), max_size=12),
    st.lists(st.integers(0, 2), min_size=len(RECORDS), max_size=len(RECORDS)),
    st.sets(st.integers(0, 11), max_size=4),
)
def test_against_each_stand_the_fewest_that_say_otherwise(
    made: Made, founders: list[int], places: set[int]
) -> None:
    broken = {place for place in places if place < len(made)}
    found = contradictions(applied(made), broken, np.array(founders))
    assert [int(one.decision.source) for one in found] == sorted(broken)
    for one in found:
        a, b, against = int(one.decision.a), int(one.decision.b), list(one.against)
        assert not broken & {int(other.source) for other in against if other.same}
        if one.decision.same:
            wanted = [founders[a], founders[b]]
            apart = [
                int(at)
                for at, (c, d, same) in enumerate(made)
                if not same and wanted in ([founders[c], founders[d]], [founders[d], founders[c]])
            ]
            assert [int(other.source) for other in against if not other.same] == apart[:1]
        else:
            length = fewest(made, broken, a, b)
            assert (len(against) if against else None) == length
            assert length is None or is_chain(against, a, b)

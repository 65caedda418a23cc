"""Why a decision of a person does not hold: those that say otherwise.

Each contradiction is told by the fewest decisions. Limits: for each the decisions that hang
together with it are walked through.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from paperdedup.decisions import Applied, Contradiction, Decision

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import numpy.typing as npt


def contradictions(
    applied: Applied, places: Iterable[int], founders: npt.NDArray[np.int64]
) -> tuple[Contradiction, ...]:
    """Each decision that does not hold, with those that say otherwise. `places`: in what the core
    was given; `founders`: of the paper of every record.
    """
    broken = applied.broken(places)
    if not broken:
        return ()
    others = _Others(applied, set(broken), founders)
    return tuple(
        Contradiction(decision=applied.decisions[at], against=others.against(at)) for at in broken
    )


class _Others:
    """The decisions of a run, by the records and the papers that they are about."""

    def __init__(self, applied: Applied, broken: set[int], founders: npt.NDArray[np.int64]) -> None:
        self._applied = applied
        self._founders = founders
        self._steps: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """Of each record those that it is the same as, and by which decision."""
        self._apart: dict[tuple[int, int], tuple[int, int, int]] = {}
        """Of two papers the first decision that tells them apart, and its records."""
        for at, (one, two) in applied.records.items():
            for a, b in ((one, two), (two, one)):
                if not applied.decisions[at].same:
                    self._apart.setdefault(self._papers(a, b), (at, a, b))
                elif at not in broken:
                    self._steps[a].append((b, at))

    def _papers(self, a: int, b: int) -> tuple[int, int]:
        return int(self._founders[a]), int(self._founders[b])

    def against(self, at: int) -> tuple[Decision, ...]:
        """Why a decision cannot hold: a chain of `same` where it says different; else a `different`
        between the two papers, with the chains of `same` that lead there.
        """
        a, b = self._applied.records[at]
        if not self._applied.decisions[at].same:
            return self._chain(a, b)
        if self._papers(a, b) not in self._apart:
            return ()
        other, one, two = self._apart[self._papers(a, b)]
        return (self._applied.decisions[other], *self._chain(a, one), *self._chain(b, two))

    def _chain(self, a: int, b: int) -> tuple[Decision, ...]:
        """The fewest `same` that lead from one record to the other; none if they do not."""
        came: dict[int, tuple[int, int] | None] = {a: None}
        queue = deque([a])
        while queue and b not in came:
            here = queue.popleft()
            for there, at in self._steps[here]:
                if there not in came:
                    came[there] = (here, at)
                    queue.append(there)
        chain = []
        step = came.get(b)
        while step is not None:
            chain.append(self._applied.decisions[step[1]])
            step = came[step[0]]
        return tuple(reversed(chain))

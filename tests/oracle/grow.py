"""How links become clusters, as docs/identity.md says: dump by dump, the strongest link first, and
the first records of both clusters are asked.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

CORE = 8
VOTES = {"for": 2, "abstain": -1, "against": -2}
Vote = Callable[[int, int], str]


def grow(
    dumps: Sequence[int],
    links: Iterable[tuple[int, int, float]],
    vote: Vote,
    *,
    unique: bool = False,
) -> list[list[int]]:
    """The clusters of records that are given by their places in canonical order, with the dump of
    each. A link is (earlier, later, score); `vote` says of a cross pair: for, abstain, against or
    never.

    >>> grow([0, 0, 1], [(0, 2, 3.0), (1, 2, 5.0)], lambda a, b: "against")
    [[0], [1, 2]]
    """
    clusters = [[place] for place in range(len(dumps))]
    for a, b, _ in sorted(links, key=lambda link: (dumps[link[1]], -link[2], link[1], link[0])):
        one, two = (next(c for c in clusters if place in c) for place in (a, b))
        if one is two or (unique and {dumps[x] for x in one} & {dumps[y] for y in two}):
            continue
        if len(one) + len(two) > 2 and not agree(one[:CORE], two[:CORE], vote):
            continue
        clusters = [c for c in clusters if c is not one and c is not two] + [sorted(one + two)]
    return sorted(clusters)


def agree(one: Sequence[int], two: Sequence[int], vote: Vote) -> bool:
    """Whether not more cross pairs are against than for, and none says never."""
    votes = [vote(a, b) for a, b in product(one, two)]
    return "never" not in votes and sum(VOTES[said] for said in votes) >= 0

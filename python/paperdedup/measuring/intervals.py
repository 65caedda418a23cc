"""How sure a share is that was counted in a sample: intervals of 95 %.

Wilson's score interval (E. B. Wilson, JASA 22, 1927, p. 209), which is good for small samples and
shares near 1 (Brown, Cai and DasGupta, Statistical Science 16, 2001, p. 101). Strata are put
together by the recovery of variances (Zou and Donner, Statistics in Medicine 27, 2008, p. 1693),
counts that hang together are discounted by the effective sample size (L. Kish, Survey Sampling,
1965).
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Z: Final = 1.959963984540054
"""Of the normal distribution: 95 % lie within so many standard deviations."""


class Interval(NamedTuple):
    """A share, and between what it lies with 95 % confidence."""

    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.share:.4f} (95 %: {self.low:.4f} to {self.high:.4f})"


class Stratum(NamedTuple):
    """Part of a whole: its weight, and what a sample of it showed."""

    weight: float
    right: float
    sampled: float


def wilson(right: float, sampled: float) -> Interval:
    """The share `right / sampled`, and where the true one lies. Of nothing, all is possible.

    >>> print(wilson(95, 100))
    0.9500 (95 %: 0.8882 to 0.9785)
    >>> print(wilson(0, 0))
    0.0000 (95 %: 0.0000 to 1.0000)
    """
    if sampled <= 0:
        return Interval(0.0, 0.0, 1.0)
    share = right / sampled
    spread = Z * Z / sampled
    middle = (share + spread / 2) / (1 + spread)
    half = sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return Interval(share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)))


def stratified(strata: Sequence[Stratum]) -> Interval:
    """The share in a whole of which each stratum was sampled apart.

    >>> print(stratified([Stratum(90, 30, 30), Stratum(10, 15, 30)]))
    0.9500 (95 %: 0.8465 to 0.9668)
    >>> stratified([Stratum(1, 95, 100)]) == wilson(95, 100)
    True
    """
    whole = sum(one.weight for one in strata)
    if whole <= 0:
        return wilson(0, 0)
    parts = [(one.weight / whole, wilson(one.right, one.sampled)) for one in strata]
    share = sum(weight * part.share for weight, part in parts)
    below = sqrt(sum((weight * (part.share - part.low)) ** 2 for weight, part in parts))
    above = sqrt(sum((weight * (part.high - part.share)) ** 2 for weight, part in parts))
    return Interval(share, max(0.0, share - below), min(1.0, share + above))


def grouped(groups: Sequence[tuple[int, int]]) -> Interval:
    """The share of right ones among (right, counted) of groups that were drawn whole: what is in
    one group may hang together, so the sample is taken for smaller than it looks.

    >>> print(grouped([(1, 1)] * 100))
    1.0000 (95 %: 0.9630 to 1.0000)
    >>> print(grouped([(10, 10)] * 10))
    1.0000 (95 %: 0.7225 to 1.0000)
    """
    counted = sum(of for _, of in groups)
    if not counted:
        return wilson(0, 0)
    effective = counted * counted / sum(of * of for _, of in groups)
    share = sum(right for right, _ in groups) / counted
    return wilson(share * effective, effective)

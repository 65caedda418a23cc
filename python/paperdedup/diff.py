"""What turns one text into another, word by word.

The standard library's longest-match comparison, after common beginnings and ends are set aside:
these are most of a revised abstract. Limits: its time grows with the pairs of equal words, at worst
with their number for every word, so of what remains only the first 2,000 words a side are aligned,
or fewer where few different words are said over and over; the rest is one replacement.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALIGNED = 2_000
"""Words a side that are aligned."""

PAIRS = 50_000
"""Pairs of equal words among those that are aligned. 2,000 words of prose a side have as many; two
texts in which every other word is the same took half a minute without this limit.
"""

CONTEXT = 4
"""Equal words shown on each side of a difference."""

SHOWN = 80
"""Words of one difference that are shown: its beginning and its end."""


@dataclass(frozen=True)
class Change:
    """Some words that are equal, deleted, inserted or replaced; `before` is of the first text,
    `after` of the second.
    """

    kind: Literal["equal", "delete", "insert", "replace"]
    before: str
    after: str


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """The operations, in order; their `before` words are all of `before`, their `after` words all
    of `after`.

    >>> operations = changes("a cat sat".split(), "a dog sat down".split())
    >>> [(change.kind, change.before, change.after) for change in operations[1:]]
    [('replace', 'cat', 'dog'), ('equal', 'sat', 'sat'), ('insert', '', 'down')]
    """
    head = _common(before, after)
    rest = [list(before[head:]), list(after[head:])]
    tail = _common(rest[0][::-1], rest[1][::-1])
    ends = [len(words) - tail for words in rest]
    middle = [words[:end] for words, end in zip(rest, ends, strict=True)]
    most = _alignable(*middle)
    parts = [
        _equal(before[:head]),
        *_aligned(middle[0][:most], middle[1][:most]),
        _changed(middle[0][most:], middle[1][most:]),
        _equal(rest[0][ends[0] :]),
    ]
    return [change for change in parts if change.before or change.after]


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """Number of words that both begin with."""
    differ = (at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y)
    return next(differ, min(len(a), len(b)))


def _alignable(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words a side are aligned."""
    seen: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    pairs = 0
    for at, words in enumerate(zip_longest(before[:ALIGNED], after[:ALIGNED])):
        for side, word in enumerate(words):
            if word is not None:
                seen[side][word] += 1
                pairs += seen[1 - side][word]
        if pairs > PAIRS:
            return at
    return ALIGNED


def _aligned(before: list[str], after: list[str]) -> Iterator[Change]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield Change(kind, " ".join(before[a:b]), " ".join(after[c:d]))


def _equal(words: Sequence[str]) -> Change:
    return Change("equal", " ".join(words), " ".join(words))


def _changed(before: Sequence[str], after: Sequence[str]) -> Change:
    kind: Literal["delete", "insert", "replace"] = "replace"
    if not before or not after:
        kind = "delete" if before else "insert"
    return Change(kind, " ".join(before), " ".join(after))


def marked(operations: Sequence[Change]) -> str:
    """The differences as one text, [-deleted-] {+inserted+}, each with a few equal words about it.

    >>> marked(changes("a cat sat".split(), "a dog sat down".split()))
    'a [-cat-] {+dog+} sat {+down+}'
    >>> marked(changes(["same"], ["same"]))
    'no word differs'
    """
    if all(change.kind == "equal" for change in operations):
        return "no word differs"
    last = len(operations) - 1
    parts = (
        _mark(change, head=CONTEXT * (at > 0), tail=CONTEXT * (at < last))
        for at, change in enumerate(operations)
    )
    return " ".join(part for part in parts if part)


def _mark(change: Change, *, head: int, tail: int) -> str:
    """One operation; of equal words only so many at both ends."""
    if change.kind == "equal":
        return _ends(change.before, head, tail)
    before, after = (_ends(text, SHOWN // 2, SHOWN // 2) for text in (change.before, change.after))
    parts = (f"[-{before}-]" if before else "", f"{{+{after}+}}" if after else "")
    return " ".join(part for part in parts if part)


def _ends(text: str, head: int, tail: int) -> str:
    """The first and the last words, and a sign for those between."""
    words = text.split()
    if len(words) <= head + tail:
        return " ".join(words)
    return " ".join([*words[:head], "…", *words[len(words) - tail :]])

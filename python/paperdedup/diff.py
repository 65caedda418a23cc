"""What turns one text into another, word by word.

The standard library's longest-match comparison, after common beginnings and ends are set aside:
these are most of a revised abstract. Limits: its time is quadratic at worst, so of what remains
only the first 2,000 words a side are aligned; the rest is one replacement.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALIGNED = 2_000
"""Words a side that are aligned."""

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
    parts = [
        _equal(before[:head]),
        *_aligned(middle[0][:ALIGNED], middle[1][:ALIGNED]),
        _changed(middle[0][ALIGNED:], middle[1][ALIGNED:]),
        _equal(rest[0][ends[0] :]),
    ]
    return [change for change in parts if change.before or change.after]


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """Number of words that both begin with."""
    differ = (at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y)
    return next(differ, min(len(a), len(b)))


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

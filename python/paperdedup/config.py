"""The settings of a run: one frozen object, every default in this file.

A setting is here only if a user can have an opinion on it. `Config` is checked once, when it is
made, by the core that will use it; so a `Config` that exists is a `Config` that runs. Settings that
change an answer are never read from the environment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from paperdedup import _native

Mode = Literal["auto", "lsh", "exact"]
Text = Literal["paper", "plain"]
Shingle = Literal["word", "character"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """How records are compared and searched. Equal settings give equal answers, on any machine.

    Raises `ConfigError` (also a `ValueError`), with the field and its value, if a value is out of
    its range or two settings contradict each other.

    >>> Config(threshold=0.8).threshold
    0.8
    >>> Config(threshold=1.5)
    Traceback (most recent call last):
        ...
    paperdedup.errors.ConfigError: threshold = 1.5: must be above 0 and at most 1
    """

    threshold: float = 0.7
    """Least Jaccard similarity of the shingle sets of two texts of one paper. In (0, 1]; 1 asks for
    equal sets."""

    recall: float = 0.999
    """Share of the pairs exactly at the threshold that the search must be expected to find. In (0,
    1). Not used by the exact mode, which finds all."""

    mode: Mode = "auto"
    """How pairs are searched: "lsh" (locality-sensitive hashing), "exact" (a join that misses
    none), or "auto": whichever is cheaper for these settings and this number of records."""

    text: Text = "paper"
    """What is compared. "paper": the abstract, or the title of a record that has none, under a
    stricter rule. "plain": the text field, and nothing else."""

    shingle: Shingle = "word"
    """What a shingle is a run of: "word" or "character"."""

    shingle_size: int = 3
    """Number of words or characters in a shingle. From 1 to 16 words, or 64 characters."""

    bands: int | None = None
    """Number of bands, at least 1; given together with `rows`, bands x rows at most 4,096. None:
    solved from threshold, recall and number of records."""

    rows: int | None = None
    """Number of minima in a band, at least 1; given together with `bands`."""

    threads: int | None = None
    """Number of threads, from 1 to 1,024. None: one per core. Never changes an answer."""

    bucket_cap: int = 64
    """Most texts of one bucket that are paired with each other, from 2 to 65,536. A larger bucket
    is split by deeper keys; what is still cut is counted in the statistics."""

    policy: str = "auto"
    """What decides."""

    unique_within: Literal["dump"] | None = None
    """No dump holds a paper twice."""

    def __post_init__(self) -> None:
        _native.check(self)


DEFAULT: Final = Config()
"""The settings used where none are given."""

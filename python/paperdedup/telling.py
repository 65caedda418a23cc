"""What a record says, looked up by its number, for those who put it into words.

Limits: every lookup is a few steps in Python, so this is for what a person reads.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from paperdedup.wording import Told

if TYPE_CHECKING:
    from paperdedup.corpus import Corpus
    from paperdedup.findings import Findings

FIELDS = ("title", "abstract", "authors", "year", "venue", "volume", "pages")


class Teller:
    """The records of one run."""

    def __init__(self, corpus: Corpus, findings: Findings) -> None:
        self._corpus = corpus
        self._findings = findings
        self.told = lru_cache(maxsize=4096)(self._told)
        """What the record with a number says."""

    def _told(self, number: int) -> Told:
        fields = {name: self._corpus.value(name, number) or "" for name in FIELDS}
        names = tuple(self._findings.identifiers[number].as_py())
        return Told(**fields, identifiers=names)

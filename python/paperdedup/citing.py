"""Where each paper's survivor appeared: venue, year, volume, issue and pages of one publication.

The five belong together: the pages of a conference paper in the volume of a journal are a citation
of nothing. So another record fills gaps among them only if it tells of the survivor's publication:
it agrees in all that both tell, and in more than the year. Everything is whole columns, a step for
each further record of the largest paper. Limits: where too little is told, a gap stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup.connected import within
from paperdedup.corpus import YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from paperdedup.corpus import Corpus
    from paperdedup.findings import Findings

    Numbers = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

UNIT: Final = ("venue", "year", "volume", "issue", "pages")
"""Fields that are of one publication."""
KEY: Final[Mapping[str, str]] = {
    "year": rf"(?P<key>{YEAR})",
    "volume": r"0*(?P<key>[a-z]*\d+[a-z\d]*)",
    "issue": r"^[^\pL\pN]*0*(?P<key>[\pL\pN].*)$",
    "pages": r"0*(?P<key>[a-z]*\d+(?::\d+)?[a-z\d]*)",
    "doi": r"(?P<key>10\.\d+/\S+)",
}
"""The part of a field that is compared, in small letters; where it has none, all of it. Of pages it
is the first, since the last is often cut short.
"""
TYING: Final = ("venue", "volume", "pages", "doi")
"""Records that agree in none of these may tell of two publications of one year."""


def told(corpus: Corpus, filled: Mapping[str, Mask]) -> dict[str, Numbers]:
    """A number for what each record says in a field, equal for the same; -1 for nothing."""
    everyone = np.ones(corpus.size, dtype=bool)
    columns = {name: corpus.column(name, everyone) for name in (*UNIT, "doi")}
    return {name: _codes(column, name, filled[name]) for name, column in columns.items()}


def _codes(column: Any, name: str, filled: Mask) -> Numbers:
    said = pc.utf8_lower(column).combine_chunks()
    key = pc.replace_substring_regex(said, r"[^\pL\pN]+", " ") if name == "venue" else said
    if name in KEY:
        key = pc.struct_field(pc.extract_regex(said, KEY[name]), "key")
    key = pc.utf8_trim_whitespace(pc.if_else(pc.equal(key, ""), said, key))
    codes = pc.coalesce(key, said).dictionary_encode().indices.fill_null(-1)
    return np.where(filled, codes.to_numpy(zero_copy_only=False).astype(np.int64), -1)


def venues(findings: Findings, codes: Numbers) -> Numbers:
    """A number for the venue of each record, equal where the run held two for one, however they
    are spelled. `codes`: by spelling.
    """
    first = findings.first_of_content
    a, b = (first[end] for end in _agreeing(findings))
    labels = within(findings.founders, (a, b))[first]
    # Where texts alone decide, records of one content may tell of two venues.
    alone = len(codes) + np.arange(len(codes))
    return np.where(codes < 0, -1, np.where(codes == codes[first], labels, alone))


def _agreeing(findings: Findings) -> tuple[Numbers, Numbers]:
    """Pairs of records whose venues agree by the evidence."""
    edges = findings.edges
    if edges is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    points = edges.column("points").combine_chunks()
    said = points.flatten()
    for_it = pc.and_(
        pc.equal(said.field(0).cast(pa.string()), "venue"), pc.greater(said.field(1), 0)
    )
    rows = pc.list_parent_indices(points).filter(for_it)
    return findings.ends(edges.take(rows))


class Citations:
    """What is known of each paper's publication, record by record in rank."""

    def __init__(self, first: Numbers, told: Mapping[str, Numbers], labels: Numbers) -> None:
        self._told = told
        self._labels = labels
        self._known = {name: told[name][first] for name in told}
        self._venue = labels[first]
        self.origins = {name: np.where(told[name][first] < 0, -1, first) for name in UNIT}
        """For each field and paper the record that it comes from; -1 where none tells it."""

    def add(self, papers: Numbers, records: Numbers) -> None:
        """Fill the gaps of papers, each from one record, if that is of the same publication."""
        fits = self._fits(papers, records)
        papers, records = papers[fits], records[fits]
        for name in self._told:
            gap = (self._known[name][papers] < 0) & (self._told[name][records] >= 0)
            at, giver = papers[gap], records[gap]
            self._known[name][at] = self._told[name][giver]
            if name in self.origins:
                self.origins[name][at] = giver
            if name == "venue":
                self._venue[at] = self._labels[giver]

    def _fits(self, papers: Numbers, records: Numbers) -> Mask:
        bare = np.ones(len(papers), dtype=bool)
        tied, fits = ~bare, bare.copy()
        for name in self._told:
            one, two = self._known[name][papers], self._told[name][records]
            both, equal = (one >= 0) & (two >= 0), one == two
            if name == "venue":
                equal |= self._venue[papers] == self._labels[records]
            if name in TYING:
                tied |= both & equal
            if name in UNIT:
                fits &= ~both | equal
                bare &= (one < 0) | (name == "year")
        return fits & (tied | bare)


def origins(
    corpus: Corpus,
    findings: Findings,
    filled: Mapping[str, Mask],
    ranked: Numbers,
    starts: Numbers,
) -> dict[str, Numbers]:
    """For each field of `UNIT` and each paper the record that it comes from; -1 where none does.

    `ranked`: records by paper, and then by rank; `starts`: where the records of each paper begin.
    """
    codes = told(corpus, filled)
    citations = Citations(ranked[starts], codes, venues(findings, codes["venue"]))
    sizes = np.diff(starts, append=len(ranked))
    for step in range(1, int(sizes.max(initial=0))):
        papers = np.flatnonzero(sizes > step)
        citations.add(papers, ranked[starts[papers] + step])
    return citations.origins

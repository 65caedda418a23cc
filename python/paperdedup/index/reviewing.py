"""The pairs of an index that a person should look at: what `paperdedup.review` makes of it.

Members and matches are read as streams, and of each only what a review needs is kept: some numbers
a record and a match, its content ID, and the whole of a match that is open or was decided.
Limits: a record that is added meanwhile by another process may be missing.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import schemas
from paperdedup.config import WITHOUT_TABLE, policy_table
from paperdedup.corpus import Place
from paperdedup.decisions import Applied, Decision
from paperdedup.errors import UnknownRecordError
from paperdedup.index.reviews import Review
from paperdedup.index.weighing import told_by
from paperdedup.judged import ends_of
from paperdedup.review import Shown, questions, review

if TYPE_CHECKING:
    import numpy.typing as npt

    from paperdedup.index.answers import Member, Ruling
    from paperdedup.index.questions import Questions

    Flags = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int64]

NEAR = ("unsure", "conflict")
"""Columns of matches that ask for a person."""


def review_of(index: Questions) -> Review:
    """`Index.review`."""
    held = Held(index)
    config = index.config
    name = None if config.policy in WITHOUT_TABLE else str(config.policy)
    policy = policy_table(config, name)
    asked = questions(held, held.applied, policy)

    def shown(number: int) -> Shown:
        record = index.record(number)
        return Shown(told_by(record), record.record_id, Place(record.dump, record.position))

    table = review(held, held.applied, policy, asked, shown)
    return Review(table=table, left=asked.left)


class _Found(NamedTuple):
    """What was read of the matches."""

    edges: pa.Table
    matched: Flags
    """Whether a record has any."""


class Held:
    """The records of an index, by their numbers, their papers and matches, and what was decided of
    them. A number that no record has any more is a paper without a content.
    """

    ends = staticmethod(ends_of)

    def __init__(self, index: Questions) -> None:
        self._index = index
        columns = ("record", "canonical_id", "content_id")
        with index.members as members:
            parts = [members.schema.empty_table().select(columns)]
            parts += (pa.table(batch).select(columns) for batch in members)
        table = pa.concat_tables(parts)
        self._records = table.column("record").to_numpy().astype(np.int64)
        self._papers, self._contents = (table.column(name).combine_chunks() for name in columns[1:])

    @cached_property
    def founders(self) -> Numbers:
        """The first record of the paper, per record."""
        return self._first(_codes(self._papers))

    @cached_property
    def first_of_content(self) -> Numbers:
        """The first record of the paper that says all the same, per record. One with matches of its
        own repeats no other: it says too little to be sure, or was told apart.
        """
        codes = _codes(self._papers) * (len(self._records) + 1) + _codes(self._contents)
        return np.where(self._found.matched, np.arange(self._size), self._first(codes))

    @cached_property
    def content_ids(self) -> pa.Array:
        """Content ID per record; null where there is none."""
        at = np.full(self._size, -1)
        at[self._records] = np.arange(len(self._records))
        return self._contents.take(pa.array(at, mask=at < 0))

    @cached_property
    def applied(self) -> Applied:
        """What was decided, on the records that it is about."""
        applied = Applied([_decision(ruling) for ruling in self._index.decisions])
        first = self._first_called({name for one in applied.decisions for name in (one.a, one.b)})
        for at, made in enumerate(applied.decisions):
            if made.a in first and made.b in first:
                a, b = applied.records[at] = first[made.a], first[made.b]
                applied.given.append((a, b, made.same))
                applied.origins.append(at)
        return applied

    @cached_property
    def contradictions(self) -> list[int]:
        """Decisions that do not hold, by their places in what was given."""
        founders = self.founders
        given = enumerate(self.applied.given)
        return [at for at, (a, b, same) in given if bool(founders[a] == founders[b]) != same]

    @property
    def edges(self) -> pa.Table:
        """Matches as those of a run: points only of those that are open or were decided."""
        return self._found.edges

    @cached_property
    def _found(self) -> _Found:
        decided = np.zeros(self._size, dtype=bool)
        decided[[end for pair in self.applied.records.values() for end in pair]] = True
        there = self.content_ids.is_valid().to_numpy(zero_copy_only=False)
        matched = np.zeros(self._size, dtype=bool)
        with self._index.matches as matches:
            edges = [_edges(matches.schema.empty_table(), decided)]
            for batch in matches:
                table = _between(pa.table(batch), there)
                matched[np.concatenate(ends_of(table))] = True
                edges.append(_edges(table, decided))
        return _Found(pa.concat_tables(edges), matched)

    @property
    def _size(self) -> int:
        return int(self._records.max(initial=-1)) + 1

    def _first(self, codes: Numbers) -> Numbers:
        """For each record the first that has its code."""
        _, groups = np.unique(codes, return_inverse=True)
        lowest = np.full(len(groups), self._size)
        np.minimum.at(lowest, groups, self._records)
        first = np.arange(self._size)
        first[self._records] = lowest[groups]
        return first

    def _first_called(self, names: set[str]) -> dict[str, int]:
        """The first record of each content ID; of a place, by which a record alone is told, that
        which is there.
        """
        wanted = pa.array(sorted(names), pa.string())
        rows = np.flatnonzero(pc.is_in(self.content_ids, wanted).to_numpy(zero_copy_only=False))
        contents = self.content_ids.take(pa.array(rows)).to_pylist()
        first = dict(zip(reversed(contents), reversed(rows.tolist()), strict=True))
        for name in names - first.keys():
            place = Place.parsed(name)
            found = placed(self._index, place) if place else None
            if found is not None:
                first[name] = found.record
        return first


def placed(index: Questions, place: Place) -> Member | None:
    """The record at a place, if one is there."""
    try:
        members = index.lookup(place).members
    except UnknownRecordError:
        return None
    return next((one for one in members if (one.dump, one.position) == place), None)


def _decision(ruling: Ruling) -> Decision:
    source = ", ".join(part for part in (ruling.why, ruling.who, ruling.made) if part)
    return Decision(a=ruling.a, b=ruling.b, same=ruling.same, source=source)


def _codes(names: pa.StringArray) -> Numbers:
    """A number per name, the same where the names are."""
    codes: Numbers = names.dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def _between(matches: pa.Table, there: Flags) -> pa.Table:
    """Matches of records that are there."""
    a, b = ends_of(matches)
    matches = matches.filter(pa.array((a < len(there)) & (b < len(there))))
    a, b = ends_of(matches)
    return matches.filter(pa.array(there[a] & there[b]))


def _edges(matches: pa.Table, decided: Flags) -> pa.Table:
    """Those of some matches that a review looks at."""
    near = np.logical_or(*(_flags(matches, name) for name in NEAR))
    looked_at = near | _flags(matches, "same")
    kept, near = matches.filter(pa.array(looked_at)), near[looked_at]
    a, b = ends_of(kept)
    told = pc.if_else(pa.array(near | (decided[a] & decided[b])), kept.column("points"), None)
    points = pa.array(map(_points, told.to_pylist()), schemas.POINTS)
    return kept.drop_columns(["points"]).append_column("points", points)


def _flags(table: pa.Table, name: str) -> Flags:
    return np.asarray(table.column(name), dtype=bool)


def _points(told: str | None) -> list[dict[str, Any]] | None:
    """Points as a run has them, of the JSON of a match."""
    if told is None:
        return None
    return [{"evidence": evidence, "points": points} for evidence, points in json.loads(told)]

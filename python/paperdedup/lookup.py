"""From a name that somebody noted down to the record or the paper it stands for.

Papers have many names (canonical ID, content IDs, identifiers, record_ids, places), and a name may
be shared; a shared name is refused, never resolved by chance. The tables of names are built when
first asked. Limits: they are Python dictionaries, some 100 bytes a name.
"""

from __future__ import annotations

from functools import cached_property
from operator import index
from typing import TYPE_CHECKING, NoReturn, SupportsIndex

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup.corpus import Corpus, Place
from paperdedup.errors import ConfigError, UnknownRecordError
from paperdedup.stages import readings
from paperdedup.tables import distinct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from paperdedup.findings import Findings

Name = str | tuple[str, int]
"""How a record or a paper is called: a text, or (dump, position)."""

SHOWN = 5
"""Places listed in a message."""


class Lookup:
    """Records and papers of one run, by name."""

    def __init__(self, corpus: Corpus, findings: Findings) -> None:
        self._corpus = corpus
        self._findings = findings

    def record(self, name: Name) -> int:
        """Number of the record with this record_id, "DUMP:POSITION" or (dump, position); else of
        the founder of the paper with this canonical ID, or of the first record with this content ID
        or identifier.
        """
        key = _checked(name)
        if isinstance(key, Place):
            return self._at(key)
        same = self._corpus.called(key)
        self._refuse_twofold(key, same)
        if len(same) == 1:
            return int(same[0])
        place = Place.parsed(key)
        at = self._corpus.number(place) if place is not None else None
        if at is not None:
            return at
        if len(same):
            raise UnknownRecordError(self._repeated(key, same))
        found = self._number(key)
        return self._missing("record", key, place) if found is None else found

    def _number(self, name: str) -> int | None:
        """The record that is meant by a name of its paper, or by one that it shares with others."""
        founders = np.flatnonzero(self._findings.is_founder)
        paper = self._paper(name, (self._canonical_ids,))
        if paper is not None:
            return int(founders[paper])
        former = self._findings.former_names.get(name)
        if former is not None:
            return former
        if self._paper(name, (self._content_ids, self._identifiers)) is None:
            return None
        lists = self._findings.identifiers
        owners = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
        contents, flat = self._findings.content_ids, lists.flatten()
        words = pa.array(_words(name), pa.string())
        for column, numbers in ((contents, np.arange(len(contents))), (flat, owners)):
            rows = np.flatnonzero(pc.is_in(column, words).to_numpy(zero_copy_only=False))
            if len(rows):
                return int(numbers[rows[0]])
        return None

    def paper(self, name: Name) -> str:
        """Canonical ID of the one paper with this name."""
        key = _checked(name)
        if isinstance(key, Place):
            return str(self._findings.canonical_ids[self._at(key)])
        found = self._paper(key, (self._canonical_ids, self._former_names, self._content_ids))
        if found is None:
            found = self._paper_itself(key)
        if found is None:
            found = self._paper(key, (self._identifiers,))
        if found is None:
            self._missing("paper", key, Place.parsed(key))
        return str(self._paper_ids[found])

    def _paper_itself(self, name: str) -> int | None:
        """Number of the paper that has a record with this record_id, or at this place."""
        place, same = Place.parsed(name), self._corpus.called(name)
        at = self._corpus.number(place) if place is not None else None
        if at is None:
            return _one(name, self._record_ids.get(name.strip()))
        papers = self._findings.paper_numbers
        if any(papers[number] != papers[at] for number in same):
            self._refuse_twofold(name, same)
        return int(papers[at])

    def _missing(self, what: str, name: str, place: Place | None) -> NoReturn:
        """Say that nothing has this name, and what is there."""
        if place is not None and place.dump in self._corpus.names:
            raise UnknownRecordError(self._nothing_at(place))
        raise UnknownRecordError(
            f"no {what} {name!r}: give a canonical ID, the content ID or record_id of a "
            "record, an identifier such as doi:…, or DUMP:POSITION with a dump of "
            f"{self._dumps()}"
        )

    def _paper(self, name: str, tables: Iterable[Mapping[str, int]]) -> int | None:
        """Number of the paper that the first of these tables which has the name gives."""
        words = _words(name)
        for table in tables:
            found = next((table[word] for word in words if word in table), None)
            if found is not None:
                return _one(name, found)
        return None

    def _at(self, place: Place) -> int:
        number = self._corpus.number(place)
        if number is None:
            raise UnknownRecordError(self._nothing_at(place))
        return number

    def _nothing_at(self, place: Place) -> str:
        """Why there is no record at a place."""
        if place.dump not in self._corpus.names:
            return f"no dump {place.dump!r}: the dumps are {self._dumps()}"
        dump = self._corpus.dumps[self._corpus.names.index(place.dump)]
        for reject in dump.rejects:
            if reject.position == place.position:
                return f"{place} was rejected: {reject.reason}"
        last = self._corpus.inputs[self._corpus.names.index(place.dump)] - 1
        there = f"has positions 0 to {last}" if last >= 0 else "has no records"
        return f"no record {place}: {place.dump} {there}"

    def _refuse_twofold(self, key: str, same: npt.NDArray[np.int64]) -> None:
        problem = self._corpus.twofold(key, same.tolist())
        if problem is not None:
            raise UnknownRecordError(problem)

    def _dumps(self) -> str:
        names = [repr(name) for name in self._corpus.names[:SHOWN]]
        return ", ".join(names) + (", …" if len(self._corpus.names) > SHOWN else "")

    def _repeated(self, key: str, numbers: npt.NDArray[np.int64]) -> str:
        places = ", ".join(str(self._corpus.place(int(n))) for n in numbers[:SHOWN])
        more = ", …" if len(numbers) > SHOWN else ""
        return (
            f"{len(numbers)} records have the record_id {key!r}; "
            f"say which by DUMP:POSITION: {places}{more}"
        )

    @cached_property
    def _paper_ids(self) -> pa.Array:
        return self._findings.canonical_ids.filter(pa.array(self._findings.is_founder))

    @cached_property
    def _canonical_ids(self) -> dict[str, int]:
        return dict(zip(self._paper_ids.to_pylist(), range(len(self._paper_ids)), strict=True))

    @cached_property
    def _former_names(self) -> dict[str, int]:
        papers, names = self._findings.paper_numbers, self._findings.former_names
        return {name: int(papers[record]) for name, record in names.items()}

    @cached_property
    def _content_ids(self) -> dict[str, int]:
        return _papers_by_name(self._findings.content_ids, self._findings.paper_numbers)

    @cached_property
    def _record_ids(self) -> dict[str, int]:
        return _papers_by_name(self._corpus.bare_ids, self._findings.paper_numbers)

    @cached_property
    def _identifiers(self) -> dict[str, int]:
        lists = self._findings.identifiers
        owners = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
        return _papers_by_name(lists.flatten(), self._findings.paper_numbers[owners])


def _papers_by_name(
    names: pa.Array | pa.ChunkedArray, papers: npt.NDArray[np.int64]
) -> dict[str, int]:
    """Name to number of its paper; of a name that several papers have, minus how many."""
    array = names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names
    encoded = array.dictionary_encode()
    code, paper = distinct(encoded.indices.to_numpy(zero_copy_only=False), papers)
    counts = np.bincount(code, minlength=len(encoded.dictionary))
    first = np.cumsum(counts) - counts
    found = np.where(counts == 1, paper[first], -counts)
    return dict(zip(encoded.dictionary.to_pylist(), found.tolist(), strict=True))


def _one(name: str, found: int | None) -> int | None:
    """What a table of papers by name has, if it is one paper."""
    if found is not None and found < 0:
        raise UnknownRecordError(
            f"{name!r} is a name of {-found} papers; use a canonical ID or DUMP:POSITION"
        )
    return found


def _checked(name: object) -> str | Place:
    """A name as it was given, or the place that it says."""
    if isinstance(name, str):
        return name
    if isinstance(name, (tuple, list)) and len(name) == 2:
        dump, position = name
        if isinstance(dump, str) and isinstance(position, SupportsIndex):
            return Place(dump, index(position))
    raise ConfigError(f"{name!r:.80} is no name: give a text, or (dump, position)")


def _words(name: str) -> tuple[str, ...]:
    """A name as it stands, and as the identifiers that it may be."""
    return (name, *readings(name))

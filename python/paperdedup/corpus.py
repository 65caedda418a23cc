"""The records of all dumps as one: record numbers, places, and columns that run over every dump.

A record's number counts the records of all dumps in the order given; the core speaks of records by
it. Columns are put together without copying text. Limits: record_ids of one run are held in one
array.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy.typing as npt

    from paperdedup.records import Dump


PIECE = 1 << 30
"""Bytes of one array of plain strings, whose offsets end at 2^31."""
YEAR: Final = r"1[5-9]\d\d|2[01]\d\d"
"""Years that a paper can have, as a pattern."""
DATE: Final = rf"(?P<year>{YEAR})(?:[-/](?P<month>\d\d?))?(?:[-/](?P<day>\d\d?))?"
ONE_YEAR: Final = 10_000
"""A year in the number of a date."""


DIGITS: Final = 18
"""Of a position, at most."""


class Place(NamedTuple):
    """Where an input stands: the dump's name and the 0-based number of the input in it."""

    dump: str
    position: int

    def __str__(self) -> str:
        return f"{self.dump}:{self.position}"

    @classmethod
    def parsed(cls, text: str) -> Place | None:
        """DUMP:POSITION, if it is that; the dump's name may hold colons.

        >>> Place.parsed("a:b:7"), Place.parsed("7"), Place.parsed("a:" + 99 * "9")
        (Place(dump='a:b', position=7), None, None)
        """
        dump, colon, position = text.rpartition(":")
        is_place = colon and position.isdecimal() and len(position) <= DIGITS
        return cls(dump, int(position)) if is_place else None

    def besides(self, taken: Callable[[str], bool]) -> str:
        """The place as a name that is not `taken`, as an id of another record: zeros before the
        position make it one.

        >>> Place("a", 7).besides({"a:7"}.__contains__)
        'a:07'
        """
        digits = str(self.position)
        while taken(f"{self.dump}:{digits}"):
            digits = f"0{digits}"
        return f"{self.dump}:{digits}"


def twofold(name: str, owner: Place, place: Place, taken: Callable[[Place, str], bool]) -> str:
    """What is said of a name that is the id of one record and the place of another. `taken`:
    whether a name is the id of a record elsewhere than at a place.
    """
    one, other = (at.besides(partial(taken, at)) for at in (owner, place))
    return (
        f"{name!r} is the record_id of the record at {owner} and the place of another; "
        f"say {one} for the first, {other} for what is at that place"
    )


class Corpus:
    """All dumps of a run, in the order given."""

    def __init__(self, dumps: Sequence[Dump]) -> None:
        self.dumps = tuple(dumps)
        self.names = tuple(dump.name for dump in self.dumps)
        self.sizes = np.array([len(dump) for dump in self.dumps], dtype=np.int64)
        self.offsets = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)
        self._fields: dict[int, pa.Table] = {}

    @property
    def size(self) -> int:
        """Number of records."""
        return int(self.offsets[-1])

    @property
    def given(self) -> list[pa.Table | Mapping[str, tuple[str, ...]]]:
        """Per dump the recognised fields as text, as the core reads them."""
        texts = [dump.given() for dump in self.dumps]
        return [self.fields(at) if given is None else given for at, given in enumerate(texts)]

    def fields(self, dump: int) -> pa.Table:
        """The recognised fields of a dump as text, made once."""
        if dump not in self._fields:
            self._fields[dump] = self.dumps[dump].fields()
        return self._fields[dump]

    @cached_property
    def record_ids(self) -> pa.Array | pa.ChunkedArray:
        """record_id of every record."""
        return joined([dump.record_ids() for dump in self.dumps]).combine_chunks()

    @cached_property
    def bare_ids(self) -> pa.Array:
        """record_id of every record without blanks around it, as names are compared."""
        return pc.utf8_trim_whitespace(self.record_ids)

    @cached_property
    def dump_numbers(self) -> npt.NDArray[np.int32]:
        """Number of the dump of every record."""
        return np.repeat(np.arange(len(self.dumps), dtype=np.int32), self.sizes)

    @cached_property
    def positions(self) -> npt.NDArray[np.int64]:
        """Position of every record within its dump."""
        parts = [np.asarray(dump.positions, dtype=np.int64) for dump in self.dumps]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    @cached_property
    def inputs(self) -> npt.NDArray[np.int64]:
        """Number of inputs, records and rejects, of every dump."""
        return self.sizes + np.array([len(dump.rejects) for dump in self.dumps], dtype=np.int64)

    def dump_names(self, numbers: npt.NDArray[np.int32]) -> pa.DictionaryArray:
        """Dump numbers as a column of their names."""
        return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(self.names, pa.string()))

    def column(self, name: str, keep: npt.NDArray[np.bool_]) -> pa.ChunkedArray:
        """One recognised field of the records to keep; null where a dump has no such field."""
        parts = []
        for at in range(len(self.dumps)):
            fields = self.fields(at)
            kept = pa.array(keep[self.offsets[at] : self.offsets[at + 1]])
            if name in fields.column_names:
                parts.append(_filterable(fields.column(name)).filter(kept))
            else:
                parts.append(pa.nulls(kept.true_count, pa.string()))
        return joined(parts)

    @cached_property
    def dates(self) -> npt.NDArray[np.int64]:
        """Year, month and day of each record as one number, 20190300; 0 where there is no year."""
        years = self.column("year", np.ones(self.size, dtype=bool)).combine_chunks()
        found = pc.extract_regex(years, DATE)
        date = np.zeros(len(years), dtype=np.int64)
        for part, weight in (("year", ONE_YEAR), ("month", 100), ("day", 1)):
            digits = pc.struct_field(found, part)
            digits = pc.if_else(pc.equal(digits, ""), "0", digits).fill_null("0")
            date += weight * digits.cast(pa.int64()).to_numpy(zero_copy_only=False)
        return date

    def value(self, name: str, number: int) -> str | None:
        """One recognised field of one record."""
        dump = self.dump_of(number)
        fields = self.fields(dump)
        if name not in fields.column_names:
            return None
        text: str | None = fields.column(name)[number - int(self.offsets[dump])].as_py()
        return text

    def place(self, number: int) -> Place:
        """Where the record with this number stands."""
        return Place(self.names[self.dump_of(number)], int(self.positions[number]))

    def dump_of(self, number: int) -> int:
        """Number of the dump of the record with this number."""
        return int(np.searchsorted(self.offsets, number, side="right")) - 1

    def number(self, place: Place) -> int | None:
        """Number of the record at a place; None if there is none."""
        if place.dump not in self.names:
            return None
        dump = self.names.index(place.dump)
        first, last = self.offsets[dump], self.offsets[dump + 1]
        at = first + int(np.searchsorted(self.positions[first:last], place.position))
        return int(at) if at < last and self.positions[at] == place.position else None

    def called(self, name: str) -> npt.NDArray[np.int64]:
        """Numbers of the records with this record_id, whatever blanks are around it."""
        same = pc.equal(self.bare_ids, name.strip()).to_numpy(zero_copy_only=False)
        return np.flatnonzero(same)

    def twofold(self, name: str, called: Iterable[int]) -> str | None:
        """What is wrong with the record_id of these records as a name, if it is a place too, and
        not of them alone; nothing if it is not.
        """
        place = Place.parsed(name)
        at = self.number(place) if place else None
        owner = next((number for number in called if number != at), None)
        if place is None or at is None or owner is None:
            return None
        return twofold(name, self.place(owner), place, self._is_id_elsewhere)

    def _is_id_elsewhere(self, place: Place, name: str) -> bool:
        return any(number != self.number(place) for number in self.called(name))


def joined(parts: Sequence[pa.Array | pa.ChunkedArray]) -> pa.ChunkedArray:
    """Columns of text one after another, as one column of plain strings."""
    chunks = (c for part in parts for c in getattr(part, "chunks", [part]))
    return pa.chunked_array([piece for chunk in chunks for piece in _plain(chunk)], pa.string())


def _filterable(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column, unless it is of string views, which Arrow cannot filter."""
    return text.cast(pa.large_string()) if text.type == pa.string_view() else text


def _plain(text: pa.Array) -> list[pa.Array]:
    """An array of any kind of text as plain strings, in pieces that their 32-bit offsets allow."""
    if text.type == pa.string():
        return [text]
    wide = text.cast(pa.large_string())
    if wide.nbytes <= PIECE or len(wide) < 2:
        return [wide.cast(pa.string())]
    half = len(wide) // 2
    return [*_plain(wide[:half]), *_plain(wide[half:])]


def numbered(corpus: Corpus, numbers: npt.NDArray[np.int64]) -> tuple[pa.Array, pa.Array, pa.Array]:
    """record_id, dump and position of some records."""
    return (
        corpus.record_ids.take(pa.array(numbers)),
        corpus.dump_names(corpus.dump_numbers[numbers]),
        pa.array(corpus.positions[numbers], schemas.MEMBERS.field("position").type),
    )

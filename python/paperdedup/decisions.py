"""What a person decided of pairs of records, from a review file, a table or a list; and how that is
said to the core.

A decision names records by their content IDs, which last, so it holds in every later run that has
both records; in a list of one's own a record may also be named by record_id or DUMP:POSITION. Two
records of one content ID are told apart by their record_ids, else by their places.
Limits: where several records of one name say too little to be one paper, the first stands for them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import filled, schemas
from paperdedup.corpus import Corpus, Place
from paperdedup.errors import ConfigError, InputError
from paperdedup.spreadsheets import is_guarded, unguarded

if TYPE_CHECKING:
    import numpy.typing as npt

WORDS: Final = {"same": True, "different": False}
SIDES: Final = (("content_a", "a", "record_a"), ("content_b", "b", "record_b"))
"""Columns that name the two records, first choice first."""

REMEDY: Final = (
    "give the columns a, b and decision, or a review file; a decision is same, different or empty"
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision: two names, and whether they are one paper."""

    a: str
    b: str
    same: bool
    source: str
    """File and line, or row."""
    row: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)
    """All columns that it came with."""
    content: str = ""
    """The content ID that both records have; then `a` and `b` are their record_ids or places."""
    places: frozenset[str] = frozenset()
    """Names that are places, whatever ids there are."""

    @property
    def word(self) -> str:
        """Same or different."""
        return "same" if self.same else "different"

    def __str__(self) -> str:
        return f"{self.source}: {self.a} and {self.b} are {'one' if self.same else 'two'}"


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """A decision that does not hold, and why: the decisions that say otherwise, if it is those."""

    decision: Decision
    against: tuple[Decision, ...]

    def __str__(self) -> str:
        if not self.against:
            return f"{self.decision}; that cannot be where no dump holds a paper twice"
        return f"{self.decision}; but {'; '.join(map(str, self.against))}"


def read_decisions(source: Any) -> list[Decision]:
    """All decisions of a file, a table, or a list of (a, b, decision) or of mappings; rows that are
    not yet decided are left out.
    """
    if source is None:
        return []
    rows = _of_file(source) if isinstance(source, str | os.PathLike) else _of_object(source)
    return [made for place, row in rows for made in _made(place, row)]


def _made(place: tuple[str | None, str], row: Mapping[str, Any]) -> Iterator[Decision]:
    """The decision of a row, if there is one."""
    file, at = place
    word = _text(row.get("decision")).lower()
    if not word:
        return
    if word not in WORDS:
        raise InputError(f"{word!r} is no decision", file=file, place=at, remedy=REMEDY)
    names = [next((_text(row[k]) for k in keys if _text(row.get(k))), "") for keys in SIDES]
    if not all(names):
        raise InputError("a record has no name", file=file, place=at, remedy=REMEDY)
    content = names[0] if names[0] == names[1] else ""
    places = frozenset(str(Place(*value)) for value in row.values() if _is_place(value))
    if content:
        names, places = _told_apart(row)
    if not names:
        raise InputError(f"both are {content}", file=file, place=at, remedy=REMEDY)
    source = f"{file}, {at}" if file else at
    same = WORDS[word]
    said: dict[str, Any] = {"source": source, "row": row, "content": content, "places": places}
    yield Decision(a=names[0], b=names[1], same=same, **said)


def _told_apart(row: Mapping[str, Any]) -> tuple[list[str], frozenset[str]]:
    """What a review file tells two records of one content ID apart by, nothing if it does not; and
    which of these names are places.
    """
    ids = [_text(row.get(f"record_{side}")) for side in "ab"]
    parts = [[_text(row.get(f"{part}_{side}")) for part in ("dump", "position")] for side in "ab"]
    places = [":".join(part) if all(part) else "" for part in parts]
    for both, named in ((ids, ()), (places, places)):
        if all(both) and both[0] != both[1]:
            return both, frozenset(named)
    return [], frozenset()


def _is_place(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == len(Place._fields)


def _text(value: Any) -> str:
    if _is_place(value):
        return str(Place(*value))
    missing = value is None or (isinstance(value, float) and value != value)  # noqa: PLR0124  (NaN)
    return "" if missing else str(value).strip()


def _of_file(source: str | os.PathLike[str]) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    file = os.fspath(source)
    header: list[str] = []
    for row in filled.rows_of(filled.read(file), file):
        at = f"line {row.line}"
        if not header and not _is_decision(row.cells):
            header = filled.header_of(row)
            _refuse_unknown(header, file, at)
            continue
        header = header or ["a", "b", "decision"]
        yield (file, at), _row(header, row.cells, file, at)


def _is_decision(cells: list[str]) -> bool:
    """Whether the first row decides already: a file of three columns needs no header."""
    return len(cells) == 3 and cells[2].lower() in WORDS


def _refuse_unknown(columns: Iterable[str], file: str | None, at: str) -> None:
    """Raise if the columns name no two records, or no decision."""
    there = dict.fromkeys(columns)
    named = all(any(name in there for name in side) for side in SIDES)
    if not named or "decision" not in there:
        shown = ", ".join(map(str, there))[:200]
        raise InputError(f"its columns are {shown}", file=file, place=at, remedy=REMEDY)


def _row(header: list[str], cells: list[str], file: str, at: str) -> dict[str, str]:
    if len(cells) > len(header):
        problem = f"it has {len(cells)} cells, the header {len(header)}"
        remedy = "quote cells that hold the separator"
        raise InputError(problem, file=file, place=at, remedy=remedy)
    # Of columns with one name the first counts, as in a dump.
    named = reversed([*zip(header, cells, strict=False)])
    return {name: unguarded(cell) if is_guarded(name) else cell for name, cell in named}


def _of_object(source: Any) -> Iterator[tuple[tuple[None, str], Mapping[str, Any]]]:
    if hasattr(source, "__arrow_c_stream__"):
        table = pa.table(source)
        _refuse_unknown(table.column_names, None, "decisions")
        source = table.to_pylist()
    if isinstance(source, Mapping) or not isinstance(source, Iterable):
        kind = type(source).__name__
        raise ConfigError(f"decisions: {kind} is no file, table or list of (a, b, decision)")
    rows = list(source)
    keys = [key for row in rows if isinstance(row, Mapping) for key in row]
    if any(isinstance(row, Mapping) for row in rows):
        _refuse_unknown(keys, None, "decisions")
    for number, row in enumerate(rows):
        place = (None, f"decisions, row {number}")
        if isinstance(row, Mapping):
            yield place, row
        elif isinstance(row, Sequence) and not isinstance(row, str) and len(row) == 3:
            yield place, dict(zip(("a", "b", "decision"), row, strict=True))
        else:
            raise InputError("it is not (a, b, decision)", place=place[1], remedy=REMEDY)


class Applied:
    """Decisions on the records of one run."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.decisions = tuple(decisions)
        self.given: list[tuple[int, int, bool]] = []
        """As the core takes them: two records, and whether they are one paper."""
        self.origins: list[int | None] = []
        """Which decision each of these comes from; None where it holds equal records together."""
        self.records: dict[int, tuple[int, int]] = {}
        """The decisions that apply, by number, with the first record of each side."""
        self.absent: dict[str, Decision] = {}
        """Names that no record has, each with the first decision that it stands in."""
        self._held: set[str] = set()

    def resolve(
        self, corpus: Corpus, content_ids: pa.Array, vague: pa.Array, *, unique: bool
    ) -> None:
        """Find the records of every name. `unique`: no dump holds a paper twice."""
        names = _Names(corpus, content_ids, self.decisions)
        vague_at = vague.to_numpy(zero_copy_only=False)
        for at, decision in enumerate(self.decisions):
            sides = [names.records(decision, name) for name in (decision.a, decision.b)]
            sides = [side[:1] if side and vague_at[side[0]] else side for side in sides]
            if all(sides):
                _refuse_one(decision, sides)
                self.records[at] = (sides[0][0], sides[1][0])
                self._give(at, decision, sides, unique=unique)
            for name, side in zip((decision.a, decision.b), sides, strict=True):
                if not side:
                    self.absent.setdefault(decision.content or name, decision)

    def _give(self, at: int, decision: Decision, sides: list[list[int]], *, unique: bool) -> None:
        """Equal records are one, so one of them speaks for all; not where a dump has none twice."""
        if unique and not decision.same:
            pairs = [(a, b) for a in sides[0] for b in sides[1]]
        else:
            pairs = [(sides[0][0], sides[1][0])]
        self.given += [(a, b, decision.same) for a, b in pairs]
        self.origins += [at] * len(pairs)
        for name, side in zip((decision.a, decision.b), sides, strict=True):
            if not unique and not decision.same and name not in self._held:
                self._held.add(name)
                self.given += [(side[0], other, True) for other in side[1:]]
                self.origins += [None] * len(side[1:])

    def broken(self, places: Iterable[int]) -> list[int]:
        """The decisions that do not hold, from their places in what the core was given."""
        origins = (self.origins[place] for place in places)
        return sorted({origin for origin in origins if origin is not None})

    def of_pair(self, a: int, b: int) -> Decision | None:
        """The decision on two records, if there is one."""
        for at, pair in self.records.items():
            if pair in {(a, b), (b, a)}:
                return self.decisions[at]
        return None

    def apart(
        self, places: Iterable[int], founders: npt.NDArray[np.int64]
    ) -> dict[tuple[int, int], Decision]:
        """Papers, by their founders, that decisions keep apart, each with the first that does."""
        broken = set(self.broken(places))
        kept: dict[tuple[int, int], Decision] = {}
        for at, pair in self.records.items():
            if not self.decisions[at].same and at not in broken:
                low, high = sorted(int(founders[record]) for record in pair)
                kept.setdefault((low, high), self.decisions[at])
        return kept

    def links(self, places: Iterable[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Records that decisions hold together."""
        broken = set(self.broken(places))
        kept = [
            (a, b)
            for (a, b, same), origin in zip(self.given, self.origins, strict=True)
            if same and origin not in broken
        ]
        pairs = np.array(kept, dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def table(self, places: Iterable[int]) -> pa.Table:
        """`Result.decisions`."""
        broken = set(self.broken(places))

        def state(at: int) -> str:
            if at not in self.records:
                return "absent"
            return "contradicted" if at in broken else "applied"

        rows = [
            (made.a, made.b, made.word, made.source, state(at))
            for at, made in enumerate(self.decisions)
        ]
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(schemas.DECISIONS)
        arrays = [pa.array(list(column), pa.string()) for column in columns]
        return pa.Table.from_arrays(arrays, schema=schemas.DECISIONS)


def _refuse_one(decision: Decision, sides: list[list[int]]) -> None:
    """A decision on one record, by two names of it, says nothing."""
    if sides[0] == sides[1] and len(sides[0]) == 1:
        problem = f"{decision.a} and {decision.b} are one record"
        raise InputError(problem, place=decision.source, remedy="name two records")


class _Names:
    """The records of a run by the names that decisions have for them."""

    def __init__(
        self, corpus: Corpus, content_ids: pa.Array, decisions: Sequence[Decision]
    ) -> None:
        self._corpus = corpus
        self._content_ids = content_ids
        self._called: dict[str, list[int]] = {}
        names = list(dict.fromkeys(name for made in decisions for name in (made.a, made.b)))
        for column in (content_ids, corpus.bare_ids):
            rest = [name for name in names if name not in self._called]
            mask = pc.is_in(column, pa.array(rest, pa.string()))
            rows = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
            told = column.take(pa.array(rows)).to_pylist()
            for name, number in zip(told, rows.tolist(), strict=True):
                self._called.setdefault(name, []).append(number)

    def records(self, decision: Decision, name: str) -> list[int]:
        """The records that a decision means by one of its names, a content ID, a record_id or a
        place; of one on a content those that still say what was decided about.
        """
        place = Place.parsed(name)
        number = self._corpus.number(place) if place else None
        there = [] if number is None else [number]
        called = [] if name in decision.places else self._called.get(name, [])
        if decision.content:
            both = sorted({*called, *there})
            found = [one for one in both if self._content(one) == decision.content]
            twofold = len(found) > 1 and number in found
        else:
            found, twofold = called or there, True
        problem = self._corpus.twofold(name, called) if twofold else None
        if problem is not None:
            raise InputError(problem, place=decision.source)
        if not decision.content:
            self._refuse_shared(decision, name, found)
        return found

    def _refuse_shared(self, decision: Decision, name: str, found: list[int]) -> None:
        """A name of records that say different things names none of them."""
        if len({self._content(number) for number in found}) > 1:
            places = ", ".join(str(self._corpus.place(number)) for number in found[:5])
            raise InputError(
                f"{len(found)} different records have the record_id {name!r}",
                place=decision.source,
                remedy=f"name one by its content ID or place: {places}",
            )

    def _content(self, number: int) -> str:
        return str(self._content_ids[number].as_py())

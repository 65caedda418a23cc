"""What is evaluated: a cluster number for every record, and the names that a truth may call it by.

From a `Result`, its table `members` or a folder that it was written to, from dumps that are run on,
or from clusters of ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from paperdedup.corpus import Place, twofold
from paperdedup.errors import InputError
from paperdedup.folders import holds_run
from paperdedup.measuring import runs
from paperdedup.measuring.truth import truth_of
from paperdedup.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from paperdedup.config import Config

MEMBERS: Final = frozenset({"record_id", "dump", "position", "canonical_id"})
"""Columns by which a table is one of members, and no dump."""


class Answer:
    """A cluster number per record, with the names of the records."""

    def __init__(
        self,
        clusters: npt.NDArray[np.int64],
        names: Sequence[str],
        places: Sequence[str] = (),
        result: Result | None = None,
    ) -> None:
        self.clusters = clusters
        self.result = result
        self._names = [name.strip() for name in names]
        self._places = {place: row for row, place in enumerate(places)}
        self._place_of = places
        self._rows: dict[str, int] = {}
        self._shared: set[str] = set()
        for row, name in enumerate(self._names):
            if name in self._rows:
                self._shared.add(name)
            self._rows[name] = row

    def row(self, name: str) -> int | None:
        """The row of the record of this name; None if there is none.

        Raises `InputError` for a name that several records have, or that is the place of another.
        """
        name = name.strip()
        place = Place.parsed(name)
        at = self._places.get(str(place)) if place else None
        if place and at is not None and self._is_id_elsewhere(place, name):
            owners = (self._place_of[row] for row, one in enumerate(self._names) if one == name)
            owner = Place.parsed(next(other for other in owners if other != str(place)))
            raise InputError(twofold(name, owner or place, place, self._is_id_elsewhere))
        if name in self._shared and at is None:
            raise InputError(
                f"several records are called {name!r}", remedy="name them as DUMP:POSITION"
            )
        return self._rows.get(name, at)

    def _is_id_elsewhere(self, place: Place, name: str) -> bool:
        """Whether the record with this id is not, or not alone, the one at the place."""
        own = self._rows.get(name) == self._places.get(str(place))
        return name in self._shared or (name in self._rows and not own)

    def name(self, row: int) -> str:
        """What a record is called: its id, or its place where several have the same id."""
        name = self._names[row]
        if name not in self._shared:
            return name
        return next((place for place, at in self._places.items() if at == row), name)


def answer_of(given: Any, names: Sequence[str], config: Config, reading: dict[str, Any]) -> Answer:
    """The answer in whatever is given; `names` are those of the truth."""
    if isinstance(given, Result):
        return _of_members(given.members, given)
    if isinstance(given, str | PathLike):
        folder = Path(given)
        if holds_run(folder):
            return _of_members(read_members(folder))
        given = [given]
    if isinstance(given, Iterable) and not isinstance(given, Mapping) and not _is_table(given):
        given = list(given)
    if _is_table(given) and set(_columns(given)) >= MEMBERS:
        return _of_members(pa.table(given))
    if _are_dumps(given):
        result = runs.run(runs.read(given, **reading), config)
        return _of_members(result.members, result)
    return _of_groups(truth_of(given, "the answer").groups, names)


def _are_dumps(given: Any) -> bool:
    """Whether there are records to run on, and no clusters of ids."""
    if isinstance(given, Mapping):
        return any(_is_table(one) or isinstance(one, list | PathLike) for one in given.values())
    if _is_table(given) or not isinstance(given, list):
        return _is_table(given)
    if given and all(isinstance(one, str | PathLike) for one in given):
        return True
    return any(_is_table(one) or isinstance(one, Mapping) or is_dataclass(one) for one in given)


def _is_table(given: Any) -> bool:
    return hasattr(given, "__arrow_c_stream__")


def _columns(table: Any) -> list[str]:
    """The names of columns, as each library has them; none of a stream, which is read once."""
    names: Any = getattr(table, "column_names", None) or getattr(table, "columns", ())
    return list(names)


def require_dumps(given: Any) -> None:
    """Refuse a folder that a run wrote where its dumps are needed."""
    if isinstance(given, str | PathLike) and holds_run(Path(given)):
        raise InputError(
            "a folder that a run wrote does not hold the dumps, which are run on again here",
            file=str(given),
            remedy="give the dumps, or a Result",
        )


def _of_groups(groups: tuple[tuple[str, ...], ...], names: Sequence[str]) -> Answer:
    numbers = {name: number for number, group in enumerate(groups) for name in group}
    for name in names:
        numbers.setdefault(name, len(numbers) + len(groups))
    return Answer(np.array(list(numbers.values()), dtype=np.int64), list(numbers))


def _of_members(members: pa.Table, result: Result | None = None) -> Answer:
    papers = members.column("canonical_id").combine_chunks().dictionary_encode()
    dumps = members.column("dump").to_pylist()
    positions = members.column("position").to_pylist()
    return Answer(
        np.asarray(papers.indices, dtype=np.int64),
        members.column("record_id").to_pylist(),
        [f"{dump}:{position}" for dump, position in zip(dumps, positions, strict=True)],
        result,
    )


def read_members(folder: Path) -> pa.Table:
    """The table of members that a run wrote, in any of its formats."""
    for path in sorted(folder.glob("members.*")):
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            return pq.read_table(path)
        if path.suffix == ".csv":
            from pyarrow import csv

            text = dict.fromkeys(("record_id", "dump", "canonical_id"), pa.string())
            options = csv.ConvertOptions(column_types=text, strings_can_be_null=False)
            return csv.read_csv(path, convert_options=options)
        if path.suffix == ".jsonl":
            lines = path.read_text(encoding="utf-8").splitlines()
            return pa.Table.from_pylist([json.loads(line) for line in lines])
    raise InputError(
        "there is no table of members", file=str(folder), remedy="run it again into this folder"
    )

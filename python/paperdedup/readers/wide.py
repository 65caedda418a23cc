"""Records of more names than a table should have columns: the others together, as JSON.

Objects that are keyed by what is no name, or that have a name of their own each, would make a table
of as many columns as records, mostly nulls. So of the names the first are columns, as records come,
and those of fields; the others stay with their record in one column. Nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paperdedup.readers.assemble import from_rows, text_of
from paperdedup.records import names_some_field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MOST_COLUMNS", "Columns"]

MOST_COLUMNS = 1_000
"""Beyond these only fields become columns."""

OTHERS = "\0"
"""What the column of the others is called as long as there may be a column of its name."""

SHOWN = "further_columns"


class Columns:
    """Which names are columns in the records of one dump, in the order in which they are met."""

    def __init__(self) -> None:
        self._kept: dict[str, None] = {}

    def table_of(self, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
        """The table of some rows.

        >>> Columns().table_of([{f"c{n}": n for n in range(1001)}]).column_names[-2:]
        ['c999', '\\x00']
        """
        kept = self._kept.keys()
        return from_rows([row if row.keys() <= kept else self._parted(row) for row in rows])

    def narrowed(self, table: pa.Table) -> pa.Table:
        """The same of a table."""
        names = table.column_names
        others = [at for at, name in enumerate(names) if not self._is_column(name)]
        if not others:
            return table
        rows: list[dict[str, Any]] = [{} for _ in range(table.num_rows)]
        for at in others:
            column = table.column(at)
            present = np.flatnonzero(column.is_valid())
            for row, value in zip(present, column.drop_null().to_pylist(), strict=True):
                rows[row][names[at]] = value
        texts = pa.array([text_of(row) if row else None for row in rows], pa.string())
        left = set(range(len(names))).difference(others)
        return table.select(sorted(left)).append_column(OTHERS, texts)

    def named(self, table: pa.Table) -> tuple[pa.Table, tuple[str, ...]]:
        """All records, with a name for the column of the others, which becomes the last; and the
        note about it.
        """
        if OTHERS not in table.column_names:
            return table, ()
        shown = SHOWN
        while shown in table.column_names:
            shown += "_"
        others = table.column(OTHERS)
        note = (
            f"there are more than {MOST_COLUMNS:,} columns; those that came later are kept as JSON "
            f"in the column {shown}"
        )
        return table.drop_columns([OTHERS]).append_column(shown, others), (note,)

    def _parted(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        others = {name: value for name, value in row.items() if not self._is_column(name)}
        if not others:
            return row
        present = {name: value for name, value in others.items() if value is not None}
        kept = {name: value for name, value in row.items() if name not in others}
        return kept | ({OTHERS: text_of(present)} if present else {})

    def _is_column(self, name: str) -> bool:
        if name in self._kept:
            return True
        full = len(self._kept) >= MOST_COLUMNS and not names_some_field(name)
        if full or name == OTHERS:
            return False
        self._kept[name] = None
        return True

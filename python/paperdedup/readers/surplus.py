"""Rows of a CSV with more values than the header has columns, where the surplus ones are empty.

Programs that end every row with a separator write them, and spreadsheets where somebody once wrote
into a cell. Nothing is lost without these values, so the rows are read. Rows are parsed by Arrow,
all of one number of values at once.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

__all__ = ["Refused", "put_between", "without_surplus"]

ROWS = 1 << 16
"""Rows that are put in order at once."""


class Refused(NamedTuple):
    """A row that Arrow refused: its number among all rows, its text, and how many values it has."""

    row: int
    text: str
    values: int


def without_surplus(
    refused: Sequence[Refused],
    names: list[str],
    parse: Callable[[io.BytesIO, list[str]], pa.Table],
) -> tuple[npt.NDArray[np.int64], pa.Table]:
    """The numbers of the rows of which all surplus values are empty, and these rows without them.

    `parse` makes a table of some rows, with the columns that it is given.
    """
    found = [(np.empty(0, np.int64), pa.table([pa.array([], pa.string())] * len(names), names))]
    for values in sorted({row.values for row in refused if row.values > len(names)}):
        rows = [row for row in refused if row.values == values]
        data = "\n".join(row.text for row in rows).encode()
        surplus = [str(number) for number in range(values - len(names))]
        table = parse(io.BytesIO(data), [*names, *surplus])
        if table.num_rows != len(rows):
            continue
        empty = _all_blank(table.columns[len(names) :])
        numbers = np.array([row.row for row in rows], np.int64)[empty]
        found.append((numbers, table.select(range(len(names))).filter(pa.array(empty))))
    numbers = np.concatenate([numbers for numbers, _ in found])
    order = np.argsort(numbers)
    return numbers[order], pa.concat_tables([table for _, table in found]).take(pa.array(order))


def _all_blank(columns: Sequence[pa.ChunkedArray]) -> npt.NDArray[np.bool_]:
    """The rows in which every column is blank."""
    import pyarrow.compute as pc

    blank = [pc.equal(pc.utf8_trim_whitespace(column), "") for column in columns]
    every: npt.NDArray[np.bool_] = np.logical_and.reduce(
        [column.to_numpy(zero_copy_only=False) for column in blank]
    )
    return every


def put_between(
    table: pa.Table,
    numbers: npt.NDArray[np.int64],
    others: pa.Table,
    between: npt.NDArray[np.int64],
) -> pa.Table:
    """The rows of two tables in the order of their numbers, which rise in each.

    >>> tables = pa.table({"a": ["x", "z"]}), pa.table({"a": ["y"]})
    >>> put_between(tables[0], np.array([0, 2]), tables[1], np.array([1]))["a"].to_pylist()
    ['x', 'y', 'z']
    """
    pieces, start, taken = [], 0, 0
    for batch in table.to_batches(max_chunksize=ROWS):
        end = start + batch.num_rows
        last = int(np.searchsorted(between, numbers[end - 1]))
        both = [pa.Table.from_batches([batch]), others.slice(taken, last - taken)]
        order = np.argsort(np.concatenate([numbers[start:end], between[taken:last]]))
        pieces.append(pa.concat_tables(both).take(pa.array(order)))
        start, taken = end, last
    return pa.concat_tables([*pieces, others.slice(taken)])

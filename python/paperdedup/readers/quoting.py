"""Values of a CSV that look as if a quotation mark were missing: they took in another row.

`1,"A,x` and, in the next line, `2,B",y` are one row by RFC 4180, and a record is lost. Nothing
tells it from a value that is meant so, but its look: what stands before its first line end
completes the row, what stands behind its last one begins a row, and does so with a value of the
same shape. So it is said, and nothing is changed.
"""

from __future__ import annotations

import re

import pyarrow as pa

__all__ = ["rows_within"]


def rows_within(table: pa.Table, delimiter: str) -> list[int]:
    """The rows with a value that looks as if it held the end of one row and the start of another.

    >>> rows_within(pa.table({"id": ["1", "3"], "t": ["A,x\\n2,B", "C"], "x": ["y", "z"]}), ",")
    [0]
    """
    import pyarrow.compute as pc

    found: set[int] = set()
    if not table.num_columns:
        return []
    keys = table.column(0)
    for at, column in enumerate(table.columns):
        rows = pc.indices_nonzero(pc.match_substring(column, "\n"))
        values = zip(keys.take(rows).to_pylist(), column.take(rows).to_pylist(), strict=True)
        missing = table.num_columns - 1 - at
        for row, (key, value) in zip(rows.to_pylist(), values, strict=True):
            end, _, rest = value.partition("\n")
            begun = rest.rpartition("\n")[2].split(delimiter)
            if end.count(delimiter) != missing or len(begun) - 1 != at:
                continue
            if _shape(begun[0]) == _shape(key if at else end.partition(delimiter)[0]):
                found.add(row)
    return sorted(found)


def _shape(value: str) -> str:
    """Letters and figures by their kinds, each run as one."""
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "0", value.strip()))

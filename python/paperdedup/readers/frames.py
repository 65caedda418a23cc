"""Frames of pandas as tables, column by column, so that none is refused for what one column holds.

pandas would name what has no name (`__index_level_0__`), number periods from 1970, and give up at a
column of mixed types or a name that comes twice. Here a named index is a column like others, the
rest of an index is left out, periods are their texts, and mixed columns become what they become in
a list of records.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from paperdedup.readers.assemble import Failed, column_of

__all__ = ["frame_table", "is_frame", "is_series", "series_column"]


def is_frame(value: Any) -> bool:
    """Whether it is a data frame of pandas."""
    return _is_pandas(value, "DataFrame")


def is_series(value: Any) -> bool:
    """Whether it is a column of pandas."""
    return _is_pandas(value, "Series")


def _is_pandas(value: Any, name: str) -> bool:
    kind = type(value)
    return kind.__module__.partition(".")[0] == "pandas" and kind.__name__ == name


def frame_table(frame: Any) -> pa.Table:
    """The columns of a frame, then the levels of its index that have a name of their own."""
    names = [str(name) for name in frame.columns]
    columns = [series_column(frame.iloc[:, at]) for at in range(len(names))]
    for level, name in enumerate(frame.index.names):
        if name is not None and str(name) not in names:
            names.append(str(name))
            columns.append(series_column(frame.index.get_level_values(level)))
    if not columns:
        return pa.Table.from_struct_array(pa.array([{}] * len(frame), pa.struct([])))
    return pa.table(columns, names=names)


def series_column(series: Any) -> pa.Array | pa.ChunkedArray:
    """One column, in its own type where Arrow has it."""
    if not str(series.dtype).startswith("period"):
        try:
            return pa.array(series, from_pandas=True)
        except Failed:
            pass
    return column_of([_plain(value) for value in series.tolist()])


def _plain(value: Any) -> Any:
    """A value as it is; a period as its text."""
    return str(value) if type(value).__name__ == "Period" else value

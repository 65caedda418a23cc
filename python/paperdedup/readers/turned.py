"""One JSON object that is a whole table: records by their keys, or columns by their names.

Read as a record it would be one, and all others of the table would be lost without a word. Limits:
it is only told by the columns in which the title and the abstract were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from paperdedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["refuse_table_in_a_row"]

REMEDY: Final = (
    "give the records as JSON lines or as an array of objects (with pandas: "
    'to_json(orient="records", lines=True))'
)
COMPARED: Final = ("title", "abstract")


def refuse_table_in_a_row(table: pa.Table, columns: Mapping[str, str], file: str) -> None:
    """Raise `InputError` if the one row of a table holds several records."""
    if table.num_rows != 1:
        return
    beside = _records_beside(table.schema, columns)
    if beside:
        raise InputError(
            f"it is one object that holds {beside + 1:,} records by their keys, and no list of "
            "them",
            file=file,
            remedy=REMEDY,
        )
    if _holds_columns(table, columns):
        raise InputError(
            "it is one object that holds whole columns, and no list of records",
            file=file,
            remedy=REMEDY,
        )


def _records_beside(schema: pa.Schema, columns: Mapping[str, str]) -> int:
    """How many other columns have a child like that in which the title or abstract was found."""
    path = next((columns[known] for known in COMPARED if known in columns), "")
    holder, within, child = path.partition(".")
    if not within or path in schema.names or holder not in schema.names:
        return 0
    structs = (field for field in schema if pa.types.is_struct(field.type))
    return sum(field.name != holder and field.type.get_field_index(child) >= 0 for field in structs)


def _holds_columns(table: pa.Table, columns: Mapping[str, str]) -> bool:
    """Whether title and abstract are lists of one length, or have a child for each row."""
    paths = [columns[known] for known in COMPARED if known in columns]
    names = table.column_names
    found = [table.column(names.index(path)) for path in paths if path in names]
    lists = [len(one[0].as_py() or ()) for one in found if pa.types.is_list(one.type)]
    if len(lists) == len(COMPARED):
        return lists[0] == lists[1] > 1
    children = [column.type.names for column in found if pa.types.is_struct(column.type)]
    return any(names and all(map(str.isdecimal, names)) for names in children)

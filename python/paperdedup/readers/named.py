"""The columns that the user names for fields, over all dumps that are read together.

Dumps of different makers come together, so a named column counts where a dump has it; elsewhere the
names that are known do. A column that no dump has is a mistake, and an error before any dump is
handed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperdedup.errors import InputError
from paperdedup.records import (
    check_mapping,
    column_fields,
    further_columns,
    listed_columns,
    naming_remedy,
    nested_paths,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["NamedColumns"]


class NamedColumns:
    """Chooses the columns of each dump, and remembers which named ones no dump had so far."""

    def __init__(self, fields: Mapping[str, str | None] | None, text: str) -> None:
        self._named = check_mapping(fields, text)
        self._text = text
        self._missing = {known: column for known, column in self._named.items() if column}
        self._names: dict[str, None] = {}
        self._paths: dict[str, None] = {}
        self._lacking: list[str] = []

    @property
    def all_met(self) -> bool:
        """Whether each named column was in a dump."""
        return not self._missing

    def columns(
        self, schema: pa.Schema, file: str, *, empty: bool = False
    ) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """Field -> its column in a dump with these columns, and the further columns of fields.

        Raises `InputError` if there is nothing to compare; not of an `empty` dump.
        """
        places = {*schema.names, *nested_paths(schema)}
        there = {
            known: column for known, column in self._named.items() if not column or column in places
        }
        self._remember(schema, there, file)
        further = further_columns(schema.names, there, self._text)
        try:
            return column_fields(schema, there, self._text, file=file), further
        except InputError:
            if empty:
                return {}, further
            # A named column that is not there is the nearer reason.
            column_fields(schema, self._named, self._text, file=file)
            raise

    def refuse_missing(self) -> None:
        """Raise `InputError` for a named column if there were dumps with columns, none with it."""
        if not self._missing or not self._lacking:
            return
        known, column = next(iter(self._missing.items()))
        single = len(self._lacking) == 1
        listed = listed_columns(list(self._names), list(self._paths), several=not single)
        raise InputError(
            f"there is no column {column!r} for the field {known}; {listed}",
            file=self._lacking[0] if single else None,
            remedy=naming_remedy(known),
        )

    def _remember(self, schema: pa.Schema, there: Mapping[str, str], file: str) -> None:
        """What was met in a dump, for the message if a column is met in none."""
        for known in there:
            self._missing.pop(known, None)
        if self._missing:
            self._lacking.append(file)
            self._names.update(dict.fromkeys(schema.names))
            self._paths.update(dict.fromkeys(nested_paths(schema)))

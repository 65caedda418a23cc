"""A dump as read: its table, which column is which field, and the inputs that are no records.

Readers make these, the engine takes them; nothing here knows a file format. The table keeps every
column it came with, in its own name and type; `Dump.fields` gives the few that paperdedup knows,
as text. Which names are recognised is data (`columns.names`): add to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paperdedup.columns import (
    FIELD_NAMES,
    FIELDS,
    TEXT_NAMES,
    as_text,
    filled,
    last_page,
    meant,
    names_field,
    names_some_field,
    nested_paths,
    page_range,
    reading,
    resolve,
    subtitle,
    unless,
    with_subtitles,
)
from paperdedup.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "FIELDS",
    "FIELD_NAMES",
    "TEXT_NAMES",
    "TEXT_SCHEMA",
    "Dump",
    "Reject",
    "TextDump",
    "check_mapping",
    "column_fields",
    "excerpt",
    "further_columns",
    "listed_columns",
    "names_field",
    "names_some_field",
    "naming_remedy",
    "nested_paths",
    "recognise",
    "unbroken",
    "whole_text",
]

TEXT_SCHEMA = pa.schema([("text", pa.string())])
"""Of texts that come without a column."""

BESIDE = {"pages": (last_page, page_range), "title": (subtitle, with_subtitles)}
"""Fields of which another column may hold a part: which that is, and how they are joined."""

TEXT_MODES = ("paper", "plain")
EXCERPT_CHARACTERS = 200
LISTED_COLUMNS = 60


@dataclass(frozen=True)
class Reject:
    """An input that is no record: which dump, its 0-based number, its 1-based line, and why.

    >>> Reject("a.jsonl", 3, 4, "not an object", "null").reason
    'not an object'
    """

    dump: str
    position: int
    line: int | None
    reason: str
    input: str


@dataclass(frozen=True)
class Dump:
    """One dump in memory. Row `i` of `table` is input number `positions[i]` of the dump.

    >>> table = pa.table({"Title": ["On A"], "cited": [7]})
    >>> dump = Dump("a.csv", table, {"title": "Title"}, pa.array([0]))
    >>> dump.fields().to_pylist(), dump.record_ids().to_pylist()
    ([{'title': 'On A'}], ['a.csv:0'])
    """

    name: str
    table: pa.Table
    columns: Mapping[str, str]
    positions: pa.Array
    rejects: list[Reject] = field(default_factory=list)
    date: str | None = None
    notes: tuple[str, ...] = ()
    """What a user should hear about the reading, such as wrong encodings; a sentence each."""
    further: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other columns of a field, for the records in which its column in `columns` holds nothing.
    Of a field that is not in it that column alone counts: the user named it."""

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def values(self, name: str) -> pa.ChunkedArray:
        """One recognised field: its column, in the type it came with; text where others help."""
        first, *others = (partial(self._values_at, name, place) for place in self._places(name))
        return filled(first(), others)

    def _places(self, name: str) -> tuple[str, ...]:
        """The columns and paths that a field is read from, first choice first."""
        if name not in self.further:
            return (self.columns[name],)
        paths = (place for place in self._meant.get(name, ()) if place in self._paths)
        return tuple(dict.fromkeys((self.columns[name], *self.further[name], *paths)))

    def _values_at(self, name: str, place: str) -> pa.ChunkedArray:
        column = reading(name, place, resolve(self.table, place))
        if name not in self.further or name not in BESIDE:
            return column
        beside, joined = BESIDE[name]
        other = beside(place, (*self.table.column_names, *self._paths))
        return (
            column
            if other is None
            else joined(column, reading(name, other, resolve(self.table, other)))
        )

    @cached_property
    def _paths(self) -> list[str]:
        return nested_paths(self.table.schema)

    @cached_property
    def _meant(self) -> dict[str, tuple[str, ...]]:
        return meant(self.table.column_names, self._paths)

    def fields(self) -> pa.Table:
        """The recognised fields as text, row for row; a value that is not there is null."""
        known = [name for name in FIELDS if name in self.columns]
        arrays = [as_text(self.values(name)) for name in known]
        return pa.table(dict(zip(known, arrays, strict=True)))

    def unused(self) -> list[str]:
        """The columns from which no field is read.

        >>> table = pa.table({"t": ["On A"], "cited": [7]})
        >>> Dump("d", table, {"title": "t"}, pa.array([0])).unused()
        ['cited']
        """
        names = self.table.column_names
        everywhere = (*names, *self._paths)
        places = [(known, place) for known in self.columns for place in self._places(known)]
        parts = [BESIDE[known][0](at, everywhere) for known, at in places if known in BESIDE]
        used = {place for _, place in places}.union(filter(None, parts))
        return [
            name
            for name in names
            if name not in used and not any(place.startswith(f"{name}.") for place in used)
        ]

    def given(self) -> Mapping[str, tuple[str, ...]] | None:
        """The recognised fields as the texts they were given as; None where there is a table."""
        return None

    def record_ids(self) -> pa.Array:
        """The id each record came with, else `DUMP:POSITION`."""
        import pyarrow.compute as pc

        places = pc.cast(self.positions, pa.string())
        made = pc.binary_join_element_wise(pa.scalar(self.name), places, ":")
        if "id" not in self.columns:
            return made
        ids = pc.cast(as_text(self.values("id")).combine_chunks(), pa.string())
        return pc.coalesce(unless(pc.equal(pc.utf8_trim_whitespace(ids), ""), ids), made)


class TextDump(Dump):
    """A dump of texts in memory, every one a record. They are read where they lie; the table is
    made when somebody asks for it.

    >>> dump = TextDump("d", ("one", "two"), {"abstract": "text"})
    >>> len(dump), dump.table.to_pylist()
    (2, [{'text': 'one'}, {'text': 'two'}])
    """

    texts: tuple[str, ...]

    def __init__(self, name: str, texts: tuple[str, ...], columns: Mapping[str, str]) -> None:
        vars(self).update(name=name, texts=texts, columns=columns, rejects=[], further={})

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def table(self) -> pa.Table:
        """The texts as the one column `text`."""
        try:
            column = pa.array(self.texts, pa.string())
        except UnicodeEncodeError:
            column = pa.array(map(whole_text, self.texts), pa.string())
        return pa.table([column], schema=TEXT_SCHEMA)

    @cached_property
    def positions(self) -> pa.Array:
        """0, 1, 2 …"""
        return unbroken(len(self.texts))

    def unused(self) -> list[str]:
        """There is no other column."""
        return []

    def given(self) -> Mapping[str, tuple[str, ...]]:
        """Each recognised field: the texts, for there is no other column."""
        return dict.fromkeys(self.columns, self.texts)


def unbroken(rows: int) -> pa.Array:
    """The positions of rows of which none is missing: 0, 1, 2 …"""
    numbers = np.arange(rows, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), rows, [None, pa.py_buffer(numbers)])


def whole_text(text: str) -> str:
    """The text without lone surrogates, which no UTF-8 can hold: they are read as U+FFFD.

    >>> whole_text("a\\ud800")
    'a\ufffd'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def recognise(
    names: Sequence[str],
    mapping: Mapping[str, str | None] | None = None,
    text: str = "paper",
    *,
    nested: Iterable[str] = (),
    file: str | None = None,
) -> dict[str, str]:
    """Say which column holds which field; what the user maps wins, an empty mapping switches off.

    `nested` are paths into columns of structs (`attributes.titles`): they may be mapped to, and are
    recognised too where no column is. Raises `InputError` if a mapped column is not there, or if no
    text to compare is found.

    >>> recognise(["Key", "Title", "Abstract Note"], {"year": "Key"})
    {'title': 'Title', 'abstract': 'Abstract Note', 'year': 'Key', 'id': 'Key'}
    """
    chosen = check_mapping(mapping, text)
    paths = list(nested)
    _refuse_missing(chosen, names, paths, file)
    wanted = ("abstract",) if text == "plain" else ("abstract", "title")
    mapped = any(chosen.get(known) for known in wanted)
    places = meant(names, paths, text, wrapped=not mapped)
    firsts = {known: found[0] for known, found in places.items()} | chosen
    found = {known: firsts[known] for known in FIELDS if firsts.get(known)}
    if text == "plain" and "abstract" not in found and len(names) == 1:
        found["abstract"] = names[0]
    if not any(known in found for known in wanted):
        raise _unrecognised(names, paths, text, file)
    return found


def further_columns(
    names: Sequence[str], mapping: Mapping[str, str | None] | None = None, text: str = "paper"
) -> dict[str, tuple[str, ...]]:
    """The columns besides the first that mean a field, by preference; no field that the user maps.

    >>> further_columns(["summary", "Abstract", "title"])["abstract"]
    ('summary',)
    """
    chosen = check_mapping(mapping, text)
    taken = set(chosen.values())
    places = meant(names, text=text)
    return {
        known: tuple(column for column in places.get(known, ())[1:] if column not in taken)
        for known in FIELDS
        if known not in chosen
    }


def column_fields(
    schema: pa.Schema,
    mapping: Mapping[str, str | None] | None,
    text: str,
    *,
    file: str | None = None,
) -> dict[str, str]:
    """`recognise` for the columns of a table, paths into its structs included."""
    return recognise(schema.names, mapping, text, nested=nested_paths(schema), file=file)


def excerpt(value: Any) -> str:
    """The start of an input, at most 200 characters, without anything a terminal would obey.

    >>> excerpt(b"a\\x1b[31mred\\xff")
    'a\\\\x1b[31mred\\\\xff'
    """
    if isinstance(value, (bytes, bytearray, memoryview)):
        head = bytes(value[: 4 * EXCERPT_CHARACTERS]).decode("utf-8", "backslashreplace")
    else:
        head = str(value)[:EXCERPT_CHARACTERS]
    shown = (
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in head[:EXCERPT_CHARACTERS]
    )
    return "".join(shown)[:EXCERPT_CHARACTERS]


def check_mapping(mapping: Mapping[str, str | None] | None, text: str) -> dict[str, str]:
    """The user's mapping, with `text` for what it stands for; `ConfigError` if it cannot be."""
    if text not in TEXT_MODES:
        raise ConfigError(f"text is {text!r}; it must be one of {', '.join(TEXT_MODES)}")
    if mapping is not None and not isinstance(mapping, Mapping):
        raise ConfigError(
            f"fields = {mapping!r:.80}: must map fields to columns, as {{'abstract': 'Text'}} does"
        )
    chosen: dict[str, str] = {}
    for key, column in (mapping or {}).items():
        known = "abstract" if key == "text" else key
        if known not in FIELDS:
            raise ConfigError(f"no field is called {key!r}; the fields are {', '.join(FIELDS)}")
        chosen[known] = column or ""
    return chosen


def _refuse_missing(
    chosen: Mapping[str, str], names: Sequence[str], nested: Sequence[str], file: str | None
) -> None:
    for known, column in chosen.items():
        if column and column not in names and column not in nested:
            listed = listed_columns(names, nested)
            raise InputError(
                f"there is no column {column!r} for the field {known}; {listed}",
                file=file,
                remedy=naming_remedy(known),
            )


def _unrecognised(
    names: Sequence[str], nested: Sequence[str], text: str, file: str | None
) -> InputError:
    wanted = "the text" if text == "plain" else "the abstract or the title"
    return InputError(
        f"no column is recognised as {wanted}; {listed_columns(names, nested)}",
        file=file,
        remedy=naming_remedy("text" if text == "plain" else "abstract"),
    )


def listed_columns(names: Sequence[str], nested: Sequence[str], *, several: bool = False) -> str:
    """Which columns a dump, or several, have, as a part of a message."""
    have = "the dumps have" if several else "it has"
    if not names:
        return f"{have} no columns"
    columns = f"{have} the columns {_shown(names)}"
    return f"{columns}; within these {_shown(nested)}" if nested else columns


def _shown(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:LISTED_COLUMNS])
    more = len(names) - LISTED_COLUMNS
    return shown + (f" and {more} more" if more > 0 else "")


def naming_remedy(known: str) -> str:
    """How to say which column holds a field."""
    return (
        f"say which column it is: --field {known}=COLUMN on the command line, "
        f'fields={{"{known}": "COLUMN"}} in Python'
    )

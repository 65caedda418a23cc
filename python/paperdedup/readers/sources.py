"""What a user gives, as a list of single dumps with names that no two share.

A text can be a path or a text to compare. One text alone is always a path. Texts in a list are
paths only if every one of them is (docs/readers.md has the rule in words); `Texts` and a mapping of
names to lists leave no doubt.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pyarrow as pa

import paperdedup._native as core
from paperdedup.errors import ConfigError, InputError
from paperdedup.readers import compression
from paperdedup.readers.names import unique_names
from paperdedup.readers.objects import is_arrow
from paperdedup.readers.registry import FORMATS
from paperdedup.records import FIELD_NAMES, Dump

__all__ = ["STANDARD_INPUT", "Source", "Texts", "no_dumps", "sources"]

MAKES_TABLE = ("to_table", "fetch_arrow_table", "read")
"""Methods by which data sets, scanners, files and connections of Arrow and duckdb give a table."""

STANDARD_INPUT = "-"
GLOB = frozenset("*?[")
PATH_STARTS = ("/", "./", "../", "~/", ".\\", "..\\")
OBJECTS = "objects"
COLUMN_TYPES = frozenset({"Series", "ndarray"})
"""Types of other libraries that are one column: of polars, pandas and numpy."""

LONGEST_PATH = 4096
LONGEST_EXTENSION = 32
LONGEST_SUSPECT = 512
"""Characters of a file name that is found among texts; a longer one is taken for a text."""


class Texts:
    """Objects said to be the records of one dump, and no paths: texts, dicts, dataclasses.

    >>> list(Texts(["-", "data.csv"]).values)
    ['-', 'data.csv']
    """

    def __init__(self, values: Iterable[Any], *, name: str | None = None) -> None:
        if isinstance(values, str | bytes) or not isinstance(values, Iterable):
            raise ConfigError(f"Texts({values!r:.60}): must be a list of texts or records")
        self.values = values
        self.name = name


@dataclass
class Source:
    """One dump that is still to be read: a path, standard input, or a value in memory.

    `folder` is the folder that was given, where the file was only found in it.
    """

    value: Any
    path: str | None = None
    stdin: bool = False
    name: str | None = None
    folder: str | None = None


def sources(given: Any, name: str | None = None) -> list[Source]:
    """Every dump that is given, in order, each with a name of its own."""
    found = list(_sources(given))
    if sum(source.stdin for source in found) > 1:
        raise ConfigError("standard input can be read only once")
    if name is not None:
        if len(found) != 1:
            raise ConfigError(f"name is {name!r}, but there are {len(found)} dumps to be named")
        found[0].name = name
    names = unique_names([_wanted(source) for source in found])
    for source, unique in zip(found, names, strict=True):
        source.name = unique
    return found


def _wanted(source: Source) -> tuple[str, str | None]:
    """The name a dump would like, and the path that tells it apart from another of that name."""
    if source.name is not None:
        return source.name, None
    if source.path is not None:
        return os.path.basename(source.path), os.path.abspath(source.path)
    return ("stdin" if source.stdin else OBJECTS), None


def _sources(given: Any) -> Iterator[Source]:
    if isinstance(given, (str, os.PathLike)):
        yield from _from_path(os.fspath(given))
    elif isinstance(given, Texts):
        yield Source(given.values, name=given.name)
    elif isinstance(given, Dump):
        yield Source(given, name=given.name)
    elif is_arrow(given):
        yield Source(given)
    elif _is_lazy(given):
        raise ConfigError("a LazyFrame holds no records yet. To do: give lazy_frame.collect()")
    elif isinstance(given, Mapping):
        yield from _from_mapping(given)
    elif isinstance(given, Iterable) and not isinstance(given, (bytes, bytearray)):
        yield from _from_iterable(given)
    else:
        made = next((f"; give its {name}()" for name in MAKES_TABLE if hasattr(given, name)), "")
        raise ConfigError(f"a dump cannot be a {type(given).__name__}: {given!r:.80}{made}")


def _is_lazy(value: Any) -> bool:
    """Whether it is a frame of polars that is only planned."""
    kind = type(value)
    return kind.__module__.partition(".")[0] == "polars" and kind.__name__ == "LazyFrame"


def _from_path(path: str | bytes) -> Iterator[Source]:
    path = os.path.expanduser(os.fsdecode(path))
    if path == STANDARD_INPUT:
        yield Source(None, stdin=True)
    elif os.path.isdir(path):
        files = [entry for entry in os.scandir(path) if entry.is_file()]
        if {"run.json", "rejects.jsonl"} <= {entry.name for entry in files}:
            raise InputError(
                "it holds the answer of a run, and no dumps",
                file=path,
                remedy="give the dumps, or one table of it: papers, or survivors",
            )
        shown = sorted(entry.path for entry in files if not entry.name.startswith("."))
        if not shown:
            raise no_dumps(path)
        yield from (Source(None, path=file, folder=path) for file in shown)
    elif _is_pattern(path) and not os.path.exists(path):
        matches = sorted(match for match in _glob(path) if not os.path.isdir(match))
        if not matches:
            raise FileNotFoundError(2, "no file matches the pattern", path)
        for match in matches:
            yield Source(None, path=match)
    else:
        if not os.path.exists(path):
            raise FileNotFoundError(2, "no such file; a text to compare goes in a list", path)
        yield Source(None, path=path)


def no_dumps(folder: str) -> InputError:
    """The error for a folder in which nothing can be read."""
    with os.scandir(folder) as entries:
        nested = any(entry.is_dir() for entry in entries)
    pattern = os.path.join(folder, "**", "*")
    remedy = f"for files in the folders in it give a pattern: '{pattern}'" if nested else None
    return InputError("no file in the folder can be read as a dump", file=folder, remedy=remedy)


def _from_mapping(given: Mapping[Any, Any]) -> Iterator[Source]:
    """Names and what they stand for. Columns in a dict would be taken for dumps: refused."""
    are_fields = all(str(key).casefold() in FIELD_NAMES for key in given)
    if given and are_fields and _are_columns(list(given.values())):
        raise ConfigError(
            f"a mapping gives dumps their names, but {', '.join(map(repr, given))} are fields. "
            "To do: give a list of records, or pyarrow.table(...) of columns"
        )
    for key, value in given.items():
        found = list(_mapped(value))
        for source in found:
            single = len(found) == 1 or source.path is None
            inner = None if single else os.path.basename(str(source.path))
            source.name = str(key) if inner is None else f"{key}/{inner}"
            yield source


def _are_columns(values: list[Any]) -> bool:
    """Whether these look like the values of one record, or the columns of a table, and not like
    dumps: one of them is a single value, or all are lists of such.
    """
    return any(map(_is_single, values)) or all(map(_is_column, values))


def _is_single(value: Any) -> bool:
    """Whether it is one value, and no path."""
    if isinstance(value, str):
        return not _looks_like_path(value)
    return value is None or isinstance(value, (bool, int, float))


def _is_column(value: Any) -> bool:
    """Whether it is a list or a column of single values, or of lists of them (authors)."""
    if isinstance(value, (pa.Array, pa.ChunkedArray)) or type(value).__name__ in COLUMN_TYPES:
        return True
    listed = isinstance(value, (list, tuple)) and not hasattr(value, "_asdict")
    return listed and all(_is_single(item) or _is_column(item) for item in value)


def _mapped(value: Any) -> Iterator[Source]:
    """What a name stands for: one dump, or the files of a path, a pattern or a list."""
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping)):
        yield from _sources(value)
    elif isinstance(value, Mapping):
        raise ConfigError("a name stands for a mapping; give a list of records, or a path")
    else:
        yield from _sources(value)


def _from_iterable(given: Iterable[Any]) -> Iterator[Source]:
    if hasattr(given, "read"):
        raise ConfigError(f"a dump cannot be an open file ({given!r:.80}); give its path")
    iterator = iter(given)
    taken: list[Any] = []
    for item in iterator:
        taken.append(item)
        if not _may_be_source(item):
            yield _records(given, taken, iterator)
            return
    if not taken or not _all_sources(taken):
        yield _records(given, taken, iterator)
        return
    for item in taken:
        yield from _sources(item)


def _records(given: Iterable[Any], taken: list[Any], rest: Iterator[Any]) -> Source:
    """One dump of records. An iterator gives what was looked at, then what it still has."""
    _refuse_file_names(given if isinstance(given, (list, tuple)) else taken)
    return Source(given if given is not rest else chain(taken, rest))


def _may_be_source(item: Any) -> bool:
    """Whether an item of a list can be a dump of its own, or a path."""
    if isinstance(item, str):
        return _looks_like_path(item)
    if isinstance(item, (os.PathLike, Texts, Dump)) or is_arrow(item) or _is_lazy(item):
        return True
    listed = isinstance(item, Iterable) and not isinstance(item, (bytes, bytearray, Mapping))
    return listed and not hasattr(item, "_asdict") and not hasattr(item, "model_dump")


def _all_sources(items: list[Any]) -> bool:
    return all(map(_may_be_source, items))


def _looks_like_path(text: str) -> bool:
    """Whether a text can be a path: it is one, or it is written like one."""
    if not text or "\n" in text or len(text) > LONGEST_PATH or "\x00" in text:
        return False
    written = text.startswith(PATH_STARTS) or text[-LONGEST_EXTENSION:].lower().endswith(
        _extensions()
    )
    return written or text == STANDARD_INPUT or os.path.exists(text) or _matches(text)


def _matches(text: str) -> bool:
    return _is_pattern(text) and next(glob.iglob(text, recursive=True), None) is not None


def _refuse_file_names(items: Sequence[Any]) -> None:
    """Raise where files and texts are mixed in a list: one of the two is a mistake."""
    for item in core.texts_ending(items, LONGEST_SUSPECT, _extensions()):
        if "\n" not in item and os.path.exists(item):
            raise ConfigError(
                f"{item!r} is a file, but not every item of the list is one. To do: correct the "
                "path that fails, or give texts as paperdedup.readers.Texts([...])"
            )


def _extensions() -> tuple[str, ...]:
    known = tuple(end for reader in FORMATS.values() for end in reader.extensions)
    return known + compression.EXTENSIONS


def _is_pattern(path: str) -> bool:
    return not GLOB.isdisjoint(path)


def _glob(pattern: str) -> list[str]:
    return glob.glob(pattern, recursive=True)

"""The formats that can be read, and which of them an input is.

A format is one object with the attributes of `Reader`, in one file of this package; `register` adds
another. The choice goes by content: binary and structured formats know their first bytes, then the
extension decides for what remains, then the readers of loose text are asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from paperdedup.errors import ConfigError, InputError
from paperdedup.readers import compression
from paperdedup.readers.foreign import foreign_name

if TYPE_CHECKING:
    import pyarrow as pa

    from paperdedup.readers.input import Input
    from paperdedup.records import Reject

__all__ = [
    "FORMATS",
    "Content",
    "Reader",
    "UnknownFormatError",
    "choose",
    "extension_of",
    "find",
    "known",
    "register",
]


@dataclass
class Content:
    """What a reader found: the records as a table, their positions, and the rejects.

    `positions` is the 0-based input number of each row; None if there was no reject to count.
    """

    table: pa.Table
    positions: pa.Array | None = None
    rejects: list[Reject] = field(default_factory=list)
    date: str | None = None
    notes: tuple[str, ...] = ()


@runtime_checkable
class Reader(Protocol):
    """One format: any object with these attributes, mostly plain class attributes."""

    @property
    def name(self) -> str:
        """What `format=` calls it."""

    @property
    def description(self) -> str:
        """One line for the user."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names that `format=` may give."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """Endings of file names, with their dot, which decide where content does not."""

    @property
    def loose(self) -> bool:
        """Whether the format has no mark of its own, and is asked last."""

    def matches(self, head: bytes) -> bool:
        """Whether an input that begins so is of this format. Never raises."""

    def read(self, source: Input) -> Content:
        """Read it all."""


FORMATS: dict[str, Reader] = {}
"""Name -> reader, in the order in which they are asked."""


def register(reader: Reader) -> Reader:
    """Add a format; it is asked before those that are there. A name that is taken is refused."""
    taken = {name for other in FORMATS.values() for name in (other.name, *other.aliases)}
    again = taken & {reader.name, *reader.aliases}
    if again:
        raise ConfigError(f"there is a format called {', '.join(sorted(again))} already")
    others = dict(FORMATS)
    FORMATS.clear()
    FORMATS[reader.name] = reader
    FORMATS.update(others)
    return reader


def find(name: str) -> Reader:
    """The format of this name or alias."""
    for reader in FORMATS.values():
        if name == reader.name or name in reader.aliases:
            return reader
    raise ConfigError(f"no format is called {name!r}; the formats are {', '.join(FORMATS)}")


def extension_of(name: str) -> str:
    """The extension, below that of a compression if there is one; lower case.

    >>> extension_of("dump/May.JSONL.gz")
    '.jsonl'
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    for suffix in compression.EXTENSIONS:
        base = base.removesuffix(suffix)
    return base[base.rindex(".") :] if "." in base else ""


def known(extension: str) -> Reader | None:
    """The format that files of this extension have, if one claims it."""
    return next((r for r in FORMATS.values() if extension in r.extensions), None)


class UnknownFormatError(InputError):
    """An input of no format that is read."""


def choose(source: Input, head: bytes, text: str) -> Reader:
    """The format of an input that begins with `head`; `UnknownFormatError` if it is none."""
    claimed = known(extension_of(source.file))
    if not head.strip():
        return _for_empty(claimed, source.file)
    strict = [reader for reader in FORMATS.values() if not reader.loose]
    loose = [reader for reader in FORMATS.values() if reader.loose]
    for reader in strict:
        if reader.matches(head):
            return reader
    _refuse_foreign(head, source.file)
    if claimed is not None and not claimed.loose:
        return claimed
    for reader in loose:
        if (reader.name == "lines") == (text == "plain") and reader.matches(head):
            return reader
    raise UnknownFormatError(
        "no format is recognised in it",
        file=source.file,
        remedy='say which it is: --format NAME on the command line, format="NAME" in Python, of '
        f"{', '.join(FORMATS)}; for plain text, one text a line, --text or "
        'Config(text="plain")',
    )


def _for_empty(claimed: Reader | None, file: str) -> Reader:
    """An empty input holds no records, if at least its name says what it would be."""
    if claimed is None:
        raise UnknownFormatError(
            "it is empty, and its name tells no format",
            file=file,
            remedy='say which it is: --format NAME on the command line, format="NAME" in Python',
        )
    return claimed


def _refuse_foreign(head: bytes, file: str) -> None:
    """Raise for an input of a format that is known and not read."""
    name = foreign_name(head)
    if name is not None:
        raise UnknownFormatError(
            f"it looks like {name}, which is not read",
            file=file,
            remedy=f"convert it to one of {', '.join(FORMATS)}",
        )

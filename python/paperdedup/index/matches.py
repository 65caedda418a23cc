"""What an index has of dumps that it was asked for: a table a dump, and counts for people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from paperdedup import schemas
from paperdedup.errors import ConfigError
from paperdedup.formats import WRITERS, replacing, write_table
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from os import PathLike

    from paperdedup.records import Reject


@dataclass(frozen=True, kw_only=True)
class DumpMatches:
    """What an index has of one dump."""

    dump: str
    table: pa.Table
    """One row per record and paper that is like it, best first; one for a record that is like none
    (`schemas.FOUND`)."""
    records: int
    known: int
    """Records of papers that the index has."""
    unsure: int
    """Others at which a person should look."""
    rejects: tuple[Reject, ...]
    """Inputs that are no records."""
    notes: tuple[str, ...]
    """What should be heard about the reading."""

    @property
    def new(self) -> int:
        """Records of papers that the index has not."""
        return self.records - self.known - self.unsure

    def __str__(self) -> str:
        more = f", {counted(len(self.rejects), 'reject')}" if self.rejects else ""
        return (
            f"{self.dump}: {counted(self.records, 'record')}: {self.known:,} in the index, "
            f"{self.unsure:,} unsure, {self.new:,} new{more}"
        )


@dataclass(frozen=True, kw_only=True)
class Matches:
    """What `Index.match` found, dump by dump, in the order given."""

    dumps: tuple[DumpMatches, ...]

    @property
    def table(self) -> pa.Table:
        """The tables of all dumps, one after the other."""
        return pa.concat_tables([schemas.FOUND.empty_table(), *(one.table for one in self.dumps)])

    @property
    def records(self) -> int:
        """Records of all dumps."""
        return sum(dump.records for dump in self.dumps)

    @property
    def known(self) -> int:
        """Records of papers that the index has."""
        return sum(dump.known for dump in self.dumps)

    @property
    def unsure(self) -> int:
        """Others at which a person should look."""
        return sum(dump.unsure for dump in self.dumps)

    @property
    def new(self) -> int:
        """Records of papers that the index has not."""
        return sum(dump.new for dump in self.dumps)

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """Inputs that are no records."""
        return tuple(reject for dump in self.dumps for reject in dump.rejects)

    def write(self, path: str | PathLike[str]) -> Path:
        """Write the table to a file in the format that its extension names: .parquet, .jsonl or
        .csv. A file that is there is replaced, once the new one is whole.
        """
        target = Path(path)
        if target.suffix[1:] not in WRITERS:
            endings = ", ".join(f".{name}" for name in WRITERS)
            raise ConfigError(f"path = {str(path)!r}: must end in one of {endings}")
        with replacing(target) as made:
            write_table(self.table, made)
        return target

    def __str__(self) -> str:
        return "\n".join(map(str, self.dumps)) or "no dump was given"

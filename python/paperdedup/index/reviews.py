"""The pairs of an index that a person should look at, as a table and as the file to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from paperdedup.decisions import read_decisions
from paperdedup.errors import ConfigError, InputError
from paperdedup.formats import replacing, write_review
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from os import PathLike
    from typing import Any


@dataclass(frozen=True, kw_only=True)
class Review:
    """What `Index.review` found."""

    table: pa.Table
    """Those pairs first that matter most, then those that were decided, with their decision
    (`schemas.REVIEW`)."""
    left: int
    """Pairs for which there was no room; they come when some of the others are decided."""

    @property
    def open(self) -> int:
        """Pairs of the table that nobody decided."""
        return int(self.table.column("decision").null_count)

    @property
    def decided(self) -> int:
        """Pairs of the table that somebody decided."""
        return int(self.table.num_rows) - self.open

    def write(self, path: str | PathLike[str]) -> Path:
        """Write the table as CSV for a spreadsheet, to be filled in and given to
        `Index.decide_all`. A file that is there is replaced; `FileExistsError` if it has decisions
        of a person that the index has not.
        """
        target = Path(path)
        if target.suffix != ".csv":
            raise ConfigError(f"path = {str(path)!r}: must end in .csv")
        self._refuse_lost(target)
        with replacing(target) as made:
            write_review(self.table, made)
        return target

    def _refuse_lost(self, path: Path) -> None:
        if not path.is_file():
            return
        try:
            lost = len(_said(path) - _said(self.table))
        except InputError as error:
            raise FileExistsError(f"{error}; or move it away: it would be replaced") from error
        if lost:
            raise FileExistsError(
                f"{path} holds {counted(lost, 'decision')} of a person that the index has not: "
                "give it to the index as decisions, or move the file away"
            )

    def __str__(self) -> str:
        more = f", {self.decided:,} decided" if self.decided else ""
        left = f"; {self.left:,} more when some of these are decided" if self.left else ""
        return f"{counted(self.open, 'pair')} to look at{more}{left}"


def _said(source: Any) -> set[tuple[frozenset[str], str, bool]]:
    """What is decided there."""
    made = read_decisions(source)
    return {(frozenset((one.a, one.b)), one.content, one.same) for one in made}

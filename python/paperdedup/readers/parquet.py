"""Parquet, row group by row group. The directory is at the end, so it needs a file to seek in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperdedup.readers.assemble import damage_named, joined, sound

if TYPE_CHECKING:
    import pyarrow as pa

    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content

__all__ = ["Parquet"]


class Parquet:
    """Apache Parquet."""

    name = "parquet"
    description = "Apache Parquet"
    aliases = ()
    extensions = (".parquet", ".pq")
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether it begins with Parquet's magic number."""
        return head.startswith((b"PAR1", b"PARE"))

    def read(self, source: Input) -> Content:
        """Read all row groups, every column."""
        with damage_named(source.file, "the Parquet file is"):
            table = self._table(source)
        return sound(table, source.file)

    def _table(self, source: Input) -> pa.Table:
        import pyarrow.parquet as arrow_parquet

        file = arrow_parquet.ParquetFile(source.random_access())
        groups = []
        for group in range(file.num_row_groups):
            groups.append(file.read_row_group(group))
            source.report(source.size // file.num_row_groups)
        return joined(groups) if groups else file.schema_arrow.empty_table()

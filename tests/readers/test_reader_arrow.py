"""Parquet and Arrow IPC: every column as it is, damage refused, nothing trusted."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet
import pytest

from paperdedup import ConfigError, InputError, readers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paperdedup.records import Dump

TABLE = pa.table(
    {
        "Title": ["On A", None, "On C"],
        "year": pa.array([2019, None, 2021], pa.int16()),
        "authors": [["A", "B"], None, []],
        "published": [datetime.date(2019, 1, 2)] * 3,
        "venue": pa.array(["V", "V", None]).dictionary_encode(),
        "score": [Decimal("1.50"), None, Decimal("2.00")],
        "tags": pa.array([{"a": 1}, None, {"a": 2}]),
    }
)


def _parquet(table: pa.Table, **options: object) -> bytes:
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink, **options)
    return sink.getvalue()


def _ipc(table: pa.Table, kind: str, compression: str | None = None) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    opened = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with opened(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=2)
    return bytes(sink.getvalue())


FORMS = {
    "parquet": _parquet(TABLE),
    "row groups": _parquet(TABLE, row_group_size=1),
    "file": _ipc(TABLE, "file"),
    "stream": _ipc(TABLE, "stream"),
    "compressed": _ipc(TABLE, "file", "zstd"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_column_as_it_is(read_bytes: Callable[..., Dump], form: str) -> None:
    dump = read_bytes(FORMS[form])
    assert dump.table.equals(TABLE)
    assert dump.columns == {
        "title": "Title",
        "authors": "authors",
        "year": "year",
        "venue": "venue",
    }
    assert dump.fields().to_pylist() == [
        {"title": "On A", "authors": "A; B", "year": "2019", "venue": "V"},
        {"title": None, "authors": None, "year": "2019-01-02", "venue": "V"},
        {"title": "On C", "authors": None, "year": "2021", "venue": None},
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_file_is_an_error(read_bytes: Callable[..., Dump], form: str, share: float) -> None:
    data = FORMS[form]
    with pytest.raises(InputError, match=r"a\.bin: the (Parquet file is|Arrow data are) cut"):
        read_bytes(data[: int(len(data) * share)], "a.bin")


@pytest.mark.parametrize("form", FORMS)
def test_no_damage_crashes(read_bytes: Callable[..., Dump], form: str) -> None:
    data = FORMS[form]
    refused = 0
    for at in range(8, len(data), 97):
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        try:
            read_bytes(bytes(damaged)).fields()
        except InputError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_wrong_utf8_is_repaired_and_noted(
    read_bytes: Callable[..., Dump], kind: pa.DataType
) -> None:
    binary = pa.binary() if kind == pa.string() else pa.large_binary()
    titles = pa.array([b"caf\xe9", None, b"On B"], binary)
    table = pa.table({"title": titles.view(kind)})
    for data in (_parquet(table), _ipc(table, "file"), _ipc(table, "stream")):
        dump = read_bytes(data)
        assert dump.table["title"].to_pylist() == ["café", None, "On B"]
        assert len(dump.notes) == 1
    (dump,) = readers.read_all(table)
    assert dump.fields()["title"].to_pylist() == ["café", None, "On B"]


@pytest.mark.parametrize("form", FORMS)
def test_no_rows(read_bytes: Callable[..., Dump], form: str) -> None:
    empty = TABLE.slice(0, 0)
    data = _parquet(empty) if "row" in form or form == "parquet" else _ipc(empty, "file")
    dump = read_bytes(data)
    assert (len(dump), dump.fields().num_rows, dump.table.schema) == (0, 0, TABLE.schema)


def test_not_in_memory_twice(tmp_path: Path) -> None:
    """A file is not kept open, and may be replaced while its dump is used."""
    path = tmp_path / "a.arrow"
    path.write_bytes(FORMS["file"])
    (dump,) = readers.read_all(path)
    path.write_bytes(b"")
    assert dump.table.equals(TABLE)


def test_what_makes_a_table_is_refused_with_its_way(tmp_path: Path) -> None:
    import pyarrow.dataset as ds

    path = tmp_path / "a.parquet"
    pa.parquet.write_table(pa.table({"title": ["On A"]}), path)
    dataset = ds.dataset(path)
    for given in (dataset, dataset.scanner()):
        with pytest.raises(ConfigError, match=r"; give its to_table\(\)$"):
            readers.read_all(given)
        assert len(readers.read_all(given.to_table())[0]) == 1
    with pytest.raises(ConfigError, match=r"; give its read\(\)$"):
        readers.read_all(pa.parquet.ParquetFile(path))

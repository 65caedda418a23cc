"""Compressed inputs: recognised by content, read to the end, refused if cut or damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet
import pytest

from paperdedup import InputError, readers

if TYPE_CHECKING:
    from paperdedup.records import Dump


def _arrow(data: bytes, codec: str) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, codec) as stream:
        stream.write(data)
    return bytes(sink.getvalue())


COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: _arrow(data, "zstd"),
    "lz4": lambda data: _arrow(data, "lz4"),
}
LINES = "\n".join(json.dumps({"title": f"Paper {n}", "x": f"{n * n:x}"}) for n in range(3000))
TITLES = [f"Paper {n}" for n in range(3000)]
each = pytest.mark.parametrize("kind", COMPRESSED)


@each
@pytest.mark.parametrize("suffix", [".jsonl.{}", "", ".dat"])
def test_recognised_by_content(read_bytes: Callable[..., Dump], kind: str, suffix: str) -> None:
    dump = read_bytes(COMPRESSED[kind](LINES.encode()), "a" + suffix.format(kind))
    assert dump.table["title"].to_pylist() == TITLES


@each
def test_several_members(read_bytes: Callable[..., Dump], kind: str) -> None:
    halves = LINES.encode()[:50_001], LINES.encode()[50_001:]
    dump = read_bytes(b"".join(map(COMPRESSED[kind], halves)))
    assert dump.table["title"].to_pylist() == TITLES


@each
@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_cut_stream_is_an_error_with_its_place(
    read_bytes: Callable[..., Dump], kind: str, share: float
) -> None:
    data = COMPRESSED[kind](LINES.encode())
    with pytest.raises(InputError, match="cut or damaged") as caught:
        read_bytes(data[: int(len(data) * share)], "a.jsonl")
    assert caught.value.file is not None
    assert caught.value.file.endswith("a.jsonl")
    assert caught.value.place is not None
    assert caught.value.place.startswith("at byte ")


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz"])
def test_a_damaged_stream_is_an_error(read_bytes: Callable[..., Dump], kind: str) -> None:
    data = bytearray(COMPRESSED[kind](LINES.encode()))
    data[len(data) // 2] ^= 0x55
    with pytest.raises(InputError, match="cut or damaged"):
        read_bytes(bytes(data))


def test_a_cut_stream_behind_an_array_is_an_error(read_bytes: Callable[..., Dump]) -> None:
    data = gzip.compress(json.dumps([{"title": "A"}]).encode() + b"\n" * 100)
    with pytest.raises(InputError, match="cut or damaged"):
        read_bytes(data[:-4])


@each
def test_formats_that_seek(read_bytes: Callable[..., Dump], kind: str) -> None:
    table = pa.table({"title": TITLES})
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink)
    assert read_bytes(COMPRESSED[kind](sink.getvalue())).table.equals(table)
    buffer = pa.BufferOutputStream()
    with pa.ipc.new_file(buffer, table.schema) as writer:
        writer.write_table(table)
    data = COMPRESSED[kind](buffer.getvalue().to_pybytes())
    assert read_bytes(data, "a.arrow").table.equals(table)


@each
def test_listing_csv_and_array(read_bytes: Callable[..., Dump], kind: str) -> None:
    for text in ("May 8\n\nOn A\n\nWe do A.", "title,x\nOn A,1\n", '[{"title": "On A"}]'):
        dump = read_bytes(COMPRESSED[kind](text.encode()))
        assert dump.table["title"].to_pylist() == ["On A"]


@pytest.mark.parametrize(
    ("kind", "zeros"), [("xz", 4), ("xz", 512), ("gz", 1), ("gz", 1023), ("xz", 1 << 20)]
)
def test_zeros_behind_and_between_members(
    read_bytes: Callable[..., Dump], kind: str, zeros: int
) -> None:
    halves = LINES.encode()[:50_001], LINES.encode()[50_001:]
    packed = [COMPRESSED[kind](half) + bytes(zeros) for half in halves]
    assert read_bytes(b"".join(packed)).table["title"].to_pylist() == TITLES


@pytest.mark.parametrize("kind", ["xz", "gz"])
@pytest.mark.parametrize("rest", [b"x", bytes(8) + b"x", bytes(4) + b"\x1f\x8b\x08", b"\xfd7zXZ"])
def test_what_is_no_member_behind_one_is_damage(
    read_bytes: Callable[..., Dump], kind: str, rest: bytes
) -> None:
    with pytest.raises(InputError, match="cut or damaged"):
        read_bytes(COMPRESSED[kind](LINES.encode()) + rest)


@pytest.mark.parametrize("kind", ["xz", "gz"])
def test_a_member_that_is_cut_and_filled_up_is_damage(
    read_bytes: Callable[..., Dump], kind: str
) -> None:
    whole = COMPRESSED[kind](LINES.encode())
    for end in (len(whole) - 9, len(whole) // 2):
        for zeros in (0, 4096):
            with pytest.raises(InputError, match="cut or damaged"):
                read_bytes(whole[:end] + bytes(zeros))
    with pytest.raises(InputError, match="cut or damaged"):
        read_bytes(COMPRESSED["xz"](LINES.encode()) + bytes(3))


@pytest.mark.parametrize("kind", ["xz", "gz"])
def test_much_that_is_packed_into_little(read_bytes: Callable[..., Dump], kind: str) -> None:
    text = json.dumps({"title": "x" * (40 << 20)})
    (title,) = read_bytes(COMPRESSED[kind](text.encode()), "a.jsonl").table["title"].to_pylist()
    assert len(title) == 40 << 20


@each
@pytest.mark.parametrize("name", ["a.jsonl.gz", "a"])
def test_compressed_twice(read_bytes: Callable[..., Dump], kind: str, name: str) -> None:
    twice = gzip.compress(COMPRESSED[kind](LINES.encode()))
    assert read_bytes(twice, name).table["title"].to_pylist() == TITLES
    with pytest.raises(InputError, match="cut or damaged"):
        read_bytes(gzip.compress(COMPRESSED[kind](LINES.encode())[:-9]), name)
    with pytest.raises(InputError, match="cut or damaged"):
        read_bytes(twice[: len(twice) // 2], name)


def test_compressed_three_times_is_refused(read_bytes: Callable[..., Dump]) -> None:
    with pytest.raises(InputError, match="compressed more than 2 times over"):
        read_bytes(gzip.compress(gzip.compress(gzip.compress(LINES.encode()))), "a.jsonl.gz")


def test_an_empty_compressed_file(read_bytes: Callable[..., Dump]) -> None:
    assert len(read_bytes(gzip.compress(b""), "a.jsonl.gz")) == 0


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO(gzip.compress(LINES.encode()))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(data))
    (dump,) = readers.read_all("-")
    assert dump.name == "stdin"
    assert dump.table["title"].to_pylist() == TITLES
    assert not data.closed

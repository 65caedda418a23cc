"""JSON lines of many shapes: with hundreds of columns, and with records and others in turn."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from paperdedup.readers import jsonarrow, jsonblocks, read_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from paperdedup.records import Dump


def _lines(values: Iterable[Any]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def test_records_and_others_in_turn_are_parsed_together(
    read_bytes: Callable[..., Dump], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    attempt = jsonarrow._attempt

    def counted(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        return attempt(*args)

    monkeypatch.setattr(jsonarrow, "_attempt", counted)
    others = (None, [1], 7, "x")
    values = [
        {"title": f"On {n}", "more": {"n": n}} if n % 2 else others[n // 2 % 4] for n in range(5000)
    ]
    dump = read_bytes(_lines(values), "a.jsonl", format="jsonlines")
    assert dump.table["title"].to_pylist() == [f"On {n}" for n in range(1, 5000, 2)]
    assert dump.positions.to_pylist() == list(range(1, 5000, 2))
    assert [reject.position for reject in dump.rejects] == list(range(0, 5000, 2))
    assert calls < 10


def test_records_of_many_columns_and_types(read_bytes: Callable[..., Dump]) -> None:
    shapes = (lambda n: n, str, lambda n: {"a": n}, lambda n: [n])
    values: list[dict[str, Any]] = [
        {"title": f"On {n}"}
        | {f"c{(7 * n + at) % 900}": shapes[(n * n + at) % 4](at) for at in range(20)}
        for n in range(10_000)
    ]
    start = perf_counter()
    dump = read_bytes(_lines(values), "a.jsonl")
    assert perf_counter() - start < 6
    assert dump.table.num_columns == 901
    found = dump.table.slice(5000, 1).to_pylist()[0]
    assert {name for name, value in found.items() if value is not None} == set(values[5000])


NOTE = (
    "there are more than 1,000 columns; those that came later are kept as JSON in the column "
    "further_columns"
)


def _own(number: int, **more: Any) -> dict[str, Any]:
    """A record with a name of its own."""
    return {"title": f"On {number}", f"own{number}": number, "none": None} | more


def _all_of(row: dict[str, Any]) -> dict[str, Any]:
    """What a row says, with what is kept as JSON."""
    further = json.loads(row.pop("further_columns", None) or "{}")
    return {name: value for name, value in (row | further).items() if value is not None}


@pytest.mark.parametrize("more", [{}, {"authors": [{"name": "Lund"}]}, {"mixed": [[None, 1], 2]}])
def test_names_beyond_the_limit_stay_with_their_records(
    read_bytes: Callable[..., Dump], more: dict[str, Any]
) -> None:
    records = [_own(n, **more, **({"doi": "10.1/a"} if n == 2900 else {})) for n in range(3000)]
    dumps = [read_bytes(_lines(records), "a.jsonl"), read_bytes(json.dumps(records), "a.json")]
    (objects,) = read_all([records])
    for dump in (*dumps, objects):
        names = dump.table.column_names
        assert names[-1] == "further_columns"
        assert len(names) == 1_000 + 1 + 1
        assert "doi" in names
        assert "own500" in names
        assert dump.notes == (NOTE,)
        found = list(map(_all_of, dump.table.slice(2890, 20).to_pylist()))
        assert [row[f"own{n}"] for n, row in enumerate(found, 2890)] == [*range(2890, 2910)]
        if "mixed" not in more:
            assert found == list(map(_all_of, records[2890:2910]))


@pytest.mark.parametrize("more", [{}, {"authors": [{"name": "Lund"}]}])
def test_records_with_names_of_their_own_take_no_table_of_their_square(
    read_bytes: Callable[..., Dump], more: dict[str, Any]
) -> None:
    before = pa.default_memory_pool().max_memory()
    records = [_own(n, **more) for n in range(20_000)]
    start = perf_counter()
    dump = read_bytes(_lines(records), "a.jsonl")
    assert perf_counter() - start < 10
    assert len(dump) == 20_000
    assert pa.default_memory_pool().max_memory() < max(before, 400 << 20)


def test_where_blocks_end_makes_no_difference(
    read_bytes: Callable[..., Dump], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [_own(n, further_columns=1) for n in range(2000)]
    whole = read_bytes(_lines(records), "a.jsonl").table
    assert whole.column_names[-1] == "further_columns_"
    monkeypatch.setattr("paperdedup.readers.input.BLOCK_BYTES", 5_000)
    monkeypatch.setattr(jsonblocks, "PIECE_BYTES", 32_000)
    monkeypatch.setattr(jsonblocks, "MOST_CELLS", 1_000)
    parts = read_bytes(_lines(records), "a.jsonl").table
    assert parts.schema.equals(whole.schema)
    assert parts.to_pylist() == whole.to_pylist()

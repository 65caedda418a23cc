"""JSON lines of many shapes: with hundreds of columns, and with records and others in turn."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

from paperdedup.readers import jsonarrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pytest

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

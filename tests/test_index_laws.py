"""The laws of the index: adding dump by dump is one run over all, and IDs last for ever."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from indexes import added, batch, made, named, papers, partition
from paperdedup import Index
from strategies import Dumps, dumps

POLICIES = st.sampled_from(["version", "record", "work", "text"])


@contextmanager
def new_index(**settings: Any) -> Iterator[Index]:
    """An index in a folder of its own: hypothesis runs a test many times."""
    with tempfile.TemporaryDirectory() as folder, made(Path(folder) / "p.index", **settings) as one:
        yield one


@st.composite
def regrouped(draw: Any) -> Dumps:
    """Dumps of the usual kind, cut anew into up to five."""
    rows = [row for dump in draw(dumps(most=16)) for row in dump]
    cuts = sorted(draw(st.lists(st.integers(0, len(rows)), max_size=4)))
    return [rows[start:end] for start, end in pairwise([0, *cuts, len(rows)])]


@settings(max_examples=80)
@given(drawn=regrouped(), policy=POLICIES)
def test_incremental_equals_batch(drawn: Dumps, policy: str) -> None:
    """Clusters and IDs after every dump are those of one run over the dumps so far."""
    tables = distinct(named(drawn))
    with new_index(policy=policy) as index:
        so_far: dict[str, Any] = {}
        for name, dump in tables.items():
            index.add({name: dump})
            so_far[name] = dump
            assert papers(index) == batch(so_far, policy=policy)
        assert index.verify().sound


@settings(max_examples=40)
@given(drawn=regrouped(), policy=POLICIES)
def test_one_call_or_many(drawn: Dumps, policy: str) -> None:
    tables = distinct(named(drawn))
    with new_index(policy=policy) as one, new_index(policy=policy) as many:
        one.add(tables)
        added(many, tables)
        assert papers(one) == papers(many)
        assert one.matches.read_all().num_rows == many.matches.read_all().num_rows


@settings(max_examples=60)
@given(drawn=regrouped(), policy=POLICIES)
def test_names_last(drawn: Dumps, policy: str) -> None:
    """A paper keeps its ID for ever, unless it turns out to be another; every ID that was ever
    handed out resolves.
    """
    with new_index(policy=policy) as index:
        handed_out: set[str] = set()
        live: set[str] = set()
        for name, dump in distinct(named(drawn)).items():
            gone = {old for old, _ in index.add({name: dump}).merged}
            now = set(papers(index).values())
            assert live - now == gone
            handed_out |= now
            assert {index.resolve(old) for old in handed_out} == now
            assert all(index.resolve(old) == old for old in now)
            live = now


@settings(max_examples=40)
@given(drawn=regrouped(), order=st.randoms(use_true_random=False))
def test_ids_of_one_order_resolve_in_another(drawn: Dumps, order: Any) -> None:
    tables = distinct(named(drawn))
    shuffled = list(tables.items())
    order.shuffle(shuffled)
    with new_index() as first, new_index() as second:
        first.add(tables)
        second.add(dict(shuffled))
        there = papers(second)
        for place, paper in papers(first).items():
            if "." not in paper.removeprefix("pd:"):
                assert second.resolve(paper) in there.values(), place


@settings(max_examples=80)
@given(drawn=dumps(most=16), policy=POLICIES)
def test_an_update_counts_as_a_difference_does(drawn: Dumps, policy: str) -> None:
    """Of the first two dumps: what the second brought is what it has beside the first."""
    tables = list(distinct(named(drawn)).items())[:2]
    if len(tables) < 2:
        return
    with new_index(policy=policy) as index:
        _, update = index.add(dict(tables)).dumps
        found = index.diff(*(name for name, _ in tables))
        told = (update.new, update.repeated, update.revised)
        assert told == (len(found.new), len(found.repeated), len(found.revised))


@settings(max_examples=40)
@given(drawn=regrouped())
def test_the_same_dump_changes_nothing(drawn: Dumps) -> None:
    tables = distinct(named(drawn))
    with new_index() as index:
        index.add(tables)
        before = papers(index), index.dumps
        again = index.add({f"again {name}": dump for name, dump in tables.items()})
        assert all(dump.known for dump in again.dumps)
        assert (papers(index), index.dumps) == before


@settings(max_examples=40)
@given(drawn=regrouped(), chosen=st.data())
def test_deleted_records_were_never_there(drawn: Dumps, chosen: st.DataObject) -> None:
    """After a deletion the papers are those of the records that stay."""
    tables = distinct(named(drawn))
    with new_index() as index:
        index.add(tables)
        places = sorted(papers(index))
        gone = chosen.draw(st.sets(st.sampled_from(places), max_size=4)) if places else set()
        index.delete(sorted(gone))
        numbers = {
            name: [at for at in range(table.num_rows) if (name, at) not in gone]
            for name, table in tables.items()
        }
        kept = {
            name: table.take(pa.array(numbers[name], pa.int64())) for name, table in tables.items()
        }
        wanted = {(name, numbers[name][at]): paper for (name, at), paper in batch(kept).items()}
        assert partition(papers(index)) == partition(wanted)
        assert index.verify().sound


@settings(max_examples=40)
@given(drawn=regrouped(), chosen=st.data())
def test_decisions_are_kept_and_can_be_taken_back(drawn: Dumps, chosen: st.DataObject) -> None:
    tables = distinct(named(drawn))
    with new_index() as index:
        index.add(tables)
        before = papers(index)
        if len(before) < 2:
            return
        a, b = chosen.draw(st.lists(st.sampled_from(sorted(before)), min_size=2, max_size=2))
        content = {
            (row["dump"], row["position"]): row["content_id"]
            for row in index.members.read_all().to_pylist()
        }
        if content[a] == content[b]:
            return
        same = chosen.draw(st.booleans())
        index.decide(a, b, same=same, who="the test")
        assert (index.resolve(a) == index.resolve(b)) is same
        assert [one.who for one in index.decisions] == ["the test"]
        index.undecide(a, b)
        assert papers(index) == before


def distinct(tables: dict[str, Any]) -> dict[str, Any]:
    """Without dumps of the same content, which an index takes once."""
    kept: dict[str, Any] = {}
    for name, table in tables.items():
        if not any(table.equals(other) for other in kept.values()):
            kept[name] = table
    return kept


def test_the_laws_see_something() -> None:
    """What is drawn has papers of several records, in several dumps."""
    rows = [{"title": "On the naming of all things that last", "abstract": "one two three " * 9}]
    with new_index() as index:
        index.add(named([rows, [*rows, {"title": "Another of so many papers about things"}]]))
        sizes = sorted(map(len, partition(papers(index))))
    assert sizes == [1, 2]

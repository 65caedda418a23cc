"""The tables of a result, each a pure function of the dumps and of what the core found.

Everything is whole columns: no loop over records. What each column says stands in `schemas`.
Limits: two dumps are compared paper by paper in `overlap`, so it costs the sum over papers of the
square of their dumps.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import schemas
from paperdedup.config import checked_number
from paperdedup.corpus import ONE_YEAR, numbered
from paperdedup.errors import ConfigError
from paperdedup.findings import ABSTRACT
from paperdedup.nouns import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from paperdedup.config import Config
    from paperdedup.corpus import Corpus
    from paperdedup.findings import Findings
    from paperdedup.stages import Plan

    Numbers = npt.NDArray[np.int64]

SAME_VERSION = frozenset({"founder", "identical", "same-record"})
"""Relations of records that are the founder's text and publication."""

NAMED = 8
"""Dumps that a notebook's summary names."""


def members(corpus: Corpus, findings: Findings) -> pa.Table:
    """`Result.members`."""
    columns = [
        corpus.record_ids,
        corpus.dump_names(corpus.dump_numbers),
        pa.array(corpus.positions),
        findings.canonical_ids,
        findings.content_ids,
        findings.relations.cast(schemas.NAME),
        findings.jaccards,
        findings.containments,
    ]
    return _table(columns, schemas.MEMBERS)


def papers(corpus: Corpus, findings: Findings) -> pa.Table:
    """`Result.papers`."""
    founder = pa.array(findings.is_founder)
    columns = [
        findings.canonical_ids.filter(founder),
        corpus.column("title", findings.is_founder),
        corpus.column("abstract", findings.is_founder),
        pa.array(np.bincount(findings.paper_numbers, minlength=findings.paper_count)),
        _dumps_of_papers(corpus, findings),
        pa.array(_texts_of_papers(findings)),
        corpus.record_ids.filter(founder),
        *(corpus.column(name, findings.is_founder) for name in ("authors", "year", "venue")),
        identifiers_of_papers(findings),
        _versions_of_papers(corpus, findings),
    ]
    return _table(columns, schemas.PAPERS)


def _dumps_of_papers(corpus: Corpus, findings: Findings) -> pa.ListArray:
    paper, dump = _incidence(corpus, findings)
    return lists(
        paper, pa.array(corpus.names, pa.string()).take(pa.array(dump)), findings.paper_count
    )


def _texts_of_papers(findings: Findings) -> Numbers:
    """Different texts per paper. What is told of the founder's own publication is its text, however
    it is spelled.
    """
    told = findings.text_fields == ABSTRACT
    text = np.where(_of_one_version(findings), findings.founders, findings.texts)
    paper, _ = distinct(findings.paper_numbers[told], text[told])
    return np.maximum(np.bincount(paper, minlength=findings.paper_count), 1)


def _of_one_version(findings: Findings) -> npt.NDArray[np.bool_]:
    """Whether each record is of the founder's text and publication."""
    same = pc.is_in(findings.relations.cast(pa.string()), pa.array(sorted(SAME_VERSION)))
    found: npt.NDArray[np.bool_] = same.to_numpy(zero_copy_only=False)
    return found


def _versions_of_papers(corpus: Corpus, findings: Findings) -> pa.ListArray:
    """Of each paper its founder, and the first record of each other text or publication, by year;
    those without one come last.
    """
    codes = findings.relations.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    others = np.flatnonzero(~_of_one_version(findings))
    keys = pa.table(
        {
            "dump": corpus.dump_numbers[others],
            "content": findings.content_ids.take(pa.array(others)),
            "record": others,
        }
    )
    others = others[pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])]
    _, first = np.unique(findings.texts[others] << 8 | codes[others], return_index=True)
    others = others[np.sort(first)]
    records = np.concatenate([np.flatnonzero(findings.is_founder), others])
    years = corpus.dates[records] // ONE_YEAR
    years = np.where(years == 0, ONE_YEAR, years)
    order = np.lexsort([years, findings.paper_numbers[records]])
    chosen = pa.array(records[order])
    parts = [
        corpus.record_ids.take(chosen),
        findings.content_ids.take(chosen),
        findings.relations.cast(pa.string()).take(chosen),
    ]
    kind = schemas.VERSIONS.value_type
    values = pa.StructArray.from_arrays(parts, fields=list(kind))
    return lists(findings.paper_numbers[records[order]], values, findings.paper_count)


def identifiers_of_papers(findings: Findings) -> pa.ListArray:
    """The identifiers of the records of each paper, sorted."""
    owners = pc.list_parent_indices(findings.identifiers).to_numpy(zero_copy_only=False)
    encoded = findings.identifiers.flatten().dictionary_encode()
    names = encoded.dictionary
    order = pc.sort_indices(names).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    codes = rank[encoded.indices.to_numpy(zero_copy_only=False)]
    paper, code = distinct(findings.paper_numbers[owners], codes)
    return lists(paper, names.take(pa.array(order[code])), findings.paper_count)


def matches(corpus: Corpus, findings: Findings) -> pa.Table:
    """`Result.matches`."""
    pairs = findings.matches
    a, b = findings.ends(pairs)
    id_a, dump_a, position_a = numbered(corpus, a)
    id_b, dump_b, position_b = numbered(corpus, b)
    scores = [pairs.column(name) for name in ("jaccard", "containment", "same_paper")]
    weighed = [pairs.column("score"), named(pairs.column("relation")), pairs.column("points")]
    columns = [id_a, id_b, *scores, dump_a, position_a, dump_b, position_b, *weighed]
    return _table(columns, schemas.MATCHES)


def named(column: pa.ChunkedArray) -> pa.Array:
    """A column of few different words as `schemas.NAME`."""
    words = column.cast(pa.string()).combine_chunks()
    return words.dictionary_encode().cast(schemas.NAME)


def rejects(corpus: Corpus) -> pa.Table:
    """`Result.rejects`."""
    found = [reject for dump in corpus.dumps for reject in dump.rejects]
    numbers = np.repeat(
        np.arange(len(corpus.dumps), dtype=np.int32), [len(dump.rejects) for dump in corpus.dumps]
    )
    columns = [
        pa.array([getattr(reject, field.name) for reject in found], field.type)
        for field in list(schemas.REJECTS)[1:]
    ]
    return _table([corpus.dump_names(numbers), *columns], schemas.REJECTS)


def records(corpus: Corpus) -> pa.Table:
    """`Result.records`."""
    parts = []
    for number, dump in enumerate(corpus.dumps):
        size = dump.table.num_rows
        dumps = corpus.dump_names(np.full(size, number, dtype=np.int32))
        positions = pa.array(np.asarray(dump.positions, dtype=np.int64))
        names = _told_apart(["dump", "position", *dump.table.column_names])
        parts.append(pa.Table.from_arrays([dumps, positions, *dump.table.columns], names=names))
    return _united(parts)


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names, each followed by as many `_` as tell it from those before."""
    taken: dict[str, None] = {}
    for name in names:
        new = name
        while new in taken:
            new += "_"
        taken[new] = None
    return list(taken)


def _united(parts: list[pa.Table]) -> pa.Table:
    if not parts:
        return pa.table({"dump": pa.array([], schemas.NAME), "position": pa.array([], pa.int64())})
    try:
        return pa.concat_tables(parts, promote_options="permissive")
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        clashing = _clashing([part.schema for part in parts])
        return pa.concat_tables(
            [_as_text(part, clashing) for part in parts], promote_options="permissive"
        )


def _clashing(layouts: Sequence[pa.Schema]) -> set[str]:
    """Columns whose types in different dumps have no common type."""
    clashing = set()
    for name in {name for layout in layouts for name in layout.names}:
        single = [pa.schema([layout.field(name)]) for layout in layouts if name in layout.names]
        try:
            pa.unify_schemas(single, promote_options="permissive")
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            clashing.add(name)
    return clashing


def _as_text(part: pa.Table, names: set[str]) -> pa.Table:
    for at, name in enumerate(part.column_names):
        if name in names:
            part = part.set_column(at, name, _text(part.column(at)))
    return part


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as text; values that have no plain text, such as lists, as JSON."""
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.chunked_array([[_json(value) for value in column.to_pylist()]], pa.string())


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def canonical_ids(corpus: Corpus, findings: Findings) -> pa.Array:
    """`Result.canonical_ids`."""
    if not corpus.inputs.sum() > corpus.size:
        return findings.canonical_ids
    starts = np.cumsum(corpus.inputs) - corpus.inputs
    record = np.full(corpus.inputs.sum(), -1, dtype=np.int64)
    record[starts[corpus.dump_numbers] + corpus.positions] = np.arange(corpus.size)
    return findings.canonical_ids.take(pa.array(record, mask=record < 0))


def overlap(corpus: Corpus, findings: Findings) -> Numbers:
    """`Result.overlap`."""
    paper, dump = _incidence(corpus, findings)
    shared = np.zeros((len(corpus.dumps), len(corpus.dumps)), dtype=np.int64)
    np.add.at(shared, (dump, dump), 1)
    here, step = np.arange(len(paper)), 1
    while len(here):
        here = here[here + step < len(paper)]
        here = here[paper[here + step] == paper[here]]
        np.add.at(shared, (dump[here], dump[here + step]), 1)
        np.add.at(shared, (dump[here + step], dump[here]), 1)
        step += 1
    return shared


def clusters(corpus: Corpus, findings: Findings, groups: Numbers | None) -> pa.Table:
    """`Result.clusters`; `groups`: a number per record, equal in each cluster; None: papers."""
    labels = findings.canonical_ids
    if groups is not None:
        labels = cluster_labels(corpus, findings, groups)
    columns = [
        corpus.record_ids,
        corpus.dump_names(corpus.dump_numbers),
        pa.array(corpus.positions),
        labels,
    ]
    return _table(columns, schemas.CLUSTERS)


def checked(config: Config, threshold: float) -> float:
    """The threshold, if clusters at it can be had from a run with these settings."""
    threshold = checked_number("threshold", threshold)
    if not config.threshold <= threshold <= 1:
        raise ConfigError(
            f"threshold = {threshold:g}: must be from {config.threshold:g}, the run's own, to 1; "
            "pairs below the run's were not looked for: run again with a lower threshold"
        )
    return threshold


def cluster_labels(corpus: Corpus, findings: Findings, groups: Numbers) -> pa.Array:
    """The ID of the first record of each record's cluster: the founder of the paper if it is there.

    `groups`: a number per record, equal for the records of one cluster.
    """
    first = np.full(corpus.size, -1, dtype=np.int64)
    founders = np.flatnonzero(findings.is_founder)
    first[groups[founders]] = founders
    parted = np.flatnonzero(first[groups] < 0)[::-1]
    keys = pa.table(
        {
            "dump": corpus.dump_numbers[parted],
            "content": findings.content_ids.take(pa.array(parted)),
        }
    )
    order = pc.sort_indices(keys, [("dump", "descending"), ("content", "descending")])
    last_wins = parted[order.to_numpy()]
    first[groups[last_wins]] = last_wins
    own = pc.if_else(pa.array(findings.is_founder), findings.canonical_ids, findings.content_ids)
    return own.take(pa.array(first[groups]))


def counts(corpus: Corpus, findings: Findings) -> dict[str, float]:
    """`Result.counts`."""
    figures: dict[str, float] = {
        "dumps": len(corpus.dumps),
        "inputs": int(corpus.inputs.sum()),
        "records": corpus.size,
        "rejects": int(corpus.inputs.sum()) - corpus.size,
        "papers": findings.paper_count,
        "repeats": corpus.size - findings.paper_count,
        "revised": int((_texts_of_papers(findings) > 1).sum()),
    }
    own = {name: value for name, value in findings.stats.items() if name != "seconds"}
    own["text_matches"] = own.pop("matches")
    hot = {
        f"hot_keys_{channel.replace(' ', '_')}": count
        for channel, count in findings.hot_channels.items()
    }
    return figures | {"matches": findings.matches.num_rows} | own | hot


def told_apart(findings: Findings, papers: Iterable[tuple[int, int]]) -> int:
    """Matches that join records of two papers, by their founders, that a person told apart."""
    across = findings.matches.filter(pc.invert(findings.matches.column("same_paper")))
    ends = np.sort([findings.founders[end] for end in findings.ends(across)], axis=0)
    keys = [low * len(findings.founders) + high for low, high in papers]
    return int(np.isin(ends[0] * len(findings.founders) + ends[1], keys).sum())


def stats(figures: Mapping[str, float], plan: Plan, config: Config) -> pa.Table:
    """`Result.stats`."""
    planned = {
        "bands": plan.bands,
        "rows": plan.rows,
        "expected_recall": plan.recall(config.threshold),
        "expected_candidates": plan.expected_candidates,
    }
    everything = {**figures, **planned}
    names = pa.array(list(everything), pa.string())
    return _table([names, pa.array(list(everything.values()), pa.float64())], schemas.STATS)


def summary(figures: Mapping[str, float]) -> str:
    """The main figures in one line."""
    nouns = ("record", "dump", "paper", "repeat", "reject")
    told = {noun: counted(int(figures[f"{noun}s"]), noun) for noun in nouns}
    revised = f"{figures['revised']:,.0f} revised"
    found = f"{told['paper']}, {told['repeat']}, {revised}, {told['reject']}"
    return f"{told['record']} of {told['dump']}: {found}"


def summary_html(figures: Mapping[str, float], dumps: Sequence[str]) -> str:
    """The main figures as a small table for a notebook."""
    names = ("records", "papers", "repeats", "revised", "rejects")
    rows = "".join(f"<tr><th>{n}</th><td>{figures[n]:,.0f}</td></tr>" for n in names)
    shown = ", ".join(escape(name) for name in dumps[:NAMED])
    more = f" and {len(dumps) - NAMED} more" if len(dumps) > NAMED else ""
    return f"<table><caption>paperdedup: {shown}{more}</caption>{rows}</table>"


def _incidence(corpus: Corpus, findings: Findings) -> tuple[Numbers, Numbers]:
    """(paper, dump) of every paper and every dump that holds it, sorted."""
    return distinct(findings.paper_numbers, corpus.dump_numbers)


def distinct(
    first: npt.NDArray[np.integer], second: npt.NDArray[np.integer]
) -> tuple[Numbers, Numbers]:
    """The distinct pairs of two columns of numbers below 2^32, sorted."""
    keys = np.sort(first.astype(np.int64) << 32 | second.astype(np.int64))
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return keys >> 32, keys & 0xFFFF_FFFF


def lists(owner: Numbers, values: pa.Array, count: int) -> pa.ListArray:
    """Values as one list per owner; `owner` is sorted."""
    offsets = np.searchsorted(owner, np.arange(count + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _table(columns: Sequence[pa.Array | pa.ChunkedArray], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays(list(columns), schema=schema)

"""Which record represents each paper, by a rule, with its gaps filled from the others.

Records of a paper are ranked by the rule; the first represents it, and a field that it lacks comes
from the first that has it, whose name is kept; where it appeared is filled from its own publication
alone (`citing`). IDs do not depend on the rule. Everything is whole columns. Limits: what was
published is known by the relations of a run on all evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import citing, schemas
from paperdedup.corpus import numbered
from paperdedup.errors import ConfigError
from paperdedup.tables import identifiers_of_papers, lists

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from paperdedup.corpus import Corpus
    from paperdedup.findings import Findings

    Numbers = npt.NDArray[np.int64]
    Keys = list[Numbers]

Rule = Literal["most-complete", "published-first", "earliest", "latest-version", "dumps"]
RULES: Final[tuple[str, ...]] = get_args(Rule)

FIELDS: Final = tuple(schemas.SURVIVORS.names[4:-2])
"""Fields that are filled."""

PUBLISHED: Final[Mapping[str, int]] = {
    "journal-version-of": 0,
    "published-version-of": 0,
    "conference-version-of": 2,
    "preprint-of": 3,
}
"""Rank of a record by what it is to the founder; the founder and its like stand between."""

FOUNDER: Final = 1
UNDATED: Final = 1 << 30


def survivors(
    corpus: Corpus, findings: Findings, rule: str, dumps: Sequence[str] | None
) -> pa.Table:
    """`Result.survivors`."""
    check(rule, dumps, corpus.names)
    filled = {name: _filled(corpus, name) for name in FIELDS}
    ranked = _Ranking(corpus, findings, filled, dumps or ()).order(rule)
    papers = findings.paper_numbers[ranked]
    starts = np.flatnonzero(np.diff(papers, prepend=-1))
    first = ranked[starts]
    unit = citing.origins(corpus, findings, filled, ranked, starts)
    origins = {
        name: unit[name] if name in unit else _origin(ranked, starts, filled[name])
        for name in FIELDS
    }
    record_id, dump, position = numbered(corpus, first)
    columns = [
        findings.canonical_ids.take(pa.array(first)),
        record_id,
        dump,
        position,
        *(_values(corpus, name, origins[name]) for name in FIELDS),
        identifiers_of_papers(findings),
        _fills(corpus, first, origins),
    ]
    return pa.Table.from_arrays(columns, schema=schemas.SURVIVORS)


def check(rule: str, dumps: Sequence[str] | None, names: Sequence[str] | None = None) -> None:
    """Raise `ConfigError` for a rule that is none, and for dumps that do not belong to it or are
    not among `names`.
    """
    if rule not in RULES:
        raise ConfigError(f"rule = {rule!r}: must be one of {', '.join(RULES)}")
    if isinstance(dumps, str):
        raise ConfigError(f"dumps = {dumps!r}: must be a list of names, as [{dumps!r}] is")
    if (rule == "dumps") != bool(dumps):
        raise ConfigError('dumps: name the dumps, the best first, with the rule "dumps" alone')
    unknown = [name for name in dumps or () if names is not None and name not in names]
    if unknown:
        known = ", ".join(map(repr, (names or ())[:10]))
        raise ConfigError(f"dumps: there is no dump {unknown[0]!r}; the first are {known}")


class _Ranking:
    """The order of the records of each paper; of equals the most complete, then canonical order."""

    def __init__(
        self,
        corpus: Corpus,
        findings: Findings,
        filled: Mapping[str, npt.NDArray[np.bool_]],
        dumps: Sequence[str],
    ) -> None:
        self._corpus = corpus
        self._findings = findings
        self._dumps = dumps
        fields = np.sum(list(filled.values()), axis=0, dtype=np.int64)
        self._gaps = len(filled) - fields
        self._rules: dict[str, Callable[[], Keys]] = {
            "most-complete": self._by_gaps,
            "published-first": self._by_publication,
            "earliest": self._by_date,
            "latest-version": self._by_date_backwards,
            "dumps": self._by_dump,
        }

    def order(self, rule: str) -> Numbers:
        """All records, by paper and then by the rule."""
        content = _ranks(self._findings.content_ids)
        dump = self._corpus.dump_numbers.astype(np.int64)
        keys = [*self._rules[rule](), self._gaps, -self._lengths(), dump, content]
        return np.lexsort([*reversed(keys), self._findings.paper_numbers]).astype(np.int64)

    def _lengths(self) -> Numbers:
        everything = np.ones(self._corpus.size, dtype=bool)
        lengths = pc.utf8_length(self._corpus.column("abstract", everything)).fill_null(0)
        return np.asarray(lengths.to_numpy(), dtype=np.int64)

    def _by_gaps(self) -> Keys:
        return []

    def _by_publication(self) -> Keys:
        words = self._findings.relations.dictionary.to_pylist()
        ranks = np.array([PUBLISHED.get(word, FOUNDER) for word in words], dtype=np.int64)
        return [ranks[self._findings.relations.indices.to_numpy(zero_copy_only=False)]]

    def _by_date(self) -> Keys:
        dates = self._corpus.dates
        return [np.where(dates == 0, UNDATED, dates), self._corpus.dump_numbers.astype(np.int64)]

    def _by_date_backwards(self) -> Keys:
        return [-self._corpus.dates, -self._corpus.dump_numbers.astype(np.int64)]

    def _by_dump(self) -> Keys:
        places = {name: place for place, name in enumerate(self._dumps)}
        ranks = [places.get(name, len(places)) for name in self._corpus.names]
        return [np.array(ranks, dtype=np.int64)[self._corpus.dump_numbers]]


def _ranks(names: pa.Array) -> Numbers:
    order = pc.sort_indices(names).to_numpy()
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    equal = names.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    least = np.full(int(equal.max(initial=-1)) + 1, len(order), dtype=np.int64)
    np.minimum.at(least, equal, ranks)
    return np.asarray(least[equal], dtype=np.int64)


def _filled(corpus: Corpus, name: str) -> npt.NDArray[np.bool_]:
    """Which records have something in a field."""
    column = corpus.column(name, np.ones(corpus.size, dtype=bool))
    said = pc.not_equal(pc.utf8_trim_whitespace(column), "").fill_null(False)  # noqa: FBT003
    return np.asarray(said.to_numpy(), dtype=bool)


def _origin(ranked: Numbers, starts: Numbers, filled: npt.NDArray[np.bool_]) -> Numbers:
    """For each paper the first record in rank that has the field; -1 where none has."""
    if not len(starts):
        return starts
    places = np.where(filled[ranked], np.arange(len(ranked)), len(ranked))
    best = np.minimum.reduceat(places, starts)
    return np.where(best < len(ranked), ranked[np.minimum(best, len(ranked) - 1)], -1)


def _values(corpus: Corpus, name: str, origin: Numbers) -> pa.Array:
    column = corpus.column(name, np.ones(corpus.size, dtype=bool))
    return column.take(pa.array(origin, mask=origin < 0)).combine_chunks()


def _fills(corpus: Corpus, first: Numbers, origins: Mapping[str, Numbers]) -> pa.ListArray:
    """Of each paper the fields that do not come from its first record."""
    table = np.stack(list(origins.values()), axis=1) if len(first) else np.empty((0, 1), np.int64)
    paper, field = np.nonzero((table >= 0) & (table != first[:, None]))
    record_id, dump, position = numbered(corpus, table[paper, field])
    parts = [
        pa.array(FIELDS).take(pa.array(field)),
        record_id,
        dump.cast(pa.string()),
        position,
    ]
    values = pa.StructArray.from_arrays(parts, fields=list(schemas.FILLED.value_type))
    return lists(paper.astype(np.int64), values, len(first))

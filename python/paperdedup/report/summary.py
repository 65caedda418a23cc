"""What a run found, in numbers: the figures that a person asks for first, from a `Result`.

A `Summary` holds plain Python values, so it can be drawn (`drawing`), sent as JSON
(`Summary.as_json`) or asserted in a test. Whatever grows with the records is counted with Arrow and
numpy. Limits: texts are cut to a line, lists to the first few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from paperdedup.diff import marked
from paperdedup.nouns import counted
from paperdedup.report.reading import reading_notes

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from paperdedup.result import Result

SHOWN: Final = 5
"""How many of the largest clusters, revised papers and rejects a summary names."""

LABEL: Final = 160
"""Characters of a title that are kept."""

LOOKED_AT: Final = 10
"""Pairs of records that are looked at for two that differ."""

DIFFERENCE: Final = 400
"""Characters of the difference between two texts that are kept."""

LIMITS: Final = {
    "pairs_cut": "{count} pair{s} {were} passed over in crowded buckets; a higher bucket cap, or "
    "the exact mode, compares {them}",
    "bridges": "{count} match{es} of different papers {were} not followed, so that no chain of "
    "small changes becomes one paper{unique}; in matches same_paper is false",
    "review_left": "{count} pair{s} {were} left out of the review, which has the first 10,000; "
    "decide some of these and give them to the next run as decisions, and it has the next",
}
"""Figure of `Result.counts` -> what it means that it is above 0."""

ONE: Final = {"s": "", "es": "", "were": "was", "them": "it"}
SEVERAL: Final = {"s": "s", "es": "es", "were": "were", "them": "them"}

HOT: Final = "hot_keys_"
"""Before a channel, in the figures of a run whose keys propose pairs to a policy."""

HOT_KEYS: Final = (
    "keys that more than 64 works have: {keys}; each record met only the first 64 works of such a "
    "key, so pairs that no other key brings together were not compared"
)
"""What `pairs_cut` means in such a run."""


@dataclass(frozen=True, kw_only=True)
class DumpCounts:
    """One dump. `new` are the papers of which it has the founder, `shared` those also in others."""

    name: str
    records: int
    papers: int
    new: int
    shared: int
    rejects: int


@dataclass(frozen=True, kw_only=True)
class NamedPaper:
    """A paper that the summary names. `label` is its title, or how its text begins."""

    canonical_id: str
    label: str
    records: int
    dumps: int
    texts: int


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A paper of several texts: the places (DUMP:POSITION) of its founder, and of the record whose
    text is least like the founder's, and how that one differs. Of a founder without an abstract, of
    two others.
    """

    paper: NamedPaper
    founder: str
    revised: str
    similarity: float
    difference: str


@dataclass(frozen=True, kw_only=True)
class NamedReject:
    """An input that is no record: where it is, why it is none, and how it begins."""

    dump: str
    position: int
    line: int | None
    reason: str
    input: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The figures of one run. `overlap[i][j]`: number of papers that dumps i and j both hold."""

    records: int
    papers: int
    repeats: int
    papers_in_several_dumps: int
    revised: int
    rejects: int
    empty: int
    matches: int
    dumps: tuple[DumpCounts, ...]
    overlap: tuple[tuple[int, ...], ...]
    largest: tuple[NamedPaper, ...]
    revisions: tuple[Revision, ...]
    first_rejects: tuple[NamedReject, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    unsure: int = 0
    conflicts: int = 0
    decisions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as values that `json` takes."""
        return asdict(self)


def summarize(result: Result, *, shown: int = SHOWN) -> Summary:
    """Count what a run found, and name the first few of what deserves a look.

    >>> import paperdedup
    >>> one = [{"title": "One paper about sets and the sizes of such sets"}]
    >>> two = [*one, {"title": "Another paper, and this one is about lists"}]
    >>> summary = summarize(paperdedup.deduplicate({"may": one, "june": two}))
    >>> summary.papers, summary.repeats, summary.overlap
    (2, 1, ((1, 1), (1, 2)))
    """
    import pyarrow.compute as pc

    papers, counts = result.papers, result.counts
    several = pc.greater(pc.list_value_length(papers.column("dumps")), 1)
    shared = papers.select(["dumps"]).filter(several)
    return Summary(
        records=result.members.num_rows,
        papers=papers.num_rows,
        repeats=result.members.num_rows - papers.num_rows,
        papers_in_several_dumps=_true(several),
        revised=_true(pc.greater(papers.column("texts"), 1)),
        rejects=result.rejects.num_rows,
        empty=int(counts.get("empty", 0)),
        matches=result.matches.num_rows,
        dumps=tuple(_dump_counts(result, shared)),
        overlap=tuple(tuple(int(n) for n in row) for row in result.overlap),
        largest=_largest(papers, shown),
        revisions=_revisions(result, shown),
        first_rejects=_first_rejects(result.rejects, shown),
        unsure=_of_kind(result, "unsure"),
        conflicts=_of_kind(result, "conflict"),
        decisions=tuple(_decisions(result)),
        limits=limits_hit(
            {**counts, "review_left": result.review_left},
            unique=result.config.unique_within is not None,
        ),
        notes=tuple(reading_notes(result.inputs, plain=result.config.text == "plain")),
    )


def limits_hit(counts: Mapping[str, float], *, unique: bool = False) -> tuple[str, ...]:
    """Each limit that was hit, in words. `unique`: no dump holds a paper twice.

    >>> limits_hit({"records": 3})
    ()
    """
    hot = {name: count for name, count in counts.items() if name.startswith(HOT)}
    keys = [f"{name.removeprefix(HOT).replace('_', ' ')} {hot[name]:,.0f}" for name in hot]
    meanings = LIMITS | ({"pairs_cut": HOT_KEYS} if hot else {})
    # What a person told apart is no limit of the search; it is told with the decisions.
    chains = max(counts.get("bridges", 0) - counts.get("bridges_decided", 0), 0)
    figures = {**counts, "bridges": chains}
    hit = ((figures.get(name, 0), words) for name, words in meanings.items())
    more = {"keys": ", ".join(keys), "unique": ", and no dump holds one twice" if unique else ""}
    return tuple(
        words.format(count=f"{count:,.0f}", **more, **(ONE if count == 1 else SEVERAL))
        for count, words in hit
        if count
    )


def _of_kind(result: Result, kind: str) -> int:
    """Pairs of one kind that are open for review."""
    import pyarrow.compute as pc

    return _true(pc.starts_with(result.review.column("why"), kind))


def _decisions(result: Result) -> Iterable[str]:
    """What became of the decisions, and each that contradicts others."""
    counts = result.counts
    if counts.get("decisions"):
        states = ", ".join(
            f"{counts[f'decisions_{state}']:,.0f} {state}"
            for state in ("applied", "absent", "contradicted")
        )
        yield f"{counts['decisions']:,.0f} given: {states}"
    yield from absent(result)
    if counts.get("bridges_decided"):
        matches = counted(int(counts["bridges_decided"]), "match", "es")
        yield f"{matches} between papers that they keep apart; same_paper = false in matches"
    yield from (f"contradiction: {one}" for one in result.contradictions)


def absent(result: Result) -> Iterable[str]:
    """Say which names in the decisions no record has, if there are any: they may be misspelled."""
    names = [one_line(name) for name in result.absent]
    if not names:
        return
    count = int(result.counts["decisions_absent"])
    were = "was" if count == 1 else "were"
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    first = next(iter(result.absent.values()))
    yield (
        f"{counted(count, 'decision')} {were} not applied, for no dump has a record "
        f"{', '.join(names[:SHOWN])}{more}; see {first}"
    )


def _true(column: pa.ChunkedArray) -> int:
    import pyarrow.compute as pc

    return int(pc.sum(column).as_py() or 0)


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    """How often each value occurs."""
    return {str(row["values"]): row["counts"] for row in column.value_counts().to_pylist()}


def _dump_counts(result: Result, several: pa.Table) -> Iterable[DumpCounts]:
    import pyarrow.compute as pc

    members = result.members
    founders = members.filter(pc.equal(members.column("relation"), "founder"))
    records, new = _tally(members.column("dump")), _tally(founders.column("dump"))
    shared = _tally(pc.list_flatten(several.column("dumps")))
    rejects = _tally(result.rejects.column("dump"))
    for number, name in enumerate(result.dumps):
        yield DumpCounts(
            name=name,
            records=records.get(name, 0),
            papers=int(result.overlap[number, number]),
            new=new.get(name, 0),
            shared=shared.get(name, 0),
            rejects=rejects.get(name, 0),
        )


def _largest(papers: pa.Table, shown: int) -> tuple[NamedPaper, ...]:
    """Papers of several records, those of most records first, else in their own order."""
    records = papers.column("records").to_numpy()
    order = np.argsort(-records, kind="stable")[:shown]
    return tuple(_named(row) for row in _rows(papers, order[records[order] > 1]))


def _rows(table: pa.Table, numbers: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    """A few rows; slices, because `take` would first copy the whole table."""
    return [table.slice(int(number), 1).to_pylist()[0] for number in numbers]


def _named(row: dict[str, Any]) -> NamedPaper:
    return NamedPaper(
        canonical_id=row["canonical_id"],
        label=one_line(row["title"] or row["abstract"] or "") or row["record_id"],
        records=row["records"],
        dumps=len(row["dumps"]),
        texts=row["texts"],
    )


def _revisions(result: Result, shown: int) -> tuple[Revision, ...]:
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = np.flatnonzero(result.papers.column("texts").to_numpy() > 1)[:shown]
    papers = _rows(result.papers, numbers)
    ids = pa.array([paper["canonical_id"] for paper in papers], pa.string())
    members = result.members.select(["canonical_id", "dump", "position", "relation", "similarity"])
    rows = members.filter(pc.is_in(members.column("canonical_id"), ids)).to_pylist()
    return tuple(
        _revision(
            result, paper, [row for row in rows if row["canonical_id"] == paper["canonical_id"]]
        )
        for paper in papers
    )


def _revision(result: Result, paper: dict[str, Any], members: list[dict[str, Any]]) -> Revision:
    places = [(row["dump"], row["position"]) for row in _unlike(result, members)]
    told = result.explain(*places)
    return Revision(
        paper=_named(paper),
        founder="{}:{}".format(*places[0]),
        revised="{}:{}".format(*places[1]),
        similarity=told.jaccard,
        difference=one_line(marked(told.diff), DIFFERENCE),
    )


def _unlike(result: Result, members: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The founder and the record whose text is least like its own; of a founder without an abstract
    two others that differ, if they are soon found.
    """
    founder = next(row for row in members if row["relation"] == "founder")
    known = [row for row in members if row["similarity"] is not None]
    revised = [row for row in known if 0 < row["similarity"] < 1]
    revised = revised or [row for row in known if row["similarity"] == 0]
    if revised:
        return founder, min(revised, key=lambda row: float(row["similarity"]))
    rest = [row for row in members if row["similarity"] is None]
    for pair in islice(combinations(rest, 2), LOOKED_AT):
        if 0 < result.explain(*((row["dump"], row["position"]) for row in pair)).jaccard < 1:
            return pair
    return founder, (rest or members)[-1]


def _first_rejects(rejects: pa.Table, shown: int) -> tuple[NamedReject, ...]:
    rows = rejects.slice(0, shown).to_pylist()
    return tuple(
        NamedReject(
            dump=row["dump"],
            position=row["position"],
            line=row["line"],
            reason=one_line(row["reason"]),
            input=one_line(row["input"] or ""),
        )
        for row in rows
    )


def one_line(text: str, most: int = LABEL) -> str:
    r"""Text that is safe in a terminal: one line, no control characters, cut to `most` characters.

    >>> one_line("A  title\n in \x1b[31mtwo lines")
    'A title in [31mtwo lines'
    """
    start = " ".join(text[: 4 * most].split())
    safe = "".join(char for char in start if char.isprintable())
    return safe if len(safe) <= most else safe[: most - 1].rstrip() + "…"


def result_line(summary: Summary) -> str:
    """What was found, in one line without colour.

    >>> from paperdedup import deduplicate
    >>> from paperdedup.report import summarize
    >>> result_line(summarize(deduplicate(["One paper about sets and the sizes of sets."])))
    '1 record in 1 dump is 1 paper: 0 repeats, 0 revised, 0 rejects'
    """
    records, dumps = counted(summary.records, "record"), counted(len(summary.dumps), "dump")
    verb = "is" if summary.records == 1 else "are"
    return (
        f"{records} in {dumps} {verb} {counted(summary.papers, 'paper')}: "
        f"{counted(summary.repeats, 'repeat')}, "
        f"{summary.revised:,} revised, {counted(summary.rejects, 'reject')}"
        + (f", {counted(len(summary.notes), 'note')} on reading" if summary.notes else "")
    )

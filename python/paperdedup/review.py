"""The pairs that a person should look at, with what they need to decide, by what hangs on each.

Unsure pairs are near the threshold; conflicts share an identifier and are two papers by all else.
A pair matters as many records as the answer can move, times its nearness to the threshold (1 at it,
0 where unsure ends; a conflict counts as half way). Of the pairs between the same two papers the
first stands for all, for they are one question; pairs that surer ones settle are none. Pairs
already decided come last, with their decision, so that the file can be given again as it is.
Limits: of thousands of records that are much alike each is near many others, so only the first
`MOST` open pairs are listed, and what is left is counted; one Python step per row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paperdedup import schemas
from paperdedup.contradicting import contradictions
from paperdedup.splitting import parts
from paperdedup.telling import Teller
from paperdedup.wording import Pair, Told, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from paperdedup.corpus import Corpus, Place
    from paperdedup.decisions import Applied
    from paperdedup.findings import Findings
    from paperdedup.judged import Judged

    Numbers = npt.NDArray[np.int64]

CONFLICT: Final = 0.5
"""Nearness of a conflict, whose score is far from the threshold by what it is."""

MOST: Final = 10_000
"""Open pairs that are listed: more than a person answers before running again, when the next come.
"""

SHOWN: Final = 300
"""Characters of a title or a list of authors that are shown."""

WHY_UNSURE: Final = "unsure: its score is near the threshold"
WHY_CONFLICT: Final = "conflict: they share an identifier, and all else says two papers"
WHY_DECIDED: Final = "decided: {source}"
WHY_CONTRADICTED: Final = "contradicted: {why}"
WHY_ABSENT: Final = "decided: {source}; not both records are here"


class Questions(NamedTuple):
    """The pairs that nobody decided."""

    pairs: pa.Table
    """Rows of edges, those first that matter most, and `records`, which the answer can move."""
    left: int
    """Pairs behind the last of these."""


class Shown(NamedTuple):
    """What a person is shown of a record."""

    told: Told
    record_id: str
    place: Place


def shown_of(corpus: Corpus, findings: Findings) -> Callable[[int], Shown]:
    """The records of a run, by number."""
    teller = Teller(corpus, findings)
    ids = corpus.record_ids
    return lambda number: Shown(teller.told(number), str(ids[number]), corpus.place(number))


def questions(findings: Judged, applied: Applied, policy: Mapping[str, Any] | None) -> Questions:
    """What is open where this policy decided."""
    edges = findings.edges
    if edges is None or policy is None:
        return Questions(pa.table({}), 0)
    is_listed = pc.or_(edges.column("unsure"), edges.column("conflict"))
    # Without the points: millions may be listed, of which a few are told.
    listed = edges.select(["record_a", "record_b", "score", "conflict"]).filter(is_listed)
    a, b = findings.ends(listed)
    sides, moved = _asked(findings, applied, a, b)
    distance = np.abs(listed.column("score").to_numpy() - policy["threshold"])
    near = 1 - np.minimum(distance / max(policy["unsure"], 1e-9), 1)
    conflict = listed.column("conflict").to_numpy()
    weight = moved * np.where(conflict, np.maximum(near, CONFLICT), near)
    order = np.lexsort((b, a, distance, -weight))
    asked = ((moved > 0) | conflict) & ~_were_decided(findings, applied, a, b)
    order = order[asked[order]]
    question = np.sort(sides[:, order], axis=0)
    _, first = np.unique(question[0] * 2 * len(findings.founders) + question[1], return_index=True)
    chosen = order[np.sort(first)]
    told = chosen[:MOST]
    pairs = edges.take(np.flatnonzero(is_listed)[told])
    return Questions(
        pairs.append_column("records", pa.array(moved[told])), max(len(chosen) - MOST, 0)
    )


def review(
    findings: Judged,
    applied: Applied,
    policy: Mapping[str, Any] | None,
    asked: Questions,
    shown: Callable[[int], Shown],
) -> pa.Table:
    """The rows (`schemas.REVIEW`). `policy`: the table that decided; `asked`: the `questions`;
    `shown`: a record by its number.
    """
    if findings.edges is None or policy is None:
        return schemas.REVIEW.empty_table()
    rows = [*_open(asked), *_decided(findings, applied)]
    told = [_row(findings, shown, policy["threshold"], row) for row in rows]
    return pa.Table.from_pylist(told, schema=schemas.REVIEW)


def _open(asked: Questions) -> Iterator[dict[str, Any]]:
    for row in asked.pairs.to_pylist():
        yield row | {"why": WHY_CONFLICT if row["conflict"] else WHY_UNSURE, "decision": None}


def _were_decided(
    findings: Judged, applied: Applied, a: Numbers, b: Numbers
) -> npt.NDArray[np.bool_]:
    """Which pairs somebody decided."""
    decided = {_said(findings, *pair) for pair in applied.records.values()}
    ends = pa.array(sorted({end for pair in applied.records.values() for end in pair}), pa.int64())
    contents = findings.content_ids.take(ends)
    both = [pc.is_in(findings.content_ids.take(pa.array(end)), contents) for end in (a, b)]
    found: npt.NDArray[np.bool_] = pc.and_(*both).to_numpy(zero_copy_only=False)
    for at in np.flatnonzero(found):
        found[at] = _said(findings, int(a[at]), int(b[at])) in decided
    return found


def _said(findings: Judged, a: int, b: int) -> frozenset[Any]:
    """What a decision on two records is about: their contents; themselves where these are one."""
    contents = frozenset(findings.content_ids[number].as_py() for number in (a, b))
    return contents if len(contents) == 2 else frozenset((a, b))


def _asked(findings: Judged, applied: Applied, a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """What each pair would join or part, a column for each: two papers, or the two parts of one
    paper that hang together without unsure pairs; and how many records the answer can move: those
    of the smaller of both, 0 where they are one.
    """
    edges = findings.edges
    assert edges is not None
    sure = edges.filter(pc.and_(edges.column("same"), pc.invert(edges.column("unsure"))))
    pieces = parts(findings, applied, sure)
    count = len(pieces)
    apart = findings.founders[a] != findings.founders[b]
    papers = np.bincount(findings.founders, minlength=count)
    sizes = np.concatenate([papers, np.bincount(pieces, minlength=count)])
    both = np.array([np.where(apart, findings.founders[x], count + pieces[x]) for x in (a, b)])
    return both, np.where(both[0] == both[1], 0, np.minimum(*sizes[both]))


def _decided(findings: Judged, applied: Applied) -> Iterator[dict[str, Any]]:
    """Pairs that somebody decided; of those that are not here, what their rows say."""
    known = _known(findings, list(applied.records.values()))
    broken = contradictions(applied, findings.contradictions, findings.founders)
    contradicted = {one.decision: WHY_CONTRADICTED.format(why=one) for one in broken}
    for at, made in enumerate(applied.decisions):
        if at in applied.records:
            a, b = applied.records[at]
            row = known.get(frozenset((a, b)), {"record_a": a, "record_b": b})
            why = contradicted.get(made, WHY_DECIDED.format(source=made.source))
            yield row | {"why": why, "records": 0, "decision": made.word}
        else:
            kept = {key: value for key, value in made.row.items() if key.startswith("title_")}
            named = {"content_a": made.content or made.a, "content_b": made.content or made.b}
            named |= {"record_a": made.a, "record_b": made.b} if made.content else {}
            why = WHY_ABSENT.format(source=made.source)
            yield kept | named | {"why": why, "records": 0, "decision": made.word}


def _known(
    findings: Judged, pairs: Sequence[tuple[int, int]]
) -> dict[frozenset[int], dict[str, Any]]:
    """Rows of edges, by their pair, of these pairs."""
    edges = findings.edges
    assert edges is not None
    wanted = {frozenset(pair) for pair in pairs}
    ends = pa.array(sorted({end for pair in wanted for end in pair}), pa.uint32())
    both = (pc.is_in(edges.column(name), ends) for name in ("record_a", "record_b"))
    rows = edges.filter(pc.and_(*both)).to_pylist()
    found = {frozenset((row["record_a"], row["record_b"])): row for row in rows}
    return {pair: row for pair, row in found.items() if pair in wanted}


def _row(
    findings: Judged, shown: Callable[[int], Shown], threshold: float, row: Mapping[str, Any]
) -> dict[str, Any]:
    """One row as a person sees it."""
    if "content_a" in row:
        return dict(row)
    cells = {name: row[name] for name in ("why", "records", "decision")}
    ends = (int(row["record_a"]), int(row["record_b"]))
    both = tuple(map(shown, ends))
    cells["same_paper"] = bool(findings.founders[ends[0]] == findings.founders[ends[1]])
    if "score" in row:
        pair = Pair(
            a=both[0].told,
            b=both[1].told,
            jaccard=row["jaccard"] or 0.0,
            containment=row["containment"] or 0.0,
        )
        points = worded([(point["evidence"], point["points"]) for point in row["points"]], pair)
        cells |= {"score": row["score"], "threshold": threshold, "relation": row["relation"]}
        cells["points"] = "; ".join(map(str, points))
    for side, number, (told, record_id, place) in zip("ab", ends, both, strict=True):
        cells |= {
            f"title_{side}": told.title[:SHOWN] or None,
            f"authors_{side}": told.authors[:SHOWN] or None,
            f"year_{side}": told.year or None,
            f"record_{side}": record_id,
            f"dump_{side}": place.dump,
            f"position_{side}": place.position,
            f"content_{side}": str(findings.content_ids[number]),
        }
    return cells

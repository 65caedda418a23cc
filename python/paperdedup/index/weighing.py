"""Why two records of an index are, or are not, one paper: the core's verdict in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperdedup.config import WITHOUT_TABLE
from paperdedup.index.answers import Ruling, Verdict
from paperdedup.index.making import field_diff
from paperdedup.telling import FIELDS
from paperdedup.wording import Pair, Point, Told, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperdedup.config import Config
    from paperdedup.index.answers import Record


def weighed(found: Mapping[str, Any], a: Record, b: Record, config: Config) -> Verdict:
    """What the core says of two records, as a verdict. Where the text alone decides there are no
    points, and the threshold is of the Jaccard similarity.
    """
    if config.policy in WITHOUT_TABLE:
        same = found["jaccard"] >= config.threshold
        alone = {"score": None, "points": (), "threshold": config.threshold}
        found = {**found, **alone, "same": same, "unsure": False, "conflict": False}
    return Verdict(
        a=a,
        b=b,
        one_paper=found["one_paper"],
        reason=_reason(found, a, b, config),
        jaccard=found["jaccard"],
        containment=found["containment"],
        threshold=found["threshold"],
        score=found["score"],
        same=found["same"],
        unsure=found["unsure"],
        conflict=found["conflict"],
        relation=found["relation"],
        points=_points(found, a, b),
        channels=tuple(found["channels"]),
        stored=found["stored"],
        decisions=tuple(
            Ruling(a=a.label, b=b.label, same=same, who=who, why=why, made=made)
            for same, who, why, made in found["decisions"]
        ),
        diff=field_diff("abstract", a, b),
        title_diff=field_diff("title", a, b),
    )


def _points(found: Mapping[str, Any], a: Record, b: Record) -> tuple[Point, ...]:
    pair = Pair(
        a=told_by(a), b=told_by(b), jaccard=found["jaccard"], containment=found["containment"]
    )
    return worded(found["points"], pair)


def told_by(record: Record) -> Told:
    """What a record says, for those who put it into words."""
    values = {name: record.fields.get(name, "") for name in FIELDS}
    return Told(**values, identifiers=record.identifiers)


def _reason(found: Mapping[str, Any], a: Record, b: Record, config: Config) -> str:
    one_paper, same = found["one_paper"], found["same"]
    if a.record == b.record:
        return "They are one record."
    if found["decisions"]:
        return "It was decided so." if one_paper == found["decisions"][-1][0] else AGAINST
    if one_paper:
        if a.content_id == b.content_id:
            return "All of their content is equal."
        return TOGETHER if same else BY_OTHERS
    if same and config.unique_within and a.dump_number == b.dump_number:
        return ONE_DUMP
    if same:
        return BRIDGE if found["stored"] else UNMET
    if found["conflict"]:
        return "They share an identifier, and all else says two papers."
    if found["unsure"]:
        return "The evidence is not enough; a person may decide."
    return "The evidence speaks against it, or there is too little of it."


TOGETHER = "The evidence that they are one paper is enough."
BY_OTHERS = "Their own evidence is not enough, but other records of the paper connect them."
BRIDGE = (
    "They match, but not both match the founder of either paper, or a contradiction, a decision or "
    "a dump that holds no paper twice keeps the papers apart: a bridge that was not followed."
)
ONE_DUMP = "They match, but are of one dump, and no dump holds a paper twice."
UNMET = "They would match, but nothing brought them together to be compared."
AGAINST = "A decision on them does not hold, since another contradicts it."

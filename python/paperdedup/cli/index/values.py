"""What an index answers, as values for JSON: whatever has parts with names becomes an object.

So a script asks for parts by name in every command, and none is told by its place in a list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

PAIRS: Final = {
    "updated": ("record_id", "canonical_id"),
    "contradictions": ("a", "b"),
    "points": ("evidence", "points"),
}
"""Parts that are pairs, and what the two are."""


def values(found: Any) -> Any:
    """An answer, and all that is in it. A number that JSON has not, such as NaN, is none.

    >>> from paperdedup import Split
    >>> values({"split": (Split("pd:1", "pd:2"),)})
    {'split': [{'old': 'pd:1', 'paper': 'pd:2'}]}
    """
    if isinstance(found, float) and not math.isfinite(found):
        return None
    if is_dataclass(found):
        return values({one.name: getattr(found, one.name) for one in fields(found)})
    if hasattr(found, "_asdict"):
        return values(found._asdict())
    if isinstance(found, Mapping):
        return {name: values(_named(name, value)) for name, value in found.items()}
    return list(map(values, found)) if isinstance(found, tuple | list) else found


def _named(part: str, value: Any) -> Any:
    names = PAIRS.get(part)
    if names is None or not isinstance(value, tuple):
        return value
    return [dict(zip(names, one, strict=True)) if type(one) is tuple else one for one in value]

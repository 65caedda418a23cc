"""What an index is asked for, as the core takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paperdedup.config import MOST_RECORDS, checked_number, checked_whole, shown
from paperdedup.errors import ConfigError, InputError
from paperdedup.index import later
from paperdedup.records import FIELDS, whole_text


def asked(
    what: str | Mapping[str, Any], k: int, threshold: float | None
) -> tuple[dict[str, str], int, float | None]:
    """A query as the core takes it: texts as they are, any other record as it is read from a dump;
    how many papers, and how near.
    """
    if not isinstance(what, str | Mapping):
        raise ConfigError(f"the query is {shown(what)}: must be a text or a record")
    given = {"abstract": what} if isinstance(what, str) else dict(what)
    plain = all(name in FIELDS and isinstance(value, str) for name, value in given.items())
    values = given if plain else _read(given)
    texts = {name: whole_text(value) for name, value in values.items()}
    limits = wanted(k, threshold)
    return texts, limits["k"], limits["threshold"]


def wanted(k: int, threshold: float | None) -> dict[str, Any]:
    """How many papers, and how near, of each that is asked for."""
    least = None if threshold is None else checked_number("threshold", threshold)
    return {"k": checked_whole("k", k, least=1, most=MOST_RECORDS), "threshold": least}


def _read(record: dict[str, Any]) -> dict[str, str]:
    """A record with other values or names than the fields have: years, lists, a `summary`."""
    try:
        (dump,) = later.read([record])
    except InputError as error:
        names = f"name its fields as paperdedup does: {', '.join(FIELDS)}"
        raise ConfigError(f"the query is no record: {error.problem}. To do: {names}") from error
    values = dump.fields().to_pylist()[0]
    return {name: value for name, value in values.items() if value is not None}

"""One JSON value by Python's own parser: slow, lenient, and able to tell what is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

from paperdedup.readers.encoding import repaired
from paperdedup.readers.structure import MAX_DEPTH

__all__ = ["TOO_DEEP", "parse_json"]

TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str) -> tuple[Any, str | None]:
    """The value, or the reason why there is none.

    More lenient than the standard where that saves a record: control characters in strings, NaN
    (null), lone surrogates (U+FFFD).

    >>> parse_json('{"a": NaN, "b": "\\\\ud800"}')
    ({'a': None, 'b': '\ufffd'}, None)
    >>> parse_json('{"a": 1')[1]
    "not valid JSON: Expecting ',' delimiter at character 8"
    >>> parse_json('{"a": "x')[1]
    'not valid JSON: Unterminated string starting at character 7'
    """
    try:
        value = DECODER.decode(text)
    except json.JSONDecodeError as error:
        # Some of its messages are made to be followed by the place in another form.
        problem = error.msg.removesuffix(" at").removesuffix(": ")
        return None, f"not valid JSON: {problem} at character {error.pos + 1}"
    except RecursionError:
        return None, TOO_DEEP
    return (repaired(value) if SURROGATE.search(text) else value), None


def _integer(digits: str) -> int | str:
    """Integers of any size: those beyond 64 bits stay the text they are."""
    short = len(digits) < len(str(1 << 63))
    return int(digits) if short or _fits(digits) else digits


def _fits(digits: str) -> bool:
    return len(digits) <= len(str(-(1 << 63))) and -(1 << 63) <= int(digits) < 1 << 63


DECODER = json.JSONDecoder(strict=False, parse_int=_integer, parse_constant=lambda _: None)

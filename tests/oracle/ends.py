"""Steps 4 and 5 of docs/normalization.md: labels at the start, copyright lines at the end."""

import re

from .alphabetic import is_letter, is_numeric
from .names import BLANKS

_LABEL = re.compile(
    rf"(?:abstract|summary)(?::|[.-](?=[{BLANKS}])|[—–]|(?=[\n\r]))", re.IGNORECASE | re.ASCII
)
_CAPITALS = re.compile(rf"ABSTRACT(?=[{BLANKS}])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_COPYRIGHT = re.compile(r"copyright", re.IGNORECASE | re.ASCII)
_RIGHTS = re.compile(r"all rights reserved", re.IGNORECASE | re.ASCII)
_CLOSING = frozenset(".!?;)]\"'”’»")
TAIL = 400


def has_content(text: str) -> bool:
    """Whether there is a letter or a digit."""
    return any(is_letter(c) or is_numeric(c) for c in text)


def remove_labels(text: str) -> str:
    """Step 4.

    >>> remove_labels(" ABSTRACT Summary: We ..."), remove_labels("Abstract interpretation is")
    (' We ...', 'Abstract interpretation is')
    """
    while True:
        rest = text.lstrip(BLANKS)
        label = _LABEL.match(rest) or _CAPITALS.match(rest)
        if label is None:
            return text
        text = rest[label.end() :]


def _year_within(text: str, place: int, limit: int) -> bool:
    """Whether a year begins at `place` or at most `limit` bytes later."""
    start = place
    while start < len(text) and len(text[place:start].encode()) <= limit:
        if _is_year(text, start):
            return True
        start += 1
    return False


def _is_year(text: str, place: int) -> bool:
    beside = text[place - 1 : place] + text[place + 4 : place + 5]
    return bool(_YEAR.match(text, place)) and not any(is_numeric(c) for c in beside)


def _mark_at(text: str, place: int) -> bool:
    """Whether a copyright mark with all it needs begins here."""
    if text[place] == "©":
        return _year_within(text, place + 1, 60)
    if not _may_begin(text[:place]):
        return False
    if text[place : place + 3].lower() == "(c)":
        return _year_within(text, place + 3, 12)
    word = _COPYRIGHT.match(text, place)
    if word:
        sign = text[word.end() :].lstrip(BLANKS)[:3].lower()
        return sign[:1] == "©" or sign == "(c)" or _year_within(text, word.end(), 40)
    return bool(_RIGHTS.match(text, place))


def _may_begin(before: str) -> bool:
    """Whether a sentence or a line ends right before the mark."""
    for character in reversed(before):
        if character in "\n\r" or character in _CLOSING:
            return True
        if character not in BLANKS:
            return False
    return False


def remove_copyright(text: str) -> str:
    """Step 5.

    >>> remove_copyright("It works well. (c) 2019 X")
    'It works well. '
    """
    place = len(text)
    while place > 0 and len(text[place:].encode()) < TAIL:
        place -= 1
    while place < len(text) and not _mark_at(text, place):
        place += 1
    before, after = text[:place], text[place:]
    if has_content(before) and len(before.encode()) >= len(after.encode()):
        return before
    return text

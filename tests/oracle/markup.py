"""Steps 1 and 2 of docs/normalization.md: entities and tags.

Each step is a left-to-right scan that asks at every place whether something begins there.
"""

import re
from html.entities import html5

from .names import ASCII_BLANKS, ELEMENTS, INLINE, PREFIXES

_ENTITY = re.compile(r"&(?:#[xX]([0-9A-Fa-f]+)|#([0-9]+)|([A-Za-z0-9]+));")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_:-]*)([^<>]*)>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DIGITS = frozenset("0123456789")
ENTITY_LIMIT = 40
NAME_LIMIT = 40
REST_LIMIT = 1000


def _entity(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if len(match[0]) > ENTITY_LIMIT:
        return match[0]
    if name is not None:
        return html5.get(name + ";", match[0])
    digits, base = (hexadecimal, 16) if hexadecimal else (decimal, 10)
    point = int(digits, base)
    if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
        return "\ufffd"
    return chr(point)


def replace_entities(text: str) -> str:
    """Step 1: what is escaped twice is unescaped twice.

    >>> replace_entities("a &amp;lt; b &unknown; &#65;")
    'a < b &unknown; A'
    """
    return _ENTITY.sub(_entity, _ENTITY.sub(_entity, text))


def _is_tag(name: str, rest: str) -> bool:
    if len(name) > NAME_LIMIT or len(rest.encode()) > REST_LIMIT:
        return False
    prefix, local = _parts(name)
    if local not in ELEMENTS and prefix not in PREFIXES:
        return False
    return not rest.rstrip("/").strip(ASCII_BLANKS) or (rest[0] in ASCII_BLANKS and "=" in rest)


def _parts(name: str) -> tuple[str, str]:
    """Prefix and local name, in lower case."""
    prefix, colon, local = name.lower().partition(":")
    return (prefix, local) if colon else ("", prefix)


def _tag_at(text: str, place: int) -> tuple[int, bool] | None:
    """The end of the tag or comment that begins here, and whether it is inline."""
    comment = _COMMENT.match(text, place)
    if comment:
        return comment.end(), False
    tag = _TAG.match(text, place)
    if not tag or not _is_tag(tag[2], tag[3]):
        return None
    return tag.end(), _parts(tag[2])[1] in INLINE


def remove_tags(text: str) -> str:
    """Step 2: inline tags vanish, other tags are a line break.

    >>> remove_tags("A<sub>1</sub>ARs<br/>10<sup>3</sup>, a <b and c> d")
    'A1ARs\\n10 3, a <b and c> d'
    """
    out: list[str] = []
    place = 0
    while place < len(text):
        found = _tag_at(text, place) if text[place] == "<" else None
        if found is None:
            out.append(text[place])
            place += 1
            continue
        end, inline = found
        before = out[-1] if out else ""
        after = text[end : end + 1]
        if not inline:
            out.append("\n")
        elif before in _DIGITS and after in _DIGITS:
            out.append(" ")
        place = end
    return "".join(out)

"""Where the records are in a JSON value, told by the names and brackets of its first bytes.

They may be the elements of an array, also within objects (`{"response": {"docs": [...]}}`), or the
members of an object that is keyed by id (`{"p1": {...}, "p2": {...}}`). Limits: what the first
bytes do not show is not known; of several arrays the names in the first object of each decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from paperdedup.records import FIELD_NAMES, names_field

__all__ = ["OBJECT_START", "Outline", "is_page", "outline_of", "record_list", "records_at"]

TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*+)(?:"|\Z)|[{}\[\]:]', re.DOTALL)
OBJECT_START = re.compile(rb'\s*\{\s*["}]')
DEEPEST_LIST = 4

MOST_KEYS = 100
"""So many keys tell whether they are names of fields."""

LIST_OF_KEYS = "uids"
"""Beside the records of PubMed's summaries stand their keys, and a record may be alone there."""


CITED = frozenset({"bibliography", "citations", "reference", "references"})
"""Keys of arrays of what a paper cites, or what cites it, as Semantic Scholar has them."""


@dataclass
class Frame:
    """An object or an array that is open while the outline of a head is read."""

    is_object: bool
    start: int
    keys: list[str] = field(default_factory=list)
    members: list[tuple[int, Frame]] = field(default_factory=list)
    """Of objects among objects, and of the first of an array: the objects in it, and where the key
    of each begins."""
    boxes: int = 0
    """How many objects and arrays are in it."""
    seen: bool = False
    listed: bool = False
    """Whether it is the first object of an array."""


class Listed(NamedTuple):
    """An array of objects: where they begin, the first of them, the objects around, and its key."""

    start: int
    first: Frame
    around: list[Frame]
    key: str


class Outline(NamedTuple):
    """The outermost object, its arrays of objects, and whether it ends within the head."""

    outermost: Frame
    lists: list[Listed]
    ends: bool = False


def record_list(head: bytes) -> int | None:
    """Where the records begin that an array or an object holds; None if an object is itself one.

    Of several arrays of objects it is the first whose objects have a title or an abstract, or hold
    a paper. What a paper has arrays of, such as references, is none. Records that are keyed begin
    with their key.

    >>> record_list(b'[{"a": 1}]'), record_list(b'{"n": 1, "data": [{"title": "A"}]}')
    (1, 18)
    >>> record_list(b'{"1": {"title": "A"}, "2": {"title": "B"}}')
    1
    >>> record_list(b'{"title": "A", "abstract": "B", "authors": [{"name": "C"}]}') is None
    True
    """
    if not OBJECT_START.match(head):
        return head.index(b"[") + 1 if head.lstrip().startswith(b"[") else None
    return records_at(outline_of(head))


def records_at(outline: Outline) -> int | None:
    """Where the records of an outline begin; None if the outermost object is itself a record."""
    keys = outline.outermost.keys
    titled = [_named(keys, "title"), _named(keys, "abstract")]
    if all(titled) or _is_paper(keys):
        return None
    told = _told_records(outline)
    lists = _lists(outline)
    return lists[0].start if told is None and lists and not any(titled) else told


def is_page(outline: Outline) -> bool:
    """Whether an object holds records and says nothing itself, as an answer to a search does."""
    keys = outline.outermost.keys[:MOST_KEYS]
    said = any(names_field(key, known) for key in keys for known in FIELD_NAMES)
    said = said or any(_has_text(frame.keys) for frame in _around(outline))
    return not said and _told_records(outline) is not None


def _told_records(outline: Outline) -> int | None:
    """Where the records begin that are told by their fields."""
    keyed = _keyed(outline.outermost)
    if keyed is not None:
        return keyed
    for found in _lists(outline):
        papers = (_is_paper(inner.keys) for _, inner in found.first.members)
        if _has_text(found.first.keys) or any(papers):
            return found.start
    return None


def _lists(outline: Outline) -> list[Listed]:
    """The arrays of objects that are not in a paper, and not what something with a title cites."""
    around = _around(outline)
    papers = {id(frame) for frame in around if _is_paper(frame.keys)}
    titled = {id(frame) for frame in around if _named(frame.keys, "title")}
    own = (found for found in outline.lists if papers.isdisjoint(map(id, found.around)))
    return [f for f in own if f.key.casefold() not in CITED or id(f.around[-1]) not in titled]


def _around(outline: Outline) -> list[Frame]:
    """The objects that arrays of objects are in, each once: thousands may be in one of thousands
    of keys.
    """
    return list({id(frame): frame for found in outline.lists for frame in found.around}.values())


def _keyed(frame: Frame) -> int | None:
    """Where the first record is, if the object, or one in it that is not beside others, is keyed.

    Names of fields are no keys: what has a title and a journal, which has one too, is one record.
    """
    if any(names_field(key, known) for key in frame.keys[:MOST_KEYS] for known in FIELD_NAMES):
        return None
    listed = frame.keys[:1] == [LIST_OF_KEYS]
    titled = sum(_has_text(inner.keys) for _, inner in frame.members)
    if titled >= (1 if listed else 2) and 2 * titled > len(frame.keys) - listed:
        return frame.members[0][0]
    inside = [inner for _, inner in frame.members if inner.keys[:1] == [LIST_OF_KEYS]]
    alone = [inner for _, inner in frame.members if len(frame.keys) == 1]
    return next(filter(None, map(_keyed, inside or alone)), None)


def _has_text(keys: list[str]) -> bool:
    return _named(keys, "title") or _named(keys, "abstract")


def _is_paper(keys: list[str]) -> bool:
    """Whether it is one by itself: an issue, a feed or a facet have a title too, but no DOI, and
    not both an abstract and authors.
    """
    described = _named(keys, "abstract") and _named(keys, "authors")
    return _named(keys, "title") and (described or _named(keys, "doi"))


def _named(keys: list[str], known: str) -> bool:
    return any(names_field(key, known) for key in keys)


def outline_of(head: bytes) -> Outline:
    """The outline of an object that begins so."""
    frames: list[Frame] = []
    outline = Outline(Frame(is_object=True, start=0), [])
    last, key_start, mark = b"", 0, b""
    for token in TOKEN.finditer(head):
        mark = token.group()[:1]
        if mark == b'"':
            last, key_start = token.group(1), token.start()
        elif mark == b":" and frames:
            frames[-1].keys.append(last.decode("utf-8", "replace"))
        elif mark in (b"{", b"["):
            frame = Frame(mark == b"{", token.end())
            if frames:
                _note(outline, frames, frame, key_start)
            frames.append(frame)
        elif len(frames) == 1:
            return outline._replace(outermost=frames[0], ends=True)
        elif frames:
            frames.pop()
    if not frames:
        return outline
    if mark == b":":
        frames[-1].keys.pop()  # its value is not in the head
    return outline._replace(outermost=frames[0])


def _note(outline: Outline, frames: list[Frame], frame: Frame, key_start: int) -> None:
    """Note what is opened within others: also where, if it may be a record."""
    frames[-1].boxes += 1
    if _is_first_record(frames, frame):
        frame.listed = True
        outline.lists.append(Listed(frames[-1].start, frame, frames[:-1], _last_key(frames[-2])))
    elif frame.is_object and frames[-1].listed:
        if not any(names_field(_last_key(frames[-1]), known) for known in FIELD_NAMES):
            frames[-1].members.append((key_start, frame))
    elif frame.is_object and len(frames) <= DEEPEST_LIST and _all_objects(frames):
        frames[-1].members.append((key_start, frame))


def _last_key(frame: Frame) -> str:
    """The key of what is opened in an object; none if it is no sound JSON."""
    return frame.keys[-1] if frame.keys else ""


def _is_first_record(frames: list[Frame], frame: Frame) -> bool:
    """Whether this is the first object of an array that only objects hold."""
    if not frame.is_object or not 1 < len(frames) <= DEEPEST_LIST or frames[-1].is_object:
        return False
    first = not frames[-1].seen
    frames[-1].seen = True
    return first and _all_objects(frames[:-1])


def _all_objects(frames: list[Frame]) -> bool:
    """Whether there are some, and they are all objects."""
    return bool(frames) and all(outer.is_object for outer in frames)

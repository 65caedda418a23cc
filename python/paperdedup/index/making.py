"""What the core says of an index as the values that `Index` answers with."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from numbers import Integral
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import pyarrow as pa

from paperdedup.config import (
    MOST_RECORDS,
    Config,
    checked,
    checked_number,
    checked_whole,
    named,
    policies,
    shown,
)
from paperdedup.diff import changes
from paperdedup.errors import ConfigError, IndexStateError, UnknownRecordError
from paperdedup.index.answers import (
    LISTED,
    Difference,
    Entry,
    Event,
    Hit,
    Member,
    Paper,
    Record,
    Revision,
    Ruling,
)
from paperdedup.index.updates import DumpUpdate, Effect, Merged, Moved, Split
from paperdedup.nouns import counted
from paperdedup.records import FIELDS, whole_text
from paperdedup.stages import normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import paperdedup._native as core
    from paperdedup.diff import Change
    from paperdedup.records import Dump

Found = TypeVar("Found")
MOST_CACHE_MB = 1 << 20
MEMBER = ("record", "record_id", "dump", "position", "content_id", "canonical_id", "relation")


def refuse_copies(index: Any) -> NoReturn:
    """As a method of an index: neither pickle nor `copy` can take an open file along."""
    raise TypeError(
        f"an Index cannot be pickled or copied: call Index.open({index.path!r}) in the process "
        "that needs it, with read_only=True where it only asks"
    )


def spelled(name: object) -> str:
    """A name as the core reads it. A place has a zero before the position, as no id has."""
    if isinstance(name, tuple) and len(name) == len(("dump", "position")):
        name = f"{name[0]}:0{name[1]}"
    if not isinstance(name, str):
        raise ConfigError(f"name = {shown(name)}: must be a text, or (dump, position)")
    return whole_text(name)


def number(given: object) -> int:
    """The number of a record."""
    if isinstance(given, bool) or not isinstance(given, Integral):
        raise ConfigError(f"record = {shown(given)}: must be the number of a record")
    if not 0 <= int(given) < MOST_RECORDS:
        raise UnknownRecordError(f"no record has the number {shown(given)}")
    return int(given)


def flag(name: str, given: object) -> bool:
    """True or False; a word such as "different" would be true."""
    if not isinstance(given, bool):
        raise ConfigError(f"{name} = {shown(given)}: must be True or False")
    return given


def notes(who: object, why: object) -> dict[str, str]:
    """What is kept of a decision for people."""
    return {"who": _note("who", who), "why": _note("why", why)}


def _note(name: str, given: object) -> str:
    if not isinstance(given, str) or whole_text(given) != given:
        raise ConfigError(f"{name} = {shown(given)}: must be a text in Unicode")
    return given


WAIT = "wait for it"
"""What the core says can be done about another writer."""


@contextmanager
def waiting_named() -> Iterator[None]:
    """Name the argument by which a call waits, where an error says to wait."""
    try:
        yield
    except IndexStateError as error:
        problem, found, remedy = str(error).rpartition(f"; {WAIT}")
        if not found:
            raise
        raise IndexStateError(f"{problem}; {WAIT} (wait=SECONDS){remedy}") from None


def expecting(records: object) -> dict[str, int]:
    """For how many records an index is made."""
    return {"records": checked_whole("records", records, least=1, most=MOST_RECORDS)}


def held(cache_mb: object, wait: object) -> dict[str, Any]:
    """How a file is held open."""
    seconds = math.inf if wait == math.inf else checked_number("wait", wait)
    if seconds < 0:
        raise ConfigError(f"wait = {shown(wait)}: must be seconds, 0 or more")
    memory = checked_whole("cache_mb", cache_mb, least=1, most=MOST_CACHE_MB)
    return {"cache_mb": memory, "wait": seconds}


def names(given: object) -> list[str]:
    """One name, or all of a list, as the core reads them.

    >>> names("a"), names(("may", 3)), names(("a", "b"))
    (['a'], ['may:03'], ['a', 'b'])
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [spelled(given)]
    listed = list(given)
    if isinstance(given, tuple) and len(listed) == 2 and isinstance(listed[1], Integral):
        return [spelled(given)]
    return [spelled(name) for name in listed]


def there(found: Found | None, name: object) -> Found:
    """What was found by a name; `UnknownRecordError`, in the words of the core, if nothing was."""
    if found is None:
        raise UnknownRecordError(
            f"{spelled(name)}: no record or paper of the index has this name; give a canonical or "
            "content ID, an identifier, a record id or DUMP:POSITION"
        )
    return found


def require_dumps(names: Sequence[str], there: Sequence[str]) -> None:
    """Refuse names of dumps that the index has not; `there` are those that it has."""
    for name in map(spelled, names):
        if name not in there and name not in map(str, range(len(there))):
            some = ", ".join(map(repr, there[:LISTED])) + (", …" if len(there) > LISTED else "")
            raise UnknownRecordError(f"no dump {name!r}: the dumps are {some or 'none yet'}")


def stream(table: object) -> pa.RecordBatchReader:
    """A table of the core as a reader whose errors are ours."""
    reader = pa.RecordBatchReader.from_stream(table)
    return pa.RecordBatchReader.from_batches(reader.schema, _batches(reader))


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    try:
        yield from reader
    except pa.ArrowException as error:
        raise IndexStateError(str(error).removeprefix("External error: ")) from error


def dump_update(found: Mapping[str, Any], dump: Dump) -> DumpUpdate:
    """What `add` found of a dump."""
    return DumpUpdate(
        dump=found["dump"],
        known=found["known"],
        gone=found["gone"],
        records=found["records"],
        new=found["new"],
        repeated=found["repeated"],
        revised=found["revised"],
        updated=tuple((record_id, paper) for record_id, paper in found["updated"]),
        merged=tuple(Merged(old, paper) for old, paper in found["merged"]),
        renamed=tuple(Merged(old, paper) for old, paper in found["renamed"]),
        touched=tuple(found["touched"]),
        contradictions=tuple((a, b) for a, b in found["contradictions"]),
        rejects=tuple(dump.rejects),
        notes=dump.notes,
    )


def effect(found: Mapping[str, Any], gone: Iterable[str] = ()) -> Effect:
    """What a deletion or a decision did. `gone`: papers of which nothing is left. An interruption
    that came when all of it was done already says so.
    """
    made = Effect(
        gone=tuple(gone),
        records=found["records"],
        merged=tuple(Merged(old, paper) for old, paper in found["merged"]),
        split=tuple(Split(old, paper) for old, paper in found["split"]),
        renamed=tuple(Merged(old, paper) for old, paper in found["renamed"]),
        moved=tuple(Moved(old, paper) for old, paper in found["moved"]),
        contradictions=tuple((a, b) for a, b in found["contradictions"]),
    )
    heed(found, f"it was done by then: {made}")
    return made


def heed(found: Mapping[str, Any], done: str = "") -> None:
    """Raise the interruption that came when a change was done already, with what was `done`."""
    late: BaseException | None = found["interruption"]
    if late is not None:
        if done:
            late.add_note(done)
        raise late


def hit(found: Mapping[str, Any]) -> Hit:
    """A paper that a query found."""
    points = tuple((reason, float(points)) for reason, points in found["points"])
    return Hit(**{**found, "points": points})


def paper(found: Mapping[str, Any]) -> Paper:
    """A paper and its records."""
    return Paper(
        canonical_id=found["canonical_id"],
        members=tuple(Member(**_member(member)) for member in found["members"]),
    )


def record(found: Mapping[str, Any]) -> Record:
    """A record and what it says."""
    return Record(
        **_member(found),
        dump_number=found["dump_number"],
        identifiers=tuple(found["identifiers"]),
        fields=dict(found["fields"]),
        extra=json.loads(found["extra"]) if found["extra"] else {},
    )


def _member(found: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: found[name] for name in MEMBER}
    values["record_id"] = values["record_id"] or f"{values['dump']}:{values['position']}"
    return values


def event(found: Mapping[str, Any]) -> Event:
    """Something that happened."""
    return Event(**{one.name: found[one.name] for one in fields(Event)})


def decision(found: Mapping[str, Any]) -> Ruling:
    """What somebody decided."""
    return Ruling(**{one.name: found[one.name] for one in fields(Ruling)})


def entry(found: Mapping[str, Any]) -> Entry:
    """A dump of the ledger."""
    return Entry(**dict(found) | {"digest": found["digest"].hex(), "date": found["date"] or None})


def difference(
    before: str, after: str, found: Mapping[str, Any], record: Callable[[int], Record]
) -> Difference:
    """What changed between two dumps."""
    return Difference(
        before=before,
        after=after,
        new=tuple(found["new"]),
        repeated=tuple(found["repeated"]),
        revised=tuple(
            revision(canonical, record(a), record(b)) for canonical, a, b in found["revised"]
        ),
        updated=tuple(found["updated"]),
        vanished=tuple(found["vanished"]),
        gone=found["gone"],
    )


def revision(canonical: str, a: Record, b: Record) -> Revision:
    """What two records of one paper say otherwise."""
    differ = [name for name in FIELDS if _words(name, a) != _words(name, b)]
    diff = field_diff("abstract", a, b) if "abstract" in differ else ()
    return Revision(canonical_id=canonical, before=a, after=b, changed=tuple(differ), diff=diff)


def field_diff(name: str, a: Record, b: Record) -> tuple[Change, ...]:
    """What differs in a field of two records; nothing unless both have it."""
    words = [_words(name, record) for record in (a, b)]
    return tuple(changes(*words)) if all(words) else ()


def _words(name: str, record: Record) -> list[str]:
    return normalize(record.fields.get(name) or "").split()


def config(stored: Mapping[str, str]) -> Config:
    """The settings of an index, from what it keeps of them.

    >>> config({"threshold": "0.8", "text": "paper", "policy": "", "bands": "20", "rows": "5"})
    ... # doctest: +ELLIPSIS
    Config(threshold=0.8, ..., bands=20, rows=5, ..., policy='text', unique_within=None)
    """
    kinds = {one.name: str(one.type) for one in fields(Config)}
    values = {name: _typed(kinds[name], text) for name, text in stored.items() if name in kinds}
    if not values.get("policy"):
        values["policy"] = "text" if values.get("text") == "paper" else "auto"
        values["unique_within"] = None  # texts alone know no dumps
    return Config(**values)


def _typed(kind: str, text: str) -> Any:
    """A setting as its field has it, by the annotation."""
    if not text:
        return None
    if kind.startswith("int"):
        return int(text)
    return float(text) if kind == "float" else text


def described(native: core.Index, path: str) -> str:
    """What the index in a file holds, in a line."""
    try:
        counts = native.stats()
    except IndexStateError:
        return f"Index({path!r}, closed or damaged)"
    held = {noun: counted(counts[f"{noun}s"], noun) for noun in ("record", "dump", "paper")}
    return f"Index({held['record']} of {held['dump']}: {held['paper']})"


def require_config(native: core.Index, path: str, wanted: Config) -> None:
    """Refuse settings that are not those of the index, and close it then. What is left open (bands
    and rows that are None, a policy of "auto") agrees with all.
    """
    try:
        _require(native.parameters(), path, wanted)
    except BaseException:
        native.close()
        raise


def _require(stored: Mapping[str, str], path: str, wanted: Config) -> None:
    there, wanted = config(stored), checked(wanted)
    for one in fields(Config):
        asked_for, kept = getattr(wanted, one.name), getattr(there, one.name)
        left_open = one.name not in stored or asked_for in OPEN.get(one.name, ())
        if not left_open and _table(asked_for) != _table(kept):
            raise IndexStateError(
                f"{path}: it was made with {one.name} = {_short(kept)}, not {_short(asked_for)}. "
                "To do: open it without that setting, or create another index"
            )


OPEN: dict[str, tuple[object, ...]] = {"bands": (None,), "rows": (None,), "policy": ("auto",)}
"""Settings that say nothing of an index."""


def _table(setting: object) -> object:
    """A built-in policy as its table; any other setting as it is."""
    return named(setting) if isinstance(setting, str) else setting


def _short(setting: object) -> str:
    return repr(policy_name(setting) if isinstance(setting, str) else setting)


def policy_name(table: str) -> str:
    """A built-in policy by its name, another by its first line; "text" where there is none.

    >>> policy_name(""), policy_name("# Ours.\\nthreshold = 1")
    ('text', 'Ours.')
    """
    names = {text: name for name, text in policies.items()}
    first = next(iter(table.strip().splitlines()), "text")
    return names.get(table, first.lstrip("# ")[:SHOWN])


SHOWN = 60
"""Characters of a policy's first line."""

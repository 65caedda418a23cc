"""Indexes of every version of the format, kept so that later versions are seen to open them.

`python -m kept_indexes`, in `tests/`, makes one of the present version, `golden/format-N.index`,
and writes what it says, and will say after one more dump, to `golden/format-N.json`. A file that is
there is never made anew: a file of that version is what users have.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from paperdedup import Index

FOLDER = Path(__file__).parent / "golden"
EXAMPLES = Path(__file__).parent.parent / "examples" / "dumps"
MATCH = ("record_a", "record_b", "jaccard", "containment", "score", "same", "relation", "points")

STORKS = {
    "id": "storks",
    "title": "The storks of a valley, counted for nine years",
    "abstract": "We count the storks of a valley for nine years and find that most come back to "
    "the nest in which they were hatched, except after a summer without frogs. We say how to "
    "count.",
    "authors": "Ada Nest; Berta Quill",
    "year": "2021",
}
BREAD = {
    "id": "bread",
    "title": "On the weight of bread",
    "abstract": "Bread weighs less as it dries. We weigh four hundred loaves every hour and give a "
    "law of drying that holds for rye and for wheat, whatever the oven was.",
    "doi": "10.5555/Bread.1",
}
LONG = {
    "id": "long",
    "title": "A list of all the words that were said in one room",
    "abstract": " ".join(f"w{number}ord{number * number % 977}" for number in range(1_500)),
}
LIBRARY = [
    STORKS | {"arxiv": "2101.00001", "cited": 7, "where": {"shelf": [1, 2]}},
    {"id": "nests", "title": "The storks of a valley", "authors": "Ada Nest", "doi": "10.5555/N.2"},
    BREAD,
    LONG,
    17,
]
BRIDGE = [
    STORKS
    | {"id": "both", "title": "The storks of a valley"}
    | {"arxiv": "arXiv:2101.00001v3", "doi": "https://doi.org/10.5555/n.2"}
]
NEXT = [
    STORKS | {"id": "again", "abstract": STORKS["abstract"] + " The data are with the authors."},
    BREAD | {"id": "reprint"},
    {"id": "clouds", "title": "Clouds that stand still above a mountain with a lake"},
]
NAMES = ("storks", "arxiv:2101.00001v2", "doi:10.5555/bread.1", "library:3", "2025-03-10.txt:1")


def live(index: Index) -> None:
    """All that can happen to an index: repeats, updates, merges, deletes, decisions, rejects."""
    index.add([EXAMPLES / "2025-03-03.txt", EXAMPLES / "2025-03-10.txt"])
    index.add({"library": LIBRARY})
    heavier = BREAD | {"title": "On the weight of old bread"}
    assert index.add({"library": [STORKS, heavier]}).dumps[0].updated
    assert index.add({"bridge": BRIDGE}).merged
    index.decide("2025-03-03.txt:0", "2025-03-03.txt:1", same=True, who="a", why="one is the talk")
    assert index.unmerge("2025-03-10.txt:1", who="b").split
    assert index.delete("2025-03-03.txt:4").renamed
    index.delete("2025-03-10.txt:0")


def facts(index: Index) -> dict[str, Any]:
    """What an index says, as values of JSON."""
    members = rows(index.members, ("record", "content_id"))
    redirects = rows(index.redirects, ("old_id", "canonical_id"))
    names = sorted({row["content_id"] for row in members} | {row["old_id"] for row in redirects})
    said: dict[str, Any] = {
        "dumps": [asdict(entry) for entry in index.dumps],
        "decisions": [asdict(ruling) for ruling in index.decisions],
        "records": [asdict(index.record(row["record"])) for row in members],
        "matches": rows(index.matches, MATCH),
        "redirects": redirects,
        "resolved": {name: index.resolve(name) for name in [*names, *NAMES]},
        "history": {name: [asdict(event) for event in index.history(name)] for name in names},
    }
    values: dict[str, Any] = json.loads(json.dumps(said))
    return values


def outcome(index: Index) -> dict[str, Any]:
    """What it says of records that are known, without their fields and the times of dumps."""
    said = facts(index)
    return {name: said[name] for name in ("matches", "redirects", "resolved", "history")}


def rows(stream: Any, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Columns of a table of the index."""
    found: list[dict[str, Any]] = stream.read_all().select(columns).to_pylist()
    return found


def version(path: Path) -> int:
    """The version of the format of a file (docs/index-format.md)."""
    return int.from_bytes(path.read_bytes()[60:64], "big")


def kept() -> Iterator[Path]:
    """The indexes that were kept, the oldest format first."""
    return iter(sorted(FOLDER.glob("format-*.index"), key=version))


def make() -> None:
    """Keep an index of the present version."""
    draft = FOLDER / "draft.index"
    with Index.create(draft, records=1_000) as index:
        live(index)
    path = FOLDER / f"format-{version(draft)}.index"
    if path.exists():
        draft.unlink()
        raise SystemExit(f"{path} is there already, and stays")
    content = draft.read_bytes()
    with Index.open(draft) as index:
        before = facts(index)
        index.add({"next": NEXT})
        said = {"next": NEXT, "before": before, "after": outcome(index)}
    draft.unlink()
    path.write_bytes(content)
    text = json.dumps(said, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()

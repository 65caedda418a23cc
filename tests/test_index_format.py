"""A file that an earlier version wrote: it opens, says what it said, and takes the next dump."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kept_indexes import facts, kept, outcome, version
from paperdedup import Index, IndexStateError

KEPT = list(kept())


@pytest.fixture(params=KEPT, ids=lambda path: path.stem)
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy that may be written to, brought to the present format as a user would do it."""
    path = Path(shutil.copy(request.param, tmp_path / request.param.name))
    Index.migrate(path)
    return path


def said(path: Path) -> dict[str, Any]:
    """What the file says, as it was written down when it was made."""
    text = next(kept for kept in KEPT if kept.name == path.name).with_suffix(".json").read_text()
    values: dict[str, Any] = json.loads(text)
    return values


def test_every_version_is_kept(tmp_path: Path) -> None:
    Index.create(tmp_path / "new.index").close()
    present = version(tmp_path / "new.index")
    assert [version(path) for path in KEPT] == list(range(1, present + 1))


def test_it_can_be_read(copied: Path) -> None:
    content = copied.read_bytes()
    copied.chmod(0o444)
    with Index.open(copied, read_only=True) as index:
        assert facts(index) == said(copied)["before"]
        assert index.verify().sound
    assert copied.read_bytes() == content
    assert list(copied.parent.iterdir()) == [copied]


def test_a_query_finds_its_papers(copied: Path) -> None:
    with Index.open(copied, read_only=True) as index:
        for record in said(copied)["before"]["records"]:
            assert index.query(record["fields"], k=1)[0].same


def test_it_takes_the_next_dump(copied: Path) -> None:
    expected = said(copied)
    with Index.open(copied) as index:
        assert facts(index) == expected["before"]
        index.add({"next": expected["next"]})
        assert outcome(index) == expected["after"]
        assert index.verify().sound
    with Index.open(copied, read_only=True) as index:
        assert outcome(index) == expected["after"]


def test_it_can_be_edited(copied: Path) -> None:
    with Index.open(copied) as index:
        before = {entry["a"] for entry in said(copied)["before"]["decisions"]}
        assert {ruling.a for ruling in index.decisions} == before
        index.undecide("2025-03-03.txt:0", "2025-03-03.txt:1")
        assert index.resolve("2025-03-03.txt:0") != index.resolve("2025-03-03.txt:1")
        index.delete(["storks", "both"])
        index.compact()
        assert index.verify().sound


def test_older_ones_say_that_they_must_be_migrated(tmp_path: Path) -> None:
    for path in KEPT[:-1]:
        copy = shutil.copy(path, tmp_path)
        with pytest.raises(IndexStateError, match="migrate"):
            Index.open(copy, read_only=True)

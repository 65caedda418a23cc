"""Disks that can only be read: an index is opened there, and what cannot be done is said."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexes import made
from paperdedup import Index, IndexStateError, Result, deduplicate
from unprivileged import read_only

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of folders are those of POSIX")

STORKS = {"id": "a", "title": "The storks of a valley", "abstract": "We count storks. " * 20}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.fixture
def path(folder: Path) -> Path:
    """An index that was opened once, so that nothing must be imported any more."""
    with made(folder / "papers.index") as index:
        index.add({"may": [STORKS]})
    with Index.open(folder / "papers.index", read_only=True) as index:
        assert index.resolve("a")
    return folder / "papers.index"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("mode", [0o444, 0o644])
def test_an_index_is_read_where_nothing_can_be_written(path: Path, mode: int) -> None:
    path.chmod(mode)
    before = names(path.parent)
    with read_only(path.parent), Index.open(path, read_only=True) as index:
        assert index.resolve("a")
        assert [hit.same for hit in index.query(STORKS)] == [True]
        assert not index.verify().broken
    assert names(path.parent) == before


def test_it_is_not_opened_for_writing(path: Path) -> None:
    path.chmod(0o444)
    with (
        read_only(path.parent),
        pytest.raises(PermissionError, match=r"open it read-only, .*papers\.index"),
    ):
        Index.open(path)


def test_a_log_that_was_left_cannot_be_folded_in(path: Path, folder: Path) -> None:
    with Index.open(path) as index:
        index.add({"june": [{**STORKS, "id": "b"}]})
        log = Path(f"{path}-wal").read_bytes()
        whole = path.read_bytes()
    assert log
    other = folder / "left"
    other.mkdir()
    shutil.copy(path, other / "papers.index")
    (other / "papers.index").write_bytes(whole)
    Path(f"{other / 'papers.index'}-wal").write_bytes(log)
    with (
        read_only(other),
        pytest.raises(
            IndexStateError, match=r"papers\.index: was not closed, .*-wal to one that can"
        ),
    ):
        Index.open(other / "papers.index", read_only=True)
    with Index.open(other / "papers.index", read_only=True) as index:
        assert index.stats["records"] == 2


def test_an_index_is_not_made_where_nothing_can_be_written(folder: Path) -> None:
    with read_only(folder), pytest.raises(PermissionError, match=f"another folder.*{folder}"):
        Index.create(folder / "papers.index")
    assert not names(folder)


def test_an_answer_is_not_written_where_nothing_can_be_written(folder: Path) -> None:
    result = deduplicate({"may": [STORKS]})
    assert isinstance(result, Result)
    with read_only(folder), pytest.raises(PermissionError, match="out"):
        result.write(folder / "out")
    assert not names(folder)

"""An index that cannot be written or made: what is said, and the exit code of outputs."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from unprivileged import read_only

from .program import call, paper, write_jsonl

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of folders are those of POSIX")

NEW = "paperdedup: {folder}: cannot be written\n  name another folder, or change its permissions\n"
THERE = "cannot be written\n  open it read-only, or change its permissions\n"


def test_what_cannot_be_written_is_an_output() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dump = write_jsonl(folder / "may.jsonl", [{"id": "a", **paper(0)}, {"id": "b", **paper(1)}])
        index, new, export = folder / "papers.index", folder / "new.index", folder / "tables"
        export_it = ("export", index, "-o", export)
        # All are run once, so that nobody must import anything.
        for args in (("create", index), ("add", index, dump), export_it, ("stats", index)):
            assert call("index", *args).exit_code == 0
        for path in (folder, export):
            path.chmod(0o755)
        with read_only(folder):
            made = (
                call("index", "create", new),
                call("index", "import", export, new),
                call("run", dump, "--index", new),
            )
            changed = (
                call("index", "add", index, dump),
                call("index", "delete", index, "a"),
                call("index", "decide", index, "a", "b", "--same"),
                call("index", "unmerge", index, "a"),
                call("index", "compact", index),
                call("index", "migrate", index),
                call("run", dump, "--index", index),
            )
            asked = call("index", "stats", index)
            out = call("index", "export", index, "-o", folder / "more")
        for done in made:
            assert (done.exit_code, done.stderr) == (4, NEW.format(folder=folder))
        for done in changed:
            assert (done.exit_code, done.stderr) == (4, f"paperdedup: {index}: {THERE}")
        assert (asked.exit_code, out.exit_code) == (0, 4)


@pytest.mark.skipif(sys.platform != "linux", reason="it has a folder in which nothing can be made")
def test_a_folder_in_which_no_file_can_be_made_is_named() -> None:
    done = call("index", "create", "/proc/papers.index")
    assert (done.exit_code, done.stderr) == (
        4,
        "paperdedup: /proc: no file can be made in this folder\n  name another\n",
    )

"""`Index`: one file with records, papers and all evidence, which takes the next dump.

The answer after any number of dumps is that of one run over all of them. Limits: one process writes
at a time; of several threads one call waits for another; Python's `sqlite3` must not open the file
in a process that has it open here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import paperdedup._native as core
from paperdedup.config import DEFAULT, Config, checked
from paperdedup.index import later, making
from paperdedup.index.answers import Verification
from paperdedup.index.questions import Name, Questions
from paperdedup.index.updates import Decided, DumpUpdate, Effect, Update
from paperdedup.progress import Progress, reporting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Self

Format = Literal["parquet", "jsonl", "csv"]
CACHE_MB = 256
RECORDS = 1_000_000


class Index(Questions):
    """Records and their papers in one file. Made by `Index.create` and `Index.open`.

    A context manager; changes are safe on disk when the call that made them returns. Any number of
    processes may read while one writes.

    >>> from tempfile import TemporaryDirectory
    >>> text = "We keep what was found in one file, and the next listing is added to it."
    >>> with TemporaryDirectory() as folder:
    ...     with Index.create(f"{folder}/papers.index") as index:
    ...         first = index.add({"may": [{"title": "On files", "abstract": text}]})
    ...         print(first)
    ...         second = index.add({"june": [{"title": "On files", "abstract": text + " So."}]})
    ...         print(second)
    ...         index.resolve("may:0") == index.resolve("june:0")
    may: 1 record, 1 paper: 1 new, 0 repeated, 0 revised
    june: 1 record, 1 paper: 0 new, 0 repeated, 1 revised
    True
    """

    def __init__(self, native: core.Index, path: str) -> None:
        self._native = native
        self._path = path

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        *,
        config: Config = DEFAULT,
        records: int = RECORDS,
        cache_mb: int = CACHE_MB,
        wait: float = 0.0,
    ) -> Index:
        """Make an empty index in a new file, and open it.

        `config`: how records are compared, for all of the file's life. `records`: how many are
        expected; the bands of the search are solved for so many, unless `config` has them.
        `cache_mb`: most memory for pages of the file. `wait`: seconds to wait while another process
        writes, math.inf for ever. Raises `FileExistsError` where there is a file.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/papers.index") as index:
        ...     index
        Index(0 records of 0 dumps: 0 papers)
        """
        how = making.held(cache_mb, wait) | making.expecting(records)
        with making.waiting_named():
            native = core.Index.create(os.fspath(path), checked(config), **how)
        return cls(native, os.fspath(path))

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        read_only: bool = False,
        config: Config | None = None,
        cache_mb: int = CACHE_MB,
        wait: float = 0.0,
    ) -> Index:
        """Open an index. With `read_only` nothing can be changed, and the disk may be read-only.

        `config`: if given, the index must have been made with these settings. Raises
        `IndexStateError` for a file that is no index, is damaged, or was made by a newer version or
        with other settings, each with what to do; `OSError` with the path where that fails.
        """
        read_only, how = making.flag("read_only", read_only), making.held(cache_mb, wait)
        with making.waiting_named():
            native = core.Index.open(os.fspath(path), read_only=read_only, **how)
        if config is not None:
            making.require_config(native, os.fspath(path), config)
        return cls(native, os.fspath(path))

    @staticmethod
    def migrate(
        path: str | os.PathLike[str],
        *,
        cache_mb: int = CACHE_MB,
        wait: float = 0.0,
        progress: Progress = None,
    ) -> None:
        """Bring an index that an older version made to the format of this one."""
        how = making.held(cache_mb, wait)
        with making.waiting_named(), reporting(progress) as report:
            core.Index.migrate(os.fspath(path), **how, progress=report)

    def close(self) -> None:
        """Close the file; a handle that is closed can be closed again."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    __reduce__ = making.refuse_copies

    def __repr__(self) -> str:
        return making.described(self._native, self._path)

    @property
    def path(self) -> str:
        """The file, as it was given."""
        return self._path

    def add(
        self,
        dumps: Any,
        *,
        fields: Mapping[str, str | None] | None = None,
        format: str | None = None,
        encoding: str | None = None,
        progress: Progress = None,
    ) -> Update:
        """Add dumps, and say what each brought.

        `dumps`, `fields`, `format`, `encoding`, `progress`: as for `deduplicate`. Each dump is one
        transaction: it is added whole and safely, or not at all; those before it stay, whatever
        becomes of it.
        Memory is needed for one dump at a time. A dump whose content the index has already changes
        nothing. A record whose record_id is there with other content takes its place: the old one
        stays in the history. No paper is renamed (but see `DumpUpdate.renamed`); where papers turn
        out to be one, the older ID stays and the other resolves to it.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     may = [{"id": "x", "title": "On the naming of things that last"}]
        ...     update, again = index.add({"may": may}), index.add({"may": may})
        >>> update.new, again.dumps[0].known
        (1, True)
        """
        each = self.add_each(
            dumps, fields=fields, format=format, encoding=encoding, progress=progress
        )
        return Update(dumps=tuple(each))

    def add_each(
        self,
        dumps: Any,
        *,
        fields: Mapping[str, str | None] | None = None,
        format: str | None = None,
        encoding: str | None = None,
        progress: Progress = None,
    ) -> Iterator[DumpUpdate]:
        """Add dumps one at a time, as `add` does, and say of each what it brought once it is safe.

        So it is known what is in the index if one of them fails, or Ctrl-C ends it. A dump is read
        and added when the iterator is asked for it.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     dumps = {"may": [{"title": "On sets"}], "june": [{"title": "On trees"}]}
        ...     [(update.dump, update.new) for update in index.add_each(dumps)]
        [('may', 1), ('june', 1)]
        """
        how = {"fields": fields, "format": format, "encoding": encoding, "text": self.config.text}
        return later.add_each(self._native, dumps, progress, how)

    def delete(self, records: Name | Iterable[Name], *, progress: Progress = None) -> Effect:
        """Delete records. Their papers are found anew from what stays; IDs that were handed out
        still resolve while a record of the paper is there; `Effect.gone` has those of papers of
        which none is.
        """
        names = making.names(records)
        papers = dict.fromkeys(map(self._native.resolve, names))
        with reporting(progress) as report:
            found = self._native.delete(names, progress=report)
        return making.effect(found, (one for one in papers if one and not self._leads(one)))

    def _leads(self, paper: str) -> bool:
        return self._native.resolve(paper) is not None

    def decide(self, a: Name, b: Name, *, same: bool, who: str = "", why: str = "") -> Effect:
        """Decide that two records are, or are not, one paper, now and when dumps are added."""
        notes = making.notes(who, why)
        said = (
            making.spelled(a),
            making.spelled(b),
            making.flag("same", same),
            notes["why"],
            False,
        )
        return making.effect(self._native.decide([said], who=notes["who"]))

    def decide_all(
        self, decisions: Any, *, who: str = "", why: str = "", progress: Progress = None
    ) -> Decided:
        """Decide many pairs at once, all or none.

        `decisions`: what `deduplicate` takes: the file that `Review.write` wrote, filled in, or a
        file, table or list of (a, b, "same" or "different"). `why`: if it is empty, each is kept
        with where it stood. All are looked up before the first is entered: `InputError` for one
        that cannot be read, or whose name means several records. What the index has is not entered
        again, and the opposite of that takes its place; what names no record is told; where two
        are on one pair the first counts.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     titles = ["On sets that stay", "On trees that grow", "On maps that fold"]
        ...     _ = index.add({"may": [{"title": title} for title in titles]})
        ...     made = [("may:0", "may:1", "same"), ("may:2", "may:9", "different")]
        ...     print(index.decide_all(made))  # doctest: +ELLIPSIS
        1 decision entered, 1 name that no record has: 1 paper merged into others
        pd:... is now pd:...
        decisions, row 1: no record is may:9
        """
        with reporting(progress) as report:
            return later.decide_all(self, decisions, making.notes(who, why), report)

    def undecide(self, a: Name, b: Name) -> Effect:
        """Take back what was decided on two records."""
        return making.effect(self._native.undecide(making.spelled(a), making.spelled(b)))

    def unmerge(self, name: Name, *, who: str = "", why: str = "") -> Effect:
        """Take a record out of its paper, or a paper, named by its canonical ID, apart; decided, so
        that later dumps do not undo it.
        """
        return making.effect(self._native.unmerge(making.spelled(name), **making.notes(who, why)))

    def export(
        self,
        folder: str | os.PathLike[str],
        *,
        format: Format = "parquet",
        progress: Progress = None,
    ) -> Path:
        """Write papers, members, matches and redirects to a new or empty folder, and what `import_`
        needs besides: records, with all their fields, and index.json. Returns the folder.
        """
        with reporting(progress) as report:
            return later.write(self, folder, format, report)

    @classmethod
    def import_(
        cls,
        folder: str | os.PathLike[str],
        path: str | os.PathLike[str],
        *,
        cache_mb: int = CACHE_MB,
        wait: float = 0.0,
        progress: Progress = None,
    ) -> Index:
        """Make an index in a new file from a folder that `export` wrote, and open it.

        Its dumps are added again in their order, its decisions made again, and its papers are
        called as they were, so that every ID leads where it led. What is not there afterwards: the
        history, and records that were deleted.
        """
        export = later.Export(folder)
        index = cls.create(path, config=export.config, cache_mb=cache_mb, wait=wait)
        with later.whole_or_gone(index), reporting(progress) as report:
            later.fill(index._native, export, report)
        return index

    def verify(self, *, progress: Progress = None) -> Verification:
        """Read all of the file: every checksum, every record, every law that can be checked."""
        with reporting(progress) as report:
            found = self._native.verify(progress=report)
        return Verification(**found | {"broken": tuple(found["broken"])})

    def compact(self, *, progress: Progress = None) -> None:
        """Merge the postings, and give back the room of what was deleted."""
        with reporting(progress) as report:
            self._native.compact(progress=report)

"""Progress of a long call: quiet, bars on standard error, or a function of the caller.

Every stage reports `(stage, done, total)`; total is 0 where it is not known. Limits: a stage that
takes a few milliseconds may report only its end.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

Report = Callable[[str, int, int], None]
"""Called with the name of the stage, what is done, and the total (0: unknown)."""

Progress = bool | Report | None
"""None or False: quiet. True: bars on standard error. A function: called as `Report` says."""


@contextmanager
def reporting(progress: Progress) -> Iterator[Report | None]:
    """The function that stages report to, while the block runs; None for quiet."""
    if callable(progress):
        yield progress
    elif progress:
        with _bars() as bars:
            yield _StageBars(bars)
    else:
        yield None


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    return Progress(*columns, console=Console(stderr=True))


class _StageBars:
    """One bar per stage, made when the stage first reports."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._end_all()
            self._tasks[stage] = self._bars.add_task(stage, total=None)
        self._bars.update(self._tasks[stage], completed=done, total=total or None)

    def _end_all(self) -> None:
        """Fill the bars of the stages before: a stage that begins ends them."""
        for task in self._bars.tasks:
            done = task.completed or 1
            self._bars.update(task.id, completed=done, total=done)

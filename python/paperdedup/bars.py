"""A progress bar per stage on standard error: how far, how fast, how long it still takes.

A stage calls with (stage, done, total); a total of 0 means that nobody knows it. The bars are gone
when the run ends. This module imports rich, so it is imported late.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

READ: Final = "read"
"""The stage that counts bytes."""

UNITS: Final = ((10**9, "G"), (10**6, "M"), (10**4, "k"))
"""Least number that is shown in a unit (ten thousand for k, so that small counts stay exact), and
its sign.
"""


class Bars:
    """One bar per stage, in the order in which the stages report first."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Move the bar of a stage. A stage that is new ends the ones before it."""
        task = self._tasks.get(stage)
        if task is None:
            self._finish_all()
            task = self._tasks[stage] = self._progress.add_task(stage, total=None)
        self._progress.update(task, completed=done, total=total or None)

    def _finish_all(self) -> None:
        for task in self._progress.tasks:
            if not task.finished:
                done = task.completed or 1
                self._progress.update(task.id, total=done, completed=done)


class Count(ProgressColumn):
    """`done/total`, or what is done where the total is not known."""

    def render(self, task: Task) -> Text:
        """The numbers, short."""
        done = short_number(task.completed)
        total = "" if task.total is None else f" / {short_number(task.total)}"
        return Text(f"{done + total}{unit(task)}".rjust(17), style="progress.download")


class Rate(ProgressColumn):
    """How many a second, over the last seconds; over all of it once a stage has ended."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing while there is none."""
        speed = task.finished_speed or task.speed
        rate = f"{short_number(speed)}{unit(task)}/s" if speed else ""
        return Text(rate.rjust(9), style="progress.data.speed")


class TimeLeft(ProgressColumn):
    """Time left while a stage runs, time taken once it has ended."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        """`0:07 left` or `0:21`."""
        if task.finished:
            return Text(clock(task.finished_time or 0.0), style="progress.elapsed")
        if task.time_remaining is None:
            return Text(clock(task.elapsed or 0.0), style="progress.elapsed")
        return Text(f"{clock(task.time_remaining)} left", style="progress.remaining")


def unit(task: Task) -> str:
    """What a stage counts: bytes are named, all else goes without saying."""
    return "B" if task.description == READ else ""


def short_number(value: float) -> str:
    """A number in four or five characters.

    >>> [short_number(n) for n in (950, 9_999, 12_345, 3_400_000)]
    ['950', '9999', '12.3k', '3.4M']
    """
    for least, sign in UNITS:
        if value >= least:
            return f"{value / (1000 if sign == 'k' else least):.1f}{sign}"
    return f"{value:.0f}"


def clock(seconds: float) -> str:
    """Minutes and seconds, and hours if there are any.

    >>> clock(7), clock(3_725)
    ('0:07', '1:02:05')
    """
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


@contextmanager
def drawn() -> Iterator[Bars]:
    """Bars on standard error while the block runs."""
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(bar_width=24),
        Count(),
        Rate(),
        TimeLeft(),
    )
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bars(progress)

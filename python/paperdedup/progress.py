"""Progress of a long call: quiet, bars on standard error, or a function of the caller.

Every stage reports `(stage, done, total)`; total is 0 where it is not known. Limits: a stage that
takes a few milliseconds may report only its end.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paperdedup.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

Report = Callable[[str, int, int], None]
"""Called with the name of the stage, what is done, and the total (0: unknown)."""

Progress = bool | Report | None
"""None or False: quiet. True: bars on standard error. A function: called as `Report` says."""


@contextmanager
def reporting(progress: Progress) -> Iterator[Report | None]:
    """The function that stages report to, while the block runs; None for quiet."""
    if callable(progress):
        yield progress
    elif progress is True:
        from paperdedup import bars

        with bars.drawn() as shown:
            yield shown
    elif progress is None or progress is False:
        yield None
    else:
        raise ConfigError(f"progress = {progress!r:.80}: must be True, False, None or a function")

"""The command line: `paperdedup run`, `explain`, `policy`, `evaluate`, `audit`, `calibrate`,
`curve`, `index`, `formats`, `completion`. Documented in docs/cli.md.

Start reading at `program.py`; `run.py` is the main job. Commands import what they need when they
run, so that `--version` and shell completion answer at once. Commands stand on the public names of
paperdedup, but for what checks/dependencies.py lists.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from contextlib import suppress
from importlib.abc import MetaPathFinder
from typing import NoReturn

INTERRUPTED = 130
TERMINATED = 143

OBJECTS, GENERATION = 50_000, 20
"""When Python looks for garbage. Modules are the first thousands of objects, and never any."""


class WithoutPandas(MetaPathFinder):
    """Hides pandas from pyarrow, which imports it with its first array if it is installed: a tenth
    of a second or more, and nothing here needs it.
    """

    def find_spec(self, name: str, *_: object) -> None:
        """Nothing to say about any other module."""
        if name == "pandas":
            raise ModuleNotFoundError("the command needs no pandas", name=name)


def main() -> None:
    """Run the program on `sys.argv`, and leave with its exit code."""
    sys.meta_path.insert(0, WithoutPandas())
    gc.set_threshold(OBJECTS, GENERATION, GENERATION)
    try:
        signal.signal(signal.SIGTERM, _terminate)
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        from paperdedup.cli.program import paperdedup
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    try:
        paperdedup(prog_name="paperdedup")
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> None:
    """End the process without freeing every object first, which takes a tenth of a run.

    Everything is written and closed by now. A code that is no number, or somebody who measures or
    traces the program, gets the long way.
    """
    if not isinstance(end.code, int) or sys.getprofile() or sys.gettrace():
        raise end
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()
    os._exit(end.code)


def _terminate(*_: object) -> NoReturn:
    """Leave as at an error, so that what is half written is removed."""
    sys.exit(TERMINATED)

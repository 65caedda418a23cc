"""The command line: `paperdedup run`, `explain`, `evaluate`, `audit`, `calibrate`, `curve`,
`formats`, `completion`. Documented in docs/cli.md.

Start reading at `program.py`; `run.py` is the main job. Commands import what they need when they
run, so that `--version` and shell completion answer at once. Only public names of paperdedup are
used here.
"""

from __future__ import annotations

import io
import signal
import sys
from typing import NoReturn

INTERRUPTED = 130
TERMINATED = 143


def main() -> None:
    """Run the program on `sys.argv`, and leave with its exit code."""
    try:
        signal.signal(signal.SIGTERM, _terminate)
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        from paperdedup.cli.program import paperdedup
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    paperdedup(prog_name="paperdedup")


def _terminate(*_: object) -> NoReturn:
    """Leave as at an error, so that what is half written is removed."""
    sys.exit(TERMINATED)

"""The command line: `paperdedup run`, `explain`, `curve`, `formats`, `completion`. Documented in
docs/cli.md.

Start reading at `program.py`; `run.py` is the main job. Commands import what they need when they
run, so that `--version` and shell completion answer at once. Only public names of paperdedup are
used here.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program on `sys.argv`, and leave with its exit code."""
    try:
        from paperdedup.cli.program import paperdedup
    except KeyboardInterrupt:
        sys.exit(130)
    paperdedup(prog_name="paperdedup")

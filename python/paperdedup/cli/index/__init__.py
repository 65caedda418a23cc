"""`paperdedup index`: one file that takes the next dump and never renames a paper (docs/index.md).

`group.py` is the command with its subcommands; `changing.py` has those that make an index or change
its records, `reviewing.py` those by which people decide, `asking.py` those that only read it,
`keeping.py` those that copy or care for it, `drawing.py` what people see; `short.py` is the short
way, `run --index`. Every command takes FILE first, and `--json` for programs.
"""

from paperdedup.cli.index.group import index

__all__ = ["index"]

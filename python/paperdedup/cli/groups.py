"""What the program and its group `index` are without a command: their help, and wrong usage."""

from __future__ import annotations

import click

from paperdedup.cli.exits import Code, warn_stderr


class HelpfulGroup(click.Group):
    """A click group that shows its help if no command is named."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Parse what stands before the command; end here if there is nothing."""
        if not args and not context.resilient_parsing:
            warn_stderr(context.get_help())
            context.exit(Code.USAGE)
        return super().parse_args(context, args)

"""`paperdedup completion`: the script that makes a shell complete commands, options and files."""

from __future__ import annotations

import click

from paperdedup.cli.console import say
from paperdedup.cli.exits import PROGRAM
from paperdedup.cli.options import SETTINGS, debug_option


@click.command(context_settings=SETTINGS, short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@debug_option
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes paperdedup's commands and options in SHELL.

    \b
    Add one line to the start file of your shell:
      bash   ~/.bashrc   eval "$(paperdedup completion bash)"
      zsh    ~/.zshrc    eval "$(paperdedup completion zsh)"
      fish   paperdedup completion fish > ~/.config/fish/completions/paperdedup.fish
    """
    from click.shell_completion import get_completion_class

    shell_class = get_completion_class(shell)
    if shell_class is None:
        raise click.BadParameter(f"no completion for {shell}")
    complete = shell_class(context.find_root().command, {}, PROGRAM, "_PAPERDEDUP_COMPLETE")
    script = complete.source_template % complete.source_vars()
    say(script.strip())

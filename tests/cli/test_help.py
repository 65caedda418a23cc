"""Help texts show their examples line by line."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from paperdedup.cli.program import paperdedup

from .program import call, start


def commands(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command, and what stands before it."""
    yield above
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        else:
            yield (*above, name)


@pytest.mark.parametrize("names", [*commands(paperdedup)], ids="-".join)
def test_help(names: tuple[str, ...]) -> None:
    done = call(*names, "--help")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert not [line for line in lines if "\\b" in line or "\b" in line]
    for number, line in enumerate(lines):
        if line.strip() in {"Example:", "Examples:"}:
            assert "paperdedup" in lines[number + 1]


@pytest.mark.parametrize("names", [(), ("index",)])
def test_a_group_without_a_command_shows_its_help(names: tuple[str, ...]) -> None:
    done = start(*names)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr == start(*names, "--help").stdout

"""The program as a whole: help, versions, completion, formats, and how fast it starts."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import sys

import click
import pytest

from paperdedup import Config, policies, survivors, versions
from paperdedup.cli.options import CONFIG_OPTIONS
from paperdedup.cli.program import paperdedup
from paperdedup.cli.run import SURVIVOR_RULES

from .program import call, start

COMMANDS = (
    *("audit", "calibrate", "completion", "curve", "evaluate", "explain", "formats", "index"),
    *("policy", "run"),
)


def test_versions_are_printed() -> None:
    said = call("--version").stdout
    assert said.startswith(f"paperdedup {versions()['paperdedup']} (")
    assert re.search(r"normalizer \d+, sketch \d+", said)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help(command: str, option: str) -> None:
    done = call(command, option)
    assert done.exit_code == 0
    assert f"Usage: paperdedup {command}" in done.stdout


def test_the_main_help_names_every_command() -> None:
    said = call("-h").stdout
    assert sorted(paperdedup.commands) == sorted(COMMANDS)
    assert all(re.search(rf"^  {command} +\S", said, re.MULTILINE) for command in COMMANDS)


def test_defaults_in_help_texts_are_those_of_config() -> None:
    @click.command()
    def command() -> None: ...

    for option in CONFIG_OPTIONS:
        option(command)
    defaults = {field.name: field.default for field in dataclasses.fields(Config)}
    said = {
        parameter.name: re.search(r"\[default: (.+)\]", parameter.help or "")
        for parameter in command.params
        if isinstance(parameter, click.Option)
    }
    assert len(said) == 10
    other = {"policy": "version, and text where there are only texts", "unique_within": None}
    for name, match in said.items():
        assert name is not None
        solved = "solved" if defaults[name] is None else str(defaults[name])
        assert (match and match[1]) == other.get(name, solved)


def test_the_rules_of_survivors_are_those_of_the_library() -> None:
    assert SURVIVOR_RULES == survivors.RULES


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    script = call("completion", shell).stdout
    assert "_PAPERDEDUP_COMPLETE" in script
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=script, text=True, check=False)
        assert checked.returncode == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("paperdedup cu", ["plain,curve"]),
        ("paperdedup run --thr", ["plain,--threshold", "plain,--threads"]),
        ("paperdedup run --mode l", ["plain,lsh"]),
        ("paperdedup run may", ["file,may"]),
        ("paperdedup explain ou", ["file,ou"]),
    ],
)
def test_completion_completes(words: str, found: list[str]) -> None:
    environment = {
        "_PAPERDEDUP_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    assert start(environment=environment).stdout.decode().split() == found


def test_formats_lists_readers_and_fields() -> None:
    said = call("formats").stdout
    assert "jsonl" in said
    assert "abstract" in said
    found = json.loads(call("formats", "--json").stdout)
    assert {"listing", "jsonlines", "csv", "parquet"} <= {
        entry["name"] for entry in found["formats"]
    }
    assert "summary" in found["fields"]["abstract"]


RUN = """
import sys
from paperdedup.cli.program import paperdedup
try:
    paperdedup.main(sys.argv[1:])
except SystemExit:
    pass
print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("args", "needed"),
    [
        (["--version"], {"numpy", "pyarrow"}),
        (["-h"], set[str]()),
        (["run", "-h"], set[str]()),
        (["completion", "zsh"], set[str]()),
    ],
)
def test_quick_answers_import_nothing_heavy(args: list[str], needed: set[str]) -> None:
    command = [sys.executable, "-c", RUN, *args]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = set(done.stderr.split())
    assert "click" in found
    assert found & {"pyarrow", "numpy", "rich", "matplotlib"} <= needed


def test_python_m_is_the_program() -> None:
    assert start("--version").stdout == call("--version").stdout_bytes


def test_a_policy_is_printed_as_it_is() -> None:
    assert call("policy", "version").stdout == policies["version"]
    listed = call("policy").stdout
    assert [line.split()[0] for line in listed.splitlines()] == list(policies)
    refused = call("policy", "best")
    assert refused.exit_code == 2
    assert "record, version, work" in refused.stderr

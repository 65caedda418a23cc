"""The whole benchmark table: measured, checked, printed, and recorded with machine, versions and
command.

    python -m benches.table               everything, in about half an hour
    python -m benches.table --quick       small sizes
    python -m benches.table --only peers floor

The record is benches/results/DATE.md and DATE.json. With --quick nothing is written: the answers
are asserted and the times only printed. Ends with status 1 if an answer is wrong. A target that is
missed is marked in the table and is no error: times are this machine's.
"""

import argparse
import datetime
import json
import shlex
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benches import corpora, machine
from benches.evidence import SECTIONS as OF_EVIDENCE
from benches.indexed import growing, index
from benches.peers import PEERS
from benches.runner import Runner, WrongAnswerError
from benches.sections import FULL, QUICK, Section, Sizes, Target
from benches.sections import SECTIONS as OF_TEXT

RESULTS = Path(__file__).parent / "results"
SECTIONS = OF_TEXT | OF_EVIDENCE | {"index": index, "index-growth": growing}
PACKAGES = ("paperdedup", "numpy", "pyarrow", "scipy", "xxhash", "bib-dedupe")


def main() -> int:
    arguments = _arguments()
    sizes = _sizes(arguments)
    head = _head(arguments.date)
    console = Console(width=None if sys.stdout.isatty() else 140)
    done: list[Section] = []
    with tempfile.TemporaryDirectory(prefix="benches-") as scratch:
        work = arguments.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        runner = Runner(work, arguments.corpora)
        try:
            for name in arguments.only:
                for section in SECTIONS[name](runner, sizes):
                    _print(console, section, targets=not arguments.quick)
                    done.append(section)
        except WrongAnswerError as error:
            console.print(f"[bold red]wrong answer:[/] {error}")
            return 1
        if not arguments.quick:
            _write(arguments.output, head, done, runner)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, one turn, nothing written"
    )
    parser.add_argument(
        "--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION"
    )
    parser.add_argument("--records", type=int, help="records of the comparisons")
    parser.add_argument("--growth", type=int, nargs="+", help="records of the growth section")
    parser.add_argument("--index", type=int, help="records of the index")
    parser.add_argument("--turns", type=int, help="measurements of each job; the median counts")
    parser.add_argument("--date", default=None, help="date of the record (default: today)")
    parser.add_argument(
        "--corpora", type=Path, default=corpora.FOLDER, help="folder of the real abstracts"
    )
    parser.add_argument("--work", type=Path, help="folder to keep corpora in between runs")
    parser.add_argument("--output", type=Path, default=RESULTS, help="folder of the records")
    return parser.parse_args()


def _sizes(arguments: argparse.Namespace) -> Sizes:
    base = QUICK if arguments.quick else FULL
    return Sizes(
        records=arguments.records or base.records,
        real=base.real,
        growth=tuple(arguments.growth or base.growth),
        turns=arguments.turns or base.turns,
        index=arguments.index or base.index,
    )


def _head(date: str | None) -> dict[str, Any]:
    packages = [*PACKAGES, *dict.fromkeys(peer.package for peer in PEERS)]
    return {
        "date": date or datetime.datetime.now(datetime.UTC).date().isoformat(),
        "command": "python -m benches.table " + shlex.join(sys.argv[1:]),
        "source": machine.source(),
        "machine": machine.machine(),
        "versions": machine.versions(packages),
    }


def _print(console: Console, section: Section, *, targets: bool) -> None:
    table = Table(*section.header, title=section.title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in section.rows:
        table.add_row(*row)
    console.print(table)
    for note in section.notes:
        console.print(f"  {note}", style="dim", highlight=False)
    for target in section.targets if targets else ():
        console.print(
            f"  {_said(target)}", style="green" if target.met else "yellow", highlight=False
        )


def _said(target: Target) -> str:
    sign = "at most" if target.at_most else "at least"
    word = "met" if target.met else "MISSED"
    return f"{word}: {target.name}: {target.got:.4g} ({sign} {target.wanted:g})"


def _write(folder: Path, head: dict[str, Any], sections: list[Section], runner: Runner) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / head["date"]
    raw = [asdict(measured) for measured in runner.measurements]
    for measured in raw:
        del measured["answer"]
    record = head | {"sections": [asdict(section) for section in sections], "measurements": raw}
    text = json.dumps(record, indent=1, ensure_ascii=False)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text(_markdown(head, sections), encoding="utf-8")


def _markdown(head: dict[str, Any], sections: list[Section]) -> str:
    lines = [f"# Benchmark of {head['date']}", "", f"`{head['command']}` at {head['source']}", ""]
    lines += [f"- {name}: {value}" for name, value in head["machine"].items()]
    lines += ["- versions: " + ", ".join(f"{n} {v}" for n, v in head["versions"].items()), ""]
    for section in sections:
        lines += [f"## {section.title}", ""]
        if section.rows:
            aligned = ["---"] + ["--:"] * (len(section.header) - 1)
            lines += [f"| {' | '.join(row)} |" for row in (section.header, aligned, *section.rows)]
            lines.append("")
        lines += [f"- {note}" for note in section.notes]
        lines += [f"- {_said(target)}" for target in section.targets]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

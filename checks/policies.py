"""The points in docs/identity.md: the tables of the built-in policies side by side, each line with
what it is for, as the core documents it. `--check` compares instead of writing.
"""

from __future__ import annotations

import re
import sys
import tomllib
from typing import TYPE_CHECKING, Any, Final

from checks.sources import CORE, ROOT, finish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE: Final = ROOT / "docs" / "identity.md"
START: Final = "<!-- points: made by `make docs` from the tables of the policies -->\n"
END: Final = "<!-- end of the points -->\n"
NAMES: Final = ("record", "version", "work")

STRUCT: Final = re.compile(r"^    (\w+) \{\n(.*?)^    \}", re.DOTALL | re.MULTILINE)
FIELD: Final = re.compile(r"/// (.+)\n(?:\s+(?:// .+|#\[.+\])\n)*\s+(?:r#)?(\w+): (\w+),")


def meanings() -> dict[str, dict[str, str]]:
    """What each number is for, by part of a policy; the part "" has those outside of any."""
    source = (CORE / "relate" / "policy.rs").read_text(encoding="utf-8")
    structs = {name: FIELD.findall(body) for name, body in STRUCT.findall(source)}
    parts = {field: kind for _, field, kind in structs["Policy"] if kind in structs}
    single = {field: told for told, field, kind in structs["Policy"] if kind == "f64"}
    fields = {
        part: {field: told for told, field, _ in structs[kind]} for part, kind in parts.items()
    }
    return {"": single, **fields}


def tables() -> dict[str, Mapping[str, Any]]:
    """The built-in policies."""
    folder = CORE.parent / "policies"
    return {
        name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in NAMES
    }


def points() -> Iterator[str]:
    """The lines of the table."""
    known = tables()
    yield f"| | | {' | '.join(NAMES)} |"
    yield "|---|---|--:|--:|--:|"
    for part, fields in meanings().items():
        for field, told in fields.items():
            values = [_shown((known[n][part] if part else known[n])[field]) for n in NAMES]
            if values[1:] == values[:-1]:
                values[1:] = ["=", "="]
            name = f"`{part}.{field}`" if part else f"`{field}`"
            yield f"| {name} | {told.rstrip('.')} | {' | '.join(values)} |"


def _shown(value: Any) -> str:
    """Points, or steps of points: from where on, and how many."""
    if isinstance(value, list):
        return "; ".join(f"≥ {start:g}: {_shown(count)}" for start, count in value)
    return f"{value:g}".replace("-", "−")


def main(arguments: list[str]) -> int:
    """Write the table into the page, or compare it."""
    before, start, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    lines = list(points())
    page = f"{before}{START}\n{chr(10).join(lines)}\n\n{END}{after}"
    broken = [] if start and end else [f"{PAGE.name} has no place for the points"]
    if "--check" not in arguments and not broken:
        PAGE.write_text(page, encoding="utf-8")
    elif page != PAGE.read_text(encoding="utf-8"):
        broken.append(f"{PAGE.name} is not what the policies say: run `make docs`")
    return finish("docs/identity.md (points)", len(lines), broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

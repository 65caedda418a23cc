"""Stub while the readers are being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..records import Dump

Progress = Callable[[str, int, int], None]


class Texts:
    """A list of texts, said to be texts and not paths."""

    def __init__(self, texts: Any, *, name: str | None = None) -> None:
        self.texts = texts
        self.name = name


def read(
    source: Any,
    *,
    name: str | None = None,
    format: str | None = None,
    fields: Mapping[str, str | None] | None = None,
    text: str = "paper",
    progress: Progress | None = None,
) -> Iterator[Dump]:
    """Read one source, dump by dump."""
    raise NotImplementedError


def read_all(
    dumps: Any,
    *,
    format: str | None = None,
    fields: Mapping[str, str | None] | None = None,
    text: str = "paper",
    progress: Progress | None = None,
) -> list[Dump]:
    """Read everything that is given."""
    return list(read(dumps, format=format, fields=fields, text=text, progress=progress))

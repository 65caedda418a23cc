"""An input that needs no file, for tests that read many."""

from __future__ import annotations

import io

from paperdedup.readers.input import Input, Stream


class InMemory(Input):
    """Some bytes as an input, which can be opened again and again."""

    def __init__(self, data: bytes) -> None:
        super().__init__("dump", None)
        self._data = data

    def open(self) -> Stream:
        return Stream(io.BytesIO(self._data), "dump", lambda: 0)

    def keep(self) -> None:
        pass

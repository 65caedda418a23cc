"""Readers: any dump, in a file or in memory, to `records.Dump`. See docs/readers.md.

One small file per format, chosen by the content of the input and overridable. The way through:
`sources` (what was given) -> `input` (its bytes) -> `registry` (which format) -> a reader ->
`reading`, which names the fields. A format of one's own is an object like those in `FORMATS`.
"""

from __future__ import annotations

from paperdedup.readers.input import Input
from paperdedup.readers.reading import read, read_all
from paperdedup.readers.registry import FORMATS, Content, Reader, register
from paperdedup.readers.sources import Texts

__all__ = ["FORMATS", "Content", "Input", "Reader", "Texts", "read", "read_all", "register"]

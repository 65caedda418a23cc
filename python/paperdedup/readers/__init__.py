"""Readers: any dump, in a file or in memory, to `records.Dump`. See docs/readers.md.

One file per format, chosen by the content of the input, never by its name alone, and overridable.
Here are only the public names; start reading at `read.py`.
"""

from __future__ import annotations

from .reading import Texts, read, read_all

__all__ = ["Texts", "read", "read_all"]

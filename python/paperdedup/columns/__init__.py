"""Columns as they came: which means which field (`names`), where it is (`paths`), what a field
makes of its values (`readings`, `positions`, `written`), and any values as text (`texts`).

Nothing here knows a file format, and values are read without a Python loop over the rows, but where
a list went through a column of texts. Only `records` and what asks for values as text use this.
"""

from __future__ import annotations

from paperdedup.columns.names import (
    FIELD_NAMES,
    FIELDS,
    TEXT_NAMES,
    is_part,
    last_page,
    meant,
    names_field,
    names_some_field,
    subtitle,
)
from paperdedup.columns.paths import nested_paths, resolve
from paperdedup.columns.readings import filled, page_range, reading, with_subtitles
from paperdedup.columns.texts import as_text, unless

__all__ = [
    "FIELDS",
    "FIELD_NAMES",
    "TEXT_NAMES",
    "as_text",
    "filled",
    "is_part",
    "last_page",
    "meant",
    "names_field",
    "names_some_field",
    "nested_paths",
    "page_range",
    "reading",
    "resolve",
    "subtitle",
    "unless",
    "with_subtitles",
]

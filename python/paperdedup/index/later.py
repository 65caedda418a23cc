"""What only some calls of an index need, imported by the first of them: a program that opens one to
ask does not wait for readers and writers of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperdedup.index.exports import Export, fill, whole_or_gone, write
    from paperdedup.index.given import add_each
    from paperdedup.index.matching import match_each
    from paperdedup.index.weighing import weighed
    from paperdedup.readers import read
else:
    from paperdedup.exports import on_demand

    __getattr__ = on_demand(
        "paperdedup",
        {
            "index.exports": ("Export", "fill", "whole_or_gone", "write"),
            "index.given": ("add_each",),
            "index.matching": ("match_each",),
            "index.weighing": ("weighed",),
            "readers": ("read",),
        },
    )

__all__ = ["Export", "add_each", "fill", "match_each", "read", "weighed", "whole_or_gone", "write"]

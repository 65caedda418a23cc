"""What only some calls of an index need, imported by the first of them: a program that opens one to
ask does not wait for readers and writers of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperdedup.index.deciding import decide_all
    from paperdedup.index.exports import Export, fill, whole_or_gone, write
    from paperdedup.index.given import add_each
    from paperdedup.index.matching import match_each
    from paperdedup.index.reviewing import review_of
    from paperdedup.index.weighing import weighed
    from paperdedup.readers import read
else:
    from paperdedup.exports import on_demand

    __getattr__ = on_demand(
        "paperdedup",
        {
            "index.deciding": ("decide_all",),
            "index.exports": ("Export", "fill", "whole_or_gone", "write"),
            "index.given": ("add_each",),
            "index.matching": ("match_each",),
            "index.reviewing": ("review_of",),
            "index.weighing": ("weighed",),
            "readers": ("read",),
        },
    )

__all__ = [
    "Export",
    "add_each",
    "decide_all",
    "fill",
    "match_each",
    "read",
    "review_of",
    "weighed",
    "whole_or_gone",
    "write",
]

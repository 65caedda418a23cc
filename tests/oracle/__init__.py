"""The reference: what docs/normalization.md and docs/hashing.md say, in plain slow Python.

Written from the documents, not from the core, so that the two check each other. Nothing here is
fast, and nothing here is imported by the library. Read it beside the documents: one module for each
part.
"""

from .hashing import (
    band_keys,
    content_id,
    field_digest,
    fold,
    shingles,
    signature,
    token_hash,
    tokens,
)
from .papers import Answer, Settings, all_matches, anchor, containment, jaccard, solve
from .words import normalize

__all__ = [
    "Answer",
    "Settings",
    "all_matches",
    "anchor",
    "band_keys",
    "containment",
    "content_id",
    "field_digest",
    "fold",
    "jaccard",
    "normalize",
    "shingles",
    "signature",
    "solve",
    "token_hash",
    "tokens",
]

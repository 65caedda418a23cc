"""The golden vectors: texts with all that docs/hashing.md makes of them, by the oracle.

`python -m oracle.golden`, in `tests/`, writes golden/vectors.json. It changes only with a
version.
"""

import json
from pathlib import Path
from typing import Any

from .hashing import band_keys, content_id, field_digest, shingles, signature, tokens
from .words import normalize

FILE = Path(__file__).parent.parent / "golden" / "vectors.json"
PERMUTATIONS, BANDS, ROWS = 32, 8, 4
TEXTS = [
    "",
    "…",
    "word",
    "two words",
    "now three words",
    "to be or not to be, that is the question",
    "Part 1",
    "Part 2",
    "We introduce a method that finds near-duplicate abstracts at the speed of reading.",
    "<jats:p>We introduce a <jats:italic>method</jats:italic> &amp; measure it.</jats:p>",
    r"Schr\"odinger's $\alpha$-decay at $10^{3}$ \AA, \emph{revisited} \cite{x}",
    "Ångström naïve Straße ﬁsh Łódź",
    "CO₂ and H₂O at 10³ K",
    "α β αβ λόγος",
    "深度学习模型 GPT-4 的评估",
    "ディープラーニング入門",
    "การเรียนรู้เชิงลึก",
    "हिन्दी भाषा",
    "한국어 문장 유사도",
    "русский текст",
    "a" * 7,
    "a" * 8,
    "a" * 9,
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    " ".join(str(n) for n in range(100)),
    " ".join("abcdefghij"[n % 10] * (1 + n % 17) for n in range(120)),
]
RECORDS: list[tuple[dict[str, str], list[str]]] = [
    ({}, []),
    ({"title": "A Title"}, []),
    ({"abstract": "A Title"}, []),
    ({"title": "A title", "abstract": "Some text of it.", "authors": "Ø. A; B. C"}, []),
    ({"title": "A title", "year": "2020", "venue": "ACL"}, []),
    ({"title": "…", "abstract": "Some text of it."}, []),
    ({"title": "A title"}, ["doi:10.1000/x", "arxiv:2001.00001"]),
    ({}, ["pmid:123"]),
]


def _hex(numbers: list[int]) -> list[str]:
    return [f"{number:016x}" for number in numbers]


def text_vector(text: str) -> dict[str, Any]:
    """All steps from one text to its band keys."""
    grams = shingles(text)
    minima = signature(grams, PERMUTATIONS) if grams else None
    return {
        "text": text,
        "words": normalize(text),
        "tokens": tokens(text),
        "shingles": _hex(sorted(grams)),
        "character_shingles": _hex(sorted(shingles(text, shingle="character", size=5))),
        "signature": minima,
        "band_keys": _hex(band_keys(minima, BANDS, ROWS)) if minima else None,
        "field_digest": field_digest(text).hex(),
    }


def vectors() -> dict[str, Any]:
    """Everything in the file."""
    return {
        "normalizer_version": 1,
        "sketch_version": 1,
        "permutations": PERMUTATIONS,
        "bands": BANDS,
        "rows": ROWS,
        "texts": [text_vector(text) for text in TEXTS],
        "records": [
            {"fields": fields, "identifiers": names, "content_id": content_id(fields, names)}
            for fields, names in RECORDS
        ],
    }


if __name__ == "__main__":
    lines = json.dumps(vectors(), ensure_ascii=False, indent=1)
    FILE.write_text(lines + "\n", encoding="utf-8")

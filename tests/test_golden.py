"""Same bits everywhere: the golden vectors, held by the file, the oracle and the library alike."""

import json
from typing import Any

import pytest

import oracle.golden
from paperdedup import Config, Sketcher, _native, deduplicate, normalize, shingles
from running import table

VECTORS: dict[str, Any] = json.loads(oracle.golden.FILE.read_text(encoding="utf-8"))
CHARACTERS = Config(shingle="character", shingle_size=5)
IDENTIFIER_COLUMNS = ("doi", "arxiv", "pmid")


def test_the_oracle_computes_the_file() -> None:
    assert oracle.golden.vectors() == VECTORS


def test_versions() -> None:
    assert VECTORS["normalizer_version"] == _native.NORMALIZER_VERSION
    assert VECTORS["sketch_version"] == _native.SKETCH_VERSION


@pytest.mark.parametrize("vector", VECTORS["texts"], ids=lambda vector: vector["text"][:20])
def test_text(vector: dict[str, Any]) -> None:
    text = vector["text"]
    assert normalize(text) == vector["words"]
    assert [f"{s:016x}" for s in shingles(text).tolist()] == vector["shingles"]
    characters = shingles(text, config=CHARACTERS).tolist()
    assert [f"{s:016x}" for s in characters] == vector["character_shingles"]


@pytest.mark.parametrize("vector", VECTORS["texts"], ids=lambda vector: vector["text"][:20])
def test_signature(vector: dict[str, Any]) -> None:
    sketcher = Sketcher(permutations=VECTORS["permutations"])
    minima = sketcher.signatures([vector["text"]])[0].tolist()
    keys = sketcher.band_keys([vector["text"]], bands=VECTORS["bands"], rows=VECTORS["rows"])
    if vector["signature"] is None:
        assert set(minima) == {0xFFFF_FFFF}
        return
    assert minima == vector["signature"]
    assert [f"{key:016x}" for key in keys[0].tolist()] == vector["band_keys"]


def test_content_ids() -> None:
    columns = (*oracle.hashing.FIELDS, *IDENTIFIER_COLUMNS)
    rows = [
        record["fields"] | dict(name.split(":", 1) for name in record["identifiers"])
        for record in VECTORS["records"]
    ]
    result = deduplicate({"golden": table(rows, columns)})
    expected = [record["content_id"] for record in VECTORS["records"]]
    assert len(expected) > 5
    assert result.members.column("content_id").to_pylist() == expected

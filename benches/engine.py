"""paperdedup as the benchmarks use it: through its public API, and the floor below it.

The floor is the least that any tool must do with words: one pass that finds and hashes the words of
the same text, in the same core and on one thread.
"""

from collections.abc import Sequence
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from paperdedup import Config, Result, _native, deduplicate, normalize

Arrays = dict[str, npt.NDArray[Any]]
Mode = Literal["auto", "lsh", "exact"]


def run(
    given: Sequence[str] | pa.ChunkedArray | pa.Table,
    *,
    plain: bool,
    threshold: float,
    threads: int,
    mode: str,
    policy: str = "auto",
) -> Result:
    """From texts, or whole records, to a result with one canonical ID per record."""
    dump = pa.table({"text": given}) if isinstance(given, pa.ChunkedArray) else given
    config = Config(
        text="plain" if plain else "paper",
        threshold=threshold,
        threads=threads,
        mode=cast(Mode, mode),
        policy=policy,
    )
    result = deduplicate(dump, config=config)
    assert len(result.canonical_ids) == len(given)
    return result


def arrays(result: Result) -> Arrays:
    """One cluster label per record, and the verified pairs."""
    encoded = result.canonical_ids.dictionary_encode()
    return {
        "labels": encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        "a": result.matches.column("position_a").to_numpy(),
        "b": result.matches.column("position_b").to_numpy(),
    }


def notes(result: Result) -> dict[str, Any]:
    """How the records were searched, what each stage took, what was counted."""
    return {"plan": repr(result.plan), "seconds": result.seconds, "counts": result.counts}


def hash_words(texts: pa.ChunkedArray) -> int:
    """One pass that finds and hashes the words: the floor. Returns a checksum."""
    checksum = 0
    for chunk in texts.chunks:
        checksum ^= _native.hash_words(chunk)
    return checksum


def normalized(texts: Sequence[str]) -> list[str]:
    """What the project calls the words of each text."""
    return [words or "" for words in normalize(list(texts))]

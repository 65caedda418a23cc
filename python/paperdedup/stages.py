"""The stages on their own: normalize, shingle, sketch, compare, and the plan of a search.

`deduplicate` is made of these; they are public for those who build something else from them, or
want to see what a text becomes. What each computes is specified, bit by bit, in
docs/normalization.md and docs/hashing.md. Limits: a Python string with a lone surrogate is no text;
the surrogate is read as U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self, TypeAlias, overload

import numpy as np
import pyarrow as pa

import paperdedup._native as core
from paperdedup.config import (
    DEFAULT,
    MOST_RECORDS,
    Config,
    checked,
    checked_number,
    checked_whole,
)
from paperdedup.errors import ConfigError
from paperdedup.records import whole_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    TextsLike: TypeAlias = Sequence[str | None] | pa.Array | pa.ChunkedArray

__version__: str = core.__version__

EMPTY_MINIMUM = np.uint32(0xFFFF_FFFF)
"""What the signature of a text without a shingle is filled with; it is similar to nothing."""


LONGEST_SIGNATURE = 4096
"""Most minima that the core takes of a text."""


MOST_POINTS = 1_000_000
"""Of a curve."""


def versions() -> dict[str, str | int]:
    """What decides which answer is given: of paperdedup, and of its frozen normalizer and sketch.

    >>> sorted(versions())
    ['normalizer', 'paperdedup', 'sketch']
    """
    return {
        "paperdedup": __version__,
        "normalizer": core.NORMALIZER_VERSION,
        "sketch": core.SKETCH_VERSION,
    }


class Similarity(NamedTuple):
    """How much the shingle sets A and B of two texts share. Both are 0 if a set is empty."""

    jaccard: float
    """|A ∩ B| / |A ∪ B|, exact."""
    containment: float
    """|A ∩ B| / min(|A|, |B|), exact."""


@overload
def normalize(texts: str) -> str: ...
@overload
def normalize(texts: list[str | None] | tuple[str | None, ...]) -> list[str | None]: ...
@overload
def normalize(texts: pa.Array | pa.ChunkedArray) -> pa.Array: ...
def normalize(texts: Any) -> Any:
    r"""The words of a text, joined by one space: the form in which texts are compared.

    `texts`: a text, a sequence of them (None stays None), or an Arrow array or column of any
    library; the answer is of the same kind (Arrow: a `pyarrow.Array`) and length. It depends on the
    text alone; `normalize(normalize(t)) == normalize(t)`.
    Specified in docs/normalization.md.

    >>> normalize(r'Abstract: The H<sub>2</sub>O of Schr\"odinger &amp; a na&iuml;ve ﬁsh')
    'the h 2 o of schrodinger a naive fish'
    >>> normalize(["Part 1", None])
    ['part 1', None]
    """
    if isinstance(texts, str):
        return core.normalized(whole_text(texts))
    normalized = pa.array(core.normalize(_texts(texts)))
    return normalized if _is_arrow(texts) else normalized.to_pylist()


def identifier(name: str, *, scheme: str | None = None) -> str | None:
    """An identifier in the form in which papers carry it, `scheme:value`; None if it is none.

    `scheme`: doi, arxiv, pmid, pmcid, openalex, s2, corpusid, acl, dblp, trial or patent,
    where `name` does not say it.

    >>> identifier("https://doi.org/10.1000/ABC")
    'doi:10.1000/abc'
    >>> identifier("2101.00001v2", scheme="arxiv")
    'arxiv:2101.00001'
    """
    with _refusals():
        return core.identifier(_whole(name), scheme)


def readings(name: str) -> list[str]:
    """The identifiers under which a record may stand that has this name."""
    return core.readings(_whole(name))


def shingles(text: str, *, config: Config = DEFAULT) -> npt.NDArray[np.uint64]:
    """The set of 64-bit shingle hashes of a text, ascending: shape (shingles,).

    A text of fewer words than a shingle has is one shingle; a text without a word has none.
    Specified in docs/hashing.md.

    >>> len(shingles("to be or not to be", config=Config(shingle_size=2)))
    4
    >>> len(shingles("…"))
    0
    """
    return core.shingles(_whole(text), checked(config))


def similarity(a: str, b: str, *, config: Config = DEFAULT) -> Similarity:
    """Exact Jaccard similarity and containment of two texts.

    >>> similarity("one two three four", "one two three four five")
    Similarity(jaccard=0.6666666666666666, containment=1.0)
    >>> similarity("", "")
    Similarity(jaccard=0.0, containment=0.0)
    """
    return Similarity(*core.compare(_whole(a), _whole(b), checked(config)))


class Sketcher:
    """Texts to MinHash signatures: short vectors whose agreement estimates the Jaccard similarity.

    The estimate is unbiased; its standard deviation is sqrt(J (1 - J) / permutations) (Broder
    1997). The same text has the same signature on every machine and with any number of threads;
    docs/hashing.md specifies it.

    >>> sketcher = Sketcher(permutations=256)
    >>> signatures = sketcher.signatures(["a cat sat on the mat", "a cat sat on the mat!", ""])
    >>> signatures.shape, signatures.dtype
    ((3, 256), dtype('uint32'))
    >>> float(Sketcher.similarity(signatures[0], signatures[1]))
    1.0
    >>> float(Sketcher.similarity(signatures[2], signatures[2]))
    0.0
    """

    def __init__(self, permutations: int = 128, *, config: Config = DEFAULT) -> None:
        most = LONGEST_SIGNATURE
        self.permutations = checked_whole("permutations", permutations, least=1, most=most)
        self.config = checked(config)

    def signatures(self, texts: TextsLike) -> npt.NDArray[np.uint32]:
        """One signature per text: shape (texts, permutations). None counts as an empty text, whose
        row is all 2^32 - 1.
        """
        return core.signatures(_texts(texts), self.config, self.permutations)

    def band_keys(self, texts: TextsLike, *, bands: int, rows: int) -> npt.NDArray[np.uint64]:
        """The keys under which the search files each text: shape (texts, bands). Texts that share a
        key are compared.

        Made from the first `bands * rows` minima of a signature, whatever `permutations` is.
        """
        most = LONGEST_SIGNATURE
        bands = checked_whole("bands", bands, least=1, most=most)
        rows = checked_whole("rows", rows, least=1, most=most)
        with _refusals():
            return core.band_keys(_texts(texts), self.config, bands, rows)

    @staticmethod
    def similarity(a: npt.NDArray[np.uint32], b: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
        """Estimated Jaccard similarity along the last axis; leading axes broadcast. An empty text
        is similar to nothing.

        `similarity(s[:, None], s[None, :])` is the matrix of all pairs of `s`.
        """
        empty = np.all(a == EMPTY_MINIMUM, axis=-1)
        return np.where(empty, 0.0, np.mean(a == b, axis=-1))


class Plan:
    """How records are searched: made by `plan`, and part of every result."""

    def __init__(self, solved: core.Plan) -> None:
        self._solved = solved

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        """The same: a plan never changes."""
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Plan cannot be pickled: make it again with plan(config, records=...)")

    @property
    def mode(self) -> str:
        """How pairs are searched: "lsh" or "exact"."""
        return self._solved.mode

    @property
    def bands(self) -> int:
        """Number of bands; a pair is found if it agrees in one of them. 0 in the exact mode."""
        return self._solved.bands

    @property
    def rows(self) -> int:
        """Number of minima that agree in a band that agrees. 0 in the exact mode."""
        return self._solved.rows

    @property
    def expected_candidates(self) -> float:
        """Pairs that are expected to be verified."""
        return self._solved.expected_candidates

    def recall(self, jaccard: float) -> float:
        """Probability that a pair of this similarity is found: 1 - (1 - J^rows)^bands (Leskovec,
        Rajaraman and Ullman, Mining of Massive Datasets, 3.4.2). In the exact mode 1 from the
        threshold up.
        """
        return self._solved.recall(checked_number("jaccard", jaccard))

    def curve(self, points: int = 101) -> npt.NDArray[np.float64]:
        """The S-curve: shape (points, 2), columns Jaccard similarity from 0 to 1 and recall.

        >>> curve = plan(Config(mode="lsh", bands=16, rows=8), records=1_000_000).curve(3)
        >>> curve.round(3).tolist()
        [[0.0, 0.0], [0.5, 0.061], [1.0, 1.0]]
        """
        points = checked_whole("points", points, least=1, most=MOST_POINTS)
        jaccards = np.linspace(0.0, 1.0, points)
        return np.column_stack([jaccards, [self.recall(float(jaccard)) for jaccard in jaccards]])

    def __repr__(self) -> str:
        if self.mode == "exact":
            return "Plan(mode='exact')"
        return f"Plan(mode={self.mode!r}, bands={self.bands}, rows={self.rows})"


def plan(config: Config = DEFAULT, *, records: int) -> Plan:
    """How a number of records would be searched with these settings: bands and rows solved, recall
    and cost foretold.

    >>> solved = plan(Config(mode="lsh", threshold=0.8, recall=0.99), records=1_000_000)
    >>> solved.recall(0.8) >= 0.99
    True
    """
    expected = checked_whole("records", records, least=0, most=MOST_RECORDS)
    return Plan(core.plan(checked(config), expected))


def _is_arrow(texts: object) -> bool:
    return hasattr(texts, "__arrow_c_array__") or hasattr(texts, "__arrow_c_stream__")


def _texts(texts: Any) -> Any:
    """What the core takes."""
    if isinstance(texts, str):
        raise TypeError(
            "texts must be a sequence of texts or an Arrow array, got one text; put it in a list"
        )
    if isinstance(texts, pa.Array | pa.ChunkedArray) or _are_texts(texts):
        return texts
    if _is_arrow(texts):
        return pa.chunked_array(texts) if hasattr(texts, "__arrow_c_stream__") else pa.array(texts)
    if not isinstance(texts, Iterable):
        kind = type(texts).__name__
        raise TypeError(f"texts must be a sequence of texts or an Arrow array, got a {kind}")
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return list(texts)
    except pa.ArrowException as error:
        raise TypeError(_stranger(texts)) from error


def _stranger(texts: Iterable[object]) -> str:
    """What to say of the first value that is no text."""
    for at, value in enumerate(texts):
        if not isinstance(value, str | None):
            return f"texts[{at}] is a {type(value).__name__}; it must be a text or None"
    return "texts must be texts or None"


def _whole(text: str) -> str:
    """A text that UTF-8 can hold; in words what is none."""
    if not isinstance(text, str):
        raise TypeError(f"one text is asked for, got a {type(text).__name__}")
    return whole_text(text)


@contextmanager
def _refusals() -> Iterator[None]:
    """What the core says of an argument that cannot be, as an exception of ours."""
    try:
        yield
    except ConfigError:
        raise
    except ValueError as error:
        raise ConfigError(str(error)) from error


def _are_texts(texts: Any) -> bool:
    """Whether these are a list or tuple of `str` and None, which the core reads where they lie."""
    return isinstance(texts, list | tuple) and set(map(type, texts)) <= {str, type(None)}

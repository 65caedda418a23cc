"""What a field makes of the column that it is read from, before that becomes text.

Of a list of identifiers one counts, two columns of pages are a range, an index of words is a text,
and a list that became text on its way is the list it was. Any other column stays as it is.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from paperdedup.columns.names import (
    IDENTIFIERS,
    PARSED_NAMES,
    WORD_POSITIONS,
    is_part,
    normal,
)
from paperdedup.columns.notes import labelled
from paperdedup.columns.positions import in_order
from paperdedup.columns.texts import (
    SEPARATOR,
    are_blank,
    as_text,
    is_list,
    list_items,
    parted,
)
from paperdedup.columns.versions import first_versions
from paperdedup.columns.written import parsed_names, written_names, written_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy.typing as npt

__all__ = ["filled", "firsts", "main_texts", "page_range", "reading", "with_subtitles"]

HOLDING = {"doi": "10."}
"""What tells an identifier from others in a list: PubMed's has the number of a publisher too."""

LISTS = frozenset({"title", "venue", "year"})
"""Fields besides the authors that are lists, or objects, in some dumps (those of Crossref)."""

MAIN: Mapping[str, tuple[str, str]] = {
    "title": ("titletype", ""),
    "abstract": ("descriptiontype", "abstract"),
}
"""The child of a title or a description that says of which kind it is, and what it says of the one
that counts: of the main title nothing."""

DASHES = ("-", "\u2010", "\u2013")
"""With one of them in it the first page is a range by itself."""

SLASHES = re.compile(b"//")

ENDS = (":", ".", "?", "!", "\u2013", "\u2014", "-")
"""Behind one of them a subtitle needs no colon."""


def reading(known: str, place: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values of a field in the column, or at the path, of this name.

    >>> reading("doi", "DOI", pa.chunked_array([[["S01 [pii]", "10.1/a [doi]"]]])).to_pylist()
    ['10.1/a [doi]']
    """
    name = normal(place)
    if is_part(known, place):
        return first_versions(column) if known == "year" else labelled(column, known)
    if known in IDENTIFIERS:
        return firsts(column, HOLDING.get(known, ""))
    if known == "abstract" and name.endswith(WORD_POSITIONS):
        return in_order(column)
    if known == "authors":
        parsed = name.endswith(PARSED_NAMES)
        return parsed_names(column) if parsed else written_names(parted_names(column))
    if known in MAIN:
        column = main_texts(column, *MAIN[known])
    return written_texts(column) if known in LISTS else column


def parted_names(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Authors with `; ` between them, where a table of EndNote has `//`.

    >>> parted_names(pa.chunked_array([["Lund, E.//Berg, A.", "http://a.b//c"]])).to_pylist()
    ['Lund, E.; Berg, A.', 'http://a.b//c']
    """
    if not any(map(_holds_slashes, column.chunks)):
        return column
    import pyarrow.compute as pc

    addresses = pc.fill_null(pc.match_substring(column, "://"), fill_value=False)
    parted = pc.replace_substring_regex(column, r"\s*//\s*", SEPARATOR)
    return pc.if_else(addresses, column, parted)


def _holds_slashes(array: pa.Array) -> bool:
    """Whether there are some in it. It looks at the bytes, as for Arrow's kernels see `written`."""
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return False
    data = array.buffers()[2]
    return data is not None and SLASHES.search(data) is not None


def main_texts(column: pa.ChunkedArray, child: str, kind: str) -> pa.ChunkedArray:
    """Of each list of texts with types those of this kind, if there are such (DataCite).

    >>> titles = [{"title": "On A", "titleType": None}, {"title": "A", "titleType": "Subtitle"}]
    >>> main_texts(pa.chunked_array([[titles, titles[1:], None]]), "titletype", "").to_pylist()
    ['On A', 'A', None]
    """
    if not is_list(column.type) or not pa.types.is_struct(column.type.value_type):
        return column
    names = [normal(name) for name in column.type.value_type.names]
    if child not in names:
        return column
    at = names.index(child)
    chunks = [_main_texts(chunk, at, kind) for chunk in column.chunks]
    return pa.chunked_array(chunks, pa.large_string())


def _main_texts(array: pa.Array, at: int, kind: str) -> pa.Array:
    import pyarrow.compute as pc

    flat = pc.list_flatten(array)
    rows = pc.list_parent_indices(array).to_numpy(zero_copy_only=False).astype(np.int64)
    texts = as_text(pa.chunked_array([flat])).combine_chunks().cast(pa.large_string())
    kinds = as_text(pa.chunked_array([pc.struct_field(flat, [at])])).cast(pa.large_string())
    there = ~are_blank(pa.chunked_array([texts]))
    said = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(kinds, ""))).combine_chunks()
    main = there & pc.equal(said, kind).to_numpy(zero_copy_only=False)
    has_main = np.bincount(rows[main], minlength=len(array)) > 0
    kept = main | (there & ~has_main[rows])
    counts = np.bincount(rows[kept], minlength=len(array))
    return parted(texts.filter(pa.array(kept)), counts, SEPARATOR)


def firsts(column: pa.ChunkedArray, holding: str = "") -> pa.ChunkedArray:
    """Of each list the first text that holds this, else the first; what is no list as it is.

    >>> firsts(pa.chunked_array([[[None, "a", "b"], []]])).to_pylist()
    ['a', None]
    >>> firsts(pa.chunked_array([[["a", "b"], ["a"]]]), "b").to_pylist()
    ['b', 'a']
    """
    if not is_list(column.type):
        return column
    chunks = [_first_items(chunk, holding) for chunk in column.chunks]
    return pa.chunked_array(chunks, pa.large_string())


def _first_items(array: pa.Array, holding: str) -> pa.Array:
    import pyarrow.compute as pc

    texts, counts = list_items(array)
    chosen = np.cumsum(counts) - counts
    held = np.flatnonzero(pc.match_substring(texts, holding)) if holding else np.empty(0, np.int64)
    rows = np.repeat(np.arange(len(counts)), counts)
    # From the last to the first, so that the first of a list is what stays.
    chosen[rows[held[::-1]]] = held[::-1]
    return texts.take(pa.array(chosen, mask=counts == 0))


def page_range(first: pa.ChunkedArray, last: pa.ChunkedArray) -> pa.ChunkedArray:
    """First and last page as a range, unless the first is one, or the last says nothing more.

    >>> firsts, lasts = pa.chunked_array([[7, 7, 7]]), pa.chunked_array([[12, 7, None]])
    >>> page_range(firsts, lasts).to_pylist()
    ['7-12', '7', '7']
    """
    import pyarrow.compute as pc

    starts, ends = (as_text(column).cast(pa.large_string()) for column in (first, last))
    blank = pa.array(are_blank(starts) | are_blank(ends))
    starts, ends = starts.combine_chunks(), ends.combine_chunks()
    whole = [pc.equal(starts, ends), *(pc.match_substring(starts, dash) for dash in DASHES)]
    alone = reduce(pc.or_kleene, whole, blank)
    joined = pc.binary_join_element_wise(starts, ends, pa.scalar("-", pa.large_string()))
    return pa.chunked_array([pc.if_else(alone, starts, joined)])


def with_subtitles(titles: pa.ChunkedArray, subtitles: pa.ChunkedArray) -> pa.ChunkedArray:
    """The titles with the subtitles that they do not hold already, as publishers write them.

    >>> titles = pa.chunked_array([["On A", "On A: B", "Why A?", "On A", None]])
    >>> subtitles = pa.chunked_array([["B", "b", "B", " ", "B"]])
    >>> with_subtitles(titles, subtitles).to_pylist()
    ['On A: B', 'On A: B', 'Why A? B', 'On A', None]
    """
    mains, others = (as_text(column).cast(pa.large_string()) for column in (titles, subtitles))
    rows = np.flatnonzero(~(are_blank(mains) | are_blank(others)))
    if not len(rows):
        return titles
    import pyarrow.compute as pc

    pairs = zip(mains.take(pa.array(rows)), others.take(pa.array(rows)), strict=True)
    joined = [_whole_title(title.as_py(), other.as_py()) for title, other in pairs]
    mask = np.zeros(len(mains), dtype=bool)
    mask[rows] = True
    whole = pa.array(joined, pa.large_string())
    return pa.chunked_array([pc.replace_with_mask(mains.combine_chunks(), pa.array(mask), whole)])


def _whole_title(title: str, other: str) -> str:
    if normal(title).endswith(normal(other)):
        return title
    title = title.strip()
    return f"{title}{' ' if title.endswith(ENDS) else ': '}{other.strip()}"


def filled(
    column: pa.ChunkedArray, others: Iterable[Callable[[], pa.ChunkedArray]]
) -> pa.ChunkedArray:
    """The column, as text and with the values of the others where it holds none, first choice
    first; as it is, if it lacks nothing or there are no others. They are read when needed.

    >>> texts, years = pa.chunked_array([["x", " ", None]]), pa.chunked_array([[1, 2, None]])
    >>> filled(texts, [lambda: years]).to_pylist()
    ['x', '2', None]
    """
    for other in others:
        texts = as_text(column).cast(pa.large_string())
        gaps = are_blank(texts)
        if not gaps.any():
            break
        column = _filled(texts, gaps, as_text(other()).cast(pa.large_string()))
    return column


def _filled(
    texts: pa.ChunkedArray, gaps: npt.NDArray[np.bool_], others: pa.ChunkedArray
) -> pa.ChunkedArray:
    """The texts, and in the gaps the others where these say something."""
    import pyarrow.compute as pc

    taken = pa.array(gaps & ~are_blank(others))
    return pa.chunked_array([pc.if_else(taken, others.combine_chunks(), texts.combine_chunks())])

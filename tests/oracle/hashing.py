"""docs/hashing.md in plain Python: tokens, shingles, signatures, band keys, digests, content IDs.

Written from the document alone and as slow as it likes. Integers are Python's, cut to 64 bits by
hand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import xxhash

from .words import is_unspaced, normalize

WORD = 0xA0761D6478BD642F
GRAM = 0xE7037ED1A0B428DB
BAND = 0x8EBC6AF09C88C6E3
COEFFICIENTS = 0x589965CC75374CC3
NORMALIZER_VERSION = 1
FIELDS = ("title", "abstract", "authors", "year", "venue")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MASK32 = (1 << 32) - 1
MASK64 = (1 << 64) - 1


def fold(a: int, b: int) -> int:
    """High half XOR low half of the 128-bit product."""
    product = a * b
    return (product >> 64) ^ (product & MASK64)


def tokens(text: str) -> list[str]:
    """The words of a text, runs of unspaced letters cut into bigrams.

    >>> tokens("Deep 学習法!")
    ['deep', '学習', '習法']
    """
    found: list[str] = []
    for word in normalize(text).split():
        if is_unspaced(word) and len(word) > 1:
            found.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            found.append(word)
    return found


def token_hash(token: str) -> int:
    """The hash of one token, eight bytes at a time."""
    data = token.encode("utf-8")
    h = WORD
    for start in range(0, len(data), 8):
        chunk = data[start : start + 8].ljust(8, b"\0")
        h = fold(h ^ int.from_bytes(chunk, "little"), GRAM)
    return h


def _gram_hash(hashes: Sequence[int]) -> int:
    mixed = GRAM
    for place, t in enumerate(hashes):
        turn = 21 * place % 64
        mixed ^= ((t << turn) | (t >> (64 - turn))) & (2**64 - 1)
    return fold(mixed, WORD)


def shingles(text: str, *, shingle: str = "word", size: int = 3) -> set[int]:
    """The set of shingles of a text; empty for a text without words."""
    if shingle == "character":
        line = normalize(text)
        if len(line) <= size:
            return {token_hash(line)} if line else set()
        return {token_hash(line[i : i + size]) for i in range(len(line) - size + 1)}
    hashes = [token_hash(token) for token in tokens(text)]
    if len(hashes) <= size:
        return {_gram_hash(hashes)} if hashes else set()
    return {_gram_hash(hashes[i : i + size]) for i in range(len(hashes) - size + 1)}


def split_mix(state: int) -> Iterator[int]:
    """The SplitMix64 stream."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK64
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK64
        yield z ^ (z >> 31)


def signature(hashes: Iterable[int], k: int) -> list[int]:
    """The k minima of a set of shingles, which must not be empty."""
    pairs = [(s & MASK32, s >> 32) for s in hashes]
    stream = split_mix(COEFFICIENTS)
    coefficients = [next(stream) >> 32 for _ in range(k)]
    return [min((low + c * high) & MASK32 for low, high in pairs) for c in coefficients]


def band_keys(minima: Sequence[int], bands: int, rows: int) -> list[int]:
    """One key for each band of `rows` minima."""
    keys = []
    for band in range(bands):
        h = fold(BAND ^ (band + 1), GRAM)
        for m in minima[band * rows : (band + 1) * rows]:
            h = fold(h ^ m, BAND)
        keys.append(h)
    return keys


def field_digest(text: str) -> bytes:
    """XXH3-128 over the hashes of the words, as 16 bytes little-endian."""
    data = b"".join(token_hash(word).to_bytes(8, "little") for word in normalize(text).split())
    return xxhash.xxh3_128_intdigest(data).to_bytes(16, "little")


def content_id(record: Mapping[str, str | None], identifiers: Iterable[str] = ()) -> str:
    """The content ID of a record; `identifiers` are `scheme:value`.

    >>> content_id({"title": "A title"}) == content_id({"title": "a TITLE."})
    True
    """
    data = NORMALIZER_VERSION.to_bytes(4, "little")
    for tag, field in enumerate(FIELDS, 1):
        value = record.get(field)
        if value is not None and normalize(value):
            data += bytes([tag]) + field_digest(value)
    distinct = sorted({identifier.encode("utf-8") for identifier in identifiers})
    if distinct:
        data += b"\x06" + b"".join(identifier + b"\n" for identifier in distinct)
    bits = xxhash.xxh3_128_intdigest(data) >> 8
    return "pd:" + "".join(CROCKFORD[(bits >> shift) & 31] for shift in range(115, -1, -5))

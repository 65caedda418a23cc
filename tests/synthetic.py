"""Texts with known sets of shingles, for the statistics: one word is one shingle.

Each trial draws its own words, so that trials are independent though the hashes are fixed. Seeds
are fixed: the same numbers on every run.
"""

import random
from collections.abc import Iterator

from paperdedup import Config

SINGLE_WORDS = Config(shingle_size=1)
_LETTERS = str.maketrans("0123456789abcdef", "bdfghjklmpqrstvw")


def word(number: int) -> str:
    """A number as a word of consonants, so that it is nothing's name."""
    return f"{number:010x}".translate(_LETTERS)


def pairs(size: int, shared: int, trials: int, *, seed: int) -> Iterator[tuple[str, str]]:
    """Pairs of texts of `size` different words each, of which they share `shared`."""
    generator = random.Random(seed)
    for _ in range(trials):
        drawn = [word(n) for n in generator.sample(range(1 << 38), 2 * size - shared)]
        first, second = drawn[:size], drawn[size - shared :]
        generator.shuffle(second)
        yield " ".join(first), " ".join(second)


def numbered_pairs(size: int, shared: int, trials: int) -> Iterator[tuple[str, str]]:
    """The same with consecutive numbers as words: the input that weak hashes fail on."""
    for trial in range(trials):
        start = 1_000_000 + trial * (2 * size - shared)
        words = [str(start + i) for i in range(2 * size - shared)]
        yield " ".join(words[:size]), " ".join(words[size - shared :])


def trigram_pairs(trials: int, *, words: int, seed: int) -> Iterator[tuple[str, str]]:
    """Pairs of texts of 80 words, a fifth replaced in the second, over `words` words of their own.

    Their 3-grams share words in all places: input on which a hash that mixes places badly fails.
    """
    generator = random.Random(seed)
    for _ in range(trials):
        own = [word(n) for n in generator.sample(range(1 << 38), words)]
        first = generator.choices(own, k=80)
        second = [generator.choice(own) if generator.random() < 0.2 else w for w in first]
        yield " ".join(first), " ".join(second)


def jaccard(size: int, shared: int) -> float:
    """The similarity of such a pair."""
    return shared / (2 * size - shared)

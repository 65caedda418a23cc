"""The invented language of the generator: words, stock phrases, marked-up terms, names.

Everything is made by rule from fixed tables and `random_bits`, so the same words come out on every
machine and with every numpy. Frequent words are real function words and stock words of abstracts;
all the others are invented from syllables, with the lengths of English scientific prose. Word r has
weight 1 / (r + 1.5) (Zipf and Mandelbrot).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int32]

WORDS = 40_000
FORMS = 4  # plain, Capital, with a comma, with a full stop
STYLES = 3  # LaTeX, Unicode, HTML

COMMON = (
    "the of and in to a we is for that with this on are by as an be which from can it at these our "
    "also such using or have has between not their based results model show method two data new "
    "paper was were its both than more but into been other only over however approach problem "
    "propose proposed study analysis used different system present time first state high large "
    "performance number found field methods been theory models information one learning structure "
    "through where while when they then there three under within without some many most each all "
    "experimental compared existing work demonstrate provide well known important recent further "
    "including general several framework algorithm properties effect effects obtained process"
).split()

PHRASES = (
    "in this paper we propose a new method",
    "in this paper we present",
    "in this work we study the problem of",
    "the results of this study",
    "experimental results show that the proposed method",
    "we show that",
    "we demonstrate that the proposed approach",
    "to the best of our knowledge this is the first",
    "compared with existing methods",
    "it is well known that",
    "the main result of this paper is",
    "we also show that",
    "based on these results we",
    "on the other hand",
    "further work is needed to",
    "the performance of the proposed algorithm",
    "has been used in many",
    "there is no known method for",
    "our results show that",
    "as a first application of this theory",
)

# One term in the three typesettings that the same abstract is seen in.
MARKED = (
    (r"$\alpha$", "α", "&alpha;"),
    (r"$\beta$", "β", "&beta;"),
    (r"$\varepsilon$", "ε", "&epsilon;"),
    (r"Schr\"odinger", "Schrödinger", "Schr&ouml;dinger"),
    (r"Poincar\'e", "Poincaré", "Poincar&eacute;"),
    (r"na\"ive", "naïve", "na&iuml;ve"),
    (r"CO$_2$", "CO₂", "CO<sub>2</sub>"),
    (r"H$_2$O", "H₂O", "H<sub>2</sub>O"),
    (r"$10^{-3}$", "10⁻³", "10<sup>-3</sup>"),
    (r"$\leq 5$", "≤ 5", "&le; 5"),
    (r"$n \times n$", "n × n", "n &times; n"),
    (r"12\%", "12%", "12&#37;"),
    (r"R\&D", "R&D", "R&amp;D"),
    ("---", "—", "&mdash;"),
    ("``deep''", "“deep”", "&ldquo;deep&rdquo;"),
    ("model's", "model’s", "model&rsquo;s"),
    ("doesn't", "doesn’t", "doesn&rsquo;t"),
    (r"\emph{significant}", "significant", "<i>significant</i>"),
    (r"$\mathcal{O}(n)$", "O(n)", "<i>O</i>(<i>n</i>)"),
    (r"{\it ab initio}", "ab initio", "<em>ab initio</em>"),
)

STARTS = "b c d f g h l m n p r s t v st tr pr pl gr cr ph th sp qu".split()
VOWELS = "a e i o u e i a o ai ea io".split()
ENDINGS = (
    "tion al ity ic ing ed er ate s ous ive ment ness ive ance sis ly able ism ar on um n r t l"
).split()
NUMBERS = "3 10 95% 0.83 2019 10,000 1.5 100 2020 64 0.05 7".split()


def random_bits(counter: Bits) -> Bits:
    """SplitMix64 of each counter: 64 well-mixed bits, the same everywhere."""
    z = counter * np.uint64(0x9E3779B97F4A7C15)
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z


def _invented(count: int, taken: set[str]) -> list[str]:
    words: list[str] = []
    number = 0
    while len(words) < count:
        bits = int(random_bits(np.array([number + 1], np.uint64))[0])
        number += 1
        syllables = (1, 1, 2, 2, 2, 2, 3, 3)[bits & 7]
        bits >>= 3
        word = ""
        for _ in range(syllables):
            word += STARTS[bits % 24] + VOWELS[bits // 24 % 12]
            bits //= 24 * 12
        word += ENDINGS[bits % len(ENDINGS)]
        if word not in taken:
            taken.add(word)
            words.append(word)
    return words


@cache
def words() -> list[str]:
    """The plain words, most frequent first: real ones, then invented ones with a number here and
    there.

    >>> words()[:3], len(words())
    (['the', 'of', 'and'], 40000)
    """
    real = list(dict.fromkeys(COMMON + " ".join(PHRASES).split()))
    invented = _invented(WORDS - len(real) - len(NUMBERS), set(real))
    invented[:2_000] = sorted(invented[:2_000], key=len)  # frequent words are short
    for place, number in enumerate(NUMBERS):
        invented.insert(10 + 40 * place, number)
    return real + invented


@cache
def tokens() -> list[str]:
    """Every token as it is written: the four forms of each word, then the three of each marked-up
    term.
    """
    written = [t for w in words() for t in (w, w[:1].upper() + w[1:], w + ",", w + ".")]
    return written + [typeset for term in MARKED for typeset in term]


@cache
def phrases() -> Indices:
    """The stock phrases as word numbers, one row each, filled up with -1."""
    number = {word: i for i, word in enumerate(words())}
    table = np.full((len(PHRASES), 10), -1, np.int32)
    for row, phrase in zip(table, PHRASES, strict=True):
        found = [number[word] for word in phrase.split()]
        row[: len(found)] = found
    return table


@cache
def zipf() -> Indices:
    """Word numbers by 20 random bits: the inverse of the distribution, as a table."""
    weights = np.cumsum(1.0 / (np.arange(WORDS) + 1.5))
    steps = (np.arange(1 << 20) + 0.5) / (1 << 20) * weights[-1]
    table: Indices = np.searchsorted(weights, steps).astype(np.int32)
    return table


@cache
def authors() -> list[str]:
    """Invented names, an initial and a surname."""
    surnames = [w.capitalize() for w in _invented(400, set())]
    return [f"{chr(65 + i)}. {surname}" for surname in surnames for i in range(26)]

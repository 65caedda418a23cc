"""Steps 6 and 7 of docs/normalization.md, and the whole of it: `normalize`."""

import unicodedata
from functools import lru_cache

from .alphabetic import is_letter, is_mark, is_numeric
from .ends import remove_copyright, remove_labels
from .latex import remove_latex
from .markup import remove_tags, replace_entities
from .names import (
    APART,
    APOSTROPHES,
    DIACRITICS,
    GREEK_LETTERS,
    INVISIBLE,
    MISSING,
    PHRASES,
    PLAIN_LETTERS,
    UNSPACED,
)

_PLAIN = str.maketrans(PLAIN_LETTERS)


def _fold_character(character: str) -> str:
    """One character of the input, folded and decomposed."""
    parts = unicodedata.normalize("NFKD", character)
    kept = [part for part in parts if part not in DIACRITICS and part not in INVISIBLE]
    return "".join(part.lower().upper().lower() for part in kept).translate(_PLAIN)


def fold_text(text: str) -> str:
    """Step 6.

    >>> fold_text("ＦＩＬＥ Ångström 10³ 1½")
    'file angstrom 10 3 1 1⁄2'
    """
    out: list[str] = []
    apart = False
    for character in text:
        piece = _fold_character(character)
        if not piece:
            continue
        if character in APART and not apart:
            out.append(" ")
        out.append(piece)
        apart = character in APART
    return unicodedata.normalize("NFC", "".join(out))


def is_unspaced(character: str) -> bool:
    """Whether the first character is a letter of a script that is written without spaces."""
    first = character[0]
    return first == "〇" or (first in UNSPACED and is_letter(first))


def _beside(text: str, place: int) -> tuple[str, str]:
    """The characters directly before and after; nothing where there is none."""
    return text[place - 1 : place] if place else "", text[place + 1 : place + 2]


def _class(text: str, place: int) -> str:
    """The class of a character: the first that fits, or nothing for one that separates."""
    character = text[place]
    beside = _beside(text, place)
    if character in APOSTROPHES:
        return "ignored" if all(c and _is_plain_letter(c) for c in beside) else ""
    if is_mark(character):
        return "mark"
    if is_unspaced(character):
        return "unspaced"
    if is_numeric(character):
        return "digit"
    if character in GREEK_LETTERS and not any(c in GREEK_LETTERS for c in beside):
        return "greek"
    return "letter" if is_letter(character) else ""


def _is_plain_letter(character: str) -> bool:
    return is_letter(character) and not is_unspaced(character) and not is_numeric(character)


def split_words(folded: str) -> list[str]:
    """Step 7.

    >>> split_words("don't co2 α αβ")
    ['dont', 'co', '2', 'alpha', 'αβ']
    """
    found: list[str] = []
    last = ""
    for place, character in enumerate(folded):
        kind = _class(folded, place)
        if kind == "ignored":
            continue
        if kind == "mark":
            if last:
                found[-1] += character
            continue
        if kind and kind == last and kind != "greek":
            found[-1] += character
        elif kind:
            found.append(GREEK_LETTERS[character] if kind == "greek" else character)
        last = kind
    return found


@lru_cache(maxsize=100_000)
def normalize(text: str) -> str:
    """The words of a text, joined by one space.

    >>> normalize("<jats:p>Abstract: The Schr\\\\\\"odinger equation&hellip; &copy; 2019 X")
    'the schrodinger equation'
    """
    cut = remove_latex(remove_tags(replace_entities(text)))
    cut = remove_copyright(remove_labels(cut))
    words = split_words(fold_text(cut)) or split_words(fold_text(text))
    return " ".join(words)


def is_notice(text: str) -> bool:
    """Whether the text is a notice of withdrawal instead of an abstract."""
    words = normalize(text).split()
    return len(words) <= 60 and not {"withdrawn", "retracted"}.isdisjoint(words[:12])


def is_placeholder(text: str) -> bool:
    """Whether a text only says that there is none, or where the paper may be had."""
    words = normalize(text).split()
    if len(words) > 160 or not words:
        return False
    if len(words) <= 12 and set(words) <= MISSING and "abstract" in words:
        return not {"no", "not"}.isdisjoint(words)
    return _all_phrases(words, 0)


def _all_phrases(words: list[str], skippable: int) -> bool:
    """Whether phrases follow each other, with so many words between them as each allows."""
    if not words:
        return True
    for phrase, most in PHRASES:
        said = phrase.split()
        if words[: len(said)] == said:
            return _all_phrases(words[len(said) :], most)
    return skippable > 0 and _all_phrases(words[1:], skippable - 1)

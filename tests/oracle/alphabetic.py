"""What is a letter, a digit, a mark.

Python's `unicodedata` knows categories but not the property Alphabetic. That is L*, Nl, some marks,
and four rows of enclosed letters; marks are no letters here, so only these rows are written out.
"""

import unicodedata

ENCLOSED = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))


def is_alphabetic(character: str) -> bool:
    """Whether Unicode calls the character Alphabetic, and it is no mark.

    >>> is_alphabetic("a"), is_alphabetic("\u0903"), is_alphabetic("1"), is_alphabetic("Ⓐ")
    (True, False, False, True)
    """
    if any(first <= ord(character) <= last for first, last in ENCLOSED):
        return True
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Nl"


def is_numeric(character: str) -> bool:
    """Whether the category is Nd, Nl or No."""
    return unicodedata.category(character)[0] == "N"


def is_mark(character: str) -> bool:
    """Whether the category is Mn, Mc or Me."""
    return unicodedata.category(character)[0] == "M"


def is_letter(character: str) -> bool:
    """Alphabetic, no apostrophe, and neither a mark nor decomposed into nothing but marks.

    >>> is_letter("é"), is_letter("ʼ"), is_letter("\u0903"), is_letter("\uff9e")
    (True, False, False, False)
    """
    parts = unicodedata.normalize("NFKD", character)
    return is_alphabetic(character) and any(is_alphabetic(p) and p != "ʼ" for p in parts)

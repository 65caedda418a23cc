"""Step 3 of docs/normalization.md: LaTeX markup to its content."""

import re

from .alphabetic import is_letter
from .names import (
    ACCENT_COMMANDS,
    ARGUMENT_COMMANDS,
    ASCII_BLANKS,
    GREEK_COMMANDS,
    LETTER_COMMANDS,
    NAMED_COMMANDS,
)

_NAME = re.compile(r"[A-Za-z]+")
_OPTION = re.compile(r"\[([^\]]*)\]")
_ARGUMENT = re.compile(r"\{([^}]*)\}")
ARGUMENT_LIMIT = 200


def _skip_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in ASCII_BLANKS:
        place += 1
    return place


def _skip_arguments(text: str, place: int) -> int:
    """The end of `*`, any `[…]` and one `{…}`, as far as they are there and short."""
    if text[place : place + 1] == "*":
        place += 1
    while (option := _OPTION.match(text, place)) and len(option[1].encode()) <= ARGUMENT_LIMIT:
        place = option.end()
    argument = _ARGUMENT.match(text, place)
    if argument and len(argument[1].encode()) <= ARGUMENT_LIMIT:
        place = argument.end()
    return place


def _command(text: str, name: str, end: int) -> tuple[str, int]:
    """What the command `name`, which ends at `end`, becomes, and where the text goes on."""
    after = _skip_blanks(text, end)
    if name in ACCENT_COMMANDS:
        following = text[after : after + 1]
        if following and (following == "{" or is_letter(following)):
            return "", after
        return " ", end
    if name in LETTER_COMMANDS:
        return LETTER_COMMANDS[name], after
    if name == "AA":
        return "A", end
    if name in GREEK_COMMANDS:
        return f" {GREEK_COMMANDS[name]} ", end
    if name in NAMED_COMMANDS:
        return f" {NAMED_COMMANDS[name]} ", end
    if name in ARGUMENT_COMMANDS:
        return " ", _skip_arguments(text, end)
    return " ", end


def _backslash(text: str, place: int) -> tuple[str, int]:
    """What the backslash at `place` becomes, and where the text goes on."""
    name = _NAME.match(text, place + 1)
    if name:
        return _command(text, name[0], name.end())
    following = text[place + 1 : place + 2]
    if following and following in "'\"^~=.`-/":
        return "", place + 2
    dropped = following.isascii() and not following.isdigit()
    return " ", place + (2 if dropped else 1)


def _begins_letter(text: str, place: int) -> bool:
    """Whether an accent or a letter command begins there."""
    if text[place : place + 1] != "\\":
        return False
    name = _NAME.match(text, place + 1)
    if name is None:
        following = text[place + 1 : place + 2]
        return bool(following) and following in "'\"^~=.`"
    after = _skip_blanks(text, name.end())
    stands_on = text[after : after + 1]
    accent = name[0] in ACCENT_COMMANDS and bool(stands_on)
    return name[0] in {*LETTER_COMMANDS, "AA"} or (
        accent and (stands_on == "{" or is_letter(stands_on))
    )


def remove_latex(text: str) -> str:
    r"""Step 3.

    >>> remove_latex(r"Schr\"odinger {D}eep \frac{a}{b} \alpha")
    'Schrodinger Deep  a b  alpha '
    """
    out: list[str] = []
    place = 0
    while place < len(text):
        if text[place] == "\\":
            piece, place = _backslash(text, place)
            out.append(piece)
        elif text.startswith("}{", place):
            out.append("" if _begins_letter(text, place + 2) else " ")
            place += 2
        else:
            if text[place] not in "{}":
                out.append(text[place])
            place += 1
    return "".join(out)

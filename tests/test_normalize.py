"""Normalization: a table of cases written by hand, and the laws, with the oracle as the twin."""

import sys
import unicodedata
from html.entities import html5

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import oracle
from normalization_cases import CASES
from oracle import names
from oracle.alphabetic import is_letter, is_numeric
from paperdedup import normalize
from strategies import ASCII, ASSIGNED, GENERAL, MARKUP, TEXTS


@pytest.mark.parametrize(("text", "words"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_case(text: str, words: str) -> None:
    assert normalize(text) == words


@pytest.mark.parametrize(("text", "words"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_case_of_the_oracle(text: str, words: str) -> None:
    assert oracle.normalize(text) == words


def test_the_table_is_not_empty() -> None:
    assert len(CASES) >= 80
    assert len({text for _, text, _ in CASES}) == len(CASES)


@settings(max_examples=1000)
@given(GENERAL)
def test_general_text_equals_the_oracle(text: str) -> None:
    assert normalize(text) == oracle.normalize(text)


@settings(max_examples=2500)
@given(MARKUP)
@example("a\\c\u02bcb")
@example("a\\v \u093fb")
@example("a\\\u093fb \\'\u0301c")
@example("漢\\c⻳")
def test_markup_equals_the_oracle(text: str) -> None:
    assert normalize(text) == oracle.normalize(text)


@settings(max_examples=1500)
@given(ASCII)
def test_ascii_equals_the_oracle(text: str) -> None:
    assert normalize(text) == oracle.normalize(text)


@settings(max_examples=500)
@given(st.text(st.sampled_from("ab Z9.,'-()\n"), max_size=300))
def test_plain_ascii_of_any_length_equals_the_oracle(text: str) -> None:
    """A fast path works on blocks of bytes: lengths around them, runs across their edges."""
    assert normalize(text) == oracle.normalize(text)


@settings(max_examples=300)
@given(st.integers(0, 140), st.sampled_from(["é", "漢", "α", "'", "<b>", "\\", "&amp;", "ab", "²"]))
def test_a_special_character_anywhere_in_plain_text(place: int, special: str) -> None:
    text = "word by word 12 " * 9
    text = text[:place] + special + text[place:]
    assert normalize(text) == oracle.normalize(text)


@settings(max_examples=400)
@given(ASCII, MARKUP)
def test_copyright_lines_equal_the_oracle(before: str, after: str) -> None:
    text = before + " We show that it works. " * 9 + before + ". © 2019 " + after
    assert normalize(text) == oracle.normalize(text)


@settings(max_examples=1200)
@given(TEXTS)
@example("ẞ")
@example("①❷")
def test_idempotent(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@settings(max_examples=1200)
@given(TEXTS)
def test_a_text_with_a_letter_or_a_digit_keeps_a_word(text: str) -> None:
    if any(is_letter(c) or is_numeric(c) for c in text):
        assert normalize(text)


@settings(max_examples=500)
@given(TEXTS)
def test_the_answer_is_words_joined_by_one_space(text: str) -> None:
    words = normalize(text).split(" ")
    assert words == [""] or all(words)


def _assigned() -> list[str]:
    skipped = ("Cs", "Cn", "Co")
    points = map(chr, range(sys.maxunicode + 1))
    known = [c for c in points if unicodedata.category(c) not in skipped]
    return [c for c in known if not _is_one_of_many(c) or ord(c) % 64 == 0]


def _is_one_of_many(character: str) -> bool:
    """Of 100,000 ideographs and syllables that differ in nothing but their number, some will do."""
    name = unicodedata.name(character, "")
    return name.startswith(("CJK UNIFIED IDEOGRAPH", "HANGUL SYLLABLE", "TANGUT", "EGYPTIAN"))


def test_every_assigned_character_equals_the_oracle() -> None:
    """Alone, after a letter, between digits and after Greek: all of Unicode that Python knows."""
    for pattern in ("{}", "a{}b", "1{}1", "α{}α"):
        texts = [pattern.format(c) for c in _assigned()]
        assert len(texts) > 25_000
        got = normalize(pa.array(texts)).to_pylist()
        want = [oracle.words.normalize.__wrapped__(text) for text in texts]
        wrong = [(t, g, w) for t, g, w in zip(texts, got, want, strict=True) if g != w]
        assert not wrong, wrong[:10]


@given(
    st.text(
        st.one_of(
            ASSIGNED, st.characters(min_codepoint=0xDC00, max_codepoint=0xDFFF, categories=["Cs"])
        ),
        max_size=20,
    )
)
def test_lone_surrogates_are_replaced(text: str) -> None:
    replaced = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert normalize(text) == oracle.normalize(replaced)
    assert normalize([text]) == [oracle.normalize(replaced)]


def test_a_pair_of_surrogates_is_its_character() -> None:
    assert normalize("\ud835\udc00") == "a"
    assert normalize("x\ud835 \ud835y") == "x y"


@given(st.text(max_size=40))
def test_never_fails(text: str) -> None:
    assert isinstance(normalize(text), str)


def test_every_name_of_the_tables_equals_the_oracle() -> None:
    """All entities, elements and commands, and what is nearly one."""
    commands = names.ACCENT_COMMANDS | names.ARGUMENT_COMMANDS | {*names.LETTER_COMMANDS}
    commands |= {*names.GREEK_COMMANDS, *names.NAMED_COMMANDS, "AA", "digamma", "textbf"}
    spelled = {s for c in commands for s in (c, c.upper(), c.capitalize(), "var" + c, c + "x")}
    texts = [f"x&{name}y &amp;{name}1" for name in [*html5, *(n.rstrip(";") for n in html5)]]
    for element in [*names.ELEMENTS, "x", "mask", "jats", "mml:y", "jats:y", "a:b"]:
        texts += [f"1<{element}>2</{element}>3", f'a<{element.upper()} k="v">b<x:{element}/>c']
    for command in sorted(spelled):
        texts += [
            f"a\\{command} b\\{command}{{c}}d",
            f"1\\{command}[x]{{y}}\\{command}é\\{command}",
        ]
    assert len(texts) > 5_000
    got = normalize(texts)
    wrong = [(t, g) for t, g in zip(texts, got, strict=True) if g != oracle.normalize(t)]
    assert not wrong, wrong[:10]


def test_nothing_is_remembered_between_texts() -> None:
    texts = [text for _, text, _ in CASES]
    alone = [normalize(text) for text in texts]
    assert normalize(texts) == alone
    assert normalize(texts[::-1]) == alone[::-1]
    assert normalize(pa.array([*texts, None])).to_pylist() == [*alone, None]


def test_words_and_separators_of_half_a_megabyte() -> None:
    assert normalize("x" * 500_000) == "x" * 500_000
    assert normalize("-" * 500_000) == ""
    assert normalize("<" * 200_000 + "&" * 200_000 + "\\" * 100_001) == ""
    assert normalize("{" * 250_000 + "a" + "}" * 250_000) == "a"

"""Shingles and exact similarity: the oracle is the twin; rules for short and empty texts."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from paperdedup import Config, shingles, similarity
from strategies import TEXTS, VOCABULARY, edited, phrases

SHINGLES = st.sampled_from(["word", "character"])
SIZES = st.integers(1, 9)
PROSE = phrases(VOCABULARY, 0, 30).flatmap(lambda words: edited(words, VOCABULARY))


@settings(max_examples=1000)
@given(st.one_of(TEXTS, PROSE), SHINGLES, SIZES)
def test_shingles_equal_the_oracle(text: str, shingle: str, size: int) -> None:
    chosen: dict[str, Any] = {"shingle": shingle, "shingle_size": size}
    got = shingles(text, config=Config(**chosen))
    assert got.dtype == np.uint64
    assert got.tolist() == sorted(oracle.shingles(text, shingle=shingle, size=size))


@settings(max_examples=500)
@given(PROSE, PROSE, SHINGLES, SIZES)
def test_similarity_equals_the_oracle(a: str, b: str, shingle: str, size: int) -> None:
    chosen: dict[str, Any] = {"shingle": shingle, "shingle_size": size}
    config = Config(**chosen)
    sets = [oracle.shingles(text, shingle=shingle, size=size) for text in (a, b)]
    got = similarity(a, b, config=config)
    assert got.jaccard == oracle.jaccard(*sets)
    assert got.containment == oracle.containment(*sets)
    assert similarity(b, a, config=config) == got


@settings(max_examples=300)
@given(PROSE)
def test_a_text_is_similar_to_itself_unless_empty(text: str) -> None:
    whole = float(bool(oracle.tokens(text)))
    assert similarity(text, text.upper()) == (whole, whole)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("words", range(8))
def test_number_of_shingles(words: int, size: int) -> None:
    text = " ".join("abcdefgh"[:words])
    expected = 0 if words == 0 else max(1, words - size + 1)
    assert len(shingles(text, config=Config(shingle_size=size))) == expected


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("alphabet", ["ab", "abcdefgh", "1234567890"])
def test_different_runs_of_words_have_different_hashes(size: int, alphabet: str) -> None:
    """Few words in all orders, and repeated: as many hashes as different runs."""
    words = Random(size).choices([*alphabet, alphabet], k=20_000)
    runs = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
    text = " ".join(words)
    assert len(shingles(text, config=Config(shingle_size=size))) == len(runs)


@pytest.mark.parametrize("size", range(1, 17))
def test_runs_of_one_repeated_word_differ(size: int) -> None:
    """Repeats must not cancel each other, nor two words in turn."""
    words = ["la", "ha", "word", "0", "1", "graph"]
    config = Config(shingle_size=size)
    texts = [" ".join([a, b] * size) for a in words for b in words]
    grams = [shingles(text, config=config).tolist() for text in texts]
    assert len({gram for found in grams for gram in found}) == (36 if size > 1 else 6)


def test_short_texts_are_one_shingle_and_differ() -> None:
    texts = ["one", "two", "one two", "two one", "1", "2"]
    grams = [shingles(text).tolist() for text in texts]
    assert all(len(gram) == 1 for gram in grams)
    assert len({gram[0] for gram in grams}) == len(texts)


def test_a_short_text_is_no_part_of_a_longer_one() -> None:
    assert similarity("one two", "one two three").jaccard == 0
    assert similarity("one two", "one two three").containment == 0


def test_empty_texts_have_no_shingle_and_are_similar_to_nothing() -> None:
    for empty in ("", " ", "— …", "\u200b"):
        assert shingles(empty).shape == (0,)
        assert similarity(empty, empty) == (0, 0)
        assert similarity(empty, "a word") == (0, 0)


def test_repeats_count_once() -> None:
    assert len(shingles("a b a b a b a b")) == 2


def test_scripts_without_spaces_are_cut_into_bigrams() -> None:
    pairs = Config(shingle_size=1)
    assert len(shingles("深度学习", config=pairs)) == 3
    assert len(shingles("深", config=pairs)) == 1
    both = similarity("深度学习模型", "的深度学习模型", config=pairs)
    assert both == (5 / 6, 1.0)


def test_order_of_words_matters() -> None:
    assert similarity("a b c d", "d c b a").jaccard == 0


def test_the_oracles_table_of_letters_is_not_empty() -> None:
    assert oracle.tokens("a 漢字学 b") == ["a", "漢字", "字学", "b"]

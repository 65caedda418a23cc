"""Hostile corpora: repeats, empty texts, chains, cliques; nothing is lost, cost is linear.

Cost is asserted on the counts that a run reports, never on a clock. Files that are hostile are
the readers' tests.
"""

import subprocess
import sys
from collections import defaultdict

import pyarrow as pa
import pytest

import oracle
from paperdedup import Config, deduplicate, normalize, shingles, similarity
from running import configured, matches, partition, run_texts, table
from synthetic import word

MANY = 100_000
MODES = pytest.mark.parametrize("mode", ["lsh", "exact", "auto"])


def prose(start: int, words: int = 60) -> str:
    """Words that no other start within reach has."""
    return " ".join(word(start + i) for i in range(words))


@MODES
def test_identical_records(mode: str) -> None:
    result = run_texts([prose(0)] * MANY, mode=mode)
    assert result.members.num_rows == MANY
    assert result.papers.num_rows == 1
    assert result.counts["texts"] == 1
    assert result.counts["meetings"] == 0
    assert result.matches.num_rows == MANY - 1
    assert result.members.column("relation").value_counts().to_pylist() == [
        {"values": "founder", "counts": 1},
        {"values": "identical", "counts": MANY - 1},
    ]


@MODES
@pytest.mark.parametrize("text", ["plain", "paper"])
def test_empty_records(mode: str, text: str) -> None:
    result = run_texts([""] * MANY, mode=mode, text=text)
    assert result.papers.num_rows == MANY
    assert result.matches.num_rows == 0
    assert result.counts["meetings"] == 0
    assert result.counts["empty"] == MANY
    names = result.canonical_ids.to_pylist()
    stem = oracle.content_id({})
    assert set(names) == {stem, *(f"{stem}.{n}" for n in range(2, MANY + 1))}


def test_missing_records() -> None:
    result = deduplicate({"0": pa.table({"abstract": pa.nulls(MANY, pa.string())})})
    assert result.papers.num_rows == MANY


@MODES
def test_records_that_are_all_called_editorial(mode: str) -> None:
    titles = pa.table({"title": ["Editorial"] * MANY})
    result = deduplicate({"0": titles}, config=configured(mode=mode))
    assert result.papers.num_rows == MANY
    assert result.matches.num_rows == 0


@MODES
def test_equal_long_titles(mode: str) -> None:
    titles = pa.table({"title": ["The one long title that all records have"] * MANY})
    result = deduplicate({"0": titles}, config=configured(mode=mode))
    assert result.papers.num_rows == 1
    assert result.counts["meetings"] == 0


def _anchored(names: list[str]) -> set[frozenset[int]]:
    """The papers of a chain in one dump, each text like its neighbours, given the content IDs."""
    founders: set[int] = set()
    papers: dict[int, set[int]] = defaultdict(set)
    for n in sorted(range(len(names)), key=lambda n: names[n]):
        homes = [m for m in (n - 1, n + 1) if m in founders]
        home = min(homes, key=lambda m: names[m], default=n)
        if home == n:
            founders.add(n)
        papers[home].add(n)
    return {frozenset(paper) for paper in papers.values()}


@MODES
def test_a_chain_of_ten_thousand(mode: str) -> None:
    """Each text is like the next (0.81) and unlike the one after it (0.65)."""
    texts = [prose(4 * n, 40) for n in range(10_000)]
    result = run_texts(texts, mode=mode, recall=0.999_999_9)
    found = matches(result)
    assert [m[:3] for m in sorted(found)] == [(n, n + 1, 34 / 42) for n in range(9_999)]
    names = result.members.column("content_id").to_pylist()
    assert partition(result) == _anchored(names)
    assert max(len(paper) for paper in partition(result)) <= 3
    assert result.counts["bridges"] == sum(not m[4] for m in found) > 0


def _clique(size: int) -> list[str]:
    """Texts that differ in their last word only: each like each other (0.97)."""
    return [f"{prose(0)} {word(10**6 + n)}" for n in range(size)]


def test_a_clique_of_three_thousand() -> None:
    """Cost grows with the texts, not with their pairs; all that was cut is counted."""
    few, many = (run_texts(_clique(size), mode="lsh", rows=2, bands=11) for size in (3_000, 6_000))
    for result in (few, many):
        assert result.counts["hot_buckets"] > 0
        assert result.counts["pairs_cut"] > 0
        assert result.members.num_rows == result.counts["records"]
    for figure in ("meetings", "candidates"):
        assert few.counts["records"] <= few.counts[figure]
        assert many.counts[figure] <= 2.5 * few.counts[figure]


@pytest.mark.parametrize("size", [100, 500, 1_500, 3_000])
def test_a_clique_is_one_paper(size: int) -> None:
    """What is cut in a hot bucket never parts a text from all that it is like."""
    assert run_texts(_clique(size), mode="lsh").papers.num_rows == 1


def test_a_clique_in_the_exact_mode_has_all_its_pairs() -> None:
    result = run_texts(_clique(500), mode="exact")
    assert result.matches.num_rows == 500 * 499 // 2
    assert set(result.matches.column("jaccard").to_pylist()) == {58 / 60}
    assert result.papers.num_rows == 1


def test_a_crowd_that_shares_a_sentence() -> None:
    """A boilerplate sentence in every text fills buckets, joins nobody, and costs no squares."""
    crowd = [f"{prose(0, 20)} {prose(1000 + 100 * n)}" for n in range(6_000)]
    few, many = (
        run_texts(crowd[:size], mode="lsh", bands=20, rows=1, bucket_cap=16)
        for size in (3_000, 6_000)
    )
    assert many.papers.num_rows == 6_000
    assert many.matches.num_rows == 0
    assert many.counts["hot_buckets"] > 0
    assert many.counts["meetings"] <= 2.5 * few.counts["meetings"]
    assert run_texts(crowd, mode="exact").papers.num_rows == 6_000


@MODES
def test_a_bucket_of_short_texts(mode: str) -> None:
    """One shingle each, all different, then all the same."""
    result = run_texts([word(n) for n in range(20_000)], text="plain", mode=mode)
    assert result.papers.num_rows == 20_000
    assert result.counts["candidates"] < 20_000


@pytest.mark.parametrize("mode", ["lsh", "exact"])
def test_threads_agree_on_a_large_corpus(mode: str) -> None:
    """Enough texts that the work is shared out: a chain, a clique, a crowd and repeats at once."""
    texts = [prose(4 * n, 40) for n in range(6_000)] + _clique(400)
    texts += [f"{prose(0, 20)} {prose(10**8 + 100 * n)}" for n in range(3_000)]
    texts += texts[::3] + ["", "…"] * 500
    one, two, three = (
        run_texts(texts, mode=mode, threads=threads, bucket_cap=16) for threads in (1, 2, 3)
    )
    assert one.matches.num_rows > 5_000
    for name in ("members", "papers", "matches", "stats"):
        first = getattr(one, name)
        assert first.equals(getattr(two, name)), name
        assert first.equals(getattr(three, name)), name


def test_a_forked_process_runs_too() -> None:
    """The pool of threads belongs to a process: a forked child makes its own."""
    program = (
        "import os, paperdedup as p; t = ['one two three four'] * 3; c = p.Config(text='plain');"
        "p.deduplicate(t, config=c); child = os.fork();"
        "n = p.deduplicate(t, config=c).papers.num_rows;"
        "os._exit(n) if child == 0 else print(n, os.waitstatus_to_exitcode(os.wait()[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["1", "1"]


def test_a_text_of_megabytes() -> None:
    words = [word(n) for n in range(400_000)]
    long, longer = " ".join(words), " ".join([*words, "more"])
    assert len(long) > 4_000_000
    assert normalize(long) == long
    assert len(shingles(long)) == 399_998
    assert similarity(long, longer) == (399_998 / 399_999, 1.0)
    result = run_texts([long, prose(0), longer], mode="lsh")
    assert partition(result) == {frozenset({0, 2}), frozenset({1})}


def test_a_word_of_megabytes() -> None:
    result = run_texts(["a" * 5_000_000, "a" * 5_000_000, "a" * 4_999_999], text="plain")
    assert partition(result) == {frozenset({0, 1}), frozenset({2})}


@pytest.mark.parametrize(
    "words", ["arXiv:1 ", "v1 ", "&#x1", "1st ", "CdSe ", "II ", "<b>", "et al "]
)
def test_a_title_of_a_megabyte(words: str) -> None:
    title = f"Counting bees {words * (1_000_000 // len(words))}"
    records = [{"title": f"{title} {end}", "authors": "A Bee"} for end in ("rain", "rain", "snow")]
    result = deduplicate({"d": records}, config=Config(policy="version"))
    assert result.resolve("d:0") == result.resolve("d:1")


def test_titles_that_are_long_texts() -> None:
    words = [word(n) for n in range(60_000)]
    others = [f"{one[:2]}x{one[3:]}" if n % 2 else one for n, one in enumerate(words)]
    titles = [" ".join(words), " ".join(others), " ".join(words[::-1])]
    records = [{"title": title, "abstract": prose(0), "authors": "A Bee"} for title in titles]
    result = deduplicate({"d": records}, config=Config(policy="work"))
    assert {len(result.explain("d:0", name).points) > 0 for name in ("d:1", "d:2")} == {True}


def test_a_text_of_one_word_repeated() -> None:
    result = run_texts(["la " * 200_000, "la " * 100_000, "la la la"], text="plain")
    assert partition(result) == {frozenset({0, 1, 2})}
    assert result.members.column("similarity").to_pylist() == [1.0, 1.0, 1.0]


def test_nul_and_control_characters_separate_words() -> None:
    text = prose(0)
    dirty = text.replace(" ", "\0", 3).replace(" ", "\x01\x1f", 3)
    assert partition(run_texts([text, dirty])) == {frozenset({0, 1})}
    assert partition(run_texts(["\0", "\0\0"], text="plain")) == {frozenset({0}), frozenset({1})}


def test_lone_surrogates_in_python_texts() -> None:
    result = deduplicate([f"{prose(0)} \ud800", f"{prose(0)} \udfff"], config=Config(text="plain"))
    assert result.papers.num_rows == 1


@MODES
def test_duplicate_ids_with_the_same_and_with_another_text(mode: str) -> None:
    rows = [
        {"id": "x", "abstract": prose(0)},
        {"id": "x", "abstract": prose(1000)},
        {"id": "x", "abstract": prose(0)},
        {"id": "y", "abstract": prose(0) + " more"},
    ]
    result = deduplicate(
        {"0": table(rows, ("id", "abstract")), "1": table(rows, ("id", "abstract"))},
        config=configured(mode=mode),
    )
    assert partition(result) == {frozenset({0, 2, 3, 4, 6, 7}), frozenset({1, 5})}
    assert result.members.column("record_id").to_pylist() == ["x", "x", "x", "y"] * 2


def test_a_hundred_dumps() -> None:
    dumps = {str(n): table([{"abstract": prose(100 * (n % 10))}]) for n in range(100)}
    result = deduplicate(dumps)
    assert result.papers.num_rows == 10
    assert all(len(dumps) == 10 for dumps in result.papers.column("dumps").to_pylist())

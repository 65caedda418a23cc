"""Every trap of the field that can occur here, one test each, named by its number.

Traps of stores and indexes (stale postings, fsync settings) wait for the index; that of
benchmarks is held in `benches/`.
"""

import subprocess
import sys
import threading
from importlib import metadata
from itertools import pairwise

import numpy as np
import pytest

import oracle
from paperdedup import Config, ConfigError, PaperdedupError, Sketcher, deduplicate, normalize
from running import matches, partition, run, run_texts, solve, table
from strategies import Dumps, Row
from synthetic import SINGLE_WORDS, jaccard, pairs, word

LOOSE = {"mode": "lsh", "bands": 64, "rows": 1}


def prose(seed: int, words: int = 40) -> str:
    """A text that shares no words with that of another seed."""
    return " ".join(word(seed * 1000 + i) for i in range(words))


def mixed(shared: int, own: int, seed: int, size: int = 40) -> str:
    """A text of `shared` words of one list and `own` of another."""
    return prose(seed, shared) + " " + prose(900 + own, size - shared)


def test_trap_01_candidates_do_not_merge_what_verification_split() -> None:
    """Texts that share a fifth of their words meet in many buckets and stay apart."""
    texts = [mixed(12, n, seed=1) for n in range(30)]
    result = run_texts(texts, **LOOSE)
    assert result.counts["meetings"] > 100
    assert result.matches.num_rows == 0
    assert result.papers.num_rows == 30


def test_trap_02_the_name_of_a_paper_is_the_id_of_a_member() -> None:
    texts = [prose(n % 7) + f" and {n % 3}" for n in range(40)]
    members = run_texts(texts).members.to_pylist()
    founders = {m["content_id"] for m in members if m["relation"] == "founder"}
    assert {m["canonical_id"] for m in members} == founders
    assert len(founders) == 7


def test_trap_03_empty_sketches_do_not_equal_each_other() -> None:
    result = run_texts(["", " ", "…", ""], text="plain", **LOOSE)
    assert result.papers.num_rows == 4
    assert result.counts["meetings"] == 0
    empty = Sketcher(permutations=8).signatures(["", "…"])
    assert Sketcher.similarity(empty[0], empty[1]) == 0


@pytest.mark.parametrize("mode", ["lsh", "exact"])
def test_trap_04_texts_shorter_than_a_shingle(mode: str) -> None:
    texts = ["one", "two", "one two", "two one", "one", "one two"]
    result = run_texts(texts, text="plain", mode=mode)
    assert partition(result) == {frozenset(s) for s in ({0, 4}, {1}, {2, 5}, {3})}


@pytest.mark.parametrize("mode", ["lsh", "exact"])
def test_trap_05_numbers_are_not_normalized_away(mode: str) -> None:
    titles = [f"On the theory of deep networks, Part {n}" for n in (1, 2, 1)]
    result = run([[{"title": title, "abstract": None} for title in titles]], mode=mode)
    assert partition(result) == {frozenset({0, 2}), frozenset({1})}
    assert normalize("Part 1") != normalize("Part 2")


def test_trap_06_no_overflow_makes_texts_more_alike() -> None:
    """Large disjoint sets agree nowhere, large halves agree in a third."""
    sketcher = Sketcher(permutations=256, config=SINGLE_WORDS)
    for shared, expected in ((0, 0.0), (10_000, jaccard(20_000, 10_000))):
        first, second = (
            sketcher.signatures(list(side))
            for side in zip(*pairs(20_000, shared, 4, seed=6), strict=True)
        )
        assert np.mean(first == second) == pytest.approx(expected, abs=4 * 0.48 / 32)
        assert first.max() < 1 << 22


def test_trap_07_no_bias_from_an_affine_family() -> None:
    """Each single minimum agrees with chance J, not only all of them on average."""
    trials = 3000
    drawn = list(pairs(30, 20, trials, seed=70))
    sketcher = Sketcher(permutations=128, config=SINGLE_WORDS)
    agree = sketcher.signatures([a for a, _ in drawn]) == sketcher.signatures([b for _, b in drawn])
    error = (0.5 * 0.5 / trials) ** 0.5
    assert np.abs(agree.mean(axis=0) - jaccard(30, 20)).max() <= 5 * error


def test_trap_08_the_whole_text_counts() -> None:
    """One word put in front of 120: every such pair is found."""
    texts = [prose(n, 120) for n in range(200)]
    result = run_texts(texts + [f"new {text}" for text in texts], mode="lsh")
    assert result.papers.num_rows == 200
    assert all(len(paper) == 2 for paper in partition(result))


def test_trap_09_hashes_do_not_depend_on_the_process() -> None:
    program = (
        "import paperdedup as p; t = ['Some text', 'ﬁsh α 漢字', ''];"
        "s = p.Sketcher(permutations=8);"
        "r = p.deduplicate(t, config=p.Config(text='plain'));"
        "print(r.canonical_ids.to_pylist(), s.signatures(t).tolist())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(answers) == 1
    assert "pd:" in answers.pop()


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 0.0},
        {"threshold": 1.01},
        {"threshold": float("nan")},
        {"recall": 0.0},
        {"recall": 1.0},
        {"mode": "fast"},
        {"text": "title"},
        {"shingle": "letter"},
        {"shingle_size": 0},
        {"bands": 4},
        {"rows": 4},
        {"bands": 0, "rows": 4},
        {"threads": 0},
        {"bucket_cap": 1},
    ],
    ids=str,
)
def test_trap_10_parameters_that_do_not_go_together_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))) as caught:
        Config(**wrong)  # type: ignore[arg-type]
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, PaperdedupError)


def test_trap_11_an_id_given_twice_keeps_both_records() -> None:
    same, other = prose(1), prose(2)
    rows = [
        {"id": "x", "abstract": same},
        {"id": "x", "abstract": other},
        {"id": "x", "abstract": same},
    ]
    result = deduplicate({"0": table(rows, ("id", "abstract"))})
    assert result.members.column("record_id").to_pylist() == ["x", "x", "x"]
    assert result.members.column("position").to_pylist() == [0, 1, 2]
    assert partition(result) == {frozenset({0, 2}), frozenset({1})}


def test_trap_12_cleaning_does_not_eat_the_text() -> None:
    text = "In 2019 we found 1984 samples. Copyright law of 1976 (c) applies to \\cite{x} "
    text += "<b> < 5 and > 3 words."
    words = normalize(text).split()
    assert words[:6] == ["in", "2019", "we", "found", "1984", "samples"]
    assert words[-3:] == ["and", "3", "words"]
    assert normalize("论文摘要") == "论文摘要"
    assert normalize("Это аннотация") == "это аннотация"
    assert len(normalize("word " * 999 + "© 2019 X").split()) == 999


def test_trap_13_a_hot_bucket_is_not_paired_with_itself() -> None:
    """Twice the texts in one bucket cost about twice the pairs, not four times."""
    few, many = (
        run_texts([f"{prose(1)} {word(n)}" for n in range(size)], mode="lsh", bucket_cap=8).counts
        for size in (2_000, 4_000)
    )
    for figure in ("meetings", "candidates"):
        assert 2_000 <= few[figure] <= many[figure] <= 2.5 * few[figure]


def test_trap_14_a_hot_bucket_is_not_skipped_in_silence() -> None:
    texts = [mixed(37, n, seed=1) for n in range(400)]
    result = run_texts(texts, mode="lsh", bucket_cap=8)
    assert result.counts["hot_buckets"] > 0
    assert result.counts["pairs_cut"] > 0
    assert result.counts["candidates"] > 0
    assert result.members.num_rows == 400


@pytest.mark.parametrize("mode", ["lsh", "exact"])
@pytest.mark.parametrize("policy", ["text", "record", "version", "work"])
def test_trap_15_a_shared_identifier_is_no_bridge(mode: str, policy: str) -> None:
    """Dozens of meeting abstracts share the DOI of their supplement."""
    corpus: Dumps = [[{"abstract": prose(n), "doi": "10.1000/supplement"} for n in range(30)]]
    result = run(corpus, mode=mode, policy=policy)
    assert result.papers.num_rows == 30
    conflicts = [row["why"] for row in result.review.to_pylist()]
    assert bool(conflicts) == (policy != "text")


def test_trap_16_ids_do_not_come_from_order_row_or_path() -> None:
    rows = [{"abstract": prose(n)} for n in range(20)]
    first = deduplicate({"a.jsonl": table(rows)}).canonical_ids.to_pylist()
    longer = [{"abstract": prose(99)}, *rows[::-1]]
    second = deduplicate({"other/b.csv": table(longer)}).canonical_ids.to_pylist()
    assert second[1:] == first[::-1]


def test_trap_17_a_long_chain_is_walked_without_recursion() -> None:
    """10,000 texts, each like the next: also their view, whose parts are chains."""
    line = [word(i) for i in range(10_060)]
    texts = [" ".join(line[n : n + 60]) for n in range(10_000)]
    result = run_texts(texts, mode="lsh", threshold=0.9)
    sizes = [len(paper) for paper in partition(result)]
    assert sum(sizes) == 10_000
    assert 1 < max(sizes) < 20
    assert result.clusters(threshold=0.95).num_rows == 10_000


def test_trap_19_what_was_filtered_out_names_its_match() -> None:
    corpus: Dumps = [
        [{"abstract": prose(1)}, {"abstract": prose(1) + " more"}, {"abstract": prose(2)}]
    ]
    result = run(corpus)
    repeat = next(m for m in result.members.to_pylist() if m["relation"] == "revision")
    paper = next(
        p for p in result.papers.to_pylist() if p["canonical_id"] == repeat["canonical_id"]
    )
    assert paper["records"] == 2
    assert repeat["similarity"] == 38 / 39
    (match,) = matches(result)
    assert match == (0, 1, 38 / 39, 1.0, True)


@pytest.mark.parametrize("mode", ["lsh", "exact"])
def test_trap_20_a_threshold_of_exactly_one_works(mode: str) -> None:
    texts = [prose(1), prose(1).upper(), prose(1) + " more", prose(2)]
    result = run_texts(texts, mode=mode, threshold=1.0)
    assert partition(result) == {frozenset({0, 1}), frozenset({2}), frozenset({3})}


def test_trap_20_the_results_of_a_higher_threshold_are_among_those_of_a_lower() -> None:
    texts = [mixed(20 + n % 20, n, seed=n % 4) for n in range(80)]
    found = [
        {m[:4] for m in matches(run_texts(texts, mode="exact", threshold=t / 20))}
        for t in range(4, 21)
    ]
    assert len(found[0]) > len(found[10]) > 0
    assert all(high <= low for low, high in pairwise(found))


def test_trap_21_an_error_is_an_exception_and_results_cross_threads() -> None:
    with pytest.raises((TypeError, ValueError)):
        deduplicate(5)
    answers = []
    worker = threading.Thread(target=lambda: answers.append(run_texts([prose(1), prose(1)])))
    worker.start()
    worker.join()
    assert answers[0].papers.num_rows == 1
    assert "<" not in (metadata.metadata("paperdedup")["Requires-Python"] or "")


def test_trap_22_no_field_and_no_weak_record_vanishes() -> None:
    rows: list[Row] = [
        {"title": "", "abstract": prose(1), "note": "kept"},
        {"title": "Editorial", "abstract": None, "note": "kept too"},
        {"title": "Editorial", "abstract": "n/a", "note": None},
        {"title": None, "abstract": "short", "note": "x"},
        {"title": None, "abstract": None, "note": "y"},
    ]
    result = deduplicate({"0": table(rows, ("title", "abstract", "note"))})
    assert result.members.num_rows == 5
    assert result.papers.num_rows == 5
    assert result.records.column("note").to_pylist() == [row.get("note") for row in rows]
    assert result.papers.column("title").to_pylist() == [row.get("title") for row in rows]


def test_trap_24_no_star_of_a_bucket_loses_a_pair() -> None:
    """Pairs that meet in a bucket are found though neither is like the bucket's first."""
    corpus: Dumps = [[{"abstract": mixed(10 + n % 3, n // 2, seed=1)} for n in range(40)]]
    result = run(corpus, threshold=0.6, **LOOSE)
    answer = solve(corpus, threshold=0.6)
    between = {
        tuple(sorted((answer.item_of[a], answer.item_of[b]))) for a, b, *_ in matches(result)
    }
    assert len(answer.matches) >= 15
    assert between == set(answer.matches)


def test_the_oracle_knows_the_traps_too() -> None:
    """The tests above look at something: texts of `mixed` are as alike as they say."""
    sets = [oracle.shingles(mixed(12, n, seed=1)) for n in (0, 1)]
    assert 0.1 < oracle.jaccard(*sets) < 0.3

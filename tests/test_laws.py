"""The laws of the design, on dumps that hypothesis draws, with the oracle as the judge.

In the exact mode the answer must be the oracle's, record for record. With hashing, matches may be
missing but none may be wrong, and everything after them must follow from them.
"""

from collections import Counter
from math import sqrt
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from paperdedup import Config
from running import item_matches, matches, named_contents, partition, run, run_texts, solve
from strategies import EMPTIES, NOTICE, PLACEHOLDER, Dumps, dumps
from synthetic import jaccard, pairs, word

LONG_VOCABULARY = [word(n) for n in range(60)]
THRESHOLDS = st.sampled_from([0.2, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1.0])
SHINGLES = st.sampled_from([("word", 3), ("word", 1), ("word", 2), ("character", 5)])
TEXT = st.sampled_from(["paper", "paper", "plain"])
SEARCHES = st.sampled_from(
    [
        {"mode": "lsh", "bands": 1, "rows": 1},
        {"mode": "lsh", "bands": 2, "rows": 2, "bucket_cap": 2},
        {"mode": "lsh", "bands": 8, "rows": 1, "bucket_cap": 3},
        {"mode": "lsh", "bands": 16, "rows": 4},
        {"mode": "lsh"},
    ]
)


@st.composite
def settings_of_answers(draw: Any) -> dict[str, Any]:
    """Settings that change the answer."""
    shingle, size = draw(SHINGLES)
    return {
        "threshold": draw(THRESHOLDS),
        "shingle": shingle,
        "shingle_size": size,
        "text": draw(TEXT),
    }


@settings(max_examples=250)
@given(dumps(), settings_of_answers())
def test_exact_mode_equals_the_oracle(corpus: Dumps, chosen: dict[str, Any]) -> None:
    """Of equal records that are kept apart it does not matter which gets which suffix."""
    result = run(corpus, mode="exact", **chosen)
    answer = solve(corpus, **chosen)
    assert result.members.column("content_id").to_pylist() == answer.content_ids
    assert item_matches(result, answer) == answer.matches
    assert {pair[:2] for pair in matches(result)} == answer.rows
    assert partition(result) == {frozenset(paper) for paper in answer.papers}
    got = zip(answer.content_ids, result.canonical_ids.to_pylist(), strict=True)
    assert sorted(got) == sorted(zip(answer.content_ids, answer.canonical_ids, strict=True))


@settings(max_examples=100)
@given(dumps(), settings_of_answers())
def test_law_1_nothing_is_lost(corpus: Dumps, chosen: dict[str, Any]) -> None:
    result = run(corpus, **chosen)
    inputs = [(str(n), position) for n, rows in enumerate(corpus) for position in range(len(rows))]
    members = result.members.to_pylist()
    assert [(m["dump"], m["position"]) for m in members] == inputs
    assert result.rejects.num_rows == 0
    assert result.canonical_ids.to_pylist() == [m["canonical_id"] for m in members]
    assert all(m["canonical_id"] and m["content_id"] for m in members)
    papers = result.papers.to_pylist()
    assert {p["canonical_id"] for p in papers} == {m["canonical_id"] for m in members}
    assert len({p["canonical_id"] for p in papers}) == len(papers)
    assert sum(p["records"] for p in papers) == len(inputs)


@settings(max_examples=100)
@given(dumps(), settings_of_answers(), SEARCHES)
def test_law_2_nothing_is_guessed(
    corpus: Dumps, chosen: dict[str, Any], search: dict[str, Any]
) -> None:
    """With few bands many pairs are missed; those found are the oracle's, with its exact scores."""
    result = run(corpus, **search, **chosen)
    answer = solve(corpus, **chosen)
    assert item_matches(result, answer).items() <= answer.matches.items()


@settings(max_examples=100)
@given(dumps(), settings_of_answers(), SEARCHES)
def test_clusters_follow_from_the_matches(
    corpus: Dumps, chosen: dict[str, Any], search: dict[str, Any]
) -> None:
    """Whatever was found, the papers are what the rule makes of it, and each match says so."""
    result = run(corpus, **search, **chosen)
    answer = solve(corpus, **chosen)
    found = {pair: scores[0] for pair, scores in item_matches(result, answer).items()}
    founders = oracle.anchor(len(answer.items), found)
    assert partition(result) == {
        frozenset(
            r for i, item in enumerate(answer.items) if founders[i] == f for r in item.records
        )
        for f in set(founders)
    }
    ids = result.canonical_ids.to_pylist()
    assert all(same == (ids[a] == ids[b]) for a, b, *_, same in matches(result))


@settings(max_examples=100)
@given(dumps(), settings_of_answers(), st.randoms(use_true_random=False))
def test_law_3_order_in_a_dump_does_not_matter(
    corpus: Dumps, chosen: dict[str, Any], random: Any
) -> None:
    shuffled = [random.sample(rows, len(rows)) for rows in corpus]
    first, second = run(corpus, **chosen), run(shuffled, **chosen)
    assert named_contents(first) == named_contents(second)
    assert first.matches.num_rows == second.matches.num_rows


@settings(max_examples=100)
@given(dumps(most=40), settings_of_answers(), st.sampled_from(["lsh", "exact", "auto"]))
def test_law_3_threads_do_not_matter(corpus: Dumps, chosen: dict[str, Any], mode: str) -> None:
    one, two = (run(corpus, mode=mode, threads=threads, **chosen) for threads in (1, 2))
    for name in ("members", "papers", "matches", "stats"):
        assert getattr(one, name).equals(getattr(two, name)), name


@settings(max_examples=100)
@given(dumps(), settings_of_answers())
def test_law_3_the_same_again(corpus: Dumps, chosen: dict[str, Any]) -> None:
    first, second = run(corpus, **chosen), run(corpus, **chosen)
    for name in ("members", "papers", "matches", "stats"):
        assert getattr(first, name).equals(getattr(second, name)), name


@settings(max_examples=100)
@given(dumps(), settings_of_answers(), st.integers(0, 3))
def test_a_dump_added_at_the_end_renames_nothing(
    corpus: Dumps, chosen: dict[str, Any], count: int
) -> None:
    before = run(corpus[:count], mode="exact", **chosen).canonical_ids.to_pylist()
    after = run(corpus, mode="exact", **chosen).canonical_ids.to_pylist()
    assert before == after[: len(before)]


@settings(max_examples=100)
@given(dumps(), settings_of_answers(), st.randoms(use_true_random=False))
def test_ids_resolve_whatever_the_order_of_dumps(
    corpus: Dumps, chosen: dict[str, Any], random: Any
) -> None:
    """An ID of one run is the content ID of some record, so the other run knows it too."""
    order = random.sample(range(len(corpus)), len(corpus))
    first = run(corpus, mode="exact", **chosen)
    second = run([corpus[number] for number in order], mode="exact", **chosen)
    stems = {name.partition(".")[0] for name in first.canonical_ids.to_pylist()}
    assert stems <= set(second.members.column("content_id").to_pylist())


@settings(max_examples=100)
@given(dumps(), settings_of_answers(), THRESHOLDS, st.sampled_from([None, (16, 4), (8, 1)]))
def test_law_4_thresholds_nest(
    corpus: Dumps, chosen: dict[str, Any], other: float, bands: tuple[int, int] | None
) -> None:
    search = {"mode": "lsh", "bands": bands[0], "rows": bands[1]} if bands else {"mode": "exact"}
    low, high = sorted((chosen.pop("threshold"), other))
    wide = matches(run(corpus, threshold=low, **search, **chosen))
    narrow = matches(run(corpus, threshold=high, **search, **chosen))
    assert {m[:4] for m in narrow} == {m[:4] for m in wide if m[2] >= high}


@settings(max_examples=100)
@given(dumps(), settings_of_answers(), st.floats(0, 1))
def test_law_4_views_nest_in_the_papers(
    corpus: Dumps, chosen: dict[str, Any], share: float
) -> None:
    low = chosen["threshold"]
    high = min(1.0, low + share * (1 - low))
    result = run(corpus, mode="exact", **chosen)
    view: dict[str, set[int]] = {}
    for number, name in enumerate(result.clusters(threshold=high).column("cluster").to_pylist()):
        view.setdefault(name, set()).add(number)
    assert {frozenset(part) for part in view.values()} == solve(corpus, **chosen).split(high)
    assert all(any(part <= paper for paper in partition(result)) for part in view.values())


@settings(max_examples=100)
@given(
    st.lists(st.lists(st.sampled_from(EMPTIES), max_size=6), min_size=1, max_size=3),
    TEXT,
    st.sampled_from(["lsh", "exact"]),
)
def test_law_6_empty_matches_nothing(columns: list[Any], text: str, mode: str) -> None:
    corpus: Dumps = [[{"abstract": a, "title": a} for a in column] for column in columns]
    empty = [row for rows in corpus for row in rows if not oracle.normalize(row["abstract"] or "")]
    result = run(corpus, text=text, mode=mode, threshold=0.1)
    counts: dict[str, int] = {}
    for row, name in zip(
        [row for rows in corpus for row in rows], result.canonical_ids.to_pylist(), strict=True
    ):
        if row in empty:
            counts[name] = counts.get(name, 0) + 1
    assert sum(counts.values()) == len(empty)
    assert set(counts.values()) <= {1}


@settings(max_examples=100)
@given(dumps(), settings_of_answers())
def test_members_say_how_they_relate_to_the_founder(corpus: Dumps, chosen: dict[str, Any]) -> None:
    result = run(corpus, mode="exact", **chosen)
    answer = solve(corpus, **chosen)
    of = answer.item_of
    members = result.members.to_pylist()
    founders = {m["canonical_id"]: n for n, m in enumerate(members) if m["relation"] == "founder"}
    assert len(founders) == result.papers.num_rows
    for number, member in enumerate(members):
        founder = founders[member["canonical_id"]]
        if number == founder:
            continue
        same = of[number] == of[founder]
        assert member["relation"] == ("identical" if same else "revision")
        pair = (of[founder], of[number])
        expected = (1.0, 1.0) if same else answer.matches[pair]
        assert (member["similarity"], member["containment"]) == expected


@pytest.mark.parametrize("mode", ["lsh", "exact", "auto"])
@pytest.mark.parametrize("corpus", [[[]], [[], []], [[{"abstract": None}]]], ids=str)
def test_nothing_at_all(corpus: Dumps, mode: str) -> None:
    result = run(corpus, mode=mode)
    assert result.members.num_rows == sum(map(len, corpus))
    assert result.matches.num_rows == 0


def _corpus(seed: int) -> Dumps:
    """400 records of 40 texts, each record a text after up to six edits."""
    generator = Random(seed)
    bases = [generator.choices(LONG_VOCABULARY, k=generator.randint(8, 80)) for _ in range(40)]
    rows = []
    for _ in range(400):
        words = list(generator.choice(bases))
        for _ in range(generator.randint(0, 6)):
            words[generator.randrange(len(words))] = generator.choice(LONG_VOCABULARY)
        rows.append({"title": words[0], "abstract": " ".join(words[generator.randint(0, 1) :])})
    return [rows[:150], rows[150:]]


@pytest.mark.parametrize("threshold", [0.3, 0.7, 0.9])
@pytest.mark.parametrize("shingle", [("word", 3), ("word", 1), ("character", 6)], ids=str)
def test_a_larger_corpus_equals_the_oracle(threshold: float, shingle: tuple[str, int]) -> None:
    corpus = _corpus(11)
    chosen = {"threshold": threshold, "shingle": shingle[0], "shingle_size": shingle[1]}
    answer = solve(corpus, **chosen)
    assert len(answer.matches) > 20
    loose = {"mode": "lsh", "bands": 150, "rows": 1, "bucket_cap": 500}
    for search in ({"mode": "exact"}, loose):
        result = run(corpus, **search, **chosen)
        assert item_matches(result, answer) == answer.matches
        assert partition(result) == {frozenset(paper) for paper in answer.papers}


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9])
@pytest.mark.parametrize("recall", [0.9, 0.999])
def test_law_9_recall_is_what_it_says(threshold: float, recall: float) -> None:
    """Of 3,000 pairs just at the threshold, as many are found as were promised."""
    size, count = 100, 3000
    shared = next(m for m in range(size + 1) if jaccard(size, m) >= threshold)
    texts = [text for pair in pairs(size, shared, count, seed=17) for text in pair]
    result = run_texts(texts, mode="lsh", threshold=threshold, recall=recall, shingle_size=1)
    found = {(a, b) for a, b, *_ in matches(result)}
    assert found <= {(2 * n, 2 * n + 1) for n in range(count)}
    assert len(found) / count >= recall - 4 * sqrt(recall * (1 - recall) / count)


@pytest.mark.parametrize("place", [0, 11, 12, 13])
@pytest.mark.parametrize("length", [13, 59, 60, 61, 90])
def test_a_notice_of_withdrawal_is_no_abstract(place: int, length: int) -> None:
    """Equal notices join nobody, but what is longer, or says it later, is an abstract."""
    words = [word(n) for n in range(length)]
    words[place if place < length else -1] = "Withdrawn"
    corpus: Dumps = [[{"title": word(n), "abstract": " ".join(words)} for n in range(3)]]
    result = run(corpus, mode="exact")
    assert partition(result) == {frozenset(paper) for paper in solve(corpus).papers}
    assert result.papers.num_rows == (3 if place < 12 and length <= 60 else 1)


def test_the_laws_look_at_every_rule() -> None:
    """The dumps drawn have repeats, bridges, titles, weak records, suffixes, placeholders."""
    seen: Counter[str] = Counter()

    @settings(max_examples=400, derandomize=True)
    @given(dumps(), settings_of_answers())
    def look(corpus: Dumps, chosen: dict[str, Any]) -> None:
        answer = solve(corpus, **chosen)
        seen["matches"] += len(answer.matches)
        seen["bridges"] += sum(not answer.same_paper(pair) for pair in answer.matches)
        seen["suffixes"] += sum("." in name for name in answer.canonical_ids)
        seen["views"] += len(answer.split(1.0)) > len(answer.papers)
        seen["dumps"] += len(corpus) > 1
        seen["notices"] += any(NOTICE in (r["abstract"] or "") for rows in corpus for r in rows)
        seen["placeholders"] += any(r["abstract"] == PLACEHOLDER for rows in corpus for r in rows)
        for item in answer.items:
            seen[str(item.key[0])] += 1
            seen["repeats of " + str(item.key[0])] += len(item.records) > 1

    look()
    kinds = ("text", "title", "content")
    expected = ("matches", "bridges", "suffixes", "views", "dumps", "placeholders", "notices")
    assert all(seen[name] >= 20 for name in (*expected, *kinds)), seen
    assert all(seen[f"repeats of {kind}"] >= 20 for kind in kinds), seen
    assert seen["alone"] + seen["empty"] >= 20


def test_the_default_settings_are_the_oracles() -> None:
    defaults, settings_ = Config(), oracle.Settings()
    assert (defaults.threshold, defaults.text) == (settings_.threshold, settings_.text)
    assert (defaults.shingle, defaults.shingle_size) == (settings_.shingle, settings_.shingle_size)

"""Measuring: what is counted agrees with plain counting, and samples say what they are."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import paperdedup
from paperdedup import Config, ConfigError, InputError, audit, calibrate, deduplicate, evaluate
from paperdedup.measuring import judged, sample_matches, write_matches
from paperdedup.measuring.intervals import Stratum, grouped, stratified, wilson
from paperdedup.measuring.nearby import join, phrases
from paperdedup.measuring.scores import Scores, count
from paperdedup.measuring.truth import read_truth, truth_of, united

WORDS = st.sampled_from("a b c d e f g".split())
TEXTS = st.lists(st.one_of(st.none(), st.lists(WORDS, max_size=9).map(" ".join)), max_size=12)
LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14)


def text(number: int, words: int = 60) -> str:
    """An abstract of its own for each number."""
    return " ".join(f"w{number}x{i}" for i in range(words))


def paper(number: int, **more: str) -> dict[str, str]:
    name = "abcdefghij"[number]
    return {
        "id": f"r{number}",
        "title": f"On the {name}{name}ology of {name}{name}ometers",
        "abstract": text(number),
        "authors": f"{name.upper()}{name}son, Q",
        "year": "2001",
    } | more


@pytest.fixture
def pairs_of_records() -> list[dict[str, str]]:
    """Four papers twice each with their DOIs, and one alone."""
    twice = [paper(n, id=f"{side}{n}", doi=f"10.1/{n}") for n in range(4) for side in "ab"]
    return [*twice, paper(7, id="alone")]


@given(LABELS)
def test_scores_agree_with_plain_counting(labels: list[tuple[int, int]]) -> None:
    truth = np.array([t for t, _ in labels], dtype=np.int64)
    found = np.array([f for _, f in labels], dtype=np.int64)
    scores = count(truth, found)
    pairs = list(combinations(range(len(labels)), 2))
    assert scores.true_pairs == sum(truth[a] == truth[b] for a, b in pairs)
    assert scores.found_pairs == sum(found[a] == found[b] for a, b in pairs)
    assert scores.right_pairs == sum(
        found[a] == found[b] and truth[a] == truth[b] for a, b in pairs
    )
    each = [(set(np.flatnonzero(truth == t)), set(np.flatnonzero(found == f))) for t, f in labels]
    shares = [len(t & f) / len(f) for t, f in each]
    assert scores.bcubed_precision == pytest.approx(sum(shares) / len(shares) if shares else 0)
    assert scores.bcubed_recall == pytest.approx(
        sum(len(t & f) / len(t) for t, f in each) / len(each) if each else 0
    )


@given(LABELS)
def test_removals_agree_with_removing(labels: list[tuple[int, int]]) -> None:
    seen, kept = set(), Counter[int]()
    for truth, found in labels:
        kept[truth] += found not in seen
        seen.add(found)
    sizes = Counter(truth for truth, _ in labels)
    scores = count(*np.array(labels, dtype=np.int64).reshape(-1, 2).T)
    assert scores.lost == sum(kept[t] == 0 for t in sizes)
    assert scores.left == sum(max(kept[t] - 1, 0) for t in sizes)
    assert scores.removed == sum(sizes[t] - max(kept[t], 1) for t in sizes)


@given(st.integers(0, 50), st.integers(1, 50))
def test_an_interval_holds_its_share(right: int, more: int) -> None:
    found = wilson(right, right + more)
    assert 0 <= found.low <= found.share <= found.high <= 1
    wider = wilson(right, right + more)
    narrower = wilson(10 * right, 10 * (right + more))
    assert narrower.high - narrower.low < wider.high - wider.low
    assert stratified([Stratum(3.0, right, right + more)]) == pytest.approx(found)


def test_intervals_are_those_of_the_books() -> None:
    # R: prop.test(81, 263, correct = FALSE); Newcombe, Statistics in Medicine 17 (1998), table I
    assert wilson(81, 263)[1:] == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20)[1:] == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(0, 0) == stratified([]) == grouped([]) == (0.0, 0.0, 1.0)


def test_intervals_hold_what_they_promise() -> None:
    random = np.random.default_rng(1)
    for share in (0.5, 0.9, 0.99):
        drawn = random.binomial(200, share, 2_000)
        inside = [
            wilson(int(right), 200).low <= share <= wilson(int(right), 200).high for right in drawn
        ]
        assert np.mean(inside) > 0.92
    weights, shares = (90, 10), (0.99, 0.7)
    whole = sum(w * s for w, s in zip(weights, shares, strict=True)) / 100
    inside = []
    for _ in range(500):
        strata = [
            Stratum(w, int(random.binomial(40, s)), 40)
            for w, s in zip(weights, shares, strict=True)
        ]
        found = stratified(strata)
        inside.append(found.low <= whole <= found.high)
    assert np.mean(inside) > 0.92


@given(TEXTS, st.data())
def test_the_join_misses_nothing(texts: list[str | None], data: st.DataObject) -> None:
    few = data.draw(st.lists(st.sampled_from(range(len(texts))), unique=True)) if texts else []
    words = phrases(Config(shingle_size=1))
    found = {
        (few[at], many): (jaccard, containment)
        for s in join(texts, few, words, least=0.4)
        for at, many, jaccard, containment, _ in zip(*(part.tolist() for part in s), strict=True)
    }
    expected = {}
    for a in few:
        for b in range(len(texts)):
            one, two = (set((texts[at] or "").split()) for at in (a, b))
            if a != b and one and two and len(one & two) / min(len(one), len(two)) >= 0.4:
                expected[a, b] = (
                    len(one & two) / len(one | two),
                    len(one & two) / min(len(one), len(two)),
                )
    assert found.keys() == expected.keys()
    assert all(found[pair] == pytest.approx(expected[pair]) for pair in found)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=6))
def test_groups_that_share_a_name_are_united(groups: list[list[str]]) -> None:
    parts = united(groups)
    names = [name for part in parts for name in part]
    assert len(names) == len(set(names)) == len({name for group in groups for name in group})
    assert all(any(set(group) <= set(part) for part in parts) for group in groups)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\nx,y\ny,z\n", (("x", "y", "z"),)),
        ("x,y\n", (("x", "y"),)),
        ("id,cluster\nx,1\ny,2\nz,1\n", (("x", "z"), ("y",))),
        ('["x", "y"]\n\n["z"]\n', (("x", "y"), ("z",))),
        ("\ufeffID_A;id_b\n x ; y\n", (("x", "y"),)),
        ("sep=;\nB;A\ny;x\n", (("y", "x"),)),
        ("Cluster\tID\n1\tx\n2\ty\n1\tz\n", (("x", "z"), ("y",))),
        ("id,cluster\nx,\ny, \nz,1\nx,\nz,1\nv\n", (("x",), ("y",), ("z",), ("v",))),
        ("id,cluster\nx,\nx,1\ny,1\n", (("x", "y"),)),
    ],
)
def test_truth_is_read(tmp_path: Path, content: str, expected: tuple[tuple[str, ...], ...]) -> None:
    path = tmp_path / "truth"
    path.write_text(content, encoding="utf-8")
    assert read_truth(path).groups == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "truth.txt"
    mark = "\ufeff" if encoding.endswith("e") else ""
    path.write_bytes(f"{mark}id\tcluster\r\nä\t1\r\n论\t1\r\n".encode(encoding))
    assert read_truth(path).groups == (("ä", "论"),)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(path.read_bytes()))
    writer.start()
    assert read_truth(pipe).groups == (("ä", "论"),)
    writer.join()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no pairs"),
        ("x\n", "no pairs"),
        ('["x"]\n{"a": 1}\n', "line 2: not a list"),
        ("a,b,answer\nx,y,perhaps\n", "line 2: 'x,y,perhaps' says neither"),
        ("a,b\nx,\n", "line 2: a record has no name"),
        ("id,cluster\n,1\n", "line 2: a record has no name"),
        ("a,b,answer\nx,y,same\n\ny,x,different\n", "lines 2 and 4: y and x are said to be"),
        ("id,cluster\nx,1\ny,1\nx,2\n", "lines 2 and 4: x is in the clusters 1 and 2"),
        ("PK\3\4\0a,b\nx,y\n", "it is no text"),
        ("a,b\nx,y\nx, x\n", "line 3: x is paired with itself"),
        ("a,b,answer\nx,x,different\n", "line 2: x is paired with itself"),
        ('["x", "y"]\n["x", "x"]\n', "line 2: x is paired with itself"),
    ],
)
def test_what_is_no_truth_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match=rf"truth\.csv.*{words}"):
        read_truth(path)


def test_a_truth_as_excel_saves_csv(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes("a;b\r\nLüth–1;Øre\r\n".encode("cp1252"))
    found = evaluate([["Lüth–1", "Øre"]], path)
    assert (found.precision, found.recall) == (1.0, 1.0)


def test_only_judged_pairs_count_where_some_are_different(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    rows = "x,y,same\nx,z,different\nz,v,skip\ny,x,same\nx,z,different\nx,y,same\n"
    path.write_text(f"a,b,answer\n{rows}", encoding="utf-8")
    found = evaluate([["x", "y", "z", "v", "w"]], path)
    assert (found.precision, found.recall) == (0.5, 1.0)
    assert not isinstance(found.scores, Scores)
    assert [(one.kind, one.a, one.b) for one in found.mistakes] == [("joined", "x", "z")]


def test_errors_are_explained(pairs_of_records: list[dict[str, str]]) -> None:
    result = deduplicate({"d": pairs_of_records}, config=Config(policy="version"))
    found = evaluate(result, [["a0", "b0"], ["a1", "b2"]])
    kinds = {(one.kind, one.a, one.b) for one in found.mistakes}
    assert ("missed", "a1", "b2") in kinds
    assert ("joined", "a3", "b3") in kinds
    assert sum(found.causes.values()) == sum(one.pairs for one in found.mistakes)
    assert all(one.cause and "needed" in str(one) for one in found.mistakes)
    perfect = evaluate(result, [[f"a{n}", f"b{n}"] for n in range(4)])
    assert perfect.f1 == 1.0
    assert perfect.mistakes == ()


def test_an_answer_is_a_result_a_folder_or_clusters(
    tmp_path: Path, pairs_of_records: list[dict[str, str]]
) -> None:
    result = deduplicate({"d": pairs_of_records})
    truth = {record["id"]: record["id"][-1] for record in pairs_of_records}
    scores = [evaluate(result, truth).scores]
    for kind in ("parquet", "csv", "jsonl"):
        folder = result.write(tmp_path / kind, format=kind)
        scores.append(evaluate(folder, truth).scores)
    members = result.members
    clusters = zip(
        members["record_id"].to_pylist(), members["canonical_id"].to_pylist(), strict=True
    )
    scores.append(evaluate(dict(clusters), truth).scores)
    path = tmp_path / "d.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in pairs_of_records), encoding="utf-8")
    scores.append(evaluate(path, truth).scores)
    assert scores == [scores[0]] * len(scores)


def test_an_answer_is_records_or_a_table_of_members(
    pairs_of_records: list[dict[str, str]],
) -> None:
    truth = {record["id"]: record["id"][-1] for record in pairs_of_records}
    table = pa.Table.from_pylist(pairs_of_records)
    result = deduplicate({"d": pairs_of_records})
    expected = evaluate(result, truth).scores
    records = iter(pairs_of_records)
    for answer in (pairs_of_records, records, table, {"d": table}, [table], result.members):
        assert evaluate(answer, truth).scores == expected
    assert evaluate({"d": pairs_of_records}, [["d:0", "d:1"]]).recall == 1.0


def test_a_truth_is_a_table_or_sets() -> None:
    answer = [["a", "b"], ["c"]]
    pairs = pa.table({"B": ["b"], "A": ["a"], "answer": ["same"]})
    for truth in ([{"b", "a"}], pairs, pa.table({"id": ["a", "b", "c"], "group": [7, 7, None]})):
        found = evaluate(answer, truth)
        assert (found.precision, found.recall) == (1.0, 1.0)
    with pytest.raises(InputError, match=r"the truth, line 3: 'x,y,\?' says neither"):
        evaluate(answer, pa.table({"a": ["a", "x"], "b": ["b", "y"], "answer": ["same", "?"]}))


@pytest.mark.parametrize("given", [5, None, "ab", ["ab"], [5], {"g": ["a", "b"]}, [["a", "b"], 7]])
def test_what_is_neither_answer_nor_truth_is_refused(given: Any) -> None:
    if given is not None:
        with pytest.raises((InputError, FileNotFoundError)):
            evaluate([["a", "b"]], given)
    with pytest.raises((InputError, ConfigError, FileNotFoundError)):
        evaluate(given, [["a", "b"]])


def test_the_three_jobs_take_a_result_and_no_folder(
    tmp_path: Path, pairs_of_records: list[dict[str, str]]
) -> None:
    result = deduplicate({"d": pairs_of_records}, config=Config(policy="version"))
    folder = result.write(tmp_path / "out")
    for call in (
        lambda: audit(folder),
        lambda: calibrate(folder, by="doi"),
        lambda: evaluate(folder, column="doi"),
    ):
        with pytest.raises(InputError, match=r"out: a folder that a run wrote .* or a Result"):
            call()
    some = ["version"]
    assert calibrate(result, by="doi", policies=some) == calibrate(
        {"d": pairs_of_records}, by="doi", policies=some, config=result.config
    )
    folder_alone: Any = folder
    with pytest.raises(ConfigError, match=r"result = .*must be a Result"):
        sample_matches(folder_alone)


def test_a_truth_that_names_nothing_is_refused() -> None:
    result = deduplicate({"d": [paper(1)]})
    with pytest.raises(InputError, match="names no record"):
        evaluate(result, [["nobody", "else"]])
    assert "0 surplus records removed, 0 left, 0 papers lost" in str(evaluate(result, [["r1"]]))
    twice = evaluate({"a": 1, "b": 1, "c": 1}, [["a", "b"], ["c"]])
    assert "1 surplus record removed, 0 left, 1 paper lost" in str(twice)
    assert evaluate(result, [["r1", "nobody"]]).unknown == ("nobody",)


def test_names_that_several_records_have_are_refused() -> None:
    result = deduplicate({"d": [paper(1), paper(1)]})
    with pytest.raises(InputError, match="several records"):
        evaluate(result, [["r1", "r1"]])
    assert evaluate(result, [["d:0", "d:1"]]).f1 == 1.0


def test_a_record_counts_once_whatever_it_is_called(
    tmp_path: Path, pairs_of_records: list[dict[str, str]]
) -> None:
    result = paperdedup.deduplicate({"may": pairs_of_records})
    a, b, c = result.members["record_id"].to_pylist()[:3]
    truth = evaluate(result, [[a, b], ["may:0", c]])
    assert truth.scores == evaluate(result, [[a, b, c]]).scores
    judged = tmp_path / "judged.csv"
    judged.write_text(f"a,b,answer\n{a},{b},same\nmay:0,{b},same\n{b},{c},different\n")
    assert evaluate(result, judged).scores.records == 3
    assert evaluate(result, judged).scores.true_pairs == 1
    for line in (f"may:0,{a},same", f"may:0,{b},different"):
        judged.write_text(f"a,b,answer\n{a},{b},same\n{b},{c},different\n{line}\n")
        with pytest.raises(InputError, match=r"two names of one record|said to be the same"):
            evaluate(result, judged)


def test_the_identifier_is_hidden_from_the_matcher() -> None:
    shared = "10.48550/arXiv.2001.00001"
    url = f"https://doi.org/{shared}"
    records = [{**paper(n), "id": f"{n}/{shared}", "doi": shared, "url": url} for n in (1, 2)] + [
        {**paper(3), "id": "none", "doi": ""}
    ]
    found = evaluate({"d": records}, column="doi")
    assert found.scores.records == 2
    assert (found.scores.true_pairs, found.scores.found_pairs) == (1, 0)
    decision = found.mistakes[0].decision
    assert decision is not None
    assert {"doi", "identifier"}.isdisjoint(dict(decision.points))
    with pytest.raises(InputError, match="no dump has a column 'isbn'"):
        evaluate({"d": records}, column="isbn")


def test_decisions_hold_where_the_identifier_is_hidden(
    pairs_of_records: list[dict[str, str]],
) -> None:
    dump = {"d": pairs_of_records}
    decided = [("a0", "b0", "different"), ("a1", "b2", "same")]
    result = deduplicate(dump, config=Config(policy="version"), decisions=decided)
    found = evaluate(result, column="doi")
    causes = {(one.kind, one.cause, one.decided) for one in found.mistakes}
    assert causes == {
        ("missed", "a person decided that they are two papers", "decisions, row 0"),
        ("joined", "joined through a person's decision", "decisions, row 1"),
    }
    assert evaluate(deduplicate(dump), column="doi").f1 == 1.0


def test_the_identifier_is_hidden_in_all_columns_of_its_field() -> None:
    records = [{**paper(1), "id": "a", "doi": "10.1000/a"}, {**paper(2), "id": "b"}]
    records[1]["DOI"] = "10.1000/A"
    found = evaluate({"d": records}, column="doi")
    assert (found.scores.true_pairs, found.scores.found_pairs) == (1, 0)


def test_an_audit_finds_what_a_poor_search_missed() -> None:
    half = [text(n) + " " + " ".join(f"own{n}y{i}" for i in range(8)) for n in range(60)]
    records = [*map(text, range(60)), *half]
    poor = Config(text="plain", mode="lsh", bands=1, rows=6, policy="text", threshold=0.7)
    found = audit({"d": records}, sample=120, config=poor)
    assert found.pairs == 120
    assert 0.1 < found.recall.share < 0.95
    assert found.recall.low < found.recall.share < found.recall.high
    assert len(found.missed) == round((1 - found.recall.share) * found.pairs)
    good = audit({"d": records}, sample=120, config=Config(text="plain", mode="exact"))
    assert good.recall.share == 1.0


CUT = (
    "Reducing the burden of infections with copper surfaces in intensive care units: two trials",
    "Reducing the burden of infections with …",
)
MISSPELLED = (
    "Antimicrobial activity of metallic surfaces against resistant bacteria",
    "Antimicrobal activty of metalic surfaces agianst resistant bactreia",
)


@pytest.mark.parametrize("titles", [CUT, MISSPELLED])
def test_an_audit_looks_at_titles_that_are_cut_or_misspelled(titles: tuple[str, str]) -> None:
    more = {"authors": "Schmidt MG, Salgado CD, Freeman KD", "year": "2013", "venue": "Wound Care"}
    dumps = {str(at): [{"title": title, **more}] for at, title in enumerate(titles)}
    result = deduplicate(dumps, config=Config(policy="record"))
    found = audit(result)
    assert found.pairs == 2
    assert found.recall.share == float(len(result.papers) == 1)


def test_an_audit_does_not_depend_on_the_order(pairs_of_records: list[dict[str, str]]) -> None:
    one = audit({"d": pairs_of_records}, sample=4, seed=3)
    two = audit({"d": pairs_of_records[::-1]}, sample=4, seed=3)
    assert (one.sampled, one.recall) == (two.sampled, two.recall)
    assert audit({"d": pairs_of_records}, sample=4, seed=3) == one
    with pytest.raises(ConfigError, match="sample = 0"):
        audit({"d": pairs_of_records}, sample=0)


def test_matches_are_judged(tmp_path: Path) -> None:
    records = [
        paper(n, id=f"{s}{n}", year=y) for n in range(8) for s, y in (("a", "2001"), ("b", "2002"))
    ]
    result = deduplicate({"d": records}, config=Config(policy="version"))
    rows = sample_matches(result, size=30)
    assert rows == sample_matches(result, size=30)
    assert rows
    path = tmp_path / "judge.csv"
    write_matches(rows, path)
    assert judged(path)[1:] == (0, len(rows))
    for row in rows:
        row["answer"] = "same"
    rows[0]["answer"] = "different"
    write_matches(rows, path)
    share, answered, _ = judged(path)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        cells = list(csv.reader(opened))
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        opened.write("sep=;\n")
        csv.writer(opened, delimiter=";").writerows([map(str.upper, cells[0]), *cells[1:]])
    assert judged(path) == (share, answered, len(rows))
    assert answered == len(rows)
    assert share.low < share.share < 1
    rows[0]["answer"] = "who knows"
    write_matches(rows, path)
    with pytest.raises(InputError, match="line 2"):
        judged(path)
    other = tmp_path / "other.csv"
    with other.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["x"], ["y"]])
    with pytest.raises(InputError, match="no sample of matches"):
        judged(other)


def test_settings_are_calibrated(pairs_of_records: list[dict[str, str]]) -> None:
    found = calibrate({"d": pairs_of_records}, by="doi", policies=["version", "text"])
    assert (found.records, found.labelled, found.true_pairs) == (9, 8, 4)
    assert found.policies == ("version", "text")
    recalls = [one.scores.recall for one in found.settings if one.policy == "version"]
    assert recalls == sorted(recalls, reverse=True)
    assert found.best.scores.f1 == 1.0
    assert found.careful is not None
    assert sum(one.usual for one in found.settings) == 2
    unique = calibrate({"d": pairs_of_records}, by="doi", config=Config(unique_within="dump"))
    assert "text" in unique.policies
    with pytest.raises(InputError, match="no two records share the identifier doi"):
        calibrate({"d": [paper(1, doi="10.1/1")]}, by="doi")
    with pytest.raises(ConfigError, match="policies"):
        calibrate({"d": pairs_of_records}, by="doi", policies=["strict"])


def test_few_pairs_calibrate_nothing(pairs_of_records: list[dict[str, str]]) -> None:
    found = calibrate({"d": pairs_of_records[:4]}, by="doi", policies=["record"])
    assert (found.true_pairs, found.guess) == (2, True)
    assert "2 pairs of one paper" in found.suggestions[0]
    assert "between 0.3424 and 1.0000" in found.suggestions[0]
    assert all(", a guess: " in line for line in found.suggestions[1:])
    many = replace(found, true_pairs=100, look_alikes=100)
    assert not many.guess
    assert [line.split(": ")[0] for line in many.suggestions] == [
        "best F1",
        "most recall at precision 0.99",
    ]


def test_truth_in_python() -> None:
    with pytest.raises(InputError, match="no list of groups"):
        truth_of(["ab", "cd"])
    with pytest.raises(InputError, match="give a truth"):
        evaluate({"d": [paper(1)]})
    assert paperdedup.evaluate({"a": 1, "b": 1}, [("a", "b")]).f1 == 1.0
    alone = {"a": None, "b": "", "c": float("nan"), "d": 1, "e": None}
    assert truth_of(alone).groups == (("a",), ("b",), ("c",), ("d",), ("e",))
    spaced = deduplicate({"d": [paper(1, id=" x "), paper(1, id="y ")]})
    assert evaluate(spaced, [["x", "y"]]).recall == 1.0


def test_matches_to_judge_hold_no_formula() -> None:
    text = " ".join(f"word{number}" for number in range(30))
    records = [{"id": n, "title": "=1+1 of the tides", "abstract": f"{text} {n}"} for n in "ab"]
    (row,) = sample_matches(paperdedup.deduplicate({n["id"]: [n] for n in records}), size=30)
    assert row["title_a"] == row["title_b"] == "'=1+1 of the tides"
    assert row["abstract_a"].startswith("word0")
    (row,) = sample_matches(paperdedup.deduplicate({f"=2+{n['id']}": [n] for n in records}))
    assert (row["a"], row["b"]) == ("'=2+a:0", "'=2+b:0")


def test_columns_of_a_truth_stand_in_any_order(tmp_path: Path) -> None:
    file = tmp_path / "truth.csv"
    for header in ("answer,a,b", "a,answer,b", "b,note,a,answer"):
        cells = {"a": "x", "b": "y", "answer": "different", "note": ""}
        row = ",".join(cells[name] for name in header.split(","))
        file.write_text(f"{header}\n{row}\n", encoding="utf-8")
        assert [(*sorted(one[:2]), one[2]) for one in truth_of(file).pairs] == [("x", "y", False)]


def test_of_several_pairs_of_columns_the_first_choice_counts(tmp_path: Path) -> None:
    file = tmp_path / "truth.csv"
    file.write_text("record_b,record_a,b,a\np,q,x,y\n", encoding="utf-8")
    assert truth_of(file).groups == (("x", "y"),)
    file.write_text("b,note,a\nx,seen twice,y\n", encoding="utf-8")
    assert truth_of(file).groups == (("x", "y"),)


def test_a_line_of_a_truth_ends_where_json_lines_end(tmp_path: Path) -> None:
    file = tmp_path / "truth.jsonl"
    file.write_text('["a\u2028b", "c"]\r\n["d", "e"]\n', encoding="utf-8")
    assert truth_of(file).groups == (("a\u2028b", "c"), ("d", "e"))

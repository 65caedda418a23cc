"""Runs on all evidence: policies, review and decisions, survivors, and how all of it is told."""

import csv
import itertools
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import paperdedup
from paperdedup import Config, ConfigError, InputError, Result, policies, schemas
from paperdedup.connected import components
from paperdedup.formats import write_review
from paperdedup.report import summarize

SETS = (
    "We count how many sets of words two texts share, and call them one paper if they are many. "
    "A small study of three listings shows how often that is right, and what it costs to be wrong."
)
BEES = "A bee finds its way home by the sun, and tells the others with a dance where it has been."
TITLE = "Counting the words that two listings share"
AUTHORS = "Ada Lindqvist; Bruno Okafor; Chen Wei"

MAY: list[dict[str, Any]] = [
    {
        "id": "s1",
        "title": TITLE,
        "abstract": SETS,
        "authors": AUTHORS,
        "year": "2019",
        "doi": "10.1000/sets",
    },
    {"id": "s2", "title": f"Erratum: {TITLE}", "authors": AUTHORS, "doi": "10.1000/sets"},
    {"id": "b1", "title": "How bees dance", "abstract": BEES, "authors": "Dora Vance"},
]
JUNE: list[dict[str, Any]] = [
    {"id": "t1", "title": TITLE, "abstract": SETS, "authors": AUTHORS, "year": "2021", "volume": 7},
    {"id": "t2", "title": "Counting the words", "authors": AUTHORS, "year": "2022"},
    MAY[2] | {"id": "b2"},
]


def run(decisions: Any = None, **settings: Any) -> Result:
    config = Config(**settings)
    return paperdedup.deduplicate({"may": MAY, "june": JUNE}, config=config, decisions=decisions)


@pytest.fixture(scope="module")
def result() -> Result:
    return run()


def content(result: Result, record: str) -> str:
    rows = result.members.to_pylist()
    return str(next(row["content_id"] for row in rows if row["record_id"] == record))


def together(result: Result, a: str, b: str) -> bool:
    return result.resolve(a) == result.resolve(b)


def test_records_with_fields_are_weighed_by_the_policy_version(result: Result) -> None:
    assert result.policy is not None
    assert result.policy["name"] == "version"
    assert run(policy="text").policy is None
    texts = paperdedup.deduplicate([SETS, BEES], config=Config(text="plain"))
    assert texts.policy is None
    assert texts.review.num_rows == 0


@pytest.mark.parametrize("name", ["members", "papers", "matches", "review", "decisions"])
def test_tables_have_their_schema_and_are_valid(result: Result, name: str) -> None:
    table = getattr(result, name)
    table.validate(full=True)
    assert table.schema.equals(getattr(schemas, name.upper()), check_metadata=True)
    for field in table.schema:
        assert field.metadata[b"meaning"]
        assert field.nullable or not table.column(field.name).null_count


def test_points_of_a_match_add_up_to_its_score(result: Result) -> None:
    weighed = [row for row in result.matches.to_pylist() if row["score"] is not None]
    assert weighed
    for row in weighed:
        assert sum(point["points"] for point in row["points"]) == pytest.approx(row["score"])
        assert result.policy is not None
        assert row["score"] >= result.policy["threshold"]


def test_records_that_say_the_same_are_paired_without_a_score(result: Result) -> None:
    row = next(row for row in result.matches.to_pylist() if row["record_b"] == "b2")
    assert (row["record_a"], row["score"], row["relation"]) == ("b1", None, "identical")
    pairs = [(row["record_a"], row["record_b"]) for row in result.matches.to_pylist()]
    assert len(pairs) == len(set(pairs))


def test_a_paper_lists_its_texts_and_publications() -> None:
    revised = SETS.replace("three listings", "four crawls") + " All data are public, and so is it."
    june = [
        MAY[0] | {"id": "copy"},
        {"id": "new", "title": TITLE, "abstract": revised, "authors": AUTHORS, "year": "2020"},
    ]
    result = paperdedup.deduplicate({"may": MAY[:1], "june": june})
    (paper,) = result.papers.to_pylist()
    assert (paper["records"], paper["texts"]) == (3, 2)
    found = [(version["record_id"], version["relation"]) for version in paper["versions"]]
    assert found[0] == ("s1", "founder")
    assert [record for record, _ in found] == ["s1", "new"]


def test_a_policy_is_a_name_a_table_or_a_file(tmp_path: Path) -> None:
    strict = policies["version"].replace("threshold = 1.0", "threshold = 99.0")
    file = tmp_path / "strict.toml"
    file.write_text(strict, encoding="utf-8")
    assert Config(policy=file) == Config(policy=str(file)) == Config(policy=strict)
    file.write_text(strict, encoding="utf-8-sig")  # as editors on Windows save it
    assert Config(policy=file) == Config(policy=f"\ufeff{strict}") == Config(policy=strict)
    assert together(run(), "s1", "t1")
    assert not together(run(policy=file), "s1", "t1")
    for name, table in policies.items():
        named, given = run(policy=name), run(policy=table)
        assert named.policy == given.policy
        assert named.canonical_ids.equals(given.canonical_ids)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"policy": "versoin"}, ["'versoin'", "record", ".toml"]),
        ({"policy": 7}, ["policy = 7"]),
        ({"policy": "name = \nthreshold = 1"}, ["policy", "line 1", "copy one"]),
        ({"policy": "version", "text": "plain"}, ["policy", "plain"]),
        ({"unique_within": "source"}, ["unique_within", "'source'"]),
        ({"unique_within": "dump", "policy": "text"}, ["unique_within", "knows no dumps"]),
        ({"unique_within": "dump", "text": "plain"}, ["unique_within", "knows no dumps"]),
    ],
)
def test_a_policy_that_cannot_be_is_refused(settings: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        Config(**settings)
    assert all(word in str(refused.value) for word in words), refused.value


def test_a_policy_file_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.toml"):
        Config(policy=tmp_path / "none.toml")
    file = tmp_path / "bad.toml"
    file.write_text(policies["version"].replace("doi = 5.0", 'doi = "five"'), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"bad\.toml.*line \d+"):
        Config(policy=file)


def test_a_dump_without_duplicates_stays_so() -> None:
    dumps = {"may": [MAY[0], MAY[0] | {"id": "again", "year": "2020"}]}
    assert len(paperdedup.deduplicate(dumps).papers) == 1
    unique = paperdedup.deduplicate(dumps, config=Config(unique_within="dump"))
    assert len(unique.papers) == 2
    assert "no dump holds a paper twice" in unique.explain("s1", "again").reason
    dumps["june"] = [MAY[0] | {"id": "other", "year": "2020"}, MAY[0] | {"id": "equal"}]
    unique = paperdedup.deduplicate(dumps, config=Config(unique_within="dump"))
    for a, b in (("s1", "other"), ("again", "equal"), ("other", "equal")):
        assert not together(unique, a, b)
        assert "are of one dump, and no dump holds a paper twice" in unique.explain(a, b).reason
    (limit,) = summarize(unique).limits
    assert "no dump holds one twice" in limit
    with pytest.raises(ConfigError, match="knows no dumps"):
        paperdedup.deduplicate(["one", "two"], config=Config(unique_within="dump"))


def test_review_lists_unsure_pairs_and_conflicts_with_what_a_person_needs(result: Result) -> None:
    rows = result.review.to_pylist()
    conflict = next(row for row in rows if {row["record_a"], row["record_b"]} == {"s1", "s2"})
    assert conflict["why"].startswith("conflict")
    assert (conflict["relation"], conflict["same_paper"]) == ("erratum", False)
    assert "the DOI is the same (10.1000/sets): +5.00" in conflict["points"]
    assert {conflict["title_a"], conflict["title_b"]} == {TITLE, f"Erratum: {TITLE}"}
    unsure = [row for row in rows if row["why"].startswith("unsure")]
    assert unsure
    assert result.policy is not None
    for row in unsure:
        assert abs(row["score"] - row["threshold"]) <= result.policy["unsure"]
    assert all(row["decision"] is None for row in rows)


def test_review_begins_with_what_moves_most_records_and_is_nearest() -> None:
    crowd = [MAY[0] | {"id": f"c{n}"} for n in range(5)]
    half = [{"id": f"h{n}", "title": "Counting the words", "authors": AUTHORS} for n in range(3)]
    june = [{"id": f"{n}", "title": f"Storks in winter {'again ' * n}"} for n in range(4)]
    result = paperdedup.deduplicate({"may": [*crowd, *half], "june": june})
    assert result.policy is not None
    rows = [row for row in result.review.to_pylist() if row["why"].startswith("unsure")]
    weights = [
        row["records"] * (1 - abs(row["score"] - row["threshold"]) / result.policy["unsure"])
        for row in rows
    ]
    assert weights
    assert weights == sorted(weights, reverse=True)
    sizes = {row["canonical_id"]: row["records"] for row in result.papers.to_pylist()}
    for row in rows:
        ends = [sizes[result.resolve(row[f"content_{side}"])] for side in "ab"]
        assert row["same_paper"] or row["records"] == min(ends)


def test_one_question_is_asked_once() -> None:
    june = [JUNE[0], JUNE[1] | {"year": "2021"}]
    result = paperdedup.deduplicate({"may": MAY, "june": june})
    near = [result.explain(record, "t2") for record in ("s1", "t1")]
    assert result.policy is not None
    assert all(abs(told.score - 1) <= result.policy["unsure"] for told in near if told.score)
    papers = [
        frozenset(result.resolve(row[f"content_{side}"]) for side in "ab")
        for row in result.review.to_pylist()
        if not row["same_paper"]
    ]
    assert frozenset(map(result.resolve, ("s1", "t2"))) in papers
    assert len(papers) == len(set(papers))


def test_a_decision_changes_what_it_says_and_nothing_else(result: Result) -> None:
    assert not together(result, "s1", "t2")
    joined = run([(content(result, "s1"), content(result, "t2"), "same")])
    assert together(joined, "s1", "t2")
    assert len(joined.papers) == len(result.papers) - 1
    assert together(result, "s1", "t1")
    parted = run([(content(result, "s1"), content(result, "t1"), "different")])
    assert not together(parted, "s1", "t1")
    assert len(parted.papers) == len(result.papers) + 1
    assert parted.decisions.column("state").to_pylist() == ["applied"]


def test_equal_records_follow_a_decision_together() -> None:
    dumps = {"may": MAY, "june": JUNE, "july": [MAY[0] | {"id": "s1-again"}]}
    plain = paperdedup.deduplicate(dumps)
    apart = [(content(plain, "s1"), content(plain, "t1"), "different")]
    result = paperdedup.deduplicate(dumps, decisions=apart)
    assert together(result, "s1", "s1-again")
    assert not together(result, "s1", "t1")
    assert not together(result, "s1-again", "t1")
    decided = [row for row in result.review.to_pylist() if row["decision"]]
    assert [row["decision"] for row in decided] == ["different"]


def test_a_filled_in_review_file_holds_in_later_runs(tmp_path: Path) -> None:
    folder = run().write(tmp_path / "out")
    file = folder / "review.csv"
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    place = next(at for at, row in enumerate(rows) if "t2" in {row["record_a"], row["record_b"]})
    rows[place]["decision"] = " Same "
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    ends = (rows[place]["record_a"], rows[place]["record_b"])
    with pytest.raises(FileExistsError, match=r"1 decisions"):
        run().write(folder)
    again = run(file)
    assert together(again, *ends)
    again.write(folder)
    july = [*JUNE, {"id": "z", "title": "Another title that nobody else in this file has"}]
    later = paperdedup.deduplicate({"may": MAY, "july": july}, decisions=file)
    assert together(later, *ends)
    assert f"line {place + 2}" in again.decisions.column("source").to_pylist()[0]
    alone = paperdedup.deduplicate({"may": MAY[2:]}, decisions=folder / "review.csv")
    assert alone.decisions.column("state").to_pylist() == ["absent"]
    assert alone.counts["decisions_absent"] == 1
    kept = paperdedup.deduplicate({"may": MAY, "june": JUNE}, decisions=alone.review)
    assert together(kept, *ends)


def test_a_review_file_holds_no_formula(tmp_path: Path) -> None:
    table = run().review
    evil = pa.array(["=1+1", *table.column("title_a").to_pylist()[1:]], pa.string())
    at = table.column_names.index("title_a")
    write_review(table.set_column(at, table.schema.field(at), evil), tmp_path / "review.csv")
    with (tmp_path / "review.csv").open(encoding="utf-8-sig", newline="") as opened:
        assert next(csv.DictReader(opened))["title_a"] == "'=1+1"


def test_a_name_of_different_records_names_none() -> None:
    dumps = {"may": MAY, "june": [JUNE[1] | {"id": "s1"}]}
    with pytest.raises(InputError, match=r"row 0: 2 different records.*may:0, june:0"):
        paperdedup.deduplicate(dumps, decisions=[("s1", "b1", "same")])
    result = paperdedup.deduplicate(dumps, decisions=[("june:0", "b1", "same")])
    assert together(result, "june:0", "b1")


def test_records_that_say_too_little_are_not_held_together_by_a_decision() -> None:
    dumps = {
        "may": [*MAY, {"id": "e1", "title": "Letter"}],
        "june": [{"id": "e2", "title": "Letter"}],
    }
    assert not together(paperdedup.deduplicate(dumps), "e1", "e2")
    apart = [("s1", content(paperdedup.deduplicate(dumps), "e1"), "different")]
    result = paperdedup.deduplicate(dumps, decisions=apart)
    assert not together(result, "e1", "e2")
    assert result.canonical_ids.equals(paperdedup.deduplicate(dumps).canonical_ids)


def test_decisions_come_as_tables_and_lists_too(result: Result) -> None:
    named = [("s1", "t2", "same")]
    rows = [dict(zip(("a", "b", "decision"), row, strict=True)) for row in named]
    places = [("may:0", "june:1", "same")]
    for decisions in (named, rows, places, pa.Table.from_pylist(rows)):
        assert together(run(decisions), "s1", "t2")
    pandas = pytest.importorskip("pandas")
    assert together(run(pandas.DataFrame(rows)), "s1", "t2")


ALIKE = {"title": "A NEW AID IN SCHOOL WORK", "year": "1901", "volume": "54", "pages": "353"}
"""Two publications of one content ID: the pages are no part of it."""


@pytest.mark.parametrize(
    "ids", [("x", "y"), ("x", "x"), (None, None), ("-1", "-2"), ("=x", "'=x"), ("'@x", "''@x")]
)
@pytest.mark.parametrize("word", ["same", "different"])
def test_a_review_tells_two_records_of_one_content_id_apart(
    tmp_path: Path, ids: tuple[str | None, ...], word: str
) -> None:
    dumps = {
        "d": [ALIKE | {"id": ids[0]}],
        "e": [ALIKE | {"id": ids[1], "pages": "383"}],
    }
    asked = paperdedup.deduplicate(dumps).review
    rows = asked.to_pylist()
    assert len(rows) == 1
    assert rows[0]["content_a"] == rows[0]["content_b"]
    rows[0]["decision"] = word
    file = tmp_path / "review.csv"
    write_review(pa.Table.from_pylist(rows, schema=asked.schema), file)
    for decisions in (rows, file):
        result = paperdedup.deduplicate(dumps, decisions=decisions)
        assert result.decisions.column("state").to_pylist() == ["applied"]
        assert result.papers.num_rows == (1 if word == "same" else 2)
        again = paperdedup.deduplicate(dumps, decisions=result.review)
        assert again.papers.equals(result.papers)
    other = {"d": [ALIKE | {"id": ids[0], "title": "AN OLD AID IN SCHOOL WORK"}], "e": dumps["e"]}
    without = paperdedup.deduplicate(other, decisions=file)
    assert without.decisions.column("state").to_pylist() == ["absent"]
    back = paperdedup.deduplicate(dumps, decisions=without.review)
    assert back.papers.num_rows == (1 if word == "same" else 2)


def test_names_of_decisions_are_places_and_the_first_column_counts(tmp_path: Path) -> None:
    dumps = {"d": [ALIKE | {"id": "x"}], "e": [ALIKE | {"id": "y", "pages": "383"}]}
    said = [(("d", 0), ("e", 0), "same")]
    assert paperdedup.deduplicate(dumps, decisions=said).papers.num_rows == 1
    file = tmp_path / "two.csv"
    for words, papers in (("same,different", 1), ("different,same", 2)):
        file.write_text(f"a,b,decision,decision\nx,y,{words}\n", encoding="utf-8")
        assert paperdedup.deduplicate(dumps, decisions=file).papers.num_rows == papers


def test_a_decision_on_two_records_of_one_content_id_settles_no_third() -> None:
    records = [ALIKE | {"id": "xyz"[at], "pages": str(353 + 30 * at)} for at in range(3)]
    given = {"d": records[:1], "e": records[1:2], "f": records[2:]}
    rows = paperdedup.deduplicate(given).review.to_pylist()
    assert len(rows) == 3
    rows[0]["decision"] = "different"
    assert len(paperdedup.deduplicate(given, decisions=rows[:1]).review) == 3


@pytest.mark.parametrize(
    "decisions",
    [
        [{"id1": "s1", "id2": "t2", "verdict": "same"}],
        pa.table({"id1": ["s1"], "id2": ["t2"], "verdict": ["same"]}),
        [{"a": "s1", "b": "t2"}],
    ],
)
def test_decisions_of_unknown_columns_are_refused_in_memory_too(decisions: Any) -> None:
    with pytest.raises(InputError, match=r"decisions: its columns are .*To do: give the columns"):
        run(decisions)


def test_rows_may_leave_out_what_is_not_decided() -> None:
    rows = [{"a": "s1", "b": "b1"}, {"a": "s1", "b": "t2", "decision": "same"}]
    rows.append({"a": "s1", "b": "t1", "decision": float("nan")})  # type: ignore[dict-item]
    assert run(rows).counts["decisions"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nA ; B; Decision \ns1; t2 ;Same\n",
        '"sep=;"\n"a";"b";"decision"\n"s1"; "t2";"same"\n',
        "\ufeffsep=\t\ns1\tt2\tsame\n",
        "\n;;\nS1;T2;same\n".lower(),
    ],
)
def test_decisions_are_read_as_spreadsheets_save_them(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    assert together(run(file), "s1", "t2")


def test_contradictions_are_told_with_both_rows(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("a,b,decision\ns1,t2,same\nt2,b1,same\ns1,b1,different\n", encoding="utf-8")
    result = run(file)
    (found,) = result.contradictions
    lines = {f"line {n}" for n in (2, 3, 4)}
    assert {line for line in lines if line in str(found)} == lines
    assert result.counts["decisions_contradicted"] == 1
    assert result.counts["decisions_applied"] == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b,decision\ns1,t1,maybe\n", ["line 2", "'maybe'", "same, different"]),
        ("a,b,decision\ns1,,same\n", ["line 2", "no name"]),
        ("a,b,decision\ns1,s1,same\n", ["line 2", "both are s1"]),
        ("left,right\ns1,s2\n", ["line 1", "left, right", "decision"]),
        ("a,b,decision\ns1,t1,same,really\n", ["line 2", "4 cells"]),
    ],
)
def test_a_malformed_file_is_refused_by_line(tmp_path: Path, text: str, words: list[str]) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        run(file)
    assert all(word in str(refused.value) for word in ["mine.csv", *words]), refused.value


def test_decisions_that_nobody_would_ask_for_are_refused() -> None:
    made = [("a", "b", "same")]
    for config in (Config(policy="text"), Config(text="plain"), Config()):
        with pytest.raises(ConfigError, match="policy"):
            paperdedup.deduplicate(["one", "two"], config=config, decisions=made)
    with pytest.raises(ConfigError, match="no file, table or list"):
        run(7)


def test_an_explanation_tells_the_points_and_what_each_policy_says(result: Result) -> None:
    told = result.explain("s1", "t1")
    assert told.one_paper
    assert told.policy == "version"
    assert told.score == pytest.approx(sum(point.points for point in told.points))
    lines = [str(point) for point in told.points]
    assert "the titles agree in all letters: +5.00" in lines
    assert [under.name for under in told.policies] == list(policies)
    assert "title" in told.channels
    assert [str(step.record) for step in told.path] == ["june:0"]
    assert "policy version" in str(told)


def test_an_explanation_tells_why_two_are_two(result: Result) -> None:
    erratum = result.explain("s1", "s2")
    assert not erratum.one_paper
    assert "conflict" in erratum.reason
    assert "an erratum, reply" in erratum.reason
    assert erratum.title_diff
    assert not erratum.diff
    bees = result.explain("s1", "b1")
    assert bees.channels == ()
    assert "No built-in policy would join them." in bees.reason
    unsure = result.explain("t1", "t2")
    joins = [under.name for under in unsure.policies if under.same]
    assert all(name in unsure.reason for name in joins)


def test_an_explanation_names_the_decision() -> None:
    decided = run([("s1", "b1", "same")])
    told = decided.explain("s1", "b1")
    assert told.reason == "A person decided that they are one paper (decisions, row 0)."
    assert "decided" in str(told.path[0])


def test_survivors_fill_their_gaps_and_say_from_where(result: Result) -> None:
    for rule in ("most-complete", "published-first", "earliest", "latest-version"):
        table = result.survivors(rule)
        table.validate(full=True)
        assert table.schema.equals(schemas.SURVIVORS, check_metadata=True)
        assert table.column("canonical_id").equals(result.papers.column("canonical_id"))
    latest = result.survivors("latest-version").to_pylist()[0]
    assert (latest["record_id"], latest["year"], latest["volume"]) == ("t1", "2021", "7")
    origin = {"field": "doi", "record_id": "s1", "dump": "may", "position": 0}
    assert (latest["doi"], latest["filled"]) == ("10.1000/sets", [origin])
    earliest = result.survivors("earliest").to_pylist()[0]
    assert (earliest["record_id"], earliest["year"], earliest["volume"]) == ("s1", "2019", None)
    assert result.survivors("dumps", dumps=["june"]).to_pylist()[0]["record_id"] == "t1"
    with pytest.raises(ConfigError, match="dumps = 'june': must be a list of names"):
        result.survivors("dumps", dumps="june")


PREPRINT: dict[str, Any] = {
    "id": "preprint",
    "title": TITLE,
    "abstract": SETS,
    "authors": AUTHORS,
    "year": "2017",
    "venue": "arXiv",
}
TALK = PREPRINT | {"id": "talk", "year": "2018", "venue": "ICALP 2018", "pages": "33:1-33:14"}
ARTICLE = PREPRINT | {
    "id": "article",
    "year": "2019",
    "venue": "Journal of Small Graphs",
    "volume": "8",
    "issue": "2",
    "pages": "1-19",
}


@pytest.mark.parametrize(
    ("year", "order"),
    [
        ("2018", ["preprint", "talk", "article"]),
        ("2019", ["preprint", "article", "talk"]),
        ("n.d.", ["preprint", "article", "talk"]),
    ],
)
def test_versions_of_a_paper_come_by_year(year: str, order: list[str]) -> None:
    dumps = {"a": [ARTICLE], "b": [TALK | {"year": year}], "c": [PREPRINT]}
    (paper,) = paperdedup.deduplicate(dumps, config=Config(policy="version")).papers.to_pylist()
    assert [version["record_id"] for version in paper["versions"]] == order


PLACE = ("venue", "year", "volume", "issue", "pages")


def citation(*records: dict[str, Any], policy: str = "version") -> tuple[Any, ...]:
    """Where the earliest of some records appeared; all are one paper."""
    result = paperdedup.deduplicate({"d": [*records]}, config=Config(policy=policy))
    (paper,) = result.survivors("earliest").to_pylist()
    return tuple(paper[name] for name in PLACE)


def test_texts_of_one_content_may_tell_of_two_venues() -> None:
    title = "six five four three two one"
    may = [{"title": title, "year": "2019", "venue": "Here"}]
    june = [{"title": title, "venue": "There", "volume": "1"}]
    result = paperdedup.deduplicate({"may": may, "june": june}, config=Config(policy="text"))
    (paper,) = result.survivors("earliest").to_pylist()
    assert (paper["venue"], paper["volume"]) == ("Here", None)


def test_a_survivor_cites_one_publication() -> None:
    assert citation(PREPRINT, TALK, ARTICLE) == ("arXiv", "2017", None, None, None)
    assert citation(TALK, ARTICLE) == ("ICALP 2018", "2018", None, None, "33:1-33:14")
    bare = {name: PREPRINT[name] for name in ("id", "title", "abstract", "authors")}
    unknown = bare | {"year": "2016"}
    assert citation(unknown, ARTICLE) == (None, "2016", None, None, None)
    assert citation(bare, ARTICLE, ARTICLE | {"id": "again", "number": "4"})[:2] == (
        ARTICLE["venue"],
        "2019",
    )


@pytest.mark.parametrize("venue", ["Journal of small graphs.", "J. Small Graphs", "J Small Graphs"])
def test_gaps_are_filled_from_the_same_publication(venue: str) -> None:
    short = {name: ARTICLE[name] for name in ("title", "abstract", "authors")}
    short |= {"id": "short", "year": "2019", "venue": venue}
    dated = ARTICLE | {"year": "2019-03-01"}
    assert citation(short, dated) == (venue, "2019", "8", "2", "1-19")
    cut = short | {"venue": None, "volume": "Vol. 08", "pages": "p. 1"}
    assert citation(cut, dated) == (ARTICLE["venue"], "2019", "Vol. 08", "2", "p. 1")


def test_what_is_published_comes_before_its_preprint() -> None:
    preprint = {"id": "p", "title": TITLE, "abstract": SETS, "authors": AUTHORS, "venue": "arXiv"}
    article = preprint | {"id": "j", "venue": "Journal of Listings", "volume": "3"}
    for dumps in itertools.permutations([preprint, article]):
        result = paperdedup.deduplicate(dict(zip("ab", ([dump] for dump in dumps), strict=True)))
        assert len(result.papers) == 1
        assert result.survivors("published-first").to_pylist()[0]["record_id"] == "j"


@pytest.mark.parametrize(
    "arguments",
    [{"rule": "best"}, {"rule": "dumps"}, {"rule": "dumps", "dumps": ["july"]}],
)
def test_a_rule_that_is_none_is_refused(result: Result, arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"rule|dumps"):
        result.survivors(**arguments)


def test_clusters_at_a_higher_score_only_split(result: Result) -> None:
    assert result.policy is not None
    least = result.policy["threshold"]
    ids = result.canonical_ids.to_pylist()
    assert result.clusters(score=least).column("cluster").to_pylist() == ids
    before = 0
    for score in (least, 5.0, 8.0, 1e9):
        labels = result.clusters(score=score).column("cluster").to_pylist()
        assert len(set(labels)) >= before
        before = len(set(labels))
        assert len(set(zip(labels, ids, strict=True))) == before
    assert together(result, "b1", "b2")
    assert before == len(result.members) - 1
    for wrong in ({"score": least - 0.1}, {"score": 2.0, "threshold": 0.8}):
        with pytest.raises(ConfigError, match="score"):
            result.clusters(**wrong)
    with pytest.raises(ConfigError, match="texts alone"):
        run(policy="text").clusters(score=2)


def test_a_folder_holds_the_policy_the_review_and_the_survivors(tmp_path: Path) -> None:
    folder = run().write(tmp_path / "out", format="csv", survivor="earliest")
    assert {"review.csv", "survivors.csv"} <= {path.name for path in folder.iterdir()}
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert facts["policy"] == run().policy
    assert facts["files"]["survivors.csv"] == facts["counts"]["papers"]
    assert facts["hot_keys"] == {}
    with (folder / "matches.csv").open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert any("title 5; " in row["points"] for row in rows)
    lines = (run().write(tmp_path / "lines", format="jsonl") / "matches.jsonl").read_text()
    points = [json.loads(line)["points"] for line in lines.splitlines()]
    assert points == run().matches.column("points").to_pylist()


def test_keys_of_crowds_are_counted_by_channel() -> None:
    crowd = [{"title": "Notes from the field", "authors": f"Author Number{n}"} for n in range(80)]
    result = paperdedup.deduplicate(crowd)
    assert result.hot_keys.get("title") == 1
    assert result.counts["hot_keys_title"] == 1


@given(
    st.integers(1, 12).flatmap(
        lambda count: st.tuples(
            st.just(count),
            st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))),
        )
    )
)
def test_components_are_those_of_a_slow_search(graph: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = graph
    groups = [{at} for at in range(count)]
    for a, b in pairs:
        union = groups[a] | groups[b]
        for at in union:
            groups[at] = union
    ends = pa.array([a for a, _ in pairs], pa.int64()), pa.array([b for _, b in pairs], pa.int64())
    found = components(count, *(end.to_numpy() for end in ends))
    assert found.tolist() == [min(group) for group in groups]


RECORD = st.fixed_dictionaries(
    {"title": st.sampled_from(["one two three four five six", "six five four three two one"])},
    optional={
        "year": st.sampled_from(["2019", "2019-05", "2020-01-02", "n.d.", " "]),
        "venue": st.sampled_from(["Here", "There", ""]),
        "volume": st.sampled_from(["1", "2"]),
    },
)


@given(st.lists(RECORD, min_size=1, max_size=6), st.lists(RECORD, max_size=6))
def test_survivors_are_those_of_a_slow_search(
    may: list[dict[str, str]], june: list[dict[str, str]]
) -> None:
    dumps = {"may": may, "june": june} if june else {"may": may}
    result = paperdedup.deduplicate(dumps, config=Config(policy="text"))
    members = result.members.to_pylist()
    rows = [*may, *june]

    def date(row: dict[str, str]) -> tuple[int, ...]:
        parts = row.get("year", "").strip().split("-")
        return tuple(int(part) for part in parts) if parts[0].isdecimal() else ()

    def said(row: dict[str, str], name: str) -> str | None:
        text = row.get(name, "").strip() or None
        return text[:4] if name == "year" and text and text[0].isdecimal() else text

    def unit(ranked: list[int]) -> dict[str, int]:
        """Where each of venue, year and volume comes from: of one publication."""
        known: dict[str, str] = {}
        origin: dict[str, int] = {}
        for n in ranked:
            told = {f: t for f in ("venue", "year", "volume") if (t := said(rows[n], f))}
            both = [f for f in told if f in known]
            fits = all(told[f] == known[f] for f in both)
            if n == ranked[0] or (fits and (set(both) - {"year"} or not set(known) - {"year"})):
                origin |= {f: n for f in told if f not in known}
                known = told | known
        return origin

    def rank(number: int) -> tuple[Any, ...]:
        row, member = rows[number], members[number]
        told = sum(bool(value.strip()) for value in row.values())
        dump = list(dumps).index(member["dump"])
        return (not date(row), date(row), dump, -told, member["content_id"], number)

    for paper in result.survivors("earliest").to_pylist():
        of_paper = [n for n, m in enumerate(members) if m["canonical_id"] == paper["canonical_id"]]
        ranked = sorted(of_paper, key=rank)
        assert paper["record_id"] == members[ranked[0]]["record_id"]
        origins = {fill["field"]: fill["record_id"] for fill in paper["filled"]}
        givers = {"title": ranked[0], **unit(ranked)}
        for name in ("title", "year", "venue", "volume"):
            giver = givers.get(name)
            assert paper[name] == (None if giver is None else rows[giver][name])
            own = giver in {None, ranked[0]}
            assert origins.get(name) == (None if own else members[giver]["record_id"])

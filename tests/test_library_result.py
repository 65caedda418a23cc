"""`deduplicate` and the tables of a `Result`: what they hold, in which order, how they agree."""

import copy
import inspect
import pickle
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import paperdedup
from paperdedup import Config, ConfigError, Result, corpus, schemas

SETS = "We count how many sets of words two texts share, and call them one paper if they are many."
SETS_AGAIN = SETS.replace("many.", "very many.")
STORKS = "Storks winter in Africa and come back in spring, some to the very nest that they left."
BEES = "A bee finds its way home by the sun, and tells the others with a dance where it has been."

MAY: list[Any] = [
    {"id": "s1", "title": "Shared sets", "abstract": SETS, "doi": "10.1000/ABC", "cited": 3},
    None,
    {"id": "w1", "title": "Storks", "abstract": STORKS, "cited": 0},
    {"id": "w1", "title": "Storks", "abstract": STORKS.upper(), "cited": 1},
]
JUNE: list[Any] = [
    {"id": "b1", "title": "Bees", "abstract": BEES, "dump": "hive"},
    {"id": "s2", "title": "Shared sets", "abstract": SETS_AGAIN, "arxiv": "2101.00001"},
    {"id": "e1", "title": "Editorial", "abstract": None},
    {"id": "e2", "title": "Editorial", "abstract": "N/A"},
]


@pytest.fixture(scope="module")
def result() -> Result:
    return paperdedup.deduplicate({"may": MAY, "june": JUNE})


def rows(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("name", ["members", "papers", "matches", "rejects", "stats"])
def test_tables_have_their_schema_and_are_valid(result: Result, name: str) -> None:
    table = getattr(result, name)
    table.validate(full=True)
    assert table.schema.equals(getattr(schemas, name.upper()), check_metadata=True)
    for field in table.schema:
        assert field.metadata[b"meaning"]
        assert field.nullable or not table.column(field.name).null_count
    assert table.num_rows


def test_a_result_is_copied_and_says_what_can_be_pickled(result: Result) -> None:
    assert copy.copy(result) is copy.deepcopy(result) is result
    assert copy.deepcopy({"plan": result.plan})["plan"] is result.plan
    with pytest.raises(TypeError, match="return its tables"):
        pickle.dumps(result)
    with pytest.raises(TypeError, match=r"make it again with plan\("):
        pickle.dumps(result.plan)
    assert pickle.loads(pickle.dumps(result.members)).equals(result.members)
    told = result.explain("s1", "s2")
    assert pickle.loads(pickle.dumps(told)) == told


def test_every_input_is_one_record_or_one_reject(result: Result) -> None:
    places = rows(result.members, "dump", "position") + rows(result.rejects, "dump", "position")
    assert sorted(places) == sorted(
        [("may", n) for n in range(4)] + [("june", n) for n in range(4)]
    )
    assert result.counts["inputs"] == result.counts["records"] + result.counts["rejects"]


def test_members_are_in_input_order_and_say_how_they_belong(result: Result) -> None:
    members = rows(result.members, "record_id", "relation", "similarity")
    assert [member[:2] for member in members] == [
        ("s1", "founder"),
        ("w1", "founder"),
        ("w1", "identical"),
        ("b1", "founder"),
        ("s2", "revision"),
        ("e1", "founder"),
        ("e2", "founder"),
    ]
    jaccard = paperdedup.similarity(SETS, SETS_AGAIN).jaccard
    assert [member[2] for member in members] == [1, 1, 1, 1, jaccard, 1, 1]
    assert 0.7 <= jaccard < 1


def test_without_two_abstracts_nothing_is_said_of_their_likeness() -> None:
    one = {"title": "Deep learning for the folds of yeast", "year": 2020, "authors": "Doe, Jane"}
    told = [{**one, "id": "a"}, {**one, "id": "b"}, {**one, "id": "c", "authors": "Doe, J."}]
    found = paperdedup.deduplicate(told)
    assert len(found.papers) == 1
    for member in rows(found.members, "relation", "similarity", "containment"):
        assert member[1:] == ((1.0, 1.0) if member[0] == "founder" else (None, None))
    assert found.matches["jaccard"].to_pylist() == [None, None]
    assert found.matches["containment"].to_pylist() == [None, None]


def test_papers_gather_what_their_records_say(result: Result) -> None:
    papers = {row["record_id"]: row for row in result.papers.to_pylist()}
    assert list(papers) == ["s1", "w1", "b1", "e1", "e2"]
    sets = papers["s1"]
    assert (sets["title"], sets["abstract"]) == ("Shared sets", SETS)
    assert (sets["records"], sets["texts"], sets["dumps"]) == (2, 2, ["may", "june"])
    assert sets["identifiers"] == ["arxiv:2101.00001", "doi:10.1000/abc"]
    storks = papers["w1"]
    assert (storks["records"], storks["texts"], storks["dumps"]) == (2, 1, ["may"])
    assert papers["b1"]["identifiers"] == []


def test_canonical_ids_have_one_entry_per_input(result: Result) -> None:
    ids = result.canonical_ids.to_pylist()
    assert len(ids) == 8
    assert [n for n, name in enumerate(ids) if name is None] == [1]
    assert ids[0] == ids[5]
    assert ids[2] == ids[3]
    assert len(set(ids) - {None}) == result.papers.num_rows
    assert set(ids) - {None} == set(result.papers.column("canonical_id").to_pylist())


def test_a_canonical_id_is_the_content_id_of_a_member(result: Result) -> None:
    pairs = rows(result.members, "canonical_id", "content_id")
    contents = {content for _, content in pairs}
    assert {canonical.partition(".")[0] for canonical, _ in pairs} <= contents


def test_matches_name_their_records_and_scores(result: Result) -> None:
    found = rows(
        result.matches, "record_a", "record_b", "dump_a", "position_a", "dump_b", "position_b"
    )
    assert ("s1", "s2", "may", 0, "june", 1) in found
    assert {("w1", "w1")} == {pair[:2] for pair in found} - {("s1", "s2")}
    for row in result.matches.to_pylist():
        assert row["same_paper"]
        assert row["jaccard"] >= 0.7


def test_records_keep_every_column_even_those_named_like_ours(result: Result) -> None:
    records = result.records
    assert records.num_rows == result.members.num_rows
    assert rows(records, "dump", "position") == rows(result.members, "dump", "position")
    assert records.column("dump_").to_pylist() == [None, None, None, "hive", None, None, None]
    assert records.column("cited").to_pylist() == [3, 0, 1, None, None, None, None]
    assert records.column("abstract").to_pylist()[2] == STORKS.upper()


def test_records_whose_types_clash_become_text() -> None:
    result = paperdedup.deduplicate(
        {
            "numbers": pa.table({"title": ["One"], "year": [2020], "tags": [["a"]]}),
            "texts": pa.table({"title": ["Two"], "year": ["c. 1900"], "tags": ["b"]}),
        }
    )
    assert result.records.column("year").to_pylist() == ["2020", "c. 1900"]
    assert result.records.column("tags").to_pylist() == ['["a"]', "b"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_text_beyond_the_offsets_of_one_array_is_cut_into_pieces(
    kind: pa.DataType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "PIECE", 64)
    titles = [f"The title number {n} of a paper" for n in range(20)]
    table = pa.table({"title": pa.array([*titles, None], kind)})
    papers = paperdedup.deduplicate({"d": table}).papers
    assert papers.column("title").to_pylist() == [*titles, None]
    assert (papers.column("title").num_chunks > 1) == (kind != pa.string())


def test_tables_of_other_libraries_are_taken() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"id": ["a", "b"], "abstract": [SETS, SETS_AGAIN], "cited": [1, 2]})
    result = paperdedup.deduplicate({"d": frame})
    assert result.papers.num_rows == 1
    assert result.papers.column("abstract")[0].as_py() in {SETS, SETS_AGAIN}
    assert result.records.column("cited").to_pylist() == [1, 2]


def test_records_keep_columns_of_one_name() -> None:
    table = pa.Table.from_arrays([["One"], ["a"], ["b"]], names=["title", "note", "note"])
    records = paperdedup.deduplicate({"d": table, "e": table}).records
    assert records.column_names == ["dump", "position", "title", "note", "note_"]
    assert records.column("note_").to_pylist() == ["b", "b"]


def test_overlap_counts_shared_papers(result: Result) -> None:
    assert result.dumps == ("may", "june")
    assert result.overlap.tolist() == [[2, 1], [1, 4]]


@pytest.mark.parametrize("dumps", [1, 2, 7])
def test_overlap_agrees_with_the_sets_of_papers(dumps: int) -> None:
    draw = np.random.default_rng(dumps)
    texts = [f"text {n} about the number {n} and what comes before {n} in order" for n in range(40)]
    named = {f"d{n}": list(draw.choice(texts, 30)) for n in range(dumps)}
    result = paperdedup.deduplicate(named, config=Config(text="plain"))
    held: list[set[str]] = [set() for _ in range(dumps)]
    for dump, paper in rows(result.members, "dump", "canonical_id"):
        held[int(dump[1:])].add(paper)
    assert result.overlap.tolist() == [[len(a & b) for b in held] for a in held]


def test_clusters_are_the_papers_at_the_threshold_of_the_run(result: Result) -> None:
    assert result.clusters().column("cluster") == result.members.column("canonical_id")
    assert result.clusters(0.7) == result.clusters()
    assert result.clusters().schema.equals(schemas.CLUSTERS)


def test_clusters_at_a_higher_threshold_are_those_of_a_run_at_it() -> None:
    dumps = {"may": MAY, "june": JUNE}
    result = paperdedup.deduplicate(dumps, config=Config(policy="text"))
    higher = paperdedup.deduplicate(dumps, config=Config(policy="text", threshold=1))
    assert higher.papers.num_rows == result.papers.num_rows + 1
    view, run = result.clusters(1), higher.clusters()
    assert view.column("cluster") == run.column("cluster")


@pytest.mark.parametrize("turned", [False, True])
def test_a_cluster_without_the_founder_is_named_after_its_first_record(turned: bool) -> None:
    words = [f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(100)]
    later = [" ".join([*words, *"abcdefghijklmno"]), " ".join([*words, *"abcdefghijklmnopq"])]
    dumps = {"d0": [" ".join(words[:90])], "d1": later[::-1] if turned else later}
    result = paperdedup.deduplicate(dumps, config=Config(text="plain"))
    assert result.papers.num_rows == 1
    contents = result.members.column("content_id").to_pylist()
    labels = result.clusters(0.9).column("cluster").to_pylist()
    assert labels == [contents[0], min(contents[1:]), min(contents[1:])]


@pytest.mark.parametrize("threshold", [0.69, 0, 1.01])
def test_clusters_below_the_threshold_of_the_run_are_refused(
    result: Result, threshold: float
) -> None:
    with pytest.raises(ConfigError, match=r"threshold = .* must be from 0\.7"):
        result.clusters(threshold)


@pytest.mark.parametrize(
    "how",
    [{"threshold": "0.8"}, {"threshold": True}, {"threshold": float("nan")}, {"score": "2"}],
)
def test_clusters_at_what_is_no_number_are_refused(how: dict[str, Any], result: Result) -> None:
    records = [{"title": "On storks", "authors": "Ada Lindqvist", "year": "2001"}]
    weighed = paperdedup.deduplicate(records)
    for one in (result, weighed) if "threshold" in how else (weighed,):
        with pytest.raises(ConfigError, match=f"{next(iter(how))} = .*: must be a number"):
            one.clusters(**how)


@pytest.mark.parametrize("progress", [5, 0, 1.0, "yes"])
def test_progress_that_is_none_is_refused(progress: Any) -> None:
    with pytest.raises(ConfigError, match=r"progress = .*: must be True, False, None or"):
        paperdedup.deduplicate({"may": MAY}, progress=progress)


def test_the_counts_are_those_of_the_tables(result: Result) -> None:
    counts = result.counts
    assert counts["records"] == result.members.num_rows
    assert counts["papers"] == result.papers.num_rows
    assert counts["repeats"] == 2
    assert counts["revised"] == 1
    assert counts["rejects"] == result.rejects.num_rows == 1
    assert counts["matches"] == result.matches.num_rows == 2
    assert counts["text_matches"] == 1
    assert (counts["empty"], counts["weak"], counts["texts"]) == (2, 0, 4)
    stats = dict(rows(result.stats, "name", "value"))
    assert counts.items() <= stats.items()
    assert stats["expected_recall"] == result.plan.recall(0.7)
    assert stats["bands"] == result.plan.bands
    assert "seconds" not in counts
    assert all(seconds >= 0 for seconds in result.seconds.values())


def test_no_dump_and_empty_dumps_are_no_error() -> None:
    for dumps in ({}, {"none": pa.table({"abstract": pa.array([], pa.string())})}):
        result = paperdedup.deduplicate(dumps)
        assert result.counts["records"] == result.papers.num_rows == 0
        assert len(result.canonical_ids) == result.matches.num_rows == 0
        assert result.overlap.shape == (len(dumps), len(dumps))
        assert result.records.num_rows == 0


def test_every_count_is_explained(result: Result) -> None:
    told = str(inspect.getdoc(Result.counts))
    for name in result.counts:
        assert re.search(rf"\b{name}\b", told) or name.startswith("hot_keys_"), name


def test_a_result_shows_its_main_figures(result: Result) -> None:
    assert repr(result) == (
        "Result(7 records of 2 dumps: 5 papers, 2 repeats, 1 revised, 1 reject)"
    )
    assert "<td>7</td>" in result._repr_html_()
    one = paperdedup.deduplicate({"<b>": [SETS]}, config=Config(text="plain"))
    assert "<b>" not in one._repr_html_()


def test_progress_is_reported_to_a_function() -> None:
    calls: list[tuple[str, int, int]] = []
    report: Callable[[str, int, int], None] = lambda *call: calls.append(call)  # noqa: E731
    paperdedup.deduplicate({"may": MAY}, progress=report)
    assert calls
    assert all(done >= 0 and (done <= total or not total) for _, done, total in calls)


def test_every_stage_that_is_reported_is_reported_to_its_end() -> None:
    lettered = [
        str(at).translate(str.maketrans("0123456789", "abcdefghij")) for at in range(20_000)
    ]
    words = " ".join(f"{word}x@" for word in lettered[:400])
    many = [words.replace("@", word) for word in lettered]
    last: dict[str, tuple[int, int]] = {}

    def report(stage: str, done: int, total: int) -> None:
        last[stage] = (done, total)

    paperdedup.deduplicate({"many": many}, config=Config(threads=1), progress=report)
    assert "fingerprint" in last
    assert all(done >= total for done, total in last.values()), last


def test_progress_draws_bars_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    paperdedup.deduplicate({"may": MAY}, progress=True)
    shown = capsys.readouterr()
    assert not shown.out
    assert shown.err


def test_it_is_quiet_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (None, False):
        paperdedup.deduplicate({"may": MAY}, progress=quiet)
    assert capsys.readouterr() == ("", "")


def test_an_error_in_the_callers_function_stops_the_run() -> None:
    def stop(stage: str, done: int, total: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        paperdedup.deduplicate({"may": MAY}, progress=stop)

"""The laws of the design for runs on all evidence, on dumps that hypothesis draws."""

from collections import Counter, defaultdict
from itertools import chain, combinations
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperdedup import Config, Result, UnknownRecordError, deduplicate, similarity
from strategies import Dumps, Row
from synthetic import word

COLUMNS = ("title", "abstract", "authors", "year", "venue", "volume", "pages", "doi", "arxiv")


def prose(seed: int, words: int = 40) -> str:
    """A text that shares no words with that of another seed."""
    return " ".join(word(seed * 1000 + number) for number in range(words))


TITLES = (
    "Floods of three rivers in the sediments of their plains",
    "Floods of three rivers in the sediments of their plains. Part II",
    "Erratum: Floods of three rivers in the sediments of their plains",
    "Floods of four rivers in the sediments of their deltas",
    "Cutting sparse graphs into equal parts in linear time",
    "Cutting sparse graphs",
    "Editorial",
)
NAMES = ("Nora Falk; Petr Havel", "Falk N, Havel P", "Petr Havel", "Ravi Menon", "Menon R; Lund E")
ABSTRACTS = (
    *(prose(number) for number in range(3)),
    *(f"{prose(number)} and {prose(number + 7)[:80]}" for number in range(3)),
    prose(0)[:120],
)
POLICIES = st.sampled_from(["record", "version", "version", "work"])


def some(*values: str) -> st.SearchStrategy[str | None]:
    """One of the values, or nothing."""
    return st.one_of(st.none(), st.sampled_from(values))


ROWS: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "title": some(*TITLES),
        "abstract": some(*ABSTRACTS),
        "authors": some(*NAMES),
        "year": some("2009", "2010", "2016"),
        "venue": some("Journal of Quiet Rivers", "arXiv", "Proceedings of the Conference on Cuts"),
        "volume": some("12", "13"),
        "pages": some("40-58", "7"),
        "doi": some("10.1000/a", "10.1000/b"),
        "arxiv": some("1703.01234"),
    }
)


@st.composite
def papers(draw: Any) -> Dumps:
    """One to four dumps of records that are much alike, and repeat each other."""
    rows = draw(st.lists(ROWS, min_size=1, max_size=10))
    changed = st.tuples(st.sampled_from(rows), st.sampled_from(COLUMNS), ROWS)
    rows += [row | {name: other[name]} for row, name, other in draw(st.lists(changed, max_size=8))]
    rows += draw(st.lists(st.sampled_from(rows), max_size=3))
    count = draw(st.integers(1, 4))
    return [rows[number::count] for number in range(count)]


def run(dumps: Dumps, decisions: Any = None, **chosen: Any) -> Result:
    """The library on these dumps, which are named 0, 1, …"""
    tables = {
        str(number): pa.table(
            {name: pa.array([row.get(name) for row in rows], pa.string()) for name in COLUMNS}
        )
        for number, rows in enumerate(dumps)
    }
    return deduplicate(tables, config=Config(**chosen), decisions=decisions)


def answer(result: Result) -> Counter[tuple[str, ...]]:
    """What is said of each record, told by its content: of equal ones it does not matter which."""
    names = ("dump", "content_id", "canonical_id", "relation")
    return Counter(zip(*(result.members.column(name).to_pylist() for name in names), strict=True))


def places(result: Result) -> list[str]:
    """The name of every record."""
    members = result.members.select(["dump", "position"]).to_pylist()
    return [f"{member['dump']}:{member['position']}" for member in members]


@settings(max_examples=150)
@given(papers(), POLICIES, st.integers(0, 9), st.sampled_from([None, "dump"]))
def test_the_order_of_records_within_a_dump_does_not_matter(
    dumps: Dumps, policy: str, seed: int, unique: str | None
) -> None:
    shuffled = [Random(seed).sample(list(rows), len(rows)) for rows in dumps]
    one = run(dumps, policy=policy, unique_within=unique)
    other = run(shuffled, policy=policy, unique_within=unique)
    assert answer(one) == answer(other)
    assert one.matches.num_rows == other.matches.num_rows


@settings(max_examples=40)
@given(papers(), POLICIES)
def test_threads_do_not_matter(dumps: Dumps, policy: str) -> None:
    one, three = (run(dumps, policy=policy, threads=threads) for threads in (1, 3))
    for name in ("members", "papers", "matches", "review"):
        assert getattr(one, name).equals(getattr(three, name))


@settings(max_examples=100)
@given(papers(), POLICIES)
def test_every_record_has_one_id_and_every_name_resolves(dumps: Dumps, policy: str) -> None:
    result = run(dumps, policy=policy)
    members, listed = result.members.to_pylist(), result.papers.to_pylist()
    assert len(members) == sum(map(len, dumps)) == sum(paper["records"] for paper in listed)
    assert {m["canonical_id"] for m in members} == {paper["canonical_id"] for paper in listed}
    owners = defaultdict(set)
    for paper in listed:
        for name in (paper["canonical_id"], *paper["identifiers"]):
            owners[name].add(paper["canonical_id"])
    for place, member in zip(places(result), members, strict=True):
        assert result.resolve(place) == member["canonical_id"]
        if member["relation"] != "founder":
            owners[member["content_id"]].add(member["canonical_id"])
    called = {paper["canonical_id"] for paper in listed}
    for name, papers_of in owners.items():
        if name in called:
            # Whoever shares its content: a paper's own name is its name.
            assert result.resolve(name) == name
        elif len(papers_of) == 1 or name in result._findings.former_names:
            assert result.resolve(name) in papers_of
        else:
            with pytest.raises(UnknownRecordError, match="papers"):
                result.resolve(name)


@settings(max_examples=100)
@given(papers(), POLICIES)
def test_the_founder_comes_first_and_is_the_only_one(dumps: Dumps, policy: str) -> None:
    members = run(dumps, policy=policy).members.to_pylist()
    by_paper = defaultdict(list)
    for member in members:
        by_paper[member["canonical_id"]].append(member)
    for canonical, of_paper in by_paper.items():
        (founder,) = [member for member in of_paper if member["relation"] == "founder"]
        assert canonical.startswith(founder["content_id"])
        first = min((member["dump"], member["content_id"]) for member in of_paper)
        assert (founder["dump"], founder["content_id"]) == first


@settings(max_examples=60)
@given(papers(), POLICIES)
def test_points_add_up_and_texts_are_as_alike_as_they_say(dumps: Dumps, policy: str) -> None:
    result = run(dumps, policy=policy)
    rows = dict(zip(places(result), chain.from_iterable(dumps), strict=True))
    for match in result.matches.to_pylist():
        if match["score"] is None:
            continue
        assert match["score"] == pytest.approx(sum(p["points"] for p in match["points"]), abs=0.01)
        assert match["score"] >= result.policy["threshold"]  # type: ignore[index]
        a, b = (rows[f"{match[f'dump_{x}']}:{match[f'position_{x}']}"] for x in "ab")
        if a["abstract"] and b["abstract"]:
            exact = similarity(a["abstract"], b["abstract"])
            assert match["jaccard"] == pytest.approx(exact.jaccard)


@settings(max_examples=150)
@given(papers(), POLICIES, st.data())
def test_what_a_person_decided_holds(dumps: Dumps, policy: str, data: st.DataObject) -> None:
    """Decisions are symmetric; all of them hold, but those that are told as contradictions."""
    first = run(dumps, policy=policy)
    members = first.members.to_pylist()
    known: dict[str, int] = {}
    for at, member in enumerate(members):
        known.setdefault(member["content_id"], at)  # of those that say too little, the first
    pairs = list(combinations(known, 2))
    if not pairs:
        return
    chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    words = [data.draw(st.sampled_from(["same", "different"])) for _ in chosen]
    given_rows = [(a, b, said) for (a, b), said in zip(chosen, words, strict=True)]
    result = run(dumps, given_rows, policy=policy)
    turned = run(dumps, [(b, a, said) for a, b, said in given_rows], policy=policy)
    assert answer(result) == answer(turned)
    broken = {(one.decision.a, one.decision.b) for one in result.contradictions}
    ids = result.canonical_ids.to_pylist()
    for a, b, said in given_rows:
        if (a, b) not in broken:
            assert (ids[known[a]] == ids[known[b]]) == (said == "same")


@settings(max_examples=60)
@given(papers(), POLICIES)
def test_a_dump_that_holds_nothing_twice_stays_so(dumps: Dumps, policy: str) -> None:
    members = run(dumps, policy=policy, unique_within="dump").members.to_pylist()
    seen = Counter((member["dump"], member["canonical_id"]) for member in members)
    assert max(seen.values()) == 1


@settings(max_examples=60)
@given(papers(), POLICIES)
def test_a_later_dump_moves_no_record_to_another_paper_but_whole_papers(
    dumps: Dumps, policy: str
) -> None:
    """What was one paper stays one; two papers may turn out to be one, under the older name."""
    before, after = run(dumps[:-1], policy=policy), run(dumps, policy=policy)
    became = defaultdict(set)
    pairs = zip(before.canonical_ids.to_pylist(), after.canonical_ids.to_pylist(), strict=False)
    for old, new in pairs:
        became[old].add(new)
    assert all(len(papers_of) == 1 for papers_of in became.values())
    kept = {new for papers_of in became.values() for new in papers_of}
    assert kept <= set(became)

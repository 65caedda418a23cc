"""Identity against references in plain Python: the points of a pair, and the clusters of a run.

The reference of the points computes every feature itself, for records of one spelling; that of the
clusters takes the verdicts on pairs from the core, and nothing else.
"""

import tomllib
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oracle.grow import grow
from oracle.score import Features, Score
from paperdedup import Config, Result, deduplicate, policies
from strategies import Row
from synthetic import word

WORDS = ("volcano", "glacier", "harbour", "monsoon", "penguin", "bishop", "quartz", "emu")
"""Words that nobody takes for each other."""
LAST = (", 30 of 40 degrees", ", 40 of 30 degrees", ", 30 of 30 degrees")
TITLE = "tundra saffron cobalt fjords"
FINAL = ("series", "mark", "component")
DOIS = (
    *("10.1000/a", "10.1000/b", "10.1002/c", "10.1000/a.g001"),
    *("10.1088/1742-6596/1/2", "10.1088/1742-6596/3/4", "10.1088/0264-9381/5/6"),
)
IDENTIFIED = ("title", "abstract", "authors", "year", "venue", "doi", "arxiv")
"""Fields that enter the content ID: records that agree in all are one, which is not asked here."""


def prose(seed: int, words: int) -> str:
    """A text that shares no words with that of another seed."""
    return " ".join(word(seed * 1000 + number) for number in range(words))


@st.composite
def titles(draw: Any) -> str:
    """A few words, perhaps with a number, a subtitle, a part or a mark."""
    words = draw(st.permutations(WORDS))[: draw(st.integers(1, 6))]
    main = draw(st.sampled_from([" ", " of ", " 12 ", " 15 "])).join(words[:2])
    text: str = " ".join([main, *words[2:]])
    cut = draw(st.integers(1, 6))
    if len(words) > cut + 1 and cut > 1:
        text = f"{' '.join([main, *words[2:cut]])}: {' '.join(words[cut:])}"
    more = ["", "", "", ", part 1", ", part 2", ": comment", ": reply", *LAST]
    text += draw(st.sampled_from(more))
    before: str = draw(st.sampled_from(["", "", "", "", "Erratum: "]))
    return before + text


GIVEN, SURNAMES = ("Nora", "Petr", "Ravi"), ("Falk", "Havel", "Menon", "Lund", "Okafor", "Ricci")
AUTHORS = st.lists(st.sampled_from(SURNAMES), min_size=1, max_size=4, unique=True).flatmap(
    lambda names: st.tuples(*(st.sampled_from(GIVEN).map(f"{{}} {name}".format) for name in names))
)
ABSTRACTS = (
    *(prose(0, count) for count in (5, 7, 12, 40, 55, 62, 70)),
    *(f"{prose(0, 60)} {prose(7, count)}" for count in (5, 20, 60)),
    f"{prose(7, 30)} {prose(0, 40)}",
    *(f"{prose(0, 50)} {word} {word}" for word in WORDS[:4]),
    prose(1, 60),
)


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), values, values)


RECORDS: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "title": some(titles()),
        "abstract": some(st.sampled_from(ABSTRACTS)),
        "authors": some(AUTHORS.map("; ".join)),
        "year": some(st.sampled_from(["2009", "2010", "2011", "2013", "2018"])),
        "venue": some(
            st.sampled_from(
                [
                    "Journal of Rivers",
                    "Proceedings of the Conference on Cuts",
                    "arXiv",
                    "Mineral Notes",
                ]
            )
        ),
        "volume": some(st.sampled_from(["12", "13"])),
        "pages": some(st.sampled_from(["40-58", "71-80", "7"])),
        "doi": some(st.sampled_from(DOIS)),
        "arxiv": st.one_of(st.none(), st.none(), st.sampled_from(["1703.01234", "1804.04321"])),
    }
)


@st.composite
def pairs(draw: Any) -> tuple[Row, Row]:
    """Two records that differ in a few fields, or tell of two things in one text."""
    one, other = draw(RECORDS), draw(RECORDS)
    changed = draw(st.lists(st.sampled_from(sorted(one)), min_size=1, max_size=7, unique=True))
    pair = one, one | {name: other[name] for name in changed}
    if draw(st.integers(0, 5)):
        return pair
    subjects = st.permutations(WORDS).map(lambda words: words[:2])
    others = st.sampled_from([("12 seas", "15 seas"), ("volcano glacier", "monsoon emu")])
    things, title = draw(st.one_of(subjects, others)), draw(st.sampled_from([TITLE, "tundra"]))
    told = [
        {"title": f"{title} of {thing}", "abstract": f"{prose(0, 50)} {thing} {thing}"}
        for thing in things
    ]
    return pair[0] | told[0], pair[1] | told[1]


@cache
def table(policy: str) -> dict[str, Any]:
    return tomllib.loads(policies[policy])


def verdict(result: Result, a: int, b: int, policy: str) -> dict[str, Any]:
    findings: Any = result._findings
    told: dict[str, Any] = findings.verdict(a, b, result.config, policies[policy])
    return told


@pytest.mark.parametrize("policy", policies)
@settings(max_examples=400)
@given(pairs())
def test_points_are_those_of_the_table(policy: str, pair: tuple[Row, Row]) -> None:
    result = deduplicate({"a": [pair[0]], "b": [pair[1]]}, config=Config(policy=policy))
    told = verdict(result, 0, 1, policy)
    score = Score(table(policy), Features(*pair))
    assert {name: round(points, 2) for name, points in told["points"]} == score.points
    assert round(told["score"], 2) == score.sum
    assert (told["same"], told["unsure"]) == (score.same, score.unsure)


@st.composite
def dumps(draw: Any) -> list[list[Row]]:
    """One to four dumps of records that are much alike."""
    base = draw(st.lists(RECORDS, min_size=1, max_size=3))
    changed = st.tuples(st.sampled_from(base), st.sampled_from(sorted(base[0])), RECORDS)
    rows = [row | {name: other[name]} for row, name, other in draw(st.lists(changed, max_size=14))]
    said = {tuple(row[name] for name in IDENTIFIED): row for row in base + rows}
    count = draw(st.integers(1, 4))
    return [[*said.values()][number::count] for number in range(count)]


@settings(max_examples=250)
@given(dumps(), st.sampled_from(list(policies)), st.sampled_from([None, "dump"]))
def test_clusters_are_grown_as_told(drawn: list[list[Row]], policy: str, unique: Any) -> None:
    config = Config(policy=policy, unique_within=unique)
    result = deduplicate({str(n): rows for n, rows in enumerate(drawn)}, config=config)
    members = result.members.to_pylist()
    names = [(int(member["dump"]), member["content_id"]) for member in members]
    order = sorted(range(len(names)), key=names.__getitem__)
    assume(len({content for _, content in names}) == len(names))
    places = {record: place for place, record in enumerate(order)}
    found = result._findings.matches.select(["record_a", "record_b", "score"]).to_pylist()
    links = [(places[row["record_a"]], places[row["record_b"]], row["score"]) for row in found]
    linked = {link[:2] for link in links}

    @cache
    def vote(a: int, b: int) -> str:
        a, b = min(a, b), max(a, b)
        told = verdict(result, order[a], order[b], policy)
        if (a, b) in linked or told["same"]:
            return "for"
        unsure = table(policy)["unsure"]
        if any(name in FINAL and points < -unsure for name, points in told["points"]):
            return "never"
        return "abstain" if told["unsure"] else "against"

    clusters = grow([names[record][0] for record in order], links, vote, unique=unique is not None)
    papers = [members[record]["canonical_id"] for record in order]
    joined = {(a, b) for a, b in combinations(range(len(order)), 2) if papers[a] == papers[b]}
    assert joined == {pair for cluster in clusters for pair in combinations(cluster, 2)}

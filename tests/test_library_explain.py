"""`Result.explain` and `Result.resolve`: every reason is said, every name finds its paper."""

from typing import Any

import pytest

import paperdedup
from paperdedup import Config, ConfigError, Result, UnknownRecordError
from paperdedup.config import Mode
from paperdedup.diff import ALIGNED, PAIRS, changes, marked

WORDS = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(120)]
TITLE = "A long enough title of more than six words"


def text(first: int, last: int) -> str:
    return " ".join(WORDS[first:last])


FIRST = [{"id": "whole", "abstract": text(0, 60), "doi": "10.1000/A"}]
REST = [
    {"id": "same", "abstract": text(0, 60).upper(), "doi": "10.1000/B"},
    {"id": "longer", "abstract": text(0, 75)},
    {"id": "shorter", "abstract": text(12, 60)},
    {"id": "other", "abstract": text(80, 120), "title": TITLE},
    {"id": "title", "title": TITLE},
    {"id": "title too", "title": TITLE + "!"},
    {"id": "editorial", "title": "Editorial", "year": 2019},
    {"id": "letter", "title": "Letter"},
    {"id": "letter too", "title": "Letter"},
    {"id": "empty", "abstract": "—"},
    {"id": "another", "title": TITLE + " and one more"},
    {"id": "twice", "abstract": text(90, 100), "doi": "10.1000/C"},
    {"id": "twice", "abstract": text(100, 110), "doi": "10.1000/C"},
]


@pytest.fixture(scope="module")
def result() -> Result:
    return paperdedup.deduplicate({"first": FIRST, "rest": REST}, config=Config(policy="text"))


def test_the_records_are_what_the_cases_below_need(result: Result) -> None:
    one = paperdedup.similarity(text(0, 75), text(0, 60)).jaccard
    two = paperdedup.similarity(text(0, 60), text(12, 60)).jaccard
    three = paperdedup.similarity(text(0, 75), text(12, 60)).jaccard
    assert min(one, two) >= 0.7 > three
    founder = result.explain("whole", "longer")
    assert {founder.a.relation, founder.b.relation} == {"founder", "revision"}
    assert [str(step.record) for step in founder.path] == [str(founder.b.place)]


@pytest.mark.parametrize(
    ("a", "b", "one_paper", "reason"),
    [
        ("whole", "whole", True, "They are one record"),
        ("whole", "same", True, "normalized texts are equal"),
        ("whole", "longer", True, "reaches the threshold 0.7"),
        ("title", "title too", True, "All of their content is equal"),
        ("whole", "other", False, "0.0000 is below the threshold 0.7"),
        ("other", "title", False, "One has an abstract, the other only a title"),
        ("letter", "letter too", False, "equal, but it is too little to prove anything"),
        ("editorial", "letter", False, "too short a text to prove anything"),
        ("title", "another", False, "their titles differ"),
        ("empty", "whole", False, "rest:9 has no text, and an empty text matches nothing"),
    ],
)
def test_the_reason_is_said(result: Result, a: str, b: str, one_paper: bool, reason: str) -> None:
    for left, right in ((a, b), (b, a)):
        explanation = result.explain(left, right)
        assert explanation.one_paper is one_paper
        assert reason in explanation.reason
        assert reason in str(explanation)
        assert (explanation.a.record_id, explanation.b.record_id) == (left, right)
        assert explanation.one_paper == (explanation.a.canonical_id == explanation.b.canonical_id)


def chain(*order: str) -> Result:
    """Left ~ middle ~ right, but not left ~ right; the founder is in the first dump."""
    records = {name: {"id": name, "abstract": body} for name, body in CHAIN.items()}
    return paperdedup.deduplicate({f"d{n}": [records[name]] for n, name in enumerate(order)})


CHAIN = {"left": text(0, 75), "middle": text(0, 60), "right": text(12, 60)}


def test_two_records_can_be_one_paper_by_their_founder_alone() -> None:
    explanation = chain("middle", "left", "right").explain("left", "right")
    assert explanation.one_paper
    assert "both match the founder of the paper, d0:0" in explanation.reason
    assert [str(step.founder) for step in explanation.path] == ["d0:0", "d0:0"]
    assert [step.relation for step in explanation.path] == ["revision", "revision"]
    assert explanation.jaccard < 0.7 <= min(step.jaccard for step in explanation.path)


def test_a_bridge_that_was_not_followed_is_named() -> None:
    explanation = chain("left", "middle", "right").explain("middle", "right")
    assert not explanation.one_paper
    assert "a bridge that was not followed" in explanation.reason
    assert explanation.jaccard >= 0.7
    assert explanation.path == ()


def test_a_pair_that_the_search_missed_is_admitted() -> None:
    pair = [{"abstract": text(0, 60)}, {"abstract": text(0, 75)}]
    config = Config(mode="lsh", bands=1, rows=64)
    explanation = paperdedup.deduplicate({"d": pair}, config=config).explain("d:0", "d:1")
    assert explanation.jaccard >= 0.7
    assert not explanation.one_paper
    assert explanation.bands_met == ()
    assert "the search missed them" in explanation.reason


@pytest.mark.parametrize("mode", ["lsh", "exact"])
def test_scores_words_and_bands_are_those_of_the_texts(mode: Mode) -> None:
    dumps = {"d": [{"abstract": text(0, 60)}, {"abstract": text(0, 75) + " extra"}]}
    result = paperdedup.deduplicate(dumps, config=Config(mode=mode))
    explanation = result.explain(("d", 0), ("d", 1))
    assert explanation.shared_words == 60
    assert explanation.a.shingles == explanation.shared_shingles == 58
    assert explanation.b.shingles == 74
    assert explanation.jaccard == 58 / 74
    assert explanation.containment == 1
    assert (explanation.bands, explanation.rows) == (result.plan.bands, result.plan.rows)
    assert (len(explanation.bands_met) > 0) == (mode == "lsh")
    assert explanation.bands_met == tuple(sorted(set(explanation.bands_met)))


def test_thresholds_say_where_two_records_part(result: Result) -> None:
    explanation = result.explain("whole", "longer")
    together = dict(explanation.thresholds)
    assert together == {0.7: True, 0.8: False, 0.9: False, 0.95: False, 1: False}
    assert all(one for _, one in result.explain("whole", "same").thresholds)


def test_the_diff_turns_one_text_into_the_other(result: Result) -> None:
    explanation = result.explain("longer", "shorter")
    assert " ".join(c.before for c in explanation.diff if c.before) == explanation.a.text
    assert " ".join(c.after for c in explanation.diff if c.after) == explanation.b.text
    assert [c.kind for c in explanation.diff] == ["delete", "equal", "delete"]


def test_the_diff_of_very_long_texts_is_bounded() -> None:
    before = [str(n) for n in range(3 * ALIGNED)]
    after = [str(n) for n in range(3 * ALIGNED, 6 * ALIGNED)]
    found = changes(["same", *before, "end"], ["same", *after, "end"])
    assert " ".join(c.before for c in found).split() == ["same", *before, "end"]
    assert " ".join(c.after for c in found).split() == ["same", *after, "end"]
    assert (found[0].kind, found[-1].kind) == ("equal", "equal")


def test_of_words_that_are_said_over_and_over_fewer_are_aligned() -> None:
    texts = [[word for n in range(ALIGNED // 2) for word in (f"{x}{n}", "w")] for x in "ab"]
    *found, rest, end = changes(*texts)
    aligned = sum(len(change.before.split()) for change in found)
    assert (aligned // 2) ** 2 <= PAIRS < (aligned // 2 + 2) ** 2
    assert (rest.kind, end.before) == ("replace", "w")
    for side, words in zip(("before", "after"), texts, strict=True):
        assert " ".join(getattr(change, side) for change in [*found, rest, end]).split() == words


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", "no word differs"),
        ("a", "", "[-a-]"),
        ("", "a", "{+a+}"),
        ("a a b", "a b", "a [-a-] b"),
        ("", " ".join("a" * 500), "{+" + " ".join(["a " * 39 + "a", "…", "a " * 39 + "a"]) + "+}"),
        ("1 2 3 4 5 6 x", "1 2 3 4 5 6 y", "… 3 4 5 6 [-x-] {+y+}"),
    ],
)
def test_differences_are_marked(before: str, after: str, shown: str) -> None:
    assert marked(changes(before.split(), after.split())) == shown


def test_a_repeated_record_id_must_be_said_by_place(result: Result) -> None:
    with pytest.raises(UnknownRecordError, match=r"2 records .* DUMP:POSITION: rest:11, rest:12"):
        result.explain("twice", "whole")
    assert result.explain("rest:11", ("rest", 12)).a.record_id == "twice"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "nowhere",
            "or DUMP:POSITION with a dump of 'first', 'rest'",
        ),
        ("rest:13", "no record rest:13: rest has positions 0 to 12"),
        (("every", 0), "no dump 'every': the dumps are 'first', 'rest'"),
        ("", "no record ''"),
    ],
)
def test_an_unknown_record_is_refused(
    result: Result, key: str | tuple[str, int], message: str
) -> None:
    with pytest.raises(UnknownRecordError) as caught:
        result.explain("whole", key)
    assert message in str(caught.value)
    assert isinstance(caught.value, KeyError)


def test_records_are_found_by_all_names_of_theirs_and_of_their_papers(result: Result) -> None:
    for member in result.members.to_pylist():
        place = (member["dump"], member["position"])
        assert result.resolve(place) == member["canonical_id"]
        named = result.explain(member["canonical_id"], place)
        assert named.a.canonical_id == member["canonical_id"]
        assert named.a.relation == "founder"
        alike = result.explain(member["content_id"], place).a
        assert alike.content_id == member["content_id"]
    assert result.explain("doi:10.1000/A", "whole").a.record_id == "whole"
    with pytest.raises(UnknownRecordError, match="is a name of 2 papers"):
        result.explain("whole", "doi:10.1000/c")


@pytest.mark.parametrize("name", [5, None, ("d",), ("d", "0"), (0, "d"), b"d:0"])
def test_what_is_no_name_is_refused_in_words(result: Result, name: Any) -> None:
    for call in (lambda: result.explain("whole", name), lambda: result.resolve(name)):
        with pytest.raises(ConfigError, match=r"is no name: give a text, or \(dump, position\)"):
            call()


def test_a_content_id_of_several_papers_is_the_name_of_the_one_that_is_called_so() -> None:
    result = paperdedup.deduplicate({"d": [{"title": "Editorial"}], "e": [{"title": "Editorial"}]})
    first, second = result.members.column("canonical_id").to_pylist()
    assert result.members.column("content_id").to_pylist() == [first, first]
    assert (result.resolve(first), result.resolve(second)) == (first, second)


def test_a_reject_says_why_it_is_none() -> None:
    result = paperdedup.deduplicate({"d": [{"abstract": text(0, 9)}, None]})
    with pytest.raises(UnknownRecordError, match="d:1 was rejected"):
        result.explain("d:0", "d:1")


def test_every_name_of_a_paper_resolves_to_it(result: Result) -> None:
    looked = 0
    for member in result.members.to_pylist():
        paper = member["canonical_id"]
        names = [paper, f"{member['dump']}:{member['position']}"]
        if member["record_id"] != "twice":
            names.append(member["record_id"])
        for name in names:
            assert result.resolve(name) == paper
            looked += 1
    assert looked == 3 * len(FIRST + REST) - 2


def test_every_content_id_resolves_to_a_paper_that_has_it(result: Result) -> None:
    for member in result.members.to_pylist():
        paper = result.resolve(member["content_id"])
        assert paper.partition(".")[0] == member["canonical_id"].partition(".")[0]


def test_identifiers_resolve_however_they_are_written(result: Result) -> None:
    paper = result.resolve("whole")
    for name in ("doi:10.1000/a", "doi:10.1000/A", "https://doi.org/10.1000/A", "doi:10.1000/b"):
        assert result.resolve(name) == paper


def test_a_name_of_two_papers_is_never_resolved_by_chance(result: Result) -> None:
    with pytest.raises(UnknownRecordError, match=r"'doi:10\.1000/c' is a name of 2 papers"):
        result.resolve("doi:10.1000/c")
    with pytest.raises(UnknownRecordError, match="'twice' is a name of 2 papers"):
        result.resolve("twice")


def test_an_unknown_name_is_refused(result: Result) -> None:
    with pytest.raises(UnknownRecordError, match="no paper 'pd:NONE'"):
        result.resolve("pd:NONE")


def test_another_order_of_the_dumps_can_give_other_papers() -> None:
    assert len(chain("left", "right", "middle").papers) == 2
    assert len(chain("middle", "left", "right").papers) == 1
    assert "give other papers" in " ".join((paperdedup.deduplicate.__doc__ or "").split())

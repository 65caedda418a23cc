"""One paper as different catalogues write it, and what they hang on it that makes it another."""

from typing import Any

import pytest

from paperdedup import Config, deduplicate

Record = dict[str, Any]

CUTS: Record = {
    "title": "Cutting sparse graphs into equal parts and other stories of balance",
    "authors": "Ravi Menon; Eva Lund",
    "year": "2011",
    "venue": "Journal of Small Graphs",
    "volume": "28",
    "issue": "4",
    "pages": "1123-1130",
}
BARE: Record = {key: CUTS[key] for key in ("title", "authors", "year")}
TRIAL = "A daily spray for mild asthma in hospitalised adults: a randomised controlled trial"


def points(a: Record, b: Record, policy: str = "record") -> tuple[bool, dict[str, float]]:
    """Whether two records are one paper, and what each kind of evidence says."""
    said = deduplicate({"a": [a], "b": [b]}, config=Config(policy=policy)).explain("a:0", "b:0")
    return said.one_paper, {line.evidence: line.points for line in said.points}


@pytest.mark.parametrize(
    ("change", "evidence"),
    [
        ({"authors": "Ravi Menon, MD, PhD; Eva Lund, MSc"}, "authors"),
        ({"authors": "MENON Ravi, LUND Eva"}, "authors"),
        (
            {"authors": "Menon, Ravi, Department of Graphs, r@example.org; Lund, E."},
            "authors",
        ),
        ({"pages": "p. 1123"}, "pages"),
        ({"pages": "28(4), 1123-1130", "volume": None, "issue": None}, "pages"),
        ({"pages": "S1123-S1130"}, "pages"),
        ({"type": "Conference Paper"}, "venue"),
        ({"venue": "Journal of Small …"}, "venue"),
    ],
)
def test_no_evidence_counts_against_another_spelling(change: Record, evidence: str) -> None:
    one, found = points(CUTS | {"type": "Article"}, {**CUTS, "type": "Article", **change})
    assert one
    assert found.get(evidence, 0.0) >= 0.0


@pytest.mark.parametrize(
    "title",
    [
        "A daily spray for mild asthma in hospitalised …",
        "A daily spray for mild asthma in hospitalised adults: a rand...",
        f"[BOOK][B] {TRIAL}",
        f"[CITATION][C] {TRIAL}",
    ],
)
def test_titles_as_a_search_engine_shows_them(title: str) -> None:
    one, found = points(BARE | {"title": TRIAL}, BARE | {"title": title})
    assert one
    assert found["title"] >= 2.0


def test_dots_at_the_end_do_not_make_another_title_this_one() -> None:
    one, _ = points(BARE | {"title": TRIAL}, BARE | {"title": "A daily walk for mild asthma in …"})
    assert not one


@pytest.mark.parametrize(
    "mark",
    [
        *("Reply: {}", "Response: {}", "Commentary: {}", "Invited commentary: {}"),
        *("Discussion: {}", "Protocol: {}", "[Re: {}]", "{} (Protocol)"),
        'Letter by Ada Berg regarding article, "{}"',
    ],
)
def test_what_speaks_of_an_article_is_not_the_article(mark: str) -> None:
    said = CUTS | {"title": mark.format(CUTS["title"]), "pages": "1180"}
    one, found = points(CUTS, said, "version")
    assert not one
    assert found["mark"] < 0.0


@pytest.mark.parametrize(
    ("doi", "other"),
    [
        ("10.1000/a.2011(11)1-7", "10.1000/a.2011(11)1‐7"),
        ("10.1000/a.2011", "10.1000/a.2011;10.1000/b"),
        ("10.1000/a_00123", "10.1000/a_00123/43456"),
    ],
)
def test_spellings_of_a_doi_do_not_count_against_it(doi: str, other: str) -> None:
    one, found = points(BARE | {"doi": doi}, BARE | {"doi": other})
    assert one
    assert found["doi"] > 0.0


def test_an_update_of_a_review_is_no_component_of_it() -> None:
    plan, update = "10.1002/14651858.CD001234", "10.1002/14651858.CD001234.pub2"
    one, found = points(BARE | {"doi": plan}, BARE | {"doi": update}, "version")
    assert one
    assert "component" not in found


def test_the_address_of_a_page_tells_the_doi() -> None:
    page = {"url": "https://dl.example.org/doi/abs/10.1000/ABC.12?download=true"}
    _, found = points(BARE | page, BARE | {"doi": "10.1000/abc.12"})
    assert found["doi"] > 0.0
    _, found = points(BARE | page, BARE | {"doi": "10.1000/other"})
    assert found["doi"] < 0.0


def test_names_of_preprint_servers_do_not_count_against_each_other() -> None:
    _, found = points(BARE | {"venue": "CoRR"}, BARE | {"venue": "arXiv preprint"})
    assert found.get("venue", 0.0) >= 0.0

"""One paper and two, as exports of databases, registries and lists of references tell them.

What is said of them must hold for the kind, not for the pair: names and titles are invented.
"""

from itertools import combinations
from typing import Any

import pytest

from paperdedup import Config, Result, deduplicate

Record = dict[str, Any]
STORES = "Buffer management with predictive caching in distributed stores"
CACHING: Record = {"title": STORES, "authors": "Eva Lund, Ravi Menon", "year": "1999"}
HEAPS: Record = {
    "title": "Static analysis of shared heaps",
    "authors": "Hofer S; Brunner L",
    "year": "2005",
    "pages": "284-302",
}
LAKES: Record = {
    "title": "Ice duration structures the microbial communities of alpine lakes",
    "authors": "Hofer S; Brunner L; Egger M; Vogel K",
    "year": "2019",
}
POISONS: Record = {
    "title": "Annual report of the national poison data system",
    "authors": "Lund E; Menon R; Ito K; Okafor A",
    "year": "2012",
    "venue": "Clinical Toxicology",
}
CARE: Record = POISONS | {"title": "Standards of medical care", "volume": "35", "pages": "S11-S63"}
RIVERS: Record = {"authors": "Petra Novak", "year": "2008", "venue": "The Logic of Rivers"}
PORTAL = "https://trialsearch.who.int/Trial2.aspx?TrialID="


def decided(a: Record, b: Record, policy: str) -> Result:
    return deduplicate({"a": [a], "b": [b]}, config=Config(policy=policy))


def one_paper(a: Record, b: Record, policy: str) -> bool:
    return len(decided(a, b, policy).papers) == 1


def points(a: Record, b: Record, policy: str) -> dict[str, float]:
    """The points of two records of no ids, by what they are given for."""
    said = decided(a, b, policy).explain("a:0", "b:0")
    return {line.evidence: line.points for line in said.points}


def entry(number: str, place: str = PORTAL) -> Record:
    """A trial as libraries list it."""
    title = "Effect of walking in patients after stroke"
    return {"title": title, "authors": number, "year": "2018", "venue": place + number}


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("title", [STORES, "Predictive caching"])
@pytest.mark.parametrize(
    "place",
    [
        *(", in Proc. of VLDB, 1999", ". In Proceedings of the 25th VLDB Conference, 1999"),
        *(". In: VLDB 1999, pp. 234-245", ". In VLDB'99", ". Proc. 25th VLDB, Oslo, May 1999"),
        ". Transactions on Large Stores, 24(2), 1999",
    ],
)
def test_what_stood_behind_a_title_in_a_list_of_references(
    place: str, title: str, policy: str
) -> None:
    listed = {"title": title + place, "authors": "Lund, E.; Menon, R."}
    assert one_paper(listed, CACHING | {"title": title}, policy)


def test_what_stood_behind_a_title_is_its_venue_and_year() -> None:
    listed = {"title": STORES + ", in Proc. of VLDB, 1999", "authors": CACHING["authors"]}
    found = points(listed, CACHING | {"venue": "VLDB"}, "record")
    assert found["venue"] > 0.0
    assert found["year"] > 0.0
    found = points(listed | {"year": "1998"}, CACHING, "record")
    assert found["year"] < 0.0
    assert not one_paper(listed, CACHING | {"year": "2009"}, "record")


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Influenza activity. Weeks 40-52, 2009", "Influenza activity. Weeks 12-24, 2009"),
        ("Measles in Oslo. January 1-15, 1999", "Measles in Oslo. March 16-31, 1999"),
    ],
)
def test_dates_at_the_end_of_a_title_are_no_place(one: str, two: str, policy: str) -> None:
    listed = CACHING | {"venue": "Weekly Report"}
    assert not one_paper(listed | {"title": one}, listed | {"title": two}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    "label", ["Table S1", "Figure S2", "Supplementary Methods", "Supplementary Tables S1-S3"]
)
def test_what_is_deposited_from_an_article_is_not_the_article(label: str, policy: str) -> None:
    deposited = LAKES | {"title": f"{label} from {LAKES['title']}"}
    assert not one_paper(deposited, LAKES | {"venue": "Lake Letters"}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    "label",
    [
        *(
            "Front Cover:",
            "Inside Back Cover:",
            "Titelbild:",
            "Frontispiece:",
            "Table of Contents:",
        ),
        *(
            "Amendment:",
            "Publisher Erratum:",
            "Rettifica:",
            "勘误：",
            "更正：",
            "Nota de retractación:",
        ),
        *("Editor's Note:", "Editorial note:", "In this issue:", "Referee report. For:"),
    ],
)
def test_what_a_journal_prints_about_an_article(label: str, policy: str) -> None:
    article = LAKES | {"venue": "Lake Letters", "volume": "12", "pages": "44-58"}
    printed = LAKES | {"title": f"{label} {LAKES['title']}", "venue": "Lake Letters"}
    assert not one_paper(article, printed, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
def test_a_reprint_is_no_correction(policy: str) -> None:
    title = LAKES["title"] + " (Reprinted from Lake Letters, vol 3, pg 4, 2001)"
    assert one_paper(LAKES, LAKES | {"title": title}, policy)


@pytest.mark.parametrize("page", ["short", "long", "full", "abstract"])
def test_a_doi_with_the_page_of_an_address_is_no_component(page: str) -> None:
    doi = "10.1136/lakes.331.7521.897"
    found = points(LAKES | {"doi": doi}, LAKES | {"doi": f"{doi}.{page}"}, "record")
    assert found["doi"] > 0.0


@pytest.mark.parametrize("policy", ["record", "version"])
def test_a_year_behind_an_acronym_counts_no_part(policy: str) -> None:
    found = points(CACHING | {"title": STORES + " VLDB'99"}, CACHING, policy)
    assert "series" not in found


@pytest.mark.parametrize(
    "series",
    [
        "Lecture Notes in Computer Science",
        "LNCS 3672",
        "Lecture Notes in Computer Science (including subseries Lecture Notes in Bioinformatics)",
        "CEUR Workshop Proceedings",
    ],
)
def test_a_series_of_proceedings_is_no_other_place_than_a_meeting(series: str) -> None:
    meeting = HEAPS | {"venue": "12th International Static Analysis Symposium"}
    found = points(HEAPS | {"venue": series, "type": "article"}, meeting, "record")
    assert found.get("venue", 0.0) >= 0.0
    article = HEAPS | {"venue": "ACM Transactions on Languages", "pages": "1-45", "volume": "28"}
    assert not one_paper(HEAPS | {"venue": series}, article, "record")


@pytest.mark.parametrize(
    "report", ["Technical Report CS-85-12", "Tech. Rep. MIT-LCS-TM-123", "Research report 12"]
)
def test_a_report_is_called_by_its_number_or_by_where_it_comes_from(report: str) -> None:
    place = HEAPS | {"venue": "Department of Computer Science, University of Zurich"}
    assert "venue" not in points(HEAPS | {"venue": report}, place, "record")
    assert one_paper(HEAPS | {"venue": report}, place | {"year": "2006"}, "record")
    meeting = HEAPS | {"venue": "Static Analysis Symposium"}
    assert points(HEAPS | {"venue": report}, meeting, "record")["venue"] < 0.0


def test_the_town_of_a_publisher_is_no_part_of_a_name() -> None:
    found = points(HEAPS | {"venue": "Gut, London, England"}, HEAPS | {"venue": "Gut"}, "record")
    assert found["venue"] > 0.0
    town = HEAPS | {"venue": "San Jose, California, USA"}
    assert "venue" not in points(town, HEAPS | {"venue": "Gut"}, "record")


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    "authors", ["PE OrsquoNeil", "OrsquoNeil, Patrick E.", "OrsquoNeil PE", "Patrick OrsquoNeil"]
)
def test_names_whose_apostrophes_lost_their_signs(authors: str, policy: str) -> None:
    given = CACHING | {"authors": "Patrick E. O'Neil"}
    assert one_paper(given, CACHING | {"authors": authors, "venue": "VLDB"}, policy)


SINGLE = {
    "an Irish name": ("P. E. O'Neil", "O'Neil, Patrick", "ONeil PE", "O'NEIL P E"),
    "a short name": ("Xiao-Ming Li", "Li XM", "Li, Xiaoming", "LI Xiaoming", "Xiaoming LI"),
    "a name of three parts": ("Li Xiao Ming", "Li XM", "Li, Xiaoming", "Xiao-Ming Li"),
    "particles": ("Jan van den Berg", "Berg, J. van den", "Berg J. van den", "VAN DEN BERG, J."),
    "one particle": ("Maria da Silva", "DA SILVA, Maria Helena", "Silva, M. H. da", "Silva MH"),
    "a saint": ("Marie St. John", "St John M", "St. John, Marie"),
    "a sound": ("Itoh K", "Ito, Kenji"),
}


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("kind", SINGLE)
def test_one_author_in_every_order(kind: str, policy: str) -> None:
    for one, two in combinations(SINGLE[kind], 2):
        other = CACHING | {"authors": two, "venue": "VLDB"}
        assert one_paper(CACHING | {"authors": one}, other, policy), (one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("MI Jordan", "Lund J"),
        ("LI Xiaoming", "Wu X"),
        ("Li Xiao Ming", "Li Q"),
        ("O Brown", "P Neil"),
    ],
)
def test_one_author_and_another(one: str, two: str) -> None:
    assert not one_paper(CACHING | {"authors": one}, CACHING | {"authors": two}, "version")


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Efficient offline fixed workflows", "E cient o ine xed work ows"),
        ("Parallel query optimization", "Paralel quary optmization"),
    ],
)
def test_short_titles_of_which_no_long_word_is_whole(one: str, two: str, policy: str) -> None:
    given = {"authors": "E Lund", "year": "1993", "venue": "VLDB"}
    assert one_paper(given | {"title": one}, given | {"title": two}, policy)


@pytest.mark.parametrize("policy", ["record", "version", "work"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ChiCTR1800012345", "ChiCTR1800054321"),
        ("JPRN-UMIN000012345", "JPRN-UMIN000054321"),
        ("EUCTR2010-012345-12-GB", "EUCTR2011-054321-12-GB"),
        ("ISRCTN12345678", "ISRCTN87654321"),
        ("ACTRN12612000123456", "ACTRN12612000654321"),
    ],
)
def test_entries_of_two_trials_in_one_registry(one: str, two: str, policy: str) -> None:
    assert not one_paper(entry(one), entry(two), policy)
    assert one_paper(entry(one), entry(one.lower()) | {"authors": "Anonymous"}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
def test_one_trial_in_two_countries_or_registries(policy: str) -> None:
    british, german = (entry(f"EUCTR2010-012345-12-{country}") for country in ("GB", "DE"))
    assert one_paper(british, german, policy)
    both = points(british, entry("NCT01234567", "https://clinicaltrials.gov/show/"), policy)
    assert "identifier" not in both


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("years", [1, 5])
def test_what_appears_every_year_is_another_each_time(years: int, policy: str) -> None:
    later = {"year": str(2012 + years)}
    assert not one_paper(POISONS, POISONS | later, policy)
    quarterly = {"title": "Quarterly report on avalanches", "authors": "Avalanche Institute"}
    assert not one_paper(quarterly | {"year": "2012"}, quarterly | later, policy)
    placed = POISONS | {"volume": "50", "pages": "911-1164"}
    assert one_paper(placed, placed | {"year": "2013"}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
def test_an_equal_page_as_many_volumes_later_as_years_is_chance(policy: str) -> None:
    assert not one_paper(CARE, CARE | {"year": "2013", "volume": "36"}, policy)
    assert not one_paper(CARE, CARE | {"year": "2010", "volume": "33"}, policy)
    assert one_paper(CARE, CARE | {"year": "2012", "volume": "36"}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
def test_chapters_that_have_the_doi_of_their_book(policy: str) -> None:
    book = "10.1007/978-3-540-12345-6"
    one, two = (RIVERS | {"title": f"Sediment {word}"} for word in ("budgets", "transport"))
    assert not one_paper(one | {"doi": book}, two | {"doi": book}, policy)
    assert one_paper(one | {"doi": book}, one | {"doi": book, "venue": "Springer"}, policy)


def test_a_preprint_has_another_doi_than_its_article() -> None:
    posted = LAKES | {"doi": "10.1101/2019.01.02.612345"}
    article = LAKES | {"doi": "10.1002/lno.11456", "venue": "Lake Letters", "year": "2020"}
    other = LAKES | {"doi": "10.1016/j.lake.2019.4", "venue": "Lake Notes"}
    assert points(posted, article, "version")["doi"] > points(other, article, "version")["doi"]
    assert one_paper(posted, article, "version")
    assert not one_paper(posted, article, "record")
    assert decided(posted, article, "version").explain("a:0", "b:0").relation == (
        "published-version-of"
    )

"""What looks like the same paper and is another, with the relation that it must name; and what
looks like another and is the same. All of it is invented, in the manner of real catalogues.
"""

from typing import Any

import pytest

from paperdedup import Config, Result, deduplicate

Record = dict[str, Any]

TRIAL = (
    "We enrolled four hundred and twelve adults with mild asthma at nineteen clinics and gave them "
    "either a daily spray or a placebo for a year. The primary outcome was the number of nights "
    "with cough. Patients who took the spray coughed on fewer nights, and stopped the study less "
    "often, than those who did not. No serious side effect was seen in either group, and the cost "
    "of the treatment was below that of the visits that it saved."
)
RIVERS = (
    "Sediment that a river leaves on its plain tells how often it rose. We drilled forty cores "
    "along three rivers, dated their layers by the isotopes of lead, and compared them with what "
    "the gauges of a century had written down. Great floods are found again within two years of "
    "their dates; small ones are lost where the plough turns the ground. The method reaches back "
    "to times of which no gauge tells, and costs a week of work for each core."
)
GRAPHS = (
    "A graph is sparse if it has few edges for its vertices. We show that every sparse graph can "
    "be cut into parts of equal size by removing a small share of its edges, and that such a cut "
    "is found in linear time. The proof is by induction on the number of vertices and uses no "
    "spectral argument. Experiments with road networks agree with the bound, and show where it "
    "could be improved by a constant."
)
CLAY = (
    "Tablets of clay from the archive of a merchant were read again with light from many sides. "
    "Two hundred signs that were thought to be lost became legible, among them the names of seven "
    "towns. The prices of barley and wool that the merchant wrote down follow the years of drought "
    "that are known from the rings of trees, so the archive can be dated better than before."
)


def paper(**fields: Any) -> Record:
    """A record; a list of authors is written as catalogues do."""
    return {key: value for key, value in fields.items() if value is not None}


ASTHMA = paper(
    title="A daily spray for mild asthma in adults: a randomised trial",
    authors="Ilse Brandt; Tom Okoro; Mei Lin; Juan Prado",
    year="2014",
    venue="Annals of Airway Medicine",
    volume="31",
    pages="211-220",
    abstract=TRIAL,
    doi="10.1000/aam.2014.211",
)
FLOODS = paper(
    title="Floods of three rivers in the sediments of their plains",
    authors="Nora Falk; Petr Havel",
    year="2009",
    venue="Journal of Quiet Rivers",
    volume="12",
    pages="40-58",
    abstract=RIVERS,
    doi="10.1000/jqr.2009.40",
)
CUTS = paper(
    title="Cutting sparse graphs into equal parts in linear time",
    authors="Ravi Menon; Eva Lund",
    year="2017",
    abstract=GRAPHS,
)
SHARES = CUTS | {"authors": ASTHMA["authors"], "venue": "Journal of Sparse Graphs"}


def told(*records: Record, **settings: Any) -> Result:
    """Each record in a dump of its own, so that the order of the papers is theirs."""
    dumps = {f"dump{number}": [record] for number, record in enumerate(records)}
    return deduplicate(dumps, config=Config(**settings))


def relation(a: Record, b: Record, policy: str = "version") -> str:
    """What the second of two records is to the first."""
    result = told(a, b, policy=policy)
    said = result.explain("dump0:0", "dump1:0")
    joined = len(result.papers) == 1
    assert joined == said.one_paper
    return str(said.relation)


SPINE = paper(
    authors="Ada Berg; Carl Dahl; Eva Frost",
    year="2013",
    venue="Journal of Quiet Medicine",
    volume="68",
)
HALE = SPINE | {"authors": "Bo Hale"}


def trial(number: str) -> Record:
    """An entry of a registry, as libraries list it."""
    place = f"https://clinicaltrials.gov/show/{number}"
    return paper(title="A Study of Spray in Adults", authors=number, year="2010", venue=place)


def patent(venue: str, **fields: str) -> Record:
    """A patent of a company that calls many of its patents so."""
    title = "Semiconductor device and manufacturing method thereof"
    return paper(title=title, authors="Quiet Semiconductors", year="2013", venue=venue, **fields)


NEGATIVES: dict[str, tuple[Record, Record, str]] = {
    "parts with nearly one abstract": (
        FLOODS | {"title": "Floods of three rivers. Part I: the sediments", "doi": None},
        FLOODS
        | {
            "title": "Floods of three rivers. Part II: the sediments",
            "pages": "59-71",
            "doi": None,
        },
        "part",
    ),
    "parts with one abstract and nothing else": (
        CUTS | {"title": "Cutting sparse graphs into equal parts, part 1"},
        CUTS | {"title": "Cutting sparse graphs into equal parts, part 2"},
        "part",
    ),
    "parts with one abstract by many": (
        CUTS | {"title": "Sparse graphs: Part I", "authors": ASTHMA["authors"], "venue": "arXiv"},
        CUTS | {"title": "Sparse graphs: Part II", "authors": ASTHMA["authors"], "venue": "arXiv"},
        "part",
    ),
    "parts in Roman numerals": (
        CUTS | {"title": "Cutting sparse graphs into equal parts. III"},
        CUTS | {"title": "Cutting sparse graphs into equal parts. IV"},
        "part",
    ),
    "parts in Roman numerals that are letters": (
        SHARES | {"title": "Cutting sparse graphs in linear time I"},
        SHARES | {"title": "Cutting sparse graphs in linear time II"},
        "part",
    ),
    "parts in Roman numerals with subtitles": (
        SHARES | {"title": "Cutting sparse graphs in linear time. V. Trees"},
        SHARES | {"title": "Cutting sparse graphs in linear time. IV. Grids"},
        "part",
    ),
    "parts with letters": (
        SHARES | {"title": "Cutting sparse graphs into equal parts, Part A"},
        SHARES | {"title": "Cutting sparse graphs into equal parts, Part B"},
        "part",
    ),
    "parts with ordinals": (
        SHARES | {"title": "Cutting sparse graphs into equal shares (first part)"},
        SHARES | {"title": "Cutting sparse graphs into equal shares (second part)"},
        "part",
    ),
    "an erratum with the authors and the DOI of the article": (
        ASTHMA,
        ASTHMA | {"title": f"Erratum: {ASTHMA['title']}", "abstract": None, "pages": "480"},
        "erratum",
    ),
    "an erratum that names volume and page": (
        FLOODS,
        FLOODS
        | {
            "title": f"{FLOODS['title']} (vol 12, pg 40, 2009)",
            "abstract": None,
            "volume": "13",
            "pages": "8",
        },
        "erratum",
    ),
    "a retraction that has the pages of the article": (
        ASTHMA,
        ASTHMA | {"title": f"Retraction: {ASTHMA['title']}", "abstract": None, "doi": None},
        "erratum",
    ),
    "a reply of the authors": (
        FLOODS,
        FLOODS | {"title": f"{FLOODS['title']} - Reply", "abstract": None, "pages": "301-302"},
        "reply",
    ),
    "a comment of others": (
        FLOODS,
        FLOODS
        | {
            "title": f"Comment on: {FLOODS['title']}",
            "authors": "Karl Zander",
            "abstract": None,
            "doi": None,
        },
        "reply",
    ),
    "the protocol of a trial": (
        ASTHMA,
        ASTHMA
        | {
            "title": "A daily spray for mild asthma in adults: study protocol for a randomised "
            "trial",
            "year": "2012",
            "venue": "Plans of Trials",
            "volume": "3",
            "pages": "9",
            "doi": "10.1001/plans.9",
        },
        "component",
    ),
    "the data of an article": (
        FLOODS,
        FLOODS
        | {
            "title": f"Data from: {FLOODS['title']}",
            "venue": "Open Deposit",
            "volume": None,
            "pages": None,
            "doi": "10.1002/deposit.77",
        },
        "component",
    ),
    "a figure that has a DOI": (
        ASTHMA,
        ASTHMA
        | {
            "title": ASTHMA["title"],
            "doi": "10.1000/aam.2014.211.g001",
            "abstract": None,
            "pages": None,
        },
        "component",
    ),
    "a book review": (
        paper(title="The merchants of clay", authors="Hilda Stern", year="1999"),
        paper(
            title="The merchants of clay (Book Review)",
            authors="Owen Grant",
            year="2000",
            venue="Old Letters",
        ),
        "different",
    ),
    "discussions of one paper by different people": (
        paper(
            title=f"Discussion of: {FLOODS['title']}",
            authors="Karl Zander; Ute Blum",
            year="2009",
            abstract=f'Discussion of "{FLOODS["title"]}" by N. Falk and P. Havel',
        ),
        paper(
            title=f"Discussion of: {FLOODS['title']}",
            authors="Olga Reich",
            year="2009",
            abstract=f'Discussion of "{FLOODS["title"]}" by N. Falk and P. Havel',
        ),
        "different",
    ),
    "reviews of one book by different people": (
        paper(
            title="The merchants of clay (Book Review)",
            authors="Owen Grant",
            year="2000",
            venue="Old Letters",
        ),
        paper(
            title="The merchants of clay (Book Review)",
            authors="Judith Amsel",
            year="2000",
            venue="Old Letters",
        ),
        "different",
    ),
    "editorials of one journal": (
        paper(title="Editorial", authors="Anna Weil", year="2003", venue="Old Letters", volume="4"),
        paper(title="Editorial", authors="Anna Weil", year="2004", venue="Old Letters", volume="5"),
        "different",
    ),
    "editorials without anything else": (
        paper(title="Editorial", year="2003"),
        paper(title="Editorial", year="2003"),
        "different",
    ),
    "companions of one group": (
        ASTHMA,
        paper(
            title="Costs and benefits of a daily spray for mild asthma in children",
            authors="Ilse Brandt; Tom Okoro; Mei Lin; Juan Prado",
            year="2014",
            venue="Annals of Airway Medicine",
            volume="31",
            pages="221-229",
            abstract="Children with mild asthma often take no medicine. We followed two hundred of "
            "them for two winters, and asked their parents each month what they had paid for "
            "visits and lost in wages. A daily spray saved more than it cost in families with "
            "more than one child.",
            doi="10.1000/aam.2014.221",
        ),
        "different",
    ),
    "abstracts of a meeting that share the DOI of their supplement": (
        paper(
            title="Sprays in the clinic: what nurses say",
            authors="Lena Holt; Max Bauer",
            year="2011",
            venue="Annals of Airway Medicine",
            volume="28 Suppl 2",
            pages="S14",
            doi="10.1000/aam.2011.s2",
        ),
        paper(
            title="Cough at night and the quality of sleep",
            authors="Rosa Diaz; Ken Mori",
            year="2011",
            venue="Annals of Airway Medicine",
            volume="28 Suppl 2",
            pages="S14",
            doi="10.1000/aam.2011.s2",
        ),
        "different",
    ),
    "sister trials of one sponsor": (
        ASTHMA | {"title": "Spray A-101 in adults with mild asthma: a randomised trial"},
        ASTHMA
        | {
            "title": "Spray A-202 in adults with mild asthma: a randomised trial",
            "pages": "221-230",
            "doi": "10.1000/aam.2014.221",
            "abstract": TRIAL.replace("four hundred and twelve", "three hundred and six")
            .replace("nineteen", "twenty-three")
            .replace("fewer nights, and stopped", "as many nights, but stopped"),
        },
        "different",
    ),
    "men and women": (
        paper(
            title="Acute pain after surgery of the knee in men",
            authors="Ida Roth; Leo Brun",
            year="2018",
            venue="Joints",
        ),
        paper(
            title="Acute pain after surgery of the knee in women",
            authors="Ida Roth; Leo Brun",
            year="2018",
            venue="Joints",
        ),
        "different",
    ),
    "a letter that is the subject": (
        paper(title="Hepatitis B in health workers", authors="Ida Roth; Leo Brun", year="2018"),
        paper(title="Hepatitis C in health workers", authors="Ida Roth; Leo Brun", year="2018"),
        "different",
    ),
    "replies of one author": (
        paper(title="Reply", authors="Anna Weil", year="2003", venue="Old Letters", pages="55"),
        paper(title="Reply", authors="Anna Weil", year="2004", venue="Old Letters", pages="99"),
        "different",
    ),
    "corrections of one author": (
        paper(title="Corrigendum", authors="Anna Weil", year="2003", venue="Old Letters"),
        paper(title="Corrigendum", authors="Anna Weil", year="2004", venue="Old Letters"),
        "different",
    ),
    "yearly reports": (
        paper(title="Survey of river gauges 2004", authors="Office of Rivers", year="2005"),
        paper(title="Survey of river gauges 2006", authors="Office of Rivers", year="2007"),
        "different",
    ),
    "opposites that are spelled alike": (
        SPINE | {"title": "Hypotension in the first week after surgery", "pages": "341-349"},
        SPINE | {"title": "Hypertension in the first week after surgery", "pages": "455-462"},
        "different",
    ),
    "a prefix that says the opposite": (
        SPINE | {"title": "Symptomatic narrowing in old age", "pages": "341-349"},
        SPINE | {"title": "Asymptomatic narrowing in old age", "pages": "455-462"},
        "different",
    ),
    "a guideline of every second year": (
        SPINE | {"title": "Standards of care for the spine", "pages": "S67-S74"},
        SPINE
        | {"title": "Standards of care for the spine", "pages": "S64-S71"}
        | {"volume": "70", "year": "2015"},
        "different",
    ),
    "a column in two issues": (
        HALE | {"title": "President's message", "issue": "1", "pages": "5-6"},
        HALE | {"title": "President's message", "issue": "2", "pages": "5-7"},
        "different",
    ),
    "trials of one brief title in a registry": (
        trial("NCT01064687"),
        trial("NCT00734474"),
        "different",
    ),
    "patents of one title": (
        patent("US Patent 8,524,087"),
        patent("US Patent 8,531,618"),
        "different",
    ),
    "patents of one title by their addresses": (
        patent("", url="https://patents.google.com/patent/EP1234567A1/en"),
        patent("EP 1234599 B1"),
        "different",
    ),
    "applications of one title": (
        patent("US Patent App. 12/345,678"),
        patent("US Patent App. 12/345,712"),
        "different",
    ),
    "items of one page": (
        HALE | {"title": "President's message", "pages": "411.2"},
        HALE | {"title": "President's message", "pages": "411.3"},
        "different",
    ),
}


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("name", NEGATIVES)
def test_what_is_another_paper_is_told_by_its_relation(name: str, policy: str) -> None:
    a, b, wanted = NEGATIVES[name]
    said = relation(a, b, policy)
    assert told(a, b, policy=policy).papers.num_rows == 2
    assert said == wanted or (wanted == "different" and said == "possible-revision")


@pytest.mark.parametrize("name", NEGATIVES)
def test_it_does_not_matter_which_comes_first(name: str) -> None:
    a, b, _ = NEGATIVES[name]
    assert relation(a, b) == relation(b, a)
    assert told(b, a).papers.num_rows == 2


def test_the_article_and_what_speaks_of_it_stay_apart_in_a_crowd() -> None:
    """All of them at once: no third record joins two that are two."""
    told_apart = {"part", "erratum", "reply", "component"}
    pairs = [(a, b) for a, b, said in NEGATIVES.values() if said in told_apart]
    records = [record for pair in pairs for record in pair]
    result = told(*records)
    papers = result.members.column("canonical_id").to_pylist()
    assert len(pairs) >= 8
    assert all(one != other for one, other in zip(papers[::2], papers[1::2], strict=True))


POSITIVES: dict[str, tuple[Record, Record, set[str]]] = {
    "a preprint and its article": (
        CUTS | {"venue": "arXiv", "arxiv": "1703.01234"},
        CUTS
        | {
            "title": "Cutting sparse graphs into equal parts",
            "venue": "Journal of Small Graphs",
            "volume": "8",
            "pages": "1-19",
            "year": "2019",
            "abstract": GRAPHS.replace("Experiments with", "Our experiments on"),
            "doi": "10.1000/jsg.8.1",
        },
        {"published-version-of"},
    ),
    "a conference paper and its article": (
        CUTS | {"venue": "Proceedings of the 9th Conference on Graphs", "pages": "101-110"},
        CUTS
        | {
            "venue": "Journal of Small Graphs",
            "volume": "8",
            "pages": "1-19",
            "year": "2018",
            "abstract": GRAPHS.replace("could be improved", "can be improved"),
        },
        {"journal-version-of"},
    ),
    "typing errors in the title": (
        FLOODS,
        FLOODS | {"title": "Floods of three rivres in the sedimens of their plains", "doi": None},
        {"same-record"},
    ),
    "swapped names": (
        FLOODS,
        FLOODS | {"authors": "Falk, Nora and Havel, Petr", "abstract": None},
        {"same-record"},
    ),
    "family names first": (
        FLOODS,
        FLOODS | {"authors": "Falk N, Havel P", "abstract": None, "doi": None},
        {"same-record"},
    ),
    "an abstract that was cut": (
        ASTHMA,
        ASTHMA | {"abstract": " ".join(TRIAL.split()[:30]) + " …", "doi": None},
        {"revision", "same-record"},
    ),
    "no abstract on one side": (
        ASTHMA,
        ASTHMA | {"abstract": None, "doi": None, "venue": "Ann Airway Med"},
        {"same-record"},
    ),
    "a revised abstract": (
        CUTS,
        CUTS | {"year": "2018", "abstract": " ".join(GRAPHS.split(". ")[::-1])},
        {"revision"},
    ),
    "a dropped subtitle": (
        ASTHMA,
        ASTHMA | {"title": "A daily spray for mild asthma in adults", "doi": None},
        {"same-record"},
    ),
    "a title in capitals with markup": (
        FLOODS,
        FLOODS | {"title": f"<b>{FLOODS['title'].upper()}</b>", "doi": None, "abstract": None},
        {"same-record"},
    ),
    "versions of one DOI": (
        CUTS | {"doi": "10.21203/rs.3.rs-123/v1"},
        CUTS | {"doi": "10.21203/rs.3.rs-123/v2", "abstract": GRAPHS + " We thank nobody."},
        {"revision", "same-record"},
    ),
    "a book review that only one library calls so": (
        paper(
            title="The merchants of clay - Book Review",
            authors="Owen Grant",
            year="2000",
            venue="Old Letters",
        ),
        paper(
            title="The merchants of clay: letters of traders",
            authors="Grant O",
            year="2000",
            venue="Old Letters",
        ),
        {"same-record"},
    ),
    "people on one side, their institution on the other": (
        FLOODS | {"abstract": None, "doi": None},
        FLOODS | {"authors": "Institute of Rivers", "abstract": None, "doi": None},
        {"identical"},
    ),
    "notes of libraries on the title": (
        FLOODS | {"abstract": None, "doi": None},
        FLOODS
        | {"title": f"{FLOODS['title']}.[see comment]", "abstract": None}
        | {"doi": "10.1000/jqr.2009.40 [doi]"},
        {"identical"},
    ),
    "a retracted article with the place of the retraction": (
        FLOODS | {"abstract": None, "doi": None},
        FLOODS
        | {"title": f"{FLOODS['title']} (Retracted article. See vol 13, pg 1358, 2010)"}
        | {"abstract": None, "doi": None},
        {"identical"},
    ),
    "number words and numerals": (
        SPINE | {"title": "Twenty-five years of type II narrowing", "pages": "341-349"},
        SPINE | {"title": "25 years of type 2 narrowing", "pages": "341-349"},
        {"same-record"},
    ),
    "a DOI beside another identifier": (
        FLOODS | {"title": "Floods of rivers", "abstract": None, "pages": None},
        FLOODS
        | {"abstract": None, "pages": None, "doi": "S0140(09) [pii] 10.1000/jqr.2009.40 [doi]"},
        {"same-record"},
    ),
    "a patent in two spellings": (
        patent("US Patent 8,524,087"),
        patent("", url="https://patents.google.com/patent/US8524087B2/en"),
        {"identical"},
    ),
    "a patent and its application": (
        patent("US Patent 8,524,087"),
        patent("US Patent App. 12/345,678"),
        {"same-record", "identical"},
    ),
    "the markup of reports": (
        FLOODS
        | {"title": "Decay of {sup 12}C and {alpha} emission in Fe{sub 3}O{sub 4}"}
        | {"abstract": None, "doi": None, "pages": None},
        FLOODS
        | {"title": "Decay of <sup>12</sup>C and α emission in Fe<sub>3</sub>O<sub>4</sub>"}
        | {"abstract": None, "doi": None, "pages": None},
        {"identical", "same-record"},
    ),
    "one without authors": (
        paper(title=FLOODS["title"], abstract=RIVERS),
        FLOODS,
        {"identical"},
    ),
}


@pytest.mark.parametrize("name", POSITIVES)
def test_what_is_one_paper_is_not_lost(name: str) -> None:
    a, b, wanted = POSITIVES[name]
    assert relation(a, b) in wanted
    assert told(b, a).papers.num_rows == 1


def test_an_abstract_of_a_meeting_and_its_article_are_two_records() -> None:
    meeting = ASTHMA | {
        "venue": "Proceedings of the Congress on Airways",
        "year": "2013",
        "volume": None,
        "pages": None,
        "doi": None,
        "abstract": "A spray was given to adults with mild asthma for a year. They coughed on "
        "fewer nights than those with a placebo. The full results are to follow.",
    }
    assert told(meeting, ASTHMA, policy="record").papers.num_rows == 2
    assert told(meeting, ASTHMA, policy="version").papers.num_rows == 1


def test_texts_of_another_subject_are_another_paper() -> None:
    result = told(ASTHMA, FLOODS, CUTS, paper(title="The archive of a merchant", abstract=CLAY))
    assert result.papers.num_rows == 4
    assert result.matches.num_rows == 0

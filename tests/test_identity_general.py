"""Pairs as catalogues of many kinds have them: one paper told otherwise, and two papers told alike.

What is said of them must hold for the kind, not for the pair: names and titles are invented.
"""

from typing import Any

import pytest

from paperdedup import Config, deduplicate

Record = dict[str, Any]
TWO, FOUR = "Lund E; Menon R", "Lund E; Menon R; Ito K; Okafor A"
CACHING = "Buffer management with predictive caching in distributed stores"
BARE = {"title": CACHING, "authors": "Eva Lund, Ravi Menon", "year": "1999"}
MEMORY = {
    "title": "Training of working memory after brain injury",
    "authors": FOUR,
    "year": "2010",
    "venue": "Brain Injury",
    "volume": "24",
    "number": "10",
    "pages": "1173-83",
}
TIDES = {"title": "Slow tides on the moons of Titan", "authors": TWO, "year": "2012"}
PAGELESS = {name: value for name, value in MEMORY.items() if name != "pages"}


def one_paper(a: Record, b: Record, policy: str = "record") -> bool:
    result = deduplicate({"a": [a], "b": [b]}, config=Config(policy=policy))
    return len(result.papers) == 1


def review_of(substance: str, country: str, crop: str) -> str:
    """An abstract that is written once, and filled in."""
    return (
        f"The conclusions following the peer review of the assessments by {country} for "
        f"the active substance {substance} are reported. They were reached on the basis of the "
        f"representative uses of {substance} on {crop}. The endpoints that are appropriate "
        "for use in regulatory risk assessment are presented, missing information is listed, and "
        "concerns are identified where data gaps leave the assessment open for another season."
    )


ONE: dict[str, tuple[Record, Record]] = {
    "a title with more words, of the same people": (
        BARE | {"venue": "VLDB"},
        BARE | {"title": CACHING + " systems", "authors": "E Lund, R Menon"},
    ),
    "a journal of rehabilitation is no thesis": (
        {**TIDES, "venue": "Arch Phys Med Rehabil"},
        {**TIDES, "venue": "Archives of Physical Medicine and Rehabilitation"},
    ),
    "names read in another encoding": (
        {**TIDES, "authors": "Müller, Jörg; Gómez, Inés"},
        {**TIDES, "authors": "MÃ¼ller, JÃ¶rg; GÃ³mez, InÃ©s"},
    ),
    "names that lost letters": (
        {**TIDES, "authors": "Müller, Jörg; Gómez, Inés"},
        {**TIDES, "authors": "M?ller, J?rg; G\ufffdmez, In?s"},
    ),
    "people between slashes": (
        {**TIDES, "authors": "Bin Li / Karim Shasha"},
        {**TIDES, "authors": "Li B; Shasha K"},
    ),
    "a word that was broken": (
        {"title": "The Oracle Warehouse", "authors": "Gary Lund", "year": "1995", "venue": "VLDB"},
        {"title": "The Oracle Ware-house", "authors": "G Lund", "year": "1995", "venue": "VLDB"},
    ),
    "an acronym with a letter too many": (
        BARE | {"title": "Wrappers of XML for caching in stores", "venue": "VLDB"},
        BARE | {"title": "Wrappers of XXML for caching in stores", "venue": "VLDB"},
    ),
    "a sign that was lost in both fields": (
        MEMORY
        | {"title": "Activation of NF-kappaB after training"}
        | {"abstract": " ".join(f"kappaB{n} training{n} wakes" for n in range(20)) + " NF-kappaB"},
        MEMORY
        | {"title": "Activation of NF-B after training"}
        | {"abstract": " ".join(f"kappaB{n} training{n} wakes" for n in range(20)) + " NF-B"},
    ),
    "British and American words, in both fields": (
        {
            **TIDES,
            "title": "Slow behaviour of tumours in water",
            "abstract": review_of("behaviour", "Peru", "tumours"),
        },
        {
            **TIDES,
            "title": "Slow behavior of tumors in water",
            "abstract": review_of("behavior", "Peru", "tumors"),
        },
    ),
    "letters that changed places": (
        BARE | {"title": "On multi-resolution transmission of documents"},
        BARE | {"title": "On mutli-resolution transmission of documents"},
    ),
    "what a search engine hangs on a title": (
        BARE,
        BARE | {"title": CACHING + " - group of 4 »"},
    ),
    "two versions of a paper that is reviewed in the open": (
        {
            **TIDES,
            "title": TIDES["title"] + " [version 1; peer review: 1 approved, 1 not approved]",
        },
        {**TIDES, "title": TIDES["title"] + " [version 2; peer review: 2 approved]"},
    ),
    "the section of a journal, and the next year": (
        {**TIDES, "title": "Short communication: " + TIDES["title"]},
        {**TIDES, "year": "2013", "venue": "Icarus"},
    ),
    "what a publisher hangs on the title of a page, and the next year": (
        {**TIDES, "title": TIDES["title"] + " | SpringerLink"},
        {**TIDES, "year": "2013", "venue": "Icarus"},
    ),
    "how many people are not named": (
        {**TIDES, "title": "Memory training", "authors": "Eva Lund and 3 others"}
        | {"year": "2013"},
        {**TIDES, "title": "Memory training", "authors": FOUR},
    ),
    "a title cut to a column's width": (
        {"title": "Slow tides and fast winds on the moons of the outer planets", "authors": TWO}
        | {"year": "2012", "venue": "Icarus"},
        {"title": "Slow tides and fast winds on the...", "authors": "Lund E, et al."}
        | {"year": "2012", "venue": "Icarus"},
    ),
    "a title in which every long word is misspelled": (
        {**TIDES, "title": "Randomised haemostatic labelling in tumour behaviour"},
        {**TIDES, "title": "Randomized hemostatic labeling in tumor behavior"},
    ),
    "a translation in brackets": (
        MEMORY | {"title": "[Effect of salt on the course of acute infarction]"},
        MEMORY | {"title": "Zout bij het beloop van het acute infarct"},
    ),
    "a translation from another script": (
        MEMORY | {"title": "Effect of salt on acute infarction"},
        MEMORY
        | {"title": "Влияние соли на острый инфаркт", "authors": "Лунд Е; Менон Р"}
        | {"venue": "Журнал соли"},
    ),
    "a translation, of which one record has an abstract": (
        PAGELESS | {"title": "[Effects of water on the growth of wheat in the north]"},
        PAGELESS
        | {"title": "Wirkungen des Wassers auf das Wachstum von Weizen im Norden"}
        | {"abstract": " ".join(f"Wasser{n} wirkt{n} langsam" for n in range(20))},
    ),
    "names from another alphabet, on one page": (
        MEMORY | {"authors": "Alekseev A"},
        MEMORY | {"authors": "Alexeev A"},
    ),
    "names from a script without vowels": (
        {**TIDES, "authors": "Mohamed, Ali"},
        {**TIDES, "authors": "Muhammad, Ali"},
    ),
    "names and initials from another alphabet": (
        {**TIDES, "authors": "Yakovlev, Yuri"},
        {**TIDES, "authors": "Iakovlev I."},
    ),
    "a group that has an `and` in its name, and the people who stand for it": (
        {**TIDES, "authors": "GBD 2019 Diseases and Injuries Collaborators", "venue": "Icarus"},
        {**TIDES, "authors": FOUR, "venue": "Icarus"},
    ),
    "a working party, and the people who stand for it": (
        {**TIDES, "authors": "Titan Working Party", "venue": "Icarus"},
        {**TIDES, "authors": FOUR, "venue": "Icarus"},
    ),
    "a group, and the people who stand for it": (
        MEMORY | {"authors": "NICE"},
        MEMORY | {"authors": "Lund E; Menon R"},
    ),
    "a part, counted otherwise": (
        {**TIDES, "title": "Tides of ammonia lakes, part 2 of 3"},
        {**TIDES, "title": "Tides of ammonia lakes (II)"},
    ),
    "a part of so many, in brackets": (
        {**TIDES, "title": "Tides of ammonia lakes (1/3)"},
        {**TIDES, "title": "Tides of ammonia lakes. Part 1"},
    ),
    "a part of so many, in words": (
        {**TIDES, "title": "Tides of ammonia lakes [1 of 3]"},
        {**TIDES, "title": "Tides of ammonia lakes: Part I"},
    ),
    "a part, by its numeral alone": (
        {**TIDES, "title": "Tides of ammonia lakes: I"},
        {**TIDES, "title": "Part I. Tides of ammonia lakes"},
    ),
    "two who may be one": (
        {**TIDES, "authors": "Bin He, Kevin Chang"},
        {**TIDES, "authors": "B He, K Chang"},
    ),
    "authors in the field of the title": (
        {**BARE, "authors": "Lund EA, Menon R"},
        {"title": f"Lund, EA., Menon, R.: {CACHING}", "year": "1999"},
    ),
    "a journal called proceedings": (
        {**TIDES, "venue": "Transplantation Proceedings", "type": "Journal Article"},
        {**TIDES, "type": "Journal Article"},
    ),
    "a volume that is the year": (
        {**PAGELESS, "volume": "24", "number": ""},
        {**PAGELESS, "volume": "2010", "number": ""},
    ),
    "an editorial, told before its title and behind it": (
        {**TIDES, "title": "Editorial: " + TIDES["title"]},
        {**TIDES, "title": TIDES["title"] + " [Editorial]"},
    ),
    "an editorial, told by its title and by its type": (
        {**TIDES, "title": "Guest editorial: " + TIDES["title"], "type": "article"},
        {**TIDES, "type": "Editorial"},
    ),
    "a label without its colon": (
        {**TIDES, "title": "Commentary: " + TIDES["title"]},
        {**TIDES, "title": "Commentary " + TIDES["title"]},
    ),
    "a dataset and what does not fit elsewhere": (
        {**TIDES, "type": "dataset"},
        {**TIDES, "type": "misc"},
    ),
    "an article about data": (
        {**TIDES, "type": "Journal Article; Dataset"},
        {**TIDES, "type": "article"},
    ),
    "data of one DOI, told by one alone": (
        {**TIDES, "title": TIDES["title"] + " [Data set]", "doi": "10.1000/d"},
        {**TIDES, "doi": "10.1000/d"},
    ),
    "an article of one DOI, called this and that": (
        {**TIDES, "doi": "10.1000/t", "type": "article"},
        {**TIDES, "doi": "10.1000/t", "type": "peer-review"},
    ),
}


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("case", ONE)
def test_one_paper_told_otherwise(case: str, policy: str) -> None:
    assert one_paper(*ONE[case], policy)


TWO_PAPERS: dict[str, tuple[Record, Record]] = {
    "one text, filled in for two substances": (
        {**TIDES, "title": "Peer review of the risk assessment of the substance quinoclamine"}
        | {"abstract": review_of("quinoclamine", "Sweden", "apples")},
        {**TIDES, "title": "Peer review of the risk assessment of the substance napropamide"}
        | {"abstract": review_of("napropamide", "Sweden", "apples")},
    ),
    "numbers in other places": (
        MEMORY | {"title": "2-Chloro-N-(4-methylphenyl)benzamide", "pages": "1123"},
        MEMORY | {"title": "4-Chloro-N-(2-methylphenyl)benzamide", "pages": "2567"},
    ),
    "words that are spelled nearly alike, on another page": (
        MEMORY | {"title": "Incidence of nephropathy after cardiac surgery"},
        MEMORY | {"title": "Incidence of neuropathy after cardiac surgery", "pages": "480-8"},
    ),
    "a supplement that has one DOI": (
        PAGELESS
        | {"title": "Clinical characteristics of patients with psoriasis in a hospital"}
        | {
            "doi": "10.1136/ann-2014-eular",
            "abstract": " ".join(f"psoriasis{n}" for n in range(40)),
        },
        PAGELESS
        | {"title": "Clinical characteristics of patients with vitiligo in a hospital"}
        | {
            "doi": "10.1136/ann-2014-eular",
            "abstract": " ".join(f"vitiligo{n}" for n in range(40)),
        },
    ),
    "a column in another issue": (
        PAGELESS | {"title": "Sommaire de ce mois", "authors": "Dubois P"},
        PAGELESS | {"title": "Sommaire de ce mois", "authors": "Dubois P", "number": "11"},
    ),
    "a volume and a year later": (
        PAGELESS,
        PAGELESS | {"year": "2011", "volume": "25", "number": "4"},
    ),
    "a supplement of the same volume": (MEMORY, MEMORY | {"number": "Suppl 1", "pages": "S423"}),
    "a meeting, and a journal that only its issue shows": (
        MEMORY | {"venue": "Stroke"},
        MEMORY
        | {"venue": "12th Congress of the European Society of Tides", "year": "2009"}
        | dict.fromkeys(("volume", "number", "pages"), ""),
    ),
    "editorials of two years by the same people": (
        {"title": "Editorial", "authors": TWO, "year": "2012", "venue": "Nursing", "volume": "3"},
        {"title": "Editorial", "authors": TWO, "year": "2013", "venue": "Nursing", "volume": "4"},
    ),
    "introductions to two books by the same people": (
        {"title": "Introduction", "authors": TWO, "year": "2012", "venue": "Annals of Dust"},
        {"title": "Introduction", "authors": TWO, "year": "2012", "venue": "Wool Research"},
    ),
    "one substance and another": (
        {**TIDES, "title": "Sulfide oxidation in the sediments of lakes"},
        {**TIDES, "title": "Sulfite oxidation in the sediments of lakes"},
    ),
    "one gene and another": (
        {**TIDES, "title": "Variants of GSTM1 and asthma in dockers"},
        {**TIDES, "title": "Variants of GSTT1 and asthma in dockers"},
    ),
    "one crystal and another": (
        {**TIDES, "title": "Growth of CdSe dots in cold water"},
        {**TIDES, "title": "Growth of CdTe dots in cold water"},
    ),
    "one collision and another": (
        {**TIDES, "title": "Heavy quarks in p-Pb collisions at high energy"},
        {**TIDES, "title": "Heavy quarks in Pb-Pb collisions at high energy"},
    ),
    "one receptor and another, on another page": (
        MEMORY | {"title": "Expression of EGFR in tumours of the lung"},
        MEMORY | {"title": "Expression of VEGFR in tumours of the lung", "pages": "480-8"},
    ),
    "one country and another": (
        {**TIDES, "title": "Cost of asthma in Austria: a register study"},
        {**TIDES, "title": "Cost of asthma in Australia: a register study"},
    ),
    "one short word and another": (
        MEMORY | {"title": "Prevalence of HIV among dockers", "pages": "1173-83"},
        MEMORY | {"title": "Prevalence of HCV among dockers", "pages": "1290-97"},
    ),
    "a statement and its denial": (
        {**TIDES, "title": "Salt is associated with asthma"},
        {**TIDES, "title": "Salt is not associated with asthma"},
    ),
    "what is opposite": (
        {**TIDES, "title": "Outcome of benign tumours of the salivary glands in adults"},
        {**TIDES, "title": "Outcome of malignant tumours of the salivary glands in adults"},
    ),
    "a longer title on another page of one volume": (
        MEMORY,
        MEMORY | {"title": MEMORY["title"] + ": economic evaluation", "pages": "1290-97"},
    ),
    "updates of a review": (
        {**TIDES, "title": "Salt for asthma", "venue": "Cochrane Database Syst Rev"}
        | {"pages": "CD001431", "year": "2004"},
        {**TIDES, "title": "Salt for asthma", "venue": "Cochrane Database Syst Rev"}
        | {"pages": "CD001431", "year": "2012"},
    ),
    "a numeral beside none, and nothing to confirm that they are one": (
        TIDES,
        {**TIDES, "title": TIDES["title"] + " II"},
    ),
    "an article and its erratum, by their types": (
        {**TIDES, "type": "article"},
        {**TIDES, "type": "Published Erratum"},
    ),
}

SUBJECTS = [
    ("Rana dalmatina", "Bufo viridis"),
    ("cefotaxime", "cefuroxime"),
    ("strain 17", "strain 23"),
    ("BRCA1", "BRCA2"),
    ("CdSe", "CdTe"),
]


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("subjects", SUBJECTS)
def test_one_text_of_one_journal_for_two_subjects(subjects: tuple[str, str], policy: str) -> None:
    one, two = (
        {**TIDES, "venue": "Lake Letters", "title": f"Draft assembly of the parts of {subject}"}
        | {
            "abstract": f"We report the parts of {subject}, which were read in pieces and put "
            "together. It has thirteen of one kind, two of another and a region of control, as "
            f"its relatives have, and {subject} stands apart from all of them in the tree that we "
            "drew of its letters. All of them were read at least forty times on each side."
        }
        for subject in subjects
    )
    assert not one_paper(one, two, policy)


def test_a_text_that_names_both_subjects_was_not_filled_in() -> None:
    one = {**TIDES, "venue": "Lake Letters", "title": "Treatment of pike with cefotaxime in lakes"}
    one["abstract"] = (
        "We gave cefotaxime to pike in half of the lakes and cefuroxime to those in the others, "
        "and counted how many of them swam again after a week, a month and a year; all of them "
        "were read at least forty times on each side by two people who did not know the lake."
    )
    other = one | {"title": "Treatment of pike with cefuroxime in lakes"}
    assert one_paper(one, other, "version")


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    ("names", "surnames"),
    [
        ("Eva Lund, Ravi Menon", "Lund, Menon"),
        ("Lund E; Menon R; Ito K; Okafor A", "Lund, Menon, Ito, Okafor"),
        ("Lund E; Menon R; Ito K; Okafor A", "Lund, Menon, Ito and Okafor"),
    ],
)
def test_surnames_between_commas_are_of_as_many_people(
    names: str, surnames: str, policy: str
) -> None:
    one = {**TIDES, "authors": names}
    assert one_paper(one, one | {"authors": surnames, "venue": "Icarus", "year": "2013"}, policy)
    other = one | {"authors": "Lund, Eva", "title": "Slow tides on the moons of Saturn"}
    assert not one_paper(other, other | {"authors": "Eva, Ravi"}, policy)


CROWD = ("Zhang A; Wang B; Li C; Liu D", "Zhang X; Wang Y; Li S; Liu T")


@pytest.mark.parametrize("policy", ["record", "version"])
def test_surnames_alone_are_shared_by_many(policy: str) -> None:
    one = {"title": "A survey of learning", "authors": CROWD[0], "year": "2012"}
    assert not one_paper(one, one | {"authors": CROWD[1]}, policy)
    assert one_paper(one, one | {"authors": CROWD[0].replace(" D", " DE")}, policy)
    named = {**TIDES, "authors": "Lund E; Menon R; Ito K; Okafor A", "venue": "Icarus"}
    assert one_paper(named, named | {"authors": "Lund, Menon, Ito, Okafor"}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
def test_a_column_of_one_author_in_the_next_volume(policy: str) -> None:
    one = {"title": "Drug watch", "authors": "Lund E", "venue": "Nursing", "volume": "12"}
    assert not one_paper(one, one | {"volume": "13"}, policy)
    assert one_paper(one, one | {"number": "4"}, policy)


def test_another_word_in_the_title_of_one_text_is_another_wording() -> None:
    one = {**TIDES, "title": "Slow tides of methane on the moons", "abstract": review_of(*"abc")}
    assert one_paper(one, one | {"title": "Slow waves of methane on the moons"}, "version")


COLUMNS = (
    *("Avant-propos", "Sommaire", "Éditorial", "Préface", "Presentación", "Prólogo"),
    *("Cartas al director", "Noticias", "Personalia", "Rezensionen", "Buchbesprechungen"),
    *("Vorwort", "Mitteilungen", "Förord", "Inledning", "Voorwoord", "Redactioneel"),
    *("Prefazione", "Presentazione", "Editoriale", "Apresentação", "Carta ao editor"),
    *("От редакции", "Предисловие", "Рецензии", "巻頭言", "編集後記", "卷首语", "编者按"),
    *("Journal club", "Treasurer's report", "President's message", "New products"),
    *("Dear reader", "From the archives", "Grand rounds", "Calendar", "In this issue"),
)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_title_of_hundreds_of_items_is_no_evidence(column: str) -> None:
    bare = {"title": column, "year": "2003"}
    assert not one_paper(bare, bare | {"venue": "Annals of Dust"})


@pytest.mark.parametrize("case", TWO_PAPERS)
def test_two_papers_told_alike(case: str) -> None:
    assert not one_paper(*TWO_PAPERS[case])


MARKED = (
    "{} - Correction",
    "{} (Correction)",
    "Notice of correction: {}",
    "In response to: {}",
    "{} - The authors respond",
    'Review for "{}"',
    "Peer review of {}",
    'Decision letter for "{}"',
    "Dataset: {}",
    "Protocol for {}",
    "{}: protocol",
    "{}: rationale and design",
    "Journal club: {}",
    "Berichtigung: {}",
    "Retraction note: {}",
    'Retraction of "{}"',
    "Withdrawal: {}",
    "Rationale and design of {}",
    "{}: rationale, design and methods",
    "{} - Response",
    "{}: a reply",
    "{}: a rejoinder",
    "A commentary on {}",
    "Editorial comment on {}",
    "{} - Invited commentary",
    "{}: an erratum",
    "Source code for {}",
    "Editorial: {}",
    "Guest editorial: {}",
    "{}: an editorial",
    "{}: a protocol",
    "{} - Editorial",
    "Commentary — {}",
    "News: {}",
    "News & Views: {}",
    "In brief: {}",
    "Research highlights: {}",
    "Executive summary: {}",
    "Plain language summary: {}",
    "{} (plain language summary)",
    "Plain language summary of {}",
    "Graphical abstract: {}",
    "{}: video abstract",
    "Podcast: {}",
    "Infographic. {}",
    "{} (infographic)",
    "Correspondence: {}",
    "Peer review report: {}",
    "Press release: {}",
    "{} [rebuttal]",
    "{} [data set]",
    "{} (dataset)",
    "{} [source code]",
    "Data and code for {}",
    "Supplemental data: {}",
    "{} [supplement]",
)

ELSEWHERE = (
    *("Berichtigung zu: {}", "Korrektur: {}", "Korrigendum: {}", "Erwiderung auf: {}"),
    *("Antwort auf: {}", "Kommentar zu {}", "Stellungnahme zu: {}", "Leserbrief zu {}"),
    *("{}: Schlusswort", "{}: Studienprotokoll", "{} [Kommentar]", "{} - Erwiderung"),
    *("Rectificatif : {}", "Corrigendum à : {}", "Réponse à : {}", "Réponse de l’auteur : {}"),
    *("Commentaire : {}", "Commentaire sur {}", "À propos de : {}", "À propos de « {} »"),
    *("Rétractation : {}", "Protocole : {}", "{} : protocole", "{} (réponse des auteurs)"),
    *("Corrección: {}", "Fe de errores: {}", "Fe de erratas de {}", "Respuesta a: {}"),
    *("Réplica a: {}", "Comentario a: {}", "Comentario sobre {}", "Retractación: {}"),
    *("Protocolo de {}", "{} (fe de errores)", "Correzione: {}", "Errata corrige: {}"),
    *("Risposta a: {}", "Commento a: {}", "Ritrattazione: {}", "{} (errata corrige)"),
    *("Correção: {}", "Errata: {}", "Resposta a: {}", "Comentário a: {}", "Retratação: {}"),
    *("Rectificatie: {}", "Reactie op: {}", "Rättelse: {}", "Replik: {}", "Svar till: {}"),
    *("Поправка: {}", "Исправление к: {}", "Опечатка: {}", "Ответ на: {}"),
    *("Комментарий к: {}", "Письмо: {}", "{} (ответ)"),
)
BESIDE = (
    *("{} - In reply", "Amendment to: {}", "Update to: {}", "Removal notice to: {}"),
    *("Preregistration: {}", "MOESM1 of {}", "Slides: {}", "Teaching slides: {}", "Poster: {}"),
    *("CME: {}", "{} - CME quiz", "Interview about: {}", "Author interview: {}"),
    *("{} (podcast)", "Appendix to: {}", "Critical appraisal: {}", "Translation of: {}"),
)


@pytest.mark.parametrize("policy", ["record", "version", "work"])
@pytest.mark.parametrize("marked", MARKED + ELSEWHERE + BESIDE)
def test_what_is_about_an_article_is_not_it(marked: str, policy: str) -> None:
    assert not one_paper(TIDES, TIDES | {"title": marked.format(TIDES["title"])}, policy)


OF_ARTICLE = (
    "{} (vol 117, pg 150, 2018)",
    "Corrigendum to “{}” (Lake Letters (2018) 117 (150–158), (S0925857), (10.1016/j.lake.2018))",
    "Corrigendum to “{}” [Lake Lett. 117 (2018) 150–158]",
    "Erratum: {} (Lake Letters (2018) 117 (150-158))",
    "Author Correction: {} (Lake Letters, (2018), 117, 1, (150-158))",
    "Erratum to: {}",
    "Correction: {}",
    "{} (erratum)",
)


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("one", OF_ARTICLE)
def test_an_erratum_is_told_in_many_ways(one: str, policy: str) -> None:
    article = {**TIDES, "venue": "Lake Letters"}
    told = article | {"title": one.format(TIDES["title"])}
    assert not one_paper(article, told, policy)
    for other in OF_ARTICLE:
        assert one_paper(told, article | {"title": other.format(TIDES["title"])}, policy)


def test_the_place_of_an_article_is_the_title_of_what_has_no_other() -> None:
    one = {**TIDES, "title": "Erratum (vol 12, pg 3, 2011)", "venue": "Lake Letters"}
    assert not one_paper(one, one | {"title": "Erratum (vol 12, pg 77, 2011)"}, "version")


BELONGING = (
    *("dataset", "Data Set", "software", "Computer Program", "COMP", "component", "Figure"),
    *("Supplementary Material", "video", "PeerReview", "peer_review"),
)


@pytest.mark.parametrize("policy", ["record", "version", "work"])
@pytest.mark.parametrize("kind", BELONGING)
def test_what_its_type_calls_another_item_is_one(kind: str, policy: str) -> None:
    typed = {**TIDES, "type": kind}
    assert not one_paper(typed, {**TIDES, "type": "article-journal"}, policy)
    assert one_paper(typed, {**TIDES, "authors": "Eva Lund and Ravi Menon"}, policy)
    assert one_paper(typed, {**typed, "authors": "Eva Lund and Ravi Menon"}, policy)


REVIEWED = (
    *("Rezension zu: {}", "Buchbesprechung: {}", "{} (Rezension)", "Compte rendu : {}"),
    *("Reseña de {}", "Recensione: {}", "Resenha: {}", "Рецензия на: {}"),
)


@pytest.mark.parametrize("reviewed", REVIEWED)
def test_the_review_of_a_book_is_not_the_book(reviewed: str) -> None:
    book = {"title": TIDES["title"], "year": "2012"}
    assert not one_paper(book, book | {"title": reviewed.format(book["title"])})


UNMARKED = (
    ("Poster: {}", "{} [Poster]"),
    ("À propos de 12 cas de marées", "A propos des 12 cas de marées"),
    ("Corrección de las mareas de Titan", "Correcciones de las mareas de Titan"),
    ("Commentaires de texte et marées", "Commentaire de texte et marées"),
    ("{} [Letter to the editor]", "{}"),
    ("{}: highlights of a decade", "{}: the highlights of a decade"),
    ("Editorial policies of journals of tides", "Editorial policies of journals of tide"),
    ("Software: practice of slow tides", "Software practice of slow tides"),
    ("Summary of tides on the moons of Titan", "Summary of the tides on the moons of Titan"),
    ("{}? Evidence from news", "{}"),
    ("{}: from data to evidence", "{}"),
    ("{}: from data to code", "{}"),
    ("{}: patient response", "{}"),
    ("{}: the letters", "{}"),
    ("{}: suite", "{}"),
    ("{}: Korrektur", "{}"),
    ("{}: data and ...", "{}: data and models of seas"),
    ("{} by activation of ERK 1/2", "{} by activation of ERK1/2"),
    ("{} in a trial of phase 1/2", "{} in a trial of phase 1-2"),
    ("{} (with discussion)", "{}"),
    ("Withdrawal of steroids after transplants", "Withdrawal of steroids after transplant"),
    ("Mechanics of clot retraction", "Mechanics of clots retraction"),
)


@pytest.mark.parametrize(("one", "two"), UNMARKED)
def test_words_of_a_title_are_no_mark(one: str, two: str) -> None:
    first, second = ({**TIDES, "title": text.format(TIDES["title"])} for text in (one, two))
    assert one_paper(first, second)


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("10.5194/lakes-2012-498-cc1", "10.5194/lakes-2012-498-rc2"),
        ("10.7287/tides.1v0.1/reviews/1", "10.7287/tides.1v0.1/reviews/2"),
        ("10.1002/tides.1/v1/review1", "10.1002/tides.1/v1/review2"),
    ],
)
def test_comments_in_one_open_review_are_several(one: str, two: str, policy: str) -> None:
    said = {"title": "Comment on lakes-2012-498", "year": "2012"}
    said["abstract"] = "The discussed article follows the tides of four moons through winters. " * 6
    assert not one_paper(said | {"doi": one}, said | {"doi": two}, policy)
    assert one_paper(said | {"doi": one}, said | {"doi": one.upper()}, policy)


def test_one_journal_prints_no_paper_twice() -> None:
    one, two = "10.1088/1742-6596/664/7/072008", "10.1088/1742-6596/898/4/042051"
    other = "10.1088/0264-9381/898/4/042051"
    first, second, third = ({**TIDES, "doi": doi} for doi in (one, two, other))
    assert not one_paper(first, second | {"year": "2015"}, "version")
    assert one_paper(first, third | {"year": "2013"}, "version")


def test_the_work_of_other_people_is_another() -> None:
    survey = {"title": "A survey of wireless sensor networks", "year": "2011"}
    one, other = survey | {"authors": "Smith J, Wu L"}, survey | {"authors": "Okafor C, Haas B"}
    assert not one_paper(one, other, "work")


def test_sister_papers_are_two_works() -> None:
    title = "Effect of {} on endothelial function in patients with type 2 diabetes"
    drugs = ("atorvastatin", "rosuvastatin")
    papers = [
        {"title": title.format(drug), "authors": FOUR, "year": "2010", "venue": "Thorax"}
        | {"doi": f"10.1136/thx.2010.{number}"}
        for drug, number in zip(drugs, (1401, 2290), strict=True)
    ]
    assert not one_paper(papers[0], papers[1], "work")


LATER_PARTS = (
    *("{} (continued)", "{} (Fortsetzung)", "{} (Schluss)", "{} (suite)", "{} (suite et fin)"),
    *("{} (fin)", "{} (continuación)", "{} (conclusión)", "{} (continuazione)"),
    *("{} (продолжение)", "{} (окончание)", "{} – Fortsetzung", "{}: further results"),
    *("{}: further results on two winters", "{}: a sequel", "{}. Second report"),
    *("{}: a postscript", "{}. Zweiter Teil", "{}. Deuxième partie", "{} (segunda parte)"),
    *("{}. Seconda parte", "{}. Часть вторая", "{}. IIIe partie", "{}. Parte IIª"),
    *("{} (2ème partie)", "{}（下）", "{}（二）"),
)


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("later", LATER_PARTS)
def test_what_goes_on_is_another_part(later: str, policy: str) -> None:
    part = {**TIDES, "title": later.format(TIDES["title"])}
    assert not one_paper(TIDES, part, policy)
    assert not one_paper({**TIDES, "title": TIDES["title"] + ". Part 7"}, part, policy)
    assert one_paper(part, part | {"authors": "Eva Lund and Ravi Menon"}, policy)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Zweiter Teil", "Part 2"),
        ("IIe partie", "Part II"),
        ("Parte IIª", "2ª parte"),
        ("Часть вторая", "Part 2"),
        ("（二）", "Part 2"),
    ],
)
def test_a_part_is_counted_in_many_languages(one: str, two: str) -> None:
    first, second = ({**TIDES, "title": f"{TIDES['title']}. {part}"} for part in (one, two))
    assert one_paper(first, second, "version")
    assert not one_paper(first, {**TIDES, "title": TIDES["title"] + ". Part 3"}, "version")


def test_a_part_without_its_own_title_is_that_part() -> None:
    bare = {**TIDES, "title": "Tides of Titan. II", "abstract": "We count the tides. " * 12}
    named = {**TIDES, "title": "Tides of Titan. II. The winds of two winters in cold seas"}
    other = {**TIDES, "title": "Tides of Titan. III. The winds of two winters in cold seas"}
    assert one_paper(bare, named, "version")
    assert not one_paper(bare, other, "version")


PLACED = MEMORY | {"abstract": "We train the memory of forty patients for six weeks. " * 9}


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    "label", ["Editorial: {}", "Commentary: {}", "{} [data set]", "{}: a study protocol"]
)
def test_a_label_may_be_left_out_where_pages_and_people_agree(label: str, policy: str) -> None:
    labelled = PLACED | {"title": label.format(PLACED["title"])}
    assert one_paper(labelled, PLACED, policy)
    assert not one_paper(labelled, PLACED | {"pages": "1180-9"}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    ("label", "kind"),
    [("{} [data set]", "Dataset"), ("Letter to the editor: {}", "Letter"), ("News: {}", "News")],
)
def test_a_type_says_what_a_label_says(label: str, kind: str, policy: str) -> None:
    labelled = {**TIDES, "title": label.format(TIDES["title"])}
    assert one_paper(labelled, {**TIDES, "type": kind}, policy)
    assert one_paper(labelled | {"type": kind}, {**TIDES, "type": kind}, policy)
    assert not one_paper(labelled | {"type": kind}, TIDES | {"type": "article"}, policy)


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("webpage", "dataset"),
        ("Manual", "software"),
        ("Conference; Dataset", "JournalArticle"),
        ("Database", "dataset"),
    ],
)
def test_types_that_do_not_tell_items_apart(one: str, two: str, policy: str) -> None:
    assert one_paper({**TIDES, "type": one}, {**TIDES, "type": two}, policy)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Peterson, James", "Patterson, Judith"),
        ("Johnson, P.", "Johansen, P."),
        ("Zhang, Jie", "Zhang, Yan"),
        ("Smith, Charles", "Smith, Karen"),
    ],
)
def test_people_whose_names_only_sound_alike(one: str, two: str) -> None:
    survey = {"title": "Deep learning for the segmentation of images: a survey", "year": "2019"}
    first = survey | {"authors": one, "venue": "Icarus", "volume": "3", "pages": "12-30"}
    assert not one_paper(first, survey | {"authors": two, "year": "2020"})


NAMES = ("COVID-19", "vitamin B12", "U(1)", "$H^2$", "a share of 0.05", "PM2.5")


@pytest.mark.parametrize("policy", ["record", "version"])
@pytest.mark.parametrize("name", NAMES)
def test_a_number_in_the_name_of_a_thing_counts_no_parts(name: str, policy: str) -> None:
    one = {**TIDES, "title": f"Slow tides of the seas and {name}"}
    assert one_paper(one, {**TIDES, "title": one["title"] + " on the moons"}, policy)
    assert not one_paper(one, {**TIDES, "title": "Slow tides of the seas and U(7)"}, policy)
    assert not one_paper(TIDES | {"title": "Slow tides. 1"}, TIDES | {"title": "Slow tides"})


def test_a_number_that_is_written_apart_is_the_same() -> None:
    one = {**TIDES, "title": "Slow tides of the seas during COVID-19"}
    other = {**TIDES, "title": "Slow tide in the seas during COVID 19", "venue": "Icarus"}
    assert one_paper(one, other)


def test_a_number_that_is_written_apart_may_be_another() -> None:
    one = {**TIDES, "title": "Slow tides of the moons and PM2.5"}
    assert not one_paper(one, {**TIDES, "title": "Slow tides of the moons and PM 10"})


def test_the_same_words_in_another_order_are_no_misspelling() -> None:
    one = {**TIDES, "title": "Content of lower seas, and slow tides", "doi": "10.1000/a"}
    other = {**TIDES, "title": "Slow tides, and lower content of seas", "doi": "10.1001/b"}
    result = deduplicate({"a": [one | {"id": "a"}], "b": [other | {"id": "b"}]})
    assert "word" not in {point.evidence for point in result.explain("a", "b").points}


@pytest.mark.parametrize("host", ["portal.acm.org", "https://www.example.com/", "figshare.com"])
def test_the_address_of_a_server_is_no_venue(host: str) -> None:
    one = {**TIDES, "title": "Slow tides", "venue": "Lake Letters"}
    assert one_paper(one, one | {"venue": host, "year": "2013"})
    assert not one_paper(one, one | {"venue": "Gut", "year": "2013"})


@pytest.mark.parametrize(
    "nowhere",
    [
        "see",
        "To appear,",
        "in press",
        "Oslo, Norway",
        "San Jose, California, May 12-14, 2012",
        "N/A",
    ],
)
def test_a_note_or_a_town_is_no_venue(nowhere: str) -> None:
    one = {**TIDES, "title": "Slow tides", "venue": "Lake Letters"}
    assert one_paper(one, one | {"venue": nowhere, "year": "2013"})
    for venue in ("Nature, Norway", "Proceedings of Seas, Oslo, Norway", "submitted", "Oslo"):
        other = {"venue": venue.replace("Nature", "Cell Reviews"), "year": "2013"}
        assert not one_paper(one, one | other), venue


@pytest.mark.parametrize("journal", ["VLTB J.", "The VLTB Journal, Very Large Tide Bases"])
@pytest.mark.parametrize("meeting", ["VLTB", "Very Large Tide Bases", "Proc. of the 9th VLTB Conf"])
def test_a_meeting_is_not_the_journal_of_its_name(journal: str, meeting: str) -> None:
    one = {**TIDES, "title": CACHING, "venue": meeting}
    other = {**one, "venue": journal, "year": "2013"}
    assert not one_paper(one, other)
    assert one_paper(one, other, "version")
    assert one_paper(other, other | {"venue": "VLTB Journal"})
    spelled = {**other, "venue": "JTA: Journal of Titan Affairs"}
    assert one_paper(spelled, spelled | {"venue": "JTA", "year": "2012"})
    # Some write the name of a journal without the word; only journals have volumes.
    assert one_paper({**one, "volume": "3", "pages": "55-9"}, {**other, "volume": "3"})


@pytest.mark.parametrize("policy", ["record", "version", "work"])
@pytest.mark.parametrize(
    ("whole", "lost"),
    [
        (
            "Efficient workflow of tides on moons of Titan",
            "Ecient workow of tides on moons of Titan",
        ),
        (
            "Efficient storage of slow tides on moons of Titan",
            "E cient storage of slow tides on moons of Titan",
        ),
        (
            "Slow tides and stiff winds on moons of Titan",
            "Slow tides and sti winds on moons of Titan",
        ),
    ],
)
def test_ligatures_that_print_loses_are_letters(whole: str, lost: str, policy: str) -> None:
    one = {"title": whole, "authors": "Eva Lund", "year": "1999"}
    assert one_paper(one, one | {"title": lost}, policy)


def test_lost_ligatures_excuse_no_other_word() -> None:
    one = {**TIDES, "title": "Efficient storage of slow tides on moons", "venue": "Icarus"}
    other = one | {"title": "E cient storage of slow winds on moons", "year": "2013"}
    assert not one_paper(one, other)


BYLINES = (
    ("Lund E; Menon R", "and K. Ito. {}"),
    ("Lund E", "R. Menon, and K. Ito. {}"),
    ("Lund E", "R. and Ito, K.(2012). {}"),
    ("Lund E", "Menon, R., Ito, K.: {}"),
    ("Lund E", "et al. {}"),
    ("Lund E", "et al, “{}"),
    ("Lund E", "K.: {}"),
)


@pytest.mark.parametrize("policy", ["record", "version", "work"])
@pytest.mark.parametrize(("authors", "line"), BYLINES)
def test_names_before_a_title_are_authors(authors: str, line: str, policy: str) -> None:
    one = {"title": CACHING, "authors": "Eva Lund, Ravi Menon, Kenji Ito", "year": "2012"}
    assert one_paper(one, {"title": line.format(CACHING), "authors": authors}, policy)
    for other in (
        "A survey of queries in distributed stores",
        "Predictive tides in distributed seas",
    ):
        assert not one_paper(one, {"title": line.format(other), "authors": authors}, policy)


def test_names_before_a_title_that_nobody_has_are_its_subject() -> None:
    one = {"title": CACHING, "authors": "Eva Lund, Ravi Menon, Kenji Ito", "year": "2012"}
    assert not one_paper(
        one, {"title": f"A. Turing. {CACHING}", "authors": "Lund E", "year": "2014"}
    )


def test_the_title_behind_names_is_generic_as_others_are() -> None:
    one = {"title": "Guest editorial", "authors": "Lund E", "year": "2012", "venue": "Icarus"}
    assert not one_paper(one, one | {"title": "E. Lund. Guest editorial"})


def test_an_author_before_a_title_is_only_named_twice() -> None:
    one = {"title": CACHING, "authors": "Eva Lund, Ravi Menon, Kenji Ito", "year": "2012"}
    other = {"title": f"E. Lund. {CACHING}", "authors": "Eva Lund", "year": "2012"}
    assert not one_paper(one, other | {"year": "2013", "venue": "Gut"}, "work")
    assert one_paper(one | {"authors": "Eva Lund"}, other)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Insulin response to slow meals in the elderly", "Insulin response"),
        ("Growth of moss in response to tides of acid rain", "Growth of moss"),
        ("Dose-response to tides: seas and winds", "Dose-response"),
    ],
)
def test_what_responds_in_a_title_is_no_reply(one: str, two: str) -> None:
    first = {**MEMORY, "title": one}
    assert one_paper(first, first | {"title": two})
    for reply in ("{}: response to Lund", "The authors' response to Lund: {}", "Response to “{}”"):
        assert not one_paper(first, first | {"title": reply.format(one), "pages": "1190"})


def test_a_slash_without_brackets_counts_no_parts() -> None:
    one, two = ({**TIDES, "title": f"Inhibition of CDK {name}"} for name in ("4/6", "4"))
    assert not one_paper(one, two, "version")


EARLIER = (
    "We follow the tides of four moons through twenty winters, and ask what drives them. The "
    "answer is the slow turn of the seas, of which we count the waves with a small boat. Most of "
    "them run north, and none comes back before the spring; so the ice must hold them under it."
)
REVISED = (
    "A model of heat explains, without winds, what we see in the slow turn of the seas, of which "
    "we count the waves with a small boat. Most of them run north, and none comes back before "
    "the spring; heat alone can hold them there."
)


def test_versions_of_a_preprint_have_the_year_of_the_first() -> None:
    one = {**TIDES, "title": "What drives the tides of the moons", "abstract": EARLIER}
    two = {**TIDES, "title": "Heat drives waves on the moons", "abstract": REVISED}
    assert one_paper(one, two, "version")
    assert one_paper(one, two | {"venue": "Icarus"}, "version")
    assert not one_paper(one, two | {"year": "2013"}, "version")
    assert not one_paper(one | {"venue": "Gut"}, two | {"venue": "Icarus"}, "version")


CITED = "Lund E. Tides. Icarus 2010, which has been published in final form at doi.org/10.1000/a."


@pytest.mark.parametrize(
    "text",
    [
        "No abstract is provided for this publication at this time.",
        "Approved for public release; distribution is unlimited.",
        f"This is the peer reviewed version of the following article: {CITED}",
        "This is the author accepted manuscript. The final version is available from Icarus.",
    ],
)
def test_what_repositories_write_instead_of_an_abstract_is_none(text: str) -> None:
    other = {"title": "Cold rivers of the northern plains", "authors": "Ito K", "year": "1999"}
    result = deduplicate({"a": [TIDES | {"abstract": text}], "b": [other | {"abstract": text}]})
    assert len(result.papers) == 2
    abstract = "We follow the tides of four moons through twenty winters. " * 8
    assert one_paper(TIDES | {"abstract": text}, TIDES | {"abstract": abstract})


EARLY = {**TIDES, "venue": "Icarus", "authors": FOUR}


@pytest.mark.parametrize(
    ("early", "printed"),
    [
        ({"volume": "0", "pages": "1-9"}, {"volume": "41", "pages": "506-515"}),
        ({"pages": "gkz1085"}, {"volume": "47", "pages": "D506-D515"}),
        ({"volume": "48", "pages": "gkaa1085"}, {"volume": "48", "pages": "506-15"}),
    ],
)
def test_a_place_ahead_of_print_contradicts_none(early: Record, printed: Record) -> None:
    assert one_paper(EARLY | early, EARLY | printed)
    assert not one_paper(EARLY | {"volume": "40", "pages": "77-81"}, EARLY | printed)

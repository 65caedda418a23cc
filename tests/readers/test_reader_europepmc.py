"""Europe PMC: its XML and its JSON say the same, whatever was asked to be told of each result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperdedup import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

    Read = Callable[..., Dump]

CORE = """<result><id>30000001</id><source>MED</source><pmid>30000001</pmid>
<pmcid>PMC6000001</pmcid><fullTextIdList><fullTextId>PMC6000001</fullTextId></fullTextIdList>
<doi>10.5555/a</doi><title>On tides of the &lt;i>northern&lt;/i> sea.</title>
<authorString>Lund E, Roe R, Plato, Tide Group.</authorString>
<authorList><author><fullName>Lund E</fullName><firstName>Eva</firstName><lastName>Lund</lastName>
 <initials>E</initials><authorId type="ORCID">0</authorId></author>
 <author><fullName>Roe R</fullName><lastName>Roe</lastName><initials>R</initials></author>
 <author><fullName>Plato</fullName><lastName>Plato</lastName></author>
 <author><collectiveName>Tide Group</collectiveName></author><author/></authorList>
<journalInfo><issue>3</issue><volume>12</volume><journalIssueId>1</journalIssueId>
 <dateOfPublication>2018 Sep</dateOfPublication><yearOfPublication>2018</yearOfPublication>
 <journal><title>Journal of Invented Seas</title><medlineAbbreviation>J Inv Seas
 </medlineAbbreviation><ISSN>1234-5678</ISSN></journal></journalInfo>
<pubYear>2018</pubYear><pageInfo>11-19</pageInfo>
<abstractText>&lt;h4>Aims&lt;/h4>We measure
tides.</abstractText><language>eng</language>
<pubTypeList><pubType>Journal Article</pubType><pubType>research-article</pubType></pubTypeList>
<meshHeadingList><meshHeading><descriptorName>Oceans</descriptorName></meshHeading>
</meshHeadingList><keywordList><keyword>tides</keyword><keyword>seas</keyword></keywordList>
<commentCorrectionList><commentCorrection><id>9</id><source>MED</source></commentCorrection>
</commentCorrectionList><firstPublicationDate>2018-07-05</firstPublicationDate></result>"""

LITE = """<result><id>PPR1</id><source>PPR</source><doi>10.5555/b</doi><title>On winds</title>
<authorString>Roe R.</authorString><journalTitle>Winds</journalTitle><issue>4</issue>
<journalVolume>5</journalVolume><journalIssn>1; 2</journalIssn><pubYear>2020</pubYear>
<pubType>preprint</pubType></result>"""


def answer(*results: str) -> str:
    """An answer with some results."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><responseWrapper><version>6.9'
        "</version><hitCount>2</hitCount><request><queryString>a</queryString></request>"
        f"<resultList>{''.join(results)}</resultList></responseWrapper>\n"
    )


def test_answers_in_xml(read_bytes: Read) -> None:
    dump = read_bytes(answer(CORE, "<result/>") + answer(LITE) + answer(), "answers.xml")
    core, lite = dump.fields().to_pylist()
    assert core == {
        "title": "On tides of the <i>northern</i> sea.",
        "abstract": "<h4>Aims</h4>We measure tides.",
        "authors": "Lund, Eva; Roe, R; Plato; Tide Group",
        "year": "2018",
        "venue": "Journal of Invented Seas",
        "id": "30000001",
        "doi": "10.5555/a",
        "pmid": "30000001",
        "pmcid": "PMC6000001",
        "volume": "12",
        "issue": "3",
        "pages": "11-19",
        "type": "Journal Article; research-article",
    }
    assert {name: value for name, value in lite.items() if value is not None} == {
        "title": "On winds",
        "authors": "Roe R.",
        "year": "2020",
        "venue": "Winds",
        "id": "PPR1",
        "doi": "10.5555/b",
        "volume": "5",
        "issue": "4",
        "type": "preprint",
    }
    row = dump.table.to_pylist()[0]
    assert (row["language"], row["issn"], row["first_published"]) == (
        *("eng", "1234-5678", "2018-07-05"),
    )
    assert (row["keywords"], row["mesh"]) == (["tides", "seas"], ["Oceans"])
    assert [(reject.position, reject.reason) for reject in dump.rejects] == [
        (1, "nothing is in it")
    ]


def test_a_cut_answer_and_another_one_are_errors(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="the file is cut"):
        read_bytes(answer(CORE)[:-30])
    with pytest.raises(InputError, match="Europe PMC's XML has <responseWrapper>"):
        read_bytes("<a/>", format="europepmc")


def test_groups_are_authors_in_json_too(read_bytes: Read) -> None:
    authors = '{"author": [{"fullName": "Lund E"}, {"collectiveName": "Tide Group"}]}'
    result = f'{{"id": "1", "title": "On tides", "authorList": {authors}}}'
    dump = read_bytes(f'{{"hitCount": 1, "resultList": {{"result": [{result}]}}}}')
    assert dump.fields()["authors"].to_pylist() == ["Lund E; Tide Group"]

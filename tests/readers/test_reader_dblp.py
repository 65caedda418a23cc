"""DBLP's XML: publications by their keys, people without the numbers of their namesakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperdedup import InputError, deduplicate
from paperdedup.readers import xmldocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

    Read = Callable[..., Dump]

DUMP = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp-2023-06-28.dtd">
<dblp>
<article mdate="2020-01-01" key="journals/seas/LundW19">
<author orcid="0">J&uuml;rgen Lund</author><author>Wei Wang 0001</author><author>Agent 7</author>
<title>On tides of A<sub>2</sub> &amp; B&agrave;.</title><pages>11-19</pages><year>2019</year>
<volume>7</volume><journal>Seas</journal><number>2</number>
<ee>http://seas.example/7</ee><ee type="oa">https://doi.org/10.5555/seas.7</ee>
<url>db/journals/seas/seas7.html#LundW19</url><note type="x">n</note>
</article>
<inproceedings mdate="2020-01-01" key="conf/winds/Berg20" publtype="informal">
<author>Ada Berg</author><title>On winds.</title><year>2020</year><booktitle>WINDS</booktitle>
<ee>http://arxiv.org/abs/2001.00001</ee><crossref>conf/winds/2020</crossref><cite>...</cite>
</inproceedings>
<proceedings key="conf/winds/2020"><editor>Ada Berg</editor><title>Winds 2020</title>
<publisher>P</publisher><isbn>978-1</isbn><isbn>978-2</isbn></proceedings>
<www mdate="2020-01-01" key="homepages/l/EvaLund"><author>Eva Lund</author><title>Home Page</title>
</www>
<www key="homepages/b/AdaBerg"><title>Home Page</title></www>
<www key="www/org/seas"><title>On ice</title></www>
<article/>
</dblp>
"""


def test_publications(read_bytes: Read) -> None:
    dump = read_bytes(DUMP, "dblp.xml")
    rows = [{k: v for k, v in row.items() if v is not None} for row in dump.fields().to_pylist()]
    assert rows[:2] == [
        {
            "title": "On tides of A2 & Bà.",
            "authors": "Jürgen Lund; Wei Wang; Agent 7",
            "year": "2019",
            "venue": "Seas",
            "id": "journals/seas/LundW19",
            "doi": "10.5555/seas.7",
            "dblp": "journals/seas/LundW19",
            "volume": "7",
            "issue": "2",
            "pages": "11-19",
            "type": "article",
            "url": "http://seas.example/7; https://doi.org/10.5555/seas.7",
        },
        {
            "title": "On winds.",
            "authors": "Ada Berg",
            "year": "2020",
            "venue": "WINDS",
            "id": "conf/winds/Berg20",
            "dblp": "conf/winds/Berg20",
            "type": "inproceedings",
            "url": "http://arxiv.org/abs/2001.00001",
        },
    ]
    assert [row["title"] for row in rows[2:4]] == ["Winds 2020", "On ice"]
    assert [row["type"] for row in rows[2:]] == ["proceedings", "www", "article"]
    proceedings = dump.table.to_pylist()[2]
    assert (proceedings["editors"], proceedings["isbn"]) == (["Ada Berg"], ["978-1", "978-2"])
    assert dump.notes == ("2 home pages passed over",)
    assert deduplicate(dump).papers["identifiers"].to_pylist()[:2] == [
        ["dblp:journals/seas/lundw19", "doi:10.5555/seas.7"],
        ["arxiv:2001.00001", "dblp:conf/winds/berg20"],
    ]


def test_publications_of_a_person(read_bytes: Read) -> None:
    person = '<person key="homepages/b/B"><author>Ada Berg</author></person>'
    page = f'<dblpperson name="Ada Berg" n="1">{person}<r><article key="journals/a/B20">'
    dump = read_bytes(f"{page}<title>On ice</title></article></r><coauthors/></dblpperson>")
    assert dump.fields()["title"].to_pylist() == ["On ice"]


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_named_characters_in_pieces(
    read_bytes: Read, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(xmldocument, "PIECE_BYTES", size)
    title = "J&uuml;rgen &lt;&amp;uuml;&gt; R&auml;&szlig; &#252;" + "&eacute;" * 50
    dump = read_bytes(f"<dblp><article key='a'><title>{title}</title></article></dblp>")
    assert dump.fields()["title"].to_pylist() == [f"Jürgen <&uuml;> Räß ü{'é' * 50}"]


def test_what_has_no_name_and_what_is_declared_are_errors(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="undefined entity"):
        read_bytes(DUMP.replace("&uuml;", "&nosuch;"))
    declared = DUMP.replace('.dtd"', '.dtd" [<!ENTITY uuml SYSTEM "/etc/hostname">]')
    with pytest.raises(InputError, match="it declares the entity 'uuml'"):
        read_bytes(declared)
    with pytest.raises(InputError, match="the file is cut"):
        read_bytes(DUMP[:-9])

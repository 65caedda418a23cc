"""Harvests by OAI-PMH: arXiv's own metadata and Dublin Core, page after page."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from paperdedup import InputError, deduplicate
from paperdedup.readers.oaipmh import OaiPmh
from paperdedup.readers.structure import MAX_DEPTH
from readers.memory import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperdedup.records import Dump

    Read = Callable[..., Dump]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def record(name: str, metadata: str, marks: str = "") -> str:
    """A record with its header."""
    return f"""<record>
<header{marks}>
 <identifier>oai:{name}</identifier><datestamp>2020-02-02</datestamp>
 <setSpec>seas</setSpec><setSpec>seas:north</setSpec>
</header>
<metadata>{metadata}</metadata>
<about><provenance xmlns="x"><title>None of the record</title></provenance></about>
</record>
"""


def answer(*records: str, verb: str = "ListRecords") -> str:
    """An answer with some records."""
    return f"""{DECLARATION}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2024-01-01T00:00:00Z</responseDate>
<request verb="{verb}" metadataPrefix="x">http://seas.example/oai</request>
<{verb}>
{"".join(records)}<resumptionToken cursor="0" completeListSize="9">1|2</resumptionToken>
</{verb}>
</OAI-PMH>
"""


def dublin_core(*elements: tuple[str, str]) -> str:
    """Metadata of some elements."""
    return DC + "".join(f"<dc:{tag}>{text}</dc:{tag}>" for tag, text in elements) + "</oai_dc:dc>"


def said(dump: Dump) -> list[dict[str, Any]]:
    """The records, without what they do not say."""
    rows = dump.table.to_pylist()
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


OF_HEADER = {"datestamp": "2020-02-02", "sets": ["seas", "seas:north"]}

ARXIV = """
 <arXiv xmlns="http://arxiv.org/OAI/arXiv/">
 <id>0704.0001</id><created>2007-04-02</created><updated>2008-07-24</updated>
 <authors><author><keyname>Lund</keyname><forenames>E. L.</forenames><suffix>Jr</suffix>
  <affiliation>University of the Seas</affiliation></author>
 <author><keyname>Tide Group</keyname></author></authors>
 <title>On tides of
  $A &lt; B$</title><categories>hep-ph math.CO</categories><comments>5 pages</comments>
 <report-no>SEA-1</report-no><msc-class>05C99</msc-class><acm-class>G.2</acm-class>
 <journal-ref>Seas 7 (2008) 1-9</journal-ref><doi>10.5555/a</doi>
 <license>http://seas.example/license</license><abstract>  We measure
tides.
</abstract></arXiv>
"""
RAW = """<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
<id>math/0703001</id><submitter>Eva Lund</submitter>
<version version="v1"><date>Thu, 1 Mar 2007 19:18:42 GMT</date><size>7kb</size></version>
<version version="v2"><date>Thu, 24 Jul 2008 20:10:27 GMT</date><size>8kb</size></version>
<title>On winds</title><authors>Eva Lund and Ada Berg</authors><categories>math.CO</categories>
<abstract>We measure winds.</abstract></arXivRaw>"""


def test_metadata_of_arxiv(read_bytes: Read) -> None:
    pages = answer(record("arXiv.org:0704.0001", ARXIV)) + answer(
        record("arXiv.org:math/0703001", RAW), verb="GetRecord"
    )
    dump = read_bytes(pages, "harvest.xml")
    assert said(dump) == [
        {
            "id": "oai:arXiv.org:0704.0001",
            "arxiv": "0704.0001",
            "title": "On tides of $A < B$",
            "abstract": "We measure tides.",
            "authors": ["Lund, E. L., Jr", "Tide Group"],
            "created": "2007-04-02",
            "updated": "2008-07-24",
            "doi": "10.5555/a",
            "comments": "5 pages",
            "categories": ["hep-ph", "math.CO"],
            "journal_ref": "Seas 7 (2008) 1-9",
            "report_no": "SEA-1",
            "msc_class": "05C99",
            "acm_class": "G.2",
            "license": "http://seas.example/license",
            **OF_HEADER,
        },
        {
            "id": "oai:arXiv.org:math/0703001",
            "arxiv": "math/0703001",
            "title": "On winds",
            "abstract": "We measure winds.",
            "authors": ["Eva Lund and Ada Berg"],
            "versions": [
                {"version": "v1", "created": "Thu, 1 Mar 2007 19:18:42 GMT"},
                {"version": "v2", "created": "Thu, 24 Jul 2008 20:10:27 GMT"},
            ],
            "categories": ["math.CO"],
            "submitter": "Eva Lund",
            **OF_HEADER,
        },
    ]
    years = dump.fields()["year"].to_pylist()
    assert years == ["2007-04-02", "Thu, 1 Mar 2007 19:18:42 GMT"]
    assert (dump.rejects, dump.notes) == ([], ())
    assert deduplicate(dump).papers["identifiers"].to_pylist() == [
        ["arxiv:0704.0001", "doi:10.5555/a"],
        ["arxiv:math/0703001"],
    ]


def test_dublin_core_of_arxiv(read_bytes: Read) -> None:
    metadata = dublin_core(
        ("title", "On tides"),
        ("creator", "Lund, Eva"),
        ("subject", "Seas"),
        ("description", "Comment: 5 pages"),
        ("description", "  We measure tides."),
        ("date", "2008-07-24"),
        ("date", "2007-04-02"),
        ("type", "text"),
        ("identifier", "http://arxiv.org/abs/0704.0001"),
        ("identifier", "Seas 7 (2008) 1-9"),
        ("identifier", "doi:10.5555/a"),
    )
    dump = read_bytes(answer(record("arXiv.org:0704.0001", metadata)))
    assert said(dump) == [
        {
            "id": "oai:arXiv.org:0704.0001",
            "title": "On tides",
            "abstract": "We measure tides.",
            "authors": ["Lund, Eva"],
            "date": "2007-04-02",
            "other_dates": ["2008-07-24"],
            "doi": "10.5555/a",
            "url": "http://arxiv.org/abs/0704.0001",
            "type": "text",
            "keywords": "Seas",
            "comments": "5 pages",
            "identifier": [
                "http://arxiv.org/abs/0704.0001",
                "Seas 7 (2008) 1-9",
                "doi:10.5555/a",
            ],
            **OF_HEADER,
        }
    ]


def test_dublin_core_of_repositories(read_bytes: Read) -> None:
    journal = dublin_core(
        ("title", "On storms"),
        ("title", "Tormentas"),
        ("creator", "Lund, Eva"),
        ("creator", "Berg, Ada"),
        ("description", "Submitted by A."),
        ("description", "We measure storms in the north."),
        ("description", "Medimos las tormentas en todo el norte."),
        ("date", "2019-03-01"),
        ("identifier", "https://seas.example/article/view/12"),
        ("identifier", "https://doi.org/10.5555/seas.12"),
        ("source", "Seas; Vol. 3 No. 2 (2019): Storms; 11\u201319"),
        ("source", "1234-5678"),
        ("relation", "https://seas.example/article/view/12/13"),
        ("relation", "10.5555/of-something-else"),
    )
    archive = dublin_core(
        ("title", "On ice"),
        ("date", "2019-03-01T10:00:00Z"),
        ("date", "2018-05"),
        ("identifier", "http://hdl.handle.example/1/2"),
        ("relation", "info:eu-repo/semantics/altIdentifier/doi/10.5555/ice"),
        ("relation", "info:eu-repo/semantics/altIdentifier/arxiv/1805.00001"),
        ("source", "ISSN: 1234-5678"),
        ("source", "https://ice.example/1"),
        ("source", "Ice Letters"),
    )
    archive_ids = [("PUBMED: 77", "pmid", "77"), ("PMC88", "pmcid", "PMC88")]
    dump = read_bytes(
        answer(
            record("a", journal),
            record("b", archive),
            *(record("c", dublin_core(("title", "T"), ("identifier", x))) for x, *_ in archive_ids),
        )
    )
    fields = [{k: v for k, v in row.items() if v is not None} for row in dump.fields().to_pylist()]
    assert fields == [
        {
            "title": "On storms",
            "abstract": "We measure storms in the north.",
            "authors": "Lund, Eva; Berg, Ada",
            "year": "2019-03-01",
            "venue": "Seas",
            "id": "oai:a",
            "doi": "10.5555/seas.12",
            "volume": "3",
            "issue": "2",
            "pages": "11\u201319",
            "url": "https://seas.example/article/view/12",
        },
        {
            "title": "On ice",
            "year": "2018-05",
            "venue": "Ice Letters",
            "id": "oai:b",
            "doi": "10.5555/ice",
            "arxiv": "1805.00001",
            "url": "http://hdl.handle.example/1/2",
        },
        *({"title": "T", "id": "oai:c", name: value} for _, name, value in archive_ids),
    ]
    assert said(dump)[0]["other_titles"] == ["Tormentas"]
    assert len(said(dump)[0]["other_abstracts"]) == 2


def test_qualified_dublin_core(read_bytes: Read) -> None:
    metadata = dublin_core(("title", "On A"), ("abstract", "We do A."), ("issued", "2019"))
    metadata = metadata.replace("oai_dc:dc", "oai_dc:qualifieddc")
    (row,) = read_bytes(answer(record("a", metadata))).fields().to_pylist()
    assert (row["title"], row["abstract"], row["year"]) == ("On A", "We do A.", "2019")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Seas; Vol 3, No 2 (2019): Storms, and more; 11-19", ("Seas", "3", "2", "11-19")),
        ("Seas; Bd. 3 (2019); e7", ("Seas", "3", None, "e7")),
        ("Seas; Núm. 2 (2019)", ("Seas", None, "2", None)),
        ("Seas; v. 3 n. 2-3 (2019); 11 - 19", ("Seas", "3", "2", "11 - 19")),
        *((none, (None,) * 4) for none in ("Seas and Winds", "Seas; Winds", "Seas; Vol. 3", ";;")),
    ],
)
def test_sources_of_journals(
    read_bytes: Read, source: str, expected: tuple[str | None, ...]
) -> None:
    metadata = dublin_core(("title", "On A"), ("source", source))
    (row,) = said(read_bytes(answer(record("a", metadata))))
    assert tuple(map(row.get, ("venue", "volume", "issue", "pages"))) == expected
    assert row["source"] == source


def test_what_is_no_record(read_bytes: Read) -> None:
    deleted = '<record><header status="deleted"><identifier>oai:x</identifier></header></record>'
    error = '<OAI-PMH xmlns="x"><request/><error code="{}">text</error></OAI-PMH>'
    deep = dublin_core(("title", "<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH))
    pages = (
        answer(deleted, record("a", dublin_core(("title", "On A"))), deleted)
        + answer(
            record("b", "<mods xmlns='m'><title>T</title></mods>"), record("c", DC[:-1] + "/>")
        )
        + error.format("noRecordsMatch") * 2
        + error.format("badResumptionToken")
        + answer("<header><identifier>oai:d</identifier></header>", verb="ListIdentifiers")
        + answer(record("e", deep), "<record/>")
    )
    dump = read_bytes(pages)
    assert dump.fields()["title"].to_pylist() == ["On A"]
    assert dump.positions.to_pylist() == [0]
    assert dump.notes == ("2 deleted records passed over", "2 empty answers passed over")
    assert [(reject.position, reject.reason) for reject in dump.rejects] == [
        (1, "metadata in mods are not read: harvest with metadataPrefix=oai_dc"),
        (2, "nothing is in it"),
        (3, "the answer is an error (badResumptionToken): harvest it again"),
        (4, "an answer to ListIdentifiers holds no records: ask for ListRecords"),
        (5, f"nested deeper than {MAX_DEPTH} levels"),
        (6, "nothing is in it"),
    ]
    assert "oai:b" in dump.rejects[0].input


def test_records_without_what_is_around_them(read_bytes: Read) -> None:
    one = record("a", dublin_core(("title", "On A")))
    for document in (
        f"<ListRecords>{one}</ListRecords>",
        one,
        one.replace("<record>", "<record >"),
    ):
        assert read_bytes(document * 2).fields()["title"].to_pylist() == ["On A"] * 2
    with pytest.raises(InputError, match="XML of a kind that is not known"):
        read_bytes("<record><title>On A</title></record>")


def test_a_cut_harvest_and_declared_entities_are_errors(read_bytes: Read) -> None:
    with pytest.raises(InputError, match=r"line \d\d, .*the file is cut.*download it again"):
        read_bytes(answer(record("a", ARXIV)) + answer(record("b", ARXIV))[:-20])
    hostile = f"<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/hostname'>]>{answer()[len(DECLARATION) :]}"
    for before in ("", answer()):
        with pytest.raises(InputError, match="it declares the entity 'b'"):
            read_bytes(before + hostile)


def test_memory_holds_the_records_alone() -> None:
    one = record("a", dublin_core(("title", "On A")))
    padded = one.replace("None of the record", "<i>x</i>" * 3000)
    harvest = answer(*[padded] * 20).encode() * 20
    tracemalloc.start()
    content = OaiPmh().read(InMemory(harvest))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert content.table.num_rows == 400
    assert peak < len(harvest) / 2

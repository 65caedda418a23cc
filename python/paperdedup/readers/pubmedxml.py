"""PubMed's XML, as its baseline files, its web site and its E-utilities give it.

Every `PubmedArticle` and `PubmedBookArticle` is a record, and so is a `MedlineCitation` of files
from before 2016, which stands in none; a `DeleteCitation` names records of other files and is none.
Where a value may stand in several places, they are listed in order. The paths begin at the record,
so that identifiers of cited works are never taken for those of the article.
Limits: what is not in the tables below (grants, chemicals, affiliations, references, the history of
the record, …) is not kept, and names and identifiers that are marked as wrong are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from paperdedup.readers.xmldocument import PROLOG
from paperdedup.readers.xmlplaces import elements_at, first_at, said, text_of
from paperdedup.readers.xmlrecords import Layout, read_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperdedup.readers.input import Input
    from paperdedup.readers.registry import Content
    from paperdedup.readers.xmlrecords import Row

__all__ = ["PubMedXml"]

RECORDS = frozenset({"PubmedArticle", "PubmedBookArticle", "MedlineCitation"})
ROOTS = RECORDS | {"PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet"}
START = re.compile(
    PROLOG + rb"<(?:[\w.-]+:)?(?:Pubmed(?:Book)?Article|MedlineCitation)(?:Set)?[\s>/]",
    re.DOTALL,
)

CITATION = "MedlineCitation"
ARTICLE = f"{CITATION}/Article"
ISSUE = f"{ARTICLE}/Journal/JournalIssue"
CHAPTER = "BookDocument"
BOOK = f"{CHAPTER}/Book"
OWN_IDS = ("PubmedData/ArticleIdList", f"{CHAPTER}/ArticleIdList", "PubmedBookData/ArticleIdList")
"""Where the identifiers of the record itself stand."""

COLUMNS = (
    *("pmid", "title", "vernacular_title", "abstract", "other_abstract", "authors", "year"),
    *("venue", "volume", "issue", "pages", "doi", "pmcid", "type", "language", "issn"),
    *("keywords", "mesh"),
)

FIRST_OF: Mapping[str, tuple[str, ...]] = {
    "pmid": (f"{CITATION}/PMID", f"{CHAPTER}/PMID"),
    # A chapter is known by its own title; a record of a whole book has only that of the book.
    "title": (f"{ARTICLE}/ArticleTitle", f"{CHAPTER}/ArticleTitle", f"{BOOK}/BookTitle"),
    "vernacular_title": (f"{ARTICLE}/VernacularTitle", f"{CHAPTER}/VernacularTitle"),
    "year": (
        f"{ISSUE}/PubDate/Year",
        f"{ISSUE}/PubDate/MedlineDate",
        f"{ARTICLE}/ArticleDate/Year",
        f"{BOOK}/PubDate/Year",
        f"{BOOK}/PubDate/MedlineDate",
        f"{CHAPTER}/ContributionDate/Year",
    ),
    "venue": (
        f"{ARTICLE}/Journal/Title",
        f"{ARTICLE}/Journal/ISOAbbreviation",
        f"{CITATION}/MedlineJournalInfo/MedlineTA",
        f"{BOOK}/BookTitle",
    ),
    "volume": (f"{ISSUE}/Volume", f"{BOOK}/Volume"),
    "issue": (f"{ISSUE}/Issue",),
    # The DOI of a book would make one paper of all its chapters.
    "doi": (
        f"{ARTICLE}/ELocationID[@EIdType='doi']",
        *(f"{ids}/ArticleId[@IdType='doi']" for ids in OWN_IDS),
    ),
    "pmcid": tuple(f"{ids}/ArticleId[@IdType='pmc']" for ids in OWN_IDS),
    "issn": (f"{ARTICLE}/Journal/ISSN", f"{CITATION}/MedlineJournalInfo/ISSNLinking"),
}
"""Columns of one text, and the places to look for it, first choice first."""

ALL_OF: Mapping[str, tuple[str, ...]] = {
    "type": (f"{ARTICLE}/PublicationTypeList/PublicationType", f"{CHAPTER}/PublicationType"),
    "language": (f"{ARTICLE}/Language", f"{CHAPTER}/Language"),
    "keywords": (f"{CITATION}/KeywordList/Keyword", f"{CHAPTER}/KeywordList/Keyword"),
    "mesh": (f"{CITATION}/MeshHeadingList/MeshHeading/DescriptorName",),
}
"""Columns of lists: all texts of all these places."""

ABSTRACTS: Mapping[str, tuple[str, ...]] = {
    "abstract": (f"{ARTICLE}/Abstract/AbstractText", f"{CHAPTER}/Abstract/AbstractText"),
    "other_abstract": (f"{CITATION}/OtherAbstract/AbstractText",),
}
"""Columns of one text made of parts, which may have labels."""

AUTHOR_LISTS = (f"{ARTICLE}/AuthorList", f"{CHAPTER}/AuthorList", f"{BOOK}/AuthorList")
PAGES = (f"{ARTICLE}/Pagination", f"{CHAPTER}/Pagination")
ARTICLE_NUMBER = f"{ARTICLE}/ELocationID[@EIdType='pii']"


class PubMedXml:
    """PubMed's XML."""

    name = "pubmedxml"
    description = "PubMed's XML: a set of articles, or one"
    aliases = ("pubmed-xml",)
    extensions = ()
    loose = False

    def matches(self, head: bytes) -> bool:
        """Whether the outermost element is one of PubMed's.

        >>> PubMedXml().matches(b"<?xml version='1.0'?><PubmedArticleSet><PubmedArticle>")
        True
        """
        return START.match(head) is not None

    def read(self, source: Input) -> Content:
        """Read all articles, piece by piece."""
        return read_records(source, LAYOUT)


def row_of(record: Element) -> Row:
    """What is known of an article.

    >>> from xml.etree.ElementTree import fromstring
    >>> pmid = "<MedlineCitation><PMID>7</PMID></MedlineCitation>"
    >>> row_of(fromstring(f"<PubmedArticle>{pmid}</PubmedArticle>"))
    {'pmid': '7'}
    """
    if record.tag == CITATION:
        citation, record = record, Element("PubmedArticle")
        record.append(citation)
    row = said(record, FIRST_OF, ALL_OF)
    row |= {name: _abstract(record, paths) for name, paths in ABSTRACTS.items()}
    row |= {"authors": _authors(record), "pages": _pages(record)}
    return {name: value for name, value in row.items() if value}


LAYOUT = Layout("PubMed's XML", ROOTS, RECORDS, COLUMNS, row_of)


def _abstract(record: Element, paths: tuple[str, ...]) -> str:
    """The parts of an abstract, a paragraph each."""
    parts = [(part.get("Label"), text_of(part)) for path in paths for part in record.iterfind(path)]
    return "\n\n".join(f"{label}: {text}" if label else text for label, text in parts if text)


def _authors(record: Element) -> list[str]:
    """The authors of the first list that is not one of editors."""
    for path in AUTHOR_LISTS:
        lists = [one for one in record.iterfind(path) if one.get("Type") != "editors"]
        names = [_name(author) for one in lists for author in elements_at(one, "Author")]
        if any(names):
            return list(filter(None, names))
    return []


def _name(author: Element) -> str:
    """Family name, given name or initials, and suffix; or the name of a group."""
    given = first_at(author, ("ForeName", "Initials"))
    parts = (first_at(author, ("LastName",)), given, first_at(author, ("Suffix",)))
    return ", ".join(filter(None, parts)) or first_at(author, ("CollectiveName",)) or ""


def _pages(record: Element) -> str | None:
    """The pages, or what stands for them in journals that have none: the article's number."""
    for path in PAGES:
        given = first_at(record, (f"{path}/MedlinePgn",))
        ends = (first_at(record, (f"{path}/StartPage",)), first_at(record, (f"{path}/EndPage",)))
        found = given or "-".join(filter(None, ends))
        if found:
            return found
    return first_at(record, (ARTICLE_NUMBER,))

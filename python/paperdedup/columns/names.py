"""Which columns and paths mean which field: a table of names (`FIELD_NAMES`), and how it is read.

The table is data: add to it. It holds no name that other tables use for something else: a venue
that is the name of a database would make records of two databases differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DATED_VERSIONS",
    "FIELDS",
    "FIELD_NAMES",
    "IDENTIFIERS",
    "IN_NOTES",
    "NOTES",
    "PARSED_NAMES",
    "TEXT_NAMES",
    "WORD_POSITIONS",
    "is_part",
    "last_page",
    "meant",
    "names_field",
    "names_some_field",
    "normal",
    "subtitle",
]

FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": (
        *("title", "titles", "papertitle", "articletitle", "documenttitle", "itemtitle"),
        *("primarytitle", "displayname", "ti", "dctitle"),
        *("titel", "titre", "título", "titulo"),
    ),
    "abstract": (
        *("abstract", "abstracttext", "abstractnote", "abstracts", "summary", "ab"),
        *("notesabstract", "abstractinvertedindex", "text", "description", "descriptions"),
        *("dcdescription", "metadatadescription"),
        *("zusammenfassung", "résumé", "resumen", "resumo"),
    ),
    "authors": (
        *("authors", "author", "authornames", "authorlist", "authorfullnames", "authortext"),
        *("authorstring", "authfullnames", "creators", "creator", "authorships", "firstauthors"),
        *("au", "authorshipsauthordisplayname", "authorsparsed", "dccreator"),
        *("zauthors", "metadatacreators"),
        *("autoren", "verfasser", "auteurs", "auteur", "autores", "autor"),
    ),
    "year": (
        *("year", "publicationyear", "pubyear", "publishedyear", "py", "yr", "produceddateyi"),
        *("publicationdate", "datepublished", "publisheddate", "pubdate", "publishtime"),
        *("published", "issued", "date", "created", "submitted", "submitteddate", "dp"),
        *("prismcoverdate", "versions"),
        *("jahr", "erscheinungsjahr", "année", "annee", "año", "ano"),
    ),
    "venue": (
        *("venue", "journal", "journaltitle", "journalname", "booktitle", "publicationtitle"),
        *("sourcetitle", "containertitle", "secondarytitle", "journalbook", "conference"),
        *("pubtitle", "journaltitles", "conferencetitles", "jt", "ta", "so", "alternatetitle1"),
        *("primarylocationsourcedisplayname", "hostvenuedisplayname", "fulljournalname"),
        *("prismpublicationname", "journalinfojournaltitle", "metadatajournaltitle"),
        *("zeitschrift", "revue", "revista"),
    ),
    "id": (
        *("id", "recordid", "paperid", "documentid", "docid", "publicationid", "uid", "corduid"),
        *("lensid", "key", "arxivid", "recnumber", "accession", "eid", "ut", "halids"),
        *("dcidentifier", "utuniquewosid", "bibcode"),
    ),
    "doi": (
        *("doi", "dois", "doilink", "di", "do", "digitalobjectidentifier", "itemdoi", "doiids"),
        *("idsdoi", "externalidsdoi", "lid", "aid", "bibjsonidentifier"),
        *("prismdoi", "articleids"),
    ),
    "arxiv": ("arxiv", "arxivid", "eprint", "arxivnumber", "externalidsarxiv", "arxiveprints"),
    "pmid": ("pmid", "pubmedid", "medlinepmid", "pm", "idspmid", "externalidspubmed"),
    "pmcid": ("pmcid", "pmc", "pubmedcentralid", "idspmcid", "externalidspubmedcentral"),
    "openalex": ("openalex", "openalexid", "idsopenalex"),
    "s2": ("s2", "s2id", "semanticscholarid", "corpusid", "s2paperid", "externalidscorpusid"),
    "acl": ("acl", "aclid", "anthologyid", "externalidsacl"),
    "dblp": ("dblp", "dblpkey", "dblpid", "externalidsdblp"),
    "volume": (
        *("volume", "vol", "vl", "vi", "journalvolume", "volumes", "bibliovolume"),
        *("containervolume", "prismvolume", "journalinfovolume", "band", "volumen"),
    ),
    "issue": (
        *("issue", "number", "no", "issuenumber", "ip", "is", "journalissue", "journalnumber"),
        *("issues", "biblioissue", "containerissue", "prismissueidentifier"),
        *("journalinfoissue", "heft", "numéro", "número"),
    ),
    "pages": (
        *("pages", "page", "pagerange", "pagination", "pageinfo", "pg", "startpage", "pagestart"),
        *("firstpage", "bp", "sp", "bibliofirstpage", "journalpages", "containerfirstpage"),
        *("articlenumber", "artno", "articleno", "ar", "prismpagerange"),
        *("artnumber", "seiten", "páginas", "paginas"),
    ),
    "type": (
        *("type", "releasetype", "publicationtype", "documenttype", "itemtype", "entrytype"),
        *("pubtype", "pubtypelistpubtype", "genre", "typesresourcetypegeneral"),
        *("metadataresourcetypetype", "dt"),
    ),
    "url": ("url", "link", "uri", "landingpageurl", "primarylandingpageurl", "articleurl"),
}
"""Field -> names of columns that hold it, first choice first. Compared without case and without
anything that is no letter or digit: `Abstract Note`, `abstract_note`, `abstract-note` agree; so a
path agrees with the name that it has in a flat table (`biblio.volume`, `biblio_volume`)."""

FIELDS: tuple[str, ...] = tuple(FIELD_NAMES)

KNOWN_NAMES = frozenset(name for names in FIELD_NAMES.values() for name in names)

IDENTIFIERS = frozenset({"doi", "arxiv", "pmid", "pmcid", "openalex", "s2", "acl", "dblp"})
"""Fields of one identifier a record: of a list in one of them one text counts."""

TEXT_NAMES: tuple[str, ...] = (
    *("text", "texts", "content", "contents", "body", "document", "fulltext", "rawtext"),
    *("abstract", "abstracttext", "abstractnote", "summary", "description"),
)
"""What the one text column may be called when plain texts are compared (`text="plain"`)."""

WORD_POSITIONS = ("abstractinvertedindex",)
"""Columns of words with the positions of each, instead of a text."""

PARSED_NAMES = ("authorsparsed",)
"""Columns of authors that are lists of family name, given name and suffix."""

OTHER_BESIDE: Mapping[str, tuple[str, ...]] = {
    "id": ("ut",),
    "sp": ("bp",),
    "is": ("ip", "yr"),
    "pg": ("bp",),
    "publicationtype": ("utuniquewosid",),
    "published": ("jatsxml",),
}
"""Names that mean something else where one of these is a column too. In the tags of Web of Science
ID are keywords, SP is a sponsor and PG the number of pages, in its tables the type of publication
is a letter; in the tags of PubMed and of Ovid IS is the ISSN; with bioRxiv `published` is a DOI."""

ONLY_BESIDE: Mapping[str, tuple[str, ...]] = {
    "dt": ("ut",),
    "band": ("titel", "zeitschrift"),
    "ano": ("título", "titulo"),
    "revue": ("titre",),
}
"""Names that mean something only where one of these is a column too: in the tags of Web of Science
DT is the type of a document; elsewhere it may be a date. A band is a volume in German."""

PAGE_ENDS = (
    *(("firstpage", "lastpage"), ("startpage", "endpage"), ("pagestart", "pageend")),
    *(("bp", "ep"), ("sp", "ep")),
)
"""How the names of the columns of first and last page end."""

SUBTITLE_ENDS = (("title", "subtitle"), ("titles", "subtitles"))
"""How the names of the columns of title and subtitle end."""

NOTES = ("extra", "note", "notes", "annote", "annotation", "m1")
"""Columns of notes, of which a line may begin with an identifier. RIS of Zotero has its field Extra
under M1."""

IN_NOTES = ("doi", "arxiv", "pmid", "pmcid")
"""The fields that are looked for there, where no column of theirs holds them."""

DATED_VERSIONS = ("versions",)
"""Columns of versions that say when each was made: the paper is of the year of the first."""

Spellings = Mapping[str, Sequence[str]]
"""Normalized name -> the columns or paths that are called so."""


def normal(name: str) -> str:
    """A name as names are compared.

    >>> normal("Abstract Note")
    'abstractnote'
    """
    return "".join(char for char in name.casefold() if char.isalnum())


def names_field(name: str, known: str) -> bool:
    """Whether a column of this name is recognised as this field.

    >>> names_field("Abstract Note", "abstract")
    True
    """
    return normal(name) in FIELD_NAMES[known]


def names_some_field(name: str) -> bool:
    """Whether a column of this name is recognised as a field.

    >>> names_some_field("Abstract Note"), names_some_field("cited")
    (True, False)
    """
    return normal(name) in KNOWN_NAMES


def meant(
    names: Sequence[str], nested: Sequence[str] = (), text: str = "paper", *, wrapped: bool = True
) -> dict[str, tuple[str, ...]]:
    """Field -> the columns, and behind them the paths, that mean it, first choice first.

    If no column is a text to compare, but a child of a column is, then the children of that column
    count as if they were the columns (unless `wrapped` is off); beside them only the id is taken.

    >>> meant(["@id", "info"], ["info.title", "info.volume"])
    {'title': ('info.title',), 'id': ('@id',), 'volume': ('info.volume',)}
    """
    found = _found(_spellings((name, name) for name in names), text)
    if wrapped and not _has_text(found, text):
        inner = _unwrapped(names, nested, text)
        found = inner | {"id": (*inner.get("id", ()), *found.get("id", ()))} if inner else found
    taken = {place for places in found.values() for place in places}
    paths = _found(_spellings((path, path) for path in nested if path not in taken), text)
    both = {known: (*found.get(known, ()), *paths.get(known, ())) for known in FIELDS}
    return {known: places for known, places in both.items() if places}


def _has_text(found: Mapping[str, Sequence[str]], text: str) -> bool:
    return "abstract" in found or (text != "plain" and "title" in found)


def _unwrapped(
    names: Sequence[str], nested: Sequence[str], text: str
) -> dict[str, tuple[str, ...]]:
    """The fields within the first column that holds whole records; nothing if there is none."""
    for name in names:
        # A journal has a title as well, and is no record.
        if any(names_field(name, known) for known in FIELDS):
            continue
        inside = [path for path in nested if path.startswith(f"{name}.")]
        steps = [(path[len(name) + 1 :], path) for path in inside]
        found = _found(_spellings(pair for pair in steps if "." not in pair[0]), text)
        if _has_text(found, text):
            deeper = _found(_spellings(pair for pair in steps if "." in pair[0]), text)
            return {
                known: (*found.get(known, ()), *deeper.get(known, ()))
                for known in FIELDS
                if known in found or known in deeper
            }
    return {}


def _found(spelled: Spellings, text: str) -> dict[str, tuple[str, ...]]:
    """Field -> what means it, first choice first."""
    aliases = dict(FIELD_NAMES) | {known: (*FIELD_NAMES[known], *NOTES) for known in IN_NOTES}
    if text == "plain":
        aliases["abstract"] = TEXT_NAMES
    other = {name for name, beside in OTHER_BESIDE.items() if any(one in spelled for one in beside)}
    other |= {
        name for name, beside in ONLY_BESIDE.items() if all(one not in spelled for one in beside)
    }
    found = {
        known: tuple(
            place
            for alias in aliases[known]
            if alias not in other
            for place in spelled.get(alias, ())
        )
        for known in FIELDS
    }
    return {known: places for known, places in found.items() if places}


def _spellings(named: Iterable[tuple[str, str]]) -> Spellings:
    """Of names and their places; of several names that agree the one written so comes first."""
    found: dict[str, list[str]] = {}
    for name, place in dict.fromkeys(named):
        key = normal(name)
        same = found.setdefault(key, [])
        same.insert(0 if name == key else len(same), place)
    return found


def is_part(known: str, place: str) -> bool:
    """Whether a field is only a part of what the column, or the path, of this name says.

    >>> is_part("doi", "note"), is_part("doi", "doi"), is_part("abstract", "note")
    (True, False, False)
    """
    parts = NOTES if known in IN_NOTES else DATED_VERSIONS if known == "year" else ()
    return normal(place).endswith(parts)


def last_page(first: str, places: Iterable[str]) -> str | None:
    """Which of the columns and paths holds the last page, if this one holds the first.

    >>> last_page("biblio.first_page", ["biblio.volume", "biblio.last_page"])
    'biblio.last_page'
    """
    return _beside(first, places, PAGE_ENDS)


def subtitle(title: str, places: Iterable[str]) -> str | None:
    """Which of the columns and paths holds the subtitle, if this one holds the title.

    >>> subtitle("info.title", ["subtitle", "info.subtitle"])
    'info.subtitle'
    """
    return _beside(title, places, SUBTITLE_ENDS)


def _beside(place: str, places: Iterable[str], ends: Iterable[tuple[str, str]]) -> str | None:
    """The place whose name ends as the other of a pair does, if this one's ends as the first."""
    name = normal(place)
    wanted = {name.removesuffix(one) + other for one, other in ends if name.endswith(one)}
    return next((place for place in places if normal(place) in wanted), None) if wanted else None

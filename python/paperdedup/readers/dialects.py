"""The formats of one tagged value a line: how their lines look, and what their tags mean.

Tables of data for `tagged`, which reads them. A tag that no table names is kept under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["DIALECTS", "Dialect"]

Columns = Mapping[str, tuple[str, ...]]
"""Column -> the tags that may hold it; the first that a record has counts."""


@dataclass(frozen=True)
class Dialect:
    """One format of tagged lines."""

    name: str
    description: str
    aliases: tuple[str, ...]
    extensions: tuple[str, ...]
    mark: re.Pattern[bytes]
    """How an input of the format begins."""
    line: re.Pattern[str]
    """A line with a tag: the tag, and its value. Another line goes on with the value before."""
    begins: str
    """The tag that begins a record; one that follows the end of another begins a record too."""
    ends: str
    """The tag that ends a record; empty: a blank line does."""
    columns: Columns
    pages: tuple[str, str] | None = None
    """The tags of first and last page."""
    between: re.Pattern[str] = re.compile(r"<?\d+[.>]*")
    """Lines between records that are no input: databases number their records."""
    qualified: frozenset[str] = frozenset()
    """Tags whose values say in brackets at their end what they are: `10.1000/a [doi]`."""
    groups: str = ""
    """The tag of authors that are groups, who come behind the others."""
    dois: tuple[str, ...] = ()
    """Tags of other things that may hold the DOI of a record which has none under its own."""
    lists: frozenset[str] = field(default=frozenset())
    """Tags of which every line is a value of its own."""


RIS = Dialect(
    name="ris",
    description="RIS: tagged lines, as reference managers and databases export them",
    aliases=(),
    extensions=(".ris",),
    mark=re.compile(
        rb"(?:\s|<?\d+[.>]\s|Record #\d+ of \d+\s|(?:Provider|Database|Content):[^\r\n]*+[\r\n])*+"
        rb"TY(?: {1,2}- |  -[A-Z])"
    ),
    line=re.compile(r"([A-Z][A-Z0-9])(?: -(?: |$)|  - ?)(.*)"),
    begins="TY",
    ends="ER",
    columns={
        "type": ("TY",),
        "id": ("ID",),
        "title": ("TI", "T1", "CT"),
        "abstract": ("AB", "N2"),
        "authors": ("AU", "A1"),
        "year": ("PY", "Y1", "DA"),
        "venue": ("JF", "JO", "T2", "BT", "JA", "J2", "J1"),
        "volume": ("VL",),
        "issue": ("IS",),
        "pages": ("SP", "C7"),
        "doi": ("DO",),
        "url": ("UR",),
        "accession_number": ("AN",),
        "affiliations": ("AD",),
        "editors": ("A2", "ED"),
        "issn": ("SN",),
        "keywords": ("KW",),
        "language": ("LA",),
        "notes": ("N1",),
        "publisher": ("PB",),
        "short_title": ("ST",),
    },
    pages=("SP", "EP"),
    between=re.compile(r"<?\d+[.>]*|Record #\d+ of \d+|(?:Provider|Database|Content):.*"),
    dois=("L3", "M3", "N1"),
    lists=frozenset({"KW", "AD"}),
)

MEDLINE = Dialect(
    name="medline",
    description="PubMed's MEDLINE format (nbib): tagged lines",
    aliases=("nbib", "pubmed"),
    extensions=(".nbib", ".medline"),
    mark=re.compile(rb"\s*PMID ?- ?\d"),
    line=re.compile(r"([A-Z]{2,4}) {0,2}-(?: (.*)|$)"),
    begins="PMID",
    ends="",
    columns={
        "pmid": ("PMID",),
        "type": ("PT",),
        "title": ("TI", "BTI", "TT"),
        "abstract": ("AB", "OAB"),
        "authors": ("FAU", "AU"),
        "year": ("DP", "DEP"),
        "venue": ("JT", "TA"),
        "volume": ("VI",),
        "issue": ("IP",),
        "pages": ("PG", "LID[pii]"),
        "doi": ("LID[doi]", "AID[doi]"),
        "pmcid": ("PMC",),
        "citation": ("SO",),
        "issn": ("IS",),
        "language": ("LA",),
        "mesh": ("MH",),
        "keywords": ("OT",),
        "affiliations": ("AD",),
    },
    qualified=frozenset({"LID", "AID"}),
    groups="CN",
)

WOS = Dialect(
    name="wos",
    description="Web of Science's tagged lines (ciw)",
    aliases=("ciw", "isi"),
    extensions=(".ciw", ".isi"),
    mark=re.compile(rb"\s*(?:FN [^\r\n]+[\r\n]+VR |PT [A-Z][\r\n]+[A-Z][A-Z0-9] )"),
    line=re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    begins="PT",
    ends="ER",
    columns={
        "id": ("UT", "AN"),
        "type": ("DT", "PT"),
        "title": ("TI",),
        "abstract": ("AB",),
        "authors": ("AF", "AU", "CA"),
        "year": ("PY", "EA"),
        "venue": ("SO", "SE", "JI", "J9"),
        "volume": ("VL",),
        "issue": ("IS",),
        "pages": ("BP", "AR", "PS"),
        "doi": ("DI", "D2"),
        "pmid": ("PM",),
        "issn": ("SN",),
        "author_keywords": ("DE",),
        "keywords_plus": ("ID",),
        "language": ("LA",),
        "publisher": ("PU",),
        "sponsors": ("SP",),
    },
    pages=("BP", "EP"),
    between=re.compile(r"(?:FN|VR|EF)\b.*"),
    lists=frozenset({"AF", "AU", "BA", "BE", "BF", "CA", "CR"}),
)

REFER = Dialect(
    name="refer",
    description="EndNote's tagged lines (enw), also called Refer",
    aliases=("enw", "endnote"),
    extensions=(".enw", ".refer"),
    mark=re.compile(rb"\s*%0 [A-Z]"),
    line=re.compile(r"%(\S)(?: (.*)|$)"),
    begins="0",
    ends="",
    columns={
        "type": ("0",),
        "title": ("T",),
        "abstract": ("X",),
        "authors": ("A",),
        "year": ("D", "8"),
        "venue": ("J", "B"),
        "volume": ("V",),
        "issue": ("N",),
        "pages": ("P",),
        "doi": ("R",),
        "url": ("U",),
        "accession_number": ("M",),
        "editors": ("E",),
        "issn": ("@",),
        "keywords": ("K",),
        "language": ("G",),
        "publisher": ("I",),
    },
    lists=frozenset({"K"}),
)

CENTRAL = Dialect(
    name="central",
    description="CENTRAL, of the Cochrane Library: tagged lines, as plain text",
    aliases=("cochrane",),
    extensions=(),
    mark=re.compile(rb"\s*Record #\d+ of \d+\s+ID: "),
    # The line that numbers a record ends the one before it, which may have blank lines in it.
    line=re.compile(r"(Record #|[A-Z]{2}(?=: )|DOI(?=: ))(?:: )?(.*)"),
    begins="ID",
    ends="Record #",
    columns={
        "id": ("ID",),
        "type": ("PT",),
        "title": ("TI",),
        "abstract": ("AB",),
        "authors": ("AU",),
        "year": ("YR",),
        "venue": ("SO",),
        "volume": ("VL",),
        "issue": ("NO",),
        "pages": ("PG",),
        "doi": ("DOI",),
        "pmid": ("PM",),
        "other_ids": ("XR",),
        "keywords": ("KY",),
        "url": ("US",),
    },
)

DIALECTS = (RIS, MEDLINE, WOS, REFER, CENTRAL)

"""The names and ranges that docs/normalization.md treats one by one: the tables of version 1.

Data only: elements, commands, Greek letters, characters that are deleted, scripts without spaces.
"""

PREFIXES = frozenset({"jats", "mml"})
INLINE = frozenset(
    "sub sup inf i b em strong u tt font span small sc scp italic bold underline monospace "
    "named-content".split()
)
HTML = (
    "a abbr address article aside bdi bdo big blockquote body br button caption center cite code "
    "col colgroup dd del details dfn div dl dt figure footer h1 h2 h3 h4 h5 h6 head header hr html "
    "img ins kbd label li main mark meta nav ol p pre q s samp section strike style summary svg "
    "table tbody td tfoot th thead title tr ul var wbr"
).split()
JATS = (
    "abstract ack article-title break disp-formula ext-link fig fn graphic inline-formula "
    "inline-graphic list list-item overline roman sans-serif sec styled-content table-wrap "
    "tex-math trans-title xref"
).split()
MATHML = (
    "annotation math mfenced mfrac mi mn mo mover mroot mrow ms mspace msqrt mstyle msub msubsup "
    "msup mtable mtd mtext mtr munder munderover semantics"
).split()
ELEMENTS = INLINE | {*HTML, *JATS, *MATHML}

ACCENT_COMMANDS = frozenset("c v u H k r d b t".split())
LETTER_COMMANDS = {
    "o": "o", "O": "O", "l": "l", "L": "L", "ss": "ss", "ae": "ae", "AE": "AE", "oe": "oe",
    "OE": "OE", "aa": "a", "i": "i", "j": "j", "dh": "d", "DH": "D", "th": "th", "TH": "TH",
    "dj": "d", "DJ": "D", "textquoteright": "'", "textquotesingle": "'",
}  # fmt: skip
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma tau upsilon phi chi psi omega"
).split()
GREEK_LETTERS = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _GREEK, strict=True)) | {"ς": "sigma"}
GREEK_COMMANDS = {
    var + spelling: name
    for name in _GREEK
    for spelling in (name, name.capitalize())
    for var in ("", "var")
}
_NAMED = (
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf "
    "limsup ln log max min mod sec sin sinh sup tan tanh"
).split()
NAMED_COMMANDS = {name: name for name in _NAMED} | {
    "LaTeX": "latex", "TeX": "tex", "Pr": "pr", "ell": "l", "hbar": "h", "imath": "i", "jmath": "j",
}  # fmt: skip
ARGUMENT_COMMANDS = frozenset("cite citep citet ref eqref label begin end".split())


def _ranges(text: str) -> frozenset[str]:
    points: set[str] = set()
    for item in text.split():
        first, _, last = item.partition("-")
        points.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(points)


ASCII_BLANKS = " \t\n\f\r"
BLANKS = "".join(
    sorted(_ranges("0009-000D 0020 0085 00A0 1680 2000-200A 2028 2029 202F 205F 3000"))
)
APOSTROPHES = frozenset("'’‘ʼ＇")
DIACRITICS = _ranges("0300-036F 1AB0-1AFF 1DC0-1DFF 20D0-20FF FE20-FE2F")
INVISIBLE = _ranges(
    "00AD 034F 061C 180B-180E 200B-200F 202A-202E 2060-2064 2066-206F FE00-FE0F FEFF E0100-E01EF"
)
APART = _ranges("00B2-00B3 00B9 00BC-00BE 2070 2074-2079 2080-2089 2150-215F 2189 2460-249B 24EA")
UNSPACED = _ranges(
    "0E00-0FFF 1000-109F 1780-17FF 19E0-19FF 2E80-2FDF 3005-3007 3021-3029 3031-3035 3038-303C "
    "3041-3096 309D-309F 30A1-30FA 30FC-312F 31A0-31BF 31F0-31FF 3400-4DBF 4E00-9FFF A000-A48F "
    "A9E0-A9FF AA60-AA7F F900-FAFF 1B000-1B16F 20000-3FFFF"
)
PLAIN_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t",
    "ı": "i", "ŋ": "n", "ĸ": "k",
}  # fmt: skip

PHRASES = (
    ("this is the peer reviewed version of the following article", 60),
    ("this is the pre peer reviewed version of the following article", 60),
    ("this is the accepted version of the following article", 60),
    ("this is the author accepted manuscript", 0),
    ("this is the authors accepted manuscript", 0),
    ("this is an author accepted manuscript", 0),
    ("this is the accepted manuscript", 0),
    ("this is an accepted manuscript", 0),
    ("author accepted manuscript", 0),
    ("of an article published", 40),
    ("of the following article", 60),
    ("the version of record", 40),
    ("the final version is available", 25),
    ("the final publication is available", 25),
    ("the published version is available", 25),
    ("the definitive version is available", 25),
    ("which has been published in final form at", 15),
    ("this article may be used for non commercial purposes", 15),
    ("working papers are in draft form", 0),
    ("this working paper is distributed for purposes of comment and discussion only", 0),
    ("it may not be reproduced without permission of the copyright holder", 0),
    ("copies of working papers are available from the author", 0),
    ("approved for public release", 0),
    ("distribution is unlimited", 0),
    ("distribution unlimited", 0),
    ("no abstract available", 0),
    ("no abstract", 0),
)
MISSING = frozenset(
    (
        "abstract an are article at available book content contribution does document for has "
        "have in is item no not of paper present provided publication record the there this time "
        "was with yet"
    ).split()
)

"""What hypothesis draws: texts of all kinds, and dumps that repeat and revise each other.

Texts have only characters that the Unicode version of this Python assigns: the oracle knows no
newer ones. Dumps are lists of rows (field -> text or None), small enough for the oracle's brute
force.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

Row = Mapping[str, str | None]
Dumps = Sequence[Sequence[Row]]

ASSIGNED = st.characters(exclude_categories=["Cs", "Cn", "Co"])
GENERAL = st.text(ASSIGNED, max_size=60)
ASCII = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=120)

FRAGMENTS = (
    r"\ \\ \' \" \^ \~ \= \. \` \c \v{ \u \H{o} \k \r \d \b \t \o \O \l \L{} \ss \ae \AE \aa \AA "
    r"\i \j \alpha \varepsilon \Omega \log \ell \hbar \emph{ \textbf{a} \cite{x} \citep[a][b]{c} "
    r"\begin{ab} \end* \ref{ \- \/ \% \& \$ { } }{ $ ^ _ ~ $_2$ "
    "<sub> </sub> <sup>2</sup> <i> </i> <b/> <br> <br/> <p> </p> <jats:p> </jats:p> <jats:x> "
    "<mml:mi> <mask> <!-- --> <!-- < > </ /> <a=b> <sub><sup> "
    "& ; &amp; &lt; &gt; &amp;lt; &nbsp; &alpha; &#65; &#x3b1; &#xD800; &#0; &nosuch; &amp "
    "Abstract Abstract: ABSTRACT Summary. abstract— Summary- : . — "
    "© (c) (C) copyright Copyright All\xa0rights 2019 1999 20191 ! ? ) ] ” "
    "a B z 1 0 23 é ß ẞ ø Æ ﬁ ² ₂ ½ ① ❷ Ⅷ α Β ς µ λόγος ʼ ' ’ ＇ а Й 漢 字 〇 か が ｶ ﾞ ー ก ่ ำ ๑ "
    "ह ि ् 한 ᄒ ᅡ \u0301 \u0345 \u200b \u00ad \ufeff \u034f \u0903 \u037a \ufc5e \ufe0f"
).split(" ")
BLANK_FRAGMENTS = [" ", "  ", "\n", "\r\n", "\t", "\x0b", "\xa0", "\u2028", "\x1f", "\0"]
RARE_FRAGMENTS = [
    "All Rights Reserved", "CopyRight 1999",
    "all rights reserved", '<a href="x>', ' class="y">', "<x" * 30, "\\" * 3, "&#" + "9" * 40 + ";",
    "w " * 110, "\\cite{" + "k" * 201 + "}", "\\cite[" + "k" * 200 + "]{a}",
    "<p " + "=" * 1001 + ">", "<p " + "=" * 999 + ">", "word. ", "We show. ", "Abstract\n",
]  # fmt: skip

FRAGMENT = st.sampled_from(FRAGMENTS + BLANK_FRAGMENTS + RARE_FRAGMENTS)
MARKUP = st.lists(st.one_of(FRAGMENT, FRAGMENT, ASSIGNED), max_size=24).map("".join)
TEXTS = st.one_of(GENERAL, MARKUP, ASCII)

VOCABULARY = (
    "we show that deep graph models learn sparse rules from noisy data by a new loss which bounds "
    "error on every class of tree 2 7 αβ 漢字学習 naïve"
).split()
SMALL_VOCABULARY = VOCABULARY[:7]
DRESSES: list[Callable[[str], str]] = [
    str.upper,
    str.capitalize,
    lambda text: f"<jats:p>{text}</jats:p>",
    lambda text: f"Abstract: {text}",
    lambda text: text.replace(" ", "  ", 1) + ".",
    lambda text: text.replace("a", "\\'a", 1),
]
EMPTIES: list[str | None] = [None, "", " \n", "—", "<p></p>", "N/A"]
PLACEHOLDER = "No abstract is available for this article."
NOTICE = "This paper has been withdrawn by the author due to a crucial error in the proof"


def phrases(vocabulary: list[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Lists of words."""
    return st.lists(st.sampled_from(vocabulary), min_size=least, max_size=most)


@st.composite
def edited(draw: Any, words: list[str], vocabulary: list[str]) -> str:
    """The words after up to four edits, dressed up or not."""
    changed = list(words)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(changed)))
        kind = draw(st.sampled_from(["insert", "delete", "replace", "cut"]))
        if kind == "insert":
            changed.insert(place, draw(st.sampled_from(vocabulary)))
        elif kind == "delete":
            del changed[place : place + 1]
        elif kind == "replace":
            changed[place : place + 1] = [draw(st.sampled_from(vocabulary))]
        elif place > len(changed) // 2:
            del changed[place:]
    text = " ".join(changed)
    return draw(st.sampled_from(DRESSES))(text) if draw(st.booleans()) else text


@st.composite
def dumps(draw: Any, *, most: int = 24, fields: bool = True) -> Dumps:
    """One to three dumps with repeats, revisions, empty texts, titles only and short texts."""
    vocabulary = draw(st.sampled_from([VOCABULARY, VOCABULARY, SMALL_VOCABULARY]))
    bases = draw(st.lists(phrases(vocabulary, 1, 30), min_size=1, max_size=5))
    bases += draw(st.lists(phrases(vocabulary, 6, 40), min_size=1, max_size=3))
    titles = draw(st.lists(phrases(vocabulary, 1, 8), min_size=1, max_size=3))
    rows = []
    for _ in range(draw(st.integers(0, most))):
        base = draw(st.sampled_from(bases))
        missing = st.sampled_from([*EMPTIES, PLACEHOLDER, NOTICE])
        notice = edited(NOTICE.split(), vocabulary)
        abstract = draw(st.one_of(edited(base, vocabulary), missing, notice))
        title = draw(st.one_of(edited(draw(st.sampled_from(titles)), vocabulary), st.none()))
        row: dict[str, str | None] = {"title": title, "abstract": abstract}
        if fields and draw(st.booleans()):
            row["authors"] = draw(st.sampled_from(["A. B", "Ø. C", "A. B; D. E", None]))
            row["year"] = draw(st.sampled_from(["2019", "2020", None]))
            row["venue"] = draw(st.sampled_from(["ACL", None]))
            row["doi"] = draw(st.sampled_from(["10.1000/a", "10.1000/b", None]))
        rows.append(row)
    rows += draw(st.lists(st.sampled_from(rows), max_size=6)) if rows else []
    cuts = sorted(draw(st.lists(st.integers(0, len(rows)), max_size=2)))
    edges = [0, *cuts, len(rows)]
    return [rows[start:end] for start, end in pairwise(edges)]

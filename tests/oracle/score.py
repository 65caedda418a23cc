"""The points of two records by the tables of a policy: docs/identity.md and docs/evidence.md.

For records whose fields are written in one way only: words of titles that are equal or unlike, and
no function words but `of`; authors as `Given Surname; Given Surname`; one spelling of each venue.
What the parsers make of other spellings is tested elsewhere; here it is which points follow, with
all caps, vetoes and exceptions. Nothing is taken from the core.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .hashing import shingles
from .papers import containment, jaccard
from .words import normalize

Record = Mapping[str, str | None]
Table = Mapping[str, Any]

LIGHT = ((4, 1.0), (3, 0.8), (1, 0.5))
"""Letters of a word from which on it has a weight; `of` has .15."""
MARKS = {"erratum": "erratum", "reply": "reply", "comment": "comment"}
"""Words of titles that mark an item: the first at the beginning, the others at the end."""
SAID_BY_OTHERS = {"reply", "comment"}
LEAST_WORDS = 6
"""An abstract of fewer cannot be compared."""
KINDS = {"journal": "journal", "conference": "conference", "arxiv": "preprint"}
EPSILON = 1e-9


def weight(word: str) -> float:
    """How much a word of a title says.

    >>> weight("tides"), weight("sea"), weight("12"), weight("of")
    (1.0, 0.8, 0.5, 0.15)
    """
    return 0.15 if word == "of" else next(w for least, w in LIGHT if len(word) >= least)


def edits(one: str, two: str) -> int:
    """Letters that must be changed, added or left out.

    >>> edits("tides", "tide"), edits("abc", "xbcd")
    (1, 2)
    """
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one):
        before, row[0] = row[0], at + 1
        for to, other in enumerate(two):
            here = min(before + (letter != other), row[to] + 1, row[to + 1] + 1)
            before, row[to + 1] = row[to + 1], here
    return row[-1]


@dataclass(frozen=True)
class Title:
    """A title as points are given for it."""

    words: tuple[str, ...]
    main: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Title":
        """
        >>> Title.of("Tides on Titan: a survey").main
        ('tides', 'on', 'titan')
        """
        head = text.split(": ", maxsplit=1)[0] if ": " in text else text
        return cls(tuple(normalize(text).split()), tuple(normalize(head).split()))

    @property
    def letters(self) -> str:
        return "".join(self.words)

    @property
    def weight(self) -> float:
        return sum(map(weight, self.words))

    @property
    def marks(self) -> set[str]:
        """
        >>> Title.of("Erratum: Tides").marks, Title.of("Erratum").marks, Title.of("Tides").marks
        ({'erratum'}, {'erratum'}, set())
        """
        first = {"erratum"} & {*self.words[:1], *self.words[-1:]}
        return first | {MARKS[word] for word in self.words[-1:] if word in MARKS}

    @property
    def series(self) -> list[int]:
        """
        >>> Title.of("Tides, part 2").series, Title.of("Tides of 12 seas").series
        ([2], [])
        """
        pairs = zip(self.words, self.words[1:], strict=False)
        return sorted(int(number) for word, number in pairs if word == "part" and number.isdigit())

    @property
    def numbers(self) -> list[int]:
        """All numbers that count no series."""
        pairs = zip(("", *self.words), self.words, strict=False)
        return sorted(int(word) for before, word in pairs if word.isdigit() and before != "part")


@dataclass(frozen=True)
class Features:
    """Two records as a table of points sees them."""

    a: Record
    b: Record

    def get(self, name: str) -> tuple[str, str]:
        return self.a.get(name) or "", self.b.get(name) or ""

    @cached_property
    def titles(self) -> tuple[Title, Title] | None:
        one, two = (Title.of(text) for text in self.get("title"))
        return (one, two) if one.words and two.words else None

    @cached_property
    def people(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Surname and first initial of each author."""
        lists = [
            [name.split() for name in text.split(";") if name.strip()]
            for text in self.get("authors")
        ]
        one, two = ([(names[-1], names[0][0]) for names in people] for people in lists)
        return one, two

    @property
    def compared(self) -> bool:
        """Whether both name authors."""
        return all(self.people)

    @property
    def matched(self) -> int:
        one, two = (Counter(surname for surname, _ in people) for people in self.people)
        return (one & two).total()

    @cached_property
    def texts(self) -> tuple[list[str], list[str]] | None:
        """The words of both abstracts, where both can be compared."""
        one, two = (normalize(text).split() for text in self.get("abstract"))
        return (one, two) if min(len(one), len(two)) >= LEAST_WORDS else None

    @property
    def any_text(self) -> bool:
        """Whether one of them has an abstract that can be compared."""
        return any(len(normalize(text).split()) >= LEAST_WORDS for text in self.get("abstract"))

    @cached_property
    def overlap(self) -> tuple[float, float]:
        assert self.texts
        one, two = (set(shingles(" ".join(words))) for words in self.texts)
        return jaccard(one, two), containment(one, two)

    @cached_property
    def venues(self) -> float | None:
        """Likeness: venues are equal, or share nothing."""
        one, two = (normalize(text).split() for text in self.get("venue"))
        return float(one == two) if one and two else None

    @property
    def kinds(self) -> set[str]:
        found = (
            KINDS[word]
            for text in self.get("venue")
            for word in normalize(text).split()
            if word in KINDS
        )
        return set(found)

    @property
    def preprint_sides(self) -> tuple[bool, bool]:
        """Which are preprints: servers have many names. An arXiv number alone makes one."""
        one, two = (
            "arxiv" in words if words & KINDS.keys() else bool(arxiv and not doi)
            for words, arxiv, doi in zip(
                ({*normalize(text).split()} for text in self.get("venue")),
                self.get("arxiv"),
                self.get("doi"),
                strict=True,
            )
        )
        return one, two

    @property
    def preprints(self) -> bool:
        """Whether both are preprints."""
        return all(self.preprint_sides)

    @property
    def versions(self) -> bool:
        """Whether abstracts are compared, of which one may be a preprint's."""
        unplaced = (not normalize(text) for text in self.get("venue"))
        return self.texts is not None and (any(self.preprint_sides) or any(unplaced))

    def agree(self, name: str) -> bool | None:
        """Whether numbers agree; None where one is missing."""
        one, two = (re.findall(r"\d+", text)[:1] for text in self.get(name))
        return one == two if one and two else None

    @property
    def later(self) -> bool:
        """Whether the volume of one venue is as many later as the year: an equal page is chance."""
        years, volumes = self.get("year"), self.get("volume")
        if not all((*years, *volumes)) or (self.venues or 0.0) < 0.8:
            return False
        by_year, by_volume = (int(two) - int(one) for one, two in (years, volumes))
        return by_year == by_volume != 0

    @cached_property
    def doi(self) -> str | None:
        one, two = self.get("doi")
        if not one or not two:
            return None
        if one == two:
            return "equal"
        if re.sub(r"\.g\d+$", "", one) == re.sub(r"\.g\d+$", "", two):
            return "component"
        return "registrant" if one.split("/")[0] == two.split("/")[0] else "other"

    @property
    def one_journal(self) -> bool:
        """Whether two DOIs begin with the ISSN of one journal."""
        one, two = (re.match(r"10\.\d+/s?(\d{4}-\d{3}[\dx])\D", doi) for doi in self.get("doi"))
        return bool(self.doi == "registrant" and one and two and one[1] == two[1])

    @cached_property
    def same_arxiv(self) -> bool | None:
        one, two = self.get("arxiv")
        return one == two if one and two else None

    @property
    def shared(self) -> bool:
        """Whether an identifier agrees."""
        return self.doi == "equal" or bool(self.same_arxiv)

    @property
    def other_item(self) -> bool:
        """Whether marks of the titles make two items of them."""
        one, two = (title.marks for title in self.titles or ())
        if one == two:
            return bool(one & SAID_BY_OTHERS) and self.compared and not self.matched
        return True


def step(steps: list[list[float]], value: float) -> float | None:
    """The points of the first step that a value reaches.

    >>> step([[0.9, 2.0], [0.5, 1.0]], 0.6), step([[0.9, 2.0]], 0.1)
    (1.0, None)
    """
    return next((points for start, points in steps if value >= start), None)


@dataclass
class Score:
    """The points of a pair, by evidence."""

    policy: Table
    pair: Features
    points: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.title()
        self.vetoes()
        self.identifiers()
        self.publication()
        self.years()
        self.alone()
        self.partial()
        self.abstract()
        self.authors()
        self.numbers()
        self.word()

    def give(self, name: str, points: float | None) -> None:
        if points:
            self.points[name] = round(points + EPSILON * (1 if points > 0 else -1), 2)

    @property
    def sum(self) -> float:
        return round(sum(self.points.values()), 2)

    @property
    def same(self) -> bool:
        return bool(self.sum >= self.policy["threshold"])

    @property
    def unsure(self) -> bool:
        over = self.sum - self.policy["threshold"]
        return bool(-self.policy["unsure"] <= over < self.policy["unsure"])

    def likeness(self) -> tuple[float, float]:
        """Quality and containment of the titles."""
        assert self.pair.titles
        one, two = (Counter(title.words) for title in self.pair.titles)
        if self.pair.titles[0].letters == self.pair.titles[1].letters:
            return 1.0, 1.0
        common, *left = (
            sum(map(weight, words.elements())) for words in (one & two, one - two, two - one)
        )
        if not common:
            return 0.0, 0.0
        quality = common / (common + sum(left))
        quality = max(quality, self.lift())
        quality = min(quality, 0.75) if self.replaced() else quality
        return quality, common / (common + min(left))

    def replaced(self) -> bool:
        """Whether a word of each title stands in the place of one of the other."""
        if not self.pair.titles or self.lift() == 0.95:
            return False
        one, two = (Counter(title.words) for title in self.pair.titles)
        common, *left = ([*words.elements()] for words in (one & two, one - two, two - one))
        weights = [sum(map(weight, words)) for words in (common, *left)]
        others = all(len(rest) <= 3 and max(map(weight, rest), default=0.0) >= 1 for rest in left)
        return (others or self.exchanged()) and weights[0] >= 0.6 * sum(weights)

    def exchanged(self) -> bool:
        """Whether the titles differ in one word, of two letters or more, that is no number."""
        assert self.pair.titles
        one, two = (title.words for title in self.pair.titles)
        pairs = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
        if len(one) != len(two) or len(pairs) != 1 or not {*pairs[0]}.isdisjoint({"of", "a", "i"}):
            return False
        a, b = pairs[0]
        short, long = sorted(pairs[0], key=len)
        return (
            not any(word.isdigit() for word in (a, b))
            and not long.startswith(short)
            and len(long) - len(short) <= 3
            and sorted(a) != sorted(b)
        )

    def lift(self) -> float:
        """The least quality of titles whose letters are nearly equal."""
        assert self.pair.titles
        one, two = (title.letters for title in self.pair.titles)
        alike = 1 - edits(one, two) / max(len(one), len(two))
        if self.numbers_differ() or alike < 0.92:
            return 0.0
        return 0.95 if alike >= 0.96 else 0.85

    def title(self) -> None:
        table = self.policy["title"]
        if not self.pair.titles:
            return self.give("title", table["missing"])
        one, two = self.pair.titles
        quality, contained = self.likeness()
        points = step(table["quality"], quality)
        points = table["below"] if points is None else points
        if one.letters == two.letters:
            points = table["equal"]
        else:
            for short, long in ((one, two), (two, one)):
                if (
                    len(long.main) < len(long.words)
                    and short.words == long.main
                    and short.weight >= 1.5
                ):
                    points = max(points, table["subtitle"])
            less, more = sorted((one.letters, two.letters), key=len)
            if len(less) >= 12 and (more.startswith(less) or more.endswith(less)):
                points = max(points, table["affix"])
        if contained >= table["contained_from"]:
            points = max(points, table["contained"])
        if self.numbers_differ():
            points = min(points, 0.0)
        if points > 0:
            share = min(one.weight, two.weight) / table["full_weight"]
            points *= min(max(share, table["least_share"]), 1.0)
        return self.give("title", points)

    def vetoes(self) -> None:
        table = self.policy["vetoes"]
        if not self.pair.titles:
            return
        one, two = self.pair.titles
        if self.pair.other_item:
            self.give("mark", table["mark"])
        if one.series and two.series and one.series != two.series:
            self.give("series", table["series"])
        elif bool(one.series) != bool(two.series):
            self.give("series", table["series_alone"])

    def identifiers(self) -> None:
        table, doi = self.policy["identifiers"], self.pair.doi
        unread = 0.0 if self.pair.texts else table["doi_unread"]
        if doi == "component":
            self.give("component", self.policy["vetoes"]["component"])
        elif doi == "equal":
            most = self.policy["pages"]["most_in_doubt"] if self.replaced() else float("inf")
            most = most if self.pair.titles else table["doi_untitled"]
            self.give("doi", min(table["doi"], most))
        elif doi:
            journal = self.policy["pages"]["same_venue"] if self.pair.one_journal else 0.0
            points = table[f"doi_{doi}"] + unread + journal
            if doi == "other" and len({*self.pair.preprint_sides}) == 2:
                points = min(points + table["doi_preprint"], 0.0)
            self.give("doi", points)
        if self.pair.same_arxiv is not None:
            self.give("identifier", table["same" if self.pair.same_arxiv else "different"])

    def publication(self) -> None:
        pair, table = self.pair, self.policy["pages"]
        if pair.kinds >= {"journal", "conference"}:
            self.give("venue", self.policy["venue"]["other_kind"])
        elif pair.venues is not None:
            points = step(self.policy["venue"]["similarity"], pair.venues) or 0.0
            self.give("venue", max(points, 0.0) if pair.preprints else points)
        page, volume = pair.agree("pages"), pair.agree("volume")
        page = page and not pair.later
        if page is not None:
            place = self.place(page=page, volume=volume)
            points = table[place]
            if place == "page_differs_in_volume" and pair.titles and self.likeness()[0] < 0.95:
                points += table["other_title"]
            if self.in_doubt():
                points = min(points, table["most_in_doubt"])
            if page is False and volume is False and (pair.venues or 0.0) >= 0.8:
                points += table["same_venue"]
            self.give("pages", points)
        elif volume is False and (pair.venues or 0.0) >= 0.8:
            self.give("pages", table["volume_differs"])
        if pair.venues == 0 and volume is False and not page and not pair.shared:
            self.give("other publication", table["other_publication"])

    def place(self, *, page: bool, volume: bool | None) -> str:
        """The name of the points for pages and volume."""
        if page:
            return {True: "page_volume", None: "page", False: "page_other_volume"}[volume]
        if volume is False:
            return "both_differ" if self.pair.texts else "both_differ_no_abstract"
        return "page_differs_in_volume" if volume else "page_differs"

    def in_doubt(self) -> bool:
        """Whether titles or authors disagree, or one item is marked as another."""
        strangers = self.pair.compared and not self.pair.matched
        if not self.pair.titles:
            return strangers
        one, two = self.pair.titles
        own = one.letters == two.letters and one.weight >= self.policy["title"]["full_weight"]
        if strangers and not own:
            return True
        quality, contained = self.likeness()
        differ = quality < 0.6 and contained < 0.9
        return (
            differ
            or (quality < 0.85 and self.replaced())
            or self.pair.other_item
            or self.points.get("series") == self.policy["vetoes"]["series"]
        )

    def years(self) -> None:
        one, two = self.pair.get("year")
        if one and two:
            gap = abs(int(one) - int(two))
            table = self.policy["year"]
            equal = table["equal"] + table["equal_preprint"] * self.pair.versions
            self.give("year", step(table["gap"], gap) if gap else equal)

    def alone(self) -> None:
        """An equal title that neither authors nor abstracts confirm, with a contradiction."""
        pair, table = self.pair, self.policy["title"]
        if not pair.titles or pair.texts or pair.compared or pair.shared:
            return
        if pair.titles[0].letters != pair.titles[1].letters:
            return
        against = {
            name
            for name in ("identifier", "pages", "year", "venue")
            if self.points.get(name, 0) < 0
        }
        light = pair.titles[0].weight < table["alone_weight"]
        doi = light and self.points.get("doi", 0) < 0
        elsewhere = False in (pair.agree("volume"), pair.agree("pages"))
        if against or doi or elsewhere:
            self.give("title alone", table["alone"])

    def partial(self) -> None:
        """A title that agrees in part, without abstracts, and nothing that confirms it."""
        pair = self.pair
        if not pair.titles or pair.texts or pair.titles[0].letters == pair.titles[1].letters:
            return
        confirmed = any(
            self.points.get(name, 0) > 0 for name in ("venue", "pages", "doi", "identifier")
        )
        one, two = pair.people
        everybody = len(one) == len(two) == pair.matched >= 2 and not self.initials_contradict()
        years = [year for year in pair.get("year") if year]
        later = any(
            title.series and max(title.series) > 1 and not other.series
            for title, other in (pair.titles, pair.titles[::-1])
        )
        people = everybody and len({*years}) < 2 and not self.replaced() and not pair.any_text
        confirmed |= people and not later
        if (self.likeness()[0] < 0.95 or later) and not confirmed:
            self.give("title alone", self.policy["title"]["partial"])

    def abstract(self) -> None:
        if not self.pair.texts:
            return None
        table, (alike, contained) = self.policy["abstract"], self.pair.overlap
        one, two = self.pair.texts
        words = min(len(one), len(two))
        if words < table["short_words"]:
            return self.give("abstract", table["equal"] if one == two else 0.0)
        points = step(table["jaccard"], alike)
        points = table["below"] if points is None else points
        points = max(points, step(table["containment"], contained) or points)
        points *= min(max(words / table["full_words"], table["least_share"]), 1.0)
        equal = table["equal"] * min(words / 25, 1)
        return self.give("abstract", max(points, equal) if one == two else points)

    def authors(self) -> None:
        pair, table = self.pair, self.policy["authors"]
        if not pair.compared:
            if any(pair.people):
                similar = (
                    "missing_similar"
                    if pair.texts and pair.overlap[0] >= 0.3
                    else "missing_abstract"
                )
                self.give("authors", table[similar if pair.texts else "missing"])
            return
        one, two = pair.people
        shorter, longer = sorted((len(one), len(two)))
        points = step(table["share"], pair.matched / shorter)
        points = table["none"] if points is None else points
        if pair.matched:
            points += step(table["longer"], pair.matched / longer) or 0.0
            points += table["first_differs"] * (one[0][0] != two[0][0])
            contradict = self.initials_contradict()
            points += table["initials"] * contradict
            several = contradict and pair.matched == longer > 1
            points += table["initials_of_several"] * several
            if not several:
                points += {1: 0.0, 2: 0.0, 3: table["three"]}.get(pair.matched, table["four"])
        points += table["single"] * (longer == 1 == pair.matched)
        points += table["one_of_several"] * (shorter == 1 < longer)
        self.give("authors", points)

    def initials_contradict(self) -> bool:
        """Whether all who are in both have other initials."""
        one, two = self.pair.people
        return not any(person in two for person in one)

    def numbers_differ(self) -> bool:
        """Whether each title has a number that the other lacks, or has them in other places."""
        titles = self.pair.titles or (Title((), ()),) * 2
        one, two = (set(title.numbers) for title in titles)
        numbers = [[word for word in title.words if word.isdigit()] for title in titles]
        others = [[word for word in title.words if not word.isdigit()] for title in titles]
        displaced = (
            not any(title.series for title in titles)
            and len(numbers[0]) == len(numbers[1]) > 1
            and numbers[0] != numbers[1]
            and others[0] == others[1]
        )
        return displaced or bool(one - two and two - one)

    def numbers(self) -> None:
        if self.numbers_differ():
            texts = self.pair.texts
            long = texts and min(map(len, texts)) >= 60 and self.pair.overlap[0] >= 0.7
            long = long and not self.two_subjects()
            self.give("numbers", self.policy["vetoes"]["numbers_similar" if long else "numbers"])

    def word(self) -> None:
        """A word in the place of another, where the texts do not say the same."""
        table = self.policy["vetoes"]
        if self.two_subjects():
            elsewhere = self.pair.agree("volume") is False or self.pair.agree("pages") is False
            elsewhere |= self.points.get("doi", 0) < 0 or self.one_venue()
            self.give("word", table["word_repeated"] + elsewhere * table["word_elsewhere"])
        elif self.replaced() and not self.numbers_differ():
            similar = self.pair.texts and self.pair.overlap[0] >= 0.5
            unread = 0.0 if self.pair.texts else table["word_unread"]
            self.give("word", 0.0 if similar else table["word"] + unread)

    def one_venue(self) -> bool:
        """Whether one venue that keeps no versions has both, and no page that is one."""
        pair = self.pair
        kept = any(pair.preprint_sides)
        return not kept and pair.agree("pages") is not True and (pair.venues or 0.0) >= 0.8

    def two_subjects(self) -> bool:
        """Whether what one title has and the other lacks is exchanged in the abstracts as well."""
        titles, texts = self.pair.titles, self.pair.texts
        if not titles or not texts or titles[0].letters == titles[1].letters:
            return False
        found = [
            [says(texts[own], phrase) and not says(texts[1 - own], phrase) for phrase in phrases]
            for own, phrases in enumerate(left_over(*titles))
        ]
        other = self.replaced() or self.numbers_differ()
        nearly = self.replaced() or self.likeness()[0] >= 0.6
        if nearly and other and all(map(any, found)):
            return True
        return self.pair.overlap[0] >= 0.5 and all(0 < len(own) <= 6 and all(own) for own in found)


Phrase = tuple[str | None, str, str | None]
"""A word between its neighbours, of which one must be there; without any, it stands for itself."""


def left_over(one: Title, two: Title) -> tuple[list[Phrase], list[Phrase]]:
    """The words of each title that say something and that the other lacks.

    >>> left_over(Title.of("Tides of the moon"), Title.of("Tides of 12 seas"))
    ([(None, 'moon', None)], [('of', '12', 'seas'), (None, 'seas', None)])
    """
    free = [*range(len(two.words))]
    rest = []
    for at, word in enumerate(one.words):
        places = [place for place in free if two.words[place] == word]
        if places:
            free.remove(at if at in places else places[0])
        else:
            rest.append(at)

    def phrase(words: tuple[str, ...], at: int) -> Phrase:
        if not words[at].isdigit() and len(words[at]) > 1:
            return None, words[at], None
        around = (None, *words, None)
        return around[at], words[at], around[at + 2]

    def told(words: tuple[str, ...], places: list[int]) -> list[Phrase]:
        says = (at for at in places if weight(words[at]) >= 1 or words[at].isdigit())
        return [phrase(words, at) for at in says]

    return told(one.words, rest), told(two.words, free)


def says(text: list[str], phrase: Phrase) -> bool:
    """Whether a text has a word, beside a neighbour where it has any.

    >>> says(["in", "12", "seas"], ("of", "12", "seas")), says(["12"], ("of", "12", "seas"))
    (True, False)
    """
    before, word, after = phrase
    around = [None, *text, None]
    return any(
        around[at + 1] == word
        and (
            before is after is None
            or (before is not None and around[at] == before)
            or (after is not None and around[at + 2] == after)
        )
        for at in range(len(text))
    )

"""Which records are one paper, by brute force: items, matches, clusters, IDs, nested views.

Every pair of items is compared, every founder is tried. The rules are those of
docs/papers.md and docs/canonical-ids.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .hashing import FIELDS, content_id, field_digest, shingles, tokens
from .words import is_notice, is_placeholder, normalize

MINIMUM_TOKENS = 6
Row = Mapping[str, str | None]


def jaccard(a: set[int], b: set[int]) -> float:
    """|A∩B| / |A∪B|; 0 for two empty sets."""
    return len(a & b) / len(a | b) if a or b else 0.0


def containment(a: set[int], b: set[int]) -> float:
    """|A∩B| / min(|A|, |B|); 0 where one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings that change an answer."""

    threshold: float = 0.7
    text: str = "paper"
    shingle: str = "word"
    shingle_size: int = 3


@dataclass
class Item:
    """All records of one text in canonical order; `key` makes them one, `shingles` are compared."""

    key: tuple[object, ...]
    shingles: set[int]
    records: list[int] = field(default_factory=list)
    rank: tuple[int, str] = (0, "")


@dataclass
class Answer:
    """The records of all dumps, in input order, and what the rules say of them."""

    content_ids: list[str]
    items: list[Item]
    matches: dict[tuple[int, int], tuple[float, float]]
    founder_of: list[int]
    settings: Settings

    @cached_property
    def item_of(self) -> dict[int, int]:
        """Record number to item number."""
        return {record: i for i, item in enumerate(self.items) for record in item.records}

    @cached_property
    def papers(self) -> list[list[int]]:
        """The partition: founders' items in rank order, each as sorted record numbers."""
        groups: dict[int, list[int]] = defaultdict(list)
        for i, item in enumerate(self.items):
            groups[self.founder_of[i]].extend(item.records)
        return [sorted(groups[founder]) for founder in sorted(groups)]

    @cached_property
    def canonical_ids(self) -> list[str]:
        """One canonical ID for each record."""
        seen: dict[str, int] = defaultdict(int)
        names: dict[int, str] = {}
        for founder in sorted(set(self.founder_of)):
            name = self.items[founder].rank[1]
            seen[name] += 1
            names[founder] = name if seen[name] == 1 else f"{name}.{seen[name]}"
        of = self.item_of
        return [names[self.founder_of[of[r]]] for r in range(len(self.content_ids))]

    def same_paper(self, pair: tuple[int, int]) -> bool:
        """Whether a match lies inside one cluster."""
        return self.founder_of[pair[0]] == self.founder_of[pair[1]]

    @cached_property
    def rows(self) -> set[tuple[int, int]]:
        """Pairs of record numbers, the lower first, that the table of matches has as its rows."""
        first = [item.records[0] for item in self.items]
        pairs = [(first[a], first[b]) for a, b in self.matches]
        pairs += [(item.records[0], r) for item in self.items for r in item.records[1:]]
        return {(min(pair), max(pair)) for pair in pairs}

    def split(self, threshold: float) -> set[frozenset[int]]:
        """The parts of each cluster that hold together by matches of at least `threshold`."""
        part = list(range(len(self.items)))
        for (a, b), (score, _) in self.matches.items():
            if score >= threshold and self.same_paper((a, b)):
                old, new = part[b], part[a]
                part = [new if p == old else p for p in part]
        groups: dict[int, set[int]] = defaultdict(set)
        for i, item in enumerate(self.items):
            groups[part[i]].update(item.records)
        return {frozenset(group) for group in groups.values()}


def usable_abstract(text: str | None) -> bool:
    """Whether an abstract says enough to be compared."""
    if text is None:
        return False
    return len(tokens(text)) >= MINIMUM_TOKENS and not is_placeholder(text) and not is_notice(text)


def _key(
    number: int, row: Row, content: str, identifiers: Iterable[str], settings: Settings
) -> tuple[tuple[object, ...], str | None]:
    """What makes records one item, and the text they are compared by (None: by nothing)."""
    title, abstract = row.get("title"), row.get("abstract")
    if settings.text == "plain":
        words = normalize(abstract or "")
        return (("text", field_digest(words)), words) if words else (("empty", number), None)
    if abstract is not None and usable_abstract(abstract):
        return ("text", field_digest(abstract)), abstract
    if len(tokens(title or "")) >= MINIMUM_TOKENS:
        return ("title", field_digest(title or "")), None
    count = sum(len(tokens(row.get(name) or "")) for name in FIELDS)
    if count >= MINIMUM_TOKENS or list(identifiers):
        return ("content", content), None
    return ("alone", number), None


def anchor(count: int, scores: Mapping[tuple[int, int], float]) -> list[int]:
    """The founder of each of `count` items, numbered in canonical order, given the matches.

    Each item in turn joins the earlier founder that it matches best (of equals the earliest), or
    founds a cluster.

    >>> anchor(3, {(0, 1): 0.8, (1, 2): 0.9})
    [0, 0, 2]
    """
    founder_of: list[int] = []
    for i in range(count):
        earlier = [f for f in range(i) if founder_of[f] == f and (f, i) in scores]
        founder_of.append(max(earlier, key=lambda f: (scores[f, i], -f)) if earlier else i)
    return founder_of


def solve(
    dumps: Sequence[Sequence[Row]],
    settings: Settings | None = None,
    identifiers: Sequence[Sequence[str]] | None = None,
) -> Answer:
    """Everything that a run over these dumps must answer.

    `identifiers` lists those of each record, dumps one after the other.
    """
    settings = settings or Settings()
    rows = [(number, row) for number, dump in enumerate(dumps) for row in dump]
    named = identifiers or [()] * len(rows)
    ids = [content_id(row, names) for (_, row), names in zip(rows, named, strict=True)]
    items: dict[tuple[object, ...], Item] = {}
    for r, (dump, row) in enumerate(rows):
        key, text = _key(r, row, ids[r], named[r], settings)
        if key not in items:
            grams = shingles(text or "", shingle=settings.shingle, size=settings.shingle_size)
            items[key] = Item(key, grams, rank=(dump, ids[r]))
        items[key].records.append(r)
        items[key].rank = min(items[key].rank, (dump, ids[r]))
    for item in items.values():
        item.records.sort(key=lambda r: (rows[r][0], ids[r]))
    ranked = sorted(items.values(), key=lambda item: (item.rank, item.records))
    matches = all_matches([item.shingles for item in ranked], settings.threshold)
    founders = anchor(len(ranked), {pair: scores[0] for pair, scores in matches.items()})
    return Answer(ids, ranked, matches, founders, settings)


def all_matches(
    sets: Sequence[set[int]], threshold: float
) -> dict[tuple[int, int], tuple[float, float]]:
    """Every pair of sets with Jaccard of at least the threshold, with its two scores."""
    found = {}
    for b in range(len(sets)):
        for a in range(b):
            score = jaccard(sets[a], sets[b])
            if sets[a] and sets[b] and score >= threshold:
                found[a, b] = (score, containment(sets[a], sets[b]))
    return found

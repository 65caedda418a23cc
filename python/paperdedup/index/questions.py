"""What an index is asked, by whoever has it open: the half of `Index` that changes nothing.

All is asked of the core, which reads the file; nothing is kept here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paperdedup.index import asking, later, making
from paperdedup.index.answers import Difference, Entry, Event, Hit, Paper, Record, Ruling, Verdict
from paperdedup.index.matches import Matches

if TYPE_CHECKING:
    from collections.abc import Mapping

    import paperdedup._native as core
    from paperdedup.config import Config
    from paperdedup.index.reviews import Review
    from paperdedup.progress import Progress

Name = str | tuple[str, int]
"""A record: its record_id, content ID or "DUMP:POSITION", or (dump, position)."""


class Questions:
    """What can be asked of an open index."""

    _native: core.Index

    @property
    def config(self) -> Config:
        """The settings that the index was made with."""
        return making.config(self.parameters)

    def query(
        self, what: str | Mapping[str, Any], *, k: int = 10, threshold: float | None = None
    ) -> list[Hit]:
        """The papers that an abstract, or a record as it could be added, is or is like; best first.

        `k`: most papers. `threshold`: least score; None: all that may be the paper. A text alone is
        ranked by Jaccard similarity: None then gives what it would join, and what is so similar. A
        threshold only filters by the score: what is said of a paper does not depend on it. Papers
        far below the threshold of the index are found only if they share a key (docs/index.md).

        >>> from tempfile import TemporaryDirectory
        >>> from paperdedup import Index
        >>> text = "Storks come back to the same nest, and we count how many of them do."
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     _ = index.add({"may": [{"title": "On storks", "abstract": text}]})
        ...     hits = index.query({"title": "On Storks", "abstract": text})
        ...     [(hit.same, hit.jaccard) for hit in hits]
        [(True, 1.0)]
        """
        return list(map(making.hit, self._native.query(*asking.asked(what, k, threshold))))

    def match(
        self,
        dumps: Any,
        *,
        k: int = 1,
        threshold: float | None = None,
        fields: Mapping[str, str | None] | None = None,
        format: str | None = None,
        encoding: str | None = None,
        progress: Progress = None,
    ) -> Matches:
        """Which records of dumps the index has already: what `query` answers of each. Nothing is
        added, and another process may add meanwhile.

        `dumps`, `fields`, `format`, `encoding`, `progress`: as for `deduplicate`. `k`, `threshold`:
        as for `query`, of each record. What the records are to each other is not looked at: two
        records of one paper that the index has not are both new.

        >>> from tempfile import TemporaryDirectory
        >>> from paperdedup import Index
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     _ = index.add({"old": [{"id": "a", "title": "On the sets of things that stay"}]})
        ...     titles = ["On the Sets of Things that Stay", "On the growth of trees"]
        ...     found = index.match({"new": [{"title": title} for title in titles]})
        >>> print(found)
        new: 2 records: 1 in the index, 0 unsure, 1 new
        >>> found.table.select(["position", "verdict", "found_id"]).to_pylist()
        [{'position': 0, 'verdict': 'same', 'found_id': 'a'},
         {'position': 1, 'verdict': 'new', 'found_id': None}]
        """
        how = {"fields": fields, "format": format, "encoding": encoding, "text": self.config.text}
        wanted = asking.wanted(k, threshold)
        return Matches(dumps=tuple(later.match_each(self._native, dumps, wanted, progress, how)))

    def review(self) -> Review:
        """The pairs at which a person should look, those first that matter most, as in
        `Result.review`: fill in `decision`, and give the table or the file to `decide_all`. Pairs
        that were decided come last, with their decision. At most 10,000 open pairs.

        It takes some numbers per record and match of the index.

        >>> from tempfile import TemporaryDirectory
        >>> from paperdedup import Index
        >>> titles = ["Storks on the roofs of a town", "Storks on the roofs of a small town"]
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     _ = index.add({"may": [{"title": each, "authors": "Rossi, A."} for each in titles]})
        ...     review = index.review()
        >>> print(review)
        1 pair to look at
        >>> review.table.select(["why", "title_a", "title_b"]).to_pylist()
        [{'why': 'unsure: its score is near the threshold',
          'title_a': 'Storks on the roofs of a town',
          'title_b': 'Storks on the roofs of a small town'}]
        """
        return later.review_of(self)

    def record(self, number: int) -> Record:
        """The record with this number, as `Hit.record` and the tables have it."""
        return making.record(self._native.record(making.number(number)))

    def lookup(self, name: Name) -> Paper:
        """The paper with this name, and where its records stand. Names: as for `resolve`."""
        return making.paper(making.there(self._native.lookup(making.spelled(name)), name))

    def resolve(self, name: Name) -> str:
        """The canonical ID of the paper with this name.

        A canonical ID, present or past, a content ID of any record, an identifier in any spelling
        (`doi:…`, `https://arxiv.org/abs/…`), a record_id, "DUMP:POSITION" or (dump, position).
        Raises `UnknownRecordError` if no paper has that name, or more than one has, and for a
        record_id that is another's place: a zero more, "d:00", makes it the place alone.

        >>> from tempfile import TemporaryDirectory
        >>> from paperdedup import Index
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     _ = index.add({"d": [{"id": "a", "title": "On sets", "doi": "10.1000/X"}]})
        ...     index.resolve("https://doi.org/10.1000/x") == index.resolve("a")
        True
        """
        return making.there(self._native.resolve(making.spelled(name)), name)

    def history(self, name: Name) -> list[Event]:
        """What happened to a paper or record besides being added: merged into another, updated by
        another record, deleted, split off; in order. What was deleted is asked for by its canonical
        or content ID: the record, and so its id and place, is not there.
        """
        events = list(map(making.event, self._native.history(making.spelled(name))))
        if not events:
            making.there(self._native.lookup(making.spelled(name)), name)
        return events

    def explain(self, a: Name, b: Name) -> Verdict:
        """Why two records are, or are not, one paper: the points in words, and what differs."""
        found = self._native.explain(making.spelled(a), making.spelled(b))
        ends = (self.record(found["record_a"]), self.record(found["record_b"]))
        return later.weighed(found, *ends, self.config)

    @property
    def decisions(self) -> tuple[Ruling, ...]:
        """What was decided, in order."""
        return tuple(map(making.decision, self._native.decisions()))

    def diff(self, before: str, after: str) -> Difference:
        """What changed from one dump of the index to another: papers that are new, repeated,
        revised (with the records and the difference) and vanished.

        >>> from tempfile import TemporaryDirectory
        >>> from paperdedup import Index
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     _ = index.add({"may": [{"title": "On sets of things that stay as they are"}]})
        ...     _ = index.add({"june": [{"title": "On trees of things that grow over the years"}]})
        ...     print(index.diff("may", "june"))
        From may to june: 1 new, 0 repeated, 0 revised, 1 vanished
        """
        making.require_dumps((before, after), [entry.label for entry in self.dumps])
        return making.difference(before, after, self._native.diff(before, after), self.record)

    @property
    def dumps(self) -> tuple[Entry, ...]:
        """The dumps, in the order in which they were added."""
        return tuple(making.entry(found) for found in self._native.dumps())

    @property
    def stats(self) -> dict[str, Any]:
        """Counts and sizes by name: records, papers, dumps, bytes of the file and more."""
        return dict(sorted(self._native.stats().items()))

    @property
    def parameters(self) -> dict[str, str]:
        """The settings and versions that the index was made with and is used with."""
        return dict(sorted(self._native.parameters().items()))

    @property
    def policy(self) -> str:
        """What decides: a built-in policy's name, "text", or the title of a table of your own."""
        return making.policy_name(self.parameters["policy"])

    @property
    def papers(self) -> pa.RecordBatchReader:
        """One row per paper: canonical_id, founder (number of its first record), record_id (of
        that), size (records), dumps (how many). Read in batches, as it was when asked for.
        """
        return making.stream(self._native.papers())

    @property
    def members(self) -> pa.RecordBatchReader:
        """One row per record: record (its number), record_id, dump, position, content_id,
        canonical_id, relation.

        >>> from tempfile import TemporaryDirectory
        >>> from paperdedup import Index
        >>> with TemporaryDirectory() as folder, Index.create(f"{folder}/a.index") as index:
        ...     _ = index.add({"may": [{"id": "a", "title": "On sets"}]})
        ...     index.members.read_all().column("record_id").to_pylist()
        ['a']
        """
        return making.stream(self._native.members())

    @property
    def matches(self) -> pa.RecordBatchReader:
        """One row per pair that was judged: record_a, record_b (numbers), jaccard, containment,
        score, same, unsure, conflict, relation, points (a JSON list of [reason, points]).
        """
        return making.stream(self._native.matches())

    @property
    def redirects(self) -> pa.RecordBatchReader:
        """One row per name that stands for another paper now: old_id, canonical_id."""
        return making.stream(self._native.redirects())

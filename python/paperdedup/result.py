"""What a run found: the tables, the IDs, and the answers to "why".

A `Result` keeps the dumps it was made from and what the core found. Each table is built when it is
first asked for and kept; building one touches no record in a Python loop. Schemas:
`paperdedup.schemas`. Limits: a result is as large as its dumps.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, Self

import pyarrow as pa

from paperdedup import tables
from paperdedup.config import policy_table
from paperdedup.contradicting import contradictions
from paperdedup.decisions import Applied, Contradiction
from paperdedup.explain import Explanation, explain
from paperdedup.lookup import Lookup
from paperdedup.review import Questions, questions, review, shown_of
from paperdedup.splitting import groups_at
from paperdedup.survivors import Rule, survivors
from paperdedup.weighing import Run
from paperdedup.writer import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from paperdedup.config import Config
    from paperdedup.corpus import Corpus
    from paperdedup.findings import Findings
    from paperdedup.records import Dump
    from paperdedup.stages import Plan

Format = Literal["parquet", "jsonl", "csv"]

UNPICKLED: Final = (
    "a Result cannot be pickled, since the core holds most of it: pickle or return its tables "
    "(members, papers, matches), write it to a folder, or call deduplicate() in the process that "
    "needs it"
)


class Result:
    """Records, papers, and why they are the same. Made by `deduplicate`.

    It never changes, so threads may share it. It cannot be pickled; its tables can.

    >>> import paperdedup
    >>> text = "We measure how wide the S-curve of a banded search is, and find it narrow."
    >>> may = [{"id": "a", "abstract": text}]
    >>> june = [{"id": "b", "abstract": text + " So."}]
    >>> result = paperdedup.deduplicate({"may": may, "june": june})
    >>> result
    Result(2 records of 2 dumps: 1 paper, 1 repeat, 1 revised, 0 rejects)
    >>> result.members.column("relation").to_pylist()
    ['founder', 'revision']
    """

    def __init__(
        self,
        corpus: Corpus,
        findings: Findings,
        config: Config,
        seconds: Mapping[str, float],
        applied: Applied,
    ) -> None:
        self._corpus = corpus
        self._findings = findings
        self._config = config
        self._seconds = dict(seconds)
        self._applied = applied

    @property
    def config(self) -> Config:
        """The settings of the run."""
        return self._config

    @cached_property
    def policy(self) -> dict[str, Any] | None:
        """The policy that decided, its whole table; None where the likeness of texts did.

        >>> from paperdedup import Config, deduplicate
        >>> result = deduplicate([{"title": "On sets"}], config=Config(policy="record"))
        >>> result.policy["name"]
        'record'
        """
        return policy_table(self._config, self._findings.policy)

    @property
    def plan(self) -> Plan:
        """How the records were searched, with the recall curve that was expected."""
        return self._findings.plan

    @property
    def dumps(self) -> tuple[str, ...]:
        """Names of the dumps, in the order given."""
        return self._corpus.names

    @property
    def inputs(self) -> tuple[Dump, ...]:
        """The dumps as they were read: name, table, recognised columns, rejects, date, notes."""
        return self._corpus.dumps

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds each stage took, in order. The only part of a result that differs from one run to
        the next.
        """
        return dict(self._seconds)

    @cached_property
    def counts(self) -> dict[str, float]:
        """The figures of `stats` by name.

        dumps, inputs, records, rejects, papers; repeats: records - papers; revised: papers with
        more than one text (one publication, told otherwise, has one); matches: rows of that table.
        Of the search: empty (records that nothing can be compared by), weak (that only equal
        content or titles can join), texts (different ones that were compared), meetings (how often
        two met under a key), candidates (pairs of these that were compared exactly), text_matches
        (between different texts), bridges (matches not followed), hot_buckets (larger than the cap)
        and pairs_cut (of these); hot_keys_…: by channel, the keys that more works have than are
        compared. Where decisions were given: decisions, decisions_applied, decisions_absent,
        decisions_contradicted, and bridges_decided (between papers that a person told apart).
        """
        states = self.decisions.column("state").to_pylist()
        names = ("applied", "absent", "contradicted")
        decided = {f"decisions_{name}": states.count(name) for name in names}
        figures = tables.counts(self._corpus, self._findings)
        if not states:
            return figures
        apart = self._applied.apart(self._findings.contradictions, self._findings.founders)
        decided["bridges_decided"] = tables.told_apart(self._findings, apart)
        return figures | {"decisions": len(states), **decided}

    @cached_property
    def stats(self) -> pa.Table:
        """`counts` and the figures of `plan`, one row per figure (`schemas.STATS`).

        Of the plan: bands, rows (0 in the exact mode), expected_recall (at the threshold) and
        expected_candidates.
        """
        return tables.stats(self.counts, self.plan, self.config)

    @cached_property
    def members(self) -> pa.Table:
        """One row per record, in input order (`schemas.MEMBERS`)."""
        return tables.members(self._corpus, self._findings)

    @cached_property
    def papers(self) -> pa.Table:
        """One row per paper, in the order in which the founders came (`schemas.PAPERS`)."""
        return tables.papers(self._corpus, self._findings)

    @cached_property
    def matches(self) -> pa.Table:
        """One row per verified pair (`schemas.MATCHES`)."""
        return tables.matches(self._corpus, self._findings)

    @cached_property
    def review(self) -> pa.Table:
        """Pairs that a person should look at (`schemas.REVIEW`): those near the threshold, and
        conflicts, where an identifier agrees and all else says two papers.

        First come those that matter most: as many records as the answer can move, times the
        nearness to the threshold. Of the pairs between the same two papers one stands for all, and
        an unsure pair that surer ones settle is left out. Fill in `decision` (same, different) and
        give the table or the file to the next run: `deduplicate(..., decisions=...)`. Pairs that
        were decided before come last, with their decision. Empty where the likeness of texts
        decided. At most 10,000 open pairs; `review_left` counts those behind them.
        """
        shown = shown_of(self._corpus, self._findings)
        return review(self._findings, self._applied, self.policy, self._questions, shown)

    @property
    def review_left(self) -> int:
        """How many open pairs come after those that `review` has room for; when some of these are
        decided, the next run lists the next.
        """
        return self._questions.left

    @cached_property
    def _questions(self) -> Questions:
        return questions(self._findings, self._applied, self.policy)

    @cached_property
    def decisions(self) -> pa.Table:
        """The decisions that were given, and what became of each (`schemas.DECISIONS`)."""
        return self._applied.table(self._findings.contradictions)

    @property
    def absent(self) -> dict[str, str]:
        """Names in the decisions that no record has, each with where it stands (file and line, or
        row).

        >>> from paperdedup import Config, deduplicate
        >>> dump = {"d": [{"id": "a", "title": "On sets"}]}
        >>> made = [("a", "b", "same")]
        >>> deduplicate(dump, config=Config(policy="record"), decisions=made).absent
        {'b': 'decisions, row 0'}
        """
        return {name: decision.source for name, decision in self._applied.absent.items()}

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Decisions that do not hold since others say otherwise; `str()` of one shows both."""
        return contradictions(self._applied, self._findings.contradictions, self._findings.founders)

    @property
    def hot_keys(self) -> dict[str, int]:
        """By channel, the keys that more works have than are compared: what such a key alone would
        have brought together may have been missed.
        """
        return self._findings.hot_channels

    @cached_property
    def rejects(self) -> pa.Table:
        """One row per input that is no usable record (`schemas.REJECTS`)."""
        return tables.rejects(self._corpus)

    @cached_property
    def records(self) -> pa.Table:
        """All columns that the records came with, and `dump` and `position` before them.

        A column that only some dumps have is null for the others; one whose types cannot be united
        is text. One whose name is taken by a column before it has a `_` after it: `dump_`.
        """
        return tables.records(self._corpus)

    @cached_property
    def canonical_ids(self) -> pa.Array:
        """One canonical ID per input, over all dumps in the order given; null where the input was a
        reject.

        >>> from paperdedup import deduplicate
        >>> ids = deduplicate({"d": [{"title": "On sets"}, 17]}).canonical_ids
        >>> ids.is_null().to_pylist()
        [False, True]
        """
        return tables.canonical_ids(self._corpus, self._findings)

    @cached_property
    def overlap(self) -> npt.NDArray[np.int64]:
        """Papers that two dumps share, shape (dumps, dumps), symmetric; the diagonal has the papers
        of each dump.

        >>> from paperdedup import Config, deduplicate
        >>> dumps = {"may": ["one text", "another text"], "june": ["another text"]}
        >>> deduplicate(dumps, config=Config(text="plain")).overlap.tolist()
        [[2, 1], [1, 1]]
        """
        return tables.overlap(self._corpus, self._findings)

    def clusters(self, threshold: float | None = None, *, score: float | None = None) -> pa.Table:
        """The clusters at a threshold, from the run's own up to 1, or at a score, from that of the
        policy up; the papers as they are at neither. One row per record (`schemas.CLUSTERS`).

        Inside each paper of the run, records stay together if matches of at least the threshold (a
        Jaccard similarity) or the score connect them, so a higher one only ever splits, and where a
        policy decided also the run's own threshold does; records without an abstract have no
        similarity, and stay with each other. Nothing is searched again. Raises `ConfigError` for
        one below the run's: such pairs were not kept.

        >>> from paperdedup import Config, deduplicate
        >>> text = "one two three four five six seven eight nine ten"
        >>> result = deduplicate({"d": [text, text + " eleven"]}, config=Config(text="plain"))
        >>> [len(result.clusters(at).column("cluster").unique()) for at in (None, 0.8, 0.9)]
        [1, 1, 2]
        """
        groups = groups_at(self._run, threshold=threshold, score=score)
        return tables.clusters(self._corpus, self._findings, groups)

    def survivors(
        self, rule: Rule = "most-complete", *, dumps: Sequence[str] | None = None
    ) -> pa.Table:
        """One row per paper (`schemas.SURVIVORS`): the record that represents it, its empty fields
        filled from the others, with the record that each filled field comes from. Venue, year,
        volume, issue and pages are of one publication: gaps among them are filled from records of
        the representing one's own alone.

        `rule`: "most-complete" (most fields, then the longest abstract), "published-first" (journal
        before conference before preprint), "earliest" or "latest-version" (by year or date, then by
        dump), or "dumps": the order of the sources given as `dumps`, the others after. Of equals
        the most complete, then the first. IDs do not depend on it.

        >>> from paperdedup import deduplicate
        >>> title = "A title that is long enough to be one paper"
        >>> may, june = {"id": "a", "title": title}, {"id": "b", "title": title, "year": "2024"}
        >>> row = deduplicate({"may": [may], "june": [june]}).survivors("earliest").to_pylist()[0]
        >>> row["record_id"], row["year"]
        ('b', '2024')
        """
        return survivors(self._corpus, self._findings, rule, dumps)

    def explain(self, a: str | tuple[str, int], b: str | tuple[str, int]) -> Explanation:
        """Why two records are, or are not, one paper.

        `a` and `b`: a record_id, "DUMP:POSITION", or (dump, position); else a canonical ID, for the
        paper's founder, or a content ID or identifier (`doi:…`), for the first record that has it.
        Raises `UnknownRecordError` for one that is not there, for a record_id that several records
        have or that is another's place (a zero more, "d:00", makes it the place alone), and for a
        content ID or identifier that several papers have.

        >>> from paperdedup import Config, deduplicate
        >>> text = "one two three four five six seven eight nine ten"
        >>> result = deduplicate({"d": [text, text + " eleven"]}, config=Config(text="plain"))
        >>> explanation = result.explain("d:0", "d:1")
        >>> explanation.reason
        'Their similarity 0.8889 reaches the threshold 0.7.'
        >>> explanation.diff[-1]
        Change(kind='insert', before='', after='eleven')
        """
        return explain(self._run, self._lookup.record(a), self._lookup.record(b))

    def resolve(self, name: str | tuple[str, int]) -> str:
        """The canonical ID of the paper with this canonical ID, content ID of any record,
        identifier (`doi:…`, `arxiv:…`), record_id, "DUMP:POSITION" or (dump, position).

        A content ID that several papers share is the name of the one that is called by it. Raises
        `UnknownRecordError` if no paper has that name, or more than one has and none is called so.

        >>> from paperdedup import deduplicate
        >>> result = deduplicate({"d": [{"id": "a", "title": "On sets", "doi": "10.1000/X"}]})
        >>> result.resolve("doi:10.1000/x") == result.resolve("a") == result.resolve("d:0")
        True
        """
        return self._lookup.paper(name)

    def write(
        self,
        folder: str | PathLike[str],
        *,
        format: Format = "parquet",
        command: Mapping[str, Any] | None = None,
        survivor: Rule | None = None,
        survivor_dumps: Sequence[str] | None = None,
    ) -> Path:
        """Write papers, members, matches, review.csv, rejects.jsonl and run.json to a folder;
        return its path. With `survivor`, a rule of `survivors`, also that table.

        They are written beside it and moved into place when complete, so a run that is killed
        leaves no half answer. Equal runs write equal bytes, but for `times` in run.json. A folder
        that is there is replaced only if it is empty or holds a previous run; else
        `FileExistsError`; so it is if its review.csv holds decisions that this run was not given.
        A mount point or the current folder is filled where it is. Other failures to write are an
        `OSError` with the path. `command`, if given, is kept in run.json under that name: how the
        run was asked for.

        >>> from tempfile import TemporaryDirectory
        >>> from paperdedup import deduplicate
        >>> with TemporaryDirectory() as folder:
        ...     written = deduplicate({"d": [{"title": "On sets"}]}).write(folder, format="csv")
        ...     sorted(path.name for path in written.iterdir())
        ['matches.csv', 'members.csv', 'papers.csv', 'rejects.jsonl', 'review.csv', 'run.json']
        """
        made = self.survivors(survivor, dumps=survivor_dumps) if survivor else None
        return write(self, folder, format=format, command=command, survivors=made)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        """The same: a result never changes."""
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(UNPICKLED)

    @cached_property
    def _run(self) -> Run:
        return Run(self._corpus, self._findings, self._config, self._applied, self.policy)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self._corpus, self._findings)

    def __repr__(self) -> str:
        return f"Result({tables.summary(self.counts)})"

    def _repr_html_(self) -> str:
        return tables.summary_html(self.counts, self.dumps)

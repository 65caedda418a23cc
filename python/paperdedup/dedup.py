"""The main job: any number of dumps in, one `Result` out.

Three steps: the readers turn each dump into records, the core finds the papers, the result answers.
Everything is held in memory. Limits: 4 billion records in one run; the text of all dumps must fit.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

import paperdedup._native as core
from paperdedup import readers
from paperdedup.config import DEFAULT, NO_DUMPS, Config, checked, texts_alone
from paperdedup.corpus import Corpus
from paperdedup.decisions import Applied, read_decisions
from paperdedup.errors import ConfigError
from paperdedup.findings import Findings
from paperdedup.progress import Progress, Report, reporting
from paperdedup.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping


def deduplicate(
    dumps: Any,
    *,
    config: Config = DEFAULT,
    fields: Mapping[str, str | None] | None = None,
    format: str | None = None,
    encoding: str | None = None,
    decisions: Any = None,
    progress: Progress = None,
) -> Result:
    """Find which records of some dumps are the same paper.

    `dumps`: paths, globs, folders, "-" for standard input; lists of texts, dicts or dataclasses;
    tables or columns of any Arrow library; one of these, a list of them, or a mapping of names to
    them. Texts that could be taken for paths go into `Texts`. Give the oldest first: a paper's ID
    comes from the earliest, and another order can, rarely, give other papers too.
    `fields`: field to column name, in the dumps that have it: `{"abstract": "Text"}`. `format`:
    name of a reader, where the content does not tell. `encoding`: of text that is no UTF-8.
    `decisions`: what a person decided: the review.csv of a run, filled in, or a file, table or list
    of (a, b, "same" or "different"); records are named by content ID, DUMP:POSITION or record_id.
    `progress`: True for bars on standard error, or a function of (stage, done, total).

    Raises `InputError` for a dump that cannot be read as one, `ConfigError` for an impossible
    setting, `OSError` with the path where a file cannot be opened. A single bad input is no error:
    it is in `Result.rejects`. Ctrl-C stops the run.

    >>> first = "Abstract: We cut a listing into records and give every record a name that lasts."
    >>> other = "Nothing here is like the others: a text of its own about the migration of storks."
    >>> again = "We cut a listing into records, and give every record a name that lasts."
    >>> ids = deduplicate({"texts": [first, other, again]}).canonical_ids.to_pylist()
    >>> ids[0] == ids[2], ids[0] == ids[1]
    (True, False)
    """
    how: dict[str, Any] = {"fields": fields, "format": format, "encoding": encoding}
    with reporting(progress) as report:
        asked = prepared(dumps, config=config, **how, decisions=decisions, progress=report)
        return searched(asked.corpus, config, asked.applied, seconds=asked.seconds, progress=report)


class Prepared(NamedTuple):
    """What is searched: records that are read, and decisions whose records are found."""

    corpus: Corpus
    config: Config
    applied: Applied
    seconds: Mapping[str, float]

    @property
    def dumps(self) -> tuple[str, ...]:
        """As of a `Result`."""
        return self.corpus.names


def prepared(
    dumps: Any,
    *,
    config: Config,
    fields: Mapping[str, str | None] | None,
    format: str | None,
    encoding: str | None,
    decisions: Any,
    progress: Progress,
) -> Prepared:
    """All of `deduplicate` before the search."""
    applied, started = _decided(decisions, config), perf_counter()
    how: dict[str, Any] = {
        "fields": fields,
        "format": format,
        "encoding": encoding,
        "text": config.text,
    }
    with reporting(progress) as report:
        corpus = Corpus(readers.read_all(dumps, **how, progress=report))
    seconds = {"read": perf_counter() - started}
    if applied.decisions:
        content_ids, vague = map(pa.array, core.content_ids(corpus.given, config))
        applied.resolve(corpus, content_ids, vague, unique=config.unique_within is not None)
    return Prepared(corpus, config, applied, seconds)


def searched(
    corpus: Corpus,
    config: Config,
    applied: Applied,
    *,
    seconds: Mapping[str, float] | None = None,
    progress: Report | None = None,
) -> Result:
    """The papers of records that are read, with decisions whose records are found."""
    given = corpus.given
    outcome = core.deduplicate(given, config, decisions=applied.given, progress=progress)
    findings = Findings(outcome)
    if applied.decisions and findings.policy is None:
        raise _no_policy()
    if config.unique_within and findings.policy is None:
        raise ConfigError(NO_DUMPS)
    taken = {**(seconds or {}), **findings.stats.get("seconds", {})}
    return Result(corpus, findings, config, taken, applied)


def _decided(decisions: Any, config: Config) -> Applied:
    """The decisions that were given; they and the settings are refused at once where they cannot
    count.
    """
    checked(config)
    applied = Applied(read_decisions(decisions))
    if applied.decisions and texts_alone(config):
        raise _no_policy()
    return applied


def _no_policy() -> ConfigError:
    return ConfigError(
        "decisions: the likeness of texts alone decides here, and asks nobody; choose a policy, "
        'such as "version"'
    )

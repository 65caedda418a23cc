"""The settings of a run: one frozen object, every default in this file.

A setting is here only if a user can have an opinion on it. `Config` is checked once, when it is
made, by the core that will use it; so a `Config` that exists is a `Config` that runs. Settings that
change an answer are never read from the environment.
"""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

import paperdedup._native as core
from paperdedup.errors import ConfigError

Mode = Literal["auto", "lsh", "exact"]
Text = Literal["paper", "plain"]
Shingle = Literal["word", "character"]

policies: Mapping[str, str] = MappingProxyType(dict(core.POLICIES))
"""The built-in policies: their names, and the TOML tables with every weight of their decisions.
Copy one, change it, and give the text or its file as `Config.policy`.

>>> list(policies)
['record', 'version', 'work']
>>> strict = policies["version"].replace("threshold = 1.0", "threshold = 2.5")
>>> Config(policy=strict).policy == strict
True
"""

NO_DUMPS: Final = (
    'unique_within = "dump": the likeness of texts alone decides here, and knows no dumps; leave '
    'it out, or choose a policy, such as "version"'
)
"""Why a setting of a policy is refused where there is none."""

MOST_THREADS: Final = 1024

MOST_RECORDS: Final = 1 << 32
"""Records have numbers of 32 bits."""

NUMBERS: Final = (
    *("threshold", "recall", "shingle_size", "bands", "rows", "threads", "bucket_cap"),
)
"""Settings that True and False are none of, though Python counts with them."""

WITHOUT_TABLE: Final = ("auto", "text")
"""Policies that are no table: chosen by what the records have; the text alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """How records are compared and searched. Equal settings give equal answers, on any machine.

    Raises `ConfigError` (also a `ValueError`), with the field and its value, if a value is out of
    its range or two settings contradict each other.

    >>> Config(threshold=0.8).threshold
    0.8
    >>> Config(threshold=1.5)
    Traceback (most recent call last):
        ...
    paperdedup.errors.ConfigError: threshold = 1.5: must be above 0 and at most 1
    """

    threshold: float = 0.7
    """Jaccard similarity of the shingle sets from which two texts are one paper, where the text
    alone decides; by a policy, from which abstracts are sure to be compared, and its own threshold
    of points decides. In (0, 1]; 1 asks for equal sets."""

    recall: float = 0.999
    """Share of the pairs exactly at the threshold that the search must be expected to find. In (0,
    1). Not used by the exact mode, which finds all."""

    mode: Mode = "auto"
    """How pairs are searched: "lsh" (locality-sensitive hashing), "exact" (a join that misses
    none), or "auto": whichever is cheaper for these settings and this number of records."""

    text: Text = "paper"
    """What is compared. "paper": the abstract, or the title of a record that has none, under a
    stricter rule. "plain": the text field, and nothing else."""

    shingle: Shingle = "word"
    """What a shingle is a run of: "word" or "character"."""

    shingle_size: int = 3
    """Number of words or characters in a shingle. From 1 to 16 words, or 64 characters."""

    bands: int | None = None
    """Number of bands, at least 1; given together with `rows`, bands x rows at most 4,096. None:
    solved from threshold, recall and number of records."""

    rows: int | None = None
    """Number of minima in a band, at least 1; given together with `bands`."""

    threads: int | None = None
    """Number of threads, from 1 to 1,024. None: one per core. Never changes an answer."""

    bucket_cap: int = 64
    """Most texts of one bucket that are paired with each other, from 2 to 65,536. A larger bucket
    is split by deeper keys; what is still cut is counted in the statistics. Used where the text
    alone decides; what brings records before a policy has a cap of its own."""

    policy: str | os.PathLike[str] = "auto"
    """What decides that two records are one paper. A built-in policy of `policies`: "record" (one
    publication; a preprint and its article are two), "version" (preprint, conference and journal
    versions of one text are one) or "work" (strongly revised and extended versions too); a table of
    your own, as TOML text or as the path of a file (one that ends in .toml, where it is a str),
    which is read at once and kept as its text; "text": the likeness of the texts alone; or "auto":
    "version" where a dump has more than texts and ids, else "text"."""

    unique_within: Literal["dump"] | None = None
    """"dump": no dump holds a paper twice, so two records of one dump are never joined. Refused
    where the text alone decides."""

    def __post_init__(self) -> None:
        for name in NUMBERS:
            if isinstance(getattr(self, name), bool):
                raise ConfigError(f"{name} = {getattr(self, name)}: must be a number")
        if self.threads is not None:
            checked_whole("threads", self.threads, least=1, most=MOST_THREADS)
        source, table = _table(self.policy)
        object.__setattr__(self, "policy", table)
        if self.unique_within not in (None, "dump"):
            raise ConfigError(
                f'unique_within = {shown(self.unique_within)}: must be "dump" or None'
            )
        if self.unique_within and texts_alone(self):
            raise ConfigError(NO_DUMPS)
        try:
            core.check(self)
        except ConfigError as error:
            if not source or not str(error).startswith("policy"):
                raise
            raise ConfigError(f"{source}: {error}") from error
        if self.mode == "lsh":
            core.plan(self, 0)  # the fewest records ask least; what fails there fails always
        if self.text == "plain" and table not in WITHOUT_TABLE:
            raise ConfigError(
                'policy: plain texts have no evidence to weigh; leave it at "auto", or set '
                'text = "paper"'
            )


def checked(config: object) -> Config:
    """The settings, if these are some; `ConfigError` if not.

    >>> checked(0.5)
    Traceback (most recent call last):
        ...
    paperdedup.errors.ConfigError: config = 0.5: must be a Config, as in Config(threshold=0.8)
    """
    if not isinstance(config, Config):
        raise ConfigError(
            f"config = {shown(config)}: must be a Config, as in Config(threshold=0.8)"
        )
    return config


def checked_number(name: str, given: object) -> float:
    """A setting that is a number; True and False are none, nor is what is not finite.

    >>> checked_number("score", "2")
    Traceback (most recent call last):
        ...
    paperdedup.errors.ConfigError: score = '2': must be a number
    """
    try:
        value = float(given) if isinstance(given, Real) else math.nan
    except OverflowError:
        value = math.inf
    if isinstance(given, bool) or not math.isfinite(value):
        raise ConfigError(f"{name} = {shown(given)}: must be a number")
    return value


def checked_whole(name: str, given: object, *, least: int, most: int) -> int:
    """A setting that counts something.

    >>> checked_whole("k", 0, least=1, most=10)
    Traceback (most recent call last):
        ...
    paperdedup.errors.ConfigError: k = 0: must be a whole number, from 1 to 10
    """
    counts = isinstance(given, Integral) and not isinstance(given, bool)
    value = int(given) if isinstance(given, Integral) else 0
    if not counts or not least <= value <= most:
        raise ConfigError(
            f"{name} = {shown(given)}: must be a whole number, from {least} to {most}"
        )
    return value


def shown(given: object) -> str:
    """A value as messages show it: not all of a long one.

    >>> shown(10**5000)
    'a number of too many digits'
    """
    try:
        return f"{given!r:.80}"
    except ValueError:  # Python writes no number of more than some thousand digits.
        return "a number of too many digits"


def _table(policy: object) -> tuple[str, str]:
    """The file that a policy comes from, or "", and its name or table."""
    if isinstance(policy, os.PathLike) or (
        isinstance(policy, str) and policy.endswith(".toml") and "\n" not in policy
    ):
        path = Path(policy)
        try:
            return str(path), path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ConfigError(f"{path}: it is no text in UTF-8; give a TOML file") from error
    if not isinstance(policy, str):
        raise ConfigError(f"policy = {shown(policy)}: must be a name, a table or a path")
    policy = policy.removeprefix("\ufeff")
    if policy not in policies and policy not in WITHOUT_TABLE and "=" not in policy:
        names = ", ".join(f'"{name}"' for name in (*WITHOUT_TABLE, *policies))
        raise ConfigError(
            f"policy = {policy!r}: must be one of {names}, the path of a .toml file, or a table"
        )
    return "", policy


def policy_table(config: Config, name: str | None) -> dict[str, Any] | None:
    """The whole table of the policy that decided, by its name; None where none did."""
    if name is None:
        return None
    return tomllib.loads(table_of(config, name))


def table_of(config: Config, name: str) -> str:
    """The table, as TOML text, of the policy that decided, by its name."""
    chosen = str(config.policy)
    return policies.get(name, "") if chosen in WITHOUT_TABLE else named(chosen)


def named(policy: str) -> str:
    """The table of a built-in policy by its name; a table is its own."""
    return policies.get(policy, policy)


def texts_alone(config: Config) -> bool:
    """Whether texts alone decide, whatever the records have.

    >>> texts_alone(Config(policy="text")), texts_alone(Config())
    (True, False)
    """
    return config.text == "plain" or config.policy == "text"


DEFAULT: Final = Config()
"""The settings used where none are given."""

"""The exceptions of paperdedup: one tree, so that `except PaperdedupError` catches what is ours.

Each also is the builtin exception that a Python programmer expects (`ValueError`, `KeyError`,
`RuntimeError`). Errors of the operating system are not wrapped: a missing file stays
`FileNotFoundError`, with its path. Messages say what was found, where, and what to do about it.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "IndexStateError",
    "InputError",
    "InternalError",
    "PaperdedupError",
    "UnknownRecordError",
]


class PaperdedupError(Exception):
    """Anything that paperdedup itself refuses or fails at.

    >>> issubclass(ConfigError, PaperdedupError) and issubclass(ConfigError, ValueError)
    True
    """


class ConfigError(PaperdedupError, ValueError):
    """A setting or an argument that cannot be; the message shows the value."""


class InputError(PaperdedupError, ValueError):
    """A dump that cannot be read as one: which file, where in it, what to do.

    >>> print(InputError("it ends early", file="a.gz", place="byte 12", remedy="copy it again"))
    a.gz, byte 12: it ends early. To do: copy it again
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        place: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.file = file
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place) if part)
        message = f"{where}: {self.problem}" if where else self.problem
        return f"{message}. To do: {self.remedy}" if self.remedy else message

    def __reduce__(self) -> tuple[object, ...]:
        state = {"file": self.file, "place": self.place, "remedy": self.remedy}
        return (type(self), (self.problem,), state)


class IndexStateError(PaperdedupError):
    """A file that is no index, or cannot be used as one now: made with other settings, of another
    version, locked by another writer, damaged, closed; the message names the remedy.
    """


class UnknownRecordError(PaperdedupError, KeyError):
    """A record or a paper that was asked for and is not there."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "unknown record"


class InternalError(PaperdedupError, RuntimeError):
    """A bug of paperdedup: a promise that it makes to itself does not hold. Please report it."""

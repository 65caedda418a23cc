"""Exit codes, and the one place where an exception becomes a message and a code.

Every foreseeable error is one or two lines on standard error: what and where, then the remedy.
Anything else is a bug of paperdedup, said to be one; its traceback is printed with `--debug` only.
The codes are documented in docs/cli.md.
"""

from __future__ import annotations

import errno
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

import click

PROGRAM: Final = "paperdedup"


class Code(IntEnum):
    """What the shell is told."""

    DONE = 0
    REJECTS = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    BUG = 70
    INTERRUPTED = 130
    TERMINATED = 143


class Failure(Exception):  # noqa: N818  (an end of the program, which may be no error)
    """A foreseen end of the program: what happened and where, what to do about it, and the code."""

    def __init__(self, code: Code, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


REMEDIES: Final = {
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "check the path",
    errno.EACCES: "ask for the right to do so",
    errno.EPERM: "ask for the right to do so",
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some of your quota",
    errno.EFBIG: "raise the limit on file sizes",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.EMFILE: "raise the limit on open files",
    errno.EIO: "check the disk",
}
"""What to do about an error of the operating system."""

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors that only writing has."""

NO_MATCH: Final = "no file matches the pattern"
"""An error that no operating system has, as the readers put it; a test compares."""


def main_guarded(run: Callable[[], object], args: Sequence[str]) -> int:
    """Run the program and return its exit code, having printed what went wrong, if anything did."""
    try:
        with plain_warnings():
            code = run()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else Code.DONE
    except (KeyboardInterrupt, click.Abort) as error:
        end_line()
        notes = getattr(error, "__notes__", ["no half answer is left"])
        complain(f"interrupted; {'; '.join(notes)}")
        return Code.INTERRUPTED
    except Exception as error:  # noqa: BLE001  (the one place that is meant to)
        failure = explain_failure(error)
        if failure is None:
            return report_bug(error, debug="--debug" in args)
        if "--debug" in args:
            print_traceback(error)
        complain(failure.message, failure.remedy)
        return failure.code


def explain_failure(error: Exception) -> Failure | None:
    """The failure that an exception means to the user, or None if nobody foresaw it."""
    import paperdedup

    match error:
        case Failure():
            return error
        case click.ClickException():
            return usage_failure(error)
        case paperdedup.ConfigError():
            return Failure(Code.USAGE, str(error))
        case paperdedup.InternalError():
            return None
        case paperdedup.PaperdedupError():
            return library_failure(error)
        case MemoryError():
            return Failure(
                Code.INPUT, "out of memory", "give fewer dumps, or use a machine with more memory"
            )
        case UnicodeEncodeError():
            name = error.object.encode(errors="backslashreplace").decode()
            return Failure(Code.INPUT, f"the name {name} is not valid Unicode", "rename it")
        case OSError() if error.errno in NO_ROOM:
            return os_failure(error, Code.OUTPUT, "write")
        case OSError():
            return os_failure(error, Code.INPUT, "read")
    return None


def usage_failure(error: click.ClickException) -> Failure:
    """A wrong command line: click's message, and the page of help that would have told."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context is not None else PROGRAM
    message = " ".join(error.format_message().split()).rstrip(".")
    return Failure(Code.USAGE, message[:1].lower() + message[1:], f"see `{command} -h`")


def library_failure(error: Exception) -> Failure:
    """An error of the library about its input, with the remedy that it proposes."""
    from paperdedup import IndexStateError, InputError

    if isinstance(error, IndexStateError):
        return Failure(Code.INPUT, *parted(str(error)))
    if not isinstance(error, InputError):
        return Failure(Code.INPUT, str(error))
    where = ", ".join(part for part in (error.file, error.place) if part)
    message = f"{where}: {error.problem}" if where else error.problem
    return Failure(Code.INPUT, message, error.remedy or "")


def parted(message: str) -> tuple[str, str]:
    """What is wrong with an index, and what to do about it as a command says it.

    >>> parted("a.index: locked by process 7; wait for it (wait=SECONDS), or stop it")
    ('a.index: locked by process 7', 'wait for it (--wait SECONDS), or stop it')
    """
    for sign in (". To do: ", "; "):
        problem, found, remedy = message.rpartition(sign)
        if found:
            return problem, remedy.replace("wait=SECONDS", "--wait SECONDS")
    return message, ""


def os_failure(
    error: OSError, code: Code, verb: str, path: object = None, otherwise: str = ""
) -> Failure:
    """An error of the operating system: what could not be done to which file, and why."""
    place = path if path is not None else error.filename
    if not error.errno:
        return Failure(code, f"cannot {verb}: {str(error) or type(error).__name__}")
    named = "" if place is None else f" {_printable(place)}"
    reason = NO_MATCH if error.strerror == NO_MATCH else os.strerror(error.errno)
    remedies = (REMEDIES.get(error.errno, ""), otherwise)
    remedy = ", or ".join(part for part in remedies if part)
    return Failure(code, f"cannot {verb}{named}: {reason}", remedy)


def _printable(path: object) -> str:
    text = path.decode(errors="replace") if isinstance(path, bytes) else str(path)
    return "".join(char if char.isprintable() else "?" for char in text)


@contextmanager
def plain_warnings() -> Iterator[None]:
    """Show warnings as notes of this program, without the line of code that gave them."""

    def show(message: Warning | str, *_: object, **__: object) -> None:
        complain(f"note: {message}")

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield


@contextmanager
def leaving_early() -> Iterator[None]:
    """End without a word if the reader of standard output has left, and let Ctrl-C be ours."""
    try:
        yield
    except BrokenPipeError:
        forget_stdout()
        raise click.exceptions.Exit(Code.DONE) from None
    except KeyboardInterrupt:
        raise click.Abort from None


@contextmanager
def writing(path: object, otherwise: str = "") -> Iterator[None]:
    """Say of an `OSError` inside that it was the output that failed, and what else can be done.

    >>> with writing("out"):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
        ...
    paperdedup.cli.exits.Failure: cannot write out: No space left on device
    """
    try:
        yield
    except OSError as error:
        raise os_failure(error, Code.OUTPUT, "write", path, otherwise) from error


def complain(message: str, remedy: str = "") -> None:
    """Print an error: one line, and one more if there is something to do about it."""
    lines = [f"{PROGRAM}: {message}"] + ([f"  {remedy}"] if remedy else [])
    warn_stderr("\n".join(_printable(line) for line in lines))


def warn_stderr(text: str) -> None:
    """Print on standard error; if even that is gone there is nobody to tell."""
    try:
        click.echo(text, err=True)
    except OSError:
        return


def end_line() -> None:
    """End the line in which a terminal shows `^C`."""
    if sys.stderr is not None and sys.stderr.isatty():
        warn_stderr("")


def report_bug(error: BaseException, *, debug: bool) -> Code:
    """Tell the user that this was not their fault."""
    if debug:
        print_traceback(error)
    remedy = "please report it, with the command" + (
        " and the traceback above" if debug else "; run it again with --debug for the traceback"
    )
    complain(f"this is a bug in paperdedup: {type(error).__name__}: {error}", remedy)
    return Code.BUG


def print_traceback(error: BaseException) -> None:
    """Print where an error came from, for those who asked for it with `--debug`."""
    import traceback

    warn_stderr("".join(traceback.format_exception(error)).rstrip())


def forget_stdout() -> None:
    """Keep the interpreter from complaining at exit about a reader of standard output that left."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return

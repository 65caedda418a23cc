"""What a record of a benchmark must say besides its figures: machine, versions, state of the
source.
"""

import importlib.metadata
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTRUCTIONS = ("avx512f", "avx2", "neon", "asimd")


def machine() -> dict[str, str]:
    """Processor, cores, memory, system."""
    return {
        "processor": _first_line("/proc/cpuinfo", "model name") or platform.processor(),
        "instructions": _instructions(),
        "cores": str(os.cpu_count()),
        "memory": _first_line("/proc/meminfo", "MemTotal"),
        "load at start": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "system": platform.platform(),
        "python": sys.version.split()[0],
    }


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Installed versions; a package that is not there is left out."""
    found = {}
    for package in packages:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def source() -> str:
    """The commit, and whether files differ from it."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit + (" with changes" if changed else "")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _instructions() -> str:
    flags = _first_line("/proc/cpuinfo", "flags") or _first_line("/proc/cpuinfo", "Features")
    return " ".join(name for name in INSTRUCTIONS if name in flags.split())


def _first_line(path: str, key: str) -> str:
    """The value of `key : value` in a file of the proc file system."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    values = (line.partition(":")[2].strip() for line in lines if line.startswith(key))
    return next(values, "")

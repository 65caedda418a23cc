"""The most memory that this process ever held."""

from __future__ import annotations

import sys

KIBIBYTE = 1024


def peak_memory() -> int | None:
    """Peak resident memory in bytes, or None where the system does not tell (Windows).

    >>> peak = peak_memory()
    >>> peak is None or peak > 1_000_000
    True
    """
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KIBIBYTE


def memory_text(size: int) -> str:
    """Bytes for people.

    >>> memory_text(512 * 1024**2), memory_text(3 * 1024**3)
    ('512 MB', '3.0 GB')
    """
    mebibytes = size / KIBIBYTE**2
    return f"{mebibytes:.0f} MB" if mebibytes < KIBIBYTE else f"{mebibytes / KIBIBYTE:.1f} GB"

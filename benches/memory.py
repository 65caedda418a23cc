"""What a process holds in memory, and held at most."""

import ctypes
import gc
import resource
import sys
from pathlib import Path

import pyarrow as pa


def held() -> int:
    """Bytes in memory now, after giving back what can be given back; the peak starts again from
    here.
    """
    gc.collect()
    pa.default_memory_pool().release_unused()
    try:
        ctypes.CDLL(None).malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (AttributeError, OSError):  # not Linux: the peak includes the loading
        return peak()
    return pages * resource.getpagesize()


def peak() -> int:
    """Bytes at the peak. On Linux not by getrusage, whose figure starts with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024

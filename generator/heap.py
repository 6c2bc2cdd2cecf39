"""The memory of a process: given back where much of it is free, and made its own after a fork while nobody waits."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

POPULATE = 23
"""`MADV_POPULATE_WRITE` of Linux 5.14: what is shared with the process that forked this one is copied now."""
REGION = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 +(?:\[heap\])?\n(?:[A-Z]\S+: .*\n)*?Rss: +(\d+) kB$", re.MULTILINE
)
KILO = 1024


def give_back() -> None:
    """Give memory that nothing stands in back to the system, which otherwise keeps it for this process."""
    if sys.platform == "linux":
        import ctypes  # most commands do without

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries than GNU's have no such thing
        if trim is not None:
            trim(0)


def own() -> None:
    """Make the memory of this process its own. Where the system cannot, it becomes so as it is written to."""
    if sys.platform != "linux":
        return
    import ctypes

    advise = ctypes.CDLL(None).madvise
    for start, length in _regions():
        advise(ctypes.c_void_p(start), ctypes.c_size_t(length), POPULATE)


def _regions() -> Iterator[tuple[int, int]]:
    """Where objects lie, and how long that is; without what was only reserved."""
    try:
        said = Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for found in REGION.finditer(said):
        start, end = int(found[1], 16), int(found[2], 16)
        if int(found[3]) * KILO * 2 > end - start:
            yield start, end - start

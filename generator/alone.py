"""One run at a time writes into a project's folders; others wait for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(root: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only one that writes. Whoever is killed holds nothing; on Windows nobody is held up.

    Args:
        root: the project's folder, which is what is locked: no file is left behind.
        waiting: called where another run is at work, before it is waited for.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(root, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:  # a file system that knows no locks
            pass
        yield
    finally:
        os.close(descriptor)

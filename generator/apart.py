"""Bytes that another process works out, while this one does something else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from generator.records import Struct


class Apart(Struct):
    """A process that works something out.

    Attributes:
        child: its number.
        reading: where it says what it came to; None once somebody has heard it, or nobody wants to.
    """

    child: int
    reading: int | None

    def result(self) -> bytes:
        """What it came to, once; only a part of it, or nothing, where it was stopped."""
        assert self.reading is not None
        with os.fdopen(self.reading, "rb") as stream:
            said = stream.read()
        self.reading = None
        os.waitpid(self.child, 0)
        return said

    def end(self) -> None:
        """Nobody wants to hear it any more."""
        if self.reading is not None:
            os.close(self.reading)
            self.reading = None
            os.kill(self.child, signal.SIGKILL)  # it has not been waited for, so its number is still its own
            os.waitpid(self.child, 0)


def pays() -> bool:
    """Whether there are cores for two, and processes that can be forked."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1


def begin(work: Callable[[], bytes]) -> Apart:
    """Have some bytes worked out.

    Args:
        work: does nothing but that, and reads what this process has at this moment.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # it ends without touching what it shares
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as stream:
                stream.write(work())
        finally:
            os._exit(0)
    os.close(writing)
    return Apart(child, reading)

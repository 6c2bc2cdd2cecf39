"""Bytes that another process works out, while this one does something else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from generator.records import Struct

if TYPE_CHECKING:  # only a process that has a helper needs it
    import socket


class Apart(Struct):
    """A process that works something out.

    Attributes:
        child: its number; 0 where another process has started it.
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
        if self.child:
            os.waitpid(self.child, 0)
        return said

    def end(self) -> None:
        """Nobody wants to hear it any more."""
        if self.reading is not None:
            os.close(self.reading)
            self.reading = None
            if self.child:
                os.kill(self.child, signal.SIGKILL)  # it has not been waited for, so its number is still its own
                os.waitpid(self.child, 0)


def pays() -> bool:
    """Whether there are cores for two, and processes that can be forked."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1


MOST = 8
"""So many open files, at the most, are handed to a helper at a time."""
_helpers: list[tuple[int, socket.socket]] = []  # set once by a process that has one, and read by those it forks


def help_later() -> None:
    """Have a process stand by that starts others for this one, until this one ends.

    A process that forks shares all its memory from that moment on, and every page that it writes to afterwards takes
    the system some microseconds. One that has hundreds of megabytes had better leave it to somebody who only waits.
    """
    if not pays():
        return
    import socket

    mine, theirs = socket.socketpair()
    helper = os.fork()
    if helper == 0:
        try:
            mine.close()
            _help(theirs)
            with suppress(ChildProcessError):
                while True:  # so that the time they took is known
                    os.wait()
        finally:
            os._exit(0)
    theirs.close()
    _helpers.append((helper, mine))


def help_no_more() -> None:
    """Wait for the helper, if there is one, and for those it has started."""
    while _helpers:
        helper, asked = _helpers.pop()
        asked.close()
        os.waitpid(helper, 0)


def _help(asked: socket.socket) -> None:
    import pickle
    import socket

    while True:
        head, descriptors, _, _ = socket.recv_fds(asked, 8, MOST)
        if len(head) < 8:
            return
        with asked.makefile("rb", buffering=0) as stream:
            data = bytearray()
            while len(data) < int.from_bytes(head, "big"):
                data += (more := stream.read(int.from_bytes(head, "big") - len(data)) or b"")
                if not more:
                    return
        if os.fork() == 0:
            asked.close()  # where the helper is gone, nobody is there to be asked
            try:
                with os.fdopen(descriptors[0], "wb") as said:
                    said.write(pickle.loads(data)(*descriptors[1:]))
            finally:
                os._exit(0)
        for each in descriptors:
            os.close(each)


def _asked(helper: socket.socket, work: Callable[..., bytes], writing: int, *lent: int) -> bool:
    """Whether a helper was there to be asked."""
    import pickle
    import socket

    data = pickle.dumps(work)
    try:
        socket.send_fds(helper, [len(data).to_bytes(8, "big")], [writing, *lent])
        helper.sendall(data)
    except OSError:
        return False
    os.close(writing)
    return True


def begin(work: Callable[..., bytes], *lent: int) -> Apart:
    """Have some bytes worked out.

    Args:
        work: does nothing but that, and reads what it is given: a function of a module, perhaps with its arguments.
        lent: files that are open here and that it needs, which it is given by the numbers they have there.
    """
    reading, writing = os.pipe()
    if _helpers and _asked(_helpers[-1][1], work, writing, *lent):
        return Apart(0, reading)
    child = os.fork()
    if child == 0:  # it ends without touching what it shares
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as stream:
                stream.write(work(*lent))
        finally:
            os._exit(0)
    os.close(writing)
    return Apart(child, reading)

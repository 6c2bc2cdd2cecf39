"""Builds, each in a process of its own, forked from one that has loaded everything and done nothing yet.

So the libraries are loaded once, no build sees what another has left in memory, and one that fails or is killed takes
nobody with it. The process that forks has no threads, unlike the one that serves.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType

from generator import held
from generator.held import Asked
from generator.serving.status import STOPPED, Outcome

FORKS = sys.platform == "linux"
"""Whether processes are forked. Elsewhere, one other process does all builds."""
PATIENCE = 5.0
"""Seconds for a process to end."""
SETTLED = 0.15
"""Seconds after which what a build has kept is old enough to be told from what comes after it."""

Work = Callable[[Path], Outcome]
Prepare = Callable[[], object]


class Builder:
    """Builds when it is asked to. Start it before any thread, and with everything loaded that a build needs.

    Args:
        work: a function of a module that builds a project.
        root: the project's folder.
        prepare: does what every build would do first, whatever the sources are.
    """

    def __init__(self, work: Work, root: Path, prepare: Prepare) -> None:
        context = multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
        self._mine, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_stand_by, args=(theirs, self._mine if FORKS else None, work, root, prepare)
        )
        self._process.start()
        theirs.close()

    def build(self) -> Outcome:
        """Build once.

        Raises:
            EOFError: when the process that forks the others is gone.
        """
        try:
            self._mine.send(None)
            outcome: Outcome = self._mine.recv()
        except OSError:
            raise EOFError from None
        return outcome

    def __enter__(self) -> Builder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and whatever build is under way with it."""
        self._mine.close()
        self._process.join(2 * PATIENCE)
        if self._process.is_alive():
            self._process.kill()


def _stand_by(asked: Connection, other: Connection | None, work: Work, root: Path, prepare: Prepare) -> None:
    """Build whenever somebody asks, until nobody is there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever serves hears it, and ends this
    if other is not None:
        other.close()
    prepare()
    wanted: Sequence[Asked] = ()
    while True:
        try:
            asked.recv()
            if FORKS:
                wanted = _forked(asked, work, root) or wanted
                _catch_up(asked, wanted)
            else:
                asked.send(work(root))
        except (EOFError, OSError):
            return


def _catch_up(asked: Connection, wanted: Sequence[Asked]) -> None:
    """Hold what the next build will ask for, until that is wanted itself."""
    if asked.poll(SETTLED):
        return
    gc.disable()  # what is decoded has no cycles
    for _ in held.hold(wanted):
        if asked.poll():
            break
    gc.freeze()
    gc.enable()


def _forked(asked: Connection, work: Work, root: Path) -> Sequence[Asked]:
    """Build in a process of its own; what was asked for in there, if it has come to a new site."""
    context = multiprocessing.get_context("fork")
    reading, writing = context.Pipe(duplex=False)
    child = context.Process(target=_build, args=(writing, work, root))
    child.start()
    writing.close()
    try:
        if asked in wait([reading, asked]):
            raise EOFError
        wanted: Sequence[Asked] = ()
        try:
            outcome, wanted = reading.recv()
        except EOFError:
            outcome = STOPPED
            _send(child, signal.SIGKILL)  # it has not been waited for, so its number is still its own
        asked.send(outcome)
        child.join(PATIENCE)
        return wanted if outcome.published else ()
    finally:
        _end(child)
        reading.close()


def _build(told: Connection, work: Work, root: Path) -> None:
    os.setsid()  # what it starts in turn ends with it
    gc.freeze()
    held.begin()
    outcome = work(root)
    told.send((outcome, held.asked()))


def _end(child: BaseProcess) -> None:
    """End a build, if it has not ended, with every process it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        if not child.is_alive():
            return
        _send(child, how)
        child.join(PATIENCE)


def _send(child: BaseProcess, how: signal.Signals) -> None:
    """Send a signal to a build and to every process it has started."""
    assert child.pid is not None
    try:
        os.killpg(child.pid, how)
    except ProcessLookupError:  # it has not come to have a group of its own, or all of it is gone
        child.terminate()

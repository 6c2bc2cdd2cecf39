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
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from generator import apart, heap, held
from generator.held import Asked
from generator.serving.status import STOPPED, Outcome

FORKS = sys.platform == "linux"
"""Whether processes are forked. Elsewhere, one other process does all builds."""
PATIENCE = 5.0
"""Seconds for a process to end."""
SETTLED = 0.4
"""Seconds after which what a build has kept is old enough to be told from what comes after it, and browsers have loaded
their page again."""

Work = Callable[[Path], Outcome]
Prepare = Callable[[], object]
Wait = Callable[[Path], Iterator[None]]


class _NobodyError(Exception):
    """Nobody waits for a build any more."""


class Builder:
    """Builds when it is asked to. Start it before any thread, and with everything loaded that a build needs.

    Args:
        work: a function of a module that builds a project.
        root: the project's folder.
        prepare: does what every build would do first, whatever the sources are.
        wait: what a process may do before it is told to build, in steps between which it may be told.
    """

    def __init__(self, work: Work, root: Path, prepare: Prepare, wait: Wait = lambda _: iter(())) -> None:
        context = multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
        self._mine, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_stand_by, args=(theirs, self._mine if FORKS else None, _Task(work, root, wait), prepare)
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


class _Task(NamedTuple):
    """What a process of a build does."""

    work: Work
    root: Path
    wait: Wait


def _stand_by(asked: Connection, other: Connection | None, task: _Task, prepare: Prepare) -> None:
    """Build whenever somebody asks, until nobody is there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever serves hears it, and ends this
    if other is not None:
        other.close()
    prepare()
    wanted: Sequence[Asked] = ()
    ahead: _Begun | None = None
    try:
        while True:
            asked.recv()
            if not FORKS:
                asked.send(task.work(task.root))
                continue
            begun = ahead if ahead is not None and ahead.child.is_alive() else _begin(task)
            ahead = None
            wanted = _forked(asked, begun) or wanted
            if _caught_up(asked, wanted):
                ahead = _begin(task)
    except (EOFError, OSError, _NobodyError):
        return
    finally:
        if ahead is not None:
            ahead.told.close()
            _end(ahead.child)


def _caught_up(asked: Connection, wanted: Sequence[Asked]) -> bool:
    """Hold what the next build will ask for; false where that is wanted before all of it is held."""
    if asked.poll(SETTLED):
        return False
    gc.disable()  # what is decoded has no cycles
    for _ in held.hold(wanted):
        if asked.poll():
            break
    gc.freeze()
    gc.enable()
    return not asked.poll()


class _Begun(NamedTuple):
    """A process that waits for the word to build, and the way to tell it and to hear what came of it."""

    child: BaseProcess
    told: Connection


def _begin(task: _Task) -> _Begun:
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe()
    child = context.Process(target=_build, args=(theirs, mine, task))
    child.start()
    theirs.close()
    return _Begun(child, mine)


def _forked(asked: Connection, begun: _Begun) -> Sequence[Asked]:
    """Build in a process of its own; what was asked for in there, if it has come to a new site."""
    child, told = begun
    try:
        wanted: Sequence[Asked] = ()
        try:
            told.send(None)
            if asked in wait([told, asked]):
                raise _NobodyError
            outcome, wanted = told.recv()
        except (EOFError, OSError):
            outcome = STOPPED
            _send(child, signal.SIGKILL)  # it has not been waited for, so its number is still its own
        asked.send(outcome)
        child.join(PATIENCE)
        return wanted if outcome.published else ()
    finally:
        _end(child)
        told.close()


def _build(told: Connection, other: Connection, task: _Task) -> None:
    os.setsid()  # what it starts in turn ends with it
    other.close()
    for _ in task.wait(task.root):
        if told.poll():
            break
    gc.freeze()
    apart.help_later()
    heap.own()
    try:
        told.recv()
    except EOFError:  # nobody is there any more
        return
    held.begin()
    outcome = task.work(task.root)
    told.send((outcome, held.asked()))
    apart.help_no_more()


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

"""The same work on many items, shared out where that pays, with the results in order.

Written once against `concurrent.futures.Executor`. By default a worker is a fork of this process, so that what all
items share is never copied or sent. Elsewhere than on Linux, and for few items, the work is simply done here.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, runtime_checkable

from generator.records import Record

if TYPE_CHECKING:  # a run that finds nothing to do loads none of this
    from concurrent.futures import Future

Shared = TypeVar("Shared")
Result = TypeVar("Result")


class ClusterError(Exception):
    """Other machines that were to help cannot be worked with; the text says why and what to do."""


class Answer(Protocol):
    """What comes of a shard: a `concurrent.futures.Future`, or like one."""

    def result(self) -> list[Any]:
        """Waits for it, or raises what the work raised."""
        ...

    def cancel(self) -> object:
        """Nobody waits for it any more."""
        ...


Submit: TypeAlias = Callable[[Sequence[str]], Answer]
"""Gives a shard of items to a worker."""

FEW = 200
"""Up to so many items, starting workers costs more than it saves."""
CHUNK = 25
"""Items of a shard, at the most: what is handed to a worker at a time."""
YOUNG = 10_000
"""Objects after which a worker looks for those that only hold each other: a page that was made holds itself, by what
its template has defined."""
MANY = 2_000
"""Of more facts than this, what is done from nothing takes memory that is better gone with the process that did it."""
AHEAD = 4
"""Shards for each worker that are under way or done before their turn: results that wait take memory."""


@runtime_checkable
class Divisible(Protocol):
    """What is shared by all items and can be divided where it has to be sent."""

    @property
    def ground(self) -> tuple[object, ...]:
        """The objects that every part holds, to be sent but once."""
        ...

    def part(self, items: Sequence[str]) -> object:
        """As much of it as these items need."""
        ...


def ground(shared: object) -> tuple[object, ...]:
    """What of something shared all items need: all of it, unless it can be divided."""
    if isinstance(shared, Mapping):
        return ()
    return shared.ground if isinstance(shared, Divisible) else (shared,)


def part(shared: object, items: Sequence[str]) -> object:
    """What of something shared these items need; of a mapping, their own entries."""
    if isinstance(shared, Mapping):
        return {item: shared[item] for item in items}
    return shared.part(items) if isinstance(shared, Divisible) else shared


_given: dict[str, Any] = {}  # set in a worker only, by the first thing it does


class Pool(Record):
    """Who does the work: forked processes of this machine.

    Attributes:
        workers: how many at the most; 1 for none but this one.
    """

    workers: int = 1

    @property
    def local(self) -> Pool:
        """The same for work on files of this machine."""
        return self

    @property
    def forks(self) -> bool:
        """Whether others may do the work, and can be forked."""
        return self.workers > 1 and sys.platform == "linux"

    def pays(self, items: int) -> bool:
        """Whether so many items are worth starting workers for."""
        return self.forks and items > FEW

    def opened(self, work: Callable[[Shared, str], Result], shared: Shared) -> AbstractContextManager[Submit]:
        """Workers that know the work and what is shared, for as long as the context lasts."""
        return forks(self.workers, work, shared)


HERE = Pool()
"""Nobody but this process."""


def all_cores() -> Pool:
    """As many workers as this machine has cores."""
    return Pool(os.cpu_count() or 1)


def _start(work: Callable[[Any, str], Any], shared: Any) -> None:
    import gc
    from threading import Thread

    gc.freeze()  # what a worker inherits is never garbage, and memory that nobody touches stays one with its parent's
    gc.set_threshold(YOUNG)
    _given.update(work=work, shared=shared)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker waits for work as long as it lives, even where nobody is left to give any."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def beforehand(work: Callable[[], object]) -> bool:
    """Have a fork do something, and wait for it: the memory that it took is gone with it.

    Args:
        work: keeps what it came to where this process will look for it.

    Returns:
        Whether it was done. If not, this process finds nothing, does it itself, and so comes upon what is in the way.
    """
    import multiprocessing

    process = multiprocessing.get_context("fork").Process(target=_done, args=(work,))
    try:
        process.start()
    except OSError:  # there may be no more processes
        return False
    try:
        process.join()
    except BaseException:
        process.terminate()
        process.join()
        raise
    return process.exitcode == 0


def _done(work: Callable[[], object]) -> None:
    from threading import Thread

    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(Exception, KeyboardInterrupt):  # who waits for this finds out what went wrong, and tells it
        work()
        return
    sys.exit(1)


def _shard(items: Sequence[Any]) -> list[Any]:
    return [_given["work"](_given["shared"], item) for item in items]


@contextmanager
def forks(
    workers: int, work: Callable[[Any, Any], Any], shared: Any
) -> Iterator[Callable[[Sequence[Any]], Future[list[Any]]]]:
    """Forked processes that know the work and what is shared, for as long as the context lasts."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(work, shared)) as executor:
        yield lambda items: executor.submit(_shard, items)


def ordered(
    work: Callable[[Shared, str], Result],
    shared: Shared,
    items: Sequence[str],
    pool: Pool = HERE,
    *,
    apart: bool = False,
) -> Iterator[Result]:
    """The result of `work(shared, item)` for each item, in the order of the items.

    Args:
        work: a function of a module, free of side effects.
        shared: what all items need.
        items: what to do.
        pool: who does it.
        apart: whether another process does it even where that saves no time: the memory that it takes goes with it.
    """
    if apart and items and pool.forks and not pool.pays(len(items)):
        pool = Pool(1)
    elif not pool.pays(len(items)):
        for item in items:
            yield work(shared, item)
        return
    with pool.opened(work, shared) as submit:
        waiting: deque[Answer] = deque()
        size = max(min(CHUNK, len(items) // (AHEAD * pool.workers)), 1)  # so that all have something to do to the end
        try:
            for at in range(0, len(items), size):
                waiting.append(submit(items[at : at + size]))
                if len(waiting) > AHEAD * pool.workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()

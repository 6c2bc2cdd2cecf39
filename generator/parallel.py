"""The same work on many items, on all cores where that pays, with the results in order.

A worker is a fork of this process, so that what all items share is never copied or sent; it is handed over once, when
the worker starts. Elsewhere than on Linux, and for few items, the work is simply done here.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Shared = TypeVar("Shared")
Result = TypeVar("Result")

FEW = 200
"""Up to so many items, starting workers costs more than it saves."""
CHUNK = 25
"""Items that are handed to a worker at a time."""

_given: dict[str, Any] = {}  # set in a worker only, by the first thing it does


def _start(work: Callable[[Any, str], Any], shared: Any) -> None:
    _given.update(work=work, shared=shared)


def _one(item: str) -> Any:
    return _given["work"](_given["shared"], item)


def ordered(
    work: Callable[[Shared, str], Result], shared: Shared, items: Sequence[str], workers: int
) -> Iterator[Result]:
    """The result of `work(shared, item)` for each item, in the order of the items.

    Args:
        work: a function of a module, free of side effects.
        shared: what all items need.
        items: what to do.
        workers: how many processes at the most; 1 for none but this one.
    """
    if workers < 2 or len(items) <= FEW or sys.platform != "linux":
        for item in items:
            yield work(shared, item)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(work, shared)) as pool:
        yield from pool.map(_one, items, chunksize=CHUNK)

"""A pool that does here, with what would be sent, all that the workers of a cluster do, and notes what that takes."""

from __future__ import annotations

import pickle
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from generator import cluster, parallel
from generator.parallel import HERE, Answer, Pool, Submit
from generator.records import field


def _seconds() -> dict[str, float]:
    return defaultdict(float)


class Elsewhere(Pool):
    """Who does all work with what was sent, and nothing else; what each worker has was sent at the beginning.

    Attributes:
        spent: seconds of processor time for packing, working (with unpacking) and returning.
        sent: bytes there and back.
        left: items without an outcome, which have to be done where the files are.
    """

    spent: dict[str, float] = field(default_factory=_seconds)
    sent: dict[str, float] = field(default_factory=_seconds)
    left: list[str] = field(default_factory=list)

    @property
    def local(self) -> Pool:
        """This process."""
        return HERE

    def pays(self, items: int) -> bool:
        """Whatever there is, is sent."""
        return items > 0

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.spent[step] += time.process_time() - start

    @contextmanager
    def opened(self, work: Callable[[Any, str], Any], shared: Any) -> Iterator[Submit]:
        """The same as a cluster, but for the cluster."""
        ground = parallel.ground(shared)
        numbers = {id(each): n for n, each in enumerate(ground)}
        there, work = _sent(ground), _sent(work)

        def submit(items: Sequence[str]) -> Answer:
            with self._timed("packing"):
                part = cluster.packed(parallel.part(shared, items), numbers)
            with self._timed("working"):
                unpacked = cluster.unpacked(part, there)
                found = [work(unpacked, item) for item in items]
            with self._timed("returning"):
                back = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
                found = pickle.loads(back)
            self.sent["there"] += len(part)
            self.sent["back"] += len(back)
            self.left.extend(item for item, each in zip(items, found, strict=True) if each is None)
            answer: Future[list[Any]] = Future()
            answer.set_result(found)
            return answer

        yield submit


def _sent(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))

"""A pool that sends everything to a machine without files, which is this one: what Dask does, but for Dask."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from generator import cluster, parallel
from generator.cache import Cache
from generator.parallel import HERE, Pool


class Done:
    """What has come of a shard."""

    def __init__(self, found: list[Any]) -> None:
        self.found = found

    def result(self) -> list[Any]:
        """At once."""
        return self.found

    def cancel(self) -> None:
        """Too late."""


def there_and_back(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))


@dataclass(frozen=True)
class Sending(Pool):
    """Does all work with what was sent, and nothing else.

    Attributes:
        left: the items that have to be done where the files are.
    """

    left: list[str] = field(default_factory=list)

    @property
    def local(self) -> Pool:
        return HERE

    def pays(self, items: int) -> bool:
        return items > 0

    @contextmanager
    def opened(self, work: Callable[[Any, str], Any], shared: Any) -> Iterator[Callable[[Sequence[str]], Done]]:
        ground = parallel.ground(shared)
        numbers = {id(each): n for n, each in enumerate(ground)}
        elsewhere, work = there_and_back(ground), there_and_back(work)

        def submit(items: Sequence[str]) -> Done:
            part = cluster.unpacked(cluster.packed(parallel.part(shared, items), numbers), elsewhere)
            found = there_and_back([work(part, item) for item in items])
            self.left.extend(item for item, each in zip(items, found, strict=True) if each is None)
            return Done(found)

        yield submit


@dataclass(frozen=True)
class Memory(Cache):
    """A cache that can be looked into."""

    folder: None = None
    entries: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes | None:
        return self.entries.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.entries[key] = data

    def trim(self, needed: int = 0) -> None:
        pass
